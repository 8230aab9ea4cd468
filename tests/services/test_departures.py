"""People who leave, guests, and people of other companies: nothing waits for the first, nothing leaks to the others."""

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.people import Profile
from bot.domain.verification import Answer
from bot.errors import NotAllowed
from storage.tables import Work
from tests.support.cast import ADAM, ANA, BEN, MIA, MINJUN, RITA, WORKSPACE, YUKI
from tests.support.play import Play

KEN_OF_NORTHWIND = "U0ELSEWHERE"


def leave(play: Play, user_id: str, *, is_gone: bool = True) -> None:
    """Slack says that somebody was deactivated, and the step that follows from it is carried out."""
    play.services.people.keep_known(play.workspace_id, Profile(user_id, user_id, is_gone=is_gone))
    for row in play.work("departed"):
        with play.services.db.transaction(play.workspace_id) as tx:
            play.services.annoyances.departed(tx.session, play.workspace_id, row.payload["user"])
            tx.session.delete(tx.session.get_one(Work, (play.workspace_id, row.id)))


@pytest.mark.parametrize("state, after", [
    (State.PLANNED, State.ACKNOWLEDGED), (State.CAME_BACK, State.CAME_BACK), (State.RESOLVED, State.RESOLVED)])
def test_what_somebody_worked_on_is_open_to_others(play: Play, state: State, after: State) -> None:
    play.report()
    play.post_card()
    play.make(Move.ASSIGN, by=MIA, assignee=BEN)
    if state is not State.PLANNED:
        play.make(Move.RESOLVE, by=MIA)
    if state is State.CAME_BACK:
        play.make(Move.STILL_HAPPENING, by=MIA)
    play.forget_work()
    leave(play, BEN)
    is_open = state is not State.RESOLVED
    assert (play.state(), play.annoyance().assignee) == (after, None if is_open else BEN)
    assert play.lines() == (["unassign"] if is_open else [])
    assert play.told() == []


def test_a_departure_that_is_told_twice_is_one_line(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.ASSIGN, by=MIA, assignee=BEN)
    play.forget_work()
    leave(play, BEN)
    leave(play, BEN)
    assert play.lines() == ["unassign"]


def test_a_hand_over_under_way_goes_on(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.ASSIGN, by=MIA, assignee=BEN)
    play.make(Move.NOT_OURS, by=MIA, team="app")
    leave(play, BEN)
    assert play.annoyance().moving_to == "app"


def test_what_was_done_before_still_counts(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.ASSIGN, by=MIA, assignee=BEN)
    leave(play, BEN)
    play.move_clock(minutes=1)
    [team] = [one for one in play.services.digests.preview(play.workspace_id, MIA) if one.team == "Payments"]
    assert team.figures.acknowledged_of_new == (1, 1)


def test_somebody_unknown_to_snag_who_leaves_work_behind_is_followed_too(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.ASSIGN, by=MIA, assignee="U0NEW")
    leave(play, "U0NEW")
    assert play.annoyance().assignee is None


def test_strangers_to_snag_who_leave_are_not_kept(play: Play) -> None:
    leave(play, "U0NOBODY")
    assert play.services.people.profile(play.workspace_id, "U0NOBODY") is None


def test_who_comes_back_can_take_it_again(play: Play) -> None:
    play.report()
    play.post_card()
    leave(play, BEN)
    leave(play, BEN, is_gone=False)
    play.make(Move.ASSIGN, by=MIA, assignee=BEN)
    assert play.annoyance().assignee == BEN


def test_what_comes_back_does_not_come_back_to_somebody_who_has_left(play: Play) -> None:
    play.report()
    play.post_card()
    play.make(Move.ASSIGN, by=MIA, assignee=BEN)
    play.make(Move.RESOLVE, by=MIA)
    leave(play, BEN)
    play.make(Move.STILL_HAPPENING, by=MIA)
    assert (play.state(), play.annoyance().assignee) == (State.CAME_BACK, None)


def test_a_question_that_its_reporter_left_before_does_not_count(play: Play) -> None:
    """Three were invited and one has left unasked: two asked, both answered, it is decided."""
    play.report()
    play.me_too(1, MINJUN)
    play.me_too(1, YUKI)
    play.post_card()
    play.make(Move.ASSIGN, by=MIA)
    play.make(Move.RESOLVE, by=MIA)
    leave(play, RITA)
    play.move_clock(days=12)
    play.ask()
    assert play.invitations()[RITA].state == "withheld"
    play.answer(MINJUN, Answer.GONE)
    assert play.state() is State.RESOLVED
    play.answer(YUKI, Answer.GONE)
    assert play.state() is State.VERIFIED


@pytest.mark.parametrize("gone, to", [((), MIA), ((MIA,), ADAM), ((MIA, ADAM), None)])
def test_the_third_move_goes_to_the_next_in_line(play: Play, gone: tuple[str, ...], to: str | None) -> None:
    for user_id in gone:
        leave(play, user_id)
    play.report()
    play.post_card()
    for team in ("app", "delivery", "payments"):
        play.make(Move.NOT_OURS, by="U0CARA", team=team)
        play.post_card()
    assert [row.channel for row in play.work("third_move")] == ([to] if to else [])


def test_somebody_of_another_company_is_a_guest_before_slack_says_so(play: Play) -> None:
    play.report()
    card = play.post_card()
    for _ in range(2):
        play.services.people.meet_stranger(play.workspace_id, KEN_OF_NORTHWIND)
    with pytest.raises(NotAllowed):
        play.make(Move.ACKNOWLEDGE, by=KEN_OF_NORTHWIND, where=card)
    with pytest.raises(NotAllowed):
        play.services.annoyances.form(play.workspace_id, KEN_OF_NORTHWIND, 1, None, where=card)
    with pytest.raises(NotAllowed):
        play.services.reports.show(play.workspace_id, KEN_OF_NORTHWIND, 1)
    assert play.report("The card reader is dead", by=KEN_OF_NORTHWIND).number == 2


@pytest.mark.parametrize("team_id, is_guest", [("T0NORTHWIND", True), (WORKSPACE, False), (None, False)])
def test_slacks_word_on_somebodys_company_decides(play: Play, team_id: str | None, is_guest: bool) -> None:
    play.services.people.keep(play.workspace_id, Profile(KEN_OF_NORTHWIND, "Ken", team_id=team_id))
    known = play.services.people.profile(play.workspace_id, KEN_OF_NORTHWIND)
    assert known is not None
    assert known.is_guest is is_guest


def test_guests_hear_of_no_other_annoyance(play: Play) -> None:
    play.report("The voucher is not accepted", by=RITA)
    assert play.report("The voucher is not accepted at all", by="U0GUS").alikes == ()
    assert play.report("The voucher is not accepted here", by=ANA).alikes != ()


def test_a_departed_person_is_not_in_line(play: Play) -> None:
    leave(play, ADAM)
    assert play.services.people.next_in_line(play.workspace_id, ADAM) is None
    assert play.services.people.next_in_line(play.workspace_id, BEN) == BEN
