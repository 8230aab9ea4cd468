"""'Ask the reporter' and back, and 'Who reported?': each learns what the reporter chose to tell, and no more."""

import pytest

from bot.domain.annoyances import Move, State
from bot.domain.permissions import Act
from bot.domain.reports import Draft, Visibility
from bot.errors import Invalid, NotAllowed, NotFound, TooLate
from bot.services.pseudonyms import is_pseudonym
from bot.services.reporters import Asked
from tests.support.cast import ADAM, ANA, BEN, CARA, GUS, MIA, MINJUN, RITA, TESS, YUKI
from tests.support.play import Play

ASKED = "Which voucher was it?"


def acknowledged(play: Play, by: str = RITA, visibility: Visibility = Visibility.NAMED) -> int:
    number = play.report("The refund never arrived", by, visibility=visibility).number
    play.make(Move.ACKNOWLEDGE, number)
    play.forget_work()
    return number


def ask(play: Play, number: int = 1, by: str = ANA, text: str = ASKED, key: str | None = None) -> None:
    play.services.reporters.ask(play.workspace_id, by, number, text, where=None, key=key or play.key())


def question_of(play: Play) -> str:
    return str(play.work("question")[0].payload["question"])


def answer(play: Play, by: str, text: str = "The one of March", key: str | None = None) -> int:
    return play.services.reporters.answer(play.workspace_id, by, question_of(play), text, key=key or play.key())


class TestAsking:
    def test_every_reporter_is_asked_and_the_thread_says_so(self, play: Play) -> None:
        acknowledged(play)
        play.me_too(1, MINJUN)
        play.forget_work()
        ask(play)
        assert [row.payload["user"] for row in play.work("question")] == [RITA, MINJUN]
        (line,) = play.work("line")
        assert (line.payload["what"], line.payload["by"], line.payload["text"]) == ("ask_reporter", ANA, ASKED)

    def test_asking_changes_no_state_and_writes_no_move(self, play: Play) -> None:
        acknowledged(play)
        before = play.moves()
        ask(play)
        assert (play.state(), play.moves()) == (State.ACKNOWLEDGED, before)
        assert play.log()[-1] == (ANA, "ask_reporter", "#1")

    def test_a_repeated_request_asks_once(self, play: Play) -> None:
        acknowledged(play)
        ask(play, key="k")
        ask(play, key="k")
        assert len(play.work("question")) == 1

    def test_what_identifies_a_customer_is_masked_in_a_question(self, play: Play) -> None:
        acknowledged(play)
        ask(play, text="Was it ann@example.com?")
        shown = play.services.reporters.question(play.workspace_id, question_of(play), RITA)
        assert shown == Asked(question_of(play), 1, "The refund never arrived", "Payments", ANA, "Was it [e-mail]?")

    def test_nobody_asks_themselves(self, play: Play) -> None:
        acknowledged(play, by=ANA)
        with pytest.raises(Invalid) as error:
            ask(play)
        assert (error.value.key, error.value.field) == ("error.no_reporter", "question")

    def test_an_empty_question_is_refused(self, play: Play) -> None:
        acknowledged(play)
        with pytest.raises(Invalid) as error:
            ask(play, text="  ")
        assert (error.value.key, error.value.field) == ("error.nothing_written", "question")

    @pytest.mark.parametrize("by", [RITA, GUS, TESS])
    def test_only_the_team_asks(self, play: Play, by: str) -> None:
        acknowledged(play)
        with pytest.raises(NotAllowed):
            ask(play, by=by)

    def test_before_somebody_has_seen_it_nobody_asks(self, play: Play) -> None:
        play.report()
        with pytest.raises(TooLate):
            ask(play)


