"""A table of drives that were made, to learn from: from, to, departure, seconds."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scheduler import clock
from scheduler.faults import Fault, InputError
from scheduler.files import coordinates, limits
from scheduler.files.findings import cut, nearest, shown
from scheduler.files.tables import cells, single
from scheduler.files.tables.sheets import Row

LONGEST_DRIVE_S: Final = 86_400
_SHORTEST_MOMENT: Final = len("2026-11-23T08:00")

Point = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedDrive:
    """One drive: where it began and ended, when it began (UTC), and how long it took."""

    start: Point
    end: Point
    departure: dt.datetime
    seconds: float


def read_drives(path: Path, *, points: Mapping[str, Point], timezone: str) -> tuple[ObservedDrive, ...]:
    """Read drives from a CSV or XLSX file.

    Parameters
    ----------
    path
        The file. Columns ``from`` and ``to`` hold ids of ``points`` or coordinates (``63.82, 20.26``).
    points
        Known places by id.
    timezone
        In which departures without offset are told.

    Raises
    ------
    InputError
        Everything that is wrong, with row and column.
    """
    faults: list[Fault] = []
    drives = [_read_drive(row, points, timezone, faults) for row in single.read_rows(path, "drives", faults)]
    if not faults and not drives:
        faults.append(Fault(code="no_drives", file=path.name))
    if faults:
        raise InputError(cut(faults))
    return tuple(drive for drive in drives if drive is not None)


def _read_drive(row: Row, points: Mapping[str, Point], timezone: str, faults: list[Fault]) -> ObservedDrive | None:
    missing = [name for name in ("from", "to", "departure", "seconds") if name not in row.cells]
    faults += [row.fault("empty_cell", name) for name in missing if name in row.sheet.headers]
    start, end = (None if name in missing else _read_point(row, name, points, faults) for name in ("from", "to"))
    departure = None if "departure" in missing else _read_departure(row, timezone, faults)
    seconds = None if "seconds" in missing else _read_seconds(row, faults)
    if start is None or end is None or departure is None or seconds is None:
        return None
    return ObservedDrive(start=start, end=end, departure=departure, seconds=seconds)


def _read_point(row: Row, name: str, points: Mapping[str, Point], faults: list[Fault]) -> Point | None:
    cell = row.cells[name]
    if cell in points:
        return points[cell]
    pair = cells.read_coordinates(cell)
    if pair is None:
        near = nearest(cell, points) if len(faults) < limits.HINTS else {}
        faults.append(row.fault("unknown_point", name, id=shown(cell), **near))
        return None
    lat, lon = float(pair[0]), float(pair[1])
    found = [row.fault(finding.code, name, **finding.values) for finding in coordinates.check_coordinates(lat, lon, ())]
    if not found and not (abs(lat) <= 90 and abs(lon) <= 180):
        found = [row.fault("unknown_point", name, id=shown(cell))]
    faults += found
    return None if found else (lat, lon)


def _read_departure(row: Row, timezone: str, faults: list[Fault]) -> dt.datetime | None:
    text = row.cells["departure"]
    try:
        if len(text) < _SHORTEST_MOMENT:
            faults.append(row.fault("bad_moment", "departure", value=shown(text)))
            return None
        # The date is only for times without one, which are refused above.
        moment = clock.read_instant(text, date=dt.date(limits.YEARS[0], 1, 1), timezone=timezone)
    except clock.ClockError as error:
        code = "bad_moment" if error.code == "bad_time" else error.code
        hints = dict(zip(("nearest", "other"), error.suggestions, strict=False))
        faults.append(row.fault(code, "departure", value=shown(text), **hints))
        return None
    if not limits.YEARS[0] <= moment.year <= limits.YEARS[1]:
        faults.append(row.fault("bad_moment", "departure", value=shown(text)))
        return None
    return moment


def _read_seconds(row: Row, faults: list[Fault]) -> float | None:
    text = row.cells["seconds"]
    number = cells.read_number(text)
    if isinstance(number, str) or not math.isfinite(number):
        faults.append(row.fault("not_number", "seconds", value=shown(text)))
    elif number <= 0:
        faults.append(row.fault("number_too_small", "seconds", value=shown(text), limit=0))
    elif number > LONGEST_DRIVE_S:
        faults.append(row.fault("number_too_large", "seconds", value=shown(text), limit=LONGEST_DRIVE_S))
    else:
        return float(number)
    return None
