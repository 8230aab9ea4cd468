"""The customers' page at /s/{token}: no login, no cookies, no script, nothing from elsewhere.

GET shows and never records, because mail scanners follow links; POST records. The address is the authority, so it never
enters the log. Whatever fails, what was typed stands in the answer.
"""

import asyncio
import math
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

import structlog
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bot.clock import Clock
from bot.domain.people import LANGUAGES
from bot.domain.survey_links import LinkKind, More, Page
from bot.errors import PersonError, StorageUnavailable
from bot.services.links import Links
from bot.views import survey_page as views
from handlers.middleware import Run, attempt, new_reference
from handlers.web.limits import Buckets, Pace, household

log = structlog.get_logger()

MOST_BYTES = 64_000
MOST_FIELDS = 20
WORD_BYTES = 16
WORD = re.compile(r"[A-Za-z0-9_-]{22}")
FORM = "application/x-www-form-urlencoded"

# Behind one address may stand a whole shop, or a proxy; behind one link that is for many, a whole street.
LOOKS_OF_ADDRESS = Pace(burst=120, seconds=0.5)
POSTS_OF_ADDRESS = Pace(burst=60, seconds=2)
POSTS_OF_LINK = Pace(burst=60, seconds=1)
REPORTS_OF_ADDRESS = Pace(burst=6, seconds=60)
REPORTS_OF_LINK = Pace(burst=30, seconds=60)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
                               "base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}


@dataclass(frozen=True, slots=True)
class _Visit:
    """One request: of which link, in which language, and what was sent. `word` is who opened a link for many."""

    request: Request
    token: str
    fields: dict[str, str]
    is_post: bool = False

    @property
    def asked_for(self) -> str | None:
        """The language chosen on the page."""
        chosen = self.request.query_params.get("lang")
        return chosen if chosen in LANGUAGES else None

    @property
    def language(self) -> str:
        """As far as the visitor says it."""
        return self.asked_for or _accepted(self.request.headers.get("accept-language", "")) or "en"

    def language_of(self, page: Page) -> str:
        """Chosen here, else the link's, else the browser's, else the workspace's."""
        accepted = _accepted(self.request.headers.get("accept-language", ""))
        return self.asked_for or page.locale or accepted or page.usual_locale

    @property
    def step(self) -> str:
        return "answer" if "answer" in self.fields else self.fields.get("step", "")

    @property
    def address(self) -> str:
        return household(self.request.client.host if self.request.client else "")


