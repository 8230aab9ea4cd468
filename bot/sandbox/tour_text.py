"""The tour's third act: a Korean report is offered the English one that it repeats, three corrections teach where the
fourth report belongs, and words that show frustration are asked about."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.annoyances import Move, State
from bot.sandbox.company import TourScene
from bot.sandbox.slack import Json
from bot.sandbox.stage import NotSeen, Stage, first_name, number_in
from bot.sandbox.transcript import lines_of
from bot.text import say
from bot.views.ids import Action, Field

PAYMENTS, PAYMENTS_LEAD = "C0PAY", "U0ANA"
DELIVERY, DELIVERY_LEAD = "C0DELIVERY", "U0KEN"
LIKE = 2
"""So many of the reports that taught it the reason names."""


@dataclass
class TextScenes(Stage):
    """What Snag makes of what people write."""

    corrected: list[int] = field(default_factory=list)

    def _text_scenes(self) -> Mapping[str, Callable[[TourScene], Awaitable[None]]]:
        return {"label": self._label, "label_ko": self._label_in_korean, "misrouted": self._misrouted,
                "misrouted_again": self._misrouted, "misrouted_thrice": self._misrouted, "learned": self._learned,
                "upset": self._upset}

    # two languages, one annoyance

    async def _label(self, scene: TourScene) -> None:
        self.number = number_in(await self._told(scene, "Delivery"))

    async def _label_in_korean(self, scene: TourScene) -> None:
        person = self._person(scene.who)
        offered = await self._types(scene)
        self._sees(person.id, f"only {first_name(person)} sees it", offered, f"#{self.number} ",
                   f"[{say(person.language, 'report.me_too')}]")
        await self._presses(person.id, offered, Action.ME_TOO)
        joined = self._newest(self.sandbox.slack.ephemerals(person.id), "an answer to Me too")
        self._sees(person.id, f"only {first_name(person)} sees it", joined, f"#{self.number}",
                   say(person.language, "report.joined_count", n=2))

    # corrected three times

    async def _misrouted(self, scene: TourScene) -> None:
        """A report goes by its words to Payments, and Payments says whose it is."""
        self.number = number_in(await self._told(scene, "Payments"))
        self.channel, self.lead = PAYMENTS, PAYMENTS_LEAD
        await self._presses_on_card(self.lead, Move.NOT_OURS)
        team = self._option(self.lead, Field.TEAM, "App")
        await self._submits(self.lead, {Field.TEAM: {Field.TEAM: team["value"]}}, "App")
        await self.sandbox.catch_up()
        self.corrected.append(self.number)

    async def _learned(self, scene: TourScene) -> None:
        answer = await self._told(scene, "App")
        why = next((line for line in lines_of(answer["blocks"], self._named)
                    if sum(f"#{number}" in line for number in self.corrected) == LIKE), None)
        if why is None:
            raise NotSeen("which corrected reports it is like")

    # sensed, not measured

    async def _upset(self, scene: TourScene) -> None:
        answer = await self._told(scene, "Delivery", f"[{say('en', 'report.was_upset')}]")
        self.number, self.channel, self.lead = number_in(answer), DELIVERY, DELIVERY_LEAD
        await self._presses(scene.who, answer, Action.WAS_UPSET)
        said = self._newest(self.sandbox.slack.ephemerals(scene.who), "an answer")
        self._sees(scene.who, f"only {first_name(self._person(scene.who))} sees it", said,
                   say("en", "report.upset_present"))
        self._sees_card(State.NEW, say(self._person(self.lead).language, "card.upset"))

    async def _told(self, scene: TourScene, team: str, *expected: str) -> Json:
        """Somebody reports, and reads which team has it and why."""
        answer = await self._types(scene)
        self._sees(scene.who, f"only {first_name(self._person(scene.who))} sees it", answer,
                   say("en", "report.team", team=team), *expected)
        return answer
