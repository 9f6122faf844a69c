"""What signs, bumps, gates and roundabouts cost, and whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from maps.network import RoadNetwork
from tests.maps.conftest import Tags

Read = Callable[..., RoadNetwork]
ROAD = {"highway": "residential"}
# From 1 to 4 over 2 and 3, 2 nearer to 1 and 3 nearer to 4; both ends are junctions.
STREET = {1: (60.0, 20.0), 2: (60.0, 20.003), 3: (60.0, 20.007), 4: (60.0, 20.01), 5: (60.01, 20.005)}
WAYS = [([1, 2, 3, 4], ROAD), ([4, 5, 1], ROAD)]


def delays(network: RoadNetwork) -> tuple[int, int]:
    """Give the milliseconds lost along the street and against it."""
    street = network.way_id == 1000
    (along,) = network.delay_ms[street & ~network.backward].tolist()
    (against,) = network.delay_ms[street & network.backward].tolist()
    return along, against


@pytest.mark.parametrize(
    ("node", "tags", "along", "against"),
    [
        (3, {"highway": "traffic_signals"}, 5000, 5000),
        (3, {"highway": "traffic_signals", "traffic_signals:direction": "forward"}, 5000, 0),
        (4, {"highway": "traffic_signals"}, 5000, 0),
        (1, {"highway": "traffic_signals"}, 0, 5000),
        (3, {"highway": "stop"}, 4000, 0),
        (2, {"highway": "stop"}, 0, 4000),
        (2, {"highway": "stop", "direction": "forward"}, 4000, 0),
        (3, {"highway": "give_way", "direction": "backward"}, 0, 2000),
        (3, {"highway": "give_way", "direction": "both"}, 2000, 2000),
        (4, {"highway": "give_way"}, 0, 0),
        (4, {"highway": "stop", "stop": "all"}, 4000, 0),
        (3, {"highway": "crossing", "crossing": "traffic_signals"}, 2000, 2000),
        (3, {"highway": "crossing", "crossing": "zebra"}, 0, 0),
        (3, {"traffic_calming": "bump"}, 3000, 3000),
        (3, {"traffic_calming": "chicane"}, 2000, 2000),
        (3, {"traffic_calming": "no"}, 0, 0),
        (3, {"highway": "crossing", "crossing:signals": "yes", "traffic_calming": "table"}, 5000, 5000),
        (3, {"highway": "mini_roundabout"}, 2000, 2000),
        (3, {"railway": "level_crossing"}, 5000, 5000),
        (3, {"barrier": "toll_booth"}, 15_000, 15_000),
        (3, {"barrier": "cattle_grid"}, 3000, 3000),
    ],
)
def test_what_a_car_loses_on_a_street(read_osm: Read, node: int, tags: Tags, along: int, against: int) -> None:
    network = read_osm({**STREET, node: (*STREET[node], tags)}, WAYS)
    assert delays(network) == (along, against)
    free = read_osm(STREET, WAYS)
    street = free.way_id == 1000
    assert sorted(network.milliseconds[street] - free.milliseconds[street]) == sorted([along, against])


def test_opening_a_gate_takes_half_a_minute_and_only_where_one_comes_to_it(read_osm: Read) -> None:
    network = read_osm({**STREET, 3: (*STREET[3], {"barrier": "gate", "access": "private"})}, WAYS)
    ids = network.node_id
    lost = {(ids[a], ids[b]): int(ms) for a, b, ms in zip(network.tail, network.head, network.delay_ms, strict=True)}
    assert {ends: ms for ends, ms in lost.items() if 3 in ends} == {
        (1, 3): 30_000,
        (3, 1): 0,
        (4, 3): 30_000,
        (3, 4): 0,
    }


def test_entering_a_roundabout_costs_and_going_round_does_not(read_osm: Read) -> None:
    circle = ([1, 2, 3, 4, 1], {"highway": "tertiary", "junction": "roundabout"})
    nodes = {
        1: (60.0, 20.0),
        2: (60.0, 20.001),
        3: (60.001, 20.001),
        4: (60.001, 20.0),
        5: (60.0, 19.99),
        6: (60.01, 20.001),
    }
    network = read_osm(nodes, [circle, ([5, 1], ROAD), ([3, 6], ROAD)])
    ids = network.node_id
    lost = {(ids[a], ids[b]): int(ms) for a, b, ms in zip(network.tail, network.head, network.delay_ms, strict=True)}
    assert lost == {(1, 3): 0, (3, 1): 0, (5, 1): 3000, (1, 5): 0, (6, 3): 3000, (3, 6): 0}


@pytest.mark.parametrize(
    ("tags", "bike", "walk"),
    [
        ({"highway": "traffic_signals"}, 5000, 0),
        ({"traffic_calming": "bump"}, 0, 0),
        ({"highway": "crossing", "crossing": "traffic_signals"}, 2000, 5000),
        ({"barrier": "cycle_barrier"}, 10_000, 0),
    ],
)
def test_bikes_and_walkers_lose_less(read_osm: Read, tags: Tags, bike: int, walk: int) -> None:
    nodes = {**STREET, 3: (*STREET[3], tags)}
    assert delays(read_osm(nodes, WAYS, mode="bike")) == (bike, bike)
    assert delays(read_osm(nodes, WAYS, mode="walk")) == (walk, walk)
