"""What all tables are made of: moments, JSON, keys within one workspace, and a line of the privacy register."""

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Table,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

Json = JSON().with_variant(JSONB(), "postgresql")

# Every constraint has a name, the one PostgreSQL would give it, so that a migration can name it on SQLite too.
SQLModel.metadata.naming_convention = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC moment, the same on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def held(why: str, *, origin: str = "Snag", seen: str = "nobody", kept: str = "as long as its row") -> dict[str, Any]:
    """One line of the privacy register, hung on a column."""
    return {"info": {"why": why, "origin": origin, "seen": seen, "kept": kept}}


def belongs(*columns: str, to: str) -> ForeignKeyConstraint:
    """A foreign key within one workspace: `columns` point at the same-placed key columns of table `to`."""
    table, keys = to.split(":")
    here = ["workspace_id", *columns]
    return ForeignKeyConstraint(here, [f"{table}.workspace_id", *(f"{table}.{k}" for k in keys.split(","))])


def in_workspace() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id"], ["workspace.id"])


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model, for statements that need no objects."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]  # SQLModel adds it, its types do not say so


def pk() -> Any:
    return Field(primary_key=True, sa_column_kwargs=held("which workspace"))
