"""What people replied in a card's thread, as an answer or a form shows it to those who may read the story."""

from bot.domain.threads import Replies, Reply
from bot.domain.wording import cut
from bot.text import say
from bot.views.blocks import Json, Part, User, element, quote, spoken, text

SHOWN = 500
"""Characters of one reply."""


def replies(language: str, said: Replies) -> list[list[Json]]:
    """Paragraphs for `rich`; none where nobody replied."""
    if not said.shown:
        return []
    made = [[text(say(language, "replies.title"), bold=True)]]
    for one in said.shown:
        made += [[element(_who(language, one))], quote(_words(language, one), SHOWN)]
    return [*made, [text(say(language, "replies.more", n=said.more), italic=True)]] if said.more else made


def in_words(language: str, said: Replies) -> list[str]:
    """The same as lines for the fallback."""
    if not said.shown:
        return []
    lines = [spoken(language, "replies.line", who=_who(language, one), words=cut(_words(language, one), SHOWN))
             for one in said.shown]
    more = [say(language, "replies.more", n=said.more)] if said.more else []
    return [say(language, "replies.title"), *lines, *more]


def _who(language: str, one: Reply) -> Part:
    """Their name; Slack draws it where it has not told it to us. In what one person sees, it pings nobody."""
    somebody = say(language, "replies.somebody")
    return one.name or (User(one.by, somebody) if one.by else somebody)


def _words(language: str, one: Reply) -> str:
    return one.text or say(language, "replies.file")
