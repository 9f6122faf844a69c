"""Pairs of coordinates that were probably not meant; places abroad are fine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scheduler.files.findings import Finding, Path

# Sweden's mainland and islands lie in these bounds of SWEREF 99 TM (north and east in metres).
_SWEREF_NORTH: Final = (6_100_000, 7_700_000)
_SWEREF_EAST: Final = (200_000, 1_000_000)

# A point whose latitude is like a Nordic longitude and the other way round was written the wrong way.
_NORDIC_LAT: Final = (54.0, 72.0)
_NORDIC_LON: Final = (4.0, 32.0)


def check_coordinates(lat: object, lon: object, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with one raw pair of coordinates."""
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return
    if lat == 0 and lon == 0:
        yield Finding(path=(*path, "lat"), code="null_island")
    elif _within(max(lat, lon), _SWEREF_NORTH) and _within(min(lat, lon), _SWEREF_EAST):
        yield Finding(path=(*path, "lat"), code="sweref")
    elif _within(lat, _NORDIC_LON) and _within(lon, _NORDIC_LAT):
        yield Finding(path=(*path, "lat"), code="swapped", values={"lat": f"{lon:g}", "lon": f"{lat:g}"})


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
