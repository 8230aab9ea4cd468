"""What happened, for whoever listens by webhook: written in the transaction of the change itself.

Where nobody listens nothing is written, and nothing is asked: a report must not cost more for what could be told.
"""

from datetime import date, datetime
from typing import Any

from bot.domain.annoyances import Move, State
from bot.domain.events import OF_MOVE, SCHEMAS, About, EventType, Facts, MoveFacts, ReportFacts, as_json
from bot.services.desk import Desk
from bot.services.report_ids import seen_id
from storage import annoyances as stored_annoyances
from storage import reports as stored_reports
from storage import webhooks as stored
from storage import work
from storage.ids import new_id
from storage.tables import Annoyance

TOPIC = METHOD = "webhook"
_SAID = frozenset(MoveFacts.__dataclass_fields__) - {"annoyance", "from_state", "from_team", "by", "reason"}


def is_heard(desk: Desk, event_type: EventType) -> bool:
    """Whether anybody listens to it: for whoever would have to look something up first."""
    return any(one.wants(event_type) for one in desk.settings.webhooks)


def emit(desk: Desk, event_type: EventType, facts: Facts, *, at: datetime | None = None) -> None:
    """Something happened: a row for each address that wants to hear of it. `facts` are those of `SCHEMAS`; they never
    say how to reach anybody, nor who reported without a name. `at`: when, if not this very moment is to be told."""
    if not isinstance(facts, SCHEMAS[event_type]):
        raise TypeError(f"{event_type} is told with {SCHEMAS[event_type].__name__}")
    listening = [one for one in desk.settings.webhooks if one.wants(event_type)]
    if not listening:
        return
    event_id = new_id()
    stored.add_event(desk.session, desk.workspace_id, event_id, event_type, at=at or desk.now, facts=as_json(facts))
    for one in listening:
        send(desk, one.id, event_id)


def send(desk: Desk, webhook_id: str, event_id: str) -> bool:
    """Let an event go to an address; False when it was asked for already."""
    return work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, TOPIC, key_of(webhook_id, event_id),
                    channel=webhook_id, method=METHOD, due_at=desk.now, now=desk.clock.machine(),
                    payload={"webhook": webhook_id, "event": event_id})


def key_of(webhook_id: str, event_id: str) -> str:
    """The key of the row that brings an event to an address."""
    return f"webhook:{webhook_id}:{event_id}"


def reported(desk: Desk, event_type: EventType, report_id: str) -> None:
    """A report was stored, or taken back. Of an anonymous one the hour is told, as it is kept."""
    if not is_heard(desk, event_type):
        return
    report = stored_reports.get(desk.session, desk.workspace_id, report_id)
    row = stored_annoyances.get(desk.session, desk.workspace_id, report.number) if report else None
    if report is None or row is None:
        return
    facts = ReportFacts(annoyance=about(row), report=seen_id(desk.names, report.id), door=report.door,
                        reporter=report.reporter_id,
                        touchpoint=report.touchpoint_key, matters_on=_day(report.matters_on), safety=report.safety,
                        accessibility=report.accessibility, cost=report.cost, seen_after_fix=report.seen_after_fix)
    emit(desk, event_type, facts, at=None if report.withdrawn else report.created_at)


def _day(value: date | None) -> date | None:
    """A day as a day: what was set in this very session may still be a moment."""
    return value.date() if isinstance(value, datetime) else value


def about(row: Annoyance) -> About:
    """An annoyance as events name it."""
    return About(number=row.number, title=row.title, state=str(row.state), team=row.team_key)


def moved(desk: Desk, row: Annoyance, move: Move, before: State, team_before: str | None, *, by: str | None,
          reason: str | None, facts: dict[str, Any]) -> None:
    """A move was made: what was said with it goes along as far as receivers may know it."""
    event_type = OF_MOVE[move]
    if is_heard(desk, event_type):
        if move is Move.NEXT_STEP:
            facts = {**facts, "next_step_on": facts.get("until_on")}
        said: dict[str, Any] = {name: value if isinstance(value, int) else str(value)
                                for name, value in facts.items() if name in _SAID and value is not None}
        emit(desk, event_type, MoveFacts(annoyance=about(row), from_state=str(before), from_team=team_before,
                                         by=None if facts.get("by_reporter") else by, reason=reason, **said))
