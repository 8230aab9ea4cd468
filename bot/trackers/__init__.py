"""Issue trackers: one file each behind one interface. They know nothing of teams, cards and rows."""

from collections.abc import Callable

import httpx

from bot.domain.trackers import Connection, Kind
from bot.trackers.base import Tracker
from bot.trackers.github import GitHub
from bot.trackers.gitlab import GitLab
from bot.trackers.jira import Jira
from bot.trackers.linear import Linear

KINDS: dict[Kind, type[GitHub] | type[GitLab] | type[Jira] | type[Linear]] = {
    Kind.GITHUB: GitHub, Kind.GITLAB: GitLab, Kind.JIRA: Jira, Kind.LINEAR: Linear}

Reach = Callable[[Connection], Tracker]
"""From how to reach a project to what speaks with it."""


def reaching(http: httpx.AsyncClient) -> Reach:
    """All kinds over one HTTP client."""
    def reach(to: Connection) -> Tracker:
        return KINDS[to.kind](to, http)
    return reach
