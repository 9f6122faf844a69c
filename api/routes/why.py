"""Why a plan is as it is, and what one thing changed would do."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, JsonBody
from api.dispatching.commands import body_of, carry_out, stand_as_seen
from api.dispatching.matching import IfMatch
from api.dispatching.proposing import propose, try_experiment
from api.dispatching.why_wire import ExperimentOrder, ExplanationEntry, TriedEntry
from api.documents import tried_document
from api.errors import RefusalError
from api.languages import Spoken
from api.routes.proposals import keep_proposal
from api.service import Shared
from api.store import Transaction
from api.store.replies import Reply
from scheduler import experiments, files
from scheduler.files.scalars import Id, Time
from scheduler.texts.translations import tell

router = APIRouter(prefix="/api/plans", tags=["plans"])

Asked = Annotated[Id | None, Query(description="the visit to tell more of; all if left out")]

AsOf = Annotated[
    Time | None,
    Query(max_length=40, description="as of when; if left out: now of one visit, of all when something was last told"),
]


@router.get("/{key}/explanation", response_model=ExplanationEntry)
def get_explanation(
    caller: Annotated[Actor, require(Permission.PLANS_READ)],
    service: Shared,
    language: Spoken,
    key: str,
    visit: Asked = None,
    at: AsOf = None,
) -> Response:
    """Tell why the newest version is as it is, with what has happened since: costs, and why visits have no place."""
    standing = service.answering.standings.stand(service.store, caller, key, Permission.PLANS_READ)
    base = standing.base
    seen = None if visit is None and at is None else standing.sight(at, service.store.clock())
    told = tell(service.explanations.explain(standing, visit, at=seen), language)
    service.store.record(caller, action="plan:read", team=base.team, subject=base.subject)
    document = {"version": base.version, "last_event": standing.last_event, **told}
    return JSONResponse(document, headers={"ETag": base.etag})


@router.post(
    "/{key}/experiments",
    status_code=201,
    response_model=TriedEntry,
    responses={200: {"model": TriedEntry, "description": "It does not help"}},
    openapi_extra=body_of(ExperimentOrder),
)
def post_experiment(
    caller: Annotated[Actor, require(Permission.PLANS_MAKE)],
    service: Shared,
    language: Spoken,
    key: str,
    body: JsonBody,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Change one thing and tell where visits would go by that, and at which price: a proposal, where it helps."""
    wanted = files.validate_whole(ExperimentOrder, body.document, file="order")
    known = service.replay(caller, body=body, key=idempotency_key)
    if known is not None:
        return known
    standing = stand_as_seen(service, caller, key, if_match)
    at = standing.moment(wanted.at, service.store.clock())
    settings = service.settings
    seen = standing if wanted.call is None else service.answering.with_call(caller, standing, wanted.call)
    with service.experiments.take(caller.user) as mine:
        if not mine:
            raise RefusalError("too_many_experiments", headers={"Retry-After": "2"})
        asked, tried = try_experiment(seen, wanted.experiment, at=at, folder=settings.roads, language=settings.language)

    def keep(tx: Transaction) -> Reply:
        document: dict[str, Any] = {
            "experiment": wanted.experiment.model_dump(exclude_none=True),
            "text": experiments.tell_experiment(seen.day, asked, language=language),
            **tell(tried_document(tried, standing.plan), language),
            "proposal": None,
        }
        if tried.made is None:
            return Reply(status=200, document=document)
        reason = experiments.tell_experiment(seen.day, asked, language=settings.language)
        made = tried.made
        new = propose(
            standing,
            made.day,
            made.plan,
            origin="experiment",
            hard=made.hard,
            soft=made.soft,
            call=wanted.call,
            reason=reason,
        )
        entry, where = keep_proposal(tx, new, language)
        return Reply(status=201, document={**document, "proposal": entry}, headers={"Location": where})

    return carry_out(service, caller, keep, body=body, key=idempotency_key)
