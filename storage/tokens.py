"""Tokens of the API: what is kept of each, and when it was last used."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import fetch, insert_new
from storage.tables import ApiToken, table

tokens = table(ApiToken)


def add(session: Session, **values: object) -> bool:
    """Keep a new token; False where a living one has its name."""
    return insert_new(session, tokens, {"used_on": None, "revoked_at": None, **values})


def living(session: Session, workspace_id: str, token_id: str) -> ApiToken | None:
    """The token with this key, unless it was revoked."""
    return session.exec(pick(ApiToken).where(ApiToken.workspace_id == workspace_id, ApiToken.id == token_id,
                                             col(ApiToken.revoked_at).is_(None))).first()


def listed(session: Session, workspace_id: str) -> Sequence[ApiToken]:
    """All tokens, the living ones first, then by age."""
    return session.exec(pick(ApiToken).where(ApiToken.workspace_id == workspace_id).order_by(
        col(ApiToken.revoked_at).is_not(None), col(ApiToken.id))).all()


def revoke(session: Session, workspace_id: str, name: str, at: datetime) -> str | None:
    """From now on the living token of this name opens nothing; its key, or None where there is none."""
    found: str | None = fetch(session, select(tokens.c.id).where(
        tokens.c.workspace_id == workspace_id, tokens.c.name == name, tokens.c.revoked_at.is_(None))).scalar()
    if found is not None:
        session.exec(update(tokens).where(tokens.c.workspace_id == workspace_id, tokens.c.id == found)
                     .values(revoked_at=at))
    return found


def used(session: Session, workspace_id: str, token_id: str, day: datetime) -> None:
    """It was used on this day."""
    session.exec(update(tokens).where(tokens.c.workspace_id == workspace_id, tokens.c.id == token_id)
                 .values(used_on=day))
