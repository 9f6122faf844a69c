"""Proposals: what plans could become, until somebody applies them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, JsonBody, OptionalBody
from api.dispatching import applying
from api.dispatching.commands import body_of, carry_out, queue_replan
from api.dispatching.matching import IfMatch
from api.dispatching.told import DifferenceEntry
from api.dispatching.wire import ApplyOrder, Current, Faults, ProposalEntry, ProposalLineEntry, ReplanOrder
from api.errors import RefusalError
from api.languages import Spoken
from api.routes.jobs import job_entry
from api.service import Service, Shared
from api.store import Transaction, plans, proposals
from api.store.proposals import NewProposal, StoredProposal
from api.store.replies import Reply
from api.wire import JobEntry
from scheduler import files
from scheduler.files.plan_wire import PlanDocument
from scheduler.texts import Language
from scheduler.texts.translations import tell

router = APIRouter(prefix="/api", tags=["proposals"])

Reader = Annotated[Actor, require(Permission.PLANS_READ)]
Maker = Annotated[Actor, require(Permission.PLANS_MAKE)]
Applier = Annotated[Actor, require(Permission.PLANS_APPLY)]


@router.post("/plans/{key}/proposals", status_code=202, response_model=JobEntry, openapi_extra=body_of(ReplanOrder))
def post_replan(
    caller: Maker, service: Shared, key: str, body: JsonBody, idempotency_key: IdempotencyKey = None
) -> Response:
    """Have what is left of a plan planned anew in the background, with what has happened; the job makes a proposal."""
    wanted = files.validate_whole(ReplanOrder, body.document, file="order")
    known = service.replay(caller, body=body, key=idempotency_key)
    if known is not None:
        return known
    standing = service.answering.standings.stand(service.store, caller, key, Permission.PLANS_MAKE)
    standing.moment(wanted.at, service.store.clock())
    if standing.base.state == "closed" or not standing.day.cars:
        raise RefusalError("wrong_state", subject="not_published")

    def queue(tx: Transaction) -> Reply:
        job = queue_replan(tx, service.settings, standing, wanted)
        entry = job_entry(job).model_dump(mode="json")
        return Reply(status=202, document=entry, headers={"Location": f"/api/jobs/{job.id}"})

    answer = carry_out(service, caller, queue, body=body, key=idempotency_key)
    service.jobs.wake()
    return answer


@router.get("/plans/{key}/proposals")
def list_proposals(caller: Reader, service: Shared, key: str) -> list[ProposalLineEntry]:
    """List the proposals for a plan, the latest first."""
    with service.store.read(caller) as tx:
        lines = proposals.list_proposals(tx, plans.get_plan(tx, key).id)
    return [ProposalLineEntry(**asdict(line)) for line in lines]


@router.get("/proposals/{key}", response_model=ProposalEntry)
def get_proposal(caller: Reader, service: Shared, language: Spoken, key: str) -> Response:
    """Give a proposal: what it changes, and what it breaks."""
    return JSONResponse(_entry(_read(service, caller, key), language))


@router.get("/proposals/{key}/plan", responses={200: {"model": PlanDocument}})
def get_proposed_plan(caller: Reader, service: Shared, key: str) -> Response:
    """Give the plan (`hemrutt-plan/1`) that is proposed."""
    return Response(_read(service, caller, key).text, media_type="application/json")


@router.post("/proposals/{key}/apply", response_model=Current, openapi_extra=body_of(ApplyOrder, required=False))
def apply_proposal(
    caller: Applier,
    service: Shared,
    key: str,
    body: OptionalBody,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let the plan become what is proposed; a reason answers for rules that it breaks, where one may."""
    wanted = files.validate_whole(ApplyOrder, body.document, file="order")
    answer = carry_out(
        service,
        caller,
        lambda tx: applying.apply(tx, if_match, key, reason=wanted.reason),
        body=body,
        key=idempotency_key,
    )
    with service.store.read(caller) as tx:
        plan = proposals.find_plan(tx, key)
    service.offering.look_again(plan)
    return answer


@router.delete("/proposals/{key}", status_code=204)
def discard_proposal(caller: Maker, service: Shared, key: str) -> None:
    """Discard a proposal; one that has ended stays as it is."""
    with service.store.write(caller) as tx:
        proposals.settle(tx, proposals.get_proposal(tx, key, Permission.PLANS_MAKE), "discarded")


def made(tx: Transaction, new: NewProposal, language: Language) -> Reply:
    """Keep a proposal and answer with it."""
    document, where = keep_proposal(tx, new, language)
    return Reply(status=201, document=document, headers={"Location": where})


def keep_proposal(tx: Transaction, new: NewProposal, language: Language) -> tuple[dict[str, Any], str]:
    """Keep a proposal; give it as it goes over the wire, and its address."""
    key = proposals.add_proposal(tx, new)
    return _entry(proposals.get_proposal(tx, key, Permission.PLANS_READ), language), f"/api/proposals/{key}"


def _read(service: Service, caller: Actor, key: str) -> StoredProposal:
    with service.store.read(caller) as tx:
        proposal = proposals.get_proposal(tx, key)
    service.store.record(caller, action="proposal:read", team=proposal.team, subject=proposal.subject)
    return proposal


def _entry(proposal: StoredProposal, language: Language) -> dict[str, Any]:
    entry = ProposalEntry(
        id=proposal.id,
        plan=proposal.plan,
        base_version=proposal.base_version,
        base_event=proposal.base_event,
        origin=proposal.origin,
        state=proposal.state,
        job=proposal.job,
        freedom=proposal.freedom,
        call=proposal.call,
        difference=DifferenceEntry.model_validate(tell(proposal.difference, language)),
        faults=Faults.model_validate(tell(proposal.faults, language)),
    )
    return entry.model_dump(mode="json")
