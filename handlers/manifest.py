"""The app's manifest for Slack, made from the tables of entrances: every command, event and scope in use, no more."""

from dataclasses import dataclass
from typing import Any

from handlers import COMMANDS, EVENTS, SHORTCUTS

SCOPES: dict[str, str] = {
    "commands": "/snag, and Snag's entries in Slack's menus",
    "chat:write": "cards, thread lines, digests and direct messages",
    "chat:write.public": "cards in public channels in which the bot is not a member",
    "im:write": "direct messages to reporters",
    "users:read": "people's language, time zone and whether they are guests or have left",
    "usergroups:read": "who belongs to the user groups that the settings name as team members",
    "app_mentions:read": "an answer to whoever writes @Snag",
    "channels:read": "whether a team's channel is archived, and whether the bot is in it",
    "groups:read": "whether a team's private channel is archived",
    "channels:join": "to hear the threads of cards in public channels",
    "channels:history": "what is said in a card's thread; after a broken connection, whether the card is there already",
    "groups:history": "what is said in a card's thread in a private channel, where the bot was invited",
    "im:history": "what is written to Snag directly; after a broken connection, whether its own message is there",
    "reactions:read": "the emoji that offers to report a message",
    "files:read": "the screenshots that reporters choose",
    "files:write": "screenshots uploaded anew, saying nothing of who brought them, and deleted in time",
}
"""Each scope with what it is for; `snag doctor` compares them with what Slack has granted."""

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {
    "message": ("message.channels", "message.groups", "message.im"),
}
"""What must be subscribed to so that an event comes, where that is not its own name."""

USAGE = {"/snag": ("Report what annoyed a customer, or find it",
                   "[what annoyed your customer | find WORDS | mine | 42 | help]")}

LONG_DESCRIPTION = """\
Whoever meets customers sees the small things that annoy them. With Snag they say it in Slack in ten seconds. It goes \
to the team that can fix it, the team acknowledges, plans and resolves it on a card in its own channel, and whoever \
reported it hears what became of it. A week later Snag asks them: is it gone, or still happening? What comes back is \
open again. Each team gets a weekly digest, worst first. Snag speaks English, Korean and Japanese, each person's own.
"""

HOME_OPENED = "app_home_opened"


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
    return {
        "display_information": {
            "name": "Snag", "description": "Small customer annoyances, brought to the team that can fix them",
            "long_description": LONG_DESCRIPTION.strip(), "background_color": "#1f4d4a"},
        "features": {
            "app_home": {"home_tab_enabled": HOME_OPENED in EVENTS, "messages_tab_enabled": True,
                         "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "snag", "always_online": True},
            **({"shortcuts": _shortcuts()} if SHORTCUTS else {}),
            "slash_commands": _commands(door)},
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**at, "bot_events": subscribed()},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False, "socket_mode_enabled": door.events is None, "token_rotation_enabled": False}}


def subscribed() -> list[str]:
    """What the app subscribes to, so that each event of the table reaches it."""
    return sorted(name for event in EVENTS for name in SUBSCRIPTIONS.get(event, (event,)))


def _commands(door: Door) -> list[dict[str, Any]]:
    to = {"url": door.events} if door.events else {}
    return [{"command": name, "description": USAGE[name][0], "usage_hint": USAGE[name][1], "should_escape": False, **to}
            for name in COMMANDS]


def _shortcuts() -> list[dict[str, Any]]:
    return [{"callback_id": key, "type": shortcut.kind, "name": shortcut.name, "description": shortcut.description}
            for key, shortcut in SHORTCUTS.items()]
