"""This customer first: who waits, who puts it right, and for how long they can be reached."""

from dataclasses import replace

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.care import CustomerState, Waiting
from bot.domain.meanwhile import Meanwhile
from bot.domain.people import Where
from bot.domain.reports import Door, Draft, HowKnown, MayContact, Visibility
from bot.errors import Invalid, NotAllowed, TooLate
from bot.services import care
from bot.services.desk import subject
from storage import posts
from storage.tables import Report
from tests.support.cast import ANA, BEN, CARA, GUS, HANA, KEN, MIA, RITA, TESS, YUKI
from tests.support.play import Play

CONTACT = "kim.customer@example.com"
KIM = Draft("The refund never arrived", reference="K-4711", may_contact=MayContact.YES, contact=CONTACT)
LEE = Draft("My refund is missing too", reference="L-1")
POSTED = Draft("They wrote about the refund", post_link="https://example.com/review/1", how_known=HowKnown.PUBLIC_POST)
RIGHT, ALREADY, UNREACHABLE, WAITS = (CustomerState.PUT_RIGHT, CustomerState.ALREADY_RIGHT,
                                      CustomerState.NOT_REACHABLE, CustomerState.WAITING)


def told(play: Play, *drafts: Draft) -> Where:
    """A report with these customers, acknowledged by Ana; returns where its card stands."""
    play.services.reports.take(play.workspace_id, RITA, drafts[0], door=Door.FORM, key=play.key())
    for draft in drafts[1:]:
        joins(play, draft)
    card = play.post_card(1)
    play.make(Move.ACKNOWLEDGE)
    return card


def joins(play: Play, draft: Draft, *, by: str = RITA, after_fix: bool = False) -> None:
    play.services.reports.me_too(play.workspace_id, by, 1, key=play.key(), draft=draft, seen_after_fix=after_fix)


def waiting(play: Play) -> Waiting:
    with play.services.db.reading() as session:
        return care.waiting(session, play.workspace_id, 1)


def states(play: Play) -> list[str | None]:
    return [report.customer_state for report in play.reports_of(1)]


def settle(play: Play, *chosen: CustomerState, by: str = ANA, where: Where | None = None, key: str | None = None
           ) -> None:
    ids = [report.id for report in play.reports_of(1)]
    play.services.care.settle(play.workspace_id, by, 1, dict(zip(ids, chosen, strict=False)), where=where,
                              key=key or play.key())


def hand_over(play: Play, to: str | None, by: str = ANA, *, key: str | None = None) -> None:
    play.services.care.hand_over(play.workspace_id, by, 1, to, where=None, key=key or play.key())


def answered(play: Play, link: str | None, report: str | None = None, by: str = ANA) -> None:
    play.services.care.answered(play.workspace_id, by, 1, report, link, where=None, key=play.key())


def tell(play: Play, tell_: str | None, offer: str | None = None, by: str = ANA) -> None:
    play.services.care.tell_meanwhile(play.workspace_id, by, 1, Meanwhile(tell_, offer), where=None, key=play.key())


def line_stands(play: Play, card: Where, ts: str = "177.900") -> Where:
    """Delivery has posted the line with the buttons in the card's thread."""
    with play.services.db.transaction(play.workspace_id) as tx:
        posts.keep(tx.session, play.workspace_id, care.subject(1), card.channel_id, ts, at=play.services.clock.now(),
                   thread_ts=card.ts)
    return Where(card.channel_id, ts)


def contacts(play: Play) -> list[bool]:
    return [report.contact_sealed is not None for report in play.reports_of(1)]


def contacts_step(play: Play) -> int:
    """Carry out the steps that forget contacts and are due; returns how many."""
    due = [row for row in play.work("forget_contacts") if row.due_at <= play.services.clock.now()]
    for row in due:
        with play.services.db.transaction(play.workspace_id) as tx:
            play.services.care.forget_contacts(tx.session, play.workspace_id, row.payload)
    return len(due)


@pytest.mark.parametrize("draft, state", [
    (KIM, "waiting"), (LEE, "waiting"), (POSTED, "waiting"), (Draft("The refund never arrived"), None)])
def test_whoever_can_be_put_right_waits(play: Play, draft: Draft, state: str | None) -> None:
    told(play, draft)
    assert states(play) == [state]


