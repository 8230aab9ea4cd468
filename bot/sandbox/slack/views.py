"""Forms and Home tabs: who has which open, how they stack, what was typed, and which hash is current."""

from dataclasses import dataclass, field
from secrets import token_hex

from bot.sandbox.slack.block_kit import view_complaints
from bot.sandbox.slack.elements import Key, as_kept, interactive, state_values
from bot.sandbox.slack.model import ApiError, Json
from bot.sandbox.slack.state import World
from bot.sandbox.slack.tickets import Trigger

STACK_LIMIT = 3


@dataclass
class View:
    id: str
    owner: str
    spec: Json
    blocks: list[Json]
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: dict[Key, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.spec["type"])

    @property
    def external_id(self) -> str:
        return str(self.spec.get("external_id") or "")

    def replace(self, spec: Json, new_hash: str) -> None:
        """New layout; what was typed stays only where block_id, action_id and type stay."""
        self.spec, self.blocks, self.hash = spec, as_kept(spec["blocks"]), new_hash
        kinds = {found.key: found.element["type"] for found in interactive(self.blocks)}
        self.typed = {key: state for key, state in self.typed.items() if kinds.get(key) == state["type"]}
        self.errors = {}


@dataclass
class Views:
    world: World
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    by_id: dict[str, View] = field(default_factory=dict)

    def stack(self, user: str) -> list[View]:
        return self.stacks.setdefault(user, [])

    def top(self, user: str) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None

    def is_open(self, view: View) -> bool:
        return view in self.stack(view.owner) or self.homes.get(view.owner) is view

    def open(self, trigger: Trigger, spec: Json) -> View:
        """A form over everything else. From a submission's trigger Slack says ok, but desktops show nothing."""
        self.check(spec)
        view = self._make(trigger.user, spec, [])
        if not trigger.from_submission:
            self.stacks[trigger.user] = [view]
        return view

    def push(self, trigger: Trigger, spec: Json) -> View:
        self.check(spec)
        stack = self.stack(trigger.user)
        if trigger.view_id is None or not stack:
            # "invalid trigger_id": a push needs a trigger from inside an open form (python-slack-sdk issue 804).
            raise ApiError("invalid_trigger_id")
        return self.push_on(trigger.user, spec)

    def push_on(self, user: str, spec: Json) -> View:
        stack = self.stack(user)
        if len(stack) >= STACK_LIMIT:
            raise ApiError("push_limit_reached")
        view = self._make(user, spec, stack)
        stack.append(view)
        return view

    def update(self, view: View, spec: Json, stated_hash: str | None) -> View:
        self.check(spec, kind=view.kind, ignore=view)
        if stated_hash and stated_hash != view.hash:
            raise ApiError("hash_conflict")
        view.replace(spec, self._hash())
        return view

    def publish(self, user: str, spec: Json, stated_hash: str | None) -> View:
        held = self.homes.get(user)
        self.check(spec, kind="home", ignore=held)
        if stated_hash and (held is None or stated_hash != held.hash):
            raise ApiError("hash_conflict")
        if held is None:
            held = self.homes[user] = self._make(user, spec, [])
        else:
            held.replace(spec, self._hash())
        return held

    def find(self, view_id: str | None, external_id: str | None) -> View:
        if view_id:
            view = self.by_id.get(view_id)
        else:
            view = next((v for v in self._live() if external_id and v.external_id == external_id), None)
        if view is None or not self.is_open(view):
            raise ApiError("not_found")
        return view

    def check(self, spec: Json, kind: str = "modal", ignore: View | None = None) -> None:
        complaints = view_complaints(spec, kind)
        if complaints:
            raise ApiError("invalid_arguments", complaints)
        wanted = spec.get("external_id")
        if wanted and any(v.external_id == wanted for v in self._live() if v is not ignore):
            raise ApiError("duplicate_external_id")

    def close(self, view: View) -> list[View]:
        """The views that go away when a person closes this one: itself, or all with clear_on_close."""
        stack = self.stack(view.owner)
        if view not in stack:
            return []
        gone = list(stack) if view.spec.get("clear_on_close") else stack[stack.index(view) :]
        self.stacks[view.owner] = [v for v in stack if v not in gone]
        return gone

    def clear(self, user: str) -> None:
        self.stacks[user] = []

    def state(self, view: View) -> Json:
        return {"values": state_values(view.blocks, view.typed)}

    def json(self, view: View) -> Json:
        """The view as it is echoed in answers and payloads."""
        world, spec = self.world, view.spec
        home = view.kind == "home"
        title = {"type": "plain_text", "text": "View Title", "emoji": True}
        return {
            "id": view.id,
            "team_id": world.team_of(view.owner),
            "type": view.kind,
            "blocks": view.blocks,
            "private_metadata": spec.get("private_metadata") or "",
            "callback_id": spec.get("callback_id") or "",
            "state": self.state(view),
            "hash": view.hash,
            "title": title if home else _plain(spec["title"]),
            "clear_on_close": bool(spec.get("clear_on_close")),
            "notify_on_close": bool(spec.get("notify_on_close")),
            "close": _plain(spec.get("close")),
            "submit": _plain(spec.get("submit")),
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": world.app.id,
            "external_id": view.external_id,
            "app_installed_team_id": world.team.id,
            "bot_id": world.app.bot_id,
        }

    def _live(self) -> list[View]:
        return [v for stack in self.stacks.values() for v in stack] + list(self.homes.values())

    def _make(self, owner: str, spec: Json, under: list[View]) -> View:
        view_id = self.world.next_id("V")
        root = under[0].id if under else view_id
        view = View(view_id, owner, spec, as_kept(spec["blocks"]), self._hash(), root, under[-1].id if under else None)
        self.by_id[view_id] = view
        return view

    def _hash(self) -> str:
        return f"{int(self.world.clock.machine().timestamp())}.{token_hex(4)}"


def _plain(value: Json | None) -> Json | None:
    return {"emoji": True, **value} if value else None
