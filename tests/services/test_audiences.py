"""Who is meant by a survey, and who of them is left alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.domain.annoyances import Move, State
from bot.domain.reports import MayContact, Visibility
from bot.domain.survey_plans import Audience, Trigger, Withheld
from bot.domain.verification import Answer
from bot.errors import Invalid
from bot.services import audiences
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from storage import channels as stored_channels
from storage.db import Database
from tests.support.cast import ANA, BEN, CARA, GENERAL, GUS, MIA, MINJUN, PAY, PAY_TEAM, RITA, TESS, YUKI
from tests.support.clocks import StillClock
from tests.support.larkfield import services_on, settle
from tests.support.play import Play
from tests.support.sending import Sending


@pytest.fixture
def here(sqlite_db: Database, clock: StillClock) -> Sending:
    services = services_on(sqlite_db, clock)
    return Sending(Play(services, settle(services)))


def asked(here: Sending, survey_id: str | None) -> list[str]:
    assert survey_id is not None
    return sorted(name for name, row in here.invited(survey_id).items() if row.state == "planned")


def test_reporters_are_those_of_the_annoyance_each_once(here: Sending) -> None:
    here.play.report("The refund never arrived", RITA)
    here.play.me_too(1, MINJUN)
    here.play.me_too(1, RITA)
    assert asked(here, here.create(number=1).survey_id) == [MINJUN, RITA]


def test_one_who_reported_with_and_without_their_name_is_one_reporter(here: Sending) -> None:
    here.play.report(by=RITA, visibility=Visibility.ANONYMOUS)
    here.play.me_too(1, RITA)
    here.play.me_too(1, BEN)
    here.play.make(Move.ACKNOWLEDGE)
    here.play.make(Move.RESOLVE)
    hidden = next(row.reporter_hash for row in here.play.reports_of(1) if row.reporter_hash)
    assert asked(here, here.create(number=1).survey_id) == sorted([BEN, hidden or ""])


@pytest.mark.parametrize("template, state, expected", [
    ("helped", "acknowledged", {Withheld.STILL_OPEN: 2}), ("met_too", "acknowledged", {}), ("helped", "resolved", {})])
def test_a_look_ahead_says_that_nobody_is_asked_to_judge_what_is_open(
        here: Sending, template: str, state: str, expected: dict[Withheld, int]) -> None:
    here.play.bring_to(State(state))
    found = here.preview(number=1, template=template, audience=Audience.PEOPLE, people=(BEN, TESS))
    assert (dict(found.withheld), found.to_ask) == (expected, 2 - sum(expected.values()))


def test_guests_only_report(here: Sending) -> None:
    here.play.report("The refund never arrived", GUS)
    assert asked(here, here.create(number=1).survey_id) == []


def test_a_team_is_its_members_its_groups_and_its_lead(here: Sending) -> None:
    found = here.create(audience=Audience.TEAM, team="payments")
    assert asked(here, found.survey_id) == [ANA, BEN]


def test_the_front_line_is_whom_the_touchpoint_names(here: Sending) -> None:
    here.front_line(PAY_TEAM)
    found = here.create(audience=Audience.FRONT_LINE, touchpoint="checkout", template="met_too")
    assert asked(here, found.survey_id) == [BEN]


def test_people_groups_and_channels_meet_once_each(here: Sending) -> None:
    found = here.create(audience=Audience.PEOPLE, people=(RITA, BEN, PAY_TEAM, PAY))
    assert asked(here, found.survey_id) == []
    here.tell_who_is_in(PAY, [[ANA, RITA], [MIA]])
    here.carry_out()
    assert asked(here, found.survey_id) == [ANA, BEN, MIA, RITA]


def test_bots_guests_and_strangers_are_no_audience_and_the_departed_are_counted(here: Sending) -> None:
    here.person("U0BOT", is_bot=True)
    here.person("U0GONE", is_gone=True)
    found = here.create(audience=Audience.PEOPLE, people=(RITA, GUS, "U0BOT", "U0GONE", "U0NEW"))
    assert found.survey_id is not None
    assert here.play.services.surveys.strangers(here.workspace_id, found.survey_id, "") == ("U0NEW",)
    here.play.services.surveys.described(here.workspace_id, found.survey_id, "")
    here.carry_out()
    assert here.stand(found.survey_id) == {"planned": 1, Withheld.GONE: 1}


def test_a_stranger_whom_slack_describes_is_asked(here: Sending) -> None:
    found = here.create(audience=Audience.PEOPLE, people=(RITA, "U0NEW"))
    here.person("U0NEW")
    assert found.survey_id is not None
    here.play.services.surveys.described(here.workspace_id, found.survey_id, "")
    here.carry_out()
    assert asked(here, found.survey_id) == ["U0NEW", RITA]


def test_what_slack_said_of_a_channel_holds_for_a_day(here: Sending) -> None:
    here.create(audience=Audience.PEOPLE, people=(GENERAL,))
    here.tell_who_is_in(GENERAL, [[RITA]])
    assert here.preview(audience=Audience.PEOPLE, people=(GENERAL,)).waiting_for == ()
    here.play.services.clock.wait(timedelta(hours=25))
    assert here.preview(audience=Audience.PEOPLE, people=(GENERAL,)).waiting_for == (GENERAL,)


def test_who_told_us_already_is_not_asked_whether_it_helped(here: Sending) -> None:
    here.play.report("The refund never arrived", RITA)
    here.play.me_too(1, YUKI)
    for move in (Move.ACKNOWLEDGE, Move.RESOLVE):
        here.play.make(move, 1, MIA)
    here.play.answer(RITA, Answer.GONE)
    found = here.create(number=1)
    assert found.survey_id is not None
    assert here.stand(found.survey_id) == {"planned": 1, Withheld.KNOWN: 1}
    assert here.invited(found.survey_id)[RITA].why == Withheld.KNOWN


def test_who_reported_it_is_not_asked_whether_they_met_it(here: Sending) -> None:
    here.play.report("The refund never arrived", RITA)
    found = here.create(number=1, audience=Audience.PEOPLE, people=(RITA, TESS), template="met_too")
    assert found.survey_id is not None
    assert here.invited(found.survey_id)[RITA].why == Withheld.KNOWN
    assert asked(here, found.survey_id) == [TESS]


def test_who_reported_without_their_name_is_asked_like_everybody(here: Sending) -> None:
    """Leaving them out would say that they did."""
    here.play.report("The refund never arrived", RITA, visibility=Visibility.ANONYMOUS)
    found = here.create(number=1, audience=Audience.PEOPLE, people=(RITA, TESS), template="met_too")
    assert asked(here, found.survey_id) == [RITA, TESS]
    theirs = here.create(number=1)
    assert theirs.survey_id is not None
    assert [is_pseudonym(name) for name in here.invited(theirs.survey_id)] == [True]
    assert here.preview(number=1).when == ()


def test_the_front_line_is_not_asked_about_its_own_touchpoint_whether_it_helped(here: Sending) -> None:
    here.front_line(PAY_TEAM)
    found = here.create(audience=Audience.PEOPLE, people=(BEN, TESS), touchpoint="checkout")
    assert found.survey_id is not None
    assert here.invited(found.survey_id)[BEN].why == Withheld.TOUCHPOINT
    assert asked(here, found.survey_id) == [TESS]


def test_one_plan_asks_once_about_an_annoyance_as_it_stands(here: Sending) -> None:
    here.play.report("The refund never arrived", RITA)
    here.play.me_too(1, RITA)
    found = here.create(number=1, trigger=Trigger.AFTER_REPORT, days=3)
    for move in (Move.ACKNOWLEDGE, Move.RESOLVE):
        here.play.make(move, 1, MIA)
    here.play.move_clock(days=3, hours=1)
    here.expand()
    first, second = here.surveys(found.plan_id)
    assert [here.stand(one.id) for one in (first, second)] == [{"planned": 1}, {Withheld.KNOWN: 1}]


def test_a_private_channel_we_are_not_in_is_said_at_once(here: Sending) -> None:
    with here.play.services.db.transaction(here.workspace_id) as tx:
        stored_channels.keep(tx.session, here.workspace_id, "G0SECRET", name="secret", is_private=True)
    with pytest.raises(Invalid) as refused:
        here.create(audience=Audience.PEOPLE, people=("G0SECRET",))
    assert (refused.value.key, refused.value.field) == ("error.survey_channel_closed", "people")


@contextmanager
def at_the_desk(here: Sending) -> Iterator[tuple[Session, Desk]]:
    services = here.play.services
    with services.db.reading() as session:
        yield session, Desk(session, directory(session, here.workspace_id), services.clock,
                            Pseudonyms(services.secrets))


def test_nothing_is_asked_at_a_touchpoint_that_is_being_complained_of(here: Sending) -> None:
    with at_the_desk(here) as (_, desk):
        assert audiences.may_ask_at(desk, "checkout")
    here.play.report("The refund never arrived", RITA, touchpoint="checkout")
    with at_the_desk(here) as (_, desk):
        assert not audiences.may_ask_at(desk, "checkout")


@pytest.mark.parametrize("said, may", [(MayContact.NO, False), (MayContact.YES, True), (None, True)])
def test_do_not_ask_means_the_customer(here: Sending, said: MayContact | None, may: bool) -> None:
    contact = "anna@example.com" if said is MayContact.YES else None
    here.play.report("The refund never arrived", RITA, may_contact=said, contact=contact)
    assert audiences.may_ask_customer(here.play.first_report()) is may


def test_customers_are_nobody_whom_we_could_ask(here: Sending) -> None:
    found = here.create(audience=Audience.CUSTOMERS, template="satisfied", kind="csat", team="payments", by=CARA)
    assert found.survey_id is None
    assert here.surveys(found.plan_id) == []
