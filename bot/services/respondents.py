"""By which name an answer is kept: as invited, or, in an anonymous survey, by a pseudonym that is good for this one
survey, so that who was asked does not say who answered what. The session first, no transaction."""

from collections.abc import Mapping, Sequence

from bot.domain.survey_plans import Invited
from bot.services import cards
from bot.services.desk import Desk
from bot.services.pseudonyms import HIDDEN, is_pseudonym
from storage import reports as stored_reports
from storage import surveys as stored
from storage.tables import Survey

WAS_ASKED: dict[str, int] = {Invited.SENDING: 1, Invited.ASKED: 2}


def each_once(desk: Desk, names: Sequence[str]) -> list[str]:
    """The same people, each by one name, in this order: of one who reported in several ways the name that says least,
    for a question under it tells nobody whose others it is."""
    kept: dict[str, str] = {}
    for name in names:
        user = cards.user_behind(desk, name) or name
        kept[user] = max(kept.get(user, name), name, key=lambda one: _hides(desk, one))
    return list(kept.values())


def _hides(desk: Desk, name: str) -> int:
    """How much a name keeps back."""
    if not is_pseudonym(name):
        return 0
    return 1 + HIDDEN.index(stored_reports.visibility_of(desk.session, desk.workspace_id, name))


def invited_as(desk: Desk, survey_id: str, user_id: str) -> str | None:
    """By which of their names this person was invited, of several the one by which they were asked; None where they
    were not."""
    names = sorted(desk.names.names_of(desk.session, desk.workspace_id, user_id))
    found = [one for name in names if (one := stored.invitation(desk.session, desk.workspace_id, survey_id, name))]
    return max(found, key=lambda one: WAS_ASKED.get(one.state, 0)).user_id if found else None


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
