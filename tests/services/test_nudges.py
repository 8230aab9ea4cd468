"""Reminders as rows: who is asked, and once; a day that a survey has taken; who comes next; what would be sent."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.domain.action_items import Draft
from bot.domain.annoyances import Move
from bot.domain.manners import What
from bot.domain.nudges import Level
from bot.domain.threads import Place
from bot.errors import Invalid, NotAllowed
from bot.services import manners
from bot.services.desk import Desk
from bot.services.directory import directory
from bot.services.nudges import Nudges
from bot.services.pseudonyms import Pseudonyms
from storage import nudges as stored
from storage import settings as settings_rows
from storage import work
from storage.tables import Clock, Nudge, Team, Work
from tests.support.cast import ANA, BEN, CARA, KEN, MIA, RITA
from tests.support.clocks import START
from tests.support.play import Play

# A report on Wednesday at 10:00 in Berlin: eight working hours end on Thursday at 10:00, six of them at 16:00 today.
REMINDED, DUE = START + timedelta(hours=6), START + timedelta(days=1)


def turn(play: Play, nudges: Nudges) -> int:
    """The clock's turns until nothing is new; they must end."""
    for turns in range(20):
        if not nudges.expand(play.workspace_id, play.services.clock.now()):
            return turns
    raise AssertionError("it never ends")


def asked(play: Play) -> list[tuple[int, str | None, str]]:
    with play.services.db.reading() as session:
        rows = session.exec(select(Nudge)).all()
        return sorted((row.level, row.user_id, row.state) for row in rows)


def messages(play: Play) -> list[str]:
    return [row.payload["user"] for row in play.work("nudge")]


def claimed(play: Play) -> work.Claimed:
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.exec(select(Work)).all()
        machine = play.services.clock.machine()
        return next(row for row in work.claim(tx.session, now=play.services.clock.now(), machine=machine, limit=50)
                    if row.topic == "nudge")


def desk(play: Play, session: object) -> Desk:
    return Desk(session, directory(session, play.workspace_id), play.services.clock,  # type: ignore[arg-type]
                Pseudonyms(play.services.secrets))


def test_a_step_is_taken_once_however_often_the_clock_looks(play: Play, nudges: Nudges) -> None:
    play.report()
    play.services.clock.move_to(REMINDED)
    turn(play, nudges)
    turn(play, nudges)
    assert asked(play) == [(Level.REMIND, None, "sent")]
    play.services.clock.move_to(DUE)
    turn(play, nudges)
    turn(play, nudges)
    assert asked(play)[1:] == [(Level.DUE, ANA, "sending")]
    assert messages(play) == [ANA]
    assert len(play.work("nudge_line")) == 2


def test_whose_day_a_survey_has_taken_hears_it_on_their_next(play: Play, nudges: Nudges) -> None:
    play.report()
    play.services.clock.move_to(DUE)
    with play.services.db.transaction(play.workspace_id) as tx:
        manners.spend(desk(play, tx.session), {ANA: (DUE.date(), What.SURVEY)})
    turn(play, nudges)
    assert messages(play) == []
    play.services.clock.move_to(DUE + timedelta(hours=23))  # Friday, 09:00 in Berlin
    turn(play, nudges)
    assert messages(play) == [ANA]


def test_one_message_gathers_what_waits_and_takes_the_day(play: Play, nudges: Nudges) -> None:
    for _ in range(3):
        play.report(again=True)
    play.services.clock.move_to(DUE)
    turn(play, nudges)
    assert messages(play) == [ANA]
    with play.services.db.transaction(play.workspace_id) as tx:
        assert manners.spend(desk(play, tx.session), {ANA: (DUE.date(), What.SURVEY)}) == set()


