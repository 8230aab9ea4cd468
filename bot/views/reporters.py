"""'Ask the reporter' and the way back, and 'Who reported?': messages, forms and their readers."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.reports import Visibility
from bot.text import say
from bot.views.annoyances import MoveState
from bot.views.blocks import (
    Json,
    Message,
    User,
    actions,
    button,
    context,
    element,
    fallback,
    input_block,
    modal,
    quote,
    rich,
    text,
    text_field,
    value_of,
)
from bot.views.ids import Action, Callback, Field
from bot.views.reports import done_form

QUESTION_LIMIT = 1000


def ask_form(language: str, state: MoveState, title: str) -> Json:
    """The team's question to everybody who reported it."""
    return modal(Callback.ASK_REPORTER, say(language, "ask_reporter.title"), [
        rich([text(say(language, "card.title", number=state.number, title=title), bold=True)]),
        input_block(Field.QUESTION, say(language, "ask_reporter.question"),
                    text_field(multiline=True, limit=QUESTION_LIMIT), hint=say(language, "ask_reporter.hint"))],
        submit=say(language, "ask_reporter.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_ask_form(state: Mapping[str, Any]) -> str:
    return value_of(state, Field.QUESTION) or ""


def question(language: str, question_id: str, *, number: int, title: str, team: str | None, words: str,
             visibility: Visibility) -> Message:
    """The question as its reporter gets it: what it is about, the words as written, and who will see the answer."""
    team = team or say(language, "state.triage")
    about = say(language, "question.about", number=number, title=title, team=team)
    seen = say(language, f"question.{visibility}")
    label = say(language, "question.answer")
    return Message(fallback(about, words, seen), [
        rich([text(about)], quote(words)),
        actions(button(label, Action.ANSWER_QUESTION, question_id, spoken_label=f"{label} #{number}"),
                block_id="question"),
        context(seen)])


def answer_form(language: str, question_id: str, *, number: int, title: str, words: str, visibility: Visibility
                ) -> Json:
    """The reporter's answer, below the question."""
    return modal(Callback.ANSWER_QUESTION, say(language, "question.title"), [
        rich([text(say(language, "card.title", number=number, title=title), bold=True)], quote(words)),
        input_block(Field.ANSWER, say(language, "question.your_answer"),
                    text_field(multiline=True, limit=QUESTION_LIMIT),
                    hint=say(language, f"question.{visibility}"))],
        submit=say(language, "question.send"), close=say(language, "form.close"), metadata=question_id)


def read_answer_form(state: Mapping[str, Any]) -> str:
    return value_of(state, Field.ANSWER) or ""


def passed_on(language: str, number: int) -> Json:
    return done_form(language, say(language, "question.passed_on", number=number))


def who_reported(language: str, *, number: int, title: str, known: Sequence[str], anonymous: int) -> Json:
    """Names for the lead alone; in a form nobody is pinged by them."""
    blocks = [rich([text(say(language, "card.title", number=number, title=title), bold=True)])]
    if known:
        people: Json = {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [
            {"type": "rich_text_section", "elements": [element(User(one))]} for one in known]}
        blocks.append(rich([people]))
    if anonymous:
        blocks.append(rich([text(say(language, "who.anonymous", n=anonymous))]))
    if not known and not anonymous:
        blocks.append(rich([text(say(language, "who.nobody"))]))
    return modal(Callback.SENT, say(language, "who.title"), [*blocks, context(say(language, "who.note"))],
                 close=say(language, "form.done"))
