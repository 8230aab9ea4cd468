"""The database: is it there, of this version, can it be written; and what Snag's own rows say is not well."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from bot.cli.checks import Finding, fine, note, trackers, wrong
from bot.clock import Clock
from bot.config import Settings
from bot.delivery.slack import REMEDIES
from bot.errors import ConfigError, StorageUnavailable
from bot.services.checkup import Checkup, Known, Seen, Stuck
from bot.services.health import SILENT
from storage import migrate, probe
from storage.db import Database

ROOM = 50_000_000
"""Bytes that should be free where the SQLite file lies."""
MIGRATE = "run: snag migrate (snag run does it by itself)"
OWN = "let the user that runs Snag write there: chown, or another place in DATABASE_URL"
WORDS = (
    ("readonly", "it may not be written", OWN),
    ("unable to open", "it cannot be opened; its folder must be writable too, SQLite keeps two files beside it", OWN),
    ("locked", "another program holds it for writing", "stop that program, a backup or an open sqlite3 for example"),
    ("not a database", "it is no SQLite database", "name the right file in DATABASE_URL, or restore your backup"),
    ("malformed", "the file is damaged", "stop Snag and restore your backup"),
    ("disk is full", "the disk is full", "make room on that disk"),
)
"""What SQLite says, what that means, and what to do."""


@dataclass
class Looked:
    """What was found, and what the rows say where they could be read."""

    findings: list[Finding] = field(default_factory=list)
    seen: Seen | None = None

    @property
    def sealed(self) -> Sequence[str]:
        return self.seen.sealed if self.seen else ()

    @property
    def workspaces(self) -> Sequence[Known]:
        return self.seen.workspaces if self.seen else ()


def look(settings: Settings, clock: Clock) -> Looked:
    """All that can be said of the database. It may be missing, shut, of another version, or not writable."""
    looked = Looked(list(_file(settings)) if settings.is_sqlite else [])
    if not all(finding.well for finding in looked.findings):
        return looked
    if settings.is_sqlite and not probe.was_opened(_path(settings)):
        looked.findings.append(note("Database", "a copy that no Snag has opened: ask again after the start"))
        return looked
    try:
        version = _version(migrate.current(settings.database_url), str(migrate.newest()))
        looked.findings.append(version)
        if not version.well:
            return looked
        probe.refuse_unwritable(settings.database_url)
        looked.seen = _rows(settings.database_url, clock)
    except (StorageUnavailable, ConfigError, DatabaseError, OSError) as error:
        said = str(error.orig if isinstance(error, DatabaseError) else error)
        looked.findings.append(_in_words(settings, said.splitlines()[0]))
        return looked
    looked.findings += _settings(looked.seen)
    looked.findings += _work(looked.seen)
    if looked.seen.asks_customers and not settings.snag_public_url:
        looked.findings.append(note(
            "Customers", "surveys ask customers by link, and SNAG_PUBLIC_URL is not set: no link can be made",
            "set it to the https:// address that leads to this machine's PORT"))
    looked.findings += _index(looked.seen)
    looked.findings += trackers.look(settings, looked.seen.trackers)
    looked.findings.append(_worker(looked.seen, clock.machine()))
    return looked


def _rows(url: str, clock: Clock) -> Seen:
    db = Database(url)
    try:
        return Checkup(db).look(clock.now())
    finally:
        db.close()


def _file(settings: Settings) -> Iterator[Finding]:
    file = _path(settings)
    folder = next(place for place in file.parents if place.exists())
    if not folder.is_dir():
        yield wrong("Database", f"no file can be made in {folder}: it is no folder", OWN)
    elif not _may(folder, os.W_OK | os.X_OK):
        yield wrong("Database", f"{folder} may not be written, and SQLite keeps files beside the database", OWN)
    elif file.is_dir():
        yield wrong("Database", f"{file} is a folder", "name a file in it in DATABASE_URL: sqlite:////folder/snag.db")
    elif not file.exists() or not file.stat().st_size:
        yield wrong("Database", f"there are no tables yet ({file})", MIGRATE)
    elif not _may(file, os.R_OK):
        yield wrong("Database", f"{file} may not be read", OWN)
    elif not probe.is_database(file):
        yield wrong("Database", f"{file} is no SQLite database", "name the right file in DATABASE_URL")
    if shutil.disk_usage(folder).free < ROOM:
        yield wrong("Disk", f"{shutil.disk_usage(folder).free // 1_000_000} MB are free at {folder}",
                    "make room; a full disk stops Snag")


def _path(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///")).absolute()


def _may(place: Path, what: int) -> bool:
    """As the process is now, not as whoever started it."""
    return os.access(place, what, effective_ids=os.access in os.supports_effective_ids)


def _version(found: str | None, newest: str) -> Finding:
    if found == newest:
        return fine("Database", f"answers, and the tables are those of this version ({newest})")
    if found is None:
        return wrong("Database", "there are no tables yet", MIGRATE)
    if found > newest:
        return wrong("Database", f"a newer version of Snag has used it ({found}; this one knows {newest})",
                     "install that version, or restore a backup from before")
    return wrong("Database", f"the tables are those of an earlier version ({found}; this one needs {newest})",
                 "make a backup, then run: snag migrate")


def _in_words(settings: Settings, error: str) -> Finding:
    for part, meaning, remedy in WORDS if settings.is_sqlite else ():
        if part in error.lower():
            return wrong("Database", f"{settings.database_url.removeprefix('sqlite:///')}: {meaning}", remedy)
    return wrong("Database", error, "check DATABASE_URL, and that the server answers and lets this user write")


def _settings(seen: Seen) -> Iterator[Finding]:
    teams = sum(known.teams for known in seen.workspaces)
    if not teams:
        yield wrong("Settings", "no teams: everything goes to triage",
                    "write a settings file (docs/settings.md) and run: snag config apply FILE")
    if not seen.workspaces or not all(known.has_triage for known in seen.workspaces):
        yield wrong("Settings", "no triage channel: what nobody can route stands on no card",
                    "set workspace: triage: channel in the settings")
    elif teams:
        yield fine("Settings", f"{teams} teams and a triage channel")


def _index(seen: Seen) -> Iterator[Finding]:
    remedy = "run: snag reindex (Snag may go on running)"
    if seen.not_found:
        yield wrong("Look-alikes", f"{seen.not_found} reports are not in their index, so nobody finds them", remedy)
    if seen.lost:
        yield wrong("Look-alikes", f"{seen.lost} of {seen.looked_up} reports that were looked up are not found by all "
                                   "their words: the index was spoiled, or another version of Snag made it", remedy)


def _work(seen: Seen) -> Iterator[Finding]:
    for stuck in seen.stuck:
        remedy = _remedy(stuck)
        yield wrong("Waiting", _said(stuck), f"{remedy}; Snag goes on trying by itself" if remedy else
                    "Snag goes on trying by itself; if it stays, the log says more")
    for stuck in seen.given_up:
        yield note("Given up", _said(stuck), _remedy(stuck))


def _said(stuck: Stuck) -> str:
    where = f" for {stuck.channel}" if stuck.channel else ""
    return f"{stuck.count} × {stuck.topic}{where}: {stuck.error.split(':')[0]}"


def _remedy(stuck: Stuck) -> str:
    name = stuck.error.split(":")[0].split(" ")[0]
    return REMEDIES.get(name) or stuck.error.partition(": ")[2]


def _worker(seen: Seen, machine: datetime) -> Finding:
    remedy = "start it: snag run (or snag worker beside snag web)"
    if seen.heard is None:
        return wrong("Worker", f"none has run yet, and {seen.waiting} wait for it", remedy) if seen.waiting else note(
            "Worker", "none has run yet", remedy)
    silent = machine - seen.heard
    if silent > SILENT:
        return wrong("Worker", f"none has been heard of for {_long(silent)}; {seen.waiting} wait for it", remedy)
    return fine("Worker", "it was heard of in the last two minutes")


def _long(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if time.days > 1:
        return f"{time.days} days"
    return f"{minutes // 60} hours" if minutes >= 120 else f"{minutes} minutes"
