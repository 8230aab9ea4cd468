"""Whose customer can be put right: whoever can be named, reached or answered in public."""

import pytest

from bot.domain.care import has_customer
from bot.domain.meanwhile import Meanwhile


@pytest.mark.parametrize("said, there", [
    ({}, False),
    ({"reference": "K-4711"}, True),
    ({"contact": "kim@example.com"}, True),
    ({"post_link": "https://example.com/1"}, True),
    ({"how_known": "public_post"}, True),
    ({"how_known": "ticket"}, False),
])
def test_a_report_has_a_customer_who_can_be_put_right(said: dict[str, str], there: bool) -> None:
    known = {"reference": None, "contact": None, "post_link": None, "how_known": None}
    assert has_customer(**{**known, **said}) is there


def test_either_text_is_something_to_tell() -> None:
    assert [bool(one) for one in (Meanwhile(), Meanwhile("Wait"), Meanwhile(None, "A voucher"))] == [
        False, True, True]
