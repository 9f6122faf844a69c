"""The lives of plans: published, undone, closed; their versions, and what differs between two."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath
from fastapi.responses import JSONResponse

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, OptionalBody
from api.clearance import clearance_of
from api.dispatching import applying
from api.dispatching.commands import body_of, carry_out
from api.dispatching.matching import IfMatch, version_difference
from api.dispatching.told import DifferenceEntry
from api.dispatching.wire import ApplyOrder, Current, Nothing, PublishOrder, VersionEntry
from api.languages import Spoken
from api.routes.days import hand_out
from api.service import Service, Shared
from api.store import Transaction, plans
from api.store.plans import StoredPlan
from api.store.replies import Reply
from scheduler import files
from scheduler.files.plan_wire import PlanDocument
from scheduler.files.wire import DayDocument
from scheduler.texts.translations import tell

router = APIRouter(prefix="/api/plans", tags=["plans"])

Reader = Annotated[Actor, require(Permission.PLANS_READ)]
Applier = Annotated[Actor, require(Permission.PLANS_APPLY)]
Number = Annotated[int, InPath(ge=1, lt=2**31)]
Asked = Annotated[int | None, Query(ge=1, lt=2**31, description="the newest, or the one before, if left out")]


@router.post("/{key}/publish", response_model=Current, openapi_extra=body_of(PublishOrder, required=False))
def publish_plan(
    caller: Applier,
    service: Shared,
    key: str,
    body: OptionalBody,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let a proposed plan be the plan of its day: from now on it changes only by what somebody applies.

    A team has one plan in force for a date. Another that is published and has not begun gives way where it is named.
    """
    wanted = files.validate_whole(PublishOrder, body.document, file="order")

    def publish(tx: Transaction) -> Reply:
        return applying.publish(tx, if_match, key, replaces=wanted.replaces)

    answer = carry_out(service, caller, publish, body=body, key=idempotency_key)
    service.offering.look_again(key)
    return answer


@router.post("/{key}/close", response_model=Current, openapi_extra=body_of(Nothing, required=False))
def close_plan(
    caller: Applier,
    service: Shared,
    key: str,
    body: OptionalBody,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """End a plan: nothing of it changes any more."""
    files.validate_whole(Nothing, body.document, file="order")
    return carry_out(service, caller, lambda tx: applying.close(tx, if_match, key), body=body, key=idempotency_key)


@router.post("/{key}/undo", response_model=Current, openapi_extra=body_of(ApplyOrder, required=False))
def undo_plan(
    caller: Applier,
    service: Shared,
    key: str,
    body: OptionalBody,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make the version before the newest once more, as a new one; what has happened stays."""
    wanted = files.validate_whole(ApplyOrder, body.document, file="order")
    answer = carry_out(
        service,
        caller,
        lambda tx: applying.undo(tx, if_match, key, reason=wanted.reason),
        body=body,
        key=idempotency_key,
    )
    service.offering.look_again(key)
    return answer


@router.get("/{key}/day", responses={200: {"model": DayDocument}})
def get_known_day(caller: Reader, service: Shared, key: str) -> Response:
    """Give the day (`hemrutt-day/1`) as it was known with the newest version."""
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, key)
    _record(service, caller, plan)
    answer = hand_out(plan.day_text, clearance_of(caller, service.settings, plan.team))
    answer.headers["ETag"] = plan.etag
    return answer


@router.get("/{key}/versions")
def list_versions(caller: Reader, service: Shared, key: str) -> list[VersionEntry]:
    """List a plan's versions, the latest first."""
    with service.store.read(caller) as tx:
        lines = plans.list_versions(tx, plans.get_plan(tx, key))
    return [_entry(asdict(line)) for line in lines]


@router.get("/{key}/versions/{number}", responses={200: {"model": PlanDocument}})
def get_version(caller: Reader, service: Shared, key: str, number: Number) -> Response:
    """Give a version of a plan (`hemrutt-plan/1`)."""
    plan = _version(service, caller, key, number)
    return JSONResponse(plan.document)


@router.get("/{key}/difference", responses={200: {"model": DifferenceEntry}})
def get_difference(
    caller: Reader, service: Shared, language: Spoken, key: str, before: Asked = None, after: Asked = None
) -> Response:
    """Tell how one version of a plan differs from another, the one before it if none is named."""
    second = _version(service, caller, key, after)
    first = _version(service, caller, key, before or max(1, second.version - 1))
    return JSONResponse(tell(version_difference(first, second), language))


def _version(service: Service, caller: Actor, key: str, number: int | None) -> StoredPlan:
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, key, version=number)
    _record(service, caller, plan)
    return plan


def _record(service: Service, caller: Actor, plan: StoredPlan) -> None:
    service.store.record(caller, action="plan:read", team=plan.team, subject=plan.subject)


def _entry(line: dict[str, Any]) -> VersionEntry:
    made = dt.datetime.fromtimestamp(line.pop("made_us") / 1e6, tz=dt.UTC)
    return VersionEntry(**line, made=made.isoformat(timespec="seconds"))
