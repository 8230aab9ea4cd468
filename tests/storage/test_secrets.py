"""What is sealed can be read with any of the keys, and with no other; the key of a SQLite file is kept beside it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from cryptography.fernet import Fernet

from bot.errors import ConfigError
from storage.secrets import Secrets, key_file, keys_for

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def test_what_is_sealed_cannot_be_read_and_comes_back_whole() -> None:
    sealed = Secrets(OLD).seal("https://hooks.slack.com/commands/1/2 환불")
    assert "slack" not in sealed
    assert Secrets(OLD).open(sealed) == "https://hooks.slack.com/commands/1/2 환불"


def test_the_first_key_seals_and_each_opens() -> None:
    old = Secrets(OLD).seal("old")
    turned = Secrets(f"{NEW}, {OLD}")
    assert (turned.open(old), Secrets(NEW).open(turned.seal("new"))) == ("old", "new")
    assert Secrets(OLD).open(turned.seal("new")) is None


OTHERS = {"empty": "", "words": "nonsense", "another": Fernet(OTHER).encrypt(b"x").decode()}


@pytest.mark.parametrize("sealed", OTHERS.values(), ids=OTHERS)
def test_what_another_key_made_stays_shut(sealed: str) -> None:
    assert Secrets(OLD).open(sealed) is None


@pytest.mark.parametrize("keys", ["", "short", f"{OLD},short", "x" * 44], ids=["none", "short", "one", "letters"])
def test_a_key_of_any_other_form_is_refused_with_its_remedy(keys: str) -> None:
    with pytest.raises(ConfigError, match="SNAG_ENCRYPTION_KEY must be urlsafe base64 of 32 bytes"):
        Secrets(keys)


def test_the_configured_key_goes_before_the_file(tmp_path: Path) -> None:
    assert keys_for(f"sqlite:///{tmp_path}/snag.db", OLD) == OLD
    assert list(tmp_path.iterdir()) == []


def test_sqlite_makes_a_key_once_that_only_its_owner_reads(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/snag.db"
    made = keys_for(url, None)
    assert keys_for(url, None) == made
    assert stat.S_IMODE(key_file(url).stat().st_mode) == 0o600
    assert [file.name for file in key_file(url).parent.iterdir()] == ["snag.key"]
    Secrets(made)


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    url, gate = f"sqlite:///{tmp_path}/snag.db", Barrier(8)

    def start(_: int) -> str:
        gate.wait()
        return keys_for(url, None)

    with ThreadPoolExecutor(8) as starters:
        made = set(starters.map(start, range(8)))
    assert len(made) == 1
    Secrets(made.pop())


def test_postgresql_needs_a_key_that_all_processes_share() -> None:
    with pytest.raises(ConfigError, match="SNAG_ENCRYPTION_KEY is missing"):
        keys_for("postgresql://postgres@127.0.0.1/snag", None)


def test_a_signature_is_good_for_one_purpose_and_one_message() -> None:
    secrets_ = Secrets(OLD)
    signature = secrets_.sign("links", b"one")
    assert len(signature) == 16
    assert secrets_.is_signed("links", b"one", signature)
    assert not secrets_.is_signed("letters", b"one", signature)
    assert not secrets_.is_signed("links", b"two", signature)
    assert not secrets_.is_signed("links", b"one", signature[:-1])


def test_the_first_key_signs_and_any_of_them_is_believed() -> None:
    old, both, new = Secrets(OLD), Secrets(f"{NEW},{OLD}"), Secrets(NEW)
    assert both.is_signed("links", b"one", old.sign("links", b"one"))
    assert new.is_signed("links", b"one", both.sign("links", b"one"))
    assert not new.is_signed("links", b"one", old.sign("links", b"one"))
