"""Webhooks in the tables: what is written for whom, what is not, and what a report costs while nobody listens."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sql_event
from sqlmodel import select

from bot.domain.annoyances import Move
from bot.domain.events import EventType, SurveyFacts
from bot.domain.parcels import Address
from bot.domain.reports import Door, Draft, Visibility
from bot.domain.webhooks import MOST
from bot.errors import ConfigError, Invalid, NotFound
from bot.services import events
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.pseudonyms import Pseudonyms
from bot.services.webhooks import Webhooks
from storage import settings, work
from storage import webhooks as stored
from storage.secrets import Secrets
from storage.tables import Event, Log, Webhook, Work
from tests.support.cast import ANA, MINJUN, RITA
from tests.support.play import Play

URL = "https://hooks.example.com/snag"


@pytest.fixture
def webhooks(play: Play) -> Webhooks:
    return Webhooks(play.services.db, play.services.clock, Pseudonyms(play.services.secrets))


def add(webhooks: Webhooks, play: Play, *types: str, url: str = URL) -> Address:
    return webhooks.add(play.workspace_id, "cli:adam", url, types)


def happened(play: Play) -> list[tuple[str, dict[str, Any]]]:
    with play.services.db.reading() as session:
        return [(row.type, row.facts) for row in session.exec(select(Event).order_by(Event.id))]


def parcels(play: Play, webhook: Address) -> list[Work]:
    return [row for row in play.work("webhook") if row.channel == webhook.id]


def test_each_address_gets_a_row_for_what_it_wants(play: Play, webhooks: Webhooks) -> None:
    everything, some = add(webhooks, play), add(webhooks, play, "annoyance.acknowledged", url=f"{URL}/2")
    play.report()
    play.make(Move.ACKNOWLEDGE)
    assert [type_ for type_, _ in happened(play)] == ["report.created", "annoyance.acknowledged"]
    assert (len(parcels(play, everything)), len(parcels(play, some))) == (2, 1)
    assert {row.method for row in play.work("webhook")} == {"webhook"}


def statements_of(play: Play, by: str, text: str) -> list[str]:
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    sql_event.listen(play.services.db.engine, "before_cursor_execute", hear)
    play.report(text, by=by)
    sql_event.remove(play.services.db.engine, "before_cursor_execute", hear)
    return said


def test_a_report_costs_nothing_more_while_nobody_listens(play: Play, webhooks: Webhooks,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with words of its own, so that none has look-alikes to count."""
    play.report("Invoices vanish")
    with_events = statements_of(play, MINJUN, "Courier rude")
    with monkeypatch.context() as patch:
        patch.setattr(events, "reported", lambda *_: None)
        without = statements_of(play, RITA, "Bluetooth crackles")
    assert len(with_events) == len(without)
    assert [one for one in with_events if " event " in one or "webhook" in one] == []
    add(webhooks, play)
    play.report("Coupons expire")
    assert len(statements_of(play, ANA, "Queue endless")) > len(without)


def test_a_change_that_is_rolled_back_has_not_happened(play: Play, webhooks: Webhooks) -> None:
    add(webhooks, play)
    with pytest.raises(Invalid):
        play.services.reports.take(play.workspace_id, RITA, Draft(""), door=Door.SLASH, key="k")
    assert happened(play) == []


def test_the_secret_lies_sealed_and_is_told_once(play: Play, webhooks: Webhooks) -> None:
    made = add(webhooks, play)
    assert made.secret is not None
    assert [one.secret for one in webhooks.all(play.workspace_id)] == [None]
    with play.services.db.reading() as session:
        assert made.secret not in str(session.exec(select(Webhook)).one().model_dump())
        assert made.secret not in str([row.model_dump() for row in session.exec(select(Log))])


@pytest.mark.parametrize("url, key", [
    ("http://hooks.example.com/", "error.webhook.not_https"), ("https://10.0.0.1/", "error.webhook.not_public"),
    ("nonsense", "error.webhook.no_address"), ("https://a:b@hooks.example.com/", "error.webhook.password_in_it"),
    ("https://hooks.example.com:25/", "error.webhook.other_port")])
