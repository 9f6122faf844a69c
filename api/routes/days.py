"""Days: what is asked for."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.bodies import Body, IdempotencyKey, JsonBody
from api.errors import RefusalError
from api.service import Service, Shared
from api.wire import DayEntry
from scheduler import files
from scheduler.files.wire import DayDocument

router = APIRouter(prefix="/api/days", tags=["days"])

_DAY_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DayDocument"}}},
    }
}


@router.post("", status_code=201, response_model=DayEntry, openapi_extra=_DAY_BODY)
def post_day(service: Shared, body: JsonBody, idempotency_key: IdempotencyKey = None) -> Response:
    """Keep a day (`hemrutt-day/1`) that has no faults; else all of them are told."""
    return service.replies.once(idempotency_key, body.raw, lambda: _keep(service, body))


@router.get("/{key}", responses={200: {"model": DayDocument}})
def get_day(service: Shared, key: str) -> dict[str, Any]:
    """Give a day as it was posted."""
    day = service.days.get(key)
    if day is None:
        raise RefusalError("not_found")
    return dict(day)


def _keep(service: Service, body: Body) -> Response:
    day = files.parse_day(body.document, file="day")
    assert isinstance(body.document, dict)
    key = service.days.put(body.document, size_bytes=len(body.raw))
    entry = DayEntry(id=key, date=day.date, team=day.team, visits=len(day.visits), cars=len(day.cars))
    return JSONResponse(entry.model_dump(mode="json"), status_code=201, headers={"Location": f"/api/days/{key}"})
