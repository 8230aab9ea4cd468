"""A survey in a direct message: the question with a button for each point, the answer in its place, the form for a
comment; and what a person wishes about being asked. One picture for each state: whatever is clicked when, what is shown
is what holds now."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import get_datetime_format

from bot.domain.survey_kinds import KINDS, Kind
from bot.domain.survey_plans import Asking, Ended, causes, complains
from bot.text import has, say
from bot.views.blocks import (
    Json,
    Message,
    Part,
    User,
    actions,
    button,
    carried,
    choice,
    context,
    day,
    elements,
    fallback,
    input_block,
    modal,
    option,
    quote,
    rich,
    spoken,
    text,
    text_field,
    value_of,
)
from bot.views.ids import SURVEY_TAP, Action, Callback, Field

FACES: Mapping[str, Mapping[int, str]] = {
    "smiley_3": {1: "🙁", 2: "😐", 3: "🙂"},
    "smiley_5": {1: "😞", 2: "🙁", 3: "😐", 4: "🙂", 5: "😊"},
}
"""Faces beside their words, never instead of them; a kind needs none."""
COMMENT_LIMIT = 3000
QUIET = re.compile(r"\d{2}:\d{2}-\d{2}:\d{2}")
USER_ID = re.compile("[UW][A-Z0-9]{2,}")


@dataclass(frozen=True, slots=True)
class CommentState:
    """What the comment form carries: which survey, and, sealed, how to draw the message anew from which it came."""

    survey_id: str
    back: str | None = None

    def packed(self) -> str:
        return json.dumps({"s": self.survey_id, "b": self.back})

    @classmethod
    def unpacked(cls, metadata: str) -> "CommentState":
        found = carried(metadata)
        return cls(str(found.get("s") or ""), found.get("b"))


def present(language: str, asking: Asking, *, again: bool = False, late: bool = False) -> Message:
    """The message as it should stand now: the question, the answer, or how the survey ended. `again`: the buttons once
    more, to change the answer; `late`: something was pressed after the end."""
    if not asking.is_open:
        return ended(language, asking, late=late)
    return invitation(language, asking) if asking.said is None or again else answered(language, asking)


def invitation(language: str, asking: Asking, *, reminder: bool = False) -> Message:
    """The question and a button for each point: one tap is enough."""
    kind = KINDS[asking.kind]
    first = [say(language, "survey.reminder")] if reminder else []
    asks = question(language, asking)
    said = word(language, kind, asking.said)
    so_far = say(language, "survey.so_far", answer=said) if said else ""
    scale = _scale(language, kind)
    made = [*_top(language, asking, *first), rich([text(asks, bold=True)]), _points(language, asking, kind)]
    made += [context(scale, so_far)] if scale or so_far else []
    made += [_why(language, asking), context(*_promises(language, asking)), *_wish(language, asking)]
    return Message(fallback(*_spoken_top(language, asking, *first), asks, scale, so_far, *_spoken_why(language, asking),
                            *_promises(language, asking), _spoken_wish(language, asking)), made)


def answered(language: str, asking: Asking) -> Message:
    """What they said, and what can still be done with it."""
    kind = KINDS[asking.kind]
    asks, kept = question(language, asking), say(language, "survey.kept")
    said = say(language, "survey.said", answer=word(language, kind, asking.said))
    about = _cause_was(language, asking)
    became = say(language, "survey.became_report", number=asking.report) if asking.report else _waits(language, asking)
    paragraphs = [[text(asks)], [text(said, bold=True)], [text(about)] if about else []]
    paragraphs += [quote(asking.comment)] if asking.comment else []
    paragraphs += [[text(became)]] if became else []
    made = [*_top(language, asking), rich(*paragraphs), _follow_up(language, asking), context(kept),
            *_wish(language, asking)]
    return Message(fallback(*_spoken_top(language, asking), asks, said, about, asking.comment or "", became, kept,
                            _spoken_wish(language, asking)), made)


def _waits(language: str, asking: Asking) -> str:
    """A complaint without a name becomes a report once it is one among others."""
    kind = KINDS[asking.kind]
    point = kind.point(asking.said or "")
    waits = asking.anonymous and asking.comment and point is not None and complains(asking.template, kind, point)
    return say(language, "survey.report_waits") if waits else ""


def ended(language: str, asking: Asking, *, late: bool = False) -> Message:
    """How it ended, and whether what was pressed last counts."""
    kind = KINDS[asking.kind]
    asks = question(language, asking)
    over = say(language, f"survey.ended_{asking.ended or Ended.CLOSED}")
    said = say(language, "survey.said", answer=word(language, kind, asking.said)) if asking.said else ""
    lines = [over, *([say(language, "survey.not_counted")] if late else []), *([said] if said else []),
             *([say(language, "survey.decided", decided=asking.decided)] if asking.decided else [])]
    made = [*_top(language, asking), rich([text(asks)], *([text(line)] for line in lines)), *_wish(language, asking)]
    return Message(fallback(*_spoken_top(language, asking), asks, *lines, _spoken_wish(language, asking)), made)


def question(language: str, asking: Asking) -> str:
    """The sender's words, else ours in the reader's language."""
    return asking.question or say(language, f"template.{asking.template}")


def word(language: str, kind: Kind, answer: str | None) -> str:
    """An answer in words: that of its point, or the figure and how far the scale goes. Empty where there is none."""
    point = kind.point(answer) if answer is not None else None
    if point is None:
        return ""
    if not has_words(kind):
        return say(language, "survey.point", point=point, most=kind.points[-1])
    return say(language, f"kind.{kind.key}.{point}")


def has_words(kind: Kind) -> bool:
    """Whether each point has a word of its own; where not, figures are shown, and words for the two ends."""
    return has(f"kind.{kind.key}.{kind.points[0]}")


def _points(language: str, asking: Asking, kind: Kind) -> Json:
    return actions(*(_point(language, asking, kind, point) for point in kind.points), block_id="survey")


def _point(language: str, asking: Asking, kind: Kind, point: int) -> Json:
    """A button shows the point's word, or its figure; read aloud, it says where on the scale that is."""
    most = kind.points[-1]
    if not has_words(kind):
        ends = {kind.points[0]: "lowest", most: "highest"}
        aloud = say(language, "survey.point", point=point, most=most) if point not in ends else say(
            language, "survey.point_and_word", point=point, most=most,
            word=say(language, f"kind.{kind.key}.{ends[point]}"))
        return button(str(point), f"{SURVEY_TAP}{point}", asking.survey_id, spoken_label=aloud)
    said = say(language, f"kind.{kind.key}.{point}")
    face = FACES.get(kind.key, {}).get(point)
    aloud = say(language, "survey.point_and_word", point=point, most=most, word=said) if len(kind.points) > 2 else said
    return button(f"{face} {said}" if face else said, f"{SURVEY_TAP}{point}", asking.survey_id, spoken_label=aloud)


