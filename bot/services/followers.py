"""Whoever follows an annoyance hears of each change. The session first, no transaction."""

from collections.abc import Collection
from typing import Any

from bot.domain.annoyances import Move
from bot.domain.permissions import Act, Role, may
from bot.services.desk import Desk
from storage import followers as stored
from storage import work
from storage.tables import Annoyance


def tell(desk: Desk, row: Annoyance, move: Move, seq: int, *, by: str | None, facts: dict[str, Any]) -> None:
    """A move was made: its followers hear it, in the words of its thread's line. Whoever made it knows already."""
    named = None if facts.get("by_reporter") else by
    told = stored.of(desk.session, desk.workspace_id, row.number)
    for follower in told:
        if follower != by:
            work.add(desk.session, desk.workspace_id, work.Kind.MESSAGE, "followed",
                     f"followed:{row.number}:{seq}:{follower}", channel=follower, due_at=desk.now,
                     now=desk.clock.machine(),
                     payload={"user": follower, "number": row.number, "what": str(move), "by": named,
                              "team": row.team_key, "to": str(row.state), **facts})


def acts(desk: Desk, row: Annoyance, user_id: str, held: Collection[Role]) -> tuple[Act, ...]:
    """What this person may do: follow it, or follow it no more."""
    act = Act.UNFOLLOW if user_id in stored.of(desk.session, desk.workspace_id, row.number) else Act.FOLLOW
    return (act,) if may(act, held) else ()


def moved(desk: Desk, from_number: int, into_number: int) -> list[str]:
    """A merge takes the followers along; returns those who did not follow the other one yet, for whoever takes the
    merge back."""
    before = set(stored.of(desk.session, desk.workspace_id, into_number))
    new = [one for one in stored.of(desk.session, desk.workspace_id, from_number) if one not in before]
    stored.add(desk.session, desk.workspace_id, into_number, new, desk.now)
    return new


def moved_back(desk: Desk, into_number: int, followers: Collection[str]) -> None:
    """A merge is taken back: those whom it brought follow the survivor no more."""
    stored.remove(desk.session, desk.workspace_id, into_number, followers)
