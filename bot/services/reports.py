"""Taking reports: stored at once, numbered, routed, compared; and what their reporter may still do with them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import FIXED, OPEN, Line, Move, State, Why, allows
from bot.domain.care import FORGETS_ALL
from bot.domain.duplicates import terms
from bot.domain.events import EventType
from bot.domain.masking import mask
from bot.domain.meanwhile import NOTHING, Meanwhile
from bot.domain.people import Back
from bot.domain.permissions import Act, may
from bot.domain.reports import (
    ALIKE_SHOWN,
    DOORS_NOBODY_IS_ASKED_AT,
    NOTHING_SENSED,
    SAME_TEXT_WITHIN,
    STORY_LIMIT,
    UNDO_WITHIN,
    Alike,
    ContactChannel,
    Details,
    Door,
    Draft,
    Emotion,
    Flag,
    GotIt,
    HowKnown,
    MayContact,
    Segment,
    Sensed,
    Source,
    Stored,
    Upset,
    Visibility,
    text_key,
)
from bot.domain.snoozing import WokenBy
from bot.domain.threads import NO_REPLIES
from bot.domain.threads import Replies as ThreadReplies
from bot.domain.wording import cut, tidy, title_of
from bot.errors import Invalid, NotAllowed, NotFound, TooLate
from bot.services import (
    alikes,
    annoyances,
    attachments,
    cards,
    care,
    clocks,
    events,
    intake,
    learning,
    merge_steps,
    naming,
    people,
    snoozing,
    threads,
)
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.replies import Replies
from storage import annoyances as stored_annoyances
from storage import log
from storage import reports as stored
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance, Report

MINE_SHOWN = 10
FOUND_SHOWN = 5
HOUR = timedelta(hours=1)
UNTOUCHED = (State.NEW, State.TRIAGE)
"""What a new report has made can become a further report of something else until somebody has acted on it."""


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
    replies: ThreadReplies = NO_REPLIES
    why: Why | None = None
    """Why it is with its team; guests are not told."""


@dataclass(frozen=True, slots=True)
class MeTooForm:
    """What the me-too form shows; `ask_after_fix`: it is fixed, so the form asks whether it was seen after that.
    `visibility`: how this person always reports."""

    number: int
    title: str
    state: State
    ask_after_fix: bool
    visibility: Visibility = Visibility.NAMED


@dataclass(frozen=True, slots=True)
class Joined:
    """A me too was kept."""

    number: int
    title: str
    state: State
    reports: int
    from_number: int | None
    came_back: bool
    visibility: Visibility = Visibility.NAMED
    by_customers: int = 0
    meanwhile: Meanwhile = NOTHING
    report_id: str = ""
    upset: Upset = NOTHING_SENSED


class Reports:
    """What a reporter can do: report, add details, correct the team, say me too, take back, look up."""

    def __init__(self, db: Database, clock: Clock, replies: Replies, names: Pseudonyms) -> None:
        self._db, self._clock, self._replies, self._names = db, clock, replies, names

    def take(self, workspace_id: str, user_id: str, draft: Draft, *, door: Door, key: str,
             channel: str | None = None, again: bool = False, back: Back | None = None) -> Stored:
        """Store a report and all that follows from it, once for each `key`.

        `channel` is Slack's channel in which it was written, for the rules. `again`: the person knows that the same
        text was stored a moment ago. Raises `Invalid` for an empty story or an unknown choice.
        """
        masked = intake.masked_draft(draft)
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            if tx.first_answer is not None:
                return self._said_before(desk, tx.first_answer["report"], user_id)
            intake.check_choices(desk, masked)
            intake.check_contact(masked)
            stored_text = text_key(draft.text)
            same = None if again else stored.same_text(
                desk.session, workspace_id, desk.names.names_of(desk.session, workspace_id, user_id), stored_text,
                desk.now - SAME_TEXT_WITHIN)
            if same is not None and not _wishes_otherwise(desk, same, draft):
                tx.answer = {"report": same}
                before = self._said_before(desk, same, user_id)
                self._replies.answer(desk.session, workspace_id, back, "stored", stored_facts(before))
                return before
            reporter = intake.reporter_of(desk, user_id, draft.visibility)
            _from_now_on(desk, user_id, draft)
            made = intake.take_in(desk, reporter, masked, door=door, channel=channel, text_hash=stored_text)
            if (made.alikes or made.why.like) and not _may_find(desk, user_id):
                made = replace(made, alikes=(), why=replace(made.why, like=()))
            log.add(desk.session, workspace_id, at=desk.now, by=reporter.name, act="report",
                    subject=f"#{made.number}")
            tx.answer = {"report": made.report_id}
            self._replies.answer(desk.session, workspace_id, back, "stored", stored_facts(made))
            return made

    def take_again(self, workspace_id: str, user_id: str, report_id: str, *, key: str, back: Back | None = None
                   ) -> Stored:
        """'Report again': the same words as an earlier report of the same person, as a report of its own."""
        with self._db.reading() as session:
            draft = _draft(self._reading(session, workspace_id), user_id, report_id)
        return self.take(workspace_id, user_id, draft, door=Door.SLASH, key=key, again=True, back=back)

    def details(self, workspace_id: str, user_id: str, report_id: str) -> Details:
        """Their own report, to fill the form with. Raises `NotFound` for somebody else's."""
        with self._db.reading() as session:
            desk = self._reading(session, workspace_id)
            return Details(report_id, _own(desk, user_id, report_id).number, _draft(desk, user_id, report_id))

    def add_details(self, workspace_id: str, user_id: str, report_id: str, draft: Draft, *, key: str) -> Stored:
        """Change a report of one's own, also how its reporter is known; the card follows, the routing stays."""
        masked = intake.masked_draft(draft)
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            row = _own(desk, user_id, report_id)
            if tx.first_answer is None:
                intake.check_choices(desk, masked)
                _check_contact_later(_locked(desk, row), row, masked)
                pressed, before = _presses(row), alikes.indexed_as(desk, row)
                whole = _whole_again(masked, row)
                stored.change(tx.session, workspace_id, report_id, **intake.columns(desk, whole))
                _learn_anew(desk, row, whole)
                naming.be_known_as(desk, row, user_id, draft.visibility or Visibility(row.visibility))
                _from_now_on(desk, user_id, draft)
                tx.session.expire(row)
                alikes.say_otherwise(desk, row, before)
                attachments.attach(desk, report_id, masked.files)
                self._details_added(desk, row, pressed)
                log.add(tx.session, workspace_id, at=desk.now, by=name_of(row), act="add_details",
                        subject=f"#{row.number}")
                tx.answer = {"report": report_id}
            return self._told(desk, row, user_id)

    def undo(self, workspace_id: str, user_id: str, report_id: str, *, key: str, back: Back | None = None) -> int:
        """Take a report back within ten minutes, or until somebody acted; its number stays used."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            report = _own(desk, user_id, report_id)
            row = _locked(desk, report)
            if tx.first_answer is None:
                last = stored.count(tx.session, workspace_id, row.number).total == 1
                if not _can_undo(desk, row, report) or (last and not allows(State(row.state), Move.UNDO)):
                    raise TooLate(row.number, "error.too_late_to_undo", title=row.title, state=row.state)
                alikes.forget(desk, report)
                stored.change(tx.session, workspace_id, report_id, withdrawn=True, contact_sealed=None)
                attachments.drop(desk, report_id)
                learning.words_changed(tx.session, workspace_id, report_id)
                if last:
                    cards.make_move(desk, row, Move.UNDO, by=name_of(report))
                else:
                    row.title = title_of(stored.of_annoyance(tx.session, workspace_id, row.number)[0].story)
                    tx.session.add(row)
                    cards.want_card(desk, row)
                    care.changed(desk, row)
                    clocks.facts_changed(desk, row)
                events.reported(desk, EventType.REPORT_WITHDRAWN, report_id)
                log.add(tx.session, workspace_id, at=desk.now, by=name_of(report), act="undo", subject=f"#{row.number}")
                tx.answer = {"number": row.number}
                self._replies.answer(tx.session, workspace_id, back, "undone", {"number": row.number})
            return row.number

    def not_this_team(self, workspace_id: str, user_id: str, report_id: str, team_key: str | None, *, key: str,
                      back: Back | None = None) -> Stored:
        """The reporter knows better whose it is (None: does not know either). Raises `TooLate` once somebody acted."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            report = _own(desk, user_id, report_id)
            row = _locked(desk, report)
            if tx.first_answer is None:
                if State(row.state) not in (State.NEW, State.TRIAGE):
                    raise TooLate(row.number, title=row.title, state=row.state)
                if team_key is not None and team_key not in desk.settings.teams:
                    raise Invalid("error.no_such_team", field="team")
                if team_key != row.team_key:
                    by = name_of(report)
                    cards.label(desk, row.number, team_key=team_key, was_team=row.team_key, kind="rerouted", by=by)
                    cards.hand_to(desk, row, team_key, Move.HAND_OVER, by=by,
                                  why=cards.Why.REPORTER if team_key else cards.Why.NOT_THEIRS)
                log.add(tx.session, workspace_id, at=desk.now, by=name_of(report), act="not_this_team",
                        subject=f"#{row.number}")
                tx.answer = {"report": report_id}
            told = self._told(desk, report, user_id)
            self._replies.answer(tx.session, workspace_id, back, "stored", stored_facts(told))
            return told

    def was_upset(self, workspace_id: str, user_id: str, report_id: str, emotion: Emotion, *, key: str,
                  back: Back | None = None) -> Stored | Joined:
        """The reporter says in one tap whether the customer was upset, and the card follows; returns the answer to
        their report as it is now. Raises `TooLate` once it is taken back."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            report = _own(desk, user_id, report_id)
            row = _locked(desk, report)
            if report.withdrawn:
                raise TooLate(row.number, "error.report_taken_back")
            if tx.first_answer is None:
                _say_emotion(desk, row, report, emotion)
                tx.answer = {"report": report_id}
            if report.door == Door.ME_TOO:
                joined = _joined(desk, row, {
                    "report": report_id, "from": report.first_number, "visibility": report.visibility,
                    "came_back": report.seen_after_fix and row.state == State.CAME_BACK})
                self._replies.answer(tx.session, workspace_id, back, "joined", joined_facts(joined))
                return joined
            told = replace(self._told(desk, report, user_id), alikes=_still_alike(desk, user_id, row, report))
            self._replies.answer(tx.session, workspace_id, back, "stored", stored_facts(told))
            return told

    def sensed_counts(self, workspace_id: str, since: datetime | None = None) -> Sensed:
        """How often words suggested to reporters that a customer was upset, and what they said; withdrawn reports, and
        those that nobody was asked about, left out. `since`: of reports from then on."""
        with self._db.reading() as session:
            return stored.sensed(session, workspace_id, without=DOORS_NOBODY_IS_ASKED_AT, since=since)

    def me_too_form(self, workspace_id: str, user_id: str, number: int) -> MeTooForm:
        """What the me-too form needs; a merged number leads to its survivor."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            _check_member(desk, user_id)
            row = survivor(desk, number)
            state = State(row.state)
            return MeTooForm(row.number, row.title, state, state in FIXED,
                              people.usual(desk.names, session, workspace_id, user_id))

    def me_too(self, workspace_id: str, user_id: str, number: int, *, key: str, report_id: str | None = None,
               draft: Draft | None = None, seen_after_fix: bool = False, back: Back | None = None) -> Joined:
        """A further report of a known annoyance: `report_id` joins it with its own words, or `draft` is a new one.

        Raises `Invalid` when neither brings words, `TooLate` when the report cannot be joined any more.
        """
        masked = intake.masked_draft(draft or Draft("")) if report_id is None else None
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            _check_member(desk, user_id)
            row = survivor(desk, number, lock=True)
            if tx.first_answer is None:
                from_number: int | None = None
                was = State(row.state)
                if masked is None:
                    report = _own(desk, user_id, report_id or "")
                    by, known_as = name_of(report), Visibility(report.visibility)
                    from_number = self._join(desk, row, report, seen_after_fix=seen_after_fix)
                else:
                    by, known_as, report_id = self._add_me_too(desk, row, user_id, masked,
                                                                     seen_after_fix=seen_after_fix)
                back_again = seen_after_fix and was in FIXED
                if back_again:
                    annoyances.came_back(desk, row, by=None, facts={"me_too": True})
                log.add(tx.session, workspace_id, at=desk.now, by=by, act="me_too", subject=f"#{row.number}")
                tx.answer = {"number": row.number, "from": from_number, "came_back": back_again,
                             "visibility": str(known_as), "report": report_id}
            told = _joined(desk, row, tx.first_answer or tx.answer or {})
            self._replies.answer(tx.session, workspace_id, back, "joined", joined_facts(told))
            return told

    def mine(self, workspace_id: str, user_id: str) -> Mine:
        """What became of my reports, newest first."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            names = self._names.names_of(session, workspace_id, user_id)
            rows = stored.mine(session, workspace_id, names, MINE_SHOWN)
            lines = {row.number: annoyances.line_of(session, settings, row) for _, row in rows}
            return Mine(tuple(lines.values()), stored.count_mine(session, workspace_id, names))

    def find(self, workspace_id: str, user_id: str, words: str) -> tuple[Line, ...]:
        """Annoyances with these words, best first. Raises `NotAllowed` for guests."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            _check_member(desk, user_id)
            found = alikes.nearest(desk, terms(tidy(words), desk.settings.glossary), FOUND_SHOWN, floor=0.0)
            return tuple(annoyances.line_of(session, desk.settings, _annoyance(desk, one.number))
                         for one in found)

    def show(self, workspace_id: str, user_id: str, number: int) -> Shown:
        """One annoyance; its story for those who may read it."""
        with self._db.reading() as session:
            desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
            row = _annoyance(desk, number)
            is_mine = annoyances.is_reporter(desk, number, user_id)
            held = people.roles(session, desk.settings, user_id, team_key=row.team_key, assignee=row.assignee,
                                is_reporter=is_mine)
            may_find = may(Act.FIND, held)
            if not is_mine and not may_find:
                raise NotAllowed("error.not_allowed.find")
            readable = may(Act.READ_STORY, held)
            told = stored.of_annoyance(session, workspace_id, number)
            theirs = [report for report in told if readable or _is_theirs(desk, user_id, report)]
            return Shown(annoyances.line_of(session, desk.settings, row), theirs[0].story if theirs else None,
                         row.what_was_done if theirs else None, is_mine,
                         threads.last(session, workspace_id, number) if readable else NO_REPLIES,
                         annoyances.why_of(row) if may_find and State(row.state) in OPEN else None)

    def choices(self, workspace_id: str) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
        """What the forms offer: teams and touchpoints, as pairs (key, name)."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            return (tuple((team.key, team.name) for team in settings.teams.values()),
                    tuple(settings.touchpoints.items()))

    def _said_before(self, desk: Desk, report_id: str, user_id: str) -> Stored:
        return replace(self._told(desk, _own(desk, user_id, report_id), user_id), said_before=True)

    def _reading(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)

    def _told(self, desk: Desk, report: Report, user_id: str) -> Stored:
        row = _annoyance(desk, report.number)
        why = annoyances.why_of(row)
        if why.like and not _may_find(desk, user_id):
            why = replace(why, like=())
        return Stored(row.number, report.id, row.title, State(row.state),
                      desk.settings.team_name(row.moving_to or row.team_key),
                      why, can_undo=_can_undo(desk, row, report),
                      visibility=Visibility(report.visibility), upset=upset_of(report))

    def _details_added(self, desk: Desk, report: Report, pressed: frozenset[str]) -> None:
        row = _annoyance(desk, report.number, lock=True)
        if report.first_number == row.number and row.touchpoint_key is None:
            row.touchpoint_key = report.touchpoint_key
            desk.session.add(row)
        care.known(desk, row, report)
        presses = _presses(report) - pressed
        if presses:
            snoozing.wake(desk, row, WokenBy.REPORT)
        clocks.facts_changed(desk, row, post_of=report.id if report.post_link in presses else None)
        cards.want_card(desk, row)
        if not care.joins_line(desk, row, "details", by=name_of(report), facts={}):
            cards.say_line(desk, row, f"details:{report.id}:{new_id()}", "details", by=name_of(report), facts={})

    def _join(self, desk: Desk, row: Annoyance, report: Report, *, seen_after_fix: bool) -> int:
        """Let a report that just made an annoyance of its own become a me too of `row`; returns the old number."""
        old = _annoyance(desk, report.number, lock=True)
        if old.number == row.number:
            return old.number
        made_it = report.first_number == old.number and not report.withdrawn
        alone = stored.count(desk.session, desk.workspace_id, old.number).total == 1
        if not (made_it and alone and State(old.state) in UNTOUCHED):
            raise TooLate(old.number, title=old.title, state=old.state)
        merge_steps.joins(desk, old, row, report)
        stored.change(desk.session, desk.workspace_id, report.id, number=row.number, door=Door.ME_TOO,
                      seen_after_fix=seen_after_fix)
        old.merged_into = row.number
        cards.make_move(desk, old, Move.MERGE, by=name_of(report), facts={"into": row.number, "by_reporter": True})
        intake.joined(desk, row, report.id, name_of(report), seen_after_fix=seen_after_fix)
        return old.number

    def _add_me_too(self, desk: Desk, row: Annoyance, user_id: str, draft: Draft, *, seen_after_fix: bool
                    ) -> tuple[str | None, Visibility, str]:
        """Keep a me too with words of its own; returns by what name, and to whom, its reporter is known, and its id."""
        intake.check_contact(draft)
        _from_now_on(desk, user_id, draft)
        reporter = intake.reporter_of(desk, user_id, draft.visibility)
        report_id = intake.join(desk, reporter, draft, row, door=Door.ME_TOO, text_hash=text_key(draft.text),
                                seen_after_fix=seen_after_fix)
        return reporter.name, reporter.visibility, report_id


def _joined(desk: Desk, row: Annoyance, answered: Mapping[str, Any]) -> Joined:
    """What is said to a me too: what it did then, and how its annoyance and its report are now."""
    counted = stored.count(desk.session, desk.workspace_id, row.number)
    report = stored.get(desk.session, desk.workspace_id, answered.get("report") or "")
    return Joined(row.number, row.title, State(row.state), counted.reports, answered.get("from"),
                  bool(answered.get("came_back")), Visibility(answered.get("visibility", Visibility.NAMED)),
                  counted.by_customers, care.meanwhile(row), report.id if report else "",
                  upset_of(report) if report else NOTHING_SENSED)


def _may_find(desk: Desk, user_id: str) -> bool:
    return may(Act.FIND, people.roles(desk.session, desk.settings, user_id, team_key=None))


def _learn_anew(desk: Desk, row: Report, typed: Draft) -> None:
    """What was learned from the words that a report has in `row` counts no more, where it gets others."""
    before = learning.words_of(row.story, row.customer_words)
    now = learning.words_of(typed.text, typed.customer_words)
    if not learning.teach_the_same(desk.settings.router, before, now):
        learning.words_changed(desk.session, desk.workspace_id, row.id)


def _presses(report: Report) -> frozenset[str]:
    """What of a report makes it urgent: danger, and a public post."""
    return frozenset(filter(None, (report.post_link, Flag.SAFETY if report.safety else None)))


def _say_emotion(desk: Desk, row: Annoyance, report: Report, emotion: Emotion) -> None:
    """What the reporter says counts from now on; the card says so where it shows it, or showed it."""
    if report.emotion == emotion:
        return
    if Emotion.PRESENT in (report.emotion, emotion):
        cards.want_card(desk, row)
        cards.say_line(desk, row, f"details:{report.id}:{new_id()}", "details", by=name_of(report), facts={})
    report.emotion = emotion
    desk.session.add(report)
    log.add(desk.session, desk.workspace_id, at=desk.now, by=name_of(report), act="add_details",
            subject=f"#{row.number}")


def _still_alike(desk: Desk, user_id: str, row: Annoyance, report: Report) -> tuple[Alike, ...]:
    """The look-alikes that an answer drawn anew goes on offering: while nobody has acted on what the report made."""
    if report.first_number != row.number or State(row.state) not in UNTOUCHED or not _may_find(desk, user_id):
        return ()
    words = alikes.words_of(desk, report.story, report.customer_words)
    near = alikes.nearest(desk, words, ALIKE_SHOWN + 1)
    return tuple(alikes.told_of(one) for one in near if one.number != row.number)[:ALIKE_SHOWN]


def _whole_again(typed: Draft, row: Report) -> Draft:
    """A form holds at most `STORY_LIMIT` characters: words it could only show in part, and that came back unchanged,
    stay whole. Their language and upset words are those of what it showed: fewer characters say them."""
    return replace(typed, text=_whole(typed.text, row.story) or typed.text,
                   customer_words=_whole(typed.customer_words, row.customer_words),
                   wanted=_whole(typed.wanted, row.wanted), idea=_whole(typed.idea, row.idea))


def _whole(typed: str | None, kept: str | None) -> str | None:
    return kept if typed and kept and typed == mask(tidy(cut(kept, STORY_LIMIT))) else typed


def _wishes_otherwise(desk: Desk, report_id: str, draft: Draft) -> bool:
    """Whether the same words come again because their reporter wants to be known differently this time."""
    before = stored.get(desk.session, desk.workspace_id, report_id)
    return before is not None and draft.visibility not in (None, Visibility(before.visibility))


def _from_now_on(desk: Desk, user_id: str, draft: Draft) -> None:
    """'Report like this from now on', in the same transaction."""
    if draft.from_now_on and draft.visibility:
        people.always(desk.names, desk.session, desk.workspace_id, user_id, draft.visibility)


def _check_contact_later(row: Annoyance, report: Report, typed: Draft) -> None:
    """What is over needs no address any more; one that was deleted then is not asked for again."""
    if State(row.state) in (*FORGETS_ALL, State.MERGED):
        if typed.contact:
            raise Invalid("error.contact_too_late", field="contact")
    elif typed.contact or report.may_contact != MayContact.YES or report.contact_sealed:
        intake.check_contact(typed)


def survivor(desk: Desk, number: int, *, lock: bool = False) -> Annoyance:
    """The annoyance with this number, or the one it was merged into."""
    session, workspace_id = desk.session, desk.workspace_id
    if lock:  # only the last one, as whoever merges locks the lower number first
        stored_annoyances.settled(session, workspace_id, lambda: [
            stored_annoyances.survivor(session, workspace_id, number)])
    row = _annoyance(desk, stored_annoyances.survivor(session, workspace_id, number))
    if row.state == State.WITHDRAWN:
        raise TooLate(row.number, title=row.title, state=row.state)
    return row


def stored_facts(made: Stored) -> dict[str, Any]:
    """A `Stored` as JSON, for an answer that goes through a work row."""
    return {"number": made.number, "report_id": made.report_id, "title": made.title, "state": str(made.state),
            "team": made.team, "by": made.why.by, "phrase": made.why.phrase, "sure": made.why.sure,
            "like": list(made.why.like),
            "alikes": [{"number": a.number, "title": a.title, "state": str(a.state), "meanwhile": a.meanwhile.tell,
                        "may_offer": a.meanwhile.offer} for a in made.alikes],
            "said_before": made.said_before, "can_undo": made.can_undo, "visibility": str(made.visibility),
            "upset_words": made.upset.words, "emotion": made.upset.emotion}


def joined_facts(told: Joined) -> dict[str, Any]:
    """The same for a `Joined`."""
    return {"number": told.number, "title": told.title, "reports": told.reports, "from": told.from_number,
            "came_back": told.came_back, "state": str(told.state), "visibility": str(told.visibility),
            "by_customers": told.by_customers, "meanwhile": told.meanwhile.tell, "may_offer": told.meanwhile.offer,
            "report_id": told.report_id, "upset_words": told.upset.words, "emotion": told.upset.emotion}


def upset_of(report: Report) -> Upset:
    """What a report's words suggest, and what its reporter says of it."""
    return Upset(report.upset_words, Emotion(report.emotion) if report.emotion else None)


