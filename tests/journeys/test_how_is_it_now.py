"""'How is it now?' through Slack: asked in three languages, by who stands in too; several things in one message, each
answered by itself."""

from datetime import timedelta

from sqlmodel import select

from bot.text import say
from storage.tables import Invitation
from tests.support import cast
from tests.support.snag import Json, Office, buttons, labels, texts

A_WEEK = timedelta(days=8) - timedelta(minutes=30)
"""To 08:30 UTC of a Thursday, when Berlin has begun to work and Seoul and Tokyo have not stopped."""
FRONT_LINE = "touchpoints: [{key: checkout, name: Checkout, stages: [purchase], team: payments, front_line: U0HANA}]"
REFUND = "The refund never came"
TILL = "C0TILL"
ANSWERED = "You said: gone. Thank you."


def question(office: Office, user_id: str) -> Json:
    """The newest message with the three buttons."""
    return [shown for shown in office.direct(user_id) if "answer_gone" in str(shown["blocks"])][-1]


def is_asked(office: Office, user_id: str) -> bool:
    return any(say("en", "ask.heading") in text for text in texts(office.direct(user_id)))


def surveys(shown: Json) -> list[str]:
    """What a message asks about, in the order of its buttons."""
    return list(dict.fromkeys(str(one["value"]) for one in buttons(shown)))


async def resolved(office: Office, *stories: str) -> None:
    """Rita's, all resolved on one day."""
    for story in stories:
        await office.report(cast.RITA, story)
    for number in range(1, len(stories) + 1):
        await office.resolve(cast.ANA, cast.PAY, number, f"Repaired, part {number}")


async def test_three_people_answer_in_their_languages_and_one_of_them_stands_in(office: Office) -> None:
    core = office.core
    core.configuration.apply(core.services.workspaces.ensure(), FRONT_LINE, by=cast.ADAM)
    await office.report(cast.RITA, REFUND)
    await office.click(cast.RITA, office.private(cast.RITA)[-1], "add_details")
    await office.submit(cast.RITA, {"touchpoint": "checkout"})
    for other in (cast.YUKI, cast.BEN):
        await office.report(other, "1")
        await office.click(other, office.private(other)[-1], "me_too")
        await office.submit(other, {"story": f"The same here, says {other}"})
    office.slack.workspace.change_person(cast.BEN, deleted=True)
    await office.settle()
    await office.resolve(cast.ANA, cast.PAY)
    await office.pass_time(A_WEEK)

    mine, theirs, hers = (question(office, one) for one in (cast.RITA, cast.HANA, cast.YUKI))
    assert mine["text"].splitlines() == [
        "How is it now?", f"#1 “{REFUND}” was resolved.", f"You said: “{REFUND}”. We did:", "Switched it off",
        "Does it still happen to your customers?"]
    assert theirs["text"].splitlines()[1:3] == [f"#1 “{REFUND}” 건은 해결됐다고 전해 드렸어요.",
                                                "이 일이 있었던 곳에서 일하고 계셔서 여쭤봐요."]
    assert "「The same here, says U0YUKI」とお聞きしました。" in hers["text"]
    assert [labels(one) for one in (mine, theirs, hers)] == [
        ["Still happening", "Gone", "Don't know"], ["아직 그래요", "이제 괜찮아요", "모르겠어요"],
        ["まだある", "なくなった", "わからない"]]
    assert not is_asked(office, cast.BEN)

    await office.click(cast.RITA, mine, "answer_gone")
    await office.click(cast.YUKI, hers, "answer_dont_know")
    assert "Resolved" in office.card(cast.PAY)["text"]
    await office.click(cast.HANA, theirs, "answer_gone")
    assert "Verified" in office.card(cast.PAY)["text"]
    assert office.thread(cast.PAY)[-1] == "Gone for good: 2 of 3 who answered said it is gone (3 were asked)."
    await office.click(cast.HANA, question(office, cast.HANA), "answer_still")
    assert "Came back" in office.card(cast.PAY)["text"]
    assert "재발 상태로 다시 열렸어요." in office.direct(cast.HANA)[-1]["text"]


