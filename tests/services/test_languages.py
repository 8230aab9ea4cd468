"""Whose language is at hand without asking the database, and for how long."""

from datetime import timedelta

import pytest

from bot.domain.people import Profile
from bot.services import people
from tests.support import cast
from tests.support.larkfield import Services


def test_a_language_is_at_hand_for_a_minute_after_it_was_read(services: Services, workspace_id: str) -> None:
    assert services.people.language_at_hand(workspace_id, cast.MINJUN) is None
    assert services.people.language(workspace_id, cast.MINJUN) == ("ko", False)
    assert services.people.language_at_hand(workspace_id, cast.MINJUN) == "ko"
    assert services.people.language_at_hand("elsewhere", cast.MINJUN) is None
    services.clock.wait(timedelta(minutes=1))
    assert services.people.language_at_hand(workspace_id, cast.MINJUN) is None


def test_a_changed_language_is_heard_at_once(services: Services, workspace_id: str) -> None:
    services.people.language(workspace_id, cast.MINJUN)
    services.people.keep(workspace_id, Profile(cast.MINJUN, "Minjun", "ja-JP"))
    assert services.people.language_at_hand(workspace_id, cast.MINJUN) is None
    assert services.people.language(workspace_id, cast.MINJUN) == ("ja", False)


@pytest.mark.parametrize("days", [0, 2])
def test_what_is_only_assumed_or_long_ago_is_not_at_hand(services: Services, workspace_id: str, days: int) -> None:
    services.people.keep(workspace_id, Profile(cast.RITA, "Rita", "ko-KR" if days else "fr-FR"))
    services.clock.wait(timedelta(days=days))
    assert services.people.language(workspace_id, cast.RITA)[1] is bool(days)
    assert services.people.language_at_hand(workspace_id, cast.RITA) is None
    assert services.people.language_at_hand(workspace_id, "U0NOBODY") is None


def test_no_more_are_at_hand_than_memory_should_hold(
        services: Services, workspace_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST_AT_HAND", 1)
    services.people.language(workspace_id, cast.MINJUN)
    services.people.language(workspace_id, cast.YUKI)
    assert services.people.language_at_hand(workspace_id, cast.MINJUN) is None
    assert services.people.language_at_hand(workspace_id, cast.YUKI) == "ja"
