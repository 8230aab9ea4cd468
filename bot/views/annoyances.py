"""The team's side: the living card, the thread's lines, the forms of moves and their readers, closing the loop."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.lists import format_list

from bot.domain.action_items import Item
from bot.domain.annoyances import TABLE, Card, Move, Resolution, RootCause, State, TeamName
from bot.domain.care import NOBODY, Waiting
from bot.domain.links import host_of
from bot.domain.people import Where
from bot.domain.permissions import Act
from bot.domain.reports import Flag, MayContact
from bot.domain.snoozing import WokenBy
from bot.domain.threads import NO_REPLIES, Replies
from bot.domain.wording import cut
from bot.text import say
from bot.views import action_items, care, clocks, next_steps, threads
from bot.views.blocks import (
    Json,
    Link,
    Message,
    Part,
    User,
    actions,
    button,
    carried,
    choice,
    confirm,
    context,
    day,
    element,
    elements,
    fallback,
    header,
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
from bot.views.ids import DONT_KNOW, Action, Callback, Field
from bot.views.places import carry, opened_at
from bot.views.reports import state_word, why_here
from bot.views.trackers import issue_lines

STORY_SHOWN = 600
NAMES_SHOWN, NAME_SHOWN = 3, 40
ENDS = " .。．…"
ACTS = ((Act.READ_CONTACT, Action.CUSTOMER, "customer.title"), (Act.WHO_REPORTED, Action.WHO_REPORTED, "who.button"),
        (Act.READ_STORY, Action.TIMELINE, "story.button"),
        (Act.FOLLOW, Action.FOLLOW, "follow.button"), (Act.UNFOLLOW, Action.UNFOLLOW, "follow.stop"))
"""Acts behind More that are no moves: what may be done, its button's id, its words."""
QUOTED: dict[str, str] = {Move.NEXT_STEP: "next_step", Move.RESOLVE: "what_was_done", Move.ASK_REPORTER: "text",
                          "answered": "text", Move.ADD_ITEM: "text", "item_assigned": "text",
                          "item_handed_back": "text", "item_team_gone": "text"}
"""Which words of a thread line are somebody's own, by what it tells."""
BELOW: dict[str, tuple[Move, ...]] = {"items_done": (Move.RESOLVE,)}
"""Moves that a thread line offers, by what it tells."""
LABELLED = (("reason", "line.reason"), ("then", "line.then"))
"""What else somebody said with a move, and what stands above it."""


def card(view: Card, link: str | None = None) -> Message:
    """The card as it stands now, in the team's language. `link`: to the card of what it was merged into."""
    if view.state is State.WITHDRAWN or view.merged_into is not None:
        return _ended(view, link)
    language = view.locale
    title = say(language, "card.title", number=view.number, title=view.title)
    state = state_word(language, view.state)
    status = say(language, "card.state_team", state=state, team=view.team) if view.team else state
    flags = " · ".join(_flags(view))
    blocks = [header(title), rich(*_body(view, status)), context(*_small_print(view)),
              *([context(flags)] if flags else [])]
    buttons = _buttons(view)
    spoken_line = say(language, "card.fallback", number=view.number, title=view.title, state=status)
    return Message(fallback(spoken_line, cut(view.story, STORY_SHOWN), flags),
                   [*blocks, *([actions(*buttons, block_id="card")] if buttons else [])])


def _ended(view: Card, link: str | None) -> Message:
    said = (say(view.locale, "card.merged", number=view.number, into=view.merged_into)
            if view.merged_into is not None else say(view.locale, "card.withdrawn", number=view.number))
    buttons = _buttons(view)
    way = _way_to(view.locale, link)
    return Message(fallback(said), [rich([text(said), *way]),
                                    *([actions(*buttons, block_id="card")] if buttons else [])])


def _way_to(language: str, link: str | None) -> list[Json]:
    """After a sentence: the way to another card."""
    return [text(" "), element(Link(link, say(language, "moved.link")))] if link else []


