"""Asked in Slack, answered by one tap, changed, commented, reported, stopped: as Rita, Minjun and Yuki see it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog

from bot.cli.common import start_logging
from storage.tables import Report, Response
from tests.journeys.test_without_a_name import calls_that_say, rows_that_say
from tests.support import asked, cast
from tests.support.asked import question
from tests.support.snag import Office, labels, texts

WORDS = "Nobody answered for two weeks"
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=8)


@pytest.mark.parametrize("who, asks, faces, lowest, said, comment_, became, ended", [
    (cast.RITA, "Did our answer help you?", "🙁 Bad", "Very bad", "Your answer: Very bad", "Add a comment",
     "Your comment became a report: #1.", "This survey has ended."),
    (cast.MINJUN, "저희 답변이 도움이 됐나요?", "🙁 나쁨", "매우 나쁨", "내 답: 매우 나쁨", "의견 남기기",
     "남기신 의견이 제보가 됐어요: #1.", "설문이 끝났어요."),
    (cast.YUKI, "こちらからの回答は役に立ちましたか？", "🙁 よくない", "とてもよくない", "あなたの回答：とてもよくない",
     "コメントを書く", "コメントは報告になりました：#1。", "このアンケートは終了しました。"),
])
async def test_from_the_question_to_the_card_and_the_end(
        office: Office, who: str, asks: str, faces: str, lowest: str, said: str, comment_: str, became: str,
        ended: str) -> None:
    await office.report(who, "help")  # their zone is known from then on
    survey = await asked.survey(office, who, kind="smiley_5", team_key="payments",
                                pass_=timedelta(hours=24 if who == cast.RITA else 16))
    first = question(office, who)
    assert asks in first["text"]
    assert faces in labels(first)
    assert lowest in [label.partition(" ")[2] for label in labels(first)]
    told = len(office.direct(who))

    await office.click(who, first, "survey_tap_4")
    await office.click(who, question(office, who), "survey_change")
    assert len(labels(question(office, who))) == 6
    await office.click(who, question(office, who), "survey_tap_1")
    assert said in question(office, who)["text"]
    assert comment_ in labels(question(office, who))

    await office.click(who, question(office, who), "survey_comment")
    await office.submit(who, {"comment": WORDS, "cause": "no_answer"})
    assert became in question(office, who)["text"]
    assert WORDS in office.card(cast.PAY)["text"]
    assert "survey_report" not in str(question(office, who)["blocks"])

    await office.pass_time(A_WEEK)
    await office.click(who, first, "survey_tap_5")
    assert ended in question(office, who)["text"]
    assert said in question(office, who)["text"], "what was pressed too late is not counted"
    assert len(office.direct(who)) == told, "all of it in one message"
    (kept,) = asked.rows(office, Response)
    assert (kept.survey_id, kept.answer, kept.comment, kept.cause) == (survey, "1", WORDS, "no_answer")


async def test_two_taps_at_once_and_old_buttons_are_one_answer(stored: Office) -> None:
    await asked.survey(stored, cast.RITA, cast.BEN, kind="csat")
    shown, rita = question(stored, cast.RITA), stored.person(cast.RITA)
    both = await asyncio.gather(rita.click(shown, "survey_tap_2"), rita.click(shown, "survey_tap_2"),
                                stored.person(cast.BEN).click(question(stored, cast.BEN), "survey_tap_5"))
    assert all(answer.ok for answer in both)
    await stored.settle()
    await stored.click(cast.RITA, question(stored, cast.RITA), "survey_comment")
    await stored.submit(cast.RITA, {"comment": WORDS})
    await asyncio.gather(rita.click(shown, "survey_tap_1"), rita.click(shown, "survey_tap_1"))
    await stored.settle()
    assert "Your answer: Very dissatisfied" in question(stored, cast.RITA)["text"]
    assert sorted(row.answer for row in asked.rows(stored, Response)) == ["1", "5"]
    assert len(asked.rows(stored, Report)) == 1
    assert len(stored.direct(cast.RITA)) == 1


async def test_a_good_answers_comment_becomes_a_report_only_when_wanted(reached: Office) -> None:
    await asked.survey(reached, cast.RITA, kind="csat")
    await reached.click(cast.RITA, question(reached, cast.RITA), "survey_tap_5")
    await reached.click(cast.RITA, question(reached, cast.RITA), "survey_comment")
    await reached.submit(cast.RITA, {"comment": "The refund page could be faster"})
    assert asked.rows(reached, Report) == []
    await reached.click(cast.RITA, question(reached, cast.RITA), "survey_report")
    assert "The refund page could be faster" in reached.card(cast.PAY)["text"]
    assert "Your comment became a report: #1." in question(reached, cast.RITA)["text"]
    await reached.click(cast.RITA, question(reached, cast.RITA), "survey_comment")
    assert "Your comment became report #1." in str(reached.form(cast.RITA)["blocks"])


async def test_who_was_not_asked_is_told_so_and_nothing_is_counted(office: Office) -> None:
    await asked.survey(office, cast.RITA)
    shown = question(office, cast.RITA)
    dm = office.slack.dm(cast.BEN)
    await office.snag.client.chat_postMessage(channel=dm, text=shown["text"], blocks=shown["blocks"])
    await office.click(cast.BEN, question(office, cast.BEN), "survey_tap_1")
    assert texts(office.private(cast.BEN))[-1] == "This question was asked of somebody else."
    assert asked.rows(office, Response) == []


async def test_a_comment_that_comes_after_the_end_is_not_counted_and_that_is_said(office: Office) -> None:
    await asked.survey(office, cast.RITA)
    await office.click(cast.RITA, question(office, cast.RITA), "survey_tap_1")
    await office.click(cast.RITA, question(office, cast.RITA), "survey_comment")
    office.clock.move_by(A_WEEK)
    await office.submit(cast.RITA, {"comment": WORDS})
    assert "too late and was not counted" in question(office, cast.RITA)["text"]
    await office.click(cast.RITA, question(office, cast.RITA), "surveys_off")
    assert [row.comment for row in asked.rows(office, Response)] == [None]


async def test_a_form_that_stood_open_for_long_is_answered_in_a_message_of_its_own(office: Office) -> None:
    """A response_url lives for half an hour (Slack docs: interactivity/handling-user-interaction)."""
    await asked.survey(office, cast.RITA)
    await office.click(cast.RITA, question(office, cast.RITA), "survey_tap_1")
    await office.click(cast.RITA, question(office, cast.RITA), "survey_comment")
    await office.wait(timedelta(minutes=31))
    await office.submit(cast.RITA, {"comment": WORDS})
    first, second = office.direct(cast.RITA)
    assert WORDS not in first["text"]
    assert WORDS in second["text"]


async def test_a_form_whose_metadata_was_changed_answers_nowhere_else(office: Office) -> None:
    """It comes back through the person's client: what does not open, or is somebody else's, is not followed."""
    await asked.survey(office, cast.RITA, cast.BEN)
    for who in (cast.RITA, cast.BEN):
        await office.click(who, question(office, who), "survey_tap_1")
        await office.click(who, question(office, who), "survey_comment")
    stacks = office.slack.parts.views.stacks
    stacks[cast.BEN][-1].spec["private_metadata"] = stacks[cast.RITA][-1].spec["private_metadata"]
    await office.submit(cast.BEN, {"comment": WORDS})
    assert WORDS not in question(office, cast.RITA)["text"]
    assert [row.comment for row in asked.rows(office, Response) if row.user_id == cast.RITA] == [None]


async def test_no_more_surveys_in_one_click_and_back(office: Office) -> None:
    await asked.survey(office, cast.RITA)
    await office.click(cast.RITA, question(office, cast.RITA), "surveys_off")
    assert labels(question(office, cast.RITA))[-1] == "Ask me again"
    heard = len(office.direct(cast.RITA))
    await asked.survey(office, cast.RITA, pass_=A_DAY, template="met_too")
    assert len(office.direct(cast.RITA)) == heard
    home = await office.opened(cast.RITA)
    assert "You will not be asked any more" in str(home)
    await office.click(cast.RITA, home, "surveys_on")
    assert "one message a day at most" in str(office.home(cast.RITA))
    await asked.survey(office, cast.RITA, pass_=A_DAY, template="met_too")
    assert "Have you come across this" in question(office, cast.RITA)["text"]


@pytest.fixture
def talkative() -> Iterator[None]:
    """Every line of the log goes to standard error, as `snag run` has it."""
    start_logging("DEBUG")
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("talkative")
async def test_of_an_anonymous_survey_nothing_says_who_answered_what(
        reached: Office, capfd: pytest.CaptureFixture[str]) -> None:
    await asked.survey(reached, cast.RITA, kind="csat", anonymous=True, team_key="payments")
    known = rows_that_say(reached, cast.RITA)
    ts = question(reached, cast.RITA)["ts"]
    calls = len(calls_that_say(reached, cast.RITA))
    capfd.readouterr()
    await reached.click(cast.RITA, question(reached, cast.RITA), "survey_tap_1")
    await reached.click(cast.RITA, question(reached, cast.RITA), "survey_comment")
    await reached.submit(cast.RITA, {"comment": WORDS})
    assert "once five people have answered" in question(reached, cast.RITA)["text"]
    assert reached.slack.messages(cast.PAY) == []
    await reached.click(cast.RITA, question(reached, cast.RITA), "survey_report")
    assert WORDS in reached.card(cast.PAY)["text"]
    assert "Rita" not in reached.card(cast.PAY)["text"]
    assert rows_that_say(reached, cast.RITA) == known
    assert rows_that_say(reached, ts) == {"post"}, "where the question stands, and nothing about the answer"
    assert "response" not in known
    assert calls_that_say(reached, cast.RITA)[calls:] == []
    assert cast.RITA not in "".join(capfd.readouterr())
