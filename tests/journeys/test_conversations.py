"""Shorter conversations, in English: taking back, looking up, handing on, coming back, clicking late."""

from datetime import timedelta

from bot.text import say
from tests.journeys.conversation import Conversation
from tests.support import cast
from tests.support.snag import Office, labels, texts

REFUND = "The refund never came"
STORED = f"(rita) Thank you. This is annoyance #1. / {REFUND} / …"
CARD = f"#team-payments: #1 {REFUND} · New · Payments / {REFUND}"
PREVIEW = ("Preview: Payments, so far (Mar 2, 2026 to Mar 4, 2026) / Weekly digest Payments: came back 0, new 1, "
           "open 1, resolved 0, verified 0 / Acknowledged: 0 of 1 new ones.")


def on_card(state: str, team: str = "Payments", channel: str = "team-payments") -> str:
    return f"#{channel} ~ #1 {REFUND} · {state} · {team} / {REFUND}"


async def test_an_undone_report_leaves_a_line(office: Office) -> None:
    await Conversation(office).play(
        (lambda: office.report(cast.RITA, REFUND), [STORED, CARD]),
        (lambda: office.click(cast.RITA, office.private(cast.RITA)[-1], "undo"), [
            "(rita) ~ Taken back. Your report of #1 no longer counts, and nobody will be bothered with it.",
            "#team-payments ~ #1 was withdrawn.", "#team-payments > The reporter took it back."]),
        (lambda: office.report(cast.RITA, REFUND), [
            STORED.replace("#1", "#2"), CARD.replace("#1", "#2")]),
    )


