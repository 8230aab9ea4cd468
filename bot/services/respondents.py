"""By which name an answer is kept: as invited, or, in an anonymous survey, by a pseudonym that is good for this one
survey, so that who was asked does not say who answered what. The session first, no transaction."""

from collections.abc import Mapping

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
    return desk.names.make(desk.session, desk.workspace_id, user_id, purpose_of(survey.id))


def answered_as(desk: Desk, survey: Survey, *, anonymous: bool, user_id: str, invited: str) -> str | None:
    """The same without writing anything: None while nobody can have answered by such a name."""
    return desk.names.of(desk.session, desk.workspace_id, user_id, purpose_of(survey.id)) if anonymous else invited


def answered(desk: Desk, survey_id: str, who: Mapping[str, str], *, anonymous: bool) -> frozenset[str]:
    """Which of those invited have answered: `who` has the user behind each name."""
    hidden = desk.names.of_all(desk.session, desk.workspace_id, who.values(), purpose_of(survey_id))
    kept_as = {hidden.get(user_id, "") if anonymous else name: name for name, user_id in who.items()}
    found = stored.have_answered(desk.session, desk.workspace_id, survey_id, list(kept_as))
    return frozenset(kept_as[one] for one in found)


def purpose_of(survey_id: str) -> str:
    """What a pseudonym in an anonymous survey is for."""
    return f"survey {survey_id}"
