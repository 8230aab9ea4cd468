"""Taking a report in: the steps that a command, a form and an import share. The session first, no transaction."""

from dataclasses import replace
from datetime import datetime

from bot.domain.annoyances import Move, State, Why
from bot.domain.masking import mask
from bot.domain.reports import ALIKE_SHOWN, Alike, Door, Draft, Stored
from bot.domain.routing import Facts
from bot.domain.wording import tidy, title_of
from bot.errors import Invalid
from bot.services import alikes, cards
from bot.services.cards import Desk
from storage import annoyances as stored_annoyances
from storage import reports as stored
from storage.ids import new_id


def masked_draft(draft: Draft) -> Draft:
    """The draft as it may be stored: tidied, and what identifies a customer masked. Raises `Invalid` when empty."""
    text = mask(tidy(draft.text))
    if not text:
        raise Invalid("error.story_missing", field="story")
    words = mask(tidy(draft.customer_words)) if draft.customer_words else None
    return replace(draft, text=text, customer_words=words or None)


def check_choices(desk: Desk, draft: Draft) -> None:
    """A form can be old: its team or touchpoint may be gone."""
    if draft.team is not None and draft.team not in desk.settings.teams:
        raise Invalid("error.no_such_team", field="team")
    if draft.touchpoint is not None and draft.touchpoint not in desk.settings.touchpoints:
        raise Invalid("error.no_such_touchpoint", field="touchpoint")


def take_in(desk: Desk, user_id: str | None, draft: Draft, *, door: Door, text_hash: str, channel: str | None = None,
            external_key: str | None = None, created_at: datetime | None = None, with_card: bool = True,
            with_alikes: bool = True) -> Stored:
    """Store a masked draft as a report of a new annoyance: number, team and why, words, card. A shared step."""
    route = desk.settings.router.route(Facts(text=_both(draft), channel=channel, touchpoint=draft.touchpoint,
                                             team=draft.team))
    at = created_at or desk.now
    state = State.NEW if route.team else State.TRIAGE
    number = stored_annoyances.next_number(desk.session, desk.workspace_id)
    title = title_of(draft.text)
    words = alikes.words_of(desk, draft.text, draft.customer_words)
    near = alikes.nearest(desk, words, ALIKE_SHOWN) if with_alikes else []
    stored_annoyances.add(
        desk.session, workspace_id=desk.workspace_id, number=number, title=title, state=state, team_key=route.team,
        touchpoint_key=draft.touchpoint, route_by=route.by, route_phrase=route.phrase, route_sure=route.sure,
        guesses=[{"team": guess.team, "phrase": guess.phrase, "sure": guess.sure} for guess in route.guesses],
        moves=0, check_round=0, created_at=at, changed_at=at)
    report_id = add_report(desk, user_id, draft, number=number, door=door, text_hash=text_hash,
                           external_key=external_key, created_at=at)
    stored_annoyances.add_move(desk.session, desk.workspace_id, number, at=at, move=Move.REPORT, from_state=None,
                               to_state=state, from_team=None, team_key=route.team, by=user_id, first=True)
    stored_annoyances.add_terms(desk.session, desk.workspace_id, number, words)
    if route.by == "choice":
        stored_annoyances.add_label(desk.session, desk.workspace_id, report_id=report_id, team_key=route.team,
                                    was_team=None, kind="chosen", by=user_id, at=at)
    if with_card:
        cards.new_card(desk, number, route.team)
    return Stored(number, report_id, title, state, desk.settings.team_name(route.team),
                  Why(route.by, route.phrase, route.sure),
                  tuple(Alike(row.number, row.title, State(row.state)) for row in near))


def add_report(desk: Desk, user_id: str | None, draft: Draft, *, number: int, door: Door, text_hash: str,
               seen_after_fix: bool = False, external_key: str | None = None, created_at: datetime | None = None
               ) -> str:
    """Store one observation; returns its id."""
    report_id = new_id()
    stored.add(desk.session, workspace_id=desk.workspace_id, id=report_id, number=number, first_number=number,
               reporter_id=user_id, story=draft.text, customer_words=draft.customer_words,
               touchpoint_key=draft.touchpoint, emotion=draft.emotion, matters_on=draft.matters_on,
               how_known=draft.how_known, door=door, seen_after_fix=seen_after_fix, withdrawn=False,
               text_key=text_hash, external_key=external_key, created_at=created_at or desk.now)
    return report_id


def _both(draft: Draft) -> str:
    return f"{draft.text}\n{draft.customer_words or ''}"
