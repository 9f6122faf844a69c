"""Plans: as data, as a map layer, as a page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse

from api import pages
from api.errors import RefusalError
from api.service import KeptPlan, Shared
from api.wire import PlanEntry
from scheduler.files.plan_wire import PlanDocument

router = APIRouter(prefix="/api/plans", tags=["plans"])


def find_plan(service: Shared, key: str) -> KeptPlan:
    """Find the plan that the address names."""
    plan = service.plans.get(key)
    if plan is None:
        raise RefusalError("not_found")
    return plan


@router.get("")
def list_plans(service: Shared) -> list[PlanEntry]:
    """List the plans, the latest first."""
    return [pages.plan_entry(key, plan) for key, plan in service.plans.items()]


@router.get("/{key}", responses={200: {"model": PlanDocument}})
def get_plan(service: Shared, key: str) -> dict[str, Any]:
    """Give a plan (`hemrutt-plan/1`)."""
    return dict(find_plan(service, key).rendered.plan)


@router.get("/{key}/geojson")
def get_geojson(service: Shared, key: str) -> JSONResponse:
    """Give a plan's routes along the streets and its stops as GeoJSON (RFC 7946)."""
    return JSONResponse(find_plan(service, key).rendered.geojson, media_type="application/geo+json")


@router.get("/{key}/page", response_class=HTMLResponse)
def get_page(service: Shared, key: str) -> HTMLResponse:
    """Give a plan's page: map, timeline and lists in one file."""
    return pages.answer(find_plan(service, key).rendered.page)
