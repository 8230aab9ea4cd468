"""The story of an annoyance: as a form to read, and as a file to take along, in the reader's language and by their
clocks. In Markdown nothing that people wrote can become a link, a picture or a heading."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.domain.annoyances import Move, State
from bot.domain.api_tokens import BY
from bot.domain.timeline import PEOPLE, VERSION, WORDS, Detail, Event, Form, Timeline, What
from bot.domain.wording import cut
from bot.text import say
from bot.views.annoyances import MoveState
from bot.views.blocks import (
    Json,
    User,
    actions,
    button,
    context,
    day,
    element,
    elements,
    modal,
    moment,
    quote,
    rich,
    text,
)
from bot.views.ids import Action, Callback
from bot.views.reports import state_word, why_here

SHOWN = 400
"""Characters of one quote in the form; the file has all."""
ROOM = 8_000
"""Characters of one page: Slack refuses a form of over some 13,000, its own marks counted."""
EACH = 350
"""What an event takes beside its words."""
SAID: frozenset[tuple[str, object]] = frozenset({
    (Move.ACKNOWLEDGE, State.ACKNOWLEDGED), (Move.RESOLVE, State.RESOLVED), (Move.VERIFY, State.VERIFIED),
    (Move.WONT_FIX, State.WONT_FIX), (Move.MERGE, State.MERGED), (Move.WITHDRAW, State.WITHDRAWN)})
"""Moves whose name says already how it stands after them."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+=\-.!|~&@:/])")
NAME = {Form.MARKDOWN: "md", Form.JSON: "json"}


def pages(told: Timeline) -> list[tuple[Event, ...]]:
    """The events cut into pages that Slack takes; at least one."""
    made: list[tuple[Event, ...]] = []
    page: list[Event] = []
    room = ROOM
    for event in told.events:
        needed = EACH + sum(min(len(words), SHOWN) for _, words in _quotes("en", event))
        if page and needed > room:
            made.append(tuple(page))
            page, room = [], ROOM
        page.append(event)
        room -= needed
    return [*made, tuple(page)]


def form(language: str, told: Timeline, zone: ZoneInfo, state: MoveState, page: int = 0, note: str | None = None
         ) -> Json:
    """One page of the story, oldest first; `note` is a sentence on top."""
    every = pages(told)
    page = min(max(page, 0), len(every) - 1)
    title = say(language, "card.title", number=told.number, title=told.title)
    blocks = [context(say(language, note))] if note else []
    blocks.append(rich([text(title, bold=True), text(f" · {state_word(language, told.state)}")],
                       [text(why_here(language, told.team, told.why))]))
    if not told.is_whole:
        blocks.append(context(say(language, "story.own")))
    blocks += [rich(*_paragraphs(language, event, zone)) for event in every[page]]
    turning = [button(say(language, key), action, f"{told.number}:{to}") for key, action, to, there in (
        ("story.earlier", Action.TIMELINE_EARLIER, page - 1, page > 0),
        ("story.later", Action.TIMELINE_LATER, page + 1, page + 1 < len(every))) if there]
    files = [button(say(language, f"story.as_{NAME[one]}"), action, str(told.number)) for one, action in (
        (Form.MARKDOWN, Action.TIMELINE_MARKDOWN), (Form.JSON, Action.TIMELINE_JSON))]
    blocks.append(actions(*turning, *files, block_id="timeline"))
    return modal(Callback.MORE, say(language, "story.button"), blocks, close=say(language, "form.done"),
                 metadata=state.packed())


def _paragraphs(language: str, event: Event, zone: ZoneInfo) -> Iterator[list[Json]]:
    line = [element(moment(language, event.at, zone))]
    for part in _head(language, event):
        line += [text(" · "), *part]
    yield line
    for label, words in _quotes(language, event):
        if label:
            yield [text(f"{label}:")]
        yield quote(words, SHOWN)


