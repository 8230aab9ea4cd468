"""What text that helps brings.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


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
        batch_op.create_index("label_of_report", ["workspace_id", "report_id"], unique=False)

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("upset_words", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(), nullable=True))

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lessons_version", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_column("lessons_version")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_column("language")
        batch_op.drop_column("upset_words")

    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.drop_index("label_of_report")

    with op.batch_alter_table("annoyance", schema=None) as batch_op:
        batch_op.drop_column("route_like")

    op.drop_table("rule_proposal")
    op.drop_table("routing_model")
