"""Addresses, signatures and waits: what receivers rely on, in tables."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from bot.domain.public_addresses import is_public
from bot.domain.webhooks import (
    GIVES_UP_AFTER,
    JITTER,
    LONGEST_PAUSE,
    OVERLAP,
    WAITS,
    Keys,
    asked_pause,
    gives_up,
    headers,
    is_secret,
    rest_after,
    secret_of,
    wait_after,
    wrong_address,
)
from storage.work import MAX_FAILURES_OF

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
OLD, NEW = secret_of(b"o" * 32), secret_of(b"n" * 32)


@pytest.mark.parametrize("url, wrong", [
    ("https://hooks.example.com/snag", None),
    ("https://hooks.example.com:8443/snag?team=1", None),
    ("https://8.8.8.8/snag", None),
    ("https://[2606:4700:4700::1111]/", None),
    ("http://hooks.example.com/snag", "not_https"),
    ("ftp://hooks.example.com/", "not_https"),
    ("https://user:word@hooks.example.com/", "password_in_it"),
    ("https://user@hooks.example.com/", "password_in_it"),
    ("https://hooks.example.com:22/", "other_port"),
    ("https://hooks.example.com:99999/", "no_address"),
    ("https:///snag", "no_address"),
    ("https://hooks.example.com/a b", "no_address"),
    ("https://hooks.example.com/a\nb", "no_address"),
    ("https://höks.example/", "no_address"),
    ("hooks.example.com", "no_address"),
    ("https://hooks.example.com/" + "a" * 2000, "no_address"),
    ("https://127.0.0.1/", "not_public"),
    ("https://169.254.169.254/latest/meta-data/", "not_public"),
    ("https://[::1]/", "not_public"),
    ("https://[::ffff:10.0.0.1]/", "not_public"),
])
def test_an_address_is_https_public_and_without_a_password(url: str, wrong: str | None) -> None:
    assert wrong_address(url, allow_private=False) == wrong


@pytest.mark.parametrize("url, wrong", [
    ("http://127.0.0.1:9000/", None), ("https://10.0.0.1:4443/", None),
    ("http://user:word@127.0.0.1/", "password_in_it"), ("file:///etc/passwd", "no_address"),
    ("gopher://127.0.0.1/", "not_https"),
])
def test_in_a_network_of_ones_own_more_is_allowed(url: str, wrong: str | None) -> None:
    assert wrong_address(url, allow_private=True) == wrong


@pytest.mark.parametrize("address, public", [
    ("8.8.8.8", True), ("203.0.114.1", True), ("2606:4700::1111", True), ("::ffff:8.8.8.8", True),
    ("64:ff9b::808:808", True),  # 8.8.8.8 as a network with IPv6 alone reaches it
    ("0.0.0.0", False), ("10.0.0.1", False), ("100.64.0.1", False), ("127.0.0.1", False), ("169.254.169.254", False),
    ("172.16.0.1", False), ("192.168.0.1", False), ("192.0.2.1", False), ("198.18.0.1", False), ("224.0.0.1", False),
    ("240.0.0.1", False), ("255.255.255.255", False),
    ("::", False), ("::1", False), ("::127.0.0.1", False), ("::ffff:127.0.0.1", False), ("::ffff:a00:1", False),
    ("64:ff9b::7f00:1", False), ("64:ff9b::a9fe:a9fe", False), ("64:ff9b:1::1", False), ("fe80::1", False),
    ("fe80::1%eth0", False), ("2606:4700::1111%eth0", False), ("fc00::1", False), ("fd00:ec2::254", False),
    ("fec0::1", False), ("ff02::1", False), ("2002:7f00:1::", False), ("2001:0:a00:1::", False),
    ("2001:db8::1", False), ("3fff::1", False), ("100::1", False),
    ("hooks.example.com", None), ("2130706433", None), ("0x7f.1", None),
])
def test_only_what_everybody_can_reach_is_public(address: str, public: bool | None) -> None:
    assert is_public(address) is public


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_no_more_public_in_another_dress(address: object) -> None:
    plain = is_public(str(address))
    assert is_public(f"::ffff:{address}") is plain
    assert is_public(f"64:ff9b::{address}") is plain
    assert is_public(f"::{address}") is False


@pytest.mark.parametrize("secret, good", [
    (secret_of(b"x" * 24), True), (secret_of(b"x" * 64), True), (secret_of(b"x" * 23), False),
    (secret_of(b"x" * 65), False), ("whsec_!", False), ("x" * 40, False)])
def test_a_secret_is_of_the_standards_length(secret: str, good: bool) -> None:
    assert is_secret(secret) is good


@given(st.text(max_size=200), st.binary(min_size=24, max_size=64))
def test_the_reference_library_signs_the_same(said: str, random: bytes) -> None:
    secret, body = secret_of(random), said.encode()
    made = headers(Keys(secret), "0198", body, NOW)
    assert is_secret(secret)
    assert made == {"webhook-id": "0198", "webhook-timestamp": str(int(NOW.timestamp())),
                    "webhook-signature": Webhook(secret).sign("0198", NOW, said)}


def test_after_a_new_secret_both_sign_for_a_day() -> None:
    keys = Keys(OLD).renewed(NEW, NOW)
    during = headers(keys, "1", b"{}", NOW + OVERLAP - timedelta(seconds=1))["webhook-signature"]
    after = headers(keys, "1", b"{}", NOW + OVERLAP)["webhook-signature"]
    moment = NOW + OVERLAP - timedelta(seconds=1)
    assert during.split() == [Webhook(one).sign("1", moment, "{}") for one in (NEW, OLD)]
    assert after == Webhook(NEW).sign("1", NOW + OVERLAP, "{}")


def test_who_makes_new_ones_twice_leaves_the_first_behind() -> None:
    newest = secret_of(b"z" * 32)
    assert Keys(OLD).renewed(NEW, NOW).renewed(newest, NOW).at(NOW) == (newest, NEW)


@pytest.mark.parametrize("said, seconds", [
    (None, None), ("", None), ("120", 120.0), ("0", 0.0), ("soon", None), ("-5", None), ("1.5", None),
    ("Wed, 04 Mar 2026 09:01:30 GMT", 90.0),
    ("Wed, 04 Mar 2026 08:00:00 GMT", 0.0),
    ("Wednesday, 04-Mar-26 09:01:30 GMT", 90.0),
    ("99999999999", LONGEST_PAUSE.total_seconds()),
    ("Fri, 04 Mar 2033 09:00:00 GMT", LONGEST_PAUSE.total_seconds()),
])
def test_a_pause_is_asked_for_in_seconds_or_by_a_date(said: str | None, seconds: float | None) -> None:
    assert asked_pause(said, NOW) == seconds


def test_the_tries_span_three_days() -> None:
    # 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: in all 75 h 35 min 5 s, as the standard's table has it
    assert sum(WAITS) == 75 * 3600 + 35 * 60 + 5
    assert len(WAITS) + 1 == MAX_FAILURES_OF["webhook"]


@given(st.integers(0, 20), st.floats(0, 1), st.one_of(st.none(), st.floats(0, 86_400)))
def test_a_wait_keeps_near_its_place_and_never_cuts_a_pause_short(failures: int, spice: float, pause: float | None
                                                                   ) -> None:
    wait, usual = wait_after(failures, spice, pause).total_seconds(), WAITS[min(failures, 8)]
    assert wait >= (pause or 0) - 1e-6
    assert usual * (1 - JITTER) - 1e-5 <= wait <= max(usual * (1 + JITTER), pause or 0) + 1e-5


def test_a_receiver_in_trouble_rests_for_a_minute_or_as_long_as_it_asked() -> None:
    assert rest_after(None, None) == timedelta(seconds=5)
    assert rest_after(NOW, None) == timedelta(minutes=1)
    assert rest_after(NOW, 300) == timedelta(minutes=5)


@pytest.mark.parametrize("since, off", [
    (None, False), (NOW - GIVES_UP_AFTER + timedelta(seconds=1), False), (NOW - GIVES_UP_AFTER, True)])
def test_five_days_of_failing_are_enough(since: datetime | None, off: bool) -> None:
    assert gives_up(since, NOW) is off
