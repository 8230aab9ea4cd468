"""`snag routing`: how well reports find their team, what Snag has learned, which went wrong, and rules against it."""

import getpass
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from bot.cli.common import open_core, workspace_of
from bot.domain.misroutes import WITHIN, Misroute, Proposal, Settled, Told, Way
from bot.domain.reports import Sensed
from bot.services.learning import Standing

NUMBERS = 10
KINDS = {"chosen": "chosen by reporters or in triage", "confirmed": "confirmed by the team", "rerouted": "corrected",
         "outside": "said to be of no team"}


def add_to(app: typer.Typer) -> None:
    app.command()(routing)


def routing(
    every: Annotated[bool, typer.Option("--all", help="All numbers, and the rules that were dismissed")] = False,
    again: Annotated[str | None, typer.Option(metavar="WORDS", help="Propose what was dismissed, WORDS, again")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs")] = False,
    workspace: Annotated[str | None, typer.Option(help="Slack's id of the workspace (T...), where there are several")
                         ] = None,
) -> None:
    """Print how routing stands, which reports went to the wrong team, and rules that would have helped."""
    with open_core() as core:
        workspace_id = workspace_of(core, workspace)
        if again is not None:
            core.services.misroutes.show_again(workspace_id, again, by=f"cli:{getpass.getuser()}")
        names = {key: team.name for key, team in core.services.workspaces.directory(workspace_id).teams.items()}
        standing = core.learning.standing(workspace_id)
        told = core.services.misroutes.told(workspace_id)
        sensed = core.services.reports.sensed_counts(workspace_id)
    if as_json:
        typer.echo(_json(standing, told, sensed))
        return
    for line in (*_stands(standing, names), "", *_wrong(told, names, every=every), "", *_felt(sensed)):
        typer.echo(line)


def _stands(standing: Standing | None, names: dict[str, str]) -> Iterator[str]:
    """What was learned, and when Snag decides by it."""
    yield "Routing"
    if standing is None:
        yield "  There are no teams yet. Add them with: snag config apply FILE"
        return
    if not standing.labels:
        yield "  Nothing has been learned yet: rules, touchpoints and keywords decide. Each acknowledgement, each 'Not"
        yield "  ours' and each choice in triage teaches."
        return
    times = "" if standing.labels == standing.lessons else f", {_counted(standing.labels, 'time')} in all,"
    yield f"  People said of {_counted(standing.lessons, 'report')}{times} whose they are: {_kinds(standing.by_kind)}."
    yield f"  Each of these is a lesson: {_teams(standing.by_team, names)}."
    fit = standing.fit
    yield f"  What was learned decides where it gives a team {fit.floor:.0%} or more; below that, triage does."
    if not fit.lessons:
        yield "  That is where it begins; it is fitted once enough has been learned."
        return
    yield f"  That is fitted on the last {_counted(fit.lessons, 'lesson')} of a team: of these it would have decided"
    yield f"  {fit.answered}, {fit.right} of them rightly. Of {fit.outside} stories of no team it would have left"
    yield f"  {fit.refused} to triage."
    if standing.saved:
        yield f"  Saved after {_counted(standing.saved[0], 'lesson')}, {standing.saved[1]:%Y-%m-%d %H:%M} UTC."


def _kinds(by_kind: Mapping[str, int]) -> str:
    return ", ".join(f"{times} {KINDS.get(kind, kind)}" for kind, times in sorted(by_kind.items()))


def _teams(by_team: Mapping[str | None, int], names: dict[str, str]) -> str:
    rows = sorted(by_team.items(), key=lambda one: (one[0] is None, -one[1], one[0] or ""))
    return ", ".join(f"{names.get(key, key) if key else 'of no team'} {times}" for key, times in rows)


def _wrong(told: Told, names: dict[str, str], *, every: bool) -> Iterator[str]:
    """Which ways were wrong, and what to add."""
    yield f"Reports of the last {WITHIN.days} days that went to the wrong team"
    if not told.ways:
        yield "  None that anybody has told."
    for way in told.ways:
        yield from _way(way, every=every)
    if any(way.found.proposals for way in told.ways):
        yield "  An admin can try, add or dismiss these in Snag's Home. Or add the line to the end of 'rules' in your"
        yield "  settings, and see what it would do: snag config try FILE"
    if every and told.dismissed:
        yield "  Dismissed, and proposed again by --again WORDS: " + ", ".join(
            f"“{one.keyword}” to {names.get(one.team, one.team)}" for one in told.dismissed)


def _way(way: Way, *, every: bool) -> Iterator[str]:
    numbers = way.found.numbers if every else way.found.numbers[-NUMBERS:]
    shown = ("… " if len(numbers) < len(way.found.numbers) else "") + " ".join(f"#{number}" for number in numbers)
    went = f"went to {way.was}" if way.was else "went to triage"
    yield f"  {_counted(len(way.found.numbers), 'report')} {went} and belonged to {way.team}: {shown}"
    for rule in way.found.proposals:
        yield (f"    {len(rule.numbers)} of them say “{rule.keyword}”; of {_counted(rule.of, 'report')} of other teams "
               f"{rule.others} do. A rule:")
        yield f"    {yaml_line(rule)}"


def yaml_line(rule: Proposal) -> str:
    """The rule as a line of the settings file."""
    return f"- {{when: {{keyword: {json.dumps(rule.keyword, ensure_ascii=False)}}}, team: {rule.team}}}"


def _felt(sensed: Sensed) -> Iterator[str]:
    """What became of suggestions that a customer was upset."""
    yield "Customers who were upset"
    if not sensed.suggested and not sensed.missed:
        yield "  No reporter has been asked yet: no words have shown it."
        return
    yield f"  Words showed it in {_counted(sensed.suggested, 'report')}: the reporter confirmed {sensed.confirmed},"
    yield f"  denied {sensed.denied}, left open {sensed.unanswered}. In {sensed.missed} more they said so themselves."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _json(standing: Standing | None, told: Told, sensed: Sensed) -> str:
    return json.dumps({
        "routing": None if standing is None else _standing(standing),
        "misroutes": [_misroute(way.found) for way in told.ways],
        "dismissed": _settled(told.dismissed),
        "upset": {**asdict(sensed), "unanswered": sensed.unanswered},
    }, ensure_ascii=False, indent=2)


def _standing(standing: Standing) -> dict[str, object]:
    saved: tuple[int, datetime] | None = standing.saved
    return {"labels": standing.labels, "lessons": standing.lessons, "by_kind": standing.by_kind,
            "by_team": {key or "": times for key, times in standing.by_team.items()}, "fit": asdict(standing.fit),
            "saved": {"labels": saved[0], "at": saved[1].isoformat()} if saved else None}


def _misroute(way: Misroute) -> dict[str, object]:
    rules = [{"when": {"keyword": rule.keyword}, "team": rule.team, "numbers": rule.numbers, "others": rule.others,
              "of": rule.of} for rule in way.proposals]
    return {"was": way.was, "team": way.team, "numbers": way.numbers, "rules": rules}


def _settled(dismissed: Sequence[Settled]) -> list[dict[str, str]]:
    return [{"keyword": one.keyword, "team": one.team} for one in dismissed]
