"""Networks cut to what can be reached both ways, and what is known of the rest.

A drive goes over private edges only at its start and its end. So the public core, the largest strong part of the edges
that are not private, is what all drives share; what hangs on it both ways is kept, and all of that becomes private:
whoever is behind a private road can only be on an errand there. From any place a drive then leaves over private edges,
crosses the core, and arrives over private edges. Where no two places are joined by public roads, all is private.
"""

from __future__ import annotations

import dataclasses
from typing import Final, Literal

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from maps import mercator, ragged
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import Bools, Indices, Ints, RoadNetwork, Tally
from maps.reading.lifting import lift_cutting

ISLAND_M: Final = 500
"""Metres of public road, all of which can be reached from each other, that make what was cut off an island."""
_BORDER_DEG: Final = 0.001
"""Some 100 m: what comes so near to the border of the data may lead on beyond it."""

_ISLAND_STEP_M: Final = 100
"""Metres between the points that are kept of roads cut off, about."""
_MOST_STEPS: Final = 1_000
"""Between two points of a road; only a road with an error in it is longer."""
_METRES_A_DEGREE: Final = mercator.EARTH_RADIUS * np.pi / 180

_BY_EDGE: Final = (
    "milliseconds",
    "delay_ms",
    "metres",
    "speed_kmh",
    "limit_kmh",
    "limit_told",
    "road_class",
    "street",
    "way_id",
    "backward",
    "unpaved",
)


Box = tuple[float, float, float, float]
"""South, west, north and east in degrees."""


def cut_to_strong(network: RoadNetwork, *, box: Box | None = None) -> RoadNetwork:
    """Keep the largest part of which each place can be reached from each other one, and count what is cut.

    Turn restrictions that would cut off more are lifted, see ``lifting``. Of islands points are kept.

    Parameters
    ----------
    network
        All roads.
    box
        What the data covers, where that is known.

    Raises
    ------
    RoadsError
        ``not_connected`` if that leaves no road.
    """
    everywhere = np.ones(network.edges, dtype=np.bool_)
    core, core_edge = _find_longest(network, ~network.private)
    if not core_edge.any():
        core, _ = _find_longest(network, everywhere)
    part = _find_parts(network, everywhere, connection="strong")
    kept_node = part == part[core.argmax()]
    kept = kept_node[network.tail] & kept_node[network.head]
    if not kept.any():
        raise RoadsError("not_connected", file=network.source, mode=network.mode)
    private = ~core_edge
    tally = dataclasses.replace(
        network.tally,
        junctions_cut=int((~kept_node).sum()),
        edges_cut=int((~kept).sum()),
        metres_cut=round(float(network.metres[~kept].sum())),
        edges_imputed=int((~network.limit_told[kept]).sum()),
        parts_cut=_count_parts(network, ~kept),
    )
    island, islands = _find_islands(network, kept_node, box)
    tally = dataclasses.replace(tally, islands_cut=islands)
    return lift_cutting(_keep(network, kept_node, kept, private=private, island=island, tally=tally))


def _find_longest(network: RoadNetwork, edges: Bools) -> tuple[Bools, Bools]:
    """Mark the nodes of the strong part of some edges that has most metres of them, and its edges."""
    part = _find_parts(network, edges, connection="strong")
    inside = edges & (part[network.tail] == part[network.head])
    longest = np.bincount(part[network.tail[inside]], network.metres[inside], minlength=1).argmax()
    return np.asarray(part == longest), inside & (part[network.tail] == longest)


def _find_parts(network: RoadNetwork, edges: Bools, *, connection: Literal["strong", "weak"]) -> Indices:
    ones = np.ones(int(edges.sum()), dtype=np.int8)
    size = (network.nodes, network.nodes)
    graph = csr_array((ones, (network.tail[edges], network.head[edges])), shape=size)
    _, part = connected_components(graph, directed=True, connection=connection)
    return np.asarray(part, dtype=np.int32)


def _count_parts(network: RoadNetwork, edges: Bools) -> int:
    part = _find_parts(network, edges, connection="weak")
    return len(np.unique(part[network.tail[edges]]))


