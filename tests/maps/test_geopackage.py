"""GeoPackages as OSMnx writes them are read, and networks written as such."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import geopandas as gpd
import osmnx as ox
import pytest
import shapely

from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.reading import exporting, graphing
from maps.reading.files import read_network

KEPT = ("nodes", "edges", "lines", "road_metres")


@pytest.mark.parametrize("suffix", [".gpkg", ".graphml"])
def test_there_and_back(helsinki: RoadNetwork, tmp_path: Path, suffix: str) -> None:
    """All that a graph of OSMnx can hold comes back: roads, private and unpaved ones, delays; in GraphML bans too."""
    path = tmp_path / f"roads{suffix}"
    exporting.export(helsinki, path)
    back = read_network(path, name="back")
    assert [getattr(back, name) for name in KEPT] == [getattr(helsinki, name) for name in KEPT]
    for name in ("private", "unpaved", "delay_ms", "limit_told", "way_id"):
        assert sorted(getattr(back, name).tolist()) == sorted(getattr(helsinki, name).tolist())
    assert len(back.ban_start) == (len(helsinki.ban_start) if suffix == ".graphml" else 1)
    assert helsinki.private.any()
    assert len(helsinki.ban_start) > 20


def test_bans_come_back_on_the_same_streets(helsinki: RoadNetwork, tmp_path: Path) -> None:
    exporting.export(helsinki, tmp_path / "roads.graphml")
    back = read_network(tmp_path / "roads.graphml", name="back")

    def told(network: RoadNetwork) -> list[list[tuple[int, int, bool]]]:
        columns = (network.way_id, network.node_id[network.tail], network.backward)
        edges = list(zip(*(column.tolist() for column in columns), strict=True))
        parts = zip(network.ban_start[:-1].tolist(), network.ban_start[1:].tolist(), strict=True)
        return sorted([edges[edge] for edge in network.ban_edge[first:last].tolist()] for first, last in parts)

    assert [[one[:2] for one in ban] for ban in told(back)] == [[one[:2] for one in ban] for ban in told(helsinki)]


def test_undirected_packages_get_their_directions_back(helsinki: RoadNetwork, tmp_path: Path) -> None:
    """What ``save_graph_geopackage`` writes when nothing is asked of it: one row for both directions."""
    ox.save_graph_geopackage(graphing.to_graph(helsinki), tmp_path / "roads.gpkg")
    back = read_network(tmp_path / "roads.gpkg", name="back")
    assert back.nodes == helsinki.nodes
    assert abs(back.edges - helsinki.edges) <= 4  # OSMnx merges loops that run the same way round
    assert back.bounds == helsinki.bounds


def write_layers(path: Path, *, nodes: dict[str, object], edges: dict[str, object]) -> None:
    line = [shapely.LineString([(20, 60), (20.01, 60)])]
    points = [shapely.Point(20, 60), shapely.Point(20.01, 60)]
    gpd.GeoDataFrame(nodes, geometry=points, crs=4326).to_file(path, layer="nodes", driver="GPKG")
    gpd.GeoDataFrame(edges, geometry=line, crs=4326).to_file(path, layer="edges", driver="GPKG")


@pytest.mark.parametrize(
    ("nodes", "edges", "code"),
    [
        ({"osmid": [1, 2]}, {"u": [1], "v": [2], "highway": ["residential"]}, "not_connected"),
        ({"osmid": [1, 2]}, {"u": [1], "v": [9], "highway": ["residential"]}, "not_osmnx"),
        ({"osmid": [1, 2]}, {"u": ["a"], "v": ["b"], "highway": ["residential"]}, "not_osmnx"),
        ({"id": [1, 2]}, {"u": [1], "v": [2], "highway": ["residential"]}, "not_osmnx"),
        ({"osmid": [1, 2]}, {"u": [1], "v": [2]}, "no_roads"),
        ({"osmid": [1, 2]}, {"u": [1], "v": [2], "highway": ["[" * 5000]}, "no_roads"),
        ({"osmid": [1, 2]}, {"u": [1], "v": [2], "highway": ["['residential', 'service']"]}, "not_connected"),
    ],
)
def test_packages_of_something_else_are_refused(
    tmp_path: Path, nodes: dict[str, object], edges: dict[str, object], code: str
) -> None:
    path = tmp_path / "some.gpkg"
    write_layers(path, nodes=nodes, edges=edges)
    with pytest.raises(RoadsError) as caught:
        read_network(path, name="some")
    assert caught.value.code == code


def test_another_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE nodes (x)")
    database.close()
    with pytest.raises(RoadsError, match=r"not_osmnx|unreadable"):
        read_network(path, name="other")


def test_other_formats_are_not_written(helsinki: RoadNetwork, tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match="unknown_export"):
        exporting.export(helsinki, tmp_path / "roads.shp")
    assert not list(tmp_path.iterdir())
