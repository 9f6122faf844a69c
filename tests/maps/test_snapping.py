"""Points land on the nearest road, at the right place of the right edge."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable

import numpy as np
import pytest
import shapely

from maps import mercator, snapping
from maps.errors import RoadsError
from maps.network import CLASSES, RoadNetwork
from maps.storage import preparing

ROAD = {"highway": "residential"}
STREET = {1: (60.0, 20.0), 2: (60.0, 20.02), 3: (60.01, 20.02)}


@pytest.fixture
def street(read_osm: Callable[..., RoadNetwork]) -> RoadNetwork:
    """Give a street from west to east and another from its end northwards."""
    return read_osm(STREET, [([1, 2], ROAD), ([2, 3], ROAD)])


@pytest.mark.parametrize(("lon", "fraction"), [(20.0, 0.0), (20.005, 0.25), (20.01, 0.5), (20.018, 0.9)])
def test_along_a_street(street: RoadNetwork, lon: float, fraction: float) -> None:
    snaps = snapping.snap(street, [60.0005], [lon])
    edge = snaps.edge[0]
    assert (street.node_id[street.tail[edge]], street.node_id[street.head[edge]]) == (1, 2)
    assert snaps.fraction[0] == pytest.approx(fraction, abs=1e-9)
    assert snaps.distance_m[0] == pytest.approx(55.6, abs=0.1)
    assert (snaps.lat[0], snaps.lon[0]) == (pytest.approx(60.0), pytest.approx(lon))


def test_beyond_an_end_is_the_end(street: RoadNetwork) -> None:
    snaps = snapping.snap(street, [60.0], [19.99])
    assert snaps.fraction[0] == 0.0
    assert snaps.distance_m[0] == pytest.approx(555.98, abs=0.5)


def test_against_a_street_that_is_only_open_backwards(read_osm: Callable[..., RoadNetwork]) -> None:
    network = read_osm(STREET, [([1, 2], ROAD | {"oneway": "-1"}), ([2, 3, 1], ROAD | {"oneway": "-1"})])
    snaps = snapping.snap(network, [60.0], [20.005])
    edge = snaps.edge[0]
    assert (network.node_id[network.tail[edge]], network.node_id[network.head[edge]]) == (2, 1)
    assert snaps.fraction[0] == pytest.approx(0.75)


def test_a_junction_is_the_same_place_from_whichever_street(street: RoadNetwork) -> None:
    snaps = snapping.snap(street, [60.0, 60.0], [20.02, 20.02])
    assert snaps.edge[0] == snaps.edge[1]
    assert snaps.distance_m.tolist() == pytest.approx([0.0, 0.0], abs=1e-6)


@pytest.mark.parametrize("place", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (0.0, float("inf")), (-1e9, 0.0)])
def test_points_off_the_globe_are_refused(street: RoadNetwork, place: tuple[float, float]) -> None:
    with pytest.raises(RoadsError) as caught:
        snapping.snap(street, [60.0, place[0]], [20.0, place[1]])
    assert caught.value.code == "bad_point"
    assert caught.value.values["position"] == 1


def test_the_far_side_of_the_globe_is_far(street: RoadNetwork) -> None:
    assert snapping.snap(street, [-60.0, 90.0], [-160.0, 0.0]).distance_m.min() > 3_000_000


def test_no_points_are_no_snaps(street: RoadNetwork) -> None:
    assert len(snapping.snap(street, [], [])) == 0


def test_no_other_road_of_helsinki_is_nearer(helsinki: RoadNetwork) -> None:
    """Compared with a dense sampling of all roads."""
    rng = np.random.default_rng(3)
    south, west, north, east = helsinki.bounds
    lats, lons = rng.uniform(south, north, 50), rng.uniform(west, east, 50)
    snaps = snapping.snap(helsinki, lats, lons)
    shares = np.linspace(0, 1, 20)[:, None]
    lat, lon = (values[:-1] + shares * np.diff(values) for values in (helsinki.line_lat, helsinki.line_lon))
    inside = np.ones(len(helsinki.line_lat) - 1, dtype=bool)
    inside[helsinki.line_start[1:-1] - 1] = False
    lat, lon = lat[:, inside].ravel(), lon[:, inside].ravel()
    for number in range(50):
        nearest = mercator.distances(np.full(len(lat), lats[number]), np.full(len(lat), lons[number]), lat, lon).min()
        assert snaps.distance_m[number] <= nearest + 1e-3
        assert snaps.distance_m[number] >= nearest - 8


def _by_shapely(network: RoadNetwork, lats: np.ndarray, lons: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the nearest line of each point (of equally near ones the first), how far along it, and how far off."""
    row = np.repeat(np.arange(network.lines), np.diff(network.line_start))
    courses = shapely.linestrings(mercator.project(network.line_lat, network.line_lon), indices=row)
    points = shapely.points(mercator.project(lats, lons))
    pairs = shapely.STRtree(courses).query_nearest(points)
    line = np.full(len(lats), network.lines)
    np.minimum.at(line, pairs[0], pairs[1])
    fraction = shapely.line_locate_point(courses[line], points, normalized=True)
    return line, np.nan_to_num(fraction), shapely.distance(courses[line], points)


