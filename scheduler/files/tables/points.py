"""A table of points: id, lat, lon."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from scheduler.faults import Fault, InputError
from scheduler.files import coordinates
from scheduler.files.findings import cut, shown
from scheduler.files.tables import cells, single
from scheduler.files.tables.sheets import Row

_FARTHEST = {"lat": 90.0, "lon": 180.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A named point, in degrees of WGS 84."""

    id: str
    lat: float
    lon: float


def read_points(path: Path) -> tuple[Point, ...]:
    """Read points from a CSV or XLSX file.

    Raises
    ------
    InputError
        Everything that is wrong, with row and column.
    """
    faults: list[Fault] = []
    points: dict[str, Point] = {}
    for row in single.read_rows(path, "points", faults):
        point = _read_point(row, faults)
        if point is not None and point.id in points:
            faults.append(row.fault("duplicate_id", "id", id=shown(point.id)))
        elif point is not None:
            points[point.id] = point
    if not faults and not points:
        faults.append(Fault(code="no_points", file=path.name))
    if faults:
        raise InputError(cut(faults))
    return tuple(points.values())


def _read_point(row: Row, faults: list[Fault]) -> Point | None:
    found = [row.fault("empty_cell", name) for name in row.sheet.headers if name != "address" and name not in row.cells]
    key = row.cells.get("id", "")
    odd = next((sign for sign in key if not sign.isprintable()), None)
    if odd is not None:
        found.append(row.fault("bad_character", "id", character=f"U+{ord(odd):04X}"))
    lat, lon = (_read_degrees(row, name, found) for name in ("lat", "lon"))
    if lat is not None and lon is not None:
        suspicions = coordinates.check_coordinates(lat, lon, ())
        told = [row.fault(finding.code, "lat", **finding.values) for finding in suspicions]
        found += told or [
            row.fault("not_degrees", name, value=shown(row.cells[name]), limit=round(_FARTHEST[name]))
            for name, degrees in (("lat", lat), ("lon", lon))
            if abs(degrees) > _FARTHEST[name]
        ]
    faults += found
    if found or lat is None or lon is None or not key:
        return None
    return Point(id=key, lat=lat, lon=lon)


def _read_degrees(row: Row, name: str, found: list[Fault]) -> float | None:
    text = row.cells.get(name)
    if text is None:
        return None
    number = cells.read_number(text)
    if isinstance(number, str) or not math.isfinite(number):
        found.append(row.fault("not_number", name, value=shown(text)))
        return None
    return float(number)
