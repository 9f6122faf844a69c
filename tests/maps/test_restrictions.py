"""Turn restrictions become sequences of edges that must not be driven in a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.network import RoadNetwork
from maps.reading.restrictions import Collection, find_bans
from tests.maps.conftest import Relation, Tags

Read = Callable[..., RoadNetwork]
ROAD = {"highway": "residential"}

# A crossroads: 1 in the middle, 2 north, 3 east, 4 south, 5 west, joined around by a ring.
CROSS: Mapping[int, tuple[float, float]] = {
    1: (60.0, 20.0),
    2: (60.01, 20.0),
    3: (60.0, 20.02),
    4: (59.99, 20.0),
    5: (60.0, 19.98),
}
NORTH, EAST, SOUTH, WEST, RING = 1000, 1001, 1002, 1003, 1004
CROSS_WAYS = [([1, 2], ROAD), ([1, 3], ROAD), ([1, 4], ROAD), ([5, 1], ROAD), ([2, 3, 4, 5, 2], ROAD)]


def restriction(kind: str, members: Sequence[tuple[str, int, str]], **tags: str) -> Relation:
    return members, {"type": "restriction", "restriction": kind, **tags}


def over(begin: int, via: int, end: int) -> list[tuple[str, int, str]]:
    return [("way", begin, "from"), ("node", via, "via"), ("way", end, "to")]


def banned(network: RoadNetwork) -> set[tuple[int, ...]]:
    """Give the bans as OSM nodes passed; each must be a way that could be driven."""
    ids = network.node_id.tolist()
    told = set()
    for first, last in pairwise(network.ban_start.tolist()):
        edges = network.ban_edge[first:last].tolist()
        for before, after in pairwise(edges):
            assert network.head[before] == network.tail[after]
        told.add((ids[network.tail[edges[0]]], *(ids[network.head[edge]] for edge in edges)))
    return told


def test_a_banned_turn_is_one_sequence_and_not_its_reverse(read_osm: Read) -> None:
    network = read_osm(CROSS, CROSS_WAYS, [restriction("no_left_turn", over(SOUTH, 1, WEST))])
    assert banned(network) == {(4, 1, 5)}
    assert network.tally.restrictions == 1


@pytest.mark.parametrize("turn", ["straight_on", "left_turn", "right_turn"])
def test_an_only_bans_every_other_way_out_turning_back_too(read_osm: Read, turn: str) -> None:
    network = read_osm(CROSS, CROSS_WAYS, [restriction(f"only_{turn}", over(SOUTH, 1, NORTH))])
    assert banned(network) == {(4, 1, 3), (4, 1, 5), (4, 1, 4)}


def test_turning_around_is_banned_at_the_node_only(read_osm: Read) -> None:
    network = read_osm(CROSS, CROSS_WAYS, [restriction("no_u_turn", over(SOUTH, 1, SOUTH))])
    assert banned(network) == {(4, 1, 4)}


def test_the_piece_of_a_split_way_that_is_next_to_the_via_counts(read_osm: Read) -> None:
    nodes = {**CROSS, 6: (59.995, 20.0), 7: (59.995, 20.01)}
    ways = [*CROSS_WAYS[:2], ([1, 6, 4], ROAD), *CROSS_WAYS[3:], ([6, 7], ROAD)]
    network = read_osm(nodes, ways, [restriction("no_left_turn", over(SOUTH, 1, WEST))])
    assert banned(network) == {(6, 1, 5)}


def test_a_to_way_that_is_the_via_way_means_going_on_along_it_and_never_turning_back(read_osm: Read) -> None:
    members = [("way", SOUTH, "from"), ("way", WEST, "via"), ("way", WEST, "to")]
    whole = read_osm(CROSS, CROSS_WAYS, [restriction("no_left_turn", members)])
    assert (banned(whole), whole.tally.restrictions_needless) == (set(), 1)
    nodes = {**CROSS, 6: (60.0, 19.99), 7: (60.005, 19.99)}
    ways = [*CROSS_WAYS[:3], ([5, 6, 1], ROAD), CROSS_WAYS[4], ([6, 7], ROAD)]
    assert banned(read_osm(nodes, ways, [restriction("no_left_turn", members)])) == {(4, 1, 6, 5)}


def test_no_entry_has_many_from_and_no_exit_many_to(read_osm: Read) -> None:
    many = [("way", NORTH, "from"), ("way", EAST, "from"), ("node", 1, "via"), ("way", WEST, "to")]
    assert banned(read_osm(CROSS, CROSS_WAYS, [restriction("no_entry", many)])) == {(2, 1, 5), (3, 1, 5)}
    many = [("way", WEST, "from"), ("node", 1, "via"), ("way", NORTH, "to"), ("way", EAST, "to")]
    assert banned(read_osm(CROSS, CROSS_WAYS, [restriction("no_exit", many)])) == {(5, 1, 2), (5, 1, 3)}


# Two carriageways, 1→2→3 eastwards and 4→5→6 westwards, with a link 2–8–5 and a street 8–9 off it; ends joined.
DUAL = {
    1: (60.0, 20.0),
    2: (60.0, 20.01),
    3: (60.0, 20.02),
    4: (60.001, 20.02),
    5: (60.001, 20.01),
    6: (60.001, 20.0),
    8: (60.0005, 20.01),
    9: (60.0005, 20.015),
}
ONE_WAY = {"highway": "primary", "oneway": "yes"}
EASTWARDS, ON, LINK, WESTWARDS, OFF = 1000, 1001, 1002, 1003, 1004
DUAL_WAYS = [
    ([1, 2], ONE_WAY),
    ([2, 3], ONE_WAY),
    ([2, 8, 5], ROAD),
    ([4, 5], ONE_WAY),
    ([5, 6], ONE_WAY),
    ([3, 4], ROAD),
    ([6, 1], ROAD),
    ([8, 9], ROAD),
]


def test_turning_around_over_a_link_is_a_longer_sequence(read_osm: Read) -> None:
    members = [("way", EASTWARDS, "from"), ("way", LINK, "via"), ("way", OFF, "to")]
    network = read_osm(DUAL, DUAL_WAYS, [restriction("no_u_turn", members)])
    assert banned(network) == {(1, 2, 8, 5, 6)}


def test_several_via_ways_in_whatever_order(read_osm: Read) -> None:
    ways = [*DUAL_WAYS[:2], ([2, 8], ROAD), *DUAL_WAYS[3:], ([8, 5], ROAD)]
    members = [("way", EASTWARDS, "from"), ("way", LINK, "via"), ("way", 1008, "via"), ("way", OFF, "to")]
    assert banned(read_osm(DUAL, ways, [restriction("no_u_turn", members)])) == {(1, 2, 8, 5, 6)}
    mixed = [members[0], members[2], members[1], members[3]]
    assert banned(read_osm(DUAL, ways, [restriction("no_u_turn", mixed)])) == {(1, 2, 8, 5, 6)}


def test_an_only_over_ways_bans_leaving_the_course_anywhere(read_osm: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maps.reading.cutting.lift_cutting", lambda network: network)  # some of it cuts roads off here
    members = [("way", EASTWARDS, "from"), ("way", LINK, "via"), ("way", OFF, "to")]
    network = read_osm(DUAL, DUAL_WAYS, [restriction("only_u_turn", members)])
    assert banned(network) == {(1, 2, 3), (1, 2, 8, 9), (1, 2, 8, 2), (1, 2, 8, 5, 8)}


@pytest.mark.parametrize(
    ("tags", "car", "bike"),
    [
        ({"restriction": "no_left_turn"}, 1, 1),
        ({"restriction": "no_left_turn", "except": "bicycle"}, 1, 0),
        ({"restriction": "no_left_turn", "except": "psv; motorcar"}, 0, 1),
        ({"restriction:bicycle": "no_left_turn"}, 0, 1),
        ({"restriction:motorcar": "no_left_turn"}, 1, 0),
        ({"restriction:hgv": "no_left_turn"}, 0, 0),
        ({"restriction": "only_straight_on", "restriction:bicycle": "no_left_turn"}, 3, 1),
    ],
)
def test_whom_a_restriction_binds(read_osm: Read, tags: Tags, car: int, bike: int) -> None:
    relation = over(SOUTH, 1, WEST), {"type": "restriction", **tags}
    found = [len(banned(read_osm(CROSS, CROSS_WAYS, [relation], mode=mode))) for mode in ("car", "bike", "walk")]
    assert found == [car, bike, 0]


@pytest.mark.parametrize(
    ("members", "tags", "fate"),
    [
        (over(SOUTH, 1, WEST)[:2], {}, "unusable"),
        (over(SOUTH, 1, WEST)[1:], {}, "unusable"),
        ([over(SOUTH, 1, WEST)[0], over(SOUTH, 1, WEST)[2]], {}, "unusable"),
        ([*over(SOUTH, 1, WEST), ("node", 2, "via")], {}, "unusable"),
        ([*over(SOUTH, 1, WEST), ("way", NORTH, "to")], {}, "unusable"),
        (over(SOUTH, 1, WEST) * 5_000, {}, "unusable"),
        (over(SOUTH, 2, WEST), {}, "unusable"),
        (over(SOUTH, 77, WEST), {}, "unusable"),
        (over(SOUTH, 1, WEST), {"restriction": "no_fun"}, "unusable"),
        (over(SOUTH, 1, WEST), {"restriction": ""}, "unusable"),
        (over(RING, 2, NORTH), {}, "unusable"),
        (over(SOUTH, 1, 77), {}, "needless"),
        (over(77, 1, WEST), {}, "needless"),
        ([("way", SOUTH, "from"), ("way", 77, "via"), ("way", WEST, "to")], {}, "needless"),
        (over(SOUTH, 1, WEST), {"restriction": "no_left_turn", "day_on": "Monday"}, "conditional"),
    ],
)
def test_restrictions_that_bind_nobody_are_counted(
    read_osm: Read, members: Sequence[tuple[str, int, str]], tags: Tags, fate: str
) -> None:
    network = read_osm(CROSS, CROSS_WAYS, [restriction("no_left_turn", members, **tags)])
    assert banned(network) == set()
    fates = {name: getattr(network.tally, f"restrictions_{name}") for name in ("needless", "conditional", "unusable")}
    assert fates == {"needless": 0, "conditional": 0, "unusable": 0} | {fate: 1}
    assert network.tally.restrictions == 0


def test_turns_that_one_way_streets_forbid_anyway_are_needless(read_osm: Read) -> None:
    ways = [*CROSS_WAYS[:3], ([5, 1], ROAD | {"oneway": "yes"}), CROSS_WAYS[4]]
    network = read_osm(CROSS, ways, [restriction("no_left_turn", over(SOUTH, 1, WEST))])
    assert (banned(network), network.tally.restrictions_needless) == (set(), 1)


def test_hours_are_counted_and_not_obeyed(read_osm: Read) -> None:
    tags = {"type": "restriction", "restriction:conditional": "no_left_turn @ (07:00-09:00)"}
    network = read_osm(CROSS, CROSS_WAYS, [(over(SOUTH, 1, WEST), tags)])
    assert (banned(network), network.tally.restrictions_conditional) == (set(), 1)


def test_bans_keep_their_edges_when_islands_are_cut(read_osm: Read) -> None:
    """An island that comes first in the file moves all numbers; a ban on it goes with it."""
    nodes = {**CROSS, 11: (61.0, 20.0), 12: (61.0, 20.01), 13: (61.0, 20.02)}
    ways = [*CROSS_WAYS, ([11, 12], ROAD), ([12, 13], ROAD)]
    shifted = [([12, 11], ROAD), ([12, 13], ROAD), *CROSS_WAYS]
    both = [restriction("no_left_turn", over(SOUTH, 1, WEST)), restriction("no_u_turn", over(1005, 12, 1006))]
    assert banned(read_osm(nodes, ways, both)) == {(4, 1, 5)}
    moved = [restriction("no_left_turn", over(SOUTH + 2, 1, WEST + 2)), restriction("no_u_turn", over(1000, 12, 1001))]
    assert banned(read_osm(nodes, shifted, moved)) == {(4, 1, 5)}


@given(
    kind=st.sampled_from(["no_left_turn", "only_u_turn", "no_u_turn", "no_entry", "only_straight_on", "no_exit"]),
    members=st.lists(
        st.tuples(st.sampled_from("nwr"), st.integers(1, 9), st.sampled_from(["from", "via", "to", ""])), max_size=8
    ),
)
def test_whatever_the_members_bans_are_drives(
    kind: str, members: list[tuple[str, int, str]], dual: RoadNetwork
) -> None:
    """On a real network with the ways numbered 1 to 8: each ban is a chain of edges, at least two."""
    collection = Collection()
    collection.add({"type": "restriction", "restriction": kind}, members, "car")
    arrays = {name: getattr(dual, name) for name in ("tail", "head", "line", "node_id")}
    bans = find_bans(collection.found, **arrays, way_id=dual.way_id - 999)
    assert sum(bans.fates.values()) + collection.broken == 1
    for first, last in pairwise(bans.start.tolist()):
        edges = bans.edge[first:last].tolist()
        assert len(edges) >= 2
        assert all(dual.head[before] == dual.tail[after] for before, after in pairwise(edges))


@pytest.fixture(scope="module")
def dual(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    from maps.reading.files import read_network  # noqa: PLC0415
    from tests.maps.conftest import _osm_xml  # noqa: PLC0415

    path = tmp_path_factory.mktemp("dual") / "dual.osm"
    path.write_text(_osm_xml(DUAL, DUAL_WAYS, ()))
    return read_network(path, name="dual")


@pytest.mark.extracts
@pytest.mark.parametrize(("name", "bans", "all_told"), [("oslo-east-filtered", 64, 76), ("porto", 332, 357)])
def test_what_becomes_of_real_restrictions(
    real: Callable[[str], RoadNetwork], name: str, bans: int, all_told: int
) -> None:
    tally = real(name).tally
    others = tally.restrictions_needless + tally.restrictions_conditional + tally.restrictions_unusable
    assert (tally.restrictions, tally.restrictions + others) == (bans, all_told)
    assert len(banned(real(name))) >= bans * 0.95
