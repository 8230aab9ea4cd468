"""By which name an answer is kept: as invited, or, in an anonymous survey, by a pseudonym that is good for this one
survey, so that who was asked does not say who answered what. The session first, no transaction."""

from bot.services import cards
from bot.services.cards import Desk
from storage import surveys as stored
from storage.tables import Survey


def invited_as(desk: Desk, survey_id: str, user_id: str) -> str | None:
    """By which of their names this person was invited; None where they were not."""
    names = desk.names.names_of(desk.session, desk.workspace_id, user_id)
    return next((name for name in sorted(names)
                 if stored.invitation(desk.session, desk.workspace_id, survey_id, name)), None)


def respondent(desk: Desk, survey: Survey, *, anonymous: bool, user_id: str, invited: str) -> str:
    """The name under which this person's answer is kept."""
    if not anonymous:
        return invited
    return desk.names.make(desk.session, desk.workspace_id, user_id, f"survey {survey.id}")


def has_answered(desk: Desk, survey: Survey, *, anonymous: bool, invited: str) -> bool:
    """Whether somebody who was invited has answered; of one whose name no key opens any more it is not known: no."""
    user_id = cards.user_behind(desk, invited)
    if user_id is None:
        return False
    name = respondent(desk, survey, anonymous=anonymous, user_id=user_id, invited=invited)
    return stored.response(desk.session, desk.workspace_id, survey.id, name) is not None
