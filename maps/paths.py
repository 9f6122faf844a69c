"""The course along the streets of chosen legs, for drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from maps import mercator, splits, travel
from maps.mercator import Floats
from maps.network import Indices, Ints, RoadNetwork
from maps.snapping import Snaps
from maps.splits import SplitGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One leg: its course in degrees, at least two points, and what the matrix says of it."""

    lats: Floats
    lons: Floats
    seconds: int
    metres: int

    def __post_init__(self) -> None:
        self.lats.setflags(write=False)
        self.lons.setflags(write=False)


def find_paths(network: RoadNetwork, snaps: Snaps, legs: Sequence[tuple[int, int]]) -> tuple[Path | None, ...]:
    """Find the ways that ``travel.measure`` measures for the same snaps, leg by leg; None where there is no way.

    Parameters
    ----------
    network
        The roads.
    snaps
        Points on them.
    legs
        Pairs of positions in ``snaps``: from, to.
    """
    graph = splits.split(network, snaps)
    legs_from: defaultdict[int, list[int]] = defaultdict(list)
    for number, (origin, _) in enumerate(legs):
        legs_from[int(graph.point_node[origin])].append(number)
    paths: list[Path | None] = [None] * len(legs)
    for sources in splits.chunks(np.array(list(legs_from), dtype=np.int64), 2 * graph.nodes):
        weights, before = dijkstra(graph.arcs, directed=True, indices=sources, return_predecessors=True)
        for row, source in enumerate(sources):
            for number in legs_from[int(source)]:
                target = int(graph.point_node[legs[number][1]])
                paths[number] = _trace(network, graph, weights[row], before[row], target)
    return tuple(paths)


def _trace(network: RoadNetwork, graph: SplitGraph, weights: Floats, before: Indices, target: int) -> Path | None:
    if not np.isfinite(weights[target]):
        return None
    nodes = [target]
    while (previous := int(before[nodes[-1]])) >= 0:
        nodes.append(previous)
    row = np.array(nodes[::-1], dtype=np.int64)
    arcs = np.searchsorted(graph.key, row[:-1] * graph.nodes + row[1:])
    course = _course(network, graph, arcs) if len(arcs) else _spot(network, graph, target)
    matrix = travel.decode(weights[target : target + 1, None])
    return Path(
        lats=course[0],
        lons=course[1],
        seconds=int(matrix.seconds[0, 0]),
        metres=int(matrix.metres[0, 0]),
    )


def _course(network: RoadNetwork, graph: SplitGraph, arcs: Ints) -> tuple[Floats, Floats]:
    """Join the courses of arcs, without the points at which they meet twice."""
    edge, start, end = graph.edge[arcs], graph.start[arcs], graph.end[arcs]
    # Parts of one edge in a row, where a leg passes other points, are one piece.
    first = np.concatenate([[True], (edge[1:] != edge[:-1]) | (start[1:] != end[:-1])])
    runs = zip(edge[first].tolist(), start[first].tolist(), end[np.append(first[1:], True)].tolist(), strict=True)
    pieces = [_piece(network, *run) for run in runs]
    lat = np.concatenate([piece[0] for piece in pieces])
    lon = np.concatenate([piece[1] for piece in pieces])
    moves = np.ones(len(lat), dtype=np.bool_)
    moves[1:] = (np.diff(lat) != 0) | (np.diff(lon) != 0)
    moves[-1] |= moves.sum() < 2
    return lat[moves], lon[moves]


def _spot(network: RoadNetwork, graph: SplitGraph, node: int) -> tuple[Floats, Floats]:
    """Give the course of a leg that goes nowhere: its one place, twice."""
    arc = int(graph.arcs.indptr[node])
    start = float(graph.start[arc])
    lat, lon = _piece(network, int(graph.edge[arc]), start, start)
    return lat[[0, -1]], lon[[0, -1]]


def _piece(network: RoadNetwork, edge: int, start: float, end: float) -> tuple[Floats, Floats]:
    """Give the points of an edge from one fraction of it to another, in the direction of travel."""
    line = network.line[edge]
    points = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
    lat, lon = network.line_lat[points], network.line_lon[points]
    if network.backward[edge]:
        lat, lon = lat[::-1], lon[::-1]
    return (lat, lon) if (start, end) == (0.0, 1.0) else _cut(lat, lon, start, end)


def _cut(lat: Floats, lon: Floats, start: float, end: float) -> tuple[Floats, Floats]:
    """Cut a course at fractions of its length on the map, as snapping measures them."""
    points = mercator.project(lat, lon)
    passed = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.array([start, end]) * passed[-1]
    ends = np.column_stack([np.interp(at, passed, points[:, axis]) for axis in (0, 1)])
    inside = (passed > at[0]) & (passed < at[1])
    end_lat, end_lon = mercator.unproject(ends)
    return (
        np.concatenate([end_lat[:1], lat[inside], end_lat[1:]]),
        np.concatenate([end_lon[:1], lon[inside], end_lon[1:]]),
    )
