"""How Slack writes things down in JSON: users, channels, messages, views' owners. Pure reading of the world."""

from collections.abc import Iterable
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.sandbox.slack.filetypes import filetype_of
from bot.sandbox.slack.model import Channel, Ephemeral, File, Group, Json, Message, Person
from bot.sandbox.slack.state import World, without_none

WEBHOOK_BOT = "B0WEBHOOK"


def user_json(world: World, person: Person, include_locale: bool = False) -> Json:
    offset = world.clock.now().astimezone(ZoneInfo(person.tz)).utcoffset()
    user: Json = {
        "id": person.id,
        "team_id": world.team_of(person.id),
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
    if world.is_external(person.id):
        user["is_stranger"] = world.is_stranger(person.id)
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
        "team": world.team_of(person.id),
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
        "is_shared": channel.shared_with is not None,
        "is_ext_shared": channel.shared_with is not None,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "shared_team_ids": [world.team.id, *([channel.shared_with] if channel.shared_with else [])],
        "context_team_id": world.team.id,
        "created": 1_700_000_000,
        "creator": "",
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
    body: Json = {"type": "message", "ts": message.ts, "text": message.text} | _author(world, message)
    body |= without_none(
        {"subtype": message.subtype, "client_msg_id": message.client_msg_id}
        | {"blocks": message.blocks or None, "attachments": message.attachments or None}
    )
    if message.files:
        body |= {"files": _files(world, message), "upload": True, "display_as_bot": False}
    if message.by_app and message.subtype != "tombstone":
        body |= {"bot_id": world.app.bot_id, "app_id": world.app.id, "bot_profile": bot_profile(world)}
    if message.subtype == "tombstone":
        body["hidden"] = True
    if message.edited_at:
        editor = world.app.bot_id if message.by_app else message.user
        body["edited"] = {"user": editor, "ts": message.edited_at}
    if message.reactions:
        body["reactions"] = [{"name": n, "users": list(u), "count": len(u)} for n, u in message.reactions.items()]
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body | _thread_json(world, message)


def _author(world: World, message: Message) -> Json:
    if message.username is not None:
        return {"subtype": "bot_message", "username": message.username, "bot_id": WEBHOOK_BOT}
    team = world.team_of(message.user)
    # A message with files says nothing of its team (slackapi/slack-api-specs issue 62).
    author: Json = {"user": message.user} | ({} if message.files else {"team": team})
    channel = world.channels.get(message.channel)
    shared = channel is not None and channel.shared_with is not None
    return author | ({"user_team": team, "source_team": team} if shared else {})  # slack-go/slack issue 695


def _files(world: World, message: Message) -> list[Json]:
    """Of another company's files a message gives only the ids, the rest must be asked for
    (apis/slack-connect, check_file_info)."""
    if not world.is_external(message.user):
        return [file_json(world, one) for one in message.files]
    return [{"id": one.id, "mode": "file_access", "file_access": "check_file_info"} for one in message.files]


def _thread_json(world: World, message: Message) -> Json:
    if message.is_reply and message.thread_ts:
        parent = world.find(message.channel, message.thread_ts)
        author = parent.user if parent else ""
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": author} if author else {})
    replies = world.replies_of(message)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user or WEBHOOK_BOT for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def file_json(world: World, file: File) -> Json:
    """A file as messages, forms and files.info carry it; of a deleted one only its name tag is left."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    kind, pretty = filetype_of(file.name, file.mimetype)
    private = f"{world.url}/files-pri/{world.team.id}-{file.id}"
    name = quote(file.name)
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": pretty,
        "user": file.user,
        "user_team": world.team_of(file.user),
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(kind == "channel" for kind in share_kinds(world, file)),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{private}/{name}",
        "url_private_download": f"{private}/download/{name}",
        "media_display_type": "unknown",
        "permalink": f"https://{world.team.domain}.slack.com/files/{file.user}/{file.id}/{name}",
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
    } | ({"alt_txt": file.alt_txt} if file.alt_txt else {})


def share_kinds(world: World, file: File) -> Iterable[str]:
    return (world.channels[channel].kind for channel, _ in file.shares if channel in world.channels)


def shares_json(world: World, file: File) -> Json:
    """Where a file stands, as only files.info tells it."""
    shares: Json = {}
    places: dict[str, list[str]] = {"channel": [], "group": [], "im": []}
    for channel_id, ts in file.shares:
        channel, message = world.channels.get(channel_id), world.find(channel_id, ts)
        if channel is None or message is None:
            continue
        access = "public" if channel.kind == "channel" else "private"
        entry = _thread_json(world, message) | {"ts": ts, "channel_name": channel.name, "team_id": world.team.id}
        shares.setdefault(access, {}).setdefault(channel_id, []).append(entry | {"share_user_id": message.user})
        if channel_id not in places[channel.kind]:
            places[channel.kind].append(channel_id)
    return {"shares": shares, "channels": places["channel"], "groups": places["group"], "ims": places["im"]}


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
