"""Points of the world put onto the roads."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from maps import mercator
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import Ints, RoadNetwork


@dataclass(frozen=True, slots=True, kw_only=True)
class Snaps:
    """Where points lie on a network; arrays by point, read-only."""

    edge: Ints
    fraction: Floats
    """How far along the edge, from 0 at its tail to 1 at its head."""
    distance_m: Floats
    """Metres from the point to the road."""
    lat: Floats
    lon: Floats
    """Where on the road, in degrees."""

    def __post_init__(self) -> None:
        for array in (self.edge, self.fraction, self.distance_m, self.lat, self.lon):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.edge)


def snap(network: RoadNetwork, lats: npt.ArrayLike, lons: npt.ArrayLike) -> Snaps:
    """Find the nearest point of the network for each point.

    Each edge of a network is usable and part of its strongly connected whole, so any will do. Of lines equally near,
    as at a junction, the first is taken; of the two edges of a line the one along it.

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
    index = _index(network)
    points = mercator.project(lat, lon)
    line = _nearest_lines(index.tree, points)
    course = index.courses[line]
    fraction = shapely.line_locate_point(course, shapely.points(points), normalized=True)
    fraction = np.where(shapely.length(course) > 0, fraction, 0.0)
    on_road = shapely.get_coordinates(shapely.line_interpolate_point(course, fraction, normalized=True))
    road_lat, road_lon = mercator.unproject(on_road)
    along, against = network.line_edges()
    edge = np.where(along[line] >= 0, along[line], against[line]).astype(np.int64)
    return Snaps(
        edge=edge,
        fraction=np.where(network.backward[edge], 1 - fraction, fraction),
        distance_m=mercator.distances(lat, lon, road_lat, road_lon),
        lat=road_lat,
        lon=road_lon,
    )


@dataclass(frozen=True, slots=True)
class _Index:
    courses: npt.NDArray[np.object_]
    tree: shapely.STRtree


@functools.lru_cache(maxsize=4)
def _index(network: RoadNetwork) -> _Index:
    """Make the tree of a network's lines once; networks are their own keys, as they never change."""
    row = np.repeat(np.arange(network.lines), np.diff(network.line_start))
    courses = shapely.linestrings(mercator.project(network.line_lat, network.line_lon), indices=row)
    return _Index(courses, shapely.STRtree(courses))


def _check(lats: npt.ArrayLike, lons: npt.ArrayLike) -> tuple[Floats, Floats]:
    lat, lon = (np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in (lats, lons))
    with np.errstate(invalid="ignore"):
        bad = ~((np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    if bad.any():
        position = int(np.flatnonzero(bad)[0])
        raise RoadsError("bad_point", position=position, lat=float(lat[position]), lon=float(lon[position]))
    return lat, lon


def _nearest_lines(tree: shapely.STRtree, points: Floats) -> Ints:
    """Give the nearest line of each point, of equally near ones the first."""
    pairs = tree.query_nearest(shapely.points(points))
    nearest = np.full(len(points), np.iinfo(np.int64).max)
    np.minimum.at(nearest, pairs[0], pairs[1])
    return nearest
