"""Courses follow the streets, from point to point, and say what the matrix says."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import paths, snapping, travel
from maps.conditions import Conditions
from maps.drives import Engine
from maps.drives.turns import Turns
from maps.network import RoadNetwork
from maps.paths import Path, Pieces
from maps.snapping import Snaps
from tests.maps import brute

ROAD = {"highway": "residential"}
SQUARE = {1: (60.0, 20.0), 2: (60.0, 20.02), 3: (60.01, 20.02), 4: (60.01, 20.0)}
Length = Callable[[np.ndarray, np.ndarray], float]


def test_a_leg_starts_and_ends_at_its_points_and_turns_at_corners(read_osm: Callable[..., RoadNetwork]) -> None:
    network = read_osm(SQUARE, [([1, 2, 3], ROAD), ([3, 4, 1], ROAD)])
    snaps = snapping.snap(network, [60.0, 60.005], [20.015, 20.02])
    (there, back) = paths.find_paths(network, snaps, [(0, 1), (1, 0)])
    assert there is not None
    assert back is not None
    assert there.lats.tolist() == pytest.approx([60.0, 60.0, 60.005])
    assert there.lons.tolist() == pytest.approx([20.015, 20.02, 20.02])
    assert back.lats.tolist() == pytest.approx(there.lats[::-1].tolist())


def test_a_one_way_street_leads_around(read_osm: Callable[..., RoadNetwork]) -> None:
    network = read_osm(SQUARE, [([1, 2, 3, 4, 1], ROAD | {"oneway": "yes"})])
    snaps = snapping.snap(network, [60.0, 60.0], [20.005, 20.015])
    (around,) = paths.find_paths(network, snaps, [(1, 0)])
    assert around is not None
    assert around.lons.tolist() == pytest.approx([20.015, 20.02, 20.02, 20.0, 20.0, 20.005])


def test_a_leg_to_the_same_place_stays_there(read_osm: Callable[..., RoadNetwork]) -> None:
    network = read_osm(SQUARE, [([1, 2, 3, 4, 1], ROAD)])
    snaps = snapping.snap(network, [60.0, 60.0], [20.005, 20.005])
    for leg in paths.find_paths(network, snaps, [(0, 0), (0, 1)]):
        assert leg is not None
        assert (leg.seconds, leg.metres) == (0, 0)
        assert leg.lats.tolist() == pytest.approx([60.0, 60.0])
        assert leg.lons.tolist() == pytest.approx([20.005, 20.005])


def test_no_way_is_none(read_osm: Callable[..., RoadNetwork], monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks are cut to what can be reached, so the cut is left out here."""
    monkeypatch.setattr("maps.reading.building.cut_to_strong", lambda network, **_: network)
    network = read_osm(SQUARE, [([1, 2], ROAD), ([3, 4], ROAD)])
    snaps = snapping.snap(network, [60.0, 60.01], [20.01, 20.01])
    assert paths.find_paths(network, snaps, [(0, 1), (0, 0)])[0] is None


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    lines=st.integers(1, 10),
    private=st.sampled_from([0.0, 0.4]),
    bans=st.integers(0, 6),
    where=st.sampled_from(["free", "all"]),
    engine=st.sampled_from(["hierarchy", "reference"]),
)
def test_pieces_are_a_drive_that_keeps_the_rules(
    seed: int, lines: int, private: float, bans: int, where: Turns, engine: Engine
) -> None:
    rng = np.random.default_rng(seed)
    network = brute.random_network(rng, nodes=4, lines=lines, private=private, bans=bans, quick=True)
    snaps = brute.on(rng.integers(0, network.edges, 5), rng.choice([0.0, 1.0, 0.5, 0.25], 5), rng.uniform(0, 50, 5))
    legs = [(origin, target) for origin in range(5) for target in range(5)]
    matrix = travel.measure(network, snaps, where=where, engine=engine)
    for leg, path in zip(legs, paths.find_paths(network, snaps, legs, where=where, engine=engine), strict=True):
        if path is None:
            assert matrix.seconds[leg] == travel.UNREACHABLE
            continue
        assert (path.seconds, path.metres) == (matrix.seconds[leg], matrix.metres[leg])
        assert path.seconds == (int(path.pieces.milliseconds.sum()) + 500) // 1000
        assert_keeps_rules(network, snaps, leg, path.pieces)


