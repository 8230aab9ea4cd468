"""Screenshots: each becomes a picture of Snag's own in the card's thread, says nothing of whoever brought it, and goes
in time; what cannot be brought is said to its reporter alone."""

import io
import json
from datetime import timedelta
from typing import Literal

import pytest
from PIL import Image
from sqlmodel import select

from bot.delivery import pictures
from bot.domain.reports import Door, Draft, Visibility
from bot.errors import Refused
from storage.tables import Attachment, Work
from tests.journeys.test_without_a_name import calls_that_say, rows_that_say
from tests.support import cast
from tests.support.pictures import photo
from tests.support.snag import Json, Office, texts

MONTH = timedelta(days=31)


async def bring(office: Office, content: bytes, *, name: str = "rita-phone.jpg", mimetype: str = "image/jpeg",
                visibility: Visibility = Visibility.NAMED) -> str:
    """Rita reports with a file of hers; returns the report's id."""
    file = await office.person(cast.RITA).upload(name, content, mimetype)
    office.slack.parts.files.for_form(cast.RITA, [file["id"]])
    return await report_with(office, file["id"], visibility)


async def report_with(office: Office, file_id: str, visibility: Visibility = Visibility.NAMED) -> str:
    draft = Draft("The refund never arrived", files=(file_id,), visibility=visibility)
    services = office.core.services
    made = await services.run(services.reports.take, office.snag.workspace_id, cast.RITA, draft, door=Door.FORM,
                              key=f"k{file_id}")
    await office.settle()
    await office.wait(timedelta(seconds=3))  # a picture waits for its card
    return str(made.report_id)


def shown(office: Office) -> list[Json]:
    """The pictures in the card's thread."""
    thread = office.slack.messages(cast.PAY, office.card(cast.PAY)["ts"])
    return [file for message in thread for file in message.get("files", []) if file.get("mode") != "tombstone"]


def attachment(office: Office) -> Attachment:
    with office.core.db.reading() as session:
        return session.exec(select(Attachment)).one()


async def tried(office: Office) -> None:
    """What is due is tried once: nobody waits here until nothing is tried again soon."""
    for _ in range(3):
        await office.snag.engine.one_pass()
        await office.snag.engine.idle()


def waits_for(office: Office) -> int:
    """How many seconds after it was tried the picture is tried again."""
    with office.core.db.reading() as session:
        row = session.exec(select(Work).where(Work.topic == "screenshot")).one()
    assert row.started_at is not None
    return int((row.visible_at - row.started_at).total_seconds())


def bytes_of(office: Office, file: Json) -> bytes:
    return office.slack.parts.world.files[file["id"]].content


async def test_the_thread_has_a_picture_of_ours_that_says_nothing_of_its_maker(reached: Office) -> None:
    content = photo()
    assert b"Larkfield phone" in content
    await bring(reached, content)
    (picture,) = shown(reached)
    drawn = bytes_of(reached, picture)
    assert (picture["user"], picture["name"], picture["title"]) == (
        cast.BOT_USER, "screenshot-1.png", "Screenshot from a report of #1")
    assert b"Larkfield phone" not in drawn
    assert b"Rita" not in drawn
    assert "Screenshot from a report of #1" in reached.thread(cast.PAY)
    with Image.open(io.BytesIO(drawn)) as found:
        assert (found.size, dict(found.getexif())) == ((32, 24), {})


async def test_an_anonymous_picture_leaves_no_trace_of_its_reporter(reached: Office) -> None:
    await bring(reached, photo(), visibility=Visibility.ANONYMOUS)
    (picture,) = shown(reached)
    assert "rita" not in json.dumps(picture).lower()
    assert rows_that_say(reached, cast.RITA) <= {"person"}
    assert attachment(reached).source_sealed is None
    assert calls_that_say(reached, cast.RITA) == []


async def test_our_copy_goes_after_a_month(office: Office) -> None:
    await bring(office, photo())
    await office.pass_time(MONTH)
    assert shown(office) == []
    assert (attachment(office).state, attachment(office).file_id) == ("deleted", None)


async def test_undo_takes_the_picture_back_at_once(office: Office) -> None:
    report_id = await bring(office, photo())
    services = office.core.services
    await services.run(services.reports.undo, office.snag.workspace_id, cast.RITA, report_id, key="undo")
    await office.settle()
    assert attachment(office).state == "deleted"


async def test_a_picture_taken_back_before_it_was_brought_is_never_brought(office: Office) -> None:
    office.slack.faults.add("files.info", "429", retry_after=60)
    report_id = await bring(office, photo())
    services = office.core.services
    await services.run(services.reports.undo, office.snag.workspace_id, cast.RITA, report_id, key="undo")
    await office.wait(timedelta(minutes=2))
    assert (attachment(office).state, attachment(office).source_sealed) == ("deleted", None)
    assert not [call for call in office.slack.calls if call.method == "files.completeUploadExternal"]


