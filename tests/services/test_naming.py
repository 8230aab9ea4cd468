"""Whoever changes their mind about the name: no row keeps what was hidden, and a name given gives away nothing else."""

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.people import Back
from bot.domain.reports import Door, Draft, Source, Visibility
from bot.domain.verification import Answer
from bot.services.pseudonyms import Pseudonyms, is_pseudonym
from storage import posts
from storage.annoyances import story
from storage.tables import Lane
from tests.services.test_anonymity import HIDDEN, readable
from tests.support.cast import ANA, BEN, MIA, RITA
from tests.support.clocks import START
from tests.support.play import Play

STORY = "The refund never arrived"


def say_again(play: Play, report_id: str, visibility: Visibility | None, by: str = RITA, text: str = STORY) -> None:
    """'Add details' with another answer to how one wants to be known."""
    play.services.reports.add_details(play.workspace_id, by, report_id, Draft(text, visibility=visibility),
                                      key=play.key())


def live_by_name(play: Play) -> str:
    """A report by name, with all that follows, and much that still waits to be said; returns the report's id."""
    reports, workspace, back = play.services.reports, play.workspace_id, Back(RITA, "https://hooks.example/1", "C0PAY")
    made = play.report(STORY, team="delivery")
    reports.not_this_team(workspace, RITA, made.report_id, "app", key=play.key(), back=back)
    reports.not_this_team(workspace, RITA, made.report_id, "payments", key=play.key(), back=back)
    say_again(play, made.report_id, None, text="It never arrived at all")
    play.make(Move.ACKNOWLEDGE, made.number)
    play.services.reporters.ask(workspace, ANA, made.number, "Which bank?", where=None, key=play.key())
    [asked] = {row.payload["question"] for row in play.work("question")}
    play.services.reporters.answer(workspace, RITA, asked, "The blue one", key=play.key())
    reports.me_too(workspace, RITA, made.number, key=play.key(), draft=Draft("Again today"), back=back)
    play.make(Move.RESOLVE, made.number)
    play.ask()
    with play.services.db.transaction(workspace) as tx:
        posts.keep(tx.session, workspace, f"ask:{play.survey(made.number).id}:{RITA}", "D0RITA", "1.1",
                   at=play.services.clock.now())
        tx.session.add(Lane(workspace_id=workspace, method="chat.postMessage", channel=RITA, paused_until=START))
    play.answer(RITA, Answer.GONE, made.number)
    play.make(Move.REOPEN, made.number)
    play.make(Move.ACKNOWLEDGE, made.number)
    play.make(Move.RESOLVE, made.number)
    return made.report_id


@pytest.mark.parametrize("visibility", HIDDEN)
def test_after_hiding_no_table_says_who_it_was(play: Play, visibility: Visibility) -> None:
    before = readable(play, RITA)
    report_id = live_by_name(play)
    assert {"report", "log", "move", "label", "work", "post", "lane", "invitation", "response", "question_answer"} <= {
        *readable(play, RITA)}
    assert "post" in readable(play, "D0RITA")
    say_again(play, report_id, visibility)
    assert readable(play, RITA) == before
    assert readable(play, "D0RITA") == []


@pytest.mark.parametrize("visibility", HIDDEN)
def test_a_reporter_who_hid_later_still_hears_and_is_asked(play: Play, visibility: Visibility) -> None:
    report_id = live_by_name(play)
    play.move_clock(days=7)
    play.due()
    waiting = {row.id for row in (*play.work("ask"), *play.work("told"))}
    say_again(play, report_id, visibility)
    after = [*play.work("ask"), *play.work("told")]
    assert {row.id for row in after} == waiting
    for row in after:
        assert is_pseudonym(row.channel)
        assert row.payload["user"] == row.channel
        assert Pseudonyms(play.services.secrets).open(row.payload["to"]) == RITA
    assert play.ask() == 1
    play.answer(RITA, Answer.STILL, 1)
    assert play.state(1) is State.CAME_BACK


