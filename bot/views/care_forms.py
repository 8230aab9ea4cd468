"""The forms of the inner loop, builder and reader of each side by side: how it stands with each customer, who sees to
them, our answer to a public post, and what customers may be told until it is fixed."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.care import CustomerOf, CustomerState
from bot.domain.links import host_of
from bot.domain.meanwhile import Meanwhile
from bot.domain.reports import STORY_LIMIT
from bot.text import say
from bot.views.annoyances import MoveState, about
from bot.views.blocks import Json, choice, context, input_block, modal, option, text_field, value_of
from bot.views.ids import CARE_OF, Callback, Field

SHOWN = 30
"""So many customers stand in one form."""


def customers_form(language: str, state: MoveState, *, title: str, customers: Sequence[CustomerOf],
                   chosen: CustomerState) -> Json:
    """One choice for each customer who waits; `chosen` is what the button clicked says of all of them."""
    shown = customers[:SHOWN]
    more = len(customers) - len(shown)
    blocks = [about(language, state.number, title),
              *(customer_field(language, one, chosen) for one in shown),
              *([context(say(language, "care.form_more", n=more))] if more else [])]
    return modal(Callback.CARE, say(language, "care.form_title"), blocks, submit=say(language, "form.save"),
                 close=say(language, "form.close"), metadata=state.packed())


def customer_field(language: str, one: CustomerOf, chosen: CustomerState) -> Json:
    """How it stands with one report's customer."""
    who = (say(language, "care.customer_known", reference=one.reference) if one.reference
           else say(language, "care.customer", n=one.place))
    hint = say(language, "care.post_hint", host=host_of(one.post_link)) if one.post_link else None
    options = [option(say(language, f"care.state_{state}"), state) for state in CustomerState]
    return input_block(f"{CARE_OF}{one.report_id}", who, choice(options, initial=chosen), hint=hint)


def read_customers_form(state: Mapping[str, Any]) -> dict[str, CustomerState]:
    """What was chosen for each report's customer."""
    found = {field.removeprefix(CARE_OF): value_of(state, field) for field in state if field.startswith(CARE_OF)}
    return {report_id: CustomerState(chosen) for report_id, chosen in found.items() if chosen in list(CustomerState)}


def hand_over_form(language: str, state: MoveState) -> Json:
    return modal(Callback.CARE_HAND_OVER, say(language, "care.hand_over"), [
        input_block(Field.ASSIGNEE, say(language, "care.hand_over_to"), {"type": "users_select"},
                    hint=say(language, "care.hand_over_hint"))],
        submit=say(language, "care.hand_over"), close=say(language, "form.close"), metadata=state.packed())


def read_hand_over_form(state: Mapping[str, Any]) -> str | None:
    return value_of(state, Field.ASSIGNEE)


def answered_form(language: str, state: MoveState, customers: Sequence[CustomerOf]) -> Json:
    """Where our answer to a public post stands; of several posts, to which."""
    posts = [option(_post(language, one), one.report_id) for one in customers]
    which = [input_block(Field.POST, say(language, "care.which_post"), choice(posts))] if len(posts) > 1 else []
    return modal(Callback.CARE_ANSWERED, say(language, "care.answered"), [
        *which, input_block(Field.ANSWER_LINK, say(language, "care.answer_link"), text_field(
            placeholder=say(language, "care.answer_link_placeholder")), hint=say(language, "care.answer_link_hint"))],
        submit=say(language, "form.save"), close=say(language, "form.close"), metadata=state.packed())


def _post(language: str, one: CustomerOf) -> str:
    place = say(language, "care.customer", n=one.place)
    return f"{place} · {host_of(one.post_link)}" if one.post_link else place


def read_answered_form(state: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """To which report's post, where several wait; and the link."""
    return value_of(state, Field.POST), value_of(state, Field.ANSWER_LINK)


def meanwhile_form(language: str, state: MoveState, title: str, now: Meanwhile) -> Json:
    """Either may stay empty; emptying both takes it back."""
    return modal(Callback.TELL_MEANWHILE, say(language, "care.meanwhile_title"), [
        about(language, state.number, title),
        input_block(Field.MEANWHILE, say(language, "care.tell"), text_field(
            multiline=True, initial=now.tell, limit=STORY_LIMIT), optional=True,
            hint=say(language, "care.tell_hint")),
        input_block(Field.MAY_OFFER, say(language, "care.offer"), text_field(
            multiline=True, initial=now.offer, limit=STORY_LIMIT), optional=True,
            hint=say(language, "care.offer_hint"))],
        submit=say(language, "form.save"), close=say(language, "form.close"), metadata=state.packed())


def read_meanwhile_form(state: Mapping[str, Any]) -> Meanwhile:
    return Meanwhile(value_of(state, Field.MEANWHILE), value_of(state, Field.MAY_OFFER))
