"""To receivers outside: where a connection goes, what counts as taken, and what does not get that far."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.clock import Clock
from bot.delivery import receivers
from bot.delivery.outgoing import Deliver
from bot.delivery.receivers import Receivers, Resolve
from bot.errors import NotTaken
from tests.support.receiver import Receiver, receiver

HOST = "hooks.example"
BODY = b'{"type":"webhook.test"}'


def leads_to(*addresses: str) -> Resolve:
    async def resolve(_host: str, _port: int) -> list[str]:
        return list(addresses)
    return resolve


async def send(url: str, *, allow_private: bool = True, resolve: Resolve | None = None) -> int:
    out = Receivers(Clock(), allow_private=allow_private, resolve=resolve)
    try:
        return await out.send(Deliver(url, {"webhook-id": "1"}, BODY))
    finally:
        await out.close()


async def refusal(url: str, *, allow_private: bool = True, resolve: Resolve | None = None) -> NotTaken:
    with pytest.raises(NotTaken) as caught:
        await send(url, allow_private=allow_private, resolve=resolve)
    return caught.value


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.0.0.7", "169.254.169.254", "100.64.0.1", "::1", "::ffff:127.0.0.1", "fd00::1", "64:ff9b::a00:1"])
async def test_a_name_that_leads_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(Receivers, "_to", None)  # nothing may get that far
    for led in ((address,), ("8.8.8.8", address), (address, "8.8.8.8")):
        said = await refusal(f"https://{HOST}/", allow_private=False, resolve=leads_to(*led))
        assert said.error == f"{HOST} leads to {address}, which is not a public address"
        assert not said.is_final  # names change


async def test_a_name_is_looked_up_anew_for_each_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever owns a name can let it lead elsewhere between being looked at and being used."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(f"{host}:{port}")
        return ["127.0.0.1"] if len(asked) > 1 else ["8.8.8.8"]

    went: list[str] = []

    async def to(_self: Receivers, request: object, host: str) -> object:
        went.append(host)
        raise NotTaken("stop here")

    monkeypatch.setattr(Receivers, "_to", to)
    out = Receivers(Clock(), resolve=resolve)
    for _ in range(2):
        with pytest.raises(NotTaken):
            await out.send(Deliver(f"https://{HOST}/", {}, BODY))
    assert (asked, went) == ([f"{HOST}:443"] * 2, ["8.8.8.8"])


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://127.0.0.1/", "https://u:p@8.8.8.8/", "https://8.8.8.8:25/"])
async def test_an_address_that_was_fine_under_other_settings_is_given_up(url: str) -> None:
    said = await refusal(url, allow_private=False)
    assert said.is_final
    assert said.error.startswith("the address cannot be used")


async def test_the_name_is_kept_where_servers_look_for_it() -> None:
    async with receiver() as there:
        assert await send(f"http://{HOST}:{there.port}/snag?a=1", resolve=leads_to("127.0.0.1")) == 204
        assert there.headers[0]["host"] == f"{HOST}:{there.port}"
        assert (there.headers[0]["webhook-id"], there.headers[0]["content-type"]) == ("1", "application/json")


async def test_the_next_address_is_tried_where_the_first_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Receivers._to

    async def to(out: Receivers, request: httpx.Request, host: str) -> httpx.Response:
        if host == "::1":
            raise httpx.ConnectError("no way there")
        return await whole(out, request, host)

    monkeypatch.setattr(Receivers, "_to", to)
    async with receiver() as there:
        assert await send(f"http://{HOST}:{there.port}/snag", resolve=leads_to("::1", "127.0.0.1")) == 204


async def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with receiver() as there:
        assert await send(there.url) == 204


async def test_a_redirect_is_not_followed() -> None:
    async with receiver() as there, receiver() as elsewhere:
        there.answer([(307, {"Location": elsewhere.url}), (301, {"Location": elsewhere.url})])
        assert [(await refusal(there.url)).error for _ in range(2)] == ["HTTP 307", "HTTP 301"]
        assert elsewhere.heard == []


async def test_who_does_not_answer_in_time_has_not_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "TIMEOUT", 0.2)
    async with receiver() as there:
        there.held = asyncio.Event()
        said = await refusal(there.url)
        assert (said.error, said.rests) == ("no answer within 0.2 seconds", True)


async def test_who_answers_drop_by_drop_has_not_answered_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "TIMEOUT", 0.3)

    ended = asyncio.Event()

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            writer.write(b"H")
            await asyncio.sleep(0.01)
        writer.close()
        ended.set()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await refusal(f"http://127.0.0.1:{port}/")).rests
        await ended.wait()


async def test_nobody_there_and_no_such_name() -> None:
    async def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("no such host")

    async with receiver() as gone:
        pass
    assert (await refusal(gone.url)).error.startswith("ConnectError")
    assert (await refusal(f"https://{HOST}/", resolve=unknown)).error == f"there is no {HOST}"
    assert (await refusal(f"https://{HOST}/", resolve=leads_to())).error == f"there is no {HOST}"
    assert (await refusal("https://" + "a" * 64 + ".example/")).error.startswith("there is no a")


@pytest.mark.parametrize("status, pause, final, rests", [
    (400, None, False, False), (404, None, False, False), (401, None, False, False), (408, None, False, True),
    (410, None, True, False), (429, None, False, True), (429, "30", False, True), (500, None, False, True),
    (503, "120", False, True), (404, "60", False, True)])
async def test_what_each_answer_means(status: int, pause: str | None, final: bool, rests: bool) -> None:
    async with receiver() as there:
        there.answer([(status, {"Retry-After": pause} if pause else {})])
        said = await refusal(there.url)
    assert (said.error, said.retry_after, said.is_final, said.rests) == (
        f"HTTP {status}", float(pause) if pause else None, final, rests)


async def test_a_pause_until_a_moment_is_understood() -> None:
    async with receiver() as there:
        at = datetime.now(UTC) + timedelta(seconds=100)
        there.answer([(503, {"Retry-After": f"{at:%a, %d %b %Y %H:%M:%S} GMT"})])
        said = await refusal(there.url)
    assert said.retry_after is not None
    assert 90 < said.retry_after <= 100


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Of hooks.example and no other, trusted here."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256()))
    file = tmp_path / "both.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    trusting = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr("httpx._transports.default.create_ssl_context", lambda **_: trusting)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_is_checked_for_the_name_and_not_for_the_address(certificate: ssl.SSLContext) -> None:
    async with receiver(certificate) as there:
        assert await send(f"https://{HOST}:{there.port}/snag", resolve=leads_to("127.0.0.1")) == 204
        for host in ("other.example", "127.0.0.1"):
            said = await refusal(f"https://{host}:{there.port}/snag", resolve=leads_to("127.0.0.1"))
            assert "certificate verify failed" in said.error
        assert len(there.heard) == 1


async def test_connections_are_not_kept_for_others_at_the_same_address() -> None:
    """Two names at one address are two receivers: a connection made for one must not carry what is the other's."""
    seen: list[object] = []

    def note(there: Receiver) -> None:
        seen.append(there.headers[-1]["connection"])

    async with receiver() as there:
        out = Receivers(Clock(), allow_private=True, resolve=leads_to("127.0.0.1"))
        for host in ("one.example", "two.example"):
            await out.send(Deliver(f"http://{host}:{there.port}/snag", {}, BODY))
            note(there)
        await out.close()
    assert seen == ["close", "close"]
