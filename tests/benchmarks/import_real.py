"""`python -m tests.benchmarks.import_real RULES.json REPORTS.csv`: real messages through import, routing and cards.

RULES names teams with their keywords and touchpoints: `{"teams": [{"team", "keywords", "touchpoints"}]}`. REPORTS has
a column `text`; a column `team` says where each belongs and is used for counting alone.
"""

import asyncio
import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import build_core, running
from bot.clock import Clock
from bot.config import Settings
from bot.sandbox.slack import LocalSlack
from bot.services.exports import Exported, Exports
from tests.benchmarks.processes import folder

BOT = "U0SNAG"
TRIAGE = "C0TRIAGE"
PATIENCE = 3600.0


@dataclass(frozen=True, slots=True)
class Cards:
    """What stood in Slack when all was posted; a double is a second message for one row of work."""

    seconds: float
    posted: int
    doubles: int


def settings_of(rules: dict[str, Any]) -> dict[str, Any]:
    """The settings file for these teams, each with a channel of its own."""
    teams = rules["teams"]
    return {
        "workspace": {"locale": "en", "timezone": "Europe/London", "triage": {"channel": TRIAGE}},
        "teams": [{"key": team["team"], "name": team["team"], "channel": f"C0TEAM{place:02}",
                   "keywords": team["keywords"]} for place, team in enumerate(teams)],
        "touchpoints": [{"key": name.replace(" ", "-"), "name": name, "team": team["team"]}
                        for team in teams for name in team["touchpoints"]],
    }


def snag(url: str, *words: str) -> float:
    """A command as anybody would give it; its own words are shown. Returns seconds, its start among them."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "bot", *words], env={**os.environ, "DATABASE_URL": url}, check=True)
    return time.perf_counter() - began


async def post_cards(url: str, channels: list[str], wanted: int) -> Cards:
    """Start an engine beside a local Slack and wait until every report has its card."""
    slack = LocalSlack(Clock())
    slack.add_person("U0ADMIN", "adam", "Adam", is_admin=True)
    for channel in channels:
        slack.add_channel(channel, channel.lower(), ["U0ADMIN", BOT])
    await slack.start()
    core = build_core(Settings(database_url=url, slack_bot_token=slack.bot_token, slack_app_token=slack.app_token,
                               slack_api_url=slack.api_url), Clock())
    began = time.perf_counter()
    async with running(core, web=False, worker=True, socket=False, pace=timedelta(0)):
        await slack.until(lambda: _posted(slack) >= wanted, seconds=PATIENCE)
        seconds = time.perf_counter() - began
        await slack.quiet()
    core.db.close()
    shown = [message for channel in channels for message in slack.messages(channel)]
    await slack.stop()
    rows = {message["metadata"]["event_payload"]["row"] for message in shown}
    return Cards(seconds, len(shown), len(shown) - len(rows))


def _posted(slack: LocalSlack) -> int:
    return sum(call.method == "chat.postMessage" for call in slack.calls)


def exported(url: str) -> list[Exported]:
    core = build_core(Settings(database_url=url), Clock())
    reports = list(Exports(core.db, core.clock).reports(core.services.workspaces.ensure(), by="benchmark"))
    core.db.close()
    return reports


def show_routing(reports: list[Exported], labels: list[str | None]) -> None:
    """Rows keep their order, so that the n-th report is the n-th row."""
    to_team = Counter(report.team for report in reports)
    right = sum(report.team == label for report, label in zip(reports, labels, strict=True))
    routed = len(reports) - to_team[None]
    print(f"rows {len(reports)}, to a team {routed}, to triage {to_team[None]}")
    if any(labels):
        print(f"right team {right} of {len(reports)} ({right / len(reports):.0%}), "
              f"of those that went to a team {right} of {routed} ({right / max(routed, 1):.0%})")


def main(rules: Path, file: Path) -> None:
    settings = settings_of(json.loads(rules.read_text(encoding="utf-8")))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        labels = [row.get("team") for row in csv.DictReader(lines)]
    with folder() as here:
        url, applied = f"sqlite:///{here / 'snag.db'}", here / "settings.yaml"
        applied.write_text(json.dumps(settings), encoding="utf-8")
        snag(url, "config", "apply", str(applied))
        storing = snag(url, "import", str(file), "--map", "text=text", "--map", "team=", "--post-cards")
        cards = asyncio.run(post_cards(url, [TRIAGE, *(team["channel"] for team in settings["teams"])], len(labels)))
        reports = exported(url)
    show_routing(reports, labels)
    print(f"storing {storing:.1f} s with the start of the command; then all cards stood after {cards.seconds:.1f} s")
    print(f"cards {cards.posted}, doubles {cards.doubles}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
