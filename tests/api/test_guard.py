"""Who is let in to the API, what a request may be, and that every error has the one form."""

import json
from typing import Any

import httpx
import pytest

from bot.domain.api_tokens import Scope, make
from bot.errors import StorageUnavailable
from handlers.web.api.guard import MOST_BYTES, OF_STRANGER, OF_TOKEN
from handlers.web.api.problems import Kind
from storage.ids import new_id
from storage.tables import ApiToken, Report
from tests.api.conftest import System, api_on

REPORTS = "/api/v1/reports"


def kind_of(answer: httpx.Response) -> tuple[int, str]:
    """The status and the kind of problem; the form is checked on the way."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "detail"}
    assert body["status"] == answer.status_code
    return answer.status_code, str(body["type"]).removeprefix("/api/v1/docs#problem-")


@pytest.mark.parametrize("header", [
    None, "", "Bearer", "Bearer ", "Bearer x", "Basic cml0YTpyaXRh", "Bearer snag_" + "A" * 80])
async def test_without_a_token_nothing_is_said(system: System, header: str | None) -> None:
    for path in (REPORTS, "/api/v1/nowhere"):
        answer = await system.client.get(path, headers={"Authorization": header} if header is not None else {})
        assert kind_of(answer) == (401, "no-token")
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_made_up_token_a_revoked_one_and_one_of_nowhere_open_nothing(system: System) -> None:
    [row] = system.play._all(ApiToken)
    made_up = [make(system.play.workspace_id, row.id), make(system.play.workspace_id, new_id()), make(new_id(), row.id)]
    for token in made_up:
        system.token, good = token, system.token
        assert kind_of(await system.get(REPORTS)) == (401, "no-token")
        system.token = good
    system.services.tokens.revoke(system.play.workspace_id, "crm", by="cli:root")
    assert kind_of(await system.get(REPORTS)) == (401, "no-token")


@pytest.mark.parametrize("method, path, scope", [
    ("GET", REPORTS, Scope.READ_REPORTS), ("POST", REPORTS, Scope.WRITE_REPORTS),
    ("GET", f"{REPORTS}/{'0' * 32}", Scope.READ_REPORTS), ("GET", "/api/v1/annoyances", Scope.READ_ANNOYANCES),
    ("GET", "/api/v1/annoyances/1", Scope.READ_ANNOYANCES)])
async def test_a_token_does_only_what_its_scopes_say(system: System, method: str, path: str, scope: Scope) -> None:
    system.token = system.with_scopes(*(one for one in Scope if one is not scope))
    body = {"story": "A refund"} if method == "POST" else None
    answer = await system.client.request(method, path, json=body, headers=system.headers())
    assert kind_of(answer) == (403, "no-scope")
    assert str(scope) in answer.json()["detail"]
    system.token = system.with_scopes(scope)
    answer = await system.client.request(method, path, json=body, headers=system.headers())
    assert answer.status_code in (200, 201, 404)


async def test_a_token_that_comes_too_often_waits_and_another_does_not(system: System) -> None:
    for _ in range(OF_TOKEN.burst):
        assert (await system.get("/api/v1/annoyances/1")).status_code == 404
    late = await system.get("/api/v1/annoyances/1")
    assert kind_of(late) == (429, "too-many")
    assert late.headers["retry-after"] == "1"
    system.token = system.with_scopes(Scope.READ_ANNOYANCES)
    assert (await system.get("/api/v1/annoyances/1")).status_code == 404


async def test_who_tries_tokens_waits(system: System) -> None:
    good, system.token = system.token, "snag_x"
    for _ in range(OF_STRANGER.burst):
        assert (await system.get(REPORTS)).status_code == 401
    assert kind_of(await system.get(REPORTS)) == (429, "too-many")
    system.token = good
    assert (await system.get(REPORTS)).status_code == 200


@pytest.mark.parametrize("body, content_type, kind", [
    (b"", "application/json", (422, "invalid")), (b"null", "application/json", (422, "invalid")),
    (b"{", "application/json", (400, "malformed")), (b"\xff", "application/json", (400, "malformed")),
    (b"[" * 100_000, "application/json", (400, "malformed")), (b"1" * 10_000, "application/json", (400, "malformed")),
    (b'{"story": "x"}', "text/plain", (415, "media-type")), (b'{"story": "x"}', "", (415, "media-type")),
    (b"story=x", "application/x-www-form-urlencoded", (415, "media-type")),
    (b" " * (MOST_BYTES + 1), "application/json", (413, "too-large"))])
async def test_a_body_that_is_none_is_refused(system: System, body: bytes, content_type: str, kind: tuple[int, str]
                                              ) -> None:
    answer = await system.client.post(REPORTS, content=body, headers=system.headers() | {"content-type": content_type})
    assert kind_of(answer) == kind
    assert system.play._all(Report) == []


async def test_json_may_name_its_letters(system: System) -> None:
    headers = system.headers() | {"content-type": "application/json; charset=utf-8"}
    body = json.dumps({"story": "環境 \x00\ud800 refund"}).replace("\\ud800", "").encode()
    answer = await system.client.post(REPORTS, content=body, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.json()["story"] == "環境  refund"


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/", "/api/v1/reports/"])
async def test_what_is_nowhere_is_said_in_the_same_form(system: System, path: str) -> None:
    assert kind_of(await system.get(path)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v2/reports"])
async def test_so_is_what_is_beside_the_api(system: System, path: str) -> None:
    answer = await system.get(path)
    assert answer.status_code in (404, 307)


async def test_a_wrong_method_hears_the_right_ones(system: System) -> None:
    answer = await system.client.delete(REPORTS, headers=system.headers())
    assert kind_of(answer) == (405, "method")
    assert answer.headers["allow"] == "GET, POST"


async def test_a_database_that_does_not_answer_is_said(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise StorageUnavailable("gone")

    monkeypatch.setattr(system.services.records, "reports", broken)
    answer = await system.get(REPORTS)
    assert kind_of(answer) == (503, "not-saved")
    assert answer.headers["retry-after"]
    monkeypatch.setattr(system.services.tokens, "check", broken)
    assert kind_of(await system.get(REPORTS)) == (503, "not-saved")


async def test_what_nobody_expected_has_a_reference(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the refund of rita@example.com")

    monkeypatch.setattr(system.services.records, "reports", broken)
    answer = await system.get(REPORTS)
    assert kind_of(answer) == (500, "unexpected")
    assert "Reference " in answer.json()["detail"]
    assert "rita@example.com" not in answer.text


async def test_the_use_of_a_token_is_kept_by_its_day(system: System) -> None:
    await system.get(REPORTS)
    [line] = system.services.tokens.listed(system.play.workspace_id)
    assert line.used_on == system.services.clock.now().date()


@pytest.mark.parametrize("path", ["docs", "docs.css", "openapi.json"])
async def test_the_description_needs_no_token_and_brings_nothing_from_elsewhere(system: System, path: str) -> None:
    answer = await system.client.get(f"/api/v1/{path}")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for far in ("<script", "src=", "//cdn", "@import", "url("):
        assert far not in answer.text


async def test_each_kind_of_problem_is_explained_where_its_type_leads(system: System) -> None:
    page = (await system.client.get("/api/v1/docs")).text
    for kind in Kind:
        assert f'id="{kind.address.partition("#")[2]}"' in page


async def test_the_page_names_each_address_and_scope(system: System) -> None:
    described = (await system.client.get("/api/v1/openapi.json")).json()
    page = (await system.client.get("/api/v1/docs")).text
    for path in described["paths"]:
        assert f"/api/v1{path}" in page
    for scope in Scope:
        assert scope in page, f"nothing needs {scope}"


async def test_whoever_hangs_up_before_the_end_is_no_failure(system: System) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"authorization", system.headers()["Authorization"].encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": REPORTS, "raw_path": REPORTS.encode(), "query_string": b"",
             "headers": headers, "scheme": "https", "client": ("203.0.113.7", 4711), "server": ("snag.example", 443),
             "http_version": "1.1", "root_path": "", "asgi": {"version": "3.0"}}
    await api_on(system.services)(scope, receive, send)
    assert (sent, system.play._all(Report)) == ([], [])
