"""Things that are handed out and run out: trigger ids (3 s, one use) and response URLs (30 min, 5 uses).

Both age by machine time: moving the sandbox's business clock must not expire a form somebody has open.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex

from bot.clock import Clock
from bot.sandbox.slack.model import ApiError

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES = 5


@dataclass
class Trigger:
    user: str
    made_at: datetime
    view_id: str | None = None
    from_submission: bool = False
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an interaction may be answered: the message it came from, if any, and who acted."""

    user: str
    channel: str
    made_at: datetime
    message_ts: str | None = None
    ephemeral_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Tickets:
    clock: Clock
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def new_trigger(self, user: str, view_id: str | None = None, *, from_submission: bool = False) -> str:
        made_at = self.clock.machine()
        key = f"{int(made_at.timestamp() * 1000)}.{len(self.triggers) + 1}.{token_hex(16)}"
        self.triggers[key] = Trigger(user, made_at, view_id, from_submission)
        return key

    def use_trigger(self, key: str) -> Trigger:
        trigger = self.triggers.get(key)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if self.clock.machine() - trigger.made_at > TRIGGER_LIFE:
            raise ApiError("expired_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, place: ResponseUrl) -> str:
        key = token_hex(12)
        self.response_urls[key] = place
        return key

    def use_response_url(self, key: str) -> ResponseUrl:
        place = self.response_urls.get(key)
        if place is None:
            raise ApiError("invalid_url")
        if self.clock.machine() - place.made_at > RESPONSE_URL_LIFE:
            raise ApiError("expired_url")
        if place.uses >= RESPONSE_URL_USES:
            raise ApiError("used_url")
        place.uses += 1
        return place

    def expire_everything(self) -> None:
        """Age all that was handed out past its life, as if an hour of machine time had gone by."""
        for trigger in self.triggers.values():
            trigger.made_at -= timedelta(hours=1)
        for place in self.response_urls.values():
            place.made_at -= timedelta(hours=1)
