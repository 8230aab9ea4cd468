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
    HOME = "home"
    HOME_LIST = "home_list"
    ASK_REPORTER = "ask_reporter_form"
    ANSWER_QUESTION = "answer_question_form"


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
    HOME_REPORT = "home_report"
    REPORT_AS = "report_as"
    OPEN = "open_annoyance"
    SEE_ALL = "see_all"
    LIST_MORE = "list_more"
    LIST_FIRST = "list_first"
    WHO_REPORTED = "who_reported"
    CUSTOMER = "customers_details"
    ANSWER_QUESTION = "answer_question"
    REPORT_IT = "report_it"
    ME_TOO_TYPED = "me_too_typed"
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
    CONTACT_CHANNEL = "contact_channel"
    LINE = "line"
    FLAGS = "flags"
    VALUE = "value"
    WANTED = "wanted"
    GOT_IT = "got_it"
    SEGMENT = "segment"
    REFERENCE = "reference"
    MAY_CONTACT = "may_contact"
    CONTACT = "contact"
    POST_LINK = "post_link"
    IDEA = "idea"
    FILES = "files"
    VISIBILITY = "visibility"
    FROM_NOW_ON = "from_now_on"
    AFTER_FIX = "after_fix"
    ASSIGNEE = "assignee"
    WHAT_WAS_DONE = "what_was_done"
    FOR_CUSTOMER = "for_customer"
    ROOT_CAUSE = "root_cause"
    PREVENTION = "prevention"
    REASON = "reason"
    TAKE = "take"
    TAKE_THREAD = "take_thread"
    QUESTION = "question"
    ANSWER = "answer"


DONT_KNOW = "-"
"""The option value that stands for 'I don't know whose'."""
