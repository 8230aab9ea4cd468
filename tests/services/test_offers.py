"""Offers on both databases: one each, to people alone, and nothing in them that could be read later."""

import json

import pytest

from bot.domain.quotes import Offered, Place, Why
from bot.services.pseudonyms import Pseudonyms
from bot.views.blocks import VALUE
from storage import people
from storage import settings as stored_settings
from storage.tables import Workspace
from tests.support.cast import ANA, BEN, BOT_USER, GENERAL, GUS, PAY, RITA, TRIAGE
from tests.support.play import Play

MESSAGE = Place(GENERAL, "177.1")


def mark(play: Play, by: str = RITA, place: Place = MESSAGE, emoji: str = "snag", *, author: str | None = BEN,
         key: str | None = None) -> None:
    play.services.offers.marked(play.workspace_id, by, emoji, place, author=author, key=key or play.key())


def opened(play: Play, at: int = 0) -> dict[str, object]:
    sealed = play.work("offer")[at].payload["to"]
    found: dict[str, object] = json.loads(Pseudonyms(play.services.secrets).open(sealed) or "{}")
    return found


def test_one_person_is_offered_one_message_once(play: Play) -> None:
    mark(play, key="Ev1")
    mark(play, key="Ev1")
    mark(play)
    mark(play, emoji=":snag::skin-tone-4")
    assert len(play.work("offer")) == 1
    mark(play, by=BEN)
    mark(play, place=Place(GENERAL, "177.2"))
    assert len(play.work("offer")) == 3


@pytest.mark.parametrize("emoji", ["eyes", "snagged", ""])
def test_other_emoji_mean_nothing(play: Play, emoji: str) -> None:
    mark(play, emoji=emoji)
    assert play.work("offer") == []


def test_without_a_reaction_in_the_settings_none_means_anything(play: Play) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Workspace, play.workspace_id).reaction = None
        stored_settings.changed(tx.session, play.workspace_id)
    mark(play)
    assert play.work("offer") == []


def test_no_row_says_who_marked_what(play: Play) -> None:
    mark(play)
    (row,) = play.work("offer")
    for said in (RITA, MESSAGE.ts, GENERAL):
        assert said not in f"{row.channel} {row.dedup_key} {row.payload} {row.chain}"
    assert opened(play)["user"] == RITA


def test_bots_are_offered_nothing(play: Play) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        people.keep_person(tx.session, play.workspace_id, "U0ROBOT", name="Robot", locale=None, timezone=None,
                           is_guest=False, is_bot=True, is_admin=False, is_gone=False,
                           now=play.services.clock.machine())
    mark(play, by="U0ROBOT")
    mark(play, by=BOT_USER)
    assert play.work("offer") == []


def test_a_card_is_offered_as_me_too_to_whoever_may_look_things_up(play: Play) -> None:
    play.report()
    card = play.post_card()
    place = Place(card.channel_id, card.ts)
    for by in (ANA, GUS):
        mark(play, by=by, place=place, author=BOT_USER)
    assert [opened(play, at)["number"] for at in (0, 1)] == [1, None]
    mark(play, place=Place(card.channel_id, "177.99"), author=BOT_USER)
    assert len(play.work("offer")) == 2


def test_a_call_in_a_thread_means_its_first_message(play: Play) -> None:
    play.services.offers.mentioned(play.workspace_id, RITA, Place(GENERAL, "177.5", "177.1"), key="Ev1")
    play.services.offers.mentioned(play.workspace_id, RITA, Place(GENERAL, "177.6", "177.1"), key="Ev2")
    said = [(opened(play, at)["why"], opened(play, at)["place"]) for at in (0, 1)]
    assert said == [("thread", {"channel_id": GENERAL, "ts": "177.1", "thread_ts": None})] * 2


@pytest.mark.parametrize("text, channel", [("The refund is late", PAY), ("The lift smells", TRIAGE), (" ", None)])
def test_a_text_has_a_channel_in_which_it_would_appear(play: Play, text: str, channel: str | None) -> None:
    assert play.services.offers.outlook(play.workspace_id, RITA, text).channel_id == channel


@pytest.mark.parametrize("text, numbers", [
    ("The refund never arrived", [1]), ("refund never", [1]), ("refund", []), ("The ref", []), ("", [])])
def test_look_alikes_are_offered_from_two_words_on(play: Play, text: str, numbers: list[int]) -> None:
    play.report("The refund never arrived")
    found = play.services.offers.outlook(play.workspace_id, BEN, text)
    assert [one.number for one in found.alikes] == numbers
    assert play.services.offers.outlook(play.workspace_id, GUS, text).alikes == ()


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("words", [None, "The refund is late", "환불이 안 왔어요 " * 40, "x" * 1_100, "x" * 3_000])
def test_a_button_brings_back_its_message_to_whom_it_was_offered(play: Play, why: Why, words: str | None) -> None:
    offers = play.services.offers
    what = Offered(why, Place(GENERAL, "177.1", "177.0"), words)
    value = offers.sealed(play.workspace_id, RITA, what, room=VALUE)
    assert len(value) <= VALUE
    fits = words is None or len(words) < 3_000
    assert offers.opened(play.workspace_id, RITA, value) == (what if fits else Offered(why, what.place))
    for said in (RITA, GENERAL, "177.1", "refund"):
        assert said not in value


def test_a_button_brings_nothing_to_others_and_elsewhere(play: Play) -> None:
    offers = play.services.offers
    value = offers.sealed(play.workspace_id, RITA, Offered(Why.REACTION, MESSAGE), room=VALUE)
    assert offers.opened(play.workspace_id, BEN, value) is None
    assert offers.opened("another", RITA, value) is None


@pytest.mark.parametrize("value", ["", "x", "{}", '{"user": "U0RITA"}'])
@pytest.mark.parametrize("sealed", [True, False])
def test_what_is_no_offer_brings_nothing(play: Play, value: str, sealed: bool) -> None:
    made = Pseudonyms(play.services.secrets).seal(value) if sealed else value
    assert play.services.offers.opened(play.workspace_id, RITA, made) is None
