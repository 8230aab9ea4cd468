"""Forms stack, keep what was typed, and answer a submission as Slack's do."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Actor, LocalSlack
from tests.sandbox.conftest import App, Json, modal, text_input


@pytest.fixture
def rita(slack: LocalSlack) -> Actor:
    return slack.as_person("U0RITA")


async def opened(rita: Actor, app: App, client: AsyncWebClient, view: Json | None = None) -> Json:
    """A form opened from a command; the view as Slack answered it."""
    await rita.slash("C0GENERAL", "/snag")
    answer = await client.views_open(trigger_id=app.payloads[-1]["trigger_id"], view=view or modal())
    held: Json = answer["view"]
    return held


async def inner_trigger(rita: Actor, app: App) -> str:
    """A trigger from inside the form on top."""
    assert rita.view is not None
    await rita.click(rita.view, "press")
    return str(app.payloads[-1]["trigger_id"])


def with_button(**more: object) -> Json:
    button = {"type": "button", "action_id": "press", "text": {"type": "plain_text", "text": "More"}}
    actions = {"type": "actions", "block_id": "row", "elements": [button]}
    return modal(text_input("story", "What happened"), actions, **more)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


# stacking


async def test_a_stack_holds_three_views(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: surfaces/modals, "up to 3 views"; error push_limit_reached."""
    await opened(rita, app, client, with_button())
    for _ in range(2):
        await client.views_push(trigger_id=await inner_trigger(rita, app), view=with_button())
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=await inner_trigger(rita, app), view=with_button())
    first, second, third = rita.stack
    assert [v["previous_view_id"] for v in (first, second, third)] == [None, first["id"], second["id"]]
    assert {v["root_view_id"] for v in rita.stack} == {first["id"]}


