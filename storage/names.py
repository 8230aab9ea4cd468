"""One person's name in all rows about an annoyance: read and replaced together, so that none of them is forgotten.

What somebody did for the team (acknowledging, assigning ...) keeps their name; only what they said as a reporter is
renamed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from storage import log, webhooks
from storage.db import fetch
from storage.tables import (
    Invitation,
    Label,
    Lane,
    Move,
    Post,
    Question,
    QuestionAnswer,
    Report,
    Response,
    Survey,
    Work,
    table,
)
from storage.work import Kind, State, add

AS_REPORTER = "_as_reporter"
"""Ends the log's word for a move that somebody may make only because they reported it."""
STILL = "still_happening"
ACTS = ("report", "add_details", "undo", "not_this_team", "me_too", "answer", "answer_question",
        f"{STILL}{AS_REPORTER}")
"""What the log says of reporters."""
MOVES = ("report", "me_too", "undo")
"""What reporters alone do."""
EITHERS = ("merge", "hand_over")
"""What a team does too: the facts of such a move say `by_reporter`. Those without facts are older than the team's."""
THREAD = ("line", "care", "care_over", "followed")
"""Topics that say something in a card's thread, or to whoever follows it, and by whom."""
LINES = (*MOVES, "details", "answered")
LABELS = ("chosen", "rerouted")
TEAMS_LABELLING = ("choose_team", "not_ours")
ASKING = ("ask", "survey", "survey_reminder")
DIRECT = ("told", "question", "screenshot_refused", *ASKING)
"""What is said to reporters alone."""

moves, labels, answers = table(Move), table(Label), table(QuestionAnswer)
reports, surveys, questions = table(Report), table(Survey), table(Question)
posts, lanes = table(Post), table(Lane)


@dataclass(frozen=True, slots=True)
class Renaming:
    """Who is called what from now on, about which annoyances. `sealed`: the id behind a pseudonym, for messages. `at`
    and `machine`: when that is, for what gets a row of its own by it."""

    numbers: tuple[int, ...]
    old: str
    new: str
    at: datetime
    machine: datetime
    sealed: str | None = None


def theirs(session: Session, workspace_id: str, numbers: Collection[int], names: Collection[str]) -> Sequence[Report]:
    """All reports of one person about some annoyances, where they are now or where they began."""
    return session.exec(pick(Report).where(
        Report.workspace_id == workspace_id,
        or_(col(Report.number).in_(numbers), col(Report.first_number).in_(numbers)),
        or_(col(Report.reporter_id).in_(names), col(Report.reporter_hash).in_(names)))).all()


def erase(session: Session, workspace_id: str, numbers: Collection[int], old: str) -> None:
    """The story goes on without saying who: neither moves nor labels nor the log name `old` any more."""
    _history(session, workspace_id, numbers, old, None)


def rename(session: Session, workspace_id: str, how: Renaming) -> None:
    """Put the new name in place of the old one: story, log, questions, and what still waits to be said."""
    told = _history(session, workspace_id, how.numbers, how.old, how.new)
    of_here = _ids(session, surveys, workspace_id, how.numbers), _ids(session, questions, workspace_id, how.numbers)
    changed = _invitations(session, workspace_id, of_here[0], how)
    session.exec(update(answers).where(answers.c.workspace_id == workspace_id, answers.c.question_id.in_(of_here[1]),
                                       answers.c.reporter == how.old).values(reporter=how.new))
    session.exec(delete(posts).where(posts.c.workspace_id == workspace_id,
                                     posts.c.subject.in_([f"{kind}:{one}:{how.old}" for one in of_here[0]
                                                          for kind in ("ask", "survey", "remind")])))
    session.exec(delete(lanes).where(lanes.c.workspace_id == workspace_id, lanes.c.channel == how.old))
    for row in _work(session, workspace_id, how, {*of_here[0], *of_here[1]}):
        if not set(row.payload.get("surveys") or ()) <= set(of_here[0]):
            _part(session, row, how, of_here[0], changed)
        else:
            _say_otherwise(session, row, how, told)


def _history(session: Session, workspace_id: str, numbers: Collection[int], old: str, new: str | None
             ) -> set[tuple[int, int]]:
    """Returns the moves that changed hands, as (annoyance, place in its story)."""
    subjects = [f"#{number}" for number in numbers]
    said_so = (STILL,) if log.did(session, workspace_id, old, (f"{STILL}{AS_REPORTER}",), subjects) else ()
    for_team = log.did(session, workspace_id, old, TEAMS_LABELLING, subjects)
    made = _made(session, workspace_id, numbers, old, (*MOVES, *said_so))
    for number, seq in made:
        session.exec(update(moves).where(moves.c.workspace_id == workspace_id, moves.c.number == number,
                                         moves.c.seq == seq).values(by=new))
    told = select(reports.c.id).where(reports.c.workspace_id == workspace_id, _about(numbers))
    session.exec(update(labels).where(labels.c.workspace_id == workspace_id, labels.c.report_id.in_(told),
                                      labels.c.by == old, labels.c.kind.in_(LABELS))
                 .values(by=None if for_team else new))  # whose label it was as whom can no longer be told apart
    log.rename(session, workspace_id, old=old, new=new, acts=ACTS, subjects=subjects)
    webhooks.hide(session, workspace_id, numbers, old)
    return made


