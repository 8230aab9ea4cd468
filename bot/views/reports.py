"""The reporter's side beside the report form: the answer to a report, look-alikes, me too, lists, help."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.annoyances import Line, State, Why
from bot.domain.meanwhile import NOTHING, Meanwhile
from bot.domain.reports import NOTHING_SENSED, STORY_LIMIT, Emotion, Stored, Upset, Visibility, upset_words
from bot.domain.threads import NO_REPLIES, Replies
from bot.text import say
from bot.views import care, threads
from bot.views import upset as upset_parts
from bot.views.blocks import (
    Json,
    Message,
    actions,
    button,
    carried,
    choice,
    context,
    fallback,
    input_block,
    modal,
    option,
    quote,
    radio,
    rich,
    text,
    text_field,
    value_of,
)
from bot.views.ids import DONT_KNOW, Action, Callback, Field
from bot.views.report_form import visibility_field

Choices = Sequence[tuple[str, str]]


def stored(language: str, told: Stored) -> Message:
    """The answer to a report: number, team and why, look-alikes with Me too, and what can still be done."""
    first = say(language, "report.stored_before" if told.said_before else "report.stored", number=told.number)
    where = (say(language, "report.team", team=told.team) if told.team else say(language, "report.in_triage"))
    why = why_here(language, told.team, told.why)
    hidden = [] if told.visibility is Visibility.NAMED else [say(language, f"report.as_{told.visibility}")]
    blocks = [rich([text(first, bold=True), text(f"\n{told.title}")], [text(f"{where}\n{why}")]),
              context(say(language, "report.hear"), *hidden)]
    blocks += _alikes(language, told)
    blocks += upset_parts.asked(language, told.report_id, told.upset)
    blocks.append(actions(*_answer_buttons(language, told), block_id="answer"))
    alikes = [said for one in told.alikes
              for said in (f"#{one.number} {one.title}", *care.until_fixed_in_words(language, one.meanwhile))]
    heading = say(language, "report.alike") if alikes else ""
    return Message(fallback(first, told.title, where, why, *hidden, heading, *alikes,
                            upset_parts.in_words(language, told.upset)), blocks)


def _alikes(language: str, told: Stored) -> list[Json]:
    made: list[Json] = [rich([text(say(language, "report.alike"), bold=True)])] if told.alikes else []
    for one in told.alikes:
        line = say(language, "report.alike_line", number=one.number, title=one.title, state=state_word(language,
                                                                                                       one.state))
        made.append(rich([text(line)], *care.until_fixed(language, one.meanwhile)))
        label = say(language, "report.me_too")
        made.append(actions(button(label, Action.ME_TOO, f"{one.number}:{told.report_id}",
                                   spoken_label=f"{label} #{one.number}"), block_id=f"alike_{one.number}"))
    return made


def _answer_buttons(language: str, told: Stored) -> list[Json]:
    made = [button(say(language, "report.again"), Action.AGAIN, told.report_id)] if told.said_before else []
    made.append(button(say(language, "report.add_details"), Action.ADD_DETAILS, told.report_id))
    if told.state in (State.NEW, State.TRIAGE):
        made.append(button(say(language, "report.not_this_team"), Action.NOT_THIS_TEAM, told.report_id))
    if told.can_undo:
        made.append(button(say(language, "report.undo"), Action.UNDO, told.report_id))
    return made


def sent_form(language: str, told: Stored) -> Json:
    """The form after it was sent: the same answer, in its place."""
    return modal(Callback.SENT, say(language, "form.sent_title"), stored(language, told).blocks,
                 close=say(language, "form.done"))


def done_form(language: str, answer: Message | str) -> Json:
    """A form whose work is done: one answer, nothing to fill in."""
    blocks = [rich([text(answer)])] if isinstance(answer, str) else answer.blocks
    return modal(Callback.SENT, say(language, "form.sent_title"), blocks, close=say(language, "form.done"))


def undone(language: str, number: int) -> Message:
    said = say(language, "report.undone", number=number)
    return Message(fallback(said), [rich([text(said)])])


def details_kept(language: str, number: int) -> Message:
    said = say(language, "report.details_kept", number=number)
    return Message(fallback(said), [rich([text(said)])])


def joined(language: str, *, number: int, title: str, reports: int, from_number: int | None, came_back: bool,
           visibility: Visibility = Visibility.NAMED, by_customers: int = 0, meanwhile: Meanwhile = NOTHING,
           report_id: str = "", upset: Upset = NOTHING_SENSED) -> Message:
    """The answer to a me too; who will know, if not everybody, what the customer may be told meanwhile, and whether
    they were upset."""
    lines = [say(language, "report.joined", number=number, title=title)]
    if from_number is not None and from_number != number:
        lines.append(say(language, "report.joined_from", **{"from": from_number}))
    lines.append(say(language, "report.joined_apart", n=reports, customers=by_customers) if by_customers
                 else say(language, "report.joined_count", n=reports))
    if came_back:
        lines.append(say(language, "report.joined_came_back"))
    if visibility is not Visibility.NAMED:
        lines.append(say(language, f"report.as_{visibility}"))
    return Message(
        fallback(*lines, *care.until_fixed_in_words(language, meanwhile), upset_parts.in_words(language, upset)),
        [rich([text(" ".join(lines))], *care.until_fixed(language, meanwhile)),
         *upset_parts.asked(language, report_id, upset)])


@dataclass(frozen=True, slots=True)
class MeTooState:
    """What the me-too form carries: of which annoyance, and which report just made joins it; and how whoever opens
    it is known unless they choose otherwise in it."""

    number: int
    report_id: str | None = None
    visibility: Visibility | None = None

    def packed(self) -> str:
        return json.dumps({"n": self.number, "r": self.report_id, "v": self.visibility})

    @classmethod
    def unpacked(cls, metadata: str) -> "MeTooState":
        found = carried(metadata)
        visibility = found.get("v")
        return cls(int(found.get("n") or 0), found.get("r"),
                   Visibility(visibility) if visibility in list(Visibility) else None)


def me_too_form(language: str, title: str, state: MeTooState, *, words: str, ask_after_fix: bool,
                customer_words: str | None = None, emotion: Emotion | None = None) -> Json:
    """One's own words about a known annoyance; of a fixed one, whether it was seen after the fix. `emotion`: what was
    said of it in the form that these words come from."""
    blocks = [rich([text(say(language, "me_too.about", number=state.number, title=title))])]
    if state.report_id is None:
        blocks.append(input_block(Field.STORY, say(language, "me_too.story"),
                                  text_field(multiline=True, initial=words, limit=STORY_LIMIT)))
    if customer_words:
        blocks.append(input_block(Field.WORDS, say(language, "form.words"), text_field(
            multiline=True, initial=customer_words, limit=STORY_LIMIT), optional=True))
    if state.report_id is None:
        blocks += upset_parts.box(language, Upset(upset_words(words, customer_words), emotion))
    if ask_after_fix:
        blocks.append(input_block(Field.AFTER_FIX, say(language, "me_too.after_fix"), radio(
            [option(say(language, "me_too.after_fix_yes"), "yes"),
             option(say(language, "me_too.after_fix_no"), "no")])))
    if state.report_id is None:
        blocks.append(visibility_field(language, state.visibility))
    return modal(Callback.ME_TOO, say(language, "me_too.title"), blocks, submit=say(language, "report.me_too"),
                 close=say(language, "form.close"), metadata=state.packed())


def read_me_too_form(state: Mapping[str, Any]) -> tuple[str | None, bool]:
    """The words, and whether it was seen after the fix."""
    return value_of(state, Field.STORY), value_of(state, Field.AFTER_FIX) == "yes"


def not_this_team_form(language: str, report_id: str, teams: Choices) -> Json:
    """The reporter's own choice of team, or 'I don't know'."""
    options = [option(say(language, "team.dont_know"), DONT_KNOW), *(option(name, key) for key, name in teams)]
    return modal(Callback.NOT_THIS_TEAM, say(language, "not_this_team.title"), [
        input_block(Field.TEAM, say(language, "not_this_team.which"), choice(options))],
        submit=say(language, "form.save"), close=say(language, "form.close"), metadata=report_id)


def read_team(state: Mapping[str, Any]) -> str | None:
    """The team chosen; None for 'I don't know'."""
    chosen = value_of(state, Field.TEAM)
    return None if chosen in (None, DONT_KNOW) else chosen


