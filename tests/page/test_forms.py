"""Forms and buttons: what a person chooses reaches the app in Slack's shape, and nothing typed is ever lost."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from bot.sandbox.slack import LocalSlack
from tests.page.conftest import Opens
from tests.page.parts import (
    STORY,
    WORDS,
    Json,
    ScriptedApp,
    actions,
    button,
    field_of,
    form,
    mrkdwn,
    options,
    plain,
    section,
)


async def show_form(page: Page, app: ScriptedApp, view: Json) -> Locator:
    """Type `/snag`; the app opens `view` with the trigger of that command."""
    already = len(app.of("command"))
    await page.get_by_role("main").get_by_role("textbox").fill("/snag")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("main").get_by_role("textbox")).to_have_value("")
    command = await app.got("command", already + 1)
    await app.client.views_open(trigger_id=command["trigger_id"], view=view)
    dialog = page.get_by_role("dialog", name=view["title"]["text"])
    await expect(dialog).to_be_visible()
    return dialog


def submitted(app: ScriptedApp) -> Json:
    values: Json = app.of("view_submission")[-1]["view"]["state"]["values"]
    return values


TEAMS = options("Payments", "App", "Delivery")
EVERY_INPUT = [
    STORY,
    field_of("line", "Product", {"type": "plain_text_input"}),
    field_of("touchpoint", "Touchpoint", {"type": "static_select", "options": TEAMS}),
    field_of("qualities", "Qualities", {"type": "multi_static_select", "options": TEAMS}),
    field_of("how", "How we know", {"type": "radio_buttons", "options": TEAMS}),
    field_of("flags", "Flags", {"type": "checkboxes", "options": TEAMS}),
    field_of("renewal", "Date that matters", {"type": "datepicker"}),
    field_of("assignee", "Assign to", {"type": "users_select"}),
    field_of("room", "Channel", {"type": "channels_select"}),
    field_of("team", "Owning team", {"type": "external_select", "min_query_length": 0}),
    field_of("empty", "Left empty", {"type": "plain_text_input"}, optional=True),
]


async def test_every_kind_of_input_reaches_the_app_in_slacks_shape(page: Page, app: ScriptedApp) -> None:
    app.on("block_suggestion", lambda asked: {"options": [one for one in TEAMS if asked["value"] in one["value"]]})
    dialog = await show_form(page, app, form(*EVERY_INPUT))
    await dialog.get_by_label("What happened").fill("first\nsecond")
    await dialog.get_by_label("Product").fill("Music")
    await dialog.get_by_label("Touchpoint").select_option("App")
    await dialog.get_by_role("combobox", name="Qualities").press_sequentially("deli")
    await dialog.get_by_role("listbox", name="Qualities").get_by_text("Delivery").click()
    await dialog.get_by_role("combobox", name="Qualities").press("ArrowDown")
    await dialog.get_by_role("listbox", name="Qualities").get_by_text("Payments").click()
    await dialog.get_by_role("radiogroup", name="How we know").get_by_label("App").check()
    await dialog.get_by_role("group", name="Flags").get_by_label("Payments").check()
    await dialog.get_by_role("group", name="Flags").get_by_label("Delivery").check()
    await dialog.get_by_label("Date that matters").fill("2026-12-24")
    await dialog.get_by_label("Assign to").select_option("Hana Lee")
    await dialog.get_by_label("Channel").select_option("#team-app")
    await dialog.get_by_role("combobox", name="Owning team").press_sequentially("pay")
    await dialog.get_by_role("listbox", name="Owning team").get_by_text("Payments").click()
    await dialog.get_by_role("button", name="Report", exact=True).click()
    await expect(dialog).to_have_count(0)
    payments, app_team, delivery = ({"text": {**one["text"], "emoji": True}, "value": one["value"]} for one in TEAMS)
    chosen: dict[str, dict[str, Any]] = {key: next(iter(value.values())) for key, value in submitted(app).items()}
    without_type = {block_id: next(v for k, v in state.items() if k != "type") for block_id, state in chosen.items()}
    assert without_type == {
        "story": "first\nsecond",
        "line": "Music",
        "touchpoint": app_team,
        "qualities": [delivery, payments],
        "how": app_team,
        "flags": [payments, delivery],
        "renewal": "2026-12-24",
        "assignee": "U0HANA",
        "room": "C0APP",
        "team": payments if "emoji" in without_type["team"]["text"] else TEAMS[0],
        "empty": None,
    }


async def test_what_the_app_refuses_stands_beside_its_field_and_the_text_is_kept(page: Page, app: ScriptedApp) -> None:
    app.on("view_submission", lambda _: {"response_action": "errors", "errors": {"story": "Tell a little more."}})
    dialog = await show_form(page, app, form(STORY, WORDS))
    story = dialog.get_by_label("What happened")
    await story.fill("promo")
    await dialog.get_by_label("Customer's words").fill("argh")
    await dialog.get_by_role("button", name="Report", exact=True).click()
    await expect(story).to_have_accessible_description("Tell a little more.")
    await expect(story).to_have_attribute("aria-invalid", "true")
    await expect(story).to_be_focused()
    await expect(story).to_have_value("promo")
    await expect(dialog.get_by_label("Customer's words")).to_have_value("argh")
    app.on("view_submission", lambda _: None)
    await story.press("Control+Enter")
    await expect(dialog).to_have_count(0)


async def test_an_empty_required_field_is_refused_before_the_app_is_asked(page: Page, app: ScriptedApp) -> None:
    too_long = field_of("line", "Product", {"type": "plain_text_input", "max_length": 3}, optional=True)
    dialog = await show_form(page, app, form(STORY, too_long, WORDS))
    await dialog.get_by_label("Product").fill("Music")
    await dialog.get_by_role("button", name="Report", exact=True).click()
    await expect(dialog.get_by_label("What happened")).to_have_accessible_description("Please fill this in.")
    await expect(dialog.get_by_label("Product")).to_have_accessible_description(
        "That is 2 characters too many (at most 3)."
    )
    assert app.of("view_submission") == []


async def test_the_form_stays_open_with_its_text_when_the_app_does_not_answer(
    page: Page, app: ScriptedApp, slack: LocalSlack
) -> None:
    dialog = await show_form(page, app, form(STORY))
    slack.events_url = "http://127.0.0.1:9/nobody"
    await dialog.get_by_label("What happened").fill("the promo")
    await dialog.get_by_role("button", name="Report", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("That did not work")
    await expect(dialog.get_by_label("What happened")).to_have_value("the promo")


async def test_a_form_that_unfolds_keeps_what_was_typed_and_where_the_cursor_was(page: Page, app: ScriptedApp) -> None:
    more = actions(button("More", "more"), block_id="unfold")
    dialog = await show_form(page, app, form(STORY, more, WORDS))
    await dialog.get_by_label("What happened").fill("the promo")
    await dialog.get_by_role("button", name="More").click()
    clicked = await app.got("block_actions")
    assert clicked["view"]["state"]["values"]["story"]["story"]["value"] == "the promo"
    await dialog.get_by_label("Customer's words").fill("argh")
    select = field_of("touchpoint", "Touchpoint", {"type": "static_select", "options": TEAMS}, optional=True)
    changed = form(STORY, WORDS, select)
    await app.client.views_update(view_id=clicked["view"]["id"], hash=clicked["view"]["hash"], view=changed)
    await expect(dialog.get_by_label("Touchpoint")).to_be_visible()
    await expect(dialog.get_by_label("What happened")).to_have_value("the promo")
    await expect(dialog.get_by_label("Customer's words")).to_have_value("argh")
    await expect(dialog.get_by_label("Customer's words")).to_be_focused()


async def test_after_a_form_unfolded_the_next_tab_goes_on_from_there(page: Page, app: ScriptedApp) -> None:
    dialog = await show_form(page, app, form(STORY, actions(button("More", "more"), block_id="unfold")))
    await dialog.get_by_role("button", name="More").press("Enter")
    clicked = await app.got("block_actions")
    await app.client.views_update(view_id=clicked["view"]["id"], view=form(STORY, WORDS))
    await expect(dialog.get_by_label("Customer's words")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(dialog.get_by_label("Customer's words")).to_be_focused()
    assert len(app.of("block_actions")) == 1


async def test_a_pushed_form_lies_on_top_and_back_gives_the_first_one_with_its_text(
    page: Page, app: ScriptedApp
) -> None:
    dialog = await show_form(page, app, form(STORY, actions(button("Assign", "assign"))))
    await dialog.get_by_label("What happened").fill("the promo")
    await dialog.get_by_role("button", name="Assign").click()
    clicked = await app.got("block_actions")
    await app.client.views_push(trigger_id=clicked["trigger_id"], view=form(WORDS, title="Assign #1"))
    second = page.get_by_role("dialog", name="Assign #1")
    await expect(second.get_by_label("Customer's words")).to_be_focused()
    await second.get_by_role("button", name="Back").click()
    await expect(dialog.get_by_label("What happened")).to_have_value("the promo")
    await expect(dialog.get_by_role("button", name="Assign")).to_be_focused()


async def test_what_was_written_is_not_thrown_away_by_one_escape(page: Page, app: ScriptedApp) -> None:
    dialog = await show_form(page, app, form(STORY))
    await dialog.get_by_label("What happened").fill("the promo")
    ask = page.get_by_role("alertdialog", name="Close without sending?")
    for _ in range(3):
        await page.keyboard.press("Escape")
        await expect(ask.get_by_role("button", name="Keep writing")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(ask).to_have_count(0)
    await expect(dialog.get_by_label("What happened")).to_have_value("the promo")
    await dialog.get_by_role("button", name="Cancel").click()
    await ask.get_by_role("button", name="Close anyway").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_form_as_it_was_opened_closes_without_a_question(page: Page, app: ScriptedApp) -> None:
    filled = field_of("story", "What happened", {"type": "plain_text_input", "initial_value": "the promo"})
    dialog = await show_form(page, app, form(filled))
    await dialog.get_by_label("What happened").press("End")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_submission_can_push_and_update_and_clear(page: Page, app: ScriptedApp) -> None:
    app.on("view_submission", lambda _: {"response_action": "push", "view": form(WORDS, title="Second")})
    dialog = await show_form(page, app, form(STORY, title="First"))
    await dialog.get_by_label("What happened").fill("the promo")
    await dialog.get_by_role("button", name="Report", exact=True).click()
    await expect(page.get_by_role("dialog", name="Second")).to_be_visible()
    app.on("view_submission", lambda _: {"response_action": "update", "view": form(WORDS, title="Third")})
    await page.get_by_role("button", name="Report", exact=True).click()
    await expect(page.get_by_role("dialog", name="Third")).to_be_visible()
    app.on("view_submission", lambda _: {"response_action": "clear"})
    await page.get_by_role("button", name="Report", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_focus_cannot_leave_an_open_form_and_returns_when_it_closes(page: Page, app: ScriptedApp) -> None:
    dialog = await show_form(page, app, form(STORY))
    await expect(dialog.get_by_label("What happened")).to_be_focused()
    for _ in range(8):
        await page.keyboard.press("Tab")
        outside = "() => document.activeElement !== document.body && !document.activeElement.closest('dialog')"
        assert await page.evaluate(outside) is False
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.locator(":focus")).to_have_count(1)


async def test_look_alikes_are_asked_for_while_the_story_is_typed(page: Page, app: ScriptedApp) -> None:
    config = {"trigger_actions_on": ["on_character_entered"]}
    typed = {"type": "plain_text_input", "dispatch_action_config": config}
    dialog = await show_form(page, app, form(field_of("story", "What happened", typed, dispatch_action=True)))
    await dialog.get_by_label("What happened").press_sequentially("promo")
    assert (await app.got("block_actions"))["actions"][0]["value"] == "promo"


TYPED = field_of(
    "story",
    "What happened",
    {
        "type": "plain_text_input",
        "multiline": True,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    },
    dispatch_action=True,
)


async def test_a_form_that_changes_at_every_pause_loses_no_letter_and_keeps_the_cursor(
    page: Page, app: ScriptedApp
) -> None:
    dialog = await show_form(page, app, form(TYPED, WORDS))
    story = dialog.get_by_label("What happened")
    await story.press_sequentially("the promo")
    for turn in range(1, 4):
        clicked = await app.got("block_actions", turn)
        known = {**section(f"{turn} look-alikes"), "block_id": f"known-{turn}"}
        hinted = {**TYPED, "hint": plain(f"hint {turn}")}
        await story.press("Home")
        await story.press_sequentially("ab")
        await app.client.views_update(view_id=clicked["view"]["id"], view=form(known, hinted, WORDS))
        await story.press_sequentially("c")
        await expect(dialog).to_contain_text(f"{turn} look-alikes")
        await story.press_sequentially("d")
    await expect(story).to_have_accessible_description("hint 3")
    await expect(story).to_have_value("abcd" * 3 + "the promo")
    await expect(story).to_be_focused()
    assert (await app.got("block_actions", 4))["actions"][0]["value"] == "abcd" * 3 + "the promo"


async def test_a_syllable_that_is_being_composed_survives_a_change_of_the_form(page: Page, app: ScriptedApp) -> None:
    dialog = await show_form(page, app, form(TYPED, WORDS))
    story = dialog.get_by_label("What happened")
    keyboard = await page.context.new_cdp_session(page)
    await keyboard.send("Input.imeSetComposition", {"text": "프로", "selectionStart": 2, "selectionEnd": 2})
    assert app.of("block_actions") == []
    stack = await page.evaluate("fetch('/sandbox/api/views?as=U0RITA').then((answer) => answer.json())")
    await app.client.views_update(view_id=stack["stack"][0]["id"], view=form(section("New above"), TYPED, WORDS))
    await expect(dialog).to_contain_text("New above")
    await keyboard.send("Input.imeSetComposition", {"text": "프로모", "selectionStart": 3, "selectionEnd": 3})
    await keyboard.send("Input.insertText", {"text": "프로모션"})
    await expect(story).to_have_value("프로모션")
    assert (await app.got("block_actions"))["actions"][0]["value"] == "프로모션"


async def test_what_is_typed_while_the_app_is_busy_is_told_once_it_is_not(page: Page, app: ScriptedApp) -> None:
    app.delay = asyncio.Event()
    dialog = await show_form(page, app, form(TYPED))
    story = dialog.get_by_label("What happened")
    await story.press_sequentially("the")
    await app.got("block_actions")
    await story.press_sequentially(" promo")
    await story.press_sequentially(" blocks")
    app.delay.set()
    last = await app.got("block_actions", 2)
    while last["actions"][0]["value"] != "the promo blocks":
        last = await app.got("block_actions", len(app.of("block_actions")) + 1)


async def test_an_impatient_sender_sends_a_form_once(page: Page, app: ScriptedApp) -> None:
    dialog = await show_form(page, app, form(STORY))
    app.delay = asyncio.Event()
    await dialog.get_by_label("What happened").fill("the promo")
    send = dialog.get_by_role("button", name="Report", exact=True)
    await send.dblclick()
    await dialog.get_by_label("What happened").press("Control+Enter")
    await expect(send).to_be_disabled()
    await page.keyboard.press("Escape")
    app.delay.set()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(app.of("view_submission")) == 1


async def test_escape_closes_what_a_form_became_while_the_rest_of_the_page_is_still_fetched(
    page: Page, app: ScriptedApp
) -> None:
    thanks = {"type": "modal", "title": plain("Thank you"), "blocks": [section("#1")]}
    app.on("view_submission", lambda _: {"response_action": "update", "view": thanks})
    dialog = await show_form(page, app, form(STORY))
    await dialog.get_by_label("What happened").fill("the promo")
    fetched = asyncio.Event()

    async def late(route: Route) -> None:
        await fetched.wait()
        await route.continue_()

    await page.route("**/sandbox/api/messages?*", late)
    await dialog.get_by_role("button", name="Report", exact=True).press("Enter")
    became = page.get_by_role("dialog", name="Thank you")
    await expect(became.get_by_role("heading", name="Thank you")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    fetched.set()
    await page.unroute_all(behavior="wait")


async def test_escape_is_heard_when_nothing_has_the_focus(page: Page, app: ScriptedApp) -> None:
    dialog = await show_form(page, app, form(STORY))
    for _ in range(2):  # the browser itself lets a page object only once
        await dialog.get_by_label("What happened").fill("the promo")
        await page.evaluate("document.activeElement.blur()")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Keep writing").click()
        await expect(page.get_by_role("alertdialog")).to_have_count(0)
    await expect(dialog).to_be_visible()


async def test_escape_while_a_form_is_being_sent_counts_when_the_app_refuses_it(page: Page, app: ScriptedApp) -> None:
    app.on("view_submission", lambda _: {"response_action": "errors", "errors": {"story": "Say a little more."}})
    dialog = await show_form(page, app, form(STORY))
    app.delay = asyncio.Event()
    await dialog.get_by_label("What happened").fill("the promo")
    await page.keyboard.press("Control+Enter")
    await app.got("view_submission")
    await page.keyboard.press("Escape")
    app.delay.set()
    await page.get_by_role("alertdialog", name="Close without sending?").wait_for()
    await page.get_by_role("button", name="Close anyway").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_form_that_only_shows_something_cannot_be_sent(page: Page, app: ScriptedApp) -> None:
    picker = {"type": "datepicker", "action_id": "due"}
    view = {"type": "modal", "title": plain("As it stands"), "blocks": [section("*New*", accessory=picker)]}
    dialog = await show_form(page, app, view)
    await dialog.get_by_label("New").press("Control+Enter")
    await dialog.get_by_label("New").press("Enter")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    assert app.of("view_submission") == []


async def test_the_focus_returns_to_the_card_even_if_it_was_drawn_anew(page: Page, app: ScriptedApp) -> None:
    posted = await app.client.chat_postMessage(channel="C0APP", text="card", blocks=[actions(button("Assign", "go"))])
    await page.get_by_role("link", name="team-app").click()
    await page.get_by_role("button", name="Assign").click()
    clicked = await app.got("block_actions")
    await app.client.views_open(trigger_id=clicked["trigger_id"], view=form(WORDS, title="Assign #1"))
    await expect(page.get_by_role("dialog", name="Assign #1")).to_be_visible()
    changed = [section("*Planned*"), actions(button("Assign", "go"))]
    await app.client.chat_update(channel="C0APP", ts=str(posted["ts"]), text="card", blocks=changed)
    await expect(page.locator(".log")).to_contain_text("Planned")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Assign")).to_be_focused()


async def post(app: ScriptedApp, page: Page, *blocks: Json) -> None:
    await app.client.chat_postMessage(channel="C0APP", text="card", blocks=list(blocks))
    await page.get_by_role("link", name="team-app").click()
    await expect(page.get_by_role("article")).to_be_visible()


async def test_an_impatient_double_click_presses_a_button_once(page: Page, app: ScriptedApp) -> None:
    await post(app, page, actions(button("Acknowledge", "ack", style="primary")))
    await page.get_by_role("button", name="Acknowledge").dblclick()
    await expect(page.get_by_role("button", name="Acknowledge")).not_to_have_attribute("aria-busy", "true")
    await app.got("block_actions")
    assert [sent["actions"][0]["value"] for sent in app.of("block_actions")] == ["ack"]


async def test_a_button_that_cannot_be_taken_back_asks_first(page: Page, app: ScriptedApp) -> None:
    question = {
        "title": plain("Withdraw #1?"),
        "text": mrkdwn("*Nobody* is told."),
        "confirm": plain("Withdraw"),
        "deny": plain("Keep"),
    }
    await post(app, page, actions(button("Undo", "undo", style="danger", confirm=question)))
    ask = page.get_by_role("alertdialog", name="Withdraw #1?")
    await page.get_by_role("button", name="Undo").click()
    await expect(ask).to_have_accessible_description("Nobody is told.")
    await expect(ask.get_by_role("button", name="Keep")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(ask).to_have_count(0)
    assert app.of("block_actions") == []
    await page.get_by_role("button", name="Undo").click()
    await ask.get_by_role("button", name="Withdraw").click()
    await expect(ask).to_have_count(0)
    await expect(page.get_by_role("button", name="Undo")).not_to_have_attribute("aria-busy", "true")
    await app.got("block_actions")
    assert len(app.of("block_actions")) == 1


async def test_an_overflow_menu_is_opened_walked_and_chosen_by_keyboard(page: Page, app: ScriptedApp) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": TEAMS}
    await post(app, page, section("*#1*", accessory=menu))
    opener = page.get_by_role("button", name="More options")
    await opener.press("Enter")
    await expect(page.get_by_role("menuitem", name="Payments")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert (await app.got("block_actions"))["actions"][0]["selected_option"]["value"] == "app"
    await expect(opener).to_be_focused()
    await opener.press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_a_menu_in_a_message_is_named_and_tells_the_app_what_was_chosen(page: Page, app: ScriptedApp) -> None:
    select = {"type": "static_select", "action_id": "team", "options": TEAMS}
    await post(app, page, {**section("Which team owns this?", accessory=select), "block_id": "ask"})
    await page.get_by_role("combobox", name="Which team owns this?").select_option("Delivery")
    action = (await app.got("block_actions"))["actions"][0]
    assert (action["block_id"], action["action_id"], action["selected_option"]["value"]) == ("ask", "team", "delivery")


async def test_a_click_that_the_app_does_not_answer_is_told(page: Page, app: ScriptedApp, slack: LocalSlack) -> None:
    await post(app, page, actions(button("Acknowledge", "ack")))
    slack.events_url = "http://127.0.0.1:9/nobody"
    await page.get_by_role("button", name="Acknowledge").click()
    await expect(page.locator("#failed")).to_contain_text("That did not work")


BLOCKS: list[tuple[Json, str, str]] = [
    ({"type": "header", "text": plain(":tada: Done")}, "h2", "🎉 Done"),
    ({"type": "header", "text": {**plain("a person's :tada:"), "emoji": False}}, "h2", "a person's :tada:"),
    (section("*bold*", fields=[plain("*not bold*"), mrkdwn("_two_")]), ".fields", "*not bold*two"),
    ({"type": "context", "elements": [mrkdwn("by <@U0RITA>")]}, ".context", "by @Rita Albrecht (mentions you)"),
    ({"type": "divider"}, "hr", ""),
    ({"type": "image", "image_url": "/icon.svg", "alt_text": "A chart", "title": plain("Trend")}, "figure", "Trend"),
    (
        {"type": "image", "image_url": "https://elsewhere.example/a.png", "alt_text": "A chart"},
        "figure",
        "Picture on another host: A chart",
    ),
    ({"type": "markdown", "text": "## Hello **you**"}, "h3", "Hello you"),
    ({"type": "markdown", "text": "one\n- two\n- [three](javascript:x)"}, "ul", "twothree"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "Team"}], [{"type": "raw_text", "text": "*App*"}]]},
        "td",
        "*App*",
    ),
    ({"type": "video", "title": plain("Tour")}, ".not-drawn", "This page does not draw ‘video’."),
]


@pytest.mark.parametrize("block,place,text", BLOCKS)
async def test_a_block_is_drawn_or_named(modules: Page, block: Json, place: str, text: str) -> None:
    draw = """async ([block, place]) => {
      const { drawBlocks } = await import("/blocks.js");
      const people = new Map([["U0RITA", { real_name: "Rita Albrecht" }]]);
      const me = { id: "U0RITA", tz: "UTC" };
      const holder = document.createElement("div");
      const ctx = { me, people, channels: new Map(), app: {}, link: String, level: 2, fields: [] };
      holder.append(...drawBlocks([block], ctx));
      return holder.querySelector(place).textContent;
    }"""
    assert await modules.evaluate(draw, [block, place]) == text


async def test_rich_text_is_drawn_with_its_lists_quotes_and_styles(modules: Page) -> None:
    pieces: list[Json] = [
        {"type": "text", "text": "a ", "style": {"bold": True}},
        {"type": "user", "user_id": "U0RITA"},
        {"type": "emoji", "name": "unheard_of", "unicode": "1f44d-1f3fd"},
        {"type": "link", "url": "javascript:alert(1)", "text": "no link"},
    ]
    parts: list[Json] = [
        {"type": "rich_text_section", "elements": pieces},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "offset": 2,
            "elements": [{"type": "rich_text_section", "elements": pieces[:1]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said <so>"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "*as is*"}]},
    ]
    draw = """async (elements) => {
      const { richText } = await import("/richtext.js");
      const ctx = { me: {}, people: new Map([["U0RITA", { real_name: "Rita" }]]), channels: new Map() };
      const holder = document.createElement("div");
      holder.append(...richText({ elements }, ctx));
      for (const node of holder.querySelectorAll("*")) {
        for (const { name } of [...node.attributes]) if (name !== "start") node.removeAttribute(name);
      }
      return [...holder.children].map((node) => node.outerHTML);
    }"""
    assert await modules.evaluate(draw, parts) == [
        "<div><strong>a </strong><span>@Rita</span><span>👍🏽</span>no link</div>",
        '<ol start="3"><li><strong>a </strong></li></ol>',
        "<blockquote>said &lt;so&gt;</blockquote>",
        "<pre><code>*as is*</code></pre>",
    ]


async def test_two_people_have_their_own_forms(page: Page, app: ScriptedApp, opens: Opens) -> None:
    other = await opens("U0HANA")
    await show_form(page, app, form(STORY))
    await expect(other.get_by_role("dialog")).to_have_count(0)
