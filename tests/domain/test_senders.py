"""What may be told of why people are not asked."""

import pytest

from bot.domain.senders import apart
from bot.domain.survey_plans import Withheld


@pytest.mark.parametrize("withheld, told, more", [
    ({}, {}, 0),
    ({Withheld.GONE: 1, Withheld.TOUCHPOINT: 2}, {Withheld.GONE: 1, Withheld.TOUCHPOINT: 2}, 0),
    ({Withheld.OPTED_OUT: 1}, {}, 1),
    ({Withheld.OPTED_OUT: 1, Withheld.GONE: 2}, {Withheld.GONE: 2}, 1),
    ({Withheld.CAP: 5, Withheld.KNOWN: 6}, {Withheld.CAP: 5, Withheld.KNOWN: 6}, 0),
    ({Withheld.CAP: 800, Withheld.OPTED_OUT: 1}, {}, 801),  # apart from 800, the one would be told
])
def test_a_personal_reason_is_told_only_of_five(withheld: dict[Withheld, int], told: dict[Withheld, int], more: int
                                                ) -> None:
    assert apart(withheld) == (told, more)
