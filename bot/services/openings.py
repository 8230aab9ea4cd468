"""A survey of a plan begins: it is found out whom it means, and they are invited, a thousand at a time. The session
first, no transaction.

What only Slack knows (who is in a group or a channel, who somebody is) is asked by rows of work, and the survey goes on
where it stood when the answer is there.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.domain.events import EventType
from bot.domain.sla import NeverOpen
from bot.domain.survey_plans import Ended, Trigger, Withheld
from bot.services import audiences, calendars, invitations, survey_events, survey_progress
from bot.services.audiences import CHANNEL, Sorted
from bot.services.desk import Desk
from bot.services.people import ask_for_group
from storage import people as stored_people
from storage import settings as stored_settings
from storage import survey_plans as stored
from storage import surveys as stored_surveys
from storage import work
from storage.ids import new_id
from storage.tables import Survey, SurveyPlan

LOOK_AGAIN = timedelta(days=1)
"""What Slack did not tell is asked again each day."""
GATHER_DAYS = 3
"""After so many a survey begins without those of whom Slack has told nothing, or ends where it has told of nobody."""
AT_ONCE = 200
"""So many are invited within the click; more are a step's, so that the click is answered."""
CHUNK = 1_000
NO_SURVEY = ""
"""In place of a survey's id where it is only looked ahead."""


def begin(desk: Desk, plan: SurveyPlan, occasion: str, *, base_at: datetime, wait_days: int = 0,
          number: int | None = None) -> str | None:
    """One occasion of a plan; its id, or None where it was there already."""
    survey_id = new_id()
    if not stored.begin(desk.session, workspace_id=desk.workspace_id, id=survey_id, kind=plan.kind, plan_id=plan.id,
                        occasion=occasion, number=number, base_at=base_at, wait_days=wait_days, opened_at=desk.now):
        return None
    survey_events.tell(desk, EventType.SURVEY_OPENED, survey_id)
    go_on(desk, survey_id, in_click=True)
    return survey_id


def skip(desk: Desk, plan: SurveyPlan, occasion: str, number: int | None = None) -> bool:
    """An occasion on which nobody is asked; it is kept, so that it can be said and does not come back."""
    return stored.begin(desk.session, workspace_id=desk.workspace_id, id=new_id(), kind=plan.kind, plan_id=plan.id,
                        occasion=occasion, number=number, base_at=desk.now, opened_at=desk.now, closes_at=desk.now,
                        closed_at=desk.now, outcome=Ended.SKIPPED)


def go_on(desk: Desk, survey_id: str, *, after: str = "", described: bool = False, in_click: bool = False) -> None:
    """Invite the next ones, those behind `after`. `described`: Slack was asked who the strangers among them are; whom
    we do not know even then is left out. `in_click`: somebody waits."""
    survey, plan = held(desk.session, desk.workspace_id, survey_id)
    if survey is None or plan is None or survey.closed_at is not None:
        return
    about = audiences.about(desk, plan, survey)
    meant = audiences.everybody(desk, plan, about)
    is_late = _is_late(desk, survey)
    if meant.waiting_for and is_late:
        not_readable(desk, survey_id)
        return
    if meant.waiting_for:
        for one in meant.waiting_for:
            _ask_who_is_in(desk, survey_id, one)
    elif in_click and len(meant.names) > AT_ONCE:
        _later(desk, survey_id)
    else:
        rest = [name for name in meant.names if name > after]
        _invite(desk, survey, plan, audiences.sorted_out(desk, plan, about, rest[:CHUNK]), rest, after,
                described=described or is_late)
    survey_progress.want(desk, survey, plan)


def look_again(desk: Desk) -> None:
    """Surveys that wait for what Slack has not told are looked at again each day: the question may have been given
    up."""
    for survey in stored.gathering(desk.session, desk.workspace_id):
        if days := (desk.now - survey.opened_at) // LOOK_AGAIN:
            _later(desk, survey.id, why=f"again:{days}")


