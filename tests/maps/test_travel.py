"""Matrices are exact: equal to Dijkstra of NetworkX on the OSMnx graph, second by second and metre by metre."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import drives, snapping, travel
from maps.conditions import FREE_FLOW, Conditions
from maps.drives import Engine, weights
from maps.drives.lanes import decode_lanes
from maps.drives.turns import Turns
from maps.kernels import NO_WAY
from maps.network import Ints, RoadNetwork
from maps.paths import find_paths
from maps.snapping import Snaps
from maps.travel import UNREACHABLE
from tests.maps import brute

ROAD = {"highway": "residential", "maxspeed": "48"}  # 36 km/h in free flow: 10 m a second
ONE_WAY = ROAD | {"oneway": "yes"}
SQUARE = {1: (60.0, 20.0), 2: (60.0, 20.02), 3: (60.01, 20.02), 4: (60.01, 20.0)}
SIDE, HEIGHT = 1111.95, 1111.95  # metres: 0.02 degrees of longitude at 60 north, 0.01 of latitude
SEEDS = st.integers(0, 2**32 - 1)
ENGINES: Final[tuple[Engine, ...]] = ("hierarchy", "reference")
TURNS: Final[tuple[Turns, ...]] = ("free", "major", "all")
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


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, nodes=st.integers(1, 6), lines=st.integers(1, 12))
def test_random_networks_as_networkx(measure_by_networkx: Oracle, seed: int, nodes: int, lines: int) -> None:
    """Loops, parallel streets, one-ways, points on ends and on one another, parts out of reach."""
    rng = np.random.default_rng(seed)
    network = brute.random_network(rng, nodes=nodes, lines=lines)
    snaps = _points(rng, network, 6)
    pairs = [(origin, target) for origin in range(6) for target in range(6)]
    assert_equal(network, snaps, pairs, measure_by_networkx)


@settings(max_examples=80, deadline=None)
@given(
    seed=SEEDS,
    nodes=st.integers(2, 6),
    lines=st.integers(1, 10),
    private=st.sampled_from([0.0, 0.3, 0.6]),
    bans=st.integers(0, 8),
    quick=st.booleans(),
    where=st.sampled_from(TURNS),
)
def test_bans_private_roads_and_turns_as_by_brute_force(
    seed: int, nodes: int, lines: int, private: float, bans: int, *, quick: bool, where: Turns
) -> None:
    """To the millisecond and the centimetre, and both engines; bans of up to four edges, within one another too."""
    rng = np.random.default_rng(seed)
    network = brute.random_network(rng, nodes=nodes, lines=lines, private=private, bans=bans, quick=quick)
    snaps = _points(rng, network, 5)
    wanted = brute.measure(network, snaps, where=where)
    for engine in ENGINES:
        assert _exact(network, snaps, where=where, engine=engine) == wanted


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_a_detour_by_way_of_a_third_point_is_never_faster(seed: int) -> None:
    """Where nothing depends on how one came. Bans, turns and private roads are forgotten at a stop, so there it may."""
    rng = np.random.default_rng(seed)
    network = brute.random_network(rng, nodes=6, lines=10)
    weight = _weights(network, _points(rng, network, 8)).astype(np.float64)
    assert (weight[:, None, :] <= weight[:, :, None] + weight[None, :, :]).all()


def test_a_stop_forgets_a_ban(read_osm: Read) -> None:
    """From 1 one must not turn north at 2, and drives round; whoever stops on the way to 2 first may."""
    network = read_osm(SQUARE, [([1, 2], ROAD), ([2, 3], ROAD), ([3, 4, 1], ROAD)])
    banned = brute.with_bans(network, [[_edge(network, 1, 2), _edge(network, 2, 3)]])
    snaps = snapping.snap(banned, [60.0, 60.0, 60.0, 60.002], [20.005, 20.015, 20.02, 20.02])
    free, kept = travel.measure(network, snaps), travel.measure(banned, snaps)
    assert free.metres[0, 3] == pytest.approx(0.75 * SIDE + 0.2 * HEIGHT, abs=2)
    assert kept.metres[0, 3] == pytest.approx(1.25 * SIDE + 1.8 * HEIGHT, abs=2)
    assert kept.metres[3, 0] == free.metres[3, 0]


def test_a_place_that_bans_close_off_is_unreachable(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 2], ROAD), ([2, 3], ROAD)])
    banned = brute.with_bans(network, [[_edge(network, 1, 2), _edge(network, 2, 3)]])
    matrix = travel.measure(banned, snapping.snap(banned, [60.0, 60.005], [20.01, 20.02]))
    assert matrix.seconds[0, 1] == matrix.metres[0, 1] == UNREACHABLE
    assert matrix.seconds[1, 0] < UNREACHABLE


def test_private_roads_begin_and_end_drives_but_are_not_passed(read_osm: Read) -> None:
    """The short way from 1 to 2 is private."""
    network = read_osm(SQUARE, [([1, 2], ROAD), ([2, 3, 4, 1], ROAD)])
    ends = np.isin(network.node_id[network.tail], [1, 2])
    short = ends & (network.metres < 1.5 * SIDE)
    closed = dataclasses.replace(network, private=short)
    snaps = snapping.snap(closed, [60.005, 60.005, 60.0, 60.0], [20.0, 20.02, 20.005, 20.015])
    metres = travel.measure(closed, snaps).metres
    assert metres[0, 1] == pytest.approx(SIDE + HEIGHT, abs=2)
    assert metres[0, 2] == metres[2, 0] == pytest.approx(0.25 * SIDE + 0.5 * HEIGHT, abs=2)
    assert metres[2, 3] == pytest.approx(0.5 * SIDE, abs=2)


def test_closed_roads_are_not_driven(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 2], ROAD), ([2, 3, 4, 1], ROAD)])
    snaps = snapping.snap(network, [60.005, 60.005, 60.0], [20.0, 20.02, 20.01])
    way = int(network.way_id[_edge(network, 1, 2)])
    closed = travel.measure(network, snaps, conditions=Conditions(closed_ways=frozenset([way])))
    assert closed.metres[0, 1] == pytest.approx(SIDE + HEIGHT, abs=2)
    assert closed.metres[2].tolist() == [UNREACHABLE, UNREACHABLE, 0]
    assert closed.seconds[:, 2].tolist() == [UNREACHABLE, UNREACHABLE, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_point_at_a_junction_needs_none_of_the_closed_roads_there(read_osm: Read, engine: Engine) -> None:
    network = read_osm(SQUARE, [([1, 2], ROAD), ([2, 3, 4, 1], ROAD)])
    snaps = brute.on(
        np.array([_edge(network, 1, 2), _edge(network, 2, 1), _edge(network, 2, 1)]), np.array([0, 0, 0.5])
    )
    conditions = Conditions(closed_ways=frozenset([int(network.way_id[snaps.edge[0]])]))
    around = round(float(network.metres[network.way_id != network.way_id[snaps.edge[0]]][0]))
    matrix = travel.measure(network, snaps, conditions=conditions, engine=engine)
    assert matrix.metres.tolist() == [
        [0, around, UNREACHABLE],
        [around, 0, UNREACHABLE],
        [UNREACHABLE, UNREACHABLE, 0],
    ]
    (path,) = find_paths(network, snaps, [(0, 1)], conditions=conditions, engine=engine)
    assert path is not None
    assert path.metres == around
    assert set(network.way_id[path.pieces.edge]).isdisjoint(conditions.closed_ways)


def test_walks_are_added_at_both_ends_but_not_to_oneself(read_osm: Read) -> None:
    """111 metres beside the road are 80 seconds on foot."""
    network = read_osm(SQUARE, [([1, 2], ROAD), ([2, 3, 4, 1], ROAD)])
    snaps = snapping.snap(network, [60.001, 60.001, 60.0], [20.005, 20.015, 20.005])
    matrix = travel.measure(network, snaps, walk=True)
    assert matrix.seconds[0].tolist() == [0, 56 + 2 * 80, 80]
    assert matrix.metres[0].tolist() == pytest.approx([0, 556 + 2 * 111, 111], abs=1)


def test_neighbours_across_the_street_walk_to_one_another(read_osm: Read) -> None:
    network = read_osm(SQUARE, [([1, 2], ROAD), ([2, 3, 4, 1], ROAD)])
    snaps = snapping.snap(network, [60.0001, 59.9999], [20.005, 20.005])
    even = dataclasses.replace(snaps, distance_m=np.full(2, 11.1))
    assert travel.measure(network, even, walk=True).metres.tolist() == [[0, 22], [22, 0]]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_and_columns_may_be_different_points(helsinki: RoadNetwork, engine: Engine) -> None:
    snaps = _random_snaps(helsinki, 40)
    whole = travel.measure(helsinki, snaps, walk=True, engine=engine)
    some, others = travel.take(snaps, np.arange(13)), travel.take(snaps, np.arange(10, 40))
    part = travel.measure(helsinki, some, to=others, walk=True, engine=engine)
    assert part.seconds.tolist() == whole.seconds[:13, 10:].tolist()
    assert part.metres.tolist() == whole.metres[:13, 10:].tolist()


@pytest.mark.parametrize("engine", ENGINES)
def test_slices_are_as_measured_one_by_one(helsinki: RoadNetwork, engine: Engine) -> None:
    snaps = _random_snaps(helsinki, 30)
    ways = np.unique(helsinki.way_id)
    slices = [Conditions(closed_ways=frozenset(ways[part::5].tolist())) for part in range(3)]
    slices += [FREE_FLOW, Conditions(winter=True), FREE_FLOW]
    together = travel.measure_slices(helsinki, snaps, slices, walk=True, engine=engine)
    for one, matrix in zip(slices, together, strict=True):
        alone = travel.measure(helsinki, snaps, conditions=one, walk=True, engine=engine)
        assert matrix.seconds.tolist() == alone.seconds.tolist()
        assert matrix.metres.tolist() == alone.metres.tolist()
    assert len({matrix.seconds.tobytes() for matrix in together}) == 5


def test_halves_are_rounded_with_lanes_as_without() -> None:
    milliseconds, centimetres = np.meshgrid(np.arange(0, 3001, 250), np.arange(0, 401, 25))
    found = weights.pack(milliseconds, centimetres)
    found[0, 0] = NO_WAY
    seconds, metres = decode_lanes(np.stack([found, found.T[::-1].T], axis=2), UNREACHABLE)
    for lane, alone in enumerate([travel.decode(found), travel.decode(found.T[::-1].T)]):
        assert seconds[lane].tolist() == alone.seconds.tolist()
        assert metres[lane].tolist() == alone.metres.tolist()


def test_no_slices_are_no_matrices(helsinki: RoadNetwork) -> None:
    assert travel.measure_slices(helsinki, _random_snaps(helsinki, 2), []) == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_an_extended_matrix_is_as_measured_anew(helsinki: RoadNetwork, engine: Engine) -> None:
    snaps = _random_snaps(helsinki, 30)
    first, added = travel.take(snaps, np.arange(27)), travel.take(snaps, np.arange(27, 30))
    known = travel.measure(helsinki, first, walk=True, engine=engine)
    extended = travel.extend(helsinki, known, first, added, walk=True, engine=engine)
    anew = travel.measure(helsinki, snaps, walk=True, engine=engine)
    assert extended.seconds.tolist() == anew.seconds.tolist()
    assert extended.metres.tolist() == anew.metres.tolist()


def test_what_was_worked_out_before_gives_the_same(helsinki: RoadNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    snaps = _random_snaps(helsinki, 30)
    monkeypatch.setattr(drives.opened, "SMALL", 0)
    prepared = dataclasses.replace(helsinki, prepared=drives.work_out(helsinki))
    kept = travel.measure(prepared, snaps, engine="hierarchy")
    assert kept.seconds.tolist() == travel.measure(helsinki, snaps, engine="reference").seconds.tolist()
    states = drives.open_network(prepared, FREE_FLOW, engine="hierarchy").states
    assert states.tail is prepared.prepared["states.tail"]


def test_little_on_a_small_network_needs_no_machine_code(helsinki: RoadNetwork) -> None:
    assert not any(name.startswith("hierarchy.") for name in drives.work_out(helsinki))
    enough = drives.FEW // helsinki.nodes
    assert drives.choose(helsinki, "auto", searches=enough) == "reference"
    assert drives.choose(helsinki, "auto", searches=enough + 1) == "hierarchy"


def test_without_numba_scipy_measures(helsinki: RoadNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drives.opened, "SMALL", 0)
    assert drives.choose(helsinki, "auto") == "hierarchy"
    monkeypatch.setitem(sys.modules, "maps.kernels.metrics", None)
    assert drives.choose(helsinki, "auto") == "reference"


def test_without_numba_large_networks_are_prepared_too(helsinki: RoadNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drives.opened, "SMALL", 0)
    monkeypatch.setitem(sys.modules, "maps.kernels.metrics", None)
    monkeypatch.setitem(sys.modules, "maps.kernels.hierarchy", None)
    arrays = drives.work_out(helsinki)
    assert "states.tail" in arrays
    assert not any(name.startswith("hierarchy.") for name in arrays)


@pytest.mark.extracts
@pytest.mark.parametrize(("name", "sources"), [("oslo-east-filtered", 10), ("porto", 2)])
def test_extracts_with_their_bans_and_private_roads(
    real: Callable[[str], RoadNetwork], name: str, sources: int
) -> None:
    network = real(name)
    assert len(network.ban_start) > 50
    assert network.private.any()
    snaps = _random_snaps(network, 200 // sources)
    wanted = brute.measure(network, snaps, sources=sources)
    assert _exact(network, snaps, engine="hierarchy")[:sources] == wanted


def test_helsinki_as_networkx(helsinki: RoadNetwork, measure_by_networkx: Oracle) -> None:
    plain = _all_open(helsinki)
    snaps = _random_snaps(plain, 200)
    assert_equal(plain, snaps, [(number, (number * 7 + 1) % 200) for number in range(200)], measure_by_networkx)


@pytest.mark.extracts
@pytest.mark.parametrize(
    ("name", "sources"), [("oslo-east-filtered", 20), ("linkoping-centrum", 20), ("liechtenstein", 20)]
)
def test_extracts_as_networkx(
    real: Callable[[str], RoadNetwork], measure_by_networkx: Oracle, name: str, sources: int
) -> None:
    plain = _all_open(real(name))
    snaps = _random_snaps(plain, 80)
    pairs = [(number % sources, (number // sources + number) % 80) for number in range(200)]
    assert_equal(plain, snaps, pairs, measure_by_networkx)


def assert_equal(network: RoadNetwork, snaps: Snaps, pairs: list[tuple[int, int]], oracle: Oracle) -> None:
    matrix = travel.measure(network, snaps, engine="hierarchy")
    wanted = oracle(network, snaps, pairs)
    for pair, cost in zip(pairs, wanted, strict=True):
        told = int(matrix.seconds[pair]), int(matrix.metres[pair])
        if cost is None:
            assert told == (UNREACHABLE, UNREACHABLE)
        else:
            milliseconds, centimetres = cost
            assert told[0] == (milliseconds + 500) // 1000, pair
            assert abs(told[1] - centimetres / 100) <= 0.5, pair


def _exact(network: RoadNetwork, snaps: Snaps, **options: Any) -> list[list[tuple[int, int] | None]]:
    """Give milliseconds and centimetres, None where there is no way."""
    rows = _weights(network, snaps, **options).tolist()
    return [[None if weight == NO_WAY else divmod(weight, 1 << 28) for weight in row] for row in rows]


def _weights(network: RoadNetwork, snaps: Snaps, **options: Any) -> Ints:
    return travel._weigh(drives.open_network(network, FREE_FLOW, **options), snaps, snaps, walk=False)


def _edge(network: RoadNetwork, tail: int, head: int) -> int:
    ids = network.node_id
    return int(np.flatnonzero((ids[network.tail] == tail) & (ids[network.head] == head))[0])


def _points(rng: np.random.Generator, network: RoadNetwork, count: int) -> Snaps:
    return brute.on(
        rng.integers(0, network.edges, count), rng.choice([0.0, 1.0, 0.5, 0.25, float(rng.random())], count)
    )


def _all_open(network: RoadNetwork) -> RoadNetwork:
    """Give a network without bans and private roads, which NetworkX knows nothing of."""
    return dataclasses.replace(brute.with_bans(network, []), private=np.zeros(network.edges, dtype=np.bool_))


def _random_snaps(network: RoadNetwork, count: int) -> Snaps:
    rng = np.random.default_rng(7)
    south, west, north, east = network.bounds
    return snapping.snap(network, rng.uniform(south, north, count), rng.uniform(west, east, count))
