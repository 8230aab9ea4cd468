"""`snag demo --tour`: the whole journey in order, all of it really said; where something is missing, exit status 1."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.demo import play
from bot.sandbox import demo
from bot.sandbox.company import Company, load_tour
from bot.sandbox.slack import Json, LocalSlack
from bot.sandbox.tour import starting_clock
from bot.sandbox.transcript import lines_of, lines_of_page

SECONDS = 120
IN_ORDER = (
    "Rita types in #general:  /snag",
    "Thank you. This is annoyance #1.",
    "Owning team: App",
    "Why here: because of",
    "Minjun types in #general:  /snag 차에서",
    "Minjun presses [저도요]",
    "제보가 2건",
    "Yuki presses [同じ声あり]",
    "報告はこれで 3 件",
    "신규 · App",
    "Hana presses [확인했어요]",
    "App has seen the annoyance you reported: #1",
    "담당자: @Leo Marchetti",
    "해결됨 · App",
    "App resolved the annoyance you reported: #1",
    "The clock is moved: 7 days go by.",
    "How is it now?",
    "그 뒤로 어떠세요?",
    "その後いかがですか",
    "Yuki presses [まだある]",
    "재발 · App",
    "담당자: @Jiwoo Kang",
    "Hana types in #general:  /snag survey",
    "Hana chooses “채널”:  #shop-floor",
    "대상은 6명이고, 이 가운데 6명에게 물어요.",
    "@Gus Okafor: ",
    "09:00 in London",
    "Have you come across this with your customers too?",
    "17:00 in Seoul",
    "담당하시는 고객에게도 이런 일이 있었나요?",
    "17:00 in Tokyo",
    "担当のお客様にも同じことがありましたか",
    "Gus presses [No]",
    "Your answer: No",
    "Seoyeon presses [예]",
    "Seoyeon presses [제보로 만들기]",
    "남기신 의견이 제보가 됐어요: #1",
    "제보 4건",
    "Haruto presses [はい]",
    "あなたの回答：はい",
    "6명 중 3명에게 물었고, 3명이 답했어요.",
    "Hana types in #general:  /snag survey results",
    "물어본 3명 중 3명이 답했어요(100 %).",
    "67 %; 95 % 확률로 21–94 % 사이",
    "Hana presses [그만 묻기]",
    "“서버에서도 막아요.",
    "Hana presses [설문 링크]",
    "One tap is enough, without a login: http://127.0.0.1:",
    "The customer opens the link.",
    "Did you get done what you came for?",
    "She taps [Yes]",
    "Your answer is saved.",
    "물어본 1명 중 1명이 답했어요(100 %).",
    "“It played at once, all the way to work.”",
    "주간 요약: App",
    "재발: 1",
    "물음 3, 답 3, 정한 것: 서버에서도 막아요.",
    "Rita presses [Gone]",
    "Minjun presses [이제 괜찮아요]",
    "Seoyeon presses [이제 괜찮아요]",
    "Yuki presses [なくなった]",
    "해소 확인됨 · App",
    "주간 요약: App",
    "완전히 해소: 1",
    "Minjun types in #general:  /snag 업데이트 후",
    "확인까지 근무 시간 8시간 남았어요",
    "#team-app, the card's thread · Tue",
    "[다음 단계]",
    "to Hana · Tue",
    "확인을 기다리고 있어요.",
    "to Mia · ",
    "You are asked because you manage App.",
    "확인됨 · App",
    "Hana fills in “다른 팀 담당”:  Delivery",
    "新規 · Delivery",
    "未完了のアクション項目 1 件",
    "Hana presses [맡을게요]",
    "まで保留",
    "잠시 미뤄 두었어요.",
    "保留が明けました：また報告がありました。",
    "報告 2 件",
    "Hana presses [끝났어요]",
    "アクション項目 1 件がすべて終わりました。",
    "解決済み · Delivery",
    "Ken presses [これまでの経緯]",
    "[JSONで受け取る]",
    "Minjun types in #general:  /snag 반품하려면",
    "To send a speaker back he must print a return label",
    "[저도요]",
    "Owning team: Payments",
    "Ana fills in “Not ours”:  App",
    "Ana fills in “Not ours”:  App",
    "Ana fills in “Not ours”:  App",
    "Owning team: App",
    "Why here: because it is like #",
    "Your report says “furious”. Was the customer upset?",
    "Rita presses [Was upset]",
    "Noted: the customer was upset.",
    "お客様はいら立っていました",
    "That was the whole journey.",
)
BREAKS = """
from bot.sandbox import demo
furnish = demo.furnish
def broken(slack, company):
    furnish(slack, company)
    slack.faults.add("chat.postMessage", error="is_archived", times=None)
