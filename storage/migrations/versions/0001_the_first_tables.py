"""The first tables.

Revision 0001, after None.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table("workspace",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slack_team_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("bot_user_id", sa.String(), nullable=True),
        sa.Column("bot_id", sa.String(), nullable=True),
        sa.Column("app_id", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("holidays", sa.String(), nullable=True),
        sa.Column("triage_channel_id", sa.String(), nullable=True),
        sa.Column("triage_members", JSON, nullable=False),
        sa.Column("admins", JSON, nullable=False),
        sa.Column("cx_leads", JSON, nullable=False),
        sa.Column("reaction", sa.String(), nullable=True),
        sa.Column("verify_after_days", sa.Integer(), nullable=False),
        sa.Column("retention", JSON, nullable=False),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_label", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("workspace_pkey")),
        sa.UniqueConstraint("slack_team_id", name=op.f("workspace_slack_team_id_key"))
    )
    op.create_table("concept",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("concept", sa.String(), nullable=False),
        sa.Column("words", JSON, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("concept_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "concept", name=op.f("concept_pkey"))
    )
    op.create_table("heartbeat",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("heartbeat_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("heartbeat_pkey"))
    )
    op.create_table("inbox",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("answer", JSON, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("inbox_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("inbox_pkey"))
    )
    op.create_index("inbox_by_age", "inbox", ["at"], unique=False)
    op.create_table("lane",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limited_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("lane_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "method", "channel", name=op.f("lane_pkey"))
    )
    op.create_table("log",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("log_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("log_pkey"))
    )
    op.create_index("log_by_time", "log", ["workspace_id", "at"], unique=False)
    op.create_table("person",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("person_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("person_pkey"))
    )
    op.create_table("post",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("post_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "ts", name=op.f("post_pkey"))
    )
    op.create_index("post_by_subject", "post", ["workspace_id", "subject"], unique=False)
    op.create_table("team",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("manager", sa.String(), nullable=True),
        sa.Column("members", JSON, nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("holidays", sa.String(), nullable=True),
        sa.Column("days_off", JSON, nullable=False),
        sa.Column("sla", JSON, nullable=False),
        sa.Column("digest_day", sa.String(), nullable=True),
        sa.Column("digest_time", sa.String(), nullable=False),
        sa.Column("keywords", JSON, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("team_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("team_pkey"))
    )
    op.create_table("user_group",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("members", JSON, nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("user_group_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "group_id", name=op.f("user_group_pkey"))
    )
    op.create_table("work",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("dedup_key", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=True),
        sa.Column("fast", sa.Boolean(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visible_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("work_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("work_pkey")),
        sa.UniqueConstraint("workspace_id", "dedup_key", name="work_dedup")
    )
    op.create_index("work_chain", "work", ["workspace_id", "chain", "id"], unique=False,
        sqlite_where=sa.text("state in ('waiting', 'sending')"),
        postgresql_where=sa.text("state in ('waiting', 'sending')"))
    op.create_index("work_due", "work", ["due_at", "visible_at"], unique=False,
        sqlite_where=sa.text("state in ('waiting', 'sending')"),
        postgresql_where=sa.text("state in ('waiting', 'sending')"))
    op.create_table("digest",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("is_empty", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("digest_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("digest_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "team_key", "period", name=op.f("digest_pkey"))
    )
    op.create_table("promise",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("promise_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("promise_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("promise_pkey"))
    )
    op.create_table("routing_rule",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("conditions", JSON, nullable=False),
        sa.Column("team_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("routing_rule_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("routing_rule_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "place", name=op.f("routing_rule_pkey"))
    )
    op.create_table("touchpoint",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stages", JSON, nullable=False),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.Column("monthly_volume", sa.Integer(), nullable=True),
        sa.Column("front_line", sa.String(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("touchpoint_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("touchpoint_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("touchpoint_pkey"))
    )
    op.create_table("annoyance",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.Column("moving_to", sa.String(), nullable=True),
        sa.Column("moving_why", sa.String(), nullable=True),
        sa.Column("touchpoint_key", sa.String(), nullable=True),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("route_by", sa.String(), nullable=False),
        sa.Column("route_phrase", sa.String(), nullable=True),
        sa.Column("route_sure", sa.Float(), nullable=False),
        sa.Column("guesses", JSON, nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("check_round", sa.Integer(), nullable=False),
        sa.Column("what_was_done", sa.Text(), nullable=True),
        sa.Column("for_customer", sa.Text(), nullable=True),
        sa.Column("root_cause", sa.String(), nullable=True),
        sa.Column("prevention", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "merged_into"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("annoyance_workspace_id_merged_into_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "moving_to"], ["team.workspace_id", "team.key"],
            name=op.f("annoyance_workspace_id_moving_to_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("annoyance_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "touchpoint_key"], ["touchpoint.workspace_id", "touchpoint.key"],
            name=op.f("annoyance_workspace_id_touchpoint_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("annoyance_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("annoyance_pkey"))
    )
    op.create_index("annoyance_by_team", "annoyance", ["workspace_id", "team_key", "state", "number"], unique=False)
    op.create_table("move",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("from_team", sa.String(), nullable=True),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("move_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("move_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "number", "seq", name=op.f("move_pkey"))
    )
    op.create_index("move_by_team", "move", ["workspace_id", "team_key", "at"], unique=False)
    op.create_table("report",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.String(), nullable=True),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("customer_words", sa.Text(), nullable=True),
        sa.Column("touchpoint_key", sa.String(), nullable=True),
        sa.Column("emotion", sa.String(), nullable=True),
        sa.Column("matters_on", sa.Date(), nullable=True),
        sa.Column("how_known", sa.String(), nullable=True),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("seen_after_fix", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("text_key", sa.String(), nullable=False),
        sa.Column("external_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "first_number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("report_workspace_id_first_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("report_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("report_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("report_pkey")),
        sa.UniqueConstraint("workspace_id", "external_key", name="report_external_key")
    )
    op.create_index("report_by_annoyance", "report", ["workspace_id", "number"], unique=False)
    op.create_index("report_by_reporter", "report", ["workspace_id", "reporter_id", "created_at"], unique=False)
    op.create_table("survey",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("survey_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("survey_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("survey_pkey")),
        sa.UniqueConstraint("workspace_id", "number", "round", name="survey_round")
    )
    op.create_table("term",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("term_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("term_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "term", "number", name=op.f("term_pkey"))
    )
    op.create_index("term_by_annoyance", "term", ["workspace_id", "number", "term"], unique=False)
    op.create_table("invitation",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("survey_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "survey_id"], ["survey.workspace_id", "survey.id"],
            name=op.f("invitation_workspace_id_survey_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("invitation_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "survey_id", "user_id", name=op.f("invitation_pkey"))
    )
    op.create_table("label",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.Column("was_team", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "report_id"], ["report.workspace_id", "report.id"],
            name=op.f("label_workspace_id_report_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("label_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("label_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "seq", name=op.f("label_pkey"))
    )
    op.create_table("response",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("survey_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id", "survey_id", "user_id"], ["invitation.workspace_id",
            "invitation.survey_id", "invitation.user_id"], name=op.f("response_workspace_id_survey_id_user_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("response_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "survey_id", "user_id", name=op.f("response_pkey"))
    )


def downgrade() -> None:
    op.drop_table("response")
    op.drop_table("label")
    op.drop_table("invitation")
    op.drop_index("term_by_annoyance", table_name="term")
    op.drop_table("term")
    op.drop_table("survey")
    op.drop_index("report_by_reporter", table_name="report")
    op.drop_index("report_by_annoyance", table_name="report")
    op.drop_table("report")
    op.drop_index("move_by_team", table_name="move")
    op.drop_table("move")
    op.drop_index("annoyance_by_team", table_name="annoyance")
    op.drop_table("annoyance")
    op.drop_table("touchpoint")
    op.drop_table("routing_rule")
    op.drop_table("promise")
    op.drop_table("digest")
    op.drop_index("work_due", table_name="work",
        sqlite_where=sa.text("state in ('waiting', 'sending')"),
        postgresql_where=sa.text("state in ('waiting', 'sending')"))
    op.drop_index("work_chain", table_name="work",
        sqlite_where=sa.text("state in ('waiting', 'sending')"),
        postgresql_where=sa.text("state in ('waiting', 'sending')"))
    op.drop_table("work")
    op.drop_table("user_group")
    op.drop_table("team")
    op.drop_index("post_by_subject", table_name="post")
    op.drop_table("post")
    op.drop_table("person")
    op.drop_index("log_by_time", table_name="log")
    op.drop_table("log")
    op.drop_table("lane")
    op.drop_index("inbox_by_age", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("heartbeat")
    op.drop_table("concept")
    op.drop_table("workspace")