async def test_who_is_in_a_front_line_channel_stands_in_as_it_is_by_then(office: Office) -> None:
    core = office.core
    office.slack.add_channel(TILL, "till", [cast.HANA, cast.BOT_USER])
    core.configuration.apply(core.services.workspaces.ensure(), FRONT_LINE.replace("U0HANA", TILL), by=cast.ADAM)
    await office.pass_time(timedelta(minutes=1))
    office.slack.parts.world.channel(TILL).members.update({cast.YUKI})
    office.slack.parts.world.channel(TILL).members.discard(cast.HANA)
    await office.report(cast.BEN, REFUND)
    await office.click(cast.BEN, office.private(cast.BEN)[-1], "add_details")
    await office.submit(cast.BEN, {"touchpoint": "checkout"})
    office.slack.workspace.change_person(cast.BEN, deleted=True)
    await office.wait(timedelta(days=1, minutes=1))
    await office.pass_time(timedelta(days=1))
    assert [call.args["channel"] for call in office.slack.calls
            if call.method == "conversations.members"] == [TILL, TILL]
    await office.resolve(cast.ANA, cast.PAY)
    with core.db.reading() as session:
        assert [row.user_id for row in session.exec(select(Invitation))] == [cast.YUKI]


async def test_six_in_a_week_are_one_message_of_five_and_the_sixth_a_week_later(office: Office) -> None:
    await resolved(office, *(f"The refund failed in {town}" for town in (
        "Ulm", "Bonn", "Kiel", "Trier", "Hamm", "Gera")))
    before = len(office.direct(cast.RITA))
    await office.pass_time(A_WEEK)
    [asked] = office.direct(cast.RITA)[before:]
    assert len(surveys(asked)) == 5
    assert labels(asked) == ["Still happening", "Gone", "Don't know"] * 5

    for answered, survey_id in enumerate(surveys(asked), start=1):
        await office.click(cast.RITA, question(office, cast.RITA), "answer_gone", value=survey_id)
        [shown] = office.direct(cast.RITA)[before:]
        assert shown["text"].count(ANSWERED) == answered
        assert shown["text"].count("We did:") == 5 - answered
        assert len(surveys(shown)) == 5, "each can be changed"
    assert sum("Verified" in office.card(cast.PAY, number)["text"] for number in range(1, 7)) == 5

    first = surveys(asked)[0]
    await office.click(cast.RITA, question(office, cast.RITA), "answer_still", value=first)
    [shown] = office.direct(cast.RITA)[before:]
    assert "It is open again as Came back." in shown["text"]
    assert surveys(shown) == surveys(asked)[1:]
    await office.click(cast.RITA, asked, "answer_dont_know", value=first)  # an old window still shows the buttons
    [shown] = office.direct(cast.RITA)[before:]
    assert "You said: don't know. Thank you all the same." in shown["text"]
    assert shown["text"].count(ANSWERED) == 4

    await office.pass_time(timedelta(days=6))
    assert len(office.direct(cast.RITA)) == before + 1
    await office.pass_time(timedelta(days=1))
    *_, sixth = office.direct(cast.RITA)[before:]
    assert "#6 “The refund failed in Gera” was resolved." in sixth["text"].splitlines()
    assert not set(surveys(sixth)) & set(surveys(asked))
    assert len(surveys(sixth)) == 1


async def test_a_double_tap_in_a_gathered_message_counts_once(office: Office) -> None:
    await resolved(office, "The refund failed in Ulm", "The refund failed in Bonn")
    await office.pass_time(A_WEEK)
    asked = question(office, cast.RITA)
    survey_id = surveys(asked)[0]
    for _ in range(2):
        await office.click(cast.RITA, asked, "answer_gone", value=survey_id)
    shown = office.direct(cast.RITA)[-1]
    assert shown["text"].count(ANSWERED) == 1
    assert office.thread(cast.PAY, 1)[-1] == "Gone for good: 1 of 1 who answered said it is gone (1 were asked)."
