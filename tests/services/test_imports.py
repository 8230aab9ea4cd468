"""Importing into a real database: what is stored, what is there already, what a crash in the middle leaves."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event
from sqlmodel import col, select

from bot.domain.import_files import Row, Skipped
from bot.domain.imports import Target
from bot.errors import StorageUnavailable
from bot.services.imports import Imports, Prepared, Taken
from bot.services.pseudonyms import Pseudonyms
from storage import settings as stored
from storage.tables import Annoyance, Label, Log, Move, Report, Rule, Work
from tests.support.cast import PAY, RITA, TRIAGE
from tests.support.clocks import START
from tests.support.finding import found
from tests.support.larkfield import Services

EVERY = {target: str(target) for target in Target}


class Desk:
    """Imports of one workspace; each `take` is a file of its own."""

    def __init__(self, services: Services, workspace_id: str) -> None:
        self.services, self.workspace_id = services, workspace_id
        self.imports = Imports(services.db, services.clock, Pseudonyms(services.secrets))

    def prepare(self, rows: Iterable[dict[str, str]]) -> Prepared:
        reader = self.imports.reader(self.workspace_id, EVERY)
        return self.imports.prepare(reader, [Row(line, row) for line, row in enumerate(rows, start=2)])

    def take(self, *rows: dict[str, str], post_cards: bool = False) -> Taken:
        return self.imports.store(self.workspace_id, self.prepare(rows).ready, by="cli:adam", post_cards=post_cards)

    def all_of(self, model: type) -> list[object]:
        with self.services.db.reading() as session:
            return list(session.exec(select(model)))

    def reports(self) -> list[Report]:
        with self.services.db.reading() as session:
            return list(session.exec(select(Report).order_by(col(Report.id))))

    def annoyances(self) -> list[Annoyance]:
        with self.services.db.reading() as session:
            return list(session.exec(select(Annoyance).order_by(col(Annoyance.number))))


@pytest.fixture
def desk(services: Services, workspace_id: str) -> Desk:
    return Desk(services, workspace_id)


def test_of_a_row_its_language_and_upset_words_are_noted_and_nothing_more(desk: Desk) -> None:
    desk.take({"text": "환불이 안 와서 짜증나요"})
    (report,) = desk.reports()
    assert (report.language, bool(report.upset_words), report.emotion) == ("ko", True, None)


def test_a_row_becomes_a_report_of_a_numbered_annoyance(desk: Desk) -> None:
    taken = desk.take({"text": "Where is my refund? I wait", "customer_words": "give it back", "reporter": RITA})
    (report,), (annoyance,) = desk.reports(), desk.annoyances()
    assert (taken.to_team, taken.already) == ({"Payments": 1}, 0)
    assert (report.number, report.story, report.customer_words) == (1, "Where is my refund? I wait", "give it back")
    assert (report.reporter_id, report.door) == (RITA, "import")
    assert (annoyance.title, annoyance.state, annoyance.team_key) == ("Where is my refund?", "new", "payments")


def test_a_report_needs_no_reporter(desk: Desk) -> None:
    desk.take({"text": "slow"})
    assert desk.reports()[0].reporter_id is None


def test_the_time_of_a_row_is_that_of_report_annoyance_and_first_move(desk: Desk) -> None:
    desk.take({"text": "slow", "created_at": "2026-01-02T10:00"})
    at = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)  # ten in Berlin, the workspace's zone
    (move,) = desk.all_of(Move)
    assert isinstance(move, Move)
    assert [desk.reports()[0].created_at, desk.annoyances()[0].created_at, desk.annoyances()[0].changed_at,
            move.at] == [at] * 4


def test_a_row_without_a_time_came_now(desk: Desk) -> None:
    desk.take({"text": "slow"})
    assert desk.reports()[0].created_at == START


def test_what_identifies_a_customer_is_masked_before_it_is_stored(desk: Desk) -> None:
    desk.take({"text": "call +49 30 901820", "customer_words": "write to kim@example.com"})
    assert (desk.reports()[0].story, desk.reports()[0].customer_words) == ("call [phone]", "write to [e-mail]")


def test_a_team_in_the_row_is_an_explicit_choice_and_a_label(desk: Desk) -> None:
    assert desk.take({"text": "refund", "team": "delivery"}).to_team == {"Delivery": 1}
    (label,) = desk.all_of(Label)
    assert isinstance(label, Label)
    assert (desk.annoyances()[0].route_by, label.team_key, label.kind) == ("choice", "delivery", "chosen")


def test_a_team_nobody_knows_leaves_the_words_to_decide(desk: Desk) -> None:
    assert desk.take({"text": "refund", "team": "Sales"}).to_team == {"Payments": 1}


def test_a_touchpoint_leads_to_its_team(desk: Desk) -> None:
    assert desk.take({"text": "hm", "touchpoint": "Checkout"}).to_team == {"Payments": 1}
    assert desk.annoyances()[0].touchpoint_key == "checkout"


def test_what_says_nothing_goes_to_triage(desk: Desk) -> None:
    assert desk.take({"text": "hm"}).to_team == {None: 1}
    assert desk.annoyances()[0].state == "triage"


def test_the_same_file_twice_adds_nothing(desk: Desk) -> None:
    rows: list[dict[str, str]] = [{"text": "a"}, {"text": "b"}, {"text": "a"}]
    assert desk.take(*rows).already == 0
    assert desk.take(*rows) == Taken({}, 3)
    assert [report.story for report in desk.reports()] == ["a", "b", "a"]


def test_a_longer_file_adds_only_what_is_new(desk: Desk) -> None:
    desk.take({"text": "a"})
    assert desk.take({"text": "a"}, {"text": "a"}).already == 1
    assert len(desk.reports()) == 2


def test_an_external_id_is_let_in_once_whatever_else_the_row_says(desk: Desk) -> None:
    desk.take({"text": "a", "external_id": "T-1"})
    assert desk.take({"text": "a, corrected", "external_id": "T-1"}).already == 1
    assert [report.external_key for report in desk.reports()] == ["T-1"]


def test_one_external_id_twice_in_a_batch_is_stored_once(desk: Desk) -> None:
    taken = desk.take({"text": "a", "external_id": "1"}, {"text": "a", "external_id": "1"})
    assert (taken.already, len(desk.reports())) == (1, 1)


def test_two_workspaces_do_not_see_each_others_keys(desk: Desk, services: Services) -> None:
    desk.take({"text": "a", "external_id": "1"})
    with services.db.transaction("") as tx:
        other = stored.create_workspace(tx.session, START).id
    assert Desk(services, other).take({"text": "a", "external_id": "1"}).already == 0


def test_bad_rows_are_named_and_the_others_are_ready(desk: Desk) -> None:
    prepared = desk.prepare([{"text": "a"}, {"created_at": "soon", "text": "b"}, {"text": " \u200b"}])
    assert [(row.line, row.reason[:10]) for row in prepared.skipped] == [(3, "created_at"), (4, "text is em")]
    assert [row.entry.draft.text for row in prepared.ready] == ["a"]


def test_lines_that_the_file_could_not_give_stay_skipped(desk: Desk) -> None:
    reader = desk.imports.reader(desk.workspace_id, EVERY)
    bad = Skipped(9, "it is no JSON object")
    assert desk.imports.prepare(reader, [bad]) == Prepared((), (bad,))


def test_no_card_is_asked_for_unless_wanted(desk: Desk) -> None:
    desk.take({"text": "refund"}, {"text": "hm"})
    assert desk.all_of(Work) == []


def test_with_cards_each_report_has_one_in_its_channel(desk: Desk) -> None:
    desk.take({"text": "refund"}, {"text": "hm"}, post_cards=True)
    rows = [row for row in desk.all_of(Work) if isinstance(row, Work)]
    assert sorted((row.topic, row.dedup_key, row.channel) for row in rows) == [
        ("card", "card:1", PAY), ("card", "card:2", TRIAGE)]


def test_importing_again_with_cards_posts_none_for_what_is_there(desk: Desk) -> None:
    desk.take({"text": "refund"})
    desk.take({"text": "refund"}, post_cards=True)
    assert desk.all_of(Work) == []


def test_an_imported_annoyance_can_be_found(desk: Desk) -> None:
    desk.take({"text": "the voucher code is refused"})
    found = desk.services.reports.find(desk.workspace_id, RITA, "voucher refused")
    assert [line.number for line in found] == [1]


def test_a_trial_stores_nothing_and_says_what_storing_would_say(desk: Desk) -> None:
    rows: list[dict[str, str]] = [{"text": "refund"}, {"text": "hm"}, {"text": "x", "team": "app"}]
    tried = desk.imports.try_out(desk.workspace_id, desk.prepare(rows).ready)
    assert (desk.reports(), desk.annoyances(), desk.all_of(Log)) == ([], [], [])
    assert tried == desk.take(*rows)
    assert desk.imports.try_out(desk.workspace_id, desk.prepare(rows).ready) == Taken({}, 3)


def test_rules_hear_the_rest_of_the_form_in_a_trial_and_in_earnest(desk: Desk) -> None:
    with desk.services.db.transaction(desk.workspace_id) as tx:
        for place, when in enumerate([{"contact": "phone"}, {"segment": "new"}, {"line": "rental cars"}]):
            tx.session.add(Rule(workspace_id=desk.workspace_id, place=place, team_key="delivery", conditions=when))
        tx.session.flush()
        stored.changed(tx.session, desk.workspace_id)
    rows: list[dict[str, str]] = [{"text": "a", "contact_channel": "phone"}, {"text": "b", "segment": "new"},
                                  {"text": "c", "line": "Rental cars"}]
    assert desk.imports.try_out(desk.workspace_id, desk.prepare(rows).ready) == Taken({"Delivery": 3}, 0)
    assert desk.take(*rows) == Taken({"Delivery": 3}, 0)


def test_the_log_says_who_imported_how_many(desk: Desk) -> None:
    desk.take({"text": "a"}, {"text": "b"})
    desk.take({"text": "a"}, {"text": "b"})
    (line,) = [row for row in desk.all_of(Log) if isinstance(row, Log)]
    assert (line.act, line.by, line.subject, line.detail) == ("import", "cli:adam", "#1-2", {"reports": 2})


def test_a_batch_that_breaks_in_the_middle_leaves_nothing_and_can_be_given_again(desk: Desk) -> None:
    ready = desk.prepare([{"text": f"story {number}"} for number in range(5)]).ready
    engine, met = desk.services.db.engine, []

    def break_off(connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT INTO report"):
            met.append(statement)
            if len(met) == 3:
                raise StorageUnavailable("the disk is full")

    event.listen(engine, "before_cursor_execute", break_off)
    with pytest.raises(StorageUnavailable):
        desk.imports.store(desk.workspace_id, ready, by="cli:adam")
    event.remove(engine, "before_cursor_execute", break_off)
    assert desk.reports() == []
    desk.imports.store(desk.workspace_id, ready, by="cli:adam")
    assert [report.number for report in desk.reports()] == [1, 2, 3, 4, 5]
    with desk.services.db.reading() as session:
        assert found(session, desk.workspace_id, "story") == [5, 4, 3, 2, 1]
