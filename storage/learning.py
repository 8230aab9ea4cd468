"""What people said of routings, as lessons in order, and the snapshots of what was learned from them.

A snapshot is a cache. Where two processes keep one, the database takes that which has come further.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, bindparam, case, exists, func, or_, select, update
from sqlmodel import Session

from storage.db import dialect_insert, fetch
from storage.tables import Label, Report, RoutingModel, Workspace, table

OUTSIDE = "outside"
"""The kind of a label that says: of no team."""
_OPEN = "says_more_to_learn"

labels = table(Label)
reports = table(Report)
models = table(RoutingModel)
workspaces = table(Workspace)
_INSERT = labels.insert()

_earlier, _later = labels.alias(), labels.alias()


def _said(of: FromClause) -> ColumnElement[str]:
    """What a label says: the key of a team, which never begins with a dash, or how it says that it is none."""
    return func.coalesce(of.c.team_key, "-" + of.c.kind)


_SAID_BEFORE = select(_said(_earlier)).where(
    _earlier.c.workspace_id == labels.c.workspace_id, _earlier.c.report_id == labels.c.report_id,
    _earlier.c.seq < labels.c.seq).order_by(_earlier.c.seq.desc()).limit(1).scalar_subquery()
_SAID_OTHERWISE = exists().where(
    _later.c.workspace_id == labels.c.workspace_id, _later.c.report_id == labels.c.report_id,
    _later.c.seq > labels.c.seq, _said(_later) != _said(labels))
_SAYS_WHOSE = or_(labels.c.team_key.is_not(None), labels.c.kind == OUTSIDE)
# What was said last of a report counts, from where it was said first. 'Not ours, I don't know whose' teaches nothing.
_TEACHES = (labels.c.workspace_id == bindparam("ws"), reports.c.withdrawn.is_(False), _SAYS_WHOSE,
            func.coalesce(_SAID_BEFORE, "") != _said(labels), ~_SAID_OTHERWISE)
_OF_ITS_REPORT = (reports.c.workspace_id == labels.c.workspace_id) & (reports.c.id == labels.c.report_id)
# Put together once: putting a statement together costs three times what carrying it out does.
_LESSONS = select(labels.c.team_key, reports.c.first_number, reports.c.story, reports.c.customer_words).join(
    reports, _OF_ITS_REPORT).where(
    *_TEACHES, labels.c.seq > bindparam("after"), labels.c.seq <= bindparam("until")).order_by(labels.c.seq)
_COUNTED = select(labels.c.team_key, labels.c.kind, func.count()).join(reports, _OF_ITS_REPORT).where(
    *_TEACHES, labels.c.seq <= bindparam("until")).group_by(labels.c.team_key, labels.c.kind)


@dataclass(frozen=True, slots=True)
class Told:
    """A label that teaches something: the right team (None: of no team), and the masked words that it is about.
    `number`: of the annoyance that the report made or joined first."""

    team_key: str | None
    number: int
    story: str
    customer_words: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lessons of one kind say one team."""

    team_key: str | None
    kind: str
    lessons: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was learned from the first `seq` labels, as settings and stories of `basis` were."""

    basis: str
    seq: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot without what was learned, and when it was made."""

    basis: str
    seq: int
    made_at: datetime


def add(session: Session, workspace_id: str, *, report_id: str, team_key: str | None, was_team: str | None, kind: str,
        by: str | None, at: datetime) -> None:
    """Record what a person said about a routing; places have no gaps, so that every learner sees the same order. What
    the same report taught before is no lesson any more, if it was something else."""
    corrects = case((_taught_by(workspace_id, report_id) != (team_key or f"-{kind}"), 1), else_=0)
    seq = session.exec(update(workspaces).where(workspaces.c.id == workspace_id).values(
        last_label=workspaces.c.last_label + 1, lessons_version=workspaces.c.lessons_version + corrects,
    ).returning(workspaces.c.last_label)).scalar_one()
    session.exec(_INSERT, params={
        "workspace_id": workspace_id, "seq": seq, "report_id": report_id, "team_key": team_key, "was_team": was_team,
        "kind": kind, "by": by, "at": at})
    said_more(session)


def lessons(session: Session, workspace_id: str, *, after: int, until: int) -> list[Told]:
    """What labels after the place `after` teach, up to and with `until`, in order."""
    return [Told(*row) for row in fetch(session, _LESSONS, ws=workspace_id, after=after, until=until)]


def counted(session: Session, workspace_id: str, *, until: int) -> list[Counted]:
    """The lessons among the first `until` labels by team and kind."""
    return [Counted(*row) for row in fetch(session, _COUNTED, ws=workspace_id, until=until)]


def snapshot(session: Session, workspace_id: str, basis: str, *, beyond: int) -> Snapshot | None:
    """The snapshot of a basis, where it has come further than `beyond`."""
    found = fetch(session, select(models.c.basis, models.c.seq, models.c.data).where(
        models.c.workspace_id == workspace_id, models.c.basis == basis, models.c.seq > beyond)).first()
    return None if found is None else Snapshot(*found)


def kept(session: Session, workspace_id: str, begins: str) -> Kept | None:
    """The newest snapshot with a basis that begins so."""
    found = fetch(session, select(models.c.basis, models.c.seq, models.c.made_at).where(
        models.c.workspace_id == workspace_id, models.c.basis.startswith(begins, autoescape=True)
    ).order_by(models.c.made_at.desc()).limit(1)).first()
    return None if found is None else Kept(*found)


def keep(session: Session, workspace_id: str, one: Snapshot, *, at: datetime) -> None:
    """Keep a snapshot unless one that has come further is there already; those of every other basis go."""
    row = {"workspace_id": workspace_id, "basis": one.basis, "seq": one.seq, "data": one.data, "made_at": at}
    new = dialect_insert(session, models)
    session.exec(new.on_conflict_do_update(
        index_elements=["workspace_id", "basis"], where=models.c.seq <= new.excluded.seq,
        set_={name: new.excluded[name] for name in ("seq", "data", "made_at")}), params=row)
    session.exec(models.delete().where(models.c.workspace_id == workspace_id, models.c.basis != one.basis))


def drop(session: Session, workspace_id: str) -> None:
    """No snapshot is there any more."""
    session.exec(models.delete().where(models.c.workspace_id == workspace_id))


def story_changed(session: Session, workspace_id: str, report_id: str) -> None:
    """The words of a report changed, or it was taken back: if it was learned from, that is learned anew."""
    said = session.exec(update(workspaces).where(
        workspaces.c.id == workspace_id, _taught_by(workspace_id, report_id).is_not(None)
    ).values(lessons_version=workspaces.c.lessons_version + 1))
    if said.rowcount:
        said_more(session)


def _taught_by(workspace_id: str, report_id: str) -> ColumnElement[str]:
    """What a report teaches until now; null where nobody has said whose it is, or nobody knew in the end."""
    return select(case((_SAYS_WHOSE, _said(labels)))).where(
        labels.c.workspace_id == workspace_id, labels.c.report_id == report_id
    ).order_by(labels.c.seq.desc()).limit(1).scalar_subquery()


def said_more(session: Session) -> None:
    """A transaction has written what a model is made of. Until it is committed nobody may learn it: on SQLite several
    share one commit, and all of them may still be rolled back."""
    connection = session.connection()
    connection.info[_OPEN] = connection.get_transaction()


def may_still_change(session: Session) -> bool:
    """Whether what there is to learn, as this session sees it, may still be rolled back."""
    connection: Connection = session.connection()
    return connection.get_transaction() is not None and connection.info.get(_OPEN) is connection.get_transaction()