def _scale(language: str, kind: Kind) -> str:
    if has_words(kind):
        return ""
    return say(language, "survey.scale", low=kind.points[0], lowest=say(language, f"kind.{kind.key}.lowest"),
               high=kind.points[-1], highest=say(language, f"kind.{kind.key}.highest"))


def _top(language: str, asking: Asking, *first: str) -> list[Json]:
    """What every state begins with: heading, what they said before and what came of it, what it is about."""
    paragraphs = [[text(say(language, "survey.heading"), bold=True)], *([text(line)] for line in first)]
    if asking.before is not None:
        paragraphs += [[text(say(language, "survey.you_said"))], quote(asking.before.said),
                       [text(say(language, "survey.we_did"))], quote(asking.before.did)]
    about = _about(language, asking)
    return [rich(*paragraphs, [text(about)] if about else [])]


def _spoken_top(language: str, asking: Asking, *first: str) -> tuple[str, ...]:
    before = () if asking.before is None else (say(language, "survey.you_said"), asking.before.said,
                                               say(language, "survey.we_did"), asking.before.did)
    return (say(language, "survey.heading"), *first, *before, _about(language, asking))


def _about(language: str, asking: Asking) -> str:
    if asking.number is not None:
        return say(language, "survey.about", number=asking.number, title=asking.title or "")
    if asking.touchpoint:
        return say(language, "survey.about_touchpoint", touchpoint=asking.touchpoint)
    return say(language, "survey.about_team", team=asking.team) if asking.team else ""


def _why(language: str, asking: Asking) -> Json:
    """What it decides, who decides and when."""
    return rich([text(say(language, "survey.decides", decision=asking.decision))],
                elements(language, "survey.decider", **_decider(language, asking)))


def _spoken_why(language: str, asking: Asking) -> tuple[str, str]:
    return (say(language, "survey.decides", decision=asking.decision),
            spoken(language, "survey.decider", **_decider(language, asking)))


def _decider(language: str, asking: Asking) -> dict[str, Part]:
    """A name, or where Slack has told us none, a mention: Slack knows it."""
    decider = User(asking.decider) if USER_ID.fullmatch(asking.decider) else asking.decider
    return {"decider": decider, "day": day(language, asking.decide_on)}


