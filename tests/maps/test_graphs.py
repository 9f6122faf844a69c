"""Networks are valid OSMnx graphs, and OSMnx graphs become networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import osmnx as ox
import pytest

from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.reading import exporting, graphing, graphs
from maps.reading.files import read_network


@pytest.fixture(scope="module")
def graph(helsinki: RoadNetwork) -> nx.MultiDiGraph:
    return graphing.to_graph(helsinki)


def test_osmnx_accepts_the_graph(helsinki: RoadNetwork, graph: nx.MultiDiGraph) -> None:
    nodes, edges = ox.convert.graph_to_gdfs(graph)
    assert (len(nodes), len(edges)) == (helsinki.nodes, helsinki.edges)
    assert edges.crs.to_epsg() == 4326
    assert {"osmid", "highway", "length", "geometry", "speed_kph", "travel_time", "oneway", "reversed"} <= set(edges)
    assert edges["travel_time"].sum() == pytest.approx(helsinki.milliseconds.sum() / 1000)
    assert nx.is_strongly_connected(graph)


def test_geometry_runs_from_tail_to_head_and_is_as_long_as_told(graph: nx.MultiDiGraph) -> None:
    _, edges = ox.convert.graph_to_gdfs(graph)
    measured = edges.to_crs(3067).length
    assert (abs(measured - edges["length"]) <= 0.005 * edges["length"] + 0.01).all()
    for (tail, head, _), course in edges["geometry"].items():
        assert course.coords[0] == (graph.nodes[tail]["x"], graph.nodes[tail]["y"])
        assert course.coords[-1] == (graph.nodes[head]["x"], graph.nodes[head]["y"])


def test_osmnx_routes_and_measures_on_it(helsinki: RoadNetwork, graph: nx.MultiDiGraph) -> None:
    projected = ox.project_graph(graph)
    assert ox.stats.basic_stats(projected)["street_length_total"] == pytest.approx(helsinki.road_metres, rel=0.01)
    origin, target = ox.distance.nearest_nodes(projected, [385_500, 386_000], [6_672_000, 6_673_000])
    route = ox.routing.shortest_path(graph, origin, target, weight="travel_time")
    line = ox.routing.route_to_gdf(graph, route)
    assert line["travel_time"].sum() == pytest.approx(
        nx.shortest_path_length(graph, origin, target, weight="travel_time")
    )


def test_there_and_back_through_graphml(helsinki: RoadNetwork, graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    ox.save_graphml(graph, tmp_path / "helsinki.graphml")
    back = read_network(tmp_path / "helsinki.graphml", name="back")
    assert (back.nodes, back.edges, back.lines) == (helsinki.nodes, helsinki.edges, helsinki.lines)
    assert sorted(back.node_id.tolist()) == sorted(helsinki.node_id.tolist())
    assert back.metres.sum() == pytest.approx(helsinki.metres.sum())
    assert sorted(back.limit_kmh[back.limit_told]) == sorted(helsinki.limit_kmh[helsinki.limit_told])
    assert set(back.names) <= set(helsinki.names)
    assert helsinki.date is not None
    assert back.date == helsinki.date
    assert all(getattr(back.tally, count) == getattr(helsinki.tally, count) > 0 for count in graphing.COUNTS)


def test_what_a_format_has_no_room_for_is_counted(helsinki: RoadNetwork) -> None:
    left = {suffix: exporting.left_out(helsinki, Path(f"helsinki{suffix}")) for suffix in exporting.SUFFIXES}
    assert left[".gpkg"]["bans"] == len(helsinki.ban_start) - 1 > 0
    assert left[".gpkg"]["date"] == 1
    assert not {"bans", "gates", "date"} & set(left[".graphml"])


@pytest.mark.parametrize(("date", "gates"), [("i går", "många"), ("", "-3"), ("2020-13-01", "9" * 400)])
def test_a_date_and_gates_that_are_none_are_passed_over(graph: nx.MultiDiGraph, date: str, gates: str) -> None:
    odd = graph.copy()
    odd.graph |= {"date": date, "gates": gates}
    back = graphs.from_graph(odd, name="back")
    assert (back.date, back.tally.gates) == (None, 0)


def test_ways_without_a_surface_are_counted_where_the_graph_does_not_tell(graph: nx.MultiDiGraph) -> None:
    plain = graph.copy()
    del plain.graph["surfaces_imputed"]
    for _, _, attributes in plain.edges(data=True):
        attributes["surface"] = "asphalt"
    (_, _, first), *others = plain.edges(data=True)
    lacking = next(attributes for _, _, attributes in others if attributes["osmid"] != first["osmid"])
    for attributes in (first, lacking):
        del attributes["surface"]
    assert graphs.from_graph(plain, name="back").tally.surfaces_imputed == 2


def test_what_osmnx_itself_makes_of_a_file(write_osm: Callable[..., Path], tmp_path: Path) -> None:
    """Simplified by OSMnx, with merged classes and limits, a one-way street and a loop."""
    nodes = {number: (60.0 + number / 1000, 20.0 + number % 3 / 1000) for number in range(1, 9)}
    ways = [
        ([1, 2, 3], {"highway": "tertiary", "maxspeed": "50"}),
        ([3, 4, 5], {"highway": "residential", "maxspeed": "30"}),
        ([5, 6, 1], {"highway": "residential", "oneway": "yes"}),
        ([3, 7, 8, 3], {"highway": "service"}),
        ([5, 2], {"highway": "footway"}),
    ]
    graph = ox.graph_from_xml(write_osm(nodes, ways), retain_all=True)
    ox.save_graphml(graph, tmp_path / "made.graphml")
    network = read_network(tmp_path / "made.graphml", name="osmnx")
    assert set(network.node_id.tolist()) <= set(nodes)
    assert network.edges == network.lines + network.backward.sum()
    assert sorted({30.0, 50.0} & set(network.limit_kmh.tolist())) == [30.0, 50.0]


def test_projected_graphs_are_put_back_into_degrees(helsinki: RoadNetwork, graph: nx.MultiDiGraph) -> None:
    back = graphs.from_graph(ox.project_graph(graph), name="back")
    assert back.edges == helsinki.edges
    assert back.bounds == pytest.approx(helsinki.bounds, abs=1e-6)


@pytest.mark.parametrize("spoil", ["crs", "x", "highway"])
def test_graphs_that_are_not_osmnx_are_refused(graph: nx.MultiDiGraph, spoil: str) -> None:
    spoilt = graph.copy()
    spoilt.graph.pop(spoil, None)
    for _, data in spoilt.nodes(data=True):
        data.pop(spoil, None)
    for *_, data in spoilt.edges(data=True):
        data.pop(spoil, None)
    with pytest.raises(RoadsError, match=r"not_osmnx|no_roads"):
        graphs.from_graph(spoilt, name="spoilt")
