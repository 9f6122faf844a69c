"""Mornings: the day that a registry makes of a date, looked at, changed and kept."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api import mornings, registries
from api.access import wire
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import IdempotencyKey, JsonBody, OptionalBody
from api.clearance import clearance_of
from api.dispatching.commands import body_of
from api.dispatching.matching import IfMatch
from api.errors import Reading, RefusalError
from api.mornings import Morning, WantedEntry
from api.routes.days import keep_day
from api.service import Shared
from api.store import Transaction, rosters
from api.store import mornings as stored
from api.store.replies import Reply
from api.wire import DayEntry
from scheduler import files
from scheduler.files.scalars import CalendarDate
from scheduler.roster import Adjustments, StaffRecord, adjust, record_document

router = APIRouter(prefix="/api/teams/{team}/mornings", tags=["roster"])

_STEP_US: Final = 300_000_000
"""Plans made now begin at a time that people can say: the next five minutes."""


@router.get("/{date}")
def get_morning(
    caller: Annotated[Actor, require(Permission.ROSTER_READ)], service: Shared, team: str, date: CalendarDate
) -> Morning:
    """Tell of a morning: what is due, who is there, the news, what is left over, and what there is already."""
    with service.store.read(caller) as tx:
        registry = registries.open_registry(tx, team, Permission.ROSTER_READ)
        gathered = mornings.gather(tx, registry, date)
    morning = mornings.tell(gathered, clearance_of(caller, service.settings, registry.team.id))
    patients = mornings.patients_in(morning, gathered.roster)
    if patients:
        with service.store.write(caller) as tx:
            rosters.note_reading(tx, registry.team, patients, action="morning:read")
    return morning


@router.put("/{date}", responses={200: {"model": WantedEntry}}, openapi_extra=body_of(Adjustments))
def put_morning(
    caller: Annotated[Actor, require(Permission.PLANS_MAKE)],
    service: Shared,
    team: str,
    date: CalendarDate,
    body: JsonBody,
    if_match: IfMatch = None,
) -> JSONResponse:
    """Write what is to be otherwise on a date (all of it), with the ETag of `told` in If-Match; the registry stays."""
    wanted = files.validate_whole(Adjustments, body.document, file="adjustments")
    with service.noting(caller), service.store.write(caller) as tx:
        registry = registries.open_registry(tx, team, Permission.PLANS_MAKE, hold=True)
        clearance = clearance_of(caller, service.settings, registry.team.id)
        held = stored.get_morning(tx, registry.team, date.isoformat())
        if registries.read_seen(if_match) != (held.key, held.revision):
            current = mornings.tell_wanted(held, registry.roster, date, clearance).model_dump(mode="json")
            reading = Reading(action="morning:read", team=registry.team.id, subject=f"morning:{held.key}")
            headers = {"ETag": held.etag}
            raise RefusalError("stale", subject="record", headers=headers, more={"current": current}, reading=reading)
        wanted = wanted if clearance.homes else mornings.keep_places(wanted, held)
        adjust(registry.roster, date, wanted, file="adjustments")
        held = stored.put_morning(tx, held, wanted.model_dump(mode="json"))
    entry = mornings.tell_wanted(held, registry.roster, date, clearance)
    return JSONResponse(entry.model_dump(mode="json"), headers={"ETag": held.etag})


@router.post(
    "/{date}/day", status_code=201, response_model=DayEntry, openapi_extra=body_of(Adjustments, required=False)
)
def post_day_of_morning(
    caller: Annotated[Actor, require(Permission.PLANS_MAKE)],
    service: Shared,
    team: str,
    date: CalendarDate,
    body: OptionalBody,
    *,
    from_now: Annotated[bool, Query(description="plan what is left of a day whose shifts have begun")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Keep the day that is due, with what is to be otherwise: the body, without one what the morning was told.

    Absences with `until` go into the registry (leads). With `from_now` no car is out before the next five minutes.
    """
    sent = files.validate_whole(Adjustments, body.document, file="adjustments") if body.raw else None

    def keep(tx: Transaction) -> Reply:
        registry = registries.open_registry(tx, team, Permission.PLANS_MAKE, hold=True)
        roster, told = registry.roster, stored.get_morning(tx, registry.team, date.isoformat())
        wanted = mornings.wanted_of(told, roster, date) if sent is None else mornings.keep_places(sent, told)
        adjusted = adjust(roster, date, wanted, file="adjustments", begins=_soon(tx.now_us) if from_now else None)
        for record in adjusted.lasting:
            section: rosters.Section = "staff" if isinstance(record, StaffRecord) else "cars"
            held = registry.records[section][record.id]
            rosters.put_record(tx, registry.team, section, record_document(record), held=held)
        return keep_day(tx, adjusted.day, adjusted.document)

    return service.carry_out(caller, keep, body=body, key=idempotency_key)


def _soon(now_us: int) -> dt.datetime:
    return wire.instant(-(-now_us // _STEP_US) * _STEP_US)
