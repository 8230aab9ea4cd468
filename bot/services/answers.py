"""Answers of employees to a survey: one tap saves, a comment and a cause may follow, all of it can be changed until the
survey closes; what an answer leads to."""

from bot.clock import Clock
from bot.services.pseudonyms import Pseudonyms
from bot.services.replies import Replies
from storage.db import Database


class Answers:
    """Takes answers in Slack."""

    def __init__(self, db: Database, clock: Clock, replies: Replies, names: Pseudonyms) -> None:
        self._db, self._clock, self._replies, self._names = db, clock, replies, names
