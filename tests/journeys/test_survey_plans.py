"""A sender's survey from the plan to the decision: over a channel, in everybody's own hours, on a local Slack."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import col, select

from bot.domain.survey_plans import Audience, Every, PlanDraft, Trigger
from storage.tables import Work
from tests.support import cast
from tests.support.snag import Json, Office, action_ids, texts

SIX, SECRET = "C0SIX", "G0SECRET"
BOTTY = "U0BOTTY"
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
"""10:00 in Berlin, 18:00 in Seoul and Tokyo."""
HOURS = timedelta(hours=1)


def draft(**parts: Any) -> PlanDraft:
    usual: dict[str, Any] = {
        "template": "helped", "kind": "yes_no", "audience": Audience.PEOPLE, "trigger": Trigger.BY_HAND,
        "decision": "Whether the new form stays", "decider": cast.ANA, "decide_on": date(2026, 3, 20),
        "people": (SIX,), "team": "payments"}
    return PlanDraft(**usual | parts)


async def send(office: Office, key: str = "send", **parts: Any) -> str:
    """Ana sends a survey; returns its plan."""
    surveys = office.core.services.surveys
    made = await office.core.db.run(surveys.create, office.snag.workspace_id, cast.ANA, draft(**parts), key=key)
    await office.settle()
    return made.plan_id


def add_six(office: Office) -> None:
    """A channel with a guest, a bot and one who wants no surveys."""
    office.slack.add_person(BOTTY, "botty", "Botty", "en-US", "Europe/Berlin", is_bot=True)
    office.slack.add_channel(SIX, "six", [cast.RITA, cast.MINJUN, cast.BEN, cast.TESS, cast.GUS, BOTTY, cast.BOT_USER])


async def opt_out(office: Office, user_id: str) -> None:
    await office.core.db.run(office.core.services.answers.opt_out, office.snag.workspace_id, user_id, back=None,
                             key=f"out {user_id}")


def questions(office: Office, user_id: str) -> list[Json]:
    return [one for one in office.direct(user_id) if "survey_tap_1" in action_ids(one)]


def progress(office: Office, user_id: str = cast.ANA) -> Json:
    """The one message that tells how it stands."""
    [found] = [one for one in office.direct(user_id) if one["text"].startswith("Your survey")]
    return found


async def test_a_pulse_over_a_channel_to_its_decision_in_the_digest(office: Office) -> None:
    add_six(office)
    await opt_out(office, cast.TESS)
    await send(office, trigger=Trigger.CALENDAR, every=Every.WEEK, day="Mon", time="10:00")
    assert office.direct(cast.ANA) == []

    await office.pass_until(MONDAY)
    assert [len(questions(office, one)) for one in (cast.RITA, cast.BEN)] == [1, 1]
    assert [questions(office, one) for one in (cast.MINJUN, cast.TESS, BOTTY, cast.GUS)] == [[], [], [], []]
    assert "2 of 4 asked, 0 answered." in progress(office)["text"]

    await office.pass_time(15 * HOURS)  # nine in Seoul
    assert len(questions(office, cast.MINJUN)) == 1
    assert "도움이 됐나요" in questions(office, cast.MINJUN)[0]["text"]
    await office.click(cast.RITA, questions(office, cast.RITA)[0], "survey_tap_1")
    await office.click(cast.MINJUN, questions(office, cast.MINJUN)[0], "survey_tap_0")
    await office.pass_time(timedelta(minutes=1))
    assert "3 of 4 asked, 0 answered." in progress(office)["text"]
    assert "I count them in fives" in progress(office)["text"]  # without names, and two are too few
    assert "1 is left alone for a reason of their own" in progress(office)["text"]

    await office.pass_until(MONDAY + timedelta(days=8))
    first = next(one for one in office.direct(cast.ANA) if "Closed: 2 of 3 answered (67 %)." in one["text"])
    assert action_ids(first) == ["survey_results", "survey_decide"]
    await office.click(cast.ANA, first, "survey_decide")
    assert "Whether the new form stays" in str(office.form(cast.ANA)["blocks"])
    await office.submit(cast.ANA, {"decided": "It stays, with a *shorter* text"})
    again = next(one for one in office.direct(cast.ANA) if one["ts"] == first["ts"])
    assert "It stays, with a *shorter* text" in again["text"]

    await office.pass_until(MONDAY + timedelta(days=14))
    digest = next(one for one in reversed(office.slack.messages(cast.PAY)) if "Weekly digest" in one["text"])
    assert "decided: It stays, with a *shorter* text" in digest["text"]


async def test_stopping_takes_back_what_is_not_sent(office: Office) -> None:
    add_six(office)
    await send(office)
    await office.pass_time(timedelta(0))
    shown = progress(office)
    assert "survey_stop" in action_ids(shown)
    assert all(one.get("confirm") for block in shown["blocks"] if block["type"] == "actions"
               for one in block["elements"] if one["action_id"] == "survey_stop")
    await office.click(cast.ANA, shown, "survey_stop")
    await office.click(cast.ANA, shown, "survey_stop")
    assert "Stopped" in progress(office)["text"]
    assert "1 was not asked any more." in progress(office)["text"]
    await office.pass_time(timedelta(days=3))
    assert questions(office, cast.MINJUN) == []
    assert action_ids(progress(office)) == ["survey_results", "survey_decide"]


async def test_a_private_channel_without_us_is_said_to_the_sender(office: Office) -> None:
    office.slack.add_channel(SECRET, "secret", [cast.ANA, cast.RITA], is_private=True)
    await send(office, people=(SECRET,))
    assert "I cannot see who is in" in progress(office)["text"]
    assert "/invite @Snag" in progress(office)["text"]
    assert questions(office, cast.RITA) == []


async def test_a_channel_of_many_pages_is_read_to_its_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.progress_topics.PAGE", 2)
    add_six(office)
    await send(office)
    await office.pass_time(timedelta(0))
    await office.pass_time(15 * HOURS)
    pages = [one for one in office.slack.calls if one.method == "conversations.members"]
    assert len(pages) == 4
    assert [len(questions(office, one)) for one in (cast.RITA, cast.MINJUN, cast.BEN, cast.TESS)] == [1, 1, 1, 1]


async def test_a_user_group_nobody_named_before_is_asked_of_slack(office: Office) -> None:
    office.slack.add_group("S0SHOPS", "shops", [cast.RITA, cast.BEN])
    await send(office, people=("S0SHOPS",))
    await office.pass_time(timedelta(0))
    assert [len(questions(office, one)) for one in (cast.RITA, cast.BEN)] == [1, 1]


async def test_resolving_asks_and_an_open_one_brings_a_note(office: Office) -> None:
    await send(office, "one", trigger=Trigger.AFTER_RESOLUTION, audience=Audience.REPORTERS, people=(), days=1)
    await send(office, "two", trigger=Trigger.AFTER_REPORT, audience=Audience.REPORTERS, people=(), days=2)
    await office.report(cast.RITA, "The refund never arrived")
    await office.report(cast.TESS, "The refund button is grey and does nothing")
    await office.resolve(cast.ANA, cast.PAY, 1)
    await office.pass_time(timedelta(days=1))
    assert len(questions(office, cast.RITA)) == 1
    await office.pass_time(timedelta(days=1))
    assert len([one for one in office.thread(cast.PAY, 2) if "It is still open, so nobody is asked" in one]) == 1
    assert questions(office, cast.TESS) == []
    assert not [one for one in texts(office.direct(cast.ANA)) if one.startswith("Your survey")]


async def test_after_two_weeks_away_one_is_asked_and_one_said_skipped(office: Office) -> None:
    add_six(office)
    await send(office, trigger=Trigger.CALENDAR, every=Every.WEEK, day="Mon", time="10:00")
    await office.pass_until(MONDAY + timedelta(days=8))
    assert "Skipped before it, because I was away: 2026-03-09." in progress(office)["text"]
    assert [len(questions(office, one)) for one in (cast.RITA, cast.BEN, cast.TESS)] == [1, 1, 1]


def strangers(office: Office, many: int) -> list[str]:
    """People in a channel of whom Slack has told nothing yet."""
    names = [f"U0N{at:03}" for at in range(many)]
    for name in names:
        office.slack.add_person(name, name.lower(), name, "en-US", "Europe/Berlin")
    office.slack.add_channel(SIX, "six", [*names, cast.BOT_USER])
    return names


def work_of(office: Office, *topics: str) -> list[Work]:
    with office.core.db.reading() as session:
        return list(session.exec(select(Work).where(col(Work.topic).in_(topics)).order_by(Work.id)))


async def test_who_many_strangers_are_is_asked_in_portions_whatever_fails_between(office: Office) -> None:
    people, calls = strangers(office, 60), count()
    office.slack.faults.add("users.info", "500", times=20, when=lambda _: next(calls) % 3 == 2)  # more than kill a row
    await send(office)
    for _ in range(3):
        await office.wait(timedelta(minutes=1))
    [asked] = work_of(office, "profiles")
    assert (asked.state, asked.failures) == ("done", 0)
    told = [one.args["user"] for one in office.slack.calls if one.method == "users.info" and one.status == 200]
    assert len([one for one in told if one in people]) == len(people)
    assert f"{len(people)} of {len(people)} asked" in progress(office)["text"]


async def test_who_many_strangers_are_takes_several_attempts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.progress_topics.PORTION", 2)
    strangers(office, 4)
    office.slack.add_channel("C0LAST", "last", ["U0N000", "U0N001", "U0N002", "U0N003", "U0NOBODY"])
    await send(office, people=("C0LAST",))
    await office.wait(timedelta(minutes=1))
    assert [(one.state, one.attempts) for one in work_of(office, "profiles")] == [("done", 3)]
    assert "4 of 4 asked" in progress(office)["text"]


async def test_what_slack_did_not_tell_is_asked_again_each_day(office: Office) -> None:
    add_six(office)
    office.slack.faults.add("conversations.members", error="internal_error")
    await send(office)
    assert "I am asking Slack who is meant" in progress(office)["text"]
    await office.pass_time(timedelta(hours=23))
    assert [row.state for row in work_of(office, "members")] == ["dead"]
    await office.pass_time(timedelta(hours=2))
    assert "asked, 0 answered" in progress(office)["text"]


@pytest.mark.parametrize("method, topic", [("conversations.members", "members"), ("users.info", "profiles")])
async def test_a_survey_does_not_wait_for_ever_for_what_slack_does_not_tell(office: Office, method: str, topic: str
                                                                            ) -> None:
    strangers(office, 2)
    office.slack.faults.add(method, times=None, error="internal_error",
                            when=lambda args: args.get("user") not in (cast.ANA, cast.RITA))
    await send(office)
    for _ in range(3):
        assert "I cannot see" not in progress(office)["text"]
        await office.pass_time(timedelta(days=1))
    assert {row.state for row in work_of(office, topic)} == {"dead"}
    ended = "I cannot see who is in" if topic == "members" else "there was nobody to ask"
    assert ended in progress(office)["text"]
    assert "survey_stop" not in action_ids(progress(office))


async def test_days_of_our_own_absence_end_no_survey(office: Office) -> None:
    add_six(office)
    office.slack.faults.add("conversations.members", error="internal_error")
    await send(office)
    await office.pass_time(timedelta(days=5))
    assert "asked, 0 answered" in progress(office)["text"]


async def test_a_group_that_slack_refuses_ends_the_survey_that_waits_for_it(office: Office) -> None:
    await send(office, people=("S0NOBODY", cast.RITA))
    assert "so nobody was asked" in progress(office)["text"]
    assert {"type": "usergroup", "usergroup_id": "S0NOBODY"} in [
        one for block in progress(office)["blocks"] if block["type"] == "rich_text"
        for section in block["elements"] for one in section["elements"]]
    assert questions(office, cast.RITA) == []