def test_what_somebody_acted_on_is_not_said_and_their_day_is_free(play: Play, nudges: Nudges) -> None:
    play.report()
    play.services.clock.move_to(DUE)
    turn(play, nudges)
    row = claimed(play)
    play.make(Move.ACKNOWLEDGE, by=BEN)
    assert list(nudges.asked(row)) == []
    with play.services.db.transaction(play.workspace_id) as tx:
        nudges.not_said(tx.session, row)
    assert asked(play)[-1] == (Level.DUE, ANA, "dropped")
    with play.services.db.transaction(play.workspace_id) as tx:
        assert manners.spend(desk(play, tx.session), {ANA: (DUE.date(), What.SURVEY)}) == {ANA}


def test_a_message_that_comes_too_late_for_the_day_waits_for_the_next(play: Play, nudges: Nudges) -> None:
    play.report()
    play.services.clock.move_to(DUE)
    turn(play, nudges)
    row = claimed(play)
    play.services.clock.move_to(DUE + timedelta(hours=9))  # they have gone home
    nudges.put_back(play.workspace_id, row)
    assert turn(play, nudges) > 0
    assert messages(play) == []
    play.services.clock.move_to(DUE + timedelta(hours=23))
    turn(play, nudges)
    assert messages(play) == [ANA]


def test_who_cannot_be_written_to_gives_way_to_the_next_in_line(play: Play, nudges: Nudges) -> None:
    play.report()
    play.services.clock.move_to(DUE)
    turn(play, nudges)
    row = claimed(play)
    with play.services.db.transaction(play.workspace_id) as tx:
        nudges.failed(tx.session, row)
    turn(play, nudges)
    assert (Level.MANAGER, MIA, "sending") in asked(play)
    assert "nudge_unreached" in play.lines()


def test_a_reply_of_the_team_stops_it_and_one_of_others_does_not(play: Play, nudges: Nudges) -> None:
    play.report()
    where = play.post_card()
    play.services.clock.move_to(REMINDED)
    turn(play, nudges)

    def turns() -> int:
        with play.services.db.reading() as session:
            return max(row.turn for row in session.exec(select(Clock)))

    play.services.threads.said(play.workspace_id, Place(where.channel_id, where.ts, "178.1"), KEN, "Me too")
    assert turns() == 0
    play.services.threads.said(play.workspace_id, Place(where.channel_id, where.ts, "178.2"), BEN, "On it")
    assert turns() == 1


@pytest.mark.parametrize("text, on, key", [
    ("", date(2026, 3, 9), "error.next_step_missing"),
    ("Ask the bank", None, "error.next_step_date_missing"),
    ("Ask the bank", date(2026, 3, 3), "error.next_step_past"),
    ("Ask the bank", date(2026, 6, 30), "error.next_step_far"),
])
def test_a_next_step_needs_words_and_a_day_that_can_come(play: Play, nudges: Nudges, text: str, on: date | None,
                                                         key: str) -> None:
    play.report()
    with pytest.raises(Invalid) as wrong:
        nudges.next_step(play.workspace_id, ANA, 1, text, on, where=None, key=play.key())
    assert wrong.value.key == key


def test_a_next_step_is_the_teams_or_of_whom_a_reminder_asked(play: Play, nudges: Nudges) -> None:
    play.report()
    with pytest.raises(NotAllowed):
        nudges.next_step(play.workspace_id, RITA, 1, "Ask", date(2026, 3, 9), where=None, key=play.key())
    nudges.next_step(play.workspace_id, BEN, 1, "Ask 030 901820", date(2026, 3, 9), where=None, key=play.key())
    card = play.services.annoyances.card(play.workspace_id, 1)
    assert card is not None
    assert (card.next_step, card.next_step_on) == ("Ask [phone]", date(2026, 3, 9))


def test_what_would_be_sent_is_what_is_sent(play: Play, nudges: Nudges) -> None:
    play.report()
    planned = nudges.outlook(play.workspace_id, CARA, days=5).planned
    assert [(one.about.level, one.user_id) for one in planned] == [
        (Level.REMIND, None), (Level.DUE, None), (Level.DUE, ANA), (Level.MANAGER, MIA)]
    assert asked(play) == []
    for one in planned:
        play.services.clock.move_to(max(one.at, play.services.clock.now()))
        turn(play, nudges)
    assert [(level, user) for level, user, _ in asked(play)] == [
        (Level.REMIND, None), (Level.DUE, ANA), (Level.MANAGER, MIA)]


