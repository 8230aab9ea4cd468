"""Which ways were wrong, and which rule is worth a look: often in those reports, hardly ever in others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duplicates import Glossary
from bot.domain.misroutes import (
    CAUTIOUS,
    ENOUGH,
    LONGEST,
    OF_THE_OTHERS,
    OF_THOSE_THAT_SAY_IT,
    PROPOSED,
    READ,
    Settled,
    misroutes,
)
from bot.domain.phrases import Phrases
from bot.domain.routing import Facts, Router, Rule, TeamWords
from bot.domain.trials import Past
from tests.support.effort import calls

ROUTER = Router([TeamWords("payments", ("refund",)), TeamWords("app", ("app",)), TeamWords("delivery", ("parcel",))],
                [], [])
NOTHING = Glossary()
VOUCHERS = ("The voucher was refused", "No voucher, and the refund is late", "Vouchers are gone after the refund")
OTHERS = tuple(f"The refund of order {place} is late" for place in range(8))


def went_wrong(*texts: str, was: str | None = "payments", team: str = "app", first: int = 1) -> list[Past]:
    return [Past(first + place, text, Facts(text), was, team) for place, text in enumerate(texts)]


def went_right(*texts: str, team: str = "payments") -> list[Past]:
    return [Past(100 + place, text, Facts(text), team, team) for place, text in enumerate(texts)]


def keywords(past: list[Past], *rules: Rule, settled: tuple[Settled, ...] = (), glossary: Glossary = NOTHING,
             router: Router = ROUTER) -> list[str]:
    return [rule.keyword for way in misroutes(past, router, rules, glossary, settled) for rule in way.proposals]


def test_a_word_of_three_that_no_other_says_is_proposed() -> None:
    [way] = misroutes([*went_wrong(*VOUCHERS), *went_right(*OTHERS)], ROUTER, (), NOTHING)
    [rule] = way.proposals
    assert (way.was, way.team, way.numbers) == ("payments", "app", (1, 2, 3))
    assert (rule.team, rule.keyword, rule.numbers, rule.others, rule.of) == ("app", "voucher", (1, 2, 3), 0, 8)


@pytest.mark.parametrize("wrong, others", [
    (VOUCHERS[:2], OTHERS),                                        # two are no pattern
    (VOUCHERS, OTHERS[:7]),                                        # (0 + 1) / (7 + 2) > .1: too few have been seen
    (VOUCHERS, (*OTHERS, "The voucher is theirs", *OTHERS)),       # 1 / 4 > .1: one of four is too many
    (("It is broken", "Is it broken", "It was it"), OTHERS[:0]),   # words of every sentence
])
def test_too_little_is_no_reason_for_a_rule(wrong: tuple[str, ...], others: tuple[str, ...]) -> None:
    past = [*went_wrong(*wrong), *went_right(*others)]
    assert keywords(past) == []
    [way] = misroutes(past, ROUTER, (), NOTHING)
    assert len(way.numbers) == len(wrong)


def test_words_are_looked_for_where_a_report_begins() -> None:
    def later(characters: int) -> list[Past]:
        return went_wrong(*("x" * characters + f" voucher {place}" for place in range(3)))

    right = went_right(*OTHERS)
    assert keywords([*later(READ - 10), *right]) == ["voucher"]
    assert keywords([*later(READ), *right]) == []
    pasted, longer = ([*later(characters), *right] for characters in (3_000, 30_000))
    assert calls(lambda: keywords(pasted)) == calls(lambda: keywords(longer))


def test_a_rule_holds_wherever_its_word_stands() -> None:
    late = went_wrong(*(f"The voucher {place} is gone. " + "x" * READ + " parcel" for place in range(3)))
    router = Router([TeamWords("app", ()), TeamWords("payments", ())], [Rule("app", "parcel")], [])
    assert keywords([*late, *went_right(*OTHERS)], router=ROUTER) == ["voucher"]
    assert keywords([*late, *went_right(*OTHERS)], router=router) == []


def test_one_stray_report_among_many_does_no_harm() -> None:
    many = [f"Voucher {place} was not there" for place in range(9)]
    theirs = went_right("The voucher is theirs", *OTHERS * 2, *OTHERS[:4])
    assert keywords([*went_wrong(*many), *theirs]) == ["voucher"]  # 1 / 10 is not above .1, (1 + 1) / (21 + 2) neither
    assert keywords([*went_wrong(*many[1:]), *theirs]) == []       # 1 / 9 is


@pytest.mark.parametrize("texts, said", [
    (("promo code is gone", "my promo code", "a promo code fails, a code too"), "promo"),
    (("바우처가 안 돼요", "바우처를 못 써요", "새 바우처는 어디에"), "바우처"),
    (("クーポンが使えない", "クーポンはどこ", "昨日のクーポン"), "クーポン"),
    (("会員登録できない", "新規会員登録が失敗", "会員登録者の声"), "会員登録"),
    (("VAT is missing", "No VAT on it", "The VAT line"), "VAT"),
])
def test_words_are_proposed_as_people_wrote_them(texts: tuple[str, ...], said: str) -> None:
    found = keywords([*went_wrong(*texts), *went_right(*OTHERS)])
    assert found == [said]
    assert all(Phrases([(said, None)]).every(text) for text in texts)


def test_a_word_of_the_glossary_counts_however_short_it_is() -> None:
    past = [*went_wrong("TV is black", "My TV", "The TV hums"), *went_right(*OTHERS)]
    assert keywords(past) == []
    assert keywords(past, glossary=Glossary({"television": ("tv", "money back")})) == ["TV"]


@pytest.mark.parametrize("text", ["voucher " * 1_250, "바우처" * 3_333, "会員登録" * 2_500, "😡" * 10_000, ""])
def test_a_text_as_long_as_texts_get_yields_a_short_keyword_or_none(text: str) -> None:
    assert all(len(said) <= LONGEST for said in keywords([*went_wrong(text, text, text), *went_right(*OTHERS)]))


def test_what_was_masked_is_never_a_keyword() -> None:
    assert keywords([*went_wrong("[card] fails", "No [card]", "My [card]"), *went_right(*OTHERS)]) == []


def test_one_way_can_need_two_rules() -> None:
    bluetooth = ("bluetooth stays silent", "No sound by bluetooth", "Lost bluetooth")
    assert keywords([*went_wrong(*VOUCHERS, "voucher!"), *went_wrong(*bluetooth, first=10), *went_right(*OTHERS)]) == [
        "voucher", "bluetooth"]


def test_triage_is_a_wrong_way_too_and_the_most_travelled_comes_first() -> None:
    past = [*went_wrong(*VOUCHERS, was=None), *went_wrong("parcel", "parcels", team="delivery", first=10),
            *went_wrong("x", "y", "z", "w", team="delivery", was="app", first=20)]
    assert [(way.was, way.team, len(way.numbers)) for way in misroutes(past, ROUTER, (), NOTHING)] == [
        ("app", "delivery", 4), (None, "app", 3), ("payments", "delivery", 2)]


def test_what_a_reporter_chose_and_what_nobody_judged_went_no_wrong_way() -> None:
    chosen = [Past(one.number, one.title, one.facts, one.went, one.belongs, is_chosen=True)
              for one in went_wrong(*VOUCHERS)]
    unknown = [Past(50, "voucher", Facts("voucher"), "payments", None)]
    assert misroutes([*chosen, *unknown, *went_right(*OTHERS)], ROUTER, (), NOTHING) == ()


def test_what_goes_right_by_now_needs_no_rule() -> None:
    past = [*went_wrong(*VOUCHERS), *went_right(*OTHERS)]
    rule = Rule("app", "voucher")
    assert keywords(past, router=Router(ROUTER.teams, [rule], [])) == []
    with_keyword = [TeamWords("payments", ()), TeamWords("app", ("voucher",))]
    assert keywords(past, router=Router(with_keyword, [], [])) == []


def test_a_rule_that_would_never_have_its_turn_is_not_proposed() -> None:
    past = [*went_wrong(*VOUCHERS), *went_right(*OTHERS)]
    assert keywords(past, Rule("payments", "vouchers")) == []
    assert keywords(past, Rule("payments", "vouchers", channel="C0APP")) == ["voucher"]


def test_what_an_admin_settled_is_not_proposed_in_other_words() -> None:
    past = [*went_wrong("voucher code fails", "a voucher code", "Voucher code gone"), *went_right(*OTHERS)]
    assert keywords(past) == ["voucher"]
    assert keywords(past, settled=(Settled("app", "Vouchers"),)) == []
    assert keywords(past, settled=(Settled("delivery", "voucher"),)) == ["voucher"]


WORDS = st.sampled_from("voucher refund app parcel 바우처가 환불이 クーポン 返金 😡 [card] the code".split())
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
TEAMS = st.sampled_from(["payments", "app", "delivery"])
PAST = st.lists(st.builds(lambda text, went, belongs, chosen: (text, went, belongs, chosen), TEXTS, st.none() | TEAMS,
                          st.none() | TEAMS, st.booleans()), max_size=40).map(
    lambda rows: [Past(place, text, Facts(text), went, belongs, chosen)
                  for place, (text, went, belongs, chosen) in enumerate(rows)])


@given(PAST)
def test_whatever_came_in_a_proposal_keeps_its_promise(past: list[Past]) -> None:
    for way in misroutes(past, ROUTER, (), NOTHING):
        assert len(way.proposals) <= PROPOSED
        for rule in way.proposals:
            says = [one for one in past if one.belongs and Phrases([(rule.keyword, None)]).every(one.facts.text)]
            others = [one for one in says if one.belongs != way.team]
            assert {*rule.numbers} <= {*way.numbers} & {one.number for one in says}
            assert len(rule.numbers) >= ENOUGH
            assert rule.others == len(others)
            assert rule.others <= OF_THOSE_THAT_SAY_IT * len(says)
            assert (rule.others + 1) / (len(says) + 2) <= CAUTIOUS
            assert (rule.others + 1) / (rule.of + 2) <= OF_THE_OTHERS
            assert 0 < len(rule.keyword) <= LONGEST
            assert len(rule.keyword.split()) <= 3


@given(PAST)
def test_the_order_of_reports_decides_nothing(past: list[Past]) -> None:
    assert misroutes(past, ROUTER, (), NOTHING) == misroutes(past[::-1], ROUTER, (), NOTHING)
