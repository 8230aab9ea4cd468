"""Files: attached, dropped and pasted, asked for by a form, shown in messages and opened large."""

from base64 import b64decode

from playwright.async_api import FilePayload, Page, Route, expect

from bot.sandbox.slack import LocalSlack
from tests.page.conftest import Opens
from tests.page.parts import STORY, ScriptedApp, field_of, form
from tests.page.test_forms import show_form
from tests.page.test_frame import violations
from tests.page.test_talking import box, message

DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGPgTriBBzGMSmNDANFafYf6yTxIAAAAAElFTkSuQmCC")
PICTURE = FilePayload(name="till.png", mimeType="image/png", buffer=DOT)
NOTE = FilePayload(name="note.txt", mimeType="text/plain", buffer=b"as she said it")
HEAVY = FilePayload(name="film.mov", mimeType="video/quicktime", buffer=b"0" * (5 * 1024 * 1024 + 1))


async def attach(page: Page, *files: FilePayload) -> None:
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("main").get_by_role("button", name="Attach files").click()
    await (await choosing.value).set_files(list(files))


async def test_a_picture_is_attached_sent_and_opened_large(page: Page, slack: LocalSlack) -> None:
    await attach(page, PICTURE, NOTE)
    waiting = page.get_by_role("list", name="Files").get_by_role("listitem")
    await expect(waiting.filter(has_text="till.png")).to_contain_text("uploaded")
    await expect(waiting.filter(has_text="note.txt")).to_contain_text("14 B")
    await box(page).fill("this is what she saw")
    await box(page).press("Enter")
    thumbnail = message(page, "this is what she saw").get_by_role("button", name="Open the picture: till.png")
    await expect(thumbnail.get_by_role("img", name="till.png")).to_have_js_property("naturalWidth", 10)
    await expect(message(page, "this is").get_by_role("link", name="note.txt")).to_be_visible()
    await expect(page.get_by_role("main").locator(".upload")).to_have_count(0)
    [said] = slack.messages("C0GENERAL")
    assert [file["name"] for file in said["files"]] == ["till.png", "note.txt"]
    await thumbnail.press("Enter")
    large = page.get_by_role("dialog", name="till.png")
    await expect(large.get_by_role("img", name="till.png")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(large).to_have_count(0)
    await expect(thumbnail).to_be_focused()


async def test_a_picture_needs_no_words(page: Page, slack: LocalSlack) -> None:
    await attach(page, PICTURE)
    await expect(page.get_by_role("listitem").filter(has_text="till.png")).to_contain_text("uploaded")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("button", name="Open the picture: till.png")).to_be_visible()


async def test_a_file_that_is_too_large_is_refused_in_words_and_one_can_be_taken_away(page: Page) -> None:
    await attach(page, HEAVY, NOTE)
    await expect(page.get_by_role("main").get_by_role("alert")).to_have_text("film.mov has 5.2 MB. 5 MB is the most.")
    await page.get_by_role("button", name="Remove note.txt").click()
    await expect(page.get_by_role("listitem").filter(has_text="note.txt")).to_have_count(0)
    await expect(page.locator(".upload-problem")).to_be_hidden()
    await expect(box(page)).to_be_focused()


async def test_a_file_that_the_workspace_refuses_is_told_and_not_sent(page: Page) -> None:
    refusal = '{"ok": false, "problem": "This kind of file is not allowed here"}'
    await page.route(
        "**/sandbox/api/upload", lambda route: route.fulfill(body=refusal, content_type="application/json")
    )
    await attach(page, NOTE)
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text(
        "note.txt could not be uploaded: This kind of file"
    )
    await expect(page.locator(".upload")).to_have_count(0)


DROP = """(zone, [kind, name]) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["as she said it"], name, { type: "text/plain" }));
  const about = kind === "paste" ? { clipboardData: carried } : { dataTransfer: carried };
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  zone.dispatchEvent(new Kind(kind, { ...about, bubbles: true, cancelable: true }));
}"""


