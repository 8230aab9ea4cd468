"""Which team a report finds, why, and when it says that it does not know."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duplicates import Glossary
from bot.domain.learning import Learned, Ranked
from bot.domain.routing import Facts, Route, Router, Rule, TeamWords, TouchpointWords

TEAMS = (
    TeamWords("payments", ("refund", "card payment", "charged twice", "결제", "決済")),
    TeamWords("app", ("login", "crash", "promo", "로그인", "ログイン")),
    TeamWords("delivery", ("parcel", "delivery time", "배송", "配送")),
)
TOUCHPOINTS = (
    TouchpointWords("checkout", "Checkout page", "payments"),
    TouchpointWords("car", "Car mode", "app"),
    TouchpointWords("nobody", "Lost and found", None),
)
ROUTER = Router(TEAMS, (), TOUCHPOINTS)


def route(text: str, *rules: Rule, floor: float = 0.5, facts: Facts | None = None) -> Route:
    return Router(TEAMS, rules, TOUCHPOINTS, floor).route(replace(facts or Facts(""), text=text))


@pytest.mark.parametrize(
    "text, team, phrase",
    [
        ("My Refund never came", "payments", "Refund"),
        ("The promos block the music", "app", "promos"),
        ("charged  TWICE for one parcel", "payments", "charged  TWICE"),  # two words against one
        ("card payment fails", "payments", "card payment"),
        ("delivery times are too long", "delivery", "delivery times"),
        ("the checkout page is blank", "payments", "checkout page"),  # a touchpoint's name
        ("car mode and promo", "app", "car mode"),
        ("카드결제가 안 돼요", "payments", "결제"),
        ("配送が遅い", "delivery", "配送"),
        ("ﾛｸﾞｲﾝできない", "app", "ログイン"),
    ],
)
def test_words_in_the_story_find_the_team(text: str, team: str, phrase: str) -> None:
    routed = route(text)
    assert (routed.team, routed.by, routed.phrase) == (team, "keyword", phrase)
    assert routed.guesses[0].team == team
    assert routed.sure == routed.guesses[0].sure >= 0.5


@pytest.mark.parametrize("text", ["", "the music stops", "unrefundable", "lost and found is closed"])
def test_a_story_without_known_words_goes_to_triage(text: str) -> None:
    assert route(text) == Route(None, "nothing", None, 0.0, ())


@pytest.mark.parametrize(
    "text, teams",
    [
        ("refund after login", ["payments", "app"]),
        ("로그인하고 결제", ["app", "payments"]),
        ("card payment, then delivery time", ["payments", "delivery"]),
    ],
)
def test_teams_that_tie_are_offered_both(text: str, teams: list[str]) -> None:
    routed = route(text)
    assert (routed.team, routed.by) == (None, "tie")
    assert [guess.team for guess in routed.guesses] == teams
    assert routed.guesses[0].sure == routed.guesses[1].sure < 0.5


def test_a_long_phrase_against_as_many_single_words_is_not_enough() -> None:
    # payments: 'card payment' = 2 words; app: login, crash = 2; 2 / (2 + 2 + 0.2) = 0.476
    routed = route("card payment: login, crash")
    assert (routed.team, routed.by, routed.phrase) == (None, "unsure", "card payment")
    assert routed.sure == pytest.approx(0.476, abs=0.001)
    assert [guess.team for guess in routed.guesses] == ["payments", "app"]
    assert route("card payment: login, crash", floor=0.4).team == "payments"


@pytest.mark.parametrize(
    "text, sure",
    [
        ("refund", 1 / 1.2),
        ("refund refund refunds", 2 / 2.2),  # said twice is one word, another form of it is a second
        ("card payment", 2 / 2.2),
        ("card payment and parcel", 2 / 3.2),
        ("refund, charged twice, parcel", 3 / 4.2),
    ],
)
def test_more_words_are_surer_and_words_for_others_less(text: str, sure: float) -> None:
    assert route(text).sure == pytest.approx(sure)


def test_a_choice_comes_before_a_rule() -> None:
    routed = route("refund", Rule("app", keyword="refund"), facts=Facts("", team="delivery"))
    assert routed == Route("delivery", "choice", None, 1.0, ())


def test_a_rule_comes_before_the_touchpoint_and_the_first_that_holds_wins() -> None:
    facts = Facts("", touchpoint="car")
    routed = route(
        "my refund", Rule("app", keyword="parcel"), Rule("delivery", keyword="refund"), Rule("app"), facts=facts
    )
    assert routed == Route("delivery", "rule", "refund", 1.0, ())


def test_the_chosen_touchpoint_comes_before_words() -> None:
    assert route("refund", facts=Facts("", touchpoint="car")) == Route("app", "touchpoint", "Car mode", 1.0, ())


def test_the_team_a_survey_asked_about_comes_before_words_and_after_a_rule_or_touchpoint() -> None:
    asked = Facts("", asked="delivery")
    assert route("refund", facts=asked) == Route("delivery", "survey", None, 1.0, ())
    assert route("refund", Rule("payments", keyword="refund"), facts=asked).by == "rule"
    assert route("refund", facts=replace(asked, touchpoint="car")).team == "app"
    assert route("refund", facts=Facts("", asked="gone")).by == "keyword"


def test_a_short_keyword_of_an_earlier_rule_holds_inside_a_longer_one() -> None:
    routed = route("card payment fails", Rule("delivery", keyword="card"), Rule("payments", keyword="card payment"))
    assert (routed.team, routed.phrase) == ("delivery", "card")


@pytest.mark.parametrize("touchpoint", ["nobody", "unheard-of"])
def test_a_touchpoint_without_a_team_leaves_it_to_the_words(touchpoint: str) -> None:
    assert route("refund", facts=Facts("", touchpoint=touchpoint)).by == "keyword"


RULE = Rule("app", "promo", "C0GENERAL", "car", "phone", "New users", "Larkfield Go")
FACTS = Facts("the promo", "C0GENERAL", "car", None, "phone", "new  users", "LARKFIELD GO")


def test_a_rule_holds_if_all_that_it_names_does() -> None:
    assert Router(TEAMS, [RULE], TOUCHPOINTS).route(FACTS).by == "rule"


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, text="the music"),
        replace(FACTS, channel=None),
        replace(FACTS, touchpoint="checkout"),
        replace(FACTS, contact="web"),
        replace(FACTS, segment="old users"),
        replace(FACTS, line=None),
    ],
)
def test_a_rule_does_not_hold_if_one_thing_differs(facts: Facts) -> None:
    assert Router(TEAMS, [RULE], TOUCHPOINTS).route(facts).by != "rule"


def test_a_rule_on_the_touchpoint_says_its_name() -> None:
    assert route("x", Rule("delivery", touchpoint="car"), facts=Facts("", touchpoint="car")).phrase == "Car mode"


def test_a_rule_that_names_only_a_channel_has_no_words() -> None:
    assert route("x", Rule("delivery", channel="C0GENERAL"), facts=Facts("", "C0GENERAL")).phrase is None


def test_teams_that_are_gone_get_nothing() -> None:
    gone = TouchpointWords("old", "Fax desk", "fax")
    router = Router(TEAMS, [Rule("fax", keyword="refund")], [gone])
    assert router.route(Facts("refund", team="fax")).by == "keyword"
    assert router.route(Facts("fax desk", touchpoint="old")).by == "nothing"


def test_without_teams_everything_goes_to_triage() -> None:
    assert Router([], [Rule("app")], []).route(Facts("refund", team="app")) == Route(None, "no_teams", None, 0.0, ())


def test_a_keyword_that_is_also_a_touchpoints_name_counts_once() -> None:
    router = Router([TeamWords("app", ("car mode",))], [], TOUCHPOINTS[1:2])
    assert router.route(Facts("car mode")).sure == pytest.approx(2 / 2.2)


vocabulary = st.sampled_from(["refund", "card payment", "login", "parcel", "결제", "ログイン", "the", "car mode", "🎵"])


@given(st.lists(vocabulary, max_size=8).map(" ".join) | st.text(max_size=40), st.floats(0, 1))
def test_a_route_is_sure_enough_or_goes_to_triage(text: str, floor: float) -> None:
    routed = route(text, floor=floor)
    assert len(routed.guesses) <= 2
    assert len({guess.team for guess in routed.guesses}) == len(routed.guesses)
    assert (routed.team is None) == (routed.by in {"tie", "unsure", "nothing"})
    if routed.team:
        assert routed.sure >= floor
        assert routed.team == routed.guesses[0].team
    assert all(0 < guess.sure < 1 for guess in routed.guesses)


def test_what_was_learned_holds_while_teams_touchpoints_and_glossary_say_the_same() -> None:
    with_words = [Router(TEAMS, [], TOUCHPOINTS, glossary=Glossary({"refund": said})) for said in (["환불"], ["返金"])]
    assert Router(TEAMS, [RULE], TOUCHPOINTS).words_key == ROUTER.words_key
    assert len({ROUTER.words_key, *(router.words_key for router in with_words)}) == 3


IN_OTHER_WORDS = Router(
    (*TEAMS, TeamWords("shops", ("kiosk", "order"))), (), TOUCHPOINTS,
    glossary=Glossary({"kiosk": ("kiosk", "키오스크", "券売機"), "parcel": ("parcel", "package", "소포"),
                       "order": ("order", "parcel", "주문"), "till": ("till", "계산대")}))


@pytest.mark.parametrize(
    "text, team, phrase",
    [
        ("키오스크가 꺼졌어요", "shops", "키오스크"),
        ("券売機が動きません", "shops", "券売機"),
        ("her Package was open", "delivery", "Package"),
        ("소포에 로그인 안내가 없어요", "app", "로그인"),  # a keyword itself goes before a word for one
    ],
)
def test_a_keyword_is_met_in_the_glossarys_words_for_it(text: str, team: str, phrase: str) -> None:
    found = IN_OTHER_WORDS.route(Facts(text))
    assert (found.team, found.by, found.phrase) == (team, "keyword", phrase)


@pytest.mark.parametrize("text, by", [("주문했어요", "tie"), ("계산대가 붐벼요", "nothing")])
def test_a_word_for_keywords_of_two_teams_or_of_none_goes_to_triage(text: str, by: str) -> None:
    found = IN_OTHER_WORDS.route(Facts(text))
    assert (found.team, found.by) == (None, by)


def doubtful(text: str, best: str, *, is_settled: bool) -> Route:
    """Where a text goes of which what was learned says `best`, and is not sure."""
    ranked = (Ranked(best, 0.4, None), Ranked("other", 0.1, None))
    router = Router(TEAMS, (), TOUCHPOINTS)
    return router.route(Facts(text), lambda _: Learned(ranked, 0.5, (), 0.7, is_settled))


def test_while_little_was_learned_a_keyword_of_the_best_team_is_enough() -> None:
    routed = doubtful("the refund is late", "payments", is_settled=False)
    assert (routed.team, routed.by, routed.phrase) == ("payments", "keyword", "refund")


@pytest.mark.parametrize(
    "text,best,is_settled",
    [
        ("the refund is late", "payments", True),  # by now it is known how far keywords lead
        ("the refund is late", "app", False),  # others said otherwise of such words
        ("it is late", "payments", False),
    ],
)
def test_what_was_learned_and_doubts_goes_to_triage(text: str, best: str, is_settled: bool) -> None:
    routed = doubtful(text, best, is_settled=is_settled)
    assert (routed.team, routed.by, routed.guesses[0].team) == (None, "nothing", best)
