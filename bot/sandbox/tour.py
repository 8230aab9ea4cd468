"""The narrated tour: one annoyance from the first report to 'gone for good', a second one that nobody takes at first,
and what Snag makes of text, as a transcript of what was really said.

Every line that Snag says is read back from the local Slack. A scene in which something is not to be seen ends it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import MovableClock
from bot.domain.annoyances import Move, State
from bot.sandbox.company import TourScene, load_tour
from bot.sandbox.slack import Json
from bot.sandbox.stage import LEAD, LEAD_LANGUAGE, TEAM, NotSeen, first_name, posted_at
from bot.sandbox.tour_acting import ActingScenes
from bot.sandbox.tour_surveys import ASKED, SurveyScenes
from bot.sandbox.tour_text import TextScenes
from bot.sandbox.transcript import lines_of
from bot.text import say
from bot.views.ids import Action, Field

TEAM_KEY = "app"
ASKING_TAKES = timedelta(days=4)
"""After the seven days: until a Monday morning in every zone."""
A_WORKING_DAY = timedelta(hours=8)
"""From the morning in Tokyo to the morning in Berlin, so that nobody's telephone rings at night."""
TUESDAY, TEN = 1, 10


def starting_clock() -> MovableClock:
    """The coming Tuesday at ten in Berlin, so that nights and weekends fall alike in every tour."""
    clock = MovableClock()
    now = clock.now().astimezone(ZoneInfo("Europe/Berlin"))
    day = now + timedelta(days=(TUESDAY - now.weekday() - 1) % 7 + 1)
    clock.move_to(day.replace(hour=TEN, minute=0, second=0, microsecond=0))
    return clock


