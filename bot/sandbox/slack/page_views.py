"""What the page shows one person: their channels, a channel's messages with their own ephemerals, their forms."""

from bot.sandbox.slack.model import ApiError, Channel, Json, Message, Person
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.render import ephemeral_json, file_json, message_json
from bot.sandbox.slack.state import SLACKBOT, World, order, without_none
from bot.sandbox.slack.views import View


def people(parts: Parts) -> Json:
    """Whom one can be, before anybody was chosen: everybody who could open a client here."""
    world = parts.world
    team = {"id": world.team.id, "name": world.team.name, "domain": world.team.domain}
    return {"team": team, "people": [_person(p) for p in world.people.values() if not (p.is_bot or p.deleted)]}


def state(parts: Parts, user: str) -> Json:
    world = parts.world
    me = world.person(user)
    people = [_person(p) for p in world.people.values() if p.id != SLACKBOT]
    commands = [
        {"command": c.command, "usage_hint": c.usage_hint, "description": c.description} for c in world.commands
    ]
    shortcuts = [{"callback_id": s.callback_id, "name": s.name, "kind": s.kind} for s in world.shortcuts]
    if world.is_external(user):
        commands, shortcuts = [], []
    return {
        "team": {"id": world.team.id, "name": world.team.name, "domain": world.team.domain},
        "me": _person(me),
        "people": people,
        "channels": [_channel(world, user, c) for c in world.visible_channels(user)],
        "dms": [_dm(world, user)],
        "now": world.clock.now().isoformat(),
        "commands": commands,
        "shortcuts": shortcuts,
        "app": {"id": world.app.id, "name": world.app.name, "bot_user_id": world.app.bot_user_id},
        "connected": parts.wire.connected,
    }


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "locale": person.locale,
        "tz": person.tz,
        "role": person.role,
        "title": person.title,
        "is_bot": person.is_bot,
    }


def _channel(world: World, user: str, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "member": user in channel.members,
        "unread": world.unread(user, channel.id) if user in channel.members else 0,
        "last_read": world.read.get((user, channel.id)),
    }


def _dm(world: World, user: str) -> Json:
    channel = world.dm(user)
    unread = world.unread(user, channel.id)
    last_read = world.read.get((user, channel.id))
    about = {"id": channel.id, "user": world.app.bot_user_id, "name": world.app.name}
    return about | {"unread": unread, "last_read": last_read}


def messages(parts: Parts, user: str, channel_id: str, thread_ts: str | None) -> Json:
    """Oldest first. Reading a channel marks it as read."""
    world = parts.world
    world.person(user)
    if not world.sees(user, channel_id):
        raise ApiError("channel_not_found")
    found = [_message(world, m) for m in world.in_channel(channel_id) if _belongs(m, thread_ts)]
    found += [_ephemeral(world, e) for e in _ephemerals(world, user, channel_id, thread_ts)]
    if thread_ts is None and world.mark_read(user, channel_id):
        parts.hints.tell("read", user=user, channel=channel_id)
    return {"messages": sorted(found, key=lambda one: order(one["ts"]))}


_SHOWN = (
    *("ts", "user", "bot_id", "text", "blocks", "thread_ts", "edited", "reactions", "subtype"),
    *("reply_count", "reply_users", "latest_reply"),
)


def _belongs(message: Message, thread_ts: str | None) -> bool:
    if thread_ts is None:
        return not message.is_reply or message.broadcast
    return thread_ts in (message.ts, message.thread_ts)


def _ephemerals(world: World, user: str, channel_id: str, thread_ts: str | None) -> list[Json]:
    held = [e for e in world.ephemerals if (e.user, e.channel, e.thread_ts) == (user, channel_id, thread_ts)]
    return [ephemeral_json(world, e) for e in held]


def _message(world: World, message: Message) -> Json:
    body = message_json(world, message)
    shown = without_none({key: body.get(key) for key in _SHOWN})
    if message.files:
        shown["files"] = [file_shown(file_json(world, file)) for file in message.files]
    name = message.username or _name(world, message.user)
    return shown | {"id": message.ts, "name": name, "ephemeral": False}


def file_shown(file: Json) -> Json:
    """A file as the page shows it; of a deleted one only that it was there."""
    if file["mode"] == "tombstone":
        return {"id": file["id"], "deleted": True}
    shown = {key: file[key] for key in ("id", "name", "mimetype", "size")}
    return shown | {"url": f"/sandbox/files/{file['id']}", "alt_txt": file.get("alt_txt", "")}


def _ephemeral(world: World, body: Json) -> Json:
    return body | {"name": _name(world, body["user"])}


def _name(world: World, user: str) -> str:
    person = world.people.get(user)
    return person.real_name if person else user


def stack(parts: Parts, user: str) -> Json:
    parts.world.person(user)
    return {"stack": [_view(parts, v) for v in parts.views.stack(user)]}


def _view(parts: Parts, view: View) -> Json:
    body = parts.views.json(view) | {"errors": view.errors}
    for actions in body["state"]["values"].values():
        for state in actions.values():
            if state["type"] == "file_input":
                state["files"] = [file_shown(file) for file in state["files"]]
    return body


def home(parts: Parts, user: str) -> Json:
    parts.world.person(user)
    view = parts.views.homes.get(user)
    return {"view": None if view is None else parts.views.json(view)}
