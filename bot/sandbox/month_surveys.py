"""The month's surveys: a pulse of the people who speak with Payments' customers, and links for a few customers."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.survey_links import LinkKind, LinkWish, More
from bot.domain.survey_plans import Audience, Every, PlanDraft, Trigger
from bot.sandbox.demo import Sandbox
from bot.sandbox.slack import Json
from bot.sandbox.transcript import buttons_of
from bot.views.ids import SURVEY_TAP, Action, Field

LEAD, CX_LEAD, TEAM = "U0ANA", "U0CARA", "payments"
DAY = timedelta(days=1)
PULSE, LINKS, ANSWERED, DECIDED = 24, 20, 19, 12
"""So many days ago each of it happened."""
PULSE_OPEN = 7
STAFF = {
    "U0RITA": (4, "", None),
    "U0MINJUN": (5, "답이 빨라서 고객에게 바로 알려 드렸어요.", "quick"),
    "U0YUKI": (2, "返金が済んだのかどうか、わかるまでに二日かかりました。", "too_late"),
    "U0GUS": (4, "", "clear"),
    "U0HARUTO": (4, "", None),
}
"""Who answers the pulse: the point, a comment, a cause. Seoyeon never gets round to it."""
CUSTOMERS = (
    ("en", 5, "Three taps and it was paid, gift card and all.", "easy"),
    ("ko", 4, "기프트카드를 어디에 입력하는지 한참 찾았어요.", "quick"),
    ("ja", 2, "ギフトカードの欄が見つからず、最初からやり直しました。", "hard_to_use"),
    ("en", 4, "Quick, once I had found where the gift card goes.", None),
    ("ko", 5, "", "easy"),
    ("ja", 0, "", None),
)
"""Whom Cara sends a link: the language, and what they answer; the last one never opens it."""


class MonthSurveys:
    """Plays them in the month's own time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox, self._services, self._workspace = sandbox, sandbox.core.services, sandbox.workspace_id
        self._pulse = ""
        self._links: list[str] = []
        self._to_answer: dict[str, tuple[int, str, str | None]] = {}
        ends = sandbox.clock.machine()
        self._errands: list[tuple[datetime, Callable[[], Awaitable[None]]]] = [
            (ends - PULSE * DAY, self._plan_pulse), (ends - LINKS * DAY, self._pass_links_on),
            (ends - ANSWERED * DAY, self._customers_answer), (ends - DECIDED * DAY, self._decide)]

    async def until(self, at: datetime) -> None:
        """What happens before that moment, each in its time; who has been asked meanwhile answers."""
        while self._errands and self._errands[0][0] <= at:
            due, errand = self._errands.pop(0)
            await self._sandbox.pass_to(due)
            await errand()
            await self._sandbox.settle()
        for user, said in list(self._to_answer.items()):
            if asked := self._question(user):
                del self._to_answer[user]
                await self._answer(user, asked, *said)

    async def _plan_pulse(self) -> None:
        first = self._sandbox.clock.now() + DAY
        made = await self._services.run(self._services.surveys.create, self._workspace, LEAD, PlanDraft(
            template="helped", kind="csat", audience=Audience.PEOPLE, trigger=Trigger.CALENDAR,
            decision="Whether refund questions get a person of their own", decider=LEAD,
            decide_on=(first + PULSE_OPEN * DAY).date(), people=("S0CARE", "S0SHOPS"), team=TEAM, every=Every.MONTH,
            day=str(first.day), time="10:00"), key="month:pulse")
        self._pulse, self._to_answer = made.plan_id, dict(STAFF)

    def _question(self, user: str) -> Json | None:
        """The survey's message, once this person has it."""
        world = self._sandbox.slack
        return next((one for one in world.messages(world.dm(user)) if any(
            button["action_id"].startswith(SURVEY_TAP) for button in buttons_of(one.get("blocks", ())))), None)

    async def _answer(self, user: str, asked: Json, point: int, comment: str, cause: str | None) -> None:
        """By the buttons of the message, so that the answer takes its place in the conversation."""
        person = self._sandbox.slack.as_person(user)
        await person.click(asked, f"{SURVEY_TAP}{point}")
        await self._sandbox.settle()
        if not comment and not cause:
            return
        [answered] = [one for one in self._sandbox.slack.messages(person.dm) if one["ts"] == asked["ts"]]
        await person.click(answered, Action.SURVEY_COMMENT)
        await self._sandbox.settle()
        await person.submit({Field.COMMENT: {Field.COMMENT: comment}, Field.CAUSE: {Field.CAUSE: cause}})
        await self._sandbox.settle()

    async def _pass_links_on(self) -> None:
        on = (self._sandbox.clock.now() + PULSE_OPEN * DAY).date()
        run, links = self._services.run, self._services.links
        made = await run(self._services.surveys.create, self._workspace, CX_LEAD, PlanDraft(
            template="satisfied", kind="csat", audience=Audience.CUSTOMERS, trigger=Trigger.BY_HAND,
            decision="which part of paying we make easier first", decider=CX_LEAD, decide_on=on, team=TEAM,
            touchpoint="checkout", anonymous=False), key="month:links")
        for place, (locale, *_) in enumerate(CUSTOMERS):
            link = await run(links.for_plan, self._workspace, CX_LEAD, made.plan_id,
                             LinkWish(LinkKind.PERSONAL, locale), key=f"month:link:{place}")
            self._links.append(link.url.rpartition("/")[2])

    async def _customers_answer(self) -> None:
        run, links = self._services.run, self._services.links
        for token, (locale, point, comment, cause) in zip(self._links, CUSTOMERS, strict=True):
            if point:
                await run(links.answer, token, str(point), word="", locale=locale)
                await run(links.add, token, More(comment, cause), word="", locale=locale)

    async def _decide(self) -> None:
        await self._services.run(self._services.surveys.decide, self._workspace, LEAD, self._pulse,
                                 "Ben answers them the same day, from this week on.", key="month:decided")
