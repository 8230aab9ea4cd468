"""Surveys as their senders see them: made, previewed, stopped, decided; and the occasions on which a plan asks."""

from datetime import datetime

from bot.clock import Clock
from bot.domain.senders import Created, PlanLine, Preview
from bot.domain.survey_plans import PlanDraft
from bot.errors import NotFound
from bot.services.pseudonyms import Pseudonyms
from storage.db import Database


class Surveys:
    """Makes plans, and surveys from plans."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def preview(self, workspace_id: str, user_id: str, draft: PlanDraft) -> Preview:
        """What this draft would do, without doing it. Raises as `create` does."""
        raise NotFound("error.no_such_survey")

    def create(self, workspace_id: str, user_id: str, draft: PlanDraft, *, key: str) -> Created:
        """Keep a plan; one by hand begins at once. Raises `Invalid` (its `field` is the draft's), `NotAllowed`,
        `NotFound` for an annoyance that is not there."""
        raise NotFound("error.no_such_survey")

    def stop(self, workspace_id: str, user_id: str, plan_id: str, *, key: str) -> None:
        """The plan asks no more, and whoever has not been asked yet will not be."""
        raise NotFound("error.no_such_survey")

    def decide(self, workspace_id: str, user_id: str, plan_id: str, text: str, *, key: str) -> None:
        """What was decided: shown in the results and told in the digest."""
        raise NotFound("error.no_such_survey")

    def of_person(self, workspace_id: str, user_id: str) -> tuple[PlanLine, ...]:
        """The plans that this person made or decides, the newest first."""
        return ()

    def expand(self, workspace_id: str, now: datetime) -> int:
        """Plans whose occasion has come make a survey; surveys whose time is up are closed. How many were new."""
        return 0