demo.furnish = broken
from bot.cli import main
main()
"""


def test_the_tour_shows_the_whole_journey_in_order_and_ends_well() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "demo", "--tour"], capture_output=True, text=True,
                          timeout=SECONDS, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    at = 0
    for line in IN_ORDER:
        at = done.stdout.find(line, at)
        assert at >= 0, f"{line!r} is missing, or comes too early"
        at += len(line)
    assert "\x1b[" not in done.stdout


def test_a_tour_in_which_slack_takes_no_message_exits_with_1_and_says_what_is_missing() -> None:
    done = subprocess.run([sys.executable, "-c", BREAKS, "demo", "--tour"], capture_output=True, text=True,
                          timeout=SECONDS, check=False)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "The tour ends here. Not seen: the card in #team-app"


@pytest.mark.parametrize(
    "method, missing",
    [
        ("views.open", "the form for Hana"),
        ("chat.update", "“제보 3건” where Hana looks"),
        ("response_url", "“이제 제보가 2건이에요.” where Minjun looks"),
    ],
)
def test_whatever_does_not_happen_ends_the_tour(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, method: str, missing: str
) -> None:
    monkeypatch.setattr(demo, "furnish", _breaking(method, demo.furnish))
    said = io.StringIO()
    assert asyncio.run(play(tmp_path / "snag.db", Console(file=said, width=200))) == 1
    assert said.getvalue().splitlines()[-1].startswith(f"The tour ends here. Not seen: {missing}")


def _breaking(method: str, furnish: Callable[[LocalSlack, Company], None]) -> Callable[[LocalSlack, Company], None]:
    def furnished(slack: LocalSlack, company: Company) -> None:
        furnish(slack, company)
        slack.faults.add(method, error="not_allowed", times=None)

    return furnished


def test_every_scene_is_played() -> None:
    from bot.sandbox.tour import Tour

    played = Tour.__dict__["_scenes"](Tour.__new__(Tour))
    assert list(played) == [scene.key for scene in load_tour()]


def test_the_tour_begins_on_a_coming_tuesday_morning() -> None:
    begins = starting_clock().now()
    assert begins.weekday() == 1
    assert begins.hour in (8, 9)  # ten in Berlin


def test_blocks_become_lines_with_buttons_in_brackets() -> None:
    words = {"type": "text", "text": "Seen by "}
    blocks: list[Json] = [
        {"type": "header", "text": {"type": "plain_text", "text": "#1 Promo"}},
        {"type": "rich_text", "elements": [
            {"type": "rich_text_section", "elements": [words, {"type": "user", "user_id": "U0HANA"}]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "It covers all"}]},
            {"type": "rich_text_list", "style": "bullet", "elements": [
                {"type": "rich_text_section", "elements": [{"type": "link", "url": "https://larkfield.example"}]}]}]},
        {"type": "actions", "elements": [
            {"type": "button", "text": {"type": "plain_text", "text": one}} for one in ("Assign", "More")]},
        {"type": "section", "text": {"type": "plain_text", "text": "Has it happened?\nasked 3"},
         "accessory": {"type": "button", "text": {"type": "plain_text", "text": "Show"}}},
    ]
    assert lines_of(blocks, {"U0HANA": "Hana Lee"}.__getitem__) == [
        "#1 Promo", "Seen by @Hana Lee", "“It covers all”", "• https://larkfield.example", "[Assign]  [More]",
        "Has it happened?", "asked 3", "[Show]"]


def test_a_page_becomes_lines_from_its_heading_on() -> None:
    assert lines_of_page("""<p>Larkfield</p><main><h1>Was it
        easy?</h1><button name="answer"><span>Yes</span></button><p></p><textarea>
It was.</textarea></main><p>Larkfield asks</p>""") == ["Was it easy?", "[Yes]", "It was.", "Larkfield asks"]
