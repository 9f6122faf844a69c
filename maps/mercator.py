"""Mercator's projection, in metres at the equator.

It keeps angles, so near any point, anywhere between the poles, it is a plain picture scaled by 1/cos(latitude):
what is nearest on it is nearest on the ground, without choosing a zone for each network.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

EARTH_RADIUS: Final = 6_371_009.0
"""Metres; the mean radius that OSMnx uses too, so that lengths agree."""

LAST_LATITUDE: Final = 89.5
"""Degrees; the poles themselves lie infinitely far up on this map."""


def project(lats: Floats, lons: Floats) -> Floats:
    """Give x and y of points in degrees, shape (points, 2)."""
    y = np.arcsinh(np.tan(np.radians(np.clip(lats, -LAST_LATITUDE, LAST_LATITUDE))))
    return np.column_stack([np.radians(lons), y]) * EARTH_RADIUS


def unproject(points: Floats) -> tuple[Floats, Floats]:
    """Give latitudes and longitudes, in degrees, of points as ``project`` makes them."""
    lats = np.degrees(np.arctan(np.sinh(points[..., 1] / EARTH_RADIUS)))
    return lats, np.degrees(points[..., 0] / EARTH_RADIUS)


def distances(lats: Floats, lons: Floats, other_lats: Floats, other_lons: Floats) -> Floats:
    """Give metres along the great circle between points in degrees, pair by pair (haversine formula)."""
    lat, lon, other_lat, other_lon = (np.radians(values) for values in (lats, lons, other_lats, other_lons))
    chord = np.sin((other_lat - lat) / 2) ** 2
    chord = chord + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(chord, 1.0))), dtype=np.float64)
