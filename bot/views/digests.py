"""The weekly digest as a message: came back first, every rate with its numerator and denominator."""

import json
from collections.abc import Sequence

from bot.domain.digests import ROWS, Figures, Section, SurveyLine
from bot.text import say
from bot.views.blocks import BLOCKS, Json, Message, context, day_in_zone, fallback, header, rich, text
from bot.views.reports import counted_apart, line_in_words

MOST_CHARACTERS = 12_000
"""Slack refuses a message whose blocks hold more than about 13,000."""


def digest(language: str, team: str, zone: str, figures: Figures, *, preview: bool) -> Message:
    """One team's digest, in `language`; times in `zone`."""
    title = say(language, "digest.preview" if preview else "digest.heading", team=team)
    period = say(language, "digest.period", start=day_in_zone(language, figures.starts_at, zone),
                 end=day_in_zone(language, figures.ends_at, zone))
    if figures.is_empty:
        said = say(language, "digest.empty")
        return Message(fallback(title, period, said), [header(title), context(period), rich([text(said)])])
    rates = _rates(language, figures)
    small_print = [context(*rates)] if rates else []  # Slack refuses a block of nothing
    blocks = [header(title), context(period), rich(*_sections(language, figures)), *small_print]
    counts = say(language, "digest.fallback", team=team, came_back=figures.came_back.total, new=figures.new.total,
                 open=figures.ages.total, resolved=figures.resolved.total, verified=figures.verified.total)
    asked = [_survey(language, one) for one in figures.surveys[:ROWS]]
    return Message(fallback(f"{title} ({period})", counts, *rates, *asked), blocks)


def together(language: str, drawn: Sequence[tuple[str, Message]]) -> Message:
    """Several teams' digests in one message, as far as Slack takes them; the others are named."""
    shown: list[Message] = []
    left_out: list[str] = []
    for team, message in drawn:
        size = sum(len(json.dumps(one.blocks, ensure_ascii=False)) for one in [*shown, message])
        fits = size <= MOST_CHARACTERS and sum(len(one.blocks) for one in [*shown, message]) < BLOCKS
        (shown.append(message) if fits and not left_out else left_out.append(team))
    said = say(language, "digest.left_out", teams=", ".join(left_out)) if left_out else ""
    blocks = [block for message in shown for block in message.blocks]
    return Message("\n\n".join([message.text for message in shown] + ([fallback(said)] if said else [])),
                   [*blocks, *([context(said)] if said else [])])


def _sections(language: str, figures: Figures) -> list[list[Json]]:
    ages = say(language, "digest.ages", under_week=figures.ages.under_week, under_month=figures.ages.under_month,
               older=figures.ages.older)
    return [
        *_section(language, "digest.came_back", figures.came_back),
        *_section(language, "digest.new", figures.new),
        *_section(language, "digest.open", figures.open, ages),
        *_section(language, "digest.resolved", figures.resolved),
        *_section(language, "digest.verified", figures.verified),
        *_surveys(language, figures),
    ]


def _surveys(language: str, figures: Figures) -> list[list[Json]]:
    """What was asked, and what came of it."""
    if not figures.surveys:
        return []
    rows = [_survey(language, one) for one in figures.surveys[:ROWS]]
    if len(figures.surveys) > len(rows):
        rows.append(say(language, "digest.more", n=len(figures.surveys) - len(rows)))
    return [[text(f"{say(language, 'digest.surveys')}: {len(figures.surveys)}", bold=True)], _bullets(rows)]


def _survey(language: str, one: SurveyLine) -> str:
    question = one.question or say(language, f"template.{one.template}")
    if one.decided is None:
        return say(language, "digest.survey_undecided", question=question, asked=one.asked, answered=one.answered)
    return say(language, "digest.survey_decided", question=question, asked=one.asked, answered=one.answered,
               decided=one.decided)


def _bullets(rows: Sequence[str]) -> list[Json]:
    return [{"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [
        {"type": "rich_text_section", "elements": [text(row)]} for row in rows]}]


def _section(language: str, key: str, section: Section, note: str = "") -> list[list[Json]]:
    heading = f"{say(language, key)}: {section.total}"
    made = [[text(heading, bold=True), *([text(f" ({note})")] if note and section.total else [])]]
    if section.rows:
        rows = [line_in_words(language, line) for line in section.rows]
        if section.total > len(section.rows):
            rows.append(say(language, "digest.more", n=section.total - len(section.rows)))
        made.append(_bullets(rows))
    return made


def _rates(language: str, figures: Figures) -> list[str]:
    made = [say(language, f"digest.{name}", numerator=pair[0], denominator=pair[1])
            for name, pair in (("acknowledged_of_new", figures.acknowledged_of_new),
                               ("verified_of_asked", figures.verified_of_asked),
                               ("answered_of_asked", figures.answered_of_asked)) if pair[1]]
    if figures.told[1]:
        made.append(say(language, "digest.told", counted=counted_apart(language, *figures.told)))
    return made + [say(language, f"digest.{name}", n=count)
                   for name, count in (("moved_away", figures.moved_away), ("withdrawn", figures.withdrawn),
                                       ("merged", figures.merged)) if count]
