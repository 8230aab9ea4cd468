"""Who is meant by a survey, and who of them is left alone. The session first, no transaction; nothing is written.

Of those who reported without their name nothing may be told: where leaving them out would say that they reported, they
are asked like everybody else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.annoyances import OPEN, State
from bot.domain.reports import MayContact
from bot.domain.survey_plans import Audience, Invited, Trigger, Withheld, judges
from bot.domain.survey_rules import Towards, reason_not_to_ask
from bot.errors import Invalid
from bot.services import cards, respondents
from bot.services.desk import Desk
from bot.services.pseudonyms import is_pseudonym
from storage import annoyances as stored_annoyances
from storage import channels as stored_channels
from storage import people as stored_people
from storage import reports as stored_reports
from storage import settings as stored_settings
from storage import survey_plans as stored
from storage.tables import Annoyance, Report, Survey, SurveyPlan

DAY = timedelta(days=1)
AFTER_ALL = "all"
"""Ends the name of an occasion that follows a whole survey, not the answers of a day."""
CHANNEL_HOLDS = DAY
"""So long what Slack said of who is in a channel is good for; of user groups it tells every change."""
GROUP, CHANNEL = ("S",), ("C", "G")


@dataclass(frozen=True, slots=True)
class About:
    """What one asking of a plan is about. `survey_id` None: it is only looked at what it would be."""

    row: Annoyance | None = None
    report: Report | None = None
    survey_id: str | None = None
    names: tuple[str, ...] | None = None
    """Those who are meant whatever the audience says: who answered what this follows."""


@dataclass(frozen=True, slots=True)
class Meant:
    """All who are meant, in the order of their ids. `waiting_for`: of these groups and channels Slack has not told."""

    names: tuple[str, ...]
    waiting_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """Who of them is asked and who is left alone. `strangers`: Slack has not told us who they are; bots, guests and
    people of other companies are in none of these."""

    to_ask: tuple[str, ...] = ()
    withheld: dict[str, Withheld] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()


def about(desk: Desk, plan: SurveyPlan, survey: Survey | None = None) -> About:
    """What a survey is about: of its annoyance, else its plan's, as it is now."""
    number = survey.number if survey and survey.number else plan.number
    row = stored_annoyances.get(desk.session, desk.workspace_id, number) if number else None
    if survey is None:
        return About(row)
    if plan.trigger == Trigger.SEQUENCE and plan.follows and survey.occasion:
        return About(row, survey_id=survey.id, names=_followed(desk, plan, survey))
    report = None
    if plan.trigger in (Trigger.AFTER_REPORT, Trigger.BEFORE_DATE) and survey.occasion:
        report = stored_reports.get(desk.session, desk.workspace_id, survey.occasion)
    return About(row, report, survey.id)


def _followed(desk: Desk, plan: SurveyPlan, survey: Survey) -> tuple[str, ...]:
    """Who answered the earlier survey on the day that the occasion names; of an anonymous one, of which nobody may know
    who did, all who were asked. Whom this plan has asked after it, or is about to, is left out."""
    earlier, _, day = (survey.occasion or "").partition(":")
    ws, session = desk.workspace_id, desk.session
    if day == AFTER_ALL:
        found = set(stored.names_of(session, ws, earlier, Invited.ASKED))
    else:
        begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
        found = {name for name, _ in stored.answered_between(session, ws, earlier, begin, begin + DAY)}
        found &= stored.invited_to(session, ws, earlier)
    return tuple(sorted(found - stored.invited_after(session, ws, plan.id, earlier, but=survey.id)))


def everybody(desk: Desk, plan: SurveyPlan, about: About) -> Meant:
    """All whom a plan means on this occasion; customers are asked by links, and so nobody is."""
    if about.names is not None:
        return Meant(about.names)
    match Audience(plan.audience):
        case Audience.REPORTERS:
            return Meant(tuple(sorted(_reporters(desk, about))))
        case Audience.FRONT_LINE:
            return _of(desk, _front_line(desk, plan, about))
        case Audience.TEAM:
            team = desk.settings.teams.get(plan.team_key or (about.row and about.row.team_key) or "")
            return _of(desk, [one for one in (*team.members, team.lead) if one] if team else [])
        case Audience.PEOPLE:
            return _of(desk, plan.people)
        case Audience.CUSTOMERS:
            return Meant(())


def _reporters(desk: Desk, about: About) -> list[str]:
    if about.report is not None:
        name = about.report.reporter_id or about.report.reporter_hash
        return [name] if name and not about.report.withdrawn else []
    if about.row is None:
        return []
    return respondents.each_once(desk, stored_reports.reporters(desk.session, desk.workspace_id, about.row.number))


