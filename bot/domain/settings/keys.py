"""The keys of a settings file: which columns each fills, how it is read and how it is written. A new setting is a line
here, a field in `parts` and a column."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.domain.settings import values
from bot.domain.settings.spots import Spot
from bot.domain.settings.values import Merge, Unset
from bot.domain.settings.writing import Plain


@dataclass(frozen=True)
class Key:
    """A key in the file, the columns it fills, and the way there and back."""

    columns: tuple[str, ...]
    read: Callable[[Spot], tuple[Any, ...]]
    write: Callable[..., Plain | Unset]


def _key(column: str, read: values.Reader, write: Callable[[Any], Plain | Unset] | None = None) -> Key:
    return Key((column,), lambda at: (read(at),), write or _plain)


def _plain(value: Any) -> Plain | Unset:
    return list(value) if isinstance(value, tuple) else value


def _digest(day: str | None, time: str) -> Plain:
    return "off" if day is None else {"day": day, "time": time}


def _all_of(known: Iterable[str], *, in_days: Iterable[str] = ()) -> Callable[[Merge], Plain]:
    """Those that are not set too, as null, so that a file kept for later brings exactly this back."""

    def write(merge: Merge) -> Plain:
        held = dict(merge.pairs)
        return {name: f"{held[name]}d" if name in in_days and held.get(name) else held.get(name) for name in known}

    return write


_PEOPLE = values.many(values.person, "[U0ANA, U0BEN]")
_WORDS = values.many(values.one_line, "[refund, card declined]")

WORKSPACE = {
    "locale": _key("locale", values.one_of(values.LOCALES)),
    "timezone": _key("timezone", values.zone),
    "hours": _key("hours", values.hours),
    "holidays": _key("holidays", values.optional(values.holidays)),
    "triage": Key(("triage_channel_id", "triage_members"), values.triage,
                   lambda channel, members: {"channel": channel, "members": list(members)}),
    "admins": _key("admins", _PEOPLE),
    "cx_leads": _key("cx_leads", _PEOPLE),
    "reaction": _key("reaction", values.optional(values.reaction)),
    "verify_after": _key("verify_after_days", values.days, lambda days: f"{days}d"),
    "surveys": _key("surveys", values.pairs(values.ASKED, "{at_most: 2, within: 30d}"),
                    _all_of(values.ASKED, in_days=("within",))),
    "quiet": _key("quiet", values.optional(values.quiet)),
    "retention": _key("retention", values.pairs(dict.fromkeys(values.KEPT, values.days), "{reports: 730d}"),
                      _all_of(values.KEPT, in_days=values.KEPT)),
}
TEAM = {
    "name": _key("name", values.one_line),
    "channel": _key("channel_id", values.channel),
    "lead": _key("lead", values.optional(values.person)),
    "manager": _key("manager", values.optional(values.person)),
    "members": _key("members", values.many(values.person_or_group, "[U0ANA, S0PAYTEAM]")),
    "locale": _key("locale", values.one_of(values.LOCALES)),
    "timezone": _key("timezone", values.zone),
    "hours": _key("hours", values.hours),
    "holidays": _key("holidays", values.optional(values.holidays)),
    "days_off": _key("days_off", values.days_off),
    "sla": _key("sla", values.pairs(dict.fromkeys(values.CLOCKS, values.working_time), "{acknowledge: 8h}"),
                _all_of(values.CLOCKS)),
    "verify": _key("verify", values.pairs(values.VERIFIED, "{after: 7d, still: 2}"),
                   _all_of(values.VERIFIED, in_days=("after",))),
    "digest": Key(("digest_day", "digest_time"), values.digest, _digest),
    "keywords": _key("keywords", _WORDS),
}
TOUCHPOINT = {
    "name": _key("name", values.one_line),
    "stages": _key("stages", values.many(values.one_of(values.STAGES), "[purchase]")),
    "team": _key("team_key", values.optional(values.names("team"))),
    "monthly_volume": _key("monthly_volume", values.optional(values.count)),
    "front_line": _key("front_line", values.optional(values.person_group_or_channel)),
}
PROMISE = {
    "text": _key("text", values.words),
    "team": _key("team_key", values.optional(values.names("team"))),
}
CONCEPT = {"words": _key("words", _WORDS)}
RULE = {
    "when": _key("conditions", values.when, dict),
    "team": _key("team_key", values.names("team")),
}
SECTIONS = ("workspace", "teams", "rules", "touchpoints", "promises", "glossary")
NEEDED = (  # what a new thing cannot do without: whose, where, its key, its column, an example
    ("team", "teams", "channel", "channel_id", "C0PAY"),
    ("promise", "promises", "text", "text", '"You get an answer within one hour"'),
    ("concept", "glossary", "words", "words", "[refund, money back]"),
)


def word_for(column: str) -> str:
    """The key in the file that fills a column."""
    tables = (WORKSPACE, TEAM, TOUCHPOINT, PROMISE, CONCEPT)
    return next((name for table in tables for name, key in table.items() if column in key.columns), column)