def found(language: str, words: str, lines: Sequence[Line]) -> Message:
    """What `/snag find` answers; a search that was meant as a report can become one."""
    title = say(language, "find.title" if lines else "find.none", words=words)
    blocks = [rich([text(title, bold=True)])]
    for line in lines:
        blocks.append(rich(_line(language, line), *care.until_fixed(language, line.meanwhile)))
        label = say(language, "report.me_too")
        blocks.append(actions(button(label, Action.ME_TOO, f"{line.number}:", spoken_label=f"{label} #{line.number}"),
                              block_id=f"found_{line.number}"))
    blocks.append(actions(button(say(language, "report.instead"), Action.INSTEAD, words), block_id="instead"))
    return Message(fallback(title, *(said for line in lines for said in (
        line_in_words(language, line), *care.until_fixed_in_words(language, line.meanwhile)))), blocks)


def mine(language: str, lines: Sequence[Line], total: int) -> Message:
    """A person's own reports and what became of them."""
    if not lines:
        said = say(language, "mine.none")
        return Message(fallback(said), [rich([text(said)])])
    title = say(language, "mine.title")
    more = say(language, "mine.more", n=total - len(lines)) if total > len(lines) else ""
    blocks = [rich([text(title, bold=True)]), rich(*(_line(language, line) for line in lines))]
    return Message(fallback(title, *(line_in_words(language, line) for line in lines), more),
                   [*blocks, *([context(more)] if more else [])])


