"""Whom we know: language, zone, membership; and which roles somebody has."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import OPEN
from bot.domain.people import Profile, language
from bot.domain.permissions import Role, TeamPeople, roles_of
from bot.domain.reports import Visibility
from bot.domain.week import zone_or
from bot.errors import Invalid
from bot.services.directory import Directory, directory, team_people
from bot.services.pseudonyms import Pseudonyms
from storage import action_items, annoyances, invitations, work
from storage import people as stored
from storage.db import Database
from storage.ids import new_id

FRESH = timedelta(days=1)
AT_HAND = timedelta(minutes=1)
MOST_AT_HAND = 10_000
PREFERENCE = "preference"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class People:
    """Remembers what Slack says of people."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names
        self._at_hand: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._strangers: set[tuple[str, str]] = set()

    def language_at_hand(self, workspace_id: str, user_id: str) -> str | None:
        """Their language without a look into the database, as it was found there within the last minute.

        Somebody who asks again and again costs no thread and no query; another process's news come a minute late.
        """
        spoken, until = self._at_hand.get((workspace_id, user_id), (None, None))
        return spoken if until is not None and self._clock.machine() < until else None

    def language(self, workspace_id: str, user_id: str) -> tuple[str, bool]:
        """Their language, and whether it should be asked of Slack (again). Unknown: the workspace's language."""
        with self._db.reading() as session:
            return self._language(session, workspace_id, user_id)

    def _language(self, session: Session, workspace_id: str, user_id: str) -> tuple[str, bool]:
        fallback = directory(session, workspace_id).locale
        known = stored.locale(session, workspace_id, user_id)
        if known is None:
            return fallback, True
        locale, said_at = known
        machine = self._clock.machine()
        if language(locale, "") and machine - said_at <= FRESH:
            self._remember(workspace_id, user_id, language(locale), machine)
        return language(locale, fallback), machine - said_at > FRESH

    def _remember(self, workspace_id: str, user_id: str, spoken: str, machine: datetime) -> None:
        if len(self._at_hand) >= MOST_AT_HAND:
            self._at_hand.clear()
        self._at_hand[workspace_id, user_id] = spoken, machine + AT_HAND

    def profile(self, workspace_id: str, user_id: str) -> Profile | None:
        with self._db.reading() as session:
            row = stored.person(session, workspace_id, user_id)
            return None if row is None else Profile(row.user_id, row.name, row.locale, row.timezone, row.is_guest,
                                                    row.is_bot, row.is_admin, row.is_gone)

    def today(self, workspace_id: str, user_id: str) -> date:
        """The date where this person is."""
        return self._clock.now().astimezone(self.zone(workspace_id, user_id)).date()

    def zone(self, workspace_id: str, user_id: str) -> ZoneInfo:
        """By whose clock this person lives; where their zone is not known, the workspace's."""
        with self._db.reading() as session:
            row = stored.person(session, workspace_id, user_id)
            return zone_or(row.timezone if row else None, directory(session, workspace_id).zone)

    def names(self, workspace_id: str, user_ids: Collection[str]) -> dict[str, str]:
        """Names of those we know."""
        with self._db.reading() as session:
            found = stored.people(session, workspace_id, user_ids)
            return {user_id: row.name for user_id, row in found.items() if row.name}

    def keep(self, workspace_id: str, profile: Profile) -> None:
        """Remember what Slack says of somebody."""
        with self._db.transaction(workspace_id) as tx:
            before = stored.person(tx.session, workspace_id, profile.user_id)
            leaves = profile.is_gone and not (before and before.is_gone)
            moves = before is not None and before.timezone != profile.timezone
            ours = directory(tx.session, workspace_id).slack_team_id
            is_stranger = profile.team_id is not None and ours is not None and profile.team_id != ours
            stored.keep_person(
                tx.session, workspace_id, profile.user_id, name=profile.name, locale=profile.locale,
                timezone=profile.timezone, is_guest=profile.is_guest or is_stranger, is_bot=profile.is_bot,
                is_admin=profile.is_admin, is_gone=profile.is_gone, now=_day(self._clock.machine()))
            if leaves:
                work.add(tx.session, workspace_id, work.Kind.STEP, "departed", f"departed:{new_id()}",
                         due_at=self._clock.now(), now=self._clock.machine(), payload={"user": profile.user_id})
            if moves:
                calendars_changed(tx.session, workspace_id, self._clock, profile.user_id)
        self._at_hand.pop((workspace_id, profile.user_id), None)

    def keep_known(self, workspace_id: str, profile: Profile) -> None:
        """Slack says that somebody changed: remember it of those whom we know already, or who leave work behind."""
        if self.profile(workspace_id, profile.user_id) is not None or (
                profile.is_gone and self._works(workspace_id, profile.user_id)):
            self.keep(workspace_id, profile)

    def _works(self, workspace_id: str, user_id: str) -> bool:
        with self._db.reading() as session:
            return bool(annoyances.assigned(session, workspace_id, user_id, [str(state) for state in OPEN])
                        or action_items.assigned(session, workspace_id, user_id))

    def meet_stranger(self, workspace_id: str, user_id: str) -> None:
        """Somebody of another company acts in a channel shared with them: before Slack says so, they are a guest."""
        if (workspace_id, user_id) not in self._strangers:
            with self._db.transaction(workspace_id) as tx:
                stored.keep_guest(tx.session, workspace_id, user_id, fetched_at=NEVER)
            self._strangers.add((workspace_id, user_id))

    def next_in_line(self, workspace_id: str, user_id: str) -> str | None:
        """Whom a message to this person reaches: them, or an admin when they have left."""
        with self._db.reading() as session:
            return first_here(session, directory(session, workspace_id), (user_id,))

    def is_here(self, workspace_id: str, user_id: str) -> bool:
        """Whether this person has not left, as far as we know."""
        with self._db.reading() as session:
            return not has_left(session, workspace_id, user_id)

    def report_as(self, workspace_id: str, user_id: str, visibility: Visibility, *, key: str) -> None:
        """How this person reports from now on, unless they say otherwise: it holds for `/snag text` too."""
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is None:
                always(self._names, tx.session, workspace_id, user_id, visibility)

    def visibility(self, workspace_id: str, user_id: str) -> Visibility:
        """How this person reports unless they say otherwise."""
        with self._db.reading() as session:
            return usual(self._names, session, workspace_id, user_id)

    def keep_group(self, session: Session, workspace_id: str, group_id: str, members: list[str]) -> None:
        """Delivery has asked who is in a user group that the settings name."""
        if set(members) != stored.group_members(session, workspace_id, [group_id]):
            calendars_changed(session, workspace_id, self._clock)
        stored.keep_group(session, workspace_id, group_id, members, self._clock.machine())

    def refresh_groups(self, workspace_id: str) -> None:
        """On start: ask Slack who is in each group the settings name; a change may have been missed."""
        with self._db.transaction(workspace_id) as tx:
            for group in stored.groups(tx.session, workspace_id):
                ask_for_group(tx.session, workspace_id, group.group_id, self._clock)

    def group_changed(self, workspace_id: str, group_id: str) -> None:
        """A user group changed: ask Slack who is in it, if the settings name it."""
        with self._db.transaction(workspace_id) as tx:
            if group_id in {row.group_id for row in stored.groups(tx.session, workspace_id)}:
                ask_for_group(tx.session, workspace_id, group_id, self._clock)


