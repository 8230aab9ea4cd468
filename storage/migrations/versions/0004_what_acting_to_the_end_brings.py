"""What acting to the end brings.

Revision 0004, after 0003.
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bot.clock import Clock

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table("api_token",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("api_token_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("api_token_pkey"))
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index("api_token_by_name", ["workspace_id", "name"], unique=True,
            sqlite_where=sa.text("revoked_at is null"), postgresql_where=sa.text("revoked_at is null"))

    op.create_table("event",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("event_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("event_pkey"))
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("event_by_age", ["at"], unique=False)

    op.create_table("webhook",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("events", JSON, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("webhook_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("webhook_pkey"))
    )
    op.create_table("tracker",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("token_sealed", sa.Text(), nullable=False),
        sa.Column("hook_sealed", sa.Text(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("trouble_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("tracker_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("tracker_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("tracker_pkey"))
    )
    with op.batch_alter_table("tracker", schema=None) as batch_op:
        batch_op.create_index("tracker_by_team", ["workspace_id", "team_key"], unique=False)

    op.create_table("action_item",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("source_link", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("action_item_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("action_item_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("action_item_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("action_item_pkey"))
    )
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.create_index("action_item_by_annoyance", ["workspace_id", "number", "state"], unique=False)
        batch_op.create_index("action_item_by_assignee", ["workspace_id", "assignee", "state"], unique=False)
        batch_op.create_index("action_item_by_team", ["workspace_id", "team_key", "state"], unique=False)

    op.create_table("follower",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("follower_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("follower_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "number", "user_id", name=op.f("follower_pkey"))
    )
    op.create_table("merge",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("into_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("moved", JSON, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "into_number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("merge_workspace_id_into_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("merge_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("merge_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("merge_pkey"))
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index("merge_by_survivor", ["workspace_id", "into_number"], unique=False)

    op.create_table("snooze",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("then", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("woken_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("snooze_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("snooze_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "number", "seq", name=op.f("snooze_pkey"))
    )
    with op.batch_alter_table("snooze", schema=None) as batch_op:
        batch_op.create_index("snooze_to_wake", ["workspace_id", "until"], unique=False,
            sqlite_where=sa.text("ended_at is null"), postgresql_where=sa.text("ended_at is null"))

    op.create_table("tracker_issue",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("tracker_issue_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "tracker_id"], ["tracker.workspace_id", "tracker.id"],
            name=op.f("tracker_issue_workspace_id_tracker_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("tracker_issue_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("tracker_issue_pkey")),
        sa.UniqueConstraint("workspace_id", "tracker_id", "external_id", "number", name="tracker_issue_once")
    )
    with op.batch_alter_table("tracker_issue", schema=None) as batch_op:
        batch_op.create_index("tracker_issue_by_annoyance", ["workspace_id", "number"], unique=False)

    op.create_table("clock",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed", sa.String(), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_minutes", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("redraw_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "item_id"], ["action_item.workspace_id", "action_item.id"],
            name=op.f("clock_workspace_id_item_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("clock_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("clock_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("clock_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("clock_pkey"))
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index("clock_by_annoyance", ["workspace_id", "number"], unique=False)
        batch_op.create_index("clock_by_team", ["workspace_id", "team_key", "id"], unique=False,
            sqlite_where=sa.text("ended_at is null"), postgresql_where=sa.text("ended_at is null"))
        batch_op.create_index("clock_next", ["workspace_id", "next_at"], unique=False,
            sqlite_where=sa.text("next_at is not null"), postgresql_where=sa.text("next_at is not null"))
        batch_op.create_index("clock_of_item", ["workspace_id", "item_id"], unique=True,
            sqlite_where=sa.text("ended_at is null and item_id is not null"),
            postgresql_where=sa.text("ended_at is null and item_id is not null"))
        batch_op.create_index("clock_redraw", ["workspace_id", "redraw_at"], unique=False,
            sqlite_where=sa.text("redraw_at is not null"), postgresql_where=sa.text("redraw_at is not null"))
        batch_op.create_index("clock_running", ["workspace_id", "number", "kind"], unique=True,
            sqlite_where=sa.text("ended_at is null and item_id is null"),
            postgresql_where=sa.text("ended_at is null and item_id is null"))

    op.create_table("nudge",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("clock_id", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "clock_id"], ["clock.workspace_id", "clock.id"],
            name=op.f("nudge_workspace_id_clock_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("nudge_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "clock_id", "turn", "level", name=op.f("nudge_pkey"))
    )
    with op.batch_alter_table("nudge", schema=None) as batch_op:
        batch_op.create_index("nudge_waiting", ["workspace_id", "user_id"], unique=False,
            sqlite_where=sa.text("state in ('waiting', 'sending')"),
            postgresql_where=sa.text("state in ('waiting', 'sending')"))

    with op.batch_alter_table("annoyance", schema=None) as batch_op:
        batch_op.create_index("annoyance_parts", ["workspace_id", "merged_into"], unique=False,
            sqlite_where=sa.text("merged_into is not null"), postgresql_where=sa.text("merged_into is not null"))
        batch_op.add_column(sa.Column("moving_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("moving_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("meanwhile", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("may_offer", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("next_step", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("next_step_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("customers_with", sa.String(), nullable=True))

    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.add_column(sa.Column("facts", JSON, nullable=True))

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("customer_state", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("customer_state_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("customer_state_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("answer_link", sa.String(), nullable=True))

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("watches_until", sa.DateTime(timezone=True), nullable=True))

    _fill()

def _fill() -> None:
    """Every team looks at its clocks for two weeks first; a customer of something open waits. Of what is imported
    without a card nobody takes care, and where the import says 'do not ask', nobody does."""
    team = sa.table("team", sa.column("watches_until", sa.DateTime(timezone=True)))
    op.execute(team.update().values(watches_until=Clock().machine() + timedelta(days=14)))
    op.execute("""
        update report set customer_state = 'waiting'
        where (reference is not null or contact_sealed is not null or post_link is not null
               or how_known = 'public_post')
          and not withdrawn
          and exists (select 1 from annoyance where annoyance.workspace_id = report.workspace_id
                      and annoyance.number = report.number
                      and annoyance.state in ('triage', 'new', 'acknowledged', 'planned', 'came_back'))
          and (door <> 'import' or (coalesce(may_contact, '') <> 'no' and (
               exists (select 1 from post where post.workspace_id = report.workspace_id
                       and post.subject = 'card:' || cast(report.number as varchar))
               or exists (select 1 from work where work.workspace_id = report.workspace_id
                          and work.dedup_key = 'card:' || cast(report.number as varchar)))))
    """)


def downgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("watches_until")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_column("answer_link")
        batch_op.drop_column("customer_state_by")
        batch_op.drop_column("customer_state_at")
        batch_op.drop_column("customer_state")

    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.drop_column("facts")

    with op.batch_alter_table("annoyance", schema=None) as batch_op:
        batch_op.drop_column("customers_with")
        batch_op.drop_column("next_step_on")
        batch_op.drop_column("next_step")
        batch_op.drop_column("may_offer")
        batch_op.drop_column("meanwhile")
        batch_op.drop_column("snoozed_until")
        batch_op.drop_column("moving_by")
        batch_op.drop_column("moving_reason")
        batch_op.drop_index("annoyance_parts", sqlite_where=sa.text("merged_into is not null"),
            postgresql_where=sa.text("merged_into is not null"))

    with op.batch_alter_table("nudge", schema=None) as batch_op:
        batch_op.drop_index("nudge_waiting", sqlite_where=sa.text("state in ('waiting', 'sending')"),
            postgresql_where=sa.text("state in ('waiting', 'sending')"))

    op.drop_table("nudge")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index("clock_running",
            sqlite_where=sa.text("ended_at is null and item_id is null"),
            postgresql_where=sa.text("ended_at is null and item_id is null"))
        batch_op.drop_index("clock_redraw", sqlite_where=sa.text("redraw_at is not null"),
            postgresql_where=sa.text("redraw_at is not null"))
        batch_op.drop_index("clock_of_item",
            sqlite_where=sa.text("ended_at is null and item_id is not null"),
            postgresql_where=sa.text("ended_at is null and item_id is not null"))
        batch_op.drop_index("clock_next", sqlite_where=sa.text("next_at is not null"),
            postgresql_where=sa.text("next_at is not null"))
        batch_op.drop_index("clock_by_team", sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"))
        batch_op.drop_index("clock_by_annoyance")

    op.drop_table("clock")
    with op.batch_alter_table("tracker_issue", schema=None) as batch_op:
        batch_op.drop_index("tracker_issue_by_annoyance")

    op.drop_table("tracker_issue")
    with op.batch_alter_table("snooze", schema=None) as batch_op:
        batch_op.drop_index("snooze_to_wake", sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"))

    op.drop_table("snooze")
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_index("merge_by_survivor")

    op.drop_table("merge")
    op.drop_table("follower")
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.drop_index("action_item_by_team")
        batch_op.drop_index("action_item_by_assignee")
        batch_op.drop_index("action_item_by_annoyance")

    op.drop_table("action_item")
    with op.batch_alter_table("tracker", schema=None) as batch_op:
        batch_op.drop_index("tracker_by_team")

    op.drop_table("tracker")
    op.drop_table("webhook")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("event_by_age")

    op.drop_table("event")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index("api_token_by_name", sqlite_where=sa.text("revoked_at is null"),
            postgresql_where=sa.text("revoked_at is null"))

    op.drop_table("api_token")
