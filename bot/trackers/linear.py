"""Linear's issues over its GraphQL API. We choose a new issue's id ourselves, so that it cannot be made twice."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx

from bot.domain.trackers import Checked, Connection, Heard, Issue, IssueState, NewIssue
from bot.trackers.base import (
    BadToken,
    Hook,
    Json,
    NoPermission,
    NotSigned,
    NotTaken,
    NotThere,
    ProjectGone,
    RateLimited,
    TrackerDown,
    TrackerError,
    call,
    check_hex,
    content,
    heard_body,
    markdown,
    moment,
    pause_of,
)

PAGE = 100
FRESH = timedelta(minutes=1)
CLOSED = frozenset({"completed", "canceled", "duplicate"})
RESETS = ("x-ratelimit-requests-reset", "x-ratelimit-complexity-reset")
ISSUE = "id identifier url title updatedAt trashed state { type }"
TEAM = "query Team($key: String!) { teams(filter: { key: { eq: $key } }) { nodes { id key } } }"
CREATE = (f"mutation Create($input: IssueCreateInput!) {{ issueCreate(input: $input) {{ success "
          f"issue {{ {ISSUE} }} }} }}")
MANY = (f"query Issues($ids: [ID!], $first: Int) {{ issues(filter: {{ id: {{ in: $ids }} }}, first: $first, "
        f"includeArchived: true) {{ nodes {{ {ISSUE} }} }} }}")
ONE = f"query Issue($id: String!) {{ issue(id: $id) {{ {ISSUE} }} }}"


class Linear:
    """One of Linear's teams by its key: what stands before the number in ENG-12. An issue's id is Linear's own."""

    LATE = 0

    def __init__(self, to: Connection, http: httpx.AsyncClient) -> None:
        self._to, self._http = to, http
        self._url = f"{to.url.rstrip('/')}/graphql"
        own_key = to.token.startswith("lin_api_")  # goes as it is; what an app was granted is a bearer
        self._headers = {"Authorization": to.token if own_key else f"Bearer {to.token}", "User-Agent": "snag"}

    async def create(self, wanted: NewIssue) -> Issue:
        made = await self._ask(CREATE, {"input": {
            "id": id_of(wanted.mark), "teamId": await self._team(), "title": wanted.title,
            "description": markdown(wanted, mark=False)}})
        if not made["issueCreate"].get("success"):
            raise NotTaken
        return _issue(made["issueCreate"]["issue"])

    async def find(self, mark: str) -> Issue | None:
        found = await self._many([id_of(mark)])
        return _issue(found[0]) if found else None

    async def get(self, reference: str) -> Issue:
        return _issue((await self._ask(ONE, {"id": reference}))["issue"])

    async def states(self, ids: Sequence[str], since: datetime | None) -> list[Heard]:
        """All of them each time; whichever is not in the answer is not there any more."""
        heard: list[Heard] = []
        for start in range(0, len(ids), PAGE):
            some = ids[start:start + PAGE]
            there = {str(one["id"]): one for one in await self._many(some)}
            heard += [Heard(one, _state(there[one]), moment(there[one]["updatedAt"])) if one in there
                      else Heard(one, IssueState.GONE) for one in some]
        return heard

    async def check(self) -> Checked:
        await self._team()
        return Checked(self._to.project.upper())

    @staticmethod
    def hear(hook: Hook) -> Heard | None:
        check_hex(hook.headers.get("linear-signature", ""), hook.secret, hook.body)
        said = heard_body(hook.body)
        sent = datetime.fromtimestamp(float(said.get("webhookTimestamp") or 0) / 1000, UTC)
        if abs(hook.now - sent) > FRESH:
            raise NotSigned("too old")
        about = said.get("data") or {}
        if said.get("type") != "Issue" or not about.get("id"):
            return None
        gone = said.get("action") == "remove"
        state = IssueState.GONE if gone else _state(about)
        return Heard(str(about["id"]), state, None if gone else moment(str(about["updatedAt"])),
                     hook.headers.get("linear-delivery", ""))

    async def _team(self) -> str:
        found = (await self._ask(TEAM, {"key": self._to.project.upper()}))["teams"]["nodes"]
        if not found:
            raise ProjectGone(f"no team {self._to.project.upper()}")
        return str(found[0]["id"])

    async def _many(self, ids: Sequence[str]) -> list[Json]:
        found: list[Json] = (await self._ask(MANY, {"ids": list(ids), "first": PAGE}))["issues"]["nodes"]
        return found

    async def _ask(self, query: str, variables: Json) -> Any:
        answer = await call(self._http, "POST", self._url, headers=self._headers,
                            json={"query": query, "variables": variables})
        if answer.status_code == HTTPStatus.FORBIDDEN:
            raise NoPermission
        if answer.is_redirect or answer.status_code == HTTPStatus.NOT_FOUND:
            raise TrackerDown(f"HTTP {answer.status_code}")
        said = content(answer)
        errors = said.get("errors") if isinstance(said, dict) else None
        if errors:
            raise _error(errors[0], answer)
        return said["data"]


def id_of(mark: str) -> str:
    """Our mark in the form in which Linear takes an id."""
    return str(uuid.UUID(hex=mark, version=4))


def _error(found: Json, answer: httpx.Response) -> TrackerError:
    """Linear names errors by a code and, in other words, by a type."""
    about = found.get("extensions") or {}
    names = f"{about.get('code', '')} {about.get('type', '')}".lower().replace("_", " ")
    said = str(about.get("userPresentableMessage") or found.get("message") or "")
    if "ratelimited" in names:
        return RateLimited(pause_of(answer, *RESETS), said)
    if "authentication" in names:
        return BadToken(said)
    if "forbidden" in names or "feature not accessible" in names:
        return NoPermission(said)
    if "not found" in str(found.get("message") or "").lower():
        return NotThere(said)
    if "internal" in names or "lock timeout" in names:
        return TrackerDown(said)
    return NotTaken(said)


def _issue(found: Json) -> Issue:
    return Issue(str(found["id"]), str(found["identifier"]), str(found["url"]), str(found["title"]), _state(found),
                 moment(str(found["updatedAt"])))


def _state(found: Json) -> IssueState:
    if found.get("trashed"):
        return IssueState.GONE
    return IssueState.CLOSED if found["state"]["type"] in CLOSED else IssueState.OPEN
