"""Needs of visits out of a FHIR R4 Bundle, as a record system hands them over: added to a day that has staff and cars.

Active ``ServiceRequest`` resources become visits; the ``Patient`` and ``Location`` that they name come along. What is
read of a resource is what ``bundles`` writes; everything else in it is passed over. Ids are the identifiers in the
systems of the settings, else the first identifier, else the resource's own id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.fhir.naming import Systems
from scheduler import files
from scheduler.day import Day
from scheduler.files import limits
from scheduler.files.findings import Finding, JsonPlaces, refuse, shown

PRIORITIES: Final[Mapping[str, int]] = {"routine": 1, "urgent": 2, "asap": 3, "stat": 4}

_SECONDS: Final = {"s": 1, "min": 60, "h": 3_600}


class _Part(BaseModel):
    """A part of a resource, of which only some fields are read."""

    model_config = ConfigDict(extra="ignore", strict=True, allow_inf_nan=False, frozen=True)


_Short = Annotated[str, Field(max_length=limits.TEXT_LENGTH)]


class _Identifier(_Part):
    system: _Short | None = None
    value: _Short | None = None


class _Reference(_Part):
    reference: _Short | None = None


class _Coding(_Part):
    system: _Short | None = None
    code: _Short | None = None


class _Concept(_Part):
    coding: Annotated[list[_Coding], Field(max_length=limits.SHORT_LIST)] = []


class _Quantity(_Part):
    value: float
    code: Literal["s", "min", "h"]


class _Period(_Part):
    start: _Short
    end: _Short


class _Position(_Part):
    latitude: float
    longitude: float


class _Address(_Part):
    text: _Short | None = None


class _Named(_Part):
    id: _Short | None = None
    identifier: Annotated[list[_Identifier], Field(max_length=limits.SHORT_LIST)] = []


class PatientResource(_Named):
    """A patient: who it is, and nothing else."""


class LocationResource(_Named):
    """A place with its position."""

    position: _Position
    address: _Address | None = None


class ServiceRequestResource(_Named):
    """A need of a visit."""

    status: _Short
    subject: _Reference
    quantityQuantity: _Quantity  # noqa: N815 (FHIR's name)
    priority: Literal["routine", "urgent", "asap", "stat"] = "routine"
    occurrencePeriod: _Period | None = None  # noqa: N815 (FHIR's name)
    category: Annotated[list[_Concept], Field(max_length=limits.SHORT_LIST)] = []
    performerType: _Concept | None = None  # noqa: N815 (FHIR's name)
    locationReference: Annotated[list[_Reference], Field(max_length=limits.SHORT_LIST)] = []  # noqa: N815 (FHIR's name)


class AppointmentResource(_Named):
    """A time that was given or asked for; of several windows each."""

    basedOn: Annotated[list[_Reference], Field(max_length=limits.SHORT_LIST)] = []  # noqa: N815 (FHIR's name)
    requestedPeriod: Annotated[list[_Period], Field(max_length=limits.WINDOWS)] = []  # noqa: N815 (FHIR's name)


class Entry(_Part):
    """A resource of the bundle, and what others call it by."""

    fullUrl: _Short | None = None  # noqa: N815 (FHIR's name)
    resource: dict[str, Any]


class BundleDocument(_Part):
    """The bundle."""

    resourceType: Literal["Bundle"]  # noqa: N815 (FHIR's name)
    entry: Annotated[list[Entry], Field(max_length=4 * limits.ROWS["visits"])] = []


_READ: Final[Mapping[str, type[_Named]]] = {
    "Patient": PatientResource,
    "Location": LocationResource,
    "ServiceRequest": ServiceRequestResource,
    "Appointment": AppointmentResource,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A resource that was read, and at which position of the bundle it stands."""

    number: int
    resource: _Named


def with_needs(day: Day, bundle: object, *, file: str, systems: Systems) -> Day:
    """Give a day with the needs of a bundle; a visit that the day has already is taken as it is told now.

    Raises
    ------
    InputError
        With every fault of the bundle, or of the day as it would be.
    """
    reader = _Reader(files.validate_whole(BundleDocument, bundle, file=file), file, systems)
    document = files.day_document(day)
    told = list(reader.read({patient.id: patient.location for patient in day.patients}))
    refuse(reader.findings, JsonPlaces(file=file))
    for name in ("locations", "patients", "visits"):
        added = {item[name]["id"]: item[name] for item in told if item[name] is not None}
        kept = [item for item in document[name] if item["id"] not in added or name == "patients"]
        known = {item["id"] for item in kept}
        document[name] = [*kept, *(item for key, item in added.items() if key not in known)]
    return files.parse_day(document, file=file)


