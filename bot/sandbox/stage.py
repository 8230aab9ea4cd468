"""What every scene of the tour stands on: people type, press and fill in, the clock goes on, and what is then to be
seen is read back from the local Slack and written into the transcript."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.annoyances import Move, State
from bot.sandbox.company import Person, TourScene
from bot.sandbox.demo import Sandbox
from bot.sandbox.slack import Answer, Json
from bot.sandbox.slack.state import instant
from bot.sandbox.transcript import Transcript, buttons_of, lines_of
from bot.text import say
from bot.views.ids import Action

GENERAL, TEAM = "C0GENERAL", "C0APP"
REPORTERS = ("U0RITA", "U0MINJUN", "U0YUKI")
LEAD, LEAD_LANGUAGE = "U0HANA", "ko"
NUMBER = re.compile("#([0-9]+)")


class NotSeen(Exception):
    """Something that the tour promises did not happen; the message says what is missing."""


@dataclass
class Stage:
    """A company that is being watched."""

    sandbox: Sandbox
    transcript: Transcript
    reporters: list[str] = field(default_factory=lambda: list(REPORTERS))
    number: int = 1
    channel: str = TEAM
    """Where the card stands that is watched, and who reads it there."""
    lead: str = LEAD

    # doing

    async def _types(self, scene: TourScene) -> Json:
        person = self._person(scene.who)
        self.transcript.does(f"{first_name(person)} types in #general:  /snag {scene.text}")
        await self._command(scene.who, scene.text)
        return self._newest(self.sandbox.slack.ephemerals(scene.who), f"an answer to {first_name(person)}")

    async def _command(self, who: str, text: str) -> None:
        self._went_well(await self.sandbox.slack.as_person(who).slash(GENERAL, f"/snag {text}"))
        await self.sandbox.settle()

    async def _presses(self, who: str, shown: Json, action_id: str) -> None:
        button = next((one for one in buttons_of(shown["blocks"]) if one["action_id"] == action_id), None)
        if button is None:
            raise NotSeen(f"the button {action_id!r} for {first_name(self._person(who))}")
        self.transcript.does(f"{first_name(self._person(who))} presses [{button['text']['text']}]")
        answer = await self.sandbox.slack.as_person(who).click(shown, action_id, value=button.get("value"))
        self._went_well(answer)
        await self.sandbox.settle()

    async def _presses_on_card(self, who: str, move: Move) -> None:
        """A move of the card, behind More where it is not one of the two that are seen."""
        if all(one["action_id"] != move for one in buttons_of(self._card()["blocks"])):
            await self._presses(who, self._card(), Action.MORE)
            await self._presses(who, self._form(who), move)
        else:
            await self._presses(who, self._card(), move)

    async def _submits(self, who: str, values: Mapping[str, Mapping[str, Any]], typed: str) -> None:
        form = self._form(who)
        title, submit = form["title"]["text"], form["submit"]["text"]
        self.transcript.does(f"{first_name(self._person(who))} fills in “{title}”:  {typed}  [{submit}]")
        self._went_well(await self.sandbox.slack.as_person(who).submit(values))
        await self.sandbox.settle()

    async def _walk(self, to: datetime) -> None:
        await self.sandbox.walk_to(to)
        await self.sandbox.catch_up()

    # seeing

    def _sees(self, who: str, where: str, message: Json, *expected: str, at: datetime | None = None) -> None:
        self._reads(who, where, lines_of(message["blocks"], self._named), *expected, at=at)

    def _reads(self, who: str, where: str, lines: Sequence[str], *expected: str, at: datetime | None = None) -> None:
        """Lines as they are, with words that must be among them."""
        self.transcript.shows(where, at or self.sandbox.clock.now(), self._person(who).tz, lines)
        for words in expected:
            if not any(words in line for line in lines):
                raise NotSeen(f"“{words}” where {first_name(self._person(who))} looks")

    def _sees_card(self, state: State, *expected: str) -> None:
        language = self._person(self.lead).language
        self._sees(self.lead, f"{self._place()}, the card", self._card(), say(language, f"state.{state}"), *expected)

    def _sees_line(self, *expected: str, at: datetime | None = None) -> None:
        thread = self.sandbox.slack.messages(self.channel, self._card()["ts"])
        self._sees(self.lead, f"{self._place()}, the card's thread", self._newest(thread, "a line in the thread"),
                   *expected, at=at)

    def _place(self) -> str:
        return f"#{self.sandbox.company.channel(self.channel).name}"

    def _card(self) -> Json:
        cards = [one for one in self.sandbox.slack.messages(self.channel)
                 if any(line.startswith(f"#{self.number} ") for line in lines_of(one["blocks"], self._named)[:1])]
        return self._newest(cards, f"the card in {self._place()}")

    def _form(self, who: str) -> Json:
        view = self.sandbox.slack.as_person(who).view
        if view is None:
            raise NotSeen(f"the form for {first_name(self._person(who))}")
        return view

    def _direct(self, who: str) -> list[Json]:
        """What Snag wrote to somebody alone."""
        return self.sandbox.slack.messages(self.sandbox.slack.dm(who))

    def _option(self, who: str, field: str, words: str) -> Json:
        """The option of a field that says certain words."""
        for block in self._form(who)["blocks"]:
            if block.get("block_id") == field:
                return next(one for one in block["element"]["options"] if words in one["text"]["text"])
        raise NotSeen(f"the field {field!r} of the form")

    def _newest(self, messages: Sequence[Json], what: str) -> Json:
        if not messages:
            raise NotSeen(what)
        return messages[-1]

    def _went_well(self, answer: Answer) -> None:
        if not answer.ok:
            raise NotSeen(f"a good answer ({answer.problem or dict(answer.errors)})")

    def _person(self, user_id: str) -> Person:
        return self.sandbox.company.person(user_id)

    def _named(self, user_id: str) -> str:
        return self._person(user_id).real_name


def first_name(person: Person) -> str:
    return person.real_name.partition(" ")[0]


def number_in(answer: Json) -> int:
    """Which annoyance an answer is about."""
    found = NUMBER.search(answer["text"])
    if found is None:
        raise NotSeen("the number of what was reported")
    return int(found[1])


def posted_at(message: Json) -> datetime:
    return instant(message["ts"])
