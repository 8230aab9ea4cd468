"""Larkfield at work: the cast's clicks by name, delivery played by hand, and what stands in the tables afterwards."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from bot.domain.annoyances import Move, Resolution, State
from bot.domain.people import Where
from bot.domain.reports import Door, Draft, Stored
from bot.domain.snoozing import Preset
from bot.domain.verification import Answer
from bot.services import invitations
from bot.services.desk import Desk, subject
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import posts, work
from storage.tables import Annoyance, Invitation, Label, Log, Report, Survey, ThreadReply, Work
from storage.tables import Move as MoveRow
from storage.verification import surveys_of
from tests.support.cast import ANA, MIA, RITA, TESS
from tests.support.larkfield import Services

Row = TypeVar("Row", bound=SQLModel)
DONE = Resolution("We fixed the voucher form")


@dataclass
class Play:
    """One workspace. Every click has a key of its own unless the test names one."""

    services: Services
    workspace_id: str
    _count: "count[int]" = field(default_factory=count)

    def key(self) -> str:
        return f"click {next(self._count)}"

    def report(self, text: str = "The refund never arrived", by: str = RITA, *, key: str | None = None,
               again: bool = False, **rest: Any) -> Stored:
        return self.services.reports.take(self.workspace_id, by, Draft(text, **rest), door=Door.SLASH,
                                          key=key or self.key(), again=again)

    def me_too(self, number: int, by: str, text: str = "I saw it too", *, seen_after_fix: bool = False) -> None:
        self.services.reports.me_too(self.workspace_id, by, number, key=self.key(), draft=Draft(text),
                                     seen_after_fix=seen_after_fix)

    def make(self, move: Move, number: int = 1, by: str = ANA, *, where: Where | None = None, key: str | None = None,
             **said: Any) -> None:
        """One move by its name, with believable facts where it needs some."""
        act = self.services.annoyances
        how: dict[str, Any] = {"where": where, "key": key or self.key()}
        match move:
            case Move.ASSIGN:
                act.assign(self.workspace_id, by, number, said.get("assignee", by), **how)
            case Move.RESOLVE:
                act.resolve(self.workspace_id, by, number, said.get("said", DONE), **how)
            case Move.NOT_OURS:
                act.not_ours(self.workspace_id, by, number, said.get("team", "app"), said.get("reason"), **how)
            case Move.CHOOSE_TEAM:
                act.choose_team(self.workspace_id, by, number, said.get("team", "app"), **how)
            case Move.WONT_FIX:
                act.wont_fix(self.workspace_id, by, number, said.get("reason", "It costs more than it helps"),
                             said.get("for_customer"), **how)
            case Move.SNOOZE:
                self.services.snoozes.snooze(self.workspace_id, by, number, said.get("until", Preset.TWO_WEEKS),
                                             said.get("reason", "The bank answers in May"),
                                             said.get("then", "Ben calls them"), **how)
            case Move.MERGE:
                self.services.merging.merge(self.workspace_id, by, number, said["other"],
                                            seen_after_fix=said.get("seen_after_fix"), **how)
            case Move.UNMERGE:
                self.services.merging.unmerge(self.workspace_id, by, number, **how)
            case Move.WAKE:
                self.services.snoozes.wake(self.workspace_id, by, number, **how)
            case _:
                getattr(act, str(move))(self.workspace_id, by, number, **how)

    def bring_to(self, state: State, by: str = RITA) -> int:
        """A new annoyance of the Payments team, brought to `state` by those who may; returns its number."""
        unclaimed = state in (State.TRIAGE, State.WITHDRAWN)
        number = self.report("Nobody knows whose this is" if unclaimed else "The refund never arrived", by,
                             again=True).number
        for move in PATHS[state]:
            if move is Move.VERIFY:
                self.answer(by, Answer.GONE, number)
            else:
                self.make(move, number, TESS if move is Move.WITHDRAW else MIA)
        if state is State.MERGED:
            other = self.report("The refund came twice", by, again=True)
            self.services.reports.me_too(self.workspace_id, by, other.number, key=self.key(),
                                         report_id=self.first_report(number).id)
        return number

    def answer(self, by: str, said: Answer, number: int = 1, *, key: str | None = None) -> None:
        self.services.verification.answer(self.workspace_id, by, self.survey(number).id, said, back=None,
                                     key=key or self.key())

    def post_card(self, number: int = 1, ts: str = "") -> Where:
        """What delivery does: the card stands in its channel, and everybody hears of it."""
        view = self.services.annoyances.card(self.workspace_id, number)
        assert view is not None
        assert view.channel_id is not None
        ts = ts or f"177.{next(self._count)}"
        with self.services.db.transaction(self.workspace_id) as tx:
            posts.keep(tx.session, self.workspace_id, subject(number), view.channel_id, ts,
                       at=self.services.clock.now())
            self.services.annoyances.card_posted(tx.session, self.workspace_id, number, view.channel_id)
        return Where(view.channel_id, ts)

    def refuse_card(self, number: int = 1, error: str = "is_archived") -> None:
        with self.services.db.transaction(self.workspace_id) as tx:
            self.services.annoyances.hand_over_failed(tx.session, self.workspace_id, number, error)

    def due(self) -> None:
        """What the scheduler does: invitations that have come due become work, or are put off, or withheld."""
        while self.services.invitations.expand(self.workspace_id, self.services.clock.now()):
            pass

    def ask(self) -> int:
        """What becomes of the questions that are due: they are sent, and when is kept; returns how many messages."""
        self.due()
        sent = [row for row in self.work("ask")
                if row.state == work.State.WAITING and row.due_at <= self.services.clock.now()]
        for row in sent:
            with self.services.db.transaction(self.workspace_id) as tx:
                tx.session.get_one(Work, (self.workspace_id, row.id)).state = work.State.DONE
            for survey_id in surveys_of(row.payload):
                self.asked(survey_id, row.payload["user"])
        return len(sent)

    def asked(self, survey_id: str, name: str) -> None:
        """Delivery has asked somebody."""
        with self.services.db.transaction(self.workspace_id) as tx:
            desk = Desk(tx.session, directory(tx.session, self.workspace_id), self.services.clock,
                        Pseudonyms(self.services.secrets))
            invitations.asked(desk, survey_id, name)

    def step(self, topic: str) -> int:
        """Carry out the steps of a topic that are due, as the engine does; returns how many."""
        done = 0
        with self.services.db.transaction(self.workspace_id) as tx:
            self._ask_who_is_due(tx.session)
            for row in self.work(topic, tx.session):
                if row.due_at <= self.services.clock.now() and row.state == work.State.WAITING:
                    self._carry_out(tx.session, row)
                    row.state = work.State.DONE
                    tx.session.add(row)
                    done += 1
        return done

    def _ask_who_is_due(self, session: Session) -> None:
        """Delivery has asked everybody in their time."""
        for row in self.work("ask", session):
            if row.due_at <= self.services.clock.now() and row.state == work.State.WAITING:
                row.state = work.State.DONE
        of_here = select(Invitation).where(Invitation.workspace_id == self.workspace_id,
                                           col(Invitation.state).in_(["planned", "sending"]))
        for asked in session.exec(of_here):
            if asked.ask_at <= self.services.clock.now():
                asked.asked_at, asked.state = asked.ask_at, "asked"

    def _carry_out(self, session: Session, row: Work) -> None:
        if row.topic == "close_survey":
            self.services.verification.close(session, self.workspace_id, row.payload["survey"])
        else:
            self.services.digests.publish(session, self.workspace_id, row.payload["team"], row.payload["period"])

    def work(self, topic: str | None = None, session: Session | None = None) -> Sequence[Work]:
        """Work rows in the order in which they were asked for."""
        found = select(Work).where(Work.workspace_id == self.workspace_id).order_by(col(Work.id))
        if topic is not None:
            found = found.where(Work.topic == topic)
        if session is not None:
            return session.exec(found).all()
        with self.services.db.reading() as reading:
            return reading.exec(found).all()

    def forget_work(self) -> None:
        """Only what is asked for from now on matters."""
        self.forget_work_but()

    def delay_work(self, channel_id: str) -> None:
        """What is to be said in a channel was refused there, and waits."""
        with self.services.db.transaction(self.workspace_id) as tx:
            for row in self.work(session=tx.session):
                if row.channel == channel_id:
                    row.visible_at = self.services.clock.machine() + timedelta(minutes=1)

    def forget_work_but(self, *topics: str) -> None:
        with self.services.db.transaction(self.workspace_id) as tx:
            for row in self.work(session=tx.session):
                if row.topic not in topics:
                    tx.session.delete(row)

    def topics(self) -> list[str]:
        return [row.topic for row in self.work()]

    def lines(self, number: int = 1) -> list[str]:
        """What the card's thread says."""
        return [row.payload["what"] for row in self.work()
                if row.topic in ("line", "care") and row.payload["number"] == number]

    def told(self) -> list[tuple[str, str]]:
        """Who was told what became of it."""
        return [(row.payload["user"], row.payload["what"]) for row in self.work("told")]

    def held_of_replies(self) -> list[tuple[str | None, str]]:
        """What the table holds of thread replies: (author, words), deleted ones too."""
        return [(row.user_id, row.text) for row in sorted(self._all(ThreadReply), key=lambda row: row.ts)]

    def annoyance(self, number: int = 1) -> Annoyance:
        return self._one(Annoyance, Annoyance.number == number)

    def state(self, number: int = 1) -> State:
        return State(self.annoyance(number).state)

    def reports_of(self, number: int) -> Sequence[Report]:
        return sorted(self._all(Report, Report.number == number), key=lambda row: row.id)

    def first_report(self, number: int = 1) -> Report:
        return self._all(Report, Report.first_number == number)[0]

    def survey(self, number: int = 1) -> Survey:
        """The last asking."""
        return max(self._all(Survey, Survey.number == number), key=lambda survey: survey.round or 0)

    def invitations(self, number: int = 1, *, nth: int | None = None) -> dict[str, Invitation]:
        """Those of the last asking, or of the one after that resolving, by name."""
        asked = self.survey(number) if nth is None else self._one(
            Survey, Survey.number == number, Survey.round == nth)
        return {row.user_id: row for row in self._all(Invitation, Invitation.survey_id == asked.id)}

    def moves(self, number: int = 1) -> list[tuple[str, str | None, str]]:
        """The story: (move, state before, state after)."""
        rows = sorted(self._all(MoveRow, MoveRow.number == number), key=lambda row: row.seq)
        return [(row.move, row.from_state, row.to_state) for row in rows]

    def labels(self) -> list[tuple[int, str, str | None, str | None]]:
        """(place, kind, team before, right team)."""
        rows = sorted(self._all(Label), key=lambda row: row.seq)
        return [(row.seq, row.kind, row.was_team, row.team_key) for row in rows]

    def log(self) -> list[tuple[str | None, str, str]]:
        rows = sorted(self._all(Log), key=lambda row: row.id)
        return [(row.by, row.act, row.subject) for row in rows]

    def _all(self, model: type[Row], *conditions: Any) -> Sequence[Row]:
        with self.services.db.reading() as session:
            of_here = getattr(model, "workspace_id") == self.workspace_id  # noqa: B009  every table but one has it
            return session.exec(select(model).where(of_here, *conditions)).all()

    def _one(self, model: type[Row], *conditions: Any) -> Row:
        (found,) = self._all(model, *conditions)
        return found

    def move_clock(self, **step: int) -> None:
        self.services.clock.move(timedelta(**step))


def address_of(play: Play, reply: Work) -> dict[str, str | None]:
    """To whom an answer goes, as it lies sealed in its row."""
    found: dict[str, str | None] = json.loads(play.services.secrets.open(reply.payload["to"]) or "{}")
    return found


PATHS: dict[State, tuple[Move, ...]] = {
    State.TRIAGE: (),
    State.NEW: (),
    State.ACKNOWLEDGED: (Move.ACKNOWLEDGE,),
    State.PLANNED: (Move.ASSIGN,),
    State.RESOLVED: (Move.ACKNOWLEDGE, Move.RESOLVE),
    State.CAME_BACK: (Move.ACKNOWLEDGE, Move.RESOLVE, Move.STILL_HAPPENING),
    State.VERIFIED: (Move.ACKNOWLEDGE, Move.RESOLVE, Move.VERIFY),
    State.WONT_FIX: (Move.WONT_FIX,),
    State.MERGED: (),
    State.WITHDRAWN: (Move.WITHDRAW,),
}
"""How an annoyance comes to each state."""
