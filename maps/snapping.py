"""Points of the world put onto the roads."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from maps import mercator, ragged
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import CLASSES, Bools, Indices, Ints, RoadNetwork
from maps.trees.tree import Tree, build_tree

if TYPE_CHECKING:
    from maps.trees.tree_reference import Shapes

FAR_M: Final = 1_000
"""A point farther than this from any road counts as not reached by roads."""

COVER_MARGIN_DEG: Final = 0.02
"""A point outside a network's bounds by more than this (1–2 km) is not covered by it."""

CUT_OFF_M: Final = 30
"""Only a point farther than this from its road is looked for on roads that were cut off."""

_NOWHERE_TO_STOP: Final = ("ferry", "motorway", "motorway_link")
"""Classes that nobody lives on; points are put on them only where a network has nothing else."""

SMALL: Final = 200_000
"""Pieces up to which shapely has found the nearest before compiled code is loaded.

It does not depend on the points: of roads equally near but for rounding, each network has one that is always taken.
"""

_KEY: Final = "snapping."


@dataclass(frozen=True, slots=True, kw_only=True)
class Snaps:
    """Where points lie on a network; arrays by point, read-only."""

    edge: Ints
    fraction: Floats
    """How far along the edge, from 0 at its tail to 1 at its head."""
    distance_m: Floats
    """Metres from the point to the road: the walk that is left."""
    lat: Floats
    lon: Floats
    """Where on the road, in degrees."""
    right: Bools
    """Whether the point lies to the right of the edge, as it is driven; False on the road itself."""
    cut_off: Bools
    """Whether a road that was cut off from the network, as on an island, is at most half as far away."""
    covered: Bools
    """Whether the point lies in the network's bounds, or so near them that its road may be known."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            getattr(self, name).setflags(write=False)

    def __len__(self) -> int:
        return len(self.edge)

    @property
    def far(self) -> Bools:
        """Whether each point lies farther than ``FAR_M`` from any road of the network."""
        return self.distance_m > FAR_M


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Index:
    """What snapping works out of a network once."""

    edge: Indices
    """By line, the edge along it, or the one against it where it is only open that way."""
    roads: Tree
    cut: Tree
    """Of the points on roads that were cut off."""
    bounds: tuple[float, float, float, float]


def build_index(network: RoadNetwork) -> Index:
    """Make the index of a network."""
    along, against = network.line_edges()
    starts = np.ones(len(network.line_lat), dtype=np.bool_)
    starts[network.line_start[1:] - 1] = False
    starts &= np.repeat(_lines_to_stop_on(network), np.diff(network.line_start))
    cut = np.arange(len(network.cut_lat), dtype=np.int32)
    return Index(
        edge=np.where(along >= 0, along, against),
        roads=build_tree(network.line_lat, network.line_lon, np.flatnonzero(starts), step=1),
        cut=build_tree(network.cut_lat, network.cut_lon, cut, step=0),
        bounds=network.bounds,
    )


def to_arrays(index: Index) -> dict[str, npt.NDArray[Any]]:
    """Give an index as arrays for ``RoadNetwork.prepared``."""
    arrays: dict[str, npt.NDArray[Any]] = {"edge": index.edge, "bounds": np.array(index.bounds)}
    for name, tree in (("roads", index.roads), ("cut", index.cut)):
        arrays |= {f"{name}.piece": tree.piece, f"{name}.box": tree.box, f"{name}.level": tree.level}
    return {_KEY + name: array for name, array in arrays.items()}


def from_arrays(network: RoadNetwork, arrays: Mapping[str, npt.NDArray[Any]]) -> Index:
    """Give the index of a network that was kept as arrays.

    Raises
    ------
    KeyError, ValueError
        The arrays are not the index of such a network.
    """
    roads, cut = (
        Tree(**{part: arrays[f"{_KEY}{name}.{part}"] for part in ("piece", "box", "level")})
        for name in ("roads", "cut")
    )
    edge = arrays[f"{_KEY}edge"]
    _check_range(edge, network.lines, network.edges)
    _check_range(roads.piece, len(roads.piece), len(network.line_lat) - 1)
    _check_range(cut.piece, len(network.cut_lat), len(network.cut_lat))
    south, west, north, east = arrays[f"{_KEY}bounds"].tolist()
    return Index(edge=edge, roads=roads, cut=cut, bounds=(south, west, north, east))


def snap(network: RoadNetwork, lats: npt.ArrayLike, lons: npt.ArrayLike) -> Snaps:
    """Find the nearest point of the network for each point.

    Each edge of a network is usable and part of its strongly connected whole, so any will do, a private one too; only
    ferries and motorways are passed over. Of lines equally near, as at a junction, the first is taken; of the two
    edges of a line the one along it.

    Parameters
    ----------
    network
        The roads.
    lats, lons
        Points in degrees.

    Raises
    ------
    RoadsError
        ``bad_point`` for a point that is not on the globe (``position`` tells which).
    """
    lat, lon = _check(lats, lons)
    index = _open_index(network)
    points = mercator.project(lat, lon)
    piece = _nearest(network, index, np.column_stack([lat, lon]))
    line = np.searchsorted(network.line_start, piece, side="right") - 1
    start, end = (mercator.project(network.line_lat[at], network.line_lon[at]) for at in (piece, piece + 1))
    share = _share(points, start, end)
    road_lat, road_lon = mercator.unproject(start + (end - start) * share[:, None])
    edge = index.edge[line].astype(np.int64)
    backward = network.backward[edge]
    fraction = _fraction(network, line, piece, share)
    side = _side(network, line, piece, share, points)
    distance = mercator.distances(lat, lon, road_lat, road_lon)
    return Snaps(
        edge=edge,
        fraction=np.where(backward, 1 - fraction, fraction),
        distance_m=distance,
        lat=road_lat,
        lon=road_lon,
        right=np.where(backward, side > 0, side < 0),
        cut_off=_find_cut_off(network, index, lat, lon, distance),
        covered=_cover(index.bounds, lat, lon),
    )


@functools.lru_cache(maxsize=4)
def _open_index(network: RoadNetwork) -> Index:
    """Take a network's index from what was kept, or make it once; networks are their own keys."""
    if f"{_KEY}edge" in network.prepared:
        return from_arrays(network, network.prepared)
    return build_index(network)


