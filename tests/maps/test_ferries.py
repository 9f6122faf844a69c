"""Ferries: who may go, how long the crossing takes and how long one waits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.network import CLASSES, RoadNetwork
from maps.reading import durations, speeds
from tests.maps.conftest import Tags

Read = Callable[..., RoadNetwork]
ROAD = {"highway": "tertiary"}
FERRY = {"route": "ferry", "motor_vehicle": "yes"}
# A road 1–2 on this side, 3–4 on that, and 1.1 km of water between; 5 is a point at sea.
SHORES = {1: (60.0, 20.0), 2: (60.0, 20.01), 3: (60.0, 20.03), 4: (60.0, 20.04), 5: (60.0, 20.02)}
ROADS = [([1, 2], ROAD), ([3, 4], ROAD)]


def sea(network: RoadNetwork) -> np.ndarray:
    return np.flatnonzero(network.road_class == CLASSES.index("ferry"))


def crossing_s(network: RoadNetwork) -> list[float]:
    """Give the seconds of each ferry edge without the waiting."""
    return [(network.milliseconds[edge] - network.delay_ms[edge]) / 1000 for edge in sea(network)]


def test_a_ferry_joins_two_shores_with_its_duration_and_half_its_interval(read_osm: Read) -> None:
    network = read_osm(SHORES, [*ROADS, ([2, 5, 3], FERRY | {"duration": "00:05", "interval": "00:30"})])
    assert network.nodes == 4
    assert crossing_s(network) == pytest.approx([300, 300], abs=0.01)
    assert network.delay_ms[sea(network)].tolist() == [900_000, 900_000]
    assert network.limit_told[sea(network)].all()
    assert (network.tally.ferries, network.tally.ferries_imputed) == (1, 0)
    assert not network.private.any()


def test_without_tags_speed_and_waiting_are_assumed(read_osm: Read) -> None:
    network = read_osm(SHORES, [*ROADS, ([2, 5, 3], FERRY)])
    metres = float(network.metres[sea(network)[0]])
    assert crossing_s(network) == pytest.approx([metres / 15 * 3.6] * 2, abs=0.01)
    assert network.delay_ms[sea(network)].tolist() == [600_000, 600_000]
    assert not network.limit_told[sea(network)].any()
    assert network.tally.ferries_imputed == 1


def test_one_waits_where_one_boards_not_in_the_middle_of_the_water(read_osm: Read) -> None:
    """Two ferry ways that meet at sea: each direction waits once; the duration is that of each way's own length."""
    ways = [*ROADS, ([2, 5], FERRY | {"duration": "PT2M"}), ([5, 3], FERRY | {"duration": "PT4M"})]
    network = read_osm(SHORES, ways)
    ids = network.node_id
    waits = {(ids[network.tail[e]], ids[network.head[e]]): int(network.delay_ms[e]) for e in sea(network)}
    assert waits == {(2, 5): 600_000, (5, 2): 0, (5, 3): 0, (3, 5): 600_000}
    assert sum(crossing_s(network)) == pytest.approx(2 * 360, abs=0.01)


def test_a_relation_tells_for_all_its_ways_together(read_osm: Read) -> None:
    members = [("way", 1002, ""), ("way", 1003, "forward"), ("node", 2, "stop"), ("way", 1000, "platform")]
    relation = members, {"type": "route", "duration": "00:06", "interval": "00:10", **FERRY}
    network = read_osm(SHORES, [*ROADS, ([2, 5], {}), ([5, 3], {"name": "Leden"})], [relation])
    assert sum(crossing_s(network)) == pytest.approx(2 * 360, abs=0.01)
    assert max(network.delay_ms[sea(network)]) == 300_000
    assert "Leden" in network.names


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({}, "bike walk"),
        ({"motor_vehicle": "yes"}, "car bike walk"),
        ({"motorcar": "no", "motor_vehicle": "yes"}, "bike walk"),
        ({"motor_vehicle": "yes", "foot": "no", "bicycle": "no"}, "car"),
        ({"operator": "Trafikverket Färjerederiet"}, "car bike walk"),
        ({"ferry": "trunk"}, "car bike walk"),
        ({"access": "no"}, ""),
        ({"access": "private"}, "bike walk"),
    ],
)
def test_whom_a_ferry_takes(read_osm: Read, tags: Tags, modes: str) -> None:
    ways = [*ROADS, ([2, 5, 3], {"route": "ferry", **tags})]
    found = [mode for mode in ("car", "bike", "walk") if len(sea(read_osm(SHORES, ways, mode=mode)))]
    assert " ".join(found) == modes


@pytest.mark.parametrize("duration", ["00:00", "999:59", "soon", "PT0S", "PT9999H", "9" * 200, "00:00:01", "100:00"])
def test_unbelievable_crossings_are_assumed(read_osm: Read, duration: str) -> None:
    """Unreadable, zero, longer than a week, or such that the boat would fly or stand still."""
    network = read_osm(SHORES, [*ROADS, ([2, 5, 3], FERRY | {"duration": duration})])
    assert network.speed_kmh[sea(network)].tolist() == [speeds.FERRY_KMH] * 2


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:20", 1200),
        ("1:05", 3900),
        ("01:05:30", 3930),
        ("25", 1500),
        ("25 min", 1500),
        ("1.5 h", 5400),
        ("PT20M", 1200),
        ("pt1h30m", 5400),
        ("P1DT2H", 93_600),
        ("PT90S", 90),
        ("P", None),
        ("PT", None),
        ("00:60", None),
        ("-5", None),
        ("", None),
        ("20-30", None),
        ("٢٠", None),
    ],
)
def test_durations_as_people_write_them(text: str, seconds: float | None) -> None:
    assert durations.read_duration(text) == seconds


@given(st.integers(1, durations.LONGEST_S))
def test_every_duration_is_read_back(seconds: int) -> None:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    assert durations.read_duration(f"{hours:02}:{minutes:02}:{rest:02}") == seconds
    assert durations.read_duration(f"PT{hours}H{minutes}M{rest}S") == seconds


@given(st.text(max_size=20) | st.from_regex(r"P?[0-9:THMSD .hmin]{0,12}"))
def test_any_text_is_a_duration_or_none(text: str) -> None:
    seconds = durations.read_duration(text)
    assert seconds is None or 0 < seconds <= durations.LONGEST_S
