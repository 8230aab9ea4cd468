"""What somebody means by an issue, and which news of it is news."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.trackers import Connection, Heard, IssueState, Kind, changes, reference_of

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NUMBERED, KEYED = (Kind.GITHUB, Kind.GITLAB), (Kind.JIRA, Kind.LINEAR)


@pytest.mark.parametrize("kind, project, typed, meant", [
    ("github", "larkfield/web", "#12", "12"),
    ("github", "larkfield/web", " 12 ", "12"),
    ("github", "larkfield/web", "larkfield/web#12", "12"),
    ("github", "larkfield/web", "https://github.com/Larkfield/Web/issues/12", "12"),
    ("github", "larkfield/web", "https://github.com/larkfield/web/issues/12#issuecomment-9", "12"),
    ("github", "larkfield/web", "https://github.com/larkfield/web2/issues/12", None),
    ("github", "larkfield/web", "https://github.com/notlarkfield/web/issues/12", None),
    ("github", "larkfield/web", "https://github.com/larkfield/web/pull/12", None),
    ("gitlab", "larkfield/a/web", "https://git.example/larkfield/a/web/-/issues/7", "7"),
    ("gitlab", "larkfield/a/web", "https://git.example/larkfield/a/web/-/work_items/7", "7"),
    ("gitlab", "larkfield/a/web", "https://git.example/larkfield/b/web/-/issues/7", None),
    ("jira", "WEB", "web-3", "WEB-3"),
    ("jira", "WEB", "https://larkfield.atlassian.net/browse/WEB-3", "WEB-3"),
    ("jira", "WEB", "https://larkfield.atlassian.net/jira/boards/1?selectedIssue=WEB-3", "WEB-3"),
    ("jira", "WEB", "3", None),
    ("jira", "WEB", "COBWEB-3", None),
    ("linear", "WEB", "https://linear.app/larkfield/issue/WEB-12/the-refund", "WEB-12"),
    ("linear", "WEB", "APP-12", None),
    ("github", "larkfield/web", "the refund one", None),
    ("github", "larkfield/web", "1234567890123", None),
])
def test_an_issue_is_known_by_number_key_and_address(kind: str, project: str, typed: str, meant: str | None) -> None:
    assert reference_of(kind, project, typed) == meant


@given(st.sampled_from(list(Kind)), st.text(max_size=80))
def test_whatever_is_typed_is_an_issue_of_the_project_or_none(kind: Kind, typed: str) -> None:
    found = reference_of(kind, "WEB" if kind in KEYED else "larkfield/web", typed)
    assert found is None or (found.isdigit() if kind in NUMBERED else found.removeprefix("WEB-").isdigit())


def heard(state: IssueState, minutes: int | None) -> Heard:
    return Heard("1", state, None if minutes is None else AT + timedelta(minutes=minutes))


@pytest.mark.parametrize("was, said, is_news", [
    (IssueState.OPEN, heard(IssueState.CLOSED, 1), True),
    (IssueState.OPEN, heard(IssueState.CLOSED, 0), True),
    (IssueState.OPEN, heard(IssueState.CLOSED, -1), False),
    (IssueState.OPEN, heard(IssueState.OPEN, 1), False),
    (IssueState.CLOSED, heard(IssueState.OPEN, 1), True),
    (IssueState.OPEN, heard(IssueState.GONE, None), True),
    (IssueState.GONE, heard(IssueState.OPEN, 1), True),
    (IssueState.WANTED, heard(IssueState.CLOSED, 1), False),
    (IssueState.FAILED, heard(IssueState.CLOSED, 1), False),
])
def test_only_what_is_newer_and_different_is_news(was: IssueState, said: Heard, is_news: bool) -> None:
    assert changes(was, AT, said) is is_news


def test_a_token_is_not_shown_where_a_connection_is() -> None:
    assert "hush" not in repr(Connection(Kind.GITHUB, "larkfield/web", "https://api.github.com", "hush"))
