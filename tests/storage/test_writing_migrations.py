"""The tool that compares tables with the chain and writes revisions, tried on a copy of the chain."""

import shutil
from pathlib import Path

import pytest

from storage import migrate
from storage.migrations import check

MISSING = '        sa.Column("bot_id", sa.String(), nullable=True),\n'


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the chain that the tool may change."""
    folder = Path(shutil.copytree(migrate.FOLDER, tmp_path / "migrations", ignore=shutil.ignore_patterns("*.pyc")))
    monkeypatch.setattr(migrate, "FOLDER", folder)
    monkeypatch.setattr(check, "VERSIONS", folder / "versions")
    return folder / "versions"


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["check", *words])
    return check.main()


def forget_a_column(versions: Path) -> None:
    (first,) = versions.glob("0001_*.py")
    code = first.read_text(encoding="utf-8")
    assert code.count(MISSING) == 1
    first.write_text(code.replace(MISSING, ""), encoding="utf-8")


def test_it_says_that_both_agree(versions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
                                 ) -> None:
    assert run(monkeypatch) == 0
    assert capsys.readouterr().out == "Tables and migrations agree.\n"


def test_it_names_what_the_chain_lacks(versions: Path, monkeypatch: pytest.MonkeyPatch,
                                       capsys: pytest.CaptureFixture[str]) -> None:
    forget_a_column(versions)
    assert run(monkeypatch) == 1
    said = capsys.readouterr().out
    assert "bot_id" in said
    assert "Tables and migrations differ." in said


def test_it_writes_the_next_revision_for_what_is_lacking(versions: Path, monkeypatch: pytest.MonkeyPatch,
                                                         tmp_path: Path) -> None:
    forget_a_column(versions)
    before = len(list(versions.glob("0*.py")))
    assert run(monkeypatch, "--new", "Know our own messages") == 0
    (made,) = versions.glob(f"{before + 1:04d}_know_our_own_messages.py")
    code = made.read_text(encoding="utf-8")
    assert f'down_revision = "{before:04d}"' in code
    assert "'" not in code
    assert max(map(len, code.split("\n"))) <= check.WIDTH
    url = f"sqlite:///{tmp_path}/chain.db"
    migrate.upgrade(url)
    assert (migrate.current(url), check.differences(url)) == (f"{before + 1:04d}", [])
    migrate.downgrade(url, f"{before:04d}")
    assert [found[0] for found in check.differences(url)] == ["add_column"]
