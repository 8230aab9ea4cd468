"""Action items as those see them who commit to them: in the thread of the card, in another team's channel, in forms."""

from datetime import UTC, datetime

from storage.tables import Person
from tests.support import cast
from tests.support.snag import Json, Office, action_ids, labels, texts

STORY = "The refund never came"
WHAT = "Put up a banner"


async def item_added(office: Office, *, by: str = cast.ANA, text: str = WHAT, **said: str) -> Json:
    """Somebody adds an item by the button of the acknowledged card; returns its line."""
    await office.click(by, office.card(cast.PAY), "add_item")
    await office.submit(by, {"item_text": text, **said})
    return line(office, text)


def line(office: Office, text: str = WHAT, channel: str = cast.PAY) -> Json:
    """The item's line in the thread of the card. Exactly one stands there."""
    thread = office.slack.messages(channel, office.card(channel)["ts"])[1:]
    [found] = [one for one in thread if text in one["text"] and one["text"].startswith("Action item")]
    return found


def away(office: Office, text: str = WHAT) -> Json:
    """The message in the App team's channel."""
    [found] = [one for one in office.slack.messages(cast.APP_TEAM) if text in one["text"]]
    return found


async def acknowledged(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")


async def test_an_item_is_one_line_that_lives(office: Office) -> None:
    await acknowledged(office)
    before = office.thread(cast.PAY)
    shown = await item_added(office, assignee=cast.BEN, due_on="2026-03-20")
    assert texts(office.slack.messages(cast.PAY, office.card(cast.PAY)["ts"])[1:])[:-1] == before
    assert labels(shown) == ["Done", "Change"]
    assert cast.BEN in flat(shown)
    assert "by Mar 20, 2026" in shown["text"]
    card = office.card(cast.PAY)
    assert "Planned" in card["text"]
    assert f"• {WHAT}" in flat(card)
    await office.click(cast.BEN, shown, "item_done")
    assert "Done (ben)" in line(office)["text"]
    assert labels(line(office)) == ["Not done"]
    assert office.thread(cast.PAY)[-1] == "The action item is done. Is it resolved?"


def flat(message: Json) -> str:
    """All words of a message's blocks."""
    def words(value: object) -> str:
        if isinstance(value, dict):
            return "".join(words(one) for name, one in value.items()
                           if name in ("text", "user_id") or isinstance(one, (dict, list)))
        if isinstance(value, list):
            return "".join(map(words, value))
        return value if isinstance(value, str) else ""
    return words(message["blocks"])


async def test_the_last_one_done_asks_whether_it_is_resolved(office: Office) -> None:
    await acknowledged(office)
    await item_added(office)
    await item_added(office, text="Tell the bank")
    await office.click(cast.ANA, line(office), "item_done")
    assert not [said for said in office.thread(cast.PAY) if "resolved?" in said]
    await office.click(cast.ANA, line(office, "Tell the bank"), "item_done")
    assert office.thread(cast.PAY)[-1] == "All 2 action items are done. Is it resolved?"
    asking = office.slack.messages(cast.PAY, office.card(cast.PAY)["ts"])[-1]
    await office.click(cast.ANA, asking, "resolve")
    await office.submit(cast.ANA, {"what_was_done": "Paid it back"})
    assert "Resolved" in office.card(cast.PAY)["text"]


async def test_another_team_is_asked_in_its_channel_and_accepts(office: Office) -> None:
    await acknowledged(office)
    shown = await item_added(office, team="app")
    assert "App is asked" in shown["text"]
    asked = away(office)
    assert action_ids(asked) == ["item_accept", "item_hand_back"]
    await office.click(cast.HANA, asked, "item_accept")
    assert action_ids(away(office)) == ["item_done", "item_change", "item_hand_back"]
    assert "App does it · hana" in line(office)["text"]
    await office.click(cast.HANA, away(office), "item_done")
    assert "Done (hana)" in line(office)["text"]
    assert action_ids(away(office)) == []


async def test_another_team_hands_it_back_and_says_why(office: Office) -> None:
    await acknowledged(office)
    await item_added(office, team="app")
    await office.click(cast.HANA, away(office), "item_hand_back")
    refused = await office.submit(cast.HANA, {"reason": " "})
    assert refused.errors is not None
    await office.submit(cast.HANA, {"reason": "We have no banner"})
    assert office.thread(cast.PAY)[-1].splitlines() == [
        "hana handed an action item back for App. It is this team’s again:", WHAT, "We have no banner"]
    assert action_ids(away(office)) == []
    assert "asked" not in line(office)["text"]


async def test_a_late_click_is_answered_with_how_it_stands(office: Office) -> None:
    await acknowledged(office)
    before = await item_added(office)
    await office.click(cast.ANA, before, "item_done")
    await office.click(cast.BEN, before, "item_done")
    assert texts(office.private(cast.BEN))[-1] == f"“{WHAT}” is done already."
    await office.click(cast.BEN, line(office), "item_reopen")
    assert labels(line(office)) == ["Done", "Change"]


async def test_an_item_is_changed_and_dropped_in_its_form(office: Office) -> None:
    await acknowledged(office)
    shown = await item_added(office)
    await office.click(cast.ANA, shown, "item_change")
    late = await office.submit(cast.ANA, {"due_on": "2020-01-01"})
    assert late.errors == {"due_on": "Please choose a day from today on, within two years."}
    await office.submit(cast.ANA, {"item_text": "Put up two banners", "due_on": "2026-04-01", "assignee": cast.BEN})
    changed = line(office, "Put up two banners")
    assert "by Apr 1, 2026" in changed["text"]
    assert office.thread(cast.PAY)[-1] == "ana gave an action item to U0BEN:\nPut up two banners"
    await office.click(cast.ANA, changed, "item_change")
    await office.click(cast.ANA, office.form(cast.ANA), "item_drop")
    assert "No longer needed (ana)" in line(office, "Put up two banners")["text"]
    assert "Acknowledged" in office.card(cast.PAY)["text"]
    assert office.thread(cast.PAY)[-1] == "Nothing is planned for it any more: who takes it?"


async def test_the_lines_go_along_when_the_card_moves(office: Office) -> None:
    await acknowledged(office)
    await item_added(office, assignee=cast.ANA)
    old = office.card(cast.PAY)["ts"]
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "not_ours")
    await office.submit(cast.ANA, {"team": "delivery", "reason": "The courier"})
    thread = office.slack.messages(cast.DELIVERY, office.card(cast.DELIVERY)["ts"])[1:]
    [now] = [one for one in thread if WHAT in one["text"]]
    assert action_ids(now) == ["item_done", "item_change"]
    assert "担当" not in now["text"]
    [left] = [one for one in office.slack.messages(cast.PAY, old) if WHAT in one["text"]]
    assert left["text"].startswith("This action item went along with its card.")
    assert action_ids(left) == []


