"""One owner at any time, whichever way an annoyance goes; and what a move keeps of what was said with it."""

from typing import Any

import pytest
from sqlmodel import col, select

from bot.domain.annoyances import Move, State
from bot.domain.snoozing import Preset
from storage import settings as stored_settings
from storage.tables import Annoyance, Team
from storage.tables import Move as MoveRow
from tests.support.cast import ANA, BEN, HANA, MIA, MINJUN, PAY, TESS
from tests.support.clocks import START
from tests.support.play import Play


def facts_of(play: Play, move: Move) -> list[dict[str, Any] | None]:
    with play.services.db.reading() as session:
        found = session.exec(select(MoveRow).where(MoveRow.move == move).order_by(col(MoveRow.seq))).all()
    return [row.facts for row in found]


def test_the_third_move_reaches_the_manager_also_by_way_of_triage(play: Play) -> None:
    play.report()
    play.post_card()
    for team, by in (("app", ANA), (None, HANA)):
        play.make(Move.NOT_OURS, by=by, team=team, reason=f"by {by}")
        play.post_card()
    play.make(Move.CHOOSE_TEAM, by=TESS, team="payments")
    play.post_card()
    assert (play.annoyance().moves, play.work("third_move")) == (2, [])
    play.make(Move.NOT_OURS, by=ANA, team=None, reason="really not")
    (told,) = play.work("third_move")
    assert (told.channel, play.annoyance().moves) == (MIA, 3)
    way = play.services.annoyances.history(play.workspace_id, 1)
    assert [team for team, _ in way] == ["Payments", "App", None, "Payments", None]
    assert [why for _, why in way] == [None, f"by {ANA}", f"by {HANA}", None, "really not"]


def test_the_story_keeps_who_handed_it_over_and_why(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.NOT_OURS, by=ANA, team="app", reason="It is the app's form")
    play.post_card()
    with play.services.db.reading() as session:
        moved = session.exec(select(MoveRow).where(MoveRow.move == Move.HAND_OVER)).one()
    assert (moved.by, moved.reason, play.annoyance().moving_reason) == (ANA, "It is the app's form", None)
    assert play.services.annoyances.history(play.workspace_id, 1)[-1] == ("App", "It is the app's form")


def test_who_keeps_it_after_all_leaves_no_reason_behind(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.NOT_OURS, by=ANA, team="app", reason="It is the app's form")
    play.make(Move.ACKNOWLEDGE, by=BEN)
    assert (play.annoyance().moving_reason, play.annoyance().moving_by) == (None, None)


def test_until_the_new_team_has_the_card_the_old_one_can_act_and_keeps_it(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.NOT_OURS, team="app")
    assert play.annoyance().team_key == "payments"
    play.make(Move.SNOOZE, by=BEN)
    assert (play.annoyance().team_key, play.annoyance().moving_to) == ("payments", None)


def test_what_sleeps_wakes_as_it_is_handed_over(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.SNOOZE)
    play.make(Move.NOT_OURS, team="app")
    assert (play.annoyance().snoozed_until, play.lines()[-2:]) == (None, ["not_ours", "wake"])
    play.post_card()
    assert (play.annoyance().team_key, play.annoyance().snoozed_until) == ("app", None)


@pytest.mark.parametrize("how", ["me too", "its day", "a merge"])
def test_what_wakes_by_itself_while_it_is_handed_over_goes_on_to_the_new_team(play: Play, how: str) -> None:
    play.report()
    play.post_card()
    play.make(Move.SNOOZE, until=Preset.TOMORROW)
    until = play.annoyance().snoozed_until
    play.make(Move.NOT_OURS, team="app", reason="It is the app's form")
    with play.services.db.transaction(play.workspace_id) as tx:  # as a version did that woke nothing
        tx.session.get_one(Annoyance, (play.workspace_id, 1)).snoozed_until = until
    if how == "me too":
        play.me_too(1, MINJUN)
    elif how == "its day":
        play.move_clock(days=2)
        play.services.snoozes.expand(play.workspace_id, play.services.clock.now())
    else:
        play.report("Her refund is late again", MINJUN)
        play.make(Move.MERGE, 2, other=1)
    assert (play.annoyance().moving_to, play.annoyance().moving_reason) == ("app", "It is the app's form")


@pytest.mark.parametrize("move, said, kept", [
    (Move.ASSIGN, {"assignee": BEN}, {"assignee": BEN, "self": False}),
    (Move.WONT_FIX, {"for_customer": "Pay by card"}, {"for_customer": "Pay by card"}),
    (Move.ACKNOWLEDGE, {}, None),
])
def test_the_story_keeps_what_was_said_with_a_move(play: Play, move: Move, said: dict[str, Any],
                                                   kept: dict[str, Any] | None) -> None:
    play.report()
    play.make(move, by=ANA, **said)
    assert facts_of(play, move) == [kept]


def test_the_story_keeps_what_was_done_and_until_when_it_sleeps(play: Play) -> None:
    number = play.bring_to(State.ACKNOWLEDGED)
    play.make(Move.SNOOZE, number, then="Ben calls")
    play.make(Move.RESOLVE, number)
    ((slept,), (done,)) = facts_of(play, Move.SNOOZE), facts_of(play, Move.RESOLVE)
    assert slept is not None
    assert done is not None
    assert (slept["then"], slept["until_on"], done["what_was_done"]) == (
        "Ben calls", "2026-03-18", "We fixed the voucher form")


@pytest.mark.parametrize("posted", [False, True])
def test_a_team_that_is_archived_while_its_card_is_on_its_way_gets_nothing(play: Play, posted: bool) -> None:
    play.report()
    play.post_card()
    play.make(Move.NOT_OURS, team="app", reason="It is the app's form")
    play.forget_work()
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Team, (play.workspace_id, "app")).archived_at = START
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)
        if not posted:
            play.services.annoyances.place_cards(tx.session, play.workspace_id)
    if posted:
        play.post_card()
    assert (play.annoyance().team_key, play.annoyance().moving_to, play.state()) == ("payments", None, State.NEW)
    assert play.lines() == ["kept_gone"]
    assert [row.channel for row in play.work("card")] == [PAY]
