"""Rows of the settings: workspace, teams, touchpoints, rules, promises, glossary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage import learning
from storage.db import fetch
from storage.ids import new_id
from storage.tables import Concept, Promise, Rule, Team, Touchpoint, Workspace, table

CHANGED = "settings_changed"
_LAST_LOOK = "versions"
PSEUDONYM_KEY_GIVEN = "pseudonym_key_given"
_MAKING = int.from_bytes(b"made")

workspaces = table(Workspace)
_rules = table(Rule)
_VERSIONS = select(workspaces.c.settings_version, workspaces.c.last_label, workspaces.c.lessons_version).where(
    workspaces.c.id == bindparam("ws"))
_PSEUDONYM_KEY = select(workspaces.c.pseudonym_key).where(workspaces.c.id == bindparam("ws"))


def workspace(session: Session, workspace_id: str) -> Workspace:
    """The workspace's row; it must exist."""
    return session.exec(pick(Workspace).where(Workspace.id == workspace_id)).one()


@dataclass(frozen=True, slots=True)
class Versions:
    """What was read under equal ones still holds: changes of settings, labels, and changes of stories that were learned
    from, each counted."""

    settings: int
    labels: int
    lessons: int


def versions(session: Session, workspace_id: str) -> Versions:
    """How far a workspace has come, in one look; the session keeps it for whoever asks later."""
    found = Versions(*fetch(session, _VERSIONS, ws=workspace_id).one())
    session.info[_LAST_LOOK, workspace_id] = found
    return found


def last_look(session: Session, workspace_id: str) -> Versions:
    """What `versions` said last in this session, which must have asked."""
    found: Versions = session.info[_LAST_LOOK, workspace_id]
    return found


def pseudonym_key(session: Session, workspace_id: str) -> str | None:
    """The sealed key of its pseudonyms; None until somebody needed one."""
    found: str | None = fetch(session, _PSEUDONYM_KEY, ws=workspace_id).scalar_one()
    return found


def give_pseudonym_key(session: Session, workspace_id: str, sealed: str) -> None:
    """Keep a workspace's key, unless it has got one meanwhile."""
    session.info[PSEUDONYM_KEY_GIVEN] = True
    session.exec(update(workspaces).where(workspaces.c.id == workspace_id, workspaces.c.pseudonym_key.is_(None))
                 .values(pseudonym_key=sealed))


def changed(session: Session, workspace_id: str) -> None:
    """Count one change of settings; the picture of this transaction is not final, so nobody may keep it."""
    session.info[CHANGED] = True
    learning.said_more(session)
    session.exec(update(workspaces).where(workspaces.c.id == workspace_id)
                 .values(settings_version=workspaces.c.settings_version + 1))


def only_workspace(session: Session) -> Workspace | None:
    """The workspace where there is just one; None where there is none yet or several."""
    found = session.exec(pick(Workspace).limit(2)).all()
    return found[0] if len(found) == 1 else None


def all_workspaces(session: Session) -> Sequence[str]:
    return session.exec(pick(Workspace.id).order_by(Workspace.id)).all()


def by_slack_team(session: Session, slack_team_id: str) -> Workspace | None:
    return session.exec(pick(Workspace).where(Workspace.slack_team_id == slack_team_id)).first()


def hold_creation(session: Session) -> None:
    """Until this transaction ends nobody else makes a workspace; on SQLite a writer is alone anyway."""
    if session.info.get("dialect") == "postgresql":
        fetch(session, select(func.pg_advisory_xact_lock(_MAKING)))


def create_workspace(session: Session, now: datetime) -> Workspace:
    """A workspace without a Slack id yet: the first contact fills it."""
    row = Workspace(id=new_id(), created_at=now)
    session.add(row)
    session.flush()
    return row


def teams(session: Session, workspace_id: str, *, archived: bool = False) -> Sequence[Team]:
    """The teams in their order; archived ones too when asked for."""
    found = pick(Team).where(Team.workspace_id == workspace_id).order_by(col(Team.place), col(Team.key))
    return session.exec(found if archived else found.where(col(Team.archived_at).is_(None))).all()


def touchpoints(session: Session, workspace_id: str, *, archived: bool = False) -> Sequence[Touchpoint]:
    found = pick(Touchpoint).where(Touchpoint.workspace_id == workspace_id).order_by(
        col(Touchpoint.place), col(Touchpoint.key))
    return session.exec(found if archived else found.where(col(Touchpoint.archived_at).is_(None))).all()


def rules(session: Session, workspace_id: str) -> Sequence[Rule]:
    return session.exec(pick(Rule).where(Rule.workspace_id == workspace_id).order_by(col(Rule.place))).all()


def promises(session: Session, workspace_id: str) -> Sequence[Promise]:
    return session.exec(pick(Promise).where(Promise.workspace_id == workspace_id).order_by(col(Promise.key))).all()


def concepts(session: Session, workspace_id: str) -> Sequence[Concept]:
    return session.exec(pick(Concept).where(Concept.workspace_id == workspace_id).order_by(col(Concept.concept))).all()


def lock(session: Session, workspace_id: str) -> Workspace:
    """The workspace's row, held so that nobody else changes settings meanwhile."""
    return session.exec(pick(Workspace).where(Workspace.id == workspace_id).with_for_update()).one()


def keep(session: Session, row: Team | Touchpoint | Promise | Concept) -> None:
    """Add a new row; rows that point to it may follow."""
    session.add(row)
    session.flush()


def move_channel(session: Session, workspace_id: str, old: str, new: str) -> None:
    """Slack gave a channel another id: teams, triage and rules that name it follow. Archived teams too."""
    for team in teams(session, workspace_id, archived=True):
        if team.channel_id == old:
            team.channel_id = new
            session.add(team)
    row = workspace(session, workspace_id)
    if row.triage_channel_id == old:
        row.triage_channel_id = new
        session.add(row)
    for rule in rules(session, workspace_id):
        if rule.conditions.get("channel") == old:
            rule.conditions = {**rule.conditions, "channel": new}
            session.add(rule)
    session.flush()


def drop(session: Session, row: Promise | Concept) -> None:
    """Delete a row that no other row points to."""
    session.delete(row)


def replace_rules(session: Session, workspace_id: str, rules: Sequence[tuple[dict[str, str], str]]) -> None:
    """These and no others, in this order: conditions and the team they lead to."""
    session.exec(_rules.delete().where(_rules.c.workspace_id == workspace_id))
    for place, (conditions, team_key) in enumerate(rules):
        session.exec(_rules.insert(), params={"workspace_id": workspace_id, "place": place, "conditions": conditions,
                                              "team_key": team_key})
