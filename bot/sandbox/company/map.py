"""Who is who in the company's settings: where a story goes first, and who may make a move for which team."""

from collections.abc import Mapping
from typing import Any

from bot.domain import annoyances
from bot.domain.duplicates import Glossary
from bot.domain.permissions import Role, may
from bot.domain.routing import Facts, Router, Rule, TeamWords, TouchpointWords
from bot.sandbox.company.model import Company, Story

Settings = Mapping[str, Any]  # as YAML gives it; the bot's own reading of settings needs a database


class Map:
    """Built from settings whose names are known to exist."""

    def __init__(self, settings: Settings, company: Company) -> None:
        self._router = _router(settings)
        self._teams: dict[str, Settings] = {team["key"]: team for team in settings["teams"]}
        self._groups = {group.id: frozenset(group.users) for group in company.groups}
        self._channels = {channel.id: frozenset(channel.members) for channel in company.channels}
        self._triage = frozenset(settings["workspace"]["triage"]["members"])
        self._cx_leads = frozenset(settings["workspace"]["cx_leads"])

    def first_team(self, story: Story) -> str | None:
        """The team that the bot's own router picks; None is triage."""
        return self._router.route(Facts(text=story.text, touchpoint=story.touchpoint)).team

    def members(self, team: str) -> frozenset[str]:
        listed = self._teams[team]["members"]
        return frozenset().union(*(self._groups.get(one, frozenset({one})) for one in listed))

    def may(self, user: str, move: annoyances.Move, team: str | None) -> bool:
        return may(move, self._roles(user, team))

    def _roles(self, user: str, team: str | None) -> set[Role]:
        holds = {Role.TRIAGE: user in self._triage, Role.CX_LEAD: user in self._cx_leads}
        if team is not None:
            settings = self._teams[team]
            holds |= {
                Role.LEAD: user == settings["lead"],
                Role.MANAGER: user == settings["manager"],
                Role.TEAM_MEMBER: user in self.members(team),
                Role.SEES_CHANNEL: user in self._channels[settings["channel"]],
            }
        return {role for role, is_held in holds.items() if is_held}


def _router(settings: Settings) -> Router:
    teams = [TeamWords(team["key"], tuple(team["keywords"])) for team in settings["teams"]]
    rules = [Rule(team=rule["team"], **rule["when"]) for rule in settings["rules"]]
    glossary = Glossary({one["concept"]: tuple(one["words"]) for one in settings.get("glossary", ())})
    touchpoints = [TouchpointWords(one["key"], one["name"], one["team"]) for one in settings["touchpoints"]]
    return Router(teams, rules, touchpoints, glossary=glossary)
