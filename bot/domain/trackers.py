"""Issue trackers as Snag knows them: four kinds, an issue and how it stands, what can be wrong, what a person may type.

Nothing here talks to them: `bot/trackers` does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    GITHUB = "github"
    GITLAB = "gitlab"
    JIRA = "jira"
    LINEAR = "linear"


NAMES: dict[str, str] = {Kind.GITHUB: "GitHub", Kind.GITLAB: "GitLab", Kind.JIRA: "Jira", Kind.LINEAR: "Linear"}
"""What people call them, the same in every language."""
HOMES: dict[str, str] = {Kind.GITHUB: "https://api.github.com", Kind.GITLAB: "https://gitlab.com",
                         Kind.LINEAR: "https://api.linear.app"}
"""Where their API answers unless somebody runs their own; every Jira has an address of its own."""
TITLE = 200
"""All four take a title of this many characters."""
TEXT = 3000
"""As much as a field of a form holds."""


class IssueState(StrEnum):
    """How an issue stands: the first is not made yet, the last never will be."""

    WANTED = "wanted"
    OPEN = "open"
    CLOSED = "closed"
    GONE = "gone"
    FAILED = "failed"


class Trouble(StrEnum):
    """Why a tracker does not work, until somebody mends it."""

    BAD_TOKEN = "bad_token"  # noqa: S105  the name of a trouble
    NO_PERMISSION = "no_permission"
    PROJECT_GONE = "project_gone"


class NotMade(StrEnum):
    """Why one issue was not made or linked, though the tracker works."""

    NOT_THERE = "not_there"
    NOT_TAKEN = "not_taken"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach one project. `token` is in clear: it never leaves memory."""

    kind: Kind
    project: str
    url: str
    token: str = field(repr=False)
    account: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewIssue:
    """What an issue is made of. `mark` finds it again; `link` leads to the card, `from_where` names it."""

    mark: str
    title: str
    text: str
    from_where: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as its tracker describes it; `at`: when it last changed, by the tracker's clock."""

    external_id: str
    name: str
    url: str
    title: str
    state: IssueState
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """How an issue stands, as a webhook or an answer says it; without `at` as of now."""

    external_id: str
    state: IssueState
    at: datetime | None = None
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a token may do: the project's own spelling of its name, and whether issues may be made (None: not told)."""

    project: str
    may_create: bool | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An issue on a card."""

    kind: str
    name: str | None
    url: str | None
    title: str
    state: IssueState


@dataclass(frozen=True, slots=True)
class Choice:
    """A tracker to choose in a form."""

    id: str
    kind: str
    project: str


@dataclass(frozen=True, slots=True)
class IssueForm:
    """What the form shows: the trackers to choose from, and what is proposed for a new issue."""

    number: int
    title: str
    text: str
    trackers: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class IssueWish:
    """What the form says: an issue that exists (`existing`), or what a new one is made of."""

    tracker_id: str | None
    title: str = ""
    text: str = ""
    existing: str | None = None


def reference_of(kind: str, project: str, typed: str) -> str | None:
    """The issue that somebody means by an address, #12 or WEB-3: its number or key; None where it is not one of
    this project."""
    words, name = typed.strip(), re.escape(project)
    if kind in (Kind.JIRA, Kind.LINEAR):
        found = re.search(rf"(?<![A-Za-z0-9]){name}-(\d{{1,9}})(?!\d)", words, re.IGNORECASE)
        return f"{project.upper()}-{found[1]}" if found else None
    bare = re.fullmatch(r"#?(\d{1,9})", words)
    found = bare or re.search(rf"(?:^|/){name}(?:/-)?(?:/issues/|/work_items/|#)(\d{{1,9}})(?!\d)", words,
                              re.IGNORECASE)
    return str(int(found[1])) if found else None


def changes(was: str, was_at: datetime, heard: Heard) -> bool:
    """Whether what was heard is news: an older message that comes late is not, nor is one about what never was."""
    if was in (IssueState.WANTED, IssueState.FAILED) or was == heard.state:
        return False
    return heard.at is None or heard.at >= was_at