def _find_islands(network: RoadNetwork, kept_node: Bools, box: Box | None) -> tuple[Bools, int]:
    """Mark the lines of islands, and count these.

    They do not touch what is kept, not even one way, are of some length, and do not end where the data does: a stub
    that is left of a road beyond the border tells nothing about those who live beside it.
    """
    part = _find_parts(network, np.ones(network.edges, dtype=np.bool_), connection="weak")
    town = _find_parts(network, ~network.private, connection="strong")
    inside = ~network.private & (town[network.tail] == town[network.head])
    _, first = np.unique(network.line[inside], return_index=True)
    edges = np.flatnonzero(inside)[first]
    long = np.bincount(town[network.tail[edges]], network.metres[edges], minlength=network.nodes) >= ISLAND_M
    is_island = np.zeros(network.nodes, dtype=np.bool_)
    is_island[part[long[town]]] = True
    is_island[part[kept_node]] = False
    line_part = np.zeros(network.lines, dtype=np.int32)
    line_part[network.line] = part[network.tail]
    if box is not None:
        outer = ~_lie_within(box, network.line_lat, network.line_lon)
        is_island[np.repeat(line_part, np.diff(network.line_start))[outer]] = False
    return is_island[line_part], int(is_island.sum())


def _lie_within(box: Box, lat: Floats, lon: Floats) -> Bools:
    south, west, north, east = box
    wide = _BORDER_DEG / max(np.cos(np.radians((south + north) / 2)), _BORDER_DEG)
    across: Bools = (lon > west + wide) & (lon < east - wide)
    return across & (lat > south + _BORDER_DEG) & (lat < north - _BORDER_DEG)


def _keep(
    network: RoadNetwork, kept_node: Bools, kept: Bools, *, private: Bools, island: Bools, tally: Tally
) -> RoadNetwork:
    """Give the network with the marked nodes and edges only, and the lines that these need."""
    kept_line = np.zeros(network.lines, dtype=np.bool_)
    kept_line[network.line[kept]] = True
    number_of_node, number_of_line = _renumber(kept_node), _renumber(kept_line)
    counts = np.diff(network.line_start)[kept_line]
    points = ragged.pick(network.line_start[:-1][kept_line], counts)
    ban_start, ban_edge = _keep_bans(network, kept)
    cut_lat, cut_lon = _thin_out(network, island)
    return dataclasses.replace(
        network,
        **{name: getattr(network, name)[kept] for name in _BY_EDGE},
        **{name: getattr(network, name)[kept_node] for name in ("node_id", "node_lat", "node_lon")},
        private=private[kept],
        tail=number_of_node[network.tail[kept]],
        head=number_of_node[network.head[kept]],
        line=number_of_line[network.line[kept]],
        line_start=ragged.starts_of(counts),
        line_lat=network.line_lat[points],
        line_lon=network.line_lon[points],
        ban_start=ban_start,
        ban_edge=ban_edge,
        cut_lat=cut_lat,
        cut_lon=cut_lon,
        tally=tally,
    )


def _keep_bans(network: RoadNetwork, kept: Bools) -> tuple[Ints, Indices]:
    """Give the bans of which every edge is kept, in the new numbers."""
    counts = np.diff(network.ban_start)
    ban = np.repeat(np.arange(len(counts)), counts)
    whole = np.bincount(ban[kept[network.ban_edge]], minlength=len(counts)) == counts
    return ragged.starts_of(counts[whole]), _renumber(kept)[network.ban_edge[whole[ban]]]


def _thin_out(network: RoadNetwork, lines: Bools) -> tuple[Floats, Floats]:
    """Give points along the marked lines, one in each square of some 100 m that they touch."""
    line = np.repeat(np.arange(network.lines), np.diff(network.line_start))
    begin = np.flatnonzero(lines[line[:-1]] & (line[:-1] == line[1:]))
    lat, lon = network.line_lat, network.line_lon
    metres = mercator.distances(lat[begin], lon[begin], lat[begin + 1], lon[begin + 1])
    steps = np.minimum(metres // _ISLAND_STEP_M + 1, _MOST_STEPS).astype(np.int64)
    begin, share = np.repeat(begin, steps), ragged.pick(np.zeros_like(steps), steps) / np.repeat(steps, steps)
    lat, lon = (values[begin] + share * (values[begin + 1] - values[begin]) for values in (lat, lon))
    row = np.floor(lat * _METRES_A_DEGREE / _ISLAND_STEP_M)
    wide = np.cos(np.radians(row * _ISLAND_STEP_M / _METRES_A_DEGREE))
    column = np.floor(lon * _METRES_A_DEGREE * wide / _ISLAND_STEP_M)
    _, first = np.unique(np.column_stack([row, column]), axis=0, return_index=True)
    first.sort()
    return lat[first], lon[first]


def _renumber(kept: Bools) -> Indices:
    return (np.cumsum(kept) - 1).astype(np.int32)
