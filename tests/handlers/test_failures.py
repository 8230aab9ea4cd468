"""What people hear when something breaks: slow Slack, a database that cannot be written, a form that came too late."""

import functools
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager

import pytest

import storage.db
import storage.engines
from tests.support import asked, cast, snag
from tests.support.snag import Json, Office, texts

STORY = "The refund never came"
NOT_SAVED = re.compile(r"This could not be saved just now\. Please try again in a moment\. \(Reference [0-9A-F]{6}\)")


async def test_every_acknowledgement_comes_while_slack_is_slow(reached: Office) -> None:
    """Slack docs: interactivity/handling-user-interaction. Three seconds: none waits for the Web API."""
    await reached.report(cast.RITA, STORY)
    await reached.report(cast.RITA, "")
    card, form = reached.card(cast.PAY), reached.form(cast.RITA)
    reached.slack.faults.add("*", "delay", times=None, seconds=2 * snag.PATIENT)
    rita, ana = reached.person(cast.RITA), reached.person(cast.ANA)
    answers = [
        await reached.person(cast.YUKI).slash(cast.GENERAL, "/snag the parcel is late"),
        await reached.person(cast.MINJUN).slash(cast.GENERAL, "/snag"),
        await ana.click(card, "acknowledge"),
        await ana.click(card, "not_ours"),
        await rita.click(form, "unfold"),
        await rita.submit({"story": {"story": "the courier was rude"}}),
        *await reached.slack.deliver_event({"type": "app_mention", "user": cast.BEN, "channel": cast.GENERAL}),
    ]
    assert [answer for answer in answers if not answer.ok] == []
    reached.slack._api.stopping.set()  # nobody needs to wait for the slow answers


