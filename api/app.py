"""The application: joins routes, errors and the guard; decides nothing."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata
from typing import Final

from fastapi import FastAPI

from api import errors
from api.access import requiring
from api.guard import Guard
from api.routes import ROUTERS
from api.schemas import DescribedApi
from api.service import Service
from api.wire import ProblemDocument

_COLLECT_AFTER: Final = (50_000, 20, 50)
"""Objects more than before until the youngest are looked through; times of that until the older are, and then all."""


def create_app(service: Service) -> FastAPI:
    """Make the application around a service, which ends when the application does."""

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncIterator[None]:
        # What is imported by now stays for good, and what a request makes of a day goes by itself: looking through all
        # that is kept, for garbage that was never found, held every other call for plans up for 0.1 s.
        gc.freeze()
        gc.set_threshold(*_COLLECT_AFTER)
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
