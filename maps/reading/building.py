"""Ways and points to a road network: split at junctions, timed, cut to what can be reached both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from maps import mercator, ragged
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import CLASSES, Bools, Ints, Mode, RoadNetwork, Tally
from maps.reading import penalties, restrictions, speeds
from maps.reading.cutting import cut_to_strong
from maps.reading.osm import Extract, Points, Ways

_MS_PER_METRE_AT_1_KMH: Final = 3600
_FERRY: Final = CLASSES.index("ferry")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Ways split at junctions: by line its way and end nodes, and by point of a line the OSM point."""

    start: Ints
    point: Ints
    way: Ints
    first: Ints
    last: Ints
    metres: Floats
    node_point: Ints
    node_id: Ints
    ways_clipped: int
    nodes_missing: int
    barriers: int
    gates: int


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
    edges = _edges(ways, lines, points, mode)
    bans = restrictions.find_bans(
        extract.restrictions.found,
        node_id=lines.node_id,
        **{name: edges[name] for name in ("tail", "head", "line", "way_id")},
    )
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
        line_lat=points.lat[lines.point],
        line_lon=points.lon[lines.point],
        places=extract.places,
        **(no_bans() | {"ban_start": bans.start, "ban_edge": bans.edge}),
        water_start=water_start,
        water_lat=points.lat[water_point],
        water_lon=points.lon[water_point],
        **edges,
        tally=_count(extract, lines, bans),
    )
    return cut_to_strong(whole, box=extract.box)


def _count(extract: Extract, lines: _Lines, bans: restrictions.Bans) -> Tally:
    ways, told = extract.ways, extract.restrictions
    return Tally(
        ways=len(ways.way_id),
        ways_clipped=lines.ways_clipped,
        nodes_missing=lines.nodes_missing,
        barriers=lines.barriers,
        gates=lines.gates,
        limits_unreadable=ways.unreadable,
        limits_conditional=ways.conditional,
        surfaces_imputed=ways.surfaces_assumed,
        ferries_imputed=ways.ferries_assumed,
        ferries=int((ways.road_class == _FERRY).sum()),
        restrictions=bans.fates["banned"],
        restrictions_needless=bans.fates["needless"],
        restrictions_conditional=told.conditional,
        restrictions_unusable=told.broken + bans.fates["unusable"],
    )


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


