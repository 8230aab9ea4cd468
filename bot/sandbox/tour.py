"""The narrated tour: one annoyance from the first report to 'gone for good', as a transcript of what was really said.

Every line that Snag says is read back from the local Slack. A scene in which something is not to be seen ends it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import MovableClock
from bot.domain.annoyances import Move, State
from bot.sandbox.company import Person, TourScene, load_tour
from bot.sandbox.demo import Sandbox
from bot.sandbox.slack import Answer, Json
from bot.sandbox.slack.state import instant
from bot.sandbox.transcript import Transcript, buttons_of, lines_of
from bot.text import say
from bot.views.ids import Action, Field

GENERAL, TEAM = "C0GENERAL", "C0APP"
REPORTERS = ("U0RITA", "U0MINJUN", "U0YUKI")
LEAD, LEAD_LANGUAGE = "U0HANA", "ko"
TEAM_KEY = "app"
ASKING_TAKES = timedelta(days=4)
"""After the seven days: until a Monday morning in every zone."""
A_WORKING_DAY = timedelta(hours=8)
"""From the morning in Tokyo to the morning in Berlin, so that nobody's telephone rings at night."""
TUESDAY, TEN = 1, 10


class NotSeen(Exception):
    """Something that the tour promises did not happen; the message says what is missing."""


def starting_clock() -> MovableClock:
    """The coming Tuesday at ten in Berlin, so that nights and weekends fall alike in every tour."""
    clock = MovableClock()
    now = clock.now().astimezone(ZoneInfo("Europe/Berlin"))
    day = now + timedelta(days=(TUESDAY - now.weekday() - 1) % 7 + 1)
    clock.move_to(day.replace(hour=TEN, minute=0, second=0, microsecond=0))
    return clock


