"""A process killed at each named fault point, and another one that goes on: nothing acknowledged is lost, and nothing
is posted twice where history can be read."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.faults import FaultPoint
from bot.sandbox.slack import LocalSlack
from bot.services.desk import Desk
from bot.services.directory import directory
from storage.db import Database
from storage.tables import Invitation
from tests.journeys.crashing import Order
from tests.support import cast, snag
from tests.support.snag import Office, OfficeClock, Way, texts
from tests.support.surveying import begin

STORY = "The refund never came"
LEASE = timedelta(seconds=31)
CARD = "#1 The refund never came · New · Payments\nThe refund never came"
SEEN = "#1 The refund never came · Acknowledged · Payments\nThe refund never came"
LINE = "ana has seen this and acknowledged it."
TOLD = ("Payments has seen the annoyance you reported: #1 “The refund never came”. "
        "You will hear when it is resolved.")
UNREADABLE = {"channels:history", "groups:history", "im:history"}


class Mother:
    """A process that has imported all of Snag once; those that die are its children."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "tests.journeys.crashing"], text=True, bufsize=1,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
        self._reader = ThreadPoolExecutor(1)

    @contextmanager
    def child(self, order: Order) -> Iterator[Future[int]]:
        """A Snag that follows the order; its exit code when it has ended. On leaving it is dead."""
        assert self._process.stdin is not None
        self._process.stdin.write(order.line())
        pid, ended = self._number(), self._reader.submit(self._number)
        try:
            yield ended
        finally:
            if not ended.done():
                os.kill(pid, signal.SIGKILL)
                ended.result()

    def _number(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()
        self._reader.shutdown()


@dataclass
class Machine:
    """One computer: a database file and a clock. Snag comes and goes on it; Slack is elsewhere and stays."""

    slack: LocalSlack
    database_url: str
    clock: OfficeClock
    mother: Mother
    ends: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def running(self, way: Way = "socket") -> AsyncIterator[Office]:
        async with snag.snag_on(self.slack, self.database_url, self.clock, way) as (core, one):
            yield Office(self.slack, core, one, self.clock)

    @asynccontextmanager
    async def crashing(self, point: FaultPoint, topic: str) -> AsyncIterator[None]:
        """A Snag in a process of its own that kills itself at `point` of `topic`; on leaving, it is dead."""
        with self.mother.child(Order(point, topic, self.clock.ahead.total_seconds(), self._environment())) as ended:
            yield
            self.ends.append(await asyncio.wait_for(asyncio.wrap_future(ended), 60))

    def _environment(self) -> dict[str, str]:
        made = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "SNAG_"))}
        return made | {
            "DATABASE_URL": self.database_url, "SNAG_ENCRYPTION_KEY": snag.KEY, "SLACK_API_URL": self.slack.api_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token, "SLACK_APP_TOKEN": self.slack.app_token}

    async def crash(self, point: FaultPoint, topic: str) -> None:
        async with self.crashing(point, topic):
            pass

    async def go_on(self) -> None:
        """Start again, when the dead process's leases have ended."""
        async with self.running() as office:
            await office.wait(LEASE)
            await office.wait(LEASE)

    def invitations(self) -> list[tuple[str, bool]]:
        """Where each stands, and whether they were reminded."""
        db = Database(self.database_url)
        try:
            with db.reading() as session:
                return [(row.state, row.reminded_at is not None) for row in session.exec(select(Invitation))]
        finally:
            db.close()

    def said(self, channel_id: str) -> list[str]:
        """All that stands in a channel, threads included, or in somebody's direct messages."""
        place = self.slack.dm(channel_id) if channel_id.startswith("U") else channel_id
        return texts(self.slack.messages(place)) + [
            text for message in self.slack.messages(place)
            for text in texts(self.slack.messages(place, message["ts"])[1:])]


@pytest.fixture(scope="module")
def mother() -> Iterator[Mother]:
    made = Mother()
    yield made
    made.end()


@pytest.fixture
async def machine(settled_url: str, mother: Mother) -> AsyncIterator[Machine]:
    clock = OfficeClock()
    async with snag.local_slack(clock) as slack:
        yield Machine(slack, settled_url, clock, mother)


Prepare = Callable[[Office], Awaitable[object]]


async def reported(office: Office) -> None:
    """A report is stored, its card not posted yet."""
    await office.settle()
    await office.person(cast.RITA).slash(cast.GENERAL, f"/snag {STORY}")


async def acknowledged(office: Office) -> None:
    """A click is stored; its line, its direct message and the card drawn anew are not out yet."""
    await office.report(cast.RITA, STORY)
    await office.person(cast.ANA).click(office.card(cast.PAY), "acknowledge")


async def a_week_later(office: Office) -> None:
    """Monday's digest is due."""
    await office.report(cast.RITA, STORY)
    office.clock.move_by(timedelta(days=5))


async def resolved(office: Office) -> None:
    """'How is it now?' is due."""
    await office.report(cast.RITA, STORY)
    await office.resolve(cast.ANA, cast.PAY)
    await office.settle()
    office.clock.move_by(timedelta(days=8))


