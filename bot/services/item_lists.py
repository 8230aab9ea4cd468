"""What somebody has to do, as lists show it. The session first, no transaction."""

from bot.domain.action_items import Listed, Mine
from bot.domain.quotes import Place, permalink
from bot.services import item_steps
from bot.services.calendars import of_team
from bot.services.desk import Desk, subject
from storage import action_items as stored
from storage import annoyances as stored_annoyances
from storage import posts
from storage.tables import ActionItem


def mine(desk: Desk, user_id: str, limit: int, skip: int = 0) -> Mine:
    """A page of what somebody has to do, what is due first first."""
    found, total = stored.page_of(desk.session, desk.workspace_id, user_id, limit=limit, skip=skip)
    numbers = {item.number for item in found}
    cards = posts.living(desk.session, desk.workspace_id, [subject(one) for one in numbers]) if numbers else {}
    links = {name: permalink(desk.settings.domain, Place(card.channel_id, card.ts)) for name, card in cards.items()}
    titles = stored_annoyances.titles(desk.session, desk.workspace_id, numbers)
    return Mine(tuple(Listed(item_steps.seen(desk.settings, item), titles.get(item.number, ""),
                             links.get(subject(item.number)), _is_late(desk, item)) for item in found), total, skip)


def _is_late(desk: Desk, item: ActionItem) -> bool:
    """Whether its day is over where its team works."""
    zone = of_team(desk.settings, item.team_key).zone
    return item.due_on is not None and item.due_on < desk.now.astimezone(zone).date()
