"""The question check: what in a question's wording may spoil its answers, and a wording that would not. Advice only."""

from dataclasses import dataclass

from bot.domain.survey_plans import Audience


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` names what is wrong (text `question.<kind>`), `phrase` the words that show it, `better` the key of a text
    with a better wording."""

    kind: str
    phrase: str
    better: str | None = None


def check(text: str, *, asked_of: Audience | None = None) -> tuple[Finding, ...]:
    """What a sender may want to think about before this is asked."""
    return ()
