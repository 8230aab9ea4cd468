"""Channels in which cards stand: asked about, joined, gone and back, renumbered; and who is told what to do."""

import pytest
from sqlmodel import Session

from bot.domain.annoyances import Move
from bot.domain.channels import Seen, Trouble
from bot.services import annoyances
from bot.services.cards import look_after_all
from bot.services.directory import directory
from storage import channels as stored
from storage import posts
from storage import settings as stored_settings
from storage.tables import Channel, Report, Team, Workspace
from storage.work import State
from tests.support.cast import ADAM, ANA, APP_TEAM, BEN, GENERAL, MIA, PAY, TRIAGE
from tests.support.play import Play

OPEN = Seen(PAY, "team-payments", is_member=True)


def within(play: Play, does: str, *said: object) -> None:
    """What delivery found out, in a transaction of its own."""
    with play.services.db.transaction(play.workspace_id) as tx:
        getattr(play.services.channels, does)(tx.session, play.workspace_id, *said)


def refused(play: Play, error: str, channel_id: str = PAY) -> None:
    within(play, "refused", channel_id, error)


def row(play: Play, channel_id: str = PAY) -> Channel | None:
    with play.services.db.reading() as session:
        return stored.get(session, play.workspace_id, channel_id)


def told(play: Play) -> list[tuple[str, str]]:
    """Who was told of which trouble."""
    return [(one.payload["user"], one.payload["what"]) for one in play.work("channel_trouble")]


def stands_in(play: Play, team: str | None = "payments") -> str | None:
    with play.services.db.reading() as session:
        return directory(session, play.workspace_id).channel_of(team)


def place(play: Play) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        play.services.annoyances.place_cards(tx.session, play.workspace_id)


def leave(play: Play, *user_ids: str) -> None:
    for user_id in user_ids:
        profile = play.services.people.profile(play.workspace_id, user_id)
        assert profile is not None
        play.services.people.keep(play.workspace_id, type(profile)(user_id, profile.name, is_gone=True))


def name_nobody(session: Session, play: Play, **instead: object) -> None:
    found = session.get_one(Workspace, play.workspace_id)
    for column, value in instead.items():
        setattr(found, column, value)
    session.add(found)
    session.flush()
    stored_settings.changed(session, play.workspace_id)


def test_a_start_asks_about_each_channel_of_the_settings_once(play: Play) -> None:
    for _ in range(2):
        play.services.channels.refresh(play.workspace_id)
    assert sorted(one.channel for one in play.work("channel")) == sorted([PAY, APP_TEAM, "C0DELIVERY", TRIAGE])


@pytest.mark.parametrize("said, joins", [
    (Seen(PAY, "team-payments"), True), (OPEN, False), (Seen(PAY, "p", is_private=True), False),
    (Seen(PAY, "p", is_archived=True), False)])
def test_a_public_channel_that_can_be_used_is_joined(play: Play, said: Seen, joins: bool) -> None:
    within(play, "seen", said)
    assert [one.channel for one in play.work("join")] == ([PAY] if joins else [])


def test_an_invitation_lets_everything_go_that_waits(play: Play) -> None:
    play.report()
    play.delay_work(PAY)
    play.services.channels.joined(play.workspace_id, PAY, is_private=True)
    [card] = play.work("card")
    assert card.visible_at <= play.services.clock.machine()
    found = row(play)
    assert found is not None
    assert found.is_member


def test_a_private_channel_asks_its_lead_and_an_admin_for_an_invitation_once(play: Play) -> None:
    for _ in range(3):
        refused(play, "channel_not_found")
    assert told(play) == [(ANA, Trouble.INVITE), (ADAM, Trouble.INVITE)]


def test_they_are_asked_again_only_after_snag_was_in_it_and_removed(play: Play) -> None:
    refused(play, "channel_not_found")
    play.services.channels.joined(play.workspace_id, PAY, is_private=True)
    play.services.channels.left(play.workspace_id, PAY)
    play.forget_work()
    for _ in range(2):
        refused(play, "channel_not_found")
    assert told(play) == [(ANA, Trouble.INVITE), (ADAM, Trouble.INVITE)]


def test_who_has_left_is_followed_by_the_next_in_line(play: Play) -> None:
    leave(play, ANA)
    refused(play, "channel_not_found")
    assert told(play) == [(MIA, Trouble.INVITE), (ADAM, Trouble.INVITE)]


def test_where_leads_and_managers_have_left_an_admin_hears_it_once(play: Play) -> None:
    leave(play, ANA, MIA)
    refused(play, "restricted_action")
    assert told(play) == [(ADAM, Trouble.RESTRICTED)]