def _made(session: Session, workspace_id: str, numbers: Collection[int], name: str, always: Collection[str]
          ) -> set[tuple[int, int]]:
    """The moves that somebody made as a reporter."""
    found = fetch(session, select(moves.c.number, moves.c.seq, moves.c.move, moves.c.facts).where(
        moves.c.workspace_id == workspace_id, moves.c.number.in_(numbers), moves.c.by == name,
        moves.c.move.in_((*always, *EITHERS))))
    return {(number, seq) for number, seq, move, facts in found
            if move in always or facts is None or facts.get("by_reporter")}


def _about(numbers: Collection[int]) -> ColumnElement[bool]:
    return or_(reports.c.number.in_(numbers), reports.c.first_number.in_(numbers))


def _ids(session: Session, of: Any, workspace_id: str, numbers: Collection[int]) -> list[str]:
    found = select(of.c.id).where(of.c.workspace_id == workspace_id, of.c.number.in_(numbers))
    return [row[0] for row in fetch(session, found)]


def _invitations(session: Session, workspace_id: str, survey_ids: Collection[str], how: Renaming) -> set[str]:
    """An invitation and its response change hands; one that is there under the new name already stays as it is.
    Returns of which surveys one did."""
    changed = set()
    for survey_id in survey_ids:
        asked = session.get(Invitation, (workspace_id, survey_id, how.old))
        if asked is None:
            continue
        said = session.get(Response, (workspace_id, survey_id, how.old))
        if session.get(Invitation, (workspace_id, survey_id, how.new)) is None:
            session.add(Invitation(**asked.model_dump() | {"user_id": how.new} | _moments(session, asked, how)))
            session.flush()
            changed.add(survey_id)
        if said is not None:
            if session.get(Response, (workspace_id, survey_id, how.new)) is None:
                session.add(Response(**said.model_dump() | {"user_id": how.new}))
            session.delete(said)
            session.flush()
        session.delete(asked)
        session.flush()
    return changed


def _moments(session: Session, asked: Invitation, how: Renaming) -> dict[str, datetime | None]:
    """When they were asked, as it may be known of somebody without a name: by the day. A moment in their zone would
    tell who it is, and one message asked under their name about other things in the same second."""
    if how.sealed is None:
        return {}
    survey = session.get_one(Survey, (asked.workspace_id, asked.survey_id))
    planned = (survey.base_at or survey.opened_at) + timedelta(days=survey.wait_days)
    asked_on = _day(asked.asked_at)
    return {"ask_at": planned, "not_before": None, "asked_at": asked_on and max(asked_on, planned),
            "remind_at": _day(asked.remind_at), "reminded_at": _day(asked.reminded_at)}


def _day(at: datetime | None) -> datetime | None:
    return at and at.replace(hour=0, minute=0, second=0, microsecond=0)


def _work(session: Session, workspace_id: str, how: Renaming, of_here: set[str]) -> list[Work]:
    """Rows that are about these annoyances and name the old one."""
    lines = [condition for number in how.numbers for condition in (
        col(Work.dedup_key).startswith(f"line:{number}:"), col(Work.dedup_key) == f"care:{number}",
        col(Work.dedup_key).startswith(f"care_over:{number}:"), col(Work.dedup_key).startswith(f"followed:{number}:"))]
    found = session.exec(pick(Work).where(
        Work.workspace_id == workspace_id, col(Work.topic).in_((*DIRECT, *THREAD, "close_survey")),
        or_(col(Work.channel) == how.old, col(Work.dedup_key).contains(how.old, autoescape=True), *lines)))
    return [row for row in found if row.payload.get("number") in how.numbers
            or row.payload.get("survey") in of_here or row.payload.get("question") in of_here
            or not of_here.isdisjoint(row.payload.get("surveys") or ())]


def _part(session: Session, row: Work, how: Renaming, of_here: Collection[str], changed: Collection[str]) -> None:
    """One message was to ask about these annoyances and others: it asks about the others as before, and what is still
    to be asked about these gets a message of its own under the new name."""
    asked = list(row.payload["surveys"])
    left = [one for one in asked if one not in of_here]
    apart = [one for one in asked if one in of_here and one in changed]
    row.payload = row.payload | {"surveys": left}
    kind = row.dedup_key.partition(":")[0]
    row.dedup_key = f"{kind}:{left[0]}:{how.old}"
    session.add(row)
    session.flush()
    if apart and row.state == State.WAITING:
        add(session, row.workspace_id, Kind.MESSAGE, row.topic, f"{kind}:{apart[0]}:{how.new}", channel=how.new,
            due_at=how.at, now=how.machine, payload={
                "user": how.new, "surveys": apart, **({"to": how.sealed} if how.sealed else {})})


def _say_otherwise(session: Session, row: Work, how: Renaming, made: Collection[tuple[int, int]]) -> None:
    if row.topic in THREAD:
        said = row.payload.get("what") in LINES or row.payload.get("reporter") or any(
            row.dedup_key == f"line:{number}:{seq}" for number, seq in made)
        if row.payload.get("by") == how.old and said:
            row.payload = row.payload | {"by": how.new}
            session.add(row)
        return
    if how.sealed and row.topic in ASKING and row.state in (State.DONE, State.DEAD):
        session.delete(row)  # when it was sent would tell when they work
        session.flush()
        return
    key = row.dedup_key.replace(how.old, how.new)
    double = session.exec(pick(Work.id).where(Work.workspace_id == row.workspace_id, Work.dedup_key == key,
                                              Work.id != row.id)).first()
    if double is not None:
        session.delete(row)
    else:
        row.dedup_key = key
        if row.topic in DIRECT:
            row.channel = how.new
            row.payload = {name: value for name, value in row.payload.items() if name != "to"} | {
                "user": how.new, **({"to": how.sealed} if how.sealed else {})}
        session.add(row)
    session.flush()
