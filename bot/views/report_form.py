"""The report form and its reader: one page for a new report, unfolded by More, and for adding details later."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from bot.domain.links import web_address
from bot.domain.reports import (
    MOST_PICTURES,
    PICTURES,
    SHORT_LIMIT,
    STORY_LIMIT,
    ContactChannel,
    Door,
    Draft,
    Flag,
    GotIt,
    HowKnown,
    MayContact,
    Segment,
    Upset,
    Visibility,
    upset_words,
)
from bot.text import say
from bot.views import upset
from bot.views.blocks import (
    Json,
    actions,
    button,
    carried,
    checkboxes,
    choice,
    input_block,
    modal,
    option,
    radio,
    rich,
    text,
    text_field,
    told_while_typing,
    value_of,
    values_of,
)
from bot.views.ids import DONT_KNOW, Action, Callback, Field

Choices = Sequence[tuple[str, str]]
BY_FORM = frozenset({Door.FORM, Door.HOME, Door.GLOBAL_SHORTCUT, Door.MESSAGE_SHORTCUT, Door.REACTION, Door.MENTION})
"""Doors that end in this form. Which one it was comes back through the person's client: no other is believed."""


@dataclass(frozen=True, slots=True)
class FormState:
    """What a report form carries through the person's client: which report it changes, whether it is unfolded."""

    report_id: str | None = None
    unfolded: bool = False
    door: Door = Door.FORM

    def packed(self) -> str:
        return json.dumps({"r": self.report_id, "u": self.unfolded, "d": self.door})

    @classmethod
    def unpacked(cls, metadata: str) -> "FormState":
        found = carried(metadata)
        door = found.get("d")
        return cls(found.get("r"), bool(found.get("u")), Door(door) if door in BY_FORM else Door.FORM)


def report_form(language: str, draft: Draft, touchpoints: Choices, teams: Choices, state: FormState) -> Json:
    """The form: story and customer's words first, the rest once More is pressed; or everything, to add details."""
    details = state.report_id is not None
    story = input_block(Field.STORY, say(language, "form.story"),
                        text_field(multiline=True, initial=draft.text,
                                   placeholder=say(language, "form.story_placeholder"), limit=STORY_LIMIT),
                        hint=say(language, "form.story_hint"))
    words = input_block(Field.WORDS, say(language, "form.words"),
                        text_field(multiline=True, initial=draft.customer_words, limit=STORY_LIMIT),
                        hint=say(language, "form.words_hint"), optional=True)
    blocks = [story, words] if details else [told_while_typing(story), told_while_typing(words)]
    if details or state.unfolded:
        blocks += _more_fields(language, draft, touchpoints, () if details else teams, details=details)
    else:
        blocks += upset.box(language, _upset(draft))
        blocks.append(actions(button(say(language, "form.more"), Action.UNFOLD), block_id=upset.FOLD))
    return modal(Callback.DETAILS if details else Callback.REPORT,
                 say(language, "form.details_title" if details else "form.title"), blocks,
                 submit=say(language, "form.save" if details else "form.submit"), close=say(language, "form.close"),
                 metadata=state.packed())


def _more_fields(language: str, draft: Draft, touchpoints: Choices, teams: Choices, *, details: bool) -> list[Json]:
    return [*_part(language, "form.part_where", _where(language, draft, touchpoints, teams)),
            *_part(language, "form.part_weight", _weight(language, draft)),
            *_part(language, "form.part_customer", _customer(language, draft)),
            *_part(language, "form.part_evidence", _evidence(language, draft)),
            *_part(language, "form.part_name", _name(language, draft, details=details))]


def _part(language: str, key: str, fields: list[Json]) -> list[Json]:
    """Fields that belong together, under a small heading."""
    return [{"type": "divider"}, rich([text(say(language, key), bold=True)]), *fields]


def _where(language: str, draft: Draft, touchpoints: Choices, teams: Choices) -> list[Json]:
    made = []
    if touchpoints:
        made.append(input_block(Field.TOUCHPOINT, say(language, "form.touchpoint"), choice(
            [option(name, key) for key, name in touchpoints], initial=draft.touchpoint,
            placeholder=say(language, "form.touchpoint_placeholder")), optional=True))
    if teams:
        made.append(input_block(Field.TEAM, say(language, "form.team"), choice(
            [option(name, key) for key, name in teams], initial=draft.team,
            placeholder=say(language, "form.team_placeholder")), optional=True))
    made.append(input_block(Field.CONTACT_CHANNEL, say(language, "form.contact_channel"), choice(
        [option(say(language, f"form.contact_channel_{one}"), one) for one in ContactChannel],
        initial=draft.contact_channel, placeholder=say(language, "form.choose_one")), optional=True))
    return [*made, _short(language, Field.LINE, "form.line", draft.line)]


def _weight(language: str, draft: Draft) -> list[Json]:
    day = {"initial_date": draft.matters_on.isoformat()} if draft.matters_on else {}
    return [
        input_block(Field.FLAGS, say(language, "form.flags"), checkboxes(
            [option(say(language, f"form.flag_{one}"), one) for one in Flag], initial=draft.flags), optional=True),
        upset.question(language, _upset(draft)),
        input_block(Field.MATTERS_ON, say(language, "form.matters_on"), {"type": "datepicker", **day},
                    hint=say(language, "form.matters_on_hint"), optional=True),
        _short(language, Field.VALUE, "form.value", draft.value, hint=say(language, "form.value_hint")),
    ]


