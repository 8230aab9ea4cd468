"""The messages and forms about customers: what is chosen comes back, nothing that people typed is live, all of it
fits into Slack."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.care import Cared, CustomerOf, CustomerState, Waiting
from bot.domain.customers import Customer
from bot.domain.meanwhile import Meanwhile
from bot.sandbox.slack.block_kit import message_complaints, view_complaints
from bot.views import annoyances, care, care_forms, customers
from bot.views.annoyances import MoveState
from bot.views.blocks import Json, Message, User
from bot.views.ids import Field
from tests.views import values
from tests.views.test_forms import LANGUAGES, filled

WAITS, RIGHT = CustomerState.WAITING, CustomerState.PUT_RIGHT
HOSTILE = "<@U0VICTIM> *x* <!channel>"
LINE = annoyances.line("en", "acknowledge", by="Ana", facts={}, names={})
some_customers = st.lists(st.builds(
    CustomerOf, values.report_ids, st.integers(1, 10**4), st.sampled_from(CustomerState), st.none() | values.names,
    st.booleans(), st.none() | values.addresses), min_size=1, max_size=40, unique_by=lambda one: one.report_id)
texts = st.builds(Meanwhile, values.maybe.map(lambda said: (said and said[:3000].strip()) or None),
                  values.maybe.map(lambda said: (said and said[:3000].strip()) or None))


def links_and_pings(message: Message) -> set[str]:
    """The kinds of rich text elements that do more than say something."""
    return {element["type"] for block in message.blocks if block["type"] == "rich_text"
            for section in block["elements"] for element in section["elements"]} - {"text"}


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=20)
@given(each=some_customers, chosen=st.sampled_from(CustomerState))
def test_what_is_chosen_for_each_customer_comes_back(
        language: str, each: list[CustomerOf], chosen: CustomerState) -> None:
    view = care_forms.customers_form(language, MoveState(1), title="The refund", customers=each, chosen=chosen)
    assert view_complaints(view) == []
    assert care_forms.read_customers_form(filled(view)) == {
        one.report_id: chosen for one in each[:care_forms.SHOWN]}


def test_a_choice_that_nobody_offers_is_none() -> None:
    forged = {"care_of_a": {"care_of_a": {"selected_option": {"value": "rich"}}}, "reason": {}}
    assert care_forms.read_customers_form(forged) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=20)
@given(said=texts)
def test_what_customers_may_hear_comes_back_as_it_was_shown(language: str, said: Meanwhile) -> None:
    view = care_forms.meanwhile_form(language, MoveState(1), "The refund", said)
    assert view_complaints(view) == []
    found = care_forms.read_meanwhile_form(filled(view))
    assert (bool(found.tell), bool(found.offer)) == (bool(said.tell), bool(said.offer))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_one_post_only_the_link_is_asked(language: str) -> None:
    post = CustomerOf("a", 1, WAITS, is_post=True, post_link="https://example.com/1")
    one = care_forms.answered_form(language, MoveState(1), [post])
    two = care_forms.answered_form(language, MoveState(1), [post, CustomerOf("b", 2, WAITS, is_post=True)])
    assert view_complaints(one) == view_complaints(two) == []
    assert [block["block_id"] for block in one["blocks"]] == [Field.ANSWER_LINK]
    typed: dict[str, object] = {Field.ANSWER_LINK: "https://example.com/a"}
    assert care_forms.read_answered_form(filled(one, typed)) == (None, "https://example.com/a")
    assert care_forms.read_answered_form(filled(two, {**typed, Field.POST: "b"})) == ("b", "https://example.com/a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_of_handing_over_gives_the_person_back(language: str) -> None:
    view = care_forms.hand_over_form(language, MoveState(1))
    assert view_complaints(view) == []
    assert care_forms.read_hand_over_form(filled(view, {Field.ASSIGNEE: "U0KEN"})) == "U0KEN"
    assert care_forms.read_hand_over_form(filled(view)) is None


@pytest.mark.parametrize("waiting, total, said", [
    (0, 3, ""), (1, 1, "1 customer waits."), (3, 3, "3 customers wait."), (3, 7, "3 of 7 customers still wait."),
    (1, 7, "1 of 7 customers still waits.")])
def test_who_still_waits_is_said_with_how_many_there_are(waiting: int, total: int, said: str) -> None:
    assert care.still_wait("en", Waiting(waiting, total)) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("counts", [{WAITS: 2}, {WAITS: 1, RIGHT: 3}, {RIGHT: 1, CustomerState.NOT_REACHABLE: 2}])
def test_buttons_stand_as_long_as_somebody_waits(language: str, counts: dict[CustomerState, int]) -> None:
    now = Cared(1, HOSTILE, counts, "U0ANA", has_post=True)
    line = care.with_customers(language, LINE, now, who=User("U0ANA", "Ana"))
    asked = care.handed_over(language, now, by="Ben", who=None, is_theirs=True, link="https://slack.example/p1")
    for message in (line, asked):
        assert message_complaints(message.blocks) == []
        assert any(block["type"] == "actions" for block in message.blocks) is bool(counts.get(WAITS))
    assert links_and_pings(asked) == {"link"}


def test_where_no_customer_is_left_nothing_is_said_of_them_but_where_they_went() -> None:
    for into, said in ((None, ""), (7, "The customers went along to #7.")):
        now = Cared(1, "x", {}, merged_into=into)
        line = care.with_customers("en", LINE, now, who=None)
        asked = care.handed_over("en", now, by="Ana", who=None, is_theirs=True, link=None)
        assert line.text == (f"{LINE.text}\n{said}" if said else LINE.text)
        for message in (line, asked):
            assert "seen to: " not in message.text
            assert (said in message.text, message_complaints(message.blocks)) == (True, [])
            assert not any(block["type"] == "actions" for block in message.blocks)


def test_at_most_one_button_stands_out() -> None:
    line = care.with_customers("en", LINE, Cared(1, "x", {WAITS: 1}, has_post=True), who=None)
    styles = [one.get("style") for block in line.blocks if block["type"] == "actions" for one in block["elements"]]
    assert styles == ["primary", None, None, None]


def test_whoever_no_longer_sees_to_it_has_no_buttons() -> None:
    gone = care.handed_over("en", Cared(1, "x", {WAITS: 1}, "U0BEN"), by="Ana", who=User("U0BEN", "Ben"),
                            is_theirs=False, link=None)
    assert not any(block["type"] == "actions" for block in gone.blocks)
    assert "Ben sees to it." in gone.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_team_lets_customers_hear_is_text_and_nothing_else(language: str) -> None:
    message = annoyances.line(language, "tell_meanwhile", by="Ana", names={}, facts={
        "meanwhile": HOSTILE, "may_offer": HOSTILE})
    assert message_complaints(message.blocks) == []
    assert not any(element["type"] != "text" for block in message.blocks for section in block["elements"]
                   for element in section["elements"])
    assert "<!channel>" not in message.text
    assert HOSTILE in json.dumps(message.blocks)


def test_many_customers_with_a_choice_each_fit_into_the_details() -> None:
    many = [Customer("K-4711", "9" * 200, "x" * 200, care=CustomerOf(f"r{place}", place, WAITS, "K-4711"))
            for place in range(1, 60)]
    view: Json = customers.details("en", MoveState(1), title="The refund", customers=many)
    assert view_complaints(view) == []
    chosen = care_forms.read_customers_form(filled(view))
    assert chosen == {f"r{place}": WAITS for place in range(1, customers.SHOWN + 1)}
