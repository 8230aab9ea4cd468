"""Web API: views.*."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.model import ApiError, Json
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.validate import complaint
from bot.sandbox.slack.views import View


def open_view(parts: Parts, args: Args) -> Json:
    spec = _view(parts, args)
    parts.views.check(spec)  # a bad view must not use up the trigger
    return _shown(parts, parts.views.open(parts.tickets.use_trigger(_trigger(args)), spec))


def push_view(parts: Parts, args: Args) -> Json:
    spec = _view(parts, args)
    parts.views.check(spec)
    return _shown(parts, parts.views.push(parts.tickets.use_trigger(_trigger(args)), spec))


def update_view(parts: Parts, args: Args) -> Json:
    view = parts.views.find(args.text("view_id"), args.text("external_id"))
    return _shown(parts, parts.views.update(view, _view(parts, args), args.text("hash")))


def publish_view(parts: Parts, args: Args) -> Json:
    person = parts.world.person(args.required("user_id"))
    view = parts.views.publish(person.id, _view(parts, args), args.text("hash"))
    parts.hints.tell("home", user=view.owner)
    return {"view": parts.views.json(view)}


def _shown(parts: Parts, view: View) -> Json:
    parts.hints.tell("view" if view.kind == "modal" else "home", user=view.owner, view_id=view.id)
    return {"view": parts.views.json(view)}


def _trigger(args: Args) -> str:
    trigger = args.text("trigger_id") or args.text("interactivity_pointer")
    if trigger is None:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return trigger


def _view(parts: Parts, args: Args) -> Json:
    view = args.object("view")
    if view is None:
        raise ApiError("invalid_arguments", [complaint("missing required field: view", "/view")])
    _may_ask(parts, view.get("blocks"))
    return view


def _may_ask(parts: Parts, blocks: object) -> None:
    """Asking for files needs files:read (reference/block-kit/block-elements/file-input-element)."""
    elements = [block.get("element") for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    if any(isinstance(element, dict) and element.get("type") == "file_input" for element in elements):
        parts.tokens.need("files:read")
