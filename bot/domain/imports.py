"""Rows of other systems as reports: which column means what, a row as a draft, and the key that lets it in once."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.import_files import Row
from bot.domain.links import web_address
from bot.domain.reports import ContactChannel, Draft, Emotion, Flag, GotIt, HowKnown, MayContact, Segment
from bot.domain.wording import cut, fold, tidy
from bot.errors import ConfigError

LONGEST_KEY = 200
_AHEAD = timedelta(days=1)
"""How far in the future a row may lie: another system's clock, or a zone that the file does not name."""


class Target(StrEnum):
    """What a column can mean."""

    TEXT = "text"
    CUSTOMER_WORDS = "customer_words"
    TOUCHPOINT = "touchpoint"
    TEAM = "team"
    REPORTER = "reporter"
    EMOTION = "emotion"
    HOW_KNOWN = "how_known"
    MATTERS_ON = "matters_on"
    CONTACT_CHANNEL = "contact_channel"
    LINE = "line"
    WANTED = "wanted"
    GOT_IT = "got_it"
    SEGMENT = "segment"
    SAFETY = "safety"
    ACCESSIBILITY = "accessibility"
    COST = "cost"
    IDEA = "idea"
    POST_LINK = "post_link"
    MAY_CONTACT = "may_contact"
    REFERENCE = "reference"
    VALUE = "value"
    CREATED_AT = "created_at"
    EXTERNAL_ID = "external_id"


# The first one that a file has wins. Other systems mean other things by "line", "cost" or "value": those need --map.
# A bare "id" is not among them: two files may both count from 1.
OBVIOUS: dict[Target, str] = {
    Target.TEXT: "text|story|what happened|report|comment|message|feedback|description|body|content|review|complaint"
                 "|내용|본문|무슨 일이 있었나요|불편|제보|의견|후기|본문 내용"
                 "|本文|内容|何が起きましたか|困りごと|報告|コメント|メッセージ|ご意見|口コミ",
    Target.CUSTOMER_WORDS: "customer words|customer's words|verbatim|quote|고객의 말|고객 말|お客様の言葉|顧客の声",
    Target.TOUCHPOINT: "touchpoint|접점|タッチポイント|接点",
    Target.TEAM: "team|owning team|담당 팀|팀|担当チーム|チーム",
    Target.REPORTER: "reporter|reporter id|reported by|제보자|報告者",
    Target.EMOTION: "emotion",
    Target.HOW_KNOWN: "how known",
    Target.MATTERS_ON: "matters on",
    Target.CONTACT_CHANNEL: "contact channel|channel of contact|문의 경로|連絡手段",
    Target.WANTED: "wanted",
    Target.GOT_IT: "got it",
    Target.POST_LINK: "post link",
    Target.MAY_CONTACT: "may contact",
    Target.CREATED_AT: "created at|created|timestamp|date|time|reported at|작성일|등록일|일시|날짜"
                       "|作成日|作成日時|日時|日付",
    Target.EXTERNAL_ID: "external id",
}

EMOTIONS = {
    **dict.fromkeys(("present", "yes", "true", "1"), Emotion.PRESENT),
    **dict.fromkeys(("absent", "no", "false", "0"), Emotion.ABSENT),
    **dict.fromkeys(("unknown", "not known"), Emotion.UNKNOWN),
}
WAYS_KNOWN = {way.replace("_", " "): way for way in HowKnown}
YES_OR_NO = {**dict.fromkeys(("yes", "true", "1"), True), **dict.fromkeys(("no", "false", "0"), False)}
ENDS = {"yes": GotIt.YES, "true": GotIt.YES, "no": GotIt.NO, "false": GotIt.NO, "unknown": GotIt.UNKNOWN,
        "not known": GotIt.UNKNOWN}
MAY_CONTACT = {word: MayContact.YES if may else MayContact.NO for word, may in YES_OR_NO.items()}
CHANNELS = {str(one): one for one in ContactChannel}
SEGMENTS = {str(one): one for one in Segment}
FLAGS = {Target.SAFETY: Flag.SAFETY, Target.ACCESSIBILITY: Flag.ACCESSIBILITY, Target.COST: Flag.COST}

