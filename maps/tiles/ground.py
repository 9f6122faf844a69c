"""Land, water, buildings, railways and names as features of a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maps.mercator import Floats
from maps.network import Ints
from maps.scenery import Scenery, kinds
from maps.tiles import built_up, crowding, layers
from maps.tiles.encoding import Properties, Value
from maps.tiles.layers import Layer, Shapes
from maps.tiles.roads import ROAD_CLASSES, RoadLines

_AREA_ZOOM: Final[Mapping[str, int]] = {
    "sea": 0,
    "water": 4,
    "wood": 7,
    "residential": 8,
    "building": 13,
    "farmland": 9,
    "rock": 9,
    "ice": 7,
    "square": 14,
    "pitch": 14,
}
_LINE_ZOOM: Final[Mapping[str, int]] = {"river": 8, "canal": 11, "stream": 13, "rail": 9, "tram": 13}
_LINE_WIDTH: Final[Mapping[str, int]] = {"river": 3, "canal": 2, "stream": 1}
_POINT_ZOOM: Final[Mapping[str, int]] = {
    "city": 5,
    "town": 7,
    "village": 9,
    "suburb": 11,
    "island": 12,
    "quarter": 13,
    "hamlet": 12,
    "neighbourhood": 14,
    "isolated_dwelling": 14,
    "locality": 14,
    "hospital": 12,
    "station": 13,
    "clinic": 14,
    "care_home": 14,
    "pharmacy": 15,
}
_OTHER_AREA_ZOOM: Final = 11
_EARLIER: Final = 3
"""Zooms by which a place is named earlier than others of its kind where it stands alone."""
_LEAST_PIXELS: Final = 3.0
_LABEL_PIXELS: Final = 40.0
"""An area is named from the zoom at which it is about as wide."""
_SEA_WIDTH: Final = 1 / 4_000
"""Share of the world, some 10 km on the equator and 5 in Sweden, from which a water is a sea or as good as one."""
_NAMED: Final = frozenset({"water", "wood", "park", "cemetery", "wetland", "island", "hospital", "school"})
_MAPPED_ENOUGH: Final = 0.35
"""Share of the streets of homes that must lie in areas told as towns, or else those are made from the streets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Areas, lines and points on the world's square; made once for all bands."""

    names: tuple[str, ...]
    area_kind: Sequence[str]
    area_id: Ints
    area_name: Ints
    area_zoom: Ints
    area_shape: Shapes
    water: Shapes
    """Seas, lakes and wide rivers; those that touch are one, so that no shore is drawn between them."""
    line_kind: Sequence[str]
    line_id: Ints
    line_name: Ints
    line_level: Ints
    line_shape: Shapes
    point_kind: Sequence[str]
    point_name: Ints
    point_population: Ints
    point_at: Floats


def find_ground(scenery: Scenery, roads: RoadLines) -> Ground:
    """Give the surroundings of roads; towns are made from streets where the extract does not tell them."""
    areas, lines, points = scenery.areas, scenery.lines, scenery.points
    kind = np.array(kinds.AREA_KINDS)[areas.kind] if len(areas.kind) else np.zeros(0, dtype=str)
    shape = layers.shapes_to_world(areas.shape)
    towns = _towns(roads, shape[np.isin(kind, ("residential", "industrial", "school", "hospital", "square"))])
    shapes = np.concatenate([towns, shape])
    kind = np.concatenate([np.full(len(towns), "residential"), kind]).astype(str)
    first = np.array([_AREA_ZOOM.get(name, _OTHER_AREA_ZOOM) for name in kind.tolist()], dtype=np.int64)
    line_kinds = np.array(kinds.LINE_KINDS)[lines.kind] if len(lines.kind) else np.zeros(0, dtype=str)
    shown = np.flatnonzero([name not in kinds.PATH_KINDS for name in line_kinds.tolist()])
    point_kinds = np.array(kinds.POINT_KINDS)[points.kind] if len(points.kind) else np.zeros(0, dtype=str)
    return Ground(
        names=scenery.names,
        area_kind=kind.tolist(),
        area_id=np.concatenate([np.zeros(len(towns), dtype=np.int64), areas.id]),
        area_name=np.concatenate([np.zeros(len(towns), dtype=np.int64), areas.name]),
        area_zoom=np.maximum(first, _zoom_of_size(np.sqrt(shapely.area(shapes)), _LEAST_PIXELS)),
        area_shape=shapes,
        water=_join_touching(shape[np.isin(kind[len(towns) :], ("sea", "water"))]),
        line_kind=line_kinds[shown].tolist(),
        line_id=lines.id[shown],
        line_name=lines.name[shown].astype(np.int64),
        line_level=lines.level[shown].astype(np.int64),
        line_shape=layers.shapes_to_world(lines.shape[shown]),
        point_kind=point_kinds.tolist(),
        point_name=points.name.astype(np.int64),
        point_population=points.population,
        point_at=layers.to_world(points.lat, points.lon),
    )


