"""Linear's shapes: its GraphQL API as linear/linear has it (packages/sdk: schema.graphql, error.ts), webhooks as
linear.app/developers/webhooks has them."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from tests.support.trackers.server import TOKEN, Asked, Held, Json, Reply, StandIn


class LinearShapes:
    def knows(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == f"Bearer {TOKEN}"

    def unknown(self) -> Reply:
        return Reply(401, {"errors": [{"message": "Authentication required, not authenticated", "extensions": {
            "type": "authentication error", "code": "AUTHENTICATION_ERROR", "statusCode": 401, "userError": True}}]})

    def answer(self, there: StandIn, asked: Asked) -> Reply:
        query, variables = asked.body["query"], asked.body["variables"]
        if "issueCreate" in query:
            return self._create(there, variables["input"])
        if "teams(" in query:
            known = variables["key"] == there.project
            return _data({"teams": {"nodes": [{"id": "team-1", "key": there.project}] if known else []}})
        if "issues(" in query:
            found = [self._issue(there, one) for one in there.there() if one.id in variables["ids"]]
            return _data({"issues": {"nodes": found}})
        found_one = next((one for one in there.there() if self._name(there, one) == variables["id"]), None)
        return _data({"issue": self._issue(there, found_one)}) if found_one else _error(
            "Entity not found: Issue", "invalid input", "INPUT_ERROR", "Could not find referenced Issue.")

    def _create(self, there: StandIn, wanted: Json) -> Reply:
        if any(one.id == wanted["id"] for one in there.issues):
            return _error("Entity already exists", "invalid input", "INPUT_ERROR", "That id is taken.")
        assert wanted["teamId"] == "team-1"
        held = there.add(wanted["title"], wanted["description"], id=wanted["id"])
        return _data({"issueCreate": {"success": True, "issue": self._issue(there, held)}})

    def _name(self, there: StandIn, held: Held) -> str:
        return f"{there.project}-{held.number}"

    def _issue(self, there: StandIn, held: Held) -> Json:
        return {"id": held.id, "identifier": self._name(there, held), "title": held.title, "trashed": None,
                "url": f"https://linear.app/larkfield/issue/{self._name(there, held)}/x",
                "updatedAt": _when(held.updated), "state": {"type": "completed" if held.closed else "unstarted"}}

    def hook(self, there: StandIn, held: Held, action: str, secret: str) -> tuple[dict[str, str], bytes]:
        body = json.dumps({
            "action": "remove" if action == "deleted" else "update", "type": "Issue",
            "data": self._issue(there, held), "organizationId": "o", "webhookId": "w",
            "webhookTimestamp": int(there.clock.machine().timestamp() * 1000)}).encode()
        return {"Content-Type": "application/json", "Linear-Event": "Issue", "Linear-Signature": hmac.new(
            secret.encode(), body, hashlib.sha256).hexdigest(), "Linear-Delivery":
            f"{held.id}-{action}-{held.updated.timestamp()}"}, body


def _data(found: Json) -> Reply:
    return Reply(200, {"data": found})


def _error(message: str, kind: str, code: str, shown: str) -> Reply:
    return Reply(200, {"data": None, "errors": [{"message": message, "path": ["issue"], "extensions": {
        "type": kind, "code": code, "userError": True, "userPresentableMessage": shown}}]})


def _when(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
