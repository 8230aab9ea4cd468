"""Reports out of other systems: prepared outside any transaction, stored in batches, each row let in only once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.domain.import_files import Row, Skipped
from bot.domain.imports import BadRow, Entry, Known, Reader, Target, names_of
from bot.domain.reports import Door, Stored, text_key
from bot.domain.routing import Facts
from bot.errors import Invalid
from bot.services import learning
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.intake import Reporter, masked_draft, take_in
from bot.services.pseudonyms import Pseudonyms
from storage import imports, log
from storage import reports as stored
from storage.db import Database
from storage.engines import as_storage_error

BATCH = 200
"""At most so many rows in one transaction: nobody else can report meanwhile."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry as it may be stored, masked, with the hash of its text as it came."""

    entry: Entry
    text_hash: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """One batch, read and masked."""

    ready: tuple[Ready, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch: how many reports went to which team (a name; None is triage), how many were here."""

    to_team: Mapping[str | None, int]
    already: int


class Imports:
    """Takes rows in. The caller cuts them into batches, keeps count and leaves others room to write."""

    def __init__(self, db: Database, clock: Clock, names: Pseudonyms) -> None:
        self._db, self._clock, self._names = db, clock, names

    def reader(self, workspace_id: str, columns: Mapping[Target, str]) -> Reader:
        """What reads the rows of one file, with the teams, touchpoints and zone of this workspace."""
        with self._db.reading() as session:
            settings = directory(session, workspace_id)
        known = Known(names_of((team.key, team.name) for team in settings.teams.values()),
                      names_of(settings.touchpoints.items()), settings.zone, self._clock.now())
        return Reader(columns, known)

    def prepare(self, reader: Reader, rows: Iterable[Row | Skipped]) -> Prepared:
        """Read and mask a batch, in the file's order; this needs no database."""
        ready: list[Ready] = []
        skipped: list[Skipped] = []
        for row in rows:
            made = row if isinstance(row, Skipped) else _ready(reader, row)
            if isinstance(made, Skipped):
                skipped.append(made)
            else:
                ready.append(made)
        return Prepared(tuple(ready), tuple(skipped))

    def store(self, workspace_id: str, rows: Sequence[Ready], *, by: str, post_cards: bool = False) -> Taken:
        """Store a batch in one transaction; rows that are here already change nothing.

        Raises `StorageUnavailable`: nothing of the batch was stored, and it can be given again.
        """
        with as_storage_error(), self._db.transaction(workspace_id) as tx:
            imports.lock(tx.session, workspace_id)
            desk = Desk(tx.session, directory(tx.session, workspace_id), self._clock, self._names)
            known = stored.known_keys(tx.session, workspace_id, [row.entry.key for row in rows])
            new = _new(rows, known)
            made = [self._take(desk, row, post_cards=post_cards) for row in new]
            if made:
                log.add(tx.session, workspace_id, at=desk.now, by=by, act="import",
                        subject=f"#{made[0].number}-{made[-1].number}", detail={"reports": len(made)})
            return Taken(Counter(one.team for one in made), len(rows) - len(new))

    def try_out(self, workspace_id: str, rows: Sequence[Ready]) -> Taken:
        """Where a batch would go; nothing is stored."""
        with as_storage_error(), self._db.reading() as session:
            settings = directory(session, workspace_id)
            new = _new(rows, stored.known_keys(session, workspace_id, [row.entry.key for row in rows]))
            teams = [learning.route(session, settings, _facts(row.entry)).team for row in new]
        return Taken(Counter(map(settings.team_name, teams)), len(rows) - len(new))

    def _take(self, desk: Desk, row: Ready, *, post_cards: bool) -> Stored:
        entry = row.entry
        return take_in(desk, Reporter(entry.reporter), entry.draft, door=Door.IMPORT, text_hash=row.text_hash,
                       external_key=entry.key, created_at=entry.created_at, with_card=post_cards, with_alikes=False)


def _ready(reader: Reader, row: Row) -> Ready | Skipped:
    try:
        entry = reader.read(row)
        masked = masked_draft(entry.draft)
    except BadRow as error:
        return Skipped(row.line, str(error))
    except Invalid:
        return Skipped(row.line, "its story is empty")
    return Ready(replace(entry, draft=masked), text_key(entry.draft.text))


def _new(rows: Sequence[Ready], known: set[str]) -> list[Ready]:
    """Those not stored yet, each key once."""
    new: dict[str, Ready] = {}
    for row in rows:
        if row.entry.key not in known:
            new.setdefault(row.entry.key, row)
    return list(new.values())


def _facts(entry: Entry) -> Facts:
    draft = entry.draft
    return Facts(learning.words_of(draft.text, draft.customer_words), touchpoint=draft.touchpoint, team=draft.team,
                 contact=draft.contact_channel, segment=draft.segment, line=draft.line)
