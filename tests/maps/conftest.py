"""Small hand-written OSM files, real networks, and an independent way of measuring with NetworkX."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import networkx as nx
import numpy as np
import pytest

from maps.network import RoadNetwork
from maps.reading import graphing
from maps.reading.files import read_network
from maps.snapping import Snaps
from maps.storage import library

Tags = Mapping[str, str]
Node = tuple[float, float] | tuple[float, float, Tags]
Way = tuple[Sequence[int], Tags]
Relation = tuple[Sequence[tuple[str, int, str]], Tags]
WriteOsm = Callable[..., Path]
Oracle = Callable[[RoadNetwork, Snaps, Sequence[tuple[int, int]]], list[tuple[int, int] | None]]

EXTRACTS = Path(__file__).parents[3] / "shared" / "roads"


@pytest.fixture
def write_osm(tmp_path: Path) -> WriteOsm:
    """Give a writer of OSM XML: nodes by id as (lat, lon[, tags]), ways as (node ids, tags), 1000 the first way's id.

    Relations are (members, tags), members (type, id, role).
    """

    def write(
        nodes: Mapping[int, Node], ways: Sequence[Way], relations: Sequence[Relation] = (), *, name: str = "small.osm"
    ) -> Path:
        path = tmp_path / name
        path.write_text(_osm_xml(nodes, ways, relations), encoding="utf-8")
        return path

    return write


@pytest.fixture
def read_osm(write_osm: WriteOsm) -> Callable[..., RoadNetwork]:
    """Give a function that writes such a file and reads it."""

    def read(
        nodes: Mapping[int, Node], ways: Sequence[Way], relations: Sequence[Relation] = (), **options: Any
    ) -> RoadNetwork:
        return read_network(write_osm(nodes, ways, relations), name="small", **options)

    return read


@pytest.fixture(scope="session")
def helsinki(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    """Read central Helsinki, which is always there."""
    return library.open_network("helsinki", folder=tmp_path_factory.mktemp("roads"))


@pytest.fixture(scope="session")
def real() -> Callable[[str], RoadNetwork]:
    """Give a reader of the real extracts that lie beside the repository; each is read once."""

    @functools.cache
    def read(name: str) -> RoadNetwork:
        path = EXTRACTS / f"{name}.osm.pbf"
        if not path.is_file():
            reason = f"the extract {name} is not in ../shared/roads"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        return read_network(path, name="real")

    return read


@pytest.fixture(scope="session")
def measure_by_networkx() -> Oracle:
    """Give an independent measure: Dijkstra of NetworkX on the OSMnx graph, points as virtual nodes.

    Milliseconds and centimetres for each pair, None where there is no way. It shares with ``maps`` only what a point
    part way along an edge costs: the rounded share of the edge's milliseconds and centimetres.
    """
    return _measure_by_networkx


def _osm_xml(nodes: Mapping[int, Node], ways: Sequence[Way], relations: Sequence[Relation]) -> str:
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    for key, (lat, lon, *tags) in nodes.items():
        rows += [f'<node id="{key}" version="1" lat="{lat}" lon="{lon}">', *_tags(*tags), "</node>"]
    for key, (refs, way_tags) in enumerate(ways, start=1000):
        parts = [f'<nd ref="{ref}"/>' for ref in refs]
        rows += [f'<way id="{key}" version="1">', *parts, *_tags(way_tags), "</way>"]
    for key, (members, relation_tags) in enumerate(relations, start=1):
        parts = [f'<member type="{kind}" ref="{ref}" role={quoteattr(role)}/>' for kind, ref, role in members]
        rows += [f'<relation id="{key}" version="1">', *parts, *_tags(relation_tags), "</relation>"]
    return "\n".join([*rows, "</osm>"])


def _tags(tags: Tags | None = None) -> list[str]:
    return [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in (tags or {}).items()]


_UNIT = 1 << 40


def _measure_by_networkx(
    network: RoadNetwork, snaps: Snaps, pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int] | None]:
    graph = graphing.to_graph(network)
    for _, _, data in graph.edges(data=True):
        data["cost"] = _cost(round(data["travel_time"] * 1000), round(data["length"] * 100))
    for point in {point for pair in pairs for point in pair}:
        for edge, cost, there in _edges_at(network, snaps, point):
            graph.add_edge(("from", point), int(network.node_id[network.head[edge]]), cost=cost - there)
            graph.add_edge(int(network.node_id[network.tail[edge]]), ("to", point), cost=there)
    found: dict[int, dict[Any, int]] = {}
    for origin in {pair[0] for pair in pairs}:
        found[origin] = nx.single_source_dijkstra_path_length(graph, ("from", origin), weight="cost")
    return [_shortest(network, snaps, pair, found[pair[0]].get(("to", pair[1]))) for pair in pairs]


def _shortest(network: RoadNetwork, snaps: Snaps, pair: tuple[int, int], around: int | None) -> tuple[int, int] | None:
    costs = [around] if around is not None else []
    passed = [{edge: there for edge, _, there in _edges_at(network, snaps, point)} for point in pair]
    for edge in passed[0].keys() & passed[1].keys():
        fractions = [_fraction_on(network, snaps, point, edge) for point in pair]
        if fractions[0] <= fractions[1]:
            costs.append(passed[1][edge] - passed[0][edge])
    return divmod(min(costs), _UNIT) if costs else None


def _edges_at(network: RoadNetwork, snaps: Snaps, point: int) -> list[tuple[int, int, int]]:
    """Give the edges that a point lies on, what they cost and what they cost as far as the point."""
    row = []
    for edge in np.flatnonzero(network.line == network.line[snaps.edge[point]]).tolist():
        share = _fraction_on(network, snaps, point, edge)
        whole = int(network.milliseconds[edge]), round(float(network.metres[edge]) * 100)
        row.append((edge, _cost(*whole), _cost(round(whole[0] * share), round(whole[1] * share))))
    return row


def _fraction_on(network: RoadNetwork, snaps: Snaps, point: int, edge: int) -> float:
    along = network.backward[edge] == network.backward[snaps.edge[point]]
    position = float(snaps.fraction[point])
    return position if along else 1 - position


def _cost(milliseconds: int, centimetres: int) -> int:
    return milliseconds * _UNIT + centimetres


@pytest.fixture(scope="session")
def road_length() -> Callable[[np.ndarray, np.ndarray], float]:
    """Give the length of a course by the spherical law of cosines, independently of ``maps.mercator``."""

    def measure(lats: np.ndarray, lons: np.ndarray) -> float:
        points = np.radians(np.column_stack([lats, lons]))
        xyz = np.column_stack(
            [
                np.cos(points[:, 0]) * np.cos(points[:, 1]),
                np.cos(points[:, 0]) * np.sin(points[:, 1]),
                np.sin(points[:, 0]),
            ]
        )
        return sum(2 * 6_371_009 * float(np.arcsin(np.linalg.norm(b - a) / 2)) for a, b in pairwise(xyz))

    return measure
