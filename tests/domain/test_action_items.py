"""What each state of an action item offers, as a table of cases."""

import pytest

from bot.domain.action_items import LIVING, TABLE, ItemMove, ItemState, allows

S, M = ItemState, ItemMove


@pytest.mark.parametrize("state, move, away, holds", [
    (S.ASKED, M.ACCEPT, True, True),
    (S.ASKED, M.HAND_BACK, True, True),
    (S.ASKED, M.DONE, True, True),
    (S.OPEN, M.ACCEPT, True, False),
    (S.OPEN, M.HAND_BACK, True, True),
    (S.OPEN, M.HAND_BACK, False, False),
    (S.OPEN, M.CHANGE, False, True),
    (S.OPEN, M.REOPEN, False, False),
    (S.DONE, M.DONE, False, False),
    (S.DONE, M.REOPEN, True, True),
    (S.DROPPED, M.REOPEN, False, False),
])
def test_an_act_is_offered_where_the_table_says(state: ItemState, move: ItemMove, away: bool, holds: bool) -> None:
    assert allows(state, move, away=away) is holds


def test_every_state_has_a_row() -> None:
    assert set(TABLE) == set(ItemState)


def test_what_lives_can_be_done_and_dropped_and_what_ended_cannot() -> None:
    assert {state for state in ItemState if allows(state, M.DONE, away=True)} == LIVING
    assert {state for state in ItemState if allows(state, M.DROP, away=True)} == LIVING
