"""A month of the invented company, lived through the real use cases in its own time, so that it looks lived in."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.annoyances import Resolution, State
from bot.domain.people import Where
from bot.domain.reports import Door, Draft, Emotion, HowKnown
from bot.domain.routing import Facts
from bot.errors import PersonError
from bot.sandbox.company import Move, Step, Story
from bot.sandbox.demo import Sandbox
from bot.sandbox.month_surveys import MonthSurveys
from bot.sandbox.slack import Json
from bot.services.desk import subject
from bot.views.ids import Action
from bot.views.verification import ABOUT
from storage import annoyances, posts

LENGTH = timedelta(days=31)
"""How far back the clock must start for the whole month to fit."""
STILL_UNREAD = timedelta(hours=16)
TRIAGE = "U0TESS"
WELCOME = (
    ("U0CARA", "Snag has moved in. A customer told you of something annoying? Type /snag and say it in one line."),
    ("U0CARA", "The team that can mend it gets it at once, and you hear what became of it. Any language will do."),
    ("U0MINJUN", "한국어로 써도 되나요?"),
    ("U0CARA", "네, 한국어로 써 주세요. 日本語でもどうぞ。"),
    ("U0YUKI", "助かります。早速ひとつ報告しました。"),
)
"""What people say to each other in #general as the month begins."""
ANSWERS = {Move.GONE: Action.ANSWER_GONE, Move.STILL_HAPPENING: Action.ANSWER_STILL}


@dataclass(frozen=True)
class Happening:
    """One report, or one step of its annoyance."""

    at: datetime
    story: Story
    step: Step | None = None


@dataclass
class Lived:
    """What became of the month; `skipped` names what could not happen at this time of the year, and why. `unasked`: so
    many answers wait for a question that comes only after the month."""

    reports: int = 0
    steps: int = 0
    unasked: int = 0
    skipped: list[str] = field(default_factory=list)


def happenings(stories: tuple[Story, ...], ends_at: datetime) -> list[Happening]:
    """The stories as moments before `ends_at`, in time."""
    found = []
    for story in stories:
        at = ends_at - timedelta(days=story.days_ago)
        found.append(Happening(at, story))
        found += [Happening(at + timedelta(hours=step.after_hours), story, step) for step in story.then]
    return sorted(found, key=lambda one: one.at)


