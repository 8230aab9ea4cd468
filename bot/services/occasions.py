"""What makes a plan ask: an annoyance resolved, a report so many days old, a date that comes near, the calendar, an
earlier survey. Each occasion has a name, and the database takes a name once. The session first, no transaction.

What has come due is looked for between the last look and now. So a clock that was down makes up for what still makes
sense; what is too old is skipped and kept as skipped.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from bot.domain.annoyances import OPEN, State
from bot.domain.pulses import Pulse
from bot.domain.survey_plans import Trigger, Withheld
from bot.services import cards, invitations, openings, survey_progress
from bot.services.audiences import AFTER_ALL
from bot.services.desk import Desk
from bot.services.directory import Directory
from storage import annoyances as stored_annoyances
from storage import heartbeats
from storage import survey_plans as stored
from storage import surveys as stored_surveys
from storage.survey_plans import DueReport
from storage.tables import Annoyance, SurveyPlan

DAY = timedelta(days=1)
LATE = 3 * DAY
"""A report whose day to ask is longer ago than this is not asked about any more."""
OVERLAP = timedelta(hours=1)
"""So far each look reaches back behind the last one: what was being written then is not forgotten."""
AT_ONCE = 50
"""So many occasions of one plan in one look."""
COUNTED = 1_000
"""So many that came too late are counted at most."""
BY_HAND = "by hand"
LOOKED = "plans"
"""The name under which the moment of the last look is kept."""
OPEN_STATES = frozenset(str(state) for state in OPEN)
NEVER_ASKED = frozenset({str(State.WITHDRAWN), str(State.MERGED)})


def resolved(desk: Desk, row: Annoyance) -> None:
    """Within resolving: plans that ask after it begin a survey, to be asked days later."""
    for plan in stored.active(desk.session, desk.workspace_id, Trigger.AFTER_RESOLUTION):
        if is_about(plan, row.number, row.team_key, row.touchpoint_key):
            openings.begin(desk, plan, f"#{row.number}:{row.check_round}", base_at=desk.now, wait_days=plan.days,
                           number=row.number)


def overtake(desk: Desk, row: Annoyance) -> None:
    """The annoyance is open again: whoever was to be asked after it was resolved, and has not been yet, is not, though
    the question waits to be sent already. Nobody is reminded either."""
    for survey in stored.open_about(desk.session, desk.workspace_id, row.number):
        plan = stored_surveys.plan(desk.session, desk.workspace_id, survey.plan_id or "")
        if plan is not None and plan.trigger == Trigger.AFTER_RESOLUTION:
            invitations.cancel(desk, survey.id, why=Withheld.STILL_OPEN)  # who was asked can still answer


def is_about(plan: SurveyPlan, number: int, team_key: str | None, touchpoint_key: str | None) -> bool:
    """Whether a plan that waits for what happens to annoyances means this one."""
    wanted = ((plan.number, number), (plan.team_key, team_key), (plan.touchpoint_key, touchpoint_key))
    return all(want is None or want == have for want, have in wanted)


def expand(desk: Desk) -> int:
    """Begin what has come due since the last look, once; returns how many occasions were new."""
    last = heartbeats.last(desk.session, desk.workspace_id, LOOKED)
    since = min(last, desk.now) - OVERLAP if last else desk.now - LATE
    new, more = 0, False
    for trigger, due in _DUE.items():
        for plan in stored.active(desk.session, desk.workspace_id, trigger):
            found = due(desk, plan, since)
            new, more = new + found, more or found >= AT_ONCE
    if not more:  # else the next look begins where this one did
        heartbeats.beat(desk.session, desk.workspace_id, LOOKED, desk.now)
    return new


def _reported(desk: Desk, plan: SurveyPlan, since: datetime) -> int:
    """So many days after a report."""
    days = timedelta(days=plan.days)
    found = stored.reported_between(desk.session, plan, max(since, plan.created_at) - days, desk.now - days, AT_ONCE)
    if found and found[0].created_at + days < desk.now - LATE:
        _say_late(desk, plan, stored.reported_between(
            desk.session, plan, max(since, plan.created_at) - days, desk.now - days - LATE, COUNTED))
    for report in found:
        due_at = report.created_at + days
        _about_report(desk, plan, report, too_late=desk.now - due_at > LATE, base_at=report.created_at,
                      note="survey_open_report")
    return len(found)


def _dated(desk: Desk, plan: SurveyPlan, since: datetime) -> int:
    """So many days before the date that matters; after it nobody is asked."""
    today = desk.now.astimezone(desk.settings.zone).date()
    first = max(since, plan.created_at).astimezone(desk.settings.zone).date()
    found = stored.mattering_between(desk.session, plan, min(first, today), today + timedelta(days=plan.days), AT_ONCE)
    if found and (found[0].matters_on or today) < today:
        _say_late(desk, plan, stored.mattering_between(
            desk.session, plan, min(first, today), today - DAY, COUNTED))
    for report in found:
        _about_report(desk, plan, report, too_late=(report.matters_on or today) < today, base_at=desk.now,
                      note="survey_open_date")
    return len(found)


def _say_late(desk: Desk, plan: SurveyPlan, late: Sequence[DueReport]) -> None:
    """What nobody is asked any more because we were away too long, told to the sender in one message a day."""
    if count := sum(report.state not in NEVER_ASKED for report in late):
        cards.direct(desk, "survey_late", f"survey_late:{plan.id}:{desk.now:%Y%m%d}", plan.created_by,
                     {"n": count, "decision": plan.decision})


def _about_report(desk: Desk, plan: SurveyPlan, report: DueReport, *, too_late: bool, base_at: datetime, note: str
                  ) -> None:
    """Ask about a report; of an annoyance that is still open the owner gets a note instead."""
    if not too_late and report.state in OPEN_STATES:
        _note(desk, plan, report, note)
    if too_late or report.state in OPEN_STATES or report.state in NEVER_ASKED:
        openings.skip(desk, plan, report.id, report.number)
    else:
        wait = plan.days if plan.trigger == Trigger.AFTER_REPORT else 0
        openings.begin(desk, plan, report.id, base_at=base_at, wait_days=wait, number=report.number)


def _note(desk: Desk, plan: SurveyPlan, report: DueReport, what: str) -> None:
    """One line in the card's thread for each annoyance and plan, to whoever works on it."""
    row = stored_annoyances.get(desk.session, desk.workspace_id, report.number)
    if row is not None:
        today = desk.now.astimezone(desk.settings.zone).date()
        dated = report.matters_on if plan.trigger == Trigger.BEFORE_DATE else None
        days = (dated - today).days if dated else plan.days
        cards.say_line(desk, row, f"survey:{plan.id}", f"{what}_to" if row.assignee else what, by=None,
                       facts={"n": days, "assignee": row.assignee})


