"""Two annoyances become one, and a merge is taken back: what a person's clicks reach."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import FIXED, Line, Move, State, allows
from bot.domain.duplicates import ALIKE
from bot.domain.people import Where
from bot.domain.permissions import may
from bot.errors import Invalid, NotAllowed, TooLate
from bot.services import alikes, annoyances, merge_steps
from bot.services.clicks import Clicks
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import annoyances as stored_annoyances
from storage import log
from storage import reports as stored_reports
from storage.db import Database
from storage.tables import Annoyance

ALIKES_SHOWN = 9
"""So many look-alikes can be chosen; radio buttons hold ten."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """What the form of merging offers: annoyances that say much the same."""

    line: Line
    alikes: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a merge would do: which one ends, which one stays. `ask_after_fix`: the one that stays was resolved before
    the other was reported, so whoever merges says whether it was seen since. `words_end`: what customers may be told
    of the one that ends counts no more."""

    ended: Line
    survivor: Line
    ask_after_fix: bool
    words_end: bool = False


class Merging:
    """Merge and unmerge."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names
        self._clicks = Clicks(db, clock, names)

    def proposals(self, workspace_id: str, user_id: str, number: int, *, where: Where | None) -> Proposals:
        """What the form offers. Raises `TooLate` and `NotAllowed`."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            row = annoyances.allowed(desk, user_id, number, Move.MERGE, where, lock=False)
            words = alikes.words_of_annoyance(desk, number)
            near = [one.number for one in alikes.nearest(desk, words, ALIKES_SHOWN + 1, floor=ALIKE)]
            return Proposals(_line(desk, row), tuple(
                _line(desk, annoyances.existing(session, workspace_id, one)) for one in near if one != number
            )[:ALIKES_SHOWN])

    def look(self, workspace_id: str, user_id: str, number: int, other: int, *, where: Where | None) -> Outcome:
        """What merging these two would do. Raises `Invalid` where it cannot be."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            other = _survivor(desk, other).number
            row = annoyances.allowed(desk, user_id, number, Move.MERGE, where, lock=False)
            ended, survivor = _pair(desk, row, annoyances.existing(session, workspace_id, other), user_id)
            return Outcome(_line(desk, ended), _line(desk, survivor), _ask_after_fix(desk, ended, survivor),
                           merge_steps.words_end(ended, survivor))

    def merge(self, workspace_id: str, user_id: str, number: int, other: int, *, seen_after_fix: bool | None,
              where: Where | None, key: str) -> None:
        """The younger of the two becomes part of the older one, whichever it was asked from."""
        with self._clicks.once(workspace_id, key) as desk:
            if desk is None:
                return
            first = other
            rows = _locked(desk, lambda: (number, _survivor(desk, first).number))
            other = _survivor(desk, first).number
            row = annoyances.allowed(desk, user_id, number, Move.MERGE, where, lock=False)
            ended, survivor = _pair(desk, row, rows[other], user_id)
            if seen_after_fix is None and _ask_after_fix(desk, ended, survivor):
                raise Invalid("error.merge_after_fix", field="after_fix")
            log.add(desk.session, workspace_id, at=desk.now, by=user_id, act=Move.MERGE, subject=f"#{ended.number}")
            merge_steps.merge(desk, ended, survivor, by=user_id, seen_after_fix=bool(seen_after_fix))

    def unmerge(self, workspace_id: str, user_id: str, number: int, *, where: Where | None, key: str) -> None:
        """A merge was a mistake: what it moved goes back. Asked from either of the two."""
        with self._clicks.once(workspace_id, key) as desk:
            if desk is None:
                return
            rows = _locked(desk, lambda: (number, stored_annoyances.survivor(desk.session, workspace_id, number)))
            row = annoyances.existing(desk.session, workspace_id, number)
            if row.merged_into is None or row.merged_into not in rows or row.state != State.MERGED:
                raise TooLate(number, title=row.title, state=row.state)
            survivor = rows[row.merged_into]
            if not any(may(Move.UNMERGE, annoyances.roles_towards(desk, one, user_id, where)) for one in rows.values()):
                raise NotAllowed("error.not_allowed.unmerge")
            log.add(desk.session, workspace_id, at=desk.now, by=user_id, act=Move.UNMERGE, subject=f"#{number}")
            merge_steps.unmerge(desk, row, survivor, by=user_id)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def _locked(desk: Desk, numbers: Callable[[], Collection[int]]) -> dict[int, Annoyance]:
    """These annoyances, locked in the order of their numbers, so that two merges never wait for each other."""
    return stored_annoyances.settled(desk.session, desk.workspace_id, numbers)


def _survivor(desk: Desk, number: int) -> Annoyance:
    """The annoyance with that number, or the one that it is part of by now."""
    number = stored_annoyances.survivor(desk.session, desk.workspace_id, number)
    row = stored_annoyances.get(desk.session, desk.workspace_id, number)
    if row is None:
        raise Invalid("error.merge_no_such_number", field="number", number=number)
    return row


def _pair(desk: Desk, row: Annoyance, other: Annoyance, user_id: str) -> tuple[Annoyance, Annoyance]:
    """Which of the two ends and which one stays: the older number. Raises `Invalid` and `NotAllowed`."""
    if row.number == other.number:
        raise Invalid("error.merge_itself", field="number", number=row.number)
    if other.state == State.WITHDRAWN:
        raise Invalid("error.merge_withdrawn", field="number", number=other.number)
    survivor, ended = sorted((row, other), key=lambda one: one.number)
    if not allows(State(ended.state), Move.MERGE):
        raise Invalid("error.merge_not_open", field="number", number=ended.number, state=ended.state)
    if ended is other and ended.team_key is not None \
            and not may(Move.MERGE, annoyances.roles_towards(desk, ended, user_id, None)):
        raise NotAllowed("error.not_allowed.merge_theirs", field="number", number=ended.number)
    return ended, survivor


def _ask_after_fix(desk: Desk, ended: Annoyance, survivor: Annoyance) -> bool:
    """Whether the one that ends was reported after the other one was resolved."""
    if State(survivor.state) not in FIXED:
        return False
    story = stored_annoyances.story(desk.session, desk.workspace_id, survivor.number)
    resolved_at = max((move.at for move in story if move.move == Move.RESOLVE), default=survivor.changed_at)
    told = stored_reports.of_annoyance(desk.session, desk.workspace_id, ended.number)
    return any(report.created_at > resolved_at for report in told)


def _line(desk: Desk, row: Annoyance) -> Line:
    return annoyances.line_of(desk.session, desk.settings, row)
