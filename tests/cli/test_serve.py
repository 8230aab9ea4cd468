"""Commands that serve, as processes: ready, reachable, stopped in order; and `snag tick`."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.support import cast
from tests.support.apart import SlackApart, slack_apart
from tests.support.clocks import START
from tests.support.snag import KEY, apply_settings


@pytest.fixture
def apart() -> Iterator[SlackApart]:
    with slack_apart() as made:
        yield made


@contextmanager
def process(apart: SlackApart, url: str, *words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, **apart.environment(url), "SNAG_ENCRYPTION_KEY": KEY, **more}
    running = subprocess.Popen([sys.executable, "-m", "bot", *words], env=environment, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.communicate()


def first_line(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_run_with_nothing_but_slacks_variables_makes_its_tables_and_says_what_next(
    apart: SlackApart, tmp_path: Path
) -> None:
    with process(apart, f"sqlite:///{tmp_path}/new/snag.db", "run") as running:
        assert first_line(running).startswith("Snag is ready (Socket Mode")
        assert "snag config apply" in first_line(running)
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=30)
    assert (running.returncode, errors) == (0, "")


def test_a_report_is_answered_by_the_process(apart: SlackApart, sqlite_url: str) -> None:
    apply_settings(sqlite_url)
    with process(apart, sqlite_url, "run") as running:
        assert "ready" in first_line(running)
        answer = apart.do(apart.slack.as_person(cast.RITA).slash(cast.GENERAL, "/snag the refund never came"))
        assert "This is annoyance #1." in answer.body["text"]
        apart.do(apart.slack.until(lambda: apart.slack.messages(cast.PAY)))


def test_web_and_worker_share_the_work(apart: SlackApart, sqlite_url: str) -> None:
    apply_settings(sqlite_url)
    port = free_port()
    with process(apart, sqlite_url, "web", PORT=str(port), SLACK_APP_TOKEN="") as web:
        assert f"port {port}" in first_line(web)
        apart.slack.events_url = f"http://127.0.0.1:{port}/slack/events"
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").json() == {"ok": True}
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 503  # no worker has run yet
        apart.do(apart.slack.as_person(cast.RITA).slash(cast.GENERAL, "/snag the refund never came"))
        assert apart.slack.messages(cast.PAY) == []
        with process(apart, sqlite_url, "worker") as worker:
            assert "ready" in first_line(worker)
            apart.do(apart.slack.until(lambda: apart.slack.messages(cast.PAY)))
            assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200


def test_a_taken_port_is_one_sentence(apart: SlackApart, sqlite_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with process(apart, sqlite_url, "run", PORT=str(taken.getsockname()[1])) as running:
            _, errors = running.communicate(timeout=60)
    assert running.returncode == 2
    assert "is taken by another program" in errors
    assert "Traceback" not in errors


def test_tick_does_what_is_due_as_of_a_moment_and_ends(apart: SlackApart, sqlite_url: str) -> None:
    apply_settings(sqlite_url)
    with process(apart, sqlite_url, "run") as running:
        first_line(running)
        apart.do(apart.slack.as_person(cast.RITA).slash(cast.GENERAL, "/snag the refund never came"))
        apart.do(apart.slack.until(lambda: apart.slack.messages(cast.PAY)))
    later = (START + timedelta(days=4000)).isoformat()
    for _ in range(2):
        with process(apart, sqlite_url, "tick", "--now", later) as ticking:
            said, errors = ticking.communicate(timeout=60)
        assert (ticking.returncode, errors) == (0, "")
        assert "Done as of" in said
    digests = [one for one in apart.slack.messages(cast.PAY) if "Weekly digest" in one["text"]]
    assert len(digests) == 1


def test_tick_wants_a_zone(apart: SlackApart, sqlite_url: str) -> None:
    with process(apart, sqlite_url, "tick", "--now", "2026-03-29 09:00") as ticking:
        _, errors = ticking.communicate(timeout=60)
    assert ticking.returncode == 2
    assert "a moment with its zone" in errors


def test_a_second_start_after_kill_nine_loses_nothing(apart: SlackApart, sqlite_url: str) -> None:
    apply_settings(sqlite_url)
    with process(apart, sqlite_url, "web") as running:  # nothing is delivered by this one
        first_line(running)
        apart.do(apart.slack.as_person(cast.RITA).slash(cast.GENERAL, "/snag the refund never came"))
        running.kill()
        running.wait()
    with process(apart, sqlite_url, "run") as running:
        first_line(running)
        apart.do(apart.slack.until(lambda: apart.slack.messages(cast.PAY)))
        assert len(apart.slack.messages(cast.PAY)) == 1
