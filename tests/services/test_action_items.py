"""Action items: their rows, their rights, and what moves, merges, endings and departures do to them."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from bot.domain.action_items import AtResolve, Draft, ItemState
from bot.domain.annoyances import Move, Resolution, State
from bot.domain.people import Profile, Where
from bot.errors import Invalid, NotAllowed, NotFound, TooLate
from bot.services import item_steps
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import posts
from storage import settings as stored_settings
from storage.tables import ActionItem, Team, Work
from tests.support.cast import ANA, APP_TEAM, BEN, GUS, HANA, KEN, MIA, PAY, RITA, TESS, YUKI
from tests.support.play import Play

WHAT = "Put up a banner"


def add(play: Play, number: int = 1, by: str = ANA, *, where: Where | None = None, key: str | None = None, **said: Any
        ) -> str:
    return play.services.items.add(play.workspace_id, by, number, Draft(said.pop("text", WHAT), **said), where=where,
                                   key=key or play.key())


def items(play: Play, number: int | None = None) -> list[ActionItem]:
    with play.services.db.reading() as session:
        found = session.exec(select(ActionItem).where(
            ActionItem.workspace_id == play.workspace_id).order_by(col(ActionItem.id))).all()
    return [one for one in found if number in (None, one.number)]


def stand(play: Play, name: str, channel: str, ts: str) -> Where:
    """Delivery has posted one of an item's messages."""
    with play.services.db.transaction(play.workspace_id) as tx:
        posts.keep(tx.session, play.workspace_id, name, channel, ts, at=play.services.clock.now())
    return Where(channel, ts)


def act(play: Play, what: str, item_id: str, by: str, *said: Any, where: Where | None = None, key: str | None = None
        ) -> None:
    getattr(play.services.items, what)(play.workspace_id, by, item_id, *said, where=where, key=key or play.key())


@pytest.fixture
def acknowledged(play: Play) -> Play:
    play.report()
    play.post_card()
    play.make(Move.ACKNOWLEDGE)
    play.forget_work()
    return play


def test_an_item_is_masked_and_plans_its_annoyance(acknowledged: Play) -> None:
    play = acknowledged
    add(play, text="  Call a@b.com ", assignee=BEN, due_on=date(2026, 3, 20))
    [item] = items(play)
    assert (item.text, item.state, item.team_key, item.assignee, item.due_on, item.by) == (
        "Call [e-mail]", "open", "payments", BEN, date(2026, 3, 20), ANA)
    assert play.state() is State.PLANNED
    assert play.lines() == []
    assert "item" in play.topics()
    assert play.told() == []


@pytest.mark.parametrize("state", [State.NEW, State.CAME_BACK])
def test_it_acknowledges_what_nobody_has_acknowledged(play: Play, state: State) -> None:
    number = play.bring_to(state)
    play.post_card(number)
    play.forget_work()
    add(play, number)
    assert play.state(number) is State.PLANNED
    assert play.told() == [(RITA, "acknowledge")]


@pytest.mark.parametrize("state", [State.TRIAGE, State.RESOLVED, State.VERIFIED, State.WITHDRAWN, State.MERGED])
def test_nothing_is_added_where_nothing_is_to_be_done(play: Play, state: State) -> None:
    number = play.bring_to(state)
    with pytest.raises(TooLate):
        add(play, number)
    assert items(play) == []


@pytest.mark.parametrize("said, field", [
    ({"text": " "}, "item_text"), ({"team_key": "nobody"}, "team"), ({"due_on": date(2026, 3, 3)}, "due_on"),
    ({"due_on": date(2030, 1, 1)}, "due_on")])
