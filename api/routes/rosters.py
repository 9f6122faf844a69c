"""A team's registry: its staff, cars and patients, each written by whoever saw what it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api import registries
from api.access import wire
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import JsonBody
from api.clearance import clearance_of
from api.dispatching.commands import body_like
from api.dispatching.matching import IfMatch
from api.registries import MODELS, Writing
from api.service import Service, Shared
from api.store import rosters, teams
from api.store.errors import NotFoundError
from api.store.rosters import Section, StoredRecord
from api.wire import Wire
from scheduler.roster import CarRecord, PatientRecord, StaffRecord
from scheduler.roster.records import Place

router = APIRouter(prefix="/api/teams/{team}", tags=["roster"])

Reader = Annotated[Actor, require(Permission.ROSTER_READ)]
Writer = Annotated[Actor, require(Permission.ROSTER_WRITE)]

_AT_MOST: Final = 200


class _Stored(Wire):
    """A record with its revision, and when it was last written."""

    key: str
    revision: int
    changed: dt.datetime
    etag: str


class StaffEntry(_Stored):
    """A member of staff."""

    record: StaffRecord


class CarEntry(_Stored):
    """A car."""

    record: CarRecord


class ShownPatient(PatientRecord):
    """A patient as handed out."""

    place: Place | None = Field(description="null: protected, and told to those only whom the settings name")  # type: ignore[assignment]


class PatientEntry(_Stored):
    """A patient."""

    record: ShownPatient


class StaffPage(Wire):
    """Members of staff by key; ``after=next`` asks for those that follow."""

    records: list[StaffEntry]
    next: str | None


class CarPage(Wire):
    """Cars, as staff."""

    records: list[CarEntry]
    next: str | None


class PatientPage(Wire):
    """Patients, as staff."""

    records: list[PatientEntry]
    next: str | None


_ENTRIES: Final[Mapping[Section, tuple[type[BaseModel], type[BaseModel]]]] = {
    "staff": (StaffEntry, StaffPage),
    "cars": (CarEntry, CarPage),
    "patients": (PatientEntry, PatientPage),
}


def _add(section: Section) -> None:
    """Add the routes of a section."""
    entry, page = _ENTRIES[section]
    shape = "ShownPatient" if section == "patients" else MODELS[section].__name__

    @router.get(f"/{section}", name=f"list_{section}", responses={200: {"model": page}})
    def list_records(
        caller: Reader,
        service: Shared,
        team: str,
        after: Annotated[str, Query(max_length=100, description="the `next` of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=_AT_MOST)] = _AT_MOST,
    ) -> JSONResponse:
        """List records by key, a page at a time."""
        return _list(service, caller, (team, section), after=after, limit=limit)

    @router.get(f"/{section}/{{key}}", name=f"get_{section}", responses={200: {"model": entry}})
    def get_record(caller: Reader, service: Shared, team: str, key: str) -> JSONResponse:
        """Give a record."""
        with service.store.read(caller) as tx:
            found = teams.find_team(tx, team, Permission.ROSTER_READ)
            record = rosters.find_record(tx, found, section, key)
        if record is None:
            raise NotFoundError
        if section == "patients":
            service.store.record(
                caller, action="patient:read", team=found.id, subject=record.subject, patient=record.key
            )
        return _answer(record, service, caller)

    @router.put(
        f"/{section}/{{key}}",
        name=f"put_{section}",
        responses={200: {"model": entry, "description": "Changed"}, 201: {"model": entry, "description": "Made"}},
        openapi_extra=body_like(shape),
    )
    def put_record(
        caller: Writer, service: Shared, team: str, key: str, body: JsonBody, if_match: IfMatch = None
    ) -> JSONResponse:
        """Write a record; one that is there with its ETag in If-Match. The `id` may be left out."""
        with service.noting(caller), service.store.write(caller) as tx:
            registry = registries.open_registry(tx, team, Permission.ROSTER_WRITE, hold=True)
            cleared = clearance_of(caller, service.settings, registry.team.id)
            wanted = Writing(section=section, key=key, if_match=if_match, clearance=cleared)
            record = registries.put(tx, registry, wanted, body.document)
        return _answer(record, service, caller, status=201 if record.revision == 1 else 200)

    @router.delete(f"/{section}/{{key}}", name=f"remove_{section}", status_code=204)
    def remove_record(caller: Writer, service: Shared, team: str, key: str, if_match: IfMatch = None) -> Response:
        """Take a record away, with its ETag in If-Match."""
        with service.noting(caller), service.store.write(caller) as tx:
            registry = registries.open_registry(tx, team, Permission.ROSTER_WRITE, hold=True)
            cleared = clearance_of(caller, service.settings, registry.team.id)
            wanted = Writing(section=section, key=key, if_match=if_match, clearance=cleared)
            registries.remove(tx, registry, wanted)
        return Response(status_code=204)


for _section in MODELS:
    _add(_section)


def _list(service: Service, caller: Actor, asked: tuple[str, Section], *, after: str, limit: int) -> JSONResponse:
    """Give a page of a section; the audit is told whose data are on it before it leaves."""
    key, section = asked
    with service.store.read(caller) as tx:
        team = teams.find_team(tx, key, Permission.ROSTER_READ)
        records = [one for one in rosters.list_records(tx, team, section) if one.key > after]
    page = records[:limit]
    if section == "patients" and page:
        with service.store.write(caller) as tx:
            rosters.note_reading(tx, team, (one.key for one in page), action="patients:read")
    document = {
        "records": [_entry(one, service, caller) for one in page],
        "next": page[-1].key if len(records) > limit else None,
    }
    return JSONResponse(document)


def _entry(record: StoredRecord, service: Service, caller: Actor) -> dict[str, Any]:
    return {
        "key": record.key,
        "revision": record.revision,
        "changed": wire.instant(record.changed_us).isoformat(),
        "etag": record.etag,
        "record": registries.shown(record, clearance_of(caller, service.settings, record.team)),
    }


def _answer(record: StoredRecord, service: Service, caller: Actor, *, status: int = 200) -> JSONResponse:
    return JSONResponse(_entry(record, service, caller), status_code=status, headers={"ETag": record.etag})