def _lines_to_stop_on(network: RoadNetwork) -> Bools:
    classes = [CLASSES.index(name) for name in _NOWHERE_TO_STOP]
    lines = np.zeros(network.lines, dtype=np.bool_)
    lines[network.line[~np.isin(network.road_class, classes)]] = True
    return lines if lines.any() else ~lines


def _check_range(values: Indices, count: int, end: int) -> None:
    if values.dtype != np.int32 or values.shape != (count,):
        raise ValueError("snapping: not the index of this network")
    if count and not (values.min() >= 0 and values.max() < end):
        raise ValueError("snapping: out of range")


def _check(lats: npt.ArrayLike, lons: npt.ArrayLike) -> tuple[Floats, Floats]:
    lat, lon = (np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in (lats, lons))
    with np.errstate(invalid="ignore"):
        bad = ~((np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    if bad.any():
        position = int(np.flatnonzero(bad)[0])
        raise RoadsError("bad_point", position=position, lat=float(lat[position]), lon=float(lon[position]))
    return lat, lon


def _nearest(network: RoadNetwork, index: Index, asked: Floats, *, cut: bool = False) -> Ints:
    """Give the nearest piece of a line, or point of a road that was cut off, of each point asked for."""
    tree = index.cut if cut else index.roads
    search = _load_search() if len(tree.piece) > SMALL else None
    if search is None:
        from maps.trees import tree_reference  # noqa: PLC0415 (only where it is needed)

        return tree_reference.search(_draw(network, index, cut=cut), asked)
    found = np.empty(len(asked), dtype=np.int64)
    lats, lons, step = _pieces(network, cut=cut)
    search(lats, lons, step, tree.piece, tree.box, tree.level, asked, found)
    return found


def _load_search() -> Callable[..., None] | None:
    """Load the compiled search; None without numba."""
    try:
        from maps.trees.tree_search import search  # noqa: PLC0415 (numba takes half a second to import)
    except ImportError:
        return None
    return search


@functools.lru_cache(maxsize=8)
def _draw(network: RoadNetwork, index: Index, *, cut: bool) -> Shapes:
    from maps.trees import tree_reference  # noqa: PLC0415 (only where it is needed)

    lats, lons, step = _pieces(network, cut=cut)
    return tree_reference.draw(lats, lons, index.cut if cut else index.roads, step=step)


def _pieces(network: RoadNetwork, *, cut: bool) -> tuple[Floats, Floats, int]:
    return (network.cut_lat, network.cut_lon, 0) if cut else (network.line_lat, network.line_lon, 1)


def _share(points: Floats, start: Floats, end: Floats) -> Floats:
    """Give how far along each piece the place nearest to its point lies, from 0 to 1."""
    along = end - start
    length = (along**2).sum(axis=1)
    passed = ((points - start) * along).sum(axis=1)
    share: Floats = np.clip(np.divide(passed, length, out=np.zeros_like(length), where=length > 0), 0.0, 1.0)
    return share


def _fraction(network: RoadNetwork, line: Ints, piece: Ints, share: Floats) -> Floats:
    """Give how far along each line, from 0 to 1, a share of one of its pieces lies; 0 on a line without length."""
    first, count = network.line_start[line], network.line_start[line + 1] - network.line_start[line]
    at = ragged.pick(first, count)
    points = mercator.project(network.line_lat[at], network.line_lon[at])
    lengths = np.zeros(len(at))
    lengths[:-1] = np.hypot(*np.diff(points, axis=0).T)
    row = np.repeat(np.arange(len(line)), count)
    last = np.cumsum(count) - 1
    lengths[last] = 0.0
    before = np.bincount(row, weights=lengths * (at < piece[row]), minlength=len(line))
    within = np.bincount(row, weights=lengths * (at == piece[row]), minlength=len(line)) * share
    whole = np.bincount(row, weights=lengths, minlength=len(line))
    return np.clip(np.divide(before + within, whole, out=np.zeros(len(line)), where=whole > 0), 0.0, 1.0)


def _side(network: RoadNetwork, line: Ints, piece: Ints, share: Floats, points: Floats) -> Floats:
    """Give a number above 0 for points left of their line, below 0 right of it, and 0 on it.

    At a bend both pieces that meet there are asked together: beyond a hairpin each alone may tell the wrong side.
    """
    last = network.line_start[line + 1] - 2
    other = np.where(share >= 1, np.minimum(piece + 1, last), piece)
    other = np.where(share <= 0, np.maximum(piece - 1, network.line_start[line]), other)
    heading = _heading(network, piece) + np.where((other != piece)[:, None], _heading(network, other), 0.0)
    start, end = (mercator.project(network.line_lat[at], network.line_lon[at]) for at in (piece, piece + 1))
    away = points - np.where((share >= 1)[:, None], end, start)
    cross = heading[:, 0] * away[:, 1] - heading[:, 1] * away[:, 0]
    # Below a millimetre the sign is nothing but rounding.
    return np.where(np.abs(cross) > 1e-3, cross, 0.0)


def _heading(network: RoadNetwork, piece: Ints) -> Floats:
    """Give the directions of pieces, each one metre long or without length."""
    start, end = (mercator.project(network.line_lat[at], network.line_lon[at]) for at in (piece, piece + 1))
    length = np.hypot(*(end - start).T)[:, None]
    heading: Floats = np.divide(end - start, length, out=np.zeros_like(start), where=length > 0)
    return heading


def _find_cut_off(network: RoadNetwork, index: Index, lat: Floats, lon: Floats, distance: Floats) -> Bools:
    asked = np.flatnonzero((distance > CUT_OFF_M) & bool(len(index.cut.piece)))
    cut_off = np.zeros(len(lat), dtype=np.bool_)
    if len(asked):
        points = np.column_stack([lat[asked], lon[asked]])
        nearest = _nearest(network, index, points, cut=True)
        there = mercator.distances(lat[asked], lon[asked], network.cut_lat[nearest], network.cut_lon[nearest])
        cut_off[asked] = there <= distance[asked] / 2
    return cut_off


def _cover(bounds: tuple[float, float, float, float], lat: Floats, lon: Floats) -> Bools:
    south, west, north, east = bounds
    inside_lat = (lat >= south - COVER_MARGIN_DEG) & (lat <= north + COVER_MARGIN_DEG)
    inside_lon = (lon >= west - COVER_MARGIN_DEG) & (lon <= east + COVER_MARGIN_DEG)
    covered: Bools = inside_lat & inside_lon
    return covered
