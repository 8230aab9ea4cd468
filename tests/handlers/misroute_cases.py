"""Entrances of rules that Snag proposes: an admin tries one, adds it or dismisses it in their Home."""

from typing import cast as typed

from tests.handlers.cases import case
from tests.support import cast
from tests.support.clocks import StillClock
from tests.support.larkfield import services_on
from tests.support.misrouted import misrouted
from tests.support.play import Play
from tests.support.snag import Json, Office, action_ids, texts

PROPOSED = "3 reports with “voucher” went to Payments and belonged to App."


async def proposed(office: Office) -> Json:
    """The Home of an admin with one proposal in it."""
    misrouted(Play(services_on(office.core.db, typed("StillClock", office.clock)), office.snag.workspace_id))
    home = await office.opened(cast.ADAM)
    assert PROPOSED in str(home)
    return home


@case("action", "try_rule")
@case("view", "try_rule_form")
async def a_rule_is_tried_and_added(office: Office) -> None:
    await office.click(cast.ADAM, await proposed(office), "try_rule")
    assert "This would have moved 3 of the last 11 reports." in str(office.form(cast.ADAM))
    await office.submit(cast.ADAM)
    assert PROPOSED not in str(office.home(cast.ADAM))
    await office.report(cast.RITA, "Another voucher, another refund")
    assert "Another voucher" in office.card(cast.APP_TEAM, 12)["text"]


@case("action", "dismiss_rule")
async def a_rule_is_dismissed(office: Office) -> None:
    await office.click(cast.ADAM, await proposed(office), "dismiss_rule")
    assert "dismiss_rule" not in action_ids(office.home(cast.ADAM))
    assert texts(office.private(cast.ADAM)) == []
