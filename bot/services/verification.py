"""'How is it now?': planned when an annoyance is resolved, asked later, believed by `domain.verification`'s rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import Move, State
from bot.domain.people import Back
from bot.domain.verification import Answer, Outcome, asks_at, closes_at, outcome
from bot.errors import NotAllowed, NotFound
from bot.services import cards
from bot.services.cards import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from bot.services.replies import Replies
from storage import annoyances as stored_annoyances
from storage import log, work
from storage import people as stored_people
from storage import reports as stored_reports
from storage import surveys as stored
from storage.db import Database
from storage.ids import new_id
from storage.tables import Annoyance, Invitation, Survey

KIND = "still_happening"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    """What 'How is it now?' shows to one person."""

    survey_id: str
    number: int
    title: str
    what_was_done: str | None
    is_open: bool


class Verification:
    """Takes answers and closes askings."""

    def __init__(self, db: Database, clock: Clock, replies: Replies, names: Pseudonyms) -> None:
        self._db, self._clock, self._replies, self._names = db, clock, replies, names

    def question(self, workspace_id: str, survey_id: str) -> Question | None:
        """What to ask, or None when there is nothing to ask any more."""
        with self._db.reading() as session:
            survey = stored.get(session, workspace_id, survey_id)
            row = stored_annoyances.get(session, workspace_id, survey.number) if survey and survey.number else None
            if survey is None or row is None:
                return None
            return Question(survey_id, row.number, row.title, row.what_was_done,
                            is_open=survey.closed_at is None and row.state == State.RESOLVED)

    def answer(self, workspace_id: str, user_id: str, survey_id: str, said: Answer, *, back: Back | None, key: str
               ) -> None:
        """One tap saves; it can be changed. A 'still' after the end brings the annoyance back all the same."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            survey, row = _held(tx.session, workspace_id, survey_id)
            if survey is None or row is None:
                raise NotFound("error.no_such_survey")
            name = _invited_as(desk, survey_id, user_id)
            if name is None:
                raise NotAllowed("error.not_asked")
            stored.answer(tx.session, workspace_id, survey_id, name, said, desk.now)
            log.add(tx.session, workspace_id, at=desk.now, by=name, act="answer", subject=f"#{row.number}")
            _believe(desk, survey, row, said)
            self._replies.answer(tx.session, workspace_id, back, "answered", {
                "survey": survey_id, "number": row.number, "title": row.title, "answer": str(said),
                "state": row.state})

    def close(self, session: Session, workspace_id: str, survey_id: str) -> None:
        """A step that falls due: the time to answer is up."""
        survey, row = _held(session, workspace_id, survey_id)
        if survey is None or row is None or survey.closed_at is not None or row.state != State.RESOLVED:
            return
        desk = Desk(session, directory(session, workspace_id), self._clock, self._names)
        if _time_is_up(desk, survey):
            _decide(desk, survey, row, time_is_up=True)

    def asked(self, session: Session, workspace_id: str, survey_id: str, user_id: str) -> None:
        """Delivery has asked this person. Of one without a name the planned time is kept: theirs would tell a zone."""
        invitation = stored.invitation(session, workspace_id, survey_id, user_id)
        if invitation is not None:
            hidden = is_pseudonym(user_id)
            invitation.asked_at = max(invitation.ask_at, self._clock.now() - DAY) if hidden else self._clock.now()
            session.add(invitation)
            session.flush()
            _plan_close(Desk(session, directory(session, workspace_id), self._clock, self._names), survey_id, user_id,
                        invitation.asked_at + (DAY if hidden else timedelta(0)))

    def may_be_asked(self, workspace_id: str, user_id: str) -> bool:
        """Whether it is working time where this person is."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
            row = stored_people.person(session, workspace_id, user_id)
            zone = _zone(row.timezone if row else None, settings.zone)
            return settings.hours.contains(self._clock.now(), zone)


def plan(desk: Desk, row: Annoyance) -> None:
    """Within resolving: invite every reporter who is still here, each in their own working hours, and set the end.

    A time in the zone of somebody without a name would say who it is: theirs is planned in the workspace's zone, and
    delivery waits hour by hour until it is working time where they are.
    """
    told = stored_reports.reporters(desk.session, desk.workspace_id, row.number)
    behind = {name: cards.user_behind(desk, name) for name in told}
    people = stored_people.people(desk.session, desk.workspace_id, [one for one in behind.values() if one])
    known = {name: people[user] for name, user in behind.items() if user in people}
    reporters = [one for one in told if one not in known or not (known[one].is_gone or known[one].is_bot)]
    if not reporters:
        return
    survey = Survey(workspace_id=desk.workspace_id, id=new_id(), kind=KIND, number=row.number, round=row.check_round,
                    opened_at=desk.now)
    desk.session.add(survey)
    desk.session.flush()
    days, hours = desk.settings.verify_after_days, desk.settings.hours
    moments = []
    for reporter in reporters:
        theirs = known[reporter].timezone if reporter in known and not is_pseudonym(reporter) else None
        zone = _zone(theirs, desk.settings.zone)
        moments.append(asks_at(desk.now, days, hours, zone))
        desk.session.add(Invitation(workspace_id=desk.workspace_id, survey_id=survey.id, user_id=reporter,
                                    ask_at=moments[-1]))
        cards.direct(desk, "ask", _ask_key(survey.id, reporter), reporter, {"survey": survey.id},
                     due_at=moments[-1])
    desk.session.flush()
    _plan_close(desk, survey.id, "", max(moments))


def _plan_close(desk: Desk, survey_id: str, after: str, asked_at: datetime) -> None:
    """Look, five working days after somebody was asked, whether the time of all is up."""
    work.add(desk.session, desk.workspace_id, work.Kind.STEP, "close_survey", _close_key(survey_id, after),
             due_at=closes_at(asked_at, desk.settings.hours, desk.settings.zone), now=desk.clock.machine(),
             payload={"survey": survey_id})


def _time_is_up(desk: Desk, survey: Survey) -> bool:
    """Nobody is still to be asked, and the last one asked has had five working days; a clock that was down may have
    asked later than planned."""
    invited = stored.invitations(desk.session, desk.workspace_id, survey.id)
    keys = [_ask_key(survey.id, one.user_id) for one in invited if one.asked_at is None]
    if work.any_open(desk.session, desk.workspace_id, keys):
        return False
    last = max((one.asked_at for one in invited if one.asked_at), default=None)
    return last is None or closes_at(last, desk.settings.hours, desk.settings.zone) <= desk.now


def _held(session: Session, workspace_id: str, survey_id: str) -> tuple[Survey | None, Annoyance | None]:
    """A survey and its annoyance, locked in the order in which every click takes them: the annoyance first."""
    unlocked = stored.get(session, workspace_id, survey_id)
    if unlocked is None or unlocked.number is None:
        return None, None
    row = stored_annoyances.get(session, workspace_id, unlocked.number, lock=True)
    return stored.get(session, workspace_id, survey_id, lock=True), row


def overtake(desk: Desk, row: Annoyance) -> None:
    """The annoyance is open again: who has not been asked yet will not be asked."""
    survey = stored.newest(desk.session, desk.workspace_id, row.number)
    if survey is not None and survey.closed_at is None:
        _close(desk, survey, Outcome.OVERTAKEN)


def _believe(desk: Desk, survey: Survey, row: Annoyance, said: Answer) -> None:
    fixed = State(row.state) in (State.RESOLVED, State.VERIFIED) and survey.round == row.check_round
    if survey.closed_at is None and row.state == State.RESOLVED:
        _decide(desk, survey, row, time_is_up=False)
        if survey.closed_at is None:
            cards.want_card(desk, row)
    elif fixed and said is Answer.STILL:
        survey.outcome = Outcome.CAME_BACK
        desk.session.add(survey)
        _bring_back(desk, survey, row)


def _decide(desk: Desk, survey: Survey, row: Annoyance, *, time_is_up: bool) -> None:
    answers = [Answer(response.answer)
               for response in stored.responses(desk.session, desk.workspace_id, survey.id)]
    asked = _count_asked(desk, survey)
    decided = outcome(answers, asked, time_is_up=time_is_up)
    if decided is None:
        return
    _close(desk, survey, decided)
    if decided is Outcome.CAME_BACK:
        _bring_back(desk, survey, row)
    elif decided is Outcome.VERIFIED:
        cards.make_move(desk, row, Move.VERIFY, by=None,
                        facts={"gone": answers.count(Answer.GONE), "answered": len(answers), "asked": asked})
    else:
        cards.want_card(desk, row)
        cards.say_line(desk, row, f"not_verified:{survey.round}", "not_verified", by=None,
                       facts={"answered": len(answers), "asked": asked})


def _count_asked(desk: Desk, survey: Survey) -> int:
    """Those who were asked or still will be; who left before their time, or could not be reached, is not counted."""
    invited = stored.invitations(desk.session, desk.workspace_id, survey.id)
    unasked = [_ask_key(survey.id, one.user_id) for one in invited if one.asked_at is None]
    return len(invited) - work.count_ended(desk.session, desk.workspace_id, unasked)


def _bring_back(desk: Desk, survey: Survey, row: Annoyance) -> None:
    answers = [response.answer for response in stored.responses(desk.session, desk.workspace_id, survey.id)]
    cards.make_move(desk, row, Move.STILL_HAPPENING, by=None,
                    facts={"still": answers.count(Answer.STILL), "answered": len(answers)})


def _close(desk: Desk, survey: Survey, decided: Outcome) -> None:
    survey.closed_at, survey.outcome = desk.now, decided
    desk.session.add(survey)
    desk.session.flush()
    asked = stored.invitations(desk.session, desk.workspace_id, survey.id)
    keys = [_ask_key(survey.id, invitation.user_id) for invitation in asked]
    keys += [_close_key(survey.id, after) for after in ("", *(invitation.user_id for invitation in asked))]
    work.cancel(desk.session, desk.workspace_id, keys, now=desk.clock.machine(),
                why=f"the asking ended: {decided}")


def _ask_key(survey_id: str, user_id: str) -> str:
    return f"ask:{survey_id}:{user_id}"


def _close_key(survey_id: str, after: str) -> str:
    return f"close_survey:{survey_id}:{after}"


def _invited_as(desk: Desk, survey_id: str, user_id: str) -> str | None:
    """By which of their names this person was asked; None where they were not."""
    names = desk.names.names_of(desk.session, desk.workspace_id, user_id)
    return next((name for name in sorted(names)
                 if stored.invitation(desk.session, desk.workspace_id, survey_id, name)), None)


def _zone(name: str | None, fallback: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else fallback
    except (KeyError, ValueError, OSError):
        return fallback