def _is_late(desk: Desk, survey: Survey) -> bool:
    """Whether it has waited for days, and not only because we were away: it was looked at again on an earlier one."""
    days = (desk.now - survey.opened_at) // LOOK_AGAIN
    return days >= GATHER_DAYS and any(
        work.payload_of(desk.session, desk.workspace_id, _step(survey.id, why=f"again:{day}")) is not None
        for day in range(1, days))


def _invite(desk: Desk, survey: Survey, plan: SurveyPlan, found: Sorted, rest: list[str], after: str, *,
            described: bool) -> None:
    if found.strangers and not described:
        work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, "profiles",
                 f"profiles:{survey.id}:{after}:{desk.now:%Y%m%d}", method="users.info", due_at=desk.now,
                 now=desk.clock.machine(), payload={"survey": survey.id, "after": after})
        return
    invitations.invite(desk, survey, found.to_ask)
    stored.withhold(desk.session, desk.workspace_id, survey.id, found.withheld, desk.now)
    if len(rest) > CHUNK:
        _later(desk, survey.id, after=rest[CHUNK - 1])
    else:
        _settle(desk, survey, plan)


def _later(desk: Desk, survey_id: str, *, after: str = "", described: bool = False, why: str = "") -> None:
    """The rest is a step's. `why` tells it from another that goes on at the same place."""
    work.add(desk.session, desk.workspace_id, work.Kind.STEP, "invite", _step(survey_id, after, why),
             due_at=desk.now, now=desk.clock.machine(),
             payload={"survey": survey_id, "after": after, "described": described})


def _step(survey_id: str, after: str = "", why: str = "") -> str:
    return f"invite:{survey_id}:{after}:{why}"


def _settle(desk: Desk, survey: Survey, plan: SurveyPlan) -> None:
    """All are invited: it closes so many working days after the last of them is asked; at once where nobody is."""
    last = stored.last_asking(desk.session, desk.workspace_id, survey.id)
    if last is None:
        survey.closed_at, survey.outcome = desk.now, Ended.CLOSED
    survey.closes_at = closes_at(desk, plan, max(last or desk.now, desk.now))  # who is asked late has as long
    desk.session.add(survey)
    desk.session.flush()
    if last is None:
        survey_events.tell(desk, EventType.SURVEY_CLOSED, survey.id)


def closes_at(desk: Desk, plan: SurveyPlan, last: datetime) -> datetime:
    """Until when can be answered what was asked last at that moment."""
    try:
        return calendars.of_workspace(desk.settings).after_working_days(last, plan.open_days)
    except NeverOpen:
        return last + timedelta(days=plan.open_days)


def held(session: Session, workspace_id: str, survey_id: str, *, lock: bool = True
         ) -> tuple[Survey | None, SurveyPlan | None]:
    """A survey, locked, and its plan; None for 'How is it now?', which has none."""
    survey = stored_surveys.get(session, workspace_id, survey_id, lock=lock)
    if survey is None or survey.plan_id is None:
        return None, None
    return survey, stored_surveys.plan(session, workspace_id, survey.plan_id)


def find_out(desk: Desk, lists: Sequence[str]) -> None:
    """Let Slack tell who is in these groups and channels before there is a survey of them."""
    for one in lists:
        _ask_who_is_in(desk, NO_SURVEY, one)


def refresh_front_lines(desk: Desk) -> None:
    """Slack is asked each day who is in the channels that are front lines: who stands in for a reporter has to be known
    when an annoyance is resolved."""
    points = stored_settings.touchpoints(desk.session, desk.workspace_id)
    for one in audiences.not_told(desk, [point.front_line for point in points if point.front_line]):
        if one.startswith(CHANNEL):
            _ask_who_is_in(desk, NO_SURVEY, one)


def _ask_who_is_in(desk: Desk, survey_id: str, one: str) -> None:
    """Slack is asked once a day and survey who is in a group or a channel."""
    if one.startswith(CHANNEL):
        _ask_for_page(desk, survey_id, one, "")
    else:
        stored_people.keep_group(desk.session, desk.workspace_id, one, None, None)
        ask_for_group(desk.session, desk.workspace_id, one, desk.clock)


