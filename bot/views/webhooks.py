"""To admins: a webhook was switched off, why, and the command that switches it on."""

from bot.text import say
from bot.views.blocks import Message, fallback, rich, text

ENABLE = "snag webhook enable {id}"
"""To be copied into a terminal as it is, in every language."""


def switched_off(language: str, why: str, *, webhook_id: str, host: str, error: str | None) -> Message:
    """`why`: the receiver wants nothing more (`gone`), or has failed for long (`failing`)."""
    said = say(language, f"webhook.{why}", host=host, error=error or "")
    again, command = say(language, "webhook.enable"), ENABLE.format(id=webhook_id)
    preformatted = {"type": "rich_text_preformatted", "elements": [text(command)]}
    return Message(fallback(f"{said} {again}", command), [rich([text(said)], [text(again)], [preformatted])])
