"""Jira Cloud's shapes: REST API v3 as Atlassian's OpenAPI description has it (createIssue, getIssue, bulkFetchIssues,
search/jql, getProject, getMyPermissions), webhooks as its platform's documentation has them."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

from tests.support.trackers.server import TOKEN, Asked, Held, Json, Reply, StandIn

ACCOUNT = "ana@larkfield.example"


class JiraShapes:
    def knows(self, asked: Asked) -> bool:
        basic = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        return asked.headers.get("authorization") == f"Basic {basic}"

    def unknown(self) -> Reply:
        return Reply(401, {"errorMessages": ["Client must be authenticated to access this resource."]})

    def answer(self, there: StandIn, asked: Asked) -> Reply:
        path = asked.path.removeprefix("/rest/api/3")
        match asked.method, path:
            case "POST", "/issue":
                return self._create(there, asked.body)
            case "POST", "/issue/bulkfetch":
                wanted = asked.body["issueIdsOrKeys"]
                return Reply(200, {"issues": [self._issue(there, one) for one in there.there() if one.id in wanted],
                                   "issueErrors": []})
            case "POST", "/search/jql":
                return Reply(200, {"issues": [self._issue(there, one) for one in there.there()], "isLast": True})
            case "GET", "/mypermissions":
                return Reply(200, {"permissions": {name: {"key": name, "havePermission": True}
                                                   for name in asked.of("permissions")[0].split(",")}})
        if path == f"/project/{there.project}":
            return Reply(200, {"id": "10000", "key": there.project, "name": "Web"})
        found = next((one for one in there.there() if path == f"/issue/{there.project}-{one.number}"), None)
        return Reply(200, self._issue(there, found)) if found else Reply(404, {
            "errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {}})

    def _create(self, there: StandIn, body: Json) -> Reply:
        fields = body["fields"]
        if fields["project"]["key"] != there.project:
            return Reply(400, {"errorMessages": [], "errors": {"project": "valid project is required"}})
        assert fields["description"]["type"] == "doc"
        held = there.add(fields["summary"], json.dumps(fields["description"]),
                         properties={one["key"]: one["value"] for one in body["properties"]})
        return Reply(201, {"id": held.id, "key": f"{there.project}-{held.number}",
                           "self": f"{there.url}/rest/api/3/issue/{held.id}"})

    def _issue(self, there: StandIn, held: Held) -> Json:
        status = {"name": "Shipped", "statusCategory": {"id": 3, "key": "done", "name": "Done"}} if held.closed else {
            "name": "To Do", "statusCategory": {"id": 2, "key": "new", "name": "To Do"}}
        return {"id": held.id, "key": f"{there.project}-{held.number}", "properties": held.properties,
                "fields": {"summary": held.title, "status": status, "updated": _when(held.updated)}}

    def hook(self, there: StandIn, held: Held, action: str, secret: str) -> tuple[dict[str, str], bytes]:
        event = "jira:issue_deleted" if action == "deleted" else "jira:issue_updated"
        body = json.dumps({"timestamp": int(held.updated.timestamp() * 1000), "webhookEvent": event,
                           "issue": self._issue(there, held)}).encode()
        signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return {"Content-Type": "application/json", "X-Hub-Signature": f"sha256={signed}",
                "X-Atlassian-Webhook-Identifier": f"{held.id}-{action}-{held.updated.timestamp()}"}, body


def _when(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000+0000"
