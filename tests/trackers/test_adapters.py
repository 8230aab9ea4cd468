"""What each adapter makes of its tracker's answers: over real HTTP, against a stand-in with the real one's shapes."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from bot.clock import Clock
from bot.domain.trackers import Connection, Heard, IssueState, Kind, NewIssue
from bot.trackers import KINDS, reaching
from bot.trackers.base import (
    BadToken,
    Hook,
    NoPermission,
    NotSigned,
    NotTaken,
    NotThere,
    ProjectGone,
    RateLimited,
    Tracker,
    TrackerDown,
    markdown,
    moment,
)
from tests.support.trackers import PROJECTS, SHAPES, StandIn, standing_in
from tests.support.trackers.jira import ACCOUNT
from tests.support.trackers.server import TOKEN, Reply

MARK = "019a0000000000010123456789abcdef"
NEW = NewIssue(MARK, "The refund never came", "She waited.\n@everyone see #1 /close ```x```", "From Snag #1",
               "https://larkfield.slack.com/archives/C0PAY/p1")
SECRET = "a secret that nobody else knows"


@pytest.fixture(params=list(Kind))
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


@pytest.fixture
async def there(kind: Kind) -> AsyncIterator[StandIn]:
    async with standing_in(SHAPES[kind], PROJECTS[kind], Clock()) as made:
        yield made


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


def connection(kind: Kind, there: StandIn, token: str = TOKEN, project: str | None = None) -> Connection:
    return Connection(kind, project or there.project, there.url, token, ACCOUNT)


@pytest.fixture
def tracker(kind: Kind, there: StandIn, http: httpx.AsyncClient) -> Tracker:
    return reaching(http)(connection(kind, there))


async def test_what_is_made_is_found_by_its_mark_and_by_its_name(tracker: Tracker, there: StandIn) -> None:
    assert await tracker.find(MARK) is None
    made = await tracker.create(NEW)
    assert (made.title, made.state, there.made()) == (NEW.title, IssueState.OPEN, 1)
    found = await tracker.find(MARK)
    assert found is not None
    assert (found.external_id, found.name, found.url) == (made.external_id, made.name, made.url)
    assert await tracker.find("f" * 32) is None
    assert (await tracker.get(made.name.removeprefix("#"))).external_id == made.external_id
    with pytest.raises(NotThere):
        await tracker.get("99" if made.name.startswith("#") else f"{there.project}-99")


async def test_it_says_how_issues_stand_and_which_are_gone(tracker: Tracker, there: StandIn) -> None:
    ids = [(await tracker.create(NewIssue(f"{place}" * 32, "A", "b", "c"))).external_id for place in range(3)]
    there.close(there.issues[1])
    there.issues[2].gone = True
    states = {one.external_id: one.state for one in await tracker.states(ids, None)}
    assert states == dict(zip(ids, [IssueState.OPEN, IssueState.CLOSED, IssueState.GONE], strict=True))


async def test_with_a_moment_it_tells_at_least_what_changed_since(tracker: Tracker, there: StandIn) -> None:
    ids = [(await tracker.create(NewIssue(f"{place}" * 32, "A", "b", "c"))).external_id for place in range(2)]
    there.issues[0].updated -= timedelta(days=1)
    there.close(there.issues[1])
    found = {one.external_id: one.state for one in await tracker.states(ids, there.now() - timedelta(hours=1))}
    assert found[ids[1]] is IssueState.CLOSED


async def test_a_token_that_is_not_known_is_a_bad_one(kind: Kind, there: StandIn, http: httpx.AsyncClient) -> None:
    stranger = reaching(http)(connection(kind, there, "another"))
    for call in (stranger.check(), stranger.create(NEW), stranger.find(MARK), stranger.states(["1"], None)):
        with pytest.raises(BadToken):
            await call


async def test_a_project_that_is_not_there_is_gone(kind: Kind, there: StandIn, http: httpx.AsyncClient) -> None:
    lost = reaching(http)(connection(kind, there, project="OLD" if kind in (Kind.JIRA, Kind.LINEAR) else "old/web"))
    for call in (lost.check(), lost.create(NEW)):
        with pytest.raises(ProjectGone):
            await call


async def test_what_the_token_may_do_is_said(tracker: Tracker, there: StandIn, kind: Kind) -> None:
    checked = await tracker.check()
    assert checked.project == there.project
    assert checked.may_create is (None if kind is Kind.LINEAR else True)


async def test_whoever_may_not_hears_it(tracker: Tracker, there: StandIn) -> None:
    there.faults = [Reply(403, {"message": "Resource not accessible by personal access token", "errorMessages": []})]
    with pytest.raises(NoPermission):
        await tracker.create(NEW)


async def test_a_pause_that_is_asked_for_is_kept(tracker: Tracker, there: StandIn) -> None:
    there.faults = [Reply(429, {}, {"Retry-After": "17"})]
    with pytest.raises(RateLimited) as raised:
        await tracker.create(NEW)
    assert raised.value.retry_after == 17


async def test_a_pause_until_a_moment_is_measured_by_the_trackers_own_clock(tracker: Tracker, there: StandIn) -> None:
    there.faults = [Reply(429, {}, {"Date": "Sun, 22 Nov 2026 08:00:00 GMT",
                                    "Retry-After": "Sun, 22 Nov 2026 08:00:30 GMT"})]
    with pytest.raises(RateLimited) as raised:
        await tracker.create(NEW)
    assert raised.value.retry_after == 30


async def test_githubs_limit_is_no_lack_of_rights(there: StandIn, http: httpx.AsyncClient, kind: Kind) -> None:
    if kind is not Kind.GITHUB:
        return
    reset = str(int(datetime(2026, 11, 22, 8, 5, tzinfo=UTC).timestamp()))
    there.faults = [
        Reply(403, {"message": "API rate limit exceeded"}, {
            "Date": "Sun, 22 Nov 2026 08:00:00 GMT", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}),
        Reply(403, {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."})]
    found = []
    for _ in range(2):
        with pytest.raises(RateLimited) as raised:
            await reaching(http)(connection(kind, there)).create(NEW)
        found.append(raised.value.retry_after)
    assert found == [300, 60]


async def test_linears_limit_comes_as_an_error_in_an_answer(there: StandIn, http: httpx.AsyncClient, kind: Kind
                                                            ) -> None:
    if kind is not Kind.LINEAR:
        return
    reset = str(int(datetime(2026, 11, 22, 8, 1, tzinfo=UTC).timestamp() * 1000))
    there.faults = [Reply(400, {"errors": [{"message": "Rate limit exceeded", "extensions": {
        "type": "ratelimited", "code": "RATELIMITED"}}]}, {
            "Date": "Sun, 22 Nov 2026 08:00:00 GMT", "X-RateLimit-Requests-Reset": reset})]
    with pytest.raises(RateLimited) as raised:
        await reaching(http)(connection(kind, there)).create(NEW)
    assert raised.value.retry_after == 60


@pytest.mark.parametrize("refusal", [
    Reply(422, {"message": "Validation Failed", "errors": [{"resource": "Issue", "field": "labels", "code": "invalid"}],
                "status": "422"}),
    Reply(400, {"message": {"title": ["is too long"]}, "errors": {"customfield_10001": "This field is required."},
                "errorMessages": []}),
])
async def test_what_it_will_not_take_is_said_in_its_own_words(tracker: Tracker, there: StandIn, kind: Kind,
                                                              refusal: Reply) -> None:
    if (kind is Kind.GITHUB) != (refusal.status == 422) or kind is Kind.LINEAR:
        return
    there.faults = [refusal]
    with pytest.raises(NotTaken) as raised:
        await tracker.create(NEW)
    assert any(word in raised.value.said for word in ("labels", "too long", "customfield_10001"))


async def test_an_answer_that_gets_lost_may_have_been_a_yes(tracker: Tracker, there: StandIn, kind: Kind) -> None:
    there.drops = 2 if kind is Kind.LINEAR else 1
    if kind is Kind.LINEAR:  # first it asks for the team
        with pytest.raises(TrackerDown):
            await tracker.create(NEW)
    with pytest.raises(TrackerDown) as raised:
        await tracker.create(NEW)
    assert raised.value.sent


async def test_where_nobody_listens_nothing_was_sent(http: httpx.AsyncClient, kind: Kind) -> None:
    nobody = Connection(kind, PROJECTS[kind], "http://127.0.0.1:9", TOKEN, ACCOUNT)
    with pytest.raises(TrackerDown) as raised:
        await reaching(http)(nobody).create(NEW)
    assert not raised.value.sent


@pytest.mark.parametrize("reply", [Reply(502, {}), Reply(500, {})])
async def test_its_own_mistakes_leave_it_open(tracker: Tracker, there: StandIn, reply: Reply) -> None:
    there.faults = [reply]
    with pytest.raises(TrackerDown) as raised:
        await tracker.create(NEW)
    assert raised.value.sent


async def test_a_transferred_issue_is_gone_for_github(there: StandIn, http: httpx.AsyncClient, kind: Kind) -> None:
    if kind is Kind.GITHUB:
        there.faults = [Reply(200, {"full_name": there.project, "permissions": {}}),
                        Reply(301, {"message": "Moved Permanently"}, {"Location": f"{there.url}/repositories/2"})]
        assert await reaching(http)(connection(kind, there)).states(["1"], None) == [Heard("1", IssueState.GONE)]


async def test_what_people_wrote_can_neither_ping_nor_order(tracker: Tracker, there: StandIn, kind: Kind) -> None:
    await tracker.create(NEW)
    text = there.issues[0].text
    if kind is Kind.JIRA:
        assert '"text": "@everyone see #1 /close ```x```"' in text
    else:
        fence, inside = text.split("text\n", 1)[0], text.split("text\n", 1)[1]
        assert fence == "````"
        assert "@everyone" in inside.split("\n````\n")[0]
    assert "https://larkfield.slack.com/archives/C0PAY/p1" in text


def test_long_lines_are_broken_since_a_fence_does_not_do_that() -> None:
    text = markdown(NewIssue(MARK, "T", "word " * 60 + "\n\n" + "あ" * 250, "x"))
    assert max(len(line) for line in text.splitlines()) <= 100
    assert text.count("word") == 60
    assert text.count("あ") == 250


class TestWebhooks:
    def hear(self, kind: Kind, headers: dict[str, str], body: bytes, *, secret: str = SECRET,
             project: str | None = None) -> Heard | None:
        lower = {name.lower(): value for name, value in headers.items()}
        return KINDS[kind].hear(Hook(project or PROJECTS[kind], lower, body, secret, Clock().machine()))

    def test_a_closed_issue_is_heard_and_opened_and_deleted_ones_too(self, kind: Kind, there: StandIn) -> None:
        held = there.add(id="019a0000-0000-4001-8123-456789abcdef" if kind is Kind.LINEAR else None)
        there.close(held)
        closed = self.hear(kind, *there.shapes.hook(there, held, "closed", SECRET))
        assert closed is not None
        own_id = str(held.number) if kind in (Kind.GITHUB, Kind.GITLAB) else held.id
        assert (closed.external_id, closed.state, closed.at) == (own_id, IssueState.CLOSED, held.updated)
        assert closed.delivery
        there.close(held, closed=False)
        opened = self.hear(kind, *there.shapes.hook(there, held, "reopened", SECRET))
        assert opened is not None
        assert opened.state is IssueState.OPEN
        if kind is not Kind.GITLAB:  # it tells nobody of a deletion: asking finds it
            gone = self.hear(kind, *there.shapes.hook(there, held, "deleted", SECRET))
            assert gone is not None
            assert gone.state is IssueState.GONE

    def test_another_secret_or_another_body_is_not_heard(self, kind: Kind, there: StandIn) -> None:
        headers, body = there.shapes.hook(there, there.add(), "closed", SECRET)
        with pytest.raises(NotSigned):
            self.hear(kind, headers, body, secret="another")
        with pytest.raises(NotSigned):
            self.hear(kind, {"Content-Type": "application/json"}, body)
        if kind is not Kind.GITLAB:  # its older token stands beside the body and says nothing of it
            with pytest.raises(NotSigned):
                self.hear(kind, headers, body + b" ")

    def test_another_project_and_other_events_are_no_concern(self, kind: Kind, there: StandIn) -> None:
        headers, body = there.shapes.hook(there, there.add(), "closed", SECRET)
        if kind in (Kind.GITHUB, Kind.GITLAB):  # elsewhere an issue's id is the whole site's
            assert self.hear(kind, headers, body, project="larkfield/other") is None
        if kind is Kind.GITHUB:
            assert self.hear(kind, headers | {"X-GitHub-Event": "ping"}, body) is None

    def test_gitlabs_signing_token_is_checked_as_standard_webhooks_are(self, kind: Kind, there: StandIn) -> None:
        if kind is not Kind.GITLAB:
            return
        secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
        headers, body = there.shapes.hook(there, there.add(), "closed", "unused")
        now = Clock().machine()
        signature = Webhook(secret).sign("msg_1", now, body.decode())
        signed = headers | {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp())),
                            "webhook-signature": f"v1,AAAA {signature}"}
        assert self.hear(kind, signed, body, secret=secret) is not None
        for spoilt in ({"webhook-timestamp": "1"}, {"webhook-id": "msg_2"}, {"webhook-signature": "v1,AAAA"}):
            with pytest.raises(NotSigned):
                self.hear(kind, signed | spoilt, body, secret=secret)

    def test_what_linear_sent_long_ago_is_not_heard_again(self, kind: Kind, there: StandIn) -> None:
        if kind is Kind.LINEAR:
            headers, body = there.shapes.hook(there, there.add(), "closed", SECRET)
            lower = {name.lower(): value for name, value in headers.items()}
            later = Clock().machine() + timedelta(minutes=2)
            with pytest.raises(NotSigned):
                KINDS[kind].hear(Hook(PROJECTS[kind], lower, body, SECRET, later))


@pytest.mark.parametrize("text", ["2026-11-22T08:00:00Z", "2026-11-22T08:00:00.000Z", "2026-11-22 08:00:00 UTC",
                                  "2026-11-22T09:00:00.000+0100", "2026-11-22 09:00:00 +0100"])
def test_each_way_of_writing_a_moment_is_understood(text: str) -> None:
    assert moment(text) == datetime(2026, 11, 22, 8, tzinfo=UTC)


async def test_a_slow_tracker_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    monkeypatch.setattr(httpx.AsyncClient, "request", _times_out)
    with pytest.raises(TrackerDown) as raised:
        await tracker.create(NEW)
    assert raised.value.sent


async def _times_out(*_args: object, **_rest: object) -> httpx.Response:
    raise httpx.ReadTimeout("nothing came")
