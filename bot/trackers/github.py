"""GitHub's issues over its REST API, version 2022-11-28; GitHub Enterprise Server answers the same below /api/v3."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import httpx

from bot.domain.trackers import Checked, Connection, Heard, Issue, IssueState, NewIssue
from bot.trackers.base import (
    Headers,
    Hook,
    Json,
    NoPermission,
    NotSigned,
    NotTaken,
    NotThere,
    ProjectGone,
    RateLimited,
    call,
    check_hex,
    fields_of,
    heard_body,
    mark_of,
    markdown,
    moment,
    of_project,
    pause_of,
)

PAGE, PAGES = 100, 5
MOVED = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.TEMPORARY_REDIRECT,
                   HTTPStatus.PERMANENT_REDIRECT})
NO_MORE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, *MOVED})
GONE_BY = frozenset({"deleted", "transferred"})


class GitHub:
    """One repository, `owner/name`. An issue's id is its number."""

    LATE = 0

    def __init__(self, to: Connection, http: httpx.AsyncClient) -> None:
        self._to, self._http = to, http
        self._repository = f"{to.url.rstrip('/')}/repos/{to.project}"
        self._headers = {"Authorization": f"Bearer {to.token}", "Accept": "application/vnd.github+json",
                         "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "snag"}

    async def create(self, wanted: NewIssue) -> Issue:
        labels = {"labels": [self._to.options["label"]]} if self._to.options.get("label") else {}
        answer = await self._call("POST", "/issues", json={"title": wanted.title, "body": markdown(wanted), **labels})
        if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise NotTaken(_said(answer))
        return _issue(_of_project(answer))

    async def find(self, mark: str) -> Issue | None:
        """Not by search, which learns of a new issue some time later: among the newest."""
        newest = {"state": "all", "sort": "created", "direction": "desc", "per_page": PAGE}
        found = _of_project(await self._call("GET", "/issues", params=newest))
        return next((_issue(one) for one in found if mark_of(mark) in (one.get("body") or "")), None)

    async def get(self, reference: str) -> Issue:
        answer = await self._call("GET", f"/issues/{reference}")
        if answer.status_code in NO_MORE:
            raise NotThere
        found = _of_project(answer)
        if "pull_request" in found:
            raise NotThere("a pull request")
        return _issue(found)

    async def states(self, ids: Sequence[str], since: datetime | None) -> list[Heard]:
        """With `since` by the list of what changed; deleted ones are not in it, so without it each is asked for."""
        if since is not None:
            changed = await self._changed(since)
            if changed is not None:
                return [one for one in changed if one.external_id in ids]
        await self.check()  # or every issue of a lost repository would seem deleted
        return [await self._state(one) for one in ids]

    async def check(self) -> Checked:
        found = _of_project(await self._call("GET", ""))
        if not found.get("has_issues", True):
            raise ProjectGone("issues are switched off in this repository")
        may = found.get("permissions") or {}
        return Checked(str(found["full_name"]), True if may.get("push") else None)

    @staticmethod
    def hear(hook: Hook) -> Heard | None:
        scheme, _, signature = hook.headers.get("x-hub-signature-256", "").partition("=")
        if scheme != "sha256":
            raise NotSigned("no signature")
        check_hex(signature, hook.secret, hook.body)
        said = heard_body(_payload(hook.headers, hook.body))
        issue, where = said.get("issue") or {}, (said.get("repository") or {}).get("full_name") or ""
        if hook.headers.get("x-github-event") != "issues" or where.casefold() != hook.project.casefold() or not issue:
            return None
        state = IssueState.GONE if said.get("action") in GONE_BY else _state(issue)
        return Heard(str(issue["number"]), state, None if state is IssueState.GONE else moment(issue["updated_at"]),
                     hook.headers.get("x-github-delivery", ""))

    async def _changed(self, since: datetime) -> list[Heard] | None:
        """All that changed since then; None where that is too much to read."""
        found: list[Json] = []
        for page in range(1, PAGES + 1):
            asked = {"state": "all", "since": since.strftime("%Y-%m-%dT%H:%M:%SZ"), "per_page": PAGE, "page": page}
            listed = _of_project(await self._call("GET", "/issues", params=asked))
            found += listed
            if len(listed) < PAGE:
                return [Heard(str(one["number"]), _state(one), moment(one["updated_at"])) for one in found]
        return None

    async def _state(self, number: str) -> Heard:
        try:
            issue = await self.get(number)
        except NotThere:
            return Heard(number, IssueState.GONE)
        return Heard(number, issue.state, issue.at)

    async def _call(self, method: str, path: str, **rest: Any) -> httpx.Response:
        answer = await call(self._http, method, f"{self._repository}{path}", headers=self._headers, **rest)
        if answer.status_code == HTTPStatus.FORBIDDEN:
            counted_out = answer.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in answer.headers
            if counted_out or "rate limit" in _said(answer).lower():
                raise RateLimited(pause_of(answer, "x-ratelimit-reset"))
            raise NoPermission(_said(answer))
        return answer


def _of_project(answer: httpx.Response) -> Any:
    """What an answer about the repository holds; a private one that is hidden from us looks like none."""
    return of_project(answer, _said(answer), is_gone=answer.status_code in NO_MORE)


def _said(answer: httpx.Response) -> str:
    found = fields_of(answer)
    details = [str(one.get("message") or one.get("field") or "") for one in found.get("errors") or []
               if isinstance(one, dict)]
    return ": ".join(filter(None, [str(found.get("message") or ""), *details]))


def _issue(found: Json) -> Issue:
    return Issue(str(found["number"]), f"#{found['number']}", str(found["html_url"]), str(found["title"]),
                 _state(found), moment(found["updated_at"]))


def _state(found: Json) -> IssueState:
    return IssueState.CLOSED if found["state"] == "closed" else IssueState.OPEN


def _payload(headers: Headers, body: bytes) -> bytes:
    """A webhook set up by hand comes as a form unless somebody chose JSON; what is signed is the same."""
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return (parse_qs(body.decode(errors="replace")).get("payload") or [""])[0].encode()
    return body