def test_withdrawn_reports_have_no_customer_who_waits(play: Play) -> None:
    told(play, KIM)
    own = play.services.reports.take(play.workspace_id, YUKI, LEE, door=Door.FORM, key=play.key())
    play.services.reports.me_too(play.workspace_id, YUKI, 1, key=play.key(), report_id=own.report_id)
    assert waiting(play) == Waiting(2, 2)
    play.services.reports.undo(play.workspace_id, YUKI, own.report_id, key=play.key())
    assert waiting(play) == Waiting(1, 1)


def test_details_added_later_let_the_customer_wait_and_taken_back_let_nobody(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    report = play.reports_of(1)[0].id
    for draft, state in ((LEE, "waiting"), (Draft("The refund never arrived"), None)):
        play.services.reports.add_details(play.workspace_id, RITA, report, draft, key=play.key())
        assert states(play) == [state]


def test_a_customer_put_right_stays_so_when_details_are_added(play: Play) -> None:
    told(play, LEE)
    settle(play, RIGHT)
    play.services.reports.add_details(play.workspace_id, RITA, play.reports_of(1)[0].id, LEE, key=play.key())
    assert states(play) == ["put_right"]


def test_the_line_of_whoever_acknowledges_carries_the_buttons_where_customers_wait(play: Play) -> None:
    told(play, KIM)
    [row] = play.work("care")
    assert (row.kind, row.payload["what"], row.payload["by"]) == ("surface", "acknowledge", ANA)
    assert row.chain == subject(1)
    assert play.annoyance().customers_with == ANA
    assert play.lines() == ["acknowledge"]


def test_without_a_customer_it_is_a_line_like_any_other(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    assert play.work("care") == []
    assert play.annoyance().customers_with is None
    assert play.lines() == ["acknowledge"]


def test_assigning_acknowledges_too(play: Play) -> None:
    play.services.reports.take(play.workspace_id, RITA, KIM, door=Door.FORM, key=play.key())
    play.make(Move.ASSIGN, by=ANA, assignee=BEN)
    assert [row.payload["what"] for row in play.work("care")] == ["assign"]


def test_a_me_too_with_a_customer_brings_the_buttons_where_none_stand(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    joins(play, LEE)
    assert [row.payload["what"] for row in play.work("care")] == ["me_too"]
    assert play.lines() == ["acknowledge", "me_too"]


def test_where_buttons_stand_a_me_too_with_a_customer_lets_them_follow(play: Play) -> None:
    line_stands(play, told(play, KIM))
    [before] = play.work("care")
    joins(play, LEE)
    [after] = play.work("care")
    assert after.wanted > before.wanted
    assert play.lines() == ["acknowledge", "me_too"]


def test_after_it_came_back_the_new_line_carries_them_and_the_old_one_no_more(play: Play) -> None:
    line = line_stands(play, told(play, KIM))
    play.make(Move.RESOLVE)
    play.make(Move.STILL_HAPPENING)
    play.make(Move.ACKNOWLEDGE, by=BEN)
    [row] = play.work("care")
    assert (row.payload["by"], row.method) == (BEN, "chat.postMessage")
    [over] = play.work("care_over")
    assert (over.payload["by"], over.payload["ts"]) == (ANA, line.ts)
    assert play.annoyance().customers_with == BEN


@pytest.mark.parametrize("chosen", [RIGHT, ALREADY, UNREACHABLE])
def test_whoever_waits_no_more_cannot_be_reached_any_more(play: Play, chosen: CustomerState) -> None:
    told(play, KIM)
    assert contacts(play) == [True]
    settle(play, chosen)
    report = play.reports_of(1)[0]
    assert (report.customer_state, report.customer_state_by, report.contact_sealed) == (chosen, ANA, None)
    assert waiting(play) == Waiting(0, 1)
    assert (ANA, f"customer_{chosen}", "#1") in play.log()


def test_one_click_says_one_line_and_a_repeat_none(play: Play) -> None:
    told(play, KIM, LEE)
    play.forget_work_but("care", "card")
    settle(play, RIGHT, UNREACHABLE, key="twice")
    settle(play, RIGHT, UNREACHABLE, key="twice")
    settle(play, RIGHT, UNREACHABLE)
    [line] = play.work("line")
    assert (line.payload["what"], line.payload["put_right"], line.payload["not_reachable"]) == ("customers", 1, 1)


def test_a_mistake_can_be_taken_back(play: Play) -> None:
    told(play, LEE)
    settle(play, RIGHT)
    settle(play, WAITS)
    assert waiting(play) == Waiting(1, 1)


def test_whoever_clicks_when_nobody_waits_hears_so(play: Play) -> None:
    told(play, LEE)
    settle(play, RIGHT)
    with pytest.raises(TooLate) as error:
        play.services.care.form(play.workspace_id, ANA, 1, where=None)
    assert error.value.key == "error.customers_seen_to"


def test_of_what_was_withdrawn_nobody_puts_anything_right(play: Play) -> None:
    play.services.reports.take(play.workspace_id, RITA, LEE, door=Door.FORM, key=play.key())
    play.services.reports.undo(play.workspace_id, RITA, play.first_report().id, key=play.key())
    with pytest.raises(TooLate):
        settle(play, RIGHT)


@pytest.mark.parametrize("by", [ANA, BEN, MIA, CARA])
def test_the_team_may(play: Play, by: str) -> None:
    told(play, LEE)
    settle(play, RIGHT, by=by)
    assert states(play) == ["put_right"]


@pytest.mark.parametrize("by", [RITA, YUKI, HANA, TESS])
def test_others_may_only_where_they_see_it(play: Play, by: str) -> None:
    card = told(play, LEE)
    line = line_stands(play, card)
    with pytest.raises(NotAllowed) as error:
        settle(play, RIGHT, by=by)
    assert error.value.key == "error.not_allowed.care"
    settle(play, RIGHT, by=by, where=line)
    settle(play, WAITS, by=by, where=card)
    assert states(play) == ["waiting"]


def test_a_line_where_the_card_stood_before_proves_nothing(play: Play) -> None:
    line = line_stands(play, told(play, LEE))
    play.make(Move.NOT_OURS, team="app")
    play.post_card(1)
    with pytest.raises(NotAllowed):
        settle(play, RIGHT, by=YUKI, where=line)


def test_a_guest_may_not(play: Play) -> None:
    line = line_stands(play, told(play, LEE))
    with pytest.raises(NotAllowed) as error:
        settle(play, RIGHT, by=GUS, where=line)
    assert error.value.key == "error.not_allowed.guest"


def test_the_reference_stands_in_the_form_of_those_who_may_read_it_alone(play: Play) -> None:
    line = line_stands(play, told(play, LEE))
    shown = {by: [one.reference for one in play.services.care.form(
        play.workspace_id, by, 1, where=line).customers] for by in (ANA, YUKI)}
    assert shown == {ANA: ["L-1"], YUKI: [None]}


def test_whoever_is_asked_to_hears_it_at_once_and_may(play: Play) -> None:
    told(play, LEE)
    hand_over(play, KEN, key="twice")
    hand_over(play, KEN, key="twice")
    [row] = play.work("care_with")
    assert (row.kind, row.channel, row.payload["by"]) == ("surface", KEN, ANA)
    assert row.due_at == play.services.clock.now()
    assert play.lines() == ["acknowledge", "customers_with"]
    settle(play, RIGHT, by=KEN)
    assert states(play) == ["put_right"]


def test_handed_on_again_the_first_may_no_longer(play: Play) -> None:
    told(play, LEE)
    hand_over(play, KEN)
    hand_over(play, HANA, by=KEN)
    with pytest.raises(NotAllowed):
        settle(play, RIGHT, by=KEN)
    assert play.annoyance().customers_with == HANA


def test_whoever_takes_it_themselves_gets_no_message(play: Play) -> None:
    told(play, LEE)
    hand_over(play, BEN, by=BEN)
    assert play.work("care_with") == []
    assert play.annoyance().customers_with == BEN


@pytest.mark.parametrize("to, key", [(None, "error.assignee_missing"), (GUS, "error.assignee_guest")])
def test_nobody_and_guests_cannot_be_asked(play: Play, to: str | None, key: str) -> None:
    told(play, LEE)
    with pytest.raises(Invalid) as error:
        hand_over(play, to)
    assert (error.value.key, error.value.field) == (key, "assignee")


def test_our_answer_to_a_public_post_puts_that_customer_right_and_stands_on_the_card(play: Play) -> None:
    told(play, POSTED, LEE)
    answered(play, "https://example.com/review/1#answer")
    assert states(play) == ["put_right", "waiting"]
    card = play.services.annoyances.card(play.workspace_id, 1)
    assert card is not None
    assert card.answer_links == ("https://example.com/review/1#answer",)
    assert card.customers == (1, 2)
    assert play.lines()[-1] == "post_answered"


@pytest.mark.parametrize("link", [None, "", "our answer", "http://example.com/1", "https://bank@evil.example"])
def test_without_an_address_the_answer_is_none(play: Play, link: str | None) -> None:
    told(play, POSTED)
    with pytest.raises(Invalid) as error:
        answered(play, link)
    assert (error.value.key, error.value.field) == ("error.no_answer_link", "answer_link")
    assert states(play) == ["waiting"]


def test_of_several_posts_it_must_be_said_which(play: Play) -> None:
    told(play, POSTED, POSTED)
    with pytest.raises(Invalid) as error:
        answered(play, "https://example.com/a")
    assert (error.value.key, error.value.field) == ("error.which_post", "post")
    answered(play, "https://example.com/a", play.reports_of(1)[1].id)
    assert states(play) == ["waiting", "put_right"]
    with pytest.raises(TooLate):
        answered(play, "https://example.com/a", play.reports_of(1)[1].id)


def test_resolving_says_who_still_waits_and_is_never_held_up(play: Play) -> None:
    told(play, KIM, LEE)
    settle(play, RIGHT)
    form = play.services.annoyances.form(play.workspace_id, ANA, 1, Move.RESOLVE, where=None)
    assert form.customers == Waiting(1, 2)
    play.make(Move.RESOLVE)
    line = [row for row in play.work("line") if row.payload["what"] == "resolve"][-1].payload
    assert (line["waiting"], line["customers"]) == (1, 2)
    assert play.state() is State.RESOLVED


def test_after_resolving_whoever_waits_can_be_reached_for_thirty_days(play: Play) -> None:
    told(play, KIM, Draft("My refund is missing too", may_contact=MayContact.YES, contact="lee@example.com"))
    settle(play, RIGHT)
    play.make(Move.RESOLVE)
    assert contacts(play) == [False, True]
    play.move_clock(days=29)
    assert contacts_step(play) == 0
    play.move_clock(days=1)
    assert contacts_step(play) == 1
    assert contacts(play) == [False, False]


def test_resolved_anew_the_thirty_days_begin_anew(play: Play) -> None:
    told(play, KIM)
    play.make(Move.RESOLVE)
    play.move_clock(days=10)
    play.make(Move.REOPEN)
    play.move_clock(days=21)
    assert contacts_step(play) == 1
    assert contacts(play) == [True]
    play.make(Move.ACKNOWLEDGE)
    play.make(Move.RESOLVE)
    play.move_clock(days=29)
    contacts_step(play)
    assert contacts(play) == [True]
    play.move_clock(days=1)
    contacts_step(play)
    assert contacts(play) == [False]


def test_a_contact_that_comes_after_resolving_goes_with_the_others(play: Play) -> None:
    told(play, LEE)
    play.make(Move.RESOLVE)
    play.move_clock(days=20)
    joins(play, KIM)
    assert contacts(play) == [False, True]
    play.move_clock(days=10)
    assert contacts_step(play) == 1
    assert contacts(play) == [False, False]


def test_what_is_withdrawn_keeps_no_contact(play: Play) -> None:
    play.services.reports.take(play.workspace_id, RITA, KIM, door=Door.FORM, key=play.key())
    play.services.reports.undo(play.workspace_id, RITA, play.first_report().id, key=play.key())
    assert contacts(play) == [False]


def test_what_customers_may_hear_is_masked_said_once_and_shown_to_whoever_finds_it(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    tell(play, "Write to help@example.com and it comes on Friday", "A voucher of 10 euros")
    row = play.annoyance()
    assert row.meanwhile is not None
    assert "help@example.com" not in row.meanwhile
    assert play.lines() == ["acknowledge", "tell_meanwhile"]
    said = Meanwhile(row.meanwhile, "A voucher of 10 euros")
    again = play.report("The refund never arrived, again", by=YUKI)
    assert [one.meanwhile for one in again.alikes] == [said]
    [found] = play.services.reports.find(play.workspace_id, YUKI, "refund arrived")[:1]
    shown = play.services.reports.show(play.workspace_id, YUKI, 1).line
    joined = play.services.reports.me_too(play.workspace_id, YUKI, 1, key=play.key(), report_id=again.report_id)
    assert [found.meanwhile, shown.meanwhile, joined.meanwhile][1:] == [said, said]


def test_what_customers_may_hear_is_not_said_any_more_once_it_is_fixed(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    tell(play, "It comes on Friday")
    play.make(Move.RESOLVE)
    assert not play.services.reports.show(play.workspace_id, YUKI, 1).line.meanwhile
    assert play.annoyance().meanwhile == "It comes on Friday"


def test_emptying_both_takes_it_back(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    with pytest.raises(Invalid) as error:
        tell(play, " ", None)
    assert error.value.key == "error.meanwhile_missing"
    tell(play, "It comes on Friday")
    tell(play, "It comes on Friday")
    tell(play, None)
    assert (play.annoyance().meanwhile, play.annoyance().may_offer) == (None, None)
    assert play.lines() == ["acknowledge", "tell_meanwhile", "tell_meanwhile"]


def test_only_the_team_says_what_customers_may_hear(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    with pytest.raises(NotAllowed) as error:
        tell(play, "It comes on Friday", by=YUKI)
    assert error.value.key == "error.not_allowed.tell_meanwhile"


def test_whoever_reported_hears_it_when_it_is_acknowledged_anew(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    tell(play, "It comes on Friday", "A voucher")
    play.make(Move.RESOLVE)
    play.make(Move.STILL_HAPPENING)
    play.make(Move.ACKNOWLEDGE)
    last = [row.payload for row in play.work("told") if row.payload["what"] == "acknowledge"][-1]
    assert (last["meanwhile"], last["may_offer"]) == ("It comes on Friday", "A voucher")


def test_what_an_earlier_version_acknowledged_gets_its_buttons_with_the_next_move(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.get_one(Report, (play.workspace_id, play.first_report().id)).customer_state = "waiting"
    play.make(Move.ASSIGN, assignee=BEN)
    assert [row.payload["what"] for row in play.work("care")] == ["assign"]
    play.make(Move.RESOLVE)
    assert [row.payload["what"] for row in play.work("care")] == ["assign"]


def test_customers_of_a_merged_one_bring_the_buttons_along(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    play.services.reports.take(play.workspace_id, YUKI, LEE, door=Door.FORM, key=play.key())
    play.services.merging.merge(play.workspace_id, MIA, 2, 1, seen_after_fix=None, where=None, key=play.key())
    assert [row.payload["what"] for row in play.work("care")] == ["took_in"]
    assert waiting(play) == Waiting(1, 1)


def test_what_is_imported_without_a_card_or_not_to_be_asked_has_nobody_who_waits() -> None:
    asked = {door: care.state_of(LEE, door, with_card=with_card) for door, with_card in (
        (Door.IMPORT, False), (Door.FORM, True))}
    assert asked == {Door.IMPORT: None, Door.FORM: WAITS}
    assert care.state_of(LEE, Door.IMPORT) is WAITS
    assert care.state_of(replace(LEE, may_contact=MayContact.NO), Door.IMPORT) is None
    assert care.state_of(replace(LEE, may_contact=MayContact.NO), Door.FORM) is WAITS


def test_whoever_hides_later_that_they_reported_is_not_named_by_the_line_with_the_buttons(play: Play) -> None:
    told(play, Draft("The refund never arrived"))
    joins(play, LEE, by=YUKI)
    line = play.work("care")[0]
    assert line.payload["by"] == YUKI
    play.services.reports.add_details(play.workspace_id, YUKI, play.reports_of(1)[1].id,
                                      replace(LEE, visibility=Visibility.ANONYMOUS), key=play.key())
    assert play.work("care")[0].payload["by"].startswith("~")
