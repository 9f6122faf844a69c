"""Days: what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, JsonBody
from api.clearance import Clearance, clearance_of
from api.errors import RefusalError
from api.service import Shared
from api.store import Transaction, days
from api.store.errors import NotFoundError
from api.store.replies import Reply
from api.store.rows import from_text, to_text
from api.wire import DayEntry, TriedDay
from scheduler import files, protecting
from scheduler.day import Day
from scheduler.files.wire import DayDocument

router = APIRouter(prefix="/api/days", tags=["days"])

_DAY_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DayDocument"}}},
    }
}


@router.post(
    "",
    openapi_extra=_DAY_BODY,
    responses={200: {"model": TriedDay, "description": "Tried"}, 201: {"model": DayEntry, "description": "Kept"}},
)
def post_day(
    caller: Annotated[Actor, require(Permission.PLANS_MAKE)],
    service: Shared,
    body: JsonBody,
    *,
    dry_run: Annotated[bool, Query(description="only try: nothing is kept")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Keep a day (`hemrutt-day/1`) that has no faults; else all of them are told."""
    day = files.parse_day(body.document, file="day")
    if dry_run:
        return try_day(day)
    assert isinstance(body.document, dict)
    document = body.document
    return service.carry_out(caller, lambda tx: keep_day(tx, day, document), body=body, key=idempotency_key)


def try_day(day: Day) -> Response:
    """Tell what a day would hold."""
    return JSONResponse(_counted(day).model_dump(mode="json"))


def keep_day(tx: Transaction, day: Day, document: Mapping[str, Any]) -> Reply:
    """Keep a day and tell where it is."""
    try:
        key = days.add_day(tx, day, document)
    except NotFoundError as error:
        raise RefusalError("unknown_reference") from error
    entry = DayEntry(id=key, **_counted(day).model_dump())
    return Reply(status=201, document=entry.model_dump(mode="json"), headers={"Location": f"/api/days/{key}"})


@router.get("/{key}", responses={200: {"model": DayDocument}})
def get_day(caller: Annotated[Actor, require(Permission.PLANS_READ)], service: Shared, key: str) -> Response:
    """Give a day as it was posted."""
    with service.store.read(caller) as tx:
        day = days.get_day(tx, key)
    service.store.record(caller, action="day:read", team=day.team, subject=f"day:{day.id}")
    return hand_out(day.text, clearance_of(caller, service.settings, day.team))


def hand_out(text: str, clearance: Clearance) -> Response:
    """Hand out a day document without what whoever asks is not told."""
    if not clearance.homes and '"protected":true' in text:
        text = to_text(protecting.conceal_document(from_text(text)))
    if not clearance.phones and '"phone":' in text:
        text = to_text(protecting.conceal_document_phones(from_text(text)))
    return Response(text, media_type="application/json")


def _counted(day: Day) -> TriedDay:
    return TriedDay(
        date=day.date,
        team=day.team,
        visits=len(day.visits),
        cars=len(day.cars),
        staff=len(day.staff),
        patients=len(day.patients),
    )
