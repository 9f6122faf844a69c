"""Health and figures: for whoever watches the service."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response

from api.access.requiring import public
from api.errors import RefusalError
from api.observing import metrics
from api.observing.readiness import check_readiness
from api.service import Service, Shared
from api.settings import LOOPBACK
from api.wire import Health

router = APIRouter(tags=["health"])


@router.get("/healthz", dependencies=[public()])
def get_health() -> Health:
    """Tell that the service lives."""
    return Health(status="ok")


@router.get("/readyz", dependencies=[public()])
def get_readiness(service: Shared) -> Health:
    """Tell that the service can plan: its store answers, jobs are served, and there is room to write."""
    check_readiness(service)
    return Health(status="ok")


@router.get(
    "/metrics",
    dependencies=[public()],
    response_class=Response,
    responses={200: {"content": {metrics.MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "Figures"}},
)
def get_metrics(service: Shared, request: Request) -> Response:
    """Give figures in Prometheus' text format, to this machine or to who has the token of the settings."""
    if not _may_measure(service, request):
        raise RefusalError("not_signed_in", headers={"WWW-Authenticate": "Bearer"})
    return Response(service.metrics.tell(), media_type=metrics.MEDIA_TYPE)


def _may_measure(service: Service, request: Request) -> bool:
    token = service.settings.metrics_token
    if token is not None:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return request.client is not None and request.client.host in LOOPBACK
