"""What is said to whoever marked a message or spoke to Snag: a sentence and the button that opens the form."""

from bot.domain.quotes import Why
from bot.domain.reports import Alike, Door
from bot.text import say
from bot.views import care
from bot.views.blocks import Json, Message, actions, button, context, fallback, modal, rich, text
from bot.views.ids import Action, Callback
from bot.views.reports import state_word

DOOR = {Why.REACTION: Door.REACTION, Why.THREAD: Door.MENTION, Why.MENTION: Door.MENTION, Why.DIRECT: Door.MENTION}


def offer(language: str, why: Why, value: str) -> Message:
    """'Report it'; nothing is stored yet. `value` says sealed what it is about."""
    said = say(language, "mention.hello") if why is Why.MENTION else say(language, f"offer.{why}")
    press = button(say(language, "offer.report_it"), Action.REPORT_IT, value, primary=True)
    return Message(fallback(said), [rich([text(said)]), actions(press, block_id="offer")])


def offer_me_too(language: str, about: Alike) -> Message:
    """What they marked is an annoyance already."""
    said = say(language, "offer.me_too", number=about.number, title=about.title,
               state=state_word(language, about.state))
    press = button(say(language, "report.me_too"), Action.ME_TOO, f"{about.number}:")
    return Message(fallback(said, *care.until_fixed_in_words(language, about.meanwhile)),
                   [rich([text(said)], *care.until_fixed(language, about.meanwhile)),
                    actions(press, block_id="offer")])


def press_answer(language: str) -> Message:
    """What is written below a question reaches nobody; its button does."""
    said = say(language, "offer.press_answer")
    return Message(fallback(said), [rich([text(said)])])


def fetching(language: str) -> Json:
    """The form for the moment in which the message is being read."""
    return modal(Callback.SENT, say(language, "form.title"),
                 [rich([text(say(language, "offer.fetching"))]), context(say(language, "offer.fetching_long"))],
                 close=say(language, "form.close"))