def sail(kmh: Floats, metres: Floats, crossing_s: Floats) -> tuple[Floats, Bools]:
    """Give speeds, in place of those where a believable crossing (seconds, 0 where not told) tells another.

    And where that is so.
    """
    sailed = metres / np.where(crossing_s > 0, crossing_s, 1) * 3.6
    told = (crossing_s > 0) & (sailed >= speeds.FERRY_SLOWEST_KMH) & (sailed <= speeds.FERRY_FASTEST_KMH)
    return np.where(told, sailed, kmh), told


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
    ends = np.flatnonzero(first | last | (uses[point] > 1) | (points.blocked | points.gate)[point])
    begins = ~last[ends]
    begin, end = ends[begins], ends[np.flatnonzero(begins) + 1]
    first_node, last_node, node_point, node_id = _number_nodes(point, begin, end, points)
    counts = end - begin + 1
    start, on_line = ragged.starts_of(counts), point[ragged.pick(begin, counts)]
    passed = np.unique(point)
    return _Lines(
        start=start,
        point=on_line,
        metres=measure_lines(start, points.lat[on_line], points.lon[on_line]),
        way=way_of[begin],
        first=first_node,
        last=last_node,
        node_point=node_point,
        node_id=node_id,
        ways_clipped=len(np.unique(way[~present])),
        nodes_missing=len(np.unique(ways.refs[~present])),
        barriers=int(points.blocked[passed].sum()),
        gates=int(points.gate[passed].sum()),
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


def _edges(ways: Ways, lines: _Lines, points: Points, mode: Mode) -> dict[str, Any]:
    """Give the arrays by edge: each line once for each direction in which it is open."""
    line, direction = np.nonzero(ways.open[:, lines.way].T)
    way, backward = lines.way[line], direction == 1
    tail = np.where(backward, lines.last[line], lines.first[line])
    head = np.where(backward, lines.first[line], lines.last[line])
    speed, told = _sail_ways(ways, lines)
    free = speed[direction, way]
    metres = lines.metres[line]
    gate = points.gate[lines.node_point]
    delay = _lose_at_points(lines, points)[direction, line] + _lose_at_ends(ways, way, tail, head, mode)
    is_ferry = ways.road_class[way] == _FERRY
    return {
        "tail": tail.astype(np.int32),
        "head": head.astype(np.int32),
        "milliseconds": free_flow_ms(metres, free) + delay,
        "delay_ms": delay,
        "metres": metres,
        "speed_kmh": free,
        "limit_kmh": np.where(is_ferry, free, ways.limit[direction, way]),
        "limit_told": np.where(is_ferry, told[way], ways.told[direction, way]),
        "road_class": ways.road_class[way].astype(np.int32),
        "street": ways.street[way].astype(np.int32),
        "way_id": ways.way_id[way],
        "line": line.astype(np.int32),
        "backward": backward,
        "private": ways.private[way] | gate[tail] | gate[head],
        "unpaved": ways.unpaved[way],
    }


def _sail_ways(ways: Ways, lines: _Lines) -> tuple[Floats, Bools]:
    """Give the speed by direction and way, a ferry's by its whole course, and by way whether its crossing tells it."""
    number, ferry = np.unique(ways.ferry, return_inverse=True)
    metres = np.bincount(ferry[lines.way], lines.metres, minlength=len(number)).astype(np.float64)[ferry]
    return sail(ways.speed, metres, ways.crossing_s)


def _lose_at_points(lines: _Lines, points: Points) -> Ints:
    """Give the milliseconds lost at points on each line along and against it: at its far end too, not at its near."""
    both, forward, backward, nearest = points.penalty_ms[:, lines.point]
    first, last = lines.start[:-1], lines.start[1:] - 1
    ahead = np.zeros(len(both), dtype=np.bool_)
    placed = np.flatnonzero(nearest)
    if len(placed):
        along, left = _measure_to_ends(lines, points, placed)
        ahead[placed] = left < along
        nearest = nearest.copy()
        nearest[np.concatenate([first, last])] = 0  # at the junction itself it does not tell who has to yield
    along_ms = both + forward + np.where(ahead, nearest, 0)
    against_ms = both + backward + np.where(ahead, 0, nearest)
    return np.stack(
        [
            np.add.reduceat(along_ms, first) - along_ms[first],
            np.add.reduceat(against_ms, first) - against_ms[last],
        ]
    )


def _measure_to_ends(lines: _Lines, points: Points, placed: Ints) -> tuple[Floats, Floats]:
    """Give the metres from points on lines back to the first and on to the last of their line."""
    lat, lon = points.lat[lines.point], points.lon[lines.point]
    before = np.concatenate([[0.0], np.cumsum(mercator.distances(lat[:-1], lon[:-1], lat[1:], lon[1:]))])
    line = np.searchsorted(lines.start, placed, side="right") - 1
    return before[placed] - before[lines.start[line]], before[lines.start[line + 1] - 1] - before[placed]


def _lose_at_ends(ways: Ways, way: Ints, tail: Ints, head: Ints, mode: Mode) -> Ints:
    """Give the milliseconds that edges lose where they enter a roundabout, or a ferry from the land."""
    nodes = int(max(tail.max(), head.max())) + 1 if len(way) else 0
    round_edge, sea = ways.roundabout[way], ways.road_class[way] == _FERRY
    circle, land = np.zeros(nodes, dtype=np.bool_), np.zeros(nodes, dtype=np.bool_)
    circle[tail[round_edge]] = True
    land[tail[~sea]] = land[head[~sea]] = True
    enters = circle[head] & ~round_edge & ~sea
    boards = sea & land[tail]
    return np.where(enters, penalties.ROUNDABOUT_MS[mode], 0) + np.where(boards, ways.wait_ms[way], 0)


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
