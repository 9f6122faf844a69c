"""Turns cost what their angle, side and the sizes of the roads say."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from maps.drives import turns
from maps.drives.turns import BACK_MS, GIVE_WAY_MS
from maps.network import CLASSES, RoadNetwork

EAST, NORTH, WEST, SOUTH = 1, 2, 3, 4
CROSS = {0: (60.0, 20.0), EAST: (60.0, 20.02), NORTH: (60.01, 20.0), WEST: (60.0, 19.98), SOUTH: (59.99, 20.0)}
SMALL, LARGE = {"highway": "residential"}, {"highway": "secondary"}
Read = Callable[..., RoadNetwork]


@pytest.fixture
def cross(read_osm: Read) -> RoadNetwork:
    """Give four streets that meet at right angles."""
    return read_osm(CROSS, [([0, end], SMALL) for end in (EAST, NORTH, WEST, SOUTH)])


def cost(network: RoadNetwork, origin: int, middle: int, goal: int) -> int:
    ids = network.node_id
    ways = [
        np.flatnonzero((ids[network.tail] == tail) & (ids[network.head] == head))
        for tail, head in ((origin, middle), (middle, goal))
    ]
    return int(turns.cost_ms(network, *ways)[0])


def test_left_costs_more_than_right_and_straight_on_nothing(cross: RoadNetwork) -> None:
    straight, right, left = (cost(cross, SOUTH, 0, goal) for goal in (NORTH, EAST, WEST))
    assert straight == 0
    assert (right, left) == (2_100, 5_400)  # OSRM's curve at 90 degrees


def test_it_is_the_same_from_wherever_one_comes(cross: RoadNetwork) -> None:
    around = [EAST, NORTH, WEST, SOUTH]  # one after the other to the left of who stands in the middle
    assert {cost(cross, origin, 0, around[place - 3]) for place, origin in enumerate(around)} == {2_100}
    assert {cost(cross, origin, 0, around[place - 1]) for place, origin in enumerate(around)} == {5_400}


def test_turning_round_costs_except_at_a_dead_end(cross: RoadNetwork) -> None:
    assert cost(cross, EAST, 0, EAST) == BACK_MS
    assert cost(cross, 0, EAST, 0) == 0


def test_a_bend_is_no_turn(read_osm: Read) -> None:
    bend = read_osm(CROSS, [([EAST, 0], SMALL), ([0, NORTH], SMALL)])
    assert cost(bend, EAST, 0, NORTH) == 0
    assert cost(bend, EAST, 0, EAST) == BACK_MS


def test_the_small_road_gives_way_to_the_large(read_osm: Read) -> None:
    network = read_osm(CROSS, [([WEST, 0], LARGE), ([0, EAST], LARGE), ([SOUTH, 0], SMALL), ([0, NORTH], SMALL)])
    assert cost(network, SOUTH, 0, NORTH) == GIVE_WAY_MS
    assert cost(network, WEST, 0, EAST) == 0
    signals = dataclasses.replace(network, delay_ms=np.minimum(network.milliseconds - 1, 5_000))
    assert cost(signals, SOUTH, 0, NORTH) == 0


def test_a_kink_at_the_end_of_a_street_does_not_count(read_osm: Read) -> None:
    """The street comes straight from the south; only its last five metres lead east."""
    nodes = {**CROSS, 5: (60.0, 19.9999), 6: (59.9999, 19.9999)}
    kinked = read_osm(nodes, [([SOUTH, 6, 5, 0], SMALL), *[([0, end], SMALL) for end in (EAST, NORTH, WEST)]])
    assert cost(kinked, SOUTH, 0, NORTH) < cost(kinked, SOUTH, 0, EAST)


def test_only_cars_pay_and_only_where_asked(cross: RoadNetwork, read_osm: Read) -> None:
    bike = read_osm(CROSS, [([0, end], SMALL) for end in (EAST, NORTH, WEST, SOUTH)], mode="bike")
    assert not turns.costly_junctions(bike, "all").any()
    assert not turns.costly_junctions(cross, "free").any()
    assert not turns.costly_junctions(cross, "major").any()
    middle = cross.node_id == 0
    assert turns.costly_junctions(cross, "all").tolist() == middle.tolist()
    large = dataclasses.replace(cross, road_class=np.full(cross.edges, CLASSES.index("tertiary"), dtype=np.int32))
    assert turns.costly_junctions(large, "major").tolist() == middle.tolist()