class TestAnswering:
    def test_the_answer_comes_into_the_thread_with_the_name_that_was_given(self, play: Play) -> None:
        acknowledged(play)
        ask(play)
        assert answer(play, RITA, "Write to ann@example.com") == 1
        line = play.work("line")[-1].payload
        assert (line["what"], line["by"], line["asker"], line["text"]) == ("answered", RITA, ANA, "Write to [e-mail]")
        assert play.log()[-1] == (RITA, "answer_question", "#1")

    @pytest.mark.parametrize("visibility", [Visibility.ANONYMOUS, Visibility.LEAD_ONLY])
    def test_without_a_name_it_comes_without_one(self, play: Play, visibility: Visibility) -> None:
        acknowledged(play, visibility=visibility)
        ask(play)
        answer(play, RITA)
        line = play.work("line")[-1].payload
        assert is_pseudonym(line["by"])
        assert line["hidden"]
        assert RITA not in str([row.payload for row in play.work()])

    def test_a_repeated_answer_comes_once_and_a_second_one_too(self, play: Play) -> None:
        acknowledged(play)
        ask(play)
        for key in ("k", "k", "another"):
            answer(play, RITA, key=key)
        assert play.lines().count("answered") == 2

    def test_who_was_not_asked_cannot_answer(self, play: Play) -> None:
        acknowledged(play)
        ask(play)
        with pytest.raises(NotAllowed):
            answer(play, YUKI)
        with pytest.raises(NotAllowed):
            play.services.reporters.answer_form(play.workspace_id, BEN, question_of(play))

    def test_a_question_that_is_gone_is_said_kindly(self, play: Play) -> None:
        with pytest.raises(NotFound):
            play.services.reporters.answer(play.workspace_id, RITA, "gone", "Yes", key="k")
        assert play.services.reporters.question(play.workspace_id, "gone", RITA) is None

    def test_an_empty_answer_is_refused(self, play: Play) -> None:
        acknowledged(play)
        ask(play)
        with pytest.raises(Invalid):
            answer(play, RITA, " ")

    @pytest.mark.parametrize("visibility", Visibility)
    def test_the_form_shows_the_question_and_who_will_know(self, play: Play, visibility: Visibility) -> None:
        acknowledged(play, visibility=visibility)
        ask(play)
        form = play.services.reporters.answer_form(play.workspace_id, RITA, question_of(play))
        assert (form.text, form.visibility) == (ASKED, visibility)


class TestWhoReported:
    def test_the_lead_sees_whom_they_may_know_and_the_log_that_they_looked(self, play: Play) -> None:
        play.report("The refund never arrived", RITA, visibility=Visibility.LEAD_ONLY)
        for by, visibility in ((MINJUN, Visibility.NAMED), (YUKI, Visibility.ANONYMOUS), (YUKI, Visibility.ANONYMOUS)):
            play.services.reports.me_too(play.workspace_id, by, 1, key=play.key(),
                                         draft=Draft("Me too", visibility=visibility))
        found = play.services.reporters.who_reported(play.workspace_id, ANA, 1, key=play.key())
        assert (found.known, found.anonymous) == ((RITA, MINJUN), 1)
        assert play.log()[-1] == (ANA, "who_reported", "#1")

    @pytest.mark.parametrize("by", [BEN, MIA, CARA, ADAM, TESS, GUS, RITA])
    def test_nobody_else_does(self, play: Play, by: str) -> None:
        play.report("The refund never arrived", RITA, visibility=Visibility.LEAD_ONLY)
        before = play.log()
        with pytest.raises(NotAllowed):
            play.services.reporters.who_reported(play.workspace_id, by, 1, key=play.key())
        assert play.log() == before

    def test_its_button_is_shown_to_the_lead_alone(self, play: Play) -> None:
        play.report("The refund never arrived", RITA, visibility=Visibility.LEAD_ONLY)
        offered = {by: play.services.annoyances.form(play.workspace_id, by, 1, None, where=None).acts
                   for by in (ANA, BEN, MIA)}
        assert [by for by, acts in offered.items() if Act.WHO_REPORTED in acts] == [ANA]

