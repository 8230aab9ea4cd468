"""What the doctor hears from Slack: tokens, scopes, clocks, channels and people; and at the public address."""

import ssl
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.cli.checks import Finding, address, environment, slack
from bot.cli.doctor import examine
from bot.clock import Clock
from handlers.manifest import SCOPES
from storage import settings as stored
from tests.support import cast
from tests.support.clocks import StillClock
from tests.support.snag import Office, settings_for
from tests.support.snag import office as open_office

ONLY_LOOKS = {"auth.test", "bots.info", "apps.connections.open", "conversations.info", "users.info",
              "usergroups.users.list"}


async def examined(here: Office, clock: Clock | None = None, **changes: Any) -> list[Finding]:
    """What the doctor finds in this office; `changes` are other settings of the environment."""
    settings = here.core.settings.model_copy(update=changes)
    return await examine(settings, clock or here.clock)


async def faults(here: Office, clock: Clock | None = None, **changes: Any) -> list[tuple[str, str, str]]:
    """What is wrong, in words, and what to do."""
    return [(one.what, one.said, one.remedy) for one in await examined(here, clock, **changes) if not one.well]


def of(findings: Sequence[Finding], what: str) -> list[Finding]:
    return [one for one in findings if one.what == what]


async def test_an_office_in_order_has_no_faults(office: Office) -> None:
    assert await faults(office) == []


async def test_each_thing_that_was_looked_at_is_told_once(office: Office) -> None:
    found = await examined(office)
    assert [(one.mark, one.what) for one in found if one.what not in ("Worker", "Encryption key", "Scopes")] == [
        ("ok   ", "Environment"), ("ok   ", "Database"), ("ok   ", "Settings"), ("ok   ", "Bot token"),
        ("ok   ", "Clock"), ("ok   ", "Channel"), ("ok   ", "Person"), ("ok   ", "User group"), ("ok   ", "App token")]


async def test_looking_changes_nothing_in_slack(office: Office) -> None:
    before = len(office.slack.calls)
    await examined(office)
    assert {call.method for call in office.slack.calls[before:]} == ONLY_LOOKS


# tokens and scopes


@pytest.mark.parametrize("error, remedy", [
    ("invalid_auth", "copy it anew from 'OAuth & Permissions' into SLACK_BOT_TOKEN"),
    ("token_revoked", "the app was removed or its token revoked: install it again"),
    ("account_inactive", "the app's bot user is switched off: install it again"),
    ("something_new", "see docs.slack.dev for this error")])
async def test_a_bot_token_that_slack_refuses_says_why(office: Office, error: str, remedy: str) -> None:
    office.slack.faults.add("auth.test", error=error)
    assert await faults(office) == [("Bot token", error, remedy)]


async def test_a_wrong_bot_token_is_not_asked_about_channels(office: Office) -> None:
    found = await faults(office, slack_bot_token="xoxb-wrong")
    assert [(what, said) for what, said, _ in found] == [("Bot token", "invalid_auth")]


async def test_tokens_in_each_others_place_are_noticed(office: Office) -> None:
    swapped: dict[str, Any] = {"slack_bot_token": office.core.settings.slack_app_token,
               "slack_app_token": office.core.settings.slack_bot_token}
    found = [said for what, said, _ in await faults(office, **swapped) if what == "Environment"]
    assert found == ["SLACK_BOT_TOKEN does not begin with xoxb-: it is something else",
                     "SLACK_APP_TOKEN does not begin with xapp-: it is something else"]


async def test_slack_that_does_not_answer_is_said_so(office: Office) -> None:
    found = await faults(office, slack_api_url="http://127.0.0.1:9/api/")
    assert [(what, remedy) for what, _, remedy in found] == [
        ("Bot token", "look at the network, a proxy, and SLACK_API_URL"),
        ("App token", "look at the network, a proxy, and SLACK_API_URL")]


async def test_a_page_that_is_not_slacks_counts_as_no_answer(office: Office) -> None:
    office.slack.faults.add("auth.test", "500_after_commit")
    [(what, said, _)] = await faults(office)
    assert (what, said) == ("Bot token", "internal_error")


async def test_a_short_pause_is_waited_for(office: Office) -> None:
    office.slack.faults.add("auth.test", "429", retry_after=0)
    assert await faults(office) == []


async def test_a_long_pause_is_not(office: Office) -> None:
    office.slack.faults.add("auth.test", "429", times=None, retry_after=3600)
    assert [said for _, said, _ in await faults(office)] == ["ratelimited"]


