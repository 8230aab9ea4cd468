"""What a pile of texts is about: who is grouped with whom, what the theme is called, and what is never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duplicates import Glossary
from bot.domain.theme_words import read
from bot.domain.themes import Theme, names, themes

MEET = Glossary({"refund": ["refund", "money back", "환불", "返金"]})

REFUNDS = ["The refund took three weeks", "My refund never came", "Refund is still missing", "No refund after a month"]
CARDS = ["New card declined in the shop", "Card declined at the pump", "The card was declined again"]


def called(*texts: str, at_least: int = 2) -> list[str]:
    return [theme.name for theme in themes(texts, MEET, at_least=at_least)]


def words(text: str) -> list[str]:
    return [word.shown for word in read(text) if word.named]


def test_texts_that_share_words_make_a_theme_and_the_largest_comes_first() -> None:
    assert themes([*CARDS, *REFUNDS]) == [Theme("refund", (3, 4, 5, 6)), Theme("card declined", (0, 1, 2))]


def test_what_one_person_alone_said_is_no_theme() -> None:
    assert themes(["The parcel left without a note", *REFUNDS]) == [Theme("refund", (1, 2, 3, 4))]
    assert themes(["The parcel left without a note"]) == []


def test_nothing_that_fewer_than_asked_said_is_shown() -> None:
    assert called(*REFUNDS, *CARDS, at_least=4) == ["refund"]
    assert called(*REFUNDS, *CARDS, at_least=5) == []


def test_one_is_never_enough() -> None:
    assert called("refund missing", "parcel broken", at_least=1) == []


def test_a_name_has_no_word_that_fewer_than_asked_used() -> None:
    texts = [f"{colour} refund lost by {who}" for colour in ("red", "blue") for who in ("Rita", "Ben", "Rita")]
    assert called(*texts, at_least=5) == ["refund lost"]


def test_no_more_themes_than_asked() -> None:
    assert [theme.name for theme in themes([*REFUNDS, *CARDS], most=1)] == ["refund"]


def test_the_glossary_brings_three_languages_together() -> None:
    pile = ["환불", "refund!", "返金", "Refund?", "환불이요"]
    (theme,) = themes(pile, MEET, at_least=5)

    assert theme.members == (0, 1, 2, 3, 4)
    assert theme.name.casefold() in {"refund", "환불"}


def test_a_theme_is_named_in_the_language_that_most_of_it_are_in() -> None:
    glossary = Glossary({"charged-twice": ["charged twice", "double charge", "paid twice", "二重に請求", "이중 결제"]})
    pile = ["She was charged twice at the till", "Another double charge", "Was charged twice again",
            "He paid twice for it", "支払いが二重に請求されたそうです", "二重に請求されました"]
    assert [theme.name for theme in themes(pile, glossary, at_least=5)] == ["charged twice"]
    assert [theme.name for theme in themes([*pile, *pile[4:] * 2], glossary, at_least=5)] == ["二重に請求"]


def test_a_word_of_the_glossary_that_is_no_noun_is_no_name() -> None:
    glossary = Glossary({"expire": ["expired", "期限", "切れ"], "play": ["plays", "starts", "再生"]})
    (expired,) = themes(["ログインが切れています", "期限が切れてしまう", "期限が切れます"], glossary)
    assert expired.name == "期限"
    assert themes(["The song starts late", "The workspace starts at five"], glossary) == []


def test_words_that_one_language_shares_do_not_hold_the_others_apart() -> None:
    pile = ["환불이 늦어요", "환불을 못 받았어요", "返金が遅い", "返金がまだ来ない", *REFUNDS]

    assert [theme.members for theme in themes(pile, MEET)] == [tuple(range(8))]


def test_synonyms_of_one_language_meet_too() -> None:
    (theme,) = themes(["Money back not received", "Refund not received", "no refund received"], MEET)

    assert theme.members == (0, 1, 2)


def test_without_a_glossary_each_language_has_its_own_themes() -> None:
    pile = ["환불이 늦어요", "환불을 못 받았어요", "返金が遅い", "返金がまだ来ない", *REFUNDS]
    assert {theme.name for theme in themes(pile)} == {"환불", "返金", "refund"}


@pytest.mark.parametrize(
    "text, named",
    [
        ("Card payments declined", ["card", "payments", "declined"]),
        ("It does not work for me at all", []),
        ("결제는 됐는데 영수증이 안 나와요", ["결제", "영수증"]),
        ("로그인 화면에서 인증번호가 오지 않아요", ["로그인", "화면", "인증번호"]),
        ("앱을 켜면 차에서 알림이 울려요", ["앱", "차", "알림"]),
        ("결제했는데 취소됐어요", ["결제", "취소"]),
        ("안개 낄 때는", ["안개", "낄"]),
        ("予防接種の記録が見られない", ["予防", "接種", "記録"]),
        ("アプリが遅い", ["アプリ"]),
        ("荷物が届かない", ["荷物"]),
        ("金民俊様と田中さんからの電話", ["電話"]),
        ("김민준님이 쿠폰을 못 받았어요", ["쿠폰"]),
        ("Mr. Smith lost a parcel", ["lost", "parcel"]),
        ("<@U0RITA> sent [e-mail] :rage: https://example.com/refund 4711", ["sent"]),
        ("😡😡 !!!", []),
        ("", []),
    ],
)
def test_names_are_made_of_nouns_and_never_of_people_or_numbers(text: str, named: list[str]) -> None:
    assert words(text) == named


def test_what_is_done_or_filled_in_anywhere_is_no_theme() -> None:
    assert called("She clicked through five pages", "He clicked no", "社印の欄がない", "アレルギー欄に入らない") == []


def test_a_name_is_put_as_most_writers_put_it() -> None:
    piles = [
        ["exchange rates are bad", "bad Exchange rate", "why that exchange rate"],
        ["앱에서 본인 인증 실패", "본인 인증이 안 돼요", "본인 인증 오류"],
        ["配達予定が違う", "配達予定の変更", "配達予定を知りたい"],
    ]
    assert names(piles) == ["exchange rate", "본인 인증", "配達予定"]


def test_names_tell_piles_that_share_a_word_apart() -> None:
    made = names([["card declined", "declined card"], ["card lost", "lost my card"], ["card", "card"]])

    assert len(set(made)) == 3
    assert "declined" in made[0]
    assert "lost" in made[1]


def test_grammar_in_a_phrase_is_left_out_where_it_would_be_too_long() -> None:
    assert names([["payment has been declined", "the payment was not declined"]]) == ["payment declined"]


def test_a_pile_of_one_text_has_its_words_and_one_without_words_has_no_name() -> None:
    assert names([["Parcel lost"], ["😡", "!!!"], []]) == ["parcel lost", "", ""]
    assert names([]) == []


def test_many_equal_texts_are_one_theme() -> None:
    assert themes(["the app crashes"] * 50) == [Theme("app crashes", tuple(range(50)))]


@pytest.mark.parametrize("unit", ["refund late ", "환불이 늦어요 ", "返金遅延", "ア", "@", "Mr A", "<", "가"])
def test_a_very_long_text_is_read_too(unit: str) -> None:
    long = unit * (10_000 // len(unit))
    assert len(names([[long, long]])) == 1


@given(st.lists(st.text(max_size=60), max_size=8))
def test_whatever_is_written_each_text_is_in_one_theme_at_most(pile: list[str]) -> None:
    members = [at for theme in themes(pile) for at in theme.members]
    assert len(members) == len(set(members))


@given(st.permutations([*REFUNDS, *CARDS]))
def test_the_order_of_a_pile_does_not_change_its_themes(pile: list[str]) -> None:
    assert {theme.name: {pile[at] for at in theme.members} for theme in themes(pile)} == {
        "refund": set(REFUNDS), "card declined": set(CARDS),
    }
