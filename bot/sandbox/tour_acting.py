"""The tour's second act: time limits over a weekend and a day off, reminders, handing over, another team's help, a
snooze that a new report ends, and the whole story on one page."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.action_items import ItemMove
from bot.domain.annoyances import Move, State
from bot.domain.snoozing import Preset
from bot.sandbox.company import TourScene
from bot.sandbox.slack import Json
from bot.sandbox.stage import NotSeen, Stage, first_name, number_in, posted_at
from bot.sandbox.transcript import lines_of
from bot.text import say
from bot.views.ids import Action, Field

APP, APP_LEAD, SEOUL = "C0APP", "U0HANA", ZoneInfo("Asia/Seoul")
DELIVERY, DELIVERY_KEY, DELIVERY_LEAD = "C0DELIVERY", "delivery", "U0KEN"
MANAGER = "U0MGR"
FRIDAY, THREE = 4, time(15)
DAY_OFF = "teams: [{{key: app, days_off: [{day}]}}]"
AT_MOST = timedelta(days=14)
"""So long no reminder takes, whatever holidays there are."""


@dataclass
class ActingScenes(Stage):
    """What happens while nobody acts, and when several teams have a share in it."""

    def _acting_scenes(self) -> Mapping[str, Callable[[TourScene], Awaitable[None]]]:
        return {"late_report": self._late_report, "late_thread": self._late_thread, "late_lead": self._late_person,
                "late_manager": self._late_person, "late_acknowledge": self._late_acknowledge,
                "hand_over": self._hand_over, "new_owner": self._new_owner, "help_asked": self._help_asked,
                "help_accepted": self._help_accepted, "snooze": self._snooze, "woken": self._woken,
                "help_done": self._help_done, "acted": self._acted, "story": self._story}

    # while nobody acts

    async def _late_report(self, scene: TourScene) -> None:
        """On a Friday afternoon, before a weekend and a day off."""
        today = self.sandbox.clock.now().astimezone(SEOUL)
        friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
        await self._walk(datetime.combine(friday.date(), THREE, SEOUL))
        day_off = (friday + timedelta(days=3)).date()
        await self.sandbox.core.db.run(self.sandbox.core.configuration.apply, self.sandbox.workspace_id,
                                       DAY_OFF.format(day=day_off), by=None)
        answer = await self._types(scene)
        self.channel, self.lead, self.number, self.reporters = APP, APP_LEAD, number_in(answer), [scene.who]
        person = self._person(scene.who)
        self._sees(person.id, f"only {first_name(person)} sees it", answer,
                   say(person.language, "report.stored", number=self.number))
        self._sees_card(State.NEW)

    async def _late_thread(self, scene: TourScene) -> None:
        await self._until(lambda: len(self._lines()) > 1, "a line in the thread")
        self._sees_line(at=posted_at(self._lines()[-1]))

    async def _late_person(self, scene: TourScene) -> None:
        """Somebody is written to, alone."""
        person = self._person(scene.who)
        before = len(self._direct(person.id))
        await self._until(lambda: len(self._direct(person.id)) > before, f"a reminder to {first_name(person)}")
        reminder = self._direct(person.id)[-1]
        self._sees(person.id, f"to {first_name(person)}", reminder, f"#{self.number}", at=posted_at(reminder))

    async def _late_acknowledge(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._card(), Move.ACKNOWLEDGE)
        self._sees_card(State.ACKNOWLEDGED)

    # whose it is, and who helps

    async def _hand_over(self, scene: TourScene) -> None:
        await self._presses_on_card(scene.who, Move.NOT_OURS)
        team = self._option(scene.who, Field.TEAM, "Delivery")
        await self._submits(scene.who, {Field.TEAM: {Field.TEAM: team["value"]},
                                        Field.REASON: {Field.REASON: scene.text}}, f"Delivery · {scene.text}")
        await self.sandbox.catch_up()

    async def _new_owner(self, scene: TourScene) -> None:
        self.channel, self.lead = DELIVERY, DELIVERY_LEAD
        self._sees_card(State.NEW)
        await self._presses(scene.who, self._card(), Move.ACKNOWLEDGE)

    async def _help_asked(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._card(), Move.ADD_ITEM)
        team = self._option(scene.who, Field.TEAM, "App")
        due = (self.sandbox.clock.now() + timedelta(days=9)).date().isoformat()
        await self._submits(scene.who, {
            Field.ITEM_TEXT: {Field.ITEM_TEXT: scene.text}, Field.TEAM: {Field.TEAM: team["value"]},
            Field.DUE_ON: {Field.DUE_ON: due}}, f"App · {scene.text}")
        self._sees_card(State.PLANNED, scene.text)

    async def _help_accepted(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._asked_item(scene), ItemMove.ACCEPT)
        self._sees(scene.who, "#team-app", self._asked_item(scene), scene.text)

    async def _help_done(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._asked_item(scene), ItemMove.DONE)
        self._sees_line()

    def _asked_item(self, scene: TourScene) -> Json:
        """The message in the other team's channel that asks for its help."""
        held = [one for one in self.sandbox.slack.messages(APP)
                if any(scene.text in line for line in lines_of(one["blocks"], self._named))]
        return self._newest(held, "the action item in #team-app")

    # laid aside, and awake again

    async def _snooze(self, scene: TourScene) -> None:
        reason, then = scene.text.split(" / ")
        await self._presses_on_card(scene.who, Move.SNOOZE)
        await self._submits(scene.who, {
            Field.UNTIL: {Field.UNTIL: Preset.MONTH}, Field.REASON: {Field.REASON: reason},
            Field.THEN: {Field.THEN: then}}, scene.text)
        self._sees_card(State.PLANNED)
        for reporter in self.reporters:
            person = self._person(reporter)
            self._sees(reporter, f"to {first_name(person)}", self._newest(self._direct(reporter), "what was put off"),
                       f"#{self.number}", f"“{reason}”")

    async def _woken(self, scene: TourScene) -> None:
        offered = await self._types(scene)
        await self._presses(scene.who, offered, Action.ME_TOO)
        self.reporters.append(scene.who)
        for line in self._lines()[-2:]:
            self._sees(self.lead, f"{self._place()}, the card's thread", line)
        self._sees_card(State.PLANNED, say(self._person(self.lead).language, "card.reports", n=len(self.reporters)))

    # to the end

    async def _acted(self, scene: TourScene) -> None:
        await self._presses_on_card(scene.who, Move.RESOLVE)
        await self._submits(scene.who, {Field.WHAT_WAS_DONE: {Field.WHAT_WAS_DONE: scene.text}}, scene.text)
        self._sees_card(State.RESOLVED, scene.text)

    async def _story(self, scene: TourScene) -> None:
        person = self._person(scene.who)
        self.transcript.does(f"{first_name(person)} types in #general:  /snag {self.number}")
        await self._command(person.id, str(self.number))
        shown = self._newest(self.sandbox.slack.ephemerals(person.id), "an answer")
        await self._presses(scene.who, shown, Action.TIMELINE)
        self._sees(person.id, f"only {first_name(person)} sees it", self._form(person.id))

    async def _until(self, seen: Callable[[], bool], what: str) -> None:
        """Time goes by, from one thing that falls due to the next, until something is to be seen."""
        before = self.sandbox.clock.now()
        while not seen():
            due = await self.sandbox.next_due()
            if due > before + AT_MOST:
                raise NotSeen(what)
            await self._walk(due + timedelta(seconds=1))
        hours = int((self.sandbox.clock.now() - before) / timedelta(hours=1))
        self.transcript.does(f"The clock is moved: {hours} hours go by.")

    def _lines(self) -> list[Json]:
        return self.sandbox.slack.messages(self.channel, self._card()["ts"])
