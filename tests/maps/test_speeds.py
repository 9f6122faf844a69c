"""Limits are read or assumed as documented, and free flow never beats them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.network import CLASSES, MODES, Mode, RoadNetwork
from maps.reading import speeds


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("50", 50),
        (" 70 ", 70),
        ("30 mph", 48.28),
        ("30mph", 48.28),
        ("50 km/h", 50),
        ("62.5", 62.5),
        ("SE:urban", 50),
        ("SE:rural", 70),
        ("SE:motorway", 110),
        ("SE:30", 30),
        ("FI:zone:40", 40),
        ("SE:zone30", 30),
        ("walk", 7),
        ("SE:living_street", 7),
        ("none", 110),
        ("50;70", 50),
        ("50|70|70", 50),
        ("variable;80", 80),
        ("signals", None),
        ("variable", None),
        ("", None),
        ("5000", None),
        ("1", None),
        ("50 knots", None),
    ],
)
def test_limits_as_people_write_them(text: str, limit: float | None) -> None:
    assert speeds.read_limit(text) == (None if limit is None else pytest.approx(limit, abs=0.01))


@pytest.mark.parametrize(
    ("tags", "limit"),
    [
        ({"highway": "motorway"}, 110),
        ({"highway": "residential"}, 50),
        ({"highway": "living_street"}, 7),
        ({"highway": "tertiary"}, 70),
        ({"highway": "tertiary", "lit": "yes"}, 50),
        ({"highway": "secondary", "sidewalk": "both"}, 50),
        ({"highway": "secondary", "sidewalk": "no"}, 70),
    ],
)
def test_the_law_where_no_sign_is_mapped(tags: dict[str, str], limit: float) -> None:
    speed = speeds.find_speed(tags, mode="car")
    assert (speed.limit, speed.told) == (limit, False)


def test_zone_tags_tell_the_limit_where_maxspeed_does_not() -> None:
    speed = speeds.find_speed({"highway": "tertiary", "source:maxspeed": "SE:urban"}, mode="car")
    assert (speed.limit, speed.told) == (50, True)


def test_directions_may_have_limits_of_their_own() -> None:
    tags = {"highway": "primary", "maxspeed": "70", "maxspeed:backward": "50"}
    assert speeds.find_speed(tags, mode="car").limit == 70
    assert speeds.find_speed(tags, mode="car", backward=True).limit == 50


def test_gravel_is_slower() -> None:
    tags = {"highway": "unclassified", "maxspeed": "70"}
    assert speeds.find_speed(tags, mode="car").free == 56
    assert speeds.find_speed(tags | {"surface": "gravel"}, mode="car").free == 50


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": "track"}, 20),
        ({"highway": "track", "tracktype": "grade1"}, 40),
        ({"highway": "track", "tracktype": "grade5"}, 10),
        ({"highway": "pedestrian"}, 7),
        ({"highway": "unclassified", "maxspeed": "70", "tracktype": "grade2"}, 50),
        ({"highway": "unclassified", "maxspeed": "70", "tracktype": "grade2", "surface": "asphalt"}, 56),
    ],
)
def test_small_roads_are_slow(tags: dict[str, str], kmh: float) -> None:
    assert speeds.find_speed(tags, mode="car").free == kmh


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": "cycleway"}, 16),
        ({"highway": "cycleway", "surface": "gravel"}, 13),
        ({"highway": "path"}, 12),
        ({"highway": "path", "surface": "sand"}, 7),
        ({"highway": "residential", "surface": "sett"}, 11),
        ({"highway": "footway", "bicycle": "dismount"}, 4),
    ],
)
def test_bikes_go_by_way_and_surface(tags: dict[str, str], kmh: float) -> None:
    assert speeds.find_speed(tags, mode="bike").free == kmh


def test_roads_without_a_told_surface_are_counted(read_osm: Callable[..., RoadNetwork]) -> None:
    points = {number: (59.0 + number / 1000, 18.0) for number in range(1, 5)}
    kinds = ({"highway": "residential"}, {"highway": "tertiary", "surface": "asphalt"}, {"highway": "track"})
    network = read_osm(points, [([first, first + 1], tags) for first, tags in enumerate(kinds, start=1)])
    assert network.tally.surfaces_imputed == 2


def test_winter_slows_all_but_ferries_and_unpaved_roads_most(read_osm: Callable[..., RoadNetwork]) -> None:
    nodes = {number: (60.0, 20 + number / 100) for number in range(1, 6)}
    ways = [
        ([1, 2], {"highway": "primary"}),
        ([2, 3], {"highway": "primary", "surface": "gravel"}),
        ([3, 4], {"route": "ferry", "motor_vehicle": "yes"}),
        ([4, 5], {"highway": "track"}),
    ]
    car, bike = (read_osm(nodes, ways, mode=mode) for mode in ("car", "bike"))
    factors = dict(zip(car.way_id.tolist(), speeds.winter_factors(car).tolist(), strict=True))
    assert factors == {1000: 1.10, 1001: 1.20, 1002: 1.0, 1003: 1.25}
    slower = dict(zip(bike.way_id.tolist(), speeds.winter_factors(bike).tolist(), strict=True))
    assert slower == {1000: 1.25, 1001: 1.25, 1002: 1.0, 1003: 1.25}


@given(
    road_class=st.sampled_from(CLASSES[: CLASSES.index("track")]),
    maxspeed=st.one_of(
        st.none(), st.integers(0, 300).map(str), st.text(max_size=12), st.sampled_from(["walk", "none"])
    ),
    surface=st.sampled_from(["", "gravel", "asphalt"]),
    mode=st.sampled_from(MODES),
)
def test_free_flow_is_never_above_the_limit(road_class: str, maxspeed: str | None, surface: str, mode: Mode) -> None:
    tags = {"highway": road_class, "surface": surface} | ({} if maxspeed is None else {"maxspeed": maxspeed})
    speed = speeds.find_speed(tags, mode=mode)
    assert 0 < speed.free <= speed.limit <= 150


def assert_plausible(network: RoadNetwork) -> None:
    """Free flow on every edge is at most the limit and, signals aside, at least a third of it."""
    driven = network.metres / network.milliseconds * 3600
    assert (driven <= network.limit_kmh).all()
    assert (network.speed_kmh <= network.limit_kmh).all()
    big = network.road_class <= CLASSES.index("tertiary_link")
    assert (network.speed_kmh[big] >= 0.6 * np.minimum(network.limit_kmh[big], 70)).all()
    mean = float(network.metres.sum() / (network.metres / network.speed_kmh).sum())
    assert 15 < mean < 80


def test_helsinki_is_driven_plausibly(helsinki: RoadNetwork) -> None:
    assert_plausible(helsinki)
    assert helsinki.limit_told.mean() > 0.8


@pytest.mark.extracts
@pytest.mark.parametrize("name", ["oslo-east-filtered", "linkoping-centrum", "liechtenstein", "stockholm-ostermalm"])
def test_extracts_are_driven_plausibly(real: Callable[[str], RoadNetwork], name: str) -> None:
    assert_plausible(real(name))
