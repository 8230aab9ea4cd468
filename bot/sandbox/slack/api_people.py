"""Web API: users.*, usergroups.*, team.*, bots.*, auth.*, oauth.*."""

from bot.sandbox.slack import payloads
from bot.sandbox.slack.args import Args
from bot.sandbox.slack.model import ApiError, Json
from bot.sandbox.slack.pages import page
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.render import group_json, user_json


def auth_test(parts: Parts, args: Args) -> Json:
    world = parts.world
    return {
        "url": f"https://{world.team.domain}.slack.com/",
        "team": world.team.name,
        "user": world.app.name.lower(),
        "team_id": world.team.id,
        "user_id": world.app.bot_user_id,
        "bot_id": world.app.bot_id,
        "is_enterprise_install": False,
    }


def user_info(parts: Parts, args: Args) -> Json:
    person = parts.world.person(args.required("user"))
    return {"user": user_json(parts.world, person, args.flag("include_locale"))}


def list_users(parts: Parts, args: Args) -> Json:
    held, metadata = page(list(parts.world.people.values()), args, default=1000)
    locale = args.flag("include_locale")
    members = [user_json(parts.world, person, locale) for person in held]
    return {"members": members, "cache_ts": int(parts.world.clock.now().timestamp()), "response_metadata": metadata}


def list_groups(parts: Parts, args: Args) -> Json:
    groups = []
    for group in parts.world.groups.values():
        users = {"users": list(group.members)} if args.flag("include_users") else {}
        groups.append(group_json(parts.world, group) | users)
    return {"usergroups": groups}


def group_users(parts: Parts, args: Args) -> Json:
    group = parts.world.groups.get(args.required("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": list(group.members)}


def team_info(parts: Parts, args: Args) -> Json:
    team = parts.world.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def bot_info(parts: Parts, args: Args) -> Json:
    app = parts.world.app
    if args.text("bot") not in (None, app.bot_id):
        raise ApiError("bot_not_found")
    bot = {"id": app.bot_id, "deleted": False, "name": app.name, "app_id": app.id, "user_id": app.bot_user_id}
    return {"bot": bot}


def open_socket(parts: Parts, args: Args) -> Json:
    return {"url": parts.sockets.new_url(parts.url)}


def oauth_access(parts: Parts, args: Args) -> Json:
    """A code works once, for the right client."""
    tokens = parts.tokens
    client = (args.text("client_id") or "", args.text("client_secret") or "")
    if client[0] != tokens.client[0]:
        raise ApiError("invalid_client_id")
    if client != tokens.client:
        raise ApiError("bad_client_secret")
    code = args.text("code") or ""
    if code not in tokens.oauth_codes:
        raise ApiError("invalid_code")
    tokens.oauth_codes.remove(code)
    team = parts.world.team
    return payloads.install(
        parts.world.app, {"id": team.id, "name": team.name}, tokens.bot, ",".join(sorted(tokens.scopes))
    ) | {"authed_user": {"id": next((p.id for p in parts.world.people.values() if p.is_admin), "U0ADMIN")}}
