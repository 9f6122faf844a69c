"""What must hold in a record beyond its types, and between the records of a registry; all of it told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from scheduler.files import limits
from scheduler.files.coordinates import check_coordinates
from scheduler.files.findings import Finding, JsonPlaces, Path, fold, nearest, refuse, shown
from scheduler.files.times import TimeReader
from scheduler.files.validation import validate_whole
from scheduler.files.wire import BreakItem, ShiftItem, WindowItem
from scheduler.roster.records import (
    CarRecord,
    NeedItem,
    PatientRecord,
    Place,
    Record,
    Rhythm,
    Spell,
    StaffRecord,
    TeamSettings,
)

AnyDocument = TypeVar("AnyDocument", TeamSettings, StaffRecord, CarRecord, PatientRecord)

_ANY_DATE: Final = dt.date(2001, 1, 1)
"""Recurring times are read on a date without clock changes, of a zone without any."""


def parse_record(model: type[AnyDocument], document: object, *, file: str) -> AnyDocument:
    """Read a record or the settings of a team; raises InputError with all faults."""
    record = validate_whole(model, document, file=file)
    refuse(check(record), JsonPlaces(file=file))
    return record


def check(record: TeamSettings | Record) -> Iterator[Finding]:
    """Yield what is wrong in a well-formed record by itself."""
    if isinstance(record, TeamSettings):
        yield from _check_settings(record)
    elif isinstance(record, StaffRecord):
        yield from _check_rhythms(record.works, ("works",))
        yield from _check_spells(record.absences, ("absences",))
    elif isinstance(record, CarRecord):
        yield from _check_car(record)
    else:
        yield from _check_patient(record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What records may refer to: the keys of a registry, its bases, and whether it has a shift for cars without."""

    staff: Collection[str]
    cars: Collection[str]
    patients: Collection[str]
    bases: Collection[str]
    has_shift: bool


def check_within(record: Record, known: Known) -> Iterator[Finding]:
    """Yield what is wrong between a record and the registry that it is, or comes to be, in."""
    if isinstance(record, StaffRecord):
        yield from _check_key(record.id, known.staff, "staff")
    elif isinstance(record, CarRecord):
        yield from _check_key(record.id, known.cars, "cars")
        yield from _check_car_within(record, known)
    else:
        yield from _check_key(record.id, known.patients, "patients")
        for name in ("contact_staff", "refused_staff"):
            yield from _check_named(getattr(record, name), known.staff, "staff", (name,))
        for number, need in enumerate(record.needs):
            for name in ("cars_allowed", "cars_refused"):
                yield from _check_named(getattr(need, name) or (), known.cars, "cars", ("needs", number, name))


def check_settings_within(settings: TeamSettings, cars: Iterable[CarRecord]) -> Iterator[Finding]:
    """Yield the bases and the shift that cars of the registry need and that settings do not have."""
    bases = {base.id for base in settings.bases}
    for car in cars:
        for key in sorted({key for key in (car.start, car.end) if key is not None} - bases):
            yield Finding(path=("bases",), code="unknown_id", values={"id": key, "target": "bases"})
        if car.start is None and not bases:
            yield Finding(path=("bases",), code="list_too_short", values={"value": "[]", "limit": 1})
        if settings.shift is None and any(one.shift is None for one in car.shifts):
            yield Finding(path=("shift",), code="no_hours")


def _check_car_within(car: CarRecord, known: Known) -> Iterator[Finding]:
    for name in ("start", "end"):
        yield from _check_named((getattr(car, name),), known.bases, "bases", (name,), listed=False)
    if car.start is None and not known.bases:
        yield Finding(path=("start",), code="missing_field", values={"name": "start"})
    for number, one in enumerate(car.shifts):
        yield from _check_named(one.crew, known.staff, "staff", ("shifts", number, "crew"))
        if one.shift is None and not known.has_shift:
            yield Finding(path=("shifts", number, "shift"), code="no_hours")


def _check_settings(settings: TeamSettings) -> Iterator[Finding]:
    yield from _check_unlike([base.id for base in settings.bases], ("bases",))
    for number, base in enumerate(settings.bases):
        yield from _check_place(base, ("bases", number))
    yield from _check_hours(settings.shift, settings.breaks, ())


def _check_car(car: CarRecord) -> Iterator[Finding]:
    yield from _check_spells(car.out_of_service, ("out_of_service",))
    yield from _check_rhythms(car.shifts, ("shifts",))
    for number, one in enumerate(car.shifts):
        path: Path = ("shifts", number)
        yield from _check_hours(one.shift, one.breaks or (), path)
        yield from _check_twice(one.crew, (*path, "crew"))


