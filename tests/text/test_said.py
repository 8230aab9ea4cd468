"""Code and catalogues agree: every key in code has its sentence, every sentence is said, with all its values."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from bot.domain.action_items import AtResolve, ItemMove, ItemState
from bot.domain.annoyances import TABLE, Move, RootCause, State
from bot.domain.care import CustomerState
from bot.domain.channels import Trouble
from bot.domain.clocks import Unit
from bot.domain.events import EventType
from bot.domain.home import ASSIGNED, MINE, TEAMS, TRIAGE
from bot.domain.nudges import LADDER, Level
from bot.domain.permissions import Act
from bot.domain.questions import BETTER, Flaw
from bot.domain.quotes import Why
from bot.domain.reports import ContactChannel, Emotion, Flag, GotIt, HowKnown, MayContact, Segment, Visibility
from bot.domain.settings.values import STAGES
from bot.domain.snoozing import Preset, WokenBy
from bot.domain.survey_kinds import KINDS
from bot.domain.survey_links import LinkKind
from bot.domain.survey_plans import TEMPLATES, Audience, Ended, Every, Trigger, Withheld
from bot.domain.timeline import WORDS, Form, What
from bot.domain.trackers import IssueState, NotMade
from bot.domain.trackers import Trouble as TrackerTrouble
from bot.domain.verification import Answer
from bot.domain.week import DAYS
from bot.views.composer import DAYS_FOR
from tests.source import Module, dotted, inside, is_inside
from tests.text.words import forms, placeholders

IN_FIGURES = ("ces", "nps")
"""Kinds whose points have no words of their own."""
OFFERED = frozenset(move for offer in TABLE.values() for move in offer.all)

# Keys that code puts together: how they begin, and all that can follow. A new one is added here and in the catalogues.
NUDGING = tuple(kind for kind, steps in LADDER.items() if steps)
FAMILIES: dict[str, Iterable[str]] = {
    "state.": State,
    "care.n_": CustomerState,
    "care.state_": CustomerState,
    "move.": OFFERED | {Move.WAKE},
    "cause.": {*RootCause, *(cause for one in TEMPLATES.values() for cause in one.low_causes + one.high_causes)},
    "kind.": (*KINDS, *(f"{kind.key}.{point}" for kind in KINDS.values() for point in kind.points
                        if kind.key not in IN_FIGURES),
              *(f"{kind}.{end}" for kind in IN_FIGURES for end in ("lowest", "highest"))),
    "template.": (*TEMPLATES, *(f"{key}.name" for key in TEMPLATES)),
    "form.emotion_": Emotion,
    "form.how_known_": HowKnown,
    "form.contact_channel_": ContactChannel,
    "form.flag_": Flag,
    "form.got_it_": GotIt,
    "form.segment_": Segment,
    "form.may_contact_": MayContact,
    "form.visibility_": Visibility,
    "card.flag_": Flag,
    "card.may_contact_": MayContact,
    "stage.": STAGES,
    "why.": ("choice", "rule", "rule_plain", "touchpoint", "keyword", "tie", "unsure", "nothing", "no_teams", "triage",
             "learned", "learned_like", "learned_like_two", "unsure_plain",
             "handed_over", "not_theirs", "survey"),
    "line.": (
        "hand_over", "item_assigned", "item_handed_back", "item_team_gone", "items_done",
        "customers", "customers_theirs", "customers_with", "post_answered",
        "nudge_unreached",
        *(OFFERED - {Move.SURVEY_LINK}), "assign_self", "not_ours_triage", "hand_over_triage",
        "tracker_link", "tracker_given_up", "tracker_removed",
        *(f"tracker_{why}" for why in (*TrackerTrouble, *NotMade)),
        "reporter_other_team", "reporter_not_this_team", "kept", "kept_gone", "undo", "unassign",
        "answered", "answered_hidden", "merge", "verify", "not_verified", "nobody_asked", "details", "me_too",
        "still_happening_asked", "still_happening_me_too", "to_tell", "wake", "took_in", "gave_back",
        "survey_open", "survey_open_to", "survey_open_report", "survey_open_report_to", "survey_open_date",
        "survey_open_date_to", "survey_open_link", "survey_open_link_to",
    ),
    "item.": (ItemState.DONE, ItemState.DROPPED),
    "item.button_": [act.removeprefix("item_") for act in ItemMove],
    "confirm.item_drop": ("", "_title", "_yes"),
    "resolve.items_": AtResolve,
    "error.item_is_": ItemState,
    "nudge.due_": NUDGING,
    "nudge.thread_": ("remind_acknowledge", "remind_resolve", *(f"due_{kind}" for kind in NUDGING)),
    "nudge.why_": ("lead", "manager"),
    "outlook.": NUDGING,
    "line.wake_": (WokenBy.TIME, WokenBy.REPORT, WokenBy.MOVE),
    "snooze.": Preset,
    "confirm.": ("withdraw", "withdraw_title", "unmerge", "unmerge_title"),
    "link.kind_": (LinkKind.PERSONAL, LinkKind.OPEN),
    "webhook.": ("gone", "failing", "enable"),
    "error.webhook.": ("no_address", "password_in_it", "not_https", "other_port", "not_public", "too_many",
                       "no_such_event", "not_found", "no_event"),
    "question.": (*Visibility, *Flaw),
    "question.better.": BETTER,
    "report.as_": (Visibility.LEAD_ONLY, Visibility.ANONYMOUS),
    "channel.": Trouble,
    "card.issue_": frozenset(IssueState) - {IssueState.FAILED},
    "tracker.": (IssueState.OPEN, IssueState.CLOSED, IssueState.GONE),
    "tracker.trouble_": TrackerTrouble,
    "clock.": tuple(f"{kind}_{left}" for kind in ("acknowledge", "resolve", "answer") for left in (*Unit, "overdue")),
    "story.": (*What, *Move),
    "story.detail.": (*WORDS, "team", "assignee", "number", "into", "issue", "asked", "answered", "until_on", "due_on",
                      "next_step_on"),
    "story.customer.": frozenset(CustomerState) - {CustomerState.WAITING},
    "story.level.": tuple(f"{int(level)}" for level in Level),
    "story.as_": Form,
    "told.": ("silent", Move.ACKNOWLEDGE, Move.RESOLVE, Move.WONT_FIX, Move.SNOOZE, Move.REOPEN, Move.MERGE,
              Move.UNMERGE),
    "ask.": Answer,
    "ask.answered_": Answer,
    "help.": ("report", "form", "find", "mine", "show", "digest", "survey", "results"),
    "results.audience_": Audience,
    "digest.": ("acknowledged_of_new", "verified_of_asked", "answered_of_asked", "moved_away", "withdrawn", "merged"),
    "home.means_": Visibility,
    "home.list_": (MINE, ASSIGNED, TRIAGE, TEAMS),
    "home.none_": (MINE, ASSIGNED, TRIAGE),
    "offer.": (Why.REACTION, Why.THREAD, Why.DIRECT),
    "survey.ended_": Ended,
    "error.not_allowed.": OFFERED | {Move.WAKE, Act.FOLLOW, Act.UNFOLLOW},
    "composer.audience_": Audience,
    "composer.hint_": Audience,
    "composer.trigger_": Trigger,
    "composer.days_": DAYS_FOR,
    "composer.every_": Every,
    "day.": DAYS,
    "withheld.": Withheld,
}

NAMESPACES = frozenset(key.partition(".")[0] for key in forms("en"))
KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+")
SAYING = {"say", "spoken", "elements"}
ERRORS = {"Invalid", "NotAllowed", "NotFound"}


@cache
def speaking() -> tuple[Module, ...]:
    """Modules that may hold keys; the local Slack has words of Slack's own, such as team.info."""
    return tuple(module for module in inside("bot", "handlers") if not is_inside(module.name, "bot.sandbox.slack"))