def test_an_address_that_cannot_be_used_is_not_added(play: Play, webhooks: Webhooks, url: str, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        add(webhooks, play, url=url)
    assert (caught.value.key, webhooks.all(play.workspace_id)) == (key, ())


def test_an_event_that_there_is_not_cannot_be_listened_to(play: Play, webhooks: Webhooks) -> None:
    with pytest.raises(Invalid, match="no_such_event"):
        add(webhooks, play, "annoyance.exploded")


def test_there_are_ten_at_most(play: Play, webhooks: Webhooks) -> None:
    made = [add(webhooks, play, url=f"{URL}/{at}") for at in range(MOST)]
    with pytest.raises(Invalid, match="too_many"):
        add(webhooks, play)
    webhooks.remove(play.workspace_id, "cli:adam", made[0].url)
    add(webhooks, play)


def test_one_is_named_by_id_beginning_or_address(play: Play, webhooks: Webhooks) -> None:
    made = add(webhooks, play)
    add(webhooks, play, url=f"{URL}/2")
    assert {webhooks.enable(play.workspace_id, "cli:adam", named).id for named in (made.id, made.id[:17], URL)} == {
        made.id}
    for named in ("", made.id[:4], "nobody"):
        with pytest.raises(NotFound):
            webhooks.remove(play.workspace_id, "cli:adam", named)


def test_facts_of_another_type_are_refused(play: Play) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        desk = Desk(tx.session, directory(tx.session, play.workspace_id), play.services.clock,
                    Pseudonyms(play.services.secrets))
        with pytest.raises(TypeError, match="ReportFacts"):
            events.emit(desk, EventType.REPORT_CREATED, SurveyFacts(survey="1", kind="csat", asked=1, answered=0))


@pytest.mark.parametrize("visibility", [Visibility.LEAD_ONLY, Visibility.ANONYMOUS])
def test_who_gives_no_name_is_in_no_event(play: Play, webhooks: Webhooks, visibility: Visibility) -> None:
    add(webhooks, play)
    made = play.services.reports.take(play.workspace_id, RITA, Draft("It never came", visibility=visibility),
                                      door=Door.FORM, key="k")
    play.services.reports.undo(play.workspace_id, RITA, made.report_id, key="u")
    assert [type_ for type_, _ in happened(play)] == ["report.created", "annoyance.withdrawn", "report.withdrawn"]
    told = str(happened(play))
    assert RITA not in told
    assert "~" not in told


def test_who_hides_afterwards_is_in_no_event_any_more(play: Play, webhooks: Webhooks) -> None:
    add(webhooks, play)
    made = play.report("It never came")
    play.report("It came twice")
    play.services.reports.add_details(play.workspace_id, RITA, made.report_id,
                                      Draft("It never came", visibility=Visibility.ANONYMOUS), key="k")
    assert [facts["reporter"] for type_, facts in happened(play) if type_ == "report.created"] == [None, RITA]


def test_of_an_anonymous_me_too_the_hour_is_told(play: Play, webhooks: Webhooks) -> None:
    play.report("It never came")
    play.move_clock(minutes=17)
    add(webhooks, play)
    play.services.reports.me_too(play.workspace_id, MINJUN, 1, key="k",
                                 draft=Draft("Mine neither", visibility=Visibility.ANONYMOUS))
    with play.services.db.reading() as session:
        [row] = session.exec(select(Event)).all()
    assert (row.type, row.at.minute) == ("report.joined", 0)


def die(play: Play) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        for row in tx.session.exec(select(Work).where(Work.topic == "webhook")):
            row.state, row.failures, row.last_error = work.State.DEAD, 10, "HTTP 500"
            tx.session.add(row)


def test_what_failed_goes_again_under_the_same_id(play: Play, webhooks: Webhooks) -> None:
    made = add(webhooks, play)
    play.report()
    die(play)
    before = [(row.dedup_key, row.payload) for row in parcels(play, made)]
    [line] = webhooks.tries(play.workspace_id, None, 20)
    assert (line.type, line.state, line.failures, line.error) == ("report.created", "dead", 10, "HTTP 500")
    assert webhooks.redeliver(play.workspace_id, "cli:adam", failed=True) == 1
    assert webhooks.redeliver(play.workspace_id, "cli:adam", failed=True) == 0, "it is on its way"
    [row] = parcels(play, made)
    assert ([(row.dedup_key, row.payload)], row.state, row.failures) == (before, work.State.WAITING, 0)


def test_one_event_or_all_since_a_moment_go_again(play: Play, webhooks: Webhooks) -> None:
    add(webhooks, play)
    play.report()
    play.move_clock(hours=2)
    play.make(Move.ACKNOWLEDGE)
    die(play)
    since, first = play.services.clock.now() - timedelta(hours=1), webhooks.tries(play.workspace_id, URL, 20)[-1]
    assert webhooks.redeliver(play.workspace_id, "cli:adam", since=since) == 1
    assert webhooks.redeliver(play.workspace_id, "cli:adam", event_id=first.event_id, named=URL) == 1
    with pytest.raises(NotFound):
        webhooks.redeliver(play.workspace_id, "cli:adam", event_id="0198")


def test_a_later_address_can_be_told_what_was_before(play: Play, webhooks: Webhooks) -> None:
    add(webhooks, play)
    play.report()
    later = add(webhooks, play, url=f"{URL}/2")
    assert parcels(play, later) == []
    since = play.services.clock.now() - timedelta(days=1)
    assert webhooks.redeliver(play.workspace_id, "cli:adam", since=since, named=later.id) == 1
    assert len(parcels(play, later)) == 1


def test_to_whom_is_switched_off_nothing_is_sent_again(play: Play, webhooks: Webhooks) -> None:
    made = add(webhooks, play)
    play.report()
    die(play)
    with play.services.db.transaction(play.workspace_id) as tx:
        row = stored.webhook(tx.session, play.workspace_id, made.id)
        assert row is not None
        row.disabled_at = play.services.clock.now()
        tx.session.add(row)
        tx.session.flush()
        settings.changed(tx.session, play.workspace_id)
    assert webhooks.redeliver(play.workspace_id, "cli:adam", failed=True) == 0


def test_with_another_key_nothing_is_signed_and_it_is_said_why(play: Play, webhooks: Webhooks) -> None:
    add(webhooks, play)
    another_key = Pseudonyms(Secrets("b3RoZXIgc2VjcmV0LCBvZiAzMiBieXRlcyBsb25nISE="))
    other = Webhooks(play.services.db, play.services.clock, another_key)
    for act in (lambda: other.rotate(play.workspace_id, "cli:adam", URL), lambda: other.trial(play.workspace_id, URL)):
        with pytest.raises(ConfigError, match="SNAG_ENCRYPTION_KEY"):
            act()


def test_events_are_kept_for_as_long_as_they_are_told_to_be(play: Play, webhooks: Webhooks) -> None:
    add(webhooks, play)
    play.report()
    play.move_clock(days=31)
    play.report("Another")
    with play.services.db.transaction("") as tx:
        assert stored.prune(tx.session, before=play.services.clock.now() - timedelta(days=30)) == 1
    assert len(happened(play)) == 1


def test_each_change_stands_in_the_log(play: Play, webhooks: Webhooks) -> None:
    made, before = add(webhooks, play), len(play.log())
    for act in (webhooks.rotate, webhooks.enable, webhooks.remove):
        act(play.workspace_id, "cli:adam", made.id)
    assert play.log()[before - 1:] == [("cli:adam", f"{act}_webhook", made.id)
                                       for act in ("add", "rotate", "enable", "remove")]
