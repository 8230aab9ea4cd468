"""Who may import whom, and what no module may do. The arrows are import-linter's contracts in pyproject.toml."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.source import PRODUCT, ROOT, Module, dotted, inside, is_inside, modules

SLACK = ("slack_bolt", "slack_sdk")
EDGE = ("handlers", "bot.app", "bot.delivery", "bot.sandbox")  # the only places that speak Slack's libraries
STORES = ("alembic", "psycopg", "sqlalchemy", "sqlite3", "sqlmodel")
IMPURE = (*SLACK, *STORES, "aiohttp", "apscheduler", "fastapi", "httpx")
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")

MODULES = """
bot/app.py bot/cli.py bot/engine.py bot/delivery.py bot/clock.py bot/config.py bot/domain/states.py
bot/services/reports.py bot/views/reports.py bot/sandbox/slack/server.py handlers/reports.py storage/db.py
"""


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages in `folder`, by the project's contracts."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    options = ["--no-cache", "--config", str(ROOT / "pyproject.toml")]
    env = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"}
    return subprocess.run(
        [*command, *options], cwd=folder, env=env, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def empty_tree(folder: Path) -> None:
    """The project's packages, some modules in each, all empty."""
    for file in MODULES.split():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        for package in path.relative_to(folder).parents[:-1]:
            (folder / package / "__init__.py").touch()


def test_the_import_contracts_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


WRONG = {
    "Imports point down the layers": [
        ("bot.services.reports", "handlers.reports"),
        ("bot.services.reports", "bot.views.reports"),
        ("bot.views.reports", "bot.services.reports"),
        ("bot.engine", "bot.app"),
        ("bot.app", "bot.sandbox.slack.server"),
        ("bot.config", "bot.domain.states"),
    ],
    "Handlers and views never see storage": [("handlers.reports", "storage.db"), ("bot.views.reports", "storage.db")],
    "Slack's libraries stay at the edge": [("bot.services.reports", "slack_sdk"), ("storage.db", "slack_bolt")],
    "The domain is pure": [("bot.domain.states", "sqlmodel")],
    "The local Slack knows nothing of the product but its clock": [("bot.sandbox.slack.server", "bot.config")],
}


def write_wrong_imports(folder: Path) -> None:
    for importer, imported in (pair for pairs in WRONG.values() for pair in pairs):
        with (folder / importer.replace(".", "/")).with_suffix(".py").open("a", encoding="utf-8") as file:
            file.write(f"import {imported}\n")


def complaints(output: str) -> dict[str, str]:
    """What import-linter says about each broken contract, from its underlined heading to the next."""
    details = output.split("Broken contracts", 1)[1]
    starts = sorted((details.index(f"\n{name}\n-"), name) for name in WRONG)
    ends = [start for start, _ in starts[1:]] + [len(details)]
    return {name: details[start:end] for (start, name), end in zip(starts, ends, strict=True)}


def test_an_import_against_the_arrows_breaks_its_contract(tmp_path: Path) -> None:
    empty_tree(tmp_path)
    write_wrong_imports(tmp_path)
    said = complaints(lint_imports(tmp_path).stdout)
    for contract, pairs in WRONG.items():
        for importer, imported in pairs:
            assert f"{importer} -> {imported} (l." in said[contract], said[contract]


def test_imports_along_the_arrows_break_nothing(tmp_path: Path) -> None:
    empty_tree(tmp_path)
    (tmp_path / "bot/sandbox/slack/server.py").write_text("import bot.clock\nimport slack_sdk\n", encoding="utf-8")
    (tmp_path / "handlers/reports.py").write_text("import slack_bolt\nimport bot.services.reports\n", encoding="utf-8")
    (tmp_path / "bot/services/reports.py").write_text("import storage.db\n", encoding="utf-8")
    result = lint_imports(tmp_path)
    assert result.returncode == 0, result.stdout


