"""Jobs: plans in the making."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api import ordering
from api.access.actor import Actor
from api.access.listening import Listener
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, JsonBody
from api.errors import RefusalError
from api.service import Shared
from api.settings import Settings
from api.store import Transaction, days, jobs, plans
from api.store.errors import NotFoundError
from api.store.jobs import Job
from api.store.replies import Reply
from api.wire import JobEntry, JobOrder
from scheduler import files
from scheduler.day import Preset
from solver.limits import Limits

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

_LOOK_AGAIN_S: Final = 0.2
_RETRY_AFTER_S: Final = 10
_ORDER_BODY: Final = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": JobOrder.model_json_schema()}}}
}


Reader = Annotated[Actor, require(Permission.PLANS_READ)]
Maker = Annotated[Actor, require(Permission.PLANS_MAKE)]


def find_job(caller: Reader, service: Shared, key: str) -> Job:
    """Find the job that the address names."""
    with service.store.read(caller) as tx:
        return jobs.get_job(tx, key)


@router.post("", status_code=202, response_model=JobEntry, openapi_extra=_ORDER_BODY)
def post_job(caller: Maker, service: Shared, body: JsonBody, idempotency_key: IdempotencyKey = None) -> Response:
    """Have a day planned; the answer comes at once and tells where to follow the work."""
    wanted = files.validate_whole(JobOrder, body.document, file="order")
    answer = service.carry_out(caller, lambda tx: _queue(tx, service.settings, wanted), body=body, key=idempotency_key)
    service.jobs.wake()
    return answer


@router.get("")
def list_jobs(caller: Reader, service: Shared) -> list[JobEntry]:
    """List the jobs, the latest first."""
    with service.store.read(caller) as tx:
        return [job_entry(job) for job in jobs.list_jobs(tx)]


@router.get("/{key}")
def get_job(job: Annotated[Job, Depends(find_job)]) -> JobEntry:
    """Tell how a job stands."""
    return job_entry(job)


@router.get("/{key}/events", response_class=EventSourceResponse)
async def follow_job(
    caller: Reader,
    service: Shared,
    request: Request,
    key: str,
    _: Annotated[Job, Depends(find_job)],
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Tell every change of a job until it has ended; a slow reader misses those in between, never the last.

    With ``Last-Event-ID`` it goes on after the change that was last seen.
    """
    seen = int(last_event_id) if last_event_id and last_event_id.isdecimal() else -1
    listener = Listener(service.recognise, request, caller, Permission.PLANS_READ)
    while (reader := await listener.ask()) is not None:
        try:
            job = await run_in_threadpool(find_job, reader, service, key)
        except NotFoundError:  # the reader is of its team no more
            return
        if job.change != seen or job.ended:
            seen = job.change
            yield ServerSentEvent(data=job_entry(job), event="job", id=str(seen))
        if job.ended:
            return
        await asyncio.sleep(_LOOK_AGAIN_S)


@router.delete("/{key}", status_code=202)
def stop_job(caller: Maker, service: Shared, key: str) -> JobEntry:
    """Stop a job and keep the best plan it has found; one that has ended stays as it is."""
    with service.store.write(caller) as tx:
        job = jobs.get_job(tx, key, Permission.PLANS_MAKE)
        if not job.ended:
            jobs.ask_to_stop(tx, job)
            job = jobs.get_job(tx, key)
    service.jobs.stop(job)
    return job_entry(job)


def _queue(tx: Transaction, settings: Settings, wanted: JobOrder) -> Reply:
    try:
        day = days.get_day(tx, wanted.day, Permission.PLANS_MAKE)
        if wanted.start is not None:
            plans.get_plan(tx, wanted.start)
    except NotFoundError as error:
        raise RefusalError("unknown_reference") from error
    if not jobs.is_room(tx, waiting=settings.jobs_waiting, each=settings.jobs_waiting_each):
        raise RefusalError("queue_full", headers={"Retry-After": str(_RETRY_AFTER_S)})
    job = jobs.add_job(tx, team=day.team, day=day.id, kind="plan", order=_order(settings, wanted))
    entry = job_entry(job).model_dump(mode="json")
    return Reply(status=202, document=entry, headers={"Location": f"/api/jobs/{job.id}"})


def _order(settings: Settings, wanted: JobOrder) -> Mapping[str, object]:
    return ordering.plan_order(
        limits=Limits(
            seconds=min(wanted.seconds, settings.longest_search_s),
            iterations=wanted.iterations,
            stall=wanted.stall,
            gap=wanted.gap,
            bound=wanted.bound,
            workers=min(wanted.workers, settings.most_workers),
            seed=wanted.seed,
        ),
        preset=None if wanted.preset is None else Preset(wanted.preset),
        start=wanted.start,
        language=settings.language,
    )


def job_entry(job: Job) -> JobEntry:
    """Tell a job as it goes over the wire."""
    told = asdict(job.progress)
    return JobEntry(id=job.id, day=job.day, kind=job.kind, state=job.state, change=job.change, plan=job.plan, **told)