class Month:
    """Plays the stories on a sandbox whose clock stands a month back, and ends when business time is real time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self._services = sandbox, sandbox.core.services
        self._numbers: dict[str, int] = {}
        self._to_answer: list[tuple[int, Step]] = []
        self._surveys = MonthSurveys(sandbox)
        self._lived = Lived()

    async def live(self, on_progress: Callable[[float], None] = lambda _share: None,
                   until: Callable[[], bool] = lambda: False) -> Lived:
        """All of it, or as much as happens until `until` says so."""
        clock = self._sandbox.clock
        month = happenings(self._sandbox.company.stories, clock.machine())
        await self._meet_everybody()
        unread = [one for one in month if one.at > clock.machine() - STILL_UNREAD]
        for done, one in enumerate(month):
            if until():
                return self._lived
            if one in unread[:1]:
                self._read_everything()
            await self._surveys.until(one.at)
            await self._sandbox.pass_to(one.at)
            await self._answer_what_was_asked()
            await self._happen(one)
            await self._sandbox.settle()
            on_progress(done / len(month))
        await self._sandbox.pass_to(clock.machine())
        await self._sandbox.catch_up()
        await self._answer_what_was_asked()
        self._lived.unasked = len(self._to_answer)
        return self._lived

    async def _meet_everybody(self) -> None:
        """Languages and zones are known from the start, as after an installation; and people know of Snag."""
        for user, words in WELCOME:
            await self._sandbox.slack.as_person(user).say("C0GENERAL", words)
            self._sandbox.clock.move_by(timedelta(minutes=4))
        for person in self._sandbox.company.people:
            await self._sandbox.snag.topics.language_of(self._sandbox.workspace_id, person.id)
        await self._sandbox.settle()

    async def _happen(self, one: Happening) -> None:
        try:
            if one.step is None:
                await self._report(one.story)
                self._lived.reports += 1
            else:
                await self._step(one.story, one.step)
        except (PersonError, LookupError) as error:
            what = one.step.move if one.step else "report"
            self._lived.skipped.append(f"{one.story.id}, {what}: {error}")

    async def _report(self, story: Story) -> None:
        workspace, run, reports = self._sandbox.workspace_id, self._services.run, self._services.reports
        draft = _draft(story)
        if story.me_too_of is not None:
            await run(reports.me_too, workspace, story.user, self._numbers[story.me_too_of], key=story.id, draft=draft)
            return
        door = Door.FORM if story.touchpoint or story.emotion else Door.SLASH
        made = await run(reports.take, workspace, story.user, draft, door=door, key=story.id)
        self._numbers[story.id] = made.number

    async def _step(self, story: Story, step: Step) -> None:
        number = self._numbers[story.id]
        if step.move in ANSWERS:
            self._to_answer.append((number, step))
            await self._answer_what_was_asked()
            return
        if step.move is not Move.CHOOSE_TEAM:
            await self._find_team(story, number)
        use_cases, run = self._services.annoyances, self._services.run
        click = self._sandbox.workspace_id, step.by, number
        how = {"where": await self._services.read(self._card, number), "key": f"{story.id}:{step.after_hours}"}
        match step.move:
            case Move.ACKNOWLEDGE:
                await run(use_cases.acknowledge, *click, **how)
            case Move.ASSIGN:
                await run(use_cases.assign, *click, step.to, **how)
            case Move.RESOLVE:
                await run(use_cases.resolve, *click, Resolution(step.text or ""), **how)
            case Move.NOT_OURS:
                await run(use_cases.not_ours, *click, step.to, step.text, **how)
            case Move.CHOOSE_TEAM:
                await run(use_cases.choose_team, *click, step.to, **how)
        self._lived.steps += 1

    async def _find_team(self, story: Story, number: int) -> None:
        """Where Snag has learned to be unsure, triage sends the report on to the team that the story goes on with."""
        workspace, read = self._sandbox.workspace_id, self._services.read
        if await read(self._state, number) != State.TRIAGE:
            return
        settings = await read(self._services.workspaces.directory, workspace)
        team = settings.router.route(Facts(story.text, touchpoint=story.touchpoint)).team
        await self._services.run(self._services.annoyances.choose_team, workspace, TRIAGE, number, team,
                                 where=await read(self._card, number), key=f"{story.id}:triage")
        await self._sandbox.settle()

    async def _answer_what_was_asked(self) -> None:
        """Nobody is asked twice in a week, so a question may come after the moment at which the story answers it: then
        it is answered as soon as it is there."""
        waiting, self._to_answer = self._to_answer, []
        for number, step in waiting:
            try:
                await self._answer(number, step)
                self._lived.steps += 1
            except LookupError:
                self._to_answer.append((number, step))

    async def _answer(self, number: int, step: Step) -> None:
        """A tap on the question itself, so that the answer takes its place in the conversation."""
        person = self._sandbox.slack.as_person(step.by)
        asked = question(self._sandbox.slack.messages(person.dm), number)
        await person.click(asked, ANSWERS[step.move], value=survey_about(asked, number))

    def _state(self, number: int) -> str | None:
        with self._sandbox.core.db.reading() as session:
            row = annoyances.get(session, self._sandbox.workspace_id, number)
            return row.state if row else None

    def _card(self, number: int) -> Where | None:
        with self._sandbox.core.db.reading() as session:
            here = posts.current(session, self._sandbox.workspace_id, subject(number))
            return Where(here.channel_id, here.ts) if here else None

    def _read_everything(self) -> None:
        world = self._sandbox.slack.parts.world
        for person in world.people:
            for channel in world.channels:
                world.mark_read(person, channel)


def question(messages: list[Json], number: int) -> Json:
    """The newest 'How is it now?' about an annoyance. Raises `LookupError` where it was not asked."""
    asked = [message for message in messages
             if re.search(rf"#{number}(?!\d)", message["text"]) and Action.ANSWER_GONE in _action_ids(message)]
    if not asked:
        raise LookupError(f"nobody asked about #{number}")
    return asked[-1]


def survey_about(message: Json, number: int) -> str | None:
    """Which of the surveys that a message asks about is the one about an annoyance."""
    return next((block["block_id"].removeprefix(ABOUT) for block in message["blocks"]
                 if block.get("block_id", "").startswith(ABOUT) and re.search(rf"#{number}(?!\d)", str(block))), None)


def _action_ids(message: Json) -> Iterator[str]:
    for block in message.get("blocks", ()):
        for element in block.get("elements", ()):
            with contextlib.suppress(KeyError):
                yield element["action_id"]


def _draft(story: Story) -> Draft:
    return Draft(story.text, story.customer_words, story.touchpoint,
                 Emotion(story.emotion.value) if story.emotion else None,
                 how_known=HowKnown(story.how_known.value) if story.how_known else None)