async def test_resolving_asks_what_becomes_of_open_items(office: Office) -> None:
    await acknowledged(office)
    await item_added(office)
    await office.click(cast.ANA, office.card(cast.PAY), "resolve")
    refused = await office.submit(cast.ANA, {"what_was_done": "Paid it back"})
    assert set(refused.errors or {}) == {"items"}
    await office.submit(cast.ANA, {"what_was_done": "Paid it back", "items": "dropped"})
    assert "No longer needed (ana)" in line(office)["text"]
    assert "Resolved" in office.card(cast.PAY)["text"]


async def test_items_that_stay_open_outlive_the_end(office: Office) -> None:
    await acknowledged(office)
    shown = await item_added(office)
    await office.click(cast.ANA, office.card(cast.PAY), "resolve")
    await office.submit(cast.ANA, {"what_was_done": "Paid it back", "items": "open"})
    assert WHAT in flat(office.card(cast.PAY))
    await office.click(cast.ANA, shown, "item_done")
    assert "resolved?" not in office.thread(cast.PAY)[-1]


async def test_whoever_follows_hears_of_each_change_until_they_stop(office: Office) -> None:
    await acknowledged(office)
    await office.click(cast.MIA, office.card(cast.PAY), "more")
    await office.click(cast.MIA, office.form(cast.MIA), "follow")
    assert "You follow #1 now" in flat(office.form(cast.MIA))
    await item_added(office)
    [told] = office.direct(cast.MIA)
    assert told["text"].splitlines()[1:] == ["ana added an action item:", WHAT]
    await office.click(cast.MIA, told, "unfollow")
    before = len(office.direct(cast.MIA))
    await office.click(cast.ANA, office.card(cast.PAY), "resolve")
    await office.submit(cast.ANA, {"what_was_done": "Paid it back", "items": "done"})
    assert len(office.direct(cast.MIA)) == before


async def test_who_becomes_a_guest_hears_no_more_of_what_they_follow(office: Office) -> None:
    await acknowledged(office)
    await office.click(cast.MIA, office.card(cast.PAY), "more")
    await office.click(cast.MIA, office.form(cast.MIA), "follow")
    with office.core.db.transaction(office.snag.workspace_id) as tx:
        tx.session.get_one(Person, (office.snag.workspace_id, cast.MIA)).is_guest = True
    await item_added(office)
    assert office.direct(cast.MIA) == []


async def test_who_made_the_change_is_not_told_of_it(office: Office) -> None:
    await acknowledged(office)
    await office.click(cast.ANA, office.card(cast.PAY), "more")
    await office.click(cast.ANA, office.form(cast.ANA), "follow")
    await item_added(office)
    assert office.direct(cast.ANA) == []


async def says(office: Office, by: str, words: str, ts: str | None = None) -> None:
    """Write to Snag in the card's thread."""
    await office.person(by).say(cast.PAY, f"<@{cast.BOT_USER}> {words}", ts or office.card(cast.PAY)["ts"])
    await office.settle()


