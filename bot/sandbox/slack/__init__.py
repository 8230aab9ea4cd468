"""A Slack that runs on a laptop: for `snag demo`, and for every test in place of mocks. See docs/local-slack.md."""

from bot.sandbox.slack.actor import Actor
from bot.sandbox.slack.events import SLACK_RETRY_DELAYS
from bot.sandbox.slack.faults import Fault, Faults
from bot.sandbox.slack.model import Answer, ApiCall, AppInfo, Json, Ping, Team
from bot.sandbox.slack.server import LocalSlack

__all__ = [
    "SLACK_RETRY_DELAYS",
    "Actor",
    "Answer",
    "ApiCall",
    "AppInfo",
    "Fault",
    "Faults",
    "Json",
    "LocalSlack",
    "Ping",
    "Team",
]
