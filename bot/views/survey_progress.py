"""How a survey stands, for whoever sends it: figures in words, a bar in signs, and what can be done; and the form in
which what was decided is written down."""

from collections.abc import Mapping
from typing import Any

from bot.domain.senders import Progress, apart
from bot.domain.survey_plans import Ended, Withheld
from bot.domain.survey_rules import DECISION_LIMIT
from bot.text import say
from bot.views.blocks import (
    Channel,
    Json,
    Message,
    Part,
    actions,
    button,
    confirm,
    context,
    day,
    day_in_zone,
    elements,
    fallback,
    input_block,
    modal,
    quote,
    rich,
    spoken,
    text,
    text_field,
    value_of,
)
from bot.views.ids import Action, Callback, Field

CELLS = 20
FULL, EMPTY = "▓", "░"


def progress(language: str, now: Progress, zone: str, *, decider: Part) -> Message:
    """One message for one survey, drawn anew as it goes."""
    heading, asks = say(language, "progress.heading"), now.question or say(language, f"template.{now.template}")
    how = [*_how_it_stands(language, now, zone), *left_alone(language, now.withheld)]
    closed, closed_said = _unreadable(language, now)
    why = {"decision": now.decision, "decider": decider, "date": day(language, now.decide_on)}
    decided = [[text(say(language, "progress.decided"), bold=True)], quote(now.decided)] if now.decided else []
    blocks = [rich([text(heading, bold=True)], quote(asks)),
              rich(*([text(line)] for line in how), closed, *decided),
              *([context(_bar(now))] if now.ended is None and now.meant else []),
              rich(elements(language, "progress.decision", **why)), *_buttons(language, now)]
    return Message(fallback(heading, asks, *how, closed_said, spoken(language, "progress.decision", **why),
                            now.decided or ""), [block for block in blocks if block.get("elements")])


def _how_it_stands(language: str, now: Progress, zone: str) -> list[str]:
    said = [say(language, "progress.skipped_before", dates=", ".join(now.skipped))] if now.skipped else []
    if now.ended is Ended.SKIPPED:
        return [*said, say(language, "progress.skipped", date=now.occasion)] if not now.waiting_for else said
    if now.ended is Ended.STOPPED:
        said.append(say(language, "progress.stopped"))
    elif now.ended is Ended.CLOSED and not now.asked:
        return [*said, say(language, "progress.nobody")]
    elif now.ended is Ended.CLOSED:
        return [*said, say(language, "progress.closed", answered=now.answered, asked=now.asked,
                           percent=round(100 * now.answered / now.asked)), *_rest(language, now)]
    elif now.waiting_for:
        return [*said, say(language, "progress.waiting")]
    said.append(say(language, "progress.asked", n=now.meant, asked=now.asked, answered=now.answered))
    if now.by_fives:
        said.append(say(language, "progress.by_fives"))
    if now.ended is None and now.closes_at:
        said.append(say(language, "progress.closes", date=day_in_zone(language, now.closes_at, zone)))
    return said + _rest(language, now)


def _rest(language: str, now: Progress) -> list[str]:
    """Who was not asked after all."""
    return [say(language, key, n=count) for key, count in (
        ("progress.cancelled", now.cancelled), ("progress.failed", now.failed)) if count]


def left_alone(language: str, withheld: Mapping[Withheld, int]) -> list[str]:
    """Who is not asked and why, without telling of anybody."""
    told, more = apart(withheld)
    lines = [say(language, f"withheld.{why}", n=count) for why, count in sorted(told.items()) if count]
    return [*lines, *([say(language, "withheld.personal", n=more)] if more else [])]


def _unreadable(language: str, now: Progress) -> tuple[list[Json], str]:
    """Channels of which Slack tells us nothing, and what to do."""
    if now.ended is not Ended.SKIPPED or not now.waiting_for:
        return [], ""
    where = Channel(now.waiting_for[0])
    return elements(language, "progress.unreadable", channel=where), spoken(language, "progress.unreadable",
                                                                            channel=where)


def _bar(now: Progress) -> str:
    full = CELLS * now.settled // now.meant
    return f"{FULL * full}{EMPTY * (CELLS - full)} {100 * now.settled // now.meant} %"


def _buttons(language: str, now: Progress) -> list[Json]:
    made = []
    if now.ended is None:
        made.append(button(say(language, "progress.stop"), Action.SURVEY_STOP, now.plan_id, confirm=confirm(
            say(language, "progress.stop"), say(language, "progress.stop_text"), say(language, "progress.stop_yes"),
            say(language, "progress.stop_no"))))
    if now.asked:
        made.append(button(say(language, "progress.results"), Action.SURVEY_RESULTS, now.plan_id))
        if now.ended is not None:
            key = "progress.decide_again" if now.decided else "progress.decide"
            made.append(button(say(language, key), Action.SURVEY_DECIDE, now.plan_id))
    return [actions(*made, block_id="survey_progress")] if made else []


def decide_form(language: str, plan_id: str, *, decision: str, decided: str | None) -> Json:
    """What was decided, in a sentence."""
    return modal(Callback.SURVEY_DECIDE, say(language, "decide.title"), [
        rich([text(say(language, "decide.question"))], quote(decision)),
        input_block(Field.DECIDED, say(language, "decide.label"),
                    text_field(multiline=True, initial=decided, limit=DECISION_LIMIT),
                    hint=say(language, "decide.hint"))],
        close=say(language, "form.close"), submit=say(language, "decide.send"), metadata=plan_id)


def read_decision(state: Mapping[str, Any]) -> str:
    return value_of(state, Field.DECIDED) or ""
