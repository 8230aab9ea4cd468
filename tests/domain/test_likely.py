"""Which words are followed into a large index, and which reports are looked at closely."""

import pytest

from bot.domain import likely
from bot.domain.duplicates import Glossary
from bot.domain.likely import Followed, Wanted, followed, promising, rarities, wanted_for

REFUND = Glossary({"refund": ["money back", "환불", "返金", "the"]})


def word(one: str) -> Wanted:
    return Wanted(one, (frozenset({one}),))


def test_a_word_is_found_by_itself_and_a_concept_by_its_words_in_all_languages() -> None:
    assert wanted_for(["card"], REFUND) == [word("card")]
    assert wanted_for(["concept:refund"], REFUND) == [
        Wanted("concept:refund", (frozenset({"money", "back"}), frozenset({"환불"}), frozenset({"返金"})))]


def test_a_concept_that_is_no_more_is_found_by_nothing() -> None:
    assert wanted_for(["concept:gone"], REFUND) == [Wanted("concept:gone", ())]
    assert followed(wanted_for(["concept:gone"], REFUND), {}, newest=9) == []


def test_of_a_very_long_story_the_longest_words_are_looked_up() -> None:
    many = wanted_for([f"word{'x' * n}" for n in range(200)], Glossary())
    assert len(many) == likely.LOOKED_UP
    assert min(len(one.term) for one in many) == len("word") + 200 - likely.LOOKED_UP


def test_the_rarest_words_are_followed_and_those_that_nobody_has_are_not() -> None:
    counts = {"card": 900, "stuck": 3, "atm": 40}
    chosen = followed([word("card"), word("atm"), word("stuck"), word("unheard")], counts, newest=1_000)
    assert [one.wanted for one in chosen] == ["stuck", "atm", "card"]


def test_no_more_words_are_followed_than_the_budget_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likely, "BUDGET", 100)
    counts = {"stuck": 30, "atm": 60, "card": 900}
    wanted = [word(one) for one in counts]
    # 30 + 60 are within 100, and 900 more are not; of a common word the newest 10 are
    assert [one.wanted for one in followed(wanted, counts, newest=1_000)] == ["stuck", "atm"]
    assert [one.wanted for one in followed(wanted, counts, newest=10)] == ["stuck", "atm", "card"]
    assert [one.wanted for one in followed([word("card")], counts, newest=1_000)] == ["card"]
    monkeypatch.setattr(likely, "FOLLOWED", 1)
    assert [one.wanted for one in followed(wanted, counts, newest=1_000)] == ["stuck"]


def test_of_several_words_in_one_the_rarest_is_followed_unless_one_is_nowhere() -> None:
    wanted = wanted_for(["concept:refund"], REFUND)
    assert followed(wanted, {"money": 50, "back": 9, "환불": 7}, newest=99) == [
        Followed("concept:refund", ("back", "환불"))]
    assert followed(wanted, {"money": 50, "返金": 1}, newest=99) == [Followed("concept:refund", ("返金",))]


def test_the_rarer_the_more_a_word_says() -> None:
    # log(1 + 100/100) = 0.693; log(1 + 100/1) = 4.615, the same where nobody has it
    told = rarities([word("card"), word("stuck"), word("unheard")], {"card": 100, "stuck": 1}, 100)
    assert list(told.values()) == pytest.approx([0.693, 4.615, 4.615], abs=0.001)


def test_those_that_share_most_of_what_is_rare_come_first_and_newer_ones_of_equals() -> None:
    chosen = [Followed("stuck", ("stuck",)), Followed("card", ("card",)), Followed("concept:pay", ("pay", "결제"))]
    having = {"stuck": [5, 1], "card": [9, 8, 5], "pay": [7, 8], "결제": [7]}
    rarity = {"stuck": 3.0, "card": 1.0, "concept:pay": 0.5}
    # 5: 3 + 1; 1: 3; 8: 1 + 2 * 0.5; 9: 1; 7: 2 * 0.5, though it says the concept twice
    assert promising(chosen, having, rarity, 9) == [5, 1, 8, 9, 7]
    assert promising(chosen, having, rarity, 2) == [5, 1]
    assert promising([], having, rarity, 2) == []