def test_only_who_leads_manages_or_runs_it_sees_what_would_be_sent(play: Play, nudges: Nudges) -> None:
    play.report()
    assert nudges.outlook(play.workspace_id, ANA).planned
    assert not nudges.outlook(play.workspace_id, KEN).planned  # who leads another team sees that one's
    with pytest.raises(NotAllowed):
        nudges.outlook(play.workspace_id, RITA)


def test_a_team_that_only_watches_is_spared_and_sees_what_it_is_spared(play: Play, nudges: Nudges) -> None:
    _watch(play, START + timedelta(days=14))
    play.report()
    assert {one.watching for one in nudges.outlook(play.workspace_id, CARA, days=5).planned} == {True}
    play.services.clock.move_to(START + timedelta(days=7))
    turn(play, nudges)
    assert (asked(play), messages(play)) == ([], [])
    play.services.clock.move_to(START + timedelta(days=14, hours=1))
    turn(play, nudges)
    assert messages(play) == [ANA]


def test_threads_are_spared_what_was_late_when_watching_ended(play: Play, nudges: Nudges) -> None:
    _watch(play, START + timedelta(days=2))
    play.report()
    play.services.clock.move_to(START + timedelta(days=2, minutes=1))
    turn(play, nudges)
    assert (messages(play), play.work("nudge_line")) == ([ANA], [])
    play.report("The refund came twice", again=True)
    play.services.clock.move_to(START + timedelta(days=6))  # eight working hours later, and not in that first day
    turn(play, nudges)
    assert {row.payload["number"] for row in play.work("nudge_line")} == {2}


def test_triage_watches_with_the_teams(play: Play, nudges: Nudges) -> None:
    until = START + timedelta(days=14)
    _watch(play, until)
    play.report("Nobody knows whose this is")
    card = play.services.annoyances.card(play.workspace_id, 1)
    assert card is not None
    assert {one.watches_until for one in card.clocks} == {until}
    play.services.clock.move_to(START + timedelta(days=7))
    turn(play, nudges)
    assert (asked(play), play.work("nudge_line")) == ([], [])


def _watch(play: Play, until: datetime) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        for team in tx.session.exec(select(Team)):
            team.watches_until = until
        tx.session.flush()
        settings_rows.changed(tx.session, play.workspace_id)


def test_of_nobody_in_time_is_nothing_kept(play: Play, nudges: Nudges) -> None:
    play.report()
    with play.services.db.transaction(play.workspace_id) as tx:
        assert not stored.was_asked(tx.session, play.workspace_id, 1, ANA)
    turn(play, nudges)
    assert asked(play) == []


@pytest.mark.parametrize("reopened", [False, True])
def test_what_stays_open_when_it_is_resolved_is_still_asked_for(play: Play, nudges: Nudges, reopened: bool) -> None:
    play.report()
    play.make(Move.ACKNOWLEDGE)
    play.services.items.add(play.workspace_id, BEN, 1, Draft("Call the bank", assignee=BEN, due_on=date(2026, 3, 6)),
                            where=None, key=play.key())
    play.make(Move.RESOLVE)
    play.services.clock.move_to(START + timedelta(days=1, hours=23))  # Friday, 09:00 in Berlin
    turn(play, nudges)
    assert messages(play) == [BEN]
    lines = play.work("nudge_line")
    assert len(lines) == 1
    facts = lines[0].payload
    assert nudges.line(play.workspace_id, facts["clock"], facts["turn"], facts["level"]) is not None
    if reopened:
        play.make(Move.REOPEN)
    play.services.clock.move_to(START + timedelta(days=4, hours=23))  # Monday
    turn(play, nudges)
    assert (Level.AGAIN, BEN, "sending") in asked(play)
