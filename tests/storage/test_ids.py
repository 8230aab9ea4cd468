"""Our own keys rise in the order in which they are made."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.ids import new_id

MANY = 200_000


def test_keys_rise_however_quickly_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_772_614_800_000_000_000)  # one millisecond long
    made = [new_id() for _ in range(MANY)]
    assert made == sorted(set(made))


def test_keys_rise_when_the_machines_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert before < new_id() < new_id()


def test_threads_never_make_the_same_key() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = [key for keys in threads.map(lambda _: [new_id() for _ in range(1000)], range(8)) for key in keys]
    assert len(set(made)) == len(made)
    assert {len(key) for key in made} == {32}
