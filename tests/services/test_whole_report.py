"""All that a report can say is stored as it should be: prose masked, the contact sealed and deleted in time."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.care import CustomerState
from bot.domain.reports import (
    STORY_LIMIT,
    ContactChannel,
    Door,
    Draft,
    Emotion,
    Flag,
    GotIt,
    HowKnown,
    MayContact,
    Segment,
    Stored,
    Visibility,
)
from bot.domain.verification import Answer
from bot.domain.wording import cut
from bot.errors import Invalid
from storage import settings
from storage.tables import Rule
from tests.services.test_anonymity import readable
from tests.support.cast import BEN, RITA, TESS
from tests.support.play import Play

CONTACT = "kim@example.com"
WHOLE = Draft(
    "The refund never arrived", "What the heck?", "checkout", Emotion.PRESENT, date(2026, 4, 1), HowKnown.PUBLIC_POST,
    None, "https://example.com/1", ContactChannel.PHONE, "Rental cars", "Their money", GotIt.NO, "K-4711",
    "24,000 a year", Segment.DAILY, frozenset({Flag.SAFETY, Flag.COST}), "Tell them when", MayContact.YES, CONTACT,
    Visibility.NAMED)


def take(play: Play, draft: Draft, by: str = RITA) -> Stored:
    return play.services.reports.take(play.workspace_id, by, draft, door=Door.FORM, key=play.key())


def add(play: Play, report_id: str, draft: Draft) -> None:
    play.services.reports.add_details(play.workspace_id, RITA, report_id, draft, key=play.key())


def kept(play: Play, made: Stored) -> Draft:
    return play.services.reports.details(play.workspace_id, RITA, made.report_id).draft


def test_a_whole_report_comes_back_as_it_was_told(play: Play) -> None:
    assert kept(play, take(play, WHOLE)) == WHOLE


def test_details_change_every_field(play: Play) -> None:
    made = take(play, Draft("The refund never arrived"))
    add(play, made.report_id, WHOLE)
    assert kept(play, made) == WHOLE
    add(play, made.report_id, Draft("Only this"))
    assert kept(play, made) == Draft("Only this", visibility=Visibility.NAMED)


def test_prose_is_masked_and_what_the_owner_needs_is_not(play: Play) -> None:
    number = "+49 30 901820"
    made = take(play, replace(WHOLE, text=f"a {number}", customer_words=f"b {number}", wanted=f"c {number}",
                              idea=f"d {number}", reference=number, value=number, contact=number))
    told = kept(play, made)
    assert (told.text, told.customer_words, told.wanted, told.idea) == ("a [phone]", "b [phone]", "c [phone]",
                                                                        "d [phone]")
    assert (told.reference, told.value, told.contact) == (number,) * 3


def test_how_to_reach_a_customer_is_readable_in_no_table(play: Play) -> None:
    made = take(play, WHOLE)
    add(play, made.report_id, WHOLE)
    assert readable(play, CONTACT) == []


def test_what_others_wrote_at_length_stays_whole(play: Play) -> None:
    long = "word " * STORY_LIMIT
    made = take(play, Draft("A story", wanted=long, idea=long))
    was = kept(play, made)
    assert was.wanted == was.idea == long.strip()
    add(play, made.report_id, replace(was, wanted=cut(long, STORY_LIMIT), idea=cut(long, STORY_LIMIT)))
    assert kept(play, made) == was


@pytest.mark.parametrize("draft, field", [
    (Draft("x", may_contact=MayContact.YES), "contact"),
    (Draft("x", contact=CONTACT), "may_contact"),
    (Draft("x", contact=CONTACT, may_contact=MayContact.NO), "may_contact"),
    (Draft("x", post_link="see the review"), "post_link"),
    (Draft("x", post_link="https://bank.example@evil.example/"), "post_link")])
def test_what_does_not_fit_together_is_said_at_its_field(play: Play, draft: Draft, field: str) -> None:
    made = take(play, Draft("A story"))
    for attempt in (lambda: take(play, draft), lambda: add(play, made.report_id, draft)):
        with pytest.raises(Invalid) as error:
            attempt()
        assert error.value.field == field
    assert len(play.reports_of(1)) == 1


def test_a_link_to_a_post_says_how_we_know(play: Play) -> None:
    assert kept(play, take(play, Draft("x", post_link="https://example.com/1"))).how_known is HowKnown.PUBLIC_POST
    ticket = Draft("y", post_link="https://example.com/1", how_known=HowKnown.TICKET)
    assert kept(play, take(play, ticket)).how_known is HowKnown.TICKET


@pytest.mark.parametrize("when, draft", [
    ({"contact": "phone"}, Draft("Whose is it?", contact_channel=ContactChannel.PHONE)),
    ({"segment": "new"}, Draft("Whose is it?", segment=Segment.NEW)),
    ({"line": "Rental cars"}, Draft("Whose is it?", line="rental cars"))])
def test_rules_hear_channel_segment_and_line(play: Play, when: dict[str, str], draft: Draft) -> None:
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.add(Rule(workspace_id=play.workspace_id, place=0, team_key="delivery", conditions=when))
        tx.session.flush()
        settings.changed(tx.session, play.workspace_id)
    assert play.report("Nobody knows whose this is").team is None
    assert take(play, draft).team == "Delivery"


@pytest.mark.parametrize("end", [State.VERIFIED, State.WITHDRAWN])
def test_with_the_end_the_contact_is_deleted(play: Play, end: State) -> None:
    draft = replace(WHOLE, touchpoint=None, text="Nobody knows whose") if end is State.WITHDRAWN else WHOLE
    made = take(play, draft)
    if end is State.WITHDRAWN:
        play.make(Move.WITHDRAW, by=TESS)
    else:
        play.make(Move.ACKNOWLEDGE)
        play.make(Move.RESOLVE)
        play.answer(RITA, Answer.GONE)
    assert play.state() is end
    told = kept(play, made)
    assert (told.contact, told.may_contact, told.reference) == (None, MayContact.YES, "K-4711")


def test_a_report_that_is_taken_back_leaves_no_contact(play: Play) -> None:
    play.report("The refund never arrived")
    made = take(play, replace(WHOLE, text="It came twice"))
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), report_id=made.report_id)
    play.services.reports.undo(play.workspace_id, RITA, made.report_id, key=play.key())
    assert play.reports_of(1)[1].contact_sealed is None
    assert not play.reports_of(1)[0].withdrawn


def test_one_that_joins_what_is_over_leaves_no_contact(play: Play) -> None:
    play.bring_to(State.VERIFIED, by=BEN)
    made = take(play, replace(WHOLE, text="It came twice"))
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), report_id=made.report_id)
    assert play.reports_of(1)[1].contact_sealed is None


def test_a_me_too_of_what_is_over_leaves_no_contact(play: Play) -> None:
    play.bring_to(State.VERIFIED, by=BEN)
    for draft, seen_after_fix in ((WHOLE, False), (replace(WHOLE, text="Again"), True)):
        play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), draft=draft,
                                     seen_after_fix=seen_after_fix)
    assert [bool(row.contact_sealed) for row in play.reports_of(1)] == [False, False, True]


def test_one_that_brings_it_back_keeps_its_contact(play: Play) -> None:
    play.bring_to(State.RESOLVED, by=BEN)
    made = take(play, replace(WHOLE, text="It came twice"))
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), report_id=made.report_id,
                                 seen_after_fix=True)
    assert play.reports_of(1)[1].contact_sealed is not None


def test_after_the_end_no_new_contact_is_kept(play: Play) -> None:
    made = take(play, WHOLE)
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    play.answer(RITA, Answer.GONE)
    with pytest.raises(Invalid) as error:
        add(play, made.report_id, WHOLE)
    assert (error.value.key, error.value.field) == ("error.contact_too_late", "contact")
    add(play, made.report_id, replace(WHOLE, contact=None))


def test_a_deleted_contact_is_not_asked_for_again(play: Play) -> None:
    made = take(play, WHOLE)
    play.make(Move.ACKNOWLEDGE)
    play.services.care.settle(play.workspace_id, "U0ANA", 1, {made.report_id: CustomerState.PUT_RIGHT}, where=None,
                              key=play.key())
    assert kept(play, made).contact is None
    add(play, made.report_id, replace(WHOLE, contact=None, idea="Another one"))
    add(play, made.report_id, WHOLE)
    assert kept(play, made).contact == CONTACT
    assert play.first_report().customer_state == "waiting"
    with pytest.raises(Invalid):
        add(play, made.report_id, replace(WHOLE, contact=None))