def test_a_channel_that_lets_only_some_post_is_said_once_until_it_works(play: Play) -> None:
    for _ in range(2):
        refused(play, "restricted_action")
    assert len(told(play)) == 2
    within(play, "posted", PAY)
    refused(play, "restricted_action")
    assert len(told(play)) == 4


@pytest.mark.parametrize("known, error, is_gone", [
    (None, "is_archived", True), (OPEN, "channel_not_found", True), (Seen(PAY, "p"), "channel_not_found", True),
    (Seen(PAY, "p", is_private=True), "channel_not_found", False), (None, "channel_not_found", False),
    (OPEN, "not_in_channel", False), (OPEN, "restricted_action", False)])
def test_what_a_refusal_says_of_a_channel(play: Play, known: Seen | None, error: str, is_gone: bool) -> None:
    if known:
        within(play, "seen", known)
    refused(play, error)
    assert stands_in(play) == (TRIAGE if is_gone else PAY)


def test_the_cards_of_a_channel_that_is_gone_stand_in_triage_and_come_back(play: Play) -> None:
    play.report()
    play.post_card()
    play.forget_work()
    refused(play, "is_archived")
    assert (stands_in(play), told(play)) == (TRIAGE, [(ADAM, Trouble.GONE)])
    assert "place_cards" in play.topics()
    place(play)
    assert [one.channel for one in play.work("card")] == [TRIAGE]
    assert play.post_card().channel_id == TRIAGE
    assert play.annoyance().team_key == "payments", "the team keeps it"
    play.forget_work()
    within(play, "seen", OPEN)
    place(play)
    assert [one.channel for one in play.work("card")] == [PAY]
    assert play.lines() == [], "where a card stands is no change of the annoyance"


@pytest.fixture
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annoyances, "PLACED_AT_ONCE", 2)


def five_cards(play: Play) -> None:
    """#1 to #5 of Payments, their cards in its channel; what is asked for from now on matters."""
    for number in range(1, 6):
        play.report(again=True)
        play.post_card(number)
    play.forget_work()


def one_step(play: Play) -> list[int]:
    """Carry out the step that waits longest; returns the cards that have been asked for by then."""
    with play.services.db.transaction(play.workspace_id) as tx:
        row = next(row for row in play.work("place_cards", tx.session) if row.state == State.WAITING)
        play.services.annoyances.place_cards(tx.session, play.workspace_id, **row.payload)
        row.state = State.DONE
    return wanted_cards(play)


def half_a_step(play: Play) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        play.services.annoyances.place_cards(tx.session, play.workspace_id)
        raise ZeroDivisionError


def wanted_cards(play: Play) -> list[int]:
    return [row.payload["number"] for row in play.work("card")]


def steps_left(play: Play) -> list[dict[str, int]]:
    return [row.payload for row in play.work("place_cards") if row.state == State.WAITING]


@pytest.mark.usefixtures("two_at_a_time")
def test_many_cards_move_in_steps_between_which_clicks_are_heard(play: Play) -> None:
    five_cards(play)
    refused(play, "is_archived")
    assert (one_step(play), steps_left(play)) == ([1, 2], [{"after": 2}])
    assert (one_step(play), steps_left(play)) == ([1, 2, 3, 4], [{"after": 4}])
    assert (one_step(play), steps_left(play)) == ([1, 2, 3, 4, 5], [])
    assert {(row.channel, row.wanted) for row in play.work("card")} == {(TRIAGE, 1)}


@pytest.mark.usefixtures("two_at_a_time")
def test_cards_that_stand_right_take_no_place_in_a_step(play: Play) -> None:
    five_cards(play)
    play.report("The app is slow", team="app")
    play.post_card(6)
    play.report(again=True)
    play.post_card(7)
    play.make(Move.ACKNOWLEDGE, 1)
    play.make(Move.RESOLVE, 1)
    play.forget_work()
    refused(play, "is_archived")
    assert (one_step(play), one_step(play), one_step(play)) == ([2, 3], [2, 3, 4, 5], [2, 3, 4, 5, 7])
    assert steps_left(play) == []


@pytest.mark.usefixtures("two_at_a_time")
def test_a_channel_that_comes_back_between_two_steps_gets_its_cards_back(play: Play) -> None:
    five_cards(play)
    refused(play, "is_archived")
    one_step(play)
    assert [play.post_card(number).channel_id for number in (1, 2)] == [TRIAGE, TRIAGE]
    play.forget_work_but("place_cards")
    within(play, "seen", OPEN)
    while steps_left(play):
        one_step(play)
    assert [(row.payload["number"], row.channel) for row in play.work("card")] == [(1, PAY), (2, PAY)]