class _Reader:
    """Reads the resources of a bundle, and collects what is wrong with them."""

    def __init__(self, bundle: BundleDocument, file: str, systems: Systems) -> None:
        self.findings: list[Finding] = []
        self._file = file
        self._systems = systems
        self._order: list[_Known] = []
        self._known: dict[str, _Known] = {}
        for number, entry in enumerate(bundle.entry):
            model = _READ.get(str(entry.resource.get("resourceType")))
            if model is not None:
                self._take(number, entry, model)

    def read(self, homes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Give visit, patient and place of each active need; ``homes`` are those that the day knows."""
        windows = self._read_windows()
        for known in self._order:
            need = known.resource
            if isinstance(need, ServiceRequestResource) and need.status == "active":
                yield from self._read_need(known.number, need, windows.get(known.number, []), homes)

    def _take(self, number: int, entry: Entry, model: type[_Named]) -> None:
        told = {name: value for name, value in entry.resource.items() if name != "resourceType"}
        resource = files.validate_whole(model, told, file=f"{self._file}: entry.{number}.resource")
        kind, key = entry.resource["resourceType"], resource.id
        self._order.append(_Known(number=number, resource=resource))
        for name in (entry.fullUrl, f"{kind}/{key}" if key else None):
            if name:
                self._known[name] = self._order[-1]

    def _read_windows(self) -> dict[int, list[dict[str, str]]]:
        """Give the windows that appointments ask for, by the position of the need that they are based on."""
        found: dict[int, list[dict[str, str]]] = {}
        for known in self._order:
            meeting = known.resource
            if not isinstance(meeting, AppointmentResource):
                continue
            for need in (self._known.get(base.reference or "") for base in meeting.basedOn):
                if need is not None:
                    found[need.number] = [{"start": one.start, "end": one.end} for one in meeting.requestedPeriod]
        return found

    def _read_need(
        self, number: int, need: ServiceRequestResource, windows: list[dict[str, str]], homes: Mapping[str, str]
    ) -> Iterator[dict[str, Any]]:
        patient = self._find(number, "subject", need.subject, PatientResource)
        place = None
        if need.locationReference:
            place = self._find(number, "locationReference.0", need.locationReference[0], LocationResource)
        if patient is None or (need.locationReference and place is None):
            return
        who = self._name(patient, self._systems.patients)
        if place is None and who not in homes:
            self._blame(number, "locationReference", "missing_field", name="locationReference")
            return
        yield {
            "visits": self._visit(need, who, windows),
            "patients": {"id": who, "location": homes.get(who) if place is None else self._place(place)["id"]},
            "locations": None if place is None else self._place(place),
        }

    def _visit(self, need: ServiceRequestResource, patient: str, windows: list[dict[str, str]]) -> dict[str, Any]:
        period = need.occurrencePeriod
        kinds = [coding.code for concept in need.category for coding in concept.coding if coding.code in _KINDS]
        skills = [] if need.performerType is None else need.performerType.coding
        return {
            "id": self._name(need, self._systems.visits),
            "patient": patient,
            "duration_min": need.quantityQuantity.value * _SECONDS[need.quantityQuantity.code] / 60,
            "windows": windows or ([] if period is None else [{"start": period.start, "end": period.end}]),
            "skills": [one.code for one in skills if one.code and one.system in {None, self._systems.skills}],
            "priority": PRIORITIES[need.priority],
            "kind": kinds[0] if kinds else "home",
        }

    def _place(self, place: LocationResource) -> dict[str, Any]:
        told = {
            "id": self._name(place, self._systems.places),
            "lat": place.position.latitude,
            "lon": place.position.longitude,
        }
        return told if place.address is None or not place.address.text else {**told, "address": place.address.text}

    def _find(self, number: int, field: str, to: _Reference, kind: type[Any]) -> Any:
        found = self._known.get(to.reference or "")
        if found is None or not isinstance(found.resource, kind):
            target = kind.__name__.removesuffix("Resource")
            self._blame(number, field, "unknown_id", id=shown(to.reference or ""), target=target)
            return None
        return found.resource

    def _name(self, resource: _Named, system: str) -> str:
        values = [one.value for one in resource.identifier if one.system == system and one.value]
        values += [one.value for one in resource.identifier if one.value]
        return values[0] if values else resource.id or ""

    def _blame(self, number: int, field: str, code: str, **values: object) -> None:
        self.findings.append(Finding(path=("entry", number, "resource", field), code=code, values=values))


_KINDS: Final = frozenset({"home", "phone", "video"})
