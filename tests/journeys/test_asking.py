"""Surveys on their way through Slack: each at their own time and in their language, once, and not at all where manners
say so."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from sqlmodel import col, select

from bot.delivery import BACKOFF
from bot.domain.reports import Visibility
from bot.domain.survey_plans import Audience, PlanDraft, Trigger
from bot.services import invitations
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.invitations import Counts
from storage import surveys as stored
from storage.tables import Invitation, Post, Unasked, Work
from tests.support import cast
from tests.support.snag import SETTINGS, Office, action_ids, texts
from tests.support.surveying import begin

T = TypeVar("T")
NINE_IN_SEOUL = datetime(2026, 3, 5, 0, 0, tzinfo=UTC)
NINE_IN_BERLIN = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)


async def at_desk(office: Office, do: Callable[[Desk], T]) -> T:
    """Something that the sender's click would do."""
    core, workspace_id = office.core, office.snag.workspace_id

    def run() -> T:
        with core.db.transaction(workspace_id) as tx:
            return do(Desk(tx.session, directory(tx.session, workspace_id), core.clock, core.names))

    return await core.db.run(run)


async def ask(office: Office, *names: str, **plan: object) -> str:
    return await at_desk(office, lambda desk: begin(desk, names, **plan))  # type: ignore[arg-type]  # a plan's fields


async def counts(office: Office, survey_id: str) -> Counts:
    return await at_desk(office, lambda desk: invitations.counts(desk.session, desk.workspace_id, survey_id))


async def days_spent(office: Office) -> int:
    return await at_desk(office, lambda desk: len(desk.session.exec(select(Unasked)).all()))


def asked(office: Office, user_id: str) -> list[str]:
    return texts(office.direct(user_id))


async def test_each_is_asked_at_their_own_time_in_their_language_and_the_silent_once_more(office: Office) -> None:
    survey_id = await ask(office, cast.RITA, cast.MINJUN, cast.YUKI, days=8)
    await office.pass_time(timedelta(0))
    assert [len(asked(office, one)) for one in (cast.RITA, cast.MINJUN, cast.YUKI)] == [1, 0, 0]
    await office.pass_until(NINE_IN_SEOUL)
    first = [asked(office, one) for one in (cast.RITA, cast.MINJUN, cast.YUKI)]
    assert [len(said) for said in first] == [1, 1, 1]
    assert len({said[0] for said in first}) == 3
    [shown] = office.direct(cast.RITA)
    await office.click(cast.RITA, shown, action_ids(shown)[0])
    for _ in range(8):
        await office.pass_time(timedelta(days=1))
    assert [len(asked(office, one)) for one in (cast.MINJUN, cast.YUKI)] == [2, 2]
    assert len([text for text in asked(office, cast.RITA) if text == first[0][0]]) <= 1
    found = await counts(office, survey_id)
    assert (found.asked, found.reminded) == (3, 2)


async def test_of_an_anonymous_survey_only_the_silent_are_reminded_and_no_row_tells_who_that_was(office: Office
                                                                                                 ) -> None:
    survey_id = await ask(office, cast.RITA, cast.BEN, days=8, anonymous=True)
    await office.pass_time(timedelta(0))
    [shown] = office.direct(cast.RITA)
    await office.click(cast.RITA, shown, action_ids(shown)[0])
    said = asked(office, cast.RITA)
    for _ in range(8):
        await office.pass_time(timedelta(days=1))
    assert (asked(office, cast.RITA), len(asked(office, cast.BEN))) == (said, 2)

    def look(desk: Desk) -> tuple[list[tuple[object, ...]], list[str], list[str]]:
        invited: list[tuple[object, ...]] = [(row.state, row.why, row.not_before, row.remind_at, row.reminded_at)
                   for row in stored.invitations(desk.session, desk.workspace_id, survey_id)]
        keys = [key for key in desk.session.exec(select(Work.dedup_key)) if key.startswith("remind")]
        book = [one for one in desk.session.exec(select(Post.subject)) if one.startswith("remind")]
        return invited, keys, book

    (first, second), keys, book = await at_desk(office, look)
    assert first == second
    assert first[-1] is not None
    assert (keys, book) == ([], [])


async def test_an_anonymous_reminder_that_cannot_be_sent_leaves_no_row_either(office: Office) -> None:
    survey_id = await ask(office, cast.RITA, cast.BEN, days=8, anonymous=True)
    await office.pass_time(timedelta(0))
    office.slack.faults.add("chat.postMessage", error="restricted_action", times=None)
    for _ in range(8):
        await office.pass_time(timedelta(days=1))

    def look(desk: Desk) -> list[str]:
        return [key for key in desk.session.exec(select(Work.dedup_key)) if survey_id in key and "remind" in key]

    assert await at_desk(office, look) == []
    assert (await counts(office, survey_id)).reminded == 2


