"""What the invented company is made of, as plain values. No files and no Slack here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.reports import Emotion, HowKnown


class Move(StrEnum):
    """What somebody does with an annoyance afterwards; the last two are answers to 'How is it now?'."""

    CHOOSE_TEAM = "choose_team"
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    NOT_OURS = "not_ours"
    RESOLVE = "resolve"
    STILL_HAPPENING = "still_happening"
    GONE = "gone"


@dataclass(frozen=True)
class Role:
    """One line on who somebody is, for the page's person switch."""

    en: str
    ko: str
    ja: str

    def in_language(self, language: str) -> str:
        return {"ko": self.ko, "ja": self.ja}.get(language, self.en)


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    real_name: str
    locale: str
    tz: str
    is_admin: bool
    role: Role

    @property
    def language(self) -> str:
        """`en` of Slack's `en-GB`."""
        return self.locale.partition("-")[0]


@dataclass(frozen=True)
class Channel:
    id: str
    name: str
    is_private: bool
    members: tuple[str, ...]
    topic: str


@dataclass(frozen=True)
class Group:
    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """`after_hours` counts from the report. `to` is a user (assign) or a team's key (choose_team, not_ours)."""

    after_hours: float
    by: str
    move: Move
    to: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Story:
    """One report. `me_too_of` names the story whose annoyance it repeats; only the first one carries `then`."""

    id: str
    days_ago: float
    user: str
    text: str
    customer_words: str | None = None
    touchpoint: str | None = None
    emotion: Emotion | None = None
    how_known: HowKnown | None = None
    me_too_of: str | None = None
    then: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Company:
    """`settings_yaml` is what `snag config apply` takes. Stories stand in the order in which they happened."""

    settings_yaml: str
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
    groups: tuple[Group, ...]
    stories: tuple[Story, ...]

    def person(self, user_id: str) -> Person:
        return next(person for person in self.people if person.id == user_id)

    def channel(self, channel_id: str) -> Channel:
        return next(channel for channel in self.channels if channel.id == channel_id)

    def me_toos(self, story_id: str) -> Iterator[Story]:
        return (story for story in self.stories if story.me_too_of == story_id)


@dataclass(frozen=True)
class TourScene:
    """One step of the narrated tour: who does it (a user's id, or `clock`), what they say, and the narrator's line."""

    key: str
    who: str
    text: str
    narration: str
