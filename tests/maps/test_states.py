"""States copy junctions only where a drive must remember how it came."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from maps.drives import states
from maps.drives.prefixes import FORBIDDEN, grow
from maps.drives.states import States
from maps.network import RoadNetwork
from tests.maps import brute

ROAD = {"highway": "residential"}
ROW = {number: (60.0, 20.0 + number / 100) for number in range(6)}
SPURS = {10 + number: (60.01, 20.0 + number / 100) for number in range(6)}
Read = Callable[..., RoadNetwork]


@pytest.fixture
def comb(read_osm: Read) -> RoadNetwork:
    """Give a street with six junctions, each with a spur to the north."""
    spurs = [([number, 10 + number], ROAD) for number in ROW]
    return read_osm({**ROW, **SPURS}, [(list(ROW), ROAD), *spurs])


def way(network: RoadNetwork, *ids: int) -> list[int]:
    """Give the edges between nodes one after the other."""
    tails, heads = network.node_id[network.tail], network.node_id[network.head]
    return [int(np.flatnonzero((tails == tail) & (heads == head))[0]) for tail, head in pairwise(ids)]


def test_a_ban_inside_a_longer_one_holds_before_that_is_full(comb: RoadNetwork) -> None:
    long = way(comb, 0, 1, 2, 3, 4, 5)
    prefixes = grow(np.array([0, 5, 8]), np.array([*long, *long[1:4]], dtype=np.int32), comb.edges)
    at = prefixes.first[long[:1]]
    for edge in long[1:3]:
        at = prefixes.step(at, np.array([edge]))
    assert at[0] > 0
    assert prefixes.step(at, np.array(long[3:4])).tolist() == [FORBIDDEN]


def test_without_bans_and_private_roads_states_are_the_junctions(comb: RoadNetwork) -> None:
    made = states.make_states(comb)
    assert made.junction.tolist() == list(range(comb.nodes))
    assert (made.tail.tolist(), made.head.tolist()) == (comb.tail.tolist(), comb.head.tolist())
    assert made.arrival.tolist() == comb.head.tolist()
    assert made.edge_of(np.arange(comb.edges)).tolist() == list(range(comb.edges))
    assert not made.extra_ms.any()


def test_a_ban_by_way_of_a_junction_copies_that_junction_only(comb: RoadNetwork) -> None:
    made = states.make_states(brute.with_bans(comb, [way(comb, 1, 2, 12)]))
    copies = np.bincount(made.junction)
    assert copies[comb.node_id == 2].tolist() == [2]
    assert copies.sum() == comb.nodes + 1


def test_edges_with_the_same_bans_share_a_copy(comb: RoadNetwork) -> None:
    """Whoever comes along the street, from either side, must not turn into the spur."""
    made = states.make_states(brute.with_bans(comb, [way(comb, 1, 2, 12), way(comb, 3, 2, 12)]))
    assert made.count == comb.nodes + 1


def test_a_ban_by_way_of_a_street_copies_both_its_ends(comb: RoadNetwork) -> None:
    made = states.make_states(brute.with_bans(comb, [way(comb, 1, 2, 3, 13)]))
    copies = {int(comb.node_id[node]) for node in np.flatnonzero(np.bincount(made.junction) > 1)}
    assert copies == {2, 3}
    assert made.count == comb.nodes + 2


def test_one_who_began_on_the_street_may_make_the_turn(comb: RoadNetwork) -> None:
    """The ban is about coming from 1 by way of the street between 2 and 3."""
    made = states.make_states(brute.with_bans(comb, [way(comb, 1, 2, 3, 13)]))
    began, spur = way(comb, 2, 3, 13)
    assert made.arrival[began] in _tails(made, spur)


def test_only_private_ends_are_copied(comb: RoadNetwork) -> None:
    private = np.isin(comb.node_id[comb.tail], [12]) | np.isin(comb.node_id[comb.head], [12])
    made = states.make_states(_with_private(comb, private))
    copies = {int(comb.node_id[node]): int(count) for node, count in enumerate(np.bincount(made.junction)) if count > 1}
    # At the spur's end one has just begun or will end; where it meets the street one may also be passing.
    assert copies == {2: 3, 12: 2}


def test_what_belongs_to_one_line_is_joined_or_tied() -> None:
    """The seeds of a point must lie on one chain: every two of them need an arc or a tie."""
    network = brute.random_network(np.random.default_rng(3), nodes=6, lines=14, private=0.4, bans=6)
    made = states.make_states(network, where="all")
    near = {frozenset(pair) for pair in np.column_stack([made.tail, made.head]).tolist()}
    near |= {frozenset(pair) for pair in made.tied.tolist()}
    along, against = network.line_edges()
    for edges in zip(along.tolist(), against.tolist(), strict=True):
        present = [edge for edge in edges if edge >= 0]
        for seeds in ({int(made.arrival[edge]) for edge in present}, set().union(*(_tails(made, e) for e in present))):
            assert all(frozenset((one, other)) in near for one in seeds for other in seeds if one != other)


def test_states_are_kept_as_arrays() -> None:
    network = brute.random_network(np.random.default_rng(5), nodes=5, lines=9, private=0.3, bans=4)
    made = states.make_states(network)
    again = States.from_arrays(made.arrays())
    assert all(np.array_equal(getattr(again, name), getattr(made, name)) for name in made.arrays())
    assert not again.tail.flags.writeable


def _tails(made: States, edge: int) -> set[int]:
    return set(made.tail[made.edge_start[edge] : made.edge_start[edge + 1]].tolist())


def _with_private(network: RoadNetwork, private: np.ndarray) -> RoadNetwork:
    return dataclasses.replace(network, private=private)
