"""A conversation: what somebody does, and every line that anybody then sees, one message too many included."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.support.snag import NAMES, Json, Office

Does = Callable[[], Awaitable[object]]
Seen = tuple[str, str]
"""Where something stands, and what it says."""


@dataclass(frozen=True)
class Shown:
    """A message or form as its reader has it."""

    text: str
    drawn: str

    @classmethod
    def of(cls, text: str, blocks: list[Json]) -> "Shown":
        bare = [{name: value for name, value in block.items() if name != "block_id"} for block in blocks]
        return cls(text, json.dumps(bare))


@dataclass
class Conversation:
    """Steps of (does, sees). A line is one of

    `#team-payments: …` posted, `#team-payments > …` in a thread, `#team-payments ~ …` drawn anew;
    `@rita: …` and `@rita ~ …` in direct messages; `(rita) …` and `(rita) ~ …` seen by Rita alone; `[rita] …` a form.
    A line expected that ends in … may go on; lines of one message are separated by a slash.
    """

    office: Office

    async def play(self, *steps: tuple[Does, Sequence[str]]) -> None:
        for number, (does, sees) in enumerate(steps, start=1):
            await self.step(does, sees, f"step {number}")

    async def step(self, does: Does, sees: Sequence[str], name: str = "step") -> None:
        before = self._stands()
        await does()
        await self.office.settle()
        said = [self._line(key, one.text, key in before) for key, one in self._stands().items()
                if before.get(key) != one]
        missing, too_many = unmatched(sees, said)
        assert (missing, too_many) == ([], []), f"{name}: not seen {missing}, but {too_many}"

    def _stands(self) -> dict[Seen, Shown]:
        """Everything that can be seen, by its place."""
        slack = self.office.slack
        found: dict[Seen, Shown] = {}
        for channel_id in list(slack.parts.world.channels):
            for held in slack.parts.world.in_channel(channel_id):
                where = "thread" if held.is_reply else "channel"
                found[(f"{where} {channel_id}", held.ts)] = Shown.of(held.text, held.blocks)
        for alone in slack.parts.world.ephemerals:
            found[(f"alone {alone.user}", alone.ts)] = Shown.of(alone.text, alone.blocks)
        for user_id, stack in slack.parts.views.stacks.items():
            for view in stack:
                found[(f"form {user_id}", view.id)] = Shown.of(view.spec["title"]["text"], view.blocks)
        return found

    def _line(self, key: Seen, text: str, is_known: bool) -> str:
        kind, place = key[0].split()
        said = text.replace("\n", " / ")
        if kind == "form":
            return f"[{place[2:].lower()}] {said}"
        if kind == "alone":
            return f"({place[2:].lower()}) {'~ ' if is_known else ''}{said}"
        name = f"#{NAMES[place]}" if place in NAMES else f"@{place[2:].lower()}"
        between = " >" if kind == "thread" else " ~" if is_known else ":"
        return f"{name}{between} {said}"


def unmatched(sees: Sequence[str], said: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines expected that nobody saw, and lines seen that nobody expected."""
    missing, left = [], list(said)
    for line in sees:
        found = next((one for one in left if _fits(line, one)), None)
        if found is None:
            missing.append(line)
        else:
            left.remove(found)
    return missing, left


def _fits(expected: str, seen: str) -> bool:
    return seen.startswith(expected[:-1]) if expected.endswith("…") else seen == expected