def name_of(report: Report) -> str | None:
    """By what rows know the reporter: their id, or their pseudonym."""
    return report.reporter_id or report.reporter_hash


def _own(desk: Desk, user_id: str, report_id: str) -> Report:
    row = stored.get(desk.session, desk.workspace_id, report_id)
    if row is None or not _is_theirs(desk, user_id, row):
        raise NotFound("error.not_your_report")
    return row


def _is_theirs(desk: Desk, user_id: str, report: Report) -> bool:
    return name_of(report) in desk.names.names_of(desk.session, desk.workspace_id, user_id)


def _annoyance(desk: Desk, number: int, *, lock: bool = False) -> Annoyance:
    row = stored_annoyances.get(desk.session, desk.workspace_id, number, lock=lock)
    if row is None:
        raise NotFound("error.no_such_number", number=number)
    return row


def _locked(desk: Desk, report: Report) -> Annoyance:
    """The annoyance that a report is of by now, locked."""
    (row,) = stored_annoyances.settled(desk.session, desk.workspace_id, lambda: [
        stored.number_of(desk.session, desk.workspace_id, report.id) or report.number]).values()
    if row.number != report.number:
        desk.session.refresh(report)
    return row


def _can_undo(desk: Desk, row: Annoyance, report: Report) -> bool:
    untouched = allows(State(row.state), Move.UNDO) or report.first_number != report.number
    told_at = row.created_at if report.first_number == row.number else report.created_at
    within = UNDO_WITHIN
    if report.visibility == Visibility.ANONYMOUS and report.first_number != row.number:
        within += HOUR  # of an anonymous me too only the hour is known
    return not report.withdrawn and untouched and desk.now - told_at <= within


