"""Reached streets are exact; areas hold them and each other; homes and municipalities are counted by them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maps import mercator, reach, snapping
from maps.conditions import Conditions
from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.reach import coverage
from maps.reach import geojson as reach_geojson

Read = Callable[..., RoadNetwork]

STREET = {"highway": "residential", "maxspeed": "50"}
NODES = {n: (63.8 + 0.01 * (n // 4), 20.2 + 0.02 * (n % 4)) for n in range(16)}
ROWS = [([4 * row + column for column in range(4)], STREET) for row in range(4)]
COLUMNS = [([4 * row + column for row in range(4)], STREET) for column in range(4)]
ONE_WAY = [([0, 4, 8, 12], {**STREET, "oneway": "yes"}), *ROWS, *COLUMNS[1:]]


@pytest.fixture
def grid(read_osm: Read) -> RoadNetwork:
    return read_osm(NODES, ONE_WAY)


def at(network: RoadNetwork, lat: float, lon: float) -> snapping.Snaps:
    return snapping.snap(network, [lat], [lon])


def times_to(network: RoadNetwork, snaps: snapping.Snaps, node: int, *, reverse: bool) -> float:
    """Give the milliseconds to a node by NetworkX on a graph that knows the place as one more node."""
    graph = nx.DiGraph()
    for edge in range(network.edges):
        tail, head = int(network.tail[edge]), int(network.head[edge])
        ms = int(network.milliseconds[edge])
        graph.add_edge(tail, head, weight=min(ms, graph.get_edge_data(tail, head, {"weight": ms})["weight"]))
        if network.line[edge] == network.line[snaps.edge[0]]:
            turned = network.backward[edge] != network.backward[snaps.edge[0]]
            share = 1 - snaps.fraction[0] if turned else snaps.fraction[0]
            graph.add_edge("place", head, weight=round(ms * (1 - share)))
            graph.add_edge(tail, "place", weight=round(ms * share))
    ends = (node, "place") if reverse else ("place", node)
    return float(nx.shortest_path_length(graph, *ends, weight="weight"))


@pytest.mark.parametrize("reverse", [False, True])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lat=st.floats(63.8, 63.83), lon=st.floats(20.2, 20.26))
def test_times_to_junctions_are_those_of_dijkstra(grid: RoadNetwork, lat: float, lon: float, *, reverse: bool) -> None:
    snaps = at(grid, lat, lon)
    found = reach.spread(grid, snaps, [60], reverse=reverse)
    by_hand = [times_to(grid, snaps, node, reverse=reverse) for node in range(grid.nodes)]
    assert found.junction_ms().tolist() == pytest.approx(by_hand, abs=1)


@pytest.mark.parametrize("reverse", [False, True])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lat=st.floats(63.8, 63.83), lon=st.floats(20.2, 20.26), minutes=st.floats(0.1, 12))
def test_a_point_lies_on_a_reached_street_when_its_drive_is_short_enough(
    grid: RoadNetwork, lat: float, lon: float, minutes: float, *, reverse: bool
) -> None:
    found = reach.spread(grid, at(grid, lat, lon), [minutes], reverse=reverse)
    pieces = reach.find_roads(found, minutes)
    rng = np.random.default_rng(5)
    points = snapping.snap(grid, rng.uniform(63.8, 63.83, 60), rng.uniform(20.2, 20.26, 60))
    drives = reach.arrivals(found, points)
    for point in range(len(points)):
        edge = points.edge[point]
        position = 1 - points.fraction[point] if grid.backward[edge] else points.fraction[point]
        on = pieces.line == grid.line[edge]
        covered = bool((on & (pieces.start <= position) & (position <= pieces.end)).any())
        if abs(drives[point] - minutes * 60_000) > 2:
            assert covered == (drives[point] < minutes * 60_000)


def test_a_street_is_cut_where_the_minute_ends(read_osm: Read) -> None:
    straight = read_osm({1: (63.8, 20.2), 2: (63.8, 20.3)}, [([1, 2], STREET)])
    found = reach.spread(straight, at(straight, 63.8, 20.2), [1])
    pieces = reach.find_roads(found, 1)
    speed = straight.metres[0] / straight.milliseconds[0]
    assert pieces.metres == pytest.approx(60_000 * speed, rel=1e-6)
    course = reach_geojson.courses(straight, pieces)[0]
    length = mercator.distances(course[:-1, 1], course[:-1, 0], course[1:, 1], course[1:, 0]).sum()
    assert length == pytest.approx(pieces.metres, rel=1e-4)


def test_a_one_way_street_is_not_driven_against(read_osm: Read) -> None:
    ring = read_osm(
        {1: (63.8, 20.2), 2: (63.8, 20.22), 3: (63.81, 20.21)}, [([1, 2, 3, 1], {**STREET, "oneway": "yes"})]
    )
    middle = at(ring, 63.8, 20.21)
    there, back = (reach.find_roads(reach.spread(ring, middle, [0.5], reverse=back), 0.5) for back in (False, True))
    assert there.metres == pytest.approx(back.metres, rel=1e-6)
    assert (there.start.min(), back.end.max()) == pytest.approx((ring_share(ring, middle), ring_share(ring, middle)))


def ring_share(ring: RoadNetwork, middle: snapping.Snaps) -> float:
    edge = middle.edge[0]
    return float(1 - middle.fraction[0] if ring.backward[edge] else middle.fraction[0])


def test_areas_are_sound_hold_each_other_and_the_streets_that_are_reached(helsinki: RoadNetwork) -> None:
    south, west, north, east = helsinki.bounds
    found = reach.spread(helsinki, at(helsinki, (south + north) / 2, (west + east) / 2), [0.5, 1, 2, 4])
    areas = reach.draw_areas(found)
    assert [area.minutes for area in areas] == [4, 2, 1, 0.5]
    assert all(area.shape.is_valid and area.shape.area > 0 for area in areas)
    for outer, inner in pairwise(areas):
        assert inner.shape.difference(outer.shape.buffer(2e-6)).area < 1e-12
    pieces = reach.find_roads(found, 2)
    lines = shapely.multilinestrings([shapely.linestrings(row) for row in reach_geojson.courses(helsinki, pieces)])
    assert lines.intersection(areas[1].shape).length > 0.97 * lines.length
    assert lines.difference(areas[0].shape).length < 0.01 * lines.length


def test_more_minutes_reach_more_and_both_minutes_and_bases_add_up(grid: RoadNetwork) -> None:
    one, other = at(grid, 63.8, 20.2), at(grid, 63.83, 20.26)
    both = snapping.snap(grid, [63.8, 63.83], [20.2, 20.26])
    lengths = [reach.find_roads(reach.spread(grid, one, [minutes]), minutes).metres for minutes in (1, 2, 3, 90)]
    assert lengths == sorted(lengths)
    assert round(lengths[-1]) == pytest.approx(grid.road_metres, abs=1)
    apart = [reach.spread(grid, base, [2]).junction_ms() for base in (one, other)]
    assert reach.spread(grid, both, [2]).junction_ms().tolist() == np.minimum(*apart).tolist()


def test_a_closed_street_is_not_reached_nor_passed(grid: RoadNetwork) -> None:
    open_to = reach.spread(grid, at(grid, 63.8, 20.2), [30])
    shut = Conditions(closed_ways=frozenset({int(grid.way_id[open_to.places.edge[0]])}))
    found = reach.spread(grid, at(grid, 63.83, 20.26), [90], conditions=shut)
    closed = np.flatnonzero(np.isin(grid.way_id, sorted(shut.closed_ways)))
    assert not np.isin(reach.find_roads(found, 90).line, grid.line[closed]).any()


def test_homes_have_the_nearest_base_and_far_ones_are_named(grid: RoadNetwork) -> None:
    bases = snapping.snap(grid, [63.8, 63.83], [20.2, 20.26])
    homes = snapping.snap(grid, [63.801, 63.829, 63.9], [20.201, 20.259, 20.2])
    found = reach.within(grid, bases, homes, 1)
    assert found.far.tolist() == [False, False, True]
    assert found.nearest.tolist() == [0, 1, -1]
    assert found.within.tolist() == [[True, False, False], [False, True, False]]
    assert found.least_ms[:2].tolist() == [found.milliseconds[0, 0], found.milliseconds[1, 1]]


def test_no_minutes_and_minutes_beyond_a_day_are_refused(grid: RoadNetwork) -> None:
    for minutes in ([], [0], [-1, 5], [float("nan")], [2_000]):
        with pytest.raises(RoadsError) as refused:
            reach.spread(grid, at(grid, 63.8, 20.2), minutes)
        assert refused.value.code == "bad_minutes"


def test_coverage_counts_roads_and_homes_by_municipality_and_tells_what_is_missing(grid: RoadNetwork) -> None:
    base, lats, lons = at(grid, 63.81, 20.22), np.array([63.801, 63.829, 63.9]), np.array([20.201, 20.259, 20.2])
    (umea,) = reach.cover(grid, base, 90, homes=(lats, lons, snapping.snap(grid, lats, lons)))
    assert umea.area.name == "Umeå"
    assert umea.road_m_within == pytest.approx(umea.road_m)
    assert umea.road_m == pytest.approx(grid.road_metres, abs=1)
    assert (umea.homes, umea.homes_within, umea.homes_far) == (3, 2, 1)
    assert 0 < umea.network_share < 0.05
    (near,) = reach.cover(grid, base, 1)
    assert 0 < near.road_m_within < 0.5 * near.road_m


def test_people_live_around_their_place(read_osm: Read) -> None:
    places = {100: (63.8, 20.2, {"place": "village", "name": "Byn", "population": "400"})}
    network = read_osm({**NODES, **places}, ONE_WAY)
    weights = coverage.people_by_junction(network)
    assert weights.sum() == pytest.approx(400)
    assert weights[np.argmin(np.hypot(network.node_lat - 63.8, network.node_lon - 20.2))] > 0


def test_geojson_tells_minutes_and_attribution(grid: RoadNetwork) -> None:
    told = reach.to_geojson(reach.spread(grid, at(grid, 63.81, 20.22), [1, 2]), roads=True)
    kinds = [(one["properties"]["kind"], one["properties"].get("minutes")) for one in told["features"]]
    assert kinds == [("area", 2), ("area", 1), ("roads", 2), ("roads", 1), ("place", None)]
    assert told["attribution"] == grid.attribution
    for one in told["features"]:
        assert shapely.geometry.shape(one["geometry"]).is_valid


def test_a_private_road_is_reached_but_not_driven_through(read_osm: Read) -> None:
    nodes = {1: (63.8, 20.2), 2: (63.8, 20.21), 3: (63.8, 20.23), 4: (63.82, 20.22), 5: (63.799, 20.22)}
    short_cut = ([2, 5, 3], {**STREET, "access": "private"})
    ways = [([1, 2], STREET), ([2, 4, 3, 6], STREET)]
    network = read_osm({**nodes, 6: (63.8, 20.24)}, [*ways, short_cut])
    for reverse in (False, True):
        found = reach.spread(network, at(network, 63.8, 20.2), [30], reverse=reverse)
        inside, beyond = (reach.arrivals(found, at(network, *spot))[0] for spot in ((63.799, 20.22), (63.8, 20.24)))
        around = reach.arrivals(found, at(network, 63.82, 20.22))[0]
        assert inside < around < beyond
