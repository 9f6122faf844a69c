"""HTTP problems: every error leaves the service as RFC 9457 problem+json, made here and nowhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from api.store.errors import (
    BusyError,
    ForbiddenError,
    KeyReusedError,
    NotFoundError,
    OwnAccountError,
    StorageDownError,
    StorageFullError,
)
from maps.errors import RoadsError
from scheduler import texts
from scheduler.faults import BegunError, EndedError, InputError
from scheduler.files import validation
from scheduler.texts import LANGUAGES, Language
from scheduler.texts.translations import tell

STATUS: Final[Mapping[str, int]] = {
    "bad_request": 400,
    "not_signed_in": 401,
    "wrong_credentials": 401,
    "forbidden": 403,
    "no_csrf_token": 403,
    "own_account": 403,
    "provider_refused": 403,
    "second_factor_needed": 403,
    "session_needed": 403,
    "foreign_origin": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "slow_body": 408,
    "key_in_use": 409,
    "key_taken": 409,
    "login_taken": 409,
    "signed_before": 409,
    "too_many_tokens": 409,
    "link_unusable": 410,
    "possible_duplicate": 409,
    "visit_locked": 409,
    "wrong_state": 409,
    "breaks_rules": 409,
    "stale": 412,
    "body_too_large": 413,
    "long_address": 414,
    "unsupported_media_type": 415,
    "foreign_host": 421,
    "invalid_input": 422,
    "invalid_request": 422,
    "key_reused": 422,
    "weak_password": 422,
    "wrong_code": 422,
    "precondition_required": 428,
    "queue_full": 429,
    "too_many_attempts": 429,
    "too_many_experiments": 429,
    "too_many_places": 429,
    "too_many_searches": 429,
    "headers_too_large": 431,
    "unknown_reference": 422,
    "internal": 500,
    "not_ready": 503,
    "busy": 503,
    "provider_down": 503,
    "storage_full": 503,
    "storage_down": 503,
}
"""Every kind of problem with its status; its ``type`` is ``urn:hemrutt:problem:<kind>`` and never changes."""

TYPE: Final = "urn:hemrutt:problem:"
MEDIA_TYPE: Final = "application/problem+json"

_PARTS: Final = frozenset({"body", "query", "header", "path"})
"""Where a value stood in a request, as FastAPI tells it before the field."""

_DOCUMENTED: Final = frozenset({"missing_field", "unknown_field", "not_object"})
"""What the OpenAPI document tells the mend of."""

_OF_STATUS: Final = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 400: "bad_request"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an answer tells of patients, for the audit."""

    action: str
    team: str
    subject: str
    patient: str | None = None


class RefusalError(Exception):
    """A request that is refused: a kind of ``STATUS``, with headers to send along.

    ``subject`` names a text of its own for the detail, ``api.<kind>.<subject>``; ``more`` are members that the problem
    has besides, and ``reading`` what they tell of patients.
    """

    def __init__(
        self,
        kind: str,
        *,
        subject: str = "detail",
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] = MappingProxyType({}),
        reading: Reading | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.subject = subject
        self.headers = dict(headers or {})
        self.more = more
        self.reading = reading


_OF_ERROR: Final[Mapping[type[Exception], str]] = {
    NotFoundError: "not_found",
    ForbiddenError: "forbidden",
    OwnAccountError: "own_account",
    KeyReusedError: "key_reused",
    BegunError: "visit_locked",
    EndedError: "visit_locked",
    BusyError: "busy",
    StorageFullError: "storage_full",
    StorageDownError: "storage_down",
}
_RETRY_AFTER_S: Final = 5


def register(app: FastAPI) -> None:
    """Have the application answer every error it can name with a problem."""
    for kind in _OF_ERROR:
        app.add_exception_handler(kind, _on_named)
    app.add_exception_handler(ForbiddenError, _on_forbidden)
    app.add_exception_handler(RefusalError, _on_refusal)
    app.add_exception_handler(InputError, _on_input)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RoadsError, _on_roads)


