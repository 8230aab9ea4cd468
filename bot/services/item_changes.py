"""Steps that change action items, for clicks, messages and other systems alike: checked, added, changed, ended. The
session first, no transaction; the annoyance is locked."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.action_items import Draft, ItemState
from bot.domain.annoyances import OPEN, Move, State
from bot.domain.events import EventType
from bot.domain.masking import mask
from bot.domain.wording import cut, tidy
from bot.errors import Invalid
from bot.services import cards, clocks, item_steps, people
from bot.services.desk import Desk
from storage.ids import new_id
from storage.tables import ActionItem, Annoyance

FURTHEST = timedelta(days=730)
"""So far ahead a due date may lie: behind it is a slip of the pen."""
TEXT = 500
"""Characters of what is to be done; it is one line of a card."""
UNSAID = Draft("")


def checked(desk: Desk, row: Annoyance, draft: Draft, *, before: Draft = UNSAID) -> Draft:
    """What was typed, tidied and masked. Raises `Invalid` for what cannot be; what stood there before may stay."""
    text = mask(tidy(draft.text))
    if not text:
        raise Invalid("error.item_text_missing", field="item_text")
    if draft.team_key is not None and draft.team_key not in (*desk.settings.teams, row.team_key, before.team_key):
        raise Invalid("error.no_such_team", field="team")
    if draft.assignee and draft.assignee != before.assignee:
        people.check_can_be_asked(desk.session, desk.workspace_id, draft.assignee)
    if draft.due_on and draft.due_on != before.due_on:
        today = today_of(desk, draft.team_key or row.team_key)
        if not today <= draft.due_on <= today + FURTHEST:
            raise Invalid("error.item_due", field="due_on")
    return replace(draft, text=cut(text, TEXT))


def today_of(desk: Desk, team_key: str | None) -> date:
    """The date where a team works."""
    team = desk.settings.teams.get(team_key) if team_key else None
    return desk.now.astimezone(team.zone if team else desk.settings.zone).date()


def added(desk: Desk, row: Annoyance, draft: Draft, *, by: str) -> ActionItem:
    """A checked item of a locked annoyance, its move and what follows from it."""
    acknowledges = State(row.state) in (State.NEW, State.CAME_BACK)
    item = item_steps.add(desk, row, draft, by=by)
    seq = cards.make_move(desk, row, Move.ADD_ITEM, by=by, said=True, facts={
        "item": item.id, "text": item.text, "assignee": item.assignee, "item_team": item.team_key,
        "due_on": item.due_on.isoformat() if item.due_on else None})
    if acknowledges:
        cards.label(desk, row.number, team_key=row.team_key, was_team=row.team_key, kind="confirmed", by=by)
        cards.close_loop(desk, row, Move.ACKNOWLEDGE, seq, by=by, facts={})
    return item


def done(desk: Desk, row: Annoyance, item: ActionItem, *, by: str) -> None:
    """It is done; after the last one the thread asks whether its annoyance is resolved."""
    item_steps.end(desk, row, [item], ItemState.DONE, by=by)
    _all_done(desk, row)


def drop(desk: Desk, row: Annoyance, item: ActionItem, *, by: str) -> None:
    """It is no longer needed. After the last one, done ones ask for the end; without any, the annoyance is nobody's
    again."""
    item_steps.end(desk, row, [item], ItemState.DROPPED, by=by)
    found = item_steps.on_card(desk.session, desk.settings, row.number)
    if found.done:
        _all_done(desk, row)
    elif not found.living and State(row.state) is State.PLANNED and row.assignee is None:
        cards.unassign(desk, row)


def reopen(desk: Desk, row: Annoyance, item: ActionItem, *, by: str) -> None:
    """It was not done after all."""
    item.state, item.ended_at, item.ended_by = ItemState.OPEN, None, None
    changed(desk, row, item, EventType.ITEM_REOPENED, by=by)


def change(desk: Desk, row: Annoyance, item: ActionItem, said: Draft, *, by: str) -> None:
    """Other words, somebody else, another date. Raises `Invalid`."""
    now = checked(desk, row, replace(said, team_key=item.team_key),
                  before=Draft(item.text, item.team_key, item.assignee, item.due_on))
    other = now.assignee if now.assignee not in (None, item.assignee, by) else None
    item.text, item.assignee, item.due_on = now.text, now.assignee, now.due_on
    changed(desk, row, item, EventType.ITEM_CHANGED, by=by)
    if other:
        cards.say_line(desk, row, f"item_assigned:{new_id()}", "item_assigned", by=by,
                       facts={"assignee": other, "text": item.text})


def acted(desk: Desk, row: Annoyance) -> None:
    """Somebody, or another system, saw to one of its items: nudging begins anew, and the card follows."""
    clocks.acted(desk, row)
    cards.want_card(desk, row)


def hand_back(desk: Desk, row: Annoyance, item: ActionItem, line: str, *, by: str | None, reason: str | None = None
              ) -> None:
    """The team that had it has it no more: it is the annoyance's own team's, whose thread has a line about it."""
    from_team = item.team_key
    item.team_key, item.assignee, item.accepted_at, item.state = row.team_key, None, None, ItemState.OPEN
    changed(desk, row, item, EventType.ITEM_HANDED_BACK, by=by, reason=reason)
    cards.say_line(desk, row, f"{line}:{new_id()}", line, by=by,
                   facts={"to_team": from_team, "text": item.text, **({"reason": reason} if reason else {})})


def changed(desk: Desk, row: Annoyance, item: ActionItem, what: EventType, *, by: str | None,
            reason: str | None = None) -> None:
    """It reads otherwise from now on: its clock, its messages and whoever listens follow."""
    desk.session.add(item)
    desk.session.flush()
    clocks.item_changed(desk, item)
    item_steps.tell(desk, row, item, what, by=by, reason=reason)
    item_steps.draw(desk, item)


def _all_done(desk: Desk, row: Annoyance) -> None:
    """After the last one the thread asks whether the annoyance is resolved."""
    found = item_steps.on_card(desk.session, desk.settings, row.number)
    if not found.living and State(row.state) in OPEN:
        cards.say_line(desk, row, f"items_done:{new_id()}", "items_done", by=None,
                       facts={"n": found.done, **({"assignee": row.assignee} if row.assignee else {})})
