"""The composer: a form in which a survey is put together, with what it would look like, whom it would reach and when.

It is drawn anew at each choice. What was typed stays, because a field keeps its name as long as it means the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from bot.domain.portions import visible
from bot.domain.questions import Finding
from bot.domain.senders import Created, PlanLine, Preview
from bot.domain.survey_plans import STAFF, TEMPLATES, Audience, Every, PlanDraft, Trigger, templates_for
from bot.domain.survey_rules import AT_HAND, DECISION_LIMIT, LONGEST_WAIT, QUESTION_LIMIT
from bot.domain.week import DAYS
from bot.errors import Invalid
from bot.text import say
from bot.views.blocks import (
    Json,
    User,
    actions,
    button,
    checkboxes,
    choice,
    context,
    elements,
    input_block,
    modal,
    option,
    rich,
    text,
    text_field,
    told_while_typing,
    value_of,
    values_of,
)
from bot.views.ids import Action, Callback, Field

DECIDE_IN = timedelta(days=14)
MOST_PEOPLE, MOST_CHANNELS = 100, 10
DAYS_FOR = {Trigger.AFTER_RESOLUTION: 3, Trigger.AFTER_REPORT: 14, Trigger.BEFORE_DATE: 7, Trigger.SEQUENCE: 30}
"""Days that a trigger begins with."""
CHOSEN_IN_COMPOSER = (Field.AUDIENCE, Field.NUMBER, Field.TOUCHPOINT, Field.TEAM, Field.CHANNELS, Field.PEOPLE,
                      f"{Field.TEMPLATE}_staff", f"{Field.TEMPLATE}_customers", Field.KIND, Field.QUESTION,
                      Field.TRIGGER, Field.EVERY, Field.DAY)
"""Fields of whose choice Slack tells at once: their action ids."""

LOOK = "composer_look"
"""The block that stands below whom it reaches."""

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from: teams, touchpoints, and plans that another can follow, each as (key, name)."""

    teams: Choices
    touchpoints: Choices
    plans: Choices = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds, as it was typed; `number` and `days` are not read yet."""

    audience: Audience
    template: str
    kind: str
    trigger: Trigger = Trigger.BY_HAND
    question: str | None = None
    decision: str | None = None
    decider: str | None = None
    decide_on: date | None = None
    people: tuple[str, ...] = ()
    team: str | None = None
    touchpoint: str | None = None
    number: str | None = None
    days: str | None = None
    every: Every = Every.WEEK
    day: str = DAYS[0]
    time: str = "10:00"
    follows: str | None = None
    anonymous: bool = True


def blank(user_id: str, today: date) -> Typed:
    """A new survey: the sender decides, in two weeks."""
    first = templates_for(Audience.FRONT_LINE)[0]
    return Typed(Audience.FRONT_LINE, first.key, first.kinds[0], decider=user_id, decide_on=today + DECIDE_IN)


def composer(language: str, typed: Typed, offered: Offered, *, findings: Sequence[Finding] = (),
             outlook: Sequence[Json] = ()) -> Json:
    """The form. `outlook` is drawn at its end: whom it would reach, and when."""
    blocks = [*_who(language, typed, offered), {"type": "divider"}, *_what(language, typed, findings),
              {"type": "divider"}, *_why(language, typed), {"type": "divider"}, *_when(language, typed, offered),
              {"type": "divider"}, *outlook, actions(button(say(language, "composer.look"), Action.COMPOSER_LOOK),
                                                     button(say(language, "composer.refresh"),
                                                            Action.COMPOSER_REFRESH), block_id=LOOK)]
    submit = "composer.send" if typed.trigger is Trigger.BY_HAND and typed.audience in STAFF else "composer.plan"
    return modal(Callback.COMPOSER, say(language, "composer.title"), blocks, submit=say(language, submit),
                 close=say(language, "form.close"))


def _chosen(field: str, label: str, options: list[Json], initial: str, *, hint: str | None = None) -> Json:
    """A menu of whose choice Slack tells at once."""
    return told_while_typing(input_block(field, label, choice(options, initial=initial), hint=hint))


def _who(language: str, typed: Typed, offered: Offered) -> list[Json]:
    made = [_chosen(Field.AUDIENCE, say(language, "composer.audience"),
                    [option(say(language, f"composer.audience_{one}"), one) for one in Audience], typed.audience,
                    hint=say(language, f"composer.hint_{typed.audience}"))]
    match typed.audience:
        case Audience.REPORTERS:
            made.append(_number(language, typed, optional=_found_later(typed)))
        case Audience.FRONT_LINE:
            made += [_touchpoint(language, typed, offered, optional=bool(typed.number) or _found_later(typed)),
                     _number(language, typed)]
        case Audience.TEAM:
            made.append(_team(language, typed, offered, optional=_found_later(typed)))
        case Audience.PEOPLE:
            made += [*_people(language, typed), _number(language, typed)]
        case Audience.CUSTOMERS:
            made += [_team(language, typed, offered), _touchpoint(language, typed, offered)]
    return made


def _found_later(typed: Typed) -> bool:
    """Whether what sets the survey off says whom it asks."""
    return typed.trigger in AT_HAND or typed.trigger is Trigger.SEQUENCE


def _number(language: str, typed: Typed, *, optional: bool = True) -> Json:
    return told_while_typing(input_block(
        Field.NUMBER, say(language, "composer.number"), text_field(initial=typed.number, limit=10),
        hint=say(language, "composer.number_hint"), optional=optional))


def _touchpoint(language: str, typed: Typed, offered: Offered, *, optional: bool = True) -> Json:
    options = [option(name, key) for key, name in offered.touchpoints] or [option("–", "-")]
    return told_while_typing(input_block(
        Field.TOUCHPOINT, say(language, "composer.touchpoint"), choice(options, initial=typed.touchpoint),
        optional=optional))


def _team(language: str, typed: Typed, offered: Offered, *, optional: bool = True) -> Json:
    options = [option(name, key) for key, name in offered.teams] or [option("–", "-")]
    return told_while_typing(input_block(
        Field.TEAM, say(language, "composer.team"), choice(options, initial=typed.team), optional=optional))


def _people(language: str, typed: Typed) -> list[Json]:
    people = [one for one in typed.people if not _is_channel(one)]
    channels = [one for one in typed.people if _is_channel(one)]
    return [
        told_while_typing(input_block(
            Field.CHANNELS, say(language, "composer.channels"),
            {"type": "multi_conversations_select", "max_selected_items": MOST_CHANNELS,
             **({"initial_conversations": channels} if channels else {}),
             "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True}},
            hint=say(language, "composer.channels_hint"), optional=True)),
        told_while_typing(input_block(
            Field.PEOPLE, say(language, "composer.people"),
            {"type": "multi_users_select", "max_selected_items": MOST_PEOPLE,
             **({"initial_users": people} if people else {})}, optional=True)),
    ]


def _is_channel(one: str) -> bool:
    return one.startswith(("C", "G"))


def _what(language: str, typed: Typed, findings: Sequence[Finding]) -> list[Json]:
    ready = templates_for(typed.audience)
    template = TEMPLATES[typed.template]
    made = [_chosen(_template_field(typed.audience), say(language, "composer.template"),
                    [option(say(language, f"template.{one.key}.name"), one.key) for one in ready], template.key)]
    if len(template.kinds) > 1:
        made.append(_chosen(Field.KIND, say(language, "composer.kind"),
                            [option(say(language, f"kind.{one}"), one) for one in template.kinds], typed.kind))
    made.append(told_while_typing(input_block(
        Field.QUESTION, say(language, "composer.question"),
        text_field(initial=typed.question, limit=QUESTION_LIMIT, placeholder=say(language, f"template.{template.key}")),
        hint=say(language, "composer.question_hint"), optional=True)))
    if findings:
        made.append(rich([text(say(language, "composer.check"), bold=True)],
                         *([text(said)] for said in _advice(language, findings))))
    return made


def _advice(language: str, findings: Sequence[Finding]) -> list[str]:
    """Why each thing may spoil the answers, and a wording that would not. Advice: it can be sent as it is."""
    said = []
    for one in findings:
        said.append(say(language, "composer.finding", phrase=one.phrase, why=say(language, f"question.{one.kind}")))
        if one.better:
            said.append(say(language, "composer.better", wording=say(language, one.better)))
    return said


def _why(language: str, typed: Typed) -> list[Json]:
    day = {"initial_date": typed.decide_on.isoformat()} if typed.decide_on else {}
    who = {"initial_user": typed.decider} if typed.decider else {}
    return [
        input_block(Field.DECISION, say(language, "composer.decision"),
                    text_field(initial=typed.decision, limit=DECISION_LIMIT,
                               placeholder=say(language, "composer.decision_example")),
                    hint=say(language, "composer.decision_hint")),
        input_block(Field.DECIDER, say(language, "composer.decider"), {"type": "users_select", **who}),
        input_block(Field.DECIDE_ON, say(language, "composer.decide_on"), {"type": "datepicker", **day}),
    ]


def _when(language: str, typed: Typed, offered: Offered) -> list[Json]:
    known = [one for one in Trigger if one is not Trigger.SEQUENCE or offered.plans]
    made = [_chosen(Field.TRIGGER, say(language, "composer.trigger"),
                    [option(say(language, f"composer.trigger_{one}"), one) for one in known], typed.trigger)]
    if typed.trigger is Trigger.CALENDAR:
        made += [
            _chosen(Field.EVERY, say(language, "composer.every"),
                    [option(say(language, f"composer.every_{one}"), one) for one in Every], typed.every),
            _chosen(Field.DAY, say(language, "composer.day"),
                    [option(say(language, f"day.{one}"), one) for one in DAYS], typed.day),
            input_block(Field.TIME, say(language, "composer.time"),
                        {"type": "timepicker", "initial_time": typed.time}, hint=say(language, "composer.time_hint")),
        ]
    if typed.trigger is Trigger.SEQUENCE:
        made.append(input_block(Field.FOLLOWS, say(language, "composer.follows"), choice(
            [option(name, key) for key, name in offered.plans], initial=typed.follows)))
    if typed.trigger in DAYS_FOR:
        made.append(input_block(_days_field(typed.trigger), say(language, f"composer.days_{typed.trigger}"),
                                text_field(initial=typed.days or str(DAYS_FOR[typed.trigger]), limit=3)))
    if typed.audience in STAFF:
        made.append(input_block(Field.ANONYMOUS, say(language, "composer.names"), checkboxes(
            [option(say(language, "composer.anonymous"), "yes")], initial=("yes",) if typed.anonymous else ()),
            optional=True, hint=say(language, "composer.anonymous_hint")))
    return made


def _template_field(audience: Audience) -> str:
    """Staff and customers are asked different questions: their menus must not keep each other's choice."""
    return f"{Field.TEMPLATE}_{'staff' if audience in STAFF else 'customers'}"


