"""All tables, and with them the privacy register: each column says why it is kept, who sees it and for how long.

Every primary, unique and foreign key begins with `workspace_id`, so no row can point into another workspace.
"""

from sqlmodel import SQLModel

from storage.tables.acting import ActionItem, Clock, Nudge
from storage.tables.annoyances import (
    Annoyance,
    Attachment,
    Follower,
    Label,
    Merge,
    Move,
    Question,
    QuestionAnswer,
    Report,
    Snooze,
    ThreadReply,
)
from storage.tables.columns import Instant, Json, held, table
from storage.tables.integrations import ApiToken, Event, Tracker, TrackerIssue, Webhook
from storage.tables.learning import RoutingModel, RuleProposal
from storage.tables.settings import (
    Channel,
    Concept,
    Person,
    Preference,
    Promise,
    Rule,
    Team,
    Touchpoint,
    UserGroup,
    Workspace,
)
from storage.tables.surveys import AskingWish, Digest, Invitation, Response, Survey, SurveyLink, SurveyPlan, Unasked
from storage.tables.work import Heartbeat, Inbox, Lane, Log, Post, Work

metadata = SQLModel.metadata

__all__ = [
    "ActionItem", "Annoyance", "ApiToken", "AskingWish", "Attachment", "Channel", "Clock", "Concept", "Digest",
    "Event", "Follower", "Heartbeat", "Inbox", "Instant", "Invitation", "Json", "Label", "Lane", "Log", "Merge",
    "Move", "Nudge", "Person", "Post", "Preference", "Promise", "Question", "QuestionAnswer", "Report", "Response",
    "RoutingModel", "Rule", "RuleProposal", "Snooze", "Survey", "SurveyLink", "SurveyPlan", "Team",
    "ThreadReply", "Touchpoint", "Tracker", "TrackerIssue", "Unasked", "UserGroup", "Webhook", "Work", "Workspace",
    "held", "metadata", "table",
]
