"""Plans: as data, as a map layer, as a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, JSONResponse

from api import pages, rendering
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.service import Service, Shared
from api.store import plans
from api.store.plans import StoredPlan
from api.wire import PlanEntry
from scheduler.files.plan_wire import PlanDocument

router = APIRouter(prefix="/api/plans", tags=["plans"])

Reader = Annotated[Actor, require(Permission.PLANS_READ)]


def read_plan(service: Service, caller: Actor, key: str, *, action: str = "plan:read") -> StoredPlan:
    """Read a plan as it stands, which the audit is told of before anything of it is handed out."""
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, key)
    service.store.record(caller, action=action, team=plan.team, subject=plan.subject)
    return plan


@router.get("")
def list_plans(caller: Reader, service: Shared) -> list[PlanEntry]:
    """List the plans, the latest first."""
    with service.store.read(caller) as tx:
        return [pages.plan_entry(line) for line in plans.list_plans(tx)]


@router.get("/{key}", responses={200: {"model": PlanDocument}})
def get_plan(caller: Reader, service: Shared, key: str) -> Response:
    """Give a plan (`hemrutt-plan/1`)."""
    with service.store.glance(caller) as tx:
        head = plans.get_head(tx, key)
        rest = service.rests.get(head.version_id, lambda: plans.read_rest(tx, head))
    service.store.record(caller, action="plan:read", team=head.team, subject=head.subject)
    return Response(head.text(rest), media_type="application/json", headers={"ETag": head.etag})


@router.get("/{key}/geojson")
def get_geojson(caller: Reader, service: Shared, key: str) -> JSONResponse:
    """Give a plan's routes along the streets and its stops as GeoJSON (RFC 7946)."""
    plan = read_plan(service, caller, key)
    drawn = rendering.draw(service.store, caller, plan, settings=service.settings)
    return JSONResponse(drawn.geojson, media_type="application/geo+json")


@router.get("/{key}/page", response_class=HTMLResponse)
def get_page(caller: Reader, service: Shared, key: str) -> HTMLResponse:
    """Give a plan's page: map, timeline and lists in one file."""
    plan = read_plan(service, caller, key)
    return pages.answer(rendering.draw(service.store, caller, plan, settings=service.settings).page)
