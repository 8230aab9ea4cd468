"""How Slack writes things down in JSON: users, channels, messages, views' owners. Pure reading of the world."""

from zoneinfo import ZoneInfo

from bot.sandbox.slack.model import Channel, Ephemeral, Group, Json, Message, Person
from bot.sandbox.slack.state import World, without_none


def user_json(world: World, person: Person, include_locale: bool = False) -> Json:
    offset = world.clock.now().astimezone(ZoneInfo(person.tz)).utcoffset()
    user: Json = {
        "id": person.id,
        "team_id": world.team.id,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(world, person),
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if include_locale:
        user["locale"] = person.locale
    return user


def _profile(world: World, person: Person) -> Json:
    profile: Json = {
        "title": person.title,
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "team": world.team.id,
    }
    if person.id == world.app.bot_user_id:
        profile |= {"api_app_id": world.app.id, "bot_id": world.app.bot_id}
    return profile


def channel_json(world: World, channel: Channel) -> Json:
    if channel.is_im:
        return {"id": channel.id, "is_im": True, "user": channel.im_with, "is_archived": False, "created": 1}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_member": world.bot_is_in(channel),
        "is_shared": False,
        "is_ext_shared": False,
        "created": 1_700_000_000,
        "creator": "",
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def group_json(world: World, group: Group) -> Json:
    return {
        "id": group.id,
        "team_id": world.team.id,
        "is_usergroup": True,
        "name": group.handle,
        "handle": group.handle,
        "date_delete": 0,
        "user_count": len(group.members),
    }


def bot_profile(world: World) -> Json:
    app = world.app
    return {"id": app.bot_id, "app_id": app.id, "name": app.name, "deleted": False, "team_id": world.team.id}


def message_json(world: World, message: Message, *, metadata: bool = False) -> Json:
    """A message as history returns it; `metadata` only for those who ask."""
    body: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    body |= without_none(
        {"subtype": message.subtype, "client_msg_id": message.client_msg_id, "team": world.team.id}
        | {"blocks": message.blocks or None, "attachments": message.attachments or None}
    )
    if message.by_app and message.subtype != "tombstone":
        body |= {"bot_id": world.app.bot_id, "app_id": world.app.id, "bot_profile": bot_profile(world)}
    if message.edited_at:
        editor = world.app.bot_id if message.by_app else message.user
        body["edited"] = {"user": editor, "ts": message.edited_at}
    if message.reactions:
        body["reactions"] = [{"name": n, "users": list(u), "count": len(u)} for n, u in message.reactions.items()]
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body | _thread_json(world, message)


def _thread_json(world: World, message: Message) -> Json:
    if message.is_reply and message.thread_ts:
        parent = world.find(message.channel, message.thread_ts)
        return without_none({"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else None})
    replies = world.replies_of(message)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def ephemeral_json(world: World, held: Ephemeral) -> Json:
    """Not an answer of Slack's API (it has none): what the one reader sees, for tests and the page."""
    body: Json = {
        "id": held.ts,
        "ts": held.ts,
        "channel": held.channel,
        "user": held.author,
        "to": held.user,
        "text": held.text,
        "blocks": held.blocks,
        "ephemeral": True,
    }
    if held.author == world.app.bot_user_id:
        body |= {"bot_id": world.app.bot_id, "app_id": world.app.id}
    return body | without_none({"thread_ts": held.thread_ts})
