"""Taking reports: stored at once, numbered, routed, compared; and what their reporter may still do with them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import FIXED, Line, Move, State, Why, allows
from bot.domain.duplicates import terms
from bot.domain.masking import mask
from bot.domain.people import Back
from bot.domain.permissions import Act, may
from bot.domain.reports import (
    SAME_TEXT_WITHIN,
    STORY_LIMIT,
    UNDO_WITHIN,
    Details,
    Door,
    Draft,
    Emotion,
    HowKnown,
    Stored,
    text_key,
)
from bot.domain.wording import cut, tidy, title_of
from bot.errors import Invalid, NotAllowed, NotFound, TooLate
from bot.services import alikes, annoyances, cards, intake, people
from bot.services.cards import Desk
from bot.services.directory import directory
from bot.services.replies import Replies
from storage import annoyances as stored_annoyances
from storage import log
from storage import reports as stored
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance, Report

MINE_SHOWN = 10
FOUND_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Mine:
    """A person's newest reports as the annoyances they belong to, and how many reports there are in all."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One annoyance as somebody may see it; `story` only where they may read it."""

    line: Line
    story: str | None
    what_was_done: str | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class MeTooForm:
    """What the me-too form shows; `ask_after_fix`: it is fixed, so the form asks whether it was seen after that."""

    number: int
    title: str
    state: State
    ask_after_fix: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A me too was kept."""

    number: int
    title: str
    state: State
    reports: int
    from_number: int | None
    came_back: bool


class Reports:
    """What a reporter can do: report, add details, correct the team, say me too, take back, look up."""

    def __init__(self, db: Database, clock: Clock, replies: Replies) -> None:
        self._db, self._clock, self._replies = db, clock, replies

    def take(self, workspace_id: str, user_id: str, draft: Draft, *, door: Door, key: str,
             channel: str | None = None, again: bool = False, back: Back | None = None) -> Stored:
        """Store a report and all that follows from it, once for each `key`.

        `channel` is Slack's channel in which it was written, for the rules. `again`: the person knows that the same
        text was stored a moment ago. Raises `Invalid` for an empty story or an unknown choice.
        """
        masked = intake.masked_draft(draft)
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock)
            if tx.first_answer is not None:
                return self._said_before(desk, tx.first_answer["report"], user_id)
            intake.check_choices(desk, masked)
            stored_text = text_key(draft.text)
            same = None if again else stored.same_text(desk.session, workspace_id, user_id, stored_text,
                                                       desk.now - SAME_TEXT_WITHIN)
            if same is not None:
                tx.answer = {"report": same}
                before = self._said_before(desk, same, user_id)
                self._replies.answer(desk.session, workspace_id, back, "stored", stored_facts(before))
                return before
            made = intake.take_in(desk, user_id, masked, door=door, channel=channel, text_hash=stored_text)
            log.add(desk.session, workspace_id, at=desk.now, by=user_id, act="report", subject=f"#{made.number}")
            tx.answer = {"report": made.report_id}
            self._replies.answer(desk.session, workspace_id, back, "stored", stored_facts(made))
            return made

    def take_again(self, workspace_id: str, user_id: str, report_id: str, *, key: str, back: Back | None = None
                   ) -> Stored:
        """'Report again': the same words as an earlier report of the same person, as a report of its own."""
        with self._db.reading() as session:
            draft = _draft(_own(session, workspace_id, user_id, report_id))
        return self.take(workspace_id, user_id, draft, door=Door.SLASH, key=key, again=True, back=back)

    def details(self, workspace_id: str, user_id: str, report_id: str) -> Details:
        """Their own report, to fill the form with. Raises `NotFound` for somebody else's."""
        with self._db.reading() as session:
            row = _own(session, workspace_id, user_id, report_id)
            return Details(report_id, row.number, _draft(row))

    def add_details(self, workspace_id: str, user_id: str, report_id: str, draft: Draft, *, key: str) -> Stored:
        """Change a report of one's own; the card follows, the routing stays."""
        masked = intake.masked_draft(draft)
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock)
            row = _own(tx.session, workspace_id, user_id, report_id)
            if tx.first_answer is None:
                intake.check_choices(desk, masked)
                masked = _whole_again(masked, row)
                stored.change(tx.session, workspace_id, report_id, story=masked.text,
                              customer_words=masked.customer_words, touchpoint_key=masked.touchpoint,
                              emotion=masked.emotion, matters_on=masked.matters_on, how_known=masked.how_known)
                tx.session.expire(row)
                self._details_added(desk, row)
                log.add(tx.session, workspace_id, at=desk.now, by=user_id, act="add_details", subject=f"#{row.number}")
                tx.answer = {"report": report_id}
            return self._told(desk, row, user_id)

    def undo(self, workspace_id: str, user_id: str, report_id: str, *, key: str, back: Back | None = None) -> int:
        """Take a report back within ten minutes, or until somebody acted; its number stays used."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock)
            report = _own(tx.session, workspace_id, user_id, report_id)
            row = _annoyance(desk, report.number, lock=True)
            if tx.first_answer is None:
                last = stored.count(tx.session, workspace_id, row.number)[0] == 1
                if not _can_undo(desk, row, report) or (last and not allows(State(row.state), Move.UNDO)):
                    raise TooLate(row.number, "error.too_late_to_undo", title=row.title, state=row.state)
                stored.change(tx.session, workspace_id, report_id, withdrawn=True)
                if last:
                    cards.make_move(desk, row, Move.UNDO, by=user_id)
                else:
                    row.title = title_of(stored.of_annoyance(tx.session, workspace_id, row.number)[0].story)
                    tx.session.add(row)
                    cards.want_card(desk, row)
                log.add(tx.session, workspace_id, at=desk.now, by=user_id, act="undo", subject=f"#{row.number}")
                tx.answer = {"number": row.number}
                self._replies.answer(tx.session, workspace_id, back, "undone", {"number": row.number})
            return row.number

    def not_this_team(self, workspace_id: str, user_id: str, report_id: str, team_key: str | None, *, key: str,
                      back: Back | None = None) -> Stored:
        """The reporter knows better whose it is (None: does not know either). Raises `TooLate` once somebody acted."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock)
            report = _own(tx.session, workspace_id, user_id, report_id)
            row = _annoyance(desk, report.number, lock=True)
            if tx.first_answer is None:
                if State(row.state) not in (State.NEW, State.TRIAGE):
                    raise TooLate(row.number, title=row.title, state=row.state)
                if team_key is not None and team_key not in desk.settings.teams:
                    raise Invalid("error.no_such_team", field="team")
                if team_key != row.team_key:
                    cards.label(desk, row.number, team_key=team_key, was_team=row.team_key, kind="rerouted", by=user_id)
                    cards.hand_to(desk, row, team_key, Move.HAND_OVER, by=user_id,
                                  why=cards.Why.REPORTER if team_key else cards.Why.NOT_THEIRS)
                log.add(tx.session, workspace_id, at=desk.now, by=user_id, act="not_this_team",
                        subject=f"#{row.number}")
                tx.answer = {"report": report_id}
            told = self._told(desk, report, user_id)
            self._replies.answer(tx.session, workspace_id, back, "stored", stored_facts(told))
            return told

    def me_too_form(self, workspace_id: str, user_id: str, number: int) -> MeTooForm:
        """What the me-too form needs; a merged number leads to its survivor."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock)
            _check_member(desk, user_id)
            row = survivor(desk, number)
            state = State(row.state)
            return MeTooForm(row.number, row.title, state, state in FIXED)

    def me_too(self, workspace_id: str, user_id: str, number: int, *, key: str, report_id: str | None = None,
               draft: Draft | None = None, seen_after_fix: bool = False, back: Back | None = None) -> Joined:
        """A further report of a known annoyance: `report_id` joins it with its own words, or `draft` is a new one.

        Raises `Invalid` when neither brings words, `TooLate` when the report cannot be joined any more.
        """
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock)
            _check_member(desk, user_id)
            row = survivor(desk, number, lock=True)
            from_number: int | None = tx.first_answer.get("from") if tx.first_answer is not None else None
            if tx.first_answer is None:
                was = State(row.state)
                if report_id is not None:
                    from_number = self._join(desk, row, _own(tx.session, workspace_id, user_id, report_id),
                                             user_id, seen_after_fix=seen_after_fix)
                else:
                    self._add_me_too(desk, row, user_id, intake.masked_draft(draft or Draft("")),
                                     seen_after_fix=seen_after_fix)
                back_again = seen_after_fix and was in FIXED
                if back_again:
                    annoyances.came_back(desk, row, by=None, facts={"me_too": True})
                log.add(tx.session, workspace_id, at=desk.now, by=user_id, act="me_too", subject=f"#{row.number}")
                tx.answer = {"number": row.number, "from": from_number, "came_back": back_again}
            told = Joined(row.number, row.title, State(row.state),
                          stored.count(tx.session, workspace_id, row.number)[0], from_number,
                          bool((tx.first_answer or tx.answer or {}).get("came_back")))
            self._replies.answer(tx.session, workspace_id, back, "joined", {
                "number": told.number, "title": told.title, "reports": told.reports, "from": from_number,
                "came_back": told.came_back, "state": str(told.state)})
            return told

    def mine(self, workspace_id: str, user_id: str) -> Mine:
        """What became of my reports, newest first."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            rows = stored.mine(session, workspace_id, user_id, MINE_SHOWN)
            lines = {row.number: annoyances.line_of(session, settings, row) for _, row in rows}
            return Mine(tuple(lines.values()), stored.count_mine(session, workspace_id, user_id))

    def find(self, workspace_id: str, user_id: str, words: str) -> tuple[Line, ...]:
        """Annoyances with these words, best first. Raises `NotAllowed` for guests."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock)
            _check_member(desk, user_id)
            found = alikes.nearest(desk, terms(tidy(words), desk.settings.glossary), FOUND_SHOWN, floor=0.0)
            return tuple(annoyances.line_of(session, desk.settings, _annoyance(desk, one.number))
                         for one in found)

    def show(self, workspace_id: str, user_id: str, number: int) -> Shown:
        """One annoyance; its story for those who may read it."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock)
            row = _annoyance(desk, number)
            reporters = stored.reporters(session, workspace_id, number)
            held = people.roles(session, desk.settings, user_id, team_key=row.team_key, assignee=row.assignee,
                                reporters=reporters)
            if user_id not in reporters and not may(Act.FIND, held):
                raise NotAllowed("error.not_allowed.find")
            readable = may(Act.READ_STORY, held)
            told = stored.of_annoyance(session, workspace_id, number)
            theirs = [report for report in told if readable or report.reporter_id == user_id]
            return Shown(annoyances.line_of(session, desk.settings, row), theirs[0].story if theirs else None,
                         row.what_was_done if theirs else None, user_id in reporters)

    def choices(self, workspace_id: str) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
        """What the forms offer: teams and touchpoints, as pairs (key, name)."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            return (tuple((team.key, team.name) for team in settings.teams.values()),
                    tuple(settings.touchpoints.items()))

    def _said_before(self, desk: Desk, report_id: str, user_id: str) -> Stored:
        report = _own(desk.session, desk.workspace_id, user_id, report_id)
        return replace(self._told(desk, report, user_id), said_before=True)

    def _told(self, desk: Desk, report: Report, user_id: str) -> Stored:
        row = _annoyance(desk, report.number)
        return Stored(row.number, report.id, row.title, State(row.state),
                      desk.settings.team_name(row.moving_to or row.team_key),
                      Why(row.route_by, row.route_phrase, row.route_sure), can_undo=_can_undo(desk, row, report))

    def _details_added(self, desk: Desk, report: Report) -> None:
        row = _annoyance(desk, report.number, lock=True)
        if report.first_number == row.number and row.touchpoint_key is None:
            row.touchpoint_key = report.touchpoint_key
            desk.session.add(row)
        stored_annoyances.add_terms(desk.session, desk.workspace_id, row.number,
                                    alikes.words_of(desk, report.story, report.customer_words))
        cards.want_card(desk, row)
        cards.say_line(desk, row, f"details:{report.id}:{new_id()}", "details", by=report.reporter_id, facts={})

    def _join(self, desk: Desk, row: Annoyance, report: Report, user_id: str, *, seen_after_fix: bool) -> int:
        """Let a report that just made an annoyance of its own become a me too of `row`; returns the old number."""
        old = _annoyance(desk, report.number, lock=True)
        if old.number == row.number:
            return old.number
        made_it = report.first_number == old.number and not report.withdrawn
        alone = stored.count(desk.session, desk.workspace_id, old.number)[0] == 1
        if not (made_it and alone and allows(State(old.state), Move.MERGE)):
            raise TooLate(old.number, title=old.title, state=old.state)
        stored.change(desk.session, desk.workspace_id, report.id, number=row.number, door=Door.ME_TOO,
                      seen_after_fix=seen_after_fix)
        old.merged_into = row.number
        cards.make_move(desk, old, Move.MERGE, by=user_id, facts={"into": row.number})
        self._me_too_came(desk, row, report.id, report.story, report.customer_words, user_id)
        return old.number

    def _add_me_too(self, desk: Desk, row: Annoyance, user_id: str, draft: Draft, *, seen_after_fix: bool) -> None:
        report_id = intake.add_report(desk, user_id, draft, number=row.number, door=Door.ME_TOO,
                                      text_hash=text_key(draft.text), seen_after_fix=seen_after_fix)
        self._me_too_came(desk, row, report_id, draft.text, draft.customer_words, user_id)

    def _me_too_came(self, desk: Desk, row: Annoyance, report_id: str, story: str, words: str | None, user_id: str
                     ) -> None:
        stored_annoyances.add_terms(desk.session, desk.workspace_id, row.number, alikes.words_of(desk, story, words))
        cards.want_card(desk, row)
        cards.say_line(desk, row, f"me_too:{report_id}", "me_too", by=user_id, facts={"report": report_id})


def _whole_again(typed: Draft, row: Report) -> Draft:
    """A form holds at most `STORY_LIMIT` characters: words it could only show in part, and that came back unchanged,
    stay whole."""
    words = typed.customer_words
    if typed.text == mask(tidy(cut(row.story, STORY_LIMIT))):
        typed = replace(typed, text=row.story)
    if words and row.customer_words and words == mask(tidy(cut(row.customer_words, STORY_LIMIT))):
        typed = replace(typed, customer_words=row.customer_words)
    return typed


def survivor(desk: Desk, number: int, *, lock: bool = False) -> Annoyance:
    """The annoyance with this number, or the one it was merged into."""
    row = _annoyance(desk, number, lock=lock)
    while row.merged_into is not None:
        row = _annoyance(desk, row.merged_into, lock=lock)
    if row.state == State.WITHDRAWN:
        raise TooLate(row.number, title=row.title, state=row.state)
    return row


def stored_facts(made: Stored) -> dict[str, Any]:
    """A `Stored` as JSON, for an answer that goes through a work row."""
    return {"number": made.number, "report_id": made.report_id, "title": made.title, "state": str(made.state),
            "team": made.team, "by": made.why.by, "phrase": made.why.phrase, "sure": made.why.sure,
            "alikes": [{"number": a.number, "title": a.title, "state": str(a.state)} for a in made.alikes],
            "said_before": made.said_before, "can_undo": made.can_undo}


def _own(session: Session, workspace_id: str, user_id: str, report_id: str) -> Report:
    row = stored.get(session, workspace_id, report_id)
    if row is None or row.reporter_id != user_id:
        raise NotFound("error.not_your_report")
    return row


def _annoyance(desk: Desk, number: int, *, lock: bool = False) -> Annoyance:
    row = stored_annoyances.get(desk.session, desk.workspace_id, number, lock=lock)
    if row is None:
        raise NotFound("error.no_such_number", number=number)
    return row


def _can_undo(desk: Desk, row: Annoyance, report: Report) -> bool:
    untouched = allows(State(row.state), Move.UNDO) or report.first_number != report.number
    return not report.withdrawn and untouched and desk.now - report.created_at <= UNDO_WITHIN


def _check_member(desk: Desk, user_id: str) -> None:
    held = people.roles(desk.session, desk.settings, user_id, team_key=None)
    if not may(Move.ME_TOO, held):
        raise NotAllowed("error.not_allowed.guest")


def _draft(row: Report) -> Draft:
    return Draft(row.story, row.customer_words, row.touchpoint_key, Emotion(row.emotion) if row.emotion else None,
                 _as_date(row.matters_on), HowKnown(row.how_known) if row.how_known else None)


def _as_date(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