def always(names: Pseudonyms, session: Session, workspace_id: str, user_id: str, visibility: Visibility) -> None:
    """A step: how this person reports from now on."""
    person = names.make(session, workspace_id, user_id, PREFERENCE)
    stored.keep_visibility(session, workspace_id, person, None if visibility is Visibility.NAMED else visibility)


def usual(names: Pseudonyms, session: Session, workspace_id: str, user_id: str) -> Visibility:
    """How this person reports unless they say otherwise."""
    person = names.of(session, workspace_id, user_id, PREFERENCE)
    found = stored.visibility(session, workspace_id, person) if person else None
    return Visibility(found or Visibility.NAMED)


def _day(machine: datetime) -> datetime:
    """The day alone: the minute at which somebody was looked up would say which anonymous report is theirs."""
    return machine.replace(hour=0, minute=0, second=0, microsecond=0)


def calendars_changed(session: Session, workspace_id: str, clock: Clock, user_id: str | None = None) -> None:
    """Somebody's working time may have changed (None: anybody's): a step moves what they are still to be asked."""
    if invitations.any_planned(session, workspace_id, user_id):
        work.add(session, workspace_id, work.Kind.STEP, "replan", f"replan:{new_id()}", due_at=clock.now(),
                 now=clock.machine(), payload={"names": None if user_id is None else [user_id]})


def ask_for_group(session: Session, workspace_id: str, group_id: str, clock: Clock) -> None:
    """Queue the question who is in a user group. Several changes before it is asked are one question; a change while
    it is being asked is another."""
    work.want(session, workspace_id, "group", f"group:{group_id}", channel="", due_at=clock.now(),
              now=clock.machine(), method="usergroups.users.list", payload={"group": group_id})


def has_left(session: Session, workspace_id: str, user_id: str) -> bool:
    row = stored.person(session, workspace_id, user_id)
    return row is not None and row.is_gone


def first_here(session: Session, settings: Directory, candidates: Iterable[str | None]) -> str | None:
    """The first of `candidates`, then of the admins, who has not left; None where nobody is named."""
    in_line = [one for one in (*candidates, *settings.admins) if one]
    known = stored.people(session, settings.workspace_id, in_line) if in_line else {}
    return next((one for one in in_line if one not in known or not (known[one].is_gone or known[one].is_bot)), None)


def check_can_be_asked(session: Session, workspace_id: str, user_id: str) -> None:
    """Raise `Invalid` where Slack has told us that somebody is a bot, has left, or is a guest, who could not act."""
    row = stored.person(session, workspace_id, user_id)
    if row is not None and (row.is_bot or row.is_gone):
        raise Invalid("error.assignee_bot", field="assignee")
    if row is not None and row.is_guest:
        raise Invalid("error.assignee_guest", field="assignee")


def roles(session: Session, found: Directory, user_id: str, *, team_key: str | None, assignee: str | None = None,
          is_reporter: bool = False, sees_channel: bool = False) -> frozenset[Role]:
    """All roles of one person towards one annoyance, asked at the moment of acting."""
    row = stored.person(session, found.workspace_id, user_id)
    people_of_team = team_people(session, found, team_key)
    if people_of_team is None and user_id in {team.manager for team in found.teams.values()}:
        people_of_team = TeamPeople(manager=user_id, members=frozenset({"-"}))  # in triage any manager may decide
    return roles_of(
        user_id, workspace=found.people, team=people_of_team,
        is_guest=bool(row and row.is_guest), is_slack_admin=bool(row and row.is_admin), sees_channel=sees_channel,
        assignee=assignee, is_reporter=is_reporter, in_triage=sees_channel and team_key is None)