@pytest.fixture
async def impatient(settled_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Snag that gives up on a locked database at once."""
    monkeypatch.setattr(storage.db, "engine_for", functools.partial(storage.engines.engine_for, busy_seconds=0))
    async with snag.office(settled_url) as here:
        yield here


@contextmanager
def locked(office: Office) -> Iterator[None]:
    """Somebody else writes to the file, and goes on writing."""
    with closing(sqlite3.connect(office.core.db.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_the_form_stays_open_with_the_words_when_saving_fails(impatient: Office) -> None:
    await impatient.report(cast.RITA, "")
    with locked(impatient):
        refused = await impatient.person(cast.RITA).submit({"story": {"story": STORY}})
    assert NOT_SAVED.fullmatch(refused.errors["story"])
    assert impatient.form(cast.RITA)["state"]["values"]["story"]["story"]["value"] == STORY
    await impatient.submit(cast.RITA)
    assert "annoyance #1." in str(impatient.form(cast.RITA)["blocks"])
    assert len(impatient.slack.messages(cast.PAY)) == 1


async def test_a_slash_command_hands_the_words_back_when_saving_fails(impatient: Office) -> None:
    with locked(impatient):
        answer = await impatient.person(cast.RITA).slash(cast.GENERAL, f"/snag {STORY}")
    assert answer.ok
    [said] = texts(impatient.private(cast.RITA))
    sentence, words = said.split("\n")
    assert NOT_SAVED.fullmatch(sentence)
    assert words == STORY
    await impatient.settle()
    assert impatient.slack.messages(cast.PAY) == []


async def test_a_comment_stays_in_its_form_when_saving_fails_and_an_answer_says_so(impatient: Office) -> None:
    await asked.survey(impatient, cast.RITA, kind="csat")
    shown = asked.question(impatient, cast.RITA)
    with locked(impatient):
        assert (await impatient.person(cast.RITA).click(shown, "survey_tap_1")).ok
        await impatient.slack.until(lambda: impatient.private(cast.RITA))
    assert NOT_SAVED.fullmatch(impatient.private(cast.RITA)[0]["text"])
    await impatient.click(cast.RITA, shown, "survey_tap_1")
    await impatient.click(cast.RITA, asked.question(impatient, cast.RITA), "survey_comment")
    with locked(impatient):
        refused = await impatient.person(cast.RITA).submit({"comment": {"comment": STORY}})
    assert NOT_SAVED.fullmatch(refused.errors["comment"])
    assert impatient.form(cast.RITA)["state"]["values"]["comment"]["comment"]["value"] == STORY
    await impatient.submit(cast.RITA)
    assert STORY in asked.question(impatient, cast.RITA)["text"]
    assert len(impatient.slack.messages(cast.PAY)) == 1


async def test_a_click_is_answered_when_saving_fails(impatient: Office) -> None:
    await impatient.report(cast.RITA, STORY)
    with locked(impatient):
        answer = await impatient.person(cast.ANA).click(impatient.card(cast.PAY), "acknowledge")
        assert answer.ok
        await impatient.slack.until(lambda: impatient.private(cast.ANA))
    assert NOT_SAVED.fullmatch(impatient.private(cast.ANA)[0]["text"])
    assert impatient.thread(cast.PAY) == []


@pytest.mark.parametrize("act", ["slash", "click", "form"])
async def test_the_first_words_of_a_workspace_are_answered_when_saving_fails(
        settled_url: str, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    """Even which workspace it is cannot be kept then."""
    monkeypatch.setattr(storage.db, "engine_for", functools.partial(storage.engines.engine_for, busy_seconds=0))
    async with snag.office(settled_url) as office:
        await office.report(cast.RITA, STORY)
        await office.report(cast.RITA, "")
        office.core.services.workspaces._known.clear()
        with locked(office):
            if act == "slash":
                assert STORY in (await office.person(cast.RITA).slash(cast.GENERAL, f"/snag {STORY}")).body["text"]
            elif act == "form":
                refused = await office.person(cast.RITA).submit({"story": {"story": STORY}})
                assert NOT_SAVED.fullmatch(refused.errors["story"])
            else:
                assert (await office.person(cast.ANA).click(office.card(cast.PAY), "acknowledge")).ok
                await office.snag.edge.stop()
                assert NOT_SAVED.fullmatch(office.private(cast.ANA)[-1]["text"])


async def test_a_mistake_of_ours_is_told_with_a_reference_and_loses_no_words(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_values: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(office.core.services.reports, "take", broken)
    await office.report(cast.RITA, STORY)
    sentence, words = office.private(cast.RITA)[-1]["text"].split("\n")
    assert re.search("tell your admin this reference: [0-9A-F]{6}$", sentence)
    assert words == STORY


@pytest.mark.parametrize("refusal, said", [
    ("expired_trigger_id", "Slack took too long to open the form. Please click again."),
    ("exchanged_trigger_id", "Slack took too long to open the form. Please click again."),
    ("internal_error", ("The form could not be opened (internal_error). "
                        "Please try again, or type /snag and your sentence.")),
])
async def test_a_form_that_cannot_be_opened_is_explained(office: Office, refusal: str, said: str) -> None:
    await office.report(cast.RITA, STORY)
    office.slack.faults.add("views.open", error=refusal)
    await office.click(cast.ANA, office.card(cast.PAY), "not_ours")
    assert office.person(cast.ANA).view is None
    assert texts(office.private(cast.ANA)) == [said]


async def test_a_dropped_connection_while_opening_a_form_is_explained(office: Office) -> None:
    office.slack.faults.add("views.open", "reset_before")
    await office.report(cast.RITA, "")
    assert texts(office.private(cast.RITA)) == ["Slack took too long to open the form. Please click again."]


async def submit_raw(office: Office, user_id: str, values: Json) -> Json:
    return dict((await office.submit(user_id, values)).errors)


async def test_a_story_of_white_space_is_refused_beside_its_field(reached: Office) -> None:
    await reached.report(cast.RITA, "")
    errors = await submit_raw(reached, cast.RITA, {"story": " \u200b ", "customer_words": "Hello?"})
    assert errors == {"story": "Please say what happened; one sentence is enough."}
    held = reached.form(cast.RITA)["state"]["values"]
    assert held["customer_words"]["customer_words"]["value"] == "Hello?"


async def test_resolving_without_words_is_refused_beside_its_field(reached: Office) -> None:
    await reached.report(cast.RITA, STORY)
    await reached.click(cast.ANA, reached.card(cast.PAY), "acknowledge")
    await reached.behind_more(cast.ANA, cast.PAY, "resolve")
    errors = await submit_raw(reached, cast.ANA, {"what_was_done": " ", "prevention": "A test"})
    assert errors == {"what_was_done": "Please say what was done; the reporters will read it."}
    assert reached.form(cast.ANA)["state"]["values"]["prevention"]["prevention"]["value"] == "A test"
    assert "Acknowledged" in reached.card(cast.PAY)["text"]


async def test_a_team_that_is_gone_is_refused_beside_its_field(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "not_ours")
    without = snag.SETTINGS.read_text(encoding="utf-8").replace("key: delivery", "key: parcels")
    await office.core.db.run(office.core.configuration.apply, office.snag.workspace_id, without, by=None, replace=True)
    assert await submit_raw(office, cast.ANA, {"team": "delivery", "reason": "It is the box"}) == {
        "team": "That team is gone. Please choose another."}
    assert office.form(cast.ANA)["state"]["values"]["reason"]["reason"]["value"] == "It is the box"


async def test_no_installations_are_kept_in_files_when_oauth_variables_are_set(
        settled_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured with slack_bolt 1.30: with these two it builds an OAuth flow and a FileInstallationStore by itself."""
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "shh")
    async with snag.office(settled_url) as office:
        assert office.snag.bolt.oauth_flow is None
        assert office.snag.bolt.installation_store is None
        await office.report(cast.RITA, STORY)
        assert len(office.slack.messages(cast.PAY)) == 1


async def test_what_snag_says_comes_back_to_it_and_changes_nothing(reached: Office) -> None:
    await reached.report(cast.RITA, STORY)
    await reached.click(cast.ANA, reached.card(cast.PAY), "acknowledge")
    echoes = [one.payload["event"] for one in reached.slack.deliveries if one.kind == "events_api"]
    assert {echo["text"] for echo in echoes if echo.get("bot_id") == cast.BOT} >= {
        "ana has seen this and acknowledged it."}
    said = len(reached.slack.outgoing())
    for echo in echoes:
        await reached.slack.deliver_event(echo)
        await reached.slack.deliver_event({**echo, "type": "app_mention"})
    await reached.settle()
    assert [call for call in reached.slack.outgoing()[said:] if call] == []


async def test_another_bots_mention_is_not_answered(office: Office) -> None:
    said = len(office.slack.outgoing())
    await office.slack.deliver_event({"type": "app_mention", "bot_id": "B0OTHER", "app_id": "A0OTHER",
                                      "user": "U0OTHER", "channel": cast.GENERAL, "text": "<@U0SNAG> hello"})
    await office.settle()
    assert office.slack.outgoing()[said:] == []