async def test_an_item_is_written_below_the_card(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await says(office, cast.BEN, f"todo {WHAT} & <b> <@{cast.ANA}> by Friday")
    shown = line(office)
    assert shown["text"].splitlines()[1] == f"{WHAT} &amp; &lt;b&gt;"
    assert cast.ANA in flat(shown)
    assert "by Mar" in shown["text"]
    assert "Planned" in office.card(cast.PAY)["text"]
    assert office.direct(cast.RITA)[-1]["text"].startswith("Payments has seen")
    assert office.private(cast.BEN) == []


async def test_a_date_that_cannot_be_read_stays_text_and_is_explained(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await says(office, cast.BEN, f"todo {WHAT} by soonish")
    assert line(office)["text"].splitlines()[1] == f"{WHAT} by soonish"
    [told] = texts(office.private(cast.BEN))
    assert told.startswith("The action item is added without a date: I could not read “soonish” as a date")


async def test_elsewhere_the_answer_says_where_items_are_written(office: Office) -> None:
    await office.person(cast.BEN).say(cast.GENERAL, f"<@{cast.BOT_USER}> todo {WHAT}")
    await office.settle()
    assert texts(office.private(cast.BEN)) == [
        "Action items are written in the thread of a card. To report something, type /snag and what happened."]


async def test_nothing_is_added_to_what_is_resolved(office: Office) -> None:
    await office.report(cast.RITA, STORY)
    await office.resolve(cast.ANA, cast.PAY)
    await says(office, cast.BEN, f"todo {WHAT}")
    assert texts(office.private(cast.BEN)) == [f"#1 “{STORY}” has moved on. It now stands as: Resolved."]


async def test_a_mention_that_asks_for_nothing_to_do_is_still_offered_as_a_report(office: Office) -> None:
    await office.person(cast.BEN).say(cast.GENERAL, f"<@{cast.BOT_USER}> todolists never load")
    await office.settle()
    assert action_ids(office.private(cast.BEN)[-1]) == ["report_it"]


async def from_menu(office: Office, by: str, message: Json) -> Json:
    """Use the entry of a message's menu; returns the form."""
    await office.person(by).message_shortcut("add_action_item", message)
    await office.settle()
    return office.form(by)


async def test_a_message_below_the_card_becomes_an_item(office: Office) -> None:
    await acknowledged(office)
    said = await office.person(cast.BEN).say(cast.PAY, "We must call the bank", office.card(cast.PAY)["ts"])
    await office.settle()
    form = await from_menu(office, cast.ANA, said)
    assert form["state"]["values"]["item_text"]["item_text"]["value"] == "We must call the bank"
    await office.submit(cast.ANA, {"due_on": "2026-03-20"})
    assert "The message it came from" in flat(line(office, "We must call the bank"))


async def test_elsewhere_the_form_asks_for_the_number(office: Office) -> None:
    await acknowledged(office)
    said = await office.person(cast.ANA).say(cast.GENERAL, "We must call the bank")
    await from_menu(office, cast.ANA, said)
    refused = await office.submit(cast.ANA, {"number": "the first"})
    assert set(refused.errors or {}) == {"number"}
    await office.submit(cast.ANA, {"number": "#1"})
    assert "We must call the bank" in line(office, "We must call the bank")["text"]


async def test_a_guest_adds_no_item(office: Office) -> None:
    await acknowledged(office)
    await office.report(cast.GUS, "The lift smells of fish")
    said = await office.person(cast.GUS).say(cast.GENERAL, WHAT)
    await office.person(cast.GUS).message_shortcut("add_action_item", said)
    await office.settle()
    assert texts(office.private(cast.GUS))[-1] == "Guests can report, but not look things up."


async def test_a_home_lists_what_somebody_has_to_do_what_is_overdue_first(office: Office) -> None:
    await acknowledged(office)
    assert "My action items: 0" in flat(await office.opened(cast.BEN))
    await item_added(office, text="Later", assignee=cast.BEN)
    for place in range(5):
        await item_added(office, text=f"Call {place}", assignee=cast.BEN, due_on=f"2026-03-{20 + place}")
    await office.pass_until(datetime(2026, 3, 23, 12, tzinfo=UTC))
    home = await office.opened(cast.BEN)
    assert "My action items: 6" in flat(home)
    assert flat(home).index("Overdue since Mar 20, 2026") < flat(home).index("By Mar 24, 2026")
    await office.click(cast.BEN, home, "my_items")
    assert "Later" in flat(office.form(cast.BEN))
    await office.click(cast.BEN, office.form(cast.BEN), "item_done", value=line(office, "Later")["blocks"][-1][
        "elements"][0]["value"])
    assert "My action items: 5" in flat(office.form(cast.BEN))
    assert "My action items: 5" in flat(office.home(cast.BEN))
    assert "Done (ben)" in line(office, "Later")["text"]
