"""To those who can mend it: a channel that Snag cannot use, and what to do."""

from collections.abc import Sequence

from bot.domain.annoyances import State
from bot.domain.channels import Trouble
from bot.views.blocks import Channel, Json, Message, Part, elements, fallback, rich, spoken, text
from bot.views.reports import state_word

INVITE = "/invite @snag"
"""To be copied and sent in the channel as it is, in every language."""


def trouble(language: str, what: Trouble, channel: Channel, *, teams: Sequence[str], triage: Channel | None) -> Message:
    """Channels are named by elements, which Slack draws with the name of the day."""
    in_triage = state_word(language, State.TRIAGE)
    values: dict[str, Part] = {"channel": channel, "teams": ", ".join(teams) or in_triage,
                               "triage": triage or in_triage}
    key = f"channel.{what}"
    paragraphs: list[list[Json]] = [elements(language, key, **values)]
    if what is Trouble.INVITE:
        paragraphs.append([{"type": "rich_text_preformatted", "elements": [text(INVITE)]}])
    return Message(fallback(spoken(language, key, **values), INVITE if what is Trouble.INVITE else ""),
                   [rich(*paragraphs)])
