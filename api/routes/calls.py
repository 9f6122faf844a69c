"""Urgent calls: taken and answered with offers, kept in the waiting room, made into proposals."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, JsonBody, OptionalBody
from api.dispatching.calling import TakenError, keep_call, unread, waiting_of
from api.dispatching.commands import body_of, carry_out
from api.dispatching.matching import StaleError, stale
from api.dispatching.standing import Standing
from api.dispatching.told import OfferEntry
from api.dispatching.wire import AnewOrder, CallEntry, CallOrder, OfferChoice, ProposalEntry
from api.errors import RefusalError
from api.languages import Spoken
from api.routes.proposals import made
from api.service import Service, Shared
from api.store import Transaction, calls, events, plans
from api.store.calls import NewCall, StoredCall
from api.store.errors import BusyError
from api.store.replies import Reply
from scheduler import files, waiting
from scheduler.call import name_call
from scheduler.texts import Language
from scheduler.texts.translations import tell

router = APIRouter(prefix="/api", tags=["calls"])

_TRIES: Final = 3

Reader = Annotated[Actor, require(Permission.PLANS_READ)]
Taker = Annotated[Actor, require(Permission.CALLS_TAKE)]


@router.post("/plans/{key}/calls", status_code=201, response_model=CallEntry, openapi_extra=body_of(CallOrder))
def post_call(
    caller: Taker,
    service: Shared,
    language: Spoken,
    key: str,
    body: JsonBody,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take an urgent call and offer places for it, the best first; without any it waits, and is offered anew."""
    wanted = files.validate_whole(CallOrder, body.document, file="order")
    known = service.replay(caller, body=body, key=idempotency_key)
    if known is not None:
        return known
    for _ in range(_TRIES):
        standing, new, at = service.answering.take(caller, key, wanted)
        keep = partial(_keep, standing=standing, new=new, at=at, confirm=wanted.confirm, language=language)
        try:
            answer = carry_out(service, caller, keep, body=body, key=idempotency_key)
        except TakenError:
            continue
        _catch_up(service, caller, standing)
        return answer
    raise BusyError


@router.get("/plans/{key}/calls", response_model=list[CallEntry])
def list_calls(caller: Reader, service: Shared, language: Spoken, key: str) -> Response:
    """List the calls that have no place yet, in the order in which they are to get one."""
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, key)
        found = {call.id: call for call in calls.list_calls(tx, plan.id)}
    if found:
        with service.store.write(caller) as tx:
            for call in found.values():
                tx.audit("call:list", team=plan.team, subject=call.subject)
    standing = service.answering.standings.stand(service.store, caller, key, Permission.PLANS_READ)
    read = [(call, unread(service.answering, standing, call)) for call in found.values()]
    order = [one.key for one in waiting.in_order(waiting_of(call, one) for call, one in read if one is not None)]
    order += [key for key in found if key not in order]
    return JSONResponse([_entry(found[key], language) for key in order])


@router.get("/calls/{key}", response_model=CallEntry)
def get_call(caller: Reader, service: Shared, language: Spoken, key: str) -> Response:
    """Give a call with the offers last made for it."""
    with service.store.read(caller) as tx:
        call = calls.get_call(tx, key)
    service.store.record(caller, action="call:read", team=call.team, subject=call.subject)
    return JSONResponse(_entry(call, language))


@router.post("/calls/{key}/offers", response_model=CallEntry, openapi_extra=body_of(AnewOrder, required=False))
def offer_anew(
    caller: Taker,
    service: Shared,
    language: Spoken,
    key: str,
    body: OptionalBody,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Look for places for a call once more, in the plan as it stands now."""
    wanted = files.validate_whole(AnewOrder, body.document, file="order")
    known = service.replay(caller, body=body, key=idempotency_key)
    if known is not None:
        return known
    call = service.answering.open_call(caller, key)
    answering = service.answering
    standing = answering.stand(caller, call.plan)
    at = standing.moment(wanted.at, service.store.clock())
    answer = answering.answer(standing, answering.read(standing, call.document), at)

    def keep(tx: Transaction) -> Reply:
        state: calls.State = "offered" if answer["offers"] else "waiting"
        if not calls.change_call(tx, call, state=state, answer=answer, action="call:offer"):
            raise RefusalError("wrong_state", subject="placed")
        return Reply(status=200, document=_entry(calls.get_call(tx, key), language))

    kept = carry_out(service, caller, keep, body=body, key=idempotency_key)
    _catch_up(service, caller, standing)
    return kept


def _catch_up(service: Service, caller: Actor, standing: Standing) -> None:
    """Have the call offered anew where something happened while places were looked for: nobody knew of it then."""
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, standing.base.id)
        last = max(events.last_event(tx, plan), plan.events_taken)
    if (plan.version, last) != (standing.base.version, standing.last_event):
        service.offering.look_again(plan.id)


@router.post(
    "/calls/{key}/proposals", status_code=201, response_model=ProposalEntry, openapi_extra=body_of(OfferChoice)
)
def post_proposal(
    caller: Taker,
    service: Shared,
    language: Spoken,
    key: str,
    body: JsonBody,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make a proposal of one of the offers of a call: the whole plan with it, to look at and to apply."""
    wanted = files.validate_whole(OfferChoice, body.document, file="order")
    known = service.replay(caller, body=body, key=idempotency_key)
    if known is not None:
        return known
    call = service.answering.open_call(caller, key)
    try:
        new = service.answering.propose(caller, call, wanted)
    except StaleError as error:
        raise stale(service.answering, caller, error, again=f"/api/calls/{key}/offers") from None
    return carry_out(service, caller, lambda tx: made(tx, new, language), body=body, key=idempotency_key)


@router.delete("/calls/{key}", status_code=204)
def withdraw_call(caller: Taker, service: Shared, key: str) -> None:
    """Withdraw a call that has no place yet."""
    call = service.answering.open_call(caller, key)
    with service.store.write(caller) as tx:
        if not calls.change_call(tx, call, state="withdrawn", action="call:withdraw"):
            raise RefusalError("wrong_state", subject="placed")


def _keep(
    tx: Transaction,
    *,
    standing: Standing,
    new: NewCall,
    at: dt.datetime | None,
    confirm: bool,
    language: Language,
) -> Reply:
    call = keep_call(tx, standing, new, at, confirm=confirm)
    return Reply(status=201, document=_entry(call, language), headers={"Location": f"/api/calls/{call.id}"})


def _entry(call: StoredCall, language: Language) -> dict[str, Any]:
    answer = call.answer
    entry = CallEntry(
        id=call.id,
        plan=call.plan,
        visit=call.visit,
        who=_who(call, language),
        priority=call.priority,
        state=call.state,
        taken=dt.datetime.fromtimestamp(call.made_us / 1e6, tz=dt.UTC).isoformat(timespec="seconds"),
        call=dict(call.document),
        base_version=answer["base_version"],
        as_of=answer.get("as_of"),
        estimated_times=answer["estimated_times"],
        offers=[OfferEntry.model_validate(offer) for offer in answer["offers"]],
        reasons=tell(answer["reasons"], language),
    )
    return entry.model_dump(mode="json")


def _who(call: StoredCall, language: Language) -> str:
    """Give what a call is called, as boards will call its patient; one that was answered without is a number."""
    named: str = call.answer.get("who", {}).get(language) or name_call(call.visit, language=language)
    return named
