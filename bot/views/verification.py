"""'How is it now?': one message for up to five annoyances, each with its three buttons, and what was answered in place
of the question; and which annoyances a message asked about, read from the message itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.annoyances import State
from bot.domain.verification import Answer, Question
from bot.domain.wording import cut
from bot.text import say
from bot.views.blocks import Json, Message, actions, button, context, fallback, quote, rich, text
from bot.views.ids import Action

ACTION_OF = {Answer.STILL: Action.ANSWER_STILL, Answer.GONE: Action.ANSWER_GONE,
             Answer.DONT_KNOW: Action.ANSWER_DONT_KNOW}
ANSWER_OF = {action: answer for answer, action in ACTION_OF.items()}
ABOUT = "ask_about:"
"""Begins the block_id of what is said about one annoyance; its survey follows."""
OWN_WORDS = 150
DONE_SHOWN = 300
"""Characters of what was done where several annoyances share a message."""


def asking(language: str, asked: Sequence[Question]) -> Message:
    """The question as it stands: words on every button, one tap is enough; what is answered says so in its place."""
    return _one(language, asked[0]) if len(asked) == 1 else _several(language, asked)


def asked_in(message: Mapping[str, Any]) -> tuple[str, ...]:
    """Which surveys a message asked about, in order. It comes back through the person's client: never to be trusted."""
    found = dict.fromkeys(_surveys_of(block) for block in message.get("blocks") or ())
    return tuple(survey_id for survey_id in found if survey_id)


def _surveys_of(block: Mapping[str, Any]) -> str | None:
    name = str(block.get("block_id") or "")
    if name.startswith(ABOUT):
        return name.removeprefix(ABOUT)
    values = (one.get("value") for one in block.get("elements") or () if one.get("action_id") in ANSWER_OF)
    return next((str(value) for value in values if value), None)


def _one(language: str, about: Question) -> Message:
    heading = say(language, "ask.heading")
    if about.answer is None and about.is_open:
        asks = say(language, "ask.question")
        words, paragraphs = _opening(language, about, limit=None)
        return Message(fallback(heading, *words, asks),
                       [rich([text(heading, bold=True)], *paragraphs, [text(asks)], block_id=_name(about)),
                        _buttons(language, about, block_id="ask")])
    words, paragraphs = _ending(language, about)
    blocks = [rich([text(heading, bold=True)], *paragraphs, block_id=_name(about))]
    if about.is_open:
        blocks += [_buttons(language, about, block_id="ask"), context(say(language, "ask.change"))]
    return Message(fallback(heading, *words), blocks)


def _several(language: str, asked: Sequence[Question]) -> Message:
    heading, asks = say(language, "ask.heading"), say(language, "ask.several")
    lines, blocks = [heading, asks], [rich([text(heading, bold=True)], [text(asks)])]
    for about in asked:
        is_asked = about.answer is None and about.is_open
        words, paragraphs = _opening(language, about, limit=DONE_SHOWN) if is_asked else _ending(language, about)
        lines += words
        blocks.append(rich(*paragraphs, block_id=_name(about)))
        if about.is_open:
            blocks.append(_buttons(language, about, block_id=f"ask:{about.survey_id}", tells_which=True))
    if any(about.answer and about.is_open for about in asked):
        blocks.append(context(say(language, "ask.change")))
    return Message(fallback(*lines), blocks)


def _opening(language: str, about: Question, *, limit: int | None) -> tuple[list[str], list[list[Json]]]:
    """What it is about, and "you said ..., we did ..."; to who did not report it, why they are asked."""
    spoken = [_about(language, about)]
    if about.words is None:
        spoken.append(say(language, "ask.works_there"))
    elif about.what_was_done:
        spoken.append(say(language, "ask.you_said", said=cut(about.words, OWN_WORDS)))
    paragraphs = [[text(line)] for line in spoken]
    if about.what_was_done:
        done = cut(about.what_was_done, limit) if limit else about.what_was_done
        return [*spoken, done], [*paragraphs, quote(done)]
    return spoken, paragraphs


def _ending(language: str, about: Question) -> tuple[list[str], list[list[Json]]]:
    """What they said and what it led to, or why there is nothing to answer any more."""
    spoken = _about(language, about)
    came_back = about.state is State.CAME_BACK
    if about.answer is None:
        over = say(language, "ask.reopened" if came_back else "ask.over")
        return [spoken, over], [[text(spoken)], [text(over)]]
    said = say(language, f"ask.answered_{about.answer}")
    reopened = say(language, "ask.reopened") if came_back and about.answer is Answer.STILL else ""
    return ([spoken, said, reopened],
            [[text(spoken)], [text(said, bold=True)], *([[text(reopened)]] if reopened else [])])


def _about(language: str, about: Question) -> str:
    return say(language, "ask.about", number=about.number, title=about.title)


def _name(about: Question) -> str:
    return f"{ABOUT}{about.survey_id}"


def _buttons(language: str, about: Question, *, block_id: str, tells_which: bool = False) -> Json:
    """The three answers. `tells_which`: the same words stand in the message again, so a screen reader says of what."""
    return actions(*(_button(language, about, answer, tells_which=tells_which) for answer in Answer),
                   block_id=block_id)


def _button(language: str, about: Question, answer: Answer, *, tells_which: bool) -> Json:
    label = say(language, f"ask.{answer}")
    spoken = say(language, "ask.spoken", answer=label, number=about.number, title=about.title)
    return button(label, ACTION_OF[answer], about.survey_id, spoken_label=spoken if tells_which else None)