def test_walks_are_told_as_in_the_matrix(helsinki: RoadNetwork) -> None:
    snaps, legs = random_legs(helsinki, 20)
    matrix = travel.measure(helsinki, snaps, walk=True)
    dry = paths.find_paths(helsinki, snaps, legs)
    for leg, path, drive in zip(legs, paths.find_paths(helsinki, snaps, legs, walk=True), dry, strict=True):
        if path is None or drive is None:
            assert path is drive
            continue
        assert (path.seconds, path.metres) == (matrix.seconds[leg], matrix.metres[leg])
        assert path.lats.tolist() == drive.lats.tolist()


def test_closed_roads_are_not_driven(helsinki: RoadNetwork) -> None:
    snaps, legs = random_legs(helsinki, 60)
    closed = helsinki.way_id[helsinki.metres.argmax()]
    conditions = Conditions(closed_ways=frozenset([int(closed)]))
    found = paths.find_paths(helsinki, snaps, legs, conditions=conditions)
    matrix = travel.measure(helsinki, snaps, conditions=conditions)
    for leg, path in zip(legs, found, strict=True):
        assert matrix.seconds[leg] == (travel.UNREACHABLE if path is None else path.seconds)
        assert path is None or closed not in helsinki.way_id[path.pieces.edge] or leg[0] == leg[1]


def test_no_legs_are_no_paths(helsinki: RoadNetwork) -> None:
    assert paths.find_paths(helsinki, snapping.snap(helsinki, [60.17], [24.94]), []) == ()


def test_helsinki_as_the_matrix(helsinki: RoadNetwork, road_length: Length) -> None:
    assert_equal(helsinki, 200, road_length)


@pytest.mark.extracts
@pytest.mark.parametrize("name", ["oslo-east-filtered", "linkoping-centrum", "liechtenstein"])
def test_extracts_as_the_matrix(real: Callable[[str], RoadNetwork], road_length: Length, name: str) -> None:
    assert_equal(real(name), 100, road_length)


def assert_keeps_rules(network: RoadNetwork, snaps: Snaps, leg: tuple[int, int], pieces: Pieces) -> None:
    edges = pieces.edge.tolist()
    assert network.line[edges[0]] in network.line[snaps.edge[[leg[0]]]] or pieces.start[0] == 0
    assert (pieces.start[1:] == 0).all()
    assert (pieces.end[:-1] == 1).all()
    assert (network.head[edges[:-1]] == network.tail[edges[1:]]).all()
    for begin, end in pairwise(network.ban_start.tolist()):
        ban = network.ban_edge[begin:end].tolist()
        assert not any(edges[at : at + len(ban)] == ban for at in range(len(edges)))
    kinds = "".join("p" if private else "u" for private in network.private[edges])
    assert re.fullmatch("p*u*p*", kinds)


def random_legs(network: RoadNetwork, count: int) -> tuple[Snaps, list[tuple[int, int]]]:
    rng = np.random.default_rng(11)
    south, west, north, east = network.bounds
    snaps = snapping.snap(network, rng.uniform(south, north, count), rng.uniform(west, east, count))
    return snaps, [(int(origin), int(target)) for origin, target in rng.integers(0, count, (200, 2))]


def assert_equal(network: RoadNetwork, count: int, road_length: Length) -> None:
    snaps, legs = random_legs(network, count)
    matrix = travel.measure(network, snaps)
    roads = shapely.multilinestrings(
        shapely.linestrings(
            np.column_stack([network.line_lon, network.line_lat]),
            indices=np.repeat(np.arange(network.lines), np.diff(network.line_start)),
        )
    )
    shapely.prepare(roads)
    for leg, path in zip(legs, paths.find_paths(network, snaps, legs), strict=True):
        if path is None:  # its turn restrictions cut a street of the clipped extract off
            assert matrix.seconds[leg] == travel.UNREACHABLE
            continue
        assert (path.seconds, path.metres) == (matrix.seconds[leg], matrix.metres[leg])
        assert_keeps_rules(network, snaps, leg, path.pieces)
        assert path.seconds == (int(path.pieces.milliseconds.sum()) + 500) // 1000
        assert road_length(path.lats, path.lons) == pytest.approx(path.metres, abs=1)
        assert_joins(path, snaps, leg)
        assert shapely.dwithin(roads, shapely.points(path.lons, path.lats), 1e-7).all()


def assert_joins(path: Path, snaps: Snaps, leg: tuple[int, int]) -> None:
    assert (path.lats[0], path.lons[0]) == pytest.approx((snaps.lat[leg[0]], snaps.lon[leg[0]]), abs=1e-9)
    assert (path.lats[-1], path.lons[-1]) == pytest.approx((snaps.lat[leg[1]], snaps.lon[leg[1]]), abs=1e-9)
