"""Points of a table, in columns."""

from __future__ import annotations

from pathlib import Path

from scheduler.files.tables import points


def read_points(path: Path) -> tuple[list[str], list[float], list[float]]:
    """Read ids, latitudes and longitudes; raises InputError that tells what is wrong by row and column."""
    found = points.read_points(path)
    return [point.id for point in found], [point.lat for point in found], [point.lon for point in found]
