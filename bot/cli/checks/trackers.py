"""Issue trackers: what is wrong with them by what the worker last found, and whether their webhooks can reach us."""

from collections.abc import Iterator

from bot.cli.checks import Finding, fine, note, wrong
from bot.config import Settings
from bot.domain.trackers import NAMES, Trouble
from bot.services.checkup import KnownTracker

WHAT = "Trackers"
WORDS: dict[str, tuple[str, str]] = {
    Trouble.BAD_TOKEN: ("does not accept the token", "give it a new one: snag tracker token {id}"),
    Trouble.NO_PERMISSION: ("does not let the token make or read issues",
                            "give the token that right there, then run: snag tracker check {id}"),
    Trouble.PROJECT_GONE: ("says that the project is not there",
                           "was it renamed or hidden? Connect it again: snag tracker connect"),
}


def look(settings: Settings, trackers: tuple[KnownTracker, ...]) -> Iterator[Finding]:
    """Nothing where no tracker is connected."""
    for one in trackers:
        if one.trouble:
            said, remedy = WORDS.get(one.trouble, (one.trouble, "run: snag tracker check {id}"))
            yield wrong(WHAT, f"{NAMES.get(one.kind, one.kind)}, {one.project} of {one.team}: {said}",
                        remedy.format(id=one.id[-8:]))
    if trackers and not any(one.trouble for one in trackers):
        yield fine(WHAT, f"{len(trackers)} connected, and nothing is wrong with them")
    if trackers and not settings.snag_public_url:
        yield note(WHAT, "SNAG_PUBLIC_URL is not set: they are asked every 15 minutes, and cannot tell us at once",
                   "set it to the https:// address that leads to this machine's PORT")
