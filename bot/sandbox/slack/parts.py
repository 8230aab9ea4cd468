"""The pieces of one local Slack, as the Web API's methods and the page see them."""

from dataclasses import dataclass, field

from bot.sandbox.slack.events import Events
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.hints import Hints
from bot.sandbox.slack.model import ApiError
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import World
from bot.sandbox.slack.talk import Talk
from bot.sandbox.slack.tickets import Tickets
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.wire import Wire

SCOPES = frozenset(
    "commands chat:write chat:write.public im:write im:history app_mentions:read users:read "
    "channels:read groups:read im:read channels:join channels:history groups:history "
    "reactions:read reactions:write usergroups:read team:read files:read files:write".split()
)


@dataclass
class Tokens:
    bot: str
    app: str
    # Set to `token_revoked`, `account_inactive`, `token_expired` … to have every call refused by that name.
    refused_as: str | None = None
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    oauth_codes: set[str] = field(default_factory=set)
    client: tuple[str, str] = ("local-client", "local-client-secret")

    def need(self, *one_of: str) -> None:
        """Refuse a call for which none of these scopes was granted."""
        if not self.scopes & set(one_of):
            raise ApiError("missing_scope", needed=one_of[0], provided=",".join(sorted(self.scopes)))


@dataclass
class Parts:
    world: World
    tickets: Tickets
    views: Views
    hints: Hints
    sockets: Sockets
    wire: Wire
    events: Events
    talk: Talk
    files: Files
    tokens: Tokens

    @property
    def url(self) -> str:
        return self.world.url