def _check_patient(patient: PatientRecord) -> Iterator[Finding]:
    yield from _check_place(patient.place, ("place",))
    yield from _check_order(patient.enrolled_from, patient.enrolled_until, ("enrolled_until",))
    yield from _check_spells(patient.hospital, ("hospital",))
    for number, key in enumerate(patient.refused_staff):
        if key in patient.contact_staff:
            yield Finding(path=("refused_staff", number), code="wanted_and_refused", values={"id": key})
    yield from _check_unlike([need.id for need in patient.needs], ("needs",))
    yield from _check_rhythms(patient.needs, ("needs",))
    for number, need in enumerate(patient.needs):
        yield from _check_need(need, ("needs", number))


def _check_need(need: NeedItem, path: Path) -> Iterator[Finding]:
    reader = TimeReader(date=_ANY_DATE, timezone="UTC")
    for number, time in enumerate(need.times):
        for place, window in enumerate(time.windows):
            _read_window(window, (*path, "times", number, "windows", place), reader)
    yield from reader.findings
    if need.gap_max_min is not None and need.gap_max_min < need.gap_min_min:
        yield Finding(path=(*path, "gap_max_min"), code="gap_max_below_min")
    for number, key in enumerate(need.cars_refused):
        if key in (need.cars_allowed or ()):
            yield Finding(path=(*path, "cars_refused", number), code="wanted_and_refused", values={"id": key})


def _read_window(window: WindowItem, path: Path, reader: TimeReader) -> None:
    span = reader.read_span(window.start, window.end, path, ("start", "end"))
    soft = {name: reader.read(getattr(window, name), (*path, name)) for name in ("soft_start", "soft_end")}
    if span is None:
        return
    earliest = span[0]
    for name, at in soft.items():
        if at is not None and not earliest <= at <= span[1]:
            reader.findings.append(Finding(path=(*path, name), code="soft_outside_window"))
        earliest = at or earliest


def _check_hours(shift: ShiftItem | None, breaks: Iterable[BreakItem], path: Path) -> Iterator[Finding]:
    reader = TimeReader(date=_ANY_DATE, timezone="UTC")
    if shift is not None:
        span = reader.read_span(shift.start, shift.end, (*path, "shift"), ("start", "end"))
        if span is not None and span[0] == span[1]:
            values = {"start": shown(shift.start), "end": shown(shift.end)}
            yield Finding(path=(*path, "shift", "end"), code="ends_before_start", values=values)
    for number, rest in enumerate(breaks):
        reader.read_span(rest.earliest, rest.latest, (*path, "breaks", number), ("earliest", "latest"))
    yield from reader.findings


def _check_rhythms(rhythms: Iterable[Rhythm], path: Path) -> Iterator[Finding]:
    for number, rhythm in enumerate(rhythms):
        yield from _check_order(rhythm.first, rhythm.until, (*path, number, "until"))
        if rhythm.first is None and max(rhythm.every_days, rhythm.every_weeks) > 1:
            yield Finding(path=(*path, number, "from"), code="missing_field", values={"name": "from"})


def _check_spells(spells: Iterable[Spell], path: Path) -> Iterator[Finding]:
    for number, spell in enumerate(spells):
        yield from _check_order(spell.first, spell.until, (*path, number, "until"))


def _check_order(first: dt.date | None, until: dt.date | None, path: Path) -> Iterator[Finding]:
    if first is not None and until is not None and until < first:
        values = {"start": first.isoformat(), "end": until.isoformat()}
        yield Finding(path=path, code="ends_before_start", values=values)


def _check_place(place: Place, path: Path) -> Iterator[Finding]:
    yield from check_coordinates(place.lat, place.lon, path)


def _check_twice(keys: Collection[str], path: Path) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, key in enumerate(keys):
        if key in seen:
            yield Finding(path=(*path, number), code="named_twice", values={"id": key})
        seen.add(key)


def _check_unlike(keys: Iterable[str], path: Path) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for number, key in enumerate(keys):
        other = seen.get(fold(key))
        if other is not None:
            code = "duplicate_id" if other == key else "similar_id"
            yield Finding(path=(*path, number, "id"), code=code, values={"id": key, "other": other})
        seen.setdefault(fold(key), key)


def _check_key(key: str, known: Collection[str], section: str) -> Iterator[Finding]:
    """See to it that no other key looks the same, and that there is room."""
    other = next((one for one in known if one != key and fold(one) == fold(key)), None)
    if other is not None:
        yield Finding(path=("id",), code="similar_id", values={"id": key, "other": other})
    most = limits.ROWS[section]
    if key not in known and len(known) >= most:
        yield Finding(path=(), code="problem_too_large", values={"count": len(known) + 1, "limit": most})


def _check_named(
    keys: Iterable[str | None], known: Collection[str], target: str, path: Path, *, listed: bool = True
) -> Iterator[Finding]:
    for number, key in enumerate(keys):
        if key is not None and key not in known:
            values: Mapping[str, object] = {"id": key, "target": target, **nearest(key, known)}
            yield Finding(path=(*path, number) if listed else path, code="unknown_id", values=values)
