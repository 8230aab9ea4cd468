"""Web API: files.*."""

from bot.sandbox.slack.api_chat import reachable, readable, writable
from bot.sandbox.slack.args import Args
from bot.sandbox.slack.model import ApiError, Channel, Json
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.render import file_json, shares_json
from bot.sandbox.slack.talk import Content, checked
from bot.sandbox.slack.validate import complaint

ALT_TEXT_LIMIT = 1000


def get_upload_url(parts: Parts, args: Args) -> Json:
    """First step of three; the bytes follow by POST to the address."""
    name, length = args.required("filename"), args.number("length", 0)
    if length <= 0:
        raise ApiError("missing_argument")
    alt_txt = args.text("alt_txt") or ""
    if len(alt_txt) > ALT_TEXT_LIMIT:
        raise ApiError("alt_txt_too_large")
    key, file = parts.files.announce(name, length, alt_txt)
    return {"upload_url": f"{parts.url}/upload/v1/{key}", "file_id": file.id}


def complete_upload(parts: Parts, args: Args) -> Json:
    """Last step. Slack shares the file after it has answered, so the answer does not say where it stands
    (python-slack-sdk issue 1329): the message comes as an event, and files.info tells its ts."""
    wanted, content, places = _wanted(args), _content(args), _places(parts, args)
    for place in places:
        parts.talk.thread_of(place, args.text("thread_ts"))
    files = parts.files.complete(wanted)
    told = [file_json(parts.world, file) | {"shares": {}, "channels": [], "groups": [], "ims": []} for file in files]
    for place in places:
        parts.talk.post(place, content, args.text("thread_ts"), files=files)
    return {"files": told}


def _wanted(args: Args) -> dict[str, str]:
    held = args.values.get("files")
    if not isinstance(held, list) or not held or not all(isinstance(one, dict) and one.get("id") for one in held):
        raise ApiError("invalid_arguments", [complaint("must be an array of objects with an id", "/files")])
    return {str(one["id"]): str(one.get("title") or "") for one in held}


def _places(parts: Parts, args: Args) -> list[Channel]:
    """`channel_id` is a channel's id; `channels` are several, or people (files.completeUploadExternal)."""
    one, many = args.text("channel_id"), (args.text("channels") or "").split(",")
    places = [_room(parts, one)] if one else []
    return places + [_dm(parts, wanted) or _room(parts, wanted) for wanted in many if wanted]


def _dm(parts: Parts, wanted: str) -> Channel | None:
    if wanted not in parts.world.people:
        return None
    reachable(parts, wanted)
    return parts.world.dm(wanted)


def _room(parts: Parts, channel_id: str) -> Channel:
    """chat:write.public is not enough here: the app must be a member."""
    channel = readable(parts, channel_id)
    if not parts.world.bot_is_in(channel):
        raise ApiError("not_in_channel")
    return writable(parts, channel_id)


def _content(args: Args) -> Content:
    comment = args.text("initial_comment")
    blocks = None if comment else args.values.get("blocks")
    return checked(comment, blocks) if comment or blocks else Content()


def info(parts: Parts, args: Args) -> Json:
    file = parts.files.seen_by_app(args.required("file"))
    told = file_json(parts.world, file) | shares_json(parts.world, file)
    return {"file": told, "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(parts: Parts, args: Args) -> Json:
    """An app may delete only what it uploaded itself."""
    file = parts.files.seen_by_app(args.required("file"))
    if not file.by_app:
        raise ApiError("cant_delete_file")
    parts.files.delete(file)
    return {}