def test_what_cannot_be_is_said_at_its_field(acknowledged: Play, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(acknowledged, **said)
    assert refused.value.field == field
    assert items(acknowledged) == []


def test_somebody_who_has_left_is_given_nothing(acknowledged: Play) -> None:
    acknowledged.services.people.keep(acknowledged.workspace_id, Profile(BEN, "Ben", is_gone=True))
    with pytest.raises(Invalid) as refused:
        add(acknowledged, assignee=BEN)
    assert refused.value.field == "assignee"


def test_a_repeated_form_adds_one_item(acknowledged: Play) -> None:
    assert add(acknowledged, key="k") == add(acknowledged, key="k")
    assert len(items(acknowledged)) == 1


def test_another_team_is_asked_and_only_it_accepts_or_hands_back(acknowledged: Play) -> None:
    play = acknowledged
    item_id = add(play, team_key="app")
    assert [(row.topic, row.channel) for row in play.work() if row.topic == "item_away"] == [("item_away", APP_TEAM)]
    assert items(play)[0].state == "asked"
    here = stand(play, item_steps.in_thread(item_id), PAY, "5.1")
    for what, said in (("accept", ()), ("hand_back", ("Not us",))):
        with pytest.raises(NotAllowed):
            act(play, what, item_id, YUKI, *said, where=here)
    there = stand(play, item_steps.away(item_id), APP_TEAM, "5.2")
    act(play, "accept", item_id, KEN, where=there)
    [item] = items(play)
    assert (item.state, item.assignee, item.accepted_at) == ("open", KEN, play.services.clock.now())
    with pytest.raises(TooLate):
        act(play, "accept", item_id, HANA, where=there)


def test_what_is_handed_back_is_the_annoyances_teams_again(acknowledged: Play) -> None:
    play = acknowledged
    item_id = add(play, team_key="app", assignee=HANA)
    with pytest.raises(Invalid):
        act(play, "hand_back", item_id, HANA, " ")
    act(play, "hand_back", item_id, HANA, "Ask a@b.com")
    [item] = items(play)
    assert (item.team_key, item.state, item.assignee) == ("payments", "open", None)
    assert play.work("line")[-1].payload["reason"] == "Ask [e-mail]"
    with pytest.raises(TooLate):
        act(play, "hand_back", item_id, HANA, "Again")


def test_whoever_sees_none_of_its_messages_has_no_part_in_it(acknowledged: Play) -> None:
    item_id = add(acknowledged)
    for by in (YUKI, GUS):
        with pytest.raises(NotAllowed):
            act(acknowledged, "done", item_id, by)
    with pytest.raises(NotFound):
        act(acknowledged, "done", "no such item", ANA)


def test_a_message_in_the_old_place_proves_nothing(acknowledged: Play) -> None:
    item_id = add(acknowledged)
    old = stand(acknowledged, item_steps.in_thread(item_id), PAY, "5.1")
    stand(acknowledged, item_steps.in_thread(item_id), PAY, "5.2")
    with pytest.raises(NotAllowed):
        act(acknowledged, "done", item_id, YUKI, where=old)


def test_its_assignee_may_end_it_from_anywhere(acknowledged: Play) -> None:
    item_id = add(acknowledged, assignee=YUKI)
    act(acknowledged, "done", item_id, YUKI)
    [item] = items(acknowledged)
    assert (item.state, item.ended_by, item.ended_at) == ("done", YUKI, acknowledged.services.clock.now())


def test_a_second_click_is_late_and_a_repeated_one_is_not(acknowledged: Play) -> None:
    item_id = add(acknowledged)
    act(acknowledged, "done", item_id, ANA, key="k")
    act(acknowledged, "done", item_id, ANA, key="k")
    with pytest.raises(TooLate) as late:
        act(acknowledged, "done", item_id, BEN)
    assert late.value.key == "error.item_is_done"
    assert acknowledged.lines() == ["items_done"]


def test_each_act_is_in_the_log(acknowledged: Play) -> None:
    item_id = add(acknowledged)
    act(acknowledged, "done", item_id, BEN, where=stand(acknowledged, item_steps.in_thread(item_id), PAY, "5.1"))
    act(acknowledged, "reopen", item_id, ANA)
    act(acknowledged, "drop", item_id, ANA)
    assert acknowledged.log()[-4:] == [
        (ANA, "add_item", "#1"), (BEN, "item_done", "#1"), (ANA, "item_reopen", "#1"), (ANA, "item_drop", "#1")]


@pytest.mark.parametrize("becomes, state", [
    (AtResolve.DONE, ItemState.DONE), (AtResolve.DROPPED, ItemState.DROPPED), (AtResolve.OPEN, ItemState.OPEN)])
def test_resolving_says_what_becomes_of_open_items(acknowledged: Play, becomes: AtResolve, state: ItemState) -> None:
    add(acknowledged)
    acknowledged.make(Move.RESOLVE, said=Resolution("Fixed", items=becomes))
    assert items(acknowledged)[0].state == state
    assert acknowledged.state() is State.RESOLVED
    assert "items_done" not in acknowledged.lines()


def test_items_that_stay_open_plan_what_came_back(acknowledged: Play) -> None:
    add(acknowledged)
    acknowledged.make(Move.RESOLVE)
    acknowledged.make(Move.STILL_HAPPENING, by=MIA)
    acknowledged.make(Move.ACKNOWLEDGE)
    assert acknowledged.state() is State.PLANNED


def test_what_is_withdrawn_needs_no_items(acknowledged: Play) -> None:
    play = acknowledged
    add(play)
    play.make(Move.NOT_OURS, team=None)
    play.make(Move.WITHDRAW, by=TESS)
    assert [(one.state, one.ended_by) for one in items(play)] == [("dropped", TESS)]


def test_a_new_team_has_the_old_ones_items_and_its_own_are_accepted(acknowledged: Play) -> None:
    play = acknowledged
    add(play, text="Ours", assignee=ANA)
    add(play, text="Theirs", team_key="app")
    add(play, text="Others", team_key="delivery")
    play.make(Move.NOT_OURS, team="app")
    assert [one.team_key for one in items(play)] == ["payments", "app", "delivery"]  # until the new team has the card
    play.post_card()
    assert [(one.text, one.team_key, one.state, one.assignee) for one in items(play)] == [
        ("Ours", "app", "open", None), ("Theirs", "app", "open", None), ("Others", "delivery", "asked", None)]


def test_a_merge_takes_open_items_along_and_gives_back_what_it_took(acknowledged: Play) -> None:
    play = acknowledged
    first = add(play)
    act(play, "done", first, ANA)
    second = add(play, text="Tell the bank")
    play.report("The parcel is late", again=True)
    with play.services.db.transaction(play.workspace_id) as tx:
        desk = Desk(tx.session, directory(tx.session, play.workspace_id), play.services.clock,
                    Pseudonyms(play.services.secrets))
        assert item_steps.moved(desk, 1, play.annoyance(2)) == [second]
        assert [one.id for one in item_steps.open_items(tx.session, play.workspace_id, 2)] == [second]
        item_steps.give(desk, [second], play.annoyance(1))
    assert [one.number for one in items(play)] == [1, 1]


def test_whoever_leaves_leaves_their_items_and_the_lead_hears_it_once(acknowledged: Play) -> None:
    play = acknowledged
    add(play, assignee=YUKI)
    add(play, text="Tell the bank", assignee=YUKI)
    play.forget_work()
    play.services.people.keep_known(play.workspace_id, Profile(YUKI, "Yuki", is_gone=True))
    with play.services.db.transaction(play.workspace_id) as tx:
        [row] = play.work("departed", tx.session)
        play.services.annoyances.departed(tx.session, play.workspace_id, row.payload["user"])
        tx.session.delete(tx.session.get_one(Work, (play.workspace_id, row.id)))
    assert {one.assignee for one in items(play)} == {None}
    [told] = play.work("items_left")
    assert (told.payload["user"], [one["text"] for one in told.payload["items"]]) == (ANA, [WHAT, "Tell the bank"])


def test_dropping_the_last_one_leaves_it_to_nobody(acknowledged: Play) -> None:
    act(acknowledged, "drop", add(acknowledged), ANA)
    assert acknowledged.state() is State.ACKNOWLEDGED
    assert acknowledged.lines() == ["unassign"]


class TestFollowing:
    def follow(self, play: Play, by: str, *, where: Where | None = None) -> None:
        play.services.following.follow(play.workspace_id, by, 1, where=where, key=play.key())

    def test_each_follower_but_who_did_it_hears_each_move_once(self, acknowledged: Play) -> None:
        play = acknowledged
        for by in (ANA, MIA, MIA):
            self.follow(play, by)
        play.make(Move.ASSIGN, assignee=BEN)
        assert [(row.payload["user"], row.payload["what"]) for row in play.work("followed")] == [(MIA, "assign")]

    def test_whoever_does_not_see_the_channel_cannot_follow(self, acknowledged: Play) -> None:
        for by in (YUKI, GUS):
            with pytest.raises(NotAllowed):
                self.follow(acknowledged, by)
        self.follow(acknowledged, YUKI, where=acknowledged.post_card())

    def test_who_stops_hears_no_more(self, acknowledged: Play) -> None:
        play = acknowledged
        self.follow(play, MIA)
        play.services.following.unfollow(play.workspace_id, MIA, 1, where=None, key=play.key())
        play.make(Move.ASSIGN, assignee=BEN)
        assert play.work("followed") == []


def archive(play: Play, team: str) -> None:
    """An admin archives a team, and the step that follows is carried out."""
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Team, (play.workspace_id, team)).archived_at = play.services.clock.now()
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)
        play.services.annoyances.place_cards(tx.session, play.workspace_id)