async def test_scopes_that_were_not_granted_are_named_with_what_they_are_for(office: Office) -> None:
    office.slack.parts.tokens.scopes -= {"im:history"}
    [(what, said, remedy)] = [(one.what, one.said, one.remedy)
                              for one in await examine(office.core.settings, office.clock) if not one.well]
    assert (what, said) == ("Scopes", f"not granted: im:history ({SCOPES['im:history']})")
    assert "install the app again" in remedy


async def test_scopes_that_nobody_needs_are_a_note(office: Office) -> None:
    office.slack.parts.tokens.scopes = set(SCOPES) | {"pins:read"}
    [all_there, more] = of(await examined(office), "Scopes")
    assert (all_there.mark, more.mark, more.said) == ("ok   ", "note ", "granted and not used: pins:read")


async def test_an_app_token_that_does_not_open_a_socket_says_how_to_make_one(office: Office) -> None:
    found = await faults(office, slack_app_token="xapp-wrong")
    assert found == [("App token", "invalid_auth",
                      "make one with connections:write at 'Basic Information', for SLACK_APP_TOKEN")]


async def test_an_app_token_of_another_app_is_noticed(office: Office) -> None:
    token = office.slack.parts.tokens.app = "xapp-1-A0OTHER-123-abc"
    assert await faults(office, slack_app_token=token) == [
        ("App token", f"it is of app A0OTHER, the bot token of app {cast.APP}",
         "take both from the pages of the same app")]


async def test_an_app_token_of_the_same_app_is_well(office: Office) -> None:
    token = office.slack.parts.tokens.app = f"xapp-1-{cast.APP}-123-abc"
    assert await faults(office, slack_app_token=token) == []


async def test_a_token_of_another_workspace_than_the_databases_is_noticed(office: Office) -> None:
    world = office.slack.parts.world
    world.team = replace(world.team, id="T0OTHER", name="Elsewhere")
    [(what, said, remedy)] = await faults(office)
    assert what == "Workspace"
    assert said == f"the token is of T0OTHER (Elsewhere), the database knows {cast.WORKSPACE} (Larkfield)"
    assert "belong together" in remedy


async def test_a_database_that_has_not_met_slack_yet_may_be_of_any_workspace(settled_url: str) -> None:
    async with open_office(settled_url) as here:
        with here.core.db.transaction("") as tx:
            row = stored.only_workspace(tx.session)
            assert row is not None
            row.slack_team_id = None
        assert await faults(here) == []


# clocks


class Off(StillClock):
    """This machine's clock is wrong by so much."""

    def __init__(self, by: timedelta) -> None:
        super().__init__()
        self._by = by

    def machine(self) -> datetime:
        return Clock().machine() + self._by


@pytest.mark.parametrize("by, said", [(timedelta(seconds=90), "ahead of"), (timedelta(seconds=-400), "behind")])
async def test_a_clock_that_is_off_is_noticed(office: Office, by: timedelta, said: str) -> None:
    [(what, words, remedy)] = await faults(office, Off(by))
    assert what == "Clock"
    assert f"{said} Slack: signatures will be refused" in words
    assert "NTP" in remedy


@pytest.mark.parametrize("seconds", [-50, 50])
async def test_a_clock_that_is_off_by_less_than_a_minute_is_well(office: Office, seconds: int) -> None:
    assert await faults(office, Off(timedelta(seconds=seconds))) == []


async def test_an_answer_that_names_no_time_and_no_scopes_says_nothing_of_them() -> None:
    async def bare(request: web.Request) -> web.StreamResponse:
        response = web.Response(body=b'{"ok": true, "user": "snag", "team": "Larkfield", "team_id": "T0SNAG"}')
        response.headers["Date"] = "yesterday"
        return response

    app = web.Application()
    app.router.add_get("/api/{method}", bare)
    async with TestServer(app) as other:
        settings = settings_for("sqlite://").model_copy(update={
            "slack_bot_token": "xoxb-1", "slack_api_url": f"http://127.0.0.1:{other.port}/api/"})
        assert [(one.mark, one.what) for one in await slack.look(settings, (), Clock())] == [("ok   ", "Bot token")]


async def test_an_app_that_slack_does_not_tell_of_is_not_compared(office: Office) -> None:
    office.slack.faults.add("bots.info", error="bot_not_found")
    token = office.slack.parts.tokens.app = "xapp-1-A0OTHER-123-abc"
    assert await faults(office, slack_app_token=token) == []


# channels, people and groups of the settings


def channel(found: Sequence[Finding]) -> Finding:
    [one] = [one for one in found if one.what.startswith("Channel C")]
    return one


async def test_an_archived_channel_is_to_be_replaced(office: Office) -> None:
    office.slack.workspace.archive(cast.PAY)
    assert await faults(office) == [(f"Channel {cast.PAY} (team Payments)", "#team-payments is archived",
                                     "unarchive it, or choose another in the settings")]


