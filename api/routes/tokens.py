"""API tokens: for programs that do something on behalf of who made the token."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Response

from api.access import wire
from api.access.doors import Identity
from api.access.requiring import own_session
from api.access.wire import NewToken, TokenEntry, TokenOrder, described
from api.bodies import JsonBody
from api.errors import RefusalError
from api.service import Shared
from api.store import tokens
from api.store.tokens import TooManyTokensError

router = APIRouter(prefix="/api/tokens", tags=["tokens"])

_DAY_US: Final = 24 * 3600 * 1_000_000

OwnSession = Annotated[Identity, own_session()]
"""Tokens are made by people: one that was lost makes no others."""


@router.get("")
def list_tokens(identity: OwnSession, service: Shared) -> list[TokenEntry]:
    """List one's own tokens, the latest first."""
    with service.store.read(identity.actor) as tx:
        return [wire.token_entry(one) for one in tokens.list_tokens(tx, user=identity.actor.user)]


@router.post("", status_code=201, openapi_extra=described(TokenOrder))
def add_token(identity: OwnSession, service: Shared, body: JsonBody) -> NewToken:
    """Make a token with a role of one's own or a lesser, in one team or all; its secret is told only now."""
    wanted = wire.read(TokenOrder, body)
    user = identity.actor.user
    with service.store.write(identity.actor) as tx:
        try:
            token = tokens.add_token(
                tx,
                user=user,
                name=wanted.name,
                team=wanted.team,
                role=wanted.role,
                ends_us=tx.now_us + wanted.days * _DAY_US,
            )
        except TooManyTokensError:
            raise RefusalError("too_many_tokens") from None
        stored = next(one for one in tokens.list_tokens(tx, user=user) if one.id == token.id)
    return NewToken(**wire.token_entry(stored).model_dump(), token=str(token))


@router.delete("/{key}", status_code=204)
def revoke_token(identity: OwnSession, service: Shared, key: str) -> Response:
    """Revoke a token of one's own, at once."""
    with service.store.write(identity.actor) as tx:
        tokens.revoke_token(tx, key, user=identity.actor.user)
    return Response(status_code=204)
