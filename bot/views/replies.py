"""Short answers: an error's sentence, the present state of something clicked on too late, words handed back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.annoyances import State, Why
from bot.domain.meanwhile import Meanwhile
from bot.domain.reports import Alike, Emotion, Stored, Upset, Visibility
from bot.domain.verification import Answer, Question
from bot.text import say
from bot.views import reports, verification
from bot.views.blocks import Message, day, fallback, quote, rich, text


def reply(language: str, what: str, facts: Mapping[str, Any]) -> Message:
    """What is said back to whoever clicked; `what` names it, `facts` are its plain values."""
    match what:
        case "stored":
            return reports.stored(language, stored_from(facts))
        case "undone":
            return reports.undone(language, facts["number"])
        case "joined":
            return reports.joined(language, number=facts["number"], title=facts["title"], reports=facts["reports"],
                                  from_number=facts["from"], came_back=facts["came_back"],
                                  visibility=Visibility(facts.get("visibility", Visibility.NAMED)),
                                  by_customers=facts.get("by_customers", 0), meanwhile=_meanwhile(facts),
                                  report_id=facts.get("report_id", ""), upset=_upset(facts))
        case "answered":
            return verification.asking(language, [question_from(one) for one in facts.get("asked") or [facts]])
        case _:
            return sentence(language, what, facts)


def sentence(language: str, key: str, facts: Mapping[str, Any], words: str | None = None) -> Message:
    """One kind sentence; with `words`, what the person typed is handed back below it."""
    said = in_words(language, key, facts)
    paragraphs = [[text(said)]]
    if words:
        paragraphs += [[text(say(language, "error.not_saved_text"))], quote(words)]
    return Message(fallback(said, words or ""), [rich(*paragraphs)])


def in_words(language: str, key: str, facts: Mapping[str, Any]) -> str:
    """A sentence as bare words; a state or a day among its values is named in the same language."""
    values = dict(facts)
    if "state" in values:
        values["state"] = say(language, f"state.{values['state']}")
    if "on" in values:
        values["on"] = day(language, date.fromisoformat(values["on"]))
    return say(language, key, **values)


def stored_from(facts: Mapping[str, Any]) -> Stored:
    """The facts of a work row as the value they were made from."""
    return Stored(
        facts["number"], facts["report_id"], facts["title"], State(facts["state"]), facts["team"],
        Why(facts["by"], facts["phrase"], facts["sure"], tuple(facts.get("like", ()))),
        tuple(Alike(one["number"], one["title"], State(one["state"]), _meanwhile(one)) for one in facts["alikes"]),
        said_before=facts["said_before"], can_undo=facts["can_undo"],
        visibility=Visibility(facts.get("visibility", Visibility.NAMED)), upset=_upset(facts))


def _upset(facts: Mapping[str, Any]) -> Upset:
    """What the words suggest, and what was said of it; rows of an earlier version do not say."""
    emotion = facts.get("emotion")
    return Upset(facts.get("upset_words"), Emotion(emotion) if emotion else None)


def _meanwhile(facts: Mapping[str, Any]) -> Meanwhile:
    """What customers may be told and offered; rows of an earlier version do not say."""
    return Meanwhile(facts.get("meanwhile"), facts.get("may_offer"))


def question_from(facts: Mapping[str, Any]) -> Question:
    """The same for one of the questions of a message, as this version or the one before wrote it."""
    return Question(facts["survey"], facts["number"], facts["title"], State(facts["state"]), facts.get("done"),
                    facts.get("words"), Answer(facts["answer"]) if facts["answer"] else None,
                    is_last=facts.get("is_last", True))
