"""The app's manifest for Slack, made from the tables of entrances: every command, event and scope in use, no more."""

from dataclasses import dataclass
from typing import Any

from handlers import COMMANDS, EVENTS

SCOPES: dict[str, str] = {
    "commands": "/snag",
    "chat:write": "cards, thread lines, digests and direct messages",
    "chat:write.public": "cards in public channels in which the bot is not a member",
    "im:write": "direct messages to reporters",
    "users:read": "people's language, time zone and whether they are guests",
    "usergroups:read": "who belongs to the user groups that the settings name as team members",
    "app_mentions:read": "an answer to whoever writes @Snag",
    "channels:history": "after a broken connection: is the card there already? Nothing else is read",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages",
}
"""Each scope with what it is for; `snag doctor` compares them with what Slack has granted."""

USAGE = {"/snag": ("Report what annoyed a customer, or find it",
                   "[what annoyed your customer | find WORDS | mine | 42 | help]")}


@dataclass(frozen=True, slots=True)
class Door:
    """How Slack reaches the app: by socket, or at a public address."""

    public_url: str | None = None

    @property
    def events(self) -> str | None:
        return f"{self.public_url.rstrip('/')}/slack/events" if self.public_url else None


def manifest(door: Door) -> dict[str, Any]:
    """The manifest as plain values; without a public address the app uses Socket Mode."""
    at = {"request_url": door.events} if door.events else {}
    to = {"url": door.events} if door.events else {}
    return {
        "display_information": {
            "name": "Snag", "description": "Small customer annoyances, brought to the team that can fix them",
            "background_color": "#1f4d4a"},
        "features": {
            "bot_user": {"display_name": "snag", "always_online": True},
            "slash_commands": [
                {"command": name, "description": USAGE[name][0], "usage_hint": USAGE[name][1], "should_escape": False,
                 **to} for name in COMMANDS]},
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**at, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False, "socket_mode_enabled": door.events is None, "token_rotation_enabled": False}}
