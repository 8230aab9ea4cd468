"""Whatever somebody does with an anonymous survey, no row says what they answered; and whatever is clicked at once,
it is one answer and one report. On each database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.domain.people import Back
from storage import posts
from storage.tables import Invitation, Report, Response, metadata, table
from tests.support.cast import BEN, RITA
from tests.support.play import Play
from tests.support.surveying import Surveying

BACK = Back(RITA, "https://hooks.example/1", "D0RITA", replace=True)
TS = "1772618400.000100"
KNOWN_TO_BE_ASKED = {"invitation", "post", "work", "person"}
"""Who is asked, when and by which message is known; what they answered is not."""


@pytest.fixture
def asking(play: Play) -> Surveying:
    return Surveying(play)


def rows(asking: Surveying) -> list[tuple[str, str]]:
    """All that the database holds, row by row, with the table's name."""
    with asking.play.services.db.reading() as session:
        return [(table_.name, str(tuple(row))) for table_ in metadata.sorted_tables
                for row in session.connection().execute(select(table_))]


def invited(asking: Surveying, *, anonymous: bool) -> str:
    """Rita and Ben are asked, and the address book knows where Rita's question stands."""
    survey = asking.survey(RITA, BEN, kind="csat", team_key="payments", anonymous=anonymous)
    asking.go_on(minutes=1)
    with asking.play.services.db.transaction(asking.workspace_id) as tx:
        posts.keep(tx.session, asking.workspace_id, f"survey:{survey}:{RITA}", "D0RITA", TS,
                   at=asking.play.services.clock.now())
    return survey


def live_through(asking: Surveying, survey: str) -> None:
    """Taps, changes, a comment that becomes a report, wishes; with keys as Slack makes them."""
    answers, workspace = asking.play.services.answers, asking.workspace_id

    def key(action: str) -> str:
        return f"action:{TS}:{action}:{asking.play.key()}"

    answers.tap(workspace, RITA, survey, "4", back=BACK, key=key("survey_tap_4"))
    answers.show(workspace, RITA, survey, again=True, back=BACK)
    answers.tap(workspace, RITA, survey, "1", back=BACK, key=key("survey_tap_1"))
    answers.comment(workspace, RITA, survey, "Nobody answered", "no_answer", back=BACK, key="view:V0RITA")
    answers.make_report(workspace, RITA, survey, back=BACK, key=key("survey_report"))
    answers.opt_out(workspace, RITA, survey_id=survey, back=BACK, key=key("surveys_off"))
    answers.be_quiet(workspace, RITA, "12:00", "13:00", key="view:V1RITA")


def test_no_row_says_what_somebody_answered(asking: Surveying) -> None:
    survey = invited(asking, anonymous=True)
    before = set(rows(asking))
    live_through(asking, survey)
    new = [row for row in rows(asking) if row not in before]
    assert {"response", "report", "inbox", "log", "asking_wish"} <= {name for name, _ in new}
    for needle in (RITA, TS, "V0RITA", "survey_tap"):
        assert [row for row in new if needle in row[1]] == []
    said = [row for row in rows(asking) if RITA in row[1]]
    assert {name for name, _ in said} <= KNOWN_TO_BE_ASKED | {"workspace", "team"}
    assert [row for row in said if "Nobody answered" in row[1] or "no_answer" in row[1]] == []
    (kept,) = asking.play._all(Response)
    assert [row for row in rows(asking) if kept.user_id in row[1]] == [("response", str(_as_row(asking)))]


def _as_row(asking: Surveying) -> tuple[object, ...]:
    with asking.play.services.db.reading() as session:
        return tuple(session.connection().execute(select(table(Response))).one())


def test_with_a_name_the_rows_say_it(asking: Surveying) -> None:
    """The search finds what is there to be found."""
    live_through(asking, invited(asking, anonymous=False))
    assert {"response", "report", "log"} <= {name for name, said in rows(asking) if RITA in said}


def test_answers_of_one_person_to_two_anonymous_surveys_do_not_meet(asking: Surveying) -> None:
    for survey in (invited(asking, anonymous=True), invited(asking, anonymous=True)):
        asking.play.services.answers.tap(asking.workspace_id, RITA, survey, "4", back=None, key=survey)
    first, second = asking.play._all(Response)
    assert first.user_id != second.user_id
    assert {row.user_id for row in asking.play._all(Invitation)} == {RITA, BEN}


@pytest.mark.parametrize("anonymous", [True, False])
def test_what_is_clicked_at_once_is_one_answer_and_one_report(asking: Surveying, *, anonymous: bool) -> None:
    survey = invited(asking, anonymous=anonymous)
    answers, workspace, gate = asking.play.services.answers, asking.workspace_id, Barrier(4)
    answers.tap(workspace, RITA, survey, "5", back=None, key="first")
    answers.comment(workspace, RITA, survey, "Nobody answered", None, back=None, key="words")

    def click(number: int) -> None:
        gate.wait()
        if number % 2:
            answers.tap(workspace, RITA, survey, "1", back=None, key=f"click {number}")
        else:
            answers.make_report(workspace, RITA, survey, back=None, key=f"click {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(click, range(4)))
    (kept,), (made,) = asking.play._all(Response), asking.play._all(Report)
    assert (kept.answer, kept.report_id) == ("1", made.id)
