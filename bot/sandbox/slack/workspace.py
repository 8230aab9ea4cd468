"""What admins and people do to the workspace itself, with the events the app gets for it."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.api_rooms import enter
from bot.sandbox.slack.model import Channel, Json
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.render import group_json, message_json, user_json


@dataclass(frozen=True)
class Workspace:
    parts: Parts

    # channels

    def invite(self, channel_id: str, user: str, by: str | None = None) -> None:
        enter(self.parts, self.parts.world.channel(channel_id), user, by)

    def remove(self, channel_id: str, user: str, by: str = "U0ADMIN") -> None:
        """Somebody leaves or is removed. The app itself gets channel_left instead: it is no longer there to see."""
        channel = self.parts.world.channel(channel_id)
        about_app = user == self.parts.world.app.bot_user_id
        group = channel.is_private
        if about_app:
            self._emit("group_left" if group else "channel_left", channel, channel=channel.id, actor_id=by)
        else:
            kind = "G" if group else "C"
            team = self.parts.world.team_of(user)
            self._emit("member_left_channel", channel, user=user, channel=channel.id, channel_type=kind, team=team)
        channel.members.discard(user)

    def archive(self, channel_id: str, by: str = "U0ADMIN") -> None:
        channel = self.parts.world.channel(channel_id)
        channel.is_archived = True
        self._emit(_kind(channel, "archive"), channel, channel=channel.id, user=by, is_moved=0)

    def unarchive(self, channel_id: str, by: str = "U0ADMIN") -> None:
        channel = self.parts.world.channel(channel_id)
        channel.is_archived = False
        self._emit(_kind(channel, "unarchive"), channel, channel=channel.id, user=by)

    def rename(self, channel_id: str, name: str) -> None:
        channel = self.parts.world.channel(channel_id)
        channel.name = name
        about = {"id": channel.id, "name": name, "name_normalized": name, "created": 1_700_000_000, "is_mpim": False}
        self._emit(_kind(channel, "rename"), channel, channel=about | {"is_channel": not channel.is_private})

    def delete(self, channel_id: str, by: str = "U0ADMIN") -> None:
        """Gone for good: afterwards every method answers channel_not_found."""
        channel = self.parts.world.channel(channel_id)
        self._emit(_kind(channel, "deleted"), channel, channel=channel.id, actor_id=by)
        del self.parts.world.channels[channel_id]

    def post_as_webhook(self, channel_id: str, text: str, username: str = "Status page") -> Json:
        """Another integration says something; its messages have a name and no user."""
        message = self.parts.talk.post_as_webhook(self.parts.world.channel(channel_id), text, username)
        return message_json(self.parts.world, message)

    # people

    def change_person(self, user: str, **fields: Any) -> None:
        """New locale, tz, name; `deleted=True` deactivates."""
        person = self.parts.world.person(user)
        for name, value in fields.items():
            if not hasattr(person, name):
                raise AttributeError(f"a person has no {name}")
            setattr(person, name, value)
        self._emit("user_change", None, user=user_json(self.parts.world, person, include_locale=True))

    def join_team(self, user: str) -> None:
        """Announce somebody who was just added with `add_person`."""
        self._emit("team_join", None, user=user_json(self.parts.world, self.parts.world.person(user)))

    def change_group(self, group_id: str, members: list[str]) -> None:
        group = self.parts.world.groups[group_id]
        group.members = list(members)
        body = group_json(self.parts.world, group) | {"users": list(members)}
        self._emit("subteam_updated", None, subteam=body)

    # the app itself

    def uninstall(self) -> None:
        """Both events, in no promised order, and no API call works any more."""
        tokens = {"oauth": [], "bot": [self.parts.world.app.bot_user_id]}
        self._emit("tokens_revoked", None, tokens=tokens)
        self._emit("app_uninstalled", None)
        self.parts.tokens.refused_as = "account_inactive"

    def _emit(self, kind: str, place: Channel | None, /, **fields: object) -> None:
        event: Json = {"type": kind, **fields, "event_ts": self.parts.world.next_ts()}
        self.parts.events.emit(event, place)


def _kind(channel: Channel, what: str) -> str:
    return f"{'group' if channel.is_private else 'channel'}_{what}"
