"""Ways and points to a road network: split at junctions, timed, cut to what can be reached both ways."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from maps import mercator, ragged, speeds
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import Indices, Ints, Mode, RoadNetwork, Tally
from maps.osm import Extract, Points, Ways

_MS_PER_METRE_AT_1_KMH: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Ways split at junctions: by line its way and end nodes, and by point of a line the OSM point."""

    start: Ints
    point: Ints
    way: Ints
    first: Ints
    last: Ints
    node_point: Ints
    node_id: Ints
    ways_clipped: int
    nodes_missing: int
    barriers: int


def build(extract: Extract, *, name: str, mode: Mode, made: bool, source: str) -> RoadNetwork:
    """Make the network of an extract, strongly connected.

    Raises
    ------
    RoadsError
        ``no_roads`` if nothing usable is inside, ``not_connected`` if no two places can be reached both ways.
    """
    ways, points = extract.ways, extract.points
    lines = _split(ways, points)
    if not len(lines.way):
        raise RoadsError("no_roads", file=source, mode=mode)
    lat, lon = points.lat[lines.point], points.lon[lines.point]
    water_start, water_point = _find_water(extract)
    whole = RoadNetwork(
        name=name,
        mode=mode,
        made=made,
        source=source,
        date=extract.date,
        node_id=lines.node_id,
        node_lat=points.lat[lines.node_point],
        node_lon=points.lon[lines.node_point],
        names=ways.names,
        line_start=lines.start,
        line_lat=lat,
        line_lon=lon,
        places=extract.places,
        **no_bans(),
        water_start=water_start,
        water_lat=points.lat[water_point],
        water_lon=points.lon[water_point],
        **_edges(ways, lines, measure_lines(lines.start, lat, lon), _count_signals(lines, points, mode)),
        tally=Tally(
            ways=len(ways.way_id),
            ways_clipped=lines.ways_clipped,
            nodes_missing=lines.nodes_missing,
            barriers=lines.barriers,
            limits_unreadable=ways.unreadable,
        ),
    )
    return cut_to_strong(whole)


def no_bans() -> dict[str, Any]:
    """Give the arrays of a network without turn restrictions and without roads cut off."""
    return {
        "ban_start": np.zeros(1, dtype=np.int64),
        "ban_edge": np.zeros(0, dtype=np.int32),
        "cut_lat": np.zeros(0),
        "cut_lon": np.zeros(0),
    }


def measure_lines(start: Ints, lat: Floats, lon: Floats) -> Floats:
    """Give the metres of each line."""
    steps = np.zeros(len(lat))
    steps[:-1] = mercator.distances(lat[:-1], lon[:-1], lat[1:], lon[1:])
    steps[start[1:] - 1] = 0  # from the end of a line to the start of the next is no road
    return np.add.reduceat(steps, start[:-1])


def free_flow_ms(metres: Floats, kmh: Floats) -> Ints:
    """Give the milliseconds that metres take, rounded up, so that no rounding beats the limit."""
    return np.maximum(np.ceil(metres / kmh * _MS_PER_METRE_AT_1_KMH), 1).astype(np.int64)


def cut_to_strong(network: RoadNetwork) -> RoadNetwork:
    """Keep the largest part of which each place can be reached from each other one, and count what is cut.

    Raises
    ------
    RoadsError
        ``not_connected`` if that leaves no road.
    """
    ones = np.ones(network.edges, dtype=np.int8)
    size = (network.nodes, network.nodes)
    graph = csr_array((ones, (network.tail, network.head)), shape=size)
    _, part = connected_components(graph, directed=True, connection="strong")
    kept_node = part == np.bincount(part).argmax()
    kept = kept_node[network.tail] & kept_node[network.head]
    if not kept.any():
        raise RoadsError("not_connected", file=network.source, mode=network.mode)
    tally = dataclasses.replace(
        network.tally,
        junctions_cut=int((~kept_node).sum()),
        edges_cut=int((~kept).sum()),
        metres_cut=round(float(network.metres[~kept].sum())),
        edges_imputed=int((~network.limit_told[kept]).sum()),
    )
    return _keep(network, kept_node, kept, tally)


def _split(ways: Ways, points: Points) -> _Lines:
    """Cut ways at junctions, ends and barriers, and where an extract lacks their nodes."""
    way = np.repeat(np.arange(len(ways.way_id)), np.diff(ways.start))
    place = np.searchsorted(points.id, ways.refs)
    place[place == len(points.id)] = 0
    present = points.id[place] == ways.refs if len(points.id) else np.zeros(len(place), dtype=np.bool_)
    new_way = np.diff(way, prepend=-1) != 0
    again = ~new_way & (np.diff(ways.refs, prepend=0) == 0)
    run = np.cumsum(new_way | ~present)
    kept = present & ~again
    point, run, way_of = place[kept], run[kept], way[kept]
    first = np.diff(run, prepend=-1) != 0
    last = np.diff(run, append=-1) != 0
    uses = np.bincount(point, minlength=len(points.id))
    ends = np.flatnonzero(first | last | (uses[point] > 1) | points.blocked[point])
    begins = ~last[ends]
    begin, end = ends[begins], ends[np.flatnonzero(begins) + 1]
    first_node, last_node, node_point, node_id = _number_nodes(point, begin, end, points)
    counts = end - begin + 1
    return _Lines(
        start=ragged.starts_of(counts),
        point=point[ragged.pick(begin, counts)],
        way=way_of[begin],
        first=first_node,
        last=last_node,
        node_point=node_point,
        node_id=node_id,
        ways_clipped=len(np.unique(way[~present])),
        nodes_missing=len(np.unique(ways.refs[~present])),
        barriers=int(points.blocked[np.unique(point)].sum()),
    )


