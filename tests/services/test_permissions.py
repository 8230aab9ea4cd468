"""Who may do what in which state, asked of the services as a click does, in people of the cast."""

from datetime import timedelta

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.people import Where
from bot.domain.verification import Answer
from bot.errors import NotAllowed, NotFound, TooLate
from storage import nudges as stored_nudges
from storage import settings as stored_settings
from storage.tables import Clock, Team
from tests.support.cast import (
    ADAM,
    ANA,
    BEN,
    CARA,
    GUS,
    HANA,
    MIA,
    RITA,
    TESS,
    YUKI,
)
from tests.support.play import Play

ANYBODY = "anybody who clicks on the card"
EVERYONE = {RITA, YUKI, BEN, ANA, MIA, CARA, TESS, ADAM, HANA, GUS, ANYBODY}
TEAM = {BEN, ANA, MIA, CARA}
CHIEFS = {ANA, MIA, CARA}
TRIAGE = {TESS, CARA, MIA}  # in triage any team's manager may decide

MAY = {
    Move.ACKNOWLEDGE: TEAM | {ANYBODY},
    Move.STILL_HAPPENING: TEAM | {ANYBODY, RITA},
    Move.ASSIGN: TEAM,
    Move.RESOLVE: TEAM,
    Move.NOT_OURS: TEAM,
    Move.CHOOSE_TEAM: TRIAGE,
    Move.WITHDRAW: TRIAGE,
    Move.REOPEN: CHIEFS,
}
OFFERED = {
    State.TRIAGE: {Move.CHOOSE_TEAM, Move.WITHDRAW},
    State.NEW: {Move.ACKNOWLEDGE, Move.NOT_OURS, Move.ASSIGN},
    State.ACKNOWLEDGED: {Move.ASSIGN, Move.RESOLVE, Move.NOT_OURS},
    State.PLANNED: {Move.ASSIGN, Move.RESOLVE, Move.NOT_OURS},
    State.RESOLVED: {Move.STILL_HAPPENING, Move.REOPEN},
    State.CAME_BACK: {Move.ACKNOWLEDGE, Move.ASSIGN, Move.NOT_OURS},
    State.VERIFIED: {Move.STILL_HAPPENING, Move.REOPEN},  # 'still' follows from a late answer; no button offers it
    State.WONT_FIX: {Move.REOPEN},
    State.MERGED: set(),
    State.WITHDRAWN: {Move.REOPEN},
}


def outcome(play: Play, number: int, move: Move, who: str, card: Where) -> str:
    """What the form of a move answers: it asks what the move itself asks, and changes nothing."""
    user_id, where = (YUKI, card) if who == ANYBODY else (who, None)
    try:
        play.services.annoyances.form(play.workspace_id, user_id, number, move, where=where)
    except TooLate:
        return "too late"
    except NotAllowed:
        return "not allowed"
    return "yes"


@pytest.mark.parametrize("state", list(State))
def test_each_move_in_each_state_is_for_those_of_the_table(play: Play, state: State) -> None:
    number = play.bring_to(state)
    card = play.post_card(number)
    chiefs = MAY[Move.REOPEN] - ({ANA} if state is State.WITHDRAWN else set())  # withdrawn in triage: of no team
    may = {**MAY, Move.REOPEN: chiefs}
    seen = {(move, who): outcome(play, number, move, who, card) for move in MAY for who in EVERYONE}
    assert seen == {
        (move, who): "too late" if move not in OFFERED[state] and who != GUS
        else "yes" if who in may[move] else "not allowed"
        for move in MAY for who in EVERYONE}


@pytest.mark.parametrize("move, state", [
    (Move.ACKNOWLEDGE, State.NEW), (Move.ASSIGN, State.NEW), (Move.NOT_OURS, State.NEW),
    (Move.RESOLVE, State.PLANNED), (Move.STILL_HAPPENING, State.RESOLVED), (Move.REOPEN, State.RESOLVED),
    (Move.CHOOSE_TEAM, State.TRIAGE), (Move.WITHDRAW, State.TRIAGE),
])
def test_a_click_of_somebody_else_changes_nothing(play: Play, move: Move, state: State) -> None:
    number = play.bring_to(state)
    before = (play.annoyance(number), play.moves(number), play.topics(), play.log())
    with pytest.raises(NotAllowed) as raised:
        play.make(move, number, HANA)
    assert raised.value.key == f"error.not_allowed.{move}"
    assert (play.annoyance(number), play.moves(number), play.topics(), play.log()) == before


def test_somebody_who_was_refused_may_do_it_once_they_may(play: Play) -> None:
    play.report()
    card = play.post_card()
    with pytest.raises(NotAllowed):
        play.make(Move.ACKNOWLEDGE, by=YUKI, key="k")
    play.make(Move.ACKNOWLEDGE, by=YUKI, where=card, key="k")
    assert play.state() == State.ACKNOWLEDGED


def test_the_assignee_may_act_for_the_team(play: Play) -> None:
    play.report()
    play.make(Move.ASSIGN, assignee=YUKI)
    play.make(Move.RESOLVE, by=YUKI)
    assert play.state() == State.RESOLVED


