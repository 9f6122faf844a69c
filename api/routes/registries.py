"""A team's registry in and out as tables: tried first, written whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from api import registries, uploads
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import Body, IdempotencyKey, target_of
from api.clearance import clearance_of
from api.errors import RefusalError
from api.exports.forms import FORMS
from api.exports.registries import registry_bytes
from api.languages import Wanted
from api.registries import MODELS, Registry
from api.routes.imports import TABLES_BODY, read_tables
from api.service import Shared
from api.store import Transaction, rosters
from api.store.replies import Reply
from api.uploads import CrowdedError, Upload
from api.wire import Wire
from scheduler.roster import Record, Roster, conceal, conceal_phones, record_document
from scheduler.roster.doubting import Code, doubts
from scheduler.roster.tables import Merged, Tables, merge

router = APIRouter(prefix="/api/teams/{team}", tags=["roster"])

_DOUBTS: Final = 50
_XLSX: Final = FORMS["xlsx"].media_type
_FILE: Final[dict[int | str, dict[str, object]]] = {200: {"content": {_XLSX: {}}}}


class Counted(Wire):
    """How many records tables make, change, and leave as they are."""

    made: int
    changed: int
    same: int


class DoubtEntry(Wire):
    """What tables say of a member of staff that is allowed and probably not meant."""

    staff: str
    code: Code
    value: str | None
    meant: str | None = Field(description="The profession that is like it")


class ImportedRegistry(Wire):
    """What tables do to a registry, or would."""

    written: bool
    staff: Counted
    cars: Counted
    patients: Counted
    doubts: list[DoubtEntry] = Field(description="Of who is made or changed, fifty at most")


@router.post("/imports", response_model=ImportedRegistry, openapi_extra=TABLES_BODY)
def import_registry(
    caller: Annotated[Actor, require(Permission.ROSTER_WRITE)],
    service: Shared,
    request: Request,
    team: str,
    upload: Annotated[Upload, Depends(read_tables)],
    *,
    dry_run: Annotated[bool, Query(description="only try: nothing is written")] = True,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Lay a workbook, a zip archive of CSV and XLSX files, or one CSV file on the registry; all faults are told.

    A CSV file is the table that its name says: ``Content-Disposition: attachment; filename*=UTF-8''patienter.csv``.
    """
    with service.store.read(caller) as tx:
        registry = registries.open_registry(tx, team, Permission.ROSTER_WRITE)
    if dry_run:
        service.store.record(caller, action="registry:try", team=registry.team.id, subject=f"team:{registry.team.id}")
    tables = _read(upload)
    revealed = clearance_of(caller, service.settings, registry.team.id).homes
    if dry_run:
        merged = _lay(tables, registry.roster, file=upload.file, revealed=revealed)
        return JSONResponse(_count(merged, registry, written=False).model_dump())

    def write(tx: Transaction) -> Reply:
        held = registries.open_registry(tx, team, Permission.ROSTER_WRITE, hold=True)
        merged = _lay(tables, held.roster, file=upload.file, revealed=revealed)
        for section in MODELS:
            for record in getattr(merged, section):
                before = held.records[section].get(record.id)
                if before is None or _is_other(record, before.document):
                    rosters.put_record(tx, held.team, section, record_document(record), held=before)
        return Reply(status=200, document=_count(merged, held, written=True).model_dump())

    body = Body(target=target_of(request), raw=upload.data, document={})
    return service.carry_out(caller, write, body=body, key=idempotency_key)


@router.get("/registry.xlsx", response_class=Response, responses=_FILE)
def export_registry(
    caller: Annotated[Actor, require(Permission.ROSTER_READ)], service: Shared, language: Wanted, team: str
) -> Response:
    """Give the registry as a workbook, which can be changed and imported again."""
    with service.store.read(caller) as tx:
        registry = registries.open_registry(tx, team, Permission.ROSTER_READ)
    roster, clearance = registry.roster, clearance_of(caller, service.settings, registry.team.id)
    with service.store.write(caller) as tx:
        rosters.note_reading(tx, registry.team, (one.id for one in roster.patients), action="registry:export")
    hidden = frozenset() if clearance.homes else frozenset(one.id for one in roster.patients if one.protected)
    told = roster if clearance.phones else conceal_phones(roster)
    content = registry_bytes(told, language=language, hidden=hidden)
    date = dt.datetime.fromtimestamp(service.store.clock() / 1_000_000, dt.UTC).date()
    named = {"Content-Disposition": f'attachment; filename="registry-{date}.xlsx"'}
    return Response(content, media_type=_XLSX, headers=named)


def _read(upload: Upload) -> Tables:
    try:
        return uploads.read_registry(upload)
    except CrowdedError as error:
        raise RefusalError("busy", headers={"Retry-After": "5"}) from error


def _lay(tables: Tables, roster: Roster, *, file: str, revealed: bool) -> Merged:
    """Lay tables on a registry; who is not told where protected patients live can neither show, move nor guess them.

    For them the tables lie on a registry that does not say it: so nothing that is answered depends on it.
    """
    if revealed:
        return merge(tables.tables, roster, file=file, shape=tables.faults)
    hidden = {one.id: one for one in roster.patients if one.protected}
    veiled = conceal(roster)
    merged = merge(tables.tables, veiled, file=file, shape=tables.faults)
    veils = {one.id: one.place for one in veiled.patients if one.protected}
    patients = []
    for patient in merged.patients:
        if patient.id not in hidden:
            patients.append(patient)
        elif patient.protected and patient.place == veils[patient.id] and patient.phone is None:
            held = hidden[patient.id]
            patients.append(patient.model_copy(update={"place": held.place, "phone": held.phone}))
        else:
            raise RefusalError("forbidden", subject="protected")
    return replace(merged, patients=tuple(patients))


def _count(merged: Merged, registry: Registry, *, written: bool) -> ImportedRegistry:
    counts: dict[str, Counted] = {}
    for section in MODELS:
        records, held = getattr(merged, section), registry.records[section]
        made = sum(record.id not in held for record in records)
        there = [record for record in records if record.id in held]
        changed = sum(_is_other(record, held[record.id].document) for record in there)
        counts[section] = Counted(made=made, changed=changed, same=len(there) - changed)
    held = registry.records["staff"]
    coming = [one for one in merged.staff if one.id not in held or _is_other(one, held[one.id].document)]
    found = islice(doubts(coming, registry.roster), _DOUBTS)
    told = [DoubtEntry(staff=one.staff, code=one.code, value=one.value, meant=one.meant) for one in found]
    return ImportedRegistry(written=written, doubts=told, **counts)


def _is_other(record: Record, before: Mapping[str, object]) -> bool:
    return record != type(record).model_validate(before)