def _body(view: Card, status: str) -> list[list[Json]]:
    language = view.locale
    first = [text(status, bold=True)]
    if view.assignee:
        first += [text(" · "), *elements(language, "card.assignee", who=User(view.assignee))]
    if view.asleep_until:
        first.append(text(f" · {say(language, 'card.asleep', until=day(language, view.asleep_until))}"))
    begins = [first, *clocks.on_card(language, view.clocks), *next_steps.on_card(view)]
    made = [*begins, quote(view.story, STORY_SHOWN)] if _says_more(view) else begins
    if view.customer_words:
        made += [[text(say(language, "card.customer_said"), bold=True)], quote(view.customer_words, STORY_SHOWN)]
    if view.what_was_done and view.state in (State.RESOLVED, State.VERIFIED, State.CAME_BACK):
        made += [[text(say(language, "card.done"), bold=True)], quote(view.what_was_done, STORY_SHOWN)]
    if view.why_not:
        made += [[text(say(language, "card.why_not"), bold=True)], quote(view.why_not, STORY_SHOWN)]
    made += [*care.on_card(language, view), *care.until_fixed(language, view.meanwhile)]
    made += action_items.on_card(language, view.items)
    made += issue_lines(language, view.issues)
    return [*made, links] if (links := _links(view)) else made


def _links(view: Card) -> list[Json]:
    """Ways out, in our own words; each says where it leads."""
    language = view.locale
    links = [Link(url, say(language, "card.post_link", host=host_of(url))) for url in view.post_links]
    links += [Link(url, say(language, "card.answer_link", host=host_of(url))) for url in view.answer_links]
    links += [Link(url, say(language, "card.source_link")) for url in view.source_links]
    return [part for place, link in enumerate(links) for part in ([text(" · ")] if place else []) + [element(link)]]


def _says_more(view: Card) -> bool:
    """Whether the story holds more than the title, which is its beginning."""
    return view.story.rstrip(ENDS) != view.title.rstrip(ENDS)


def _small_print(view: Card) -> list[str]:
    language = view.locale
    count = say(language, "card.reports", n=view.reports)
    if view.reporters and not view.names:
        count += f" {say(language, 'card.reporters', n=view.reporters)}"
    why = why_here(language, view.team, view.why)
    counted = [count] if view.reports or not view.by_customers else []
    if view.by_customers:
        counted.append(say(language, "card.by_customers", n=view.by_customers))
    lines = [*counted, *([_reported_by(view)] if view.names else []), why]
    if view.touchpoint:
        stages = format_list([say(language, f"stage.{one}") for one in view.stages], locale=language)
        lines.append(say(language, "card.touchpoint_stage" if stages else "card.touchpoint",
                         touchpoint=view.touchpoint, stage=stages))
    if view.came_by:
        ways = [say(language, f"form.contact_channel_{one}") for one in view.came_by]
        lines.append(say(language, "card.came_by", channel=format_list(ways, locale=language)))
    if view.answers and view.answers[0]:  # before the first answer, perhaps nobody has been asked yet
        lines.append(say(language, "card.answers", answered=view.answers[0], asked=view.answers[1]))
    return lines


def _reported_by(view: Card) -> str:
    """Who gave their names, in plain words that notify nobody; the others are counted."""
    shown = [cut(name, NAME_SHOWN) for name in view.names[:NAMES_SHOWN]]
    others = max(view.reporters, len(view.names)) - len(shown)
    more = [say(view.locale, "card.more_people", n=others)] if others else []
    return say(view.locale, "card.reported_by", names=format_list([*shown, *more], locale=view.locale))


def _flags(view: Card) -> list[str]:
    """What makes it weigh more than its number of reports: never an amount, never how to reach anybody."""
    language = view.locale
    made = [say(language, f"card.flag_{flag}") for flag in Flag if flag in view.flags]
    if view.upset:
        made.append(say(language, "card.upset"))
    if view.matters_on:
        made.append(say(language, "card.matters_on", date=day(language, view.matters_on)))
    if view.at_stake:
        made.append(say(language, "card.at_stake"))
    return made + [say(language, f"card.may_contact_{one}") for one in MayContact if one in view.may_contact]


