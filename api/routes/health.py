"""Health: for whoever watches the service."""

from __future__ import annotations

from fastapi import APIRouter

from api.access.requiring import public
from api.errors import RefusalError
from api.service import Shared
from api.wire import Health

router = APIRouter(tags=["health"])


@router.get("/healthz", dependencies=[public()])
def get_health() -> Health:
    """Tell that the service lives."""
    return Health(status="ok")


@router.get("/readyz", dependencies=[public()])
def get_readiness(service: Shared) -> Health:
    """Tell that the service can plan."""
    if not service.jobs.alive:
        raise RefusalError("not_ready")
    return Health(status="ok")