def nobody_listed(play: Play) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Team, (play.workspace_id, "payments")).members = []
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)


def test_where_no_member_is_listed_everyone_in_the_channel_is_one(play: Play) -> None:
    nobody_listed(play)
    play.report()
    card = play.post_card()
    with pytest.raises(NotAllowed):
        play.make(Move.ASSIGN, by=YUKI)
    play.make(Move.ASSIGN, by=YUKI, where=card)
    assert play.annoyance().assignee == YUKI


def test_a_listed_group_whose_members_are_not_known_yet_is_still_a_list(play: Play) -> None:
    nobody_listed(play)
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Team, (play.workspace_id, "payments")).members = ["S0UNKNOWN"]
        tx.session.flush()
        stored_settings.changed(tx.session, play.workspace_id)
    play.report()
    with pytest.raises(NotAllowed):
        play.make(Move.ASSIGN, by=YUKI, where=play.post_card())


@pytest.mark.parametrize("where", [Where("C0GENERAL", "1.1"), Where("C0PAY", "9.9")])
def test_a_click_elsewhere_proves_nothing(play: Play, where: Where) -> None:
    play.report()
    play.post_card()
    with pytest.raises(NotAllowed):
        play.make(Move.ACKNOWLEDGE, by=YUKI, where=where)


def test_a_click_on_another_annoyances_card_proves_nothing(play: Play) -> None:
    play.report()
    play.report("The app is slow")
    elsewhere = play.post_card(2)
    with pytest.raises(NotAllowed):
        play.make(Move.ACKNOWLEDGE, by=YUKI, where=elsewhere)


def test_a_click_on_the_card_left_behind_proves_nothing(play: Play) -> None:
    play.report()
    old = play.post_card()
    play.make(Move.NOT_OURS, team="app")
    play.post_card()
    with pytest.raises(NotAllowed):
        play.make(Move.ACKNOWLEDGE, by=YUKI, where=old)


def test_guests_may_not_act_even_on_a_card_they_see(play: Play) -> None:
    play.report()
    with pytest.raises(NotAllowed):
        play.make(Move.ACKNOWLEDGE, by=GUS, where=play.post_card())


def test_a_guest_who_reported_it_may_not_act_on_its_card(play: Play) -> None:
    play.report(by=GUS)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    before = (play.moves(), play.topics(), play.log())
    with pytest.raises(NotAllowed) as raised:
        play.make(Move.STILL_HAPPENING, by=GUS, where=play.post_card())
    assert raised.value.key == "error.not_allowed.guest"
    assert (play.moves(), play.topics(), play.log()) == before


def test_a_guest_who_reported_it_may_answer_that_it_still_happens(play: Play) -> None:
    play.report(by=GUS)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    play.answer(GUS, Answer.STILL)
    assert play.state() == State.CAME_BACK


def test_the_form_behind_more_offers_what_this_person_may_do(play: Play) -> None:
    play.report()
    card = play.post_card()

    def offered(who: str) -> set[Move]:
        return set(play.services.annoyances.form(play.workspace_id, who, 1, None, where=card).more)

    theirs = {Move.ACKNOWLEDGE, Move.NOT_OURS, Move.ASSIGN, Move.NEXT_STEP, Move.SNOOZE}
    assert (offered(ANA), offered(BEN)) == (theirs | {Move.MERGE, Move.WONT_FIX}, theirs)
    assert offered(YUKI) == {Move.ACKNOWLEDGE, Move.NEXT_STEP}
    with pytest.raises(NotAllowed, match="guest"):
        offered(GUS)


def test_the_form_shows_the_story_only_to_those_who_may_read_it(play: Play) -> None:
    play.report("The refund never arrived. She cried.")
    card = play.post_card()
    form = play.services.annoyances.form
    assert form(play.workspace_id, YUKI, 1, None, where=card).story == "The refund never arrived. She cried."
    assert form(play.workspace_id, YUKI, 1, None, where=None).story == ""


def test_there_must_be_such_a_number(play: Play) -> None:
    with pytest.raises(NotFound):
        play.make(Move.ACKNOWLEDGE, 7)


def test_whoever_a_reminder_asked_may_answer_until_another_team_has_it(play: Play) -> None:
    play.report()
    play.post_card()
    [clock, *_] = play._all(Clock)
    with play.services.db.transaction(play.workspace_id) as tx:
        stored_nudges.add(tx.session, play.workspace_id, clock.id, turn=0, level=1, user_id=YUKI,
                          planned_at=play.services.clock.now(), sent_at=play.services.clock.now())
    asked = Where("D0YUKI", "1.1")
    play.services.clock.move(timedelta(minutes=1))
    play.make(Move.ACKNOWLEDGE, by=YUKI, where=asked)
    play.make(Move.NOT_OURS)
    play.post_card()
    with pytest.raises(NotAllowed):
        play.make(Move.ACKNOWLEDGE, by=YUKI, where=asked)
