"""What a driver sees at the end of an edge: which ways lead on, and how sharply each turns."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps import mercator
from maps.mercator import Floats
from maps.network import CLASSES, Indices, Ints, RoadNetwork

REACH_M: Final = 20.0
"""A direction is taken over so many metres, so that a corner drawn in small bends is still one."""

_DEGREE_M: Final = math.radians(mercator.EARTH_RADIUS)
"""Metres of a degree of latitude."""

_RANKS: Final[Mapping[str, int]] = {
    "motorway": 0,
    "trunk": 1,
    "primary": 2,
    "secondary": 3,
    "tertiary": 4,
    "unclassified": 5,
    "residential": 5,
    "road": 5,
    "living_street": 6,
    "service": 7,
    "ferry": 2,
}
_RANK: Final = tuple(_RANKS.get(name.removesuffix("_link"), 8) for name in CLASSES)
_DRIVEWAY: Final = _RANKS["service"]
_LINK: Final = tuple(name.endswith("_link") for name in CLASSES)
_FAST: Final = frozenset(CLASSES.index(name) for name in ("motorway", "trunk"))
_FERRY: Final = CLASSES.index("ferry")


@dataclass(frozen=True, slots=True, eq=False)
class Junctions:
    """The edges that leave each junction, and for each edge the one against it on the same line (−1: one-way)."""

    network: RoadNetwork
    start: Ints
    out: Indices
    twin: Indices

    def others(self, before: int, after: int) -> list[int]:
        """Give the edges that could be taken after ``before`` instead of ``after``, but for turning round."""
        node = int(self.network.head[before])
        out = self.out[self.start[node] : self.start[node + 1]].tolist()
        return [edge for edge in out if edge not in {after, int(self.twin[before])}]

    def turn(self, before: int, after: int) -> float:
        """Give by how many degrees ``after`` turns off from ``before``, above 0 to the right."""
        return angle(self.arriving(before), self.leaving(after))

    def leaving(self, edge: int) -> float:
        """Give the direction in which an edge begins, in degrees clockwise from north."""
        return bearing(*self.course(edge))

    def arriving(self, edge: int) -> float:
        """Give the direction in which an edge ends."""
        lat, lon = self.course(edge)
        return (bearing(lat[::-1], lon[::-1]) + 180) % 360

    def course(self, edge: int) -> tuple[Floats, Floats]:
        """Give the points of an edge as it is driven."""
        network = self.network
        line = int(network.line[edge])
        points = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
        step = -1 if network.backward[edge] else 1
        return network.line_lat[points][::step], network.line_lon[points][::step]

    def name(self, edge: int) -> str:
        """Give the name of an edge's street, or nothing."""
        return self.network.names[int(self.network.street[edge])].replace(";", " / ")

    def rank(self, edge: int) -> int:
        """Give how important a road is, 0 for motorways and 8 for paths."""
        return _RANK[int(self.network.road_class[edge])]

    def is_link(self, edge: int) -> bool:
        """Tell whether an edge is a ramp."""
        return _LINK[int(self.network.road_class[edge])]

    def is_fast(self, edge: int) -> bool:
        """Tell whether an edge is a motorway or trunk road itself, no ramp of it."""
        return int(self.network.road_class[edge]) in _FAST

    def is_ferry(self, edge: int) -> bool:
        """Tell whether an edge is a ferry."""
        return int(self.network.road_class[edge]) == _FERRY

    def is_lesser(self, edge: int, than: int) -> bool:
        """Tell whether nobody takes an edge for the road's going on, if ``than`` is: a drive, or a much smaller one."""
        rank, other = self.rank(edge), self.rank(than)
        return (rank >= _DRIVEWAY > other) or rank - other >= 3


@functools.lru_cache(maxsize=4)
def open_junctions(network: RoadNetwork) -> Junctions:
    """Look at the junctions of a network once."""
    along, against = network.line_edges()
    out = np.argsort(network.tail, kind="stable").astype(np.int32)
    return Junctions(
        network=network,
        start=np.searchsorted(network.tail[out], np.arange(network.nodes + 1)).astype(np.int64),
        out=out,
        twin=np.where(network.backward, along[network.line], against[network.line]).astype(np.int32),
    )


def bearing(lat: Floats, lon: Floats) -> float:
    """Give the direction in which a course begins, taken over ``REACH_M``, in degrees clockwise from north."""
    first_lat, first_lon = float(lat[0]), float(lon[0])
    narrow = math.cos(math.radians(first_lat))
    east = north = passed = 0.0
    for next_lat, next_lon in zip(lat[1:].tolist(), lon[1:].tolist(), strict=True):
        ahead = (next_lon - first_lon) * narrow * _DEGREE_M, (next_lat - first_lat) * _DEGREE_M
        step = math.hypot(ahead[0] - east, ahead[1] - north)
        share = min(1.0, (REACH_M - passed) / step) if step else 0.0
        east, north = east + share * (ahead[0] - east), north + share * (ahead[1] - north)
        passed += step
        if passed >= REACH_M:
            break
    return math.degrees(math.atan2(east, north)) % 360


def angle(before: float, after: float) -> float:
    """Give by how many degrees one direction turns off from another, above 0 to the right, at most 180."""
    return (after - before + 180) % 360 - 180