@pytest.mark.parametrize("content, name, mimetype", [
    (b"%PDF-1.4 not a picture", "letter.pdf", "application/pdf"),
    (b"<svg onload='alert(1)'/>", "evil.png", "image/png"),
    (b"\x89PNG\r\n\x1a\n cut off", "cut.png", "image/png"),
])
async def test_what_is_no_picture_is_said_to_its_reporter_alone(office: Office, content: bytes, name: str,
                                                                mimetype: str) -> None:
    await bring(office, content, name=name, mimetype=mimetype)
    assert shown(office) == []
    assert "could not be added to #1" in texts(office.direct(cast.RITA))[-1]
    assert (attachment(office).state, attachment(office).source_sealed) == ("refused", None)


async def test_somebody_elses_private_file_is_not_shown(office: Office) -> None:
    """An id in a form can be anybody's: Ben's letter to Snag is none of Rita's."""
    file = await office.person(cast.BEN).upload("ben.png", photo(kind="PNG"), "image/png")
    office.slack.parts.files.for_form(cast.BEN, [file["id"]])
    await report_with(office, file["id"])
    assert shown(office) == []
    assert attachment(office).state == "refused"


@pytest.mark.parametrize("kind", ["500_after_commit", "reset_after_commit"])
async def test_a_connection_lost_while_sharing_doubles_nothing(
        office: Office, kind: Literal["500_after_commit", "reset_after_commit"]) -> None:
    office.slack.faults.add("files.completeUploadExternal", kind)
    await bring(office, photo())
    await office.wait(timedelta(minutes=2))
    assert len(shown(office)) == 1


@pytest.mark.parametrize("method", ["upload_url", "url_private", "files.info", "files.getUploadURLExternal"])
async def test_a_failure_on_the_way_is_only_a_delay(office: Office, method: str) -> None:
    office.slack.faults.add(method, "500")
    await bring(office, photo())
    await office.wait(timedelta(minutes=2))
    assert len(shown(office)) == 1


async def test_a_missing_scope_is_named_and_waits(office: Office) -> None:
    """Slack answers a download without files:read with its login page and status 200."""
    office.slack.parts.tokens.scopes.discard("files:read")
    await bring(office, photo())
    assert shown(office) == []
    office.slack.parts.tokens.scopes.add("files:read")
    await office.wait(timedelta(minutes=2))
    assert len(shown(office)) == 1


async def test_a_picture_goes_to_triage_with_its_card_when_the_channel_is_archived(office: Office) -> None:
    """The next card there is the first to notice that it is archived, and the picture the second."""
    office.slack.faults.add("files.getUploadURLExternal", "429", retry_after=30)
    await bring(office, photo())
    office.slack.parts.events.subscriptions.clear()
    office.slack.workspace.archive(cast.PAY)
    await office.wait(timedelta(seconds=31))
    await office.report(cast.BEN, "Another refund is missing")
    for _ in range(3):
        await office.wait(timedelta(seconds=61))
    thread = office.slack.messages(cast.TRIAGE, office.card(cast.TRIAGE)["ts"])
    assert [file["name"] for message in thread for file in message.get("files", [])] == ["screenshot-1.png"]


async def test_a_picture_whose_card_does_not_come_asks_each_minute(office: Office) -> None:
    """In the first minute its card is on its way, and it asks often; later a person has to mend something."""
    office.slack.faults.add("chat.postMessage", error="restricted_action", times=None,
                            when=lambda call: call["channel"] == cast.PAY)
    file = await office.person(cast.RITA).upload("rita-phone.jpg", photo(), "image/jpeg")
    office.slack.parts.files.for_form(cast.RITA, [file["id"]])
    services = office.core.services
    await services.run(services.reports.take, office.snag.workspace_id, cast.RITA,
                       Draft("The refund never arrived", files=(file["id"],)), door=Door.FORM, key="k")
    with office.clock.held():
        await tried(office)
        assert waits_for(office) == 2
        office.clock.wait(timedelta(seconds=61))
        await tried(office)
        assert waits_for(office) == 60
    office.slack.faults.clear()
    for _ in range(3):
        await office.wait(timedelta(seconds=61))
    assert len(shown(office)) == 1


async def test_a_copy_deleted_by_hand_is_as_good_as_deleted(office: Office) -> None:
    await bring(office, photo())
    office.slack.faults.add("files.delete", error="file_deleted")
    await office.pass_time(MONTH)
    assert attachment(office).state == "deleted"


def test_a_bomb_is_refused_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PIXELS", 500)
    with pytest.raises(Refused, match=r"pixels|picture"):
        pictures.draw_anew(photo(size=(40, 40)))


def test_a_large_picture_becomes_smaller() -> None:
    with Image.open(io.BytesIO(pictures.draw_anew(photo(size=(3000, 30))))) as found:
        assert found.size == (2560, 26)
