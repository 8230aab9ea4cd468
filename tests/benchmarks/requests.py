"""What the contestants are sent: slash commands as Slack signs them, each with a story of its own."""

import itertools
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from bot.sandbox.company import load
from bot.sandbox.slack.wire import signature
from tests.benchmarks.contestants import SECRET
from tests.benchmarks.processes import TEAM

TOWNS = """Aalen Bergen Cuxhaven Delft Esslingen Freiburg Ghent Husum Ilmenau Jena Kassel Leer Mainz Namur Osaka Passau
Quimper Riesa Sendai Trier Ulm Vaduz Worms Xanten Yeosu Zwolle""".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MOST = len(TOWNS) * len(DAYS)
TO_MASK = 25
"""One story in so many holds a telephone number and an address, which Snag masks."""


def stories() -> Iterator[tuple[str, str]]:
    """Who reports what, without end: seven words, the first sentence, or all of it, and never the same twice."""
    told = load().stories
    for turn in itertools.count():
        for at, story in enumerate(told):
            place = f"{TOWNS[(at + turn) % len(TOWNS)]}, {DAYS[turn % len(DAYS)]}"
            more = f", call +49 30 90182{at % 10}1{turn % 10} or mail c{at}@example.com" if at % TO_MASK == 0 else ""
            yield story.user, f"{_length(story.text, at + turn)} ({place}{', again' * (turn // MOST)}){more}"


def _length(text: str, at: int) -> str:
    match at % 3:
        case 0:
            return " ".join(text.split()[:7])
        case 1:
            return text.partition(". ")[0]
        case _:
            return text


def signed(reports: Iterator[tuple[str, str]], count: int) -> list[bytes]:
    """So many requests as bytes on the wire, signed now: they are good for five minutes."""
    return [_request(user, text) for user, text in itertools.islice(reports, count)]


_trigger = itertools.count(time.time_ns())


def _request(user: str, text: str) -> bytes:
    body = urlencode({
        "token": "none", "api_app_id": "A0SNAG", "team_id": TEAM, "team_domain": "larkfield",
        "channel_id": "C0GENERAL", "channel_name": "general", "user_id": user, "user_name": user.lower(),
        "command": "/snag", "text": text, "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/response/none", "trigger_id": f"{next(_trigger)}.1.0",
    }).encode()
    return post(body)


def post(body: bytes) -> bytes:
    """A form as Slack posts and signs it."""
    stamp = int(time.time())
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Accept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: {signature(SECRET, stamp, body)}\r\n\r\n")
    return head.encode() + body
