"""Matrices are exact: equal to Dijkstra of NetworkX on the OSMnx graph, second by second and metre by metre."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import snapping, travel
from maps.network import RoadNetwork
from maps.snapping import Snaps
from maps.travel import UNREACHABLE
from tests.maps import brute

ROAD = {"highway": "residential", "maxspeed": "48"}  # 36 km/h in free flow: 10 m a second
ONE_WAY = ROAD | {"oneway": "yes"}
SQUARE = {1: (60.0, 20.0), 2: (60.0, 20.02), 3: (60.01, 20.02), 4: (60.01, 20.0)}
SIDE, HEIGHT = 1111.95, 1111.95  # metres: 0.02 degrees of longitude at 60 north, 0.01 of latitude
Read = Callable[..., RoadNetwork]
Oracle = Callable[..., list[tuple[int, int] | None]]


def test_two_points_on_a_two_way_street_in_both_orders(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 2], ROAD)])
    matrix = travel.measure(network, snapping.snap(network, [60.0, 60.0], [20.005, 20.015]))
    assert matrix.seconds.tolist() == [[0, 56], [56, 0]]
    assert matrix.metres.tolist() == [[0, 556], [556, 0]]


def test_two_points_on_a_one_way_street(read_osm: Read) -> None:
    """Forward is straight, backward is once around the square."""
    network = read_osm(SQUARE, [([1, 2, 3, 4, 1], ONE_WAY)])
    matrix = travel.measure(network, snapping.snap(network, [60.0, 60.0], [20.005, 20.015]))
    around = network.metres[0]
    assert matrix.metres[0, 1] == 556
    assert matrix.metres[1, 0] == pytest.approx(around - 556, abs=1)
    assert matrix.seconds[1, 0] == pytest.approx((around - 556) / 10, abs=1)


def test_points_at_the_ends_of_a_street_are_its_junctions(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 2], ROAD), ([2, 3, 4, 1], ROAD)])
    matrix = travel.measure(network, snapping.snap(network, [60.0, 60.0, 60.0], [20.0, 20.02, 20.01]))
    assert matrix.metres.tolist() == [[0, 1112, 556], [1112, 0, 556], [556, 556, 0]]


def test_the_faster_of_parallel_streets_is_taken(read_osm: Read) -> None:
    """SciPy alone would add their times up."""
    slow, fast = ROAD | {"maxspeed": "20"}, ROAD | {"maxspeed": "48"}
    nodes = {**SQUARE, 5: (60.0, 19.99), 6: (60.0, 20.03)}
    network = read_osm(nodes, [([5, 1], fast), ([1, 2], slow), ([1, 2], fast), ([2, 6], fast)])
    matrix = travel.measure(network, snapping.snap(network, [60.0, 60.0], [19.99, 20.03]))
    assert matrix.seconds[0, 1] == pytest.approx(4 * 55.6, abs=1)


def test_of_equally_fast_ways_the_shorter_is_measured(read_osm: Read) -> None:
    """Two ways of 100 seconds: the length told is that of the shorter, in both directions."""
    network = read_osm(SQUARE, [([1, 2], ROAD), ([1, 2], ROAD), ([1, 4], ROAD), ([2, 3], ROAD)])
    longer = np.flatnonzero(network.line == network.line[0])
    metres = network.metres.copy()
    metres[longer] += 500
    even = dataclasses.replace(network, metres=metres)
    matrix = travel.measure(even, snapping.snap(even, [60.01, 60.01], [20.0, 20.02]))
    assert matrix.metres[0, 1] == matrix.metres[1, 0] == pytest.approx(3 * SIDE, abs=5)


def test_a_loop_is_driven_the_shorter_way(read_osm: Read) -> None:
    nodes = {1: (60.0, 20.0), 2: (60.0, 20.02), 3: (60.01, 20.02), 4: (60.01, 20.0), 5: (59.99, 20.0)}
    network = read_osm(nodes, [([1, 2, 3, 4, 1], ROAD), ([5, 1], ROAD)])
    assert (network.tail == network.head).sum() == 2
    matrix = travel.measure(network, snapping.snap(network, [60.0, 60.005, 59.99], [20.01, 20.0, 20.0]))
    assert matrix.metres[0].tolist() == pytest.approx([0, SIDE / 2 + HEIGHT / 2, SIDE / 2 + HEIGHT], abs=3)


def test_unreachable_is_told() -> None:
    """Networks are cut so that all is reachable; a network that is not says so all the same."""
    one_way = brute.random_network(np.random.default_rng(0), nodes=2, lines=1, one_way=1.0)
    at = brute.on(np.zeros(2, dtype=np.int64), np.array([0.2, 0.8]))
    matrix = travel.measure(one_way, at)
    assert matrix.seconds[0, 1] < UNREACHABLE
    assert matrix.seconds[1, 0] == matrix.metres[1, 0] == UNREACHABLE


def test_a_matrix_does_not_depend_on_the_company(helsinki: RoadNetwork) -> None:
    snaps = _random_snaps(helsinki, 60)
    whole = travel.measure(helsinki, snaps)
    few = np.array([3, 17, 41])
    part = travel.measure(helsinki, travel.take(snaps, few))
    assert part.seconds.tolist() == whole.seconds[np.ix_(few, few)].tolist()
    assert part.metres.tolist() == whole.metres[np.ix_(few, few)].tolist()


def test_no_points_are_an_empty_matrix(helsinki: RoadNetwork) -> None:
    assert travel.measure(helsinki, snapping.snap(helsinki, [], [])).seconds.shape == (0, 0)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), nodes=st.integers(1, 6), lines=st.integers(1, 12))
def test_random_networks_as_networkx(measure_by_networkx: Oracle, seed: int, nodes: int, lines: int) -> None:
    """Loops, parallel streets, one-ways, points on ends and on one another, parts out of reach."""
    rng = np.random.default_rng(seed)
    network = brute.random_network(rng, nodes=nodes, lines=lines, one_way=0.4)
    edges = rng.integers(0, network.edges, 6)
    snaps = brute.on(edges, rng.choice([0.0, 1.0, 0.5, 0.25, float(rng.random())], 6))
    pairs = [(origin, target) for origin in range(6) for target in range(6)]
    assert_equal(network, snaps, pairs, measure_by_networkx)


def test_helsinki_as_networkx(helsinki: RoadNetwork, measure_by_networkx: Oracle) -> None:
    plain = _all_open(helsinki)
    snaps = _random_snaps(plain, 200)
    assert_equal(plain, snaps, [(number, (number * 7 + 1) % 200) for number in range(200)], measure_by_networkx)


@pytest.mark.extracts
@pytest.mark.parametrize(
    ("name", "sources"), [("oslo-east-filtered", 20), ("linkoping-centrum", 20), ("liechtenstein", 20), ("porto", 3)]
)
def test_extracts_as_networkx(
    real: Callable[[str], RoadNetwork], measure_by_networkx: Oracle, name: str, sources: int
) -> None:
    plain = _all_open(real(name))
    snaps = _random_snaps(plain, 80)
    pairs = [(number % sources, (number // sources + number) % 80) for number in range(200)]
    assert_equal(plain, snaps, pairs, measure_by_networkx)


def assert_equal(network: RoadNetwork, snaps: Snaps, pairs: list[tuple[int, int]], oracle: Oracle) -> None:
    matrix = travel.measure(network, snaps)
    wanted = oracle(network, snaps, pairs)
    for pair, cost in zip(pairs, wanted, strict=True):
        told = int(matrix.seconds[pair]), int(matrix.metres[pair])
        if cost is None:
            assert told == (UNREACHABLE, UNREACHABLE)
        else:
            milliseconds, centimetres = cost
            assert told[0] == (milliseconds + 500) // 1000, pair
            assert abs(told[1] - centimetres / 100) <= 0.5, pair


def _all_open(network: RoadNetwork) -> RoadNetwork:
    """Give a network without bans and private roads, which NetworkX knows nothing of."""
    return dataclasses.replace(brute.with_bans(network, []), private=np.zeros(network.edges, dtype=np.bool_))


def _random_snaps(network: RoadNetwork, count: int) -> Snaps:
    rng = np.random.default_rng(7)
    south, west, north, east = network.bounds
    return snapping.snap(network, rng.uniform(south, north, count), rng.uniform(west, east, count))
