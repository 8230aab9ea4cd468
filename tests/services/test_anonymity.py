"""Who reports without a name: counted, answered, asked again; and in no table can anybody read who it was."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.domain.annoyances import Move, State
from bot.domain.people import Back
from bot.domain.reports import Draft, Source, Visibility
from bot.domain.verification import Answer
from bot.errors import ConfigError, NotFound
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from storage.secrets import Secrets
from storage.tables import AskingWish, Preference, Unasked, metadata, table
from tests.support.cast import ANA, BEN, RITA, YUKI
from tests.support.clocks import START
from tests.support.play import Play
from tests.support.surveying import Surveying

HIDDEN = [Visibility.ANONYMOUS, Visibility.LEAD_ONLY]
OTHER_KEY = "YW5vdGhlciBzZWNyZXQsIGFsc28gMzIgYnl0ZXMgb2s="


def readable(play: Play, needle: str) -> list[str]:
    """The tables in which somebody with the database file would find `needle`."""
    with play.services.db.reading() as session:
        return [table.name for table in metadata.sorted_tables for row in session.connection().execute(select(table))
                if needle in str(tuple(row))]


def live_through(play: Play, visibility: Visibility) -> int:
    """All that a reporter can do and all that is done to them, from the report to the answer."""
    back = Back(RITA, "https://hooks.example/1", "C0GENERAL")
    reports, workspace = play.services.reports, play.workspace_id
    made = play.report("The refund never arrived", visibility=visibility)
    reports.add_details(workspace, RITA, made.report_id, Draft("The refund never arrived at all"), key=play.key())
    reports.not_this_team(workspace, RITA, made.report_id, "app", key=play.key(), back=back)
    reports.not_this_team(workspace, RITA, made.report_id, "payments", key=play.key(), back=back)
    play.make(Move.ACKNOWLEDGE, made.number)
    reports.me_too(workspace, RITA, made.number, key=play.key(), draft=Draft("Again today", visibility=visibility),
                   back=back)
    play.make(Move.RESOLVE, made.number)
    play.ask()
    play.answer(RITA, Answer.GONE, made.number)
    gone = play.report("A slip of the finger", visibility=visibility)
    reports.undo(workspace, RITA, gone.report_id, key=play.key(), back=back)
    return made.number


@pytest.mark.parametrize("visibility", HIDDEN)
def test_no_table_says_who_reported_without_a_name(play: Play, visibility: Visibility) -> None:
    before = readable(play, RITA)
    number = live_through(play, visibility)
    assert readable(play, RITA) == before
    assert play.state(number) is State.VERIFIED


def test_with_a_name_the_tables_say_it(play: Play) -> None:
    """The search finds what is there to be found."""
    live_through(play, Visibility.NAMED)
    assert {"report", "log", "invitation", "response"} <= set(readable(play, RITA))


@pytest.mark.parametrize("visibility", HIDDEN)
def test_a_reporter_without_a_name_is_told_and_asked(play: Play, visibility: Visibility) -> None:
    play.report("The refund never arrived", visibility=visibility)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    play.move_clock(days=7)
    play.due()
    told, asked = play.work("told"), play.work("ask")
    assert [row.payload["what"] for row in told] == ["acknowledge", "resolve"]
    for row in (*told, *asked):
        assert is_pseudonym(row.channel)
        assert Pseudonyms(play.services.secrets).open(row.payload["to"]) == RITA
    assert len(asked) == 1


def test_one_person_counts_once_under_one_pseudonym(play: Play) -> None:
    play.report("The refund never arrived", visibility=Visibility.ANONYMOUS)
    for by in (RITA, RITA, BEN):
        play.services.reports.me_too(play.workspace_id, by, 1, key=play.key(),
                                     draft=Draft("Me too", visibility=Visibility.ANONYMOUS))
    card = play.services.annoyances.card(play.workspace_id, 1)
    assert card is not None
    assert (card.reports, card.reporters) == (4, 2)


def test_their_own_reports_are_theirs_and_nobody_elses(play: Play) -> None:
    made = play.report("The refund never arrived", visibility=Visibility.ANONYMOUS)
    reports, workspace = play.services.reports, play.workspace_id
    assert [line.number for line in reports.mine(workspace, RITA).lines] == [1]
    assert reports.show(workspace, RITA, 1).is_mine
    assert not reports.mine(workspace, BEN).lines
    with pytest.raises(NotFound):
        reports.details(workspace, BEN, made.report_id)


def test_the_same_text_is_noticed_without_a_name_too(play: Play) -> None:
    play.report("The refund never arrived", visibility=Visibility.ANONYMOUS)
    assert play.report("The refund never arrived", visibility=Visibility.ANONYMOUS).said_before
    assert not play.report("The refund never arrived", by=BEN).said_before


@pytest.mark.parametrize("first, wish", [(None, Visibility.ANONYMOUS), (Visibility.NAMED, Visibility.LEAD_ONLY),
                                         (Visibility.ANONYMOUS, Visibility.NAMED)])
def test_the_same_text_with_another_wish_is_no_repetition(
        play: Play, first: Visibility | None, wish: Visibility) -> None:
    before = play.report("The refund never arrived", visibility=first)
    again = play.report("The refund never arrived", visibility=wish)
    assert (again.number, again.said_before, again.visibility) == (2, False, wish)
    assert play.report("The refund never arrived").report_id == again.report_id, "without a wish it is said again"
    for told in (before, again):
        made = play.services.reports.take_again(play.workspace_id, RITA, told.report_id, key=f"again {told.number}")
        assert made.visibility is told.visibility


def test_a_person_decides_once_for_all_their_reports(play: Play) -> None:
    people, workspace = play.services.people, play.workspace_id
    people.report_as(workspace, RITA, Visibility.ANONYMOUS, key=play.key())
    assert people.visibility(workspace, RITA) is Visibility.ANONYMOUS
    assert play.report("The refund never arrived").visibility is Visibility.ANONYMOUS
    assert play.report("This one has my name", visibility=Visibility.NAMED).visibility is Visibility.NAMED
    assert [row.reporter_id for row in (play.first_report(1), play.first_report(2))] == [None, RITA]
    assert people.visibility(workspace, BEN) is Visibility.NAMED


def test_a_report_without_a_name_keeps_nothing_of_its_source_and_an_anonymous_one_no_minute(play: Play) -> None:
    play.move_clock(minutes=17)
    source = Source("https://larkfield.slack.com/archives/C0APP/p1", ANA)
    play.report("The refund never arrived", visibility=Visibility.ANONYMOUS, source=source)
    play.report("The voucher failed", visibility=Visibility.LEAD_ONLY, source=source)
    play.report("The app is slow", source=source)
    anonymous, lead_only, named = (play.first_report(number) for number in (1, 2, 3))
    assert anonymous.created_at == START.replace(minute=0)
    assert lead_only.created_at == named.created_at == play.services.clock.now()
    for hidden in (anonymous, lead_only):  # the message can be the reporter's own
        assert (hidden.source_link, hidden.source_author) == (None, None)
    assert (named.source_link, named.source_author) == (source.link, ANA)


def test_undo_is_there_for_reports_without_a_minute(play: Play) -> None:
    play.move_clock(minutes=45)
    made = play.report("The refund never arrived", visibility=Visibility.ANONYMOUS)
    assert made.can_undo
    play.services.reports.undo(play.workspace_id, RITA, made.report_id, key=play.key())
    assert play.state(1) is State.WITHDRAWN


def test_a_lost_key_is_said_and_makes_no_second_pseudonym(play: Play) -> None:
    play.report("The refund never arrived", visibility=Visibility.ANONYMOUS)
    strangers = Pseudonyms(Secrets(OTHER_KEY))
    with play.services.db.transaction(play.workspace_id) as tx, pytest.raises(ConfigError, match="old key"):
        strangers.make(tx.session, play.workspace_id, RITA, "anonymous")


def test_the_log_names_the_pseudonym_alone(play: Play) -> None:
    play.report("The refund never arrived", visibility=Visibility.ANONYMOUS)
    ((by, act, subject),) = play.log()
    assert by is not None
    assert (is_pseudonym(by), act, subject) == (True, "report", "#1")


def test_how_somebody_reports_lies_under_no_name(play: Play) -> None:
    play.services.people.report_as(play.workspace_id, RITA, Visibility.ANONYMOUS, key=play.key())
    with play.services.db.reading() as session:
        ((person, visibility),) = session.connection().execute(
            select(table(Preference).c.person, table(Preference).c.visibility)).all()
    assert (is_pseudonym(person), visibility) == (True, "anonymous")
    play.services.people.report_as(play.workspace_id, RITA, Visibility.NAMED, key=play.key())
    assert play.services.people.visibility(play.workspace_id, RITA) is Visibility.NAMED
    assert readable(play, person) == []


def test_a_lead_does_not_recognise_somebody_in_an_anonymous_report(play: Play) -> None:
    """The lead knows whose the first is; nothing may join the second to it."""
    play.report("The refund never arrived", visibility=Visibility.LEAD_ONLY)
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(),
                                 draft=Draft("Again", visibility=Visibility.ANONYMOUS))
    first, second = play.reports_of(1)
    assert first.reporter_hash != second.reporter_hash
    card = play.services.annoyances.card(play.workspace_id, 1)
    assert card is not None
    assert (card.reports, card.reporters) == (2, 2)


@pytest.mark.parametrize("visibility", HIDDEN)
def test_what_is_missing_says_nobody_either(play: Play, visibility: Visibility) -> None:
    """Ben acknowledges, and asks about, what he himself reported: the rows for its reporter stand like any other's."""
    play.report("The refund never arrived", BEN, visibility=visibility)
    play.make(Move.ACKNOWLEDGE, by=BEN)
    play.services.reporters.ask(play.workspace_id, BEN, 1, "Since when?", where=None, key=play.key())
    assert [row.payload["user"] for row in (*play.work("told"), *play.work("question"))] == [
        play.first_report().reporter_hash] * 2


