"""Changing one's mind: a report that was by name is hidden, or a hidden one gets its name. A shared step, in the
transaction of whoever adds details."""

from bot.domain.reports import Visibility
from bot.services import intake
from bot.services.desk import Desk
from storage import names
from storage import reports as stored
from storage.tables import Report

SAYS = {Visibility.ANONYMOUS: 0, Visibility.LEAD_ONLY: 1, Visibility.NAMED: 2}
"""How much each lets people know."""


def name_of(report: Report) -> str:
    """By what rows know the reporter of a report that has one."""
    return report.reporter_id or report.reporter_hash or ""


def be_known_as(desk: Desk, report: Report, user_id: str, wish: Visibility) -> None:
    """Let the reporter of a report be known as they now wish, in every row that tells who said it.

    Hiding holds for all that this person said about the annoyance and that says more of them: a name beside one report
    would give the other away. Naming one report leaves their other hidden ones hidden, and then the story does not say
    who.
    """
    was = Visibility(report.visibility)
    if was is wish:
        return
    reporter = intake.reporter_of(desk, user_id, wish)
    numbers = tuple({report.number, report.first_number})
    names_ = desk.names.names_of(desk.session, desk.workspace_id, user_id)
    others = [one for one in names.theirs(desk.session, desk.workspace_id, numbers, names_) if one.id != report.id]
    changing = [report, *(one for one in others if SAYS[Visibility(one.visibility)] > SAYS[wish])]
    left = {name_of(one) for one in others if one not in changing}
    for old in sorted({name_of(one) for one in changing} - {"", reporter.name}):
        if old in left:  # another report keeps that name, so the story goes on without saying who
            names.erase(desk.session, desk.workspace_id, numbers, old)
        else:
            names.rename(desk.session, desk.workspace_id, names.Renaming(
                numbers, old, str(reporter.name), desk.now, desk.clock.machine(), reporter.sealed))
    for one in changing:
        _change(desk, one, reporter)


def _change(desk: Desk, report: Report, reporter: intake.Reporter) -> None:
    """Of an anonymous report only the hour is kept, and of one without a name nothing of its source."""
    vague: dict[str, object] = {}
    if reporter.visibility is not Visibility.NAMED:
        vague |= {"source_link": None, "source_author": None}
    if reporter.visibility is Visibility.ANONYMOUS:
        vague |= {"created_at": report.created_at.replace(minute=0, second=0, microsecond=0)}
    stored.change(desk.session, desk.workspace_id, report.id, **reporter.columns(), **vague)
    desk.session.expire(report)