async def test_files_are_dropped_on_a_channel_and_wait_there_until_they_are_sent(page: Page) -> None:
    await page.get_by_role("log").evaluate(DROP, ["dragover", "dropped.txt"])
    await page.get_by_role("log").evaluate(DROP, ["drop", "dropped.txt"])
    waiting = page.get_by_role("listitem").filter(has_text="dropped.txt")
    await expect(waiting).to_contain_text("uploaded")
    await page.get_by_role("link", name="team-app").click()
    await expect(waiting).to_have_count(0)
    await page.go_back()
    await expect(waiting).to_contain_text("uploaded")


async def test_a_file_dropped_beside_the_messages_does_not_replace_the_page(page: Page) -> None:
    refused = await page.get_by_role("banner").evaluate(
        DROP.replace("zone.dispatchEvent", "return zone.dispatchEvent"), ["drop", "dropped.txt"]
    )
    assert refused is False  # its default, leaving the page for the file, was prevented
    await expect(page.locator(".upload")).to_have_count(0)


async def test_a_picture_is_pasted_into_the_box(page: Page) -> None:
    await box(page).evaluate(DROP, ["paste", "pasted.txt"])
    await expect(page.get_by_role("listitem").filter(has_text="pasted.txt")).to_contain_text("uploaded")


SHOTS = field_of("shots", "Screenshots", {"type": "file_input", "filetypes": ["png", "jpg"], "max_files": 2})


async def test_a_form_asks_for_files_and_the_app_gets_them(page: Page, app: ScriptedApp, slack: LocalSlack) -> None:
    dialog = await show_form(page, app, form(STORY, SHOTS))
    await dialog.get_by_label("What happened").fill("the till froze")
    await dialog.get_by_label("Screenshots").set_input_files([NOTE, PICTURE])
    await expect(dialog.get_by_role("alert")).to_have_text("note.txt is of another kind. These fit: png, jpg.")
    await expect(dialog.get_by_role("listitem")).to_contain_text("till.png")
    await dialog.get_by_label("Screenshots").set_input_files([PICTURE, PICTURE])
    await expect(dialog.get_by_role("alert")).to_have_text("2 files are the most here.")
    await dialog.get_by_role("button", name="Remove till.png").first.click()
    await expect(dialog.get_by_role("listitem")).to_have_count(1)
    await expect(dialog.get_by_role("listitem")).to_contain_text("uploaded")
    await dialog.get_by_role("button", name="Report", exact=True).click()
    sent = await app.got("view_submission")
    [file] = sent["view"]["state"]["values"]["shots"]["shots"]["files"]
    assert file["name"] == "till.png"


async def test_a_form_with_a_file_still_on_its_way_waits_for_it(page: Page, app: ScriptedApp) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    await page.route("**/sandbox/api/upload", hold)
    dialog = await show_form(page, app, form(SHOTS))
    await dialog.get_by_label("Screenshots").set_input_files([PICTURE])
    await expect(dialog.get_by_role("progressbar", name="Uploading till.png")).to_be_visible()
    await dialog.get_by_role("button", name="Report", exact=True).click()
    await expect(dialog.get_by_label("Screenshots")).to_have_accessible_description(
        "A file is still on its way. One moment."
    )
    assert app.of("view_submission") == []
    await held[0].continue_()
    await expect(dialog.get_by_role("listitem")).to_contain_text("uploaded")
    await dialog.get_by_role("button", name="Report", exact=True).click()
    await expect(dialog).to_have_count(0)


async def test_files_survive_a_form_that_unfolds(page: Page, app: ScriptedApp, opens: Opens) -> None:
    dialog = await show_form(page, app, form(SHOTS))
    await dialog.get_by_label("Screenshots").set_input_files([PICTURE])
    await expect(dialog.get_by_role("listitem")).to_contain_text("uploaded")
    stack = await page.evaluate("fetch('/sandbox/api/views?as=U0RITA').then((answer) => answer.json())")
    more = {**SHOTS, "element": {**SHOTS["element"], "max_files": 5}}
    await app.client.views_update(view_id=stack["stack"][0]["id"], view=form(STORY, more))
    await expect(dialog.get_by_label("What happened")).to_be_visible()
    await expect(dialog.get_by_role("listitem")).to_contain_text("till.png")
