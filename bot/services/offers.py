"""Doors beside the command: what somebody marked with the reaction, or said to Snag, is offered to them as a report.

An offer is an answer to that person alone. Whom it goes to and what it is about lies sealed in its row and is forgotten
with the sending: a report without a name may follow, and no row may say what its reporter did before.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import State
from bot.domain.duplicates import terms
from bot.domain.permissions import Act, may
from bot.domain.quotes import Offered, Place, Why
from bot.domain.reports import ALIKE_SHOWN, Alike
from bot.domain.routing import Facts
from bot.domain.wording import tidy
from bot.services import alikes, care, learning, people
from bot.services.desk import Desk, number_of
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored_annoyances
from storage import people as stored_people
from storage import posts, work
from storage.db import Database

REPORT_IT = "report_it"
"""What a value is sealed for, that no other sealed text counts as one."""
ENOUGH, TERMS = 8, 2
"""Characters and terms from which on a text says enough to be compared."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would become of a text if it were reported now: where it would appear, and what it may repeat."""

    channel_id: str | None
    alikes: tuple[Alike, ...] = ()


class Offers:
    """Offers reports, and says what would become of them."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def marked(self, workspace_id: str, user_id: str, emoji: str, place: Place, *, author: str | None, key: str
               ) -> None:
        """Somebody put a reaction on a message: if it is the one that reports, offer it, once however often.

        What Snag itself said is no annoyance, but its card is one: then Me too is offered. `author` may be unknown.
        """
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            if settings.reaction is None or _bare(emoji) != _bare(settings.reaction):
                return
            ours = posts.at(session, workspace_id, place.channel_id, place.ts)
            if (ours or author == settings.bot_user_id) and (ours is None or number_of(ours.subject) is None):
                return
        self._offer(workspace_id, user_id, Why.REACTION, place, once=place.ts, key=key)

    def mentioned(self, workspace_id: str, user_id: str, place: Place, *, key: str) -> None:
        """Somebody called Snag by name: in a thread to its first message, elsewhere with words of their own."""
        about = Place(place.channel_id, place.thread_ts) if place.thread_ts else place
        why = Why.THREAD if place.thread_ts else Why.MENTION
        self._offer(workspace_id, user_id, why, about, once=place.ts, key=key)

    def written(self, workspace_id: str, user_id: str, place: Place, words: str | None, *, key: str) -> None:
        """Somebody wrote to Snag directly. `words` None: more than text, to be read where it stands."""
        self._offer(workspace_id, user_id, Why.DIRECT, place, once=place.ts, key=key, words=words)

    def _offer(self, workspace_id: str, user_id: str, why: Why, about: Place, *, once: str, key: str,
               **facts: Any) -> None:
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None or not _is_person(tx.session, workspace_id, user_id):
                return
            number = _card_at(tx.session, workspace_id, user_id, about)
            sealed = self._names.seal(json.dumps({
                "user": user_id, "why": str(why), "place": asdict(about), "number": number, **facts}))
            name = self._names.make(tx.session, workspace_id, f"{user_id} {why} {about.channel_id} {once}", "offer")
            work.add(tx.session, workspace_id, work.Kind.MESSAGE, "offer", f"offer:{name}", channel=name,
                     due_at=self._clock.now(), now=self._clock.machine(), payload={"to": sealed}, fast=True)

    def sealed(self, workspace_id: str, user_id: str, what: Offered, *, room: int) -> str:
        """What the button of an offer carries, worth something to this person alone: Snag reads what stands there, so
        nobody may name another place. Words for which there is no `room` are read where they stand."""
        offered = {"for": REPORT_IT, "workspace": workspace_id, "user": user_id, "why": what.why,
                   "place": asdict(what.place)}
        whole = self._names.seal(json.dumps({**offered, "words": what.words}, ensure_ascii=False))
        return whole if what.words and len(whole) <= room else self._names.seal(json.dumps(offered))

    def opened(self, workspace_id: str, user_id: str, value: str) -> Offered | None:
        """What this person's button is about; None for one that was made up, offered to somebody else or long ago."""
        held = _carried(self._names.open(value))
        if (held.get("for"), held.get("workspace"), held.get("user")) != (REPORT_IT, workspace_id, user_id):
            return None
        return Offered(Why(held["why"]), Place(**held["place"]), held.get("words"))

    def card_at(self, workspace_id: str, user_id: str, place: Place) -> int | None:
        """The annoyance whose card stands there, if this person may say me too."""
        with self._db.reading() as session:
            return _card_at(session, workspace_id, user_id, place)

    def about(self, workspace_id: str, number: int) -> Alike | None:
        """An annoyance as an offer of Me too names it."""
        with self._db.reading() as session:
            row = stored_annoyances.get(session, workspace_id, number)
            return None if row is None else Alike(row.number, row.title, State(row.state), care.meanwhile(row))

    def outlook(self, workspace_id: str, user_id: str, text: str, channel: str | None = None) -> Outlook:
        """One look at what would become of `text`, for a form that is still being written."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            told = tidy(text)
            route = learning.route(session, desk.settings, Facts(told, channel=channel))
            return Outlook(desk.settings.channel_of(route.team) if told else None, _alikes(desk, user_id, told))


def _carried(opened: str | None) -> dict[str, Any]:
    try:
        found = json.loads(opened or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _alikes(desk: Desk, user_id: str, told: str) -> tuple[Alike, ...]:
    """What others reported like it, for those who may look things up."""
    words = terms(told, desk.settings.glossary) if len(told) >= ENOUGH else frozenset()
    if len(words) < TERMS or not _may_find(desk.session, desk.workspace_id, user_id):
        return ()
    return tuple(map(alikes.told_of, alikes.nearest(desk, words, ALIKE_SHOWN)))


def _card_at(session: Session, workspace_id: str, user_id: str, place: Place) -> int | None:
    here = posts.at(session, workspace_id, place.channel_id, place.ts)
    number = number_of(here.subject) if here else None
    return number if number is not None and _may_find(session, workspace_id, user_id) else None


def _may_find(session: Session, workspace_id: str, user_id: str) -> bool:
    return may(Act.FIND, people.roles(session, directory(session, workspace_id), user_id, team_key=None))


def _is_person(session: Session, workspace_id: str, user_id: str) -> bool:
    """Neither we nor another bot that we know."""
    row = stored_people.person(session, workspace_id, user_id)
    return user_id != directory(session, workspace_id).bot_user_id and not (row and row.is_bot)


def _bare(emoji: str) -> str:
    """An emoji's name, whatever the skin tone."""
    return emoji.strip(":").partition("::")[0]