@pytest.mark.usefixtures("two_at_a_time")
def test_a_step_that_ends_halfway_is_done_again_as_a_whole(play: Play) -> None:
    five_cards(play)
    refused(play, "is_archived")
    with pytest.raises(ZeroDivisionError):
        half_a_step(play)
    assert (wanted_cards(play), steps_left(play)) == ([], [{}])
    assert (one_step(play), steps_left(play)) == ([1, 2], [{"after": 2}])


def test_a_card_already_on_its_way_there_is_not_asked_for_again(play: Play) -> None:
    five_cards(play)
    refused(play, "is_archived")
    place(play)
    place(play)
    assert [row.wanted for row in play.work("card")] == [1] * 5


def test_what_came_from_a_file_gets_no_card_of_itself(play: Play) -> None:
    play.report()
    play.report(again=True)
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Report, (play.workspace_id, play.first_report(2).id)).door = "import"
    play.forget_work()
    place(play)
    assert wanted_cards(play) == [1]


@pytest.mark.usefixtures("two_at_a_time")
def test_the_annoyances_of_an_archived_team_go_to_triage_in_steps(play: Play) -> None:
    five_cards(play)
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Team, (play.workspace_id, "payments")).archived_at = play.services.clock.now()
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)
        look_after_all(tx.session, play.workspace_id, play.services.clock)
    one_step(play)
    assert [play.annoyance(number).team_key for number in (2, 3)] == [None, "payments"]
    while steps_left(play):
        one_step(play)
    assert [play.annoyance(number).team_key for number in range(1, 6)] == [None] * 5


def test_new_cards_of_such_a_team_stand_in_triage_too(play: Play) -> None:
    refused(play, "is_archived")
    play.report()
    assert [one.channel for one in play.work("card")] == [TRIAGE]


def test_triage_being_gone_is_told_and_what_it_has_waits(play: Play) -> None:
    refused(play, "is_archived", TRIAGE)
    assert (stands_in(play, None), told(play)) == (TRIAGE, [(ADAM, Trouble.GONE_TRIAGE)])
    refused(play, "is_archived", PAY)
    assert (stands_in(play), told(play)[-1]) == (PAY, (ADAM, Trouble.GONE_WAITING))


def test_without_triage_and_admins_nobody_is_told_and_nothing_fails(play: Play) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        name_nobody(tx.session, play, triage_channel_id=None, admins=[])
    refused(play, "is_archived")
    assert (stands_in(play), told(play)) == (PAY, [])


def test_a_channel_that_was_gone_for_a_while_is_told_again_the_next_time(play: Play) -> None:
    for _ in range(2):
        refused(play, "is_archived")
    within(play, "seen", OPEN)
    refused(play, "is_archived")
    assert told(play) == [(ADAM, Trouble.GONE)] * 2


def test_channels_that_the_settings_do_not_name_are_none_of_our_business(play: Play) -> None:
    play.services.channels.joined(play.workspace_id, GENERAL, is_private=False)
    play.services.channels.deleted(play.workspace_id, GENERAL)
    play.services.channels.changed(play.workspace_id, GENERAL)
    play.services.channels.renamed(play.workspace_id, GENERAL, "other")
    assert (play.topics(), row(play, GENERAL)) == ([], None)


def test_all_that_names_a_channel_follows_to_its_new_id(play: Play) -> None:
    play.report()
    card = play.post_card()
    within(play, "seen", OPEN)
    play.make(Move.ACKNOWLEDGE, by=BEN)
    play.services.channels.has_new_id(play.workspace_id, PAY, "C0NEW")
    assert stands_in(play) == "C0NEW"
    assert (row(play), play.services.channels.names(play.workspace_id)) == (None, {"C0NEW": "team-payments"})
    assert {one.channel for one in play.work("line")} == {"C0NEW"}
    with play.services.db.reading() as session:
        moved = posts.at(session, play.workspace_id, "C0NEW", card.ts)
    assert moved is not None
    assert moved.current
    assert play.log()[-1] == (None, "channel_id_changed", "settings")


def test_triage_follows_to_its_new_id(play: Play) -> None:
    play.services.channels.has_new_id(play.workspace_id, TRIAGE, "C0NEW")
    assert stands_in(play, None) == "C0NEW"


def test_a_new_name_replaces_the_old_one(play: Play) -> None:
    within(play, "seen", OPEN)
    play.services.channels.renamed(play.workspace_id, PAY, "money")
    assert play.services.channels.names(play.workspace_id) == {PAY: "money"}