def _points_around(network: RoadNetwork, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Give random points, junctions, points on roads and points far outside."""
    rng = np.random.default_rng(5)
    south, west, north, east = network.bounds
    nodes, points = rng.integers(0, network.nodes, count), rng.integers(0, len(network.line_lat), count)
    far_lats, far_lons = np.array([89.9, -89.9, 0, south]), np.array([0, 179.9, -179.9, west])
    lats = rng.uniform(south, north, count), network.node_lat[nodes], network.line_lat[points], far_lats
    lons = rng.uniform(west, east, count), network.node_lon[nodes], network.line_lon[points], far_lons
    return np.concatenate(lats), np.concatenate(lons)


def _assert_as_shapely(network: RoadNetwork, snaps: snapping.Snaps, lats: np.ndarray, lons: np.ndarray) -> None:
    line, fraction, distance = _by_shapely(network, lats, lons)
    position = np.where(network.backward[snaps.edge], 1 - snaps.fraction, snaps.fraction)
    chosen = mercator.project(snaps.lat, snaps.lon) - mercator.project(lats, lons)
    # On the map even the farthest of two equally near roads is as near as the rounding of a sum of squares.
    assert np.hypot(*chosen.T) == pytest.approx(distance, rel=1e-9, abs=1e-4)
    same = network.line[snaps.edge] == line
    assert same.mean() > 0.99
    assert position[same] == pytest.approx(fraction[same], abs=1e-6)


def test_as_shapely_at_helsinki(helsinki: RoadNetwork) -> None:
    lats, lons = _points_around(helsinki, 300)
    _assert_as_shapely(helsinki, snapping.snap(helsinki, lats, lons), lats, lons)


def test_at_junctions_the_first_line_is_taken(helsinki: RoadNetwork) -> None:
    snaps = snapping.snap(helsinki, helsinki.node_lat, helsinki.node_lon)
    # Two ends may lie on one place: the sides of a barrier.
    _, place = np.unique(np.column_stack([helsinki.node_lat, helsinki.node_lon]), axis=0, return_inverse=True)
    first = np.full(helsinki.nodes, helsinki.lines)
    for ends in (helsinki.tail, helsinki.head):
        np.minimum.at(first, place.reshape(-1)[ends], helsinki.line)
    assert helsinki.line[snaps.edge].tolist() == first[place.reshape(-1)].tolist()
    assert snaps.distance_m.max() < 1e-6


@pytest.mark.extracts
@pytest.mark.parametrize("name", ["linkoping-centrum", "liechtenstein"])
def test_as_shapely_on_real_roads(real: Callable[[str], RoadNetwork], name: str) -> None:
    network = real(name)
    held = dataclasses.replace(network, road_class=np.full(network.edges, CLASSES.index("residential"), dtype=np.int32))
    lats, lons = _points_around(network, 500)
    _assert_as_shapely(held, snapping.snap(held, lats, lons), lats, lons)


def test_the_same_without_numba(helsinki: RoadNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    lats, lons = _points_around(helsinki, 200)
    monkeypatch.setattr(snapping, "SMALL", 0)
    compiled = snapping.snap(helsinki, lats, lons)
    monkeypatch.setitem(sys.modules, "maps.trees.tree_search", None)
    plain = snapping.snap(helsinki, lats, lons)
    assert plain.distance_m == pytest.approx(compiled.distance_m, abs=1e-4)
    assert (plain.edge == compiled.edge).mean() > 0.99


def test_the_same_from_what_was_prepared(helsinki: RoadNetwork) -> None:
    lats, lons = _points_around(helsinki, 100)
    made = dataclasses.replace(helsinki, prepared={})
    told = [snapping.snap(network, lats, lons) for network in (made, preparing.prepare(made))]
    for name in snapping.Snaps.__slots__:
        assert np.array_equal(getattr(told[0], name), getattr(told[1], name)), name


def test_another_networks_index_is_refused(helsinki: RoadNetwork, street: RoadNetwork) -> None:
    with pytest.raises(ValueError, match="index"):
        snapping.snap(dataclasses.replace(street, prepared=preparing.prepare(helsinki).prepared), [60], [20])
    arrays = dict(preparing.prepare(street).prepared)
    for name in ("snapping.edge", "snapping.roads.piece"):
        with pytest.raises(ValueError, match="range"):
            snapping.snap(
                dataclasses.replace(street, prepared=arrays | {name: arrays[name] + np.int32(99)}), [60], [20]
            )


@pytest.mark.parametrize(
    ("lat", "lon", "right"),
    [
        (60.001, 20.01, False),
        (59.999, 20.01, True),
        (60.0, 20.01, False),
        (60.005, 20.03, True),
        (60.005, 20.015, False),
    ],
)
def test_the_side_of_the_street(street: RoadNetwork, lat: float, lon: float, *, right: bool) -> None:
    assert snapping.snap(street, [lat], [lon]).right[0] == right


def test_the_side_of_a_street_that_is_driven_backwards(read_osm: Callable[..., RoadNetwork]) -> None:
    network = read_osm(STREET, [([1, 2], ROAD | {"oneway": "-1"}), ([2, 3, 1], ROAD | {"oneway": "-1"})])
    assert snapping.snap(network, [60.001, 59.999], [20.005, 20.005]).right.tolist() == [True, False]


def test_the_side_beyond_a_hairpin(read_osm: Callable[..., RoadNetwork]) -> None:
    """East, and back west a little further north: what lies beyond the bend lies to the right of all of it."""
    bend = {1: (60.0, 20.0), 2: (60.0, 20.02), 3: (60.001, 20.0)}
    network = read_osm(bend, [([1, 2, 3], ROAD)])
    snaps = snapping.snap(network, [60.0001, 59.9999], [20.03, 20.03])
    assert snaps.right.tolist() == [not network.backward[snaps.edge[0]]] * 2


def test_nobody_stops_on_ferries_and_motorways(read_osm: Callable[..., RoadNetwork]) -> None:
    nodes = {**STREET, 4: (60.0, 20.04)}
    ways = [([1, 2], {"highway": "motorway", "oneway": "no"}), ([2, 3], ROAD), ([2, 4], ROAD)]
    network = read_osm(nodes, ways)
    snaps = snapping.snap(network, [60.0], [20.01])
    assert snaps.fraction[0] in {0.0, 1.0}
    assert snaps.distance_m[0] == pytest.approx(555.98, abs=0.5)
    only = read_osm(STREET, [([1, 2], {"highway": "motorway", "oneway": "no"})])
    assert snapping.snap(only, [60.0], [20.01]).distance_m[0] == pytest.approx(0, abs=1e-6)


def test_islands_nearer_by_are_told(street: RoadNetwork) -> None:
    network = dataclasses.replace(street, cut_lat=np.array([60.02, 60.0]), cut_lon=np.array([20.0, 20.001]))
    snaps = snapping.snap(network, [60.019, 60.0001, 60.004], [20.0, 20.001, 20.0])
    assert snaps.cut_off.tolist() == [True, False, False]
    assert not snapping.snap(street, [60.019], [20.0]).cut_off[0]


def test_a_road_cut_off_that_is_hardly_nearer_makes_no_island(street: RoadNetwork) -> None:
    network = dataclasses.replace(street, cut_lat=np.array([60.02]), cut_lon=np.array([20.0]))
    # Two thirds as far as the street, and then a third.
    assert snapping.snap(network, [60.012, 60.015], [20.0, 20.0]).cut_off.tolist() == [False, True]


def test_far_and_uncovered_points_are_told(street: RoadNetwork) -> None:
    snaps = snapping.snap(street, [60.0, 60.015, 60.0], [20.01, 20.0, 21.0])
    assert snaps.far.tolist() == [False, True, True]
    assert snaps.covered.tolist() == [True, True, False]


def test_across_the_antimeridian_and_at_the_poles_distances_are_true(read_osm: Callable[..., RoadNetwork]) -> None:
    network = read_osm({1: (89.0, 179.99), 2: (89.0, 179.999)}, [([1, 2], ROAD)])
    snaps = snapping.snap(network, [89.0, 90.0, -90.0], [-179.99, 0.0, 0.0])
    lat, lon = np.array([89.0, 90.0, -90.0]), np.array([-179.99, 0.0, 0.0])
    assert snaps.distance_m == pytest.approx(mercator.distances(lat, lon, snaps.lat, snaps.lon))
    assert snaps.distance_m[0] < 50
