"""How long Slack waits for each pause in the typing of a story, beside the sending of the same form: with 10,000
annoyances to compare with, over signed HTTP, in turns, so that noise hits both alike."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.app import Core, build_core
from bot.clock import Clock
from bot.config import Settings
from bot.domain.reports import Door, Draft, text_key
from bot.services import intake
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.views.report_form import FormState, report_form
from tests.benchmarks.client import send
from tests.benchmarks.processes import TEAM, child, copy_of, folder, serving, template
from tests.benchmarks.requests import post, stories
from tests.benchmarks.table import show

BATCH, STEP, LONGEST = 500, 7, 90
WARM_UP = 20
_ids = itertools.count()


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds, sorted: of each pause in the typing, and of each form sent."""

    keystrokes: tuple[float, ...]
    submits: tuple[float, ...]


def share(waits: tuple[float, ...], of: float) -> float:
    return waits[min(int(len(waits) * of), len(waits) - 1)]


def fill(core: Core, told: Iterator[tuple[str, str]], annoyances: int) -> None:
    """So many annoyances as the use cases leave them, without their cards; many in a transaction, to be done soon."""
    workspace_id: str = core.services.workspaces.ensure()
    for start in range(0, annoyances, BATCH):
        with core.db.transaction(workspace_id) as tx:
            desk = Desk(tx.session, directory(tx.session, workspace_id), core.clock, core.names)
            for user, text in itertools.islice(told, min(BATCH, annoyances - start)):
                intake.take_in(desk, intake.reporter_of(desk, user, None), intake.masked_draft(Draft(text)),
                               door=Door.IMPORT, text_hash=text_key(text), with_card=False, with_alikes=False)


def measure(annoyances: int, keystrokes: int, rounds: int) -> Measured:
    """Rounds of so many pauses in the typing, each followed by as many forms sent."""
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(folder())
        slack_url = stack.enter_context(child("tests.benchmarks.slack")).hello["api_url"]
        url, told = copy_of(template(here), "typing"), stories()
        core = build_core(Settings(database_url=url), Clock())
        fill(core, told, annoyances)
        core.db.close()
        server = stack.enter_context(serving("Snag (web)", url, slack_url))
        port = server.hello["port"]
        kinds: tuple[Callable[[Iterator[tuple[str, str]]], Iterator[bytes]], ...] = (_typing, _sending)
        waits: tuple[list[float], list[float]] = ([], [])
        for turn in range(rounds + 1):
            for kind, some in zip(kinds, waits, strict=True):
                requests = list(itertools.islice(kind(told), keystrokes if turn else WARM_UP))
                measured = asyncio.run(send(port, requests, 1))
                some.extend(measured.waits if turn else ())
        return Measured(tuple(sorted(waits[0])), tuple(sorted(waits[1])))


def _typing(told: Iterator[tuple[str, str]]) -> Iterator[bytes]:
    """Stories growing under somebody's hands."""
    for user, text in told:
        for end in range(STEP, min(len(text), LONGEST), STEP):
            typed = text[:end]
            yield _request(user, {"type": "block_actions", "trigger_id": f"{next(_ids)}.1.0", "view": _view(typed),
                                  "container": {"type": "view", "view_id": "V0TYPING"}, "actions": [
                                      {"type": "plain_text_input", "block_id": "story", "action_id": "story",
                                       "value": typed, "action_ts": f"{next(_ids)}.0"}]})


def _sending(told: Iterator[tuple[str, str]]) -> Iterator[bytes]:
    for user, text in told:
        view = _view(text[:3_000])
        yield _request(user, {"type": "view_submission", "trigger_id": f"{next(_ids)}.1.0", "view": view})


def _request(user: str, more: dict[str, Any]) -> bytes:
    payload = {"user": {"id": user, "username": user.lower(), "team_id": TEAM}, "team": {"id": TEAM},
               "api_app_id": "A0SNAG", **more}
    return post(urlencode({"payload": json.dumps(payload)}).encode())


def _view(story: str) -> dict[str, Any]:
    """The form as Slack echoes it."""
    form = report_form("en", Draft(""), (), (), FormState())
    return {**form, "id": f"V{next(_ids)}", "hash": "1.a", "state": {"values": {
        "story": {"story": {"type": "plain_text_input", "value": story}},
        "customer_words": {"customer_words": {"type": "plain_text_input", "value": None}}}}}


def run(keystrokes: int, rounds: int) -> None:
    found = measure(10_000, keystrokes, rounds)
    rows = (("a pause in the typing", found.keystrokes), ("the form is sent", found.submits))
    show(f"The report form beside 10,000 annoyances, {rounds} rounds of {keystrokes}", ["p50 ms", "p95 ms", "max ms"],
         [[name, share(waits, 0.5), share(waits, 0.95), waits[-1]] for name, waits in rows])
    show("Ratio, typing : sending", ["p50", "p95"], [
        ["of the same run", *(f"{share(found.keystrokes, of) / share(found.submits, of):.2f}"
                                     for of in (0.5, 0.95))]])
