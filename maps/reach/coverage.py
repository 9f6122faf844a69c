"""How much of each municipality lies within reach of a base: roads, people, homes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps import borders, mercator, snapping
from maps.conditions import FREE_FLOW, Conditions
from maps.mercator import Floats
from maps.network import Ints, RoadNetwork
from maps.reach.homes import are_unserved, arrivals
from maps.reach.spreading import Pieces, find_roads, spread
from maps.snapping import Snaps

_CELL_DEG: Final = 0.02, 0.04
"""Latitude and longitude of the squares by which is told where a network has roads; some 2 km."""
_STREETS_M: Final = 24.0
"""Metres of radius by the root of a place's people, within which its people are taken to live."""
_RADIUS_M: Final = 300.0, 6_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of one municipality, as far as the network has its roads."""

    area: borders.Area
    network_share: float
    """How much of the municipality's land lies near roads of the network; what is said of the rest is nothing."""
    road_m: float
    road_m_within: float
    people: int
    """Of the network's places, spread over the junctions around them; 0 where the places tell no populations."""
    people_within: int
    homes: int
    homes_within: int
    homes_far: int
    """Homes that no road of the network reaches, of which nothing can be said."""


def cover(
    network: RoadNetwork,
    bases: Snaps,
    minutes: float,
    *,
    homes: tuple[Floats, Floats, Snaps] | None = None,
    conditions: Conditions = FREE_FLOW,
) -> tuple[Coverage, ...]:
    """Tell for each municipality that the network meets what lies within ``minutes`` of the nearest base, by code.

    Parameters
    ----------
    homes
        Latitudes, longitudes and snaps of homes, if there are any to count.
    """
    reach = spread(network, bases, [minutes], conditions=conditions)
    count = len(borders.municipalities())
    roads = _roads(network, find_roads(reach, minutes), count)
    lived = people_by_junction(network)
    where = borders.locate(network.node_lat, network.node_lon)
    near = reach.junction_ms() <= minutes * 60_000
    people = _sum(where, lived, count), _sum(where, np.where(near, lived, 0.0), count)
    counted = np.zeros((3, count), dtype=np.int64)
    if homes is not None:
        lats, lons, snaps = homes
        far = are_unserved(snaps)
        near = (arrivals(reach, snaps) <= minutes * 60_000) & ~far
        counted = np.array([_sum(borders.locate(lats, lons), part, count) for part in (np.ones_like(far), near, far)])
    ground = _ground(network)
    return tuple(
        Coverage(
            area=area,
            network_share=_share(ground, borders.outline(area)),
            road_m=float(roads[0][number]),
            road_m_within=float(roads[1][number]),
            people=round(people[0][number]),
            people_within=round(people[1][number]),
            homes=int(counted[0][number]),
            homes_within=int(counted[1][number]),
            homes_far=int(counted[2][number]),
        )
        for number, area in enumerate(borders.municipalities())
        if roads[0][number] > 0 or counted[0][number]
    )


def _roads(network: RoadNetwork, pieces: Pieces, count: int) -> tuple[Floats, Floats]:
    """Give metres of road by municipality, all and reached; a line belongs to where its middle lies."""
    middle = (network.line_start[:-1] + network.line_start[1:]) // 2
    where = borders.locate(network.line_lat[middle], network.line_lon[middle])
    lengths = np.zeros(network.lines)
    lengths[network.line] = network.metres
    reached = np.zeros(network.lines)
    np.add.at(reached, pieces.line, lengths[pieces.line] * (pieces.end - pieces.start))
    return _sum(where, lengths, count), _sum(where, reached, count)


def people_by_junction(network: RoadNetwork) -> Floats:
    """Spread the people of each place evenly over the junctions around it; give how many live at each junction."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 (slow to import, and only coverage needs it)

    weights = np.zeros(network.nodes)
    tree = cKDTree(mercator.project(network.node_lat, network.node_lon))
    for place in network.places:
        if not place.population:
            continue
        here = mercator.project(np.array([place.lat]), np.array([place.lon]))[0]
        stretch = 1 / float(np.cos(np.radians(place.lat)))
        radius_m = np.clip(_STREETS_M * np.sqrt(place.population), *_RADIUS_M)
        around = tree.query_ball_point(here, radius_m * stretch)
        if not around:
            gap, node = tree.query(here)
            around = [int(node)] if gap <= snapping.FAR_M * stretch else []
        weights[around] += place.population / max(1, len(around))
    return weights


def _sum(where: Ints, values: np.ndarray, count: int) -> Floats:
    known = where >= 0
    return np.bincount(where[known], weights=values[known], minlength=count).astype(np.float64)


def _ground(network: RoadNetwork) -> BaseGeometry:
    """Give squares around all roads, grown by one, as one shape in degrees."""
    points = np.column_stack((network.line_lat / _CELL_DEG[0], network.line_lon / _CELL_DEG[1]))
    cells = np.unique(np.floor(points).astype(np.int64), axis=0)
    low = cells - 1
    return shapely.union_all(
        shapely.box(
            low[:, 1] * _CELL_DEG[1],
            low[:, 0] * _CELL_DEG[0],
            (low[:, 1] + 3) * _CELL_DEG[1],
            (low[:, 0] + 3) * _CELL_DEG[0],
        )
    )


def _share(ground: BaseGeometry, outline: BaseGeometry) -> float:
    return float(min(1.0, outline.intersection(ground).area / outline.area))
