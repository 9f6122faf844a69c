"""A reach as GeoJSON: areas, streets and places."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from maps import mercator
from maps.mercator import Floats
from maps.network import RoadNetwork
from maps.reach.areas import Area, draw_areas
from maps.reach.spreading import Pieces, Reach, find_roads

_DECIMALS: Final = 6


def to_geojson(reach: Reach, *, roads: bool = False) -> dict[str, Any]:
    """Give a FeatureCollection: an area for each of the minutes, the longest first, and the places.

    With ``roads`` also the streets that are reached, which are exact where areas are drawn.
    """
    features = [_area(reach, area) for area in draw_areas(reach)]
    if roads:
        features += [_roads(reach, minutes) for minutes in reversed(reach.minutes)]
    features += [
        _feature({"type": "Point", "coordinates": [round(lon, _DECIMALS), round(lat, _DECIMALS)]}, kind="place")
        for lat, lon in zip(reach.places.lat.tolist(), reach.places.lon.tolist(), strict=True)
    ]
    network = reach.network
    about = {"roads": network.name, "mode": network.mode, "made": network.made, "attribution": network.attribution}
    return {"type": "FeatureCollection", **about, "reverse": reach.reverse, "features": features}


def courses(network: RoadNetwork, pieces: Pieces) -> list[Floats]:
    """Give the course of each piece as rows of longitude and latitude."""
    found = []
    for line, start, end in zip(pieces.line.tolist(), pieces.start.tolist(), pieces.end.tolist(), strict=True):
        rows = slice(network.line_start[line], network.line_start[line + 1])
        course = np.column_stack((network.line_lon[rows], network.line_lat[rows]))
        found.append(course if end - start >= 1 else _cut(course, start, end))
    return found


def _cut(course: Floats, start: float, end: float) -> Floats:
    steps = mercator.distances(course[:-1, 1], course[:-1, 0], course[1:, 1], course[1:, 0])
    along = np.concatenate(([0.0], np.cumsum(steps)))
    low, high = start * along[-1], end * along[-1]
    at = np.concatenate(([low], along[(along > low) & (along < high)], [high]))
    return np.column_stack([np.interp(at, along, course[:, axis]) for axis in (0, 1)])


def _area(reach: Reach, area: Area) -> dict[str, Any]:
    metres = find_roads(reach, area.minutes).metres
    return _feature(
        dict(shapely.geometry.mapping(area.shape)), kind="area", minutes=area.minutes, road_km=round(metres / 1000, 1)
    )


def _roads(reach: Reach, minutes: float) -> dict[str, Any]:
    pieces = find_roads(reach, minutes)
    lines = [np.round(course, _DECIMALS).tolist() for course in courses(reach.network, pieces)]
    return _feature({"type": "MultiLineString", "coordinates": lines}, kind="roads", minutes=minutes)


def _feature(geometry: dict[str, Any], **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}