async def test_the_sender_hears_what_came_too_late_to_be_asked(office: Office) -> None:
    draft = PlanDraft("helped", "yes_no", Audience.REPORTERS, Trigger.AFTER_REPORT, "Whether the form stays", cast.ANA,
                      date(2026, 6, 1), days=2)
    await office.core.db.run(office.core.services.surveys.create, office.snag.workspace_id, cast.ANA, draft, key="plan")
    await office.report(cast.RITA, "The refund never came")
    await office.pass_time(timedelta(hours=1))
    await office.pass_time(timedelta(days=9))
    await office.pass_time(timedelta(hours=1))
    said = [text for text in asked(office, cast.ANA) if "too old to ask about" in text]
    assert len(said) == 1
    assert "1 report for your survey (Whether the form stays)" in said[0]


async def test_who_moves_is_asked_at_the_hours_of_where_they_are_now(office: Office) -> None:
    await office.report(cast.RITA, "The refund never came")
    said = len(asked(office, cast.RITA))
    await ask(office, cast.RITA, wait_days=1)
    office.slack.workspace.change_person(cast.RITA, tz="America/New_York")
    await office.slack.quiet()
    await office.settle()
    await office.pass_until(datetime(2026, 3, 5, 13, 59, tzinfo=UTC))
    assert len(asked(office, cast.RITA)) == said
    await office.pass_until(datetime(2026, 3, 5, 14, 0, tzinfo=UTC))
    assert len(asked(office, cast.RITA)) == said + 1


async def test_a_team_that_changes_its_hours_is_asked_at_the_new_ones(office: Office) -> None:
    await ask(office, cast.ANA, wait_days=1)
    settings = SETTINGS.read_text(encoding="utf-8").replace(
        "  - key: payments\n", '  - key: payments\n    hours: "Mon-Fri 14:00-18:00"\n    days_off: [2026-03-05]\n')
    await office.core.db.run(office.core.configuration.apply, office.snag.workspace_id, settings, by=None)
    await office.settle()
    await office.pass_until(datetime(2026, 3, 6, 12, 59, tzinfo=UTC))  # the 5th is a day off now
    assert asked(office, cast.ANA) == []
    await office.pass_until(datetime(2026, 3, 6, 13, 0, tzinfo=UTC))
    assert len(asked(office, cast.ANA)) == 1


async def test_over_the_change_of_clocks_it_stays_the_hour_on_the_wall(office: Office) -> None:
    await office.pass_until(datetime(2026, 3, 27, 7, 0, tzinfo=UTC))  # Friday 08:00 in Berlin; summer time on Sunday
    await ask(office, cast.RITA, wait_days=3)
    await office.pass_until(datetime(2026, 3, 30, 6, 59, tzinfo=UTC))
    assert asked(office, cast.RITA) == []
    await office.pass_until(datetime(2026, 3, 30, 7, 0, tzinfo=UTC))  # Monday 09:00
    assert len(asked(office, cast.RITA)) == 1


