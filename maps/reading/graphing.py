"""Road networks as graphs of OSMnx and NetworkX, which ``graphs`` makes networks of again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import networkx as nx
import numpy as np
import osmnx as ox
import shapely

from maps.network import CLASSES, RoadNetwork
from maps.reading import profiles

COUNTS: Final = ("gates", "surfaces_imputed", "ferries_imputed")
"""What was counted in the source and cannot be told from the edges, as ``Tally`` calls it."""


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
        bans=_write_bans(network),
        date="" if network.date is None else network.date.isoformat(),
    )
    graph.graph |= {count: str(getattr(network.tally, count)) for count in COUNTS}
    ids = network.node_id.tolist()
    places = (network.node_lat.tolist(), network.node_lon.tolist(), _count_streets(network))
    for node, lat, lon, streets in zip(ids, *places, strict=True):
        graph.add_node(node, y=lat, x=lon, street_count=streets)
    for tail, head, attributes in _edges_of(network):
        graph.add_edge(ids[tail], ids[head], **attributes)
    return graph


def write_graphml(network: RoadNetwork, path: Path) -> None:
    """Write a network as GraphML, as ``osmnx.save_graphml`` does."""
    ox.save_graphml(to_graph(network), path)


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
    columns = (
        "tail",
        "head",
        "way_id",
        "metres",
        "speed_kmh",
        "milliseconds",
        "delay_ms",
        "road_class",
        "street",
        "line",
    )
    rows = zip(*(getattr(network, column).tolist() for column in columns), strict=True)
    told = np.where(network.limit_told, network.limit_kmh, 0).tolist()
    for edge, (tail, head, way, metres, speed, milliseconds, delay, road_class, street, line) in enumerate(rows):
        backward = bool(network.backward[edge])
        attributes = {
            "osmid": way,
            "highway": CLASSES[road_class],
            "oneway": one_way[edge],
            "reversed": backward,
            "length": metres,
            "speed_kph": speed,
            "travel_time": milliseconds / 1000,
            "delay": delay / 1000,
            "edge": edge,
            "geometry": (turned if backward else courses)[line],
            **_rule_tags(network, edge, CLASSES[road_class]),
        }
        if network.names[street]:
            attributes["name"] = network.names[street]
        if told[edge]:
            attributes["maxspeed"] = f"{told[edge]:g}"
        yield tail, head, attributes


def _rule_tags(network: RoadNetwork, edge: int, road_class: str) -> dict[str, str]:
    """Give the tags of OSM by which the rules that made an edge would make it again."""
    tags = {}
    profile = profiles.PROFILES[network.mode]
    if network.private[edge]:
        tags["access"] = "private"
    if road_class in profile.if_told:
        tags[profile.own_keys[-1]] = "private" if network.private[edge] else "yes"
    if network.unpaved[edge]:
        tags["surface"] = "unpaved"
    if road_class == "ferry":
        tags |= {"route": "ferry", "ferry": "yes"}
        sailing = int(network.milliseconds[edge] - network.delay_ms[edge])
        tags["duration"] = f"PT{max(1, round(sailing / 1000))}S"
    return tags


def _write_bans(network: RoadNetwork) -> str:
    """Give the turn restrictions as text, since GraphML knows no lists: ``3 4;7 8 9``, numbers of edges."""
    edges = network.ban_edge.tolist()
    starts = network.ban_start.tolist()
    return ";".join(" ".join(map(str, edges[start:end])) for start, end in itertools.pairwise(starts))


def _course(network: RoadNetwork, line: int) -> shapely.LineString:
    points = slice(int(network.line_start[line]), int(network.line_start[line + 1]))
    return shapely.linestrings(network.line_lon[points], network.line_lat[points])
