"""Customers in the local Slack: somebody reports with what is known of one, and where the buttons for them stand."""

from tests.support import cast
from tests.support.snag import Json, Office, action_ids

STORY = "The refund never arrived"


async def report_of_customer(office: Office, user_id: str, story: str = STORY, **said: str) -> None:
    """The whole form, with a customer's reference unless something else is said."""
    await _fill(office, user_id, story, **said)
    await office.person(user_id).close_view()


async def me_too_of_customer(office: Office, user_id: str, **said: str) -> None:
    """A report of the same, with a customer, that joins the first look-alike."""
    await _fill(office, user_id, f"{STORY} either", **said)
    await office.click(user_id, office.form(user_id), "me_too")
    await office.person(user_id).close_view()


async def _fill(office: Office, user_id: str, story: str, **said: str) -> None:
    await office.person(user_id).slash(cast.GENERAL, "/snag")
    await office.settle()
    await office.click(user_id, office.form(user_id), "unfold")
    await office.submit(user_id, {"story": story, **(said or {"reference": "K-4711"})})


def care_line(office: Office, channel_id: str = cast.PAY, number: int = 1) -> Json:
    """The line in the card's thread with the buttons for its customers. Exactly one has them."""
    [found] = [one for one in office.slack.messages(channel_id, office.card(channel_id, number)["ts"])[1:]
               if has_buttons(one)]
    return found


def has_buttons(message: Json) -> bool:
    return any(one.startswith("care_") for one in action_ids(message))
