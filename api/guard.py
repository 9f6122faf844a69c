"""What every request passes first: whom it addresses, where it comes from, how large it is; and what it never sees.

A plain ASGI layer, so that it also holds for bodies that come in pieces and for streams.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
import time
import traceback
import uuid
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.errors import RefusalError
from api.observing.metrics import Metrics
from api.settings import Settings

LOG: Final = logging.getLogger("hemrutt.http")

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Set on every answer unless the route has set its own."""

_STAY_ENCRYPTED: Final = "max-age=31536000; includeSubDomains"
"""For a year, browsers that came by HTTPS once come by nothing else, nor to names under ours."""

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LONGEST_QUERY: Final = 4096
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_LARGEST_HEADERS: Final = 16_384


class Guard:
    """Refuses what must not come in, and answers what goes wrong behind it without telling what it was."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        async with self._pass(scope, receive, send, headers) as passage:
            if refusal is not None:
                await errors.problem(scope, refusal)(scope, passage.receive, passage.send)
            else:
                await self._app(scope, passage.receive, passage.send)

    def _pass(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> _Passage:
        return _Passage(scope, receive, send, settings=self._settings, metrics=self._metrics, headers=headers)

    def _refusal(self, scope: Scope, headers: Headers) -> str | None:
        length = headers.get("content-length", "0")
        reasons = {
            "foreign_host": _host_name(headers.get("host", "")) not in self._settings.hosts,
            "foreign_origin": scope["method"] not in _SAFE_METHODS and is_foreign(headers),
            "headers_too_large": sum(map(len, itertools.chain(*scope["headers"]))) > _LARGEST_HEADERS,
            "long_address": len(scope["query_string"]) > _LONGEST_QUERY,
            # No database keeps them: nothing has such an address.
            "not_found": _CONTROL.search(scope["path"]) is not None or b"%00" in scope["query_string"],
            "body_too_large": length.isdecimal() and int(length[:20]) > self._settings.largest_body_bytes,
        }
        return next((kind for kind, holds in reasons.items() if holds), None)


class _Passage:
    """One request on its way through: counts its body, names it, dresses its answer."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        settings: Settings,
        metrics: Metrics,
        headers: Headers,
    ) -> None:
        given = headers.get("x-request-id", "")
        self.correlation_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["correlation_id"] = self.correlation_id
        self._metrics = metrics
        self._scope = scope
        self._receive = receive
        self._send = send
        self._encrypted = settings.encrypted
        self._left = settings.largest_body_bytes
        self._seconds = settings.slowest_body_s
        self._whole = False
        self._status = 0
        self._began = 0.0

    async def receive(self) -> Message:
        message = await self._next()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise RefusalError("body_too_large")
        return message

    async def _next(self) -> Message:
        """Wait for the next piece of the body, but not for ever; what comes after the body is not waited for."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(self._seconds - (time.perf_counter() - self._began)):
                message = await self._receive()
        except TimeoutError:
            self._whole = True
            raise RefusalError("slow_body", headers={"Connection": "close"}) from None
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            if self._encrypted:
                headers["Strict-Transport-Security"] = _STAY_ENCRYPTED
            headers["X-Request-ID"] = self.correlation_id
        await self._send(message)

    async def __aenter__(self) -> Self:
        self._began = time.perf_counter()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Answer 500 to what nothing else has answered, and write the access line.

        The log gets an error's type and place, never its words, which may hold patients' data; the route's
        pattern, never the address with its ids.
        """
        failed = isinstance(error, Exception)
        if failed and not isinstance(error, ClientDisconnect):
            frames = traceback.extract_tb(trace)[-3:]
            where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
            told = {"correlation_id": self.correlation_id, "error": type(error).__name__, "where": where}
            LOG.error("%(correlation_id)s failed: %(error)s at %(where)s", told, extra={"event": "failed", **told})
            if not self._status:
                await errors.problem(self._scope, "internal")(self._scope, self._receive, self.send)
        route = getattr(self._scope.get("route"), "path", "-")
        self._tell(self._scope["method"], route, time.perf_counter() - self._began)
        return failed

    def _tell(self, method: str, route: str, seconds: float) -> None:
        told = {
            "correlation_id": self.correlation_id,
            "method": method,
            "route": route,
            "status": self._status,
            "ms": round(1000 * seconds),
        }
        LOG.info(
            "%(correlation_id)s %(method)s %(route)s %(status)d %(ms)d ms", told, extra={"event": "request", **told}
        )
        self._metrics.see_request(method=method, route=route, status=self._status, seconds=seconds)


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_foreign(headers: Headers) -> bool:
    """Tell whether a browser sends this for a page of another site."""
    origin = headers.get("origin")
    if origin is not None:
        return _netloc(origin) != headers.get("host", "")
    return headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


def _netloc(origin: str) -> str:
    """Give host and port of an origin, empty where it has none (``null``)."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