@pytest.mark.parametrize("resolved", [False, True])
def test_what_an_archived_team_had_to_do_is_the_annoyances_own_teams(acknowledged: Play, resolved: bool) -> None:
    play = acknowledged
    item_id = add(play, team_key="app", assignee=HANA)
    if resolved:
        play.make(Move.RESOLVE, said=Resolution("Paid it back", items=AtResolve.OPEN))
    play.forget_work()
    archive(play, "app")
    (item,) = items(play)
    assert (item.team_key, item.assignee, item.state) == ("payments", None, ItemState.OPEN)
    assert [(row.payload["what"], row.payload["to_team"], row.payload["text"]) for row in play.work("line")] == [
        ("item_team_gone", "app", WHAT)]
    act(play, "change", item_id, ANA, Draft("Put up two banners"))
    assert items(play)[0].text == "Put up two banners"


def test_until_that_step_its_words_can_be_changed(acknowledged: Play) -> None:
    play = acknowledged
    item_id = add(play, team_key="app")
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Team, (play.workspace_id, "app")).archived_at = play.services.clock.now()
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)
    act(play, "change", item_id, ANA, Draft("Put up two banners"))
    assert items(play)[0].text == "Put up two banners"


def test_what_becomes_another_teams_by_a_merge_appears_in_that_teams_channel(acknowledged: Play) -> None:
    play = acknowledged
    play.report("The app forgets the parcel", team="app")
    play.make(Move.ACKNOWLEDGE, 2, HANA)
    add(play, 2, HANA)
    play.forget_work()
    play.make(Move.MERGE, 2, HANA, other=1)
    assert [row.channel for row in play.work("item_away")] == [APP_TEAM]
    assert items(play, 1)[0].team_key == "app"
