"""What a form carries of where it was opened: on which card, or whether in a Home."""

from collections.abc import Mapping
from typing import Any

from bot.domain.people import Where


def carry(where: Where | None, home: bool) -> dict[str, object]:
    """For a form's metadata, beside what it is about."""
    return {"c": where and where.channel_id, "t": where and where.ts, "h": home}


def opened_at(held: Mapping[str, Any]) -> tuple[Where | None, bool]:
    """The card on which a form was opened, and whether in a Home, of what it carried."""
    where = Where(str(held["c"]), str(held["t"])) if held.get("c") and held.get("t") else None
    return where, held.get("h") is True
