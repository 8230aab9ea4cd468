"""Reminders: a line in the card's thread, one message to a person, the form that answers them, and what would be sent.
They ask for the next step and a day, never for an explanation."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list

from bot.domain.annoyances import Move
from bot.domain.clocks import Kind
from bot.domain.nudges import Level, Outlook, Planned, Reminder
from bot.domain.wording import cut
from bot.text import say
from bot.views.annoyances import MoveState, about, move_button
from bot.views.blocks import (
    Json,
    Link,
    Message,
    Part,
    User,
    actions,
    context,
    day,
    element,
    elements,
    fallback,
    header,
    input_block,
    modal,
    moment,
    rich,
    spoken,
    text,
    text_field,
    time_of_day,
    value_of,
)
from bot.views.ids import Callback, Field

MOST = 5
"""So many reminders in one message; of the rest there are the numbers."""
NUMBERS_SHOWN = 50
TITLE_SHOWN = 120
LINES_SHOWN = 60
DAYS_SHOWN = 30


def thread_line(language: str, about: Reminder, *, zone: ZoneInfo, assignee: User | None) -> Message:
    """In the card's thread, before the time is up and when it is; it names nobody but who works on it."""
    key = f"nudge.thread_{'remind' if about.level is Level.REMIND else 'due'}_{about.kind}"
    facts = _facts(language, about, zone)
    asks = say(language, "nudge.ask")
    named = [element(assignee), text(" ")] if assignee else []
    return Message(fallback(spoken(language, key, **facts), asks), [
        rich(elements(language, key, **facts), [*named, text(asks)]),
        actions(move_button(language, Move.NEXT_STEP, about.number), block_id="nudge")])


def _facts(language: str, about: Reminder, zone: ZoneInfo) -> dict[str, Part]:
    due: Part = day(language, about.due_on) if about.due_on else moment(language, about.due_at, zone)
    return {"due": due, "item": cut(about.item or "", TITLE_SHOWN)}


def message(language: str, reminders: Sequence[Reminder], zone: ZoneInfo) -> Message:
    """To one person: what waits for a next step, what is due longest first."""
    lead = say(language, "nudge.lead")
    shown, (more, more_spoken) = list(reminders[:MOST]), _more(language, reminders[MOST:])
    blocks: list[Json] = [rich([text(lead, bold=True)], [text(say(language, "nudge.ask"))])]
    for place, one in enumerate(shown):
        blocks += _asked(language, one, zone, place)
    asked = (_spoken(language, one, zone) for one in shown)
    return Message(fallback(lead, *asked, more_spoken, say(language, "nudge.ask")),
                   [*blocks, *([rich(more)] if more else []), context(say(language, "nudge.small"))])


def _more(language: str, others: Sequence[Reminder]) -> tuple[list[Json], str]:
    """What there is no room for: each number once, as a link to its card where it has one; and the same as words."""
    links = {one.number: one.link for one in others}
    if not links:
        return [], ""
    said, shown = say(language, "nudge.more", n=len(links)) + " ", list(links)[:NUMBERS_SHOWN]
    ends = " …" if len(links) > len(shown) else ""
    parts = [text(said)]
    for place, number in enumerate(shown):
        link = links[number]
        parts += [text(" · ")] if place else []
        parts.append(element(Link(link, f"#{number}")) if link else text(f"#{number}"))
    return [*parts, *([text(ends)] if ends else [])], said + " · ".join(f"#{number}" for number in shown) + ends


def _asked(language: str, one: Reminder, zone: ZoneInfo, place: int) -> Iterator[Json]:
    title = _title(language, one)
    heading = element(Link(one.link, title)) if one.link else text(title, bold=True)
    yield rich([heading], elements(language, f"nudge.due_{one.kind}", **_facts(language, one, zone)),
               *_why(language, one))
    yield actions(move_button(language, Move.NEXT_STEP, one.number), block_id=f"nudge_{place}")


def _why(language: str, about: Reminder) -> list[list[Json]]:
    """Why it is they who are asked, where it is not their own."""
    if about.level not in (Level.LEAD, Level.MANAGER) or about.team is None:
        return []
    return [[text(say(language, f"nudge.why_{about.level.name.lower()}", team=about.team))]]


def _title(language: str, about: Reminder) -> str:
    return say(language, "card.title", number=about.number, title=cut(about.title, TITLE_SHOWN))