async def test_only_a_trigger_from_inside_a_form_can_push(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """python-slack-sdk issue 804: views.push with a command's trigger answers invalid_trigger_id."""
    await rita.slash("C0GENERAL", "/snag")
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_push(trigger_id=app.payloads[-1]["trigger_id"], view=modal())


async def test_a_submissions_trigger_opens_nothing_on_a_desktop(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """bolt-js issue 1072: views.open in a submission answers ok, and the desktop client shows no form."""
    await opened(rita, app, client)
    await rita.submit({"What happened": "the code expired"})
    answer = await client.views_open(trigger_id=app.payloads[-1]["trigger_id"], view=modal())
    assert answer["ok"]
    assert rita.view is None


# updating


async def test_a_stale_hash_is_refused(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/views.update, error hash_conflict."""
    view = await opened(rita, app, client)
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], hash=view["hash"], view=modal())


async def test_without_a_hash_the_last_writer_wins(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/views.update, hash is optional."""
    view = await opened(rita, app, client)
    for label in ("one", "two"):
        await client.views_update(view_id=view["id"], view=modal(text_input("story", label)))
    assert rita.view is not None
    assert rita.view["blocks"][0]["label"]["text"] == "two"


async def test_typed_text_stays_while_block_and_action_stay(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: surfaces/modals, updating: input values are kept while block_id and action_id stay the same."""
    view = await opened(rita, app, client)
    await rita.type({"What happened": "the promo"})
    await client.views_update(view_id=view["id"], view=modal(text_input("story", "What happened?")))
    assert rita.view is not None
    assert rita.view["state"]["values"]["story"]["typed"]["value"] == "the promo"


@pytest.mark.parametrize(
    "field",
    [
        text_input("other", "What happened"),
        text_input("story", "What happened", element={"action_id": "other"}),
        text_input("story", "What happened", element={"type": "email_text_input"}),
    ],
    ids=["block_id", "action_id", "type"],
)
async def test_typed_text_is_lost_when_the_field_becomes_another(
    rita: Actor, app: App, client: AsyncWebClient, field: Json
) -> None:
    """Slack docs: surfaces/modals, updating: to reset an input, change its block_id."""
    view = await opened(rita, app, client)
    await rita.type({"What happened": "the promo"})
    await client.views_update(view_id=view["id"], view=modal(field))
    assert rita.view is not None
    values = [state for actions in rita.view["state"]["values"].values() for state in actions.values()]
    assert [state["value"] for state in values] == [None]


async def test_an_external_id_is_unique_among_open_views(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/views.update, external_id and duplicate_external_id."""
    await opened(rita, app, client, with_button(external_id="report-1"))
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await client.views_push(trigger_id=await inner_trigger(rita, app), view=modal(external_id="report-1"))
    await client.views_update(external_id="report-1", view=modal(external_id="report-1", private_metadata="x"))
    assert rita.view is not None
    assert rita.view["private_metadata"] == "x"


async def test_a_closed_form_cannot_be_updated(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/methods/views.update, error not_found."""
    view = await opened(rita, app, client)
    await rita.close_view()
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=view["id"], view=modal())


# submitting


async def test_a_submission_carries_empty_inputs_as_null(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/interaction-payloads/view-interactions-payload: an empty input's value is null."""
    view = modal(text_input("story", "What happened"), text_input("words", "Customer's words", optional=True))
    await opened(rita, app, client, view)
    await rita.submit({"What happened": "the promo", "Customer's words": ""})
    [sent] = app.of_type("view_submission")
    assert sent["view"]["state"]["values"] == {
        "story": {"typed": {"type": "plain_text_input", "value": "the promo"}},
        "words": {"typed": {"type": "plain_text_input", "value": None}},
    }
    assert (sent["response_urls"], sent["view"]["private_metadata"]) == ([], "")


async def test_errors_are_shown_and_the_typed_text_stays(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: surfaces/modals, "response_action": "errors"."""
    await opened(rita, app, client)
    app.answers({"response_action": "errors", "errors": {"story": "say a little more"}})
    answer = await rita.submit({"What happened": "hm"})
    assert answer.errors == rita.view_errors == {"story": "say a little more"}
    assert rita.view is not None
    assert rita.view["state"]["values"]["story"]["typed"]["value"] == "hm"
    app.answers()
    assert (await rita.submit()).ok
    assert rita.view is None


async def test_errors_for_blocks_that_are_no_inputs_are_trouble(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: surfaces/modals: errors are keyed by the block_id of input blocks."""
    await opened(rita, app, client, with_button())
    for wrong in ({"row": "no"}, {}, None, {"story": "x", "nowhere": "y"}):
        app.answers({"response_action": "errors", "errors": wrong})
        answer = await rita.submit({"What happened": "the promo"})
        assert answer.problem
        assert not answer.ok
        assert rita.view is not None


async def test_a_submission_can_update_push_and_clear(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: surfaces/modals, response_action update, push, clear."""
    await opened(rita, app, client)
    app.answers({"response_action": "update", "view": modal(text_input("more", "More"))})
    assert (await rita.submit({"What happened": "the promo"})).ok
    assert [v["blocks"][0]["block_id"] for v in rita.stack] == ["more"]
    app.answers({"response_action": "push", "view": modal(text_input("last", "Last"))})
    await rita.submit({"More": "x"})
    assert [v["blocks"][0]["block_id"] for v in rita.stack] == ["more", "last"]
    app.answers({"response_action": "clear"})
    await rita.submit({"Last": "x"})
    assert rita.stack == []


async def test_an_empty_acknowledgement_closes_only_the_form_on_top(
    rita: Actor, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: surfaces/modals, "closes the current view"."""
    view = await opened(rita, app, client, with_button())
    await client.views_push(trigger_id=await inner_trigger(rita, app), view=modal())
    await rita.submit({"What happened": "x"})
    assert [v["id"] for v in rita.stack] == [view["id"]]


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push", "view": {"type": "home", "blocks": []}},
        {"response_action": "dance"},
    ],
)
async def test_an_acknowledgement_slack_cannot_use_leaves_the_form_open(
    rita: Actor, app: App, client: AsyncWebClient, body: Json
) -> None:
    """Slack docs: surfaces/modals: a view in a response_action obeys the same rules as in views.open."""
    await opened(rita, app, client)
    app.answers(body)
    answer = await rita.submit({"What happened": "the promo"})
    assert answer.problem
    assert rita.view is not None


async def test_a_failing_app_leaves_the_form_open_with_the_text(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: surfaces/modals: without a 200 in time the person sees an error and may try again."""
    await opened(rita, app, client)
    app.answers("boom", status=500)
    answer = await rita.submit({"What happened": "the promo"})
    assert (answer.status, answer.problem) == (500, "http_error")
    assert rita.view is not None
    assert rita.view["state"]["values"]["story"]["typed"]["value"] == "the promo"


# what the client does by itself


@pytest.mark.parametrize(
    "element, typed, error",
    [
        ({}, None, "required"),
        ({"max_length": 3}, "four", "at most 3"),
        ({"min_length": 3}, "ab", "at least 3"),
        ({"type": "email_text_input"}, "nobody", "valid email"),
        ({"type": "url_text_input"}, "example", "valid URL"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "a number"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "2.5", "at most 2"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "3"}, "2.5", "at least 3"),
    ],
)
async def test_the_client_sends_no_form_that_is_filled_in_wrong(
    rita: Actor, app: App, client: AsyncWebClient, element: Json, typed: str | None, error: str
) -> None:
    """Slack docs: reference/block-kit: min_length, max_length, formats are checked by the client."""
    await opened(rita, app, client, modal(text_input("story", "What happened", element=element)))
    answer = await rita.submit({"What happened": typed})
    assert error in answer.errors["story"]
    assert not answer.sent
    assert app.of_type("view_submission") == []


async def test_an_input_that_dispatches_tells_the_app_when_enter_is_pressed(
    rita: Actor, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: reference/block-kit/blocks/input-block, dispatch_action; without a configuration on Enter."""
    await opened(rita, app, client, modal(text_input("story", "What happened", dispatch_action=True)))
    assert await rita.type({"What happened": "the promo"}) == []
    await rita.type({"What happened": "the promo"}, enter=True)
    [sent] = app.of_type("block_actions")
    assert sent["actions"][0]["value"] == "the promo"
    assert sent["view"]["state"]["values"]["story"]["typed"]["value"] == "the promo"
    assert "response_url" not in sent
    assert "channel" not in sent


async def test_text_is_told_while_it_is_typed_where_each_character_is_asked_for(
    rita: Actor, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: reference/block-kit/composition-objects/dispatch-action-configuration-object."""
    config = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    story = text_input("story", "What happened", dispatch_action=True, element=config)
    await opened(rita, app, client, modal(text_input("words", "Their words"), story))
    for typed in ("the", "the promo", ""):
        assert [answer.ok for answer in await rita.type({"What happened": typed})] == [True]
    assert await rita.type({"Their words": "it is broken"}, enter=True) == []  # does not dispatch
    sent = app.of_type("block_actions")
    assert [one["actions"][0]["value"] for one in sent] == ["the", "the promo", None]
    assert [one["view"]["state"]["values"]["story"]["typed"]["value"] for one in sent] == ["the", "the promo", None]
    assert sent[0]["view"]["state"]["values"]["words"]["typed"]["value"] is None
    assert sent[0]["trigger_id"] != sent[1]["trigger_id"]


@pytest.mark.parametrize(
    "element, typed, field, expected",
    [
        ({"type": "static_select"}, "app", "selected_option", "app"),
        ({"type": "radio_buttons"}, "app", "selected_option", "app"),
        ({"type": "checkboxes"}, ["app"], "selected_options", ["app"]),
        ({"type": "users_select"}, "U0ANA", "selected_user", "U0ANA"),
        ({"type": "datepicker"}, "2026-03-30", "selected_date", "2026-03-30"),
    ],
)
async def test_a_choice_in_an_input_that_dispatches_is_told_at_once(
    rita: Actor, app: App, client: AsyncWebClient, element: Json, typed: object, field: str, expected: object
) -> None:
    """Slack docs: reference/block-kit/blocks/input-block, dispatch_action: "the use of elements in this block"."""
    offered = {"options": [{"text": plain("App"), "value": "app"}]} if "option" in field else {}
    asked = {"type": "input", "block_id": "b", "label": plain("Where"), "dispatch_action": True}
    await opened(rita, app, client, modal(asked | {"element": {"action_id": "a", **element, **offered}}))
    await rita.type({"Where": typed})
    [sent] = app.of_type("block_actions")
    for held in (sent["actions"][0][field], sent["view"]["state"]["values"]["b"]["a"][field]):
        values = [option["value"] for option in held] if isinstance(held, list) else held
        assert (values["value"] if isinstance(values, dict) else values) == expected


async def test_a_form_that_changes_while_somebody_types_keeps_their_words(
    rita: Actor, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: surfaces/modals: an updated view keeps input of unchanged block_id and action_id."""
    config = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    story = text_input("story", "What happened", dispatch_action=True, element=config)
    view = await opened(rita, app, client, modal(story))
    await rita.type({"What happened": "the promo"})
    found: Json = {"type": "section", "block_id": "found", "text": {"type": "plain_text", "text": "Is it #3?"}}
    await client.views_update(view_id=view["id"], view=modal(story, found))
    assert rita.view
    assert rita.view["state"]["values"]["story"]["typed"]["value"] == "the promo"


async def test_values_of_every_kind_of_element(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/interaction-payloads, state values by element type."""
    options = [{"text": plain(text), "value": text.lower()} for text in ("App", "Web", "Phone")]
    elements: dict[str, Json] = {
        "where": {"type": "static_select", "options": options},
        "how": {"type": "radio_buttons", "options": options},
        "which": {"type": "checkboxes", "options": options},
        "many": {"type": "multi_static_select", "options": options},
        "who": {"type": "users_select"},
        "day": {"type": "datepicker"},
        "channel": {"type": "conversations_select"},
    }
    blocks = [
        {"type": "input", "block_id": k, "label": plain(k), "element": {"action_id": k, **e}}
        for k, e in elements.items()
    ]
    await opened(rita, app, client, modal(*blocks))
    given = {"where": "app", "how": "Web", "which": ["app", "phone"], "many": ["web"]}
    await rita.submit({**given, "who": "U0ANA", "day": "2026-03-30", "channel": "C0PAY"})
    [sent] = app.of_type("view_submission")
    values = sent["view"]["state"]["values"]
    assert values["where"]["where"]["selected_option"]["value"] == "app"
    assert values["how"]["how"]["selected_option"]["value"] == "web"
    assert [o["value"] for o in values["which"]["which"]["selected_options"]] == ["app", "phone"]
    assert [o["value"] for o in values["many"]["many"]["selected_options"]] == ["web"]
    assert values["who"]["who"]["selected_user"] == "U0ANA"
    assert values["day"]["day"]["selected_date"] == "2026-03-30"
    assert values["channel"]["channel"]["selected_conversation"] == "C0PAY"


async def test_an_external_select_is_filled_from_the_apps_suggestions(
    rita: Actor, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: reference/interaction-payloads/block_suggestion-payload."""
    element = {"type": "external_select", "action_id": "pick", "min_query_length": 0}
    block = {"type": "input", "block_id": "touch", "label": plain("Touchpoint"), "element": element}
    await opened(rita, app, client, modal(block))
    app.answers({"options": [{"text": plain("Checkout"), "value": "checkout"}]})
    await rita.type({"Touchpoint": "Check"})
    [asked] = app.of_type("block_suggestion")
    assert (asked["action_id"], asked["block_id"], asked["value"]) == ("pick", "touch", "Check")
    assert rita.view is not None
    chosen = rita.view["state"]["values"]["touch"]["pick"]["selected_option"]
    assert chosen["value"] == "checkout"


# closing


async def test_closing_tells_only_an_app_that_asked(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/interaction-payloads/view-interactions-payload, view_closed needs notify_on_close."""
    await opened(rita, app, client)
    await rita.close_view()
    assert app.of_type("view_closed") == []
    await opened(rita, app, client, modal(notify_on_close=True))
    await rita.close_view()
    [closed] = app.of_type("view_closed")
    assert closed["is_cleared"] is False
    assert "trigger_id" not in closed


async def test_clear_on_close_closes_the_whole_stack(rita: Actor, app: App, client: AsyncWebClient) -> None:
    """Slack docs: reference/views, clear_on_close."""
    await opened(rita, app, client, with_button(notify_on_close=True))
    view = modal(clear_on_close=True, notify_on_close=True)
    await client.views_push(trigger_id=await inner_trigger(rita, app), view=view)
    await rita.close_view()
    assert rita.stack == []
    assert [p["is_cleared"] for p in app.of_type("view_closed")] == [True, True]


# Home


async def test_a_home_is_published_per_person_with_its_hash(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: reference/methods/views.publish, hash and hash_conflict."""
    home = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]}
    view = (await client.views_publish(user_id="U0RITA", view=home))["view"]
    await client.views_publish(user_id="U0RITA", view=home, hash=view["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id="U0RITA", view=home, hash=view["hash"])
    assert slack.as_person("U0ANA").home is None


async def test_opening_the_home_tells_the_app_each_time_and_shows_what_is_published(
    slack: LocalSlack, app: App, client: AsyncWebClient
) -> None:
    """Slack docs: reference/events/app_home_opened: `view` only once one was published."""
    rita = slack.as_person("U0RITA")
    await rita.open_home()
    await slack.quiet()
    await client.views_publish(user_id="U0RITA", view={"type": "home", "blocks": []})
    await rita.open_home()
    await slack.quiet()
    first, second = app.of_type("app_home_opened")
    assert "view" not in first
    assert second["view"]["type"] == "home"
    assert second["channel"] == slack.dm("U0RITA")


async def test_a_home_cannot_be_a_modal(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.views_publish(user_id="U0RITA", view=modal())
    [message] = caught.value.response["response_metadata"]["messages"]
    assert "json-pointer:/view/type" in message


async def test_nobody_uses_a_form_of_somebody_else(
    slack: LocalSlack, rita: Actor, app: App, client: AsyncWebClient
) -> None:
    view = await opened(rita, app, client, with_button())
    with pytest.raises(LookupError):
        await slack.as_person("U0ANA").click(view, "press")
