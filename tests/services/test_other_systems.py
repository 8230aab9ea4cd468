"""What another system does with a token is the team's work, and makes no person of it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.action_items import Draft, ItemState
from bot.domain.annoyances import Move, State
from bot.domain.api_tokens import Client, Scope
from bot.errors import Invalid
from bot.services.item_records import ItemChange, ItemRecords
from bot.services.nudges import Nudges
from bot.services.pseudonyms import Pseudonyms
from storage.tables import Clock, Nudge, Person
from tests.support.cast import ANA, BEN, GUS
from tests.support.play import Play


@pytest.fixture
def items(play: Play) -> ItemRecords:
    return ItemRecords(play.services.db, play.services.clock, Pseudonyms(play.services.secrets))


def crm(play: Play) -> Client:
    return Client(play.workspace_id, "t1", "crm", frozenset({Scope.WRITE_ITEMS}))


def add(play: Play, items: ItemRecords, assignee: str | None = None) -> str:
    draft = Draft("Fix the banner", "payments", assignee, None)
    return items.add(crm(play), 1, draft, key=play.key(), said="s")[0].id


def nudged(play: Play, nudges: Nudges) -> set[str | None]:
    """Whom the ladder of all clocks asked within ten working days and more."""
    for _ in range(15):
        while nudges.expand(play.workspace_id, play.services.clock.now()):
            pass
        play.services.clock.move(timedelta(days=1))
    with play.services.db.reading() as session:
        return {row.user_id for row in session.exec(select(Nudge)).all()}


def test_a_system_that_plans_it_is_never_reminded_and_the_lead_is(play: Play, items: ItemRecords, nudges: Nudges
                                                                  ) -> None:
    play.report()
    add(play, items)
    asked = nudged(play, nudges)
    assert ANA in asked
    assert "token:crm" not in asked


def test_customers_are_with_no_system(play: Play, items: ItemRecords) -> None:
    play.report("The refund never arrived", reference="K-1")
    add(play, items)
    assert (play.state(), play.annoyance().customers_with) == (State.PLANNED, None)
    assert "care" in {row.topic for row in play.work()}


def test_who_became_a_guest_is_passed_over(play: Play, nudges: Nudges) -> None:
    play.report()
    play.make(Move.ASSIGN, assignee=BEN)
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Person, (play.workspace_id, BEN)).is_guest = True
    asked = nudged(play, nudges)
    assert ANA in asked
    assert BEN not in asked


@pytest.mark.parametrize("wanted", [
    ItemChange(frozenset({"text"}), text="Fix both"), ItemChange(frozenset({"state"}), state=ItemState.DONE)])
def test_a_change_by_a_system_counts_as_acting_and_shows_on_the_card(play: Play, items: ItemRecords,
                                                                      wanted: ItemChange) -> None:
    play.report()
    item = add(play, items)
    play.forget_work()
    turns = {row.id: row.turn for row in play._all(Clock) if row.ended_at is None and row.item_id is None}
    items.change(crm(play), item, wanted)
    assert {row.id: row.turn for row in play._all(Clock) if row.id in turns} == {
        one: turn + 1 for one, turn in turns.items()}
    assert "card" in play.topics()


def test_nothing_sent_by_a_system_is_no_acting(play: Play, items: ItemRecords) -> None:
    play.report()
    item = add(play, items)
    play.forget_work()
    items.change(crm(play), item, ItemChange(frozenset()))
    assert play.topics() == []


def test_a_guest_is_given_nothing_to_do(play: Play) -> None:
    play.report()
    act, workspace = play.services.items, play.workspace_id
    with pytest.raises(Invalid) as refused:
        act.add(workspace, ANA, 1, Draft("Fix it", "payments", GUS, None), where=None, key=play.key())
    assert (refused.value.key, refused.value.field) == ("error.assignee_guest", "assignee")
    item = act.add(workspace, ANA, 1, Draft("Fix it", "payments", BEN, None), where=None, key=play.key())
    with pytest.raises(Invalid):
        act.change(workspace, ANA, item, Draft("Fix it", "payments", GUS, None), where=None, key=play.key())
    with pytest.raises(Invalid):
        play.make(Move.ASSIGN, by=ANA, assignee=GUS)