def _days_field(trigger: Trigger) -> str:
    return f"{Field.DAYS}_{trigger}"


def field_of(typed: Typed, field: str | None) -> str | None:
    """The field of the form in which a part of the plan is chosen, to show there what is wrong with it."""
    of_this_choice = {"template": _template_field(typed.audience), "days": _days_field(typed.trigger)}
    return of_this_choice.get(field or "", field)


def read_composer(state: Mapping[str, Any], fallback: Typed) -> Typed:
    """What the form holds. What it does not show, or what is none of ours, is as in `fallback`."""
    audience = _one_of(Audience, value_of(state, Field.AUDIENCE)) or fallback.audience
    ready = templates_for(audience)
    said = value_of(state, _template_field(audience))
    template = next((one for one in ready if one.key == said), ready[0])
    kind = value_of(state, Field.KIND)
    trigger = _one_of(Trigger, value_of(state, Field.TRIGGER)) or fallback.trigger
    day = value_of(state, Field.DAY)
    return replace(
        fallback, audience=audience, template=template.key, kind=kind if kind in template.kinds else template.kinds[0],
        trigger=trigger, question=value_of(state, Field.QUESTION), decision=value_of(state, Field.DECISION),
        decider=value_of(state, Field.DECIDER), decide_on=_date(value_of(state, Field.DECIDE_ON)),
        people=_people_in(state), team=_key(value_of(state, Field.TEAM)),
        touchpoint=_key(value_of(state, Field.TOUCHPOINT)), number=value_of(state, Field.NUMBER),
        days=value_of(state, _days_field(trigger)), every=_one_of(Every, value_of(state, Field.EVERY)) or Every.WEEK,
        day=day if day in DAYS else DAYS[0], time=_time_in(state) or fallback.time,
        follows=value_of(state, Field.FOLLOWS),
        anonymous=bool(values_of(state, Field.ANONYMOUS)) if Field.ANONYMOUS in state else fallback.anonymous)


