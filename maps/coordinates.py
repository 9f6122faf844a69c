"""Pairs of numbers that were probably meant as other coordinates than they are written as, and what was meant.

Places abroad are fine; only what is hardly ever meant is told: 0, 0; a Nordic point with latitude and longitude
swapped; metres of one of the two national grids of Sweden, in either order.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["null_island", "swapped", "sweref", "rt90"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """What a pair of numbers looks like."""

    kind: Kind
    meant: tuple[float, float] | None = None
    """The latitude and longitude that were probably meant, in degrees of WGS 84."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """A transverse Mercator projection; bounds are those of Sweden, with some sea around."""

    meridian: float
    """Degrees."""
    scale: float
    false_north: float
    false_east: float
    """Metres."""
    east: tuple[float, float]


# Lantmäteriet, "Gauss Conformal Projection (Transverse Mercator): Krüger's Formulas", parameters of SWEREF 99 TM; and
# its "direct projection" of RT 90 2.5 gon V, which gives degrees of SWEREF 99 without a change of datum.
_SWEREF: Final = _Grid(meridian=15.0, scale=0.9996, false_north=0.0, false_east=500_000.0, east=(200_000, 1_000_000))
_RT90: Final = _Grid(
    meridian=15 + 48 / 60 + 22.624306 / 3600,
    scale=1.00000561024,
    false_north=-667.711,
    false_east=1_500_064.274,
    east=(1_150_000, 2_000_000),
)
_NORTH: Final = (6_100_000, 7_700_000)

_AXIS: Final = 6_378_137.0
_FLATTENING: Final = 1 / 298.257222101
"""Of GRS 80, which WGS 84 equals to the tenth of a millimetre."""

# A point whose latitude is like a Nordic longitude and the other way round was written the wrong way.
_NORDIC_LAT: Final = (54.0, 72.0)
_NORDIC_LON: Final = (4.0, 32.0)

_NUMBER: Final = r"(\d{1,3}(?:[.,]\d+)?)"
_AXIS_TEXT: Final = rf"{_NUMBER}\s*°\s*(?:{_NUMBER}\s*['′’]\s*)?(?:{_NUMBER}\s*(?:[\"″”]|'')\s*)?"
_DEGREES: Final = re.compile(rf"\s*{_AXIS_TEXT}([NSns])[\s,;]*{_AXIS_TEXT}([EWÖVewöv])\s*")


def suspect(lat: float, lon: float) -> Suspicion | None:
    """Tell what a pair of numbers, told to be a latitude and a longitude, looks like; None if like just that."""
    if lat == 0 and lon == 0:
        return Suspicion(kind="null_island")
    north, east = max(lat, lon), min(lat, lon)
    if _within(north, _NORTH):
        if _within(east, _SWEREF.east):
            return Suspicion(kind="sweref", meant=from_sweref(north, east))
        if _within(east, _RT90.east):
            return Suspicion(kind="rt90", meant=_unproject(_RT90, north, east))
    if _within(lat, _NORDIC_LON) and _within(lon, _NORDIC_LAT):
        return Suspicion(kind="swapped", meant=(lon, lat))
    return None


def from_sweref(north: float, east: float) -> tuple[float, float]:
    """Give latitude and longitude in degrees of a point of SWEREF 99 TM, in metres; right to the millimetre."""
    return _unproject(_SWEREF, north, east)


def read_degrees(text: str) -> tuple[float, float] | None:
    """Read a point written with signs of degrees, as ``63° 49.5′ N 20° 15′ 36″ E``; None if it is none.

    Ö and V are east and west in Swedish; minutes and seconds may be left out.
    """
    match = _DEGREES.fullmatch(text)
    if match is None:
        return None
    lat, lon = (_sum_axis(match.groups()[first : first + 3]) for first in (0, 4))
    if lat is None or lon is None or lat > 90 or lon > 180:
        return None
    return (-lat if match[4] in "Ss" else lat), (-lon if match[8] in "WwVv" else lon)


def _sum_axis(parts: tuple[str | None, ...]) -> float | None:
    """Add up degrees, minutes and seconds; None if there are sixty or more of the latter."""
    degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts)
    return degrees + minutes / 60 + seconds / 3600 if max(minutes, seconds) < 60 else None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _unproject(grid: _Grid, north: float, east: float) -> tuple[float, float]:
    """Give latitude and longitude in degrees by Krüger's series, in the terms of Lantmäteriet's paper."""
    e2 = _FLATTENING * (2 - _FLATTENING)
    n = _FLATTENING / (2 - _FLATTENING)
    radius = _AXIS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi = (north - grid.false_north) / (grid.scale * radius)
    eta = (east - grid.false_east) / (grid.scale * radius)
    deltas = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )
    xi_sphere, eta_sphere = xi, eta
    for order, delta in enumerate(deltas, start=1):
        xi_sphere -= delta * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        eta_sphere -= delta * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    conformal = math.asin(math.sin(xi_sphere) / math.cosh(eta_sphere))
    away = math.atan2(math.sinh(eta_sphere), math.cos(xi_sphere))
    stars = (
        e2 + e2**2 + e2**3 + e2**4,
        -(7 * e2**2 + 17 * e2**3 + 30 * e2**4) / 6,
        (224 * e2**3 + 889 * e2**4) / 120,
        -(4279 * e2**4) / 1260,
    )
    powers = (math.sin(conformal) ** (2 * order) for order in range(len(stars)))
    series = sum(star * power for star, power in zip(stars, powers, strict=True))
    lat = conformal + math.sin(conformal) * math.cos(conformal) * series
    return math.degrees(lat), grid.meridian + math.degrees(away)