async def test_it_is_too_late_to_undo_once_somebody_acted(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await office.click(cast.ANA, office.card(cast.PAY), "acknowledge")
    await Conversation(office).play((
        lambda: office.click(cast.RITA, office.private(cast.RITA)[-1], "undo"),
        [f"(rita) #1 “{REFUND}” cannot be taken back any more. It now stands as: Acknowledged."]))


async def test_the_same_text_is_one_report_unless_meant_twice(office: Office) -> None:
    await Conversation(office).play(
        (lambda: office.report(cast.RITA, REFUND), [STORED, CARD]),
        (lambda: office.report(cast.RITA, "  the REFUND never came "), [
            f"(rita) You have just reported this: it is annoyance #1. Nothing was stored twice. / {REFUND} / …"]),
        (lambda: office.click(cast.RITA, office.private(cast.RITA)[-1], "report_again"), [
            f"(rita) ~ Thank you. This is annoyance #2. / {REFUND} / …", CARD.replace("#1", "#2")]),
        (lambda: office.pass_time(timedelta(minutes=3)), []),
        (lambda: office.report(cast.RITA, REFUND), [STORED.replace("#1", "#3"), CARD.replace("#1", "#3")]),
    )


async def test_what_can_be_looked_up(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    line = f"#1 {REFUND} · New · Payments"
    await Conversation(office).play(
        (lambda: office.report(cast.MINJUN, "find refund"), [
            f"(minjun) “refund” 검색 결과 / #1 {REFUND} · 신규 · Payments"]),
        (lambda: office.report(cast.RITA, "find lift"), [
            "(rita) Nothing found for “lift”. Perhaps nobody has reported it yet."]),
        (lambda: office.report(cast.RITA, "mine"), [f"(rita) Your reports / {line}"]),
        (lambda: office.report(cast.BEN, "mine"), [
            "(ben) You have not reported anything yet. Type /snag and what annoyed your customer."]),
        (lambda: office.report(cast.RITA, "1"), [
            f"(rita) {line} / Why here: because of “refund”. / {REFUND}"]),
        (lambda: office.report(cast.YUKI, "#1"), [
            f"(yuki) #1 {REFUND} · 新規 · Payments / このチームの理由：「refund」という言葉があるため。"]),
        (lambda: office.report(cast.RITA, "42"), ["(rita) There is no annoyance #42 here."]),
        (lambda: office.report(cast.RITA, "help"), ["(rita) What you can do with /snag / …"]),
        (lambda: office.report(cast.RITA, "digest"), [
            "(rita) You are in no team that has a digest. An admin can add you in the settings."]),
        (lambda: office.report(cast.ANA, "digest"), [
            "(ana) No digest has been sent yet. /snag digest preview shows how it stands."]),
        (lambda: office.report(cast.ANA, "digest preview"), [f"(ana) {PREVIEW}"]),
    )


async def test_a_subcommand_with_more_words_is_a_report(office: Office) -> None:
    await Conversation(office).play((
        lambda: office.report(cast.RITA, "help page about refund is empty"), [
            "(rita) Thank you. This is annoyance #1. / help page about refund is empty / …",
            "#team-payments: #1 help page about refund is empty · New · Payments / …"]))


async def test_a_guest_may_report_and_not_look_up(office: Office) -> None:
    await Conversation(office).play(
        (lambda: office.report(cast.GUS, REFUND), [STORED.replace("rita", "gus"), CARD]),
        (lambda: office.report(cast.GUS, "find refund"), ["(gus) Guests can report, but not look things up."]),
        (lambda: office.report(cast.GUS, "mine"), [f"(gus) Your reports / #1 {REFUND} · New · Payments"]),
    )


async def test_not_ours_goes_to_the_team_that_is_named_with_its_reason(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    not_ours = say("ko", "line.not_ours", who="ana", to_team="App")
    await Conversation(office).play(
        (lambda: office.click(cast.ANA, office.card(cast.PAY), "not_ours"), ["[ana] Not ours"]),
        (lambda: office.submit(cast.ANA, {"team": "app", "reason": "It is their button"}), [
            f"#team-app: #1 {REFUND} · 신규 · App / {REFUND}",
            f"#team-payments ~ #1 “{REFUND}” is with App now.",
            f"#team-app > {not_ours} / It is their button"]),
    )
    assert labels(office.card(cast.APP_TEAM))[:2] == ["확인했어요", "다른 팀 담당"]


async def test_not_ours_without_knowing_whose_goes_to_triage(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await office.click(cast.ANA, office.card(cast.PAY), "not_ours")
    await Conversation(office).play((lambda: office.submit(cast.ANA, {"team": "-"}), [
        f"#snag-triage: #1 {REFUND} · Triage / {REFUND}",
        f"#team-payments ~ #1 “{REFUND}” is in triage now.",
        "#snag-triage > ana says: not ours, and does not know whose. It goes to triage."]))


async def test_the_third_move_is_told_to_the_manager(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    for user_id, channel, team in ((cast.ANA, cast.PAY, "app"), (cast.HANA, cast.APP_TEAM, "delivery")):
        await office.click(user_id, office.card(channel), "not_ours")
        await office.submit(user_id, {"team": team})
        assert office.direct(cast.MIA) == []
    await office.click(cast.KEN, office.card(cast.DELIVERY), "not_ours")
    await office.submit(cast.KEN, {"team": "payments"})
    [said] = texts(office.direct(cast.MIA))
    assert said == (f"#1 “{REFUND}” has changed teams three times. Its way so far: Payments → App → Delivery → "
                    "Payments. Perhaps you can say whose it is.")


async def test_me_too_on_a_fixed_one_asks_whether_it_was_seen_after_the_fix(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await office.resolve(cast.ANA, cast.PAY)
    await Conversation(office).play(
        (lambda: office.report(cast.BEN, "1"), [f"(ben) #1 {REFUND} · Resolved · Payments / …"]),
        (lambda: office.click(cast.BEN, office.private(cast.BEN)[-1], "me_too"), ["[ben] Me too"]),
        (lambda: office.submit(cast.BEN, {"story": "Mine came late", "after_fix": "no"}), [
            "[ben] Thank you", on_card("Resolved"), "#team-payments > Me too: one more report."]),
        (lambda: office.person(cast.BEN).close_view(), []),
        (lambda: office.click(cast.BEN, office.private(cast.BEN)[-1], "me_too"), ["[ben] Me too"]),
        (lambda: office.submit(cast.BEN, {"story": "And again today", "after_fix": "yes"}), [
            "[ben] Thank you", on_card("Came back"), "#team-payments > Me too: one more report.",
            "#team-payments > Came back: it was reported again, seen after the fix."]),
    )


async def test_whoever_may_not_is_told_who_may(office: Office) -> None:
    await office.report(cast.RITA, REFUND)
    await office.report(cast.RITA, "The lift smells of fish")
    await office.behind_more(cast.ANA, cast.PAY, "assign")
    await office.submit(cast.ANA, {"assignee": cast.BEN})
    pay, triage = office.card(cast.PAY), office.card(cast.TRIAGE, 2)
    await Conversation(office).play(
        (lambda: office.click(cast.ADAM, pay, "resolve"), ["(admin) Only the owning team can resolve this."]),
        (lambda: office.click(cast.ADAM, triage, "other_team"), ["(admin) Only people in triage can choose the team."]),
    )