def test_hiding_behind_one_thing_leaves_the_message_about_others(play: Play) -> None:
    """One message was to ask how both are now."""
    made = [play.report(story, again=True) for story in (STORY, "The refund came twice")]
    for one in made:
        play.make(Move.ACKNOWLEDGE, one.number)
        play.make(Move.RESOLVE, one.number)
    play.move_clock(days=7)
    play.due()
    assert [len(row.payload["surveys"]) for row in play.work("ask")] == [2]
    say_again(play, made[0].report_id, Visibility.ANONYMOUS)
    [name] = play.invitations(1)
    of = {number: play.survey(number).id for number in (1, 2)}
    assert {row.channel: (row.payload["surveys"], row.dedup_key) for row in play.work("ask")} == {
        who: ([of[number]], f"ask:{of[number]}:{who}") for who, number in ((name, 1), (RITA, 2))}
    assert play.ask() == 2


def test_hiding_goes_for_all_that_one_said_about_it(play: Play) -> None:
    first = play.report(STORY)
    play.me_too(1, RITA)
    play.me_too(1, BEN)
    say_again(play, first.report_id, Visibility.ANONYMOUS)
    assert [(row.visibility, row.reporter_id) for row in play.reports_of(1)] == [
        ("anonymous", None), ("anonymous", None), ("named", BEN)]


def test_hiding_to_be_anonymous_forgets_the_minute_and_the_source(play: Play) -> None:
    play.move_clock(minutes=17)
    source = Source("https://larkfield.slack.com/archives/C0APP/p1", ANA)
    made = play.report(STORY, source=source)
    assert play.first_report().source_author == ANA
    say_again(play, made.report_id, Visibility.LEAD_ONLY)
    row = play.first_report()
    assert (row.created_at, row.source_link, row.source_author) == (play.services.clock.now(), None, None)
    say_again(play, made.report_id, Visibility.ANONYMOUS)
    assert play.first_report().created_at == START


def test_what_a_reporter_did_for_the_team_keeps_their_name(play: Play) -> None:
    made = play.report(STORY, by=ANA)
    play.make(Move.ACKNOWLEDGE, by=ANA)
    say_again(play, made.report_id, Visibility.ANONYMOUS, by=ANA)
    acts = {(act, by == ANA) for by, act, _ in play.log()}
    assert acts == {("report", False), ("acknowledge", True), ("add_details", False)}


def test_a_name_given_later_is_the_only_one_left(play: Play) -> None:
    made = play.report(STORY, visibility=Visibility.ANONYMOUS)
    [pseudonym] = {by for by, _, _ in play.log() if by}
    play.make(Move.ACKNOWLEDGE)
    say_again(play, made.report_id, Visibility.NAMED)
    assert readable(play, pseudonym) == []
    assert [row.channel for row in play.work("told")] == [RITA]
    assert "to" not in play.work("told")[0].payload
    assert play.first_report().reporter_id == RITA


def test_naming_one_report_gives_no_hidden_one_away(play: Play) -> None:
    """Nothing joins the name to the pseudonym, by which the other report would be known."""
    made = play.report(STORY, visibility=Visibility.ANONYMOUS)
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(),
                                 draft=Draft("Me too", visibility=Visibility.ANONYMOUS))
    say_again(play, made.report_id, Visibility.NAMED)
    assert [(row.visibility, row.reporter_id) for row in play.reports_of(1)] == [("named", RITA), ("anonymous", None)]
    assert [by for by, act, _ in play.log() if act != "add_details"] == [None, None]


def test_an_old_layout_changes_no_name(play: Play) -> None:
    made = play.report(STORY, visibility=Visibility.LEAD_ONLY)
    say_again(play, made.report_id, None)
    assert play.first_report().visibility == "lead_only"


