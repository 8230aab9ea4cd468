"""What must be true of the repository as a whole: its commands, its lock, its words about itself."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bot.domain.annoyances import State
from tests.source import ROOT, text_files

TARGETS = {"help", "install", "demo", "test", "check", "lint", "types", "contracts", "bench", "lock"}
UNNUMBERED = re.compile("TO" + r"DO(?![^\n]*#\d)")
OUTSIDE = re.compile(r"(?<![\w.}])/(?:work|root|home|Users)/|\.\./shared")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def makefile_targets() -> dict[str, str]:
    """Each target with the line of help beside it."""
    return dict(re.findall(r"^([a-z]+):.*?(?:## (.*))?$", read("Makefile"), re.MULTILINE))


@cache
def snag_commands() -> frozenset[str]:
    """The first words that `snag` understands, groups such as `snag config` included."""
    if not (ROOT / "bot/__main__.py").exists():
        pytest.skip("the snag command is not built yet")
    env = {**os.environ, "TERM": "dumb", "COLUMNS": "200"}
    command = [sys.executable, "-m", "bot", "--help"]
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return frozenset(re.findall(r"^[│|\s]+([a-z][a-z-]+)\s{2,}", result.stdout, re.MULTILINE))


def test_each_make_target_is_there_and_says_what_it_does() -> None:
    targets = makefile_targets()
    assert set(targets) >= TARGETS
    assert [name for name, words in targets.items() if not words] == []


def test_make_alone_lists_the_targets() -> None:
    assert ".DEFAULT_GOAL := help" in read("Makefile")


def test_ci_has_one_script_to_call_and_it_calls_make_test() -> None:
    callable_scripts = [path.name for path in (ROOT / ".ci").iterdir() if os.access(path, os.X_OK)]
    assert callable_scripts == ["run"]
    assert "make test" in read(".ci/run")


@pytest.mark.parametrize("script", [".ci/run", ".ci/setup.sh"])
def test_the_shell_scripts_can_be_parsed(script: str) -> None:
    shell = "bash" if script == ".ci/run" else "sh"
    subprocess.run([shell, "-n", script], cwd=ROOT, check=True)


def test_ci_counts_a_skipped_test_as_a_failed_one(tmp_path: Path) -> None:
    assert "-p tests.no_skips" in read(".ci/run")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_here(): pytest.skip('no server answers')\n"
        "@pytest.mark.skipif(True, reason='no browser')\n"
        "def test_there(): pass\n"
        "@pytest.mark.xfail(reason='known')\n"
        "def test_known(): assert False\n",
        encoding="utf-8",
    )
    (tmp_path / "test_whole.py").write_text("import pytest\npytest.importorskip('no_such_part')\n", encoding="utf-8")
    options = ["-p", "tests.no_skips", "-p", "no:cacheprovider", "-c", os.devnull, "--continue-on-collection-errors"]
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "1 failed, 1 xfailed, 2 errors in" in result.stdout, result.stdout
    assert "no server answers" in result.stdout


def lock_entries() -> list[str]:
    """One requirement each, its hashes and comments with it."""
    return re.split(r"\n(?=\S)", read("requirements.lock").strip())


def test_the_lock_has_a_hash_for_each_package_and_no_address() -> None:
    entries = lock_entries()
    assert [entry for entry in entries if not re.match(r"[a-z0-9._-]+==\S+", entry)] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"\S*(?://|@|--index|--find)\S*", read("requirements.lock")) == []


def test_the_lock_holds_every_part_that_pyproject_names() -> None:
    dependencies = read("pyproject.toml").split("[project.scripts]")[0]
    named = set(re.findall(r'^    "([A-Za-z0-9._-]+)[\[>=",]', dependencies, re.MULTILINE))
    locked = {entry.split("==")[0] for entry in lock_entries()}
    assert {re.sub(r"[._-]+", "-", name).lower() for name in named} - locked == set()


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    lines = ((path, line) for path in text_files() for line in path.read_text(encoding="utf-8").splitlines())
    return [f"{path.relative_to(ROOT)}: {line.strip()}" for path, line in lines if pattern.search(line)]


def test_what_is_left_to_do_names_its_issue() -> None:
    assert lines_with(UNNUMBERED) == []
    assert UNNUMBERED.search("TO" + "DO: later")
    assert not UNNUMBERED.search("TO" + "DO #12: later")


def test_no_file_speaks_of_a_place_outside_the_project() -> None:
    assert lines_with(OUTSIDE) == []


def commands_in(text: str, program: str) -> set[str]:
    """First words after `make` or `snag` where a document shows a command: in a code span or block."""
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    return set(re.findall(rf"(?:^|`|\$ |bin/){program} ([a-z][a-z-]*)", code, re.MULTILINE))


@pytest.mark.parametrize("document", [*sorted(path.name for path in ROOT.glob("*.md")), "Procfile"])
def test_the_commands_that_a_document_shows_exist(document: str) -> None:
    text = read(document)
    if document == "Procfile":
        text = "\n".join(f"`{command}`" for command in re.findall(r": (.*)", text))
    assert commands_in(text, "make") - set(makefile_targets()) == set()
    assert commands_in(text, "snag") - snag_commands() == set()


def test_a_command_is_found_only_where_code_is_shown() -> None:
    text = "We make things. `make demo`, then\n```\n$ make test\nsnag run\n.venv/bin/snag tick --now\n```\n"
    assert commands_in(text, "make") == {"demo", "test"}
    assert commands_in(text, "snag") == {"run", "tick"}


@pytest.mark.skipif(not (ROOT / "bot/app.py").exists(), reason="the product is not wired together yet")
def test_contributing_names_files_that_exist() -> None:
    named = set(re.findall(r"`((?:bot|handlers|storage|tests|docs|\.ci)/[\w./-]+)`", read("CONTRIBUTING.md")))
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_changelog_has_unreleased_on_top() -> None:
    assert re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.MULTILINE)[0] == "Unreleased"


def test_each_decision_names_question_options_choice_and_price() -> None:
    entries = re.split(r"^## ", read("docs/decisions.md"), flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        for word in ("Question", "Options", "Choice", "Price"):
            assert re.search(rf"^- \*\*{word}\*\*: \S", entry, re.MULTILINE), entry


def test_the_glossary_explains_each_state() -> None:
    rows = re.findall(r"^\| [A-Z][^|]* \| `(\w+)` \|", read("docs/glossary.md"), re.MULTILINE)
    assert set(rows) == set(State)


def test_the_package_takes_its_data_files_along() -> None:
    """A file that the program reads at run time but setuptools leaves out is missed only after installing."""
    section = read("pyproject.toml").split("[tool.setuptools.package-data]")[1].split("\n[")[0]
    patterns = ast.literal_eval(section[section.index("[") :].strip())
    suffixes = {path.suffix for folder in ("bot", "handlers", "storage") for path in (ROOT / folder).rglob("*.*")}
    assert suffixes - {".py", ".pyc", *(pattern.removeprefix("*") for pattern in patterns)} == set()