def problem(
    scope: Scope,
    kind: str,
    *,
    status: int | None = None,
    subject: str = "detail",
    headers: Mapping[str, str] | None = None,
    faults: Sequence[Mapping[str, object]] = (),
    more: Mapping[str, object] = MappingProxyType({}),
    **values: object,
) -> Response:
    """Make the answer for one problem, in the language the request asks for."""
    language = language_of(scope)
    code = status or STATUS[kind]
    body: dict[str, object] = {
        "type": TYPE + kind.replace("_", "-"),
        "title": texts.say(f"api.{kind}", language=language),
        "status": code,
        "detail": texts.say(f"api.{kind}.{subject}", language=language, **values),
        "correlation_id": scope.get("state", {}).get("correlation_id", ""),
    }
    if faults:
        body["faults"] = list(faults)
    body.update(more)
    return JSONResponse(body, status_code=code, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def language_of(scope: Scope) -> Language:
    """Give the first of our languages that the request accepts, else the service's own."""
    own: Language = scope["app"].state.service.settings.language if "app" in scope else "sv"
    accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    for part in accepted.decode("latin-1").lower().split(","):
        known = next((language for language in LANGUAGES if part.strip().startswith(language)), None)
        if known is not None:
            return known
    return own


async def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusalError)
    more = tell(error.more, language_of(request.scope))
    return problem(request.scope, error.kind, subject=error.subject, headers=error.headers, more=more)


async def _on_named(request: Request, error: Exception) -> Response:
    kind = _OF_ERROR[type(error)]
    headers = {"Retry-After": str(_RETRY_AFTER_S)} if STATUS[kind] == 503 else {}
    return problem(request.scope, kind, headers=headers)


async def _on_forbidden(request: Request, error: Exception) -> Response:
    assert isinstance(error, ForbiddenError)
    await run_in_threadpool(_note_refused, request, error)
    return await _on_named(request, error)


def _note_refused(request: Request, error: ForbiddenError) -> None:
    """Tell the audit who was refused what; a store that cannot take it in changes nothing about the answer."""
    service = request.app.state.service
    route = f"{request.method} {getattr(request.scope.get('route'), 'path', '-')}"
    with contextlib.suppress(BusyError, StorageFullError, StorageDownError):
        actor = service.identify(request)
        if actor is not None:
            service.store.record(actor, action=f"refused:{error.permission}", team=None, subject=f"route:{route}")


async def _on_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, InputError)
    language = language_of(request.scope)
    faults = [fault.document(language) for fault in error.faults]
    subject = "one" if len(faults) == 1 else "detail"
    return problem(request.scope, "invalid_input", subject=subject, faults=faults, count=len(faults))


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    language = language_of(request.scope)
    faults = [_describe(found, language) for found in error.errors()]
    return problem(request.scope, "invalid_request", faults=faults)


def _describe(found: ErrorDetails, language: Language) -> dict[str, object]:
    """Say one thing that pydantic found in a request; the code stays pydantic's."""
    place = tuple(part for part in found["loc"] if part not in _PARTS)
    code, values = validation.explain(found, place, BaseModel)
    if code == "missing_field" and not place:
        code = "no_body"
    keys = f"faults.{code}", f"api.invalid_request.{code}", "api.invalid_request.value"
    key = next(key for key in keys if key in texts.catalogue(language))
    documented = code in _DOCUMENTED or key != keys[0]
    return {
        "code": found["type"],
        "file": None,
        "row": None,
        "field": ".".join(map(str, place)),
        "cause": texts.say(key, language=language, **values),
        "action": texts.say("api.invalid_request.mend" if documented else f"{key}.mend", language=language, **values),
    }


async def _on_roads(request: Request, error: Exception) -> Response:
    assert isinstance(error, RoadsError)
    language = language_of(request.scope)
    fault = {
        "code": error.code,
        "file": None,
        "row": None,
        "field": "roads",
        "cause": texts.say_roads(error.code, error.values, language=language),
        "action": texts.say_roads(error.code, error.values, language=language, mend=True),
    }
    return problem(request.scope, "invalid_request", faults=[fault])


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = _OF_STATUS.get(error.status_code, "bad_request")
    if error.status_code >= 500:
        kind = "internal"
    return problem(request.scope, kind, status=error.status_code, headers=error.headers)