async def test_a_clock_that_was_down_asks_what_still_makes_sense_and_counts_the_rest(office: Office) -> None:
    over, open_ = await ask(office, cast.BEN, days=3), await ask(office, cast.RITA, days=14)
    await office.pass_until(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    assert (len(asked(office, cast.BEN)), len(asked(office, cast.RITA))) == (0, 1)
    assert ((await counts(office, over)).withheld, (await counts(office, open_)).asked) == ({"stale": 1}, 1)


async def test_what_was_claimed_after_hours_is_said_the_next_day_and_spends_that_one(office: Office) -> None:
    """The engine stood still from the wave until the evening."""
    survey_id = await ask(office, cast.RITA)
    await office.snag.scheduler.expand()
    office.clock.move_by(timedelta(hours=10))
    await office.settle()
    assert (asked(office, cast.RITA), await days_spent(office)) == ([], 0)
    await office.pass_until(NINE_IN_BERLIN)
    assert (len(asked(office, cast.RITA)), await days_spent(office)) == (1, 1)
    assert (await counts(office, survey_id)).asked == 1


async def test_after_ninety_days_nobody_knows_any_more_who_was_asked_when(office: Office) -> None:
    await ask(office, cast.RITA)
    await office.pass_time(timedelta(0))
    await office.pass_time(timedelta(days=89))
    kept = await days_spent(office)
    await office.pass_time(timedelta(days=3))
    assert (kept, await days_spent(office)) == (1, 0)


async def test_stopping_takes_back_what_is_not_sent(office: Office) -> None:
    survey_id = await ask(office, cast.RITA, cast.MINJUN)
    await office.snag.scheduler.expand()
    assert await at_desk(office, lambda desk: invitations.cancel(desk, survey_id)) == 2
    await office.pass_time(timedelta(days=2))
    assert (asked(office, cast.RITA), asked(office, cast.MINJUN), await days_spent(office)) == ([], [], 0)


def close(desk: Desk, survey_id: str) -> None:
    survey = stored.get(desk.session, desk.workspace_id, survey_id)
    assert survey is not None
    survey.closed_at = desk.now


@pytest.mark.parametrize("what", ["left", "closed"])
async def test_nothing_is_said_to_who_has_left_or_of_what_is_over_by_then(office: Office, what: str) -> None:
    await office.report(cast.RITA, "The refund never came")
    survey_id = await ask(office, cast.RITA)
    await office.snag.scheduler.expand()
    if what == "left":
        office.slack.workspace.change_person(cast.RITA, deleted=True)
        await office.slack.quiet()
    else:
        await at_desk(office, lambda desk: close(desk, survey_id))
    await office.settle()
    found = await counts(office, survey_id)
    assert (asked(office, cast.RITA), await days_spent(office)) == ([], 0)
    assert (found.withheld, found.cancelled) == (({"gone": 1}, 0) if what == "left" else ({}, 1))


async def test_what_slack_refuses_has_failed_and_leaves_the_day_free(office: Office) -> None:
    survey_id = await ask(office, cast.RITA)
    office.slack.faults.add("chat.postMessage", error="restricted_action")
    await office.pass_time(timedelta(0))
    assert ((await counts(office, survey_id)).failed, await days_spent(office)) == (1, 0)


async def test_what_is_tried_in_vain_for_too_long_has_failed(office: Office) -> None:
    survey_id = await ask(office, cast.RITA)
    office.slack.faults.add("chat.postMessage", "500", times=None)
    await office.pass_time(timedelta(0))
    for seconds in BACKOFF:
        await office.wait(timedelta(seconds=seconds))
    assert (await counts(office, survey_id)).failed == 1



async def test_of_somebody_without_a_name_nothing_stays_of_when_they_were_asked(office: Office) -> None:
    """Yuki is asked in her morning; in the tables stands the hour at which anybody would have been asked."""
    people, workspace_id = office.core.services.people, office.snag.workspace_id
    await office.core.db.run(people.report_as, workspace_id, cast.YUKI, Visibility.ANONYMOUS, key="wish")
    await office.report(cast.YUKI, "The refund never came")
    await office.resolve(cast.ANA, cast.PAY)
    heard = len(asked(office, cast.YUKI))
    await office.pass_time(timedelta(hours=16))
    for _ in range(8):
        await office.pass_time(timedelta(days=1))
    assert len(asked(office, cast.YUKI)) > heard
    left = await at_desk(office, lambda desk: [row.topic for row in desk.session.exec(
        select(Work).where(col(Work.topic).in_(("ask", "survey_reminder"))))])
    [invited] = await at_desk(office, lambda desk: desk.session.exec(select(Invitation)).all())
    assert left == []
    assert invited.asked_at == invited.ask_at


async def test_of_somebody_without_a_name_nothing_stays_of_when_they_could_not_be_asked(office: Office) -> None:
    people, workspace_id = office.core.services.people, office.snag.workspace_id
    await office.core.db.run(people.report_as, workspace_id, cast.YUKI, Visibility.ANONYMOUS, key="wish")
    await office.report(cast.YUKI, "The refund never came")
    await office.resolve(cast.ANA, cast.PAY)
    await office.pass_time(timedelta(hours=16))
    office.slack.faults.add("chat.postMessage", error="restricted_action", times=None)
    for _ in range(7):
        await office.pass_time(timedelta(days=1))
    left = await at_desk(office, lambda desk: [row.topic for row in desk.session.exec(
        select(Work).where(col(Work.topic).in_(("ask", "survey_reminder"))))])
    [invited] = await at_desk(office, lambda desk: desk.session.exec(select(Invitation)).all())
    assert (left, invited.state, await days_spent(office)) == ([], "failed", 0)
    assert invited.not_before is None
