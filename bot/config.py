"""What the environment says, read once. Everything else Snag can be told lives in its tables."""

from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigError


class Settings(BaseSettings):
    """The environment's variables under their fixed names; an empty one counts as absent."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    slack_bot_token: str | None = None
    slack_signing_secret: str | None = None
    slack_app_token: str | None = None
    slack_client_id: str | None = None
    slack_client_secret: str | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///snag.db"
    host: str = "0.0.0.0"  # noqa: S104  a server in a container must be reachable from outside it
    port: int = Field(default=3000, ge=0, le=65535)
    log_level: str = "INFO"
    snag_public_url: str | None = None
    snag_encryption_key: str | None = None
    snag_webhooks_allow_private: bool = False

    def require_slack(self) -> None:
        """Raise `ConfigError` naming every variable that is missing to talk to Slack, all in one message."""
        missing = []
        if not self.slack_bot_token:
            missing.append("SLACK_BOT_TOKEN (xoxb-..., from 'OAuth & Permissions')")
        if not self.slack_app_token and not self.slack_signing_secret:
            missing.append("SLACK_APP_TOKEN (xapp-..., for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP)")
        if missing:
            raise ConfigError("Snag needs " + "; and ".join(missing) + ". `snag doctor` checks them, docs/install.md "
                              "shows where they are. To try Snag without Slack: `snag demo`.")
        if not self.slack_api_url.endswith("/api/"):
            raise ConfigError(f"SLACK_API_URL must end in /api/ (it is {self.slack_api_url!r}).")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")


def read() -> Settings:
    """The settings of this process. Raises `ConfigError` with one sentence per variable that cannot be used."""
    try:
        return Settings()
    except ValueError as error:
        details: list[dict[str, Any]] = getattr(error, "errors", list)()
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in details)
        raise ConfigError(f"The environment has a value that cannot be used. {wrong or error}") from error
