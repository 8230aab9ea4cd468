"""Laying an annoyance to sleep, and saying that it will not be fixed: the two forms, each with its reader."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.snoozing import Preset
from bot.text import say
from bot.views.annoyances import MoveState, about
from bot.views.blocks import Json, choice, input_block, modal, option, text_field, value_of
from bot.views.ids import Callback, Field


def snooze_form(language: str, state: MoveState, title: str) -> Json:
    """Until when, why, and what happens then: the last two are quoted to the reporters."""
    presets = [option(say(language, f"snooze.{one}"), one) for one in Preset]
    return modal(Callback.SNOOZE, say(language, "snooze.title"), [
        about(language, state.number, title),
        input_block(Field.UNTIL, say(language, "snooze.until"),
                    choice(presets, placeholder=say(language, "snooze.until_placeholder")), optional=True),
        input_block(Field.UNTIL_ON, say(language, "snooze.until_on"), {"type": "datepicker"}, optional=True,
                    hint=say(language, "snooze.until_hint")),
        input_block(Field.REASON, say(language, "snooze.reason"), text_field(multiline=True),
                    hint=say(language, "resolve.what_was_done_hint")),
        input_block(Field.THEN, say(language, "snooze.then"), text_field(multiline=True),
                    hint=say(language, "snooze.then_hint")),
    ], submit=say(language, "snooze.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_snooze_form(state: Mapping[str, Any]) -> tuple[Preset | date | None, str, str]:
    """Until when (a date goes before a choice), why, and what happens then."""
    on, preset = value_of(state, Field.UNTIL_ON), value_of(state, Field.UNTIL)
    until = date.fromisoformat(on) if on else Preset(preset) if preset in list(Preset) else None
    return until, value_of(state, Field.REASON) or "", value_of(state, Field.THEN) or ""


def wont_fix_form(language: str, state: MoveState, title: str) -> Json:
    """Why, and what customers may be told; both are quoted to the reporters."""
    return modal(Callback.WONT_FIX, say(language, "wont_fix.title"), [
        about(language, state.number, title),
        input_block(Field.REASON, say(language, "wont_fix.reason"), text_field(multiline=True),
                    hint=say(language, "resolve.what_was_done_hint")),
        input_block(Field.FOR_CUSTOMER, say(language, "resolve.for_customer"), text_field(multiline=True),
                    optional=True),
    ], submit=say(language, "wont_fix.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_wont_fix_form(state: Mapping[str, Any]) -> tuple[str, str | None]:
    """The reason, and what customers may be told."""
    return value_of(state, Field.REASON) or "", value_of(state, Field.FOR_CUSTOMER)
