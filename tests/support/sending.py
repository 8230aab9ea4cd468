"""Surveys as their senders make them: plans by their parts, what the engine does with the work that follows, and what
stands in the tables afterwards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.domain.senders import Created, Preview, Progress
from bot.domain.survey_plans import Audience, PlanDraft, Trigger
from storage import people, work
from storage.tables import Invitation, Survey, SurveyPlan, Touchpoint, Work
from tests.support.cast import ANA
from tests.support.play import Play

DECIDE_ON = date(2026, 6, 1)


def draft(**parts: Any) -> PlanDraft:
    """A good one: who reported #1 is asked, by hand, whether the answer helped."""
    usual: dict[str, Any] = {
        "template": "helped", "kind": "yes_no", "audience": Audience.REPORTERS, "trigger": Trigger.BY_HAND,
        "decision": "Whether the new form stays", "decider": ANA, "decide_on": DECIDE_ON, "anonymous": False}
    return PlanDraft(**usual | parts)


@dataclass
class Sending:
    """Larkfield's senders."""

    play: Play

    @property
    def workspace_id(self) -> str:
        return self.play.workspace_id

    def create(self, by: str = ANA, *, key: str | None = None, **parts: Any) -> Created:
        return self.play.services.surveys.create(self.workspace_id, by, draft(**parts), key=key or self.play.key())

    def preview(self, by: str = ANA, **parts: Any) -> Preview:
        return self.play.services.surveys.preview(self.workspace_id, by, draft(**parts))

    def stop(self, plan_id: str, by: str = ANA) -> None:
        self.play.services.surveys.stop(self.workspace_id, by, plan_id, key=self.play.key())

    def decide(self, plan_id: str, text: str = "It stays", by: str = ANA) -> None:
        self.play.services.surveys.decide(self.workspace_id, by, plan_id, text, key=self.play.key())

    def expand(self) -> int:
        """What the clock does, until nothing is new."""
        total = 0
        while new := self.play.services.surveys.expand(self.workspace_id, self.play.services.clock.now()):
            total += new
        return total

    def progress(self, survey_id: str) -> Progress:
        found = self.play.services.surveys.progress(self.workspace_id, survey_id)
        assert found is not None
        return found

    def carry_out(self, *, at_most: int = 1000) -> int:
        """The steps that invite, one after another; returns how many there were."""
        for done in range(at_most):
            waiting = [row for row in self.play.work("invite") if row.state == work.State.WAITING]
            if not waiting:
                return done
            with self.play.services.db.transaction(self.workspace_id) as tx:
                self.play.services.surveys.go_on(tx.session, self.workspace_id, waiting[0].payload)
                tx.session.get_one(Work, (self.workspace_id, waiting[0].id)).state = work.State.DONE
        return at_most

    def tell_who_is_in(self, channel: str, pages: Sequence[Sequence[str]]) -> None:
        """Slack answers, page by page, for the survey that has asked last."""
        for at, page in enumerate(pages):
            row = [one for one in self.play.work("members") if one.payload["channel"] == channel][-1]
            cursor = f"page {at + 1}" if at + 1 < len(pages) else ""
            self.play.services.surveys.heard_page(self.workspace_id, row.payload["survey"], channel,
                                                  row.payload["cursor"], (page, cursor))

    def send_due(self) -> list[str]:
        """Delivery sends what is due; returns to whom."""
        self.play.services.invitations.expand(self.workspace_id, self.play.services.clock.now())
        sent = [row for row in self.play.work("survey") if row.state == work.State.WAITING]
        for row in sent:
            with self.play.services.db.transaction(self.workspace_id) as tx:
                self.play.services.invitations.asked(tx.session, self._claimed(row))
                tx.session.get_one(Work, (self.workspace_id, row.id)).state = work.State.DONE
        return [str(row.payload["user"]) for row in sent]

    def _claimed(self, row: Work) -> work.Claimed:
        return work.Claimed(
            row.workspace_id, row.id, row.kind, row.topic, row.dedup_key, row.method, row.channel, row.chain,
            row.payload, row.attempts, row.failures, row.unsure, row.wanted, row.due_at, row.created_at,
            row.created_at)

    def answer(self, survey_id: str, user_id: str, said: str = "1") -> None:
        self.play.services.answers.tap(self.workspace_id, user_id, survey_id, said, back=None, key=self.play.key())

    def person(self, user_id: str, **known: Any) -> None:
        """What Slack says of somebody."""
        said: dict[str, Any] = {
            "name": user_id, "locale": "en-US", "timezone": "Europe/Berlin", "is_guest": False, "is_bot": False,
            "is_admin": False, "is_gone": False, "now": self.play.services.clock.machine()}
        with self.play.services.db.transaction(self.workspace_id) as tx:
            people.keep_person(tx.session, self.workspace_id, user_id, **said | known)

    def crowd(self, many: int) -> list[str]:
        """People whom Slack has described; returns their ids."""
        names = [f"U{at:05}" for at in range(many)]
        with self.play.services.db.transaction(self.workspace_id) as tx:
            for name in names:
                people.keep_person(tx.session, self.workspace_id, name, name=name, locale="en-US",
                                   timezone="Europe/Berlin", is_guest=False, is_bot=False, is_admin=False,
                                   is_gone=False, now=self.play.services.clock.machine())
        return names

    def front_line(self, who: str, touchpoint: str = "checkout") -> None:
        with self.play.services.db.transaction(self.workspace_id) as tx:
            tx.session.get_one(Touchpoint, (self.workspace_id, touchpoint)).front_line = who

    # what stands in the tables

    def surveys(self, plan_id: str) -> list[Survey]:
        """By the name of their occasion."""
        with self.play.services.db.reading() as session:
            return sorted(session.exec(select(Survey).where(Survey.plan_id == plan_id)),
                          key=lambda one: one.occasion or "")

    def plan(self, plan_id: str) -> SurveyPlan:
        with self.play.services.db.reading() as session:
            return session.get_one(SurveyPlan, (self.workspace_id, plan_id))

    def invited(self, survey_id: str) -> dict[str, Invitation]:
        with self.play.services.db.reading() as session:
            return {row.user_id: row for row in self._invitations(session, survey_id)}

    def stand(self, survey_id: str) -> Counter[str]:
        """How many invitations stand where; of those withheld, why."""
        with self.play.services.db.reading() as session:
            return Counter(row.why or row.state for row in self._invitations(session, survey_id))

    def _invitations(self, session: Session, survey_id: str) -> Sequence[Invitation]:
        return session.exec(select(Invitation).where(Invitation.survey_id == survey_id)
                            .order_by(col(Invitation.user_id))).all()

    def move_to(self, at: datetime) -> None:
        self.play.services.clock.move(at.astimezone(UTC) - self.play.services.clock.now() or timedelta(0))
