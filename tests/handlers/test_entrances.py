"""Every entrance of the tables, by signed HTTP and by Socket Mode, through the real app."""

import pytest

from handlers import ACTIONS, COMMANDS, EVENTS, VIEWS
from tests.handlers.cases import CASES, Entrance, heard
from tests.support.snag import Office

TABLES = {"command": COMMANDS, "action": ACTIONS, "view": VIEWS, "event": EVENTS}


def test_every_entrance_of_the_tables_has_a_case() -> None:
    assert set(CASES) == {(kind, str(id)) for kind, table in TABLES.items() for id in table}


@pytest.mark.parametrize("entrance", sorted(CASES), ids="-".join)
async def test_an_entrance_does_its_work_whichever_way_it_is_reached(reached: Office, entrance: Entrance) -> None:
    await CASES[entrance](reached)
    assert entrance in heard(reached)
    assert [one for one in reached.slack.deliveries if not one.answer.ok] == []
