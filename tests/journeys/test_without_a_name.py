"""From the report to the last answer without a name: what colleagues see, and that no table, no log line and no call to
Slack says who it was, but where the message goes to that person alone."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from sqlalchemy import select

from bot.cli.common import start_logging
from bot.domain.reports import Visibility
from storage.tables import metadata
from tests.support import cast
from tests.support.snag import Office, labels, texts

TO_HER = {"chat.postMessage": "channel", "chat.postEphemeral": "user", "users.info": "user", "views.publish": "user_id"}
"""The argument that may name a person, because the call is for or about that person alone."""
HER_OWN_ROWS = {"person"}
WEEK = timedelta(days=8)


def rows_that_say(office: Office, needle: str) -> set[str]:
    with office.core.db.reading() as session:
        return {table.name for table in metadata.sorted_tables
                for row in session.connection().execute(select(table)) if needle in str(tuple(row))}


def calls_that_say(office: Office, needle: str) -> list[str]:
    """Calls that name somebody otherwise than as the one they are for."""
    found = []
    for call in office.slack.calls:
        said: dict[str, Any] = dict(call.args)
        if said.get(TO_HER.get(call.method, "")) == needle:
            del said[TO_HER[call.method]]
        if needle in json.dumps(said):
            found.append(call.method)
    return found


async def be_anonymous(office: Office, visibility: Visibility = Visibility.ANONYMOUS) -> None:
    services = office.core.services
    await services.run(services.people.report_as, office.snag.workspace_id, cast.RITA, visibility, key="default")


async def ask_the_reporter(office: Office, by: str = cast.ANA) -> None:
    await office.click(by, office.card(cast.PAY), "acknowledge")
    await office.click(by, office.card(cast.PAY), "more")
    await office.click(by, office.form(by), "ask_reporter")
    await office.submit(by, {"question": "Which voucher was it?"})


async def answer_it(office: Office) -> None:
    await office.click(cast.RITA, office.direct(cast.RITA)[-1], "answer_question")
    await office.submit(cast.RITA, {"answer": "The one of March"})


async def test_a_team_asks_and_the_reporter_answers(reached: Office) -> None:
    await reached.report(cast.RITA, "The refund never arrived")
    await ask_the_reporter(reached)
    asked = reached.direct(cast.RITA)[-1]
    assert "Payments has a question for you" in asked["text"]
    assert labels(asked) == ["Answer"]
    await answer_it(reached)
    assert reached.form(cast.RITA)["blocks"][0]["elements"][0]["elements"][0]["text"].startswith("Thank you.")
    assert reached.thread(cast.PAY)[-2:] == ["ana asks the reporters:\nWhich voucher was it?",
                                             "ana, rita answers:\nThe one of March"]


async def test_the_lead_alone_learns_who_it_was(reached: Office) -> None:
    await be_anonymous(reached, Visibility.LEAD_ONLY)
    await reached.report(cast.RITA, "The refund never arrived")
    before = len(reached.slack.calls)
    for by in (cast.ANA, cast.BEN):
        await reached.click(by, reached.card(cast.PAY), "more")
    assert "Who reported?" in labels(reached.form(cast.ANA))
    assert "Who reported?" not in labels(reached.form(cast.BEN))
    await reached.click(cast.ANA, reached.form(cast.ANA), "who_reported")
    assert cast.RITA in json.dumps(reached.form(cast.ANA))
    said = [call.method for call in reached.slack.calls[before:] if cast.RITA in json.dumps(call.args)]
    assert said == ["views.push"]
    assert rows_that_say(reached, cast.RITA) <= HER_OWN_ROWS


async def test_a_button_from_elsewhere_tells_nobody_else(office: Office) -> None:
    """Ben takes the lead's button from a form of his own making."""
    await be_anonymous(office, Visibility.LEAD_ONLY)
    await office.report(cast.RITA, "The refund never arrived")
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    before = len(office.slack.calls)
    forged = {**office.card(cast.PAY), "blocks": office.form(cast.ANA)["blocks"]}
    office.slack.parts.world.find(cast.PAY, forged["ts"]).blocks = forged["blocks"]  # type: ignore[union-attr]
    await office.click(cast.BEN, forged, "who_reported")
    assert "Only the lead of the team" in texts(office.private(cast.BEN))[-1]
    assert cast.RITA not in json.dumps([call.args for call in office.slack.calls[before:]])


@pytest.fixture
def talkative() -> Iterator[None]:
    """Snag's log at its most talkative, as LOG_LEVEL=DEBUG makes it."""
    start_logging("DEBUG")
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("talkative")
async def test_nothing_anywhere_says_who_it_was(reached: Office, capfd: pytest.CaptureFixture[str]) -> None:
    await be_anonymous(reached)
    await reached.report(cast.RITA, "The refund never arrived")
    answer = reached.private(cast.RITA)[-1]
    await reached.click(cast.RITA, answer, "add_details")
    await reached.submit(cast.RITA, {"story": "The refund never arrived, for weeks"})
    await ask_the_reporter(reached)
    await answer_it(reached)
    await reached.behind_more(cast.ANA, cast.PAY, "resolve")
    await reached.submit(cast.ANA, {"what_was_done": "Paid it out"})
    await reached.pass_time(WEEK)
    await reached.click(cast.RITA, reached.direct(cast.RITA)[-1], "answer_gone")
    await reached.report(cast.RITA, "A slip of the finger")
    await reached.click(cast.RITA, reached.private(cast.RITA)[-1], "undo")

    assert "Verified" in reached.card(cast.PAY)["text"]
    assert "ana, the reporter answers:\nThe one of March" in reached.thread(cast.PAY)
    assert "Payments has seen the annoyance you reported" in texts(reached.direct(cast.RITA))[0]
    assert rows_that_say(reached, cast.RITA) <= HER_OWN_ROWS
    assert rows_that_say(reached, reached.slack.dm(cast.RITA)) == set()
    assert calls_that_say(reached, cast.RITA) == []
    assert cast.RITA not in "".join(capfd.readouterr())


