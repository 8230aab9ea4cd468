"""Following an annoyance: what a follower hears, and what the form behind More says after the click."""

from bot.domain.annoyances import Line
from bot.text import say
from bot.views.blocks import (
    Json,
    Link,
    Message,
    actions,
    button,
    context,
    element,
    escape,
    fallback,
    modal,
    rich,
    text,
)
from bot.views.ids import Action, Callback
from bot.views.reports import line_in_words


def followed(language: str, about: Line, said: Message, link: str | None) -> Message:
    """A change of what somebody follows: what it is, what its thread says, the card, and how to hear no more."""
    title = line_in_words(language, about)
    ways = [text(say(language, "follow.why"))]
    if link:
        ways += [text(" "), element(Link(link, say(language, "item.card_link")))]
    stop = button(say(language, "follow.stop"), Action.UNFOLLOW, str(about.number),
                  spoken_label=f"{say(language, 'follow.stop')} #{about.number}")
    told = [block for block in said.blocks if block["type"] != "actions"]
    return Message(f"{fallback(title)}\n{said.text}", [rich([text(title, bold=True)]), *told, rich(ways),
                                                      actions(stop, block_id="follow")])


def follows_now(language: str, metadata: str, number: int, *, follows: bool) -> Json:
    """The form behind More after the click."""
    said = say(language, "follow.on" if follows else "follow.off", number=number)
    return modal(Callback.MORE, say(language, "more.title"), [context(said)], close=say(language, "form.done"),
                 metadata=metadata)


def stopped(language: str, number: int) -> Message:
    """What stands in place of the message in which somebody stopped following."""
    said = say(language, "follow.off", number=number)
    return Message(escape(said), [rich([text(said)])])
