"""A database that an earlier release has filled comes to this version: nothing is lost, and Snag goes on with it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli.data import _write_json
from bot.domain.annoyances import State
from bot.services.exports import Exports
from bot.services.learning import Learning
from storage import migrate
from storage.db import Database
from storage.engines import engine_for
from storage.migrations.check import differences
from tests.data.releases import RELEASES, Release, rows
from tests.support import cast, databases
from tests.support.clocks import StillClock
from tests.support.larkfield import Services, services_on
from tests.support.play import Play
from tests.support.snag import KEY, office

AFTER = datetime(2026, 3, 25, 9, tzinfo=UTC)
"""The day after the kept database's last."""
PERIOD = "2026-03-30"
WORDS = "term"
"""By what annoyances were found up to revision 0004: made anew from the reports, forwards and back."""


@pytest.fixture(params=RELEASES, ids=lambda release: release.revision)
def release(request: pytest.FixtureRequest) -> Release:
    found: Release = request.param
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def before(request: pytest.FixtureRequest, release: Release, tmp_path: Path) -> Iterator[str]:
    """The address of a database as the release left it."""
    if request.param == "sqlite":
        yield release.write_file(tmp_path)
        return
    request.getfixturevalue("postgresql_template")  # it says what to do where no server answers
    with databases.postgresql() as name:
        release.copy_to(databases.url_of(name), tmp_path)
        yield databases.url_of(name)


@pytest.fixture
def upgraded(before: str) -> str:
    migrate.upgrade(before)
    return before


@pytest.fixture
def services(upgraded: str) -> Iterator[Services]:
    db = Database(upgraded)
    yield services_on(db, StillClock(AFTER))
    db.close()


@pytest.fixture
def play(services: Services) -> Play:
    return Play(services, services.workspaces.ensure())


def test_the_kept_database_has_something_in_every_table(release: Release, tmp_path: Path) -> None:
    assert [name for name, found in rows(release.write_file(tmp_path)).items() if not found] == []


def test_the_kept_annoyances_are_in_every_state_that_somebody_can_bring_about(release: Release) -> None:
    assert {line["status"] for line in release.exported} == set(State) - {State.WONT_FIX, State.MERGED}


def test_the_kept_key_is_the_one_that_tests_use(release: Release) -> None:
    first = release.sql.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"-- SNAG_ENCRYPTION_KEY={KEY}"


def test_the_kept_database_stays_small(release: Release) -> None:
    assert release.sql.stat().st_size < 500_000


def test_upgrading_keeps_every_row_and_every_value(before: str) -> None:
    was = rows(before)
    was.pop(WORDS, None)
    migrate.upgrade(before)
    assert rows(before, like=was) == was


def test_after_upgrading_the_tables_are_those_of_the_code(upgraded: str) -> None:
    assert differences(upgraded) == []


def test_the_way_back_loses_nothing_that_the_release_knew(before: str, release: Release) -> None:
    was = rows(before)
    migrate.upgrade(before)
    migrate.downgrade(before, release.revision)
    assert migrate.current(before) == release.revision
    now, words = rows(before), was.pop(WORDS, [])
    found = now.pop(WORDS, [])  # without what only reports said that were changed or taken back
    assert now == was
    assert bool(found) == bool(words)
    assert [one for one in found if one not in words] == []


