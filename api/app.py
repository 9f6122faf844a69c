"""The application: joins routes, errors and the guard; decides nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata

from fastapi import FastAPI

from api import errors
from api.access import requiring
from api.guard import Guard
from api.routes import ROUTERS
from api.schemas import DescribedApi
from api.service import Service
from api.wire import ProblemDocument


def create_app(service: Service) -> FastAPI:
    """Make the application around a service, which ends when the application does."""

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncIterator[None]:
        service.make_ready()
        yield
        service.close()

    app = DescribedApi(
        title="hemrutt",
        version=metadata.version("hemrutt"),
        description="Plans the day of mobile care teams.",
        lifespan=live,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Spans would carry addresses with their ids and queries, lines of log what users typed: figures alone.
        telemetry={
            "tracing": False,
            "operation_spans": False,
            "logs": False,
            "metrics": service.settings.otel,
            "auto_configure": service.settings.otel,
        },
        responses={"default": {"model": ProblemDocument, "description": "What went wrong (RFC 9457)"}},
    )
    app.state.service = service
    errors.register(app)
    app.add_middleware(Guard, settings=service.settings, metrics=service.metrics)
    requiring.refuse_undeclared(ROUTERS)
    for router in ROUTERS:
        app.include_router(router)
    return app
