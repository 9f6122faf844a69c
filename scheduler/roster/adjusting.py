"""What a morning changes of the day that is due: who is ill, what is off, who sits where, and visits of this date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar

from pydantic import Field

from scheduler.day import Day
from scheduler.files import limits
from scheduler.files.day_json import parse_day
from scheduler.files.findings import Finding, JsonPlaces, Path, fold, nearest, refuse
from scheduler.files.scalars import CalendarDate, Id, Ids, Text
from scheduler.files.wire import VisitItem, Wire
from scheduler.roster.beginning import begin_at
from scheduler.roster.checking import parse_record
from scheduler.roster.duty import DueDay, due_day, home_of, patient_document, place_document
from scheduler.roster.records import (
    Absence,
    AbsenceKind,
    CarRecord,
    Key,
    OutOfService,
    Place,
    Record,
    Roster,
    StaffRecord,
    record_document,
)

AnyRecord = TypeVar("AnyRecord", StaffRecord, CarRecord)


class Away(Wire):
    """Somebody, or a car, that is not there; for longer than the date where ``until`` says so."""

    id: Key
    until: CalendarDate | None = Field(default=None, description="The last date, which the registry then keeps")


class StaffAway(Away):
    """Somebody who is away, and why."""

    kind: AbsenceKind = "ill"


class CarAway(Away):
    """A car that cannot be used."""

    note: Text | None = None


class OneOff(VisitItem):
    """A visit of this date alone."""

    place: Place | None = Field(default=None, description="Where somebody lives who is not in the registry")
    protected: bool = Field(default=False, description="Whether that is told to those only whom the settings name")


class Adjustments(Wire):
    """What is otherwise on a date than the registry says."""

    staff_ill: Annotated[list[StaffAway], Field(max_length=limits.ROWS["staff"])] = Field(default=[])
    cars_gone: Annotated[list[CarAway], Field(max_length=limits.ROWS["cars"])] = Field(default=[])
    visits_off: Annotated[list[Id], Field(max_length=limits.ROWS["visits"])] = Field(default=[])
    crews: Annotated[dict[Id, Ids], Field(max_length=limits.ROWS["cars"])] = Field(
        default={}, description="By car, in place of the usual crew; who is free is called in"
    )
    visits: Annotated[list[OneOff], Field(max_length=limits.ROWS["visits"])] = Field(default=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """The day that comes of it, with its document, and the records that the registry is to keep."""

    day: Day
    document: Mapping[str, Any]
    lasting: tuple[Record, ...]


def adjust(
    roster: Roster, date: dt.date, wanted: Adjustments, *, file: str, begins: dt.datetime | None = None
) -> Adjusted:
    """Make the day of a date as a morning wants it; raises InputError with all that is wrong.

    What is left of it from ``begins`` on is the day, where that is given and lies before its end.
    """
    refuse(_check_away(wanted, roster, date), JsonPlaces(file=file))
    due, lasting = _due(roster, date, wanted)
    refuse(_check_visits(wanted, roster, due), JsonPlaces(file=file))
    _take_off(due.document, set(wanted.visits_off))
    for visit in wanted.visits:
        _add_visit(due, roster, visit)
    document = due.document if begins is None else begin_at(due.document, begins)
    return Adjusted(day=parse_day(document, file="day"), document=document, lasting=lasting)


def fit(roster: Roster, date: dt.date, wanted: Adjustments) -> Adjustments:
    """Leave out what a registry that has changed since knows nothing of any more."""
    known = _leave_out(wanted, _check_away(wanted, roster, date))
    due, _ = _due(roster, date, known)
    return _leave_out(known, _check_visits(known, roster, due))


def _leave_out(wanted: Adjustments, findings: Iterable[Finding]) -> Adjustments:
    """Give adjustments without the entries in which something was found."""
    wrong = {finding.path[:2] if isinstance(finding.path[1], int) else finding.path for finding in findings}
    lists = ("staff_ill", "cars_gone", "visits_off", "visits")
    kept: dict[str, Any] = {
        name: [one for number, one in enumerate(getattr(wanted, name)) if (name, number) not in wrong] for name in lists
    }
    kept["crews"] = {
        car: [person for number, person in enumerate(crew) if ("crews", car, number) not in wrong]
        for car, crew in wanted.crews.items()
        if ("crews", car) not in wrong
    }
    return wanted.model_copy(update=kept)


def _due(roster: Roster, date: dt.date, wanted: Adjustments) -> tuple[DueDay, tuple[Record, ...]]:
    """Give what is due with those who are there, and the records of those who stay away for longer."""
    staff, lasting_staff = _without(roster.staff, wanted.staff_ill, date)
    cars, lasting_cars = _without(roster.cars, wanted.cars_gone, date)
    due = due_day(replace(roster, staff=staff, cars=cars), date, crews=wanted.crews)
    return due, (*lasting_staff, *lasting_cars)


def _without(
    records: Sequence[AnyRecord], away: Sequence[StaffAway] | Sequence[CarAway], date: dt.date
) -> tuple[tuple[AnyRecord, ...], list[AnyRecord]]:
    """Give the records with those away marked as such, and those of them who stay away for longer."""
    told = {one.id: one for one in away}
    changed = {record.id: _away(record, told[record.id], date) for record in records if record.id in told}
    lasting = [
        parse_record(type(record), record_document(record), file="registry")
        for key, record in changed.items()
        if told[key].until is not None and record not in records
    ]
    return tuple(changed.get(record.id, record) for record in records), lasting


def _away(record: AnyRecord, told: StaffAway | CarAway, date: dt.date) -> AnyRecord:
    dates: dict[str, Any] = {"from": date, "until": told.until or date}
    if isinstance(record, StaffRecord):
        assert isinstance(told, StaffAway)
        absence = Absence.model_validate({**dates, "kind": told.kind})
        return (
            record
            if absence in record.absences
            else record.model_copy(update={"absences": [*record.absences, absence]})
        )
    assert isinstance(told, CarAway)
    out = OutOfService.model_validate({**dates, "note": told.note})
    return (
        record
        if out in record.out_of_service
        else record.model_copy(update={"out_of_service": [*record.out_of_service, out]})
    )


def _check_away(wanted: Adjustments, roster: Roster, date: dt.date) -> Iterator[Finding]:
    staff, cars = {one.id for one in roster.staff}, {one.id for one in roster.cars}
    for name, known, target in (("staff_ill", staff, "staff"), ("cars_gone", cars, "cars")):
        for number, away in enumerate(getattr(wanted, name)):
            yield from _check_known(away.id, known, target, (name, number, "id"))
            if away.until is not None and away.until < date:
                values = {"start": date.isoformat(), "end": away.until.isoformat()}
                yield Finding(path=(name, number, "until"), code="ends_before_start", values=values)
    for key, crew in wanted.crews.items():
        yield from _check_known(key, cars, "cars", ("crews", key))
        for number, person in enumerate(crew):
            yield from _check_known(person, staff, "staff", ("crews", key, number))


def _check_visits(wanted: Adjustments, roster: Roster, due: DueDay) -> Iterator[Finding]:
    visits = {visit["id"] for visit in due.document["visits"]}
    for number, key in enumerate(wanted.visits_off):
        yield from _check_known(key, visits, "visits", ("visits_off", number))
    patients = {one.id for one in roster.patients}
    taken = {fold(key): key for key in visits - set(wanted.visits_off)}
    for number, visit in enumerate(wanted.visits):
        other = taken.get(fold(visit.id))
        if other is not None:
            code = "duplicate_id" if other == visit.id else "similar_id"
            values = {"id": visit.id, "other": other}
            yield Finding(path=("visits", number, "id"), code=code, values=values)
        taken.setdefault(fold(visit.id), visit.id)
        if visit.place is None:
            yield from _check_known(visit.patient, patients, "patients", ("visits", number, "patient"))


def _check_known(key: str, known: Collection[str], target: str, path: Path) -> Iterator[Finding]:
    if key not in known:
        yield Finding(path=path, code="unknown_id", values={"id": key, "target": target, **nearest(key, known)})


def _take_off(document: dict[str, Any], off: Collection[str]) -> None:
    """Take visits out, and with them the groups and gaps that they leave with less than two."""
    document["visits"] = [visit for visit in document["visits"] if visit["id"] not in off]
    groups = [{**one, "visits": [key for key in one["visits"] if key not in off]} for one in document["together"]]
    document["together"] = [group for group in groups if len(group["visits"]) > 1]
    document["gaps"] = [gap for gap in document["gaps"] if gap["before"] not in off and gap["after"] not in off]


def _add_visit(due: DueDay, roster: Roster, visit: OneOff) -> None:
    """Add a visit, and its patient where the day does not have them: in hospital, not enrolled, or a stranger."""
    document = due.document
    if visit.patient not in {patient["id"] for patient in document["patients"]}:
        known = next((one for one in roster.patients if one.id == visit.patient), None)
        home = home_of(visit.patient)
        if known is None:
            document["patients"].append({"id": visit.patient, "location": home, "protected": visit.protected})
        else:
            document["patients"].append(patient_document(known, due.manning.at_work))
        place = visit.place or (None if known is None else known.place)
        assert place is not None, "checked: a stranger has a place"
        document["locations"].append(place_document(home, place))
    cars = {car["id"] for car in document["cars"]}
    written = visit.model_dump(mode="json", exclude={"place", "protected"})
    allowed = written["cars_allowed"]
    written["cars_allowed"] = None if allowed is None else [key for key in allowed if key in cars]
    written["cars_refused"] = [key for key in written["cars_refused"] if key in cars]
    document["visits"].append(written)
