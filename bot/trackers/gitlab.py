"""GitLab's issues over its REST API, version 4; on gitlab.com or anybody's own server."""

import binascii
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from bot.domain.trackers import Checked, Connection, Heard, Issue, IssueState, NewIssue
from bot.domain.webhooks import PREFIX, signature
from bot.trackers.base import (
    Hook,
    Json,
    NoPermission,
    NotSigned,
    NotTaken,
    NotThere,
    ProjectGone,
    call,
    fields_of,
    heard_body,
    mark_of,
    markdown,
    moment,
    of_project,
)

PAGE = 100
REPORTER = 20
"""The access level from which on somebody may certainly make issues; below it the project decides."""
TOLERANCE = timedelta(minutes=5)
HOOKS = frozenset({"Issue Hook", "Confidential Issue Hook", "Work Item Hook", "Confidential Work Item Hook"})


class GitLab:
    """One project, `group/name`. An issue's id is its number within the project (iid)."""

    LATE = 0

    def __init__(self, to: Connection, http: httpx.AsyncClient) -> None:
        self._to, self._http = to, http
        self._project = f"{to.url.rstrip('/')}/api/v4/projects/{quote(to.project, safe='')}"
        self._headers = {"PRIVATE-TOKEN": to.token, "User-Agent": "snag"}

    async def create(self, wanted: NewIssue) -> Issue:
        labels = {"labels": self._to.options["label"]} if self._to.options.get("label") else {}
        answer = await self._call("POST", "/issues", json={"title": wanted.title, "description": markdown(wanted),
                                                           **labels})
        if answer.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise NotTaken(_said(answer))
        return _issue(_of_project(answer))

    async def find(self, mark: str) -> Issue | None:
        newest = {"order_by": "created_at", "sort": "desc", "per_page": PAGE, "scope": "all"}
        found = _of_project(await self._call("GET", "/issues", params=newest))
        return next((_issue(one) for one in found if mark_of(mark) in (one.get("description") or "")), None)

    async def get(self, reference: str) -> Issue:
        answer = await self._call("GET", f"/issues/{reference}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise NotThere
        return _issue(_of_project(answer))

    async def states(self, ids: Sequence[str], since: datetime | None) -> list[Heard]:
        """All of them each time, a hundred a call; whichever is not in the answer is deleted or moved away."""
        heard: list[Heard] = []
        for start in range(0, len(ids), PAGE):
            some = ids[start:start + PAGE]
            found = _of_project(await self._call("GET", "/issues", params={
                "iids[]": list(some), "per_page": PAGE, "scope": "all"}))
            there = {str(one["iid"]): one for one in found}
            heard += [Heard(one, _state(there[one]), moment(there[one]["updated_at"])) if one in there
                      else Heard(one, IssueState.GONE) for one in some]
        return heard

    async def check(self) -> Checked:
        found = _of_project(await self._call("GET", ""))
        if found.get("issues_enabled") is False:
            raise ProjectGone("issues are switched off in this project")
        held = found.get("permissions") or {}
        levels = [(held.get(one) or {}).get("access_level", 0) for one in ("project_access", "group_access")]
        return Checked(str(found["path_with_namespace"]), True if max(levels) >= REPORTER else None)

    @staticmethod
    def hear(hook: Hook) -> Heard | None:
        _check_signed(hook)
        said = heard_body(hook.body)
        about = said.get("object_attributes") or {}
        where = str((said.get("project") or {}).get("path_with_namespace") or "")
        ours = where.casefold() == hook.project.casefold() and hook.headers.get("x-gitlab-event") in HOOKS
        if not ours or "iid" not in about:
            return None
        return Heard(str(about["iid"]), _state(about), moment(str(about["updated_at"])),
                     hook.headers.get("idempotency-key") or hook.headers.get("webhook-id") or hook.headers.get(
                         "x-gitlab-event-uuid", ""))

    async def _call(self, method: str, path: str, **rest: Any) -> httpx.Response:
        answer = await call(self._http, method, f"{self._project}{path}", headers=self._headers, **rest)
        if answer.status_code == HTTPStatus.FORBIDDEN:
            raise NoPermission(_said(answer))
        return answer


def _check_signed(hook: Hook) -> None:
    """A signing token (whsec_...) signs id, time and body; the older secret token stands in the request as it is."""
    if hook.secret.startswith(PREFIX):
        _check_signature(hook)
    elif not hmac.compare_digest(hook.headers.get("x-gitlab-token", "").encode(), hook.secret.encode()):
        raise NotSigned("wrong token")


def _check_signature(hook: Hook) -> None:
    at = hook.headers.get("webhook-timestamp", "")
    if not at.isdigit() or abs(hook.now - datetime.fromtimestamp(int(at), UTC)) > TOLERANCE:
        raise NotSigned("too old, or no time")
    try:
        ours = signature(hook.secret, hook.headers.get("webhook-id", ""), at, hook.body)
    except binascii.Error as error:
        raise NotSigned("the secret kept here is not whole") from error
    if not any(hmac.compare_digest(ours.encode(), one.encode())
               for one in hook.headers.get("webhook-signature", "").split(" ")):
        raise NotSigned("wrong signature")


def _of_project(answer: httpx.Response) -> Any:
    return of_project(answer, _said(answer), is_gone=answer.status_code == HTTPStatus.NOT_FOUND or answer.is_redirect)


def _said(answer: httpx.Response) -> str:
    found = fields_of(answer)
    return str(found.get("message") or found.get("error_description") or found.get("error") or "")


def _issue(found: Json) -> Issue:
    return Issue(str(found["iid"]), f"#{found['iid']}", str(found["web_url"]), str(found["title"]), _state(found),
                 moment(str(found["updated_at"])))


def _state(found: Json) -> IssueState:
    return IssueState.CLOSED if found["state"] == "closed" else IssueState.OPEN
