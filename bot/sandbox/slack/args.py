"""What a Web API request says, whatever its encoding: query, form, JSON, or JSON inside a form field."""

import json
from collections.abc import Mapping

from aiohttp import web

from bot.sandbox.slack.model import ApiError, Json
from bot.sandbox.slack.validate import complaint

_STRUCTURED = {"blocks", "attachments", "metadata", "view", "files"}


async def read_args(request: web.Request) -> Json:
    """slack_sdk 3.47 sends GET + query, POST + query, POST JSON and POST form, method by method (measured)."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= _json_object(await request.text())
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in _STRUCTURED & args.keys():
        args[name] = _structured(name, args[name])
    return args


def _json_object(text: str) -> Json:
    if not text.strip():
        return {}
    try:
        body = json.loads(text)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(body, dict):
        raise ApiError("json_not_object")
    return body


def _structured(name: str, value: object) -> object:
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        error = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}.get(name)
        raise ApiError(error or "invalid_arguments", [complaint("must be valid JSON", f"/{name}")]) from None


class Args:
    """Typed reading of one request's arguments; numbers and booleans may come as text."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None or value == "" else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise ApiError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        try:
            return default if value is None else int(value)
        except ValueError:
            raise ApiError("invalid_arguments", [f"[ERROR] must be an integer [json-pointer:/{name}]"]) from None

    def object(self, name: str) -> Json | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise ApiError("invalid_arguments", [complaint("must be an object", f"/{name}")])
        return value
