"""GitLab's shapes: REST API v4 and webhooks as docs.gitlab.com describes them (api/issues, api/projects,
user/project/integrations/webhooks, webhook_events)."""

import json
from datetime import UTC, datetime

from tests.support.trackers.server import TOKEN, Asked, Held, Json, Reply, StandIn


class GitLabShapes:
    def knows(self, asked: Asked) -> bool:
        return asked.headers.get("private-token") == TOKEN

    def unknown(self) -> Reply:
        return Reply(401, {"message": "401 Unauthorized"})

    def answer(self, there: StandIn, asked: Asked) -> Reply:
        base = f"/api/v4/projects/{there.project.replace('/', '%2F')}"
        rest = asked.path.removeprefix(base)
        if not asked.path.startswith(base):
            return Reply(404, {"message": "404 Project Not Found"})
        if (asked.method, rest) == ("POST", "/issues"):
            return Reply(201, self._issue(there, there.add(asked.body["title"], asked.body["description"])))
        if rest == "/issues":
            wanted = asked.of("iids[]")
            found = [one for one in there.there() if not wanted or str(one.number) in wanted]
            return Reply(200, [self._issue(there, one) for one in sorted(found, key=lambda one: -one.number)])
        if rest.startswith("/issues/"):
            held = there.find(int(rest.removeprefix("/issues/")))
            return Reply(200, self._issue(there, held)) if held else Reply(404, {"message": "404 Not found"})
        return Reply(200, {"id": 5, "path_with_namespace": there.project, "issues_enabled": True, "permissions": {
            "project_access": {"access_level": 30, "notification_level": 3}, "group_access": None}})

    def _issue(self, there: StandIn, held: Held) -> Json:
        return {"id": int(held.id), "iid": held.number, "project_id": 5, "title": held.title,
                "description": held.text, "state": "closed" if held.closed else "opened",
                "updated_at": held.updated.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "web_url": f"https://gitlab.com/{there.project}/-/issues/{held.number}"}

    def hook(self, there: StandIn, held: Held, action: str, secret: str) -> tuple[dict[str, str], bytes]:
        about = {"id": int(held.id), "iid": held.number, "title": held.title, "action": action,
                 "state": "closed" if held.closed else "opened", "updated_at": _when(held.updated)}
        body = json.dumps({"object_kind": "issue", "event_type": "issue", "object_attributes": about,
                           "project": {"id": 5, "path_with_namespace": there.project}}).encode()
        return {"Content-Type": "application/json", "X-Gitlab-Event": "Issue Hook", "X-Gitlab-Token": secret,
                "Idempotency-Key": f"{held.id}-{action}-{held.updated.timestamp()}"}, body


def _when(at: datetime) -> str:
    """As webhooks say it, other than the API."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
