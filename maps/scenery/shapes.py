"""Scenery as arrays: areas, lines and points by kind, and what roads have besides what a network tells of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from maps.mercator import Floats
from maps.network import Indices, Ints, RoadNetwork
from maps.scenery import kinds

Shapes = npt.NDArray[np.object_]
Bounds = tuple[float, float, float, float]

_NO_INTS: Final = np.zeros(0, dtype=np.int64)
_NO_INDICES: Final = np.zeros(0, dtype=np.int32)
_NO_SHAPES: Final = np.zeros(0, dtype=object)
_NO_FLOATS: Final = np.zeros(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """Polygons in degrees, longitude first; one of many parts stands here part by part, under one ``id``."""

    id: Ints = field(default_factory=_NO_INTS.copy)
    """Of the way, doubled; of a relation doubled and one more, as OSM's own areas are numbered; 0 for sea."""
    kind: Indices = field(default_factory=_NO_INDICES.copy)
    name: Indices = field(default_factory=_NO_INDICES.copy)
    shape: Shapes = field(default_factory=_NO_SHAPES.copy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Courses in degrees, longitude first, in the direction of the way."""

    id: Ints = field(default_factory=_NO_INTS.copy)
    kind: Indices = field(default_factory=_NO_INDICES.copy)
    name: Indices = field(default_factory=_NO_INDICES.copy)
    level: Indices = field(default_factory=_NO_INDICES.copy)
    shape: Shapes = field(default_factory=_NO_SHAPES.copy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Places, and where care teams go; ``population`` is −1 where nobody tells."""

    kind: Indices = field(default_factory=_NO_INDICES.copy)
    name: Indices = field(default_factory=_NO_INDICES.copy)
    lat: Floats = field(default_factory=_NO_FLOATS.copy)
    lon: Floats = field(default_factory=_NO_FLOATS.copy)
    population: Ints = field(default_factory=_NO_INTS.copy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """Roads by ``id`` of their way, ascending, that have a number or run over or under something."""

    id: Ints = field(default_factory=_NO_INTS.copy)
    ref: Indices = field(default_factory=_NO_INDICES.copy)
    level: Indices = field(default_factory=_NO_INDICES.copy)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenery:
    """What an extract shows besides its roads; ``names`` begins with the empty one, which means none."""

    source: str
    bounds: Bounds | None = None
    """South, west, north and east of the extract in degrees, where that is known."""
    names: tuple[str, ...] = ("",)
    areas: Areas = field(default_factory=Areas)
    lines: Lines = field(default_factory=Lines)
    points: Points = field(default_factory=Points)
    roads: Roads = field(default_factory=Roads)
    dropped: int = 0
    """Areas that could not be closed or drawn, because their parts lie outside the extract or are broken."""


def from_network(network: RoadNetwork) -> Scenery:
    """Give what a network itself knows of its surroundings: its places and its water."""
    names = ("", *dict.fromkeys(place.name for place in network.places if place.name))
    number = {name: row for row, name in enumerate(names)}
    shown = [place for place in network.places if place.kind in kinds.PLACES]
    closed, is_area = _water(network)
    return Scenery(
        source=network.source,
        names=names,
        areas=Areas(
            id=2 * np.flatnonzero(is_area) + 2,
            kind=np.full(int(is_area.sum()), kinds.AREA_KINDS.index("water"), dtype=np.int32),
            name=np.zeros(int(is_area.sum()), dtype=np.int32),
            shape=closed[is_area],
        ),
        lines=Lines(
            id=np.flatnonzero(~is_area) + 1,
            kind=np.full(int((~is_area).sum()), kinds.LINE_KINDS.index("river"), dtype=np.int32),
            name=np.zeros(int((~is_area).sum()), dtype=np.int32),
            level=np.zeros(int((~is_area).sum()), dtype=np.int32),
            shape=closed[~is_area],
        ),
        points=Points(
            kind=np.array([kinds.POINT_KINDS.index(place.kind) for place in shown], dtype=np.int32),
            name=np.array([number[place.name] for place in shown], dtype=np.int32),
            lat=np.array([place.lat for place in shown], dtype=np.float64),
            lon=np.array([place.lon for place in shown], dtype=np.float64),
            population=np.array(
                [-1 if place.population is None else place.population for place in shown], dtype=np.int64
            ),
        ),
    )


def _water(network: RoadNetwork) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """Give water lines, closed ones as valid polygons, and which those are."""
    rows = np.repeat(np.arange(len(network.water_start) - 1), np.diff(network.water_start))
    if not len(rows):
        return _NO_SHAPES.copy(), np.zeros(0, dtype=np.bool_)
    courses = shapely.linestrings(np.column_stack((network.water_lon, network.water_lat)), indices=rows)
    shapes: list[shapely.Geometry] = []
    for course in courses:
        whole = course.is_closed and shapely.get_num_points(course) > 3
        shapes += split_polygons(shapely.Polygon(shapely.get_coordinates(course))) if whole else [course]
    shown = np.array(shapes, dtype=object)
    return shown, shapely.get_type_id(shown) == shapely.GeometryType.POLYGON


def split_polygons(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """Give the polygons of a shape, mended where its border crosses itself, without slivers of no area."""
    whole = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
    parts = shapely.get_parts(shapely.get_parts(whole))
    return [
        part for part in parts if shapely.get_type_id(part) == shapely.GeometryType.POLYGON and shapely.area(part) > 0
    ]
