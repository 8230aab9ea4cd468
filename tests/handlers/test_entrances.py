"""Every entrance of the tables, by signed HTTP and by Socket Mode, through the real app."""

from collections.abc import Iterable

import pytest

from handlers import ACTIONS, COMMANDS, EVENTS, SHORTCUTS, VIEWS
from tests.handlers import acting_cases, item_cases, misroute_cases, tracker_cases  # noqa: F401  their cases enter themselves
from tests.handlers.cases import CASES, STORY, Case, Entrance, heard
from tests.support import cast
from tests.support.snag import Office

TABLES: dict[str, Iterable[str]] = {"command": COMMANDS, "action": ACTIONS, "view": VIEWS, "event": EVENTS,
                                    "shortcut": SHORTCUTS}


STORIES: dict[str, tuple[Case, set[Entrance]]] = {
    story.__name__: (story, {entrance for entrance, of in CASES.items() if of is story}) for story in CASES.values()}
"""Each story once, with the entrances by which somebody must have come in by its end."""


def test_every_entrance_of_the_tables_has_a_case() -> None:
    assert set(CASES) == {(kind, str(one)) for kind, table in TABLES.items() for one in table}


@pytest.mark.parametrize("name", sorted(STORIES))
async def test_entrances_do_their_work_whichever_way_they_are_reached(reached: Office, name: str) -> None:
    story, entrances = STORIES[name]
    await story(reached)
    assert entrances <= heard(reached)
    assert [one for one in reached.slack.deliveries if not one.answer.ok] == []


async def test_a_group_that_changes_twice_in_a_minute_is_known_as_it_is_now(office: Office) -> None:
    for members in ([cast.CARA], [cast.RITA]):
        office.slack.add_group(cast.PAY_TEAM, "pay-team", members)
        await office.slack.deliver_event({"type": "subteam_members_changed", "subteam_id": cast.PAY_TEAM})
        await office.settle()
    await office.report(cast.RITA, STORY)
    await office.click(cast.RITA, office.card(cast.PAY), "not_ours")
    assert office.form(cast.RITA)["callback_id"] == "not_ours_form"
