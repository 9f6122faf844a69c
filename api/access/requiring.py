"""What a route requires of who asks: each declares one permission, or that it is open to all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.access import identifying
from api.access.actor import Actor
from api.access.doors import Identity
from api.access.roles import Permission
from api.errors import RefusalError
from api.service import Shared
from api.store.errors import ForbiddenError

_DECLARED: Final = "declared_permission"


def require(permission: Permission) -> Any:
    """Have a route ask for who has a permission in at least one team; gives the Actor.

    Which of the objects they may touch is for the store to say, whose every question is asked for an actor.
    """

    def find_actor(request: Request, service: Shared) -> Actor:
        actor = service.identify(request)
        if actor is None:
            raise RefusalError("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
        if not actor.teams_with(permission):
            raise ForbiddenError(permission)
        return actor

    setattr(find_actor, _DECLARED, permission.value)
    return Depends(find_actor)


def signed_in() -> Any:
    """Have a route ask for anybody who is signed in; gives the Actor."""

    def find_actor(request: Request, service: Shared) -> Actor:
        actor = service.identify(request)
        if actor is None:
            raise RefusalError("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
        return actor

    setattr(find_actor, _DECLARED, "signed_in")
    return Depends(find_actor)


def recognised() -> Any:
    """Have a route ask for anybody who is signed in, and by what; gives the Identity."""

    def find_identity(request: Request, service: Shared) -> Identity:
        identity = identifying.identify(service.doors, request)
        if identity is None:
            raise RefusalError("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
        return identity

    setattr(find_identity, _DECLARED, "signed_in")
    return Depends(find_identity)


def own_session() -> Any:
    """Have a route ask for a person who is signed in on a page, not a token's program; gives the Identity."""

    def find_session(request: Request, service: Shared) -> Identity:
        identity = identifying.identify(service.doors, request)
        if identity is None:
            raise RefusalError("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
        if identity.session is None:
            raise RefusalError("session_needed")
        return identity

    setattr(find_session, _DECLARED, "session")
    return Depends(find_session)


def public() -> Any:
    """Declare that a route is open to all."""

    def let_pass() -> None:
        return

    setattr(let_pass, _DECLARED, "public")
    return Depends(let_pass)


def declared(route: APIRoute) -> list[str]:
    """List what a route declares: permissions, ``signed_in`` or ``public``."""
    return [getattr(call, _DECLARED) for call in _calls(route.dependant) if hasattr(call, _DECLARED)]


def refuse_undeclared(routers: Iterable[APIRouter]) -> None:
    """See to it that every route declares exactly one thing; raises RuntimeError."""
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    wrong = [route.path for route in routes if len(set(declared(route))) != 1]
    if wrong:
        raise RuntimeError(f"routes that do not declare one permission: {', '.join(wrong)}")


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    for part in dependant.dependencies:
        if part.call is not None:
            yield part.call
        yield from _calls(part)
