"""A team's registry between the store and HTTP: read as a whole, written record by record with what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.access.roles import Permission
from api.clearance import Clearance
from api.dispatching.matching import read_match
from api.errors import Reading, RefusalError
from api.store import Transaction, rosters, teams
from api.store.errors import NotFoundError
from api.store.rosters import Section, StoredRecord
from api.store.teams import StoredSettings, StoredTeam
from scheduler.faults import Fault, InputError
from scheduler.files.findings import JsonPlaces, refuse
from scheduler.roster import (
    CarRecord,
    Known,
    PatientRecord,
    Record,
    Roster,
    StaffRecord,
    TeamSettings,
    check_settings_within,
    check_within,
    parse_record,
    record_document,
)

MODELS: Final[Mapping[Section, type[Record]]] = {"staff": StaffRecord, "cars": CarRecord, "patients": PatientRecord}

_HIDDEN: Final = ("place", "phone")
"""Fields of a protected patient that are told to those only whom the settings name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A team with its settings and records as they are stored."""

    team: StoredTeam
    settings: StoredSettings
    records: Mapping[Section, Mapping[str, StoredRecord]]

    @property
    def known(self) -> Known:
        """What its records may refer to."""
        settings = self.settings.document
        return Known(
            staff=self.records["staff"].keys(),
            cars=self.records["cars"].keys(),
            patients=self.records["patients"].keys(),
            bases=[base["id"] for base in settings.get("bases", ())],
            has_shift=settings.get("shift") is not None,
        )

    @property
    def roster(self) -> Roster:
        """The registry as the planner knows it."""
        documents = {section: tuple(one.document for one in self.records[section].values()) for section in self.records}
        return Roster(
            team=self.team.key,
            settings=TeamSettings.model_validate(self.settings.document),
            staff=tuple(map(StaffRecord.model_validate, documents["staff"])),
            cars=tuple(map(CarRecord.model_validate, documents["cars"])),
            patients=tuple(map(PatientRecord.model_validate, documents["patients"])),
        )


def open_registry(tx: Transaction, key: str, permission: Permission, *, hold: bool = False) -> Registry:
    """Read a team's registry; ``hold`` keeps others from writing to it. Raises NotFoundError, ForbiddenError."""
    team = teams.find_team(tx, key, permission)
    settings = teams.get_settings(tx, team, hold=hold)
    records = {section: {one.key: one for one in rosters.list_records(tx, team, section)} for section in MODELS}
    return Registry(team=team, settings=settings, records=records)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A record that somebody wants to write: its section and key, and the version that they saw, if any."""

    section: Section
    key: str
    if_match: str | None
    clearance: Clearance


def put(tx: Transaction, registry: Registry, wanted: Writing, document: object) -> StoredRecord:
    """Write a record; raises RefusalError, InputError, ForbiddenError."""
    held = registry.records[wanted.section].get(wanted.key)
    _require_seen(held, wanted)
    record = _read(document, wanted, held)
    refuse(check_within(record, registry.known), JsonPlaces(file=wanted.section))
    return rosters.put_record(tx, registry.team, wanted.section, record_document(record), held=held)


def remove(tx: Transaction, registry: Registry, wanted: Writing) -> None:
    """Take a record away; raises RefusalError, NotFoundError, ForbiddenError."""
    held = registry.records[wanted.section].get(wanted.key)
    if held is None:
        raise NotFoundError
    _require_seen(held, wanted)
    rosters.remove_record(tx, held)


def put_settings(tx: Transaction, registry: Registry, document: object, *, if_match: str | None) -> StoredSettings:
    """Write a team's settings; raises RefusalError, InputError."""
    held = registry.settings
    if read_seen(if_match) != (held.team.id, held.revision):
        current = {"revision": held.revision, "etag": held.etag, "settings": held.document}
        raise RefusalError("stale", subject="record", headers={"ETag": held.etag}, more={"current": current})
    settings = parse_record(TeamSettings, document, file="settings")
    cars = [CarRecord.model_validate(one.document) for one in registry.records["cars"].values()]
    refuse(check_settings_within(settings, cars), JsonPlaces(file="settings"))
    return teams.put_settings(tx, held, record_document(settings))


def shown(record: StoredRecord, clearance: Clearance) -> dict[str, Any]:
    """Give a record as it is handed out to somebody."""
    document = dict(record.document)
    if document.get("protected") and not clearance.homes:
        document |= dict.fromkeys(_HIDDEN)
    if "phone" in document and not clearance.phones:
        document["phone"] = None
    return document


def read_seen(if_match: str | None) -> tuple[str, int]:
    """Give the id and revision that were seen; raises RefusalError."""
    if if_match is None:
        raise RefusalError("precondition_required", subject="record")
    return read_match(if_match)


def _require_seen(held: StoredRecord | None, wanted: Writing) -> None:
    """See to it that a record is as it was seen, and one that was not seen is not there."""
    if wanted.if_match is None:
        if held is None:
            return
        raise RefusalError("precondition_required", subject="taken")
    match = read_seen(wanted.if_match)
    if held is None:
        raise RefusalError("stale", subject="record", more={"current": None})
    if match != (held.id, held.revision):
        record = shown(held, wanted.clearance)
        current = {"revision": held.revision, "etag": held.etag, "record": record}
        reading = None
        if held.section == "patients":
            reading = Reading(action="patient:read", team=held.team, subject=held.subject, patient=held.key)
        headers = {"ETag": held.etag}
        raise RefusalError("stale", subject="record", headers=headers, more={"current": current}, reading=reading)


def _read(document: object, wanted: Writing, held: StoredRecord | None) -> Record:
    """Read a record that comes with, or without, the key that its address has."""
    if isinstance(document, dict):
        if document.get("id", wanted.key) != wanted.key:
            values = {"value": str(document["id"])[:60], "allowed": wanted.key}
            raise InputError((Fault(code="not_one_of", file=wanted.section, field="id", values=values),))
        document = {**document, "id": wanted.key}
        if wanted.section == "patients" and held is not None:
            document = _keep_hidden(document, held.document, wanted)
    model: Any = MODELS[wanted.section]
    record: Record = parse_record(model, document, file=wanted.section)
    return record


def _keep_hidden(document: dict[str, Any], held: Mapping[str, Any], wanted: Writing) -> dict[str, Any]:
    """Leave what is hidden of a protected patient as it is where who writes cannot see it, and so must not show it."""
    if not held["protected"] or wanted.clearance.homes:
        return document
    if document.get("protected") is not True or any(document.get(name) is not None for name in _HIDDEN):
        raise RefusalError("forbidden", subject="protected")
    return {**document, **{name: held.get(name) for name in _HIDDEN}}
