"""What the routes share: days, plans and jobs in memory, until a store takes their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Annotated, Any

from fastapi import Depends, Request

from api.jobs import Jobs
from api.outputs import Rendered
from api.replies import Replies
from api.settings import Settings
from api.shelf import Shelf
from api.throttle import Throttle
from api.work import Order, work
from solver.confinement import Confinement


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan with the day it was made from; ``day`` is None where only the plan is known."""

    day: str | None
    rendered: Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything a request may touch."""

    settings: Settings
    days: Shelf[Mapping[str, Any]]
    plans: Shelf[KeptPlan]
    jobs: Jobs
    replies: Replies
    searches: Throttle = field(default_factory=lambda: Throttle(burst=40, per_second=20))


def make_service(settings: Settings, *, target: Callable[[Connection, Order, Confinement], None] = work) -> Service:
    """Start a service with nothing in it; ``target`` is what the process of a job runs."""
    plans: Shelf[KeptPlan] = Shelf(settings.plans_kept, room=settings.plans_room_bytes)

    def keep_plan(day: str, rendered: Rendered) -> str:
        return plans.put(KeptPlan(day=day, rendered=rendered), size_bytes=len(rendered.page))

    return Service(
        settings=settings,
        days=Shelf(settings.days_kept, room=settings.days_room_bytes),
        plans=plans,
        jobs=Jobs(settings, keep_plan=keep_plan, target=target),
        replies=Replies(),
    )


def get_service(request: Request) -> Service:
    """Give the service of the application that got the request."""
    service: Service = request.app.state.service
    return service


Shared = Annotated[Service, Depends(get_service)]
