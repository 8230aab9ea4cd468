"""`snag link` as somebody at a terminal meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.errors import ConfigError, Invalid
from tests.support.snag import KEY, apply_settings


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> Path:
    apply_settings(sqlite_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SNAG_ENCRYPTION_KEY", KEY)
    monkeypatch.setenv("SNAG_PUBLIC_URL", "https://snag.example/")
    return tmp_path


def snag(*words: str) -> Result:
    return CliRunner().invoke(app, ["link", *words])


def test_the_link_of_a_touchpoint_is_printed_and_drawn(here: Path) -> None:
    first = snag("checkout", "--qr", "checkout.png")
    assert first.exit_code == 0
    assert first.stdout.startswith("https://snag.example/s/")
    assert (here / "checkout.png").read_bytes()[:4] == b"\x89PNG"
    assert snag("checkout", "--qr", "checkout.SVG").stdout == first.stdout
    assert (here / "checkout.SVG").read_text().startswith("<?xml")
    assert snag("checkout", "--locale", "ja").stdout not in ("", first.stdout)
    assert snag("checkout", "--close").stdout == "2 closed.\n"
    assert snag("checkout").stdout not in ("", first.stdout)


@pytest.mark.parametrize("words, error, said", [
    (["checkout", "--locale", "fr"], ConfigError, "en, ko, ja"),
    (["checkout", "--qr", "checkout.gif"], ConfigError, ".png or .svg"),
    (["checkout", "--qr", "nowhere/checkout.png"], ConfigError, "cannot be written"),
    (["moon"], Invalid, "error.no_such_touchpoint"),
])
def test_what_cannot_be_made_is_said(words: list[str], error: type[Exception], said: str) -> None:
    found = snag(*words).exception
    assert isinstance(found, error)
    assert said in str(found)


def test_without_a_public_address_there_is_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SNAG_PUBLIC_URL")
    found = snag("checkout").exception
    assert isinstance(found, Invalid)
    assert found.key == "error.no_public_address"
