"""What a hierarchy is made of, kept as and refused for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.kernels import NO_WAY, Kernel, Seeds
from maps.kernels.contraction import build_hierarchy
from maps.kernels.hierarchy import Hierarchy
from maps.kernels.metrics import customise
from maps.kernels.reference import reference
from tests.maps.kernels.graphs import Graph, every_node, graphs, make_graph, make_grid


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_neighbours_and_ties_lie_on_one_chain(graph: Graph) -> None:
    hierarchy = graph.build()
    pairs = np.concatenate([np.column_stack([graph.tail, graph.head]), graph.tied])
    for one, other in hierarchy.rank[pairs].tolist():
        assert max(one, other) in _chain(hierarchy, min(one, other))


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_neighbours_above_are_neighbours_of_each_other(graph: Graph) -> None:
    hierarchy = graph.build()
    above = [set(_heads(hierarchy, rank)) for rank in range(hierarchy.nodes)]
    for heads in above:
        for head in heads:
            assert {other for other in heads if other > head} <= above[head]


def test_a_street_makes_no_long_chain() -> None:
    """1,000 junctions in a row are 10 deep at best; one after the other they would be 1,000."""
    count = 1000
    tail, head = np.arange(count - 1, dtype=np.int32), np.arange(1, count, dtype=np.int32)
    hierarchy = build_hierarchy(count, tail, head, np.full(count, 57.0), np.arange(count) / 1000)
    assert hierarchy.height <= 25


def test_a_town_is_cut_in_two_again_and_again() -> None:
    """A square of 40 by 40 has cuts of 40, 20, 20, 10, …: a height of some 120; row by row there are 40 arcs a node."""
    hierarchy = make_grid(40).build()
    assert hierarchy.height <= 160
    assert len(hierarchy.up_head) <= 20 * 1600


def test_the_same_graph_gives_the_same_hierarchy() -> None:
    graph = make_grid(25)
    one, other = graph.build().arrays(), graph.build().arrays()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name])


def test_a_hierarchy_is_kept_in_a_file_and_mapped_from_it(tmp_path: Path) -> None:
    graph = make_grid(12)
    hierarchy = graph.build()
    kept = {}
    for name, array in hierarchy.arrays().items():
        np.save(tmp_path / f"{name}.npy", array)
        kept[name] = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
    mapped = Hierarchy.from_arrays(kept)
    assert np.shares_memory(mapped.up_head, kept["up_head"])
    seeds = every_node(graph.nodes)
    expected = customise(hierarchy, graph.weights).distances(seeds, seeds)
    np.testing.assert_array_equal(customise(mapped, graph.weights).distances(seeds, seeds), expected)


def test_read_only_input_is_taken_as_any_other() -> None:
    graph = make_graph(3, nodes=30, arcs=80)
    expected = customise(graph.build(), graph.weights).spread(every_node(30))
    for array in (graph.tail, graph.head, graph.lat, graph.lon, graph.weights, graph.tied):
        array.setflags(write=False)
    np.testing.assert_array_equal(customise(graph.build(), graph.weights).spread(every_node(30)), expected)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_broken_file_is_refused_or_harmless(data: st.DataObject) -> None:
    """Whatever a number is changed to, compiled code must not read beyond its arrays."""
    graph = make_graph(4, nodes=12, arcs=30)
    arrays = {name: array.copy() for name, array in graph.build().arrays().items()}
    name = data.draw(st.sampled_from(sorted(arrays)))
    place = data.draw(st.integers(0, len(arrays[name]) - 1))
    arrays[name][place] = data.draw(st.integers(-(1 << 31), (1 << 31) - 1) | st.integers(-2, 60))
    try:
        hierarchy = Hierarchy.from_arrays(arrays)
    except ValueError:
        return
    seeds = every_node(12)
    assert customise(hierarchy, graph.weights).distances(seeds, seeds).shape == (12, 12)


@pytest.mark.parametrize("name", ["rank", "depth", "up_start", "up_head", "up_depth", "slot"])
def test_arrays_that_are_missing_cut_or_of_another_type_are_refused(name: str) -> None:
    arrays = make_graph(4, nodes=12, arcs=30).build().arrays()
    with pytest.raises(ValueError, match=f"{name} is missing"):
        Hierarchy.from_arrays({key: array for key, array in arrays.items() if key != name})
    with pytest.raises(ValueError, match=name):
        Hierarchy.from_arrays({**arrays, name: arrays[name].astype(np.float64)})
    if name != "slot":
        with pytest.raises(ValueError, match="hierarchy"):
            Hierarchy.from_arrays({**arrays, name: arrays[name][:-1].copy()})


def test_input_that_does_not_fit_is_refused() -> None:
    ends = np.array([0, 1], dtype=np.int32)
    at = np.zeros(2)
    for nodes, tail, lat in (
        (0, ends, at),
        (1, ends, at[:1]),
        (2, -ends, at),
        (2, ends.astype(np.int64), at),
        (2, ends[:1], at),
    ):
        with pytest.raises(ValueError, match=r"nodes|tail|head"):
            build_hierarchy(nodes, tail, ends, lat, lat)
    for lat in (at[:1], np.array([0.0, np.nan])):
        with pytest.raises(ValueError, match="lat"):
            build_hierarchy(2, ends, ends, lat, at)
    with pytest.raises(ValueError, match="tied"):
        build_hierarchy(2, ends, ends, at, at, tied=np.array([[0, 2]]))


@pytest.mark.parametrize(
    "weights",
    [
        np.array([1]),
        np.array([1, 0]),
        np.array([1, -5]),
        np.array([1, NO_WAY - 1]),
        np.array([1.0, 2.0]),
        np.zeros((2, 0), dtype=np.int64),
        np.ones((2, 1, 1), dtype=np.int64),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights: np.ndarray) -> None:
    ends = np.array([0, 1], dtype=np.int32)
    hierarchy = build_hierarchy(2, ends, ends, np.zeros(2), np.zeros(2))
    with pytest.raises(ValueError, match="weights"):
        customise(hierarchy, weights)
    with pytest.raises(ValueError, match="weights"):
        reference(2, ends, ends, weights)


def test_seeds_that_do_not_fit_are_refused() -> None:
    start, node, cost = np.array([0, 1]), np.array([0], dtype=np.int32), np.array([5])
    broken = (
        (start, node, np.array([-1])),
        (start, node, np.array([NO_WAY + 1])),
        (start, node, np.array([1.0])),
        (np.array([0, 2]), node, cost),
        (np.array([0, 2, 1]), node, cost),
        (np.zeros(0, dtype=np.int64), node, cost),
        (start, node.astype(np.int64), cost),
    )
    for one, other, third in broken:
        with pytest.raises(ValueError, match="seeds"):
            Seeds(start=one, node=other, cost=third)


def test_questions_that_do_not_fit_are_refused() -> None:
    graph = make_graph(1, nodes=5, arcs=12)
    fine, far = every_node(5), every_node(6)
    uneven = Seeds(start=np.array([0, 1]), node=np.array([0], dtype=np.int32), cost=np.zeros((1, 3), dtype=np.int64))
    for kernel in _both(graph):
        for seeds in (far, uneven):
            with pytest.raises(ValueError, match="seeds"):
                kernel.distances(fine, seeds)
            with pytest.raises(ValueError, match="seeds"):
                kernel.spread(seeds)
        for pairs in (np.array([[0, 5]]), np.array([[-1, 0]]), np.array([0, 1]), np.array([[0.0, 1.0]])):
            with pytest.raises(ValueError, match="pairs"):
                kernel.find_arcs(fine, fine, pairs)


def test_ways_of_several_lanes_at_once_are_refused() -> None:
    graph = make_graph(1, nodes=5, arcs=12, lanes=2)
    for kernel in _both(graph):
        with pytest.raises(ValueError, match="lane"):
            kernel.spread(every_node(5))
        with pytest.raises(ValueError, match="lane"):
            kernel.find_arcs(every_node(5), every_node(5), np.array([[0, 1]]))


def test_the_reference_does_not_need_numba() -> None:
    code = (
        "import sys; sys.modules['numba'] = None; import maps.kernels.reference; assert 'llvmlite' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_compiled_code_that_cannot_be_kept_only_costs_time(tmp_path: Path) -> None:
    """A read-only install has nowhere to keep it: numba then refuses to compile for keeping."""
    code = (
        "import numba.core.caching as caching; caching.CacheImpl._locator_classes = []; "
        "import maps.kernels.compiling as c; f = c.compiled(lambda x: x + 1); assert f(2) == 3; "
        "import maps.trees.tree_search"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=tmp_path)


def _both(graph: Graph) -> tuple[Kernel, Kernel]:
    return customise(graph.build(), graph.weights), reference(graph.nodes, graph.tail, graph.head, graph.weights)


def _heads(hierarchy: Hierarchy, rank: int) -> list[int]:
    first, last = hierarchy.up_start[rank : rank + 2].tolist()
    heads: list[int] = hierarchy.up_head[first:last].tolist()
    return heads


def _chain(hierarchy: Hierarchy, rank: int) -> list[int]:
    chain = [rank]
    while heads := _heads(hierarchy, chain[-1]):
        chain.append(heads[0])
    return chain