def _buttons(view: Card) -> list[Json]:
    """The state's visible moves; the rest of its moves, and a long story, stand behind More."""
    language, number = view.locale, str(view.number)
    offer = TABLE[view.state]
    made = []
    for move in offer.visible:
        made += _triage_buttons(view) if move is Move.CHOOSE_TEAM else [move_button(language, move, view.number)]
    if made and made[0].get("action_id") in (Move.ACKNOWLEDGE, Move.RESOLVE):
        made[0]["style"] = "primary"
    if len(view.story) > STORY_SHOWN:
        made.append(button(say(language, "card.read_all"), Action.READ_ALL, number,
                           spoken_label=f"{say(language, 'card.read_all')} #{number}"))
    if offer.more or view.state is State.TRIAGE:
        made.append(button(say(language, "move.more"), Action.MORE, number,
                           spoken_label=f"{say(language, 'move.more')} #{number}"))
    return made


def _triage_buttons(view: Card) -> list[Json]:
    if not view.guesses:
        return [button(say(view.locale, "move.choose_team"), Action.OTHER_TEAM, str(view.number))]
    return [button(guess.name, f"{Move.CHOOSE_TEAM}_{place}", f"{view.number}:{guess.key}")
            for place, guess in enumerate(view.guesses[:2], start=1)]


def move_button(language: str, move: Move, number: int) -> Json:
    """The button of one move; its action_id is the move's name, its value the number."""
    label = say(language, f"move.{move}")
    return button(label, str(move), str(number), confirm=_asks(language, move, number),
                  spoken_label=f"{label} #{number}")


def _asks(language: str, move: Move, number: int) -> Json | None:
    """What is asked before a move that undoes something at one click."""
    if move not in (Move.WITHDRAW, Move.UNMERGE):
        return None
    yes = "confirm.yes" if move is Move.WITHDRAW else "confirm.unmerge_yes"
    return confirm(say(language, f"confirm.{move}_title"), say(language, f"confirm.{move}", number=number),
                   say(language, yes), say(language, "confirm.no"))


def moved_card(language: str, *, number: int, title: str, team: str | None, link: str | None) -> Message:
    """Where a card stood before: one line, with a link to where it stands now."""
    said = say(language, "moved.line" if team else "moved.line_triage", number=number, title=title, team=team)
    paragraph = [text(said)]
    if link:
        paragraph += [text(" "), element(Link(link, say(language, "moved.link")))]
    return Message(fallback(said), [rich(paragraph)])


def line(language: str, what: str, *, by: Part | None, facts: Mapping[str, Any], names: Mapping[str, str]) -> Message:
    """One thread line for one change. `names` has the names of teams by key, and of people by id."""
    key = _line_key(what, by, facts)
    values: dict[str, Part] = {name: value for name, value in facts.items() if isinstance(value, (str, int))}
    values["who"] = by if by is not None else "Snag"
    values["to_team"] = names.get(str(facts.get("to_team")), str(facts.get("to_team")))
    for person in ("assignee", "asker"):
        if facts.get(person):
            values[person] = User(str(facts[person]), names.get(str(facts[person]), ""))
    if facts.get("until_on"):
        values["until"] = day(language, date.fromisoformat(str(facts["until_on"])))
    values["how"] = care.how_many(language, facts) if what == "customers" else ""
    paragraphs: list[list[Json]] = [[*elements(language, key, **values), *_way_to(language, facts.get("link"))]]
    quoted = [facts.get(QUOTED[what])] if what in QUOTED else []
    paragraphs += [quote(words) for words in quoted if words]
    for name, label in LABELLED:
        if facts.get(name):
            paragraphs += [[text(f"{say(language, label)}:")], quote(facts[name])]
            quoted.append(facts[name])
    beside, beside_in_words = care.below_line(language, what, facts)
    below = [move_button(language, move, int(facts["number"])) for move in BELOW.get(what, ())]
    return Message(fallback(spoken(language, key, **values), *(words for words in quoted if words), *beside_in_words),
                   [rich(*paragraphs, *beside), *([actions(*below, block_id="line")] if below else [])])


