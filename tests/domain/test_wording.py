"""Titles, cutting and tidying never tear a letter apart."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wording import TITLE_LENGTH, cut, fold, tidy, title_of

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
FLAG = "🇰🇷"
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# Words of several scripts, clusters of several characters, marks that turn the direction, and what must not be stored.
anything = st.text() | st.lists(
    st.sampled_from(
        [FAMILY, FLAG, "e\u0301", "각", "가", "ﾊﾟ", "\u200d", "\x00", "\ud800", " ", "\n", "a", "word ", *DIRECTIONS]
    )
).map("".join)


@pytest.mark.parametrize(
    "text, limit, expected",
    [
        ("short", 5, "short"),
        ("the promo blocks the music", 20, "the promo blocks…"),  # 19 left, a space within a third of them
        ("the promoblocksthemusic", 20, "the promoblocksthem…"),  # the only space is too far back
        ("the promo", 10, "the promo"),
        ("one two three", 8, "one two…"),  # ends exactly at a word
        ("결제 버튼이 안 눌려요", 8, "결제 버튼이…"),
        ("決済ボタンが反応しない", 6, "決済ボタン…"),
        (FAMILY * 3, 16, FAMILY * 2 + "…"),  # 7 characters each
        (FAMILY * 3, 14, FAMILY + "…"),
        (FLAG * 3, 4, FLAG + "…"),
        ("e\u0301" * 4, 4, "e\u0301…"),
        ("\r\n" * 3, 4, "…"),
        ("abc", 1, "a"),
        ("abc", 0, ""),
        (FAMILY, 3, "…"),
        (FAMILY, 1, ""),
        ("a\u200d" * 3, 4, "a…"),
        ("\u202eabc def", 5, "abc…"),  # the override would have stayed open
        ("abc\u200d\u202adefghij", 6, "abc…"),  # the joiner comes to the end when the mark goes
        ("\u202eab\u202c and on", 6, "\u202eab\u202c…"),
    ],
)
def test_a_cut_text_ends_between_what_a_reader_sees(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected


def test_another_end_counts_against_the_limit() -> None:
    assert cut("the promo blocks the music", 20, " (more)") == "the promo (more)"
    assert cut("the promo", 4, " (more)") == "the"


@given(anything, st.integers(0, 60))
def test_a_cut_text_fits_and_never_splits_a_cluster(text: str, limit: int) -> None:
    calm = regex.sub(f"[{DIRECTIONS}]", "", text)
    short = cut(calm, limit)
    assert len(short) <= limit or short == calm
    kept = short.removesuffix("…") if short != calm else short
    clusters = regex.findall(r"\X", calm)
    assert short == calm or any(
        "".join(clusters[:count]).rstrip("\u200d\u3000\u00a0 \t\n\r\v\f") == kept for count in range(len(clusters) + 1)
    )


@given(anything, st.integers(0, 60))
def test_nothing_stays_open_after_a_cut(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short) <= max(limit, 0)
    if len(text) > limit:
        assert not short.removesuffix("…").endswith("\u200d")
    opened = regex.findall("[\u202a\u202b\u202d\u202e]", short), regex.findall("[\u2066-\u2068]", short)
    assert (len(opened[0]), len(opened[1])) == (short.count("\u202c"), short.count("\u2069"))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("  a\r\nb\rc\u2028d  ", "a\nb\nc\nd"),
        ("a\x00\x07\x1b[31mb\tc", "a[31mb\tc"),
        ("e\u0301", "é"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2067abc\u2069\u200f", "abc"),
        ("4111\u200b1111", "41111111"),
        ("bad \ud800 half", "bad  half"),
        (FAMILY, FAMILY),
        (
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        ),
    ],
)
def test_only_harmless_characters_are_kept(text: str, expected: str) -> None:
    assert tidy(text) == expected


@given(anything)
def test_tidy_words_can_be_stored_and_turn_nothing_around(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert tidied.encode() is not None
    assert not any(unicodedata.bidirectional(mark) in {"LRE", "RLE", "LRO", "RLO", "PDF"} for mark in tidied)
    assert all(mark in "\n\t" or unicodedata.category(mark) != "Cc" for mark in tidied)


@pytest.mark.parametrize(
    "one, other",
    [
        ("Promo  blocks\nthe music", "promo blocks the MUSIC"),
        ("ｌｏｇｉｎ", "login"),
        ("ﾛｸﾞｲﾝ", "ログイン"),
        ("STRASSE", "straße"),
        ("e\u0301", "É"),
        ("한글", unicodedata.normalize("NFD", "한글")),
    ],
)
def test_width_case_and_space_make_no_other_text(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_another_word_makes_another_text() -> None:
    assert fold("promo blocks the music") != fold("promo blocks music")


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "story, title",
    [
        ("The promo blocks the music. It is unsafe.", "The promo blocks the music"),
        ("Why does it block? It is unsafe.", "Why does it block?"),
        ("The promo blocks the music", "The promo blocks the music"),
        ("  The promo\t blocks   the music\nIt is unsafe", "The promo blocks the music"),
        ("Version 3.5 is broken. Again.", "Version 3.5 is broken"),
        ("It was... strange. Then", "It was... strange"),
        (
            "A code, e.g. the trial code of Dr. Smith, expires. Later",
            "A code, e.g. the trial code of Dr. Smith, expires",
        ),
        ("Ask J. Smith about it. Now", "Ask J. Smith about it"),
        ("1. Open the app. Wait. Nothing", "1. Open the app"),
        ('"It does not work." That is all', '"It does not work."'),
        ("see https://larkfield.example/a.b?c=d now! Then", "see https://larkfield.example/a.b?c=d now!"),
        ("결제 버튼이 안 눌려요. 세 번 눌렀어요.", "결제 버튼이 안 눌려요"),
        ("안 눌려요.세 번 눌렀어요", "안 눌려요"),
        ("決済できない。三回押した。", "決済できない"),
        ("使えない！返金してほしい", "使えない！"),
        ("「使えない。」と言われた。その後", "「使えない。」と言われた"),
        ("\u202eThe promo\u202c blocks", "The promo blocks"),
        ("...", "..."),
        ("。", "。"),
        ("", ""),
        ("\u200b \n", ""),
    ],
)
def test_the_title_is_the_first_sentence(story: str, title: str) -> None:
    assert title_of(story) == title


@given(anything)
def test_a_title_is_one_short_harmless_line(story: str) -> None:
    title = title_of(story)
    assert len(title) <= TITLE_LENGTH
    assert title == tidy(title)
    assert "\n" not in title
    assert bool(title) == bool(tidy(story))
