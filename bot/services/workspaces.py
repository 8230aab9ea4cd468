"""Which workspace a request belongs to; with one workspace, Slack's id is filled at first contact."""

from bot.clock import Clock
from bot.errors import ConfigError, NotFound
from bot.services.directory import Directory, directory
from storage import settings as stored
from storage.db import Database


class Workspaces:
    """Finds workspaces and knows who we are in them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._known: dict[str, str] = {}

    def ensure(self) -> str:
        """The only workspace, made on the first start. Raises `NotFound` where there are several."""
        with self._db.transaction("") as tx:
            stored.hold_creation(tx.session)
            found = stored.only_workspace(tx.session)
            if found is None and stored.all_workspaces(tx.session):
                raise NotFound("error.several_workspaces")
            return (found or stored.create_workspace(tx.session, self._clock.now())).id

    def of_slack_team(self, slack_team_id: str) -> str:
        """Our key of a Slack workspace. Raises `NotFound` for one that did not install Snag."""
        if slack_team_id not in self._known:
            self._known[slack_team_id] = self._meet(slack_team_id)
        return self._known[slack_team_id]

    def find(self, slack_team_id: str) -> str | None:
        """Our key of a Slack workspace, None where it is not in this database."""
        with self._db.reading() as session:
            row = stored.by_slack_team(session, slack_team_id)
            return row.id if row else None

    def known(self, slack_team_id: str) -> str | None:
        """The same without a look into the database; None before the first contact."""
        return self._known.get(slack_team_id)

    def _meet(self, slack_team_id: str) -> str:
        with self._db.transaction("") as tx:
            row = stored.by_slack_team(tx.session, slack_team_id)
            if row is None:
                row = stored.only_workspace(tx.session)
                if row is None or row.slack_team_id not in (None, slack_team_id):
                    raise NotFound("error.not_installed")
                row.slack_team_id = slack_team_id
                tx.session.add(row)
                tx.session.flush()
                stored.changed(tx.session, row.id)
            return row.id

    def introduce(self, workspace_id: str, *, slack_team_id: str, name: str, domain: str, bot_user_id: str,
                  bot_id: str | None, app_id: str | None) -> None:
        """Keep what auth.test says of us."""
        with self._db.transaction(workspace_id) as tx:
            row = stored.workspace(tx.session, workspace_id)
            if row.slack_team_id not in (None, slack_team_id):
                raise ConfigError(f"This database belongs to Slack workspace {row.slack_team_id}, the bot token to "
                                  f"{slack_team_id}. Set DATABASE_URL or SLACK_BOT_TOKEN right.")
            said = {"slack_team_id": slack_team_id, "name": name, "domain": domain, "bot_user_id": bot_user_id,
                    "bot_id": bot_id, "app_id": app_id or row.app_id}
            if any(getattr(row, field) != value for field, value in said.items()):
                for field, value in said.items():
                    setattr(row, field, value)
                tx.session.add(row)
                tx.session.flush()
                stored.changed(tx.session, workspace_id)

    def directory(self, workspace_id: str) -> Directory:
        with self._db.reading() as session:
            return directory(session, workspace_id)

    def all(self) -> list[str]:
        with self._db.reading() as session:
            return list(stored.all_workspaces(session))
