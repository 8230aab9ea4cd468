"""What Slack sends when somebody does something. Shapes: Slack's payload reference and recorded samples."""

from typing import Any

from bot.sandbox.slack.model import AppInfo, Channel, Ephemeral, Json, Message, Person
from bot.sandbox.slack.render import message_json
from bot.sandbox.slack.state import World, without_none
from bot.sandbox.slack.talk import label

VERIFICATION_TOKEN = "local-verification-token"  # Slack's deprecated field; no secret


def slash(world: World, person: Person, channel: Channel, line: tuple[str, str], tickets: tuple[str, str]) -> Json:
    """`line` is (command, text), `tickets` (trigger_id, response_url). Every value is a string."""
    return {
        "token": VERIFICATION_TOKEN,
        "api_app_id": world.app.id,
        "team_id": world.team.id,
        "team_domain": world.team.domain,
        "channel_id": channel.id,
        "channel_name": label(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": line[0],
        "text": line[1],
        "is_enterprise_install": "false",
        "response_url": tickets[1],
        "trigger_id": tickets[0],
    }


def _envelope(world: World, kind: str, person: Person) -> Json:
    """Of somebody of another company the user's team is theirs, `team` the app's (java-slack-sdk issue 1041)."""
    who = {"id": person.id, "username": person.name, "name": person.name, "team_id": world.team_of(person.id)}
    return {
        "type": kind,
        "user": who,
        "token": VERIFICATION_TOKEN,
        "api_app_id": world.app.id,
        "team": {"id": world.team.id, "domain": world.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def on_message(world: World, kind: str, person: Person, message: Message, shown: list[Json]) -> Json:
    """block_actions or block_suggestion from a message; `shown` is the message as the clicking client had it."""
    channel = world.channel(message.channel)
    body = message_json(world, message)
    if shown:
        body["blocks"] = shown
    thread = message.thread_ts if message.is_reply else None
    container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": False}
    return _envelope(world, kind, person) | {
        "container": container | without_none({"thread_ts": thread}),
        "channel": {"id": channel.id, "name": label(channel)},
        "message": body,
    }


def on_ephemeral(world: World, kind: str, person: Person, held: Ephemeral) -> Json:
    """No `message`: the app has only the container and its response_url."""
    channel = world.channel(held.channel)
    container = {"type": "message", "message_ts": held.ts, "channel_id": channel.id, "is_ephemeral": True}
    return _envelope(world, kind, person) | {
        "container": container | without_none({"thread_ts": held.thread_ts}),
        "channel": {"id": channel.id, "name": label(channel)},
    }


def on_view(world: World, kind: str, person: Person, view: Json) -> Json:
    container = {"type": "view", "view_id": view["id"]}
    return _from_view(world, kind, person) | {"container": container, "view": view}


def submission(world: World, person: Person, view: Json, trigger_id: str) -> Json:
    return _from_view(world, "view_submission", person) | {"trigger_id": trigger_id, "view": view, "response_urls": []}


def closed(world: World, person: Person, view: Json, is_cleared: bool) -> Json:
    return _from_view(world, "view_closed", person) | {"view": view, "is_cleared": is_cleared}


def _from_view(world: World, kind: str, person: Person) -> Json:
    """A form opened in another company's workspace comes from there; `view.app_installed_team_id` is the app's
    (slack_bolt 1.30, request/internals.py: extract_team_id)."""
    body = _envelope(world, kind, person)
    if world.is_external(person.id):
        team = world.team_of(person.id)
        body["team"] = {"id": team, "domain": team.lower()}
    return body


def global_shortcut(world: World, person: Person, callback_id: str, trigger_id: str) -> Json:
    body = _envelope(world, "shortcut", person)
    del body["api_app_id"], body["user"]["name"]
    return body | {"callback_id": callback_id, "trigger_id": trigger_id, "action_ts": world.next_ts()}


def message_shortcut(
    world: World, person: Person, message: Message, callback_id: str, tickets: tuple[str, str]
) -> Json:
    channel = world.channel(message.channel)
    body = _envelope(world, "message_action", person)
    del body["api_app_id"]
    return body | {
        "callback_id": callback_id,
        "trigger_id": tickets[0],
        "response_url": tickets[1],
        "action_ts": world.next_ts(),
        "channel": {"id": channel.id, "name": label(channel)},
        "message_ts": message.ts,
        "message": message_json(world, message),
    }


def action(world: World, block_id: str, element: Json, state: Json) -> Json:
    """One entry of `actions[]`: what was done, and the element's own text, value and initial choice echoed."""
    echoed = {k: v for k, v in element.items() if k in _ECHOED or k.startswith("initial_")}
    body: dict[str, Any] = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id}
    return body | echoed | state | {"action_ts": world.next_ts()}


_ECHOED = {"text", "value", "style", "url", "confirm", "placeholder", "min_query_length"}


def install(app: AppInfo, team: Json, token: str, scopes: str) -> Json:
    """oauth.v2.access."""
    return {
        "app_id": app.id,
        "access_token": token,
        "token_type": "bot",
        "scope": scopes,
        "bot_user_id": app.bot_user_id,
        "team": team,
        "enterprise": None,
        "is_enterprise_install": False,
    }