async def a_survey_is_due(office: Office) -> None:
    """Rita is at work, and her survey is planned."""
    await office.settle()

    def plan() -> None:
        core, workspace_id = office.core, office.snag.workspace_id
        with core.db.transaction(workspace_id) as tx:
            begin(Desk(tx.session, directory(tx.session, workspace_id), core.clock, core.names), [cast.RITA], days=8)

    await office.core.db.run(plan)


async def she_was_silent(office: Office) -> None:
    """Half of the time to answer is over."""
    await a_survey_is_due(office)
    await office.pass_time(timedelta(0))
    office.clock.move_by(timedelta(days=5))


async def nobody_answered(office: Office) -> None:
    """The time to answer is over."""
    await resolved(office)
    await office.pass_time(timedelta(0))
    office.clock.move_by(timedelta(days=9))


async def the_assignee_left(office: Office) -> None:
    """Slack has told that Ben is gone; what he worked on is still his."""
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "assign")
    await office.submit(cast.ANA, {"assignee": cast.BEN})
    office.slack.workspace.change_person(cast.BEN, deleted=True)
    await office.slack.quiet()


async def the_channel_was_archived(office: Office) -> None:
    """Snag knows that Payments' channel is gone; the card still stands there."""
    await office.report(cast.RITA, STORY)
    office.slack.workspace.archive(cast.PAY)
    await office.slack.quiet()
    await office.core.db.run(office.core.services.channels.deleted, office.snag.workspace_id, cast.PAY)


def one_call_for_somebody_else(machine: Machine) -> None:
    said = machine.said(cast.PAY)
    assert said[0] == SEEN
    assert said.count("ben has left: who takes it?") == 1


def one_card_in_triage(machine: Machine) -> None:
    assert machine.said(cast.TRIAGE) == [CARD]
    assert len(machine.said(cast.ADAM)) == 1


def one_card(machine: Machine) -> None:
    assert machine.said(cast.PAY) == [CARD]


def one_line_and_one_word(machine: Machine) -> None:
    assert machine.said(cast.PAY) == [SEEN, LINE]
    assert machine.said(cast.RITA) == [TOLD]


def one_digest(machine: Machine) -> None:
    said = [text.splitlines()[0] for text in machine.said(cast.PAY)]
    assert len(said) == 2
    assert said[1].startswith("Weekly digest: Payments")


def one_question(machine: Machine) -> None:
    [said] = [text for text in machine.said(cast.RITA) if text.startswith("How is it now?")]
    assert said.splitlines()[1] == "#1 “The refund never came” was resolved."


def asked_of(machine: Machine) -> list[str]:
    return [text for text in machine.said(cast.RITA) if "Did our answer help you?" in text]


def one_survey(machine: Machine) -> None:
    assert len(asked_of(machine)) == 1
    assert machine.invitations() == [("asked", False)]


def one_survey_that_counts_as_failed(machine: Machine) -> None:
    assert len(asked_of(machine)) == 1
    assert machine.invitations() == [("failed", False)]


def one_reminder(machine: Machine) -> None:
    assert len(asked_of(machine)) == 2
    assert machine.invitations() == [("asked", True)]


def one_end(machine: Machine) -> None:
    said = machine.said(cast.PAY)
    assert said.count("Not verified: 0 of 1 answered. That is not enough to call it gone.") == 1


@dataclass(frozen=True)
class Case:
    point: FaultPoint
    topic: str
    prepare: Prepare
    stands: Callable[[Machine], None]


AROUND_A_CALL = (FaultPoint.CLAIMED_BEFORE_CALL, FaultPoint.CALLED_BEFORE_RECORD, FaultPoint.RECORDED)
CASES = [
    *(Case(point, "card", reported, one_card) for point in AROUND_A_CALL),
    *(Case(point, "told", acknowledged, one_line_and_one_word) for point in AROUND_A_CALL),
    *(Case(point, "line", acknowledged, one_line_and_one_word) for point in AROUND_A_CALL),
    Case(FaultPoint.CALLED_BEFORE_RECORD, "ask", resolved, one_question),
    *(Case(point, "survey", a_survey_is_due, one_survey) for point in AROUND_A_CALL),
    Case(FaultPoint.CALLED_BEFORE_RECORD, "survey_reminder", she_was_silent, one_reminder),
    Case(FaultPoint.CALLED_BEFORE_RECORD, "digest", a_week_later, one_digest),
    Case(FaultPoint.STEP_BEFORE_COMMIT, "publish_digest", a_week_later, one_digest),
    Case(FaultPoint.STEP_COMMITTED, "publish_digest", a_week_later, one_digest),
    Case(FaultPoint.STEP_BEFORE_COMMIT, "close_survey", nobody_answered, one_end),
    Case(FaultPoint.STEP_COMMITTED, "close_survey", nobody_answered, one_end),
    Case(FaultPoint.STEP_BEFORE_COMMIT, "departed", the_assignee_left, one_call_for_somebody_else),
    Case(FaultPoint.STEP_COMMITTED, "departed", the_assignee_left, one_call_for_somebody_else),
    Case(FaultPoint.STEP_BEFORE_COMMIT, "place_cards", the_channel_was_archived, one_card_in_triage),
    Case(FaultPoint.CALLED_BEFORE_RECORD, "channel_trouble", the_channel_was_archived, one_card_in_triage),
    Case(FaultPoint.EXPANDED, "-", a_week_later, one_digest),
    Case(FaultPoint.EXPANDED, "-", a_survey_is_due, one_survey),
    Case(FaultPoint.SWEPT, "-", a_week_later, one_digest),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.point}-{case.topic}")
