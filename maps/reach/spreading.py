"""Exact times from one place to every junction, and the streets that are reached, cut where time runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from maps import conditions as conditions_module
from maps.conditions import CLOSED, FREE_FLOW, Conditions
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import Ints, RoadNetwork
from maps.snapping import Snaps

NO_WAY: Final = 1 << 62
"""Milliseconds to a junction that cannot be reached."""

MOST_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """How long it takes from the nearest of some places to every junction; with ``reverse`` from there to the place."""

    network: RoadNetwork
    minutes: tuple[float, ...]
    """Ascending."""
    reverse: bool
    places: Snaps
    edge_ms: Ints
    """Milliseconds of each edge under the conditions, ``CLOSED`` where it must not be used."""
    junction_ms: Ints
    """By junction, ``NO_WAY`` where there is none."""


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
    """Measure the fastest drives to all junctions, each from the nearest of the places, or back with ``reverse``.

    Raises
    ------
    RoadsError
        ``bad_minutes`` for none, and for some that are not above 0 and at most a day.
    """
    wanted = tuple(sorted({float(value) for value in minutes}))
    if not wanted or not (wanted[0] > 0 and wanted[-1] <= MOST_MINUTES):
        raise RoadsError("bad_minutes", most=MOST_MINUTES)
    edge_ms = conditions_module.edge_milliseconds(network, conditions)
    seeds = [seed for place in range(len(places)) for seed in sides(network, places, place)]
    return Reach(
        network=network,
        minutes=wanted,
        reverse=reverse,
        places=places,
        edge_ms=edge_ms,
        junction_ms=_search(network, edge_ms, seeds, reverse=reverse),
    )


def sides(network: RoadNetwork, places: Snaps, place: int) -> list[tuple[int, float]]:
    """Give the edges that a place lies on, and how far along each."""
    edge, fraction = int(places.edge[place]), float(places.fraction[place])
    twins = np.flatnonzero(network.line == network.line[edge]).tolist()
    return [(twin, fraction if network.backward[twin] == network.backward[edge] else 1 - fraction) for twin in twins]


def find_roads(reach: Reach, minutes: float) -> Pieces:
    """Find the parts of all lines that are reached within ``minutes``, each cut at the exact fraction."""
    network, limit = reach.network, minutes * 60_000
    near = network.head if reach.reverse else network.tail
    reached = reach.junction_ms[near]
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


def _search(network: RoadNetwork, edge_ms: Ints, seeds: Sequence[tuple[int, float]], *, reverse: bool) -> Ints:
    """Run Dijkstra's algorithm from a node of its own, joined to where the seeds' edges lead."""
    use = np.flatnonzero(edge_ms != CLOSED)
    tail, head = network.tail[use].astype(np.int64), network.head[use].astype(np.int64)
    if reverse:
        tail, head = head, tail
    open_seeds = [(edge, share) for edge, share in seeds if edge_ms[edge] != CLOSED]
    ends = network.tail if reverse else network.head
    goals = np.array([ends[edge] for edge, _ in open_seeds], dtype=np.int64)
    rest = [edge_ms[edge] * share if reverse else edge_ms[edge] * (1 - share) for edge, share in open_seeds]
    tail = np.concatenate((tail, np.full(len(goals), network.nodes)))
    head = np.concatenate((head, goals))
    # SciPy takes a stored 0 for an arc too, but adds parallel arcs up: the cheapest is kept.
    weight = np.concatenate((edge_ms[use].astype(np.float64), np.rint(rest)))
    order = np.lexsort((weight, head, tail))
    key = tail[order] * (network.nodes + 1) + head[order]
    order = order[np.diff(key, prepend=-1) != 0]
    first = np.searchsorted(tail[order], np.arange(network.nodes + 2)).astype(np.int32)
    shape = (network.nodes + 1, network.nodes + 1)
    graph = csr_array((weight[order], head[order].astype(np.int32), first), shape=shape)
    found = dijkstra(graph, indices=np.array([network.nodes]))[0, : network.nodes]
    return np.where(np.isfinite(found), np.where(np.isfinite(found), found, 0), NO_WAY).astype(np.int64)


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