_USER = re.compile(r"(?:<@)?([UW][A-Z0-9]{2,})(?:\|[^>]*)?>?")
_UNIX = re.compile(r"\d{9,10}(?:\.\d+)?")
_SAME = re.compile(r"[\s_.\-'\u2019]+")
_V = TypeVar("_V")


class BadRow(ValueError):
    """A row that cannot become a report; the message says why."""


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may name, folded, each with its key; and how to read times without a zone."""

    teams: Mapping[str, str]
    touchpoints: Mapping[str, str]
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A row on its way in, unmasked. `unknown` are names of teams and touchpoints that nobody here knows."""

    line: int
    key: str
    draft: Draft
    reporter: str | None
    created_at: datetime | None
    unknown: tuple[str, ...] = ()


def parse_map(said: Iterable[str]) -> dict[Target, str]:
    """From 'text=Comment' and the like; 'team=' leaves that out. Raises `ConfigError`."""
    columns: dict[Target, str] = {}
    for one in said:
        target, equals, column = one.partition("=")
        if not equals or target.strip() not in list(Target):
            raise ConfigError(f"--map {one}: write it as TARGET=COLUMN, TARGET being one of {', '.join(Target)}.")
        columns[Target(target.strip())] = column.strip()
    return columns


def columns_for(found: Sequence[str], said: Mapping[Target, str]) -> dict[Target, str]:
    """Which column to read for each target: as `said`, else the obvious one. Raises `ConfigError` without a text."""
    names = {_plain(name): name for name in reversed(found) if name}
    columns = {target: _named(names, target, column) for target, column in said.items() if column}
    taken = set(columns.values())
    for target, headers in OBVIOUS.items():
        free = (names[_plain(header)] for header in headers.split("|") if _plain(header) in names)
        column = next((name for name in free if name not in taken), None) if target not in said else None
        if column is not None:
            columns[target] = column
            taken.add(column)
    if Target.TEXT not in columns:
        raise ConfigError(f"No column looks like the story. Say which one it is: --map text=COLUMN. {_there(names)}")
    return columns


def _named(names: Mapping[str, str], target: Target, column: str) -> str:
    if _plain(column) not in names:
        raise ConfigError(f"--map {target}={column}: there is no column {column!r}. {_there(names)}")
    return names[_plain(column)]


def _there(names: Mapping[str, str]) -> str:
    return f"The columns are: {', '.join(reversed(list(names.values()))) or 'none'}."


def _plain(header: str) -> str:
    return _SAME.sub("", fold(header))


def names_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """How a file may call what has a key and a name, each folded; keys come before names."""
    pairs = list(pairs)
    return {fold(name): key for key, name in reversed(pairs)} | {fold(key): key for key, _ in pairs}


class Reader:
    """Reads the rows of one file, in their order: equal rows are told apart by how many came before."""

    def __init__(self, columns: Mapping[Target, str], known: Known) -> None:
        self.columns, self._known = dict(columns), known
        self._rows: Counter[int] = Counter()
        self._ids: dict[int, int] = {}

    def read(self, row: Row) -> Entry:
        """Raises `BadRow`."""
        cell = {target: tidy(row.cells.get(column, "")) for target, column in self.columns.items()}
        key = self._key(row, cell.get(Target.EXTERNAL_ID, ""))
        team, unknown_team = _look_up(self._known.teams, cell.get(Target.TEAM))
        touchpoint, unknown_point = _look_up(self._known.touchpoints, cell.get(Target.TOUCHPOINT))
        draft = _draft(cell, touchpoint, team)
        if not draft.text:
            raise BadRow(f"{self.columns[Target.TEXT]} is empty")
        return Entry(row.line, key, draft, _reporter(cell.get(Target.REPORTER)),
                     _moment(cell.get(Target.CREATED_AT), self._known),
                     tuple(name for name in (unknown_team, unknown_point) if name))

    def _key(self, row: Row, external_id: str) -> str:
        """Eight bytes of each hash are remembered: a file of a million rows fits."""
        whole = _hash(json.dumps(sorted(row.cells.items())))
        short = int(whole[:16], 16)
        if not external_id:
            self._rows[short] += 1
            return f"row:{whole}:{self._rows[short]}"
        if self._ids.setdefault(int(_hash(external_id)[:16], 16), short) != short:
            raise BadRow(f"an earlier row has the same external id {_shown(external_id)}")
        return external_id if len(external_id) <= LONGEST_KEY else f"id:{_hash(external_id)}"


