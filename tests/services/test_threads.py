"""Replies in a card's thread: kept once and in order, as they read now, whichever way and order Slack tells of them."""

import itertools
from collections.abc import Callable

import pytest

from bot.domain.annoyances import Move
from bot.domain.people import Where
from bot.domain.threads import SHOWN, Place
from bot.errors import NotAllowed, StorageUnavailable
from bot.services.exports import Exports
from tests.support.cast import ANA, BEN, GENERAL, MIA, RITA, TESS, YUKI
from tests.support.play import Play

FIRST, SECOND, THIRD = "178.000100", "178.000200", "178.000300"
Told = Callable[[Play, Where], None]


def said(text: str, ts: str = FIRST, by: str = BEN, edited_ts: str | None = None) -> Told:
    return lambda play, card: play.services.threads.said(
        play.workspace_id, Place(card.channel_id, card.ts, ts), by, text, edited_ts=edited_ts)


def deleted(ts: str = FIRST, deleted_ts: str = "190.0") -> Told:
    return lambda play, card: play.services.threads.deleted(
        play.workspace_id, Place(card.channel_id, card.ts, ts), deleted_ts)


def read(play: Play, by: str = ANA, number: int = 1) -> list[tuple[str | None, str]]:
    """The thread as somebody who may read the story has it."""
    found = play.services.reports.show(play.workspace_id, by, number).replies
    return [(one.name, one.text) for one in found.shown]


@pytest.fixture
def card(play: Play) -> Where:
    """#1 of Payments, which Rita reported."""
    play.report()
    return play.post_card()


def test_replies_are_kept_in_the_order_in_which_they_were_written(play: Play, card: Where) -> None:
    for told in (said("third", THIRD, MIA), said("first"), said("second", SECOND, ANA)):
        told(play, card)
    assert read(play) == [("Ben", "first"), ("Ana", "second"), ("Mia", "third")]


ONE_LIFE: dict[str, Told] = {
    "said": said("as written"), "again": said("as written"),
    "edited": said("as edited", edited_ts="180.000001"), "edited again": said("as edited", edited_ts="180.000001"),
    "edited later": said("as edited later", edited_ts="180.000002"), "deleted": deleted(),
}


@pytest.mark.parametrize("order", list(itertools.permutations(["said", "edited", "edited later"])), ids="-".join)
def test_the_last_edit_holds_in_whatever_order_it_comes(play: Play, card: Where, order: tuple[str, ...]) -> None:
    for one in order:
        ONE_LIFE[one](play, card)
    assert read(play) == [("Ben", "as edited later")]


@pytest.mark.parametrize("order", list(itertools.permutations(["said", "edited", "deleted"])), ids="-".join)
def test_what_was_deleted_does_not_come_back(play: Play, card: Where, order: tuple[str, ...]) -> None:
    for one in (*order, "again", "edited again"):
        ONE_LIFE[one](play, card)
    assert read(play) == []
    assert play.held_of_replies() == [(None, "")], "neither words nor author are kept"


def test_a_reply_is_kept_masked_and_as_people_read_it(play: Play, card: Where) -> None:
    said(f"<@{ANA}> &amp; <!channel>: call +49 30 901820, see <https://evil.example|our page>")(play, card)
    assert read(play) == [("Ben", "@Ana & @channel: call [phone], see our page (https://evil.example)")]


def test_what_is_written_under_other_messages_is_not_kept(play: Play, card: Where) -> None:
    nobodys = Where(GENERAL, card.ts)
    said("lunch?")(play, nobodys)
    deleted()(play, nobodys)
    assert play.held_of_replies() == []


def test_a_card_that_moved_away_keeps_what_is_written_under_its_old_place(play: Play, card: Where) -> None:
    play.make(Move.NOT_OURS, team="app")
    play.post_card(ts="177.9")
    said("we had a look")(play, card)
    assert read(play, MIA) == [("Ben", "we had a look")]


def test_a_reply_that_is_faster_than_our_address_book_is_asked_for_again(play: Play) -> None:
    """Else the words of whoever answers at once would be lost."""
    play.report()
    young = f"{play.services.clock.now().timestamp():.6f}"
    with pytest.raises(StorageUnavailable):
        said("on it")(play, Where("C0PAY", young))
    said("on it")(play, play.post_card(ts=young))
    assert read(play) == [("Ben", "on it")]


def test_the_last_five_are_shown_and_how_many_there_are_before(play: Play, card: Where) -> None:
    for place in range(SHOWN + 2):
        said(f"no. {place}", f"178.{place:06}")(play, card)
    found = play.services.reports.show(play.workspace_id, ANA, 1).replies
    assert ([one.text for one in found.shown], found.more) == ([f"no. {place}" for place in range(2, SHOWN + 2)], 2)


def test_only_who_may_read_the_story_reads_the_thread(play: Play, card: Where) -> None:
    said("the bank says no")(play, card)
    for by in (RITA, YUKI, TESS):
        assert read(play, by) == [], "a reporter and other members see title and state"
    assert read(play, MIA) == [("Ben", "the bank says no")]


def test_the_form_behind_more_shows_it_to_whoever_sees_the_card_alone(play: Play, card: Where) -> None:
    said("the bank says no")(play, card)

    def shown(where: Where | None) -> list[str]:
        form = play.services.annoyances.form(play.workspace_id, YUKI, 1, None, where=where)
        return [one.text for one in form.replies.shown]

    assert (shown(card), shown(None)) == (["the bank says no"], [])


def test_an_author_whom_slack_has_not_described_has_no_name(play: Play, card: Where) -> None:
    said("hello", by="U0NEW")(play, card)
    [reply] = play.services.reports.show(play.workspace_id, ANA, 1).replies.shown
    assert (reply.by, reply.name) == ("U0NEW", None)


def test_guests_do_not_read_it(play: Play, card: Where) -> None:
    said("the bank says no")(play, card)
    with pytest.raises(NotAllowed):
        read(play, "U0GUS")


def test_the_export_has_it_at_each_report_of_the_annoyance(play: Play, card: Where) -> None:
    play.me_too(1, YUKI)
    play.report("The parcel is late")
    said("the bank says no")(play, card)
    said("never mind", SECOND)(play, card)
    deleted(SECOND)(play, card)
    rows = list(Exports(play.services.db, play.services.clock).reports(play.workspace_id, by="cli:ana"))
    assert [(row.number, [(one.by, one.text) for one in row.replies]) for row in rows] == [
        (1, [(BEN, "the bank says no")]), (1, [(BEN, "the bank says no")]), (2, [])]
