"""What a team may do about the people who reported: ask them something, and, where they chose so, let its lead know who
they are. Nobody learns more of a reporter than the reporter chose."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.annoyances import Move
from bot.domain.masking import mask
from bot.domain.people import Where
from bot.domain.permissions import Act, may
from bot.domain.reports import Visibility
from bot.domain.wording import tidy
from bot.errors import Invalid, NotAllowed, NotFound
from bot.services import annoyances, cards
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from storage import annoyances as stored_annoyances
from storage import log
from storage import questions as stored
from storage import reports as stored_reports
from storage.db import Database
from storage.tables import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a reporter, as its message and its form show it."""

    question_id: str
    number: int
    title: str
    team: str | None
    by: str
    text: str
    visibility: Visibility = Visibility.NAMED


@dataclass(frozen=True, slots=True)
class WhoReported:
    """Who reported an annoyance, as far as its lead may know: user ids, and how many nobody may know."""

    number: int
    title: str
    known: tuple[str, ...]
    anonymous: int


class Reporters:
    """Ask the reporter, answer the team, who reported."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def ask(self, workspace_id: str, user_id: str, number: int, text: str, *, where: Where | None, key: str) -> None:
        """Put a question to all reporters, those without a name too; the thread shows it.

        Raises `Invalid` for an empty question and where no reporter is known.
        """
        question = _said(text, "question")
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            if tx.first_answer is not None:
                return
            desk = self._desk(tx.session, workspace_id)
            row = annoyances.allowed(desk, user_id, number, Move.ASK_REPORTER, where)
            asked = [one for one in stored_reports.reporters(tx.session, workspace_id, number) if one != user_id]
            if not asked:
                raise Invalid("error.no_reporter", field="question")
            question_id = stored.ask(tx.session, workspace_id, number, by=user_id, text=question, at=desk.now)
            cards.say_line(desk, row, f"asked:{question_id}", Move.ASK_REPORTER, by=user_id, facts={"text": question})
            for name in asked:
                cards.direct(desk, "question", f"question:{question_id}:{name}", name, {"question": question_id})
            log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=Move.ASK_REPORTER, subject=f"#{number}")
            tx.answer = {"question": question_id}

    def question(self, workspace_id: str, question_id: str, name: str) -> Asked | None:
        """What is put to one reporter, known by `name`; None where there is nothing to ask."""
        with self._db.reading() as session:
            desk, row = self._desk(session, workspace_id), stored.get(session, workspace_id, question_id)
            return None if row is None else _asked(desk, row, name)

    def answer_form(self, workspace_id: str, user_id: str, question_id: str) -> Asked:
        """The question again, for whoever wants to answer it. Raises `NotFound` and `NotAllowed`."""
        with self._db.reading() as session:
            desk = self._desk(session, workspace_id)
            row, name = _asked_of(desk, question_id, user_id)
            return _asked(desk, row, name)

    def answer(self, workspace_id: str, user_id: str, question_id: str, text: str, *, key: str) -> int:
        """Pass a reporter's answer on to the thread, without a name where they gave none; returns the number."""
        said = _said(text, "answer")
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = self._desk(tx.session, workspace_id)
            question, name = _asked_of(desk, question_id, user_id)
            if tx.first_answer is None:
                row = annoyances.existing(tx.session, workspace_id, question.number, lock=True)
                answer_id = stored.answer(tx.session, workspace_id, question_id, reporter=name, text=said, at=desk.now)
                cards.say_line(desk, row, f"answered:{answer_id}", "answered", by=name,
                               facts={"text": said, "asker": question.by, "hidden": is_pseudonym(name)})
                log.add(tx.session, workspace_id, at=desk.now, by=name, act="answer_question",
                        subject=f"#{question.number}")
                tx.answer = {"answer": answer_id}
            return question.number

    def who_reported(self, workspace_id: str, user_id: str, number: int, *, key: str) -> WhoReported:
        """Tell the owning team's lead, and nobody else, who reported; the log keeps that they looked.

        Whoever chose to be anonymous is counted only.
        """
        with self._db.transaction(workspace_id, self._clock.now(), key) as tx:
            desk = self._desk(tx.session, workspace_id)
            row = annoyances.existing(tx.session, workspace_id, number)
            if not may(Act.WHO_REPORTED, annoyances.roles_towards(desk, row, user_id, None)):
                raise NotAllowed("error.not_allowed.who_reported")
            told = stored_reports.of_annoyance(tx.session, workspace_id, number)
            known = [report.reporter_id or (desk.names.open(report.reporter_sealed) if report.reporter_sealed else None)
                     for report in told if report.visibility != Visibility.ANONYMOUS]
            hidden = {report.reporter_hash for report in told if report.visibility == Visibility.ANONYMOUS}
            if tx.first_answer is None:
                log.add(tx.session, workspace_id, at=desk.now, by=user_id, act=Act.WHO_REPORTED, subject=f"#{number}")
                tx.answer = {"number": number}
            return WhoReported(number, row.title, tuple(dict.fromkeys(one for one in known if one)), len(hidden))

    def _desk(self, session: Session, workspace_id: str) -> Desk:
        return Desk(session, directory(session, workspace_id), self._clock, self._names)


def _said(text: str, field: str) -> str:
    said = mask(tidy(text))
    if not said:
        raise Invalid("error.nothing_written", field=field)
    return said


def _asked(desk: Desk, row: Question, name: str) -> Asked:
    about = stored_annoyances.get(desk.session, desk.workspace_id, row.number)
    title, team = (about.title, desk.settings.team_name(about.team_key)) if about else ("", None)
    return Asked(row.id, row.number, title, team, row.by, row.text,
                 stored_reports.visibility_of(desk.session, desk.workspace_id, name))


def _asked_of(desk: Desk, question_id: str, user_id: str) -> tuple[Question, str]:
    """The question, and by which of their names this person was asked."""
    row = stored.get(desk.session, desk.workspace_id, question_id)
    if row is None:
        raise NotFound("error.no_such_question")
    theirs = desk.names.names_of(desk.session, desk.workspace_id, user_id)
    told = stored_reports.reporters(desk.session, desk.workspace_id, row.number)
    name = next((one for one in told if one in theirs), None)
    if name is None:
        raise NotAllowed("error.not_asked_question")
    return row, name
