"""Events: what happens while a plan runs, taken down at once; and how far each visit has come."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Response

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, JsonBody
from api.dispatching.commands import Told, body_of, carry_out, queue_replan
from api.dispatching.reporting import MovedOnError, Report, read_report, report
from api.dispatching.standing import Standing
from api.dispatching.wire import EventEntry, EventsOrder, ReplanOrder, Reported, StatusEntry
from api.errors import RefusalError
from api.routes.jobs import job_entry
from api.service import Shared
from api.settings import Settings
from api.store import Transaction, events, jobs, plans
from api.store.errors import BusyError
from api.store.jobs import Job
from api.store.replies import Reply
from scheduler import files, retraction
from scheduler.statuses import Status

router = APIRouter(prefix="/api/plans", tags=["events"])

Reader = Annotated[Actor, require(Permission.PLANS_READ)]
Reporter = Annotated[Actor, require(Permission.EVENTS_REPORT)]

_TRIES: Final = 5


@router.post("/{key}/events", status_code=201, response_model=Reported, openapi_extra=body_of(EventsOrder))
def post_events(
    caller: Reporter, service: Shared, key: str, body: JsonBody, idempotency_key: IdempotencyKey = None
) -> Response:
    """Tell what has happened. It needs no `If-Match`: facts wait for nobody; plans follow when somebody applies one.

    With `replan` a job plans what is left anew; those that did so before, knowing less, are superseded.
    """
    wanted = files.validate_whole(EventsOrder, body.document, file="order")
    known = service.replay(caller, body=body, key=idempotency_key)
    if known is not None:
        return known
    superseded: list[Job] = []
    for _ in range(_TRIES):
        standing = service.answering.standings.stand(service.store, caller, key, Permission.EVENTS_REPORT)
        told = read_report(standing, wanted, at=standing.latest(wanted.at, service.store.clock()))
        keep = partial(_keep, settings=service.settings, wanted=wanted, superseded=superseded)
        try:
            answer = carry_out(
                service, caller, partial(keep, standing=standing, told=told), body=body, key=idempotency_key
            )
        except MovedOnError:
            continue
        service.offering.look_again(key)
        for job in superseded:
            service.jobs.stop(job)
        service.jobs.wake()
        return answer
    raise BusyError


@router.get("/{key}/events")
def list_events(caller: Reader, service: Shared, key: str) -> list[EventEntry]:
    """List what has happened, in the order in which it was told."""
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, key)
        told = events.list_events(tx, plan)
    service.store.record(caller, action="event:read", team=plan.team, subject=plan.subject)
    holding = [one for one in events.holding(told) if one.kind != retraction.TAKEN_BACK]
    last = {retraction.subject_of(one.document): one.seq for one in holding}
    open_ones = {seq for seq in last.values() if seq > plan.events_taken}
    held = {one.seq for one in holding}
    names = {person["id"]: person.get("name") for person in plan.day_document.get("staff", ())}
    return [
        EventEntry(
            id=one.id,
            seq=one.seq,
            told=_instant(one.made_us),
            happened=_instant(one.happened_us),
            by=one.made_by,
            event=dict(one.document),
            who=names.get(one.document.get("staff")),
            holds=one.seq in held,
            can_take_back=one.seq in open_ones,
            is_planned_with=one.seq in held and one.seq <= plan.events_taken,
        )
        for one in told
    ]


@router.get("/{key}/statuses")
def list_statuses(caller: Reader, service: Shared, key: str) -> list[StatusEntry]:
    """Tell how far each visit has come; those that nothing was told of are planned."""
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, key)
        known = events.statuses(tx, plan)
    service.store.record(caller, action="plan:read", team=plan.team, subject=plan.subject)
    visits = {visit["id"]: "planned" for visit in plan.day_document["visits"]}
    return [StatusEntry(visit=visit, status=Status(status).value) for visit, status in {**visits, **known}.items()]


def _keep(
    tx: Transaction, *, settings: Settings, standing: Standing, told: Report, wanted: EventsOrder, superseded: list[Job]
) -> Reply:
    keys, changed = report(tx, standing, told)
    statuses = [StatusEntry(visit=visit, status=status.value) for visit, status in changed.items()]
    job = None if wanted.replan is None else _replan(tx, settings, standing, told, wanted.replan)
    superseded[:] = [] if job is None else jobs.supersede(tx, job)
    reported = Reported(events=keys, statuses=statuses, job=None if job is None else job_entry(job))
    return Reply(status=201, document=reported.model_dump(mode="json"))


def _replan(tx: Transaction, settings: Settings, standing: Standing, told: Report, wanted: ReplanOrder) -> Job | None:
    """Have what is left planned anew; facts are kept though too many jobs wait."""
    tx.demand(Permission.PLANS_MAKE, standing.base.team)
    last = Told(last_event=events.last_event(tx, standing.base), at=max(event.time for event in told.events))
    try:
        return queue_replan(tx, settings, standing, wanted, told=last) if standing.day.cars else None
    except RefusalError:
        return None


def _instant(us: int) -> str:
    return dt.datetime.fromtimestamp(us / 1e6, tz=dt.UTC).isoformat(timespec="seconds")
