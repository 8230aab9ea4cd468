"""No row can point into another workspace, and every column says why it is kept. Both are read from the tables."""

import inspect

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from storage import log as log_module
from storage.db import Database
from storage.tables import Annoyance, Report, Work, metadata, table
from tests.source import modules
from tests.support.clocks import START

TABLES = [one for one in metadata.sorted_tables if one.name != "workspace"]
COLUMNS = [column for one in metadata.sorted_tables for column in one.columns]
REGISTER = ("why", "origin", "seen", "kept")


def names(columns: object) -> list[str]:
    return [column.name for column in columns]  # type: ignore[attr-defined]


def of_kind(one: Table, kind: type[UniqueConstraint] | type[ForeignKeyConstraint]) -> list[list[str]]:
    return [names(constraint.columns) for constraint in one.constraints if isinstance(constraint, kind)]


def unique(one: Table) -> list[list[str]]:
    indexes = [names(index.columns) for index in one.indexes if index.unique]
    return of_kind(one, UniqueConstraint) + indexes


@pytest.mark.parametrize("one", TABLES, ids=str)
class TestTenancy:
    def test_the_workspace_comes_first_in_the_primary_key(self, one: Table) -> None:
        assert names(one.primary_key.columns)[0] == "workspace_id"
        assert len(one.primary_key.columns) > 1

    def test_the_workspace_comes_first_in_what_is_unique(self, one: Table) -> None:
        assert {columns[0] for columns in unique(one)} <= {"workspace_id"}

    def test_foreign_keys_stay_within_the_workspace(self, one: Table) -> None:
        keys = [key for key in one.constraints if isinstance(key, ForeignKeyConstraint)]
        assert keys
        for key in keys:
            first = key.elements[0]
            assert first.parent.name == "workspace_id"
            assert first.target_fullname in ("workspace.id", f"{key.referred_table.name}.workspace_id")

    def test_each_row_belongs_to_a_workspace_that_exists(self, one: Table) -> None:
        assert ["workspace_id"] in of_kind(one, ForeignKeyConstraint)

    def test_each_constraint_has_a_name_so_that_a_migration_can_change_it(self, one: Table) -> None:
        assert [constraint for constraint in one.constraints if not constraint.name] == []


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_each_column_has_its_line_in_the_privacy_register(column: Column[object]) -> None:
    assert {key: bool(str(column.info.get(key, "")).strip()) for key in REGISTER} == dict.fromkeys(REGISTER, True)


def test_the_workspace_alone_is_known_by_one_key() -> None:
    workspace = metadata.tables["workspace"]
    assert (names(workspace.primary_key.columns), unique(workspace)) == (["id"], [["slack_team_id"]])


def test_the_database_refuses_a_row_that_points_into_another_workspace(bare: Database) -> None:
    with bare.transaction("w") as tx:
        tx.session.add(Annoyance(workspace_id="w", number=1, title="t", state="new", created_at=START,
                                 changed_at=START))
    with pytest.raises(IntegrityError), bare.transaction("v") as tx:
        tx.session.add(Report(workspace_id="v", id="r", number=1, first_number=1, story="s", door="slash",
                              text_key="k", created_at=START))


def test_every_kind_of_work_is_indexed_while_it_is_open() -> None:
    partial = {index.name: str(index.dialect_options["postgresql"]["where"]) for index in table(Work).indexes}
    assert partial == dict.fromkeys(["work_due", "work_chain"], "state in ('waiting', 'sending')")


def test_the_log_can_only_be_added_to_and_only_a_name_changes_in_it() -> None:
    source = inspect.getsource(log_module)
    assert "insert" in source
    assert not any(word in source for word in ("delete(", ".delete", "session.merge"))
    assert [source.count(word) for word in ("update(", ".values(", ".values(by=new)")] == [1, 1, 1]


def test_no_storage_function_but_the_logs_own_writes_to_the_log() -> None:
    importers = {module.path for module in modules("storage", "bot") if "storage.tables.Log" in module.imports()}
    assert importers <= {"storage/log.py"}
