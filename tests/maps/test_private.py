"""Private roads and gates: kept, marked, and never what joins two public places."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.reading.cutting import cut_to_strong
from maps.reading.files import read_network
from tests.maps.conftest import Tags, _osm_xml

Read = Callable[..., RoadNetwork]
ROAD = {"highway": "residential"}
PRIVATE = ROAD | {"access": "private"}
SQUARE = {1: (60.0, 20.0), 2: (60.0, 20.01), 3: (60.01, 20.01), 4: (60.01, 20.0), 5: (59.99, 20.0), 6: (59.98, 20.0)}
RING = ([1, 2, 3, 4, 1], ROAD)


def private(network: RoadNetwork) -> set[tuple[int, int]]:
    """Give the private edges as OSM nodes."""
    ids = network.node_id
    marked = network.private
    return set(zip(ids[network.tail[marked]].tolist(), ids[network.head[marked]].tolist(), strict=True))


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "private"},
        {"motor_vehicle": "destination"},
        {"access": "customers"},
        {"vehicle": "delivery"},
        {"access": "permit"},
        {"motor_vehicle": "agricultural;forestry"},
        {"highway": "service", "service": "driveway"},
        {"highway": "service", "service": "parking_aisle"},
        {"highway": "track"},
    ],
)
def test_roads_for_errands_only_are_private(read_osm: Read, tags: Tags) -> None:
    network = read_osm(SQUARE, [RING, ([1, 5], ROAD | tags)])
    assert private(network) == {(1, 5), (5, 1)}


@pytest.mark.parametrize("tags", [{"access": "yes"}, {"access": "permissive"}, {"highway": "track", "motorcar": "yes"}])
def test_roads_open_to_all_are_not(read_osm: Read, tags: Tags) -> None:
    assert private(read_osm(SQUARE, [RING, ([1, 5], ROAD | tags)])) == set()


def test_public_roads_behind_private_ones_become_private(read_osm: Read) -> None:
    network = read_osm(SQUARE, [RING, ([1, 5], PRIVATE), ([5, 6], ROAD)])
    assert private(network) == {(1, 5), (5, 1), (5, 6), (6, 5)}


def test_one_way_private_roads_stay_where_another_leads_back(read_osm: Read) -> None:
    there = ([1, 5], PRIVATE | {"oneway": "yes"})
    assert read_osm(SQUARE, [RING, there]).tally.edges_cut == 1
    network = read_osm(SQUARE, [RING, there, ([5, 2], PRIVATE | {"oneway": "yes"})])
    assert private(network) == {(1, 5), (5, 2)}


def test_a_way_back_over_public_roads_counts_too(read_osm: Read) -> None:
    """One comes to 5 over a private road only, and leaves it by a public one-way street."""
    network = read_osm(SQUARE, [RING, ([1, 5], PRIVATE | {"oneway": "yes"}), ([5, 2], ROAD | {"oneway": "yes"})])
    assert private(network) == {(1, 5), (5, 2)}


def test_where_all_is_private_all_of_it_is_kept(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 2, 3, 4, 1], PRIVATE), ([1, 5], PRIVATE), ([5, 6], ROAD | {"oneway": "yes"})])
    assert network.private.all()
    assert set(network.node_id.tolist()) == {1, 5}


@pytest.mark.parametrize(
    ("tags", "car", "bike"),
    [
        ({"barrier": "gate"}, "private", "open"),
        ({"barrier": "lift_gate"}, "private", "open"),
        ({"barrier": "gate", "access": "private"}, "private", "private"),
        ({"barrier": "gate", "access": "yes"}, "open", "open"),
        ({"barrier": "gate", "motor_vehicle": "no"}, "closed", "open"),
        ({"barrier": "bollard"}, "closed", "open"),
        ({"barrier": "bollard", "motor_vehicle": "permit"}, "private", "open"),
        ({"barrier": "cattle_grid"}, "open", "open"),
        ({"barrier": "stile"}, "closed", "closed"),
        ({"barrier": "toll_booth", "access": "no"}, "closed", "closed"),
    ],
)
def test_gates_let_errands_pass_and_barriers_nobody(read_osm: Read, tags: Tags, car: str, bike: str) -> None:
    """A second way around the ring with something on it at 5, and a home at 6 beside."""
    nodes = {**SQUARE, 5: (*SQUARE[5], tags), 6: (59.985, 20.005)}
    for mode, wanted in (("car", car), ("bike", bike)):
        network = read_osm(nodes, [RING, ([1, 5, 6, 2], ROAD)], mode=mode)
        if wanted == "closed":
            assert (network.node_id < 0).sum() == 2
            assert (network.tally.barriers, private(network)) == (1, set())
        elif wanted == "private":
            assert private(network) == {(1, 5), (5, 1), (5, 2), (2, 5)}
            assert (network.tally.gates, network.tally.barriers) == (1, 0)
        else:
            assert (private(network), network.tally.gates, network.tally.barriers) == (set(), 0, 0)


def test_a_street_behind_a_gate_is_for_errands_as_far_as_it_goes(read_osm: Read) -> None:
    nodes = {**SQUARE, 5: (*SQUARE[5], {"barrier": "gate"}), 7: (59.97, 20.0)}
    network = read_osm(nodes, [RING, ([1, 5, 6, 7], ROAD), ([6, 2], ROAD | {"oneway": "yes"})])
    assert private(network) == {(1, 5), (5, 1), (5, 6), (6, 5), (6, 7), (7, 6)} | {(6, 2)}


@pytest.fixture(scope="module")
def draw(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., RoadNetwork]:
    path = tmp_path_factory.mktemp("drawn") / "drawn.osm"
    nodes = {number: (60 + number % 4 / 100, 20 + number // 4 / 100) for number in range(12)}

    def read(ways: list[tuple[int, int, bool, bool]]) -> RoadNetwork:
        tags = [
            (ROAD if public else PRIVATE) | ({"oneway": "yes"} if one_way else {}) for _, _, public, one_way in ways
        ]
        drawn = [([tail, head], tag) for (tail, head, _, _), tag in zip(ways, tags, strict=True) if tail != head]
        path.write_text(_osm_xml(nodes, drawn, ()))
        return read_network(path, name="drawn")

    return read


@settings(max_examples=150, deadline=None)
@given(
    ways=st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans(), st.booleans()), min_size=4, max_size=24
    )
)
def test_each_place_reaches_each_other_with_private_roads_at_the_ends_only(
    ways: list[tuple[int, int, bool, bool]], draw: Callable[..., RoadNetwork]
) -> None:
    """On random networks: in the product with start, middle and end of a drive, everything is reachable."""
    try:
        network = draw(ways)
    except RoadsError:
        return
    count = network.nodes
    arcs = [
        (layer * count + tail, after * count + head)
        for tail, head, shut in zip(network.tail.tolist(), network.head.tolist(), network.private.tolist(), strict=True)
        for layer, after in ([(0, 0), (1, 2), (2, 2)] if shut else [(0, 1), (1, 1)])
    ]
    tails, heads = np.array(arcs).T
    graph = csr_array((np.ones(len(arcs)), (tails, heads)), shape=(3 * count, 3 * count))
    reached = np.isfinite(dijkstra(graph, indices=np.arange(count), unweighted=True))
    assert reached.reshape(count, 3, count).any(axis=1).all()
    assert cut_to_strong(network).edges == network.edges