@pytest.mark.parametrize("visibility", HIDDEN)
def test_the_time_of_the_question_tells_no_zone(play: Play, visibility: Visibility) -> None:
    """Rita works in Berlin, Yuki in Tokyo."""
    for by in (RITA, YUKI):
        number = play.report(f"The refund of {by[2:]} never arrived", by, visibility=visibility).number
        play.make(Move.ACKNOWLEDGE, number)
        play.make(Move.RESOLVE, number)
    planned = {row.ask_at for number in (1, 2) for row in play.invitations(number).values()}
    assert len(planned) == 1
    play.move_clock(days=7)
    play.due()
    assert {row.ask_at for number in (1, 2) for row in play.invitations(number).values()} == planned


def hashes(play: Play, kind: type[Unasked | AskingWish]) -> list[str]:
    with play.services.db.reading() as session:
        return [row[0] for row in session.connection().execute(select(table(kind).c.person))]


@pytest.mark.parametrize("visibility", HIDDEN)
def test_neither_a_day_that_is_spent_nor_a_wish_leads_to_a_reporter(play: Play, visibility: Visibility) -> None:
    """One person has a report, a question, a day that is spent and a wish; nothing in the tables joins them."""
    here = Surveying(play)
    before = readable(play, RITA)
    play.report(visibility=visibility)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    play.forget_work()
    here.wish(RITA, quiet="12:00-13:00")
    assert len(here.go_on(days=7)) == 1
    ((spent,), (wish,), (invited,)) = hashes(play, Unasked), hashes(play, AskingWish), play.invitations()
    assert readable(play, RITA) == before
    assert len({spent, wish, invited}) == 3
    assert all(is_pseudonym(one) for one in (spent, wish, invited))
    assert (readable(play, spent), readable(play, wish)) == (["unasked"], ["asking_wish"])


def test_of_an_anonymous_survey_nobody_can_read_who_was_reminded_because_they_were_silent(play: Play) -> None:
    """Who is asked stands there; that somebody has answered stands under a name for this survey alone."""
    here = Surveying(play)
    survey_id = here.survey(RITA, BEN, days=8, anonymous=True)
    here.expand()
    here.deliver()
    with play.services.db.transaction(play.workspace_id) as tx:
        name = here.desk(tx.session).names.make(tx.session, play.workspace_id, RITA, f"survey {survey_id}")
    here.answer(survey_id, name)
    assert sorted(here.go_on(days=5)) == sorted(f"remind:{survey_id}:{one}" for one in (RITA, BEN))
    assert readable(play, name) == ["response"]
    kept = [here.invitation(survey_id, one).model_dump(exclude={"user_id"}) for one in (RITA, BEN)]
    assert kept[0] == kept[1]
    assert kept[0]["reminded_at"] == datetime(2026, 3, 9, tzinfo=UTC)  # the day alone
