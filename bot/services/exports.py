"""Everything that was reported, one report after the other, for whoever may have all of it: the admins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import Clock
from bot.domain.annoyances import State
from storage import log
from storage import reports as stored
from storage import threads as stored_threads
from storage.db import Database
from storage.tables import Annoyance, Report, ThreadReply


@dataclass(frozen=True, slots=True)
class ExportedReply:
    """What somebody wrote in the card's thread, as it reads now."""

    at: datetime
    by: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Exported:
    """One report with what became of its annoyance. The fields' names and order are those of the file.

    What only the owner may read is not in it: reference, value at stake, how to reach the customer.
    """

    number: int
    text: str
    reporter: str | None
    team: str | None
    status: str
    created_at: datetime
    customer_words: str | None
    touchpoint: str | None
    emotion: str | None
    how_known: str | None
    matters_on: date | None
    title: str
    what_was_done: str | None
    merged_into: int | None
    first_number: int
    door: str
    withdrawn: bool
    visibility: str
    contact_channel: str | None
    line: str | None
    wanted: str | None
    got_it: str | None
    segment: str | None
    safety: bool
    accessibility: bool
    cost: bool
    idea: str | None
    may_contact: str | None
    post_link: str | None
    source_link: str | None
    routed_by: str
    routed_phrase: str | None
    routed_like: tuple[int, ...]
    language: str | None
    replies: tuple[ExportedReply, ...] = ()


class Exports:
    """Reads all reports of a workspace; the log says who did."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def reports(self, workspace_id: str, *, by: str) -> Iterator[Exported]:
        """All reports as of one moment, oldest first; memory stays flat."""
        with self._db.transaction(workspace_id) as tx:
            log.add(tx.session, workspace_id, at=self._clock.now(), by=by, act="export")
        with self._db.reading() as session:
            discussed = stored_threads.numbers(session, workspace_id)
            for report, annoyance in stored.everything(session, workspace_id):
                said = stored_threads.of_annoyance(session, workspace_id, report.number) \
                    if report.number in discussed else ()
                yield _exported(report, annoyance, said)


def _exported(report: Report, annoyance: Annoyance, said: Sequence[ThreadReply]) -> Exported:
    return Exported(
        number=report.number, text=report.story, reporter=report.reporter_id, team=annoyance.team_key,
        status=State.WITHDRAWN if report.withdrawn else annoyance.state, created_at=report.created_at,
        customer_words=report.customer_words, touchpoint=report.touchpoint_key, emotion=report.emotion,
        how_known=report.how_known, matters_on=report.matters_on, title=annoyance.title,
        what_was_done=annoyance.what_was_done, merged_into=annoyance.merged_into, first_number=report.first_number,
        door=report.door, withdrawn=report.withdrawn, visibility=report.visibility,
        contact_channel=report.contact_channel, line=report.line, wanted=report.wanted, got_it=report.got_it,
        segment=report.segment, safety=report.safety, accessibility=report.accessibility, cost=report.cost,
        idea=report.idea, may_contact=report.may_contact, post_link=report.post_link, source_link=report.source_link,
        routed_by=annoyance.route_by, routed_phrase=annoyance.route_phrase, routed_like=tuple(annoyance.route_like),
        language=report.language,
        replies=tuple(ExportedReply(reply.at, reply.user_id, reply.text) for reply in said))
