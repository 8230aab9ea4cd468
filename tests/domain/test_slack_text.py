"""Slack's text becomes words that people can read, and stays nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.slack_text import people_in, plain_words

NAMES = {"U0RITA": "Rita", "C0PAY": "payments", "S0PAYTEAM": "payment-people"}

CASES = [
    ("The promo blocks the music", "The promo blocks the music"),
    ("a &lt; b &amp; c &gt; d", "a < b & c > d"),
    ("typed as &amp;lt;b&amp;gt;", "typed as &lt;b&gt;"),
    ("<@U0RITA> saw it", "@Rita saw it"),
    ("<@U0NOBODY> saw it", "@someone saw it"),
    ("<@U0RITA|rita.k> saw it", "@rita.k saw it"),
    ("see <#C0PAY>", "see #payments"),
    ("see <#C0PAY|>", "see #payments"),
    ("see <#C0NONE>", "see #channel"),
    ("see <#C0NONE|shop-floor>", "see #shop-floor"),
    ("<!channel> help", "@channel help"),
    ("<!here|here> help", "@here help"),
    ("<!everyone>", "@everyone"),
    ("<!subteam^S0PAYTEAM>", "@payment-people"),
    ("<!subteam^S0NONE|@shops>", "@shops"),
    ("<!subteam^S0NONE>", "@someone"),
    ("due <!date^1392734382^{date}^https://a.example|18 Feb>", "due 18 Feb"),
    ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
    ("<https://evil.example|https://ok.example>", "https://ok.example (https://evil.example)"),
    ("<http://a.example|a.example>", "a.example"),
    ("<https://a.example|https://a.example>", "https://a.example"),
    ("<mailto:rita@a.example|rita@a.example>", "rita@a.example"),
    ("<mailto:rita@a.example|Rita>", "Rita (rita@a.example)"),
    ("<mailto:rita@a.example>", "rita@a.example"),
    ("<tel:030901820|030 901820>", "030 901820 (030901820)"),
    ("*bold* _soft_ `code` :wave:", "*bold* _soft_ `code` :wave:"),
    ("&lt;!channel&gt; as typed", "< !channel> as typed"),
    ("<<!channel>>", "< @channel>"),
    ("<!channel", "< !channel"),
    ("&amp;amp;", "&amp;"),
    ("<>", ""),
]


@pytest.mark.parametrize("slack, read", CASES)
def test_slacks_text_is_read_as_people_read_it(slack: str, read: str) -> None:
    assert plain_words(slack, NAMES) == read


def test_a_reader_can_be_told_of_strangers_in_their_language() -> None:
    assert plain_words("<@U0NOBODY> saw it", someone="누군가") == "@누군가 saw it"


def test_people_are_asked_for_only_where_no_name_stands() -> None:
    assert people_in("<@U0RITA> told <@U0ANA|ana> in <#C0PAY>") == {"U0RITA"}


SCRAPS = st.lists(st.sampled_from(
    ["<", ">", "!", "@", "#", "|", "^", "&", "amp;", "lt;", "gt;", "&lt;", "&amp;", "&gt;", "channel", "U0RITA", "a",
     "https://a.example", "subteam^S1", "date^1", "mailto:", " ", "\n"]), max_size=14).map("".join)


@given(SCRAPS | st.text(), st.dictionaries(st.just("U0RITA"), SCRAPS))
def test_nothing_live_is_ever_left(slack: str, names: dict[str, str]) -> None:
    read = plain_words(slack, names)

    assert "<!" not in read
    assert "<@" not in read
    assert "<#" not in read


@given(st.text(alphabet="ab&;<> ltgmp"))
def test_what_was_typed_without_live_sequences_is_said_as_typed(typed: str) -> None:
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert plain_words(escaped) == typed