def make_areas(ground: Ground, band: tuple[int, int], name: str) -> Layer:
    """Give the areas that a band shows of ``land`` or ``buildings``, simplified."""
    order = kinds.LAND_KINDS if name == "land" else ("building",)
    rank = np.array([order.index(kind) if kind in order else -1 for kind in ground.area_kind], dtype=np.int64)
    shown = np.flatnonzero((rank >= 0) & (ground.area_zoom <= band[1]))
    size = shapely.area(ground.area_shape[shown])
    shown = shown[np.lexsort((-size, rank[shown]))]  # small areas on top of the large ones they lie in
    shapes, kept = _simplify(ground.area_shape[shown], band)
    shown = shown[kept]
    return _layer(name, shapes, ground.area_zoom[shown], [_only(kind=ground.area_kind[row]) for row in shown.tolist()])


def make_water(ground: Ground, band: tuple[int, int]) -> Layer:
    """Give the water that a band shows as areas, the largest first, simplified."""
    sizes = np.sqrt(shapely.area(ground.water))
    zoom = np.maximum(_zoom_of_size(sizes, _LEAST_PIXELS), 0)
    shown = np.flatnonzero(zoom <= band[1])
    shown = shown[np.argsort(-sizes[shown], kind="stable")]
    shapes, kept = _simplify(ground.water[shown], band)
    return _layer("water", shapes, zoom[shown[kept]], [_only(kind="water")] * len(shapes))


def make_lines(ground: Ground, band: tuple[int, int], name: str) -> Layer:
    """Give the lines that a band shows of ``waterways`` or ``rail``, joined where they say the same and simplified."""
    order = ("stream", "canal", "river") if name == "waterways" else ("tram", "rail")
    zoom = np.array([_LINE_ZOOM.get(kind, layers.LAST_ZOOM) for kind in ground.line_kind], dtype=np.int64)
    wanted = np.array([kind in order for kind in ground.line_kind], dtype=np.bool_)
    shown = np.flatnonzero(wanted & (zoom <= band[1]))
    rows: dict[Properties, list[int]] = {}
    for row in shown.tolist():
        told = _only(
            kind=ground.line_kind[row],
            name=ground.names[ground.line_name[row]] if name == "waterways" else "",
            width=_LINE_WIDTH.get(ground.line_kind[row], 0),
            bridge=bool(ground.line_level[row] == kinds.BRIDGE),
            tunnel=bool(ground.line_level[row] == kinds.TUNNEL),
        )
        rows.setdefault(told, []).append(row)
    told_rows = sorted(rows, key=lambda told: (order.index(str(told[0][1])), str(told)))
    shapes: list[shapely.Geometry] = []
    numbered: list[int] = []
    for number, told in enumerate(told_rows):
        whole = shapely.line_merge(shapely.multilinestrings(list(ground.line_shape[rows[told]])))
        parts = shapely.get_parts(shapely.simplify(whole, layers.stray_of(band), preserve_topology=False)).tolist()
        shapes += parts
        numbered += [number] * len(parts)
    first = np.array([_LINE_ZOOM[str(told[0][1])] for told in told_rows], dtype=np.int32)
    numbers = np.array(numbered, dtype=np.int32)
    return layers.make_layer(name, zooms=first[numbers], rows=numbers, properties=told_rows, shapes=_objects(shapes))


def make_area_labels(ground: Ground, band: tuple[int, int]) -> Layer:
    """Give the points at which lakes, woods and the like are named in a band: once each, in their largest part."""
    sizes = np.sqrt(shapely.area(ground.area_shape))
    zoom = np.maximum(_zoom_of_size(sizes, _LABEL_PIXELS), 9)
    named = [kind in _NAMED and name > 0 for kind, name in zip(ground.area_kind, ground.area_name, strict=True)]
    shown = np.flatnonzero(np.array(named, dtype=np.bool_) & (zoom <= band[1]))
    shown = shown[np.argsort(-sizes[shown], kind="stable")]
    # Islands and headlands cut a sea into many areas, which are named as one: its widest bears its name.
    is_water = np.array([kind == "water" for kind in ground.area_kind], dtype=np.bool_)
    wide = ground.area_name[is_water & (sizes >= _SEA_WIDTH)]
    is_sea = is_water[shown] & np.isin(ground.area_name[shown], wide)
    whole = np.where(is_sea, -ground.area_name[shown], ground.area_id[shown])
    _, first = np.unique(whole, return_index=True)
    shown = shown[np.sort(first)]
    properties = [
        _only(kind=ground.area_kind[row], name=ground.names[ground.area_name[row]], size_m=_metres(sizes[row]))
        for row in shown.tolist()
    ]
    return _layer("area_labels", shapely.point_on_surface(ground.area_shape[shown]), zoom[shown], properties)


