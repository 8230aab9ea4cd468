"""The story of an annoyance: all that happened, in order; without those who gave no name, and not for
everybody to read."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.action_items import Draft
from bot.domain.annoyances import Move, Resolution, State
from bot.domain.reports import Draft as Report
from bot.domain.reports import MayContact, Visibility
from bot.domain.threads import Place
from bot.domain.timeline import Form, Timeline, What
from bot.errors import NotAllowed, NotFound
from bot.services.nudges import Nudges
from bot.services.pseudonyms import Pseudonyms
from bot.text import has
from bot.views import timelines as views
from bot.views.annoyances import MoveState
from storage.tables import Log, Work
from tests.support.cast import ADAM, ANA, BEN, CARA, GUS, MIA, MINJUN, RITA, TESS, YUKI
from tests.support.larkfield import Services
from tests.support.play import Play


@pytest.fixture
def play(services: Services, workspace_id: str) -> Play:
    return Play(services, workspace_id)


def read(play: Play, by: str = ANA, number: int = 1) -> Timeline:
    return play.services.timelines.read(play.workspace_id, by, number)


def whats(told: Timeline) -> list[str]:
    return [event.what for event in told.events]


def pass_a_minute(play: Play) -> None:
    play.services.clock.move(timedelta(minutes=1))


def test_what_happened_stands_in_its_order_with_its_words(play: Play) -> None:
    play.report("The refund never arrived", customer_words="Where is my money")
    pass_a_minute(play)
    play.make(Move.ASSIGN, by=ANA, assignee=BEN)
    pass_a_minute(play)
    where = play.post_card()
    play.services.threads.said(play.workspace_id, Place(where.channel_id, where.ts, "1772615000.000100"), BEN, "On it")
    pass_a_minute(play)
    play.make(Move.RESOLVE, by=BEN, said=Resolution("Paid out by hand", "It is on its way"))
    told = read(play)
    report, *moves = [event for event in told.events if event.what != What.REPLY]
    assert (report.what, report.by, report.words) == (What.REPORT, RITA, "The refund never arrived")
    assert [(detail.kind, detail.value) for detail in report.details] == [("customer_words", "Where is my money")]
    assert [(event.what, event.by) for event in moves if event.what in set(Move)] == [
        (Move.ASSIGN, ANA), (Move.RESOLVE, BEN)]
    assert ("assignee", BEN) in [(detail.kind, detail.value) for detail in moves[0].details]
    assert ("what_was_done", "Paid out by hand") in [
        (detail.kind, detail.value) for event in moves for detail in event.details]
    assert [event.words for event in told.events if event.what == What.REPLY] == ["On it"]
    assert {told.names[one] for one in (RITA, ANA, BEN)} == {"Rita", "Ana", "Ben"}


@pytest.mark.parametrize("how", [Visibility.ANONYMOUS, Visibility.LEAD_ONLY])
def test_who_reports_without_a_name_is_nowhere(play: Play, how: Visibility) -> None:
    play.services.clock.move(timedelta(minutes=37))
    play.report("The app hangs", MINJUN, visibility=how)
    play.services.reports.not_this_team(play.workspace_id, MINJUN, play.first_report(1).id, "payments", key=play.key())
    play.make(Move.ACKNOWLEDGE)
    play.services.reporters.ask(play.workspace_id, ANA, 1, "Which phone?", where=None, key=play.key())
    told = play.services.timelines.whole(play.workspace_id, 1)
    assert MINJUN not in str(told)
    assert "~" not in views.as_json(told)
    if how is Visibility.ANONYMOUS:
        assert told.events[0].at.minute == 0


def test_others_see_their_own_reports_and_how_it_stood(play: Play) -> None:
    play.report("The refund never arrived")
    play.me_too(1, MINJUN, "I saw it too")
    play.make(Move.ACKNOWLEDGE, by=MIA)
    told = read(play, MINJUN)
    assert not told.is_whole
    assert [event.words for event in told.events if event.words] == ["I saw it too"]
    assert [[detail.value for detail in event.details] for event in told.events if event.what == Move.ACKNOWLEDGE] == [
        [State.ACKNOWLEDGED]]
    assert MIA not in str(told.events)
    assert [event.words for event in read(play, YUKI).events if event.words] == []


@pytest.mark.parametrize("who", [ANA, BEN, MIA, CARA, ADAM])
def test_the_team_those_above_it_and_admins_read_all(play: Play, who: str) -> None:
    play.report("The refund never arrived")
    assert read(play, who).is_whole


def test_whoever_sees_the_card_reads_all(play: Play) -> None:
    play.report("The refund never arrived")
    where = play.post_card()
    assert play.services.timelines.read(play.workspace_id, YUKI, 1, where=where).is_whole


def test_a_guest_reads_nothing_and_what_is_not_there_is_not_found(play: Play) -> None:
    play.report("The refund never arrived")
    with pytest.raises(NotAllowed):
        read(play, GUS)
    with pytest.raises(NotFound):
        read(play, ANA, 7)


def test_the_file_is_asked_for_once_and_logged(play: Play) -> None:
    play.report("The refund never arrived")
    for _ in range(2):
        play.services.timelines.bring(play.workspace_id, ANA, 1, Form.MARKDOWN, where=None, key="click")
    [row] = [row for row in play._all(Work) if row.topic == "timeline_file"]
    assert (row.channel, row.payload["form"], row.payload["whole"]) == (ANA, "md", True)
    assert [(line.by, line.subject) for line in play._all(Log) if line.act == "export"] == [(ANA, "#1")]
    with pytest.raises(NotAllowed):
        play.services.timelines.bring(play.workspace_id, GUS, 1, Form.JSON, where=None, key="another")


def test_how_to_reach_a_customer_is_in_no_story(play: Play) -> None:
    play.report("The refund never arrived", reference="CASE-77", value="900 EUR", contact="a@b.example",
                may_contact=MayContact.YES)
    told = views.as_json(play.services.timelines.whole(play.workspace_id, 1))
    assert not [one for one in ("CASE-77", "900 EUR", "a@b.example") if one in told]


def test_reporters_read_how_it_stood_through_every_move_in_every_language(play: Play) -> None:
    """#1 goes the long way, what ends on the way is told of #2 to #4."""
    play.report("The refund never arrived")
    play.services.items.add(play.workspace_id, ANA, 1, Draft("Ask the bank"), where=None, key=play.key())
    play.make(Move.RESOLVE)
    play.make(Move.STILL_HAPPENING, by=RITA)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.WONT_FIX)
    play.make(Move.REOPEN)
    play.make(Move.NOT_OURS, team=None)
    play.make(Move.CHOOSE_TEAM, by=TESS, team="payments")
    for state in (State.VERIFIED, State.MERGED, State.WITHDRAWN):
        play.bring_to(state)
    for number in range(1, 5):
        told = read(play, RITA, number)
        assert not told.is_whole
        for language in ("en", "ko", "ja"):
            assert views.form(language, told, ZoneInfo("Europe/Berlin"), MoveState(number))["blocks"]
            assert views.markdown(language, told, ZoneInfo("Europe/Berlin"))
    assert Move.ADD_ITEM in whats(read(play, RITA))