def test_only_the_edge_imports_slacks_libraries() -> None:
    elsewhere = [module for module in modules(*PRODUCT) if not is_inside(module.name, *EDGE)]
    assert {module.path: found for module in elsewhere if (found := module.imports_from(*SLACK))} == {}


def test_handlers_and_views_never_import_storage() -> None:
    found = {module.path: module.imports_from("storage") for module in inside("handlers", "bot.views")}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_domain_imports_nothing_that_reads_or_writes() -> None:
    found = {module.path: module.imports_from(*IMPURE) for module in inside("bot.domain")}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_local_slack_imports_only_the_clock_of_the_product() -> None:
    allowed = ("bot.clock", "bot.sandbox.slack")
    found = {
        module.path: [name for name in module.imports_from(*PRODUCT) if not is_inside(name, *allowed)]
        for module in inside("bot.sandbox.slack")
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_the_product_package_is_empty() -> None:
    assert (ROOT / "bot/__init__.py").read_text(encoding="utf-8") == ""


def clock_readings(module: Module) -> list[str]:
    names = ((node, dotted(node)) for node in ast.walk(module.tree) if isinstance(node, ast.Attribute))
    return [f"{module.path}:{node.lineno} {name}" for node, name in names if name.endswith(CLOCKS)]


def test_only_the_clock_reads_the_clock() -> None:
    elsewhere = (module for module in modules(*PRODUCT) if module.path != "bot/clock.py")
    assert [reading for module in elsewhere for reading in clock_readings(module)] == []


def test_a_clock_reading_is_seen_however_it_is_spelled() -> None:
    lines = ("datetime.now(UTC)", "dt.datetime.now(UTC)", "datetime.date.today()", "time.time()", "f(datetime.utcnow)")
    for line in lines:
        assert clock_readings(Module("bot/x.py", "bot.x", ast.parse(line))), line


def blind_catches(module: Module) -> list[str]:
    handlers = (node for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler))
    return [f"{module.path}:{node.lineno}" for node in handlers if _is_blind(node.type)]


def _is_blind(caught: ast.expr | None) -> bool:
    types = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(type_ is None or dotted(type_) in {"Exception", "BaseException"} for type_ in types)


def test_only_the_edge_catches_everything_and_in_one_place() -> None:
    """An unknown error must reach the edge, where it becomes a reference number and a line in the log."""
    places = [place for module in inside("handlers") for place in blind_catches(module)]
    assert [place.partition(":")[0] for place in places] == ["handlers/middleware.py"]


def test_a_blind_catch_is_seen_however_it_is_spelled() -> None:
    for caught in ("", " Exception", " (ValueError, Exception) as error", " BaseException"):
        tree = ast.parse(f"try:\n    act()\nexcept{caught}:\n    pass\n")
        assert blind_catches(Module("handlers/x.py", "handlers.x", tree)), caught


def test_every_module_says_what_it_is_for() -> None:
    """An empty `__init__.py` has nothing to say."""
    speaking = (module for module in modules(*PRODUCT, "tests") if module.tree.body)
    assert [module.path for module in speaking if not ast.get_docstring(module.tree)] == []


def test_relative_imports_are_resolved() -> None:
    tree = ast.parse("from ..services import reports\nfrom . import ids")
    inner = Module("bot/views/reports.py", "bot.views.reports", tree)
    package = Module("bot/views/__init__.py", "bot.views", ast.parse("from .ids import BUTTON"))
    assert inner.imports() == {"bot.services.reports", "bot.views.ids"}
    assert package.imports() == {"bot.views.ids.BUTTON"}


def test_the_named_layers_are_the_ones_on_disk() -> None:
    """A new top module must take its place among the arrows, or nothing checks it."""
    layers = re.findall(r"\((bot\.\w+)\)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    on_disk = {".".join(module.name.split(".")[:2]) for module in modules("bot")} - {"bot"}
    assert on_disk - set(layers) == set()
