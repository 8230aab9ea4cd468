"""Surveys without a composer: rows as a plan makes them, waves as the clock sends them, delivery played by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.domain.survey_plans import Audience, Invited, Trigger
from bot.services import invitations
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.invitations import Counts
from bot.services.pseudonyms import Pseudonyms
from storage import surveys as stored
from storage import work
from storage.ids import new_id
from storage.tables import AskingWish, Invitation, Survey, SurveyPlan, Unasked
from storage.work import Claimed
from tests.support.cast import CARA
from tests.support.play import Play


def begin(desk: Desk, names: Sequence[str], *, wait_days: int = 0, days: int | None = 7, **plan: Any) -> str:
    """A survey by hand, beginning now and open for `days`, to which these are invited; returns its id."""
    made = SurveyPlan(**{
        "workspace_id": desk.workspace_id, "id": new_id(), "template": "helped", "kind": "yes_no",
        "decision": "Whether we keep the hotline", "decider": CARA, "decide_on": date(2026, 4, 1),
        "audience": Audience.PEOPLE, "trigger": Trigger.BY_HAND, "anonymous": False, "created_by": CARA,
        "created_at": desk.now, **plan})
    desk.session.add(made)
    desk.session.flush()
    row = Survey(workspace_id=desk.workspace_id, id=new_id(), kind=made.kind, plan_id=made.id, occasion=new_id(),
                 number=made.number, base_at=desk.now, wait_days=wait_days, opened_at=desk.now,
                 closes_at=None if days is None else desk.now + timedelta(days=days))
    desk.session.add(row)
    desk.session.flush()
    invitations.invite(desk, row, names)
    return row.id


@dataclass
class Surveying:
    """Larkfield's surveys, on a play."""

    play: Play

    @property
    def workspace_id(self) -> str:
        return self.play.workspace_id

    def desk(self, session: Session) -> Desk:
        services = self.play.services
        return Desk(session, directory(session, self.workspace_id), services.clock, Pseudonyms(services.secrets))

    def survey(self, *names: str, wait_days: int = 0, days: int | None = 7, **plan: Any) -> str:
        """A survey by hand, beginning now and open for `days`, to which these are invited; returns its id."""
        with self.play.services.db.transaction(self.workspace_id) as tx:
            return begin(self.desk(tx.session), names, wait_days=wait_days, days=days, **plan)

    def expand(self) -> int:
        """Waves until nothing is left."""
        total = 0
        services = self.play.services
        while seen_to := services.invitations.expand(self.workspace_id, services.clock.now()):
            total += seen_to
        return total

    def deliver(self, *, give_up: bool = False) -> list[str]:
        """What waits to be asked is asked, or given up; returns the rows' keys."""
        services, keys = self.play.services, []
        while rows := self.claim():
            for row in rows:
                with services.db.transaction(self.workspace_id) as tx:
                    keys.append(row.dedup_key)
                    if give_up:
                        work.bury(tx.session, row, now=services.clock.machine(), error="no_such_user")
                        services.invitations.failed(tx.session, row)
                    else:
                        work.finish(tx.session, row, services.clock.machine())
                        tell = (services.invitations.reminded if row.topic == "survey_reminder"
                                else services.invitations.asked)
                        tell(tx.session, row)
        return keys

    def claim(self) -> list[Claimed]:
        services = self.play.services
        with services.db.transaction(self.workspace_id) as tx:
            found = work.claim(tx.session, now=services.clock.now(), machine=services.clock.machine(), limit=16,
                               pace=timedelta(0))
        return [row for row in found if row.topic in ("survey", "survey_reminder", "ask")]

    def go_on(self, **step: int) -> list[str]:
        """Later, what is due by then is asked; returns the keys of what was said."""
        self.play.move_clock(**step)
        self.expand()
        return self.deliver()

    def go_to(self, at: datetime) -> list[str]:
        self.play.services.clock.move_to(at)
        return self.go_on()

    def go_to_without_sending(self, at: datetime) -> None:
        """What is due by then is work, and nothing can be sent."""
        self.play.services.clock.move_to(at)
        self.expand()

    def finish(self, row: Claimed) -> None:
        """A claimed question has been asked."""
        with self.play.services.db.transaction(self.workspace_id) as tx:
            work.finish(tx.session, row, self.play.services.clock.machine())
            self.play.services.invitations.asked(tx.session, row)

    def counts(self, survey_id: str) -> Counts:
        with self.play.services.db.reading() as session:
            return invitations.counts(session, self.workspace_id, survey_id)

    def invitation(self, survey_id: str, name: str) -> Invitation:
        with self.play.services.db.reading() as session:
            return session.get_one(Invitation, (self.workspace_id, survey_id, name))

    def states(self, survey_id: str) -> dict[str, str]:
        """Where each stands; of the withheld the reason."""
        with self.play.services.db.reading() as session:
            rows = stored.invitations(session, self.workspace_id, survey_id)
            return {row.user_id: str(row.why) if row.state == Invited.WITHHELD else row.state for row in rows}

    def cancel(self, survey_id: str) -> int:
        with self.play.services.db.transaction(self.workspace_id) as tx:
            return invitations.cancel(self.desk(tx.session), survey_id)

    def replan(self, names: Sequence[str] | None = None) -> None:
        """At once, and by the steps that go on with the rest."""
        with self.play.services.db.transaction(self.workspace_id) as tx:
            invitations.replan(self.desk(tx.session), names)
        self.steps()

    def steps(self) -> int:
        """Steps that move invitations are carried out, as the engine does; returns how many."""
        services, done = self.play.services, 0
        while True:
            with services.db.transaction(self.workspace_id) as tx:
                rows = work.claim(tx.session, now=services.clock.now(), machine=services.clock.machine(), limit=1,
                                  pace=timedelta(0), steps=True)
                if not rows:
                    return done
                for row in rows:
                    if row.topic == "replan":
                        services.invitations.replan(tx.session, self.workspace_id, row.payload)
                        done += 1
                    work.finish(tx.session, row, services.clock.machine())

    def answer(self, survey_id: str, user_id: str, said: str = "1") -> None:
        with self.play.services.db.transaction(self.workspace_id) as tx:
            stored.answer(tx.session, self.workspace_id, survey_id, user_id, said, self.play.services.clock.now())

    def close(self, survey_id: str, outcome: str) -> None:
        with self.play.services.db.transaction(self.workspace_id) as tx:
            row = tx.session.get_one(Survey, (self.workspace_id, survey_id))
            row.closed_at, row.outcome = self.play.services.clock.now(), outcome

    def wish(self, user_id: str, **wish: Any) -> None:
        """They opt out, or name their quiet hours."""
        with self.play.services.db.transaction(self.workspace_id) as tx:
            desk = self.desk(tx.session)
            person = desk.names.make(tx.session, self.workspace_id, user_id, "asking")
            tx.session.add(AskingWish(workspace_id=self.workspace_id, person=person, **wish))

    def spent(self) -> list[tuple[date, str]]:
        """All days on which anybody got something unasked."""
        with self.play.services.db.reading() as session:
            return sorted((row.day, row.what) for row in session.exec(select(Unasked)))
