"""Reports over the API: `POST` brings one, `GET` reads them."""

import hashlib
import secrets
from typing import Annotated

from fastapi import FastAPI, Path, Query, Request, Response

from bot.domain.records import Order, Page, ReportRecord
from bot.domain.reports import Draft, Flag
from bot.services.records import Records
from handlers.middleware import Run
from handlers.web.api.asking import IdempotencyKey, ReadsReports, Wanted, WritesReports, paged
from handlers.web.api.guard import PREFIX
from handlers.web.api.models import List, NewReport, Report
from handlers.web.api.problems import Kind, Problem


class ReportRoutes:
    """What can be asked about reports."""

    def __init__(self, records: Records, run: Run, read: Run) -> None:
        self._records, self._run, self._read = records, run, read

    def add_to(self, app: FastAPI) -> None:
        app.add_api_route("/reports", self.create, methods=["POST"], status_code=201, response_model=Report,
                          summary="Bring a report", tags=["reports"], operation_id="createReport")
        app.add_api_route("/reports", self.list, methods=["GET"], response_model=List[Report],
                          summary="Read reports", tags=["reports"], operation_id="listReports")
        app.add_api_route("/reports/{id}", self.get, methods=["GET"], response_model=Report,
                          summary="Read one report", tags=["reports"], operation_id="getReport")

    async def create(
            self, request: Request, response: Response, client: WritesReports, report: NewReport,
            idempotency_key: IdempotencyKey = None) -> ReportRecord:
        """It is stored before it is answered, numbered, masked and brought to the team that can fix it, as if somebody
        had reported it in Slack."""
        taken = await self._run(
            self._records.take, client, _draft(report), report.reporter, key=idempotency_key or secrets.token_hex(16),
            said=hashlib.sha256(await request.body()).hexdigest())
        if taken.differs or taken.report is None:
            raise Problem(Kind.KEY_USED)
        response.headers["Location"] = f"{PREFIX}/reports/{taken.report.id}"
        if taken.before:
            response.headers["Idempotent-Replayed"] = "true"
        return taken.report  # type: ignore[no-any-return]  # `Run` carries out any use case

    async def list(self, request: Request, response: Response, client: ReadsReports, wish: Wanted,
                   order: Annotated[Order, Query()] = Order.OLDEST) -> Page[ReportRecord]:
        """By when they came. One without a name stands at the beginning of its hour, so look again from an hour before
        where you go on later."""
        return paged(request, response, await self._read(self._records.reports, client, wish, order))

    async def get(self, client: ReadsReports, id: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]) -> ReportRecord:
        found: ReportRecord = await self._read(self._records.report, client, id)
        return found


def _draft(sent: NewReport) -> Draft:
    return Draft(
        sent.story, sent.customer_words, sent.touchpoint, sent.emotion, sent.matters_on, sent.how_known, sent.team,
        post_link=sent.post_link, contact_channel=sent.contact_channel, line=sent.line, wanted=sent.wanted,
        got_it=sent.got_it, reference=sent.reference, value=sent.value, segment=sent.segment,
        flags=frozenset(flag for flag in Flag if getattr(sent, flag)), idea=sent.idea, may_contact=sent.may_contact,
        contact=sent.contact, visibility=sent.visibility)
