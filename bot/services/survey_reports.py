"""An answer becomes a report: it joins the annoyance that was asked about, or one that the very same words made a short
while ago, else it makes a new one. What is merely alike is never joined. The session first, no transaction."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.annoyances import FIXED, OPEN, State
from bot.domain.portions import visible
from bot.domain.reports import Door, Draft, Segment, Visibility, text_key
from bot.domain.survey_kinds import KINDS
from bot.domain.survey_plans import causes, complains
from bot.services import annoyances, intake
from bot.services.desk import Desk
from bot.services.intake import Reporter
from storage import annoyances as stored_annoyances
from storage import log
from storage import reports as stored_reports
from storage import survey_plans as stored_plans
from storage import surveys as stored_surveys
from storage.tables import Annoyance, Response, Survey, SurveyPlan

SAME_WORDS_WITHIN = timedelta(days=30)
DOORS = (Door.SURVEY, Door.CUSTOMER_LINK)
NOBODY = Reporter(None, Visibility.ANONYMOUS)
"""Whoever answers an anonymous survey: not even a pseudonym stands beside their report, and of its time the hour."""
NOT_FIXED = "not_fixed"
"""The cause by which somebody says that it is still there."""


@dataclass(frozen=True, slots=True)
class Made:
    """The report that an answer became, and the annoyance to which it belongs."""

    number: int
    report_id: str


def make(desk: Desk, survey: Survey | None, plan: SurveyPlan | None, *, reporter: Reporter, comment: str,
         door: Door = Door.SURVEY, team: str | None = None, touchpoint: str | None = None,
         segment: str | None = None, cause: str | None = None, response: Response | None = None,
         number: int | None = None) -> Made:
    """Let a comment become a report. `response` is the locked answer that it belongs to: where it has become a report
    already, that one is returned. Raises `Invalid` where nothing is left of the comment.

    `team`, `touchpoint` and the annoyance's `number`: what was asked about, where neither plan nor survey says it.
    """
    if response is not None and response.report_id is not None:
        return Made(_number_of(desk, response.report_id), response.report_id)
    team, touchpoint = _asked_about(desk, plan, team, touchpoint)
    draft = intake.masked_draft(Draft(comment, touchpoint=touchpoint,
                                      segment=Segment(segment) if segment in set(Segment) else None))
    about = (survey.number if survey else None) or (plan.number if plan else None) or number
    row = _same(desk, about, draft, text_key(comment), team)
    made = (_join(desk, row, reporter, draft, door, comment, plan, cause) if row is not None
            else _take_in(desk, reporter, draft, door, comment, team))
    log.add(desk.session, desk.workspace_id, at=desk.now, by=reporter.name, act="report", subject=f"#{made.number}")
    if response is not None:
        response.report_id = made.report_id
        desk.session.add(response)
        desk.session.flush()
    return made


def may_be_told(desk: Desk, survey: Survey, plan: SurveyPlan) -> bool:
    """Whether a complaint may become a report now: of an anonymous survey only among five answers, or when it has
    ended. Beside fewer the moment would say whose it is."""
    return not plan.anonymous or survey.closed_at is not None or visible(
        stored_plans.count_answers(desk.session, desk.workspace_id, survey.id))


def make_waiting(desk: Desk, survey: Survey, plan: SurveyPlan) -> None:
    """Complaints of an anonymous survey that could not become reports yet do."""
    kind = KINDS.get(plan.kind)
    if kind is None or not may_be_told(desk, survey, plan):
        return
    for response in stored_surveys.commented(desk.session, desk.workspace_id, survey.id):
        point = kind.point(response.answer)
        if response.comment and point is not None and complains(plan.template, kind, point):
            make(desk, survey, plan, reporter=NOBODY, comment=response.comment, segment=response.segment,
                 cause=response.cause, response=response)


def _asked_about(desk: Desk, plan: SurveyPlan | None, team: str | None, touchpoint: str | None
                 ) -> tuple[str | None, str | None]:
    """Team and touchpoint as far as the settings still know them."""
    if plan is not None:
        team, touchpoint = team or plan.team_key, touchpoint or plan.touchpoint_key
    return (team if team in desk.settings.teams else None,
            touchpoint if touchpoint in desk.settings.touchpoints else None)


def _same(desk: Desk, about: int | None, draft: Draft, text_hash: str, team: str | None) -> Annoyance | None:
    """The annoyance that this is another report of, locked: the one asked about, or one still open that the same words
    about the same made."""
    asked = _survivor(desk, about) if about is not None else None
    if asked is not None:
        return asked
    number = stored_reports.with_text(
        desk.session, desk.workspace_id, text_hash, doors=DOORS, since=desk.now - SAME_WORDS_WITHIN,
        states=[str(state) for state in OPEN], team_key=None if draft.touchpoint else team,
        touchpoint_key=draft.touchpoint)
    return _survivor(desk, number) if number is not None else None


def _survivor(desk: Desk, number: int) -> Annoyance | None:
    """The annoyance with this number, or the one it was merged into; None for one that was withdrawn."""
    row = stored_annoyances.get(desk.session, desk.workspace_id, number, lock=True)
    while row is not None and row.merged_into is not None:
        row = stored_annoyances.get(desk.session, desk.workspace_id, row.merged_into, lock=True)
    return None if row is None or row.state == State.WITHDRAWN else row


def _join(desk: Desk, row: Annoyance, reporter: Reporter, draft: Draft, door: Door, comment: str,
          plan: SurveyPlan | None, cause: str | None) -> Made:
    """A further report. Only who chose 'It is not fixed' says that it is still there: then it came back."""
    still = (State(row.state) in FIXED and cause == NOT_FIXED and plan is not None
             and NOT_FIXED in causes(plan.template, low=True))
    report_id = intake.join(desk, reporter, draft, row, door=door, text_hash=text_key(comment), seen_after_fix=still)
    if still:
        annoyances.came_back(desk, row, by=None, facts={"me_too": True})
    return Made(row.number, report_id)


def _take_in(desk: Desk, reporter: Reporter, draft: Draft, door: Door, comment: str, team: str | None) -> Made:
    stored = intake.take_in(desk, reporter, draft, door=door, text_hash=text_key(comment), with_alikes=False,
                            asked_team=team)
    return Made(stored.number, stored.report_id)


def _number_of(desk: Desk, report_id: str) -> int:
    report = stored_reports.get(desk.session, desk.workspace_id, report_id)
    return report.number if report is not None else 0
