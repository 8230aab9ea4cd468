"""Two annoyances become one, and a merge is taken back: the steps, for clicks and for a report that joins another. The
session first, no transaction; both annoyances are locked.

A merge writes down what it moved. What is taken back is just that, as far as it is still there: what came later stays,
and what another merge brought since is not touched.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.annoyances import FIXED, Move, State
from bot.domain.meanwhile import Meanwhile
from bot.domain.snoozing import WokenBy
from bot.errors import Invalid
from bot.services import annoyances, cards, care, clocks, followers, item_steps, snoozing
from bot.services.desk import Desk
from bot.services.people import has_left
from storage import annoyances as stored_annoyances
from storage import merges as stored
from storage import reports as stored_reports
from storage.ids import new_id
from storage.tables import Annoyance, Merge, Report


def merge(desk: Desk, ended: Annoyance, survivor: Annoyance, *, by: str, seen_after_fix: bool) -> None:
    """`ended` is part of `survivor` from now on, with all that belongs to it; its reporters hear where it went."""
    told = stored_reports.reporters(desk.session, desk.workspace_id, ended.number)
    snoozing.wake(desk, survivor, WokenBy.REPORT)  # before the clocks are compared: those of what sleeps stand still
    merge_id = record(desk, ended, survivor, _take_along(desk, ended, survivor), by=by)
    ended.merged_into = survivor.number
    seq = cards.make_move(desk, ended, Move.MERGE, by=by, facts={"into": survivor.number})
    cards.want_card(desk, survivor)
    said = {"part": ended.number, "title": ended.title, "linked": ended.number}
    if not care.joins_line(desk, survivor, "took_in", by=by, facts=said):
        cards.say_line(desk, survivor, f"took_in:{merge_id}", "took_in", by=by, facts=said)
    if seen_after_fix and State(survivor.state) in FIXED:
        annoyances.came_back(desk, survivor, by=by, facts={"merged": ended.number})
    care.forget_in_time(desk, survivor, merge_id)
    care.changed(desk, survivor)
    now = care.meanwhile(survivor)
    cards.close_loop(desk, ended, Move.MERGE, seq, by=by, to=told, facts={
        "into": survivor.number, "meanwhile": now.tell, "may_offer": now.offer})


def record(desk: Desk, ended: Annoyance, survivor: Annoyance, moved: dict[str, Any], *, by: str | None) -> str:
    """Write down what a merge moved, and how the one that ends stood before it; returns the merge's key. `by` None: its
    reporter, whom their report alone names."""
    merge_id = new_id()
    before = {"state": ended.state, "next_step": ended.next_step,
              "next_step_on": ended.next_step_on.isoformat() if ended.next_step_on else None}
    stored.add(desk.session, desk.workspace_id, id=merge_id, number=ended.number, into_number=survivor.number,
               at=desk.now, by=by, moved={**moved, "before": before})
    return merge_id


def joins(desk: Desk, ended: Annoyance, survivor: Annoyance, report: Report) -> None:
    """A report that made an annoyance by itself becomes a me too of another: the same can be taken back."""
    session, workspace_id, number = desk.session, desk.workspace_id, ended.number
    snoozing.wake(desk, survivor, WokenBy.REPORT)
    record(desk, ended, survivor, {
        "reports": [report.id], "doors": {report.id: report.door},
        "links": stored.ids(session, workspace_id, "links", number),
        "followers": followers.moved(desk, number, survivor.number)},
        by=None)


def _take_along(desk: Desk, ended: Annoyance, survivor: Annoyance) -> dict[str, Any]:
    session, workspace_id = desk.session, desk.workspace_id
    moved: dict[str, Any] = {}
    for kind in stored.FOLLOWING:
        moved[kind] = _of(desk, kind, ended.number, survivor.number)
        stored.move(session, workspace_id, kind, moved[kind], from_number=ended.number, to_number=survivor.number)
    session.flush()
    session.expire_all()
    moved["items"] = item_steps.moved(desk, ended.number, survivor)
    moved["followers"] = followers.moved(desk, ended.number, survivor.number)
    moved["words"] = _take_words(ended, survivor)
    moved["parts"] = _flatten(desk, ended.number, survivor.number)
    return moved


def words_end(ended: Annoyance, survivor: Annoyance) -> bool:
    """Whether what customers may be told meanwhile counts no more after a merge: the surviving one has its own."""
    return bool(_words(ended) and _words(survivor) and _words(ended) != _words(survivor))


def _words(row: Annoyance) -> Meanwhile:
    return Meanwhile(row.meanwhile, row.may_offer)


def _take_words(ended: Annoyance, survivor: Annoyance) -> bool:
    """What customers may be told of the one that ends is what they are told of the other, where that says nothing."""
    takes = bool(_words(ended) and not _words(survivor))
    if takes:
        survivor.meanwhile, survivor.may_offer = ended.meanwhile, ended.may_offer
    return takes


def _of(desk: Desk, kind: str, number: int, into: int) -> list[str]:
    """What goes along; an issue that the surviving one has too stays where it is."""
    found = stored.ids(desk.session, desk.workspace_id, kind, number)
    if kind != "issues":
        return found
    here = stored.known_issues(desk.session, desk.workspace_id, number)
    there = set(stored.known_issues(desk.session, desk.workspace_id, into).values())
    return [one for one in found if here[one][1] is None or here[one] not in there]


def _flatten(desk: Desk, number: int, into: int) -> list[int]:
    """What was part of the one that ends is part of the surviving one itself."""
    parts = stored.part_of(desk.session, desk.workspace_id, number)
    for part in parts:
        _point(desk, part, into)
    return [part.number for part in parts]


def _point(desk: Desk, part: Annoyance, into: int) -> None:
    part.merged_into = into
    desk.session.add(part)
    desk.session.flush()
    cards.want_card(desk, part)


def unmerge(desk: Desk, row: Annoyance, survivor: Annoyance, *, by: str) -> None:
    """`row` stands by itself again, where it stood before; its reporters hear it. Raises `Invalid` where none of its
    reports is left to go back."""
    found = stored.current(desk.session, desk.workspace_id, row.number)
    moved: dict[str, Any] = found.moved if found else {
        "reports": stored.made_by(desk.session, desk.workspace_id, row.number)}  # merged before merges had rows
    _give_back(desk, row, survivor, found, moved)
    if not stored_reports.count(desk.session, desk.workspace_id, row.number).total:
        raise Invalid("error.nothing_to_unmerge", number=row.number)
    if found is not None:
        stored.undo(desk.session, desk.workspace_id, found.id, at=desk.now, by=by)
    seq = cards.unmerge(desk, row, _stood(desk, row, moved.get("before") or {}), by=by,
                        facts={"from": survivor.number})
    clocks.unmerged(desk, row)
    for one in (row, survivor):
        care.changed(desk, one)
    cards.want_card(desk, survivor)
    cards.say_line(desk, survivor, f"gave_back:{row.number}:{seq}", "gave_back", by=by,
                   facts={"part": row.number, "title": row.title, "linked": row.number})
    cards.close_loop(desk, row, Move.UNMERGE, seq, by=by, facts={"from": survivor.number})
    annoyances.without_team(desk, row)


def _stood(desk: Desk, row: Annoyance, before: dict[str, Any]) -> State:
    """Where it stood before it was merged; whoever worked on it may have left since."""
    state = State(before.get("state") or _state_before(desk, row.number))
    on = before.get("next_step_on")
    row.next_step, row.next_step_on = before.get("next_step"), date.fromisoformat(on) if on else None
    if row.assignee and has_left(desk.session, desk.workspace_id, row.assignee):
        row.assignee = None
    unplanned = row.assignee is None and not item_steps.living(desk, row.number)
    return State.ACKNOWLEDGED if state is State.PLANNED and unplanned else state


def _state_before(desk: Desk, number: int) -> str:
    story = stored_annoyances.story(desk.session, desk.workspace_id, number)
    return next(move.from_state for move in reversed(story) if move.move == Move.MERGE and move.from_state)


def _give_back(desk: Desk, row: Annoyance, survivor: Annoyance, found: Merge | None, moved: dict[str, Any]) -> None:
    session, workspace_id = desk.session, desk.workspace_id
    way = _way(desk, found, survivor.number)
    since = _brought_since(desk, found, [row.number, *(one.number for one in way)], survivor.number)
    for kind in stored.FOLLOWING:
        back = [one for one in moved.get(kind, ()) if one not in since]
        stored.move(session, workspace_id, kind, back, from_number=survivor.number, to_number=row.number)
    session.flush()
    session.expire_all()
    for report_id, door in (moved.get("doors") or {}).items():
        if report_id not in since:
            stored_reports.change(session, workspace_id, report_id, door=door, seen_after_fix=False)
    theirs = {item.id for item in item_steps.living(desk, survivor.number)}
    item_steps.give(desk, [one for one in moved.get("items", ()) if one in theirs and one not in since], row)
    if moved.get("words") and _words(survivor) == _words(row):
        survivor.meanwhile = survivor.may_offer = None
    _leave(desk, found, way)
    _part_again(desk, row, survivor, found)


def _way(desk: Desk, found: Merge | None, survivor: int) -> list[Merge]:
    """The merges by which what `found` moved came on to where it is now."""
    way: list[Merge] = []
    number = found.into_number if found else survivor
    while number != survivor:
        one = stored.current(desk.session, desk.workspace_id, number)
        if one is None:
            break
        way.append(one)
        number = one.into_number
    return way


def _brought_since(desk: Desk, found: Merge | None, on_the_way: Sequence[int], survivor: int) -> set[str]:
    """Ids of what was taken out again and came back by another merge: it is that one's to give back."""
    if found is None:
        return set()
    later = stored.into(desk.session, desk.workspace_id, {*on_the_way, survivor}, after=found.id)
    return {one for merge_ in later if merge_.number not in on_the_way
            for kind in (*stored.FOLLOWING, "items") for one in merge_.moved.get(kind, ())}


def _leave(desk: Desk, found: Merge | None, way: Sequence[Merge]) -> None:
    """Whoever followed only because of this merge follows no more."""
    if found is None:
        return
    leaving = set(found.moved.get("followers", ()))
    followers.moved_back(desk, found.into_number, leaving)
    for one in way:
        leaving &= set(one.moved.get("followers", ()))
        followers.moved_back(desk, one.into_number, leaving)


def _part_again(desk: Desk, row: Annoyance, survivor: Annoyance, found: Merge | None) -> None:
    """What was part of it before is part of it again."""
    for number in found.moved.get("parts", ()) if found else ():
        part = stored_annoyances.get(desk.session, desk.workspace_id, number, lock=True)
        merged = stored.current(desk.session, desk.workspace_id, number)
        by_now = found is not None and merged is not None and merged.id > found.id
        if part is not None and part.merged_into == survivor.number and not by_now:
            _point(desk, part, row.number)