@dataclass
class Tour:
    """Plays the scenes in order on an empty company."""

    sandbox: Sandbox
    transcript: Transcript
    number: int = 1
    told: dict[str, int] = field(default_factory=dict)
    answer: Json = field(default_factory=dict)

    async def play(self) -> None:
        """Raises `NotSeen` at the first thing that is missing."""
        scenes = self._scenes()
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
            "resolve_again": self._resolve, "week_again": self._week_again, "gone_rita": self._gone,
            "gone_minjun": self._gone, "gone_yuki": self._gone, "verified": self._verified, "digest": self._digest,
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
        self._sees(scene.who, f"only {_first(person)} sees it", offered, f"#{self.number} ", f"[{me_too}]")
        await self._presses(scene.who, offered, Action.ME_TOO)
        joined = self._newest(self.sandbox.slack.ephemerals(scene.who), "an answer to Me too")
        voices = 2 + REPORTERS[1:].index(scene.who)
        self._sees(scene.who, f"only {_first(person)} sees it", joined, f"#{self.number}",
                   say(person.language, "report.joined_count", n=voices))

    async def _card_stands(self, scene: TourScene) -> None:
        self._sees_card(State.NEW, say(LEAD_LANGUAGE, "card.reports", n=len(REPORTERS)))

    # acting

    async def _acknowledge(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._card(), Move.ACKNOWLEDGE)
        self._sees_line(say(LEAD_LANGUAGE, f"line.{Move.ACKNOWLEDGE}", who=self._person(scene.who).name))
        self._reporters_hear(say_told=Move.ACKNOWLEDGE)

    async def _assign(self, scene: TourScene) -> None:
        await self._presses(scene.who, self._card(), Move.ASSIGN)
        await self._submits(scene.who, {Field.ASSIGNEE: {Field.ASSIGNEE: scene.text}}, _first(self._person(scene.text)))
        self._sees_card(State.PLANNED, f"@{self._person(scene.text).real_name}")

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
        for reporter in REPORTERS:
            question = self._question(reporter)
            self._sees(reporter, f"to {_first(self._person(reporter))}", question,
                       say(self._person(reporter).language, "ask.question"), at=_posted(question))

    async def _still(self, scene: TourScene) -> None:
        await self._walk(self.sandbox.clock.now() + A_WORKING_DAY)
        await self._answers(scene.who, Action.ANSWER_STILL, "ask.answered_still")

    async def _came_back(self, scene: TourScene) -> None:
        self._sees_card(State.CAME_BACK)
        self._sees_line()

    async def _week_again(self, scene: TourScene) -> None:
        await self._days_go_by()
        self._sees_digest(say(LEAD_LANGUAGE, "digest.came_back"))

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

    async def _types(self, scene: TourScene) -> Json:
        person = self._person(scene.who)
        self.transcript.does(f"{_first(person)} types in #general:  /snag {scene.text}")
        self._went_well(await self.sandbox.slack.as_person(scene.who).slash(GENERAL, f"/snag {scene.text}"))
        await self.sandbox.settle()
        return self._newest(self.sandbox.slack.ephemerals(scene.who), f"an answer to {_first(person)}")

    async def _presses(self, who: str, shown: Json, action_id: str) -> None:
        button = next((one for one in buttons_of(shown["blocks"]) if one["action_id"] == action_id), None)
        if button is None:
            raise NotSeen(f"the button {action_id!r} for {_first(self._person(who))}")
        self.transcript.does(f"{_first(self._person(who))} presses [{button['text']['text']}]")
        answer = await self.sandbox.slack.as_person(who).click(shown, action_id, value=button.get("value"))
        self._went_well(answer)
        await self.sandbox.settle()

    async def _submits(self, who: str, values: Mapping[str, Mapping[str, str]], typed: str) -> None:
        actor = self.sandbox.slack.as_person(who)
        if actor.view is None:
            raise NotSeen(f"the form for {_first(self._person(who))}")
        title, submit = actor.view["title"]["text"], actor.view["submit"]["text"]
        self.transcript.does(f"{_first(self._person(who))} fills in “{title}”:  {typed}  [{submit}]")
        self._went_well(await actor.submit(values))
        await self.sandbox.settle()

    async def _answers(self, who: str, action_id: str, said: str) -> None:
        await self._presses(who, self._question(who), action_id)
        answered = self._newest(self.sandbox.slack.messages(self.sandbox.slack.dm(who)), "an answer")
        person = self._person(who)
        self._sees(who, f"to {_first(person)}", answered, say(person.language, said))

    async def _days_go_by(self) -> None:
        """Until everybody has been asked, each in their own working hours."""
        before = self.sandbox.clock.now()
        limit = before + timedelta(days=7) + ASKING_TAKES
        while (due := await self.sandbox.next_due()) < limit and not all(map(self._is_asked, REPORTERS)):
            await self._walk(due + timedelta(seconds=1))
        days = (self.sandbox.clock.now() - before).days
        self.transcript.does(f"The clock is moved: {days} days go by.")

    async def _walk(self, to: datetime) -> None:
        await self.sandbox.walk_to(to)
        await self.sandbox.catch_up()

    # seeing

    def _sees(self, who: str, where: str, message: Json, *expected: str, at: datetime | None = None) -> None:
        lines = lines_of(message["blocks"], self._named)
        self.transcript.shows(where, at or self.sandbox.clock.now(), self._person(who).tz, lines)
        for words in expected:
            if not any(words in line for line in lines):
                raise NotSeen(f"“{words}” where {_first(self._person(who))} looks")

    def _sees_card(self, state: State, *expected: str) -> None:
        self._sees(LEAD, "#team-app, the card", self._card(), say(LEAD_LANGUAGE, f"state.{state}"), *expected)

    def _sees_line(self, *expected: str) -> None:
        thread = self.sandbox.slack.messages(TEAM, self._card()["ts"])
        self._sees(LEAD, "#team-app, the card's thread", self._newest(thread, "a line in the thread"), *expected)

    def _sees_digest(self, *expected: str) -> None:
        heading = say(LEAD_LANGUAGE, "digest.heading", team="App")
        digests = [one for one in self.sandbox.slack.messages(TEAM)
                   if heading in lines_of(one["blocks"], self._named)]
        newest = self._newest(digests, "Monday's digest")
        self._sees(LEAD, "#team-app", newest, *expected, f"#{self.number} ", at=_posted(newest))

    def _reporters_hear(self, *, say_told: Move) -> None:
        for reporter in REPORTERS:
            person = self._person(reporter)
            held = self.sandbox.slack.messages(self.sandbox.slack.dm(reporter))
            if len(held) <= self.told.get(reporter, 0):
                raise NotSeen(f"a message to {_first(person)} that it was {say_told}d")
            self._sees(reporter, f"to {_first(person)}", held[-1], f"#{self.number}")
        self._hear_silently()

    def _hear_silently(self) -> None:
        for reporter in REPORTERS:
            self.told[reporter] = len(self.sandbox.slack.messages(self.sandbox.slack.dm(reporter)))

    def _card(self) -> Json:
        cards = [one for one in self.sandbox.slack.messages(TEAM)
                 if any(line.startswith(f"#{self.number} ") for line in lines_of(one["blocks"], self._named)[:1])]
        return self._newest(cards, "the card in #team-app")

    def _is_asked(self, reporter: str) -> bool:
        held = self.sandbox.slack.messages(self.sandbox.slack.dm(reporter))
        return len(held) > self.told.get(reporter, 0)

    def _question(self, reporter: str) -> Json:
        held = self.sandbox.slack.messages(self.sandbox.slack.dm(reporter))[self.told.get(reporter, 0):]
        return self._newest(held, f"“How is it now?” to {_first(self._person(reporter))}")

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


def _first(person: Person) -> str:
    return person.real_name.partition(" ")[0]


def _posted(message: Json) -> datetime:
    return instant(message["ts"])