def _line_key(what: str, by: Part | None, facts: Mapping[str, Any]) -> str:
    if what == Move.STILL_HAPPENING and by is None:
        return "line.still_happening_me_too" if facts.get("me_too") else "line.still_happening_asked"
    if what == "answered" and facts.get("hidden"):
        return "line.answered_hidden"
    to_triage = facts.get("to_team") is None
    if what == Move.HAND_OVER and facts.get("by_reporter"):
        return "line.reporter_not_this_team" if to_triage else "line.reporter_other_team"
    if what in (Move.NOT_OURS, Move.HAND_OVER) and to_triage:
        return f"line.{what}_triage"
    if what == Move.TRACKER_ISSUE and facts.get("linked"):
        return "line.tracker_link"
    if what == Move.ASSIGN and facts.get("self"):
        return "line.assign_self"
    if what == "customers_with" and facts.get("self"):
        return "line.customers_with_self"
    if what == Move.TELL_MEANWHILE and not care.of_line(what, facts):
        return "line.tell_meanwhile_none"
    if what == Move.WAKE and facts.get("woken_by") != WokenBy.HAND:
        return f"line.wake_{facts.get('woken_by')}"
    return action_items.line_key(what, facts) or f"line.{what}"


@dataclass(frozen=True, slots=True)
class MoveState:
    """What a move's form carries: of which annoyance, and on which card it was opened, or whether in a Home."""

    number: int
    where: Where | None = None
    home: bool = False

    def packed(self) -> str:
        return json.dumps({"n": self.number, **carry(self.where, self.home)})

    @classmethod
    def unpacked(cls, metadata: str) -> "MoveState":
        found = carried(metadata)
        return cls(int(found.get("n") or 0), *opened_at(found))


def about(language: str, number: int, title: str) -> Json:
    """On top of a form: which annoyance it is about."""
    return rich([text(say(language, "card.title", number=number, title=title), bold=True)])


