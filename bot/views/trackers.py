"""Issues in trackers on the card: one line each, with the link that leads there."""

from collections.abc import Sequence

from bot.domain.trackers import NAMES, IssueState, Shown
from bot.text import say
from bot.views.blocks import Json, Link, elements, text

SHOWN = 3


def issue_lines(language: str, issues: Sequence[Shown]) -> list[list[Json]]:
    """Paragraphs for the card, the newest first; of more than fit only how many."""
    newest = list(reversed(issues))
    lines = [_line(language, one) for one in newest[:SHOWN]]
    if others := len(newest) - SHOWN:
        lines += [[text(say(language, "card.issues_more", n=others))]] if others > 0 else []
    return lines


def _line(language: str, one: Shown) -> list[Json]:
    name = one.name or ""
    return elements(language, f"card.issue_{one.state}", tracker=NAMES.get(one.kind, one.kind),
                    issue=Link(one.url, name) if one.url and one.state is not IssueState.GONE else name)
