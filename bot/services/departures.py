"""Steps after somebody has left, or a team is archived: what they worked on, and the action items that they had, wait
for somebody else."""

from collections import defaultdict
from typing import Any

from bot.domain.annoyances import OPEN, State
from bot.services import cards, item_changes, item_steps
from bot.services.desk import Desk
from bot.services.people import first_here
from storage import action_items as stored
from storage import annoyances as stored_annoyances
from storage.ids import new_id
from storage.tables import ActionItem, Annoyance


def give_up(desk: Desk, user_id: str) -> None:
    """Take each annoyance and each open item off somebody who has left, in the order in which everybody locks; one
    message about the items to each lead, however many there are."""
    session, workspace_id = desk.session, desk.workspace_id
    numbers = {*stored_annoyances.assigned(session, workspace_id, user_id, [str(state) for state in OPEN]),
               *(item.number for item in stored.assigned(session, workspace_id, user_id))}
    left = defaultdict[str, list[dict[str, Any]]](list)
    for number in sorted(numbers):
        row = stored_annoyances.get(session, workspace_id, number, lock=True)
        if row is None:
            continue
        if row.assignee == user_id and State(row.state) in OPEN:
            cards.unassign(desk, row)
        for item in item_steps.left_by(desk, row, user_id):
            if to := _in_charge(desk, item):
                left[to].append({"number": number, "text": item.text})
        cards.want_card(desk, row)
    for to, items in left.items():
        cards.direct(desk, "items_left", f"items_left:{new_id()}", to, {"left": user_id, "items": items})


def give_items_back(desk: Desk, row: Annoyance) -> None:
    """A team that had something to do for an annoyance is archived: it is the annoyance's own team's."""
    for item in item_steps.living(desk, row.number):
        if item.team_key is not None and item.team_key not in desk.settings.teams:
            item_changes.hand_back(desk, row, item, "item_team_gone", by=None)
    cards.want_card(desk, row)


def _in_charge(desk: Desk, item: ActionItem) -> str | None:
    """The lead of the item's team, else its manager, else an admin."""
    team = desk.settings.teams.get(item.team_key) if item.team_key else None
    return first_here(desk.session, desk.settings, (team.lead, team.manager) if team else ())
