"""Channels as plain values: what Slack says of one, and what has to be said about one to those who can mend it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Seen:
    """A channel as Slack describes it."""

    channel_id: str
    name: str = ""
    is_private: bool = False
    is_member: bool = False
    is_archived: bool = False


class Trouble(StrEnum):
    """Why a channel cannot be used. GONE: its cards go to triage; WAITING: there is no triage to take them."""

    INVITE = "invite"
    RESTRICTED = "restricted"
    GONE = "gone"
    GONE_WAITING = "gone_waiting"
    GONE_TRIAGE = "gone_triage"