def test_a_next_step_is_promised_by_a_day_and_a_sleep_lasts_until_one(play: Play) -> None:
    play.report("The refund never arrived")
    nudges = Nudges(play.services.db, play.services.clock, Pseudonyms(play.services.secrets))
    day = (play.services.clock.now() + timedelta(days=3)).date()
    nudges.next_step(play.workspace_id, ANA, 1, "Ask the bank", day, where=None, key=play.key())
    play.make(Move.SNOOZE)
    known = {event.what: {detail.kind for detail in event.details} for event in read(play).events}
    assert (known[Move.NEXT_STEP], "until_on" in known[Move.SNOOZE]) == ({"next_step", "next_step_on"}, True)


@pytest.mark.parametrize("move", Move)
def test_every_move_has_its_words_in_the_story(move: Move) -> None:
    assert has(f"story.{move}")


@pytest.mark.parametrize("kind", views.KINDS)
def test_whatever_can_happen_has_its_words(kind: str) -> None:
    assert has(f"story.{kind}")


def in_the_hour(play: Play, how: Visibility) -> str:
    """#1, asleep, of a named reporter; at 37 minutes past, somebody hidden reports #2, asks for another team, and
    joins #1, which wakes; returns the report's key."""
    play.report("The refund never arrived")
    play.make(Move.SNOOZE)
    play.services.clock.move(timedelta(minutes=37))
    made = play.report("The app hangs", MINJUN, visibility=how, team="app")
    play.services.reports.not_this_team(play.workspace_id, MINJUN, made.report_id, "payments", key=play.key())
    play.services.reports.me_too(play.workspace_id, MINJUN, 1, key=play.key(), report_id=made.report_id)
    return made.report_id


def test_no_move_tells_the_minute_at_which_somebody_without_a_name_was_there(play: Play) -> None:
    report_id = in_the_hour(play, Visibility.NAMED)
    assert (What.MERGED_HERE, 37) in [(event.what, event.at.minute) for event in read(play).events]
    play.services.reports.add_details(play.workspace_id, MINJUN, report_id, Report(
        "The app hangs", visibility=Visibility.ANONYMOUS), key=play.key())
    for number in (1, 2):
        told = play.services.timelines.whole(play.workspace_id, number)
        assert {event.at.minute for event in told.events} == {0}
    assert {Move.WAKE, What.MERGED_HERE} <= set(whats(play.services.timelines.whole(play.workspace_id, 1)))
    assert {event.at.minute for event in read(play, YUKI).events} <= {0}


def test_an_answer_without_a_name_tells_no_minute(play: Play) -> None:
    play.report("The app hangs", MINJUN, visibility=Visibility.ANONYMOUS, team="payments")
    play.make(Move.ACKNOWLEDGE)
    play.services.reporters.ask(play.workspace_id, ANA, 1, "Which phone?", where=None, key=play.key())
    [asked] = {row.payload["question"] for row in play.work("question")}
    play.services.clock.move(timedelta(minutes=37))
    play.services.reporters.answer(play.workspace_id, MINJUN, asked, "The blue one", key=play.key())
    play.make(Move.RESOLVE)
    play.make(Move.STILL_HAPPENING, by=MINJUN)
    told = read(play)
    assert {event.what: event.at.minute for event in told.events if event.what in (
        What.ANSWER, Move.STILL_HAPPENING, Move.RESOLVE)} == {
        What.ANSWER: 0, Move.STILL_HAPPENING: 0, Move.RESOLVE: 37}