def test_a_copy_holds_what_the_kept_file_holds(before: str, release: Release, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert rows(before) == rows(release.write_file(tmp_path / "again"))


def test_the_export_says_what_the_release_said(services: Services, release: Release, tmp_path: Path) -> None:
    file = tmp_path / "exported.jsonl"
    with file.open("w", encoding="utf-8") as out:
        _write_json(Exports(services.db, services.clock).reports(services.workspaces.ensure(), by="cli:admin"), out)
    said = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [{name: now.get(name) for name in then} for then, now in zip(release.exported, said, strict=True)
            ] == release.exported


@pytest.mark.parametrize("reporter", [cast.RITA, cast.MINJUN, cast.YUKI, cast.GUS])
def test_reporters_find_their_own_reports(play: Play, release: Release, reporter: str) -> None:
    theirs = [line for line in release.exported if line["reporter"] == reporter]
    mine = play.services.reports.mine(play.workspace_id, reporter)
    assert mine.total == len(theirs)
    assert {line.number: line.title for line in mine.lines} == {line["number"]: line["title"] for line in theirs}


def test_what_people_said_of_routings_before_is_learned(play: Play) -> None:
    standing = Learning(play.services.db, play.services.clock).standing(play.workspace_id)
    assert standing is not None
    assert standing.labels == len(play.labels()) > 0
    assert standing.lessons > 0
    made = play.report("The refund never arrived, again")
    assert (made.team, made.why.like != ()) == ("Payments", True)


def test_a_card_shows_what_it_showed(play: Play) -> None:
    card = play.services.annoyances.card(play.workspace_id, 2)
    assert card is not None
    assert (card.title, card.state, card.team, card.reports) == (
        "환불이 일주일째 안 들어온대요", State.RESOLVED, "Payments", 2)
    assert (card.customer_words, card.what_was_done) == ("제 돈은 어디 있나요?", "The bank had the wrong file")


def test_published_digests_can_be_read_and_the_next_one_goes_on_where_they_ended(play: Play) -> None:
    [last] = play.services.digests.newest(play.workspace_id, cast.ANA)
    play.services.clock.move_to(datetime(2026, 3, 30, 12, tzinfo=UTC))
    play.services.digests.expand(play.workspace_id, play.services.clock.now())
    assert play.step("publish_digest") == 2  # the App team has switched its digest off
    published = play.services.digests.published(play.workspace_id, "payments", PERIOD)
    assert published is not None
    figures = published.figures
    assert figures.starts_at == last.figures.ends_at
    assert (figures.new.total, figures.withdrawn) == (1, 1)  # 15, reported and taken back
    assert figures.verified_of_asked == (1, 1)  # 1, when its asking ended
    assert figures.answered_of_asked == (1, 2)  # about 2 Minjun does not know, and Rita has said nothing


def test_the_next_report_gets_the_next_number(play: Play, release: Release) -> None:
    last = max(line["first_number"] for line in release.exported)
    assert play.report("The refund comes in coins").number == last + 1


async def test_what_waited_is_carried_out_after_the_upgrade(upgraded: str) -> None:
    async with office(upgraded, at=AFTER) as here:
        await here.wait(timedelta(hours=2))  # the channel can be used again, and Slack's pause is over
        assert "앱이 켜지자마자 꺼져요" in here.card(cast.APP_TEAM, 14)["text"]
        await here.click(cast.HANA, here.card(cast.APP_TEAM, 14), "acknowledge")
        assert "앱이 켜지자마자 꺼져요" in here.direct(cast.MINJUN)[-1]["text"]


CUSTOMERS: dict[int, tuple[dict[str, str], bool]] = {
    3: ({"reference": "R-1"}, True),
    4: ({"how_known": "public_post"}, True),
    5: ({"post_link": "https://example.com/1", "door": "import"}, True),
    6: ({"reference": "R-2", "door": "import", "may_contact": "no"}, False),
    7: ({"reference": "R-3", "may_contact": "no"}, True),
    9: ({}, False),
    14: ({"reference": "R-4", "door": "import"}, True),  # its card still waits
    15: ({"reference": "R-5"}, False),  # it is withdrawn
    10: ({"reference": "R-6", "door": "import"}, False),  # made one without a card
}
"""What the only reports of some annoyances say, and whether their customers wait after the upgrade."""


def test_who_waits_after_the_upgrade_is_who_would_wait_if_it_were_reported_now(before: str) -> None:
    migrate.upgrade(before, "0003")
    engine = engine_for(before)
    with engine.begin() as connection:
        connection.execute(text("update report set reference = null, contact_sealed = null, post_link = null, "
                                "how_known = null"))
        for number, (said, _) in CUSTOMERS.items():
            for column, value in said.items():
                connection.execute(text(f"update report set {column} = :value where number = :number"),
                                   {"value": value, "number": number})
        connection.execute(text("delete from post where subject = 'card:10'"))
        connection.execute(text("delete from work where dedup_key = 'card:10'"))
    migrate.upgrade(before)
    with engine.connect() as connection:
        found = connection.execute(text("select number from report where customer_state = 'waiting'"))
        assert {number for (number,) in found} == {number for number, (_, waits) in CUSTOMERS.items() if waits}
    engine.dispose()


@pytest.fixture
def one_still_to_ask(before: str, release: Release) -> str:
    """The release had planned to ask Rita how it is now, and its row waits for the upgrade."""
    engine = engine_for(before)
    with engine.begin() as connection:
        [survey] = connection.execute(text("select id from survey where closed_at is null")).scalars()
        connection.execute(text("update invitation set asked_at = null where survey_id = :id and user_id = :user"),
                           {"id": survey, "user": cast.RITA})
        connection.execute(text("update work set state = 'waiting', finished_at = null where dedup_key = :key"),
                           {"key": f"ask:{survey}:{cast.RITA}"})
    engine.dispose()
    migrate.upgrade(before)
    return before


async def test_a_question_that_the_release_had_planned_is_asked_and_counted(one_still_to_ask: str) -> None:
    async with office(one_still_to_ask, at=AFTER) as here:
        await here.wait(timedelta(hours=2))
        asked = here.direct(cast.RITA)[-1]
        assert "How is it now?" in asked["text"]
        assert "The bank had the wrong file" in asked["text"]
        await here.click(cast.RITA, asked, "answer_gone")
        assert "Verified" in here.card(cast.PAY, 2)["text"]
        assert here.thread(cast.PAY, 2)[-1] == "Gone for good: 1 of 2 who answered said it is gone (2 were asked)."


def test_what_was_sealed_opens(play: Play) -> None:
    [waiting] = [row for row in play.work("reply") if row.payload]
    opened = play.services.secrets.open(waiting.payload["url"])
    assert opened is not None
    assert opened.startswith("http://127.0.0.1:")
