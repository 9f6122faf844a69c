"""Roads of a network, and the paths beside them, as features of a map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from maps.network import CLASSES, Bools, Ints, RoadNetwork
from maps.scenery import Scenery, kinds
from maps.tiles import crowding, layers
from maps.tiles.encoding import Properties, Value
from maps.tiles.layers import Layer, Shapes

ROAD_CLASSES: Final = (
    "path",
    "cycleway",
    "track",
    "pedestrian",
    "ferry",
    "service",
    "residential",
    "minor",
    "tertiary",
    "secondary",
    "primary",
    "trunk",
    "motorway",
)
"""In the order in which they are drawn: the most important last, on top of the others."""

_CLASS_OF: Final[Mapping[str, str]] = {
    **{name: name.removesuffix("_link") for name in CLASSES},
    **dict.fromkeys(("unclassified", "road"), "minor"),
    "living_street": "residential",
    **dict.fromkeys(("footway", "steps", "path"), "path"),
}
FIRST_ZOOM: Final[Mapping[str, int]] = {
    "motorway": 5,
    "trunk": 5,
    "primary": 7,
    "secondary": 8,
    "tertiary": 10,
    "ferry": 9,
    "minor": 11,
    "residential": 12,
    "track": 13,
    "pedestrian": 13,
    "service": 14,
    "cycleway": 14,
    "path": 14,
}
"""The zoom from which roads of a class are shown wherever they are."""
_EARLIEST_ZOOM: Final[Mapping[str, int]] = {
    **FIRST_ZOOM,
    "primary": 6,
    "secondary": 6,
    "tertiary": 7,
    "ferry": 7,
    "minor": 8,
    "residential": 10,
    "track": 11,
    "service": 12,
}
"""The zoom from which they are shown where there is room for them."""
_LABEL_ZOOM: Final[Mapping[str, int]] = {
    "motorway": 9,
    "trunk": 9,
    "primary": 11,
    "secondary": 12,
    "tertiary": 13,
    "minor": 13,
    "residential": 14,
}
_LABEL_LAST: Final = 15
_TOLD_ZOOM: Final = 13
"""From here on bridges, one-way and private roads and all streets of different names are told apart."""
_NAME_ZOOM: Final = 12
_REF_ZOOM: Final = 9
_NUMBER: Final = re.compile(r"(E ?)?\d{1,4}(\.\d{1,2})?")
_LEAST_PIXELS: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadLines:
    """Every road once, with what its features may tell; arrays by line."""

    shape: Shapes
    road_class: Ints
    """Into ``ROAD_CLASSES``."""
    ramp: Bools
    one_way: Bools
    private: Bools
    level: Ints
    name: Ints
    ref: Ints
    zoom: Ints
    """The zoom from which each is shown."""
    names: tuple[str, ...]


def find_lines(network: RoadNetwork, scenery: Scenery) -> RoadLines:
    """Give the roads of a network in the direction they are driven, and what paths the scenery adds to them."""
    along, against = network.line_edges()
    edge = np.where(along >= 0, along, against)
    rows = np.repeat(np.arange(network.lines), np.diff(network.line_start))
    shape = shapely.linestrings(layers.to_world(network.line_lat, network.line_lon), indices=rows)
    shape[along < 0] = shapely.reverse(shape[along < 0])
    classes = np.array([ROAD_CLASSES.index(_CLASS_OF[name]) for name in CLASSES])
    ramps = np.array([name.endswith("_link") for name in CLASSES])
    names = _Names()
    street = np.array([names.number(name) for name in network.names])[network.street[edge]]
    number = np.array([names.number(name) for name in scenery.names])
    way = network.way_id[edge]
    is_number = names.find(_NUMBER)[street]  # a network calls roads without a name by their number
    ref, level = _told_of_way(scenery, way, number)
    own = RoadLines(
        shape=shape,
        road_class=classes[network.road_class[edge]],
        ramp=ramps[network.road_class[edge]],
        one_way=(along < 0) | (against < 0),
        private=network.private[edge],
        level=level,
        name=np.where(is_number | (street == ref), 0, street),
        ref=np.where((ref == 0) & is_number, street, ref),
        zoom=np.zeros(len(edge), dtype=np.int64),
        names=(),
    )
    return _join(own, _paths(scenery, number, known=way), names.all())


def make_roads(roads: RoadLines, band: tuple[int, int]) -> Layer:
    """Give the roads that a band shows, joined where they say the same and simplified."""
    first = roads.zoom + (roads.ramp & (band[1] <= _TOLD_ZOOM)) * 2
    shown = np.flatnonzero(first <= band[1])
    told = band[1] >= _TOLD_ZOOM
    main = roads.road_class >= ROAD_CLASSES.index("tertiary")
    columns = np.column_stack(
        [
            roads.level * told,
            roads.road_class,
            first,
            roads.ramp,
            roads.one_way * told,
            roads.private * told,
            roads.name * (told | main & (band[1] >= _NAME_ZOOM)),
            roads.ref * (band[1] >= _REF_ZOOM),
        ]
    )[shown]
    # A tunnel is drawn below and a bridge above all else.
    columns[:, 0] = np.array([1, 2, 0])[columns[:, 0]]
    groups, shapes, row = _merge(columns, roads.shape[shown], directed=_directed(columns))
    shapes, row = _simplify(shapes, row, band)
    return layers.make_layer(
        "roads",
        zooms=groups[row, 2].astype(np.int32),
        rows=row.astype(np.int32),
        properties=[_tell(group, roads.names) for group in groups.tolist()],
        shapes=shapes,
    )


def make_labels(roads: RoadLines, band: tuple[int, int]) -> Layer:
    """Give the courses along which names and numbers of roads are written in a band."""
    first = np.array([_LABEL_ZOOM.get(name, _LABEL_LAST) for name in ROAD_CLASSES])[roads.road_class]
    numbered = roads.road_class >= ROAD_CLASSES.index("secondary")
    named = (roads.name > 0) & (band[1] >= _NAME_ZOOM)  # across a region roads are known by their numbers
    shown = np.flatnonzero((first <= band[1]) & (named | ((roads.ref > 0) & numbered)) & ~roads.ramp)
    rank = len(ROAD_CLASSES) - roads.road_class  # the most important first: they are written before others
    columns = np.column_stack([rank, first, roads.name * named, roads.ref * numbered])[shown]
    groups, shapes, row = _merge(columns, roads.shape[shown], directed=np.zeros(len(columns), dtype=np.bool_))
    shapes, row = _simplify(shapes, row, band)
    # A name needs about six pixels a letter, and may run on beyond its street a little.
    letters = np.array([max(len(roads.names[name]), len(roads.names[ref])) for _, _, name, ref in groups.tolist()])
    kept = np.flatnonzero(shapely.length(shapes) > 4 * letters[row] * layers.pixel_at(band[1])) if len(row) else row
    return layers.make_layer(
        "road_labels",
        zooms=groups[row[kept], 1].astype(np.int32),
        rows=row[kept].astype(np.int32),
        properties=[
            _only(**{"class": ROAD_CLASSES[-rank], "name": roads.names[name], "ref": roads.names[ref]})
            for rank, _, name, ref in groups.tolist()
        ],
        shapes=shapes[kept],
    )


def _directed(columns: Ints) -> Bools:
    """Tell which rows are one-way roads, whose direction must outlast merging."""
    return np.asarray(columns[:, 4] > 0, dtype=np.bool_)


class _Names:
    """Names of several sources under one numbering; 0 is none."""

    def __init__(self) -> None:
        self._numbers = {"": 0}

    def number(self, name: str) -> int:
        plain = "".join(sign for sign in name if sign.isprintable()).strip()
        return self._numbers.setdefault(plain, len(self._numbers))

    def find(self, pattern: re.Pattern[str]) -> Bools:
        return np.array([pattern.fullmatch(name) is not None for name in self._numbers], dtype=np.bool_)

    def all(self) -> tuple[str, ...]:
        return tuple(self._numbers)


def _told_of_way(scenery: Scenery, way: Ints, number: Ints) -> tuple[Ints, Ints]:
    """Give, by way, the number of its road and whether it is a bridge or a tunnel."""
    known = scenery.roads
    if not len(known.id):
        return np.zeros(len(way), dtype=np.int64), np.zeros(len(way), dtype=np.int64)
    at = np.minimum(np.searchsorted(known.id, way), len(known.id) - 1)
    found = known.id[at] == way
    return np.where(found, number[known.ref[at]], 0), np.where(found, known.level[at], 0)


def _paths(scenery: Scenery, number: Ints, *, known: Ints) -> RoadLines:
    lines = scenery.lines
    numbers = np.array([ROAD_CLASSES.index(k) if k in kinds.PATH_KINDS else -1 for k in kinds.LINE_KINDS])
    road_class = numbers[lines.kind]
    chosen = np.flatnonzero((road_class >= 0) & ~np.isin(lines.id, known))
    none = np.zeros(len(chosen), dtype=np.bool_)
    return RoadLines(
        shape=layers.shapes_to_world(lines.shape[chosen]),
        road_class=road_class[chosen],
        ramp=none,
        one_way=none,
        private=road_class[chosen] == ROAD_CLASSES.index("service"),
        level=lines.level[chosen].astype(np.int64),
        name=number[lines.name[chosen]],
        ref=np.zeros(len(chosen), dtype=np.int64),
        zoom=np.zeros(len(chosen), dtype=np.int64),
        names=(),
    )


def _join(own: RoadLines, paths: RoadLines, names: tuple[str, ...]) -> RoadLines:
    fields = ("shape", "road_class", "ramp", "one_way", "private", "level", "name", "ref")
    both = {name: np.concatenate([getattr(own, name), getattr(paths, name)]) for name in fields}
    zoom = crowding.first_zooms(
        both["shape"],
        both["road_class"],
        np.where(both["name"] > 0, both["name"], both["ref"] + len(names) * (both["ref"] > 0)),
        latest=_by_number(FIRST_ZOOM),
        earliest=_by_number(_EARLIEST_ZOOM),
    )
    return RoadLines(**both, zoom=zoom, names=names)


def _by_number(zooms: Mapping[str, int]) -> dict[int, int]:
    return {ROAD_CLASSES.index(name): zoom for name, zoom in zooms.items()}


def _merge(columns: Ints, shapes: Shapes, *, directed: Bools) -> tuple[Ints, Shapes, Ints]:
    """Join the lines of equal rows where they meet: the different rows in order, the lines and the row of each."""
    if not len(columns):
        return columns.reshape(0, columns.shape[1]), np.zeros(0, dtype=object), np.zeros(0, dtype=np.int64)
    groups, first, group = np.unique(columns, axis=0, return_index=True, return_inverse=True)
    group = group.ravel()
    order = np.argsort(group, kind="stable")
    whole = shapely.multilinestrings(shapes[order], indices=group[order])
    one_way = directed[first]
    joined = np.empty(len(groups), dtype=object)
    joined[one_way] = shapely.line_merge(whole[one_way], directed=True)
    joined[~one_way] = shapely.line_merge(whole[~one_way])
    parts, row = shapely.get_parts(joined, return_index=True)
    return groups, parts, row


def _simplify(shapes: Shapes, row: Ints, band: tuple[int, int]) -> tuple[Shapes, Ints]:
    """Simplify lines for a band and leave those out that are too short to be seen in it."""
    thin = shapely.simplify(shapes, layers.stray_of(band), preserve_topology=False)
    whole = band[1] == layers.LAST_ZOOM
    kept = (shapely.length(thin) > 0) & (whole | (shapely.length(thin) >= _LEAST_PIXELS * layers.pixel_at(band[1])))
    return thin[kept], row[kept]


def _tell(group: list[int], names: tuple[str, ...]) -> Properties:
    level, kind, _, ramp, one_way, private, name, ref = group
    return _only(
        **{"class": ROAD_CLASSES[kind], "name": names[name], "ref": names[ref]},
        ramp=bool(ramp),
        oneway=bool(one_way),
        private=bool(private),
        bridge=level == 2,
        tunnel=level == 0,
    )


def _only(**values: Value) -> Properties:
    """Give the properties that say something."""
    return tuple((name, value) for name, value in values.items() if value)
