"""Larkfield, the invented company: people, channels, settings and a month of annoyances, for the sandbox and tests."""

from bot.domain.reports import Emotion, HowKnown
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
from bot.sandbox.company.reading import load, load_tour

__all__ = [
    "Channel",
    "Company",
    "CompanyError",
    "Emotion",
    "Group",
    "HowKnown",
    "Move",
    "Person",
    "Role",
    "Step",
    "Story",
    "TourScene",
    "load",
    "load_tour",
]
