"""Surveys as their senders see them: made, previewed, stopped, decided; and what makes a plan ask in time."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.manners import Person, What, judge
from bot.domain.masking import mask
from bot.domain.permissions import Act, Role, may
from bot.domain.portions import visible
from bot.domain.senders import PERSONAL, SHOWN, Created, PlanLine, Preview, Progress, Turn
from bot.domain.survey_plans import Audience, Ended, PlanDraft, Trigger, Withheld
from bot.domain.survey_rules import AT_HAND, DECISION_LIMIT, checked, days_of
from bot.domain.wording import cut, tidy
from bot.errors import Invalid, NotAllowed, NotFound
from bot.services import audiences, calendars, invitations, manners, occasions, openings, people, survey_progress
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from storage import annoyances as stored_annoyances
from storage import channels as stored_channels
from storage import log
from storage import people as stored_people
from storage import settings as stored_settings
from storage import survey_plans as stored
from storage import surveys as stored_surveys
from storage.db import Database
from storage.ids import new_id
from storage.tables import SurveyPlan

NOT_KEPT = ""
"""The id of a plan that is only looked at."""


class Surveys:
    """Makes plans, and surveys from plans."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def check_may_send(self, workspace_id: str, user_id: str) -> None:
        """Raises `NotAllowed` for somebody who may send no survey at all."""
        with self._db.reading() as session:
            _check_may(self._desk(session, workspace_id), user_id, None)

    def preview(self, workspace_id: str, user_id: str, draft: PlanDraft) -> Preview:
        """What this draft would do, without doing it. Raises as `create` does."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            return _preview(desk, _plan(desk, user_id, _allowed(desk, user_id, draft), NOT_KEPT), draft.ask_from)

    def find_out(self, workspace_id: str, lists: Sequence[str]) -> dict[str, str]:
        """Ask Slack who is in groups and channels that a preview waits for; their names, as far as we know them."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            openings.find_out(desk, lists)
            known = stored_channels.known(tx.session, workspace_id)
            return {one: f"#{known[one].name}" for one in lists if one in known and known[one].name}

    def create(self, workspace_id: str, user_id: str, draft: PlanDraft, *, key: str) -> Created:
        """Keep a plan; one by hand begins at once. Raises `Invalid` (its `field` is the draft's), `NotAllowed`,
        `NotFound` for an annoyance that is not there."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return Created(tx.first_answer["plan"], tx.first_answer["survey"], draft.trigger, draft.audience)
            desk = self._desk(tx.session, workspace_id)
            plan = _plan(desk, user_id, _allowed(desk, user_id, draft), new_id())
            stored.add(tx.session, plan)
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=Act.SURVEY, subject=f"plan:{plan.id}")
            survey_id = None
            if draft.trigger is Trigger.BY_HAND and draft.audience is not Audience.CUSTOMERS:
                survey_id = openings.begin(desk, plan, occasions.BY_HAND, base_at=_begins(desk, draft.ask_from),
                                           number=plan.number)
            tx.answer = {"plan": plan.id, "survey": survey_id}
            return Created(plan.id, survey_id, draft.trigger, draft.audience)

    def stop(self, workspace_id: str, user_id: str, plan_id: str, *, key: str) -> None:
        """The plan asks no more, and whoever has not been asked yet will not be."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk = self._desk(tx.session, workspace_id)
            plan = _theirs(desk, user_id, plan_id, decider=False)
            if plan.stopped_at is None:
                plan.stopped_at = desk.now
                tx.session.add(plan)
                tx.session.flush()
                log.add(tx.session, workspace_id, at=desk.now, by=user_id, act="stop_survey", subject=f"plan:{plan.id}")
            for survey in stored.of_plan(tx.session, workspace_id, plan_id):
                openings.end(desk, survey.id, Ended.STOPPED)

    def decide(self, workspace_id: str, user_id: str, plan_id: str, text: str, *, key: str) -> None:
        """What was decided: shown in the results and told in the digest."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk, decided = self._desk(tx.session, workspace_id), mask(tidy(text))
            if not decided:
                raise Invalid("error.survey_decided_missing", field="decided")
            plan = _theirs(desk, user_id, plan_id, decider=True)
            plan.decided, plan.decided_at = cut(decided, DECISION_LIMIT), desk.now
            tx.session.add(plan)
            tx.session.flush()
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act="decide_survey", subject=f"plan:{plan.id}")
            survey_progress.want_again(desk, plan)

    def to_decide(self, workspace_id: str, user_id: str, plan_id: str) -> tuple[str, str | None]:
        """What a plan is to decide, and what was decided so far, for the form. Raises as `decide` does."""
        with self._db.reading() as session:
            plan = _theirs(self._desk(session, workspace_id), user_id, plan_id, decider=True)
            return plan.decision, plan.decided

    def of_person(self, workspace_id: str, user_id: str) -> tuple[PlanLine, ...]:
        """The plans that this person made or decides, the newest first."""
        with self._db.reading() as session:
            plans = stored.of_person(session, workspace_id, user_id)
            tallies = stored.tallies(session, workspace_id, [plan.id for plan in plans])
            return tuple(_line(plan, tallies.get(plan.id, stored.Tally())) for plan in plans)

    def progress(self, workspace_id: str, survey_id: str) -> Progress | None:
        """How a survey stands; None where there is none."""
        with self._db.reading() as session:
            survey, plan = openings.held(session, workspace_id, survey_id, lock=False)
            desk = self._desk(session, workspace_id)
            return None if survey is None or plan is None else survey_progress.facts(desk, survey, plan)

    def expand(self, workspace_id: str, now: datetime) -> int:
        """Plans whose occasion has come make a survey; surveys whose time is up are closed. How many were new."""
        with self._db.transaction(workspace_id) as tx:
            desk = self._desk(tx.session, workspace_id)
            ended = [openings.end(desk, survey_id, Ended.CLOSED)
                     for survey_id in stored.time_up(tx.session, workspace_id, now)]
            new = occasions.expand(desk)
            openings.look_again(desk)
            openings.refresh_front_lines(desk)
            survey_progress.redraw(desk)
            return new + sum(ended)

    # what work and delivery call

    def go_on(self, session: Session, workspace_id: str, payload: dict[str, Any]) -> None:
        """A step: invite the next thousand."""
        openings.go_on(self._desk(session, workspace_id), payload["survey"], after=payload["after"],
                       described=payload["described"])

    def strangers(self, workspace_id: str, survey_id: str, after: str) -> tuple[str, ...]:
        """The next ones of those whom a survey means of whom Slack has told us nothing."""
        with self._db.reading() as session:
            return openings.strangers(self._desk(session, workspace_id), survey_id, after)

    def described(self, workspace_id: str, survey_id: str, after: str) -> None:
        """Delivery has asked Slack who they are."""
        with self._db.transaction(workspace_id) as tx:
            openings.heard_profiles(self._desk(tx.session, workspace_id), survey_id, after)

    def heard_page(self, workspace_id: str, survey_id: str, channel: str, cursor: str, page: tuple[Sequence[str], str]
                   ) -> None:
        """Delivery has asked who is in a channel: the members of one page, and where the next begins."""
        with self._db.transaction(workspace_id) as tx:
            openings.heard_page(self._desk(tx.session, workspace_id), survey_id, channel, cursor, *page)

    def heard_group(self, session: Session, workspace_id: str, group_id: str) -> None:
        """Delivery has asked who is in a user group."""
        openings.heard(self._desk(session, workspace_id), group_id)

    def group_not_told(self, session: Session, workspace_id: str, group_id: str) -> None:
        """Slack refuses to tell who is in a user group."""
        openings.group_not_told(self._desk(session, workspace_id), group_id)

    def not_readable(self, workspace_id: str, survey_id: str) -> None:
        """Slack does not tell who is in a channel that a survey means."""
        with self._db.transaction(workspace_id) as tx:
            openings.not_readable(self._desk(tx.session, workspace_id), survey_id)

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def _allowed(desk: Desk, user_id: str, draft: PlanDraft) -> PlanDraft:
    """The draft, checked and completed. Raises `NotAllowed` first: who may not send learns nothing of what there is;
    then `Invalid`, `NotFound`."""
    _check_may(desk, user_id, None)
    draft = checked(draft, desk.now.astimezone(desk.settings.zone).date())
    row = None
    if draft.number is not None:
        row = stored_annoyances.get(desk.session, desk.workspace_id, draft.number)
        if row is None:
            raise NotFound("error.no_such_number", number=draft.number, field="number")
    if draft.team is not None and draft.team not in desk.settings.teams:
        raise Invalid("error.no_such_team", field="team")
    points = {one.key: one for one in stored_settings.touchpoints(desk.session, desk.workspace_id)}
    point = points.get(draft.touchpoint or (row.touchpoint_key if row else None) or "")
    if draft.touchpoint is not None and point is None:
        raise Invalid("error.survey_no_such_touchpoint", field="touchpoint")
    known = draft.trigger not in AT_HAND or draft.touchpoint is not None
    if draft.audience is Audience.FRONT_LINE and known and not (point and point.front_line) and not draft.follows:
        raise Invalid("error.survey_no_front_line", field="touchpoint")
    team = draft.team or (row.team_key if row else None) or (point.team_key if point and draft.touchpoint else None)
    _check_may(desk, user_id, team)
    _check_decider(desk, draft.decider)
    _check_followed(desk, user_id, draft)
    audiences.check_readable(desk, draft.people)
    return draft


def _check_may(desk: Desk, user_id: str, team_key: str | None) -> None:
    """Leads and managers for their own team; where a survey is about none, whoever leads or manages one."""
    teams: list[str | None] = [team_key] if team_key in desk.settings.teams else [None, *desk.settings.teams]
    held = frozenset[Role]().union(*(people.roles(desk.session, desk.settings, user_id, team_key=one)
                                     for one in teams))
    if Role.GUEST in held or not may(Act.SURVEY, held):
        raise NotAllowed("error.not_allowed.survey")


def _check_decider(desk: Desk, user_id: str) -> None:
    """Who decides sees the results: nobody from outside, no bot, nobody who has left."""
    who = stored_people.flags(desk.session, desk.workspace_id, {user_id}).get(user_id)
    if who is not None and (who.is_guest or who.is_bot or who.is_gone):
        raise Invalid("error.survey_decider", field="decider")


def _check_followed(desk: Desk, user_id: str, draft: PlanDraft) -> None:
    if draft.trigger is not Trigger.SEQUENCE:
        return
    earlier = stored_surveys.plan(desk.session, desk.workspace_id, draft.follows or "")
    if earlier is None or earlier.audience == Audience.CUSTOMERS or earlier.audience != draft.audience:
        raise Invalid("error.survey_follows", field="follows")
    _theirs(desk, user_id, earlier.id, decider=False)


def _theirs(desk: Desk, user_id: str, plan_id: str, *, decider: bool) -> SurveyPlan:
    """A plan, locked, for its sender, CX leads and admins, and where it may be for who decides."""
    plan = stored_surveys.plan(desk.session, desk.workspace_id, plan_id, lock=True)
    if plan is None:
        raise NotFound("error.no_such_survey")
    held = people.roles(desk.session, desk.settings, user_id, team_key=plan.team_key)
    if user_id not in (plan.created_by, plan.decider if decider else None) and held.isdisjoint(
            (Role.CX_LEAD, Role.ADMIN)):
        raise NotAllowed("error.not_allowed.survey_theirs")
    return plan


def _plan(desk: Desk, user_id: str, draft: PlanDraft, plan_id: str) -> SurveyPlan:
    on_calendar = draft.trigger is Trigger.CALENDAR
    schedule = {"every": str(draft.every), "day": draft.day or "", "time": draft.time or ""} if on_calendar else {}
    return SurveyPlan(
        workspace_id=desk.workspace_id, id=plan_id, template=draft.template, kind=draft.kind, question=draft.question,
        decision=draft.decision, decider=draft.decider, decide_on=draft.decide_on, audience=draft.audience,
        people=list(dict.fromkeys(draft.people)), team_key=draft.team, touchpoint_key=draft.touchpoint,
        number=draft.number, anonymous=draft.anonymous, trigger=draft.trigger, days=days_of(draft), schedule=schedule,
        follows=draft.follows if draft.trigger is Trigger.SEQUENCE else None, open_days=draft.open_days,
        created_by=user_id, created_at=desk.now)


def _begins(desk: Desk, ask_from: datetime | None) -> datetime:
    return max(ask_from, desk.now) if ask_from else desk.now


def _preview(desk: Desk, plan: SurveyPlan, ask_from: datetime | None) -> Preview:
    """As sending goes about it, on the same people, with the same manners; only nothing is kept."""
    pulse = occasions.pulse_of(desk.settings, plan) if plan.trigger == Trigger.CALENDAR else None
    occasion_at = pulse.next(desk.now).at if pulse else None
    about = audiences.about(desk, plan)
    meant = audiences.everybody(desk, plan, about)
    found = audiences.sorted_out(desk, plan, about, meant.names)
    personal = [name for name, why in found.withheld.items() if why in PERSONAL]
    likely = sorted((*found.to_ask, *found.strangers, *personal))
    base = occasion_at or _begins(desk, ask_from)
    moments = _moments(desk, plan, likely, base)
    withheld = Counter(why for why in found.withheld.values() if why not in PERSONAL)
    withheld[Withheld.STALE] += len(likely) - len(moments)
    left_alone = _left_alone(desk, plan, moments, set(personal))
    named = sorted((at, name) for name, at in moments.items() if not is_pseudonym(name))
    last = max(moments.values(), default=None)
    return Preview(
        audience=len(likely) + len(found.withheld) - len(personal), to_ask=len(moments) - left_alone,
        withheld=+withheld, left_alone=left_alone,
        when=tuple(Turn(name, at) for at, name in named[:SHOWN]),
        first_at=min(moments.values(), default=None), last_at=last,
        closes_at=openings.closes_at(desk, plan, last) if last else None, occasion_at=occasion_at,
        waiting_for=meant.waiting_for)


def _moments(desk: Desk, plan: SurveyPlan, names: Sequence[str], base: datetime) -> dict[str, datetime]:
    """When each of these would be asked, on their own clock, by what their colleagues know of them alone; whoever is
    asked too late to answer is left out."""
    theirs = calendars.of_people(desk, names, own_quiet=False)
    found = {name: invitations.soonest(theirs[name], base, 0) for name in names}
    closes_at = openings.closes_at(desk, plan, max(found.values(), default=base))
    late: dict[tuple[int, datetime], bool] = {}  # many share a calendar
    for name, at in found.items():
        like = (id(theirs[name]), at)
        if like not in late:
            late[like] = judge(Person(theirs[name]), What.SURVEY, at, cap=manners.cap(desk), closes_at=closes_at
                               ).why is not None
    return {name: at.astimezone(theirs[name].zone) for name, at in found.items() if not late[id(theirs[name]), at]}


def _left_alone(desk: Desk, plan: SurveyPlan, moments: Mapping[str, datetime], personal: Collection[str]) -> int:
    """How many would be left alone for reasons of their own. 0 where they are few, and where people were chosen by
    name: with one more or one less in a second look, a sum would tell of that one."""
    if not all(one.startswith((*audiences.GROUP, *audiences.CHANNEL)) for one in plan.people):
        return 0
    known = [name for name in moments if name not in personal and not is_pseudonym(name)]
    count = sum(name in moments for name in personal) + _who_want_or_heard(desk, known, moments)
    return count if visible(count) else 0


def _who_want_or_heard(desk: Desk, known: Sequence[str], moments: Mapping[str, datetime]) -> int:
    """How many of these want no surveys or were asked often enough. Where nobody has ever needed a pseudonym, nobody
    has heard or wished anything."""
    if not known or desk.names.of(desk.session, desk.workspace_id, known[0], manners.UNASKED) is None:
        return 0
    heard, out = manners.heard(desk, known), manners.opted_out(desk, known)
    theirs = calendars.of_people(desk, [name for name in known if heard[name] and name not in out], own_quiet=False)
    verdicts = [judge(Person(calendar, heard=heard[name]), What.SURVEY, moments[name], cap=manners.cap(desk))
                for name, calendar in theirs.items()]
    return len(out) + sum(verdict.why is not None for verdict in verdicts)


def _line(plan: SurveyPlan, tally: stored.Tally) -> PlanLine:
    return PlanLine(
        plan_id=plan.id, template=plan.template, kind=plan.kind, question=plan.question,
        audience=Audience(plan.audience), trigger=Trigger(plan.trigger), decision=plan.decision, decider=plan.decider,
        decide_on=plan.decide_on, decided=plan.decided, is_stopped=plan.stopped_at is not None, surveys=tally.surveys,
        asked=tally.asked, answered=tally.answered, created_at=plan.created_at)
