"""Whether the customer was upset: words suggest it, the reporter says it. In the report form a ticked box comes as soon
as such words stand there; behind More the question is answered beforehand; below an answer two buttons ask.

What the reporter said by hand is never drawn over: it comes back in the form's state, or with what the form carries.
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.reports import Emotion, Upset
from bot.domain.wording import cut
from bot.text import say
from bot.views.blocks import (
    Json,
    actions,
    button,
    carried,
    checkboxes,
    input_block,
    option,
    radio,
    rich,
    text,
    told_while_typing,
    value_of,
    values_of,
)
from bot.views.ids import Action, Field

DENIED = "e"
"""What a form carries once the box was unticked: words that go and come again find it unticked."""
FOLD = "unfold"
"""The block of the form's More; the box stands above it."""
SAID = 80
"""Characters of the words that suggest it, as they are shown."""
ANSWERS: dict[Emotion | None, str] = {
    None: "report.upset", Emotion.PRESENT: "report.upset_present", Emotion.ABSENT: "report.upset_absent",
}


def box(language: str, upset: Upset) -> list[Json]:
    """The suggestion as a tick that can be taken away; nothing where no words suggest it."""
    if upset.words is None:
        return []
    tick = checkboxes([option(say(language, "form.upset"), "yes")],
                      initial=() if upset.emotion is Emotion.ABSENT else ("yes",))
    return [input_block(Field.UPSET, say(language, "form.upset_label"), tick, optional=True,
                        hint=say(language, "form.upset_hint", words=cut(upset.words, SAID)))]


def question(language: str, upset: Upset) -> Json:
    """Yes, no or not known: as the reporter says, else as the words suggest. A suggested answer is a field of its own,
    of which Slack tells us when it is changed."""
    field = Field.EMOTION_SUGGESTED if upset.words and upset.emotion is None else Field.EMOTION
    suggested = field is Field.EMOTION_SUGGESTED
    made = input_block(field, say(language, "form.emotion"), radio(
        [option(say(language, f"form.emotion_{one}"), one) for one in Emotion],
        initial=Emotion.PRESENT if suggested else upset.emotion), optional=True,
        hint=say(language, "form.upset_why", words=cut(upset.words or "", SAID)) if suggested else None)
    return told_while_typing(made) if suggested else made


def read(state: Mapping[str, Any]) -> Emotion | None:
    """What a form says of it, suggested and left so or said by hand; None where it was not answered."""
    if _unticked(state) is not None:
        return Emotion.ABSENT if _unticked(state) else Emotion.PRESENT
    found = value_of(state, Field.EMOTION) or value_of(state, Field.EMOTION_SUGGESTED)
    return Emotion(found) if found in list(Emotion) else None


def by_hand(view: Mapping[str, Any]) -> Emotion | None:
    """What the reporter said by hand in an open form; None where they said nothing, or left a suggestion as it is."""
    state = _state(view)
    suggested = _unticked(state) is False or Field.EMOTION_SUGGESTED in state
    if suggested and read(state) is Emotion.PRESENT:
        return None
    return read(state) or (Emotion.ABSENT if _was_denied(view) else None)


def with_suggestion(language: str, form: Json, upset: Upset) -> Json:
    """An open form, drawn anew with what its words suggest by now; `upset.emotion` is what was said by hand."""
    denied = upset.emotion is Emotion.ABSENT
    others = [one for one in form["blocks"] if one.get("block_id") != Field.UPSET]
    if any(one.get("block_id") == FOLD for one in others):
        place = next(at for at, one in enumerate(others) if one.get("block_id") == FOLD)
        blocks = [*others[:place], *box(language, upset), *others[place:]]
    else:
        drawn = question(language, upset)
        blocks = [drawn if one.get("block_id") in (Field.EMOTION, Field.EMOTION_SUGGESTED) else one for one in others]
    held = carried(form["private_metadata"])
    held.pop(DENIED, None)
    return {**form, "blocks": blocks, "private_metadata": json.dumps({**held, **({DENIED: 1} if denied else {})})}


def is_shown(view: Mapping[str, Any], form: Json) -> bool:
    """Whether the open form shows the same suggestion as `form` would."""
    return _shown(view) == _shown(form)


def asked(language: str, report_id: str, upset: Upset) -> list[Json]:
    """Below the answer to a report: two buttons where words suggest it; once answered, the one that changes it."""
    if not in_words(language, upset):
        return []
    buttons = [] if upset.emotion is Emotion.PRESENT else [button(
        say(language, "report.was_upset"), Action.WAS_UPSET, report_id)]
    if upset.emotion is not Emotion.ABSENT:
        buttons.append(button(say(language, "report.was_not_upset"), Action.WAS_NOT_UPSET, report_id,
                              spoken_label=say(language, "report.was_not_upset_spoken")))
    return [rich([text(in_words(language, upset))]), actions(*buttons, block_id="upset")]


def in_words(language: str, upset: Upset) -> str:
    """The same as a sentence; empty where nothing is asked."""
    key = ANSWERS.get(upset.emotion) if upset.words else None
    return say(language, key, words=cut(upset.words or "", SAID)) if key else ""


def _shown(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields that show it, each with its hint."""
    return [(one["block_id"], str((one.get("hint") or {}).get("text") or "")) for one in form.get("blocks") or []
            if one.get("block_id") in (Field.UPSET, Field.EMOTION, Field.EMOTION_SUGGESTED)]


def _state(view: Mapping[str, Any]) -> Json:
    found: Json = (view.get("state") or {}).get("values") or {}
    return found


def _unticked(state: Mapping[str, Any]) -> bool | None:
    """Whether the box was unticked; None where the form shows none."""
    return None if Field.UPSET not in state else "yes" not in values_of(state, Field.UPSET)


def _was_denied(view: Mapping[str, Any]) -> bool:
    return bool(carried(str(view.get("private_metadata") or "")).get(DENIED))