def _one_of(kind: Any, said: str | None) -> Any:
    return kind(said) if said in list(kind) else None


def _key(said: str | None) -> str | None:
    return None if said == "-" else said


def _date(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None


def _people_in(state: Mapping[str, Any]) -> tuple[str, ...]:
    channels = (state.get(Field.CHANNELS) or {}).get(Field.CHANNELS) or {}
    people = (state.get(Field.PEOPLE) or {}).get(Field.PEOPLE) or {}
    return (*map(str, channels.get("selected_conversations") or ()), *map(str, people.get("selected_users") or ()))


def _time_in(state: Mapping[str, Any]) -> str | None:
    found = (state.get(Field.TIME) or {}).get(Field.TIME) or {}
    return str(found["selected_time"]) if found.get("selected_time") else None


def plan_draft(typed: Typed) -> PlanDraft:
    """The plan that the form describes. Raises `Invalid`, naming the field, where something cannot be read."""
    if typed.decision is None:
        raise Invalid("error.decision_missing", field=Field.DECISION)
    if typed.decider is None or typed.decide_on is None:
        raise Invalid("error.decider_missing", field=Field.DECIDER if typed.decider is None else Field.DECIDE_ON)
    return PlanDraft(
        template=typed.template, kind=typed.kind, audience=typed.audience, trigger=typed.trigger,
        decision=typed.decision, decider=typed.decider, decide_on=typed.decide_on, question=typed.question,
        people=typed.people if typed.audience is Audience.PEOPLE else (), team=typed.team, touchpoint=typed.touchpoint,
        number=_read_number(typed.number), anonymous=typed.anonymous and typed.audience in STAFF,
        days=_read_days(typed), **_rhythm(typed), follows=typed.follows)


def _rhythm(typed: Typed) -> dict[str, Any]:
    if typed.trigger is not Trigger.CALENDAR:
        return {}
    return {"every": typed.every, "day": typed.day, "time": typed.time}


def _read_number(said: str | None) -> int | None:
    if said is None:
        return None
    digits = said.removeprefix("#").removeprefix("\uff03")
    if not digits.isdecimal() or len(digits) > 9:
        raise Invalid("error.no_number", field=Field.NUMBER)
    return int(digits)


def _read_days(typed: Typed) -> int:
    if typed.trigger not in DAYS_FOR:
        return 0
    said = typed.days or str(DAYS_FOR[typed.trigger])
    if not said.isdecimal() or int(said) > LONGEST_WAIT:
        raise Invalid("error.no_days", field=_days_field(typed.trigger))
    return int(said)


def for_preview(typed: Typed, today: date) -> PlanDraft:
    """The same for a look ahead, while what it decides is still being written. Raises `Invalid` as above."""
    return plan_draft(replace(typed, decision=typed.decision or "–", decider=typed.decider or "–",
                              decide_on=max(typed.decide_on or today, today)))


def outlook(language: str, found: Preview, typed: Typed, names: Mapping[str, str], zone: ZoneInfo) -> list[Json]:
    """Whom it reaches and when, in the sender's `zone`: how many, why others are left out, and the first ones' moments
    on their own clocks."""
    heading = [text(say(language, "composer.outlook"), bold=True)]
    if typed.audience is Audience.CUSTOMERS:
        return [rich(heading, [text(say(language, "composer.links"))])]
    lines = [say(language, "composer.reach", n=found.audience, to_ask=found.to_ask) if found.audience
             else say(language, "composer.nobody")]
    lines += [say(language, f"withheld.{why}", n=count) for why, count in sorted(found.withheld.items()) if count]
    if found.left_alone:
        lines.append(say(language, "withheld.personal", n=found.left_alone))
    elif found.audience:
        lines.append(say(language, "composer.discreet"))
    if typed.anonymous and _are_few(found, typed):
        lines.append(say(language, "composer.few"))
    if found.waiting_for:
        lines.append(say(language, "composer.waiting", names=", ".join(names.get(one, one)
                                                                       for one in found.waiting_for)))
    if typed.trigger is not Trigger.BY_HAND:
        lines.append(say(language, "composer.on_occasion"))
    elif found.first_at and found.last_at and found.closes_at:
        first, last, until = (moment(language, at.astimezone(zone)) for at in (found.first_at, found.last_at,
                                                                               found.closes_at))
        lines.append(say(language, "composer.all_at", first=first, until=until) if first == last
                     else say(language, "composer.first_last", first=first, last=last, until=until))
    turns = [elements(language, "composer.person_at", name=User(one.user_id),
                      at=moment(language, one.at)) for one in found.when]
    if turns and found.to_ask > len(turns):
        turns.append([text(say(language, "composer.more_people", n=found.to_ask - len(turns)))])
    return [rich(heading, *([text(line)] for line in lines)), *([rich(*turns)] if turns else ())]


def _are_few(found: Preview, typed: Typed) -> bool:
    """Whether it asks so few that an anonymous answer may be guessed; of what comes on its occasion, as of today."""
    asks_some = found.to_ask or typed.trigger is not Trigger.BY_HAND
    return bool(asks_some) and not visible(found.to_ask) and not found.waiting_for


def outlook_in(view: Mapping[str, Any]) -> list[Json] | None:
    """What an open composer says of whom it reaches; None where it cannot be told from the rest."""
    blocks = list(view.get("blocks") or ())
    ends = next((at for at, one in enumerate(blocks) if one.get("block_id") == LOOK), 0)
    begins = next((at for at in reversed(range(ends)) if blocks[at].get("type") == "divider"), None)
    return None if begins is None else blocks[begins + 1:ends]


def not_yet(language: str, why: str) -> list[Json]:
    """In place of the outlook, as long as something is missing."""
    return [rich([text(say(language, "composer.outlook"), bold=True)], [text(why)])]


def moment(language: str, at: datetime) -> str:
    """A day and a time, as it stands on the clock that `at` carries."""
    return f"{format_skeleton('MMMEd', at, locale=language)} {at:%H:%M}"


def names_of_plans(language: str, plans: Sequence[PlanLine]) -> Choices:
    """Plans that another can follow, by what they ask and what for."""
    return [(one.plan_id, f"{say(language, f'template.{one.template}.name')}: {one.decision}") for one in plans
            if not one.is_stopped]


def made(language: str, created: Created) -> str:
    """What happens now."""
    return say(language, "composer.made" if created.survey_id else "composer.planned")


def without_link(language: str, why: str) -> str:
    """A survey of customers is kept, but nobody can be given its link yet."""
    return say(language, "composer.link_not_yet", why=why)


def as_they_see_it(language: str, blocks: Sequence[Json]) -> Json:
    """The message as those asked would get it, on top of the form. Its buttons are words: a real one would act."""
    return modal(Callback.SENT, say(language, "composer.look_title"),
                 [context(say(language, "composer.look_hint")), *map(_in_words, blocks)],
                 close=say(language, "composer.back"))


def _in_words(block: Json) -> Json:
    if block["type"] != "actions":
        return block
    return rich([text("  ".join(f"[{one['text']['text']}]" for one in block["elements"]), bold=True)])
