"""One case for each entrance to action items and to following."""

from datetime import date

from tests.handlers.cases import STORY, case
from tests.support import cast
from tests.support.snag import Json, Office, action_ids

WHAT = "Put up a banner"


def line(office: Office) -> Json:
    """The item's line in the thread."""
    thread = office.slack.messages(cast.PAY, office.card(cast.PAY)["ts"])
    [found] = [one for one in thread if WHAT in one["text"] and one["text"].startswith("Action item")]
    return found


async def added(office: Office, **said: str) -> Json:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await office.click(cast.ANA, office.card(cast.PAY), "add_item")
    await office.submit(cast.ANA, {"item_text": WHAT, **said})
    return line(office)


@case("action", "add_item")
@case("view", "add_item_form")
async def an_item_is_added(office: Office) -> None:
    assert action_ids(await added(office)) == ["item_done", "item_change"]


@case("action", "item_done", "item_reopen")
async def an_item_is_done_and_is_not(office: Office) -> None:
    await office.click(cast.ANA, await added(office), "item_done")
    assert "Done (ana)" in line(office)["text"]
    await office.click(cast.ANA, line(office), "item_reopen")
    assert "Open" in line(office)["text"]


@case("action", "item_change", "item_drop")
@case("view", "change_item_form")
async def an_item_is_changed_and_dropped(office: Office) -> None:
    await office.click(cast.ANA, await added(office), "item_change")
    await office.submit(cast.ANA, {"due_on": date(2026, 3, 20).isoformat()})
    assert "by Mar 20, 2026" in line(office)["text"]
    await office.click(cast.ANA, line(office), "item_change")
    await office.click(cast.ANA, office.form(cast.ANA), "item_drop")
    assert "No longer needed" in line(office)["text"]


async def asked(office: Office) -> Json:
    """The message in the channel of the App team."""
    await added(office, team="app")
    [found] = [one for one in office.slack.messages(cast.APP_TEAM) if WHAT in one["text"]]
    return found


@case("action", "item_accept")
async def another_team_accepts(office: Office) -> None:
    await office.click(cast.HANA, await asked(office), "item_accept")
    assert "App does it" in line(office)["text"]


@case("action", "item_hand_back")
@case("view", "hand_back_item_form")
async def another_team_hands_back(office: Office) -> None:
    await office.click(cast.HANA, await asked(office), "item_hand_back")
    await office.submit(cast.HANA, {"reason": "We have no banner"})
    assert "We have no banner" in office.thread(cast.PAY)[-1]


@case("shortcut", "add_action_item")
async def a_message_becomes_an_item(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    said = await office.person(cast.ANA).say(cast.PAY, WHAT, office.card(cast.PAY)["ts"])
    await office.person(cast.ANA).message_shortcut("add_action_item", said)
    await office.settle()
    await office.submit(cast.ANA)
    assert action_ids(line(office)) == ["item_done", "item_change"]


@case("action", "follow", "unfollow")
async def somebody_follows_and_stops(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.MIA, office.card(cast.PAY), "more")
    await office.click(cast.MIA, office.form(cast.MIA), "follow")
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    [told] = office.direct(cast.MIA)
    await office.click(cast.MIA, told, "unfollow")
    assert "You follow #1 no more." in str(office.private(cast.MIA) + office.direct(cast.MIA))


@case("action", "my_items", "my_items_page", "my_items_first")
async def somebody_sees_all_they_have_to_do(office: Office) -> None:
    await added(office, assignee=cast.BEN)
    for _ in range(16):
        await office.person(cast.BEN).say(cast.PAY, f"<@{cast.BOT_USER}> todo And more <@{cast.BEN}>",
                                          office.card(cast.PAY)["ts"])
    await office.settle()
    await office.click(cast.BEN, await office.opened(cast.BEN), "my_items")
    await office.click(cast.BEN, office.form(cast.BEN), "my_items_page")
    assert "16 to 17 of 17" in str(office.form(cast.BEN))
    await office.click(cast.BEN, office.form(cast.BEN), "my_items_first")
    assert "1 to 15 of 17" in str(office.form(cast.BEN))
