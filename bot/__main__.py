"""`python -m bot` is the same as `snag`."""

from bot.cli import main

main()