def _ask_for_page(desk: Desk, survey_id: str, channel: str, cursor: str) -> None:
    work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, "members",
             f"members:{channel}:{survey_id}:{desk.now:%Y%m%d}:{cursor}", method="conversations.members",
             due_at=desk.now, now=desk.clock.machine(),
             payload={"channel": channel, "cursor": cursor, "survey": survey_id})


def heard_page(desk: Desk, survey_id: str, channel: str, cursor: str, members: Sequence[str], next_cursor: str) -> None:
    """Slack has told one page of who is in a channel; the first one replaces what was known."""
    before = stored.listed(desk.session, desk.workspace_id, [channel]).get(channel) if cursor else None
    all_members = sorted({*(before.members if before else ()), *members})
    stored.list_members(desk.session, desk.workspace_id, channel, all_members,
                        None if next_cursor else desk.clock.machine())
    if next_cursor:
        _ask_for_page(desk, survey_id, channel, next_cursor)
    else:
        heard(desk, channel)


def heard(desk: Desk, one: str) -> None:
    """Slack has told who is in a group or a channel: surveys that waited for it go on."""
    for survey in stored.gathering(desk.session, desk.workspace_id):
        _later(desk, survey.id, why=f"{one}:{desk.now:%Y%m%d}")


def strangers(desk: Desk, survey_id: str, after: str) -> tuple[str, ...]:
    """The next ones of those whom a survey means of whom Slack has told us nothing."""
    survey, plan = held(desk.session, desk.workspace_id, survey_id, lock=False)
    if survey is None or plan is None or survey.closed_at is not None:
        return ()
    about = audiences.about(desk, plan, survey)
    rest = [name for name in audiences.everybody(desk, plan, about).names if name > after]
    return audiences.sorted_out(desk, plan, about, rest[:CHUNK]).strangers


def heard_profiles(desk: Desk, survey_id: str, after: str) -> None:
    """Slack has told who the strangers are, as far as it knows them."""
    _later(desk, survey_id, after=after, described=True, why="described")


def group_not_told(desk: Desk, group_id: str) -> None:
    """Slack refuses to say who is in a user group: what waits for it ends."""
    for survey in stored.gathering(desk.session, desk.workspace_id):
        plan = stored_surveys.plan(desk.session, desk.workspace_id, survey.plan_id or "")
        if plan and group_id in audiences.everybody(desk, plan, audiences.about(desk, plan, survey)).waiting_for:
            not_readable(desk, survey.id)


def not_readable(desk: Desk, survey_id: str) -> None:
    """Slack does not tell us who is in a group or channel: nobody is asked, and the sender hears what to do."""
    survey, plan = held(desk.session, desk.workspace_id, survey_id)
    if survey is None or plan is None or survey.closed_at is not None or survey.closes_at is not None:
        return
    survey.closed_at, survey.outcome = desk.now, Ended.SKIPPED
    if plan.trigger == Trigger.BY_HAND:
        plan.stopped_at = desk.now
        desk.session.add(plan)
    desk.session.add(survey)
    desk.session.flush()
    survey_events.tell(desk, EventType.SURVEY_CLOSED, survey_id)
    survey_progress.want(desk, survey, plan)


def end(desk: Desk, survey_id: str, outcome: Ended) -> bool:
    """It takes no more answers, and whoever has not been asked will not be; False where it had ended."""
    if not stored.close(desk.session, desk.workspace_id, survey_id, at=desk.now, outcome=outcome):
        return False
    invitations.cancel(desk, survey_id, why=Withheld.STALE if outcome is Ended.CLOSED else None)
    survey_events.tell(desk, EventType.SURVEY_CLOSED, survey_id)
    survey, plan = held(desk.session, desk.workspace_id, survey_id)
    if survey is not None and plan is not None:
        survey_progress.want(desk, survey, plan)
        if plan.anonymous:
            report_complaints(desk, survey_id, "end")
    return True


def report_complaints(desk: Desk, survey_id: str, why: str) -> None:
    """Complaints of an anonymous survey that waited become reports, by a step: it locks annoyances, in its own time."""
    work.add(desk.session, desk.workspace_id, work.Kind.STEP, "complaints", f"complaints:{survey_id}:{why}",
             due_at=desk.now, now=desk.clock.machine(), payload={"survey": survey_id})
