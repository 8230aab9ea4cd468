"""What all the doors bring.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("channel",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("channel_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("channel_pkey"))
    )
    op.create_table("question",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("question_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("question_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("question_pkey"))
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index("question_by_annoyance", ["workspace_id", "number"], unique=False)

    op.create_table("thread_reply",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("thread_reply_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("thread_reply_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "ts", name=op.f("thread_reply_pkey"))
    )
    with op.batch_alter_table("thread_reply", schema=None) as batch_op:
        batch_op.create_index("thread_reply_by_annoyance", ["workspace_id", "number", "ts"], unique=False)

    op.create_table("attachment",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("source_sealed", sa.Text(), nullable=True),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "report_id"], ["report.workspace_id", "report.id"],
            name=op.f("attachment_workspace_id_report_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("attachment_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("attachment_pkey"))
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("attachment_by_report", ["workspace_id", "report_id"], unique=False)

    op.create_table("question_answer",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "question_id"], ["question.workspace_id", "question.id"],
            name=op.f("question_answer_workspace_id_question_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("question_answer_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "question_id", "id", name=op.f("question_answer_pkey"))
    )
    with op.batch_alter_table("annoyance", schema=None) as batch_op:
        batch_op.create_index("annoyance_by_assignee", ["workspace_id", "assignee", "state"], unique=False)

    op.create_table("preference",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("preference_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "person", name=op.f("preference_pkey"))
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visibility", sa.String(), server_default="named", nullable=False))
        batch_op.add_column(sa.Column("reporter_hash", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("reporter_sealed", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("post_link", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("contact_channel", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("line", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("wanted", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("got_it", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("reference", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("value", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("segment", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("safety", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("accessibility", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("cost", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("idea", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("may_contact", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("contact_sealed", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("source_link", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("source_author", sa.String(), nullable=True))
        batch_op.create_index("report_by_pseudonym", ["workspace_id", "reporter_hash", "created_at"], unique=False)

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pseudonym_key", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_column("pseudonym_key")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("report_by_pseudonym")
        batch_op.drop_column("source_author")
        batch_op.drop_column("source_link")
        batch_op.drop_column("contact_sealed")
        batch_op.drop_column("may_contact")
        batch_op.drop_column("idea")
        batch_op.drop_column("cost")
        batch_op.drop_column("accessibility")
        batch_op.drop_column("safety")
        batch_op.drop_column("segment")
        batch_op.drop_column("value")
        batch_op.drop_column("reference")
        batch_op.drop_column("got_it")
        batch_op.drop_column("wanted")
        batch_op.drop_column("line")
        batch_op.drop_column("contact_channel")
        batch_op.drop_column("post_link")
        batch_op.drop_column("reporter_sealed")
        batch_op.drop_column("reporter_hash")
        batch_op.drop_column("visibility")

    op.drop_table("preference")
    with op.batch_alter_table("annoyance", schema=None) as batch_op:
        batch_op.drop_index("annoyance_by_assignee")

    op.drop_table("question_answer")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("attachment_by_report")

    op.drop_table("attachment")
    with op.batch_alter_table("thread_reply", schema=None) as batch_op:
        batch_op.drop_index("thread_reply_by_annoyance")

    op.drop_table("thread_reply")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("question_by_annoyance")

    op.drop_table("question")
    op.drop_table("channel")
