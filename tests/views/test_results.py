"""What a survey found, drawn: within Slack's limits in three languages, every bar with its figure, every interval with
its method, the chart a picture, and no cell of the file that computes."""

import asyncio
import csv
import io
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.delivery import charts as drawing
from bot.delivery.charts import drawn
from bot.domain.results import Found, Line, Listed, Occasion, Part, Source, Users
from bot.domain.scores import score
from bot.domain.survey_kinds import KINDS
from bot.domain.survey_plans import TEMPLATES, Audience, Withheld
from bot.domain.themes import Theme
from bot.errors import NotNow, Refused
from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from bot.sandbox.slack.validate import characters
from bot.views import results as views
from bot.views.blocks import User
from bot.views.charts import HEIGHT, WIDTH, Chart, Stretch, chart_of, packed, unpacked
from tests.views import values

LANGUAGES = ("en", "ko", "ja")
ALL_BLOCKS = 13_000
DAY = date(2026, 3, 2)
CSAT = KINDS["csat"]
NINETEEN_OF_31 = {1: 3, 2: 4, 3: 5, 4: 9, 5: 10}


def part(kind: str, tally: dict[int, int], source: Source = Source.ASKED, **more: object) -> Part:
    made = score(KINDS[kind], tally)
    return Part(source, **{"answered": made.n, "score": made, "tally": tally, **more})  # type: ignore[arg-type]


def found(kind: str, *parts: Part, **more: object) -> Found:
    return Found(plan_id="0" * 32, kind=kind, **{  # type: ignore[arg-type]  # named by hand below
        "template": "satisfied", "audience": Audience.PEOPLE, "anonymous": False, "decider": "U0CARA",
        "decision": "Whether we keep the hotline", "decide_on": DAY, "asked": 40, "planned": 0, "parts": parts, **more})


@st.composite
def anything(draw: st.DrawFn) -> Found:
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    tallies = st.dictionaries(st.sampled_from(kind.points), st.integers(0, 99_999))

    def one(source: Source) -> Part:
        tally = draw(tallies)
        made = score(kind, tally)
        return Part(
            source, made.n + draw(st.integers(0, 4)), made, tally,
            tuple(Occasion(DAY, draw(values.dates), score(kind, draw(tallies)))
                  for _ in range(draw(st.sampled_from([0, 2, 12])))),
            {users: score(kind, draw(tallies)) for users in Users} if draw(st.booleans()) else {},
            tuple((key, 3) for key in TEMPLATES["satisfied"].low_causes) if draw(st.booleans()) else (),
            tuple(draw(st.lists(values.stories, max_size=10))))

    parts = [one(source) for source in draw(st.sampled_from([[Source.ASKED], list(Source)]))]
    return found(
        kind.key, *parts, template=draw(st.sampled_from(sorted(TEMPLATES))), audience=draw(st.sampled_from(Audience)),
        anonymous=draw(st.booleans()), decision=draw(values.stories), decider=draw(values.names),
        asked=draw(st.integers(0, 99_999)), planned=draw(st.integers(0, 9)), question=draw(st.none() | values.stories),
        number=draw(st.none() | values.numbers), title=draw(values.titles), team=draw(st.none() | values.names),
        withheld=dict.fromkeys(Withheld, 3) if draw(st.booleans()) else {}, decided=draw(values.maybe))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(data=anything())
def test_results_are_what_slack_takes(language: str, data: Found) -> None:
    form = views.results_form(language, data, "results.posted")
    post = views.results_post(language, data, User("U0CARA"))
    assert view_complaints(form) == []
    assert message_complaints(post.blocks) == []
    assert characters(form["blocks"]) <= ALL_BLOCKS
    assert len(post.text) <= 4_000
    assert all(len(views.chart_alt(language, data, part)) <= 1_000 for part in data.parts)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=15)
@given(lines=st.lists(st.builds(
    Listed, values.report_ids, st.sampled_from(sorted(TEMPLATES)), st.just("csat"), st.sampled_from(Audience),
    values.dates, st.integers(0, 9999), st.integers(0, 9999), values.maybe, st.none() | values.numbers,
    st.none() | values.names), max_size=20))
def test_a_list_of_results_is_what_slack_takes(language: str, lines: list[Listed]) -> None:
    message = views.results_list(language, lines)
    assert message_complaints(message.blocks) == []
    assert characters(message.blocks) <= ALL_BLOCKS