def is_key(text: str) -> bool:
    return bool(KEY.fullmatch(text)) and text.partition(".")[0] in NAMESPACES


@cache
def written_out() -> dict[str, str]:
    """Every whole key in code, and a module that has it; a kind of event is none."""
    return {node.value: module.name for module in speaking() for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_key(node.value)
            and module.name != EventType.__module__}


@cache
def put_together() -> tuple[tuple[str, str], ...]:
    """How each key begins that code makes with an f-string, and the module."""
    starts = ((str(node.values[0].value), module.name) for module in speaking() for node in ast.walk(module.tree)
              if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant))
    return tuple((start, where) for start, where in starts if "." in start and is_key(start + "x"))


def family_members() -> frozenset[str]:
    return frozenset(start + str(end) for start, ends in FAMILIES.items() for end in ends)


def keys_in(node: ast.expr) -> list[str]:
    """The keys that a call's argument can be: a literal, or one of two."""
    if isinstance(node, ast.IfExp):
        return keys_in(node.body) + keys_in(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_key(node.value) else []


def calls() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every sentence said by its whole key with its values written out: (where, key, names of the values)."""
    for module in speaking():
        for node in ast.walk(module.tree):
            name = dotted(node.func).rsplit(".", 1)[-1] if isinstance(node, ast.Call) else ""
            if not isinstance(node, ast.Call) or name not in SAYING | ERRORS:
                continue
            given = frozenset(word.arg for word in node.keywords if word.arg is not None)
            place = 1 if name in SAYING else 0
            if len(given) == len(node.keywords) and len(node.args) > place:
                yield from ((f"{module.path}:{node.lineno}", key, given) for key in keys_in(node.args[place]))


def test_every_key_in_code_has_its_sentence() -> None:
    beginnings = tuple(FAMILIES)
    missing = {key: where for key, where in written_out().items() if key not in forms("en") and key not in beginnings}
    assert missing == {}


def test_every_key_put_together_is_of_a_known_family() -> None:
    assert [one for one in put_together() if one[0] not in FAMILIES] == []


@pytest.mark.parametrize("start", FAMILIES)
def test_every_member_of_a_family_has_its_sentence(start: str) -> None:
    assert [end for end in FAMILIES[start] if start + str(end) not in forms("en")] == []


@pytest.mark.parametrize("start", FAMILIES)
def test_every_family_is_still_put_together_somewhere(start: str) -> None:
    assert start in {one for one, _ in put_together()}


def test_every_sentence_is_said_somewhere() -> None:
    """One that is not is either a forgotten place in code or a forgotten line in the catalogues."""
    said = family_members() | written_out().keys()
    assert [key for key in forms("en") if key not in said] == []


def test_every_sentence_gets_all_its_values() -> None:
    lacking = [(where, key, sorted(placeholders(*forms("en")[key]) - given)) for where, key, given in calls()
               if key in forms("en")]
    assert lacking
    assert [one for one in lacking if one[2]] == []


def test_every_way_of_routing_says_why() -> None:
    (routing,) = inside("bot.domain.routing")
    ways = {node.args[1].value for node in ast.walk(routing.tree)
            if isinstance(node, ast.Call) and dotted(node.func) == "Route" and isinstance(node.args[1], ast.Constant)}
    assert ways
    assert {str(way) for way in ways} - {*FAMILIES["why."]} == set()