def _front_line(desk: Desk, plan: SurveyPlan, about: About) -> list[str]:
    key = plan.touchpoint_key or (about.row and about.row.touchpoint_key)
    points = stored_settings.touchpoints(desk.session, desk.workspace_id) if key else []
    return [point.front_line for point in points if point.key == key and point.front_line]


def _of(desk: Desk, ids: Sequence[str]) -> Meant:
    """People by their ids, groups and channels resolved as far as Slack has told us."""
    lists = [one for one in dict.fromkeys(ids) if one.startswith((*GROUP, *CHANNEL))]
    known = stored.listed(desk.session, desk.workspace_id, lists)
    waiting = tuple(one for one in lists if not _holds(desk, one, known.get(one)))
    people = {one for one in ids if one not in lists}
    people.update(member for one in lists if one not in waiting for member in known[one].members)
    return Meant(tuple(sorted(people - {desk.settings.bot_user_id or ""})), waiting)


def not_told(desk: Desk, ids: Sequence[str]) -> tuple[str, ...]:
    """The groups and channels among these of which Slack has not told us, or too long ago, who is in them."""
    return _of(desk, ids).waiting_for


def _holds(desk: Desk, one: str, told: stored.Listed | None) -> bool:
    if told is None or told.fetched_at is None:
        return False
    return one.startswith(GROUP) or desk.clock.machine() - told.fetched_at <= CHANNEL_HOLDS


def sorted_out(desk: Desk, plan: SurveyPlan, about: About, names: Sequence[str]) -> Sorted:
    """Who of these is asked, as we know it now."""
    behind = {name: cards.user_behind(desk, name) for name in names}
    known = stored_people.flags(desk.session, desk.workspace_id, {user for user in behind.values() if user})
    towards = _Towards(desk, plan, about, names)
    too_soon = Withheld.STILL_OPEN if _is_too_soon(plan, about) else None
    to_ask, withheld, strangers = [], {}, []
    for name, user in behind.items():
        who = known.get(user) if user else None
        if who is None and user is not None:
            strangers.append(name)
        elif who is None or not (who.is_bot or who.is_guest):
            why = too_soon or reason_not_to_ask(plan.template, towards.of(name, has_left=who is None or who.is_gone))
            if why is None:
                to_ask.append(name)
            else:
                withheld[name] = why
    return Sorted(tuple(to_ask), withheld, tuple(strangers))


def _is_too_soon(plan: SurveyPlan, about: About) -> bool:
    """Whether a look ahead would find open what is asked about. A survey that has begun looks when each is due."""
    looks_ahead = about.survey_id is None and plan.trigger in (Trigger.BY_HAND, Trigger.CALENDAR)
    return looks_ahead and about.row is not None and State(about.row.state) in OPEN and judges(plan.template)


class _Towards:
    """How people stand towards what a survey is about, read at once."""

    def __init__(self, desk: Desk, plan: SurveyPlan, about: About, names: Sequence[str]) -> None:
        session, ws, row = desk.session, desk.workspace_id, about.row
        self._reported = set(stored_reports.reporters(session, ws, row.number)) if row else set()
        self._said = stored.said(session, ws, row.number, row.check_round) if row else set()
        self._asked = stored.invited_about(session, ws, plan.id, row.number, but=about.survey_id,
                                           since=row.changed_at) if row else set()
        self._serving = set(_of(desk, _front_line(desk, plan, about)).names) if names else set()

    def of(self, name: str, *, has_left: bool) -> Towards:
        return Towards(reported=name in self._reported, has_said=name in self._said, asked_before=name in self._asked,
                       serves_there=name in self._serving and not is_pseudonym(name), has_left=has_left)


def check_readable(desk: Desk, ids: Collection[str]) -> None:
    """Raises `Invalid` for a channel of which Slack would not tell us who is in it."""
    known = stored_channels.known(desk.session, desk.workspace_id)
    for row in (known[one] for one in ids if one.startswith(CHANNEL) and one in known):
        if row.is_gone or (row.is_private and not row.is_member):
            raise Invalid("error.survey_channel_closed", field="people", channel=f"#{row.name or row.channel_id}")


def may_ask_customer(report: Report) -> bool:
    """Whether the customer of a report may be asked anything: not where it says 'do not ask'."""
    return report.may_contact != MayContact.NO


def may_ask_at(desk: Desk, touchpoint_key: str) -> bool:
    """Whether a question about a touchpoint may stand there: not inside what is being complained of."""
    return not open_at(desk, touchpoint_key, most=1)


def open_at(desk: Desk, touchpoint_key: str, *, most: int) -> list[int]:
    """What is open at a touchpoint, oldest first: why no question may stand there."""
    states = [str(state) for state in OPEN]
    return stored.open_at(desk.session, desk.workspace_id, touchpoint_key, states, limit=most)
