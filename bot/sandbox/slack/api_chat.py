"""Web API: chat.* and reactions.*."""

from dataclasses import replace

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.model import ApiError, Channel, Json, Message
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.render import message_json
from bot.sandbox.slack.talk import Content, checked

UPDATE_TEXT_LIMIT = 4000


def post_message(parts: Parts, args: Args) -> Json:
    channel = _where_to_post(parts, args.required("channel"))
    content = content_of(args)
    message = parts.talk.post(channel, content, args.text("thread_ts"), broadcast=args.flag("reply_broadcast"))
    body = message_json(parts.world, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": body} | warnings(content)


def post_ephemeral(parts: Parts, args: Args) -> Json:
    channel = writable(parts, args.required("channel"))
    user = args.required("user")
    if user not in parts.world.people or not parts.world.sees(user, channel.id) or user not in channel.members:
        raise ApiError("user_not_in_channel")
    content, thread_ts = content_of(args), parts.talk.thread_of(channel, args.text("thread_ts"))
    if thread_ts is not None and not parts.talk.is_active(channel, thread_ts):
        # As chat.postEphemeral says of thread_ts: such a message is only shown in an active thread.
        parts.world.warnings.append(f"an ephemeral message in a thread without replies is not shown: {content.text}")
        return {"message_ts": parts.world.next_ts()}
    return {"message_ts": parts.talk.whisper(user, channel.id, content, thread_ts=thread_ts).ts}


def update(parts: Parts, args: Args) -> Json:
    channel = parts.world.channel(args.required("channel"))
    message = own_message(parts, channel, args.required("ts"), "cant_update_message")
    if channel.is_archived:
        raise ApiError("is_archived")
    text = args.text("text")
    if text is not None and len(text) > UPDATE_TEXT_LIMIT:
        # Unlike chat.postMessage, chat.update refuses (seratch/ChatGPT-in-Slack issue 102).
        raise ApiError("msg_too_long")
    content = _updated(message, args)
    parts.talk.update(message, content, keep_metadata=not args.has("metadata"))
    body = message_json(parts.world, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": body} | warnings(content)


def _updated(message: Message, args: Args) -> Content:
    """Text alone removes the blocks; blocks alone leave the text (Slack docs: reference/methods/chat.update)."""
    content = content_of(args)
    attachments = content.attachments if args.has("attachments") else message.attachments
    text = content.text if args.has("text") or args.has("markdown_text") else message.text
    return replace(content, text=text, attachments=attachments)


def delete(parts: Parts, args: Args) -> Json:
    channel = parts.world.channel(args.required("channel"))
    message = own_message(parts, channel, args.required("ts"), "cant_delete_message")
    parts.talk.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(parts: Parts, args: Args) -> Json:
    channel = readable(parts, args.required("channel"))
    message = parts.world.find(channel.id, args.required("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(parts, message)}


def permalink(parts: Parts, message: Message) -> str:
    base = f"https://{parts.world.team.domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{base}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else base


def add_reaction(parts: Parts, args: Args) -> Json:
    channel = readable(parts, args.required("channel"))
    message = _reacted_to(parts, channel, args)
    if channel.is_archived:
        raise ApiError("is_archived")
    react(parts, parts.world.app.bot_user_id, message, args.required("name"))
    return {}


def remove_reaction(parts: Parts, args: Args) -> Json:
    message = _reacted_to(parts, readable(parts, args.required("channel")), args)
    unreact(parts, parts.world.app.bot_user_id, message, args.required("name"))
    return {}


def _reacted_to(parts: Parts, channel: Channel, args: Args) -> Message:
    message = parts.world.find(channel.id, args.required("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    return message


def get_reactions(parts: Parts, args: Args) -> Json:
    channel = readable(parts, args.required("channel"))
    message = _reacted_to(parts, channel, args)
    return {"type": "message", "channel": channel.id, "message": message_json(parts.world, message)}


def react(parts: Parts, user: str, message: Message, name: str) -> None:
    if not name or ":" in name.replace("::skin-tone-", ""):
        raise ApiError("invalid_name")
    users = message.reactions.setdefault(name, [])
    if user in users:
        raise ApiError("already_reacted")
    users.append(user)
    parts.hints.tell("message_changed", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
    parts.events.reacted("reaction_added", user, name, message, parts.world.next_ts())


def unreact(parts: Parts, user: str, message: Message, name: str) -> None:
    users = message.reactions.get(name, [])
    if user not in users:
        raise ApiError("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[name]
    parts.hints.tell("message_changed", channel=message.channel, ts=message.ts, thread_ts=message.thread_ts)
    parts.events.reacted("reaction_removed", user, name, message, parts.world.next_ts())


# shared


def content_of(args: Args) -> Content:
    if args.has("markdown_text") and (args.text("text") or args.values.get("blocks")):
        raise ApiError("markdown_text_conflict")
    return checked(
        args.text("text") or args.text("markdown_text"),
        args.values.get("blocks"),
        args.values.get("attachments"),
        args.object("metadata"),
        link_names=args.flag("link_names") or args.text("parse") == "full",
    )


def warnings(content: Content) -> Json:
    if not content.truncated:
        return {}
    return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


def readable(parts: Parts, channel_id: str) -> Channel:
    """A private channel the bot is not in does not exist for it."""
    channel = parts.world.channel(channel_id)
    if (channel.is_private or channel.is_im) and not parts.world.bot_is_in(channel):
        raise ApiError("channel_not_found")
    return channel


def writable(parts: Parts, channel_id: str) -> Channel:
    channel = readable(parts, channel_id)
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.im_with is not None:
        reachable(parts, channel.im_with)
    elif not parts.world.bot_is_in(channel) and "chat:write.public" not in parts.tokens.scopes:
        raise ApiError("not_in_channel")
    return channel


def reachable(parts: Parts, user: str) -> None:
    person = parts.world.person(user)
    if person.is_bot:
        raise ApiError("cannot_dm_bot")
    if person.deleted:
        raise ApiError("user_disabled")


def _where_to_post(parts: Parts, wanted: str) -> Channel:
    """A channel's id or `#name`, a DM's id, or a person's id: then their DM."""
    if wanted[:1] in ("U", "W"):
        if wanted not in parts.world.people:
            raise ApiError("channel_not_found")
        reachable(parts, wanted)
        return parts.world.dm(wanted)
    by_name = (c.id for c in parts.world.channels.values() if not c.is_im and c.name == wanted.lstrip("#"))
    return writable(parts, wanted if wanted in parts.world.channels else next(by_name, wanted))


def own_message(parts: Parts, channel: Channel, ts: str, refusal: str) -> Message:
    """Ephemerals are not found: they can be changed through their response_url only."""
    message = parts.world.find(channel.id, ts)
    if message is None:
        raise ApiError("message_not_found")
    if not message.by_app:
        raise ApiError(refusal)
    return message
