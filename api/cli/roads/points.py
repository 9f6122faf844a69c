"""Points read from a table: ``id,lat,lon``."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from api.cli.refusals import RefusedError
from scheduler.files import coordinates

_ROWS_TOLD: Final = 10


def read_points(path: Path) -> tuple[list[str], list[float], list[float]]:
    """Read ``id,lat,lon`` rows; raises RefusedError that names the rows which are no points."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RefusedError("points", place=str(path)) from error
    points = [_read_point(row) for row in rows]
    seen: set[str] = set()
    good: list[tuple[str, float, float]] = []
    bad: list[int] = []
    for line, point in enumerate(points, start=2):
        if point is None or point[0] in seen:
            bad.append(line)
        else:
            seen.add(point[0])
            good.append(point)
    if bad:
        told = ", ".join(map(str, bad[:_ROWS_TOLD])) + (" …" if len(bad) > _ROWS_TOLD else "")
        raise RefusedError("points_rows", place=str(path), rows=told)
    if not good:
        raise RefusedError("points", place=str(path))
    ids, lats, lons = zip(*good, strict=True)
    return list(ids), list(lats), list(lons)


def _read_point(row: Mapping[str | None, object]) -> tuple[str, float, float] | None:
    """Read one row; None where it is no point, or one that was probably not meant (swapped, metres, 0, 0)."""
    name = str(row.get("id") or "").strip()
    try:
        lat, lon = float(str(row["lat"])), float(str(row["lon"]))
    except (KeyError, ValueError):
        return None
    on_globe = -90 <= lat <= 90 and -180 <= lon <= 180
    if None in row or not name.isprintable() or not name or not on_globe:
        return None
    return None if any(coordinates.check_coordinates(lat, lon, ())) else (name, lat, lon)
