"""Refuse a company that could not be played: unknown names, me toos before their first report, moves out of order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML

from bot.sandbox.company.model import Company, Move, Step, Story

# Reporters are asked seven days after resolving, in their working hours. A weekend later everybody has been asked; five
# working days after asking it is over, which at the earliest is the evening of the fifth day.
HOURS_UNTIL_ALL_ARE_ASKED = 7 * 24 + 72
HOURS_UNTIL_ASKING_ENDS = 7 * 24 + 4 * 24 + 8

START, TRIAGE, NEW = "open", "in triage", "new"
ACKNOWLEDGED, PLANNED, RESOLVED, CAME_BACK, VERIFIED = "acknowledged", "planned", "resolved", "came back", "verified"
FROM_NEW: Mapping[Move, str] = {Move.NOT_OURS: NEW, Move.ACKNOWLEDGE: ACKNOWLEDGED, Move.ASSIGN: PLANNED}
IN_WORK: Mapping[Move, str] = {Move.NOT_OURS: NEW, Move.ASSIGN: PLANNED, Move.RESOLVE: RESOLVED}
LEGAL: Mapping[str, Mapping[Move, str]] = {
    START: {Move.CHOOSE_TEAM: NEW, **FROM_NEW},  # where a report goes first is for the bot's router to say
    TRIAGE: {Move.CHOOSE_TEAM: NEW},
    NEW: FROM_NEW,
    ACKNOWLEDGED: IN_WORK,
    PLANNED: IN_WORK,
    RESOLVED: {Move.STILL_HAPPENING: RESOLVED, Move.GONE: RESOLVED},  # what the answers together lead to: _state_after
    CAME_BACK: FROM_NEW,
    VERIFIED: {},
}
NEEDS_WORDS = frozenset({Move.RESOLVE, Move.NOT_OURS})


class CompanyError(ValueError):
    """A file of the invented company says something that cannot be; the message names the story or the row."""


@dataclass
class _Course:
    """One annoyance while its reports and moves are gone through in time: its state, who reported, who answered."""

    state: str = START
    reporters: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    still: set[str] = field(default_factory=set)
    resolved_after: float = 0.0


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
    for story in company.stories:
        if story.me_too_of is None:
            _check_course(story, list(company.me_toos(story.id)))


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


def _check_course(first: Story, me_toos: list[Story]) -> None:
    """Go through reports and moves of one annoyance in time, and stop at the first that could not happen."""
    hours = [step.after_hours for step in first.then]
    if hours != sorted(set(hours)) or any(hour <= 0 for hour in hours):
        raise CompanyError(f"story {first.id}: after_hours must grow from step to step")
    if hours and hours[-1] > first.days_ago * 24:
        raise CompanyError(f"story {first.id}: its last move lies in the future")
    happenings: list[tuple[float, Story | Step]] = [((first.days_ago - one.days_ago) * 24, one) for one in me_toos]
    happenings += [(step.after_hours, step) for step in first.then]
    course = _Course(reporters={first.user})
    for after_hours, happening in sorted(happenings, key=lambda pair: pair[0]):
        if isinstance(happening, Story):
            _join(course, happening)
        else:
            _go(course, first.id, happening, after_hours)


def _join(course: _Course, me_too: Story) -> None:
    if course.state in (RESOLVED, VERIFIED):
        raise CompanyError(f"story {me_too.id}: a me too of what is {course.state} would reopen it")
    course.reporters.add(me_too.user)


def _go(course: _Course, story_id: str, step: Step, after_hours: float) -> None:
    before = course.state
    if step.move not in LEGAL[before]:
        raise CompanyError(f"story {story_id}: '{step.move}' is not possible when it is {before}")
    course.state = LEGAL[before][step.move]
    if step.move is Move.NOT_OURS and step.to is None:
        course.state = TRIAGE
    if step.move is Move.RESOLVE:
        course.resolved_after, course.gone, course.still = after_hours, set(), set()
    if before == RESOLVED:
        _answer(course, story_id, step, after_hours)


def _answer(course: _Course, story_id: str, step: Step, after_hours: float) -> None:
    if step.by not in course.reporters:
        raise CompanyError(f"story {story_id}: {step.by} was not asked, only reporters are")
    if after_hours < course.resolved_after + HOURS_UNTIL_ALL_ARE_ASKED:
        raise CompanyError(f"story {story_id}: {step.by} answers before being asked")
    if after_hours >= course.resolved_after + HOURS_UNTIL_ASKING_ENDS:
        raise CompanyError(f"story {story_id}: {step.by} answers when the asking may be over")
    (course.gone if step.move is Move.GONE else course.still).add(step.by)
    course.state = _state_after(course)


def _state_after(course: _Course) -> str:
    """Up to three asked: one 'still' brings it back; more: two and a quarter of the answers."""
    answers, asked = course.gone | course.still, len(course.reporters)
    if course.still and (asked <= 3 or (len(course.still) >= 2 and 4 * len(course.still) >= len(answers))):
        return CAME_BACK
    return VERIFIED if course.gone == course.reporters else RESOLVED


def _known(where: str, what: str, wanted: Iterable[str], existing: frozenset[str]) -> None:
    for name in wanted:
        if name not in existing:
            raise CompanyError(f"{where}: {what} {name} does not exist")
