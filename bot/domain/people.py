"""People as plain values: what Slack says of them, and how to answer a click of theirs."""

from dataclasses import dataclass

LANGUAGES = ("en", "ko", "ja")


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack tells of one person; None where it does not."""

    user_id: str
    name: str
    locale: str | None = None
    timezone: str | None = None
    is_guest: bool = False
    is_bot: bool = False
    is_admin: bool = False
    is_gone: bool = False
    team_id: str | None = None
    """Their company's workspace; None where that says nothing, as in one of several workspaces of one company."""


@dataclass(frozen=True, slots=True)
class Where:
    """The message on which somebody clicked; a click on a card proves that they see its channel."""

    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True)
class Back:
    """How to answer a click: Slack's response_url while it lives, else a message only they see, else a direct one.

    `replace`: the answer takes the place of the message clicked on (their own private one).
    """

    user_id: str
    url: str | None = None
    channel_id: str | None = None
    replace: bool = False


def language(slack_locale: str | None, fallback: str = "en") -> str:
    """Slack's locale ("ko-KR") as one of our languages; the fallback where we do not speak it."""
    short = (slack_locale or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else fallback