def _upset(draft: Draft) -> Upset:
    """What its words suggest, and what its reporter says of it."""
    return Upset(upset_words(draft.text, draft.customer_words), draft.emotion)


def _customer(language: str, draft: Draft) -> list[Json]:
    may = [option(say(language, f"form.may_contact_{one}"), one) for one in MayContact]
    return [
        input_block(Field.WANTED, say(language, "form.wanted"),
                    text_field(multiline=True, initial=draft.wanted, limit=STORY_LIMIT), optional=True),
        input_block(Field.GOT_IT, say(language, "form.got_it"), radio(
            [option(say(language, f"form.got_it_{one}"), one) for one in GotIt], initial=draft.got_it), optional=True),
        input_block(Field.SEGMENT, say(language, "form.segment"), choice(
            [option(say(language, f"form.segment_{one}"), one) for one in Segment], initial=draft.segment,
            placeholder=say(language, "form.choose_one")), optional=True),
        _short(language, Field.REFERENCE, "form.reference", draft.reference,
               hint=say(language, "form.reference_hint")),
        input_block(Field.MAY_CONTACT, say(language, "form.may_contact"), radio(
            [*may, option(say(language, "form.may_contact_unknown"), DONT_KNOW)], initial=draft.may_contact),
            optional=True),
        _short(language, Field.CONTACT, "form.contact", draft.contact, hint=say(language, "form.contact_hint")),
    ]


def _evidence(language: str, draft: Draft) -> list[Json]:
    link = web_address(draft.post_link)
    return [
        input_block(Field.HOW_KNOWN, say(language, "form.how_known"), choice(
            [option(say(language, f"form.how_known_{one}"), one) for one in HowKnown], initial=draft.how_known,
            placeholder=say(language, "form.choose_one")), optional=True),
        input_block(Field.POST_LINK, say(language, "form.post_link"),
                    {"type": "url_text_input", **({"initial_value": link} if link else {})}, optional=True),
        input_block(Field.IDEA, say(language, "form.idea"),
                    text_field(multiline=True, initial=draft.idea, limit=STORY_LIMIT), optional=True),
        input_block(Field.FILES, say(language, "form.files"),
                    {"type": "file_input", "filetypes": list(PICTURES), "max_files": MOST_PICTURES},
                    hint=say(language, "form.files_hint"), optional=True),
    ]


def _name(language: str, draft: Draft, *, details: bool) -> list[Json]:
    """How the reporter is known; preselected is what holds already."""
    always = option(say(language, "form.from_now_on_yes"), "yes")
    return [
        visibility_field(language, draft.visibility, later=details),
        input_block(Field.FROM_NOW_ON, say(language, "form.from_now_on"), checkboxes(
            [always], initial=("yes",) if draft.from_now_on else ()), optional=True),
    ]


def visibility_field(language: str, known_as: Visibility | None, *, later: bool = False) -> Json:
    """Who may know that it was them. `later`: some know already."""
    hint = say(language, "form.visibility_hint")
    if later:
        hint += f" {say(language, 'form.visibility_later')}"
    return input_block(Field.VISIBILITY, say(language, "form.visibility"), radio(
        [option(say(language, f"form.visibility_{one}"), one) for one in Visibility],
        initial=known_as or Visibility.NAMED), hint=hint)


def _short(language: str, field: Field, key: str, initial: str | None, *, hint: str | None = None) -> Json:
    return input_block(field, say(language, key), text_field(initial=initial, limit=SHORT_LIMIT), hint=hint,
                       optional=True)


def read_report_form(state: Mapping[str, Any]) -> Draft:
    """What the form holds. An old layout may lack fields; a value that is none of ours counts as empty."""
    return Draft(
        text=value_of(state, Field.STORY) or "", customer_words=value_of(state, Field.WORDS),
        touchpoint=value_of(state, Field.TOUCHPOINT), team=value_of(state, Field.TEAM),
        contact_channel=_one_of(ContactChannel, state, Field.CONTACT_CHANNEL), line=value_of(state, Field.LINE),
        flags=frozenset(Flag(one) for one in values_of(state, Field.FLAGS) if one in list(Flag)),
        emotion=upset.read(state), matters_on=_date(value_of(state, Field.MATTERS_ON)),
        value=value_of(state, Field.VALUE), wanted=value_of(state, Field.WANTED),
        got_it=_one_of(GotIt, state, Field.GOT_IT), segment=_one_of(Segment, state, Field.SEGMENT),
        reference=value_of(state, Field.REFERENCE), may_contact=_one_of(MayContact, state, Field.MAY_CONTACT),
        contact=value_of(state, Field.CONTACT), how_known=_one_of(HowKnown, state, Field.HOW_KNOWN),
        post_link=value_of(state, Field.POST_LINK), idea=value_of(state, Field.IDEA),
        files=values_of(state, Field.FILES)[:MOST_PICTURES],
        visibility=_one_of(Visibility, state, Field.VISIBILITY),
        from_now_on=bool(values_of(state, Field.FROM_NOW_ON)))


_Kind = TypeVar("_Kind", bound=StrEnum)


def _one_of(kind: type[_Kind], state: Mapping[str, Any], field: Field) -> _Kind | None:
    found = value_of(state, field)
    return kind(found) if found in list(kind) else None


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