def assign_form(language: str, state: MoveState, assignee: str | None) -> Json:
    chosen = {"initial_user": assignee} if assignee else {}
    return modal(Callback.ASSIGN, say(language, "assign.title"), [
        input_block(Field.ASSIGNEE, say(language, "assign.who"), {"type": "users_select", **chosen})],
        submit=say(language, "assign.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_assign_form(state: Mapping[str, Any]) -> str | None:
    return value_of(state, Field.ASSIGNEE)


def resolve_form(language: str, state: MoveState, title: str, customers: Waiting = NOBODY, items: Sequence[Item] = ()
                 ) -> Json:
    """What was done is all that is needed, and what becomes of action items where some are open. Customers who still
    wait are said, and stop nobody."""
    causes = [option(say(language, f"cause.{cause}"), cause) for cause in RootCause]
    return modal(Callback.RESOLVE, say(language, "resolve.title"), [
        about(language, state.number, title),
        input_block(Field.WHAT_WAS_DONE, say(language, "resolve.what_was_done"), text_field(multiline=True),
                    hint=say(language, "resolve.what_was_done_hint")),
        input_block(Field.FOR_CUSTOMER, say(language, "resolve.for_customer"), text_field(multiline=True),
                    optional=True),
        input_block(Field.ROOT_CAUSE, say(language, "resolve.root_cause"), choice(
            causes, placeholder=say(language, "resolve.root_cause_placeholder")), optional=True),
        input_block(Field.PREVENTION, say(language, "resolve.prevention"), text_field(multiline=True), optional=True),
        *([context(waiting)] if (waiting := care.still_wait(language, customers)) else []),
        *action_items.at_resolve(language, items),
    ], submit=say(language, "resolve.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_resolve_form(state: Mapping[str, Any]) -> Resolution:
    cause = value_of(state, Field.ROOT_CAUSE)
    return Resolution(value_of(state, Field.WHAT_WAS_DONE) or "", value_of(state, Field.FOR_CUSTOMER),
                      cause if cause in list(RootCause) else None, value_of(state, Field.PREVENTION),
                      action_items.read_at_resolve(state))


def not_ours_form(language: str, state: MoveState, teams: Sequence[TeamName]) -> Json:
    options = [option(say(language, "team.dont_know"), DONT_KNOW), *(option(team.name, team.key) for team in teams)]
    return modal(Callback.NOT_OURS, say(language, "not_ours.title"), [
        input_block(Field.TEAM, say(language, "not_ours.which"), choice(options)),
        input_block(Field.REASON, say(language, "not_ours.reason"), text_field(multiline=True), optional=True),
    ], submit=say(language, "not_ours.submit"), close=say(language, "form.close"), metadata=state.packed())


def read_not_ours_form(state: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The team (None: nobody knows), and the reason."""
    chosen = value_of(state, Field.TEAM)
    return (None if chosen in (None, DONT_KNOW) else chosen), value_of(state, Field.REASON)


def choose_team_form(language: str, state: MoveState, teams: Sequence[TeamName]) -> Json:
    return modal(Callback.CHOOSE_TEAM, say(language, "choose_team.title"), [
        input_block(Field.TEAM, say(language, "choose_team.which"),
                    choice([option(team.name, team.key) for team in teams]))],
        submit=say(language, "choose_team.submit"), close=say(language, "form.close"), metadata=state.packed())


def more_form(language: str, state: MoveState, *, title: str, story: str, moves: Sequence[Move],
              acts: Sequence[Act] = (), replies: Replies = NO_REPLIES, below: Sequence[Json] = ()) -> Json:
    """What stands behind More: the whole story, what was replied in the thread, and one button for each move and act
    that this person may make; `below` them what other views add."""
    blocks = [about(language, state.number, title)]
    if story:
        blocks.append(rich([text(say(language, "more.story"), bold=True)], *(quote(piece) for piece in _pieces(story))))
    if said := threads.replies(language, replies):
        blocks.append(rich(*said))
    buttons = [button(say(language, "move.choose_team"), Action.OTHER_TEAM, str(state.number))
               if move is Move.CHOOSE_TEAM else move_button(language, move, state.number) for move in moves]
    buttons += [button(say(language, key), action, str(state.number)) for act, action, key in ACTS if act in acts]
    blocks.append(actions(*buttons, block_id="moves") if buttons else context(say(language, "more.nothing")))
    return modal(Callback.MORE, say(language, "more.title"), [*blocks, *below], close=say(language, "form.done"),
                 metadata=state.packed())


def _pieces(story: str, size: int = 2900, most: int = 4) -> list[str]:
    return [story[start:start + size] for start in range(0, min(len(story), size * most), size)]


def told(language: str, what: str, *, number: int, title: str, team: str | None, what_was_done: str | None,
         for_customer: str | None, more: Mapping[str, Any] | None = None) -> Message:
    """Closing the loop: what became of their report, the team's sentences as written. `more`: what else was said."""
    more = dict(more or {})
    if more.get("until_on"):
        more["until"] = day(language, date.fromisoformat(str(more["until_on"])))
    if more.get("into_state"):
        more["into_state"] = state_word(language, State(str(more["into_state"])))
    said = say(language, f"told.{what}", **{
        **more, "number": number, "title": title, "team": team or say(language, "state.triage")})
    paragraphs: list[list[Json]] = [[text(said)]]
    quoted = [("told.what_was_done", what_was_done), ("line.reason", more.get("reason")),
              ("line.then", more.get("then")), ("told.for_customer", for_customer),
              ("care.tell", more.get("meanwhile")), ("care.offer", more.get("may_offer"))]
    for key, words in quoted:
        if words:
            paragraphs += [[text(say(language, key), bold=True)], quote(words)]
    later = say(language, "told.ask_later") if what == Move.RESOLVE else ""
    spoken_quotes = [f"{say(language, key)}: {words}" for key, words in quoted if words]
    return Message(fallback(said, *spoken_quotes, later), [rich(*paragraphs), *([context(later)] if later else [])])


def third_move(language: str, *, number: int, title: str, way: Sequence[str]) -> Message:
    """To the manager: it has been handed on three times."""
    said = say(language, "third_move.text", number=number, title=title, way=" → ".join(way))
    return Message(fallback(said), [rich([text(said)])])



def more_done(language: str, metadata: str) -> Json:
    """The form behind More after its move was made: the card shows the rest."""
    return modal(Callback.MORE, say(language, "more.title"), [context(say(language, "more.done"))],
                 close=say(language, "form.done"), metadata=metadata)
