"""GitHub's shapes: REST API 2022-11-28 as github/rest-api-description has it (issues/create, issues/list-for-repo,
issues/get, repos/get), webhooks as octokit/webhooks has them (payload-examples: issues)."""

import hashlib
import hmac
import json
from datetime import datetime

from tests.support.trackers.server import TOKEN, Asked, Held, Json, Reply, StandIn

NOT_FOUND = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}


class GitHubShapes:
    def knows(self, asked: Asked) -> bool:
        assert asked.headers["x-github-api-version"] == "2022-11-28"
        return asked.headers.get("authorization") == f"Bearer {TOKEN}"

    def unknown(self) -> Reply:
        return Reply(401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest",
                           "status": "401"})

    def answer(self, there: StandIn, asked: Asked) -> Reply:
        base, rest = asked.path[:len(f"/repos/{there.project}")], asked.path[len(f"/repos/{there.project}"):]
        if base.lower() != f"/repos/{there.project}":
            return Reply(404, NOT_FOUND)
        if (asked.method, rest) == ("POST", "/issues"):
            return Reply(201, self._issue(there, there.add(asked.body["title"], asked.body["body"])))
        if rest == "/issues":
            return Reply(200, [self._issue(there, one) for one in self._listed(there, asked)])
        if rest.startswith("/issues/"):
            found = there.find(int(rest.removeprefix("/issues/")))
            gone = {"message": "This issue was deleted", "status": "410"}
            return Reply(200, self._issue(there, found)) if found else Reply(410, gone)
        return Reply(200, {"full_name": there.project, "has_issues": True,
                           "permissions": {"admin": False, "push": True, "pull": True}})

    def _listed(self, there: StandIn, asked: Asked) -> list[Held]:
        since = datetime.fromisoformat(asked.of("since")[0]) if asked.of("since") else None
        found = [one for one in there.there() if since is None or one.updated >= since]
        size, page = int(asked.of("per_page")[0]), int((asked.of("page") or ["1"])[0])
        return sorted(found, key=lambda one: -one.number)[(page - 1) * size:page * size]

    def _issue(self, there: StandIn, held: Held) -> Json:
        return {"id": int(held.id), "node_id": f"I_{held.id}", "number": held.number, "title": held.title,
                "body": held.text, "state": "closed" if held.closed else "open",
                "state_reason": "completed" if held.closed else None,
                "html_url": f"https://github.com/{there.project}/issues/{held.number}",
                "updated_at": f"{held.updated:%Y-%m-%dT%H:%M:%SZ}"}

    def hook(self, there: StandIn, held: Held, action: str, secret: str) -> tuple[dict[str, str], bytes]:
        body = json.dumps({"action": action, "issue": self._issue(there, held),
                           "repository": {"id": 1, "full_name": there.project}, "sender": {"login": "x"}}).encode()
        signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return {"Content-Type": "application/json", "X-GitHub-Event": "issues", "X-Hub-Signature-256":
                f"sha256={signed}", "X-GitHub-Delivery": f"{held.id}-{action}-{held.updated.timestamp()}"}, body
