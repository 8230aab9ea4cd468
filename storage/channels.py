"""What we know of the channels that the settings name."""

from typing import Any

from sqlmodel import Session, col
from sqlmodel import select as pick

from storage.db import dialect_insert
from storage.tables import Channel, table

channels = table(Channel)


def get(session: Session, workspace_id: str, channel_id: str) -> Channel | None:
    found = pick(Channel).where(Channel.workspace_id == workspace_id, Channel.channel_id == channel_id)
    return session.exec(found.execution_options(populate_existing=True)).first()


def known(session: Session, workspace_id: str) -> dict[str, Channel]:
    """All channels of which Slack has told us, by id."""
    found = session.exec(pick(Channel).where(Channel.workspace_id == workspace_id))
    return {row.channel_id: row for row in found}


def gone(session: Session, workspace_id: str) -> frozenset[str]:
    """Those that are archived or deleted."""
    return frozenset(session.exec(pick(Channel.channel_id).where(Channel.workspace_id == workspace_id,
                                                                 col(Channel.is_gone))).all())


def keep(session: Session, workspace_id: str, channel_id: str, **said: Any) -> None:
    """Remember these of a channel's columns, whether it is known already or not."""
    new = {"name": "", "is_private": False, "is_member": False, "is_gone": False, **said}
    insert = dialect_insert(session, channels).values(workspace_id=workspace_id, channel_id=channel_id, **new)
    session.exec(insert.on_conflict_do_update(index_elements=["workspace_id", "channel_id"], set_=said))


def give_id(session: Session, workspace_id: str, old: str, new: str) -> None:
    """Slack gave a channel another id; what is known of it goes along."""
    row = get(session, workspace_id, old)
    if row is not None:
        keep(session, workspace_id, new, name=row.name, is_private=row.is_private, is_member=row.is_member,
             is_gone=row.is_gone, asked_at=row.asked_at)
        session.delete(row)
        session.flush()