def make_points(ground: Ground, band: tuple[int, int], name: str) -> Layer:
    """Give the points that a band shows of ``places`` or ``care``, the most important first."""
    is_place = np.array([kind in kinds.PLACES for kind in ground.point_kind], dtype=np.bool_)
    zoom = np.array([_POINT_ZOOM[kind] for kind in ground.point_kind], dtype=np.int64)
    zoom -= (is_place & (ground.point_population >= 100_000)).astype(np.int64)
    shown = np.flatnonzero((is_place == (name == "places")) & (ground.point_name > 0))
    rank = np.array([kinds.POINT_KINDS.index(kind) for kind in ground.point_kind], dtype=np.int64)
    shown = shown[np.lexsort((shown, -ground.point_population[shown], rank[shown]))]
    if name == "places":
        earliest = np.minimum(zoom[shown], np.maximum(zoom[shown] - _EARLIER, _POINT_ZOOM["city"]))
        zoom[shown] = crowding.first_zooms_of_places(ground.point_at[shown], latest=zoom[shown], earliest=earliest)
    shown = shown[zoom[shown] <= band[1]]
    properties = [
        _only(
            kind=ground.point_kind[row],
            name=ground.names[ground.point_name[row]],
            population=max(int(ground.point_population[row]), 0),
            rank=place + 1,
        )
        for place, row in enumerate(shown.tolist())
    ]
    return _layer(name, shapely.points(ground.point_at[shown]), zoom[shown], properties)


def _simplify(shapes: Shapes, band: tuple[int, int]) -> tuple[Shapes, Ints]:
    """Simplify areas for a band; gives those that outlast it and which they are."""
    simple = shapely.simplify(shapes, layers.stray_of(band))
    kept = np.flatnonzero(shapely.is_valid(simple) & ~shapely.is_empty(simple))
    return simple[kept], kept


def _join_touching(shapes: Shapes) -> Shapes:
    """Give areas with those that touch or overlap made one."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    links = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(len(shapes),) * 2)
    count, group = connected_components(links, directed=False)
    sizes = np.bincount(group, minlength=count)
    alone = shapes[sizes[group] == 1]
    joined = [shapely.union_all(shapes[group == number]) for number in np.flatnonzero(sizes > 1)]
    return np.concatenate([alone, *(shapely.get_parts(shape) for shape in joined)])


def _towns(roads: RoadLines, told: Shapes) -> Shapes:
    homes = roads.road_class == ROAD_CLASSES.index("residential")
    streets = roads.shape[homes & ~roads.ramp]
    middles = shapely.get_coordinates(shapely.line_interpolate_point(streets, 0.5, normalized=True))
    if not len(streets) or built_up.share_inside(middles, told) >= _MAPPED_ENOUGH:
        return np.zeros(0, dtype=object)
    return built_up.find_towns(streets)


def _zoom_of_size(size: Floats, pixels: float) -> Ints:
    """Give the first zoom at which something is so many pixels wide."""
    with np.errstate(divide="ignore"):
        zoom = np.ceil(np.log2(pixels / (layers.PIXELS * size)))
    return np.asarray(np.clip(zoom, 0, layers.LAST_ZOOM), dtype=np.int64)


def _metres(size: float) -> int:
    return round(size * 40_030_228.0)


def _layer(name: str, shapes: Shapes, zooms: Ints, properties: Sequence[Properties]) -> Layer:
    return layers.make_layer(
        name,
        zooms=zooms.astype(np.int32),
        rows=np.arange(len(shapes), dtype=np.int32),
        properties=properties,
        shapes=np.asarray(shapes, dtype=object),
    )


def _objects(shapes: Sequence[shapely.Geometry]) -> Shapes:
    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    return held


def _only(**values: Value) -> Properties:
    """Give the properties that say something."""
    return tuple((name, value) for name, value in values.items() if value)