def _promises(language: str, asking: Asking) -> tuple[str, ...]:
    """Whether it is anonymous, and until when it can be answered."""
    until = [say(language, "survey.until", when=moment(language, asking.closes_at))] if asking.closes_at else []
    return say(language, "survey.anonymous" if asking.anonymous else "survey.named"), *until


def moment(language: str, at: datetime) -> str:
    """Day and time in words of a language, in the zone that `at` has."""
    both = str(get_datetime_format("medium", locale=language))
    return both.format(f"{at:%H:%M}", day(language, at.date()))


def _cause_was(language: str, asking: Asking) -> str:
    return say(language, "survey.cause_was", cause=say(language, f"cause.{asking.cause}")) if asking.cause else ""


def _follow_up(language: str, asking: Asking) -> Json:
    label = say(language, "survey.change_comment" if asking.comment else "survey.add_comment")
    made = [button(label, Action.SURVEY_COMMENT, asking.survey_id)]
    if asking.comment and not asking.report:
        made.append(button(say(language, "survey.make_report"), Action.SURVEY_REPORT, asking.survey_id))
    made.append(button(say(language, "survey.change"), Action.SURVEY_CHANGE, asking.survey_id))
    return actions(*made, block_id="survey_answered")


def _wish(language: str, asking: Asking) -> Iterator[Json]:
    """The way out, in one click, and back."""
    if asking.opted_out:
        yield context(say(language, "survey.opted_out"))
    yield actions(wish_button(language, asking.survey_id, opted_out=asking.opted_out), block_id="survey_wish")


def wish_button(language: str, value: str, *, opted_out: bool) -> Json:
    """'No more surveys', or 'Ask me again' for whoever wants none."""
    if opted_out:
        return button(say(language, "survey.resume"), Action.SURVEYS_ON, value)
    return button(say(language, "survey.stop"), Action.SURVEYS_OFF, value)


def _spoken_wish(language: str, asking: Asking) -> str:
    return say(language, "survey.opted_out") if asking.opted_out else ""


def comment_form(language: str, asking: Asking, back: str | None = None) -> Json:
    """One comment and, where the question has some, what it was about; filled with what was said before."""
    kind = KINDS[asking.kind]
    point = kind.point(asking.said or "")
    low = point is not None and kind.is_low(point)
    reports = point is not None and complains(asking.template, kind, point) and not asking.report
    hint = say(language, "survey.comment_hint_low" if reports else "survey.comment_hint")
    offered = causes(asking.template, low=low)
    made = [rich([text(question(language, asking))],
                 [text(say(language, "survey.said", answer=word(language, kind, asking.said)), bold=True)])]
    made.append(input_block(Field.COMMENT, say(language, "survey.comment"), text_field(
        multiline=True, initial=asking.comment, limit=COMMENT_LIMIT), hint=hint, optional=True))
    if offered:
        made.append(input_block(Field.CAUSE, say(language, "survey.cause"), choice(
            [option(say(language, f"cause.{cause}"), cause) for cause in offered], initial=asking.cause,
            placeholder=say(language, "survey.cause_placeholder")), optional=True))
    notes = [say(language, "survey.report_stays", number=asking.report)] if asking.report else []
    made.append(context(say(language, "survey.anonymous" if asking.anonymous else "survey.named"), *notes))
    return modal(Callback.SURVEY_COMMENT, say(language, "survey.comment_title"), made,
                 submit=say(language, "form.save"), close=say(language, "form.close"),
                 metadata=CommentState(asking.survey_id, back).packed())


def read_comment(state: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The comment and the cause, None where there is none."""
    return value_of(state, Field.COMMENT), value_of(state, Field.CAUSE)


def quiet_form(language: str, quiet: str = "") -> Json:
    """Between which times of their own day somebody is not to be asked; `quiet` as it holds, like 12:00-13:00."""
    start, end = quiet.split("-") if QUIET.fullmatch(quiet) else ("", "")
    return modal(Callback.QUIET, say(language, "quiet.title"), [
        rich([text(say(language, "quiet.intro"))]),
        input_block(Field.QUIET_START, say(language, "quiet.start"), _time(start or "18:00")),
        input_block(Field.QUIET_END, say(language, "quiet.end"), _time(end or "09:00"))],
        submit=say(language, "form.save"), close=say(language, "form.close"))


def _time(initial: str) -> Json:
    return {"type": "timepicker", "initial_time": initial}


def read_quiet(state: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """From when and until when, as HH:MM."""
    return value_of(state, Field.QUIET_START), value_of(state, Field.QUIET_END)
