"""Road networks from graphs of OSMnx and NetworkX, and from those that ``graphing`` makes of networks."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import networkx as nx
import numpy as np
import osmnx as ox
import shapely

from maps import ragged
from maps.errors import RoadsError
from maps.mercator import Floats
from maps.network import CLASSES, Mode, RoadNetwork, Tally
from maps.reading import building, cutting, naming, usage
from maps.reading.graphing import COUNTS
from maps.reading.usage import Usage

_NAMES: Final = ("name", "ref")
_DIRECTIONS: Final = frozenset({"oneway", "oneway:bicycle"})
"""Tags that are not asked: an edge of a graph is open in its direction."""
_LONGEST_DELAY_S: Final = 24 * 3600
_MOST_EDGES: Final = 1 << 31
_COUNT_DIGITS: Final = 9
_MOST_ID: Final = 1 << 62


def from_graph(
    graph: nx.MultiDiGraph[Any],
    *,
    name: str,
    mode: Mode = "car",
    made: bool = False,
    source: str = "graph",
    date: dt.date | None = None,
) -> RoadNetwork:
    """Make a network of an OSMnx graph, strongly connected.

    Which edges are usable and how fast they are follows the same rules as for OSM files; directions are those of
    the graph, and its own ``speed_kph`` and ``travel_time`` are not asked.

    Raises
    ------
    RoadsError
        ``not_osmnx`` (no coordinates or no road classes), ``no_roads`` or ``not_connected``.
    """
    try:
        degrees = ox.project_graph(graph, to_latlong=True) if graph.graph["crs"] != "epsg:4326" else graph
        draft = _draft(degrees, mode)
    except (KeyError, TypeError, ValueError, AttributeError, nx.NetworkXError) as error:
        raise RoadsError("not_osmnx", file=source, detail=repr(error)) from error
    if not draft.edges:
        raise RoadsError("no_roads", file=source, mode=mode)
    return cutting.cut_to_strong(
        _assemble(draft, name=name, mode=mode, made=made, source=source, date=date or _date(graph))
    )


def read_graphml(path: Path, *, name: str, mode: Mode, made: bool) -> RoadNetwork:
    """Read a network from the GraphML that ``osmnx.save_graphml`` writes.

    Raises
    ------
    RoadsError
        ``unreadable`` for what is no GraphML, and those of ``from_graph``.
    """
    try:
        graph = ox.load_graphml(path)
    except (OSError, ValueError, KeyError, SyntaxError, TypeError, AttributeError, nx.NetworkXError) as error:
        raise RoadsError("unreadable", file=path.name, detail=str(error)) from error
    return from_graph(graph, name=name, mode=mode, made=made, source=path.name)


@dataclass(frozen=True, slots=True)
class _GraphEdge:
    tail: int
    head: int
    line: int
    backward: bool
    way: int
    name: str
    usage: Usage
    delay_ms: int
    number: int
    """Of the edge in the network that the graph was made of; −1 where it does not tell."""


@dataclass(frozen=True, slots=True)
class _Draft:
    ids: list[int]
    lat: np.ndarray
    lon: np.ndarray
    edges: list[_GraphEdge]
    lines: list[np.ndarray]
    bans: list[list[int]]
    counts: dict[str, int]


def _draft(graph: nx.MultiDiGraph[Any], mode: Mode) -> _Draft:
    nodes = {node: number for number, node in enumerate(graph)}
    at = np.array([(data["x"], data["y"]) for _, data in graph.nodes(data=True)], dtype=np.float64).reshape(-1, 2)
    numbers: dict[bytes, int] = {}
    lines: list[np.ndarray] = []
    edges: list[_GraphEdge] = []
    taken: set[tuple[int, bool]] = set()
    for tail, head, data in graph.edges(data=True):
        tags = {key: _text(data[key]) for key in usage.KEYS - _DIRECTIONS if _is_told(data.get(key))}
        used = usage.find_usage(tags, mode) if "highway" in tags else None
        if used is None:
            continue
        ends = nodes[tail], nodes[head]
        course = shapely.get_coordinates(data["geometry"]) if "geometry" in data else at[list(ends)]
        line, backward = numbers.get(course.tobytes()), False
        if line is None or (line, backward) in taken:
            line, backward = numbers.get(course[::-1].tobytes()), True
        if line is None or (line, backward) in taken:
            line, backward = len(lines), False
            lines.append(course)
            numbers[course.tobytes()] = line
        taken.add((line, backward))
        name = naming.clean(_text(next((data[key] for key in _NAMES if _is_told(data.get(key))), "")))
        delay = _read_number(data.get("delay"), most=_LONGEST_DELAY_S)
        number = int(_read_number(data.get("edge"), most=_MOST_EDGES, otherwise=-1))
        way = _first_id(data.get("osmid"))
        edges.append(_GraphEdge(*ends, line, backward, way, name, used, round(delay * 1000), number))
    ids = [node if isinstance(node, int) else number for node, number in nodes.items()]
    return _Draft(ids, at[:, 1].copy(), at[:, 0].copy(), edges, lines, _read_bans(graph, edges), _count(graph, edges))


def _date(graph: nx.MultiDiGraph[Any]) -> dt.date | None:
    """Give the date of the data, if it is told as ``graphing`` does."""
    try:
        return dt.date.fromisoformat(str(graph.graph.get("date", "")))
    except ValueError:
        return None


def _count(graph: nx.MultiDiGraph[Any], edges: Sequence[_GraphEdge]) -> dict[str, int]:
    """Give what ``graphing.COUNTS`` names: as the graph tells, else how many ways lack the tags."""
    lacking = {
        "surfaces_imputed": {edge.way or -edge.line for edge in edges if edge.usage.surface_assumed},
        "ferries_imputed": {edge.way or -edge.line for edge in edges if edge.usage.ferry_assumed},
    }
    told = {count: str(graph.graph.get(count, "")) for count in COUNTS}
    return {
        count: int(text)
        if text.isascii() and text.isdigit() and len(text) < _COUNT_DIGITS
        else len(lacking.get(count, ()))
        for count, text in told.items()
    }


def _read_bans(graph: nx.MultiDiGraph[Any], edges: Sequence[_GraphEdge]) -> list[list[int]]:
    """Read the turn restrictions that ``graphing`` wrote; those of which an edge is gone are passed over."""
    place = {edge.number: position for position, edge in enumerate(edges) if edge.number >= 0}
    rows = [row.split() for row in str(graph.graph.get("bans", "")).split(";")]
    bans = [[place.get(int(part), -1) if part.isascii() and part.isdigit() else -1 for part in row] for row in rows]
    return [ban for ban in bans if len(ban) > 1 and min(ban) >= 0 and _in_a_row(ban, edges)]


def _in_a_row(ban: Sequence[int], edges: Sequence[_GraphEdge]) -> bool:
    return all(edges[before].head == edges[after].tail for before, after in itertools.pairwise(ban))


def _is_told(value: Any) -> bool:
    return value is not None and value == value and value != ""  # noqa: PLR0124 (what is no number is not itself)


def _text(value: Any) -> str:
    """Give a tag as OSM has it; of several classes merged into one edge the most important."""
    values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    classes = [one for one in values if one in CLASSES]
    return min(classes, key=CLASSES.index) if classes else ";".join(values)


def _read_number(value: Any, *, most: float, otherwise: float = 0) -> float:
    """Read a figure from 0 to a bound; what is none or outside gives what is wanted otherwise."""
    try:
        figure = float(value)
    except (TypeError, ValueError):
        return otherwise
    return figure if 0 <= figure <= most else otherwise


def _first_id(way: Any) -> int:
    first = way[0] if isinstance(way, list) and way else way
    return first if isinstance(first, int) and abs(first) < _MOST_ID else 0


def _assemble(draft: _Draft, *, name: str, mode: Mode, made: bool, source: str, date: dt.date | None) -> RoadNetwork:
    start = ragged.starts_of([len(line) for line in draft.lines])
    lon, lat = np.concatenate(draft.lines).T.copy()
    names = {"": 0}
    streets = [names.setdefault(edge.name, len(names)) for edge in draft.edges]
    none = np.zeros(0)
    return RoadNetwork(
        name=name,
        mode=mode,
        made=made,
        source=source,
        date=date,
        node_id=np.array(draft.ids, dtype=np.int64),
        node_lat=draft.lat,
        node_lon=draft.lon,
        **_edge_arrays(draft.edges, building.measure_lines(start, lat, lon)),
        street=np.array(streets, dtype=np.int32),
        names=tuple(names),
        line_start=start,
        line_lat=lat,
        line_lon=lon,
        **(building.no_bans() | _ban_arrays(draft.bans)),
        water_start=np.zeros(1, dtype=np.int64),
        water_lat=none,
        water_lon=none.copy(),
        tally=Tally(restrictions=len(draft.bans), **draft.counts),
    )


def _edge_arrays(edges: Sequence[_GraphEdge], lengths: Floats) -> dict[str, Any]:
    line = np.array([edge.line for edge in edges], dtype=np.int32)
    metres = lengths[line]
    speed = np.array([edge.usage.speeds[0].free for edge in edges], dtype=np.float64)
    crossing = np.array([edge.usage.crossing_s for edge in edges], dtype=np.float64)
    speed, sails = building.sail(speed, metres, crossing)
    delay = np.array([edge.delay_ms for edge in edges], dtype=np.int64)
    limit = np.array([edge.usage.speeds[0].limit for edge in edges], dtype=np.float64)
    told = np.array([edge.usage.speeds[0].told for edge in edges], dtype=np.bool_)
    return {
        "tail": np.array([edge.tail for edge in edges], dtype=np.int32),
        "head": np.array([edge.head for edge in edges], dtype=np.int32),
        "milliseconds": building.free_flow_ms(metres, speed) + delay,
        "delay_ms": delay,
        "private": np.array([edge.usage.private for edge in edges], dtype=np.bool_),
        "unpaved": np.array([edge.usage.unpaved for edge in edges], dtype=np.bool_),
        "metres": metres,
        "speed_kmh": speed,
        "limit_kmh": np.where(sails, speed, limit),
        "limit_told": told | sails,
        "road_class": np.array([edge.usage.road_class for edge in edges], dtype=np.int32),
        "way_id": np.array([edge.way for edge in edges], dtype=np.int64),
        "line": line,
        "backward": np.array([edge.backward for edge in edges], dtype=np.bool_),
    }


def _ban_arrays(bans: Sequence[Sequence[int]]) -> dict[str, Any]:
    return {
        "ban_start": ragged.starts_of([len(ban) for ban in bans]),
        "ban_edge": np.array([edge for ban in bans for edge in ban], dtype=np.int32),
    }
