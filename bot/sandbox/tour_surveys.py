"""The tour's surveys: a pulse over a channel, answered by one tap in three languages, and a link for one customer."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from bot.domain.annoyances import Move, State
from bot.domain.survey_plans import Audience, Every, Trigger
from bot.sandbox.company import TourScene
from bot.sandbox.slack import Json
from bot.sandbox.stage import LEAD, LEAD_LANGUAGE, NotSeen, Stage, first_name, posted_at
from bot.sandbox.transcript import buttons_of, lines_of, lines_of_page
from bot.text import say
from bot.views.ids import SURVEY_TAP, Action, Field

SHOPS, SHOPS_NAME = "C0SHOP", "#shop-floor"
ASKED = ("U0GUS", "U0SEOYEON", "U0HARUTO")
YES, NO = "1", "0"
WORDS = {YES: "kind.yes_no.1", NO: "kind.yes_no.0"}
AT = "09:00"
"""In Berlin, where it is the afternoon in Seoul and Tokyo."""
SOON = timedelta(days=1)
"""So far ahead the pulse's day is."""
LINK = re.compile(r"https?://\S+/s/\S+")


@dataclass
class SurveyScenes(Stage):
    """What is asked beyond 'How is it now?'."""

    link: str = ""

    def _pulse_scenes(self) -> Mapping[str, Callable[[TourScene], Awaitable[None]]]:
        return {"pulse": self._pulse, "pulse_asks": self._pulse_asks, "pulse_gus": self._taps,
                "pulse_seoyeon": self._taps_and_tells, "pulse_haruto": self._taps, "pulse_progress": self._progress,
                "pulse_results": self._results, "pulse_decided": self._decided}

    def _link_scenes(self) -> Mapping[str, Callable[[TourScene], Awaitable[None]]]:
        return {"link": self._survey_link, "link_opened": self._link_opened, "link_answered": self._link_answered,
                "link_results": self._link_results}

    # a pulse over a channel

    async def _pulse(self, scene: TourScene) -> None:
        await self._command(scene.who, "survey")
        self.transcript.does(f"{first_name(self._person(scene.who))} types in #general:  /snag survey")
        day = (self.sandbox.clock.now() + SOON).strftime("%a")
        for field, value, words in (
            (Field.AUDIENCE, Audience.PEOPLE, ""), (Field.CHANNELS, [SHOPS], SHOPS_NAME),
            (Field.NUMBER, f"#{self.number}", f"#{self.number}"), (f"{Field.TEMPLATE}_staff", "met_too", ""),
            (Field.TRIGGER, Trigger.CALENDAR, ""), (Field.EVERY, Every.WEEK, ""), (Field.DAY, day, ""),
        ):
            await self._chooses(scene.who, field, value, words)
        await self.sandbox.slack.as_person(scene.who).type({Field.TIME: {Field.TIME: AT}})
        await self._presses(scene.who, self._form(scene.who), Action.COMPOSER_REFRESH)
        self._sees_outlook(scene.who, say(LEAD_LANGUAGE, "composer.discreet"))
        await self._submits(scene.who, {Field.DECISION: {Field.DECISION: scene.text},
                                        Field.ANONYMOUS: {Field.ANONYMOUS: []}}, scene.text)
        self._sees(scene.who, f"only {first_name(self._person(scene.who))} sees it", self._form(scene.who),
                   say(LEAD_LANGUAGE, "composer.planned"))

    async def _chooses(self, who: str, field: str, value: Any, words: str) -> None:
        """In a field of the form of whose choice Slack tells at once."""
        block = next((one for one in self._form(who)["blocks"] if one.get("block_id") == field), None)
        if block is None:
            raise NotSeen(f"the field {field!r} of the form")
        told = words or next(one["text"]["text"] for one in block["element"]["options"] if one["value"] == value)
        self.transcript.does(f"{first_name(self._person(who))} chooses “{block['label']['text']}”:  {told}")
        for answer in await self.sandbox.slack.as_person(who).type({field: {field: value}}):
            self._went_well(answer)
        await self.sandbox.settle()

    def _sees_outlook(self, who: str, *expected: str) -> None:
        lines = lines_of(self._form(who)["blocks"], self._named)
        heading = say(LEAD_LANGUAGE, "composer.outlook")
        if heading not in lines:
            raise NotSeen("whom the survey would reach")
        self._reads(who, "at the foot of the form", lines[lines.index(heading):], *expected)

    async def _pulse_asks(self, scene: TourScene) -> None:
        limit = self.sandbox.clock.now() + timedelta(days=6)
        while (due := await self.sandbox.next_due()) < limit and not all(map(self._has_question, ASKED)):
            await self._walk(due + timedelta(seconds=1))
        for person in map(self._person, ASKED):
            asked = self._asked(person.id)
            self._sees(person.id, f"to {first_name(person)}", asked, say(person.language, "template.met_too"),
                       f"[{say(person.language, WORDS[YES])}]", at=posted_at(asked))

    async def _taps(self, scene: TourScene) -> None:
        person, point = self._person(scene.who), scene.text
        await self._presses(person.id, self._asked(person.id), f"{SURVEY_TAP}{point}")
        self._sees(person.id, f"to {first_name(person)}", self._asked(person.id),
                   say(person.language, "survey.said", answer=say(person.language, WORDS[point])))

    async def _taps_and_tells(self, scene: TourScene) -> None:
        person = self._person(scene.who)
        await self._presses(person.id, self._asked(person.id), f"{SURVEY_TAP}{YES}")
        await self._presses(person.id, self._asked(person.id), Action.SURVEY_COMMENT)
        await self._submits(person.id, {Field.COMMENT: {Field.COMMENT: scene.text}}, scene.text)
        await self._presses(person.id, self._asked(person.id), Action.SURVEY_REPORT)
        self._sees(person.id, f"to {first_name(person)}", self._asked(person.id), scene.text,
                   say(person.language, "survey.became_report", number=self.number))
        self.reporters.append(person.id)
        self._sees_card(State.PLANNED, say(LEAD_LANGUAGE, "card.reports", n=len(self.reporters)))

    async def _progress(self, scene: TourScene) -> None:
        await self.sandbox.catch_up()
        person, meant = self._person(scene.who), len(self.sandbox.company.channel(SHOPS).members)
        self._sees(person.id, f"to {first_name(person)}", self._progress_of(person.id),
                   say(person.language, "progress.asked", n=meant, asked=len(ASKED), answered=len(ASKED)))

    async def _results(self, scene: TourScene) -> None:
        rate = say(LEAD_LANGUAGE, "results.rate", answered=len(ASKED), asked=len(ASKED), percent=100)
        await self._looks_at_results(scene, rate)

    async def _decided(self, scene: TourScene) -> None:
        """One answer is enough: the pulse ends, and whoever answered can read what came of it."""
        person = self._person(scene.who)
        await self._presses(person.id, self._progress_of(person.id), Action.SURVEY_STOP)
        await self._presses(person.id, self._progress_of(person.id), Action.SURVEY_DECIDE)
        await self._submits(person.id, {Field.DECIDED: {Field.DECIDED: scene.text}}, scene.text)
        self._sees(person.id, f"to {first_name(person)}", self._progress_of(person.id), scene.text)

    def _has_question(self, who: str) -> bool:
        return any(button["action_id"].startswith(SURVEY_TAP)
                   for one in self._direct(who) for button in buttons_of(one["blocks"]))

    def _asked(self, who: str) -> Json:
        """The survey's one message, as it stands now."""
        heading = say(self._person(who).language, "survey.heading")
        held = [one for one in self._direct(who) if heading in lines_of(one["blocks"], self._named)]
        return self._newest(held, f"a survey's question to {first_name(self._person(who))}")

    def _progress_of(self, who: str) -> Json:
        heading = say(self._person(who).language, "progress.heading")
        held = [one for one in self._direct(who) if heading in lines_of(one["blocks"], self._named)]
        return self._newest(held, f"how the survey stands, to {first_name(self._person(who))}")

    async def _looks_at_results(self, scene: TourScene, *expected: str) -> None:
        person = self._person(scene.who)
        listed = await self._types(scene)
        await self._presses(person.id, listed, Action.SURVEY_RESULTS)
        self._sees(person.id, f"only {first_name(person)} sees it", self._form(person.id), *expected)
        await self.sandbox.slack.as_person(person.id).close_view()

    # a link for a customer

    async def _survey_link(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._card(), Move.SURVEY_LINK)
        whose = self._option(scene.who, Field.CUSTOMER_OF, "A promo")
        await self._submits(scene.who, {Field.CUSTOMER_OF: {Field.CUSTOMER_OF: whose["value"]},
                                        Field.LOCALE: {Field.LOCALE: "en"},
                                        Field.DECISION: {Field.DECISION: scene.text}}, f"English · {scene.text}")
        form = self._form(scene.who)
        copied = next(one["element"]["initial_value"] for one in form["blocks"]
                      if one.get("block_id") == Field.LINK_TEXT)
        found = LINK.search(copied)
        if found is None:
            raise NotSeen("the link for a customer")
        self.link = found[0]
        self._reads(scene.who, f"only {first_name(self._person(scene.who))} sees it, to pass on", copied.split("\n"))

    async def _link_opened(self, scene: TourScene) -> None:
        self.transcript.does("The customer opens the link.")
        self._reads(LEAD, "in her browser", await self._page(), say("en", "template.got_done"),
                    f"[{say('en', WORDS[YES])}]")

    async def _link_answered(self, scene: TourScene) -> None:
        self.transcript.does(f"She taps [{say('en', WORDS[YES])}], and adds:  {scene.text}")
        await self._page({"answer": YES})
        self._reads(LEAD, "in her browser", await self._page({"step": "more", "comment": scene.text}),
                    say("en", "page.added"), scene.text)

    async def _link_results(self, scene: TourScene) -> None:
        await self.sandbox.settle()
        await self._looks_at_results(scene, say(LEAD_LANGUAGE, "results.rate", answered=1, asked=1, percent=100))

    async def _page(self, fields: Mapping[str, str] | None = None) -> list[str]:
        """What the customers' page shows: looked at, or after something was sent."""
        async with httpx.AsyncClient(headers={"Accept-Language": "en"}, trust_env=False) as browser:
            answer = await (browser.get(self.link) if fields is None else browser.post(self.link, data=dict(fields)))
        if answer.status_code != httpx.codes.OK:
            raise NotSeen(f"the customers' page (it answered {answer.status_code})")
        return lines_of_page(answer.text)
