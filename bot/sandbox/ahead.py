"""What will fall due in the sandbox, for the page's clock: when, of what kind and how much; never whom it concerns."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.services import occasions
from bot.services.directory import Directory, directory
from storage import invitations, nudges, snoozes, survey_plans, surveys, work
from storage.db import Database

Json = dict[str, Any]
AT_MOST = 8


def what_comes(db: Database, workspace_id: str, now: datetime) -> list[Json]:
    """`{at, kind, n, about}`, soonest first: work that waits for its time, whoever is still to be asked, pulses,
    surveys that end, clocks that go on nudging, what wakes, and each team's next digest."""
    with db.reading() as session:
        waiting = [_item(one.at, one.topic, one.count, _number(session, workspace_id, one.survey_id, one.number))
                   for one in work.upcoming(session, workspace_id, now, AT_MOST)]
        waiting += [_item(one.at, _kind(session, workspace_id, one), one.count,
                          _number(session, workspace_id, one.survey_id))
                    for one in invitations.upcoming(session, workspace_id, now, AT_MOST)]
        settings = directory(session, workspace_id)
        waiting += [_item(at, "pulse", 1, settings.team_name(plan.team_key)) for at, plan in
                    occasions.pulses(session, settings, now)]
        waiting += [_item(one.closes_at, "survey_close", 1, _about(one.number)) for one in
                    survey_plans.closing(session, workspace_id, now, AT_MOST) if one.closes_at]
        waiting += [_item(at, kind, 1, _about(number)) for kind, found in _acting(session, workspace_id, now).items()
                    for at, number in found]
        digests = _digests(settings, now)
    return sorted([*waiting, *digests], key=lambda item: (item["at"], item["kind"]))[:AT_MOST]


def _number(session: Session, workspace_id: str, survey_id: str | None, number: int | None = None) -> str | None:
    asking = surveys.get(session, workspace_id, survey_id) if survey_id else None
    return _about(asking.number if asking else number)


def _about(number: int | None) -> str | None:
    return None if number is None else f"#{number}"


def _acting(session: Session, workspace_id: str, now: datetime) -> dict[str, list[tuple[datetime, int]]]:
    return {"nudge": nudges.upcoming(session, workspace_id, now, AT_MOST),
            "wake": snoozes.upcoming(session, workspace_id, now, AT_MOST)}


def occasions_ahead(db: Database, workspace_id: str, now: datetime) -> list[datetime]:
    """When Snag looks again by itself: a pulse, the end of a survey, a clock that goes on nudging, what wakes, and a
    new day where a plan waits for days."""
    with db.reading() as session:
        settings = directory(session, workspace_id)
        found = [at for at, _ in occasions.pulses(session, settings, now)]
        closing = survey_plans.closing(session, workspace_id, now, 1)
        found += [one.closes_at for one in closing if one.closes_at]
        found += [at for ahead in _acting(session, workspace_id, now).values() for at, _ in ahead[:1]]
        if occasions.looks_each_day(session, settings):
            found.append(now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1))
    return found


def _kind(session: Session, workspace_id: str, one: invitations.Upcoming) -> str:
    """By the topic of the row that will be made of it."""
    if one.reminder:
        return "survey_reminder"
    asking = surveys.get(session, workspace_id, one.survey_id)
    return "survey" if asking and asking.plan_id else "ask"


def _digests(settings: Directory, now: datetime) -> list[Json]:
    return [_item(team.weekly.next(now).at, "digest", 1, team.name)
            for team in settings.teams.values() if team.weekly]


def _item(at: datetime, kind: str, count: int, about: str | None) -> Json:
    return {"at": at.isoformat(), "kind": kind, "n": count, "about": about}
