"""Commands on plans that live: carried out once, and told what has changed where somebody else was first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Response

from api import ordering
from api.access.actor import Actor
from api.access.roles import Permission
from api.bodies import Body
from api.dispatching.applying import FactsError
from api.dispatching.matching import StaleError, read_match, require_seen, stale
from api.dispatching.standing import Standing
from api.dispatching.wire import ReplanOrder
from api.errors import RefusalError
from api.service import Service
from api.settings import Settings
from api.store import Transaction, jobs
from api.store.jobs import Job
from api.store.replies import Reply
from scheduler.replanning import Freedom
from solver.limits import Limits

_RETRY_AFTER_S: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told just now: the number of the last event, and the latest time."""

    last_event: int
    at: dt.datetime


def carry_out(
    service: Service,
    caller: Actor,
    make: Callable[[Transaction], Reply],
    *,
    body: Body,
    key: str | None,
) -> Response:
    """Carry a command out in one transaction; raises RefusalError (``stale``) where what was seen is no longer so."""
    try:
        with service.noting(caller):
            return service.carry_out(caller, make, body=body, key=key)
    except StaleError as error:
        raise stale(service.answering, caller, error) from None
    except FactsError as error:
        proposal = error.proposal
        again = {
            "call": f"/api/calls/{proposal.call}/offers",
            "job": f"/api/plans/{proposal.plan}/proposals",
            "experiment": f"/api/plans/{proposal.plan}/experiments",
        }.get(proposal.origin, f"/api/plans/{proposal.plan}/changes")
        seen = StaleError(proposal.plan, proposal.base_version)
        raise stale(service.answering, caller, seen, again=again, subject=error.subject) from None


def stand_as_seen(service: Service, caller: Actor, key: str, if_match: str | None) -> Standing:
    """Give a plan as it stands to whoever would make something else of the version that they have seen.

    Raises
    ------
    RefusalError
        Another version has come, the plan is closed, or ``If-Match`` is missing or nonsense.
    NotFoundError, ForbiddenError
    """
    standing = service.answering.standings.stand(service.store, caller, key, Permission.PLANS_MAKE)
    try:
        require_seen(standing.base, read_match(if_match))
    except StaleError as error:
        raise stale(service.answering, caller, error) from None
    if standing.base.state == "closed":
        raise RefusalError("wrong_state", subject="not_published")
    return standing


def queue_replan(
    tx: Transaction, settings: Settings, standing: Standing, wanted: ReplanOrder, *, told: Told | None = None
) -> Job:
    """Queue a job that plans anew what is left of a plan as it stands, with what was ``told`` in this transaction.

    Raises
    ------
    RefusalError
        Too many jobs wait.
    """
    if not jobs.is_room(tx, waiting=settings.jobs_waiting, each=settings.jobs_waiting_each):
        raise RefusalError("queue_full", headers={"Retry-After": str(_RETRY_AFTER_S)})
    at = standing.moment(wanted.at, tx.now_us) or min(car.shift.start for car in standing.day.cars)
    order = ordering.replan_order(
        limits=Limits(
            seconds=min(wanted.seconds, settings.longest_search_s),
            iterations=wanted.iterations,
            workers=min(wanted.workers, settings.most_workers),
            seed=wanted.seed,
        ),
        freedom=Freedom(wanted.freedom),
        at=at if told is None else max(at, told.at),
        version=standing.base.version,
        event=standing.last_event if told is None else told.last_event,
        language=settings.language,
    )
    base = standing.base
    return jobs.add_job(tx, team=base.team, day=base.day, kind="replan", order=order, plan=base.id)


def body_of(model: Any, *, required: bool = True) -> dict[str, Any]:
    """Tell OpenAPI which body a route takes that reads it itself."""
    return {
        "requestBody": {"required": required, "content": {"application/json": {"schema": model.model_json_schema()}}}
    }


def body_like(name: str) -> dict[str, Any]:
    """Tell OpenAPI that a route takes a body of which the document tells elsewhere, by the name that it has there."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
