"""One person at their client: what they type, click and see. Plain Python values in, Slack's payloads out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.api_chat import react, unreact
from bot.sandbox.slack.api_rooms import enter as join
from bot.sandbox.slack.block_kit import TEXT_INPUTS
from bot.sandbox.slack.elements import Found, Key, chosen, find_element
from bot.sandbox.slack.forms import pairs
from bot.sandbox.slack.interactions import Interactions, Target
from bot.sandbox.slack.model import Answer, Channel, Json, Message
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.render import ephemeral_json, file_json, message_json
from bot.sandbox.slack.state import without_none
from bot.sandbox.slack.views import View


@dataclass(frozen=True)
class Actor:
    id: str
    parts: Parts
    interactions: Interactions

    # what they see

    @property
    def dm(self) -> str:
        return self.parts.world.dm(self.id).id

    @property
    def stack(self) -> list[Json]:
        return [self.parts.views.json(view) for view in self.parts.views.stack(self.id)]

    @property
    def view(self) -> Json | None:
        """The form on top, None when none is open."""
        view = self.parts.views.top(self.id)
        return None if view is None else self.parts.views.json(view)

    @property
    def view_errors(self) -> Mapping[str, str]:
        view = self.parts.views.top(self.id)
        return {} if view is None else view.errors

    @property
    def home(self) -> Json | None:
        view = self.parts.views.homes.get(self.id)
        return None if view is None else self.parts.views.json(view)

    def ephemerals(self) -> list[Json]:
        return [ephemeral_json(self.parts.world, e) for e in self.parts.world.ephemerals if e.user == self.id]

    # what they do

    async def slash(self, channel: str, command_and_text: str) -> Answer:
        self._room(channel)
        return await self.interactions.slash(self.id, channel, command_and_text)

    async def upload(self, name: str, content: bytes, mimetype: str | None = None, alt_txt: str = "") -> Json:
        """Choose a file in the client; it goes into a form or a message with `submit` or `say`."""
        return file_json(self.parts.world, self.parts.files.keep(self.id, name, content, mimetype, alt_txt))

    async def delete_file(self, file: Json) -> None:
        [held] = self.parts.files.own(self.id, [file])
        self.parts.files.delete(held)

    async def say(
        self, channel: str, text: str, thread_ts: str | None = None, files: Sequence[Json | str] = ()
    ) -> Json:
        """`@name` becomes a mention, the rest is escaped, as a client does it. Who speaks in a channel joins it."""
        place = self._room(channel)
        if self.id not in place.members:
            join(self.parts, place, self.id)
        message = self.parts.talk.say(self.id, place, text, thread_ts, self.parts.files.own(self.id, files))
        return message_json(self.parts.world, message)

    async def edit(self, message: Json, text: str) -> None:
        self.parts.talk.edit(self._own(message), text)

    async def delete(self, message: Json) -> None:
        self.parts.talk.delete(self._own(message))

    async def react(self, message: Json, name: str) -> None:
        react(self.parts, self.id, self._message(message), name)

    async def unreact(self, message: Json, name: str) -> None:
        unreact(self.parts, self.id, self._message(message), name)

    async def click(
        self, shown: Json, action_id: str, *, value: object = None, block_id: str | None = None, **selected: Any
    ) -> Answer:
        """Use an element of a message, ephemeral or view as it was shown to this person.

        A button needs no more; `value` picks one of several, or an option. Other elements take
        `selected_user=`, `selected_date=` … as in Slack's state, or `choose=` with a plain value.
        """
        target = self._target(shown)
        blocks = target.blocks if isinstance(target, View) else shown["blocks"]
        found = find_element(blocks, action_id, block_id=block_id, value=value)
        return await self.interactions.act(self.id, target, found, self._state(found, value, selected), blocks)

    async def type(self, values: Mapping[str, Any], *, enter: bool = False) -> list[Answer]:
        """Fill in fields of the form on top without sending it; `enter` presses Enter in each.

        Inputs with dispatch_action tell the app at once: a choice always, text as its dispatch_action_config says.
        One call is one pause in the typing: to type on, call it again with the longer text.
        """
        view = self._top()
        answers = []
        for key, state in (await self._states(view, values)).items():
            self.interactions.fill(self.id, view, {key: state})
            found = find_element(view.blocks, key[1], block_id=key[0])
            if _dispatches(found, enter):
                answers.append(await self.interactions.act(self.id, view, found, state, view.blocks))
        return answers

    async def submit(self, values: Mapping[str, Any] | None = None) -> Answer:
        """Send the form on top; values by {block_id: {action_id: value}} or by {label: value}."""
        view = self._top()
        return await self.interactions.submit(self.id, view, await self._states(view, values or {}))

    async def close_view(self) -> list[Answer]:
        return await self.interactions.close(self.id, self._top())

    async def suggest(self, shown: Json, action_id: str, query: str, *, block_id: str | None = None) -> Answer:
        target = self._target(shown)
        blocks = target.blocks if isinstance(target, View) else shown["blocks"]
        found = find_element(blocks, action_id, block_id=block_id)
        return await self.interactions.suggest(self.id, target, found, query, blocks)

    async def shortcut(self, callback_id: str) -> Answer:
        return await self.interactions.shortcut(self.id, callback_id)

    async def message_shortcut(self, callback_id: str, message: Json) -> Answer:
        return await self.interactions.message_shortcut(self.id, callback_id, self._message(message))

    async def open_home(self, tab: str = "home") -> None:
        world = self.parts.world
        event = {"type": "app_home_opened", "user": self.id, "channel": self.dm, "tab": tab}
        self.parts.events.emit(without_none(event | {"event_ts": world.next_ts(), "view": self.home}))

    # whom they mean

    def _target(self, shown: Json) -> Target:
        views = self.parts.views
        if str(shown.get("id", "")) in views.by_id:
            view = views.by_id[shown["id"]]
            if not views.is_open(view) or view.owner != self.id:
                raise LookupError(f"view {view.id} is not open for {self.id}")
            return view
        held = self.parts.world.ephemeral(shown["ts"])
        if held is not None:
            if held.user != self.id:
                raise LookupError(f"{self.id} cannot see the ephemeral message of {held.user}")
            return held
        return self._message(shown)

    def _message(self, shown: Json) -> Message:
        message = self.parts.world.find_anywhere(shown["ts"])
        if message is None:
            raise LookupError(f"no message {shown['ts']}")
        if not self.parts.world.sees(self.id, message.channel):
            raise LookupError(f"{self.id} cannot see {message.channel}")
        return message

    def _room(self, channel: str) -> Channel:
        if not self.parts.world.sees(self.id, channel):
            raise LookupError(f"{self.id} cannot see {channel}")
        return self.parts.world.channel(channel)

    def _own(self, shown: Json) -> Message:
        message = self._message(shown)
        if message.user != self.id:
            raise LookupError(f"message {message.ts} is not by {self.id}")
        return message

    def _top(self) -> View:
        view = self.parts.views.top(self.id)
        if view is None:
            raise LookupError(f"no form is open for {self.id}")
        return view

    def _state(self, found: Found, value: object, selected: Mapping[str, Any]) -> Json:
        kind = found.element["type"]
        if kind == "button":
            return {"type": kind}
        if "choose" in selected:
            return chosen(found.element, selected["choose"])
        if selected:
            return {"type": kind, **selected}
        return chosen(found.element, value)

    async def _states(self, view: View, values: Mapping[str, Any]) -> dict[Key, Json]:
        states: dict[Key, Json] = {}
        for found, value in pairs(view, values):
            searched = found.element["type"] == "external_select" and isinstance(value, str)
            picked = await self._external(view, found, value) if searched else value
            states[found.key] = chosen(found.element, picked)
        return states

    async def _external(self, view: View, found: Found, query: str) -> Json:
        """Type into an external select and take the option that says or means what was typed, else the first."""
        answer = await self.interactions.suggest(self.id, view, found, query, view.blocks)
        groups = answer.body.get("option_groups") or []
        options: list[Json] = [*(answer.body.get("options") or []), *(o for g in groups for o in g["options"])]
        if not options:
            raise LookupError(f"no suggestions for {query!r}: {answer}")
        exact = (o for o in options if query in (o["value"], o["text"]["text"]))
        return next(exact, options[0])


def _dispatches(found: Found, enter: bool) -> bool:
    """Whether the client tells the app of it (reference/block-kit: dispatch action configuration object)."""
    if found.block.get("type") != "input":
        return True
    if not found.block.get("dispatch_action"):
        return False
    if found.element["type"] not in TEXT_INPUTS:
        return True
    when = (found.element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
    return "on_character_entered" in when or (enter and "on_enter_pressed" in when)
