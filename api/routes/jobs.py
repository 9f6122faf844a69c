"""Jobs: plans in the making."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Final

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.bodies import Body, IdempotencyKey, JsonBody
from api.errors import RefusalError
from api.jobs import Job, QueueFullError
from api.service import Service, Shared
from api.wire import JobEntry, JobOrder
from api.work import Order
from scheduler import files
from scheduler.day import Preset
from solver.limits import Limits

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

_LOOK_AGAIN_S: Final = 0.2
_RETRY_AFTER_S: Final = 10
_ORDER_BODY: Final = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": JobOrder.model_json_schema()}}}
}


def find_job(service: Shared, key: str) -> Job:
    """Find the job that the address names."""
    job = service.jobs.get(key)
    if job is None:
        raise RefusalError("not_found")
    return job


@router.post("", status_code=202, response_model=JobEntry, openapi_extra=_ORDER_BODY)
def post_job(service: Shared, body: JsonBody, idempotency_key: IdempotencyKey = None) -> Response:
    """Have a day planned; the answer comes at once and tells where to follow the work."""
    return service.replies.once(idempotency_key, body.raw, lambda: _submit(service, body))


@router.get("")
def list_jobs(service: Shared) -> list[JobEntry]:
    """List the jobs, the latest first."""
    return [_entry(job) for job in service.jobs.items()]


@router.get("/{key}")
def get_job(service: Shared, key: str) -> JobEntry:
    """Tell how a job stands."""
    return _entry(find_job(service, key))


@router.get("/{key}/events", response_class=EventSourceResponse, dependencies=[Depends(find_job)])
async def follow_job(service: Shared, key: str) -> AsyncIterator[ServerSentEvent]:
    """Tell every change of a job until it has ended; a slow reader misses those in between, never the last."""
    seen = -1
    while (job := service.jobs.get(key)) is not None:
        if job.change != seen:
            seen = job.change
            yield ServerSentEvent(data=_entry(job), event="job", id=str(seen))
        if job.ended:
            return
        await asyncio.sleep(_LOOK_AGAIN_S)


@router.delete("/{key}", status_code=202)
def stop_job(service: Shared, key: str) -> JobEntry:
    """Stop a job and keep the best plan it has found; one that has ended stays as it is."""
    find_job(service, key)
    service.jobs.stop(key)
    return _entry(find_job(service, key))


def _submit(service: Service, body: Body) -> Response:
    wanted = files.validate_whole(JobOrder, body.document, file="order")
    try:
        job = service.jobs.submit(wanted.day, _order(service, wanted))
    except QueueFullError as error:
        raise RefusalError("queue_full", headers={"Retry-After": str(_RETRY_AFTER_S)}) from error
    entry = _entry(job).model_dump(mode="json")
    return JSONResponse(entry, status_code=202, headers={"Location": f"/api/jobs/{job.id}"})


def _order(service: Service, wanted: JobOrder) -> Order:
    day = service.days.get(wanted.day)
    start = None if wanted.start is None else service.plans.get(wanted.start)
    if day is None or (wanted.start is not None and start is None):
        raise RefusalError("unknown_reference")
    settings = service.settings
    return Order(
        day=day,
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
        start=None if start is None else start.rendered.plan,
        folder=settings.roads,
        language=settings.language,
    )


def _entry(job: Job) -> JobEntry:
    return JobEntry(**asdict(job))