@pytest.mark.parametrize("kind, tally, said", [
    ("csat", NINETEEN_OF_31, "61 % of 31 answers; with 95 % certainty between 44 and 76 % (Wilson)"),
    ("csat", {5: 1}, "100 % of 1 answer; how sure that is, is not known"),
    ("ces", {5: 1, 6: 1, 7: 1}, ("6.0 on average on a scale from 1 to 7, of 3 answers; "
                                 "with 95 % certainty between 3.5 and 7.0 (Student's t)")),
    ("nps", {10: 3, 9: 2, 8: 1, 7: 2, 6: 1, 0: 1},
     ("30 on a scale from -100 to 100: 5 promoters and 2 detractors of 10 answers; "
      "with 95 % certainty between -19 and 65 (adjusted Wald)")),
    ("csat", {}, "No answers yet."),
])
def test_a_score_says_how_sure_it_is_and_by_which_method(kind: str, tally: dict[int, int], said: str) -> None:
    assert views.score_in_words("en", KINDS[kind], score(KINDS[kind], tally)) == said


def test_a_bar_stands_behind_its_word_and_figure() -> None:
    drawn_ = str(views.results_form("en", found("csat", part("csat", NINETEEN_OF_31))))
    assert "5 Very satisfied: 10  ████████████'" in drawn_
    assert "1 Very dissatisfied: 3  ████'" in drawn_
    assert "31 of 40 who were asked have answered (78 %)." in drawn_


def test_hidden_answers_show_no_figure_and_nothing_to_draw() -> None:
    shown = views.results_form("en", found("csat", part("csat", {}, answered=4), anonymous=True))
    assert "Not yet: 4 of 5 answers needed." in str(shown)
    assert "█" not in str(shown)
    assert [button["action_id"] for block in shown["blocks"] if block["type"] == "actions"
            for button in block["elements"]] == ["results_post"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@all", "\tx", "\rx"])
def test_a_spreadsheet_computes_nothing(cell: str) -> None:
    content = views.csv_file([Line(DAY, DAY, "csat", Source.ASKED, comment=cell)])
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row["comment"] == f"'{cell}"


TREND = tuple(Occasion(date(2026, 3, day), date(2026, 3, day), score(CSAT, tally))
              for day, tally in ((2, NINETEEN_OF_31), (9, {5: 1})))


def test_a_chart_s_facts_survive_their_journey() -> None:
    chart = chart_of(CSAT, part("csat", NINETEEN_OF_31, trend=TREND))
    assert unpacked(packed(chart)) == chart
    assert chart.points == (("1", 3), ("2", 4), ("3", 5), ("4", 9), ("5", 10))
    assert chart.over_time[1] == Stretch("2026-03-09", 100, None, None)
    assert (chart.least, chart.most, chart.unit) == (0, 100, "%")


async def test_the_chart_is_a_picture_with_paper_of_its_own() -> None:
    content = await drawn(chart_of(CSAT, part("csat", NINETEEN_OF_31, trend=TREND)))
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (WIDTH, 2 * HEIGHT))
        opaque = picture.convert("RGBA")
        assert opaque.getchannel("A").getextrema() == (255, 255)
        assert opaque.getpixel((0, 0)) == (255, 255, 255, 255)
        assert len(opaque.convert("L").getcolors() or []) > 2


async def test_a_chart_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 0.2)
    with pytest.raises(NotNow):
        await drawn(Chart((("1", 1),)), ("-c", "import time; time.sleep(60)"))


async def test_a_chart_that_fails_is_refused() -> None:
    with pytest.raises(Refused, match="no_chart"):
        await drawn(Chart((("1", 1),)), ("-c", "raise SystemExit('no letters')"))


async def test_the_drawing_process_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    said = await drawn(Chart((("1", 1),)), ("-c", "import os; print(sorted(os.environ))"))
    assert b"SLACK" not in said


async def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr(drawing, "is_installed", lambda: False)
    with pytest.raises(Refused) as refused:
        await asyncio.wait_for(drawn(Chart((("1", 1),))), 5)
    assert "snag[charts]" in refused.value.remedy


ABOUT = [("en", "What comments are about: 영수증 프린터 (7), waiting time (5)"),
         ("ko", "의견에 나온 이야기: 영수증 프린터 (7), waiting time (5)"),
         ("ja", "コメントの内容: 영수증 프린터 (7), waiting time (5)")]


@pytest.mark.parametrize("language, said", ABOUT)
def test_what_comments_are_about_stands_in_their_own_words_and_is_heard(language: str, said: str) -> None:
    themes = (Theme("영수증 프린터", tuple(range(7))), Theme("waiting time", tuple(range(7, 12))))
    of = found("csat", part("csat", NINETEEN_OF_31, comments=("Slow",) * 12, themes=themes))
    post = views.results_post(language, of, User("U0CARA"))
    assert said in str(views.results_form(language, of))
    assert said in str(post.blocks)
    assert said in post.text
