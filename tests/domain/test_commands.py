"""The grammar of /snag: what is a subcommand, and that everything else is a report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.commands import (
    Command,
    Digest,
    DigestPreview,
    Find,
    Help,
    Mine,
    OpenForm,
    Report,
    Show,
    Survey,
    parse,
)
from bot.domain.wording import tidy


@pytest.mark.parametrize(
    "line, command",
    [
        ("", OpenForm()),
        (" \u3000\n", OpenForm()),
        ("\u200b", OpenForm()),
        ("mine", Mine()),
        ("  MINE ", Mine()),
        ("mine is slow", Report("mine is slow")),
        ("42", Show(42)),
        ("#42", Show(42)),
        ("＃４２", Show(42)),
        ("0042", Show(42)),
        ("42 times the promo", Report("42 times the promo")),
        ("#42 is back", Report("#42 is back")),
        ("-42", Report("-42")),
        ("4.2", Report("4.2")),
        ("1234567890", Report("1234567890")),
        ("٤٢", Report("٤٢")),
        ("help", Help()),
        ("ＨＥＬＰ", Help()),
        ("help page is broken", Report("help page is broken")),
        ("help?", Report("help?")),
        ("digest", Digest()),
        ("digest preview", DigestPreview()),
        ("Digest\u3000 Preview", DigestPreview()),
        ("digest mail never comes", Report("digest mail never comes")),
        ("digest preview is empty", Report("digest preview is empty")),
        ("find promo code", Find("promo code")),
        ("FIND\u3000ログイン", Find("ログイン")),
        ("find me a way out", Find("me a way out")),  # its answer offers 'Report this instead'
        ("find", Report("find")),
        ("finding a seat takes long", Report("finding a seat takes long")),
        ("survey page is broken", Report("survey page is broken")),
        ("survey", Survey()),
        ("결제 버튼이 안 눌려요", Report("결제 버튼이 안 눌려요")),
        ("mine\nis slow", Report("mine\nis slow")),
    ],
)
def test_a_line_is_a_command_only_if_all_of_it_fits(line: str, command: Command) -> None:
    assert parse(line) == command


@given(st.text(max_size=60))
def test_no_line_is_lost(line: str) -> None:
    command = parse(line)
    if isinstance(command, Report):
        assert command.text == tidy(line) != ""
    elif isinstance(command, Find):
        assert command.words
        assert tidy(line).endswith(command.words)


@given(st.sampled_from(["mine", "help", "digest", "42", "find"]), st.text(st.characters(categories=["Lo"]), min_size=1))
def test_more_words_after_a_command_make_it_a_report_or_a_search(word: str, more: str) -> None:
    assert isinstance(parse(f"{word} {more}"), Find if word == "find" else Report)
