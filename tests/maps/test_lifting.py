"""Turn restrictions never cut a place off; those that do not are all kept."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maps import travel
from maps.errors import RoadsError
from maps.network import Mode, RoadNetwork
from maps.reading.cutting import cut_to_strong
from maps.reading.files import read_network
from maps.reading.lifting import lift_cutting
from maps.storage import library
from tests.maps import brute
from tests.maps.conftest import Tags

ROAD = {"highway": "residential"}
ONE_WAY = ROAD | {"oneway": "yes"}
SQUARE = {1: (60.0, 20.0), 2: (60.0, 20.01), 3: (60.01, 20.01), 4: (60.01, 20.0), 5: (59.99, 20.0)}
SOUTH, REST, LANE = 1000, 1001, 1002
Read = Callable[..., RoadNetwork]


def ways(lane: Tags) -> list[tuple[list[int], Tags]]:
    """Give a ring of two streets, and a lane from 2 to 1 beside it."""
    return [([1, 2], ROAD), ([2, 3, 4, 1], ROAD), ([2, 5, 1], lane)]


def ban(begin: int, via: int, end: int) -> tuple[list[tuple[str, int, str]], Tags]:
    """Give a relation that bans a turn."""
    members = [("way", begin, "from"), ("node", via, "via"), ("way", end, "to")]
    return members, {"type": "restriction", "restriction": "no_left_turn"}


OUT = [ban(LANE, 1, SOUTH), ban(LANE, 1, REST)]
INTO = [ban(SOUTH, 2, LANE), ban(REST, 2, LANE)]


def rows(network: RoadNetwork) -> list[tuple[int, ...]]:
    """Give the bans as edges."""
    return [tuple(network.ban_edge[first:last].tolist()) for first, last in pairwise(network.ban_start.tolist())]


def all_linked(network: RoadNetwork) -> bool:
    """Tell, the plain way, whether each point of each street can be reached from each other."""
    edges = np.repeat(np.arange(network.edges), 2)
    found = brute.measure(network, brute.on(edges, np.tile([0.75, 0.25], network.edges)))
    return all(cost is not None for row in found for cost in row)


@pytest.mark.parametrize("lane", [ONE_WAY, ONE_WAY | {"access": "private"}])
@pytest.mark.parametrize("banned", [OUT, INTO])
def test_the_only_ways_out_of_a_street_or_into_it_stay_open(read_osm: Read, lane: Tags, banned: list[Any]) -> None:
    network = read_osm(SQUARE, ways(lane), relations=banned)
    assert network.tally.restrictions == 2
    assert network.tally.restrictions_cutting == len(rows(network)) == 1
    assert all_linked(network)


def test_of_bans_both_ways_one_each_is_lifted(read_osm: Read) -> None:
    network = read_osm(SQUARE, ways(ONE_WAY), relations=[*OUT, *INTO])
    assert network.tally.restrictions_cutting == len(rows(network)) == 2
    assert all_linked(network)


def test_bans_with_a_way_round_are_all_kept(read_osm: Read) -> None:
    network = read_osm(SQUARE, ways(ONE_WAY), relations=[OUT[0], INTO[0]])
    assert network.tally.restrictions_cutting == 0
    assert len(rows(network)) == 2


@st.composite
def networks(draw: st.DrawFn, *, ring: bool = False) -> RoadNetwork:
    """Draw small networks with bans and private streets, strong but for the bans, with no ban lifted yet.

    With a long ring where one may turn round, if asked for: else streets that can be driven but once are linked all
    the same, as two ends of one street are.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    whole = brute.random_network(
        rng,
        nodes=draw(st.integers(2, 6)),
        lines=draw(st.integers(1, 9)),
        one_way=draw(st.sampled_from([0.0, 0.4, 0.8])),
        private=draw(st.sampled_from([0.0, 0.3, 1.0])),
        bans=draw(st.integers(0, 14)),
    )
    if ring:
        whole = add_ring(whole)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("maps.reading.cutting.lift_cutting", lambda network: network)
        try:
            return cut_to_strong(whole)
        except RoadsError:
            assume(False)
            raise


