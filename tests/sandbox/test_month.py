"""The month at Larkfield: all of it happens, each thing in its time, and it ends in the present."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import select

from bot.clock import MovableClock
from bot.domain.annoyances import State
from bot.domain.survey_plans import Audience
from bot.domain.verification import Question
from bot.sandbox.company import Move, Step, Story
from bot.sandbox.demo import Sandbox, opened
from bot.sandbox.month import LENGTH, Lived, Month, happenings, question, survey_about
from bot.sandbox.slack.state import instant
from bot.text import say
from bot.views.verification import asking
from storage import clocks
from storage.tables import Invitation
from tests.support import databases

NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)
Life = tuple[Sandbox, Lived]
together = pytest.mark.asyncio(loop_scope="module")


def test_stories_become_moments_in_time() -> None:
    later = Story("later", 1.0, "U0RITA", "b")
    early = Story("early", 2.0, "U0RITA", "a", then=(Step(30.0, "U0ANA", Move.ACKNOWLEDGE),))
    found = [(NOW - one.at, one.story.id, one.step is not None) for one in happenings((later, early), NOW)]
    hours = timedelta(hours=1)
    assert found == [(48 * hours, "early", False), (24 * hours, "later", False), (18 * hours, "early", True)]


def test_a_question_about_number_1_is_not_one_about_number_12() -> None:
    button = {"type": "actions", "elements": [{"type": "button", "action_id": "answer_gone"}]}
    asked = [{"text": "#1「promo」", "blocks": [button]}, {"text": "#12 promo", "blocks": [button]}]
    assert question(asked, 1) is asked[0]
    with pytest.raises(LookupError):
        question(asked, 2)


def test_of_a_message_about_two_the_right_one_is_answered() -> None:
    asked = asking("en", [Question(f"s{number}", number, "The promo", State.RESOLVED) for number in (12, 1)])
    assert [survey_about({"blocks": asked.blocks}, number) for number in (1, 12, 2)] == ["s1", "s12", None]


async def test_a_month_that_is_stopped_ends_at_once(sqlite_template: Path, tmp_path: Path) -> None:
    databases.sqlite_copy(sqlite_template, tmp_path)
    async with opened(tmp_path / "snag.db", MovableClock(-LENGTH)) as sandbox:
        assert await Month(sandbox).live(until=lambda: True) == Lived()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def life(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Life]:
    file = tmp_path_factory.mktemp("month") / "snag.db"
    async with opened(file, MovableClock(-LENGTH)) as sandbox:
        yield sandbox, await Month(sandbox).live()


@together
async def test_everything_happens(life: Life) -> None:
    sandbox, lived = life
    assert lived.skipped == []
    assert lived.reports == len(sandbox.company.stories)
    assert lived.steps + lived.unasked == sum(len(story.then) for story in sandbox.company.stories)
    with sandbox.core.db.reading() as session:
        still_planned = session.exec(select(Invitation).where(Invitation.state == "planned")).all()
    assert lived.unasked <= min(3, len(still_planned))


@together
async def test_slack_refuses_nothing_and_nothing_waits(life: Life) -> None:
    sandbox, _ = life
    assert [call.answer for call in sandbox.slack.calls if not (call.answer or {}).get("ok")] == []
    assert await sandbox.snag.engine.drain() == 0


@together
async def test_it_ends_in_the_present(life: Life) -> None:
    clock = life[0].clock
    assert abs(clock.now() - clock.machine()) < timedelta(seconds=1)


@together
async def test_every_card_says_how_much_time_is_left_as_it_ends(life: Life) -> None:
    sandbox, _ = life
    with sandbox.core.db.reading() as session:
        before = sandbox.clock.now() - timedelta(minutes=30)  # time has gone on since, and words with it
        assert clocks.to_redraw(session, sandbox.workspace_id, before, limit=100) == []


@together
async def test_each_card_was_posted_when_its_report_was_made(life: Life) -> None:
    sandbox, _ = life
    posted = [instant(message["ts"]) for message in sandbox.slack.messages("C0APP")]
    assert posted == sorted(posted)
    assert posted[-1] - posted[0] > timedelta(days=26)
    days = {at.date() for at in posted}
    assert len(days) > 15


@together
@pytest.mark.parametrize("channel, language", [("C0PAY", "en"), ("C0APP", "ko"), ("C0DELIVERY", "ja")])
async def test_every_monday_has_its_digest_in_the_teams_language(life: Life, channel: str, language: str) -> None:
    heading = say(language, "digest.heading", team="").strip(" :：")
    digests = [instant(message["ts"]) for message in life[0].slack.messages(channel) if heading in message["text"]]
    assert len(digests) >= 3
    assert {at.weekday() for at in digests} == {0}


@together
async def test_the_promo_in_the_car_came_back_and_is_verified(life: Life) -> None:
    sandbox, _ = life
    promo = next(story for story in sandbox.company.stories if story.id == "promo-car")
    mine = sandbox.core.services.reports.mine(sandbox.workspace_id, promo.user)
    assert mine.total > 10
    card = next(message for message in sandbox.slack.messages("C0APP") if "해소 확인됨" in message["text"]
                and promo.text[:30] in message["text"])
    thread = json.dumps(sandbox.slack.messages("C0APP", card["ts"]), ensure_ascii=False)
    assert "재발" in thread
    assert "완전히 해소" in thread


@together
async def test_only_the_last_hours_are_unread(life: Life) -> None:
    world = life[0].slack.parts.world
    unread = {channel: world.unread("U0HANA", channel) for channel in world.channels if world.sees("U0HANA", channel)}
    assert unread["C0GENERAL"] == 0
    assert 0 < unread["C0APP"] < 10


@together
@pytest.mark.parametrize("user", ["U0ANA", "U0CARA"])
async def test_a_finished_pulse_and_answers_of_customers_can_be_looked_at(life: Life, user: str) -> None:
    sandbox, results = life[0], life[0].core.services.results
    found = [results.of_plan(sandbox.workspace_id, user, one.plan_id)
             for one in results.listed(sandbox.workspace_id, user)]
    assert [(one.audience, one.asked, one.parts[0].score.n) for one in found] == [
        (Audience.CUSTOMERS, 6, 5), (Audience.PEOPLE, 6, 5)]
    assert found[1].decided
    assert all(one.parts[0].comments for one in found)
    [about] = results.with_themes(sandbox.workspace_id, found[0]).parts[0].themes
    assert (about.name, len(about.members)) == ("gift card", 4)
