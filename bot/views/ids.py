"""Names of blocks, actions and forms: one place, so that the builder and the reader of a form cannot differ.

Ids outlive deployments in old messages: never give an old one a new meaning.
"""

from enum import StrEnum


class Callback(StrEnum):
    """Forms (`callback_id`)."""

    REPORT = "report"
    DETAILS = "details"
    SENT = "sent"
    ME_TOO = "me_too_form"
    NOT_THIS_TEAM = "not_this_team_form"
    ASSIGN = "assign_form"
    RESOLVE = "resolve_form"
    NOT_OURS = "not_ours_form"
    CHOOSE_TEAM = "choose_team_form"
    MORE = "more_form"


class Action(StrEnum):
    """Buttons beside those of moves, whose action_id is the move's name."""

    ME_TOO = "me_too"
    ADD_DETAILS = "add_details"
    NOT_THIS_TEAM = "not_this_team"
    UNDO = "undo"
    AGAIN = "report_again"
    INSTEAD = "report_instead"
    UNFOLD = "unfold"
    MORE = "more"
    OTHER_TEAM = "other_team"
    READ_ALL = "read_all"
    ANSWER_STILL = "answer_still"
    ANSWER_GONE = "answer_gone"
    ANSWER_DONT_KNOW = "answer_dont_know"


class Field(StrEnum):
    """Input blocks of forms: block_id and action_id are the same word."""

    STORY = "story"
    WORDS = "customer_words"
    TOUCHPOINT = "touchpoint"
    EMOTION = "emotion"
    MATTERS_ON = "matters_on"
    HOW_KNOWN = "how_known"
    TEAM = "team"
    AFTER_FIX = "after_fix"
    ASSIGNEE = "assignee"
    WHAT_WAS_DONE = "what_was_done"
    FOR_CUSTOMER = "for_customer"
    ROOT_CAUSE = "root_cause"
    PREVENTION = "prevention"
    REASON = "reason"


DONT_KNOW = "-"
"""The option value that stands for 'I don't know whose'."""
