"""Jira Cloud's issues over its REST API, version 3. Text goes as a document (ADF), where words are only words."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import httpx

from bot.domain.trackers import Checked, Connection, Heard, Issue, IssueState, NewIssue
from bot.trackers.base import (
    Hook,
    Json,
    NoPermission,
    NotSigned,
    NotTaken,
    NotThere,
    ProjectGone,
    call,
    check_hex,
    fields_of,
    heard_body,
    moment,
    of_project,
    server_time,
)

PAGE = 100
PROPERTY = "snag"
FIELDS = ["summary", "status", "updated"]
TASK = "Task"
LONG_AGO = datetime.fromtimestamp(0, UTC)


class Jira:
    """One project by its key. An issue's id is Jira's own number, which stays when the issue is moved."""

    LATE = 4
    """Its search learns of a new issue some seconds later."""

    def __init__(self, to: Connection, http: httpx.AsyncClient) -> None:
        self._to, self._http = to, http
        self._url = to.url.rstrip("/")
        self._auth = httpx.BasicAuth(to.account or "", to.token)

    async def create(self, wanted: NewIssue) -> Issue:
        """The mark is a property of the issue: no field of a screen that a project may not have."""
        label = self._to.options.get("label")
        fields: Json = {"project": {"key": self._to.project}, "summary": wanted.title,
                        "issuetype": {"name": self._to.options.get("type", TASK)}, "description": document(wanted),
                        **({"labels": [label]} if label else {})}
        answer = await self._call("POST", "/issue", json={
            "fields": fields, "properties": [{"key": PROPERTY, "value": {"mark": wanted.mark}}]})
        if answer.status_code == HTTPStatus.BAD_REQUEST and "project" in _errors(answer):
            raise ProjectGone(_said(answer))
        made = _of(answer)
        return Issue(str(made["id"]), str(made["key"]), self._page(made["key"]), wanted.title, IssueState.OPEN,
                     server_time(answer) or LONG_AGO)

    async def find(self, mark: str) -> Issue | None:
        found = _of(await self._call("POST", "/search/jql", json={
            "jql": f'project = "{self._to.project}" AND created >= -2d ORDER BY created DESC', "maxResults": PAGE,
            "fields": FIELDS, "properties": [PROPERTY]}))
        marked = (one for one in found.get("issues") or []
                  if ((one.get("properties") or {}).get(PROPERTY) or {}).get("mark") == mark)
        return next((self._issue(one) for one in marked), None)

    async def get(self, reference: str) -> Issue:
        answer = await self._call("GET", f"/issue/{reference}", params={"fields": ",".join(FIELDS)})
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise NotThere(_said(answer))
        return self._issue(_of(answer))

    async def states(self, ids: Sequence[str], since: datetime | None) -> list[Heard]:
        """All of them each time; whichever is neither in the answer nor among its errors is not there any more."""
        heard: list[Heard] = []
        for start in range(0, len(ids), PAGE):
            some = ids[start:start + PAGE]
            found = _of(await self._call("POST", "/issue/bulkfetch", json={"issueIdsOrKeys": list(some),
                                                                           "fields": FIELDS}))
            there = {str(one["id"]): one["fields"] for one in found.get("issues") or []}
            unsaid = {str(one.get("id")) for one in found.get("issueErrors") or []}
            heard += [Heard(one, _state(there[one]), moment(there[one]["updated"])) if one in there
                      else Heard(one, IssueState.GONE) for one in some if one not in unsaid]
        return heard

    async def check(self) -> Checked:
        found = await self._call("GET", f"/project/{self._to.project}")
        if found.status_code == HTTPStatus.NOT_FOUND:
            raise ProjectGone(_said(found))
        project = str(_of(found)["key"])
        rights = _of(await self._call("GET", "/mypermissions", params={
            "projectKey": project, "permissions": "BROWSE_PROJECTS,CREATE_ISSUES"}))["permissions"]
        return Checked(project, bool((rights.get("CREATE_ISSUES") or {}).get("havePermission")))

    @staticmethod
    def hear(hook: Hook) -> Heard | None:
        scheme, _, signature = hook.headers.get("x-hub-signature", "").partition("=")
        if scheme != "sha256":
            raise NotSigned("no signature")
        check_hex(signature, hook.secret, hook.body)
        said = heard_body(hook.body)
        issue, event = said.get("issue") or {}, str(said.get("webhookEvent") or "")
        if not event.startswith("jira:issue_") or not issue:
            return None
        state = IssueState.GONE if event == "jira:issue_deleted" else _state(issue["fields"])
        return Heard(str(issue["id"]), state,
                     None if state is IssueState.GONE else moment(str(issue["fields"]["updated"])),
                     hook.headers.get("x-atlassian-webhook-identifier", ""))

    async def _call(self, method: str, path: str, **rest: Any) -> httpx.Response:
        answer = await call(self._http, method, f"{self._url}/rest/api/3{path}", auth=self._auth,
                            headers={"Accept": "application/json", "User-Agent": "snag"}, **rest)
        if answer.status_code == HTTPStatus.FORBIDDEN:
            raise NoPermission(_said(answer))
        return answer

    def _page(self, key: str) -> str:
        return f"{self._url}/browse/{key}"

    def _issue(self, found: Json) -> Issue:
        fields = found["fields"]
        return Issue(str(found["id"]), str(found["key"]), self._page(found["key"]), str(fields["summary"]),
                     _state(fields), moment(fields["updated"]))


def document(wanted: NewIssue) -> Json:
    """The text as Atlassian's document format: a paragraph a line, then where it comes from."""
    said = [_paragraph(line) for line in wanted.text.splitlines() if line.strip()]
    linked = {"marks": [{"type": "link", "attrs": {"href": wanted.link}}]} if wanted.link else {}
    origin = {"type": "paragraph", "content": [{"type": "text", "text": wanted.from_where, **linked}]}
    quoted = [{"type": "blockquote", "content": said}] if said else []
    return {"type": "doc", "version": 1, "content": [*quoted, origin]}


def _paragraph(line: str) -> Json:
    return {"type": "paragraph", "content": [{"type": "text", "text": line}]}


def _of(answer: httpx.Response) -> Any:
    if answer.status_code == HTTPStatus.BAD_REQUEST:
        raise NotTaken(_said(answer))
    return of_project(answer, _said(answer), is_gone=answer.status_code == HTTPStatus.NOT_FOUND or answer.is_redirect)


def _errors(answer: httpx.Response) -> dict[str, str]:
    held = fields_of(answer).get("errors")
    return {str(name): str(said) for name, said in held.items()} if isinstance(held, dict) else {}


def _said(answer: httpx.Response) -> str:
    whole = fields_of(answer).get("errorMessages") or []
    return " ".join([*map(str, whole), *(f"{name}: {said}" for name, said in _errors(answer).items())])


def _state(fields: Json) -> IssueState:
    """Statuses have any name; their category says whether it is done."""
    category = (fields["status"].get("statusCategory") or {}).get("key")
    return IssueState.CLOSED if category == "done" else IssueState.OPEN