async def test_a_deleted_channel_is_to_be_replaced(office: Office) -> None:
    office.slack.workspace.delete(cast.TRIAGE)
    [(what, said, remedy)] = await faults(office)
    assert what == f"Channel {cast.TRIAGE} (triage)"
    assert said == "it is not there, or it is private and Snag is not in it"
    assert remedy == "in that channel type: /invite @snag; or choose another in the settings"


async def test_a_private_channel_without_snag_is_told_how_to_invite_it(office: Office) -> None:
    private = office.slack.parts.world.channel(cast.DELIVERY)
    private.is_private = True
    private.members.discard(cast.BOT_USER)
    [(what, _, remedy)] = await faults(office)
    assert what == f"Channel {cast.DELIVERY} (team Delivery)"
    assert remedy.startswith("in that channel type: /invite @snag")


async def test_a_public_channel_without_snag_is_a_note(office: Office) -> None:
    office.slack.parts.world.channel(cast.PAY).members.discard(cast.BOT_USER)
    found = channel(await examined(office))
    assert (found.mark, found.said, found.remedy) == (
        "note ", "Snag is not in #team-payments: cards arrive, their threads are not heard",
        "in that channel type: /invite @snag")


async def test_a_channel_shared_with_another_company_is_a_note(office: Office) -> None:
    office.slack.parts.world.channel(cast.PAY).shared_with = "T0OTHER"
    found = channel(await examined(office))
    assert (found.mark, found.said) == (
        "note ", "#team-payments is shared with another company, whose people see the cards")


async def test_a_channel_that_slack_will_not_tell_of_says_the_error(office: Office) -> None:
    office.slack.faults.add("conversations.info", error="missing_scope",
                            when=lambda args: args.get("channel") == cast.PAY)
    assert [(said, remedy) for _, said, remedy in await faults(office)] == [
        ("missing_scope", "reinstall the app with the scopes of `snag manifest`")]


async def test_what_slack_has_no_time_for_is_a_note(office: Office) -> None:
    office.slack.faults.add("users.info", "429", times=None, retry_after=3600,
                            when=lambda args: args.get("user") == cast.ANA)
    found = [one for one in await examined(office) if one.what == cast.ANA]
    assert [(one.mark, one.said) for one in found] == [("note ", "Slack has no time to say")]


async def test_a_person_who_has_left_is_to_be_replaced_wherever_they_are_named(office: Office) -> None:
    office.slack.parts.world.people[cast.ANA].deleted = True
    assert await faults(office) == [
        (f"Person {cast.ANA} (lead of Payments, members of Payments)", "ana has left",
         "name somebody else in the settings")]


async def test_a_person_whom_slack_does_not_know_is_to_be_replaced(office: Office) -> None:
    del office.slack.parts.world.people[cast.TESS]
    assert await faults(office) == [
        (f"Person {cast.TESS} (triage members)", "nobody in this workspace", "name somebody else in the settings")]


async def test_a_bot_among_the_people_is_noticed(office: Office) -> None:
    office.slack.parts.world.people[cast.ADAM].is_bot = True
    [(what, said, _)] = await faults(office)
    assert what == f"Person {cast.ADAM} (admins)"
    assert "bots get no messages" in said


async def test_a_group_that_is_gone_is_noticed(office: Office) -> None:
    del office.slack.parts.world.groups[cast.PAY_TEAM]
    assert [(what, said) for what, said, _ in await faults(office)] == [
        (f"User group {cast.PAY_TEAM} (members of Payments)", "no_such_subteam")]


async def test_a_group_without_members_is_noticed(office: Office) -> None:
    office.slack.add_group(cast.PAY_TEAM, "pay-team", [])
    assert [said for _, said, _ in await faults(office)] == ["it has no members, so nobody may act by it"]


# the public address


@pytest.fixture
async def served(settled_url: str) -> AsyncIterator[Office]:
    """Snag by signed HTTP."""
    async with open_office(settled_url, "http") as here:
        yield here


async def addressed(here: Office, **changes: Any) -> list[Finding]:
    settings = here.core.settings.model_copy(update={"slack_app_token": None, **changes})
    return [one async for one in address.look(settings, here.clock)]


def url_of(here: Office) -> str:
    return f"http://127.0.0.1:{here.snag.port}"


async def test_an_address_that_leads_to_this_snag_is_well(served: Office) -> None:
    unsafe, found = await addressed(served, snag_public_url=f"{url_of(served)}/")
    assert (found.mark, found.said) == ("ok   ", f"{url_of(served)} leads to this Snag")
    assert (unsafe.well, unsafe.remedy) == (False, "Slack sends requests to https:// only")


