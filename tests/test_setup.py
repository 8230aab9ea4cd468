"""`.ci/setup.sh` on machines that lack something, played by a stand-in for python3 on a PATH of its own."""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.source import ROOT

TOOLS = ("sh", "cat", "cksum", "cp", "dirname", "grep", "ls", "mkdir", "rm", "sleep", "tail", "touch")

# Runs code with the real Python, after `{first}`. Makes an environment and installs only for show, writing down each
# installation; while a file `hold` exists, installing goes on. `{pip}` is what pip does in the end.
PYTHON = """#!/bin/sh
case "$1 $2" in
    "-m venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    "-m pip")
        case "$*" in *--version) exit 0 ;; esac
        echo "$*" >>installed
        while [ -e hold ]; do sleep 0.02; done
        {pip} ;;
    *) exec "{real}" -c 'import sys; {first}; exec(sys.argv.pop(1))' "$2" "$3" ;;
esac
"""


@dataclass(frozen=True)
class Machine:
    """A checkout in a folder of its own and a PATH with the tools that every machine has."""

    project: Path
    bin: Path

    def has(self, name: str = "python3", first: str = "pass", pip: str = "exit 0") -> None:
        """Put a python on the PATH, which does `first` before anything else."""
        path = self.bin / name
        path.write_text(PYTHON.format(real=sys.executable, first=first, pip=pip), encoding="utf-8")
        path.chmod(0o755)

    def start(self, **env: str) -> subprocess.Popen[str]:
        command = [str(self.bin / "sh"), ".ci/setup.sh"]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.project, env={"PATH": str(self.bin), **env}, stdout=pipe, stderr=pipe, text=True
        )

    def set_up(self, **env: str) -> tuple[int, str]:
        """Exit status, and what was said to the person."""
        process = self.start(**env)
        _, said = process.communicate()
        return process.returncode, said.strip()

    def installations(self) -> list[str]:
        file = self.project / "installed"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def refused(sentence: str) -> tuple[int, str]:
    return 1, sentence


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    project, bin_ = tmp_path / "snag", tmp_path / "bin"
    (project / ".ci").mkdir(parents=True)
    bin_.mkdir()
    shutil.copy(ROOT / ".ci/setup.sh", project / ".ci")
    (project / "pyproject.toml").write_text("# the project\n", encoding="utf-8")
    (project / "requirements.lock").write_text("a==1 --hash=sha256:0\n", encoding="utf-8")
    for tool in TOOLS:
        (bin_ / tool).symlink_to(shutil.which(tool) or tool)
    return Machine(project, bin_)


def test_a_machine_without_python_is_told_to_install_it(machine: Machine) -> None:
    assert machine.set_up() == refused(
        "Snag needs Python 3.11 or newer and found none: install it "
        "(Debian, Ubuntu: apt-get install python3 python3-venv) and run this again."
    )


def test_an_old_python_is_named_with_its_version(machine: Machine) -> None:
    machine.has(first="sys.version_info = (3, 9, 2)")
    assert machine.set_up() == refused(
        "Snag needs Python 3.11 or newer, and python3 is 3.9: install a newer one, "
        "or name it: make install PYTHON=/path/to/python3.12"
    )


def test_a_newer_python_beside_an_old_one_is_taken(machine: Machine) -> None:
    machine.has(first="sys.version_info = (3, 9, 2)")
    machine.has("python3.12")
    assert machine.set_up() == (0, "")


def test_the_python_that_is_named_is_the_one_taken(machine: Machine) -> None:
    machine.has()
    machine.has("python-of-mine", first="sys.version_info = (3, 10, 0)")
    status, said = machine.set_up(PYTHON="python-of-mine")
    assert (status, said.split(":")[0]) == (1, "Snag needs Python 3.11 or newer, and python-of-mine is 3.10")


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_missing_venv_module_or_pip_is_named_with_its_package(machine: Machine, missing: str) -> None:
    machine.has(first=f'sys.modules["{missing}"] = None')
    assert machine.set_up() == refused(
        "Python's venv module or pip is missing: install it "
        "(Debian, Ubuntu: apt-get install python3-venv) and run this again."
    )


def test_without_a_network_one_sentence_says_so(machine: Machine) -> None:
    retrying = "WARNING: Retrying after connection broken by NewConnectionError: Temporary failure in name resolution"
    machine.has(pip=f'echo "{retrying}"; exit 1')
    assert machine.set_up() == refused(
        "The packages could not be downloaded: check the network "
        "(behind a proxy set HTTPS_PROXY, with a mirror PIP_INDEX_URL) and run this again."
    )


def test_another_failure_shows_what_pip_said(machine: Machine) -> None:
    machine.has(pip='echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"; exit 1')
    assert machine.set_up() == refused(
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n"
        "Installing the packages failed, the lines above say why: put that right and run this again."
    )


def test_the_lock_is_installed_with_its_hashes_and_the_project_without_dependencies(machine: Machine) -> None:
    machine.has()
    assert machine.set_up() == (0, "")
    packages, project = machine.installations()
    assert packages.endswith("install --require-hashes -r requirements.lock")
    assert project.endswith("install --no-deps --no-build-isolation -e .")


def test_a_second_run_does_nothing_until_the_lock_changes(machine: Machine) -> None:
    machine.has()
    machine.set_up()
    machine.set_up()
    assert len(machine.installations()) == 2
    (machine.project / "requirements.lock").write_text("a==2 --hash=sha256:1\n", encoding="utf-8")
    machine.set_up()
    assert len(machine.installations()) == 4


def test_a_failed_run_is_taken_up_again(machine: Machine) -> None:
    machine.has(pip="exit 1")
    machine.set_up()
    shutil.rmtree(machine.project / ".venv")
    machine.has()
    assert machine.set_up() == (0, "")


def test_a_moved_checkout_is_set_up_anew(machine: Machine, tmp_path: Path) -> None:
    machine.has()
    machine.set_up()
    moved = Machine(machine.project.rename(tmp_path / "moved"), machine.bin)
    moved.set_up()
    assert len(moved.installations()) == 4


def test_two_runs_at_once_install_once(machine: Machine) -> None:
    machine.has()
    hold = machine.project / "hold"
    hold.touch()
    first = machine.start()
    while not machine.installations():  # the first is in the middle of installing
        assert first.poll() is None, first.communicate()
        time.sleep(0.01)
    second = machine.start()
    assert second.stdout is not None
    words = second.stdout.readline()
    hold.unlink()
    assert [process.communicate()[1] for process in (first, second)] == ["", ""]
    assert (first.returncode, second.returncode) == (0, 0)
    assert words == "Another set-up is under way here, waiting for it ...\n"
    assert len(machine.installations()) == 2