def _head(language: str, event: Event) -> Iterator[list[Json]]:
    """What happened, by whom, and what can be said of it in a word."""
    yield [text(say(language, f"story.{event.what}"), bold=True)]
    if event.by and event.by.startswith(BY):
        yield [text(event.by.removeprefix(BY))]
    elif event.by:
        yield [element(User(event.by))]  # in what one person sees, it pings nobody
    elif event.what in (What.REPORT, What.ANSWER):
        yield [text(say(language, "story.no_name"))]
    for detail in event.details:
        if detail.kind in PEOPLE:
            yield elements(language, f"story.detail.{detail.kind}", value=User(str(detail.value)))
        elif detail.kind not in WORDS and (event.what, detail.value) not in SAID:
            yield [text(_short(language, detail))]


def _in_words(language: str, told: Timeline, event: Event) -> str:
    """The same as one line of text."""
    return " · ".join("".join(one.get("text") or told.names.get(one["user_id"], one["user_id"]) for one in part)
                      for part in _head(language, event))


def _short(language: str, detail: Detail) -> str:
    """A detail in a few words."""
    value = detail.value
    if detail.kind == "state":
        return f"→ {say(language, f'state.{value}')}"
    if detail.kind == "customer":
        return say(language, f"story.customer.{value}")
    if detail.kind == "level":
        return say(language, f"story.level.{value}")
    if detail.kind.endswith("_on"):
        value = day(language, value if isinstance(value, date) else date.fromisoformat(str(value)))
    return say(language, f"story.detail.{detail.kind}", value=value)


def _quotes(language: str, event: Event) -> list[tuple[str, str]]:
    """What people wrote, each with what it is; the event's own words need no label."""
    own = [("", event.words)] if event.words else []
    return own + [(say(language, f"story.detail.{detail.kind}"), str(detail.value)) for detail in event.details
                  if detail.kind in WORDS]


# files

def file(language: str, told: Timeline, zone: ZoneInfo, wanted: Form) -> bytes:
    """The story as a file."""
    made = markdown(language, told, zone) if wanted is Form.MARKDOWN else as_json(told)
    return made.encode()


def file_name(told: Timeline, wanted: Form) -> str:
    return f"snag-{told.number}.{NAME[wanted]}"


def file_title(language: str, told: Timeline) -> str:
    return say(language, "story.file", number=told.number, title=cut(told.title, 80))


def markdown(language: str, told: Timeline, zone: ZoneInfo) -> str:
    """For people: one heading, then event by event."""
    lines = [f"# {escape(say(language, 'card.title', number=told.number, title=told.title))}", "",
             escape(" · ".join(one for one in (state_word(language, told.state), told.team, str(zone)) if one)), "",
             escape(why_here(language, told.team, told.why)), ""]
    if not told.is_whole:
        lines += [escape(say(language, "story.own")), ""]
    for event in told.events:
        when = format_datetime(event.at.astimezone(zone), "yyyy-MM-dd HH:mm", locale="en")
        lines.append(f"- **{when}** {escape(_in_words(language, told, event))}")
        for label, words in _quotes(language, event):
            lines += [f"  {escape(label)}:"] if label else []
            lines += ["", *(f"  > {escape(line)}" for line in words.splitlines() or [""]), ""]
    return "\n".join(lines).rstrip() + "\n"


def escape(words: str) -> str:
    """People's words as Markdown that shows them and does nothing else."""
    return _SPECIAL.sub(r"\\\1", words)


def as_json(told: Timeline) -> str:
    """For programs; the shape stands in docs/api.md, and the API answers the same."""
    return json.dumps({
        "version": VERSION, "number": told.number, "title": told.title, "state": told.state, "team": told.team,
        "is_whole": told.is_whole, "why": {"by": told.why.by, "phrase": told.why.phrase, "like": told.why.like},
        "events": [_event(event) for event in told.events]},
        ensure_ascii=False, indent=2) + "\n"


def _event(event: Event) -> Json:
    return {"at": _instant(event.at), "what": event.what, "by": event.by, "words": event.words,
            "details": {detail.kind: _plain(detail.value) for detail in event.details}}


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _plain(value: str | int | date | datetime) -> str | int:
    if isinstance(value, datetime):
        return _instant(value)
    return value.isoformat() if isinstance(value, date) else value


KINDS: Sequence[str] = (*What, *(move for move in Move if str(move) not in set(What)))
"""All that can stand in a story: each has its words in every catalogue."""
