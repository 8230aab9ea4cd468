"""One unasked message a person and day: the table's key decides, and what stands there names nobody."""

from datetime import date

import pytest

from bot.domain.manners import What
from bot.services import manners
from bot.services.pseudonyms import is_pseudonym
from storage import manners as stored
from tests.support.cast import BEN, RITA
from tests.support.play import Play
from tests.support.surveying import Surveying

TODAY, TOMORROW = date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def here(play: Play) -> Surveying:
    return Surveying(play)


def test_a_day_is_spent_once_whatever_for(here: Surveying) -> None:
    with here.play.services.db.transaction(here.workspace_id) as tx:
        desk = here.desk(tx.session)
        assert manners.spend(desk, {RITA: (TODAY, What.SURVEY)}) == {RITA}
        assert manners.spend(desk, {RITA: (TODAY, What.ASK), BEN: (TODAY, What.ASK)}) == {BEN}
        assert manners.spend(desk, {RITA: (TOMORROW, What.REMINDER)}) == {RITA}
        assert manners.spend(desk, {}) == set()
        heard = manners.heard(desk, [RITA, BEN, "U0NOBODY"])
    assert {who: sorted(days) for who, days in heard.items()} == {
        RITA: [(TODAY, "survey"), (TOMORROW, "reminder")], BEN: [(TODAY, "ask")], "U0NOBODY": []}


def test_only_what_was_spent_for_the_same_is_given_back(here: Surveying) -> None:
    with here.play.services.db.transaction(here.workspace_id) as tx:
        desk = here.desk(tx.session)
        manners.spend(desk, {RITA: (TODAY, What.SURVEY)})
        manners.give_back(desk, RITA, TODAY, What.ASK)
        manners.give_back(desk, RITA, TOMORROW, What.SURVEY)
        assert manners.spend(desk, {RITA: (TODAY, What.ASK)}) == set()
        manners.give_back(desk, RITA, TODAY, What.SURVEY)
        assert manners.spend(desk, {RITA: (TODAY, What.ASK)}) == {RITA}


def test_a_wish_for_quiet_hours_is_no_opting_out(here: Surveying) -> None:
    here.wish(RITA, quiet="12:00-13:00")
    here.wish(BEN, opted_out=True)
    with here.play.services.db.transaction(here.workspace_id) as tx:
        assert manners.opted_out(here.desk(tx.session), [RITA, BEN, "U0NOBODY"]) == {BEN}


def test_what_is_kept_names_nobody_and_goes(here: Surveying) -> None:
    with here.play.services.db.transaction(here.workspace_id) as tx:
        manners.spend(here.desk(tx.session), {RITA: (TODAY, What.SURVEY), BEN: (TOMORROW, What.SURVEY)})
        rows = tx.session.connection().execute(stored.unasked.select()).all()
        assert all(is_pseudonym(row.person) for row in rows)
        assert stored.prune(tx.session, before=TOMORROW) == 1
    assert here.spent() == [(TOMORROW, "survey")]
