"""A Slack message that a report is made from, and what its reporter takes along of it: what is ticked, nothing else."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.reports import STORY_LIMIT, Draft, Source
from bot.domain.wording import cut, tidy


class Take(StrEnum):
    """What can be taken along of a message."""

    WORDS = "words"
    THREAD = "thread"
    FILES = "files"
    LINK = "link"
    AUTHOR = "author"


class Why(StrEnum):
    """What somebody did, that a report is offered to them."""

    REACTION = "reaction"
    THREAD = "thread"
    MENTION = "mention"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands. `thread_ts` is the first message of the thread in which it is a reply."""

    channel_id: str
    ts: str
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """What was offered as a report: why, where it stands, and its words as Slack escapes them if they are at hand."""

    why: Why
    place: Place
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message as it can be taken along. `thread` holds what others wrote with it, `files` ids of its pictures.

    `is_open`: everybody could read it where it stands, or it was written to Snag alone; so all is ticked beforehand.
    """

    place: Place
    words: str = ""
    author: str | None = None
    files: tuple[str, ...] = ()
    thread: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def shown(self) -> str:
        """Its words as far as a form shows them; more cannot be taken along."""
        return cut(tidy(self.words), STORY_LIMIT)


def taken_along(draft: Draft, quoted: Quoted, ticks: Collection[Take], link: str | None) -> Draft:
    """The draft of the form with what is ticked. The story says nothing twice."""
    author = quoted.author if Take.AUTHOR in ticks else None
    files = quoted.files if Take.FILES in ticks else ()
    return replace(draft, text=_story(draft.text, quoted, ticks), source=Source(link, author),
                   files=(*draft.files, *(one for one in files if one not in draft.files)))


def _story(typed: str, quoted: Quoted, ticks: Collection[Take]) -> str:
    """What was typed, the words, the thread. Words that Snag itself put into the field go when their tick goes."""
    words = quoted.shown
    if Take.WORDS not in ticks:
        told = [typed.replace(words, "").strip() if words and quoted.is_open else typed]
    else:
        told = [typed, words if words not in typed else ""]
    if Take.THREAD in ticks:
        told.append("\n".join(f"– {line}" for line in quoted.thread))
    return "\n\n".join(part for part in told if part)


def permalink(domain: str, place: Place) -> str | None:
    """The address of a message, as Slack makes it; None while we do not know the workspace's domain."""
    if not domain:
        return None
    thread = f"?thread_ts={place.thread_ts}&cid={place.channel_id}" if place.thread_ts else ""
    return f"https://{domain}.slack.com/archives/{place.channel_id}/p{place.ts.replace('.', '')}{thread}"
