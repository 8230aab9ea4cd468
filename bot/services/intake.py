"""Taking a report in: the steps that a command, a form and an import share. The session first, no transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.annoyances import Move, State, Why
from bot.domain.clocks import Urgency
from bot.domain.events import EventType
from bot.domain.languages import language_of
from bot.domain.links import web_address
from bot.domain.masking import mask
from bot.domain.reports import (
    ALIKE_SHOWN,
    Door,
    Draft,
    Flag,
    HowKnown,
    MayContact,
    Source,
    Stored,
    Upset,
    Visibility,
    upset_words,
)
from bot.domain.routing import Facts
from bot.domain.snoozing import WokenBy
from bot.domain.wording import tidy, title_of
from bot.errors import Invalid
from bot.services import alikes, attachments, cards, care, clocks, events, learning, people, snoozing
from bot.services.desk import Desk
from storage import annoyances as stored_annoyances
from storage import learning as stored_learning
from storage import reports as stored
from storage.ids import new_id
from storage.tables import Annoyance


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, as rows may know them. `name` is what every row but the report itself says: the id, a pseudonym,
    or None for a report that nobody is known for."""

    name: str | None
    visibility: Visibility = Visibility.NAMED
    sealed: str | None = None

    def columns(self) -> dict[str, str | None]:
        """The report's columns for them."""
        named = self.visibility is Visibility.NAMED
        return {"visibility": self.visibility, "reporter_id": self.name if named else None,
                "reporter_hash": None if named else self.name, "reporter_sealed": self.sealed}


def reporter_of(desk: Desk, user_id: str, wish: Visibility | None) -> Reporter:
    """A person as they want to be known: as they say here, else as they always report, else by name."""
    visibility = wish or people.usual(desk.names, desk.session, desk.workspace_id, user_id)
    if visibility is Visibility.NAMED:
        return Reporter(user_id)
    name = desk.names.make(desk.session, desk.workspace_id, user_id, visibility)
    return Reporter(name, visibility, desk.names.seal(user_id))


def masked_draft(draft: Draft) -> Draft:
    """The draft as it may be stored: tidied, what identifies a customer masked, its language and upset words noted.

    Raises `Invalid` when empty, and for a link that is none. Whoever gives a link to a public post knows it from there.
    A long text takes some milliseconds: where it is given, that is before the transaction, which on SQLite keeps others
    from writing; an answer to a survey becomes a report inside of one.
    """
    text = mask(tidy(draft.text))
    if not text:
        raise Invalid("error.story_missing", field="story")
    link = web_address(draft.post_link)
    if _tidied(draft.post_link) and link is None:
        raise Invalid("error.no_link", field="post_link")
    words = _masked(draft.customer_words)
    return replace(
        draft, text=text, customer_words=words, wanted=_masked(draft.wanted),
        idea=_masked(draft.idea), line=_tidied(draft.line), reference=_tidied(draft.reference),
        value=_tidied(draft.value), contact=_tidied(draft.contact), post_link=link,
        how_known=draft.how_known or (HowKnown.PUBLIC_POST if link else None),
        language=language_of(text), upset_words=upset_words(text, words))


def _masked(typed: str | None) -> str | None:
    return mask(tidy(typed)) or None if typed else None


def _tidied(typed: str | None) -> str | None:
    return tidy(typed) or None if typed else None


def check_choices(desk: Desk, draft: Draft) -> None:
    """A form can be old: its team or touchpoint may be gone."""
    if draft.team is not None and draft.team not in desk.settings.teams:
        raise Invalid("error.no_such_team", field="team")
    if draft.touchpoint is not None and draft.touchpoint not in desk.settings.touchpoints:
        raise Invalid("error.no_such_touchpoint", field="touchpoint")


def check_contact(draft: Draft) -> None:
    """Whoever may be contacted needs an address, and an address needs the permission. Raises `Invalid`."""
    if draft.may_contact is MayContact.YES and not draft.contact:
        raise Invalid("error.contact_missing", field="contact")
    if draft.contact and draft.may_contact is not MayContact.YES:
        raise Invalid("error.may_we_contact", field="may_contact")


