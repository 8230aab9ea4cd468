"""A card says in one line what makes it weigh more, names who gave a name, and links only to where it says."""

import json
from datetime import date

import pytest

from bot.domain.annoyances import Card, State, Why
from bot.domain.reports import ContactChannel, Flag, MayContact
from bot.views.annoyances import card
from bot.views.blocks import Json

PLAIN = Card(
    number=1, title="The promo blocks the music", state=State.NEW, story="The promo blocks the music",
    customer_words=None, reports=1, reporters=1, channel_id="C0APP", locale="en", team="App", assignee=None,
    touchpoint=None, upset=False, matters_on=None, why=Why("keyword", "promo", 0.9), guesses=(), what_was_done=None,
    merged_into=None)


def of(**facts: object) -> Card:
    return Card(**{name: getattr(PLAIN, name) for name in Card.__dataclass_fields__} | facts)


def small(view: Card) -> list[list[str]]:
    """The small print, block by block."""
    return [[element["text"] for element in block["elements"]] for block in card(view).blocks
            if block["type"] == "context"]


def links(view: Card) -> list[Json]:
    rich = next(block for block in card(view).blocks if block["type"] == "rich_text")
    return [element for section in rich["elements"] for element in section["elements"] if element["type"] == "link"]


WHOLE = of(
    upset=True, matters_on=date(2026, 4, 1), flags=frozenset(Flag), at_stake=True, may_contact=frozenset(MayContact),
    touchpoint="In the car", stages=("use", "renewal"), came_by=(ContactChannel.APP, ContactChannel.PHONE),
    names=("Rita", "Ben"), reporters=3, reports=4, answers=(1, 2), post_links=("https://www.example.com/1",),
    source_links=("https://larkfield.slack.com/archives/C1/p1",))


def test_all_flags_stand_in_one_line() -> None:
    assert small(WHOLE)[1] == [
        ("Safety risk · Accessibility barrier · Costs money or time · Customer upset · Date that matters: "
         "Apr 1, 2026 · Value at stake · Customer may be contacted · Do not ask the customer")]
    assert small(WHOLE)[1][0] in card(WHOLE).text


def test_a_card_without_flags_has_no_line_for_them() -> None:
    assert len(small(PLAIN)) == 1


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_nothing_of_the_small_print_is_cut_off(language: str) -> None:
    lines = small(of(**{name: getattr(WHOLE, name) for name in Card.__dataclass_fields__} | {"locale": language}))
    assert len(lines[0]) == 6
    assert len(lines[1]) == 1


def test_where_it_happened_and_how_they_came() -> None:
    assert small(WHOLE)[0][3:5] == ["Touchpoint: In the car (use and renewal)", "How the customer came: App and Phone"]


@pytest.mark.parametrize("names, reporters, said", [
    ((), 2, ["1 report from 2 people"]),
    (("Rita",), 1, ["1 report", "Reported by Rita"]),
    (("Rita", "Ben"), 2, ["1 report", "Reported by Rita and Ben"]),
    (("Rita", "Ben"), 3, ["1 report", "Reported by Rita, Ben, and 1 more"]),
    (("Rita", "Ben", "Ana", "Hana"), 6, ["1 report", "Reported by Rita, Ben, Ana, and 3 more"])])
def test_who_gave_a_name_is_named_and_the_others_are_counted(
        names: tuple[str, ...], reporters: int, said: list[str]) -> None:
    assert small(of(names=names, reporters=reporters))[0][:-1] == said


def test_a_name_notifies_nobody() -> None:
    drawn = card(of(names=("<@U0VICTIM> <!channel> *x*",)))
    [said] = [element for block in drawn.blocks if block["type"] == "context" for element in block["elements"]
              if "U0VICTIM" in element["text"]]
    assert said["type"] == "plain_text"
    assert "<" not in drawn.text


def test_a_link_says_where_it_leads() -> None:
    assert [(link["url"], link["text"]) for link in links(WHOLE)] == [
        ("https://www.example.com/1", "Public post on example.com"),
        ("https://larkfield.slack.com/archives/C1/p1", "The message it came from")]
    assert links(PLAIN) == []


def test_a_card_says_that_there_is_a_value_and_never_which() -> None:
    assert not {"reference", "value", "contact"} & set(Card.__dataclass_fields__)
    assert "Value at stake" in json.dumps(card(of(at_stake=True)).blocks)
