"""Words suggest that a customer was upset; whoever reports says whether it is so, in their own language."""

import pytest
from sqlmodel import Session, col, select

from bot.text import say
from storage.tables import Report
from tests.support import cast
from tests.support.snag import Json, Office, action_ids

ANGRY = {
    "en": (cast.RITA, "The refund never came and she was furious", "furious"),
    "ko": (cast.MINJUN, "환불이 안 와서 고객이 정말 짜증을 냈어요", "짜증"),
    "ja": (cast.YUKI, "返金がなく、お客様はとても怒っていました", "怒"),
}
STORY = "The refund never came"
LANGUAGES = sorted(ANGRY)


def emotions(office: Office) -> list[str | None]:
    with Session(office.core.db.engine) as session:
        return [row.emotion for row in session.exec(select(Report).order_by(col(Report.id)))]


def box(form: Json) -> Json | None:
    return next((one for one in form["blocks"] if one.get("block_id") == "upset"), None)


def is_ticked(form: Json) -> bool:
    return bool(form["state"]["values"]["upset"]["upset"]["selected_options"])


async def type_story(office: Office, user_id: str, text: str) -> Json:
    """Type on, and pause; returns the form."""
    await office.person(user_id).type({"story": {"story": text}})
    await office.settle()
    return office.form(user_id)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_form_suggests_it_and_the_tick_left_alone_counts(office: Office, language: str) -> None:
    who, story, word = ANGRY[language]
    await office.report(who, "")
    found = box(await type_story(office, who, story))
    assert found is not None
    assert word in found["hint"]["text"]
    assert is_ticked(office.form(who))
    await office.submit(who)
    assert emotions(office) == ["present"]
    assert say("en", "card.upset") in str(office.slack.messages(cast.PAY))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_tick_taken_away_stays_away_through_redraws_and_more(office: Office, language: str) -> None:
    who, story, _ = ANGRY[language]
    await office.report(cast.BEN, STORY)
    await office.report(who, "")
    await type_story(office, who, story)
    await office.person(who).type({"upset": {"upset": []}})
    assert box(await type_story(office, who, STORY)) is None
    assert not is_ticked(await type_story(office, who, f"{story} {STORY}"))
    await office.click(who, office.form(who), "unfold")
    assert office.form(who)["state"]["values"]["emotion"]["emotion"]["selected_option"]["value"] == "absent"
    await office.submit(who)
    assert emotions(office) == [None, "absent"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_tap_below_the_answer_says_it_and_another_changes_it(office: Office, language: str) -> None:
    who, story, word = ANGRY[language]
    await office.report(who, story)
    answer = office.private(who)[-1]
    assert word in answer["text"]
    assert action_ids(answer)[:2] == ["was_upset", "was_not_upset"]
    await office.click(who, answer, "was_upset")
    answer = office.private(who)[-1]
    assert say(language, "report.upset_present") in answer["text"]
    assert action_ids(answer) == ["was_not_upset", "add_details", "not_this_team", "undo"]
    assert say("en", "card.upset") in office.slack.messages(cast.PAY)[0]["text"]
    await office.click(who, answer, "was_not_upset")
    assert say(language, "report.upset_absent") in office.private(who)[-1]["text"]
    assert say("en", "card.upset") not in office.slack.messages(cast.PAY)[0]["text"]
    assert len(office.private(who)) == 1
    assert emotions(office) == ["absent"]


async def test_nobody_who_says_nothing_has_said_anything(office: Office) -> None:
    await office.report(cast.RITA, "😡")
    assert emotions(office) == [None]
    assert "😡" in office.private(cast.RITA)[-1]["text"]


async def test_the_form_that_was_sent_can_be_corrected_where_it_stands(office: Office) -> None:
    who, story, _ = ANGRY["en"]
    await office.report(who, "")
    await type_story(office, who, story)
    await office.submit(who)
    await office.click(who, office.form(who), "was_not_upset")
    assert action_ids(office.form(who))[0] == "was_upset"
    assert emotions(office) == ["absent"]


async def test_what_is_behind_more_is_answered_as_the_words_suggest_until_it_is_changed(office: Office) -> None:
    who, story, _ = ANGRY["en"]
    await office.report(who, "")
    await office.click(who, office.form(who), "unfold")
    form = await type_story(office, who, story)
    assert form["state"]["values"]["emotion_suggested"]["emotion_suggested"]["selected_option"]["value"] == "present"
    await office.person(who).type({"emotion_suggested": {"emotion_suggested": "unknown"}})
    await office.settle()
    form = await type_story(office, who, f"{story} indeed")
    assert form["state"]["values"]["emotion"]["emotion"]["selected_option"]["value"] == "unknown"
    await office.submit(who)
    assert emotions(office) == ["unknown"]
    assert "was_upset" not in action_ids(office.form(who))


async def test_adding_details_suggests_it_and_saving_says_it(office: Office) -> None:
    who, story, _ = ANGRY["en"]
    await office.report(who, story)
    await office.click(who, office.private(who)[-1], "add_details")
    assert "furious" in str(office.form(who)["blocks"])
    await office.submit(who, {"emotion_suggested": "absent"})
    assert emotions(office) == ["absent"]


async def test_me_too_takes_along_what_was_said_in_the_form(office: Office) -> None:
    who, story, _ = ANGRY["en"]
    await office.report(cast.BEN, STORY)
    await office.report(who, "")
    await type_story(office, who, story)
    await office.person(who).type({"upset": {"upset": []}})
    await office.click(who, office.form(who), "me_too_typed")
    assert not is_ticked(office.form(who))
    await office.submit(who)
    assert emotions(office) == [None, "absent"]
    await office.click(who, office.form(who), "was_upset")
    assert emotions(office) == [None, "present"]
    assert say("en", "report.upset_present") in str(office.form(who)["blocks"])


async def test_a_me_too_by_one_press_still_asks(office: Office) -> None:
    who, story, _ = ANGRY["en"]
    await office.report(cast.BEN, STORY)
    await office.report(who, story)
    await office.click(who, office.private(who)[-1], "me_too")
    assert action_ids(office.private(who)[-1]) == ["was_upset", "was_not_upset"]
    await office.click(who, office.private(who)[-1], "was_upset")
    assert action_ids(office.private(who)[-1]) == ["was_not_upset"]
    assert emotions(office) == [None, "present"]
