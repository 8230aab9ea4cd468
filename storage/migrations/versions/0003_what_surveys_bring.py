"""What surveys bring.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table("asking_wish",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("asking_wish_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "person", name=op.f("asking_wish_pkey"))
    )
    op.create_table("unasked",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("unasked_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "person", "day", name=op.f("unasked_pkey"))
    )
    with op.batch_alter_table("unasked", schema=None) as batch_op:
        batch_op.create_index("unasked_by_day", ["day"], unique=False)

    op.create_table("survey_plan",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("decide_on", sa.Date(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("people", JSON, nullable=False),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.Column("touchpoint_key", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("schedule", JSON, nullable=False),
        sa.Column("follows", sa.String(), nullable=True),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "follows"], ["survey_plan.workspace_id", "survey_plan.id"],
            name=op.f("survey_plan_workspace_id_follows_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("survey_plan_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("survey_plan_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "touchpoint_key"], ["touchpoint.workspace_id", "touchpoint.key"],
            name=op.f("survey_plan_workspace_id_touchpoint_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("survey_plan_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("survey_plan_pkey"))
    )
    with op.batch_alter_table("survey_plan", schema=None) as batch_op:
        batch_op.create_index("survey_plan_by_trigger", ["workspace_id", "trigger", "stopped_at"], unique=False)

    op.create_table("survey_link",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("survey_id", sa.String(), nullable=True),
        sa.Column("touchpoint_key", sa.String(), nullable=True),
        sa.Column("team_key", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id", "number"], ["annoyance.workspace_id", "annoyance.number"],
            name=op.f("survey_link_workspace_id_number_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "report_id"], ["report.workspace_id", "report.id"],
            name=op.f("survey_link_workspace_id_report_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "survey_id"], ["survey.workspace_id", "survey.id"],
            name=op.f("survey_link_workspace_id_survey_id_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "team_key"], ["team.workspace_id", "team.key"],
            name=op.f("survey_link_workspace_id_team_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id", "touchpoint_key"], ["touchpoint.workspace_id", "touchpoint.key"],
            name=op.f("survey_link_workspace_id_touchpoint_key_fkey")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("survey_link_workspace_id_fkey")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("survey_link_pkey"))
    )
    with op.batch_alter_table("survey_link", schema=None) as batch_op:
        batch_op.create_index("survey_link_by_annoyance", ["workspace_id", "number"], unique=False)

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(), server_default="planned", nullable=False))
        batch_op.add_column(sa.Column("why", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("invitation_by_person", ["workspace_id", "user_id", "state"], unique=False)
        batch_op.create_index("invitation_due", ["workspace_id", "ask_at"], unique=False,
            sqlite_where=sa.text("state = 'planned'"), postgresql_where=sa.text("state = 'planned'"))
        batch_op.create_index("invitation_to_remind", ["workspace_id", "remind_at"], unique=False,
            sqlite_where=sa.text("remind_at is not null"), postgresql_where=sa.text("remind_at is not null"))

    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("comment", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("cause", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("locale", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("segment", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("link_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("contact_sealed", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("report_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("shown", JSON, nullable=True))
        batch_op.drop_constraint(batch_op.f("response_workspace_id_survey_id_user_id_fkey"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("response_workspace_id_report_id_fkey"), "report", ["workspace_id",
            "report_id"], ["workspace_id", "id"])
        batch_op.create_foreign_key(batch_op.f("response_workspace_id_link_id_fkey"), "survey_link", ["workspace_id",
            "link_id"], ["workspace_id", "id"])
        batch_op.create_foreign_key(batch_op.f("response_workspace_id_survey_id_fkey"), "survey", ["workspace_id",
            "survey_id"], ["workspace_id", "id"])
        batch_op.create_index("response_to_tell", ["workspace_id", "link_id"], unique=False,
            sqlite_where=sa.text("contact_sealed is not null"), postgresql_where=sa.text("contact_sealed is not null"))

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("occasion", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("base_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("wait_days", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("number",
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.alter_column("round",
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_unique_constraint("survey_occasion", ["workspace_id", "plan_id", "occasion"])
        batch_op.create_index("survey_open", ["workspace_id", "closes_at"], unique=False,
            sqlite_where=sa.text("closed_at is null"), postgresql_where=sa.text("closed_at is null"))
        batch_op.create_index("survey_open_about", ["workspace_id", "number"], unique=False,
            sqlite_where=sa.text("closed_at is null"), postgresql_where=sa.text("closed_at is null"))
        batch_op.create_foreign_key(batch_op.f("survey_workspace_id_plan_id_fkey"), "survey_plan", ["workspace_id",
            "plan_id"], ["workspace_id", "id"])

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verify", JSON, server_default=sa.text("'{}'"), nullable=False))

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("surveys", JSON, server_default=sa.text("'{}'"), nullable=False))
        batch_op.add_column(sa.Column("quiet", sa.String(), nullable=True))

    op.create_index("report_by_time", "report", ["workspace_id", "created_at"], unique=False)
    op.create_index("report_by_date", "report", ["workspace_id", "matters_on"], unique=False,
        sqlite_where=sa.text("matters_on is not null"), postgresql_where=sa.text("matters_on is not null"))

    # Who was still to be asked has a row among the work already, and is asked by it.
    op.execute("update invitation set state = 'sending'")
    op.execute("update invitation set state = 'cancelled' where exists (select 1 from survey s where s.workspace_id = "
               "invitation.workspace_id and s.id = invitation.survey_id and s.closed_at is not null)")
    op.execute("update invitation set state = 'asked' where asked_at is not null")
    op.execute("update survey set base_at = opened_at, wait_days = (select w.verify_after_days from workspace w "
               "where w.id = survey.workspace_id)")


def downgrade() -> None:
    for table in ("response", "invitation"):
        op.execute(f"delete from {table} where exists (select 1 from survey s where s.workspace_id = "  # noqa: S608
                   f"{table}.workspace_id and s.id = {table}.survey_id and s.plan_id is not null)")
    op.execute("delete from response where not exists (select 1 from invitation i where i.workspace_id = "
               "response.workspace_id and i.survey_id = response.survey_id and i.user_id = response.user_id)")
    op.execute("update response set link_id = null")
    op.execute("delete from survey_link")
    op.execute("delete from survey where plan_id is not null")
    op.execute("delete from survey_plan")

    op.drop_index("report_by_date", table_name="report", sqlite_where=sa.text("matters_on is not null"),
        postgresql_where=sa.text("matters_on is not null"))
    op.drop_index("report_by_time", table_name="report")

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_column("quiet")
        batch_op.drop_column("surveys")

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("verify")

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("survey_workspace_id_plan_id_fkey"), type_="foreignkey")
        batch_op.drop_index("survey_open_about", sqlite_where=sa.text("closed_at is null"),
            postgresql_where=sa.text("closed_at is null"))
        batch_op.drop_index("survey_open", sqlite_where=sa.text("closed_at is null"),
            postgresql_where=sa.text("closed_at is null"))
        batch_op.drop_constraint("survey_occasion", type_="unique")
        batch_op.alter_column("round",
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.alter_column("number",
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column("closes_at")
        batch_op.drop_column("wait_days")
        batch_op.drop_column("base_at")
        batch_op.drop_column("occasion")
        batch_op.drop_column("plan_id")

    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index("response_to_tell", sqlite_where=sa.text("contact_sealed is not null"),
            postgresql_where=sa.text("contact_sealed is not null"))
        batch_op.drop_constraint(batch_op.f("response_workspace_id_survey_id_fkey"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("response_workspace_id_link_id_fkey"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("response_workspace_id_report_id_fkey"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("response_workspace_id_survey_id_user_id_fkey"), "invitation",
            ["workspace_id", "survey_id", "user_id"], ["workspace_id", "survey_id", "user_id"])
        batch_op.drop_column("shown")
        batch_op.drop_column("report_id")
        batch_op.drop_column("contact_sealed")
        batch_op.drop_column("link_id")
        batch_op.drop_column("segment")
        batch_op.drop_column("locale")
        batch_op.drop_column("cause")
        batch_op.drop_column("comment")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index("invitation_to_remind", sqlite_where=sa.text("remind_at is not null"),
            postgresql_where=sa.text("remind_at is not null"))
        batch_op.drop_index("invitation_due", sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"))
        batch_op.drop_index("invitation_by_person")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("remind_at")
        batch_op.drop_column("why")
        batch_op.drop_column("state")
        batch_op.drop_column("not_before")

    with op.batch_alter_table("survey_link", schema=None) as batch_op:
        batch_op.drop_index("survey_link_by_annoyance")

    op.drop_table("survey_link")
    with op.batch_alter_table("survey_plan", schema=None) as batch_op:
        batch_op.drop_index("survey_plan_by_trigger")

    op.drop_table("survey_plan")
    with op.batch_alter_table("unasked", schema=None) as batch_op:
        batch_op.drop_index("unasked_by_day")

    op.drop_table("unasked")
    op.drop_table("asking_wish")
