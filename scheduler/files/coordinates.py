"""Pairs of coordinates that were probably not meant; places abroad are fine."""

from __future__ import annotations

from collections.abc import Iterator

from maps.coordinates import suspect
from scheduler.files.findings import Finding, Path


def check_coordinates(lat: object, lon: object, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with one raw pair of coordinates, and what was probably meant."""
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return
    found = suspect(lat, lon)
    if found is not None:
        # Five decimals are a metre.
        meant = found.meant or ()
        told = {axis: f"{round(degrees, 5):.9g}" for axis, degrees in zip(("lat", "lon"), meant, strict=bool(meant))}
        yield Finding(path=(*path, "lat"), code=found.kind, values=told)
