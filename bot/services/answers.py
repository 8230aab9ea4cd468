"""Answers of employees to a survey: one tap saves, a comment and a cause may follow, all of it can be changed until the
survey closes; what an answer leads to; and who wants to be asked at all.

Of an anonymous survey no row says who answered what: answers have a pseudonym that is good for this one survey and only
their day, requests are remembered by a keyed hash, and the answer drawn in Slack is read when it is sent, never kept in
its row.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import FIXED, State
from bot.domain.events import EventType
from bot.domain.hours import BadHours, Quiet
from bot.domain.masking import mask
from bot.domain.people import Back, language
from bot.domain.portions import MIN_ANSWERS
from bot.domain.survey_kinds import KINDS, Kind
from bot.domain.survey_plans import Asking, Ended, Trigger, YouSaid, causes, complains
from bot.domain.wording import cut, tidy
from bot.errors import Invalid, NotAllowed, NotFound
from bot.services import calendars, invitations, openings, respondents, survey_events, survey_reports
from bot.services.calendars import ASKING
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.intake import Reporter
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from bot.services.replies import Replies
from storage import annoyances as stored_annoyances
from storage import log, wishes
from storage import names as stored_names
from storage import people as stored_people
from storage import reports as stored_reports
from storage import survey_plans as stored_plans
from storage import surveys as stored
from storage.db import Database
from storage.tables import Response, Survey, SurveyPlan

REQUEST = "request"
LOOK_BACK = 10
"""So many earlier surveys are looked at for something that was said and then done."""
QUOTED = 300


@dataclass(frozen=True, slots=True)
class _Asked:
    """One person and one survey: by what name they were invited, and by what their answer is kept."""

    desk: Desk
    survey: Survey
    plan: SurveyPlan
    kind: Kind
    user_id: str
    invited: str

    @property
    def session(self) -> Session:
        return self.desk.session

    @property
    def is_open(self) -> bool:
        ends = self.survey.closes_at
        return self.survey.closed_at is None and (ends is None or self.desk.now < ends)

    @property
    def answered_at(self) -> datetime:
        """Of an anonymous answer the day alone."""
        return datetime.combine(self.desk.now.date(), time.min, UTC) if self.plan.anonymous else self.desk.now

    def answers_as(self) -> str:
        return respondents.respondent(self.desk, self.survey, anonymous=self.plan.anonymous, user_id=self.user_id,
                                      invited=self.invited)

    def response(self, *, lock: bool = False) -> Response | None:
        name = respondents.answered_as(self.desk, self.survey, anonymous=self.plan.anonymous, user_id=self.user_id,
                                       invited=self.invited)
        if name is None:
            return None
        return stored.response(self.session, self.desk.workspace_id, self.survey.id, name, lock=lock)


class Answers:
    """Takes answers in Slack."""

    def __init__(self, db: Database, clock: Clock, replies: Replies, names: Pseudonyms) -> None:
        self._db, self._clock, self._replies, self._names = db, clock, replies, names

    def asking(self, workspace_id: str, survey_id: str, user_id: str) -> Asking | None:
        """The survey as this person sees it now; None where there is none, or they are not asked."""
        with self._db.reading() as session:
            try:
                return _asking(_asked(self._desk(session, workspace_id), survey_id, user_id))
            except (NotFound, NotAllowed):
                return None

    def form(self, workspace_id: str, user_id: str, survey_id: str) -> Asking:
        """The same for the form of a comment. Raises `NotFound` and `NotAllowed`."""
        with self._db.reading() as session:
            return _asking(_asked(self._desk(session, workspace_id), survey_id, user_id))

    def tap(self, workspace_id: str, user_id: str, survey_id: str, answer: str, *, back: Back | None, key: str) -> None:
        """One tap saves, and the last one holds until the survey closes."""
        with self._db.transaction(workspace_id, self._clock.now(), self._once(workspace_id, key)) as tx:
            asked = _asked(self._desk(tx.session, workspace_id), survey_id, user_id)
            if asked.kind.point(answer) is None:
                raise Invalid("error.unknown_button")
            if tx.first_answer is None and asked.is_open:
                name = asked.answers_as()
                stored.answer(tx.session, workspace_id, survey_id, name, answer, asked.answered_at,
                              locale=None if asked.plan.anonymous else _locale(asked), segment=_segment(asked))
                _keep_fitting_cause(asked)
                survey_events.tell(asked.desk, EventType.SURVEY_ANSWERED, survey_id)
                _log(asked, "answer")
                _report_a_complaint(asked)
            self._show(asked, back, late=not asked.is_open)

    def comment(self, workspace_id: str, user_id: str, survey_id: str, comment: str | None, cause: str | None, *,
                back: Back | None, key: str) -> None:
        """A comment and what it was about, beside the answer; a low answer becomes a report with it."""
        with self._db.transaction(workspace_id, self._clock.now(), self._once(workspace_id, key)) as tx:
            asked = _asked(self._desk(tx.session, workspace_id), survey_id, user_id)
            response = asked.response(lock=True)
            if tx.first_answer is None and asked.is_open and response is not None:
                response.comment = mask(tidy(comment or "")) or None
                response.cause = cause
                tx.session.add(response)
                tx.session.flush()
                _keep_fitting_cause(asked)
                _log(asked, "comment")
                _report_a_complaint(asked)
            self._show(asked, back, late=not asked.is_open)

    def make_report(self, workspace_id: str, user_id: str, survey_id: str, *, back: Back | None, key: str) -> None:
        """'Make it a report', whatever the answer was; also after the survey has ended. Once."""
        with self._db.transaction(workspace_id, self._clock.now(), self._once(workspace_id, key)) as tx:
            asked = _asked(self._desk(tx.session, workspace_id), survey_id, user_id)
            response = asked.response(lock=True)
            if response is None or not response.comment:
                raise Invalid("error.comment_missing")
            if tx.first_answer is None:
                _report(asked, response, response.comment)
            self._show(asked, back)

    def show(self, workspace_id: str, user_id: str, survey_id: str, *, again: bool = False, back: Back | None) -> None:
        """Draw the message as it should stand now; `again`: with the buttons, to change the answer."""
        with self._db.transaction(workspace_id) as tx:
            asked = _asked(self._desk(tx.session, workspace_id), survey_id, user_id)
            self._show(asked, back, again=again, late=again and not asked.is_open)

    def opt_out(self, workspace_id: str, user_id: str, *, survey_id: str | None = None, back: Back | None = None,
                key: str) -> None:
        """'No more surveys': nothing is asked of this person any more."""
        self._wish(workspace_id, user_id, survey_id, back, key, opted_out=True)

    def opt_in(self, workspace_id: str, user_id: str, *, survey_id: str | None = None, back: Back | None = None,
               key: str) -> None:
        """'Ask me again'."""
        self._wish(workspace_id, user_id, survey_id, back, key, opted_out=False)

    def be_quiet(self, workspace_id: str, user_id: str, start: str | None, end: str | None, *, key: str) -> None:
        """Between these times of their own day nothing is asked of this person; without any, whenever they work.

        What is planned for them moves. Raises `Invalid` for one time alone, and for two equal ones.
        """
        quiet = _quiet(start, end)
        with self._db.transaction(workspace_id, self._clock.now(), self._once(workspace_id, key)) as tx:
            if tx.first_answer is None:
                desk = self._desk(tx.session, workspace_id)
                wishes.be_quiet(tx.session, workspace_id, _person(desk, user_id), quiet)
                invitations.replan(desk, desk.names.names_of(tx.session, workspace_id, user_id))

    def report_waiting(self, session: Session, workspace_id: str, payload: dict[str, Any]) -> None:
        """A step: complaints of an anonymous survey that waited become reports."""
        survey, plan = openings.held(session, workspace_id, payload["survey"])
        if survey is not None and plan is not None:
            survey_reports.make_waiting(self._desk(session, workspace_id), survey, plan)

    def _wish(self, workspace_id: str, user_id: str, survey_id: str | None, back: Back | None, key: str, *,
              opted_out: bool) -> None:
        """A wish out of a message counts only if it asks this very person."""
        with self._db.transaction(workspace_id, self._clock.now(), self._once(workspace_id, key)) as tx:
            desk = self._desk(tx.session, workspace_id)
            asked = _asked(desk, survey_id, user_id) if survey_id is not None else None
            if tx.first_answer is None:
                wishes.opt_out(tx.session, workspace_id, _person(desk, user_id), opted_out=opted_out)
            if asked is not None:
                self._show(asked, back)

    def _show(self, asked: _Asked, back: Back | None, *, again: bool = False, late: bool = False) -> None:
        """The row names the survey alone; what stands in the message is read when it is sent."""
        self._replies.answer(asked.session, asked.desk.workspace_id, back, "survey",
                             {"survey": asked.survey.id, "again": again, "late": late})

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)

    def _once(self, workspace_id: str, key: str) -> str:
        """The request's key as a keyed hash: as Slack gives it, it names the message and the button, and the address
        book whose message that is."""
        with self._db.reading() as session:
            hashed = self._names.of(session, workspace_id, key, REQUEST)
        if hashed is None:
            with self._db.transaction(workspace_id) as tx:
                hashed = self._names.make(tx.session, workspace_id, key, REQUEST)
        return f"survey:{hashed}"


def _asked(desk: Desk, survey_id: str, user_id: str) -> _Asked:
    survey = stored.get(desk.session, desk.workspace_id, survey_id)
    plan = stored.plan(desk.session, desk.workspace_id, survey.plan_id) if survey and survey.plan_id else None
    kind = KINDS.get(plan.kind) if plan else None
    if survey is None or plan is None or kind is None:
        raise NotFound("error.no_such_survey")
    invited = respondents.invited_as(desk, survey_id, user_id)
    if invited is None:
        raise NotAllowed("error.not_asked")
    return _Asked(desk, survey, plan, kind, user_id, invited)


def _asking(asked: _Asked) -> Asking:
    desk, survey, plan = asked.desk, asked.survey, asked.plan
    said = asked.response()
    number = survey.number or plan.number
    about = stored_annoyances.get(asked.session, desk.workspace_id, number) if number is not None else None
    return Asking(
        survey.id, plan.template, plan.kind, plan.decision, _name_of(asked, plan.decider), plan.decide_on,
        plan.anonymous, asked.is_open, plan.question, number=about.number if about else None,
        title=about.title if about else None, team=desk.settings.team_name(plan.team_key),
        touchpoint=desk.settings.touchpoints.get(plan.touchpoint_key or ""),
        closes_at=_in_their_zone(asked, survey.closes_at), said=said.answer if said else None,
        comment=said.comment if said else None, cause=said.cause if said else None, report=_number_of(asked, said),
        before=_before(asked),
        ended=Ended(survey.outcome) if survey.outcome in set(Ended) else None, decided=plan.decided,
        opted_out=wish_of(desk, asked.user_id)[0])


def _in_their_zone(asked: _Asked, at: datetime | None) -> datetime | None:
    return at.astimezone(calendars.of_user(asked.desk, asked.user_id).zone) if at is not None else None


def _name_of(asked: _Asked, user_id: str) -> str:
    row = stored_people.person(asked.session, asked.desk.workspace_id, user_id)
    return row.name if row is not None and row.name else user_id


def _locale(asked: _Asked) -> str:
    row = stored_people.person(asked.session, asked.desk.workspace_id, asked.user_id)
    return language(row.locale if row else None, asked.desk.settings.locale)


def _number_of(asked: _Asked, said: Response | None) -> int | None:
    """The annoyance that a report belongs to by now."""
    if said is None or said.report_id is None:
        return None
    report = stored_reports.get(asked.session, asked.desk.workspace_id, said.report_id)
    return report.number if report else None


def _before(asked: _Asked) -> YouSaid | None:
    """What this person said before about the same, if something was done about it."""
    desk = asked.desk
    names = desk.names.names_of(asked.session, desk.workspace_id, asked.user_id)
    if asked.survey.number is not None:
        told = [report for report in stored_reports.of_annoyance(asked.session, desk.workspace_id, asked.survey.number)
                if names & {report.reporter_id, report.reporter_hash}]
        return _said_and_done(asked, told[-1].story, asked.survey.number) if told else None
    for survey, plan, invited in stored.earlier(asked.session, desk.workspace_id, names, asked.survey, LOOK_BACK):
        said = _Asked(desk, survey, plan, asked.kind, asked.user_id, invited).response()
        if said is None or not said.comment:
            continue
        number = _number_of(asked, said)
        done = _said_and_done(asked, said.comment, number) if number is not None else None
        if done is not None or plan.decided:
            return done or YouSaid(cut(said.comment, QUOTED), cut(plan.decided or "", QUOTED))
    return None


def _said_and_done(asked: _Asked, words: str, number: int) -> YouSaid | None:
    row = stored_annoyances.get(asked.session, asked.desk.workspace_id, number)
    while row is not None and row.merged_into is not None:
        row = stored_annoyances.get(asked.session, asked.desk.workspace_id, row.merged_into)
    if row is None or State(row.state) not in FIXED or not row.what_was_done:
        return None
    return YouSaid(cut(words, QUOTED), cut(row.what_was_done, QUOTED))


def _keep_fitting_cause(asked: _Asked) -> None:
    """What it may have been about depends on the answer: a cause that is not offered for this one goes."""
    response = asked.response(lock=True)
    point = asked.kind.point(response.answer) if response else None
    if response is None or point is None or response.cause is None:
        return
    if response.cause not in causes(asked.plan.template, low=asked.kind.is_low(point)):
        response.cause = None
        asked.session.add(response)
        asked.session.flush()


def _segment(asked: _Asked) -> str | None:
    """Of a new or a regular user, as whoever answers has said in their own report of what is asked about; not where
    nobody may know who answered."""
    if asked.plan.anonymous or is_pseudonym(asked.invited):
        return None
    if asked.plan.trigger in (Trigger.AFTER_REPORT, Trigger.BEFORE_DATE) and asked.survey.occasion:
        report = stored_reports.get(asked.session, asked.desk.workspace_id, asked.survey.occasion)
        return report.segment if report is not None and report.reporter_id == asked.invited else None
    number = asked.survey.number or asked.plan.number
    theirs = stored_names.theirs(asked.session, asked.desk.workspace_id, [number], {asked.invited}) if number else ()
    told = sorted((one.id, one.segment) for one in theirs if one.segment and not one.withdrawn)
    return told[-1][1] if told else None


def _report_a_complaint(asked: _Asked) -> None:
    """A low answer with a comment becomes a report by itself, once, whichever of the two came first."""
    if not survey_reports.may_be_told(asked.desk, asked.survey, asked.plan):
        return
    if asked.plan.anonymous:
        _report_those_before(asked)
    response = asked.response(lock=True)
    point = asked.kind.point(response.answer) if response else None
    if response is None or point is None or not response.comment or response.report_id is not None:
        return
    if complains(asked.plan.template, asked.kind, point):
        _report(asked, response, response.comment)


def _report_those_before(asked: _Asked) -> None:
    """Complaints among the first answers waited for the fifth; two at once may both take themselves for the fourth."""
    count = stored_plans.count_answers(asked.session, asked.desk.workspace_id, asked.survey.id)
    if count < 2 * MIN_ANSWERS:
        openings.report_complaints(asked.desk, asked.survey.id, str(count))


def _report(asked: _Asked, response: Response, comment: str) -> None:
    survey_reports.make(asked.desk, asked.survey, asked.plan, reporter=_reporter(asked), comment=comment,
                        segment=response.segment, cause=response.cause, response=response)


def _reporter(asked: _Asked) -> Reporter:
    """Whoever gave their name answers with it; who was invited without one stays so; of an anonymous survey nobody."""
    if asked.plan.anonymous:
        return survey_reports.NOBODY
    if not is_pseudonym(asked.invited):
        return Reporter(asked.invited)
    visibility = stored_reports.visibility_of(asked.session, asked.desk.workspace_id, asked.invited)
    return Reporter(asked.invited, visibility, asked.desk.names.seal(asked.user_id))


def _log(asked: _Asked, act: str) -> None:
    if not asked.plan.anonymous:
        log.add(asked.session, asked.desk.workspace_id, at=asked.desk.now, by=asked.invited, act=f"survey_{act}",
                subject=asked.survey.id)


def _person(desk: Desk, user_id: str) -> str:
    return desk.names.make(desk.session, desk.workspace_id, user_id, ASKING)


def _quiet(start: str | None, end: str | None) -> str | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise Invalid("quiet.both", field="quiet_start" if start is None else "quiet_end")
    if start == end:
        raise Invalid("quiet.equal", field="quiet_end")
    try:
        return str(Quiet.parse(f"{start}-{end}"))
    except BadHours as error:
        raise Invalid("quiet.both", field="quiet_start") from error


def wish_of(desk: Desk, user_id: str) -> tuple[bool, str | None]:
    """Whether this person wants to be asked nothing, and their quiet hours."""
    person = desk.names.of(desk.session, desk.workspace_id, user_id, ASKING)
    found = wishes.of(desk.session, desk.workspace_id, [person]) if person is not None else {}
    return found.get(person or "", (False, None))
