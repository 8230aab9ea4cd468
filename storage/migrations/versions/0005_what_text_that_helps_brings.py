"""What text that helps brings.

Revision 0005, after 0004.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.domain.duplicates import Glossary, indexed, terms
from storage import search

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BATCH = 1000
CREATE = {
    "sqlite": (
        "create virtual table search using fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii')",),
    "postgresql": ("create table search (token integer not null, place integer not null, primary key (token, place))",
                   "create sequence report_place as integer"),
}
DROP = {"sqlite": ("drop table search",), "postgresql": ("drop table search", "drop sequence report_place")}

report = sa.table("report", *(sa.column(name) for name in (
    "workspace_id", "id", "number", "story", "customer_words", "withdrawn", "place")))
_PLACED = report.update().where(report.c.workspace_id == sa.bindparam("ws"), report.c.id == sa.bindparam("report")
                                ).values(place=sa.bindparam("at"))
term = sa.table("term", sa.column("workspace_id"), sa.column("term"), sa.column("number"))
concept = sa.table("concept", sa.column("workspace_id"), sa.column("concept"), sa.column("words", JSON))


def upgrade() -> None:
    op.create_table("routing_model",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("routing_model_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "basis", name=op.f("routing_model_pkey"))
    )
    op.create_table("rule_proposal",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=False),
        sa.Column("keyword", sa.String(), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("rule_proposal_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("rule_proposal_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "team_key", "keyword", name=op.f("rule_proposal_pkey"))
    )
    with op.batch_alter_table("annoyance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("route_like", JSON, server_default=sa.text("'[]'"), nullable=False))

    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.create_index("label_of_report", ["workspace_id", "report_id", "seq"], unique=False)

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("upset_words", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("place", sa.Integer(), nullable=True))
        batch_op.create_index("report_by_place", ["place"], unique=False)

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lessons_version", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_index("term_by_annoyance")

    op.drop_table("term")
    for statement in CREATE[op.get_bind().dialect.name]:
        op.execute(statement)
    _fill()


def _fill() -> None:
    """Every report is found by its own words: by those that this version of Snag looks for, as the index is a cache. A
    later revision that gives it another form makes it anew."""
    place = 0
    with Session(bind=op.get_bind(), join_transaction_mode="rollback_only") as session:
        session.info["dialect"] = op.get_bind().dialect.name
        for rows in _reports():
            places = range(place + 1, place + 1 + len(rows))
            op.get_bind().execute(_PLACED, [{"ws": row.workspace_id, "report": row.id, "at": at}
                                            for at, row in zip(places, rows, strict=True)])
            search.add(session, [search.Document(row.workspace_id, at, indexed(_said(row)))
                                 for at, row in zip(places, rows, strict=True)])
            place = places[-1]
    if place and op.get_bind().dialect.name == "postgresql":
        op.execute(sa.select(sa.func.setval("report_place", place)))


def _reports() -> Iterator[Sequence[sa.Row[Any]]]:
    """All that nobody took back, batch by batch."""
    keys, last = (report.c.workspace_id, report.c.id), ("", "")
    while rows := op.get_bind().execute(sa.select(report).where(
            report.c.withdrawn.is_(False), sa.tuple_(*keys) > sa.tuple_(*map(sa.literal, last))
            ).order_by(*keys).limit(BATCH)).all():
        yield rows
        last = (rows[-1].workspace_id, rows[-1].id)


def _said(row: sa.Row[Any]) -> str:
    return f"{row.story}\n{row.customer_words or ''}"


def _fill_terms() -> None:
    """Every annoyance by the words of its reports."""
    insert = (postgresql.insert(term).on_conflict_do_nothing() if op.get_bind().dialect.name == "postgresql"
              else sqlite.insert(term).on_conflict_do_nothing())
    concepts: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in op.get_bind().execute(sa.select(concept)):
        concepts[row.workspace_id][row.concept] = row.words
    glossaries = defaultdict(Glossary, {one: Glossary(theirs) for one, theirs in concepts.items()})
    for rows in _reports():
        new = {(row.workspace_id, one[:100], row.number)
               for row in rows for one in terms(_said(row), glossaries[row.workspace_id])}
        if new:
            op.get_bind().execute(insert, [
                {"workspace_id": workspace_id, "term": one, "number": number}
                for workspace_id, one, number in sorted(new)])


def downgrade() -> None:
    op.create_table("term",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("term_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("term_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "term", "number", name=op.f("term_pkey"))
    )
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.create_index("term_by_annoyance", ["workspace_id", "number", "term"], unique=False)

    _fill_terms()
    for statement in DROP[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_column("lessons_version")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("report_by_place")
        batch_op.drop_column("place")
        batch_op.drop_column("language")
        batch_op.drop_column("upset_words")

    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.drop_index("label_of_report")

    with op.batch_alter_table("annoyance", schema=None) as batch_op:
        batch_op.drop_column("route_like")

    op.drop_table("rule_proposal")
    op.drop_table("routing_model")
