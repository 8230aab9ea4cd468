"""What an import needs of the database beside reports."""

from sqlalchemy import select
from sqlmodel import Session

from storage.db import fetch
from storage.tables import Workspace, table

workspaces = table(Workspace)


def lock(session: Session, workspace_id: str) -> None:
    """Let imports into one workspace take turns: which rows are here already must still hold when the rest is added."""
    fetch(session, select(workspaces.c.id).where(workspaces.c.id == workspace_id).with_for_update())