def _spoken(language: str, about: Reminder, zone: ZoneInfo) -> str:
    said = spoken(language, f"nudge.due_{about.kind}", **_facts(language, about, zone))
    return f"{_title(language, about)}: {said}"


def next_step_form(language: str, state: MoveState, title: str) -> Json:
    """What is done next, and by when."""
    return modal(Callback.NEXT_STEP, say(language, "next_step.title"), [
        about(language, state.number, title),
        input_block(Field.NEXT_STEP, say(language, "next_step.what"), text_field(multiline=True),
                    hint=say(language, "next_step.what_hint")),
        input_block(Field.NEXT_STEP_ON, say(language, "next_step.on"), {"type": "datepicker"},
                    hint=say(language, "next_step.on_hint"))],
        submit=say(language, "next_step.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_next_step_form(state: Mapping[str, Any]) -> tuple[str | None, date | None]:
    """The step, and its day."""
    on = value_of(state, Field.NEXT_STEP_ON)
    return value_of(state, Field.NEXT_STEP), date.fromisoformat(on) if on else None


def outlook_form(language: str, view: Outlook) -> Json:
    """What would be sent if nobody acts, day by day."""
    lead = context(say(language, "outlook.lead", n=view.days))
    if not view.planned:
        return _outlook(language, [lead, rich([text(say(language, "outlook.none"))])])
    blocks, left = [lead], LINES_SHOWN
    days = [(on, list(rows)) for on, rows in groupby(view.planned, lambda one: _date(one, view.zone))]
    for on, rows in days[:DAYS_SHOWN]:
        if left <= 0:
            break
        shown = rows[:left]
        blocks += [header(format_date(on, format="full", locale=language)),
                   rich(*_gathered(language, view, shown))]
        left -= len(shown)
    hidden = len(view.planned) - (LINES_SHOWN - left)
    return _outlook(language, [*blocks, *([context(say(language, "outlook.more", n=hidden))] if hidden > 0 else [])])


def _gathered(language: str, view: Outlook, planned: Sequence[Planned]) -> Iterator[list[Json]]:
    """What comes at one time to one person, or into threads, below one line; each annoyance once."""
    for (at, who), ones in groupby(planned, lambda one: (_time(language, view, one), _who(language, view, one))):
        yield [text(f"{at} · {who}", bold=True)]
        entries: dict[tuple[int, str, bool], dict[str, None]] = {}
        for one in ones:
            what = say(language, f"outlook.{one.about.kind}")
            entries.setdefault((one.about.number, _subject(one), one.watching), {})[what] = None
        for (number, title, watching), whats in entries.items():
            what = format_list(list(whats), locale=language)
            said = say(language, "outlook.entry", number=number, title=title, what=what)
            yield [text(say(language, "outlook.watching", said=said) if watching else said)]


def _outlook(language: str, blocks: Sequence[Json]) -> Json:
    return modal(Callback.OUTLOOK, say(language, "outlook.title"), blocks, close=say(language, "form.done"))


def outlook_lines(language: str, view: Outlook) -> list[str]:
    """The same as lines of text, each beginning with its day."""
    return [f"{_date(one, view.zone).isoformat()} {line}"
            for one, line in zip(view.planned, _lines(language, view, view.planned), strict=True)]


def _lines(language: str, view: Outlook, planned: Sequence[Planned]) -> list[str]:
    return [_line(language, view, one) for one in planned]


def _line(language: str, view: Outlook, one: Planned) -> str:
    said = say(language, "outlook.line", time=_time(language, view, one), who=_who(language, view, one),
               what=say(language, f"outlook.{one.about.kind}"), number=one.about.number, title=_subject(one))
    return say(language, "outlook.watching", said=said) if one.watching else said


def _time(language: str, view: Outlook, one: Planned) -> str:
    return time_of_day(language, one.at.astimezone(ZoneInfo(view.zone)))


def _who(language: str, view: Outlook, one: Planned) -> str:
    return view.names.get(one.user_id, one.user_id) if one.user_id else say(language, "outlook.thread")


def _subject(one: Planned) -> str:
    return cut(one.about.item if one.about.kind is Kind.ITEM and one.about.item else one.about.title, 80)


def _date(one: Planned, zone: str) -> date:
    return one.at.astimezone(ZoneInfo(zone)).date()