def shown(language: str, line: Line, *, story: str | None, what_was_done: str | None, is_mine: bool,
          replies: Replies = NO_REPLIES, why: Why | None = None) -> Message:
    """How one annoyance stands."""
    paragraphs: list[list[Json]] = [_line(language, line)]
    said = [why_here(language, line.team, why)] if why else []
    paragraphs += [[text(one)] for one in said]
    if is_mine:
        paragraphs.append([text(say(language, "show.mine"))])
    for key, words in (("show.story", story), ("show.what_was_done", what_was_done)):
        if words:
            paragraphs += [[text(say(language, key), bold=True)], quote(words)]
    paragraphs += care.until_fixed(language, line.meanwhile)
    blocks = [rich(*paragraphs, *threads.replies(language, replies))]
    me_too = [button(say(language, "report.me_too"), Action.ME_TOO, f"{line.number}:")] \
        if not is_mine and line.state not in (State.WITHDRAWN, State.MERGED) else []
    blocks.append(actions(*me_too, button(say(language, "story.button"), Action.TIMELINE, str(line.number)),
                          block_id="shown"))
    return Message(fallback(line_in_words(language, line), *said, story or "", what_was_done or "",
                            *care.until_fixed_in_words(language, line.meanwhile),
                            *threads.in_words(language, replies)), blocks)


def help_(language: str) -> Message:
    """All that can be written after /snag."""
    title = say(language, "help.title")
    lines = [say(language, f"help.{one}") for one in ("report", "form", "find", "mine", "show", "digest",
                                                   "survey", "results")]
    bullets: Json = {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [
        {"type": "rich_text_section", "elements": [text(line)]} for line in lines]}
    return Message(fallback(title, *lines), [rich([text(title, bold=True)], [bullets])])


def state_word(language: str, state: State) -> str:
    return say(language, f"state.{state}")


def why_here(language: str, team: str | None, why: Why) -> str:
    """Why it is with its team, or in triage, as a sentence."""
    return say(language, "card.why" if team else "card.why_triage", why=why_in_words(language, why))


def why_in_words(language: str, why: Why) -> str:
    """Why this team, in words that follow 'because'."""
    by = f"{why.by}_plain" if why.by in ("rule", "unsure") and not why.phrase else why.by or "nothing"
    if why.by == "learned" and why.like:
        by = "learned_like" if len(why.like) == 1 else "learned_like_two"
    first, second = (*why.like, 0, 0)[:2]
    return say(language, f"why.{by}", phrase=why.phrase or "–", first=first, second=second)


def line_in_words(language: str, line: Line) -> str:
    """An annoyance as one line."""
    if line.merged_into is not None:
        return say(language, "list.merged", number=line.number, title=line.title, into=line.merged_into)
    said = say(language, "list.line_team" if line.team else "list.line", number=line.number, title=line.title,
               state=state_word(language, line.state), team=line.team)
    return f"{said} · {counted_apart(language, line.reports, line.by_customers)}" if line.by_customers else said


def counted_apart(language: str, reports: int, by_customers: int) -> str:
    """Employees' reports, and beside them those that customers made themselves."""
    if not reports:
        return say(language, "card.by_customers", n=by_customers)
    return say(language, "list.counted_apart", n=reports, customers=by_customers)


def _line(language: str, line: Line) -> list[Json]:
    return [text(line_in_words(language, line))]
