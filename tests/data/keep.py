"""Keeps a small database of a release: three weeks at Larkfield, played through that release's own code.

Run it at the release's commit, see the recipe "A release" in CONTRIBUTING.md: `python -m tests.data.keep`. It writes
`release-NNNN.sql` (the database as SQL text) and `release-NNNN.jsonl` (what `snag export` says of it), NNNN being the
revision of its tables. What is sealed in it opens with `tests.support.snag.KEY`.
"""

import asyncio
import contextlib
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from storage import migrate
from tests.support import cast
from tests.support.clocks import START
from tests.support.snag import KEY, Office, apply_settings, buttons, office

HERE = Path(__file__).parent
MORE_SETTINGS = """
workspace: {cx_leads: [U0CARA], reaction: snag, holidays: DE, retention: {reports: 730d}}
teams:
  - {key: app, holidays: KR, days_off: [2026-05-04], sla: {acknowledge: 8h}, digest: off}
rules:
  - {when: {channel: C0GENERAL, keyword: voucher}, team: payments}
promises:
  - {key: reply, text: "You get an answer within one hour", team: payments}
glossary:
  - {concept: refund, words: [refund, money back, 환불, 返金]}
"""
MONDAY = datetime(2026, 3, 16, 12, tzinfo=UTC)


async def first_days(it: Office) -> None:
    """Reports in three languages, by the command and by the form; most of them move on at once."""
    await it.report(cast.RITA, "The refund never arrived and nobody answers")                       # 1
    await it.report(cast.MINJUN, "환불이 일주일째 안 들어온대요")                                        # 2
    await it.click(cast.MINJUN, it.private(cast.MINJUN)[-1], "add_details")
    await it.submit(cast.MINJUN, {"customer_words": "제 돈은 어디 있나요?", "emotion": "present",
                                  "touchpoint": "checkout", "how_known": "own", "matters_on": "2026-04-02"})
    await it.report(cast.RITA, "2")
    await it.click(cast.RITA, it.private(cast.RITA)[-1], "me_too")
    await it.submit(cast.RITA, {"story": "The same at my desk, <b>twice</b> & counting"})
    await it.report(cast.YUKI, "荷物が届かないのに配達済みと表示されます")                                # 3
    await it.report(cast.MINJUN, "차에서 블루투스가 계속 끊겨요")                                        # 4
    await it.report(cast.RITA, "The app forgets the address each time")                             # 5
    await it.report(cast.YUKI, "返金の画面が途中で止まります")                                         # 6
    await it.report(cast.RITA, "The lift smells of fish")                                           # 7
    await it.report(cast.GUS, "Nobody waters the plants")                                           # 8
    await it.report(cast.RITA, "The refund button is too small to hit")                             # 9
    await it.report(cast.YUKI, "The refund for the parcel never came")                              # 10: a tie
    await it.report(cast.MINJUN, "The refund took a month")                                         # 11
    await it.click(cast.MINJUN, it.private(cast.MINJUN)[-1], "undo")
    await it.report(cast.RITA, "The voucher is refused at the till")                                # 12
    await it.click(cast.RITA, it.private(cast.RITA)[-1], "not_this_team")
    await it.submit(cast.RITA, {"team": "delivery"})
    await it.report(cast.YUKI, "The refund never arrived and nobody answers me")                    # 13, joins 1
    alike = it.private(cast.YUKI)[-1]
    first = next(shown["value"] for shown in buttons(alike) if shown["value"].startswith("1:"))
    await it.click(cast.YUKI, alike, "me_too", value=first)


async def teams_at_work(it: Office) -> None:
    await it.resolve(cast.ANA, cast.PAY, 1, "Paid it back, and the form says when")
    await it.resolve(cast.KEN, cast.DELIVERY, 3, "配達員の端末を直しました")
    await it.click(cast.HANA, it.card(cast.APP_TEAM, 4), "acknowledge")
    await it.click(cast.HANA, it.card(cast.APP_TEAM, 4), "assign")
    await it.submit(cast.HANA, {"assignee": cast.HANA})
    await it.click(cast.HANA, it.card(cast.APP_TEAM, 5), "acknowledge")
    await it.click(cast.TESS, it.card(cast.TRIAGE, 8), "more")
    await it.click(cast.TESS, it.form(cast.TESS), "withdraw")
    await it.click(cast.ANA, it.card(cast.PAY, 9), "not_ours")
    await it.submit(cast.ANA, {"team": "app", "reason": "It is the button, not the money"})
    await it.click(cast.TESS, it.card(cast.TRIAGE, 10), "choose_team_2")


async def answers(it: Office) -> None:
    """Reporters are asked: gone for good, still happening, and one who does not know."""
    await it.pass_time(timedelta(days=9))
    await it.click(cast.RITA, it.direct(cast.RITA)[-1], "answer_gone")
    question = next(shown for shown in reversed(it.direct(cast.YUKI)) if "荷物" in str(shown["blocks"]))
    await it.click(cast.YUKI, question, "answer_still")
    await it.resolve(cast.ANA, cast.PAY, 2, "The bank had the wrong file")
    await it.pass_until(MONDAY)
    await it.pass_time(timedelta(days=8))
    question = next(shown for shown in reversed(it.direct(cast.MINJUN)) if "환불" in str(shown["blocks"]))
    await it.click(cast.MINJUN, question, "answer_dont_know")


async def trouble(it: Office) -> None:
    """What waits at the end: a card for an archived channel, one not drawn anew yet, an answer that Slack put off."""
    it.slack.faults.add("chat.postMessage", error="is_archived", times=None,
                        when=lambda args: args.get("channel") == cast.APP_TEAM)
    await it.report(cast.MINJUN, "앱이 켜지자마자 꺼져요")                                            # 14
    await it.report(cast.RITA, "The refund page is only in German")                                 # 15
    for method in ("chat.update", "response_url"):
        it.slack.faults.add(method, "429", times=None, retry_after=3600)
    await it.click(cast.RITA, it.private(cast.RITA)[-1], "undo")


async def play(url: str) -> None:
    async with office(url, at=START) as it:
        core = it.core
        core.configuration.apply(core.services.workspaces.ensure(), MORE_SETTINGS, by=cast.ADAM)
        await first_days(it)
        await teams_at_work(it)
        await answers(it)
        await trouble(it)
        await it.snag.scheduler.expand()


def dump(file: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as raw:
        text = "\n".join(raw.iterdump())
    target.write_text(f"-- SNAG_ENCRYPTION_KEY={KEY}\n{text}\n", encoding="utf-8")


def export(url: str, target: Path) -> None:
    """What the release itself says of its reports."""
    environment = {"DATABASE_URL": url, "SNAG_ENCRYPTION_KEY": KEY, "LOGNAME": "admin"}
    CliRunner().invoke(app, ["export", "--out", str(target)], env=environment, catch_exceptions=False)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "snag.db"
        url = f"sqlite:///{file}"
        migrate.upgrade(url)
        apply_settings(url)
        asyncio.run(play(url))
        export(url, folder / f"release-{migrate.newest()}.jsonl")
        dump(file, folder / f"release-{migrate.newest()}.sql")


if __name__ == "__main__":
    main()
