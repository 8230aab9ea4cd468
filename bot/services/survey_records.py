"""Surveys and what they found, as other systems read them: figures with their denominators, and of anonymous answers
whole portions alone, as everybody sees them."""

from sqlmodel import Session

from bot.clock import Clock
from bot.domain.api_tokens import Client
from bot.domain.records import Page, SurveyRecord
from bot.domain.results import Found
from bot.domain.survey_kinds import KINDS
from bot.errors import NotFound
from bot.services import results
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from storage import records as stored
from storage import results as stored_results
from storage import surveys as stored_surveys
from storage.db import Database
from storage.tables import SurveyPlan


class SurveyRecords:
    """Reads what was asked, and what came of it, for whoever holds a token."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def page(self, client: Client, *, limit: int, cursor: str | None) -> Page[SurveyRecord]:
        """Surveys, newest first; `cursor` is the last one of the page before."""
        with self._db.reading() as session:
            rows = stored.of_plans(session, client.workspace_id, list(KINDS), after=cursor, limit=limit + 1)
            page = rows[:limit]
            counts = stored_results.counts(session, client.workspace_id, [row.id for row in page],
                                           self._clock.now()) if page else {}
        return Page(tuple(_record(row, *counts[row.id]) for row in page), page[-1].id if len(rows) > limit else None)

    def results(self, client: Client, plan_id: str) -> Found:
        """What was found. Looking may form new portions, so it writes. Raises `NotFound`."""
        with self._db.transaction(client.workspace_id) as tx:
            plan = stored_surveys.plan(tx.session, client.workspace_id, plan_id, lock=True)
            if plan is None or plan.kind not in KINDS:
                raise NotFound("error.no_such_survey")
            return results.found(self._desk(tx.session, client), plan)

    def _desk(self, session: Session, client: Client) -> Desk:
        return Desk(session, directory(session, client.workspace_id), self._clock, self._names)


def _record(row: SurveyPlan, asked: int, answered: int) -> SurveyRecord:
    return SurveyRecord(row.id, row.template, row.kind, row.question, row.decision, row.decide_on, row.decided,
                        row.audience, row.anonymous, row.team_key, row.touchpoint_key, row.number, row.trigger, asked,
                        answered, row.created_at, row.stopped_at)
