"""The customer's details say what is kept, and what is not kept any more."""

import json

import pytest

from bot.domain.customers import Customer
from bot.domain.reports import MayContact
from bot.sandbox.slack.block_kit import view_complaints
from bot.views import customers
from bot.views.annoyances import MoveState
from bot.views.customers import SHOWN

HOSTILE = "<@U0VICTIM> *x* <!channel>"


def words(*each: Customer, language: str = "en") -> str:
    view = customers.details(language, MoveState(1), title="The refund", customers=each)
    assert view_complaints(view) == []
    return json.dumps(view, ensure_ascii=False)


def test_everything_that_is_kept_is_said() -> None:
    said = words(Customer("K-4711", "24,000", "kim@example.com", MayContact.YES))
    assert r"Reference: K-4711\nValue at stake: 24,000\nContact: kim@example.com" in said
    assert "The log keeps who opens this." in said


def test_a_deleted_contact_is_said_to_be_deleted() -> None:
    assert "none is kept" in words(Customer(may_contact=MayContact.YES, deleted=True))


def test_who_must_not_be_asked_is_not() -> None:
    assert "Do not ask the customer" in words(Customer("K-1", may_contact=MayContact.NO))


def test_one_that_cannot_be_opened_is_said() -> None:
    assert "encryption key" in words(Customer(locked=True))


def test_nothing_is_said_to_be_nothing() -> None:
    assert "Nothing is kept" in words()


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_many_customers_fit_into_one_form(language: str) -> None:
    many = [Customer(HOSTILE * 8, "9" * 200, "x" * 200)] * (SHOWN + 5)
    assert words(*many, language=language).count("9" * 200) == SHOWN
    assert "and 5 more" in words(*many)


def test_what_people_typed_is_text_and_nothing_else() -> None:
    view = customers.details("en", MoveState(1), title=HOSTILE, customers=[Customer(HOSTILE)])
    kinds = {element["type"] for block in view["blocks"] if block["type"] == "rich_text"
             for section in block["elements"] for element in section["elements"]}
    assert kinds == {"text"}