class SurveyPage:
    """The routes of the page, with what limits them."""

    def __init__(self, links: Links, run: Run, read: Run, clock: Clock) -> None:
        self._links, self._run, self._read, self._clock = links, run, read, clock
        self._looks, self._posts = Buckets(LOOKS_OF_ADDRESS), Buckets(POSTS_OF_ADDRESS)
        self._of_link = Buckets(POSTS_OF_LINK)
        self._reports, self._reports_of_link = Buckets(REPORTS_OF_ADDRESS), Buckets(REPORTS_OF_LINK)

    def add_to(self, app: FastAPI) -> None:
        app.add_route("/s/style.css", self._style, methods=["GET"])
        app.add_route("/s/{token}", self._show, methods=["GET"])
        app.add_route("/s/{token}", self._take, methods=["POST"])
        app.add_route("/s/{token}/qr.png", self._picture("png"), methods=["GET"])
        app.add_route("/s/{token}/qr.svg", self._picture("svg"), methods=["GET"])

    async def _style(self, _request: Request) -> Response:
        return self._answer(views.css(), media_type="text/css", cache="public, max-age=3600")

    def _picture(self, form: Literal["png", "svg"]) -> Callable[[Request], Awaitable[Response]]:
        async def picture(request: Request) -> Response:
            visit = _Visit(request, request.path_params["token"], {})
            if wait := self._looks.wait(visit.address, self._now()):
                return self._too_often(visit, wait)
            drawn = await asyncio.to_thread(self._links.qr, visit.token, form)
            kind = "image/png" if form == "png" else "image/svg+xml"
            return self._unknown(visit) if drawn is None else self._answer(drawn, media_type=kind)
        return picture

    async def _show(self, request: Request) -> Response:
        visit = _Visit(request, request.path_params["token"], {})
        if wait := self._looks.wait(visit.address, self._now()):
            return self._too_often(visit, wait)
        return await self._guarded(visit, self._shown(visit))

    async def _take(self, request: Request) -> Response:
        empty = _Visit(request, request.path_params["token"], {}, is_post=True)
        if not _is_ours(request):
            return self._sorry(empty, 403, "page.not_saved", "page.from_elsewhere")
        body = await _body(request)
        if body is None:
            return self._sorry(empty, 413, "page.not_saved", "page.too_long")
        fields = _fields(request, body)
        if fields is None:
            return self._sorry(empty, 400, "page.not_saved", "page.not_understood")
        visit = _Visit(request, empty.token, fields, is_post=True)
        if wait := self._wait(visit):
            return self._too_often(visit, wait)
        return await self._guarded(visit, self._taken(visit))

    async def _shown(self, visit: _Visit) -> Response:
        return self._drawn(visit, await self._read(self._links.page, visit.token), _word(""))

    async def _taken(self, visit: _Visit) -> Response:
        """Do what the button says, and show what holds now."""
        fields, word = visit.fields, _word(visit.fields.get("word", ""))
        match visit.step:
            case "answer":
                page = await self._run(self._links.answer, visit.token, fields["answer"], word=word,
                                       locale=visit.language)
            case "more":
                more = More(fields.get("comment", ""), fields.get("cause"), fields.get("contact", ""),
                            forget="forget" in fields)
                page = await self._run(self._links.add, visit.token, more, word=word, locale=visit.language)
            case "report":
                page = await self._run(self._links.report, visit.token, fields.get("story", ""), word=word)
            case _:
                page = await self._read(self._links.page, visit.token, word)
        return self._drawn(visit, page, word)

    def _drawn(self, visit: _Visit, page: Page | None, word: str) -> Response:
        if page is None:
            return self._unknown(visit)
        language = visit.language_of(page)
        if not page.is_open:
            return self._page(language, views.ended(language, page), status=410)
        if page.kind is LinkKind.STANDING:
            done = visit.step == "report"
            return self._page(language, views.taken(language, page) if done else
                              views.standing(language, page, word=word))
        if page.said is None or visit.step == "change":
            return self._page(language, views.question(language, page, word=word))
        return self._page(language, views.answered(language, page, word=word, added=visit.step == "more"))

    async def _guarded(self, visit: _Visit, work: Awaitable[Response]) -> Response:
        """Its answer; where it fails, a kind one that keeps what was typed."""
        response, error = await attempt(work)
        if isinstance(error, PersonError):
            response, error = await attempt(self._wrong(visit, error))
        if response is not None:
            return response
        if isinstance(error, StorageUnavailable):
            log.warning("a customers' page could not be served", error=str(error))
            return self._again(visit, 503, retry_after=10)
        log.error("a customers' page failed", reference=new_reference(), exc_info=error)
        return self._again(visit, 500)

    async def _wrong(self, visit: _Visit, error: PersonError) -> Response:
        if visit.step != "report":
            return self._sorry(visit, 400, "page.not_saved", error.key)
        page = await self._read(self._links.page, visit.token)
        language = visit.language_of(page)
        return self._page(language, views.standing(language, page, word=_word(""), wrong=error.key,
                                                   story=visit.fields.get("story", "")), status=400)

    def _again(self, visit: _Visit, status: int, *, retry_after: float = 0.0) -> Response:
        language = visit.language
        page = (views.again(language, "page.not_saved", "page.try_later", visit.fields) if visit.is_post else
                views.again(language, "page.not_shown", "page.look_later", {"lang": language}, as_get=True))
        return self._page(language, page, status=status, retry_after=retry_after)

    def _too_often(self, visit: _Visit, wait: float) -> Response:
        language = visit.language
        fields = visit.fields if visit.is_post else {"lang": language}
        page = views.again(language, "page.too_often", "page.wait", fields, as_get=not visit.is_post)
        return self._page(language, page, status=429, retry_after=wait)

    def _unknown(self, visit: _Visit) -> Response:
        return self._sorry(visit, 404, "page.unknown", "page.unknown_why")

    def _sorry(self, visit: _Visit, status: int, title: str, *said: str) -> Response:
        return self._page(visit.language, views.sorry(visit.language, title, *said), status=status)

    def _page(self, language: str, html: str, *, status: int = 200, retry_after: float = 0.0) -> Response:
        response = self._answer(html, media_type="text/html", status=status)
        response.headers["Content-Language"] = language
        response.headers["Vary"] = "Accept-Language"
        if retry_after:
            response.headers["Retry-After"] = str(math.ceil(retry_after))
        return response

    def _answer(self, content: Any, *, media_type: str, status: int = 200, cache: str | None = None) -> Response:
        headers = HEADERS | (HSTS if self._links.is_secure else {}) | ({"Cache-Control": cache} if cache else {})
        return Response(content, status_code=status, headers=headers, media_type=media_type)

    def _wait(self, visit: _Visit) -> float:
        """How long until this one may be taken: of its address, and of its link."""
        now = self._now()
        buckets = [(self._posts, visit.address), (self._of_link, visit.token)]
        if visit.step == "report":
            buckets += [(self._reports, visit.address), (self._reports_of_link, visit.token)]
        return max(bucket.wait(key, now) for bucket, key in buckets)

    def _now(self) -> float:
        return self._clock.machine().timestamp()


def _word(sent: str) -> str:
    """Who opened a link for many: as the page has it, else somebody new."""
    return sent if WORD.fullmatch(sent) else secrets.token_urlsafe(WORD_BYTES)


def _is_ours(request: Request) -> bool:
    """Whether the page that sends this is ours, as far as the browser says. Our pages send no referrer, and with that
    a browser says 'null' of its origin too, so only a foreign one is refused."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


async def _body(request: Request) -> bytes | None:
    """What was sent, or None where it is more than a page can send."""
    read = b""
    async for piece in request.stream():
        read += piece
        if len(read) > MOST_BYTES:
            return None
    return read


def _fields(request: Request, body: bytes) -> dict[str, str] | None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return None
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return None


def _accepted(header: str) -> str | None:
    """The language of ours that a browser likes best."""
    liked: list[tuple[float, str]] = []
    for one in header.split(","):
        tag, _, quality = one.partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", quality)
        liked.append((float(weight[1]) if weight else 1.0, language))
    best = sorted((pair for pair in liked if pair[0] > 0 and pair[1] in LANGUAGES), key=lambda pair: -pair[0])
    return best[0][1] if best else None
