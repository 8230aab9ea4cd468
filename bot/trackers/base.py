"""What all trackers have in common: the interface, the errors, one HTTP call with each way it can fail.

TrackerError
├── BadToken        it does not know our token any more
├── NoPermission    it knows us, and we may not
├── ProjectGone     the project is not there, was renamed, or is hidden from us
├── NotThere        the one issue that was asked for is not there
├── NotTaken        it understood us and will not take this; `said` is why, in its own words
├── NotSigned       a webhook that is not from it
├── RateLimited     not done; again after `retry_after` seconds
└── TrackerDown     no answer, or none that makes sense; `sent`: it may have been carried out all the same
"""

import hashlib
import hmac
import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Protocol

import httpx

from bot.domain.trackers import Checked, Heard, Issue, NewIssue
from bot.errors import SnagError

Json = dict[str, Any]
Headers = Mapping[str, str]
"""Of a webhook: names in lower case."""

TIMEOUT = 8.0
"""Seconds for one call: three of them fit into the time that a work row has."""
PAUSE = 60.0
"""Seconds to wait where a tracker wants a pause and does not say how long."""
LONGEST_PAUSE = 3600.0
LINE = 100
SERVER_ERROR = 500


class TrackerError(SnagError):
    """What a tracker could not or would not do; `said` is its own explanation."""

    def __init__(self, said: str = "") -> None:
        super().__init__(said or type(self).__name__)
        self.said = said


class BadToken(TrackerError):
    pass


class NoPermission(TrackerError):
    pass


class ProjectGone(TrackerError):
    pass


class NotThere(TrackerError):
    pass


class NotTaken(TrackerError):
    pass


class NotSigned(TrackerError):
    pass


class RateLimited(TrackerError):
    def __init__(self, retry_after: float, said: str = "") -> None:
        super().__init__(said)
        self.retry_after = retry_after


class TrackerDown(TrackerError):
    def __init__(self, said: str, *, sent: bool = True) -> None:
        super().__init__(said)
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it came, and what it is judged by. `now` is machine time."""

    project: str
    headers: Headers
    body: bytes
    secret: str
    now: datetime


class Tracker(Protocol):
    """One project of one tracker. Every call may raise a `TrackerError`."""

    LATE: int
    """How many further looks for an issue that may have been made are wise: where its search runs behind."""

    async def create(self, wanted: NewIssue) -> Issue:
        """Make an issue; never twice by itself."""

    async def find(self, mark: str) -> Issue | None:
        """The issue that carries our mark, if an attempt of which nobody knows the end has made it."""

    async def get(self, reference: str) -> Issue:
        """One issue by its number or key."""

    async def states(self, ids: Sequence[str], since: datetime | None) -> list[Heard]:
        """How these stand; with `since` only those that changed from then on need be among the answers."""

    async def check(self) -> Checked:
        """Whether the project is there and what the token may do; changes nothing."""

    @staticmethod
    def hear(hook: Hook) -> Heard | None:
        """What a webhook says of an issue of the project; None where it is about something else. Raises
        `NotSigned`."""


async def call(http: httpx.AsyncClient, method: str, url: str, *, headers: Mapping[str, str] | None = None,
               **rest: Any) -> httpx.Response:
    """One request; what is wrong with every answer of its kind is raised, the rest is the adapter's to judge."""
    try:
        answer = await http.request(method, url, headers=headers, timeout=TIMEOUT, follow_redirects=False, **rest)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise TrackerDown(f"no connection ({type(error).__name__})", sent=False) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TrackerDown(f"no answer ({type(error).__name__})") from error
    if answer.status_code >= SERVER_ERROR:
        raise TrackerDown(f"HTTP {answer.status_code}")
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        raise RateLimited(pause_of(answer))
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        raise BadToken
    return answer


def pause_of(answer: httpx.Response, *resets: str) -> float:
    """How many seconds it asks us to wait: by Retry-After in both its forms, or by when its count begins anew.

    What it says as a moment is measured from its own Date, so that no clock of ours can be wrong.
    """
    now = server_time(answer)
    said = answer.headers.get("retry-after", "")
    if re.fullmatch(r"\d+(\.\d+)?", said):
        return min(float(said), LONGEST_PAUSE)
    moments = [_date(said), *(_epoch(answer.headers.get(name, "")) for name in resets)]
    ahead = [(moment - now).total_seconds() for moment in moments if moment and now]
    return min(max([*ahead, 1.0]), LONGEST_PAUSE) if ahead else PAUSE


def server_time(answer: httpx.Response) -> datetime | None:
    return _date(answer.headers.get("date", ""))


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def _epoch(text: str) -> datetime | None:
    """Seconds since 1970, or milliseconds where they are too many to be seconds."""
    if not text.isdigit():
        return None
    figure = int(text)
    return datetime.fromtimestamp(figure / 1000 if figure > 10**11 else figure, UTC)


def content(answer: httpx.Response) -> Any:
    """What an answer holds. Raises `TrackerDown` where it is no JSON: something else stands in between."""
    try:
        return answer.json()
    except ValueError as error:
        raise TrackerDown("an answer that is no JSON") from error


def fields_of(answer: httpx.Response) -> Json:
    """What an answer that explains itself says, by name; nothing where it is no JSON object."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def of_project(answer: httpx.Response, said: str, *, is_gone: bool) -> Any:
    """What an answer about the project holds; `said` is its own explanation where it is none."""
    if is_gone:
        raise ProjectGone(said)
    if not answer.is_success:
        raise TrackerDown(f"HTTP {answer.status_code}: {said}")
    return content(answer)


def moment(text: str) -> datetime:
    """A tracker's time: ISO 8601 in its several dialects."""
    plain = re.sub(r" UTC$", "+00:00", text.strip())
    plain = re.sub(r" ([+-])", r"\1", plain)
    made = datetime.fromisoformat(plain)
    return made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)


def heard_body(body: bytes) -> Json:
    """A webhook's body. Raises `NotSigned` where it is not what any of them sends."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise NotSigned("no JSON") from error
    if not isinstance(found, dict):
        raise NotSigned("no object")
    return found


def check_hex(signature: str, secret: str, body: bytes) -> None:
    """Raises `NotSigned` unless this is the body's HMAC-SHA256 in hexadecimal digits."""
    if not hmac.compare_digest(hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode(),
                               signature.encode()):
        raise NotSigned("wrong signature")


def markdown(wanted: NewIssue, *, mark: bool = True) -> str:
    """An issue's text where Markdown is read. What people wrote stands in a fence: there it can neither ping nor link
    nor give orders; its lines are broken, since a fence does not do that."""
    lines = [piece for line in wanted.text.splitlines()
             for piece in (textwrap.wrap(line, LINE, replace_whitespace=False) or [""])]
    longest = max((len(run) for run in re.findall(r"`+", wanted.text)), default=0)
    fence = "`" * max(3, longest + 1)
    origin = f"[{wanted.from_where}]({wanted.link})" if wanted.link else wanted.from_where
    return "\n".join([f"{fence}text", *lines, fence, "", origin, *(["", mark_of(wanted.mark)] if mark else [])])


def mark_of(mark: str) -> str:
    """Unseen in the issue, found by us."""
    return f"<!-- snag:{mark} -->"
