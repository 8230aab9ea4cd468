"""Answers to an interaction by its response_url: no token, thirty minutes, five times."""

from dataclasses import dataclass

from bot.sandbox.slack.model import ApiError, Json
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.talk import Content, checked
from bot.sandbox.slack.tickets import ResponseUrl


@dataclass(frozen=True)
class ResponseUrls:
    parts: Parts

    def take(self, key: str, body: object) -> tuple[int, Json]:
        """HTTP status and body of one POST to a response_url; `body` is None where it was not JSON."""
        if not isinstance(body, dict):
            return 400, {"ok": False, "error": "invalid_payload"}
        try:
            self.say(self.parts.tickets.use_response_url(key), body)
        except ApiError as error:
            gone = error.error in ("used_url", "expired_url", "invalid_url")
            return (404 if gone else 400), error.answer()
        return 200, {"ok": True}

    def say(self, place: ResponseUrl, body: Json) -> None:
        """Delete or replace what was acted on, else a new message: to the person alone unless `in_channel`."""
        if body.get("delete_original"):
            self._delete(place)
        elif body.get("replace_original") and self._replace(place, content_of(body)):
            return
        else:
            self.new(place, body)

    def new(self, place: ResponseUrl, body: Json) -> str:
        """Also an acknowledgement with a body. The app need not be in the channel; the ts of what was said."""
        content = content_of(body)
        talk, channel = self.parts.talk, self.parts.world.channel(place.channel)
        thread_ts = body.get("thread_ts") or place.thread_ts
        if body.get("response_type") == "in_channel":
            return talk.post(channel, content, thread_ts).ts
        return talk.whisper(place.user, channel.id, content, thread_ts=thread_ts).ts

    def _replace(self, place: ResponseUrl, content: Content) -> bool:
        held = self.parts.world.ephemeral(place.ephemeral_ts) if place.ephemeral_ts else None
        if held is not None:
            self.parts.talk.rewrite(held, content)
            return True
        message = self.parts.world.find(place.channel, place.message_ts) if place.message_ts else None
        if message is not None:
            self.parts.talk.update(message, content, keep_metadata=True)
        return message is not None

    def _delete(self, place: ResponseUrl) -> None:
        held = self.parts.world.ephemeral(place.ephemeral_ts) if place.ephemeral_ts else None
        if held is not None:
            self.parts.talk.unsay(held)
            return
        message = self.parts.world.find(place.channel, place.message_ts) if place.message_ts else None
        if message is not None:
            self.parts.talk.delete(message)


def content_of(body: Json) -> Content:
    return checked(body.get("text"), body.get("blocks"), body.get("attachments"), body.get("metadata"))
