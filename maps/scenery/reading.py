"""Scenery out of an OSM file, with pyosmium: one pass for relations, one for ways, one for points."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium
import shapely

from maps.errors import RoadsError
from maps.reading import osm
from maps.scenery import kinds
from maps.scenery.coast import close_sea
from maps.scenery.shapes import Areas, Bounds, Lines, Points, Roads, Scenery, split_polygons

_LONGEST_NAME: Final = 120
_POINT_KEYS: Final = ("place", "amenity", "healthcare", "social_facility", "railway")
_ROAD_KEYS: Final = ("ref", "bridge", "tunnel", "covered")


def read_scenery(path: Path) -> Scenery:
    """Read what an OSM file shows besides its roads; a file of another sort shows nothing.

    Raises
    ------
    RoadsError
        ``unreadable``.
    """
    if not path.name.lower().endswith(osm.SUFFIXES):
        return Scenery(source=path.name)
    try:
        return _read(path)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        raise RoadsError("unreadable", file=path.name, detail=str(error)) from error


@dataclass(slots=True)
class _Draft:
    """Scenery as it comes out of the file."""

    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    areas: list[tuple[int, int, int, Any]] = field(default_factory=list)
    lines: list[tuple[int, int, int, int, Any]] = field(default_factory=list)
    points: list[tuple[int, int, float, float, int]] = field(default_factory=list)
    roads: list[tuple[int, int, int]] = field(default_factory=list)
    coast: list[Any] = field(default_factory=list)
    members: dict[int, Any] = field(default_factory=dict)
    dropped: int = 0
    sea_told: bool = False

    def number(self, name: str) -> int:
        """Give the number of a name, which is told without control characters and not at any length."""
        plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")[:_LONGEST_NAME].strip()
        return self.names.setdefault(plain, len(self.names))

    def add_area(self, key: int, kind: str, tags: Mapping[str, str], shape: Any) -> None:
        """Take an area part by part; also the point of somewhere that care teams go."""
        parts = split_polygons(shape)
        self.dropped += not parts
        name = self.number(tags.get("name", "")) if kind != "building" else 0
        self.areas += [(key, kinds.AREA_KINDS.index(kind), name, part) for part in parts]
        point = kinds.find_point(tags)
        if parts and point is not None and point not in kinds.PLACES:
            middle = shapely.point_on_surface(parts[0])
            self.add_point(point, tags, lat=middle.y, lon=middle.x)

    def add_point(self, kind: str, tags: Mapping[str, str], *, lat: float, lon: float) -> None:
        """Take a place, or somewhere that care teams go."""
        row = kinds.POINT_KINDS.index(kind), self.number(tags["name"]), lat, lon
        self.points.append((*row, _population(tags.get("population", ""))))

    def scenery(self, source: str, bounds: Bounds | None) -> Scenery:
        """Give what was taken, as arrays."""
        sea = [] if self.sea_told or bounds is None else close_sea(self.coast, bounds)
        areas = [*((0, kinds.AREA_KINDS.index("sea"), 0, part) for part in sea), *self.areas]
        return Scenery(
            source=source,
            bounds=bounds,
            names=tuple(self.names),
            areas=Areas(id=_ints(areas, 0), kind=_indices(areas, 1), name=_indices(areas, 2), shape=_shapes(areas, 3)),
            lines=Lines(
                id=_ints(self.lines, 0),
                kind=_indices(self.lines, 1),
                name=_indices(self.lines, 2),
                level=_indices(self.lines, 3),
                shape=_shapes(self.lines, 4),
            ),
            points=Points(
                kind=_indices(self.points, 0),
                name=_indices(self.points, 1),
                lat=np.array([row[2] for row in self.points], dtype=np.float64),
                lon=np.array([row[3] for row in self.points], dtype=np.float64),
                population=_ints(self.points, 4),
            ),
            roads=_roads(self.roads),
            dropped=self.dropped,
        )


def _read(path: Path) -> Scenery:
    draft = _Draft()
    relations = list(_relations(path))
    draft.members = dict.fromkeys(key for _, _, _, ways in relations for key, _ in ways)
    told = _told_bounds(path)
    span = _read_ways(path, draft, measured=told is None)
    for key, kind, tags, ways in relations:
        _assemble(draft, key, kind, tags, ways)
    for node in _objects(path, osmium.osm.NODE, osmium.filter.KeyFilter(*_POINT_KEYS)):
        tags = dict(node.tags)
        point = kinds.find_point(tags)
        if point is not None and node.location.valid():
            draft.add_point(point, tags, lat=node.location.lat, lon=node.location.lon)
    return draft.scenery(path.name, told or span)


def _relations(path: Path) -> Iterator[tuple[int, str, dict[str, str], list[tuple[int, str]]]]:
    """Give the multipolygons that are shown: number, kind, tags, and their ways with their roles."""
    for relation in _objects(path, osmium.osm.RELATION):
        tags = dict(relation.tags)
        if tags.get("type") != "multipolygon" or relation.deleted:
            continue
        kind = kinds.find_area(tags)
        if kind is not None:
            yield relation.id, kind, tags, [(one.ref, one.role) for one in relation.members if one.type == "w"]


def _read_ways(path: Path, draft: _Draft, *, measured: bool) -> Bounds | None:
    """Take what the ways show; if wanted gives the box around them and the roads."""
    shape_of = _Shaper()
    span = np.array([np.inf, np.inf, -np.inf, -np.inf])
    for way in _located_ways(path):
        tags = dict(way.tags)
        course = _take_way(draft, way, tags, shape_of)
        if measured and course is None and "highway" in tags:
            course = shape_of.shape(way)
        if measured and course is not None:
            west, south, east, north = course.bounds
            span = np.array([*np.minimum(span[:2], (south, west)), *np.maximum(span[2:], (north, east))])
    return tuple(span.tolist()) if np.isfinite(span).all() else None


def _objects(path: Path, which: Any, *filters: Any) -> Iterator[Any]:
    processor: Any = osmium.FileProcessor(str(path), which)
    for one in filters:
        processor = processor.with_filter(one)
    return iter(processor)


def _located_ways(path: Path) -> Iterator[Any]:
    """Give the ways with the places of their nodes; only while one is handed out may it be looked at."""
    processor: Any = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
    for one in processor.with_locations().with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)):
        if not one.deleted:
            yield one


def _take_way(draft: _Draft, way: Any, tags: dict[str, str], shape_of: _Shaper) -> Any:
    """Take one way for what its tags make it; gives its course if that was needed."""
    if "highway" in tags and any(key in tags for key in _ROAD_KEYS):
        draft.roads.append((way.id, draft.number(tags.get("ref", "")), kinds.find_level(tags)))
    line = kinds.find_line(tags)
    area = kinds.find_area(tags) if way.is_closed() and tags.get("area") != "no" else None
    coast = tags.get("natural") == "coastline"
    draft.sea_told |= area == "water" and tags.get("water") == "sea"
    if not (line or area or coast or way.id in draft.members):
        return None
    course = shape_of.shape(way)
    if course is None:
        draft.dropped += area is not None
        return None
    if way.id in draft.members:
        draft.members[way.id] = course
    if coast:
        draft.coast.append(course)
    if area is not None:
        if course.is_closed and shapely.get_num_points(course) > 3:
            draft.add_area(2 * way.id, area, tags, shapely.Polygon(shapely.get_coordinates(course)))
        else:
            draft.dropped += 1
    elif line is not None:
        row = way.id, kinds.LINE_KINDS.index(line), draft.number(tags.get("name", "")), kinds.find_level(tags)
        draft.lines.append((*row, course))
    return course


class _Shaper:
    """Makes courses of ways; where nodes are missing, of those that are there."""

    def __init__(self) -> None:
        self._factory = osmium.geom.WKBFactory()

    def shape(self, way: Any) -> shapely.LineString | None:
        """Give the course of a way; None where fewer than two of its nodes are known."""
        try:
            return shapely.from_wkb(self._factory.create_linestring(way))
        except (RuntimeError, osmium.InvalidLocationError):
            known = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            return shapely.LineString(known) if len(set(known)) > 1 else None


def _assemble(draft: _Draft, key: int, kind: str, tags: dict[str, str], ways: Sequence[tuple[int, str]]) -> None:
    """Take a multipolygon: what its outer ways enclose without what the inner ones do; open ends enclose nothing."""
    outer = _enclosed([draft.members[way] for way, role in ways if role != "inner"])
    inner = _enclosed([draft.members[way] for way, role in ways if role == "inner"])
    if outer is None:
        draft.dropped += 1
        return
    draft.add_area(2 * key + 1, kind, tags, outer if inner is None else shapely.difference(outer, inner))


def _enclosed(courses: Sequence[Any]) -> Any:
    known = [course for course in courses if course is not None]
    if not known:
        return None
    faces = shapely.get_parts(shapely.polygonize([shapely.unary_union(known)]))
    return shapely.union_all(faces) if len(faces) else None


def _told_bounds(path: Path) -> Bounds | None:
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        box = reader.header().box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lat, low.lon, high.lat, high.lon


def _roads(rows: list[tuple[int, int, int]]) -> Roads:
    told = sorted({row[0]: row for row in rows if row[1] or row[2]}.values())
    return Roads(id=_ints(told, 0), ref=_indices(told, 1), level=_indices(told, 2))


def _ints(rows: Sequence[Sequence[Any]], column: int) -> np.ndarray:
    return np.array([row[column] for row in rows], dtype=np.int64)


def _indices(rows: Sequence[Sequence[Any]], column: int) -> np.ndarray:
    return np.array([row[column] for row in rows], dtype=np.int32)


def _shapes(rows: Sequence[Sequence[Any]], column: int) -> np.ndarray:
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row[column] for row in rows]
    return shapes


def _population(text: str) -> int:
    digits = "".join(sign for sign in text if sign not in " \N{NO-BREAK SPACE}")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1
