"""Links for customers: who may make one, what it leads to, what customers say there and what follows from it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.annoyances import Move, State
from bot.domain.people import Where
from bot.domain.reports import STORY_LIMIT, Door, Draft, MayContact, Segment
from bot.domain.results import Users
from bot.domain.survey_links import LinkKind, LinkWish, MadeLink, More, Page
from bot.domain.survey_plans import Audience
from bot.errors import Invalid, NotAllowed, NotFound, TooLate
from bot.services.links import Links
from storage.secrets import Secrets
from storage.tables import Invitation, Report, Response, Survey, SurveyLink, SurveyPlan, Work
from tests.support.cast import ADAM, ANA, BEN, CARA, KEN, MIA, RITA
from tests.support.larkfield import KEY
from tests.support.play import Play

OTHER_KEY = "YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ="
PERSONAL = LinkWish(LinkKind.PERSONAL, "en", decision="what to change about refunds")
OPEN = LinkWish(LinkKind.OPEN, "ko", decision="what to change about refunds")
WORD, OTHER_WORD = "a" * 22, "b" * 22


@pytest.fixture
def links(play: Play) -> Links:
    return play.services.links


def made(play: Play, wish: LinkWish = PERSONAL, number: int = 1, by: str = ANA, where: Where | None = None) -> MadeLink:
    return play.services.links.for_annoyance(play.workspace_id, by, number, wish, where=where, key=play.key())


def token(link: MadeLink) -> str:
    return link.url.rpartition("/")[2]


def tap(play: Play, link: MadeLink, said: str, word: str = WORD) -> Page:
    page = play.services.links.answer(token(link), said, word=word, locale="en")
    assert page is not None
    return page


def add(play: Play, link: MadeLink, more: More, word: str = WORD) -> Page:
    page = play.services.links.add(token(link), more, word=word, locale="en")
    assert page is not None
    return page


def shown(play: Play, link: MadeLink, word: str = "") -> Page:
    page = play.services.links.page(token(link), word)
    assert page is not None
    return page


def asked(play: Play, state: State = State.RESOLVED) -> MadeLink:
    play.bring_to(state)
    return made(play)


def notes(play: Play) -> list[Work]:
    return [row for row in play.work("line") if row.payload["what"].startswith("survey_open_link")]


class TestMaking:
    def test_a_link_brings_a_plan_a_survey_and_an_invitation(self, play: Play) -> None:
        play.report("The refund never arrived", touchpoint="checkout")
        play.make(Move.ACKNOWLEDGE)
        link = made(play, where=play.post_card())
        [plan], [survey] = play._all(SurveyPlan), play._all(Survey)
        assert (plan.template, plan.kind, plan.audience, plan.number) == ("got_done", "yes_no", Audience.CUSTOMERS, 1)
        assert (plan.decider, plan.decision, plan.anonymous) == (ANA, "what to change about refunds", False)
        assert plan.decide_on == (play.services.clock.now() + timedelta(days=30)).date()
        assert (survey.plan_id, survey.number, survey.closes_at) == (
            plan.id, None, play.services.clock.now() + timedelta(days=30))
        [row] = play._all(SurveyLink)
        [invitation] = play._all(Invitation)
        assert (invitation.user_id, invitation.state, invitation.survey_id) == (f"link:{row.id}", "asked", survey.id)
        assert (row.number, row.report_id, row.touchpoint_key) == (1, play.first_report().id, "checkout")
        assert link.url.startswith("https://snag.example/s/")
        assert link.picture == f"{link.url}/qr.png"
        assert (link.team, link.touchpoint, link.company) == ("Payments", "Checkout", "Larkfield")
        assert (ANA, "survey_link", "#1") in play.log()

    def test_the_same_customer_gets_the_same_link_and_is_counted_once(self, play: Play) -> None:
        first = asked(play)
        play.move_clock(days=20)
        again = made(play)
        assert again.url == first.url
        assert again.until == (play.services.clock.now() + timedelta(days=30)).date()
        assert len(play._all(Invitation, Invitation.user_id.like("link:%"))) == 1  # type: ignore[attr-defined]
        assert len(play._all(SurveyPlan)) == 1

    def test_a_repeated_request_hears_of_the_same_link(self, play: Play, links: Links) -> None:
        play.bring_to(State.RESOLVED)
        urls = {links.for_annoyance(play.workspace_id, ANA, 1, OPEN, where=None, key="twice").url for _ in range(2)}
        assert len(urls) == 1
        assert len(play._all(SurveyLink)) == 1

    def test_none_for_many_stands_where_something_is_open_and_the_owner_is_told_once(self, play: Play, links: Links
                                                                                    ) -> None:
        play.report("The refund never arrived", touchpoint="checkout")
        play.report("The basket forgets my things", touchpoint="checkout")
        play.make(Move.ACKNOWLEDGE)
        play.make(Move.ASSIGN, 1, assignee=BEN)
        for key in ("first", "first", "second"):
            with pytest.raises(Invalid) as refused:
                links.for_annoyance(play.workspace_id, ANA, 1, OPEN, where=None, key=key)
            assert (refused.value.key, refused.value.field) == ("error.still_open_there", "link_kind")
            assert refused.value.args_of_key == {"touchpoint": "Checkout", "numbers": "#1, #2"}
        assert {(row.payload["number"], row.payload["what"], row.payload["assignee"]) for row in notes(play)} == {
            (1, "survey_open_link_to", BEN), (2, "survey_open_link", None)}
        assert len(notes(play)) == 2
        assert [*play._all(SurveyLink), *play._all(SurveyPlan), *play._all(Survey)] == []
        assert links.for_annoyance(play.workspace_id, ANA, 1, PERSONAL, where=None, key="first").url  # the form is open
        play.make(Move.ACKNOWLEDGE, 2)
        for number in (1, 2):
            play.make(Move.RESOLVE, number, MIA)
        assert made(play, OPEN).touchpoint == "Checkout"
        assert len(notes(play)) == 2

    def test_a_plans_link_for_many_waits_too_and_each_plan_is_noted(self, play: Play, links: Links) -> None:
        play.report("The refund never arrived", touchpoint="checkout")
        for plan in ("mine", "other"):
            _plan(play, plan, team_key="payments", touchpoint_key="checkout")
            for _ in range(2):
                with pytest.raises(Invalid) as refused:
                    links.for_plan(play.workspace_id, RITA, plan, LinkWish(LinkKind.OPEN, "en"), key=play.key())
                assert refused.value.key == "error.still_open_there"
        assert [row.dedup_key for row in notes(play)] == ["line:1:survey:mine", "line:1:survey:other"]
        assert links.for_plan(play.workspace_id, RITA, "mine", LinkWish(LinkKind.PERSONAL, "en"), key=play.key()).url

    def test_many_open_ones_are_not_all_told(self, play: Play) -> None:
        for number in range(7):
            play.report(f"The refund of order {number} is lost", touchpoint="checkout")
        play.make(Move.ACKNOWLEDGE)
        with pytest.raises(Invalid):
            made(play, OPEN)
        assert [row.payload["number"] for row in notes(play)] == [1, 2, 3, 4, 5]

    def test_one_for_many_is_no_invitation(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        link = made(play, OPEN)
        assert (link.kind, link.locale) == (LinkKind.OPEN, "ko")
        assert play._all(Invitation, Invitation.user_id.like("link:%")) == []  # type: ignore[attr-defined]
        assert play._one(SurveyLink).report_id is None

    @pytest.mark.parametrize("by", [ANA, BEN, MIA, CARA])
    def test_the_owning_team_may(self, play: Play, by: str) -> None:
        play.bring_to(State.RESOLVED)
        assert made(play, by=by).url

    @pytest.mark.parametrize("by", [RITA, KEN, ADAM])
    def test_nobody_else_may(self, play: Play, links: Links, by: str) -> None:
        play.bring_to(State.RESOLVED)
        with pytest.raises(NotAllowed):
            made(play, by=by)
        with pytest.raises(NotAllowed):
            links.form(play.workspace_id, by, 1, where=None)
        assert [*play._all(SurveyLink), *play._all(SurveyPlan)] == []

    def test_a_late_click_hears_how_it_stands(self, play: Play, links: Links) -> None:
        play.bring_to(State.NEW)
        with pytest.raises(TooLate):
            links.form(play.workspace_id, ANA, 1, where=None)
        with pytest.raises(TooLate):
            made(play)

    def test_whoever_said_do_not_ask_is_not_asked(self, play: Play, links: Links) -> None:
        play.report("The refund never arrived", may_contact=MayContact.NO)
        play.make(Move.ACKNOWLEDGE)
        for attempt in (lambda: links.form(play.workspace_id, ANA, 1, where=None), lambda: made(play)):
            with pytest.raises(Invalid) as error:
                attempt()
            assert error.value.key == "error.do_not_ask"
        play.me_too(1, BEN)
        [customer] = links.form(play.workspace_id, ANA, 1, where=None).customers
        assert customer.story == "I saw it too"
        with pytest.raises(Invalid):
            made(play, LinkWish(LinkKind.PERSONAL, "en", play.first_report().id, "what to do"))
        made(play)
        assert play._one(SurveyLink).report_id == customer.report_id

    def test_an_answer_is_of_the_user_of_whom_the_report_tells(self, play: Play) -> None:
        play.report("The refund never arrived", RITA, segment=Segment.NEW)
        play.services.reports.me_too(play.workspace_id, BEN, 1, key="me too",
                                     draft=Draft("Here too", segment=Segment.WEEKLY))
        play.make(Move.ASSIGN)
        play.make(Move.RESOLVE)
        for report in play._all(Report):
            tap(play, made(play, replace(PERSONAL, report_id=report.id)), "1")
        tap(play, made(play, OPEN), "1")
        [plan] = play._all(SurveyPlan)
        parts = play.services.results.of_plan(play.workspace_id, ANA, plan.id).parts
        assert [{users: one.n for users, one in part.users.items()} for part in parts] == [
            {Users.NEW: 1, Users.REGULAR: 1}, {}], "by their own links, and by the one for many"

    def test_of_several_customers_one_is_chosen(self, play: Play, links: Links) -> None:
        play.bring_to(State.ACKNOWLEDGED)
        play.me_too(1, BEN)
        with pytest.raises(Invalid) as error:
            made(play)
        assert error.value.field == "customer_of"
        both = [one.report_id for one in links.form(play.workspace_id, ANA, 1, where=None).customers]
        urls = {made(play, LinkWish(LinkKind.PERSONAL, "en", one, "what to do")).url for one in both}
        assert len(urls) == len(both) == 2

    def test_a_plan_of_the_team_is_taken_rather_than_a_new_one(self, play: Play, links: Links) -> None:
        play.bring_to(State.RESOLVED)
        _plan(play, "general", team_key="payments")
        _plan(play, "of_another", team_key="app")
        _plan(play, "old", team_key="payments", stopped=True)
        form = links.form(play.workspace_id, ANA, 1, where=None)
        assert (form.decision, form.template) == ("general", "satisfied")
        made(play, LinkWish(LinkKind.PERSONAL, "ja"))
        assert play._one(Survey, Survey.plan_id.is_not(None)).plan_id == "general"  # type: ignore[union-attr]
        assert play._one(SurveyLink).number == 1

    def test_without_a_plan_somebody_must_say_what_is_decided(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        with pytest.raises(Invalid) as error:
            made(play, LinkWish(LinkKind.PERSONAL, "en", decision=" "))
        assert (error.value.key, error.value.field) == ("error.decision_missing", "decision")
        assert play._all(SurveyPlan) == []

    def test_without_a_public_address_it_is_said_kindly(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        nowhere = Links(play.services.db, play.services.clock, play.services.links._names, None)
        with pytest.raises(Invalid) as error:
            nowhere.form(play.workspace_id, ANA, 1, where=None)
        assert error.value.key == "error.no_public_address"
        with pytest.raises(Invalid):
            nowhere.standing(play.workspace_id, "cli:root", "checkout", locale=None)

    def test_slack_is_given_no_picture_that_it_could_not_fetch(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        plain = Links(play.services.db, play.services.clock, play.services.links._names, "http://intranet/")
        link = plain.for_annoyance(play.workspace_id, ANA, 1, PERSONAL, where=None, key="1")
        assert (link.picture, link.url[:18]) == (None, "http://intranet/s/")

    def test_whoever_made_a_plan_hands_out_its_links(self, play: Play, links: Links) -> None:
        _plan(play, "mine", team_key="payments")
        urls = {links.for_plan(play.workspace_id, by, "mine", LinkWish(LinkKind.PERSONAL, "en"), key=play.key()).url
                for by in (RITA, CARA, ADAM)}
        assert len(urls) == 3
        with pytest.raises(NotAllowed):
            links.for_plan(play.workspace_id, BEN, "mine", LinkWish(LinkKind.PERSONAL, "en"), key=play.key())
        with pytest.raises(NotFound):
            links.for_plan(play.workspace_id, RITA, "none", LinkWish(LinkKind.PERSONAL, "en"), key=play.key())


class TestTokens:
    def test_any_other_token_is_nobodys_and_asks_no_database(self, play: Play, links: Links) -> None:
        link = asked(play)
        right = token(link)
        flipped = [right[:at] + ("A" if right[at] != "A" else "B") + right[at + 1:] for at in range(len(right))]
        blind = Links(None, play.services.clock, links._names, "https://x")  # type: ignore[arg-type]
        for wrong in (*flipped, "", right[:-1], right + "A", right.lower(), f"{right}=", "x" * 64, "é" * 64):
            assert blind.page(wrong) is None
            assert blind.answer(wrong, "1", word=WORD, locale="en") is None
            assert blind.report(wrong, "words", word=WORD) is None
            assert blind.qr(wrong) is None
        assert (blind.qr(right) or b"")[:8] == b"\x89PNG\r\n\x1a\n"
        assert links.page(right) is not None

    def test_a_signed_link_that_is_gone_is_none(self, play: Play, links: Links) -> None:
        link = asked(play)
        with play.services.db.transaction(play.workspace_id) as tx:
            tx.session.delete(tx.session.exec(select(SurveyLink)).one())
        assert links.page(token(link)) is None

    def test_a_new_key_signs_and_the_old_one_still_opens(self, play: Play, links: Links) -> None:
        link = asked(play)
        names = links._names
        names._secrets = Secrets(f"{OTHER_KEY},{KEY}")
        assert links.page(token(link)) is not None
        again = made(play)
        assert token(again) != token(link)
        names._secrets = Secrets(OTHER_KEY)
        assert links.page(token(again)) is not None
        assert links.page(token(link)) is None


class TestAnswering:
    def test_the_last_answer_of_a_personal_link_holds(self, play: Play) -> None:
        link = asked(play)
        assert shown(play, link).said is None
        assert tap(play, link, "0").said == 0
        assert tap(play, link, "1", OTHER_WORD).said == 1
        [row] = play._all(Response)
        assert (row.answer, row.user_id, row.locale) == ("1", f"link:{row.link_id}", "en")
        assert shown(play, link).said == 1

    def test_an_open_link_takes_many_answers_each_of_which_can_be_changed(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        link = made(play, OPEN)
        tap(play, link, "0", WORD)
        tap(play, link, "1", OTHER_WORD)
        tap(play, link, "1", WORD)
        assert {row.user_id: row.answer for row in play._all(Response)} == {
            f"open:{WORD}": "1", f"open:{OTHER_WORD}": "1"}
        assert shown(play, link).said is None
        assert shown(play, link, WORD).said == 1

    def test_what_the_question_does_not_offer_is_refused(self, play: Play) -> None:
        link = asked(play)
        for wrong in ("2", "-1", "", "yes", "１", "1.0", " 1"):
            with pytest.raises(Invalid):
                tap(play, link, wrong)
        assert play._all(Response) == []

    def test_of_an_anonymous_survey_only_the_day_is_kept(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        _plan(play, "general", team_key="payments", anonymous=True)
        tap(play, made(play), "5")
        at = play._one(Response).answered_at
        assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
        assert at.date() == play.services.clock.now().date()

    @pytest.mark.parametrize("end", ["expired", "survey closed", "time is up"])
    def test_after_the_end_nothing_is_kept(self, play: Play, end: str) -> None:
        link = asked(play)
        tap(play, link, "1")
        if end == "survey closed":
            with play.services.db.transaction(play.workspace_id) as tx:
                survey = tx.session.exec(select(Survey).where(Survey.kind == "yes_no")).one()
                survey.closed_at = play.services.clock.now()
                tx.session.add(survey)
        else:
            play.move_clock(days=30, seconds=1)
        assert shown(play, link).is_open is False
        assert tap(play, link, "0").is_open is False
        add(play, link, More("Too late"))
        row = play._one(Response)
        assert (row.answer, row.comment) == ("1", None)

    def test_words_are_masked_and_cut_and_a_cause_must_fit(self, play: Play) -> None:
        link = asked(play)
        tap(play, link, "1")
        page = add(play, link, More("  Write to kim@example.com\x00 " + "x" * 3000, "easy"))
        assert page.comment is not None
        assert page.comment.startswith("Write to [e-mail] xxx")
        assert len(page.comment) <= 2000
        assert page.cause == "easy"
        assert add(play, link, More("", "hard_to_use")).cause is None  # asked after a low answer only
        assert add(play, link, More("", "easy")).comment is None
        assert tap(play, link, "0").cause is None  # what was easy is not why it was bad

    def test_nobody_adds_to_an_answer_that_was_not_given(self, play: Play) -> None:
        link = asked(play)
        assert add(play, link, More("Hello")).comment is None
        assert play._all(Response) == []

    def test_a_low_answer_with_words_becomes_one_report_of_nobody(self, play: Play) -> None:
        link = asked(play)
        tap(play, link, "0")
        assert len(play.reports_of(1)) == 1
        add(play, link, More("Still no money", "waiting"))
        add(play, link, More("Still no money at all", "waiting"))
        tap(play, link, "0")
        _, report = play.reports_of(1)
        assert (report.story, report.door, report.reporter_id, report.reporter_hash) == (
            "Still no money", Door.CUSTOMER_LINK, None, None)
        row = play._one(Response)
        assert (row.report_id, row.comment) == (report.id, "Still no money at all")

    def test_words_beside_a_good_answer_are_no_report_until_it_is_a_low_one(self, play: Play) -> None:
        link = asked(play)
        tap(play, link, "1")
        add(play, link, More("Well done"))
        assert len(play.reports_of(1)) == 1
        tap(play, link, "0")
        assert len(play.reports_of(1)) == 2

    def test_by_a_plan_of_the_team_too_it_joins_what_the_link_is_about(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        _plan(play, "general", team_key="payments")
        link = made(play)
        tap(play, link, "1")
        add(play, link, More("Still no money"))
        assert [report.story for report in play.reports_of(1)][1:] == ["Still no money"]


class TestTellMe:
    def ask(self, play: Play, link: MadeLink, contact: str = "kim@example.com") -> Page:
        tap(play, link, "1")
        return add(play, link, More(contact=contact))

    def test_the_contact_is_sealed_and_never_shown_again(self, play: Play) -> None:
        page = self.ask(play, asked(play, State.ACKNOWLEDGED))
        assert (page.can_be_told, page.will_be_told) == (True, True)
        assert "kim@example.com" not in repr(page)
        sealed = play._one(Response).contact_sealed
        assert sealed is not None
        assert "kim" not in sealed

    def test_once_it_is_fixed_the_team_hears_of_it_and_tells_them(self, play: Play) -> None:
        link = asked(play, State.ACKNOWLEDGED)
        self.ask(play, link)
        assert "to_tell" not in play.lines()
        play.make(Move.RESOLVE)
        assert play.lines()[-1] == "to_tell"
        details = play.services.customers
        found = details.read(play.workspace_id, ANA, 1, where=None, key=play.key())
        [waiting] = found.to_tell
        assert waiting.contact == "kim@example.com"
        with pytest.raises(NotAllowed):
            details.read(play.workspace_id, RITA, 1, where=None, key=play.key())
        with pytest.raises(NotAllowed):
            details.told(play.workspace_id, RITA, 1, waiting.survey_id, waiting.name, where=None, key=play.key())
        left = details.told(play.workspace_id, ANA, 1, waiting.survey_id, waiting.name, where=None, key=play.key())
        assert left.to_tell == ()
        assert play._one(Response).contact_sealed is None
        assert [act for _, act, _ in play.log()][-2:] == ["read_contact", "told_customer"]
        assert shown(play, link).will_be_told is False

    def test_the_button_for_it_is_there_without_any_other_customer(self, play: Play) -> None:
        self.ask(play, asked(play))
        form = play.services.annoyances.form(play.workspace_id, ANA, 1, None, where=None)
        assert "read_contact" in form.acts

    def test_where_it_is_fixed_already_the_team_hears_at_once(self, play: Play) -> None:
        link = asked(play)
        assert "to_tell" not in play.lines()
        self.ask(play, link)
        self.ask(play, link, "kim@example.org")
        assert play.lines().count("to_tell") == 1

    def test_no_row_of_work_holds_the_word_that_opens_an_answer(self, play: Play) -> None:
        play.bring_to(State.RESOLVED)
        self.ask(play, made(play, OPEN))
        assert "to_tell" in play.lines()
        assert [name for row in play._all(Work) for name, value in row if WORD in str(value)] == []

    def test_they_can_take_it_back(self, play: Play) -> None:
        link = asked(play, State.ACKNOWLEDGED)
        self.ask(play, link)
        assert add(play, link, More("A word")).will_be_told is True  # an empty field deletes nothing
        assert add(play, link, More(forget=True)).will_be_told is False
        play.make(Move.RESOLVE)
        assert "to_tell" not in play.lines()

    def test_what_will_never_be_fixed_keeps_no_contact(self, play: Play) -> None:
        play.bring_to(State.ACKNOWLEDGED)
        self.ask(play, made(play))
        play.make(Move.NOT_OURS, team=None)
        play.make(Move.WITHDRAW, by=MIA)
        assert play._one(Response).contact_sealed is None


class TestStanding:
    def stand(self, play: Play, locale: str | None = None) -> MadeLink:
        return play.services.links.standing(play.workspace_id, "cli:root", "checkout", locale=locale)

    def test_it_is_the_same_one_each_time_for_each_language(self, play: Play) -> None:
        first = self.stand(play)
        assert (first.team, first.touchpoint, first.until) == ("Payments", "Checkout", None)
        assert self.stand(play).url == first.url
        assert self.stand(play, "ja").url != first.url
        assert len(play._all(SurveyLink)) == 2
        with pytest.raises(Invalid):
            play.services.links.standing(play.workspace_id, "cli:root", "moon", locale=None)

    def test_what_is_written_there_is_a_report_of_nobody_who_is_not_asked_again(self, play: Play, links: Links) -> None:
        link = self.stand(play)
        page = links.report(token(link), "The voucher box says nothing at 030 901820", word=WORD)
        assert page is not None
        report = play._one(Report)
        assert (report.story, report.door, report.touchpoint_key, report.may_contact) == (
            "The voucher box says nothing at [phone]", Door.CUSTOMER_LINK, "checkout", MayContact.NO)
        assert (report.reporter_id, report.reporter_hash, report.contact_sealed) == (None, None, None)
        assert play.annoyance().team_key == "payments"
        card = play.services.annoyances.card(play.workspace_id, 1)
        assert card is not None
        assert (card.reports, card.by_customers) == (0, 1)

    def test_the_same_page_sent_twice_is_one_report(self, play: Play, links: Links) -> None:
        link = self.stand(play)
        for _ in range(2):
            links.report(token(link), "The voucher box is empty", word=WORD)
        links.report(token(link), "The voucher box is empty", word=OTHER_WORD)
        assert len(play._all(Report)) == 2

    def test_other_words_from_the_same_page_are_another_report(self, play: Play, links: Links) -> None:
        link = self.stand(play)
        for text in ("The voucher box is empty", "And the till prints nothing", "The voucher box is empty"):
            links.report(token(link), text, word=WORD)
        assert [row.story for row in play._all(Report)] == ["The voucher box is empty", "And the till prints nothing"]

    def test_more_than_a_form_takes_is_refused_as_the_browser_counts(self, play: Play, links: Links) -> None:
        link = self.stand(play)
        with pytest.raises(Invalid, match=r"page\.too_long"):
            links.report(token(link), "x" * (STORY_LIMIT + 1), word=WORD)
        assert play._all(Report) == []
        links.report(token(link), "x\r\n" * (STORY_LIMIT // 2), word=WORD)
        assert len(play._all(Report)) == 1

    def test_nothing_written_is_nothing_stored(self, play: Play, links: Links) -> None:
        link = self.stand(play)
        for empty in ("", "  \n", "\u200b"):
            with pytest.raises(Invalid):
                links.report(token(link), empty, word=WORD)
        assert play._all(Report) == []

    def test_closed_by_hand_it_takes_nothing_more(self, play: Play, links: Links) -> None:
        link = self.stand(play)
        self.stand(play, "ko")
        assert links.close_standing(play.workspace_id, "cli:root", "checkout") == 2
        page = links.report(token(link), "Too late", word=WORD)
        assert page is not None
        assert page.is_open is False
        assert play._all(Report) == []
        assert self.stand(play).url != link.url

    def test_a_survey_link_takes_no_report_and_a_standing_one_no_answer(self, play: Play, links: Links) -> None:
        survey, standing = asked(play), self.stand(play)
        assert links.report(token(survey), "words", word=WORD) is None
        assert tap(play, standing, "1").said is None
        assert play._all(Response) == []


def _plan(play: Play, key: str, *, team_key: str, touchpoint_key: str | None = None, stopped: bool = False,
          anonymous: bool = False) -> None:
    now = play.services.clock.now()
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.add(SurveyPlan(
            workspace_id=play.workspace_id, id=key, template="satisfied", kind="csat", decision=key, decider=ANA,
            decide_on=now.date(), audience=Audience.CUSTOMERS, team_key=team_key, touchpoint_key=touchpoint_key,
            anonymous=anonymous, trigger="by_hand", created_by=RITA, created_at=now,
            stopped_at=now if stopped else None))


def test_a_link_about_what_was_merged_is_about_the_survivor(play: Play) -> None:
    """Its customer still wants to hear when it is fixed."""
    play.bring_to(State.ACKNOWLEDGED)
    play.report("The refund came twice", again=True)
    with play.services.db.transaction(play.workspace_id) as tx:
        tx.session.add(SurveyLink(
            workspace_id=play.workspace_id, id="ab" * 16, kind=LinkKind.PERSONAL, number=2, created_by=ANA,
            created_at=play.services.clock.now()))
    play.services.reports.me_too(play.workspace_id, RITA, 1, key=play.key(), report_id=play.first_report(2).id)
    assert play._one(SurveyLink).number == 1