def _draft(cell: Mapping[Target, str], touchpoint: str | None, team: str | None) -> Draft:
    def said(target: Target) -> str | None:
        return cell.get(target) or None

    return Draft(
        text=cell[Target.TEXT], customer_words=said(Target.CUSTOMER_WORDS), touchpoint=touchpoint, team=team,
        emotion=_one_of(EMOTIONS, Target.EMOTION, cell), matters_on=_date(said(Target.MATTERS_ON)),
        how_known=_one_of(WAYS_KNOWN, Target.HOW_KNOWN, cell), post_link=_link(said(Target.POST_LINK)),
        contact_channel=_one_of(CHANNELS, Target.CONTACT_CHANNEL, cell), line=said(Target.LINE),
        wanted=said(Target.WANTED), got_it=_one_of(ENDS, Target.GOT_IT, cell),
        segment=_one_of(SEGMENTS, Target.SEGMENT, cell), idea=said(Target.IDEA),
        flags=frozenset(flag for target, flag in FLAGS.items() if _one_of(YES_OR_NO, target, cell)),
        may_contact=_one_of(MAY_CONTACT, Target.MAY_CONTACT, cell), reference=said(Target.REFERENCE),
        value=said(Target.VALUE))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _look_up(names: Mapping[str, str], said: str | None) -> tuple[str | None, str | None]:
    """The key of what is named, and the name where nobody knows it."""
    if not said:
        return None, None
    key = names.get(fold(said))
    return key, None if key else cut(said, 60)


def _one_of(words: Mapping[str, _V], target: Target, cell: Mapping[Target, str]) -> _V | None:
    said = cell.get(target)
    if not said:
        return None
    found = words.get(fold(said).replace("_", " "))
    if found is None:
        raise BadRow(f"{target} is {_shown(said)}, not one of {', '.join(words)}")
    return found


def _reporter(said: str | None) -> str | None:
    if not said:
        return None
    found = _USER.fullmatch(said)
    if found is None:
        raise BadRow(f"reporter is {_shown(said)}, no Slack id (U...); --map reporter= leaves reporters out")
    return found.group(1)


def _date(said: str | None) -> date | None:
    if not said:
        return None
    try:
        return datetime.fromisoformat(said).date()
    except ValueError:
        raise BadRow(f"matters_on is {_shown(said)}, no date like 2026-03-29") from None


def _link(said: str | None) -> str | None:
    if not said:
        return None
    address = web_address(said)
    if address is None:
        raise BadRow(f"post_link is {_shown(said)}, no address like https://example.com/review")
    return address


def _moment(said: str | None, known: Known) -> datetime | None:
    if not said:
        return None
    try:
        at = _unix_or_iso(said, known.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRow(f"created_at is {_shown(said)}, no time like 2026-03-29T09:00:00+02:00 or Unix seconds") from None
    if at > known.now + _AHEAD:
        raise BadRow(f"created_at is {_shown(said)}, which lies in the future")
    return at


def _unix_or_iso(said: str, zone: ZoneInfo) -> datetime:
    if _UNIX.fullmatch(said):
        return datetime.fromtimestamp(float(said), UTC)
    at = datetime.fromisoformat(said)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _shown(said: str) -> str:
    return repr(cut(said, 40))
