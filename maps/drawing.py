"""A network as lines to draw: few classes, clipped, simplified, whole streets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import shapely

from maps import mercator, water
from maps.mercator import Floats
from maps.network import CLASSES, Bools, Ints, Place, RoadNetwork

RoadKind = Literal["motorway", "main", "minor", "street"]
ROAD_KINDS: Final[tuple[RoadKind, ...]] = get_args(RoadKind)
Bounds = tuple[float, float, float, float]

_KIND_OF: Final[Mapping[str, RoadKind]] = {
    **dict.fromkeys(("motorway", "motorway_link", "trunk", "trunk_link"), "motorway"),
    **dict.fromkeys(("primary", "primary_link", "secondary", "secondary_link"), "main"),
    **dict.fromkeys(("tertiary", "tertiary_link", "unclassified"), "minor"),
}
_PLACE_RANKS: Final = ("city", "town", "village", "suburb", "island", "quarter", "hamlet", "neighbourhood")
_NO_SERVICE_FROM_M: Final = 20
"""Metres of detail from which driveways and the like are too fine to show."""
_DECIMALS: Final = 6
_HAIR_M: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a drawing, in degrees; ``name`` may be empty."""

    name: str
    lats: Floats
    lons: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What to draw of a network inside ``bounds`` (south, west, north, east); ``attribution`` belongs beside it."""

    bounds: Bounds
    lines: Mapping[RoadKind, tuple[Line, ...]]
    water: tuple[Line, ...]
    """Shores of seas, lakes and islands as rings, to fill even-odd; rivers as open lines."""
    places: tuple[Place, ...]
    """Most important first."""
    attribution: str
    made: bool


def draw(network: RoadNetwork, bounds: Bounds | None = None, *, detail: float, most: int = 15_000) -> Drawing:
    """Choose and simplify what is to be drawn.

    Parameters
    ----------
    network
        The roads.
    bounds
        South, west, north and east in degrees; all of the network without.
    detail
        Metres that may be lost: lines stray from their course by at most so much, and shorter streets are left out.
    most
        Lines at most; the least important and shortest are left out.
    """
    box = bounds or network.bounds
    chosen = _choose(network, box, detail)
    kinds, names, courses = _merge(network, chosen)
    scale = 1 / np.cos(np.radians((box[0] + box[2]) / 2))
    rows, courses = _fit(courses, box, detail * scale)
    kinds, names, lengths = kinds[rows], names[rows], shapely.length(courses)
    kept = (lengths >= detail * scale) | (kinds < ROAD_KINDS.index("minor"))
    order = np.lexsort((-lengths, kinds))
    order = order[kept[order]][:most]
    lines = {
        kind: tuple(_line(courses[row], network.names[names[row]]) for row in order if kinds[row] == number)
        for number, kind in enumerate(ROAD_KINDS)
    }
    return Drawing(
        bounds=box,
        lines=MappingProxyType(lines),
        water=tuple(_shore(course) for course in water.find_water(network, box, detail=detail)),
        places=_find_places(network, box),
        attribution=network.attribution,
        made=network.made,
    )


def _choose(network: RoadNetwork, box: Bounds, detail: float) -> Ints:
    """Give an edge of each line that may be seen."""
    lines, edges = np.unique(network.line, return_index=True)
    chosen = _touches(network.line_start, network.line_lat, network.line_lon, box)[lines]
    if detail >= _NO_SERVICE_FROM_M:
        chosen &= network.road_class[edges] != CLASSES.index("service")
    return np.asarray(edges[chosen], dtype=np.int64)


def _touches(start: Ints, lat: Floats, lon: Floats, box: Bounds) -> Bools:
    south, west, north, east = box
    first = start[:-1]
    inside = (np.maximum.reduceat(lat, first) >= south) & (np.minimum.reduceat(lat, first) <= north)
    return inside & (np.maximum.reduceat(lon, first) >= west) & (np.minimum.reduceat(lon, first) <= east)


def _merge(network: RoadNetwork, edges: Ints) -> tuple[Ints, Ints, npt.NDArray[np.object_]]:
    """Join the lines of a kind and name where they meet: kinds, names and courses on the map."""
    kind_of_class = np.array([ROAD_KINDS.index(_KIND_OF.get(name, "street")) for name in CLASSES])
    kind, name = kind_of_class[network.road_class[edges]], network.street[edges].astype(np.int64)
    courses = _courses(network.line_start, network.line_lat, network.line_lon)[network.line[edges]]
    order = np.lexsort((name, kind))
    group = np.cumsum((np.diff(kind[order], prepend=-1) != 0) | (np.diff(name[order], prepend=-1) != 0)) - 1
    _, first = np.unique(group, return_index=True)
    joined = shapely.line_merge(shapely.multilinestrings(courses[order], indices=group)) if len(edges) else courses
    parts, whole = shapely.get_parts(joined, return_index=True)
    return kind[order][first][whole], name[order][first][whole], parts


def _courses(start: Ints, lat: Floats, lon: Floats) -> npt.NDArray[np.object_]:
    row = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return np.asarray(shapely.linestrings(mercator.project(lat, lon), indices=row), dtype=object)


def _fit(courses: npt.NDArray[np.object_], box: Bounds, tolerance: float) -> tuple[Ints, npt.NDArray[np.object_]]:
    """Clip and simplify; gives lines and which course each comes from."""
    corners = mercator.project(np.array(box[::2]), np.array(box[1::2]))
    # A hair wider, as GEOS drops what lies exactly on the edge.
    (west, south), (east, north) = corners[0] - _HAIR_M, corners[1] + _HAIR_M
    clipped = shapely.clip_by_rect(shapely.simplify(courses, tolerance), west, south, east, north)
    parts, rows = shapely.get_parts(clipped, return_index=True)
    solid = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(parts)
    return rows[solid], parts[solid]


def _line(course: shapely.LineString, name: str) -> Line:
    lats, lons = mercator.unproject(shapely.get_coordinates(course))
    return Line(name=name, lats=np.round(lats, _DECIMALS), lons=np.round(lons, _DECIMALS))


def _shore(course: shapely.LineString) -> Line:
    points = np.round(shapely.get_coordinates(course), _DECIMALS)
    return Line(name="", lats=points[:, 1], lons=points[:, 0])


def _find_places(network: RoadNetwork, box: Bounds) -> tuple[Place, ...]:
    south, west, north, east = box
    inside = [place for place in network.places if south <= place.lat <= north and west <= place.lon <= east]
    return tuple(sorted(inside, key=_rank))


def _rank(place: Place) -> tuple[int, int, str]:
    kind = _PLACE_RANKS.index(place.kind) if place.kind in _PLACE_RANKS else len(_PLACE_RANKS)
    return kind, -(place.population or 0), place.name
