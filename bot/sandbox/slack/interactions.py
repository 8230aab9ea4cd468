"""What people do to the app: commands, clicks, forms, shortcuts. Each becomes a payload, each answer an effect."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.sandbox.slack import payloads
from bot.sandbox.slack.block_kit import GROUP, OPTION
from bot.sandbox.slack.elements import STATE_FIELDS, Found, Key, state_values
from bot.sandbox.slack.forms import client_errors
from bot.sandbox.slack.model import Answer, ApiError, Channel, Ephemeral, Json, Message
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.tickets import ResponseUrl
from bot.sandbox.slack.validate import items
from bot.sandbox.slack.views import View

Target = Message | Ephemeral | View


@dataclass(frozen=True)
class Interactions:
    parts: Parts
    response_urls: ResponseUrls

    # commands and shortcuts

    async def slash(self, user: str, channel_id: str, line: str) -> Answer:
        """`/snag text`. A late, missing or refused acknowledgement is told to the person, as Slack does."""
        world = self.parts.world
        person, channel = world.person(user), world.channel(channel_id)
        command, _, text = line.strip().partition(" ")
        if all(known.command != command for known in world.commands) or world.is_external(user):
            # People of other companies do not have the app's commands (bolt-python issue 767).
            self.parts.talk.slackbot(user, channel_id, f"{command} is not a valid command.")
            return Answer(None, problem="invalid_command", sent=False)
        place = self._place(user, channel)
        tickets = self.parts.tickets.new_trigger(user), self._url(place)
        body = payloads.slash(world, person, channel, (command, text.strip()), tickets)
        answer = await self.parts.wire.send("slash_commands", body)
        return self._command_answered(answer, place, command)

    def _command_answered(self, answer: Answer, place: ResponseUrl, command: str) -> Answer:
        problem = answer.problem
        if answer.ok and answer.body:
            try:
                ts = self.response_urls.new(place, answer.body)
                place.ephemeral_ts, place.message_ts = ts, ts
            except ApiError as error:
                problem = error.error
        if problem is None:
            return answer
        shown = "operation_timeout" if problem == "operation_timeout" else "dispatch_failed"
        self.parts.talk.slackbot(place.user, place.channel, f'{command} failed with the error "{shown}"')
        return replace(answer, problem=problem if answer.ok else shown)

    async def shortcut(self, user: str, callback_id: str) -> Answer:
        if self.parts.world.is_external(user):
            return Answer(None, problem="invalid_shortcut", sent=False)
        person = self.parts.world.person(user)
        trigger = self.parts.tickets.new_trigger(user)
        body = payloads.global_shortcut(self.parts.world, person, callback_id, trigger)
        return await self.parts.wire.send("interactive", body)

    async def message_shortcut(self, user: str, callback_id: str, message: Message) -> Answer:
        world = self.parts.world
        if world.is_external(user):
            return Answer(None, problem="invalid_shortcut", sent=False)
        place = self._place(user, world.channel(message.channel))
        tickets = self.parts.tickets.new_trigger(user), self._url(place)
        body = payloads.message_shortcut(world, world.person(user), message, callback_id, tickets)
        return await self.parts.wire.send("interactive", body)

    # elements

    async def act(self, user: str, target: Target, found: Found, state: Json, shown: list[Json]) -> Answer:
        """One element used. `shown` are the blocks as the person's client had them: a click may be late."""
        values: dict[Key, Json] = {}
        if found.element["type"] in STATE_FIELDS:
            values[found.key] = state
        if isinstance(target, View):
            self.fill(user, target, values)
        body = self._payload("block_actions", user, target, shown)
        body["trigger_id"] = self.parts.tickets.new_trigger(user, target.id if isinstance(target, View) else None)
        body["actions"] = [payloads.action(self.parts.world, found.key[0], found.element, state)]
        if not isinstance(target, View):
            body["state"] = {"values": state_values(shown, values)}
            body["response_url"] = self._url(self._place_of(user, target))
        return await self.parts.wire.send("interactive", body)

    async def suggest(self, user: str, target: Target, found: Found, query: str, shown: list[Json]) -> Answer:
        """Ask the app for the options of an external select."""
        body = self._payload("block_suggestion", user, target, shown)
        body |= {"block_id": found.key[0], "action_id": found.key[1], "value": query}
        answer = await self.parts.wire.send("interactive", body)
        bad = [
            *items(OPTION, 100, 0)(answer.body.get("options", []), "/options"),
            *items(GROUP, 100, 0)(answer.body.get("option_groups", []), "/option_groups"),
        ]
        return replace(answer, problem=bad[0]) if answer.ok and bad else answer

    def _payload(self, kind: str, user: str, target: Target, shown: list[Json]) -> Json:
        world = self.parts.world
        person = world.person(user)
        if isinstance(target, View):
            return payloads.on_view(world, kind, person, self.parts.views.json(target))
        if isinstance(target, Ephemeral):
            return payloads.on_ephemeral(world, kind, person, target)
        return payloads.on_message(world, kind, person, target, shown)

    # forms

    def fill(self, user: str, view: View, states: Mapping[Key, Json]) -> None:
        """Put into a form what somebody typed, chose or uploaded. Raises LookupError for a file that is not theirs."""
        for key, state in states.items():
            is_files = state["type"] == "file_input"
            view.typed[key] = state | {"files": self.parts.files.for_form(user, state["files"])} if is_files else state

    async def submit(self, user: str, view: View, typed: Mapping[Key, Json]) -> Answer:
        """Send a form. What the client finds wrong is not sent; an error of any kind keeps the typed text."""
        if self.parts.views.top(user) is not view:
            raise LookupError(f"view {view.id} is not on top for {user}")
        self.fill(user, view, typed)
        view.errors = client_errors(view)
        if view.errors:
            self.parts.hints.tell("view", user=user, view_id=view.id)
            return Answer(None, errors=view.errors, sent=False)
        trigger = self.parts.tickets.new_trigger(user, view.id, from_submission=True)
        body = payloads.submission(
            self.parts.world, self.parts.world.person(user), self.parts.views.json(view), trigger
        )
        answer = await self.parts.wire.send("interactive", body)
        if answer.ok:
            answer = self._submitted(view, answer)
        self.parts.hints.tell("view", user=user, view_id=view.id)
        return answer

    def _submitted(self, view: View, answer: Answer) -> Answer:
        views, reaction = self.parts.views, answer.body.get("response_action")
        try:
            if reaction is None:
                views.stacks[view.owner] = [held for held in views.stack(view.owner) if held is not view]
            elif reaction == "clear":
                views.clear(view.owner)
            elif reaction == "update":
                views.update(view, answer.body.get("view") or {}, None)
            elif reaction == "push":
                views.check(answer.body.get("view") or {})
                views.push_on(view.owner, answer.body["view"])
            elif reaction == "errors":
                return self._rejected(view, answer)
            else:
                return replace(answer, problem=f"unknown response_action {reaction}")
        except ApiError as error:
            return replace(answer, problem="; ".join([error.error, *error.messages]))
        return answer

    def _rejected(self, view: View, answer: Answer) -> Answer:
        errors = answer.body.get("errors")
        inputs = {block["block_id"] for block in view.blocks if block.get("type") == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            # Slack shows "We had some trouble connecting": errors must name blocks of type input.
            return replace(answer, problem="errors must name input blocks of the view")
        view.errors = errors
        return replace(answer, errors=errors)

    async def close(self, user: str, view: View) -> list[Answer]:
        """The person closes a form; the app hears of it only where it asked to."""
        gone = self.parts.views.close(view)
        self.parts.hints.tell("view", user=user, view_id=view.id)
        person, cleared = self.parts.world.person(user), bool(view.spec.get("clear_on_close"))
        asked = [held for held in reversed(gone) if held.spec.get("notify_on_close")]
        bodies = [payloads.closed(self.parts.world, person, self.parts.views.json(held), cleared) for held in asked]
        return [await self.parts.wire.send("interactive", body) for body in bodies]

    # places

    def _place(self, user: str, channel: Channel) -> ResponseUrl:
        return ResponseUrl(user, channel.id, self.parts.world.clock.machine())

    def _place_of(self, user: str, target: Message | Ephemeral) -> ResponseUrl:
        place = self._place(user, self.parts.world.channel(target.channel))
        place.thread_ts = target.thread_ts
        if isinstance(target, Ephemeral):
            place.ephemeral_ts = target.ts
        else:
            place.message_ts = target.ts
        return place

    def _url(self, place: ResponseUrl) -> str:
        return f"{self.parts.url}/response/{self.parts.tickets.new_response_url(place)}"