def take_in(desk: Desk, reporter: Reporter, draft: Draft, *, door: Door, text_hash: str, channel: str | None = None,
            external_key: str | None = None, created_at: datetime | None = None, with_card: bool = True,
            with_alikes: bool = True, asked_team: str | None = None) -> Stored:
    """Store a masked draft as a report of a new annoyance: number, team and why, words, card. A shared step.

    `asked_team`: the team about which a survey asked, where the report is an answer to one.
    """
    route = learning.route(desk.session, desk.settings, Facts(
        text=learning.words_of(draft.text, draft.customer_words), channel=channel, touchpoint=draft.touchpoint,
        team=draft.team, contact=draft.contact_channel, segment=draft.segment, line=draft.line, asked=asked_team))
    at = created_at or desk.now
    state = State.NEW if route.team else State.TRIAGE
    near = alikes.nearest(desk, alikes.words_of(desk, draft.text, draft.customer_words), ALIKE_SHOWN
                          ) if with_alikes else []
    number = stored_annoyances.next_number(desk.session, desk.workspace_id)  # from here on others who report here wait
    title = title_of(draft.text)
    stored_annoyances.add(
        desk.session, workspace_id=desk.workspace_id, number=number, title=title, state=state, team_key=route.team,
        touchpoint_key=draft.touchpoint, route_by=route.by, route_phrase=route.phrase, route_sure=route.sure,
        guesses=[{"team": guess.team, "phrase": guess.phrase, "sure": guess.sure} for guess in route.guesses],
        route_like=list(route.like),
        moves=0, check_round=0, created_at=at, changed_at=at)
    report_id = add_report(desk, reporter, draft, number=number, door=door, text_hash=text_hash,
                           external_key=external_key, created_at=at, with_card=with_card)
    stored_annoyances.add_move(desk.session, desk.workspace_id, number, at=at, move=Move.REPORT, from_state=None,
                               to_state=state, from_team=None, team_key=route.team, by=reporter.name, first=True)
    if route.by == "choice":
        stored_learning.add(desk.session, desk.workspace_id, report_id=report_id, team_key=route.team,
                            was_team=None, kind="chosen", by=reporter.name, at=at)
    if with_card:
        cards.new_card(desk, number, route.team)
        clocks.begin_all(desk, number, route.team, Urgency(Flag.SAFETY in draft.flags, draft.post_link is not None,
                                                           draft.matters_on))
    if with_card:
        events.reported(desk, EventType.REPORT_CREATED, report_id)
    return Stored(number, report_id, title, state, desk.settings.team_name(route.team),
                  Why(route.by, route.phrase, route.sure, route.like),
                  tuple(map(alikes.told_of, near)),
                  visibility=reporter.visibility,
                  upset=Upset(draft.upset_words, draft.emotion))


def join(desk: Desk, reporter: Reporter, draft: Draft, row: Annoyance, *, door: Door, text_hash: str,
         seen_after_fix: bool = False) -> str:
    """Store a masked draft as a further report of a known annoyance, which is locked; returns its id. A shared step."""
    report_id = add_report(desk, reporter, draft, number=row.number, door=door, text_hash=text_hash,
                           seen_after_fix=seen_after_fix)
    joined(desk, row, report_id, reporter.name, seen_after_fix=seen_after_fix)
    return report_id


def joined(desk: Desk, row: Annoyance, report_id: str, by: str | None, *, seen_after_fix: bool) -> None:
    """What follows from a me too: the card counts it, the thread says so. What joins something that is over, and does
    not bring it back, leaves no contact with it for long."""
    snoozing.wake(desk, row, WokenBy.REPORT)
    clocks.facts_changed(desk, row, post_of=report_id)
    cards.want_card(desk, row)
    said = {"report": report_id}
    if not care.joins_line(desk, row, "me_too", by=by, facts=said):
        cards.say_line(desk, row, f"me_too:{report_id}", "me_too", by=by, facts=said)
    if not seen_after_fix:
        care.forget_in_time(desk, row, report_id)
    events.reported(desk, EventType.REPORT_JOINED, report_id)


def add_report(desk: Desk, reporter: Reporter, draft: Draft, *, number: int, door: Door, text_hash: str,
               seen_after_fix: bool = False, external_key: str | None = None, created_at: datetime | None = None,
               with_card: bool = True) -> str:
    """Store one observation; returns its id. Of an anonymous one the hour is kept, and of one without a name nothing
    of its source."""
    report_id = new_id()
    at = created_at or desk.now
    if reporter.visibility is not Visibility.NAMED:
        draft = replace(draft, source=Source())  # a message of their own would say who they are
    if reporter.visibility is Visibility.ANONYMOUS:
        at = at.replace(minute=0, second=0, microsecond=0)
    waits = care.state_of(draft, door, with_card=with_card)
    place = stored.add(
        desk.session, workspace_id=desk.workspace_id, id=report_id, number=number, first_number=number,
        **reporter.columns(), **columns(desk, draft), source_link=draft.source.link,
        source_author=draft.source.author, door=door, seen_after_fix=seen_after_fix, withdrawn=False,
        text_key=text_hash, external_key=external_key, created_at=at, customer_state=waits,
        customer_state_at=at if waits else None)
    alikes.index(desk, place, draft.text, draft.customer_words)
    attachments.attach(desk, report_id, draft.files)
    return report_id


def columns(desk: Desk, draft: Draft) -> dict[str, object]:
    """What a masked draft says, as columns of a report. The customer's contact is sealed."""
    return {"story": draft.text, "language": draft.language, "upset_words": draft.upset_words,
            "customer_words": draft.customer_words,
            "touchpoint_key": draft.touchpoint, "emotion": draft.emotion, "matters_on": draft.matters_on,
            "how_known": draft.how_known, "post_link": draft.post_link, "contact_channel": draft.contact_channel,
            "line": draft.line,
            "wanted": draft.wanted, "got_it": draft.got_it, "reference": draft.reference, "value": draft.value,
            "segment": draft.segment, "idea": draft.idea, "may_contact": draft.may_contact,
            "contact_sealed": desk.names.seal(draft.contact) if draft.contact else None,
            **{str(flag): flag in draft.flags for flag in Flag}}