def _check_member(desk: Desk, user_id: str) -> None:
    held = people.roles(desk.session, desk.settings, user_id, team_key=None)
    if not may(Move.ME_TOO, held):
        raise NotAllowed("error.not_allowed.guest")


def _draft(desk: Desk, user_id: str, report_id: str) -> Draft:
    """Their own report as they wrote it, to change it or to send it again."""
    row = _own(desk, user_id, report_id)
    return Draft(
        row.story, row.customer_words, row.touchpoint_key, Emotion(row.emotion) if row.emotion else None,
        _as_date(row.matters_on), HowKnown(row.how_known) if row.how_known else None, post_link=row.post_link,
        contact_channel=ContactChannel(row.contact_channel) if row.contact_channel else None, line=row.line,
        wanted=row.wanted, got_it=GotIt(row.got_it) if row.got_it else None, reference=row.reference, value=row.value,
        segment=Segment(row.segment) if row.segment else None,
        flags=frozenset(flag for flag in Flag if getattr(row, flag)), idea=row.idea,
        may_contact=MayContact(row.may_contact) if row.may_contact else None,
        contact=desk.names.open(row.contact_sealed) if row.contact_sealed else None,
        visibility=Visibility(row.visibility), source=Source(row.source_link, row.source_author))


def _as_date(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
