"""The table of states as a table of cases: what each state offers, and where each move leads."""

import pytest

from bot.domain.annoyances import FIXED, FOLLOWING, LEADS_TO, OPEN, STAYING, TABLE, Move, State, after, allows

S, M = State, Move
LEADS = [
    # state, move, has a team, has an assignee, where it leads
    (S.TRIAGE, M.CHOOSE_TEAM, True, False, S.NEW),
    (S.TRIAGE, M.WITHDRAW, False, False, S.WITHDRAWN),
    (S.NEW, M.ACKNOWLEDGE, True, False, S.ACKNOWLEDGED),
    (S.NEW, M.NOT_OURS, True, False, S.NEW),
    (S.NEW, M.NOT_OURS, False, False, S.TRIAGE),
    (S.NEW, M.ASSIGN, True, True, S.PLANNED),
    (S.NEW, M.UNDO, True, False, S.WITHDRAWN),
    (S.NEW, M.MERGE, True, False, S.MERGED),
    (S.ACKNOWLEDGED, M.ASSIGN, True, True, S.PLANNED),
    (S.ACKNOWLEDGED, M.RESOLVE, True, False, S.RESOLVED),
    (S.ACKNOWLEDGED, M.ADD_ITEM, True, False, S.PLANNED),
    (S.PLANNED, M.ADD_ITEM, True, True, S.PLANNED),
    (S.NEW, M.ADD_ITEM, True, False, S.PLANNED),
    (S.CAME_BACK, M.ADD_ITEM, True, False, S.PLANNED),
    (S.ACKNOWLEDGED, M.NOT_OURS, False, False, S.TRIAGE),
    (S.ACKNOWLEDGED, M.ASK_REPORTER, True, False, S.ACKNOWLEDGED),
    (S.PLANNED, M.ASK_REPORTER, True, True, S.PLANNED),
    (S.ACKNOWLEDGED, M.TELL_MEANWHILE, True, False, S.ACKNOWLEDGED),
    (S.PLANNED, M.TELL_MEANWHILE, True, True, S.PLANNED),
    (S.ACKNOWLEDGED, M.SURVEY_LINK, True, False, S.ACKNOWLEDGED),
    (S.ACKNOWLEDGED, M.TRACKER_ISSUE, True, False, S.ACKNOWLEDGED),
    (S.PLANNED, M.TRACKER_ISSUE, True, True, S.PLANNED),
    (S.PLANNED, M.SURVEY_LINK, True, True, S.PLANNED),
    (S.RESOLVED, M.SURVEY_LINK, True, True, S.RESOLVED),
    (S.PLANNED, M.RESOLVE, True, True, S.RESOLVED),
    (S.PLANNED, M.ASSIGN, True, True, S.PLANNED),
    (S.PLANNED, M.NOT_OURS, True, True, S.NEW),
    (S.RESOLVED, M.STILL_HAPPENING, True, True, S.CAME_BACK),
    (S.RESOLVED, M.VERIFY, True, True, S.VERIFIED),
    (S.RESOLVED, M.REOPEN, True, True, S.NEW),
    (S.VERIFIED, M.STILL_HAPPENING, True, True, S.CAME_BACK),
    (S.VERIFIED, M.REOPEN, False, False, S.TRIAGE),
    (S.CAME_BACK, M.ACKNOWLEDGE, True, True, S.PLANNED),
    (S.CAME_BACK, M.ACKNOWLEDGE, True, False, S.ACKNOWLEDGED),
    (S.CAME_BACK, M.ASSIGN, True, True, S.PLANNED),
    (S.CAME_BACK, M.NOT_OURS, False, False, S.TRIAGE),
    (S.CAME_BACK, M.HAND_OVER, True, False, S.NEW),
    (S.PLANNED, M.UNASSIGN, True, False, S.ACKNOWLEDGED),
    (S.CAME_BACK, M.UNASSIGN, True, False, S.CAME_BACK),
    (S.NEW, M.UNASSIGN, True, False, S.NEW),
    (S.WITHDRAWN, M.REOPEN, True, False, S.NEW),
    (S.WONT_FIX, M.REOPEN, True, False, S.NEW),
    *((state, M.MERGE, True, False, S.MERGED) for state in (S.TRIAGE, S.ACKNOWLEDGED, S.PLANNED, S.CAME_BACK)),
    (S.MERGED, M.UNMERGE, True, False, S.NEW),
    *((state, M.SNOOZE, True, False, state) for state in (S.NEW, S.ACKNOWLEDGED, S.PLANNED, S.CAME_BACK)),
    *((state, M.WAKE, True, False, state) for state in (S.NEW, S.ACKNOWLEDGED, S.PLANNED, S.CAME_BACK)),
    *((state, M.NEXT_STEP, True, False, state) for state in (S.NEW, S.ACKNOWLEDGED, S.PLANNED, S.CAME_BACK)),
    *((state, M.WONT_FIX, True, False, S.WONT_FIX) for state in (S.NEW, S.ACKNOWLEDGED, S.PLANNED, S.CAME_BACK)),
]


@pytest.mark.parametrize("state, move, team, assignee, leads_to", LEADS)
def test_a_move_leads_where_the_table_says(
    state: State, move: Move, team: bool, assignee: bool, leads_to: State
) -> None:
    assert after(move, state, has_team=team, has_assignee=assignee) is leads_to


def test_what_has_items_stays_planned_when_nobody_is_assigned() -> None:
    assert after(M.UNASSIGN, S.PLANNED, has_team=True, has_assignee=False, has_items=True) is S.PLANNED
    assert after(M.ACKNOWLEDGE, S.CAME_BACK, has_team=True, has_assignee=False, has_items=True) is S.PLANNED


def test_each_move_that_a_state_allows_has_a_case_above() -> None:
    covered = {(state, move) for state, move, *_ in LEADS}
    buttons = {(state, move) for state in State for move in TABLE[state].all}
    assert buttons - covered == set()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_what_is_not_in_the_table_cannot_be_done(state: State, move: Move) -> None:
    if allows(state, move):
        assert after(move, state, has_team=True, has_assignee=True) in State
    else:
        with pytest.raises(ValueError, match="cannot be made in"):
            after(move, state, has_team=True, has_assignee=True)


def test_every_state_has_a_row() -> None:
    assert set(TABLE) == set(State)


def test_at_most_two_buttons_are_visible() -> None:
    assert {state: offer.visible for state, offer in TABLE.items() if len(offer.visible) > 2} == {}


def test_no_button_stands_twice_on_a_card() -> None:
    assert all(len(set(offer.all)) == len(offer.all) for offer in TABLE.values())


def test_from_merged_there_is_only_the_way_back() -> None:
    assert [move for move in Move if allows(State.MERGED, move)] == [Move.UNMERGE]


def test_open_fixed_and_ended_states_are_all_states() -> None:
    assert OPEN | FIXED | {State.WONT_FIX, State.MERGED, State.WITHDRAWN} == set(State)
    assert OPEN.isdisjoint(FIXED)


def test_from_each_open_state_an_annoyance_can_be_resolved() -> None:
    """Some way of buttons leads from every open state to resolved: nobody is ever stuck."""
    reached: set[State] = set()
    ways = {State.RESOLVED}
    while ways - reached:
        reached |= ways
        ways |= {state for state in OPEN for move in TABLE[state].all
                 if after(move, state, has_team=True, has_assignee=False) in reached}
    assert reached >= OPEN


def test_moves_that_follow_from_something_else_lead_somewhere() -> None:
    assert all(move in LEADS_TO or move in (Move.HAND_OVER, Move.UNASSIGN) or move in STAYING
               for move in FOLLOWING)