@dataclass
class Tour(ActingScenes, SurveyScenes, TextScenes):
    """Plays the scenes in order on an empty company."""

    told: dict[str, int] = field(default_factory=dict)
    answer: Json = field(default_factory=dict)

    async def play(self) -> None:
        """Raises `NotSeen` at the first thing that is missing."""
        scenes = self._scenes()
        for person in ASKED:  # Slack has told who they are, as after an installation
            await self.sandbox.snag.topics.language_of(self.sandbox.workspace_id, person)
        await self.sandbox.catch_up()
        for scene in load_tour():
            self.transcript.narrate(scene.narration)
            await scenes[scene.key](scene)

    def _scenes(self) -> Mapping[str, Callable[[TourScene], Awaitable[None]]]:
        return {
            "report": self._report, "routing": self._routing, "me_too_ko": self._me_too, "me_too_ja": self._me_too,
            "card": self._card_stands, "acknowledge": self._acknowledge, "assign": self._assign,
            "resolve": self._resolve, "loop": self._loop, "week": self._week, "ask": self._ask, "still": self._still,
            "came_back": self._came_back, "acknowledge_again": self._acknowledge, "assign_again": self._assign,
            **self._pulse_scenes(), "resolve_again": self._resolve, **self._link_scenes(),
            "week_again": self._week_again, "gone_rita": self._gone, "gone_minjun": self._gone,
            "gone_seoyeon": self._gone, "gone_yuki": self._gone, "verified": self._verified, "digest": self._digest,
            **self._acting_scenes(), **self._text_scenes(),
        }

    # reporting

    async def _report(self, scene: TourScene) -> None:
        self.answer = await self._types(scene)

    async def _routing(self, scene: TourScene) -> None:
        team = say("en", "report.team", team="App")
        self._sees(scene.who, "only Rita sees it", self.answer, say("en", "report.stored", number=self.number), team)

    async def _me_too(self, scene: TourScene) -> None:
        person = self._person(scene.who)
        offered = await self._types(scene)
        me_too = say(person.language, "report.me_too")
        self._sees(scene.who, f"only {first_name(person)} sees it", offered, f"#{self.number} ", f"[{me_too}]")
        await self._presses(scene.who, offered, Action.ME_TOO)
        joined = self._newest(self.sandbox.slack.ephemerals(scene.who), "an answer to Me too")
        voices = 2 + self.reporters[1:].index(scene.who)
        self._sees(scene.who, f"only {first_name(person)} sees it", joined, f"#{self.number}",
                   say(person.language, "report.joined_count", n=voices))

    async def _card_stands(self, scene: TourScene) -> None:
        self._sees_card(State.NEW, say(LEAD_LANGUAGE, "card.reports", n=len(self.reporters)))

    # acting

    async def _acknowledge(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._card(), Move.ACKNOWLEDGE)
        self._sees_line(say(LEAD_LANGUAGE, f"line.{Move.ACKNOWLEDGE}", who=self._person(scene.who).name))
        self._reporters_hear(say_told=Move.ACKNOWLEDGE)

    async def _assign(self, scene: TourScene) -> None:
        await self._presses_on_card(scene.who, Move.ASSIGN)
        person = self._person(scene.text)
        await self._submits(scene.who, {Field.ASSIGNEE: {Field.ASSIGNEE: person.id}}, first_name(person))
        self._sees_card(State.PLANNED, f"@{person.real_name}")

    async def _resolve(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._card(), Move.RESOLVE)
        await self._submits(scene.who, {Field.WHAT_WAS_DONE: {Field.WHAT_WAS_DONE: scene.text}}, scene.text)
        self._sees_card(State.RESOLVED, scene.text)
        if scene.key != "resolve":
            self._hear_silently()

    async def _loop(self, scene: TourScene) -> None:
        self._reporters_hear(say_told=Move.RESOLVE)

    # asking

    async def _week(self, scene: TourScene) -> None:
        await self._days_go_by()

    async def _ask(self, scene: TourScene) -> None:
        for reporter in self.reporters:
            question = self._question(reporter)
            self._sees(reporter, f"to {first_name(self._person(reporter))}", question,
                       say(self._person(reporter).language, "ask.question"), at=posted_at(question))

    async def _still(self, scene: TourScene) -> None:
        await self._walk(self.sandbox.clock.now() + A_WORKING_DAY)
        await self._answers(scene.who, Action.ANSWER_STILL, "ask.answered_still")

    async def _came_back(self, scene: TourScene) -> None:
        self._sees_card(State.CAME_BACK)
        self._sees_line()

    async def _week_again(self, scene: TourScene) -> None:
        await self._days_go_by()
        self._sees_digest(say(LEAD_LANGUAGE, "digest.came_back"))
        await self._walk(self.sandbox.clock.now() + A_WORKING_DAY)

    async def _gone(self, scene: TourScene) -> None:
        await self._answers(scene.who, Action.ANSWER_GONE, "ask.answered_gone")

    async def _verified(self, scene: TourScene) -> None:
        self._sees_card(State.VERIFIED)
        self._sees_line()

    # telling

    async def _digest(self, scene: TourScene) -> None:
        weekly = await self.sandbox.core.db.read(self._next_digest)
        await self._walk(weekly + timedelta(minutes=1))
        self._sees_digest(say(LEAD_LANGUAGE, "digest.verified"))

    def _next_digest(self) -> datetime:
        settings = self.sandbox.core.services.workspaces.directory(self.sandbox.workspace_id)
        weekly = settings.teams[TEAM_KEY].weekly
        if weekly is None:
            raise NotSeen("the team has no digest")
        return weekly.next(self.sandbox.clock.now()).at

    # doing

    async def _answers(self, who: str, action_id: str, said: str) -> None:
        await self._presses(who, self._question(who), action_id)
        answered = self._newest(self._direct(who), "an answer")
        person = self._person(who)
        self._sees(who, f"to {first_name(person)}", answered, say(person.language, said))

    async def _days_go_by(self) -> None:
        """Until everybody has been asked, each in their own working hours."""
        before = self.sandbox.clock.now()
        limit = before + timedelta(days=7) + ASKING_TAKES
        while (due := await self.sandbox.next_due()) < limit and not all(map(self._is_asked, self.reporters)):
            await self._walk(due + timedelta(seconds=1))
        days = (self.sandbox.clock.now() - before).days
        self.transcript.does(f"The clock is moved: {days} days go by.")

    # seeing

    def _sees_digest(self, *expected: str) -> None:
        heading = say(LEAD_LANGUAGE, "digest.heading", team="App")
        digests = [one for one in self.sandbox.slack.messages(TEAM)
                   if heading in lines_of(one["blocks"], self._named)]
        newest = self._newest(digests, "Monday's digest")
        self._sees(LEAD, "#team-app", newest, *expected, f"#{self.number} ", at=posted_at(newest))

    def _reporters_hear(self, *, say_told: Move) -> None:
        for reporter in self.reporters:
            person = self._person(reporter)
            held = self._direct(reporter)
            if len(held) <= self.told.get(reporter, 0):
                raise NotSeen(f"a message to {first_name(person)} that it was {say_told}d")
            self._sees(reporter, f"to {first_name(person)}", held[-1], f"#{self.number}")
        self._hear_silently()

    def _hear_silently(self) -> None:
        for reporter in self.reporters:
            self.told[reporter] = len(self._direct(reporter))

    def _is_asked(self, reporter: str) -> bool:
        held = self._direct(reporter)
        return len(held) > self.told.get(reporter, 0)

    def _question(self, reporter: str) -> Json:
        held = self._direct(reporter)[self.told.get(reporter, 0):]
        return self._newest(held, f"“How is it now?” to {first_name(self._person(reporter))}")