def add_ring(network: RoadNetwork) -> RoadNetwork:
    """Give a network with one more street, by far the longest, from the first junction back to it, open both ways."""
    lat, lon = network.node_lat[0], network.node_lon[0]
    more: dict[str, Any] = {
        **{name: [0, 0] for name in ("tail", "head")},
        **{name: [1e6, 1e6] for name in ("metres", "milliseconds")},
        "line": [network.lines, network.lines],
        "backward": [False, True],
        "private": [False, False],
        "line_start": [network.line_start[-1] + 3],
        "line_lat": [lat, lat + 1, lat],
        "line_lon": [lon, lon + 1, lon],
    }
    same = ("node_id", "node_lat", "node_lon", "ban_start", "ban_edge")
    return brute.make_network(
        **{name: getattr(network, name) for name in same},
        **{name: np.append(getattr(network, name), values) for name, values in more.items()},
    )


@given(networks())
@settings(deadline=None, max_examples=120)
def test_every_place_reaches_every_other(network: RoadNetwork) -> None:
    freed = lift_cutting(network)
    assert all_linked(freed)
    assert set(rows(freed)) <= set(rows(network))
    assert freed.tally.restrictions_cutting == len(rows(network)) - len(rows(freed))


@given(networks(ring=True))
@settings(deadline=None, max_examples=80)
def test_no_ban_is_lifted_needlessly(network: RoadNetwork) -> None:
    """Each lifted one would cut something off again, all others being as they came to be."""
    freed = lift_cutting(network)
    kept = rows(freed)
    for row in set(rows(network)) - set(kept):
        assert not all_linked(brute.with_bans(freed, [*kept, row]))


@pytest.mark.parametrize(("seed", "first", "lifted"), [(2, 4, 2), (7, 5, 3), (20, 4, 1)])
def test_bans_that_were_lifted_in_vain_hold_again(seed: int, first: int, lifted: int) -> None:
    """Of the bans lifted first, by hindering the same drives, some were not needed."""
    rng = np.random.default_rng(seed)
    counts = {"nodes": int(rng.integers(2, 6)), "lines": int(rng.integers(2, 9))}
    shares = {"one_way": float(rng.choice([0, 0.4, 0.8])), "private": float(rng.choice([0, 0.3]))}
    whole = brute.random_network(rng, **counts, **shares, bans=int(rng.integers(4, 14)))
    freed = cut_to_strong(whole)
    assert freed.tally.restrictions_cutting == lifted < first
    assert all_linked(freed)


@pytest.mark.extracts
@pytest.mark.parametrize(
    ("name", "mode", "lifted"), [("stockholm-ostermalm", "car", 1), ("oslo-east-filtered", "car", 0)]
)
def test_real_extracts_keep_their_other_bans(
    real: Callable[[str], RoadNetwork], name: str, mode: Mode, lifted: int
) -> None:
    network = real(name)
    assert network.mode == mode
    assert network.tally.restrictions_cutting == lifted
    assert lifted + len(rows(network)) >= network.tally.restrictions > 10


def test_in_helsinki_each_lifted_ban_would_cut_something_off() -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("maps.reading.cutting.lift_cutting", lambda network: network)
        network = read_network(library.find_helsinki(), name="helsinki")
    freed = lift_cutting(network)
    assert measures_all(freed)
    lifted = set(rows(network)) - set(rows(freed))
    assert len(lifted) == 4
    for row in lifted:
        assert not measures_all(brute.with_bans(freed, [*rows(freed), row]))


def measures_all(network: RoadNetwork) -> bool:
    """Tell whether there is a drive from the middle of each street to that of each other."""
    _, first = np.unique(network.line, return_index=True)
    middles = brute.on(first, np.full(len(first), 0.5))
    return bool((travel.measure(network, middles).seconds != travel.UNREACHABLE).all())
