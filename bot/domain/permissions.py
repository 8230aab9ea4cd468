"""Who may do what, as one table. Services find out which roles somebody has and ask here; no button is trusted."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.annoyances import Move


class Role(StrEnum):
    GUEST = "guest"
    FULL_MEMBER = "full_member"
    REPORTER = "reporter"
    SEES_CHANNEL = "sees_channel"
    TEAM_MEMBER = "team_member"
    ASSIGNEE = "assignee"
    LEAD = "lead"
    MANAGER = "manager"
    TRIAGE = "triage"
    CX_LEAD = "cx_lead"
    ADMIN = "admin"


class Act(StrEnum):
    """Acts beside the moves of an annoyance."""

    REPORT = "report"
    FIND = "find"
    READ_STORY = "read_story"
    DIGEST = "digest"
    SETTINGS = "settings"
    WHO_REPORTED = "who_reported"
    READ_CONTACT = "read_contact"
    SURVEY = "survey"
    SURVEY_RESULTS = "survey_results"
    CARE = "care"
    FOLLOW = "follow"
    NUDGES = "nudges"
    THEMES = "themes"
    ITEM = "item"
    UNFOLLOW = "unfollow"


_TEAM = frozenset({Role.TEAM_MEMBER, Role.LEAD, Role.ASSIGNEE, Role.MANAGER, Role.CX_LEAD})
_CHIEFS = frozenset({Role.LEAD, Role.MANAGER, Role.CX_LEAD})
_TRIAGE = frozenset({Role.TRIAGE, Role.CX_LEAD, Role.MANAGER})

ALLOWED: dict[Move | Act, frozenset[Role]] = {
    Act.REPORT: frozenset({Role.FULL_MEMBER, Role.GUEST}),
    Act.FIND: frozenset({Role.FULL_MEMBER}),
    Act.READ_STORY: frozenset(
        {
            Role.TEAM_MEMBER,
            Role.LEAD,
            Role.ASSIGNEE,
            Role.MANAGER,
            Role.CX_LEAD,
            Role.ADMIN,
            Role.SEES_CHANNEL,
        }
    ),
    Act.DIGEST: frozenset({Role.TEAM_MEMBER, Role.LEAD, Role.MANAGER, Role.CX_LEAD, Role.ADMIN}),
    Act.WHO_REPORTED: frozenset({Role.LEAD}),
    Act.READ_CONTACT: frozenset({Role.ADMIN, *_TEAM}),
    Act.SURVEY_RESULTS: frozenset({Role.LEAD, Role.MANAGER, Role.CX_LEAD, Role.ADMIN}),
    Act.SETTINGS: frozenset({Role.ADMIN}),
    Act.SURVEY: frozenset({Role.ADMIN, *_CHIEFS}),
    Act.CARE: frozenset({Role.SEES_CHANNEL, *_TEAM}),
    Act.FOLLOW: frozenset({Role.SEES_CHANNEL, *_TEAM}),
    Act.UNFOLLOW: frozenset({Role.FULL_MEMBER}),
    Act.ITEM: frozenset({Role.SEES_CHANNEL, *_TEAM}),
    Act.NUDGES: frozenset({Role.LEAD, Role.MANAGER, Role.CX_LEAD, Role.ADMIN}),
    Act.THEMES: frozenset({Role.MANAGER, Role.CX_LEAD, Role.ADMIN}),
    Move.ACKNOWLEDGE: frozenset({Role.SEES_CHANNEL, *_TEAM}),
    Move.ADD_ITEM: frozenset({Role.SEES_CHANNEL, *_TEAM}),
    Move.NEXT_STEP: frozenset({Role.SEES_CHANNEL, *_TEAM}),
    Move.SNOOZE: _TEAM,
    Move.WAKE: _TEAM,
    Move.TELL_MEANWHILE: _TEAM,
    Move.TRACKER_ISSUE: _TEAM,
    Move.MERGE: _CHIEFS,
    Move.UNMERGE: _CHIEFS,
    Move.WONT_FIX: _CHIEFS,
    Move.STILL_HAPPENING: frozenset({Role.SEES_CHANNEL, Role.REPORTER, *_TEAM}),
    Move.ASSIGN: _TEAM,
    Move.RESOLVE: _TEAM,
    Move.NOT_OURS: _TEAM,
    Move.ASK_REPORTER: _TEAM,
    Move.SURVEY_LINK: _TEAM,
    Move.CHOOSE_TEAM: _TRIAGE,
    Move.WITHDRAW: _TRIAGE,
    Move.REOPEN: _CHIEFS,
    Move.UNDO: frozenset({Role.REPORTER}),
    Move.ME_TOO: frozenset({Role.FULL_MEMBER}),
}


@dataclass(frozen=True, slots=True)
class TeamPeople:
    """Those a team's settings name, groups resolved. `members` is empty when none is listed."""

    lead: str | None = None
    manager: str | None = None
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WorkspacePeople:
    """Those the workspace's settings name. No admins named: Slack's own admins count."""

    admins: frozenset[str] = frozenset()
    cx_leads: frozenset[str] = frozenset()
    triage: frozenset[str] = frozenset()


def may(act: Move | Act, roles: Collection[Role]) -> bool:
    """Whether any of `roles` is enough for `act`. An act without a row is nobody's."""
    return not ALLOWED.get(act, frozenset()).isdisjoint(roles)


def roles_of(
    user_id: str,
    *,
    workspace: WorkspacePeople,
    team: TeamPeople | None = None,
    is_guest: bool = False,
    is_slack_admin: bool = False,
    sees_channel: bool = False,
    assignee: str | None = None,
    is_reporter: bool = False,
    in_triage: bool = False,
) -> frozenset[Role]:
    """All roles of one person towards one annoyance.

    `sees_channel`: they clicked on its card, which proves that they can see its channel. `in_triage`: that card stands
    in the triage channel. Where a team (or triage) lists nobody, everyone who sees the channel counts as listed.
    """
    if is_guest:
        return frozenset({Role.GUEST} | ({Role.REPORTER} if is_reporter else set()))
    roles = {Role.FULL_MEMBER}
    roles |= {
        role
        for role, holds in {
            Role.REPORTER: is_reporter,
            Role.SEES_CHANNEL: sees_channel,
            Role.ASSIGNEE: assignee == user_id,
            Role.CX_LEAD: user_id in workspace.cx_leads,
            Role.ADMIN: user_id in workspace.admins or (not workspace.admins and is_slack_admin),
            Role.TRIAGE: user_id in workspace.triage or (not workspace.triage and sees_channel and in_triage),
        }.items()
        if holds
    }
    if team is not None:
        roles |= _in_team(user_id, team, sees_channel=sees_channel)
    return frozenset(roles)


def _in_team(user_id: str, team: TeamPeople, *, sees_channel: bool) -> set[Role]:
    listed = user_id in team.members or (not team.members and sees_channel)
    return {
        role
        for role, holds in {
            Role.TEAM_MEMBER: listed,
            Role.LEAD: user_id == team.lead,
            Role.MANAGER: user_id == team.manager,
        }.items()
        if holds
    }
