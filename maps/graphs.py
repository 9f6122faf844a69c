"""Road networks as the graphs of OSMnx and NetworkX, there and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import networkx as nx
import numpy as np
import osmnx as ox
import shapely

from maps import building, profiles, ragged, speeds
from maps.errors import RoadsError
from maps.network import CLASSES, Mode, RoadNetwork

_TAGS: Final = ("highway", "name", "ref", "maxspeed", "service", "access", "area", "junction")
"""What OSMnx keeps of a way and rules here ask for."""


def to_graph(network: RoadNetwork) -> nx.MultiDiGraph[int]:
    """Give a network as OSMnx has them: simplified, in degrees, with ``speed_kph`` and ``travel_time`` (seconds).

    OSMnx's and NetworkX's functions work on it, and ``osmnx.convert.graph_to_gdfs`` gives GeoDataFrames.
    """
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(
        crs="epsg:4326",
        simplified=True,
        name=network.name,
        attribution=network.attribution,
        created_with="hemrutt",
    )
    ids = network.node_id.tolist()
    places = (network.node_lat.tolist(), network.node_lon.tolist(), _count_streets(network))
    for node, lat, lon, streets in zip(ids, *places, strict=True):
        graph.add_node(node, y=lat, x=lon, street_count=streets)
    for tail, head, attributes in _edges_of(network):
        graph.add_edge(ids[tail], ids[head], **attributes)
    return graph


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
    return building.cut_to_strong(_assemble(draft, name=name, mode=mode, made=made, source=source, date=date))


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


def _count_streets(network: RoadNetwork) -> list[int]:
    """Count the lines that end at each node, as OSMnx's ``street_count``."""
    _, first = np.unique(network.line, return_index=True)
    ends = np.concatenate([network.tail[first], network.head[first]])
    return [int(count) for count in np.bincount(ends, minlength=network.nodes)]


def _edges_of(network: RoadNetwork) -> Iterator[tuple[int, int, dict[str, Any]]]:
    along, against = network.line_edges()
    one_way = ((along < 0) | (against < 0))[network.line].tolist()
    courses = [_course(network, line) for line in range(network.lines)]
    turned = [course.reverse() for course in courses]
    columns = ("tail", "head", "way_id", "metres", "speed_kmh", "milliseconds", "road_class", "street", "line")
    rows = zip(*(getattr(network, column).tolist() for column in columns), strict=True)
    told = np.where(network.limit_told, network.limit_kmh, 0).tolist()
    for edge, (tail, head, way, metres, speed, milliseconds, road_class, street, line) in enumerate(rows):
        backward = bool(network.backward[edge])
        attributes = {
            "osmid": way,
            "highway": CLASSES[road_class],
            "oneway": one_way[edge],
            "reversed": backward,
            "length": metres,
            "speed_kph": speed,
            "travel_time": milliseconds / 1000,
            "geometry": (turned if backward else courses)[line],
        }
        if network.names[street]:
            attributes["name"] = network.names[street]
        if told[edge]:
            attributes["maxspeed"] = f"{told[edge]:g}"
        yield tail, head, attributes


def _course(network: RoadNetwork, line: int) -> shapely.LineString:
    points = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
    return shapely.linestrings(network.line_lon[points], network.line_lat[points])


@dataclass(frozen=True, slots=True)
class _GraphEdge:
    tail: int
    head: int
    line: int
    backward: bool
    way: int
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Draft:
    ids: list[int]
    lat: np.ndarray
    lon: np.ndarray
    edges: list[_GraphEdge]
    lines: list[np.ndarray]


def _draft(graph: nx.MultiDiGraph[Any], mode: Mode) -> _Draft:
    nodes = {node: number for number, node in enumerate(graph)}
    at = np.array([(data["x"], data["y"]) for _, data in graph.nodes(data=True)], dtype=np.float64).reshape(-1, 2)
    numbers: dict[bytes, int] = {}
    lines: list[np.ndarray] = []
    edges: list[_GraphEdge] = []
    taken: set[tuple[int, bool]] = set()
    for tail, head, data in graph.edges(data=True):
        tags: dict[str, str] = {key: _text(data[key]) for key in _TAGS if key in data}
        if not profiles.usable(tags, mode):
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
        edges.append(_GraphEdge(*ends, line, backward, _number(data.get("osmid")), tags))
    ids = [node if isinstance(node, int) else number for node, number in nodes.items()]
    return _Draft(ids, at[:, 1].copy(), at[:, 0].copy(), edges, lines)


def _text(value: Any) -> str:
    """Give a tag as OSM has it; of several classes merged into one edge the most important."""
    values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    classes = [one for one in values if one in CLASSES]
    return min(classes, key=CLASSES.index) if classes else ";".join(values)


def _number(way: Any) -> int:
    first = way[0] if isinstance(way, list) and way else way
    return first if isinstance(first, int) else 0


def _assemble(draft: _Draft, *, name: str, mode: Mode, made: bool, source: str, date: dt.date | None) -> RoadNetwork:
    start = ragged.starts_of([len(line) for line in draft.lines])
    lon, lat = np.concatenate(draft.lines).T.copy()
    lengths = building.measure_lines(start, lat, lon)
    found = [speeds.find_speed(edge.tags, mode=mode) for edge in draft.edges]
    names = {"": 0}
    streets = [names.setdefault(edge.tags.get("name", ""), len(names)) for edge in draft.edges]
    line = np.array([edge.line for edge in draft.edges], dtype=np.int32)
    free = np.array([speed.free for speed in found], dtype=np.float64)
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
        tail=np.array([edge.tail for edge in draft.edges], dtype=np.int32),
        head=np.array([edge.head for edge in draft.edges], dtype=np.int32),
        milliseconds=building.free_flow_ms(lengths[line], free),
        delay_ms=np.zeros(len(line), dtype=np.int64),
        private=np.zeros(len(line), dtype=np.bool_),
        unpaved=np.zeros(len(line), dtype=np.bool_),
        metres=lengths[line],
        speed_kmh=free,
        limit_kmh=np.array([speed.limit for speed in found], dtype=np.float64),
        limit_told=np.array([speed.told for speed in found], dtype=np.bool_),
        road_class=np.array([CLASSES.index(edge.tags["highway"]) for edge in draft.edges], dtype=np.int32),
        street=np.array(streets, dtype=np.int32),
        way_id=np.array([edge.way for edge in draft.edges], dtype=np.int64),
        line=line,
        backward=np.array([edge.backward for edge in draft.edges], dtype=np.bool_),
        names=tuple(names),
        line_start=start,
        line_lat=lat,
        line_lon=lon,
        **building.no_bans(),
        water_start=np.zeros(1, dtype=np.int64),
        water_lat=none,
        water_lon=none.copy(),
    )
