"""Read the company out of the files beside this one into its values; `load()` refuses what could not be played."""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from bot.domain.reports import Emotion, HowKnown
from bot.sandbox.company.checks import check
from bot.sandbox.company.errors import CompanyError
from bot.sandbox.company.model import (
    Channel,
    Company,
    Group,
    Move,
    Person,
    Role,
    Step,
    Story,
    TourScene,
)

Row = Mapping[str, Any]


def load() -> Company:
    """Larkfield, checked: every name exists and every move is legal when it happens."""
    company = Company(
        settings_yaml=_text("company.yaml"),
        people=tuple(_person(row) for row in _rows("people.json")),
        channels=tuple(_channel(row) for row in _rows("channels.json")),
        groups=tuple(_group(row) for row in _rows("groups.json")),
        stories=read_stories(_text("stories.jsonl")),
    )
    check(company)
    return company


def load_tour() -> tuple[TourScene, ...]:
    return tuple(TourScene(**row) for row in _rows("tour.json"))


def read_stories(lines: str) -> tuple[Story, ...]:
    """One JSON object a line, given back in the order in which the reports were made."""
    stories = [_story_on(number, line) for number, line in enumerate(lines.splitlines(), start=1) if line.strip()]
    return tuple(sorted(stories, key=lambda story: -story.days_ago))


def _story_on(number: int, line: str) -> Story:
    try:
        return _story(json.loads(line))
    except (ValueError, TypeError, KeyError) as error:
        raise CompanyError(f"stories.jsonl, line {number}: {error}") from error


def _story(row: Row) -> Story:
    return Story(
        **{
            **row,
            "days_ago": float(row["days_ago"]),
            "emotion": Emotion(row["emotion"]) if "emotion" in row else None,
            "how_known": HowKnown(row["how_known"]) if "how_known" in row else None,
            "then": tuple(_step(step) for step in row.get("then", ())),
        }
    )


def _step(row: Row) -> Step:
    return Step(**{**row, "after_hours": float(row["after_hours"]), "move": Move(row["move"])})


def _person(row: Row) -> Person:
    return Person(**{**row, "role": Role(**row["role"])})


def _channel(row: Row) -> Channel:
    return Channel(**{**row, "members": tuple(row["members"])})


def _group(row: Row) -> Group:
    return Group(**{**row, "users": tuple(row["users"])})


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(_text(name))
    return rows


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