async def test_after_a_crash_all_is_said_once(machine: Machine, case: Case) -> None:
    async with machine.running() as office:
        await case.prepare(office)
    await machine.crash(case.point, case.topic)
    assert machine.ends == [-signal.SIGKILL]
    await machine.go_on()
    case.stands(machine)


def test_every_fault_point_has_a_case() -> None:
    assert {case.point for case in CASES} | {FaultPoint.STORED_BEFORE_ACK} == set(FaultPoint)


@pytest.mark.parametrize("topic, prepare, stands", [
    ("ask", resolved, one_question), ("survey", a_survey_is_due, one_survey_that_counts_as_failed),
    ("digest", a_week_later, one_digest)])
async def test_digests_and_questions_are_not_repeated_where_history_cannot_be_read(
        machine: Machine, topic: str, prepare: Prepare, stands: Callable[[Machine], None]) -> None:
    machine.slack.parts.tokens.scopes -= UNREADABLE
    async with machine.running() as office:
        await prepare(office)
    await machine.crash(FaultPoint.CALLED_BEFORE_RECORD, topic)
    await machine.go_on()
    stands(machine)


async def test_a_card_is_rather_repeated_than_lost_where_history_cannot_be_read(machine: Machine) -> None:
    machine.slack.parts.tokens.scopes -= UNREADABLE
    async with machine.running() as office:
        await reported(office)
    await machine.crash(FaultPoint.CALLED_BEFORE_RECORD, "card")
    await machine.go_on()
    assert machine.said(cast.PAY) == [CARD, CARD]


# an acknowledgement that got lost


@asynccontextmanager
async def dying_before_the_acknowledgement(machine: Machine) -> AsyncIterator[None]:
    async with machine.crashing(FaultPoint.STORED_BEFORE_ACK, "-"):
        await machine.slack.until(lambda: machine.slack.parts.wire.connected, 60)
        yield
    assert machine.ends == [-signal.SIGKILL]


async def test_a_report_survives_its_lost_acknowledgement(machine: Machine) -> None:
    rita = machine.slack.as_person(cast.RITA)
    async with dying_before_the_acknowledgement(machine):
        assert not (await rita.slash(cast.GENERAL, f"/snag {STORY}")).ok
    assert texts(rita.ephemerals()) == ['/snag failed with the error "dispatch_failed"']
    async with machine.running() as office:
        await office.report(cast.RITA, STORY)
    assert texts(rita.ephemerals())[1].startswith(
        "You have just reported this: it is annoyance #1. Nothing was stored twice.")
    assert machine.said(cast.PAY) == [CARD]


async def test_a_form_sent_again_after_its_lost_acknowledgement_makes_one_report(machine: Machine) -> None:
    async with machine.running() as office:
        await office.report(cast.RITA, "")
    async with dying_before_the_acknowledgement(machine):
        assert not (await machine.slack.as_person(cast.RITA).submit({"story": {"story": STORY}})).ok
    async with machine.running() as office:
        await office.submit(cast.RITA)
        assert "annoyance #1." in str(office.form(cast.RITA)["blocks"])
    assert machine.said(cast.PAY) == [CARD]


async def test_a_click_made_again_after_its_lost_acknowledgement_is_one_line(machine: Machine) -> None:
    async with machine.running() as office:
        await office.report(cast.RITA, STORY)
        card = office.card(cast.PAY)
    ana = machine.slack.as_person(cast.ANA)
    async with dying_before_the_acknowledgement(machine):
        assert not (await ana.click(card, "acknowledge")).ok
    async with machine.running() as office:
        await office.click(cast.ANA, card, "acknowledge")
    one_line_and_one_word(machine)
    assert texts(ana.ephemerals()) == ["#1 “The refund never came” has moved on. It now stands as: Acknowledged."]


async def test_an_event_delivered_again_after_its_lost_acknowledgement_is_answered_once(machine: Machine) -> None:
    event = {"type": "app_mention", "user": cast.RITA, "channel": cast.GENERAL, "text": "<@U0SNAG>"}
    async with dying_before_the_acknowledgement(machine):
        assert not any(answer.ok for answer in await machine.slack.deliver_event(event, event_id="Ev1"))
    async with machine.running() as office:
        [again] = await machine.slack.deliver_event(event, event_id="Ev1")
        assert again.ok
        await office.settle()
    assert len(machine.slack.ephemerals(cast.RITA)) == 1
