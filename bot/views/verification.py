"""'How is it now?': the question with its three buttons, and the answer in its place."""

from bot.domain.annoyances import FIXED, State
from bot.domain.verification import Answer
from bot.text import say
from bot.views.blocks import Json, Message, actions, button, context, fallback, quote, rich, text
from bot.views.ids import Action

ACTION_OF = {Answer.STILL: Action.ANSWER_STILL, Answer.GONE: Action.ANSWER_GONE,
             Answer.DONT_KNOW: Action.ANSWER_DONT_KNOW}
ANSWER_OF = {action: answer for answer, action in ACTION_OF.items()}


def question(language: str, survey_id: str, *, number: int, title: str, what_was_done: str | None) -> Message:
    """Words on every button, and one tap is enough."""
    heading, about, asks = (say(language, "ask.heading"), say(language, "ask.about", number=number, title=title),
                            say(language, "ask.question"))
    paragraphs = [[text(heading, bold=True)], [text(about)]]
    if what_was_done:
        paragraphs.append(quote(what_was_done))
    paragraphs.append([text(asks)])
    return Message(fallback(heading, about, what_was_done or "", asks),
                   [rich(*paragraphs), _buttons(language, survey_id)])


def answered(language: str, survey_id: str, *, number: int, title: str, answer: str, state: State) -> Message:
    """What they said, what it led to, and while it can be changed the buttons for it."""
    heading, about = say(language, "ask.heading"), say(language, "ask.about", number=number, title=title)
    said = say(language, f"ask.answered_{answer}")
    reopened = say(language, "ask.reopened") if answer == Answer.STILL and state is State.CAME_BACK else ""
    blocks = [rich([text(heading, bold=True)], [text(about)], [text(said, bold=True)],
                   [text(reopened)] if reopened else [])]
    if state in FIXED:
        blocks += [_buttons(language, survey_id), context(say(language, "ask.change"))]
    return Message(fallback(heading, about, said, reopened), blocks)


def _buttons(language: str, survey_id: str) -> Json:
    return actions(*(button(say(language, f"ask.{answer}"), ACTION_OF[answer], survey_id) for answer in Answer),
                   block_id="ask")