def _number_nodes(point: Ints, begin: Ints, end: Ints, points: Points) -> tuple[Ints, Ints, Ints, Ints]:
    """Give the ends of lines numbers; at a barrier each line has an end of its own, so that nothing passes."""
    ends = np.concatenate([begin, end])
    own = len(points.id) + np.arange(len(ends))
    keys = np.where(points.blocked[point[ends]], own, point[ends])
    found, where, numbers = np.unique(keys, return_index=True, return_inverse=True)
    node_point = point[ends[where]]
    node_id = np.where(found < len(points.id), points.id[node_point], -1 - found)
    return numbers[: len(begin)], numbers[len(begin) :], node_point, node_id


def _count_signals(lines: _Lines, points: Points, mode: Mode) -> tuple[Ints, Ints]:
    """Count signals passed along and against each line, those at its far end included, at its near end not."""
    if mode != "car":
        none = np.zeros(len(lines.way), dtype=np.int64)
        return none, none
    signal = points.signal[lines.point].astype(np.int64)
    total = np.add.reduceat(signal, lines.start[:-1])
    return total - signal[lines.start[:-1]], total - signal[lines.start[1:] - 1]


def _edges(ways: Ways, lines: _Lines, metres: Floats, signals: tuple[Ints, Ints]) -> dict[str, Any]:
    """Give the arrays by edge: each line once for each direction in which it is open."""
    is_open = ways.open[:, lines.way]
    line, direction = np.nonzero(is_open.T)
    way, backward = lines.way[line], direction == 1
    tail = np.where(backward, lines.last[line], lines.first[line])
    head = np.where(backward, lines.first[line], lines.last[line])
    free = ways.speed[direction, way]
    stops = np.where(backward, signals[1][line], signals[0][line])
    return {
        "tail": tail.astype(np.int32),
        "head": head.astype(np.int32),
        "milliseconds": free_flow_ms(metres[line], free) + stops * speeds.SIGNAL_MS,
        "delay_ms": stops * speeds.SIGNAL_MS,
        "metres": metres[line],
        "speed_kmh": free,
        "limit_kmh": ways.limit[direction, way],
        "limit_told": ways.told[direction, way],
        "road_class": ways.road_class[way].astype(np.int32),
        "street": ways.street[way].astype(np.int32),
        "way_id": ways.way_id[way],
        "line": line.astype(np.int32),
        "backward": backward,
        "private": np.zeros(len(line), dtype=np.bool_),
        "unpaved": np.zeros(len(line), dtype=np.bool_),
    }


def _find_water(extract: Extract) -> tuple[Ints, Ints]:
    """Give starts and points of the water lines that have at least two points inside."""
    ids, refs = extract.points.id, extract.water_refs
    if not len(refs) or not len(ids):
        return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    place = np.minimum(np.searchsorted(ids, refs), len(ids) - 1)
    present = ids[place] == refs
    row = np.repeat(np.arange(len(extract.water_start) - 1), np.diff(extract.water_start))
    counts = np.bincount(row[present], minlength=len(extract.water_start) - 1)
    kept = present & (counts[row] > 1)
    return ragged.starts_of(counts[counts > 1]), place[kept]


def _keep(network: RoadNetwork, kept_node: np.ndarray, kept: np.ndarray, tally: Tally) -> RoadNetwork:
    """Give the network with the marked nodes and edges only, and the lines that these need."""
    kept_line = np.zeros(network.lines, dtype=np.bool_)
    kept_line[network.line[kept]] = True
    number_of_node, number_of_line = _renumber(kept_node), _renumber(kept_line)
    counts = np.diff(network.line_start)[kept_line]
    points = ragged.pick(network.line_start[:-1][kept_line], counts)
    by_edge: tuple[str, ...] = (
        "milliseconds",
        "metres",
        "speed_kmh",
        "limit_kmh",
        "limit_told",
        "road_class",
        "street",
        "way_id",
        "backward",
    )
    by_edge += ("delay_ms", "private", "unpaved")
    return dataclasses.replace(
        network,
        **{name: getattr(network, name)[kept] for name in by_edge},
        **{name: getattr(network, name)[kept_node] for name in ("node_id", "node_lat", "node_lon")},
        tail=number_of_node[network.tail[kept]],
        head=number_of_node[network.head[kept]],
        line=number_of_line[network.line[kept]],
        line_start=ragged.starts_of(counts),
        line_lat=network.line_lat[points],
        line_lon=network.line_lon[points],
        tally=tally,
    )


def _renumber(kept: np.ndarray) -> Indices:
    return (np.cumsum(kept) - 1).astype(np.int32)
