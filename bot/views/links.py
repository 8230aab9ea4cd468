"""Links for customers in Slack: the form in which a team wishes for one, and the link with a text to pass on."""

from collections.abc import Mapping
from typing import Any

from bot.domain.people import LANGUAGES
from bot.domain.survey_links import DECISION_LIMIT, CustomerOf, LinkForm, LinkKind, LinkWish, MadeLink
from bot.domain.wording import cut
from bot.text import say
from bot.views.annoyances import MoveState
from bot.views.blocks import (
    OPTION,
    Json,
    Link,
    actions,
    button,
    choice,
    context,
    day,
    element,
    input_block,
    modal,
    option,
    radio,
    rich,
    text,
    text_field,
    value_of,
)
from bot.views.ids import Action, Callback, Field
from bot.views.survey_page import NAMES

KINDS = (LinkKind.PERSONAL, LinkKind.OPEN)


def link_form(language: str, state: MoveState, form: LinkForm) -> Json:
    """Whose customer is asked, in which language, by which kind of link; and what for, where nobody has said it yet."""
    asked = form.question or say(language, f"template.{form.template}")
    kinds = [option(say(language, f"link.kind_{kind}"), kind) for kind in KINDS]
    blocks = [rich([text(say(language, "card.title", number=form.number, title=form.title), bold=True)]),
              context(say(language, "link.asks", question=asked),
                      *([say(language, "link.decides", decision=form.decision)] if form.decision else [])),
              input_block(Field.LINK_KIND, say(language, "link.kind"), radio(kinds, initial=KINDS[0]))]
    if len(form.customers) > 1:
        told = [option(_customer(language, one), one.report_id) for one in form.customers]
        blocks.append(input_block(Field.CUSTOMER_OF, say(language, "link.customer_of"), choice(told), optional=True,
                                  hint=say(language, "link.customer_hint")))
    blocks.append(input_block(Field.LOCALE, say(language, "link.locale"), choice(
        [option(NAMES[one], one) for one in LANGUAGES], initial=form.locale)))
    if form.decision is None:
        blocks.append(input_block(
            Field.DECISION, say(language, "link.decision"),
            text_field(initial=say(form.locale, "link.decision_default", title=form.title), limit=DECISION_LIMIT),
            hint=say(language, "link.decision_hint")))
    blocks.append(context(_not_inside(language, form.touchpoint)))
    return modal(Callback.SURVEY_LINK, say(language, "link.title"), blocks, submit=say(language, "link.submit"),
                 close=say(language, "form.close"), metadata=state.packed())


def read_link_form(state: Mapping[str, Any]) -> LinkWish:
    kind, locale = value_of(state, Field.LINK_KIND), value_of(state, Field.LOCALE)
    return LinkWish(LinkKind.OPEN if kind == LinkKind.OPEN else LinkKind.PERSONAL, locale or "",
                    value_of(state, Field.CUSTOMER_OF), value_of(state, Field.DECISION) or "")


def made(language: str, link: MadeLink) -> Json:
    """The link, what it asks and until when, a text in the customer's language to copy, and the QR picture."""
    spoken = link.locale or language
    until = [say(language, "link.open_until", date=day(language, link.until))] if link.until else []
    picture = {"type": "image", "image_url": link.picture, "alt_text": say(language, "link.qr_alt", url=link.url),
               "title": {"type": "plain_text", "text": say(language, "link.qr")}} if link.picture else None
    printed = button(say(language, "link.qr_print"), Action.LINK_QR, url=f"{link.url}/qr.png")
    return modal(Callback.SENT, say(language, "link.title"), [
        rich([text(say(language, "link.made"))], [element(Link(link.url, say(language, "link.look")))]),
        input_block(Field.LINK_TEXT, say(language, "link.copy"),
                    text_field(multiline=True, initial=letter(spoken, link)),
                    optional=True, hint=say(language, "link.copy_hint")),
        context(say(language, "link.asks", question=_question(spoken, link)), *until,
                _not_inside(language, link.touchpoint)),
        *([picture] if picture else []), actions(printed, block_id="qr"),
    ], submit=say(language, "form.done"), close=say(language, "form.close"))


def letter(language: str, link: MadeLink) -> str:
    """What a team pastes into its own mail or prints beside the picture, in the customer's language."""
    who = link.team or link.company
    if link.kind is LinkKind.PERSONAL:
        until = [say(language, "link.until", date=day(language, link.until))] if link.until else []
        lines = [say(language, "link.hello"), _question(language, link),
                 say(language, "link.how", url=link.url), *until]
    else:
        lines = [_question(language, link), say(language, "link.scan", url=link.url)]
    return "\n".join([*lines, say(language, "link.thanks", who=who)])


def _question(language: str, link: MadeLink) -> str:
    return link.question or say(language, f"template.{link.template}")


def _not_inside(language: str, touchpoint: str | None) -> str:
    return (say(language, "link.not_inside", touchpoint=touchpoint) if touchpoint
            else say(language, "link.not_inside_any"))


def _customer(language: str, one: CustomerOf) -> str:
    return cut(say(language, "link.customer", date=day(language, one.on), story=" ".join(one.story.split())), OPTION)
