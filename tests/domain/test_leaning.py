"""Where a text leans by the settings alone."""

import pytest

from bot.domain import everyday
from bot.domain.duplicates import Glossary
from bot.domain.features import LONGEST
from bot.domain.leaning import Leaning

CASH, PRICES, CARDS = 0, 1, 2
PHRASES = [("cash withdrawal", CASH), ("cash machine", CASH), ("cash withdrawal charge", PRICES),
           ("card locker", CARDS)]
LEANING = Leaning(PHRASES, Glossary({"kiosk": ("locker", "보관함", "ロッカー")}))


def test_a_phrase_counts_whose_words_stand_apart() -> None:
    found = LEANING.of("why was there a charge when I made a withdrawal of cash")
    assert found[PRICES] > found[CASH] > 0
    assert CARDS not in found


def test_more_of_a_phrase_says_more() -> None:
    assert LEANING.of("a cash withdrawal")[CASH] > LEANING.of("a withdrawal")[CASH] > 0


def test_a_rare_word_says_more_than_a_common_one() -> None:
    locker = Leaning([("locker door", 0), ("locker handle", 1), ("locker roof", 2)], Glossary())
    assert locker.of("the door")[0] > locker.of("the locker")[0] > 0


def test_of_many_phrases_the_best_one_speaks() -> None:
    many = Leaning([("refund", 0), *((f"refund of order {number}", 1) for number in range(50))], Glossary())
    found = many.of("refund")
    assert found[0] > found[1]


@pytest.mark.parametrize("text", ["보관함이 안 열려요", "ロッカーが開きません"])
def test_words_of_another_language_lean_by_the_glossary_and_less_than_the_phrase_itself(text: str) -> None:
    assert 0 < LEANING.of(text)[CARDS] < LEANING.of("the card locker does not open")[CARDS]
    assert CARDS not in Leaning(PHRASES, Glossary()).of(text)


@pytest.mark.parametrize("text", ["they rejected me", "거절당했어요", "拒否されました"])
def test_everyday_words_for_one_thing_meet_without_a_glossary(text: str) -> None:
    assert list(Leaning([("declined", 7), ("parcel", 8)], Glossary()).of(text)) == [7]


@pytest.mark.parametrize("text", ["", "😡😡😡", "?!", "zeppelin"])
def test_what_says_nothing_of_the_settings_leans_nowhere(text: str) -> None:
    assert LEANING.of(text) == {}


def test_a_phrase_without_words_is_passed_over() -> None:
    assert Leaning([("?!", 0), ("the", 1)], Glossary()).of("the ?!") == {}


def test_without_phrases_nothing_leans() -> None:
    assert Leaning([], Glossary()).of("refund") == {}


def test_of_a_very_long_text_the_beginning_is_looked_at() -> None:
    assert LEANING.of("x " * LONGEST + "cash withdrawal") == {}


def test_everyday_words_stand_there_once_in_each_thing_and_in_three_languages() -> None:
    for name, words in everyday.concepts().items():
        assert len(set(words)) == len(words), name
        assert all(words), name
        assert any(word.isascii() for word in words), name
        assert any("가" <= word[0] <= "힣" for word in words), name
        assert any("\u3040" <= mark <= "\u30ff" or "一" <= mark <= "鿿" for word in words for mark in word), name
