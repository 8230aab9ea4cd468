"""What a message in a channel costs that is no reply to a card: how many a second Snag passes over, beside bare Bolt.

Such messages are by far the most that Slack sends; none may cost a look into the database.
"""

import asyncio
import contextlib
import itertools
import json
import time
from statistics import median

from bot.sandbox.slack.wire import signature
from tests.benchmarks.acknowledgement import FIGURES, Round
from tests.benchmarks.client import send
from tests.benchmarks.contestants import SECRET
from tests.benchmarks.processes import TEAM, Child, child, copy_of, folder, serving, template
from tests.benchmarks.table import show

NAMES = ("bare Bolt", "Snag (web)")
AT_ONCE = 16
WARM_UP = 60
_count = itertools.count(time.time_ns())


def message(number: int) -> bytes:
    """A message event without a thread, as Slack signs it; never the same twice."""
    ts = f"{number // 1_000_000_000}.{number // 1_000 % 1_000_000:06}"
    event = {"type": "message", "channel": "C0PAY", "channel_type": "channel", "user": "U0BEN", "team": TEAM, "ts": ts,
             "event_ts": ts, "client_msg_id": f"m{number}", "text": "Lunch at noon, who comes along?"}
    body = json.dumps({
        "token": "none", "team_id": TEAM, "context_team_id": TEAM, "api_app_id": "A0SNAG", "event": event,
        "type": "event_callback", "event_id": f"Ev{number}", "event_time": number // 1_000_000_000,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": "U0SNAG", "is_bot": True,
                            "is_enterprise_install": False}], "is_ext_shared_channel": False}).encode()
    stamp = int(time.time())
    return (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: {signature(SECRET, stamp, body)}\r\n\r\n").encode() + body


def _turn(server: Child, count: int) -> Round:
    requests = [message(next(_count)) for _ in range(count)]
    before = server.used().cpu_ms
    measured = asyncio.run(send(server.hello["port"], requests, AT_ONCE))
    return Round(measured, (server.used().cpu_ms - before) / count)


def measure(requests: int, rounds: int) -> dict[str, list[Round]]:
    """The contestants in turns, each with so many rounds of so many messages."""
    with contextlib.ExitStack() as stack:
        file = template(stack.enter_context(folder()))
        slack_url = stack.enter_context(child("tests.benchmarks.slack")).hello["api_url"]
        servers = {name: stack.enter_context(serving(name, copy_of(file, name), slack_url)) for name in NAMES}
        for server in servers.values():
            _turn(server, WARM_UP)
        turns = [(name, _turn(server, requests)) for _ in range(rounds) for name, server in servers.items()]
        return {name: [turn for whose, turn in turns if whose == name] for name in NAMES}


def run(requests: int, rounds: int) -> None:
    found = measure(requests, rounds)
    pairs = list(zip(found[NAMES[1]], found[NAMES[0]], strict=True))
    title = f"A message that is no reply to a card, {AT_ONCE} at once (medians of {rounds} rounds of {requests})"
    rows: list[list[str | float | None]] = [
        [name, *(median(figure(one) for one in found[name]) for _, figure in FIGURES)] for name in NAMES]
    ratios = [f"{median(figure(snag) / figure(bare) for snag, bare in pairs):.2f}" for _, figure in FIGURES]
    show(title, [name for name, _ in FIGURES], [*rows, [f"{NAMES[1]} : {NAMES[0]}", *ratios]])
