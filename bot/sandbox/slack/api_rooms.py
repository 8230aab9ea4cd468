"""Web API: conversations.*."""

import re

from bot.sandbox.slack.api_chat import reachable, readable
from bot.sandbox.slack.args import Args
from bot.sandbox.slack.model import ApiError, Channel, Json, Message
from bot.sandbox.slack.pages import page
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.render import channel_json, message_json
from bot.sandbox.slack.state import order

_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_LISTED = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_TS = re.compile(r"\d+(\.\d+)?")


def open_conversation(parts: Parts, args: Args) -> Json:
    if args.has("channel"):
        channel = readable(parts, args.required("channel"))
        if not channel.is_im:
            raise ApiError("method_not_supported_for_channel_type")
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    users = [user for user in (args.text("users") or "").split(",") if user]
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > 1:
        raise ApiError("too_many_users")
    reachable(parts, users[0])
    channel = parts.world.dm(users[0])
    full = channel_json(parts.world, channel) if args.flag("return_im") else {"id": channel.id}
    return {"channel": full}


def info(parts: Parts, args: Args) -> Json:
    """A private channel the app is not in is not found; the kind of a conversation decides about the scope."""
    channel = readable(parts, args.required("channel"))
    parts.tokens.need(_READ[channel.kind])
    members = {"num_members": len(channel.members)} if args.flag("include_num_members") else {}
    return {"channel": channel_json(parts.world, channel) | members}


def list_channels(parts: Parts, args: Args) -> Json:
    kinds = [kind.strip() for kind in (args.text("types") or "public_channel").split(",")]
    for kind in kinds:
        if kind not in _LISTED:
            raise ApiError("invalid_types")
        parts.tokens.need(_READ[_LISTED[kind]])
    found = [c for c in parts.world.channels.values() if _kind(c) in kinds and _listed(parts, c)]
    if args.flag("exclude_archived"):
        found = [c for c in found if not c.is_archived]
    held, metadata = page(found, args, default=100)
    told = [channel_json(parts.world, c) | ({} if c.is_im else {"num_members": len(c.members)}) for c in held]
    return {"channels": told, "response_metadata": metadata}


def _kind(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _listed(parts: Parts, channel: Channel) -> bool:
    return not channel.is_private or parts.world.bot_is_in(channel)


def members(parts: Parts, args: Args) -> Json:
    channel = readable(parts, args.required("channel"))
    parts.tokens.need(_READ[channel.kind])
    held, metadata = page(sorted(channel.members), args, default=100)
    return {"members": held, "response_metadata": metadata}


def join(parts: Parts, args: Args) -> Json:
    channel = readable(parts, args.required("channel"))
    if channel.is_private or channel.is_im:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    body: Json = {}
    if parts.world.bot_is_in(channel):
        body = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    else:
        enter(parts, channel, parts.world.app.bot_user_id)
    return {"channel": channel_json(parts.world, channel)} | body


def enter(parts: Parts, channel: Channel, user: str, inviter: str | None = None) -> None:
    channel.members.add(user)
    event: Json = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": parts.world.team_of(user),
        "event_ts": parts.world.next_ts(),
    }
    parts.events.emit(event | ({"inviter": inviter} if inviter else {}), channel)


def history(parts: Parts, args: Args) -> Json:
    channel = _with_history(parts, args)
    found = [m for m in parts.world.in_channel(channel.id) if not m.is_reply or m.broadcast]
    found = [m for m in reversed(found) if _in_window(m, args)]
    held, metadata = page(found, args, default=100, most=999)
    return _answer(parts, args, held, metadata)


def replies(parts: Parts, args: Args) -> Json:
    """The parent, then its replies, oldest first; a reply's own ts gives that reply alone."""
    channel = _with_history(parts, args)
    parent = parts.world.find(channel.id, args.required("ts"))
    if parent is None:
        raise ApiError("thread_not_found")
    answers = [m for m in parts.world.replies_of(parent) if _in_window(m, args)]
    held, metadata = page([parent, *answers], args, default=1000)
    if args.has("cursor"):
        held = [parent, *held]  # every page begins with the parent
    return _answer(parts, args, held, metadata)


def _answer(parts: Parts, args: Args, held: list[Message], metadata: Json) -> Json:
    whole = args.flag("include_all_metadata")
    more = bool(metadata["next_cursor"])
    body: Json = {"messages": [message_json(parts.world, m, metadata=whole) for m in held], "has_more": more}
    return body | ({"response_metadata": metadata} if more else {})


def _with_history(parts: Parts, args: Args) -> Channel:
    channel = readable(parts, args.required("channel"))
    if not parts.world.bot_is_in(channel):
        raise ApiError("not_in_channel")
    parts.tokens.need({"channel": "channels:history", "group": "groups:history", "im": "im:history"}[channel.kind])
    for name in ("oldest", "latest"):
        if not _TS.fullmatch(args.text(name) or "0"):
            raise ApiError(f"invalid_ts_{name}")
    return channel


def _in_window(message: Message, args: Args) -> bool:
    at = order(message.ts)
    inclusive = args.flag("inclusive")
    oldest, latest = args.text("oldest"), args.text("latest")
    after = oldest is None or at > order(oldest) or (inclusive and at == order(oldest))
    before = latest is None or at < order(latest) or (inclusive and at == order(latest))
    return after and before