def test_from_now_on_is_kept_with_the_report(play: Play) -> None:
    take, workspace = play.services.reports.take, play.workspace_id
    take(workspace, RITA, Draft(STORY, visibility=Visibility.LEAD_ONLY, from_now_on=True), door=Door.FORM, key="1")
    assert play.report("The voucher failed").visibility is Visibility.LEAD_ONLY
    made = play.report("The voucher failed again", visibility=Visibility.NAMED)
    assert play.services.people.visibility(workspace, RITA) is Visibility.LEAD_ONLY
    play.services.reports.add_details(workspace, RITA, made.report_id, Draft(
        STORY, visibility=Visibility.ANONYMOUS, from_now_on=True), key=play.key())
    assert play.services.people.visibility(workspace, RITA) is Visibility.ANONYMOUS


def test_being_anonymous_takes_along_what_only_the_lead_might_know(play: Play) -> None:
    first = play.report(STORY, visibility=Visibility.LEAD_ONLY)
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(),
                                 draft=Draft("Again", visibility=Visibility.LEAD_ONLY))
    lead_only = str(play.first_report().reporter_hash)
    say_again(play, first.report_id, Visibility.ANONYMOUS)
    assert {row.visibility for row in play.reports_of(1)} == {"anonymous"}
    assert readable(play, lead_only) == []


@pytest.mark.parametrize("wish", [Visibility.LEAD_ONLY, Visibility.ANONYMOUS])
def test_hiding_goes_for_what_they_could_say_only_as_its_reporter(play: Play, wish: Visibility) -> None:
    """Whoever is not on the team may say 'Still happening' in Home because they reported it."""
    made = play.report(STORY)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    play.make(Move.STILL_HAPPENING, by=RITA)
    assert (RITA, "still_happening_as_reporter", "#1") in play.log()
    say_again(play, made.report_id, wish)
    assert set(readable(play, RITA)) <= {"person"}


@pytest.mark.parametrize("visibility", HIDDEN)
def test_after_hiding_nothing_says_who_joined_it_or_said_so_to_followers(play: Play, visibility: Visibility) -> None:
    before = readable(play, RITA)
    play.report("The refund came twice", BEN)
    made = play.report(STORY)
    play.services.following.follow(play.workspace_id, BEN, 2, where=None, key=play.key())
    play.services.reports.not_this_team(play.workspace_id, RITA, made.report_id, "app", key=play.key())
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), report_id=made.report_id)
    play.services.following.follow(play.workspace_id, BEN, 1, where=None, key=play.key())
    for move in (Move.ACKNOWLEDGE, Move.RESOLVE):
        play.make(move)
    play.make(Move.STILL_HAPPENING, by=RITA)
    assert {"followed", "line"} <= {row.topic for row in play.work() if row.payload.get("by") == RITA}
    say_again(play, made.report_id, visibility)
    assert readable(play, RITA) == before


@pytest.mark.parametrize("visibility", HIDDEN)
def test_hiding_leaves_a_lead_what_they_did_for_their_team(play: Play, visibility: Visibility) -> None:
    play.report("The refund came twice")
    made = play.report(STORY, by=ANA)
    play.post_card(2)
    play.make(Move.NOT_OURS, 2, by=ANA)
    play.post_card(2)
    play.make(Move.MERGE, 2, by=MIA, other=1)
    play.make(Move.UNMERGE, 2, by=MIA)
    play.make(Move.NOT_OURS, 2, by=MIA, team="payments")
    play.post_card(2)
    play.make(Move.MERGE, 2, by=ANA, other=1)
    say_again(play, made.report_id, visibility, by=ANA)
    with play.services.db.reading() as session:
        by = [(move.move, move.by) for move in story(session, play.workspace_id, 2)]
    assert [one for one in by if one[1] == ANA] == [(Move.HAND_OVER, ANA), (Move.MERGE, ANA)]
    assert is_pseudonym(str(by[0][1]))
    assert [row.payload["by"] for row in play.work("line") if row.payload["what"] == "merge"] == [MIA, ANA]
