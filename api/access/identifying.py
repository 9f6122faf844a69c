"""Who sends a request: by the cookie of a session, or by an API token."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Final

from fastapi import Request
from starlette.datastructures import Headers

from api.access import credentials
from api.access.actor import Actor
from api.access.credentials import Token
from api.access.doors import NOBODY, Doors, Identity
from api.errors import RefusalError
from api.store import Transaction, sessions, tokens
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.store.sessions import Holder

CSRF_HEADER: Final = "X-CSRF-Token"
"""A header that only our own pages can send, with what only they can know (OWASP: custom request headers)."""

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def guarded(name: str, *, encrypted: bool) -> str:
    """Name a cookie; with ``__Host-`` browsers take it over HTTPS only, and for no other host or path."""
    return f"__Host-{name}" if encrypted else name


def cookie_name(*, encrypted: bool) -> str:
    """Name the cookie of sessions."""
    return guarded("session", encrypted=encrypted)


def identify(doors: Doors, request: Request, *, noting: bool = True) -> Identity | None:
    """Tell who sends a request; None where nobody is signed in.

    A token that does not hold is not made up for by a cookie. Without ``noting`` the session is none the fresher.

    Raises
    ------
    RefusalError
        A command comes with a cookie, but not from a page of ours.
    """
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return _by_token(doors, authorization, request, noting=noting)
    secret = request.cookies.get(cookie_name(encrypted=doors.encrypted), "")
    if not credentials.is_secret(secret):
        return None
    identity = _by_session(doors, secret, request, noting=noting)
    if identity is not None and request.method not in _SAFE_METHODS and not is_from_page(request.headers, secret):
        raise RefusalError("no_csrf_token")
    return identity


def find_actor(doors: Doors, request: Request, *, noting: bool = True) -> Actor | None:
    """Tell who does what a request asks for; None where nobody is signed in."""
    identity = identify(doors, request, noting=noting)
    return None if identity is None else identity.actor


def is_from_page(headers: Headers, secret: str) -> bool:
    """Tell whether a request bears what only the pages of a session know."""
    given = headers.get(CSRF_HEADER, "")
    return given.isascii() and credentials.is_same(given, credentials.csrf_token(secret))


def correlation_of(request: Request) -> str:
    """Give the id by which a request is known in logs, audit and answers."""
    correlation_id: str = request.scope.get("state", {}).get("correlation_id", "")
    return correlation_id


def _by_session(doors: Doors, secret: str, request: Request, *, noting: bool) -> Identity | None:
    with doors.store.glance(NOBODY) as tx:
        found = sessions.find_session(tx, secret, lifetime=doors.lifetime)
        stale = found is not None and tx.now_us - found[0].seen_us > sessions.SEEN_EVERY_US
    if found is None:
        return None
    session, holder = found
    if stale and noting:
        _note(doors, sessions.note_seen, session.id)
    return Identity(actor=_actor(holder, request), session=session)


def _by_token(doors: Doors, authorization: str, request: Request, *, noting: bool) -> Identity | None:
    scheme, _, text = authorization.partition(" ")
    token = Token.parse(text.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        return None
    with doors.store.glance(NOBODY) as tx:
        found = tokens.find_token(tx, token)
        stale = found is not None and tx.now_us - (found[0].seen_us or 0) > sessions.SEEN_EVERY_US
    if found is None:
        return None
    stored, holder = found
    if stale and noting:
        _note(doors, tokens.note_seen, stored.id)
    return Identity(actor=_actor(holder, request), session=None)


def _actor(holder: Holder, request: Request) -> Actor:
    return Actor(user=holder.user, name=holder.login, roles=holder.roles, correlation_id=correlation_of(request))


def _note(doors: Doors, note: Callable[[Transaction, str], None], key: str) -> None:
    """Note that something is in use, unless the store has no room or time: reading goes on without."""
    with contextlib.suppress(BusyError, StorageFullError, StorageDownError), doors.store.write(NOBODY) as tx:
        note(tx, key)