def _pulsed(desk: Desk, plan: SurveyPlan, _since: datetime) -> int:
    """The newest date that has come, if enough of its period is left; those before it are skipped, and kept."""
    pulse = pulse_of(desk.settings, plan)
    last = stored.last_occasion(desk.session, desk.workspace_id, plan.id)
    after = pulse.on(date.fromisoformat(last)).at if last else plan.created_at
    due = pulse.between(after, desk.now)
    for one in due:
        occasion = one.date.isoformat()
        if one is due[-1] and pulse.is_worth_asking(one, desk.now):
            openings.begin(desk, plan, occasion, base_at=one.at)
        elif openings.skip(desk, plan, occasion) and one is due[-1]:
            survey = stored.on_occasion(desk.session, desk.workspace_id, plan.id, occasion)
            survey_progress.want(desk, survey, plan)
    return len(due)


def pulses(session: Session, settings: Directory, now: datetime) -> list[tuple[datetime, SurveyPlan]]:
    """When each pulse comes next."""
    return [(pulse_of(settings, plan).next(now).at, plan)
            for plan in stored.active(session, settings.workspace_id, Trigger.CALENDAR)]


def looks_each_day(session: Session, settings: Directory) -> bool:
    """Whether a plan waits for what a new day brings: a report's age, a date that comes near, answers of the day."""
    return any(stored.active(session, settings.workspace_id, trigger) for trigger in _DUE
               if trigger is not Trigger.CALENDAR)


def pulse_of(settings: Directory, plan: SurveyPlan) -> Pulse:
    """When a plan's pulse comes: in its team's zone, else the workspace's."""
    team = settings.teams.get(plan.team_key or "")
    schedule = plan.schedule
    return Pulse.parse(every=schedule["every"], day=schedule["day"], time=schedule["time"],
                       zone=team.zone if team else settings.zone, since=plan.created_at)


def _followed(desk: Desk, plan: SurveyPlan, since: datetime) -> int:
    """After the answers to an earlier plan's surveys, day by day once the day is over; after an anonymous one, of
    which nobody may know who answered, once it has closed."""
    earlier = stored_surveys.plan(desk.session, desk.workspace_id, plan.follows or "")
    if earlier is None:
        return 0
    found = list(_closed(desk, plan, earlier, since) if earlier.anonymous else _answered(desk, plan, earlier, since))
    return sum(openings.begin(desk, plan, occasion, base_at=base, wait_days=plan.days, number=number) is not None
               for occasion, base, number in found)


def _closed(desk: Desk, plan: SurveyPlan, earlier: SurveyPlan, since: datetime
            ) -> Iterator[tuple[str, datetime, int | None]]:
    after = max(since, plan.created_at)
    for survey in stored.closed_of_plan(desk.session, desk.workspace_id, earlier.id, after, desk.now):
        yield f"{survey.id}:{AFTER_ALL}", survey.closed_at or desk.now, survey.number


def _answered(desk: Desk, plan: SurveyPlan, earlier: SurveyPlan, since: datetime
              ) -> Iterator[tuple[str, datetime, int | None]]:
    first, until = _day(max(since, plan.created_at)), _day(desk.now)
    if first >= until:
        return
    days = {(survey_id, _day(at)) for survey_id, at in stored.answered_of_plan(
        desk.session, desk.workspace_id, earlier.id, first, until)}
    for survey_id, day in sorted(days):
        survey = stored_surveys.get(desk.session, desk.workspace_id, survey_id)
        yield f"{survey_id}:{day.date().isoformat()}", day + DAY, survey.number if survey else None


def _day(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


_DUE: dict[Trigger, Callable[[Desk, SurveyPlan, datetime], int]] = {
    Trigger.AFTER_REPORT: _reported, Trigger.BEFORE_DATE: _dated, Trigger.CALENDAR: _pulsed,
    Trigger.SEQUENCE: _followed,
}
