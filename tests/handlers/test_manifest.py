"""The manifest asks for what Snag really uses, all of it and nothing else, and Slack would take it."""

import ast
import inspect
import json
import re
from collections.abc import Iterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from handlers import COMMANDS, Shortcut, manifest
from handlers.manifest import SCOPES, Door, subscribed
from handlers.middleware import Asker, Edge
from tests.source import Module, dotted, inside

METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "apps.connections.open": (),  # the app-level token's
    "auth.test": (),
    "bots.info": ("users:read",),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write", "chat:write.public"),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.join": ("channels:join",),
    "conversations.members": ("channels:read", "groups:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "reactions.get": ("reactions:read",),
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
"""Each method's page at docs.slack.dev/reference/methods, for the kinds of channel in which Snag uses it."""

EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_id_changed": (),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "file_deleted": ("files:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
"""Each event's page at docs.slack.dev/reference/events."""

ELEMENT_SCOPES = {"file_input": ("files:read",)}
"""docs.slack.dev/reference/block-kit/block-elements/file-input-element: the app needs it to read what was chosen."""



async def opens(_edge: Edge, _asker: Asker) -> None:
    """What a shortcut of these tests does."""


SHORTCUTS = {
    "report_annoyance": Shortcut("global", "Report an annoyance", "To the team that can fix it", opens),
    "report_message": Shortcut("message", "Report as annoyance", "What it says goes along", opens),
}
KNOWN = {name: name.replace("_", ".") for name, made in inspect.getmembers(AsyncWebClient, inspect.iscoroutinefunction)
         if not name.startswith("_") and name != "api_call"}
"""The client's own names for methods."""
SDK_METHODS = set(KNOWN.values())


def product() -> list[Module]:
    return [module for module in inside("bot", "handlers", "storage") if not module.name.startswith("bot.sandbox")]


def called() -> dict[str, str]:
    """The Web API methods that the product names, each with a file that does."""
    return {method: module.path for module in product() for method in methods_of(module.tree)}


def methods_of(tree: ast.AST) -> Iterator[str]:
    """`client.views_open` and the like, and names of methods as text, as rows of work carry them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in KNOWN and dotted(node.value).endswith("client"):
            yield KNOWN[node.attr]
        if isinstance(node, ast.Constant) and (node.value in SDK_METHODS or node.value in METHOD_SCOPES):
            yield str(node.value)


def elements_used() -> set[str]:
    return {node.value for module in product() for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant) and node.value in ELEMENT_SCOPES}


def needed() -> set[str]:
    ways = {"commands"} if COMMANDS or handlers.SHORTCUTS else set()
    return ways.union(*(METHOD_SCOPES[name] for name in called()), *(EVENT_SCOPES[name] for name in subscribed()),
                      *(ELEMENT_SCOPES[name] for name in elements_used()))


def test_methods_are_found_however_they_are_named() -> None:
    code = """
opening = self.client.views_push if push else client.views_open
await slack.query(workspace, "usergroups.users.list", usergroup=group)
METHOD = "files.getUploadURLExternal"
self.services.reports.users_info
"""
    assert sorted(methods_of(ast.parse(code))) == [
        "files.getUploadURLExternal", "usergroups.users.list", "views.open", "views.push"]


def test_each_method_that_is_called_has_its_scopes_in_the_table() -> None:
    assert {name: where for name, where in called().items() if name not in METHOD_SCOPES} == {}


def test_the_methods_that_everything_hangs_on_are_among_those_found() -> None:
    assert set(called()) >= {"auth.test", "chat.postMessage", "chat.update", "conversations.open", "users.info",
                             "views.open", "views.push", "views.update", "usergroups.users.list"}


def test_each_event_that_is_subscribed_to_has_its_scopes_in_the_table() -> None:
    assert [name for name in subscribed() if name not in EVENT_SCOPES] == []


def test_no_scope_is_missing() -> None:
    assert needed() - set(SCOPES) == set()


def test_no_scope_is_asked_for_in_vain() -> None:
    assert set(SCOPES) - needed() == set()


def test_each_scope_says_what_it_is_for() -> None:
    assert [name for name, reason in SCOPES.items() if len(reason) < 5] == []


def test_every_entrance_of_the_tables_stands_in_the_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "SHORTCUTS", SHORTCUTS)
    monkeypatch.setattr(manifest, "EVENTS", {"message": None, "user_change": None, "app_home_opened": None})
    made = manifest.manifest(Door())
    assert [one["command"] for one in made["features"]["slash_commands"]] == list(COMMANDS)
    assert [(one["callback_id"], one["type"], one["name"]) for one in made["features"]["shortcuts"]] == [
        ("report_annoyance", "global", "Report an annoyance"), ("report_message", "message", "Report as annoyance")]
    assert made["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened", "message.channels", "message.groups", "message.im", "user_change"]
    assert made["features"]["app_home"]["home_tab_enabled"] is True


def test_the_home_tab_is_asked_for_once_somebody_opening_it_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    for events, shown in (({}, False), ({"app_home_opened": None}, True)):
        monkeypatch.setattr(manifest, "EVENTS", events)
        assert manifest.manifest(Door())["features"]["app_home"] == {
            "home_tab_enabled": shown, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}


def test_by_socket_no_address_is_named() -> None:
    made = manifest.manifest(Door())
    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(made)


def test_by_http_each_way_in_names_the_address() -> None:
    made = manifest.manifest(Door("https://snag.example/"))
    at = "https://snag.example/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == at
    assert made["settings"]["interactivity"]["request_url"] == at
    assert [one["url"] for one in made["features"]["slash_commands"]] == [at for _ in COMMANDS]


def test_nothing_is_installed_over_the_web_so_no_address_for_it_is_named() -> None:
    assert "redirect_urls" not in manifest.manifest(Door("https://snag.example"))["oauth_config"]


LIMITS = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4000),
    "features.bot_user.display_name": (1, 80),
    "features.shortcuts.name": (1, 24),
    "features.shortcuts.description": (1, 150),
    "features.shortcuts.callback_id": (1, 255),
    "features.slash_commands.command": (2, 32),
    "features.slash_commands.description": (1, 2000),
    "features.slash_commands.usage_hint": (1, 1000),
    "features.slash_commands.url": (1, 3000),
    "settings.event_subscriptions.request_url": (1, 3500),
    "settings.interactivity.request_url": (1, 3500),
}
"""Least and most characters: github.com/slackapi/manifest-schema, schemas/manifest.schema.1.0.0.json."""

FIELDS = {
    "": {"display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "features.shortcuts": {"name", "type", "callback_id", "description"},
    "features.slash_commands": {"command", "url", "description", "usage_hint", "should_escape"},
    "oauth_config": {"redirect_urls", "scopes"},
    "oauth_config.scopes": {"bot"},
    "settings": {"event_subscriptions", "interactivity", "org_deploy_enabled", "socket_mode_enabled",
                 "token_rotation_enabled"},
    "settings.event_subscriptions": {"request_url", "bot_events"},
    "settings.interactivity": {"is_enabled", "request_url"},
}
"""Where that schema allows no other fields."""


def places(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from places(inner, path)


@pytest.mark.parametrize("door", [Door(), Door("https://snag.example")], ids=["socket", "http"])
def test_slack_would_take_it(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "SHORTCUTS", SHORTCUTS | handlers.SHORTCUTS)
    made = manifest.manifest(door)
    for path, value in places(made):
        if isinstance(value, dict):
            assert set(value) <= FIELDS[path], path
        if isinstance(value, str) and path in LIMITS:
            least, most = LIMITS[path]
            assert least <= len(value) <= most, path
    assert re.fullmatch("#[0-9a-f]{6}", made["display_information"]["background_color"])
    assert re.fullmatch("[a-z0-9._-]+", made["features"]["bot_user"]["display_name"])
    assert len(made["features"]["shortcuts"]) <= 10
    for names, longest in ((made["oauth_config"]["scopes"]["bot"], 255),
                           (made["settings"]["event_subscriptions"]["bot_events"], 100)):
        assert len(names) == len(set(names)) <= longest
        assert max(map(len, names)) <= 50

