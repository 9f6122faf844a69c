"""Between wire items and the domain: local times become instants, minutes seconds, and back.

Reading collects findings (times that do not exist, spans that end before they start) in place of raising, so that
all of them are told at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from scheduler.day import (
    Break,
    Car,
    Day,
    Fixed,
    Gap,
    Kind,
    Location,
    Matrix,
    Mode,
    Patient,
    Preset,
    Rules,
    Shift,
    Staff,
    Together,
    TravelTable,
    Visit,
    Weights,
    Window,
)
from scheduler.files.findings import Finding, Path, shown
from scheduler.files.running_json import to_running
from scheduler.files.times import TimeReader
from scheduler.files.validation import Parts, Rows
from scheduler.files.wire import (
    BreakItem,
    CarItem,
    GapItem,
    LocationItem,
    PatientItem,
    ShiftItem,
    StaffItem,
    TogetherItem,
    TravelItem,
    VisitItem,
    WindowItem,
)
from solver.travel import UNREACHABLE

Item = TypeVar("Item")
Value = TypeVar("Value")


def to_day(parts: Parts) -> tuple[Day | None, list[Finding]]:
    """Make the day of well-formed parts; None with findings where its times make no sense."""
    head = parts.head
    if parts.calendar is None:
        return None, []
    reader = TimeReader(date=dt.date.fromisoformat(parts.calendar.date), timezone=parts.calendar.timezone)
    cars = [_to_car(item, ("cars", number), reader) for number, item in parts.items["cars"].items()]
    visits = [_to_visit(item, ("visits", number), reader) for number, item in parts.items["visits"].items()]
    fixed = [
        Fixed(visit=item.visit, car=item.car, start=reader.read(item.start, ("fixed", number, "start")))
        for number, item in parts.items["fixed"].items()
    ]
    running = None if head is None or head.running is None else to_running(head.running, reader)
    if head is None or parts.findings or reader.findings:
        return None, reader.findings
    return Day(
        date=reader.date,
        timezone=head.timezone,
        team=head.team,
        roads=head.roads,
        travel=None if head.travel is None else _to_travel(head.travel, parts.matrices),
        locations=_each(_to_location, parts.items["locations"].values()),
        staff=_each(_to_staff, parts.items["staff"].values()),
        cars=tuple(car for car in cars if car is not None),
        patients=_each(_to_patient, parts.items["patients"].values()),
        visits=tuple(visit for visit in visits if visit is not None),
        together=_each(_to_together, parts.items["together"].values()),
        gaps=_each(_to_gap, parts.items["gaps"].values()),
        fixed=tuple(fixed),
        rules=Rules(
            min_gap_same_patient_s=_seconds(head.rules.min_gap_same_patient_min),
            traffic=head.rules.traffic,
            winter=head.rules.winter,
        ),
        weights=Weights(preset=Preset(head.weights.preset), prices=dict(head.weights.prices.items())),
        running=running,
    ), []


def read_windows(items: Iterable[WindowItem], reader: TimeReader, path: Path = ()) -> tuple[Window, ...]:
    """Read the windows of a visit at ``path``; what makes no sense is left away and found by the reader."""
    windows = [_to_window(item, (*path, "windows", number), reader) for number, item in enumerate(items)]
    return tuple(window for window in windows if window is not None)


def _each(make: Callable[[Item], Value], items: Iterable[Item]) -> tuple[Value, ...]:
    return tuple(make(item) for item in items)


def _to_location(item: LocationItem) -> Location:
    return Location(id=item.id, lat=item.lat, lon=item.lon, address=item.address)


def _to_staff(item: StaffItem) -> Staff:
    return Staff(
        id=item.id,
        name=item.name or item.id,
        profession=item.profession,
        skills=frozenset(item.skills),
        languages=tuple(item.languages),
    )


def _to_car(item: CarItem, path: Path, reader: TimeReader) -> Car | None:
    shift = _to_shift(item.shift, (*path, "shift"), reader)
    breaks = [_to_break(rest, (*path, "breaks", number), reader) for number, rest in enumerate(item.breaks)]
    if shift is None:
        return None
    return Car(
        id=item.id,
        number=item.number,
        mode=item.mode,
        start=item.start,
        end=item.end if "end" in item.model_fields_set else item.start,
        crew=tuple(item.crew),
        shift=shift,
        breaks=tuple(rest for rest in breaks if rest is not None),
        max_visits=item.max_visits,
        capacity=dict(item.capacity),
    )


def _to_shift(item: ShiftItem, path: Path, reader: TimeReader) -> Shift | None:
    span = reader.read_span(item.start, item.end, path, ("start", "end"))
    if span is None:
        return None
    if span[0] == span[1]:
        values = {"start": shown(item.start), "end": shown(item.end)}
        reader.findings.append(Finding(path=(*path, "end"), code="ends_before_start", values=values))
        return None
    return Shift(start=span[0], end=span[1], max_overtime_s=_seconds(item.max_overtime_min))


def _to_break(item: BreakItem, path: Path, reader: TimeReader) -> Break | None:
    span = reader.read_span(item.earliest, item.latest, path, ("earliest", "latest"))
    if span is None:
        return None
    return Break(earliest=span[0], latest=span[1], duration_s=max(1, _seconds(item.duration_min)))


def _to_patient(item: PatientItem) -> Patient:
    return Patient(
        id=item.id,
        location=item.location,
        max_visits_per_day=item.max_visits_per_day,
        contact_staff=frozenset(item.contact_staff),
        refused_staff=frozenset(item.refused_staff),
        phone=item.phone,
        protected=item.protected,
    )


def _to_visit(item: VisitItem, path: Path, reader: TimeReader) -> Visit:
    return Visit(
        id=item.id,
        patient=item.patient,
        duration_s=max(1, _seconds(item.duration_min)),
        setup_s=_seconds(item.setup_min),
        windows=read_windows(item.windows, reader, path),
        skills=frozenset(item.skills),
        crew_size=item.crew_size,
        priority=item.priority,
        mandatory=item.mandatory,
        kind=Kind(item.kind),
        cars_allowed=None if item.cars_allowed is None else frozenset(item.cars_allowed),
        cars_refused=frozenset(item.cars_refused),
        demand=dict(item.demand),
    )


def _to_window(item: WindowItem, path: Path, reader: TimeReader) -> Window | None:
    span = reader.read_span(item.start, item.end, path, ("start", "end"))
    soft_start = reader.read(item.soft_start, (*path, "soft_start"))
    soft_end = reader.read(item.soft_end, (*path, "soft_end"))
    if span is None:
        return None
    for name, at, earliest in (("soft_start", soft_start, span[0]), ("soft_end", soft_end, soft_start or span[0])):
        if at is not None and not earliest <= at <= span[1]:
            reader.findings.append(Finding(path=(*path, name), code="soft_outside_window"))
            return None
    return Window(start=span[0], end=span[1], soft_start=soft_start, soft_end=soft_end)


def _to_together(item: TogetherItem) -> Together:
    return Together(id=item.id, visits=tuple(item.visits))


def _to_gap(item: GapItem) -> Gap:
    longest = None if item.max_min is None else _seconds(item.max_min)
    return Gap(before=item.before, after=item.after, min_s=_seconds(item.min_min), max_s=longest, since=item.since)


def _to_travel(item: TravelItem, matrices: Mapping[str, Mapping[str, Rows]]) -> TravelTable:
    modes: dict[Mode, Matrix] = {
        mode: Matrix(seconds=_to_array(matrices[mode]["seconds"]), metres=_to_array(matrices[mode]["metres"]))
        for mode in item.modes
    }
    return TravelTable(locations=tuple(item.locations), modes=modes)


def _to_array(rows: Rows) -> npt.NDArray[np.int64]:
    cells = [[UNREACHABLE if cell is None else cell for cell in row] if None in row else row for row in rows]
    return np.array(cells, dtype=np.int64).reshape(len(rows), len(rows))


def _seconds(minutes: float) -> int:
    return round(minutes * 60)