async def test_the_search_finds_a_name_that_was_given(office: Office) -> None:
    await office.report(cast.RITA, "The refund never arrived")
    assert {"report", "log"} <= rows_that_say(office, cast.RITA)


@pytest.mark.parametrize("visibility, said", [
    (Visibility.LEAD_ONLY, "Only the lead of the team can see that it was you."),
    (Visibility.ANONYMOUS, "Anonymous: people cannot see that it was you, Snag can still reach you."),
])
async def test_the_answer_says_who_will_know(office: Office, visibility: Visibility, said: str) -> None:
    """A default chosen long ago must not surprise anybody, in the first answer and in one that goes through a row."""
    await be_anonymous(office, visibility)
    await office.report(cast.RITA, "The refund never arrived")
    assert said in texts(office.private(cast.RITA))[-1]
    await office.report(cast.RITA, "find refund vouchers")
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "report_instead")
    assert said in texts(office.private(cast.RITA))[-1]


async def test_still_happening_says_the_reporter_and_nobody(reached: Office) -> None:
    """Home offers it to whoever reported, so for somebody who is not on the team the button alone would name them."""
    await be_anonymous(reached)
    await reached.report(cast.RITA, "The refund never arrived")
    await reached.resolve(cast.ANA, cast.PAY)
    await reached.click(cast.RITA, await reached.opened(cast.RITA), "open_annoyance")
    await reached.click(cast.RITA, reached.form(cast.RITA), "still_happening")
    assert reached.thread(cast.PAY)[-1] == "The reporter says it is still happening."
    assert rows_that_say(reached, cast.RITA) <= HER_OWN_ROWS
    assert calls_that_say(reached, cast.RITA) == []


async def test_a_question_waits_for_the_morning_without_saying_where(office: Office) -> None:
    """Yuki's day in Tokyo ends as the question falls due in Berlin."""
    services = office.core.services
    await services.run(services.people.report_as, office.snag.workspace_id, cast.YUKI, Visibility.ANONYMOUS, key="own")
    await office.report(cast.YUKI, "refund が届きません")
    await office.resolve(cast.ANA, cast.PAY)
    told = len(office.direct(cast.YUKI))
    await office.pass_time(timedelta(days=7))
    tokyo = office.clock.now().astimezone(ZoneInfo("Asia/Tokyo"))
    assert not 9 <= tokyo.hour < 18
    assert len(office.direct(cast.YUKI)) == told
    while len(office.direct(cast.YUKI)) == told:
        await office.pass_time(timedelta(hours=1))
    tokyo = office.clock.now().astimezone(ZoneInfo("Asia/Tokyo"))
    assert 9 <= tokyo.hour < 18
    assert "その後いかがですか" in texts(office.direct(cast.YUKI))[-1]


@pytest.mark.parametrize("wish, said", [
    (None, "Only the lead"), (Visibility.ANONYMOUS, "Anonymous: people cannot see"), (Visibility.NAMED, None)])
async def test_a_me_too_asks_and_says_who_will_know(office: Office, wish: Visibility | None, said: str | None) -> None:
    services = office.core.services
    await services.run(services.people.report_as, office.snag.workspace_id, cast.BEN, Visibility.LEAD_ONLY, key="own")
    await office.report(cast.RITA, "The refund never arrived")
    await office.report(cast.BEN, "1")
    await office.click(cast.BEN, office.private(cast.BEN)[-1], "me_too")
    chosen = office.form(cast.BEN)["state"]["values"]["visibility"]["visibility"]["selected_option"]
    assert chosen["value"] == "lead_only"
    await office.submit(cast.BEN, {"story": "Mine neither"} | ({"visibility": wish} if wish else {}))
    answer = str(office.form(cast.BEN)["blocks"])
    assert (said or "It has 2 reports now") in answer
    assert (said is None) == ("Only the lead" not in answer and "Anonymous" not in answer)
    with office.core.db.reading() as session:
        report = metadata.tables["report"]
        found = select(report.c.visibility).where(report.c.door == "me_too")
        kept = session.connection().execute(found).scalars().all()
    assert kept == [wish or Visibility.LEAD_ONLY]


async def test_joining_with_a_report_just_made_says_who_knows_too(office: Office) -> None:
    services = office.core.services
    await office.report(cast.RITA, "The refund never arrived")
    await services.run(services.people.report_as, office.snag.workspace_id, cast.BEN, Visibility.ANONYMOUS, key="own")
    await office.report(cast.BEN, "The refund never arrived again")
    await office.click(cast.BEN, office.private(cast.BEN)[-1], "me_too")
    assert "Anonymous: people cannot see" in office.private(cast.BEN)[-1]["text"]
