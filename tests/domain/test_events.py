"""What happens has a type, a schema and a place in the documentation; nobody without a name is in it."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import jsonschema_rs
import pytest

from bot.domain.annoyances import Move
from bot.domain.event_schema import schema
from bot.domain.events import (
    OF_MOVE,
    SCHEMAS,
    VERSION,
    About,
    ClockFacts,
    CustomerFacts,
    DigestFacts,
    EventType,
    Facts,
    ItemFacts,
    MoveFacts,
    ReportFacts,
    SurveyFacts,
    TrialFacts,
    as_json,
)
from tests.source import ROOT

VALID = jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ABOUT = About(number=42, title="The promo blocks the music", state="new", team="app")
EXAMPLES: dict[type[Facts], Facts] = {type(one): one for one in (
    ReportFacts(annoyance=ABOUT, report="0198", door="slash", reporter="U0RITA", matters_on=date(2026, 4, 1)),
    MoveFacts(annoyance=ABOUT, from_state="new", by="U0ANA", into=7),
    CustomerFacts(annoyance=ABOUT, report="0198", waiting=3, total=7, by="U0ANA"),
    ItemFacts(annoyance=ABOUT, item="0199", text="Switch it off", state="open", due_on=date(2026, 4, 1)),
    ClockFacts(annoyance=ABOUT, clock="acknowledge", due_at=NOW),
    SurveyFacts(survey="019a", kind="csat", asked=19, answered=6, annoyance=42, closes_at=NOW),
    DigestFacts(team="app", period="2026-03-02"),
    TrialFacts(webhook="019b"),
)}


def envelope(event: EventType, data: Any) -> dict[str, Any]:
    return {"type": str(event), "id": "1", "timestamp": "2026-03-04T09:00:00Z", "version": VERSION,
            "workspace": "T0SNAG", "data": data}


def test_each_type_has_its_schema() -> None:
    assert set(SCHEMAS) == set(EventType)
    assert set(EXAMPLES) == set(SCHEMAS.values())


def test_each_move_is_an_event() -> None:
    assert set(OF_MOVE) == set(Move)


@pytest.mark.parametrize("event", EventType)
def test_what_is_sent_is_as_the_schema_says(event: EventType) -> None:
    told = as_json(EXAMPLES[SCHEMAS[event]])
    VALID.validate(envelope(event, json.loads(json.dumps(told))))
    for missing in told:
        assert not VALID.is_valid(envelope(event, {name: one for name, one in told.items() if name != missing}))


def test_a_receiver_of_this_version_takes_a_field_more_and_no_other_type() -> None:
    told = as_json(EXAMPLES[DigestFacts])
    assert VALID.is_valid(envelope(EventType.DIGEST_PUBLISHED, {**told, "mood": "new field"}))
    assert not VALID.is_valid(envelope(EventType.DIGEST_PUBLISHED, {**told, "team": None}))
    assert not VALID.is_valid({**envelope(EventType.DIGEST_PUBLISHED, told), "type": "digest.read"})
    assert not VALID.is_valid({**envelope(EventType.DIGEST_PUBLISHED, told), "version": 2})


@pytest.mark.parametrize("name", ["~0f3a", "cli:root", "import:tickets"])
def test_who_is_no_person_to_others_is_not_named(name: str) -> None:
    told: list[Any] = list(EXAMPLES.values())
    for facts in told:
        for one in fields(facts):
            if one.name in ("by", "reporter", "assignee"):
                assert as_json(replace(facts, **{one.name: name}))[one.name] is None


def test_the_published_schema_is_the_one_that_holds() -> None:
    """After a change: snag webhook schema > docs/webhooks.schema.json"""
    assert json.loads((ROOT / "docs/webhooks.schema.json").read_text(encoding="utf-8")) == schema()


def test_the_documentation_names_each_event() -> None:
    text = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
    assert [event for event in EventType if f"`{event}`" not in text] == []
