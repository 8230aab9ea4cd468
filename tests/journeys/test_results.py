"""A survey's results from the sender's side: nothing from four anonymous answers, figures from five on, a chart with
its words, a table that can be read back, posted where the team works."""

import csv
import io
from datetime import date, timedelta

import pytest
from PIL import Image

from bot.domain.survey_plans import Audience, PlanDraft, Trigger
from bot.sandbox.slack.faults import Kind
from bot.views import charts
from storage.tables import SurveyPlan
from tests.support import cast
from tests.support.answered import answered
from tests.support.snag import Json, Office, action_ids, texts

PEOPLE = (cast.RITA, cast.ANA, cast.BEN, cast.TESS, cast.MIA, cast.ADAM, cast.MINJUN)
DRAFT = PlanDraft("helped", "csat", Audience.PEOPLE, Trigger.BY_HAND, decision="Whether we keep the hotline",
                  decider=cast.CARA, decide_on=date(2026, 4, 1), people=PEOPLE, team="payments")


async def asked(office: Office) -> None:
    """Cara asks seven people, each in their own morning."""
    services = office.core.services
    await services.run(services.surveys.create, office.snag.workspace_id, cast.CARA, DRAFT, key="draft")
    await office.settle()
    for _ in range(2):
        await office.pass_time(timedelta(hours=15))  # 09:00 in Seoul, then day again in Berlin


async def says(office: Office, person: str, point: str) -> None:
    [question] = [message for message in office.direct(person) if f"survey_tap_{point}" in action_ids(message)]
    await office.click(person, question, f"survey_tap_{point}")


async def results(office: Office) -> Json:
    """Cara looks."""
    await office.report(cast.CARA, "survey results")
    await office.click(cast.CARA, office.private(cast.CARA)[-1], "survey_results")
    return office.form(cast.CARA)


def files(office: Office, messages: list[Json]) -> list[Json]:
    return [file for message in messages for file in message.get("files", [])]


def content(office: Office, file: Json) -> bytes:
    return office.slack.parts.world.files[file["id"]].content


async def test_the_sender_sees_nothing_of_four_and_figures_of_six(office: Office) -> None:
    await asked(office)
    for person, point in zip(PEOPLE[:4], "5544", strict=True):
        await says(office, person, point)
    shown = str(await results(office))
    assert "4 of 7 who were asked have answered (57 %)." in shown
    assert "Not yet: 4 of 5 answers needed." in shown
    assert "█" not in shown
    assert "certainty" not in shown
    for person, point in zip(PEOPLE[4:6], "21", strict=True):
        await says(office, person, point)
    shown = str(await results(office))
    assert "67 % of 6 answers; with 95 % certainty between 30 and 90 % (Wilson)" in shown
    await says(office, PEOPLE[6], "1")
    later = str(await results(office))
    assert "67 % of 6 answers" in later, "one answer more would be told by the difference"
    assert "1 more answer is not in these figures" in later

    for button in ("results_chart", "results_csv", "results_post"):
        await office.click(cast.CARA, office.form(cast.CARA), button)
    chart, table = files(office, office.direct(cast.CARA))
    with Image.open(io.BytesIO(content(office, chart))) as picture:
        assert (picture.format, picture.width) == ("PNG", charts.WIDTH)
    words = office.slack.parts.world.files[chart["id"]].alt_txt
    assert words.startswith("Bar chart of 6 answers: 1 Very dissatisfied: 1, 2 Rather dissatisfied: 1")
    rows = list(csv.DictReader(io.StringIO(content(office, table).decode("utf-8-sig"), newline="")))
    assert [row["answer"] for row in rows] == ["1", "2", "4", "4", "5", "5"]
    assert not any(person in str(rows) for person in PEOPLE)
    [posted] = [message for message in office.slack.messages(cast.PAY) if "67 % of 6 answers" in message["text"]]
    [below] = files(office, office.slack.messages(cast.PAY, posted["ts"])[1:])
    assert below["name"] == "survey-results.png"


async def test_a_survey_about_an_annoyance_is_posted_on_its_card(office: Office) -> None:
    await office.report(cast.RITA, "The refund never came")
    answered(office.core.db, office.snag.workspace_id, "5", "4", number=1, team_key="payments")
    await results(office)
    await office.click(cast.CARA, office.form(cast.CARA), "results_post")
    [said] = office.thread(cast.PAY)[-2:-1]
    assert said.startswith("Results of a survey, shown by")
    assert "100 % of 2 answers" in said


async def test_without_the_library_the_button_says_how_to_get_charts(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(office.core.db, office.snag.workspace_id, "5", "4")
    monkeypatch.setattr(charts, "is_installed", lambda: False)
    await results(office)
    await office.click(cast.CARA, office.form(cast.CARA), "results_chart")
    assert "pip install 'snag[charts]'" in str(office.form(cast.CARA)["blocks"][0]["elements"][0]["text"])
    assert files(office, office.direct(cast.CARA)) == []


async def test_a_survey_of_no_team_has_no_thread_and_says_so(office: Office) -> None:
    answered(office.core.db, office.snag.workspace_id, "5", "4")
    await results(office)
    await office.click(cast.CARA, office.form(cast.CARA), "results_post")
    assert "no thread to post in" in str(office.form(cast.CARA)["blocks"][0])


async def test_others_see_no_results_and_hear_why_where_a_button_is_old(office: Office) -> None:
    plan_id = answered(office.core.db, office.snag.workspace_id, "5", "4", created_by=cast.RITA)
    await office.report(cast.RITA, "survey results")
    shown = office.private(cast.RITA)[-1]
    with office.core.db.transaction(office.snag.workspace_id) as tx:
        tx.session.get_one(SurveyPlan, (office.snag.workspace_id, plan_id)).created_by = cast.CARA
    await office.click(cast.RITA, shown, "survey_results")
    assert office.person(cast.RITA).view is None
    assert texts(office.private(cast.RITA))[-1].startswith("These results are for whoever sent the survey")
    await office.report(cast.RITA, "survey results")
    assert texts(office.private(cast.RITA))[-1] == "There is no survey yet whose results you may see."


async def test_home_leads_to_the_results(office: Office) -> None:
    answered(office.core.db, office.snag.workspace_id, "5", "4", asked=5)
    home = await office.opened(cast.CARA)
    assert "Answered: 2 of 5." in str(home["blocks"])
    await office.click(cast.CARA, home, "survey_results")
    assert "100 % of 2 answers" in str(office.form(cast.CARA)["blocks"])
    assert "Answered" not in str((await office.opened(cast.RITA))["blocks"])


async def test_a_line_that_only_begins_like_the_command_is_a_report(office: Office) -> None:
    await office.report(cast.RITA, "survey results page is broken")
    assert texts(office.private(cast.RITA))[-1].startswith("Thank you. This is annoyance #1.")


@pytest.mark.parametrize("kind", ["500_after_commit", "reset_after_commit", "reset_before"])
async def test_a_file_whose_sharing_broke_off_stands_there_once(office: Office, kind: Kind) -> None:
    answered(office.core.db, office.snag.workspace_id, "5", "4")
    await results(office)
    office.slack.faults.add("files.completeUploadExternal", kind)
    await office.click(cast.CARA, office.form(cast.CARA), "results_csv")
    for _ in range(3):
        await office.wait(timedelta(seconds=90))
    assert [file["name"] for file in files(office, office.direct(cast.CARA))] == ["survey-results.csv"]
