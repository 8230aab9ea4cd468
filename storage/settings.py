"""Rows of the settings: workspace, teams, touchpoints, rules, promises, glossary."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch
from storage.ids import new_id
from storage.tables import Concept, Promise, Rule, Team, Touchpoint, Workspace, table

CHANGED = "settings_changed"

workspaces = table(Workspace)
_rules = table(Rule)


_MAKING = int.from_bytes(b"made")


def workspace(session: Session, workspace_id: str) -> Workspace:
    """The workspace's row; it must exist."""
    return session.exec(pick(Workspace).where(Workspace.id == workspace_id)).one()


def version(session: Session, workspace_id: str) -> int:
    """Counts every change of settings: what was read under an equal version still holds."""
    found = select(workspaces.c.settings_version).where(workspaces.c.id == workspace_id)
    return int(fetch(session, found).scalar_one())


def changed(session: Session, workspace_id: str) -> None:
    """Count one change of settings; the picture of this transaction is not final, so nobody may keep it."""
    session.info[CHANGED] = True
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
