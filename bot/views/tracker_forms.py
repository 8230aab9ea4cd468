"""Issues in trackers beside the card: the form and its reader, the line that tells how one stands, and the trouble."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.annoyances import Line, Move, allows
from bot.domain.trackers import NAMES, TEXT, TITLE, Choice, IssueForm, IssueState, IssueWish, NewIssue
from bot.text import say
from bot.views.annoyances import MoveState, move_button
from bot.views.blocks import (
    Json,
    Link,
    Message,
    Part,
    actions,
    choice,
    context,
    elements,
    fallback,
    input_block,
    modal,
    option,
    rich,
    spoken,
    text,
    text_field,
    value_of,
)
from bot.views.ids import Callback, Field


def issue_form(language: str, state: MoveState, form: IssueForm) -> Json:
    """One that exists, or a new one: what would be said in it can be changed before it leaves."""
    blocks = [rich([text(say(language, "card.title", number=form.number, title=form.title), bold=True)])]
    if len(form.trackers) > 1:
        blocks.append(input_block(Field.TRACKER, say(language, "issue.tracker"), choice(
            [option(_named(one), one.id) for one in form.trackers], initial=form.trackers[0].id)))
    else:
        blocks.append(context(say(language, "issue.goes_to", tracker=_named(form.trackers[0]))))
    return modal(Callback.TRACKER_ISSUE, say(language, "issue.form"), [
        *blocks,
        input_block(Field.ISSUE_TITLE, say(language, "issue.title"), text_field(initial=form.title, limit=TITLE),
                    optional=True),
        input_block(Field.ISSUE_TEXT, say(language, "issue.text"),
                    text_field(multiline=True, initial=form.text, limit=TEXT), optional=True,
                    hint=say(language, "issue.text_hint")),
        input_block(Field.EXISTING_ISSUE, say(language, "issue.existing"), text_field(limit=500), optional=True,
                    hint=say(language, "issue.existing_hint")),
    ], submit=say(language, "issue.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_issue_form(state: Mapping[str, Any]) -> IssueWish:
    return IssueWish(value_of(state, Field.TRACKER), value_of(state, Field.ISSUE_TITLE) or "",
                     value_of(state, Field.ISSUE_TEXT) or "", value_of(state, Field.EXISTING_ISSUE))


def _named(one: Choice) -> str:
    return f"{NAMES.get(one.kind, one.kind)} · {one.project}"


def linked(language: str, new: NewIssue, number: int, link: str | None) -> NewIssue:
    """What an issue is made of, with the words that say where it comes from, in the team's language."""
    return replace(new, from_where=say(language, "issue.from_where", number=number), link=link)


def state_line(language: str, about: Line, facts: Mapping[str, Any]) -> Message:
    """How an issue stands, as its tracker says it; done there, it can be resolved here by whoever knows."""
    key, name = f"tracker.{facts['state']}", str(facts["issue"])
    values: dict[str, Part] = {"tracker": str(facts["tracker"]), "issue": Link(str(facts["url"]), name)
                               if facts.get("url") and facts["state"] != IssueState.GONE else name}
    can = facts["state"] == IssueState.CLOSED and allows(about.state, Move.RESOLVE)
    buttons = [actions(move_button(language, Move.RESOLVE, about.number))] if can else []
    return Message(fallback(spoken(language, key, **values)), [rich(elements(language, key, **values)), *buttons])


def trouble(language: str, facts: Mapping[str, Any], team: str) -> Message:
    """What is wrong with a tracker, and what to do."""
    said = say(language, f"tracker.trouble_{facts['trouble']}", tracker=facts["tracker"], project=facts["project"],
               team=team)
    return Message(fallback(said), [rich([text(said)])])
