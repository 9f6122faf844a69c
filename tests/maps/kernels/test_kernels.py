"""Both engines against each other and against NetworkX."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.kernels import LIMIT, NO_WAY, Kernel, Routes, Seeds
from maps.kernels.contraction import build_hierarchy
from maps.kernels.metrics import customise
from maps.kernels.reference import reference
from maps.network import Ints
from tests.maps.kernels.graphs import (
    Graph,
    every_node,
    graphs,
    make_graph,
    make_grid,
    make_seeds,
    measure_with_networkx,
)

MANY = settings(max_examples=60, deadline=None)
NUMBERS = st.integers(0, 1 << 30)


def both(graph: Graph) -> tuple[Kernel, Kernel]:
    weights = graph.weights
    return customise(graph.build(), weights), reference(graph.nodes, graph.tail, graph.head, weights)


@MANY
@given(graphs(), NUMBERS)
def test_distances_are_those_of_networkx(graph: Graph, number: int) -> None:
    sources = make_seeds(number, nodes=graph.nodes, points=4)
    targets = make_seeds(number + 1, nodes=graph.nodes, points=3)
    expected = measure_with_networkx(graph, graph.weights, sources, targets)
    for kernel in both(graph):
        found = kernel.distances(sources, targets)
        assert found.dtype == np.int64
        np.testing.assert_array_equal(found, expected)


@MANY
@given(graphs(lanes=3), NUMBERS)
def test_lanes_are_what_each_is_alone(graph: Graph, number: int) -> None:
    sources = make_seeds(number, nodes=graph.nodes, points=4, lanes=3)
    targets = make_seeds(number + 1, nodes=graph.nodes, points=5)
    expected = np.stack(
        [measure_with_networkx(graph, graph.weights[:, lane], _lane(sources, lane), targets) for lane in range(3)],
        axis=2,
    )
    for kernel in both(graph):
        assert kernel.lanes == 3
        np.testing.assert_array_equal(kernel.distances(sources, targets), expected)


@pytest.mark.parametrize("lanes", [1, 2, 8, 9, 17])
def test_any_number_of_lanes_fits(lanes: int) -> None:
    graph = make_graph(lanes, nodes=40, arcs=110, lanes=lanes)
    sources = make_seeds(1, nodes=40, points=6, lanes=lanes)
    ours, theirs = both(graph)
    found = ours.distances(sources, sources)
    assert found.shape == (6, 6, lanes)
    np.testing.assert_array_equal(found, theirs.distances(sources, sources))


@MANY
@given(graphs(), NUMBERS)
def test_spreading_reaches_every_node_at_its_distance(graph: Graph, number: int) -> None:
    sources = make_seeds(number, nodes=graph.nodes, points=3)
    for kernel in both(graph):
        np.testing.assert_array_equal(kernel.spread(sources), kernel.distances(sources, every_node(graph.nodes)))


@MANY
@given(graphs(), NUMBERS)
def test_arcs_of_ways_join_and_add_up(graph: Graph, number: int) -> None:
    sources = make_seeds(number, nodes=graph.nodes, points=4)
    targets = make_seeds(number + 1, nodes=graph.nodes, points=4)
    pairs = np.argwhere(np.ones((4, 4), dtype=np.bool_))
    for kernel in both(graph):
        routes = kernel.find_arcs(sources, targets, pairs)
        expected = kernel.distances(sources, targets)
        for pair, (source, target) in enumerate(pairs.tolist()):
            assert routes.weight[pair] == expected[source, target]
            _check_way(graph, routes, pair, _seeds_of(sources, source), _seeds_of(targets, target))
            if routes.weight[pair] < NO_WAY:
                begun, ended = int(routes.source_seed[pair]), int(routes.target_seed[pair])
                arcs = routes.arc[routes.start[pair] : routes.start[pair + 1]]
                total = int(sources.cost[begun] + graph.weights[arcs].sum() + targets.cost[ended])
                assert total == routes.weight[pair]
                ends = [int(sources.node[begun]), *graph.head[arcs].tolist()]
                assert ends[:-1] == graph.tail[arcs].tolist()
                assert ends[-1] == targets.node[ended]


@MANY
@given(graphs())
def test_no_detour_is_shorter(graph: Graph) -> None:
    seeds = every_node(graph.nodes)
    for kernel in both(graph):
        # No way counts as LIMIT here, so that sums stay within an int64.
        found = np.minimum(kernel.distances(seeds, seeds), LIMIT)
        assert (np.diag(found) == 0).all()
        for middle in range(graph.nodes):
            assert (found <= found[:, middle : middle + 1] + found[middle]).all()


def test_one_point_to_many_is_a_row_of_many_to_many() -> None:
    graph = make_grid(20)
    ours, _ = both(graph)
    sources, targets = make_seeds(3, nodes=400, points=1), make_seeds(4, nodes=400, points=60)
    everything = ours.distances(targets, targets)
    for point in range(0, 60, 7):
        alone = Seeds(
            start=np.array([0, targets.start[point + 1] - targets.start[point]]),
            node=targets.node[targets.start[point] : targets.start[point + 1]].copy(),
            cost=targets.cost[targets.start[point] : targets.start[point + 1]].copy(),
        )
        np.testing.assert_array_equal(ours.distances(alone, targets)[0], everything[point])
        np.testing.assert_array_equal(ours.distances(targets, alone)[:, 0], everything[:, point])
    assert ours.distances(sources, targets).shape == (1, 60)


def test_a_town_is_measured_as_by_the_reference() -> None:
    graph = make_grid(40)
    ours, theirs = both(graph)
    sources, targets = make_seeds(1, nodes=1600, points=50), make_seeds(2, nodes=1600, points=70)
    np.testing.assert_array_equal(ours.distances(sources, targets), theirs.distances(sources, targets))
    assert (theirs.distances(sources, targets) > 1 << 40).any()


def test_a_way_beyond_the_limit_is_none() -> None:
    tail, head = np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    weights = np.array([LIMIT - 2, 1])
    seeds = every_node(3)
    at = np.arange(3) / 100
    hierarchy = build_hierarchy(3, tail, head, at, at)
    for kernel in (customise(hierarchy, weights), reference(3, tail, head, weights)):
        assert kernel.distances(seeds, seeds)[0].tolist() == [0, LIMIT - 2, LIMIT - 1]
    for kernel in (customise(hierarchy, weights + 1), reference(3, tail, head, weights + 1)):
        assert kernel.distances(seeds, seeds)[0].tolist() == [0, LIMIT - 1, NO_WAY]
        assert kernel.find_arcs(seeds, seeds, np.array([[0, 2]])).weight.tolist() == [NO_WAY]


def test_the_reference_is_exact_where_float64s_are_not() -> None:
    """Two ways of 2⁵³ + 1 and 2⁵³ + 2, which float64s cannot tell apart, and a third that only seems as short."""
    tail, head = np.array([0, 1, 0, 2, 0], dtype=np.int32), np.array([1, 3, 2, 3, 3], dtype=np.int32)
    big = 1 << 53
    seeds = every_node(4)
    for costs in ([big, 2, big, 1, big + 4], [big, 1, big, 2, big + 4], [big, 3, big, 3, big + 1]):
        kernel = reference(4, tail, head, np.array(costs))
        least = min(costs[0] + costs[1], costs[2] + costs[3], costs[4])
        assert kernel.distances(seeds, seeds)[0, 3] == least
        routes = kernel.find_arcs(seeds, seeds, np.array([[0, 3]]))
        assert sum(costs[arc] for arc in routes.arc.tolist()) == least


def test_no_points_give_an_empty_matrix() -> None:
    graph = make_graph(1, nodes=9, arcs=20)
    none, some = make_seeds(0, nodes=9, points=0), make_seeds(0, nodes=9, points=3)
    for kernel in both(graph):
        assert kernel.distances(none, some).shape == (0, 3)
        assert kernel.distances(some, none).shape == (3, 0)
        assert kernel.spread(none).shape == (0, 9)
        assert kernel.find_arcs(some, some, np.zeros((0, 2), dtype=np.int64)).start.tolist() == [0]


def test_threads_share_an_engine() -> None:
    graph = make_grid(30)
    kernel = customise(graph.build(), graph.weights)
    seeds = [make_seeds(number, nodes=900, points=40) for number in range(4)]
    pairs = np.column_stack([np.arange(40), np.arange(40)])
    expected = [kernel.distances(points, points) for points in seeds]
    wrong: list[int] = []

    def ask(number: int) -> None:
        points = seeds[number]
        for _ in range(10):
            right = (kernel.distances(points, points) == expected[number]).all()
            ways = kernel.find_arcs(points, points, pairs).weight
            if not right or (ways != np.diag(expected[number])).any():
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_what_was_given_may_change_afterwards() -> None:
    graph = make_graph(5, nodes=30, arcs=90)
    weights = graph.weights.copy()
    kernel = customise(graph.build(), weights)
    seeds = every_node(30)
    pairs = np.argwhere(np.ones((30, 30), dtype=np.bool_))
    expected = kernel.distances(seeds, seeds)
    weights[:] = 1
    np.testing.assert_array_equal(kernel.find_arcs(seeds, seeds, pairs).weight, expected.ravel())


def _lane(seeds: Seeds, lane: int) -> Seeds:
    return Seeds(start=seeds.start, node=seeds.node, cost=np.ascontiguousarray(seeds.cost[:, lane]))


def _seeds_of(seeds: Seeds, point: int) -> range:
    return range(int(seeds.start[point]), int(seeds.start[point + 1]))


def _check_way(graph: Graph, routes: Routes, pair: int, begin: range, end: range) -> None:
    if routes.weight[pair] == NO_WAY:
        assert routes.start[pair] == routes.start[pair + 1]
        assert routes.source_seed[pair] == routes.target_seed[pair] == -1
    else:
        assert int(routes.source_seed[pair]) in begin
        assert int(routes.target_seed[pair]) in end
        arcs: Ints = routes.arc[routes.start[pair] : routes.start[pair + 1]]
        assert (arcs >= 0).all()
        assert (arcs < len(graph.tail)).all()
