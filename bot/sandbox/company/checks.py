"""Refuse a company that could not be played: names that do not exist, me toos before their first report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from bot.sandbox.company.course import Course
from bot.sandbox.company.errors import CompanyError
from bot.sandbox.company.map import Map
from bot.sandbox.company.model import Company, Move, Story

NEEDS_WORDS = frozenset({Move.RESOLVE, Move.NOT_OURS})


@dataclass(frozen=True)
class _Names:
    people: frozenset[str]
    channels: frozenset[str]
    groups: frozenset[str]
    teams: frozenset[str]
    touchpoints: frozenset[str]


def check(company: Company) -> None:
    """Raise a CompanyError at the first thing that is wrong."""
    settings: dict[str, Any] = YAML(typ="safe").load(company.settings_yaml)
    names = _Names(
        people=frozenset(person.id for person in company.people),
        channels=frozenset(channel.id for channel in company.channels),
        groups=frozenset(group.id for group in company.groups),
        teams=frozenset(team["key"] for team in settings["teams"]),
        touchpoints=frozenset(touchpoint["key"] for touchpoint in settings["touchpoints"]),
    )
    _check_rooms(company, names)
    _check_settings(settings, names)
    _check_stories(company, names)
    where = Map(settings, company)
    for story in company.stories:
        if story.me_too_of is None:
            Course(story, where).run(list(company.me_toos(story.id)))


def _check_rooms(company: Company, names: _Names) -> None:
    for channel in company.channels:
        _known(f"channels.json, {channel.id}", "user", channel.members, names.people)
    for group in company.groups:
        _known(f"groups.json, {group.id}", "user", group.users, names.people)


def _check_settings(settings: Mapping[str, Any], names: _Names) -> None:
    for team in settings["teams"]:
        where = f"company.yaml, team {team['key']}"
        _known(where, "channel", [team["channel"]], names.channels)
        _known(where, "user or group", [team["lead"], team["manager"], *team["members"]], names.people | names.groups)
    for touchpoint in settings["touchpoints"]:
        _known(f"company.yaml, touchpoint {touchpoint['key']}", "team", [touchpoint["team"]], names.teams)


def _check_stories(company: Company, names: _Names) -> None:
    by_id: dict[str, Story] = {}
    for story in company.stories:
        if story.id in by_id:
            raise CompanyError(f"story {story.id}: this id is used twice")
        by_id[story.id] = story
    for story in company.stories:
        _check_names(story, names)
        _check_me_too(story, by_id)


def _check_names(story: Story, names: _Names) -> None:
    where = f"story {story.id}"
    _known(where, "user", [story.user, *(step.by for step in story.then)], names.people)
    _known(where, "touchpoint", [story.touchpoint] if story.touchpoint else [], names.touchpoints)
    for step in story.then:
        if step.move is Move.ASSIGN:
            _known(where, "user", [step.to or "(nobody)"], names.people)
        if step.move is Move.CHOOSE_TEAM or (step.move is Move.NOT_OURS and step.to):
            _known(where, "team", [step.to or "(none)"], names.teams)
        if step.move in NEEDS_WORDS and not step.text:
            raise CompanyError(f"{where}: '{step.move}' needs a text")


def _check_me_too(story: Story, by_id: Mapping[str, Story]) -> None:
    if story.me_too_of is None:
        return
    first = by_id.get(story.me_too_of)
    if first is None:
        raise CompanyError(f"story {story.id}: me too of {story.me_too_of}, which does not exist")
    if first.me_too_of is not None:
        raise CompanyError(f"story {story.id}: me too of {first.id}, itself a me too; name the first report")
    if first.days_ago <= story.days_ago:
        raise CompanyError(f"story {story.id}: me too of {first.id}, which was reported later")
    if story.then:
        raise CompanyError(f"story {story.id}: a me too has no moves of its own; they belong to {first.id}")


def _known(where: str, what: str, wanted: Iterable[str], existing: frozenset[str]) -> None:
    for name in wanted:
        if name not in existing:
            raise CompanyError(f"{where}: {what} {name} does not exist")