async def test_an_address_that_leads_to_another_snag_is_noticed(served: Office) -> None:
    found = (await addressed(served, snag_public_url=url_of(served), slack_signing_secret="another"))[-1]
    assert (found.well, found.said) == (False, f"the Snag at {url_of(served)} has another signing secret")


async def test_a_snag_that_takes_no_requests_of_slack_is_noticed() -> None:
    async def alive(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_get("/healthz", alive)
    async with TestServer(app) as other:
        found = await _look(f"http://127.0.0.1:{other.port}")
    assert found.said.endswith("does not take Slack's requests (HTTP 404)")


async def _look(url: str, *, app_token: str | None = None) -> Finding:
    settings = settings_for("sqlite://").model_copy(update={
        "snag_public_url": url, "slack_signing_secret": "secret", "slack_app_token": app_token})
    return [one async for one in address.look(settings, Clock())][-1]


async def test_something_else_at_the_address_is_noticed() -> None:
    async def hello(_request: web.Request) -> web.Response:
        return web.Response(text="Hello")

    app = web.Application()
    app.router.add_get("/healthz", hello)
    async with TestServer(app) as other:
        at = f"http://127.0.0.1:{other.port}"
        found = await _look(at)
    assert found.said == f"something else answers at {at}/healthz (HTTP 200)"


async def test_nothing_at_the_address_is_noticed() -> None:
    found = await _look("http://127.0.0.1:9")
    assert found.said == "http://127.0.0.1:9/healthz does not answer (ConnectError)"
    assert found.remedy == "start Snag, and let http://127.0.0.1:9 lead to its port 0"


@pytest.fixture
def signed_by_itself(tmp_path: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = Clock().machine()
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now,
                                   now + timedelta(days=1)).sign(key, hashes.SHA256())
    file = tmp_path / "both.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_that_is_not_valid_is_said_to_be_so(signed_by_itself: ssl.SSLContext) -> None:
    server = TestServer(web.Application())
    await server.start_server(ssl=signed_by_itself)
    try:
        found = await _look(f"https://127.0.0.1:{server.port}")
    finally:
        await server.close()
    assert found.said.endswith("/healthz does not answer (its certificate is not valid)")


async def test_a_snag_whose_proxy_breaks_off_posts_is_noticed() -> None:
    async def alive(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_get("/healthz", alive)
    app.router.add_post("/slack/events", cut)
    async with TestServer(app) as other:
        found = await _look(f"http://127.0.0.1:{other.port}")
    assert "/slack/events does not answer" in found.said
    assert found.remedy == "look at the proxy before it"


async def test_an_address_that_is_none_is_noticed() -> None:
    found = await _look("https://no such address")
    assert not found.well


async def test_by_socket_a_public_address_need_only_lead_to_a_snag(served: Office) -> None:
    found = (await addressed(served, snag_public_url=url_of(served), slack_app_token="xapp-1",
                             slack_signing_secret="another"))[-1]
    assert found.said == f"{url_of(served)} leads to a Snag"


async def test_by_http_without_an_address_the_manifest_cannot_name_it(office: Office) -> None:
    [found] = await addressed(office)
    assert (found.mark, found.remedy) == (
        "note ", "set it to the https:// address that leads to this machine's PORT")


async def test_by_socket_no_address_is_needed(office: Office) -> None:
    assert await addressed(office, slack_app_token="xapp-1") == []


def test_variables_that_are_missing_are_named(office: Office) -> None:
    [found] = environment.variables(office.core.settings.model_copy(update={
        "slack_bot_token": None, "slack_app_token": None, "slack_signing_secret": None}))
    assert not found.well
    assert "SLACK_BOT_TOKEN" in found.said


@pytest.mark.parametrize("host, believed, said", [
    ("127.0.0.1:1", None, False), ("192.0.2.1", None, True), ("192.0.2.1", "192.0.2.1", False),
    ("x" * 70, None, False)])
async def test_a_proxy_on_another_machine_has_to_be_named(
        monkeypatch: pytest.MonkeyPatch, host: str, believed: str | None, said: bool) -> None:
    """192.0.2.1 stands in documents only (RFC 5737): it is an address of no machine."""
    async def unreachable(*_: object) -> None:
        return None

    monkeypatch.setattr(address, "_alive", unreachable)
    monkeypatch.delenv(address.PROXY, raising=False)
    if believed:
        monkeypatch.setenv(address.PROXY, believed)
    settings = settings_for("sqlite://").model_copy(update={
        "snag_public_url": f"https://{host}", "slack_app_token": "xapp-1"})
    found = [one async for one in address.look(settings, Clock())]
    assert [one.note for one in found] == ([True] if said else []) + [False]
    assert ("FORWARDED_ALLOW_IPS is not set" in found[0].said) == said
