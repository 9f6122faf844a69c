"""Exact times from places to every street, and the streets that are reached, cut where time runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps import drives
from maps.conditions import CLOSED, FREE_FLOW, Conditions
from maps.drives import Drives, weights
from maps.errors import RoadsError
from maps.kernels import NO_WAY, Seeds
from maps.kernels.reference import reference
from maps.mercator import Floats
from maps.network import Ints, RoadNetwork
from maps.snapping import Snaps

MOST_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """How long it takes from the nearest of some places to every street; with ``reverse`` from there to the place."""

    network: RoadNetwork
    minutes: tuple[float, ...]
    """Ascending."""
    reverse: bool
    places: Snaps
    edge_ms: Ints
    """Milliseconds of each edge under the conditions, ``CLOSED`` where it must not be used."""
    reached_ms: Ints
    """By edge the milliseconds until one may drive on to it at its tail, with ``reverse`` those that are left when one
    comes to its head; ``NO_WAY`` where there is none."""

    def junction_ms(self) -> Ints:
        """Give the milliseconds by junction, ``NO_WAY`` where there is none."""
        network = self.network
        near, far = (network.head, network.tail) if self.reverse else (network.tail, network.head)
        found = np.full(network.nodes, NO_WAY, dtype=np.int64)
        usable = (self.edge_ms != CLOSED) & (self.reached_ms < NO_WAY)
        np.minimum.at(found, near[usable], self.reached_ms[usable])
        np.minimum.at(found, far[usable], self.reached_ms[usable] + self.edge_ms[usable])
        for place in range(len(self.places)):
            for edge, share in sides(network, self.places, place):
                if self.edge_ms[edge] != CLOSED:
                    rest = share if self.reverse else 1 - share
                    found[far[edge]] = min(found[far[edge]], round(self.edge_ms[edge] * rest))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Parts of lines that are reached in time: by piece its line and where on it, as fractions along the line."""

    line: Ints
    start: Floats
    end: Floats
    metres: float
    """Length of all pieces."""


def spread(
    network: RoadNetwork,
    places: Snaps,
    minutes: Sequence[float],
    *,
    conditions: Conditions = FREE_FLOW,
    reverse: bool = False,
) -> Reach:
    """Measure the fastest drives to all streets, each from the nearest of the places, or back with ``reverse``.

    Raises
    ------
    RoadsError
        ``bad_minutes`` for none, and for some that are not above 0 and at most a day.
    """
    wanted = tuple(sorted({float(value) for value in minutes}))
    if not wanted or not (wanted[0] > 0 and wanted[-1] <= MOST_MINUTES):
        raise RoadsError("bad_minutes", most=MOST_MINUTES)
    opened = drives.open_network(network, conditions, searches=len(places))
    return Reach(
        network=network,
        minutes=wanted,
        reverse=reverse,
        places=places,
        edge_ms=opened.milliseconds,
        reached_ms=_search_back(opened, places) if reverse else _search(opened, places),
    )


def sides(network: RoadNetwork, places: Snaps, place: int) -> list[tuple[int, float]]:
    """Give the edges that a place lies on, and how far along each."""
    edge, fraction = int(places.edge[place]), float(places.fraction[place])
    twins = np.flatnonzero(network.line == network.line[edge]).tolist()
    return [(twin, fraction if network.backward[twin] == network.backward[edge] else 1 - fraction) for twin in twins]


def find_roads(reach: Reach, minutes: float) -> Pieces:
    """Find the parts of all lines that are reached within ``minutes``, each cut at the exact fraction."""
    network, limit = reach.network, minutes * 60_000
    reached = reach.reached_ms
    usable = (reach.edge_ms != CLOSED) & (reached <= limit)
    share = np.minimum((limit - reached[usable]) / reach.edge_ms[usable], 1.0)
    # A drive from the tail covers the beginning of an edge, one to the head its end; lines are run both ways.
    at_start = network.backward[usable] == reach.reverse
    first, last = np.zeros(network.lines), np.zeros(network.lines)
    np.maximum.at(first, network.line[usable][at_start], share[at_start])
    np.maximum.at(last, network.line[usable][~at_start], share[~at_start])
    whole = first + last >= 1
    first[whole], last[whole] = 1.0, 0.0
    own = np.unique(network.line[reach.places.edge])
    rows = [
        (line, *stretch)
        for line in own.tolist()
        for stretch in _join([(0.0, first[line]), (1 - last[line], 1.0), *_own_stretches(reach, line, limit)])
    ]
    first[own] = last[own] = 0.0
    heads, tails = np.flatnonzero(first > 0), np.flatnonzero(last > 0)
    line = np.concatenate((heads, tails, [row[0] for row in rows])).astype(np.int64)
    start = np.concatenate((np.zeros(len(heads)), 1 - last[tails], [row[1] for row in rows]))
    end = np.concatenate((first[heads], np.ones(len(tails)), [row[2] for row in rows]))
    lengths = np.zeros(network.lines)
    lengths[network.line] = network.metres
    return Pieces(line=line, start=start, end=end, metres=float((lengths[line] * (end - start)).sum()))


def _search(opened: Drives, places: Snaps) -> Ints:
    """Find how soon one may drive on to each edge, by any turn that is allowed there."""
    made = opened.states
    found = opened.kernel.spread(opened.sources(places).seeds)
    if not len(found):
        return np.full(opened.network.edges, NO_WAY, dtype=np.int64)
    until = _milliseconds(found.min(axis=0))[made.tail]
    arcs = np.where(until < NO_WAY, until + made.extra_ms, NO_WAY)
    reached = np.full(opened.network.edges, NO_WAY, dtype=np.int64)
    np.minimum.at(reached, made.edge_of(np.arange(len(arcs))), arcs)
    return reached


def _search_back(opened: Drives, places: Snaps) -> Ints:
    """Find how long it still takes one who began on each edge from its head; the graph is searched against its arcs."""
    made = opened.states
    edge_ms = opened.milliseconds[made.edge_of(np.arange(len(made.tail)))]
    weight = np.where(edge_ms == CLOSED, NO_WAY, edge_ms + made.extra_ms)
    ends = opened.targets(places).seeds
    seeds = Seeds(start=ends.start, node=ends.node, cost=_milliseconds(ends.cost))
    found = reference(made.count, made.head, made.tail, weight).spread(seeds)
    least = found.min(axis=0, initial=NO_WAY)
    return np.asarray(least[made.arrival], dtype=np.int64)


def _milliseconds(weight: Ints) -> Ints:
    return np.where(weight < NO_WAY, weights.milliseconds_of(weight), NO_WAY).astype(np.int64)


def _own_stretches(reach: Reach, line: int, limit: float) -> list[tuple[float, float]]:
    """Give what is reached of a line from places on it without passing a junction, as fractions along the line."""
    network, stretches = reach.network, []
    for place in np.flatnonzero(network.line[reach.places.edge] == line).tolist():
        for edge, share in sides(network, reach.places, place):
            if reach.edge_ms[edge] == CLOSED:
                continue
            far = limit / float(reach.edge_ms[edge])
            low, high = (max(0.0, share - far), share) if reach.reverse else (share, min(1.0, share + far))
            stretches.append((1 - high, 1 - low) if network.backward[edge] else (low, high))
    return stretches


def _join(stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join stretches of a line that meet."""
    joined: list[tuple[float, float]] = []
    for low, high in sorted(stretch for stretch in stretches if stretch[1] > stretch[0]):
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return joined
