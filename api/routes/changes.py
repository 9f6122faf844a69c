"""Changes by hand: evaluated, never obeyed blindly."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, JsonBody
from api.dispatching.commands import body_of, carry_out, stand_as_seen
from api.dispatching.matching import IfMatch
from api.dispatching.proposing import propose_changes
from api.dispatching.wire import ChangesOrder, ProposalEntry
from api.languages import Spoken
from api.routes.proposals import made
from api.service import Shared
from scheduler import files

router = APIRouter(prefix="/api/plans", tags=["plans"])


@router.post("/{key}/changes", status_code=201, response_model=ProposalEntry, openapi_extra=body_of(ChangesOrder))
def post_changes(
    caller: Annotated[Actor, require(Permission.PLANS_MAKE)],
    service: Shared,
    language: Spoken,
    key: str,
    body: JsonBody,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Lay changes by hand out and tell all that they do: a proposal, with the rules that it breaks."""
    wanted = files.validate_whole(ChangesOrder, body.document, file="order")
    known = service.replay(caller, body=body, key=idempotency_key)
    if known is not None:
        return known
    standing = stand_as_seen(service, caller, key, if_match)
    at = standing.moment(wanted.at, service.store.clock())
    new = propose_changes(standing, wanted, at=at, folder=service.settings.roads, language=service.settings.language)
    return carry_out(service, caller, lambda tx: made(tx, new, language), body=body, key=idempotency_key)
