"""Drives by time of departure: nobody who leaves later arrives earlier, and each slice is what was measured in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import snapping, travel
from maps.conditions import Conditions
from maps.network import RoadNetwork
from maps.snapping import Snaps
from maps.times import timetable, usual_traffic
from maps.times.timetable import DayMatrix
from maps.times.traffic import DAY_S, GROUPS, Moment, Traffic
from maps.travel import UNREACHABLE
from tests.maps import brute

ABRUPT = Traffic(
    name="abrupt",
    starts=(0, 600, 900, 43_200),
    weekday=tuple(
        (9.0, 1.0, 4.0, slow) if name == "main" else (1.0, 1.5, slow, 0.8) for slow, name in enumerate(GROUPS, 1)
    ),
    weekend=((1.0,) * 4,) * len(GROUPS),
)
"""Ways differ from slice to slice, slices are shorter than drives, and times fall faster than time passes."""


@st.composite
def days(draw: st.DrawFn) -> DayMatrix:
    """Draw days of one drive, with slices as short as a second and changes of many hours between them."""
    cuts = draw(st.lists(st.integers(1, DAY_S - 1), max_size=9, unique=True))
    starts = (0, *sorted(cuts))
    seconds = draw(st.lists(st.integers(0, 30_000), min_size=len(starts), max_size=len(starts)))
    values = np.array(seconds, dtype=np.int64).reshape(-1, 1, 1)
    return DayMatrix(starts=starts, seconds=values, metres=values.copy())


def arrival(day: DayMatrix, departure: int) -> int:
    return departure + int(day.at(departure).seconds[0, 0])


@settings(max_examples=300)
@given(day=days(), departure=st.integers(0, 2 * DAY_S), later=st.integers(0, 20_000))
def test_nobody_who_leaves_later_arrives_earlier(day: DayMatrix, departure: int, later: int) -> None:
    assert arrival(day, departure) <= arrival(day, departure + later)


@settings(max_examples=30)
@given(day=days(), first=st.integers(0, DAY_S))
def test_not_even_a_second_later(day: DayMatrix, first: int) -> None:
    arrivals = [arrival(day, first + second) for second in range(400)]
    assert arrivals == sorted(arrivals)


@given(day=days(), departure=st.integers(0, DAY_S - 1))
def test_a_drive_takes_no_less_than_the_best_slice_and_no_more_than_the_worst(day: DayMatrix, departure: int) -> None:
    took = int(day.at(departure).seconds[0, 0])
    assert day.seconds.min() <= took <= day.seconds.max()


@given(day=days(), departure=st.integers(0, DAY_S - 1))
def test_the_day_repeats_itself(day: DayMatrix, departure: int) -> None:
    assert day.at(departure).seconds.tolist() == day.at(departure + DAY_S).seconds.tolist()


def test_in_the_middle_of_a_slice_its_own_times_hold_and_between_two_a_straight_line() -> None:
    day = DayMatrix(starts=(0, 43_200), seconds=row(600, 1_200), metres=row(7, 8))
    assert [int(day.at(hour * 3600).seconds[0, 0]) for hour in (6, 18)] == [600, 1_200]
    assert [int(day.at(43_200 + minute * 60).seconds[0, 0]) for minute in (-30, -15, 0, 15, 30)] == [
        600, 750, 900, 1_050, 1_200,
    ]  # fmt: skip
    assert [int(day.at(hour * 3600).metres[0, 0]) for hour in (11, 12)] == [7, 8]


def test_who_leaves_before_a_sudden_gain_is_not_overtaken() -> None:
    """From five hours to none within an hour: the gain is only there once the early car has arrived."""
    day = DayMatrix(starts=(0, 43_200), seconds=row(18_000, 0), metres=row(1, 1))
    leaving = 43_200 - 1_800
    assert arrival(day, leaving) == leaving + 18_000
    assert arrival(day, leaving + 3_600) == leaving + 18_000
    assert arrival(day, leaving + 18_000) == leaving + 18_000
    assert arrival(day, leaving + 18_001) == leaving + 18_001


def test_what_cannot_be_reached_in_one_slice_cannot_be_reached() -> None:
    day = DayMatrix(starts=(0, 43_200), seconds=row(UNREACHABLE, UNREACHABLE), metres=row(UNREACHABLE, UNREACHABLE))
    assert {int(day.at(second).seconds[0, 0]) for second in range(0, DAY_S, 1_000)} == {UNREACHABLE}


def test_each_slice_is_measured_exactly(helsinki: RoadNetwork) -> None:
    snaps = some_points(helsinki)
    traffic = usual_traffic.SWEDISH
    day = timetable.measure_day(helsinki, snaps, traffic, conditions=Conditions(winter=True))
    for number, second in enumerate(traffic.centres):
        alone = Conditions(winter=True, traffic=traffic, moment=Moment(second=second))
        measured = travel.measure(helsinki, snaps, conditions=alone)
        assert day.seconds[number].tolist() == measured.seconds.tolist()
        assert day.metres[number].tolist() == measured.metres.tolist()


def test_rush_hours_are_slower_than_nights_and_weekends(helsinki: RoadNetwork) -> None:
    snaps = some_points(helsinki)
    week, rest = (
        timetable.measure_day(helsinki, snaps, usual_traffic.SWEDISH, weekend=weekend) for weekend in (False, True)
    )
    night, peak, saturday = (day.at(second).seconds for day, second in ((week, 3_600), (week, 28_800), (rest, 28_800)))
    apart = ~np.eye(len(snaps), dtype=bool)
    assert (peak[apart] >= night[apart]).all()
    assert peak.sum() > 1.05 * night.sum()
    assert saturday.sum() < peak.sum()


def test_drives_to_other_points_and_walks_are_passed_on(helsinki: RoadNetwork) -> None:
    snaps = some_points(helsinki)
    day = timetable.measure_day(helsinki, snaps, usual_traffic.SWEDISH, to=travel.take(snaps, np.array([1, 3])))
    whole = timetable.measure_day(helsinki, snaps, usual_traffic.SWEDISH)
    assert day.seconds.tolist() == whole.seconds[:, :, [1, 3]].tolist()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), bans=st.integers(0, 4), walk=st.booleans())
def test_ways_around_every_border_take_what_the_matrix_says(seed: int, bans: int, walk: bool) -> None:  # noqa: FBT001
    rng = np.random.default_rng(seed)
    network = brute.random_network(rng, nodes=5, lines=12, private=0.2, bans=bans)
    snaps = brute.on(rng.integers(0, network.edges, 4), rng.choice([0.0, 1.0, 0.5, 0.25], 4), rng.uniform(0, 50, 4))
    assert_ways_agree(network, snaps, ABRUPT, walk=walk, sides=(-1, 0, 700))


def test_ways_on_real_roads_take_what_the_matrix_says(helsinki: RoadNetwork) -> None:
    assert_ways_agree(helsinki, some_points(helsinki), usual_traffic.SWEDISH, walk=True)


@pytest.mark.extracts
def test_long_ways_take_what_the_matrix_says(real: Callable[[str], RoadNetwork]) -> None:
    network = real("porto")
    assert_ways_agree(network, some_points(network), usual_traffic.SWEDISH, walk=True)


def test_what_a_drive_gains_or_loses_later_is_spread_over_its_pieces(helsinki: RoadNetwork) -> None:
    snaps, traffic = some_points(helsinki), usual_traffic.SWEDISH
    begun, gone_over = (
        timetable.find_paths(helsinki, snaps, [(0, 1)], traffic, moment=Moment(second=second))[0]
        for second in (28_800, 32_400 - 1)
    )
    assert begun is not None
    assert gone_over is not None
    assert begun.pieces.edge.tolist() == gone_over.pieces.edge.tolist()
    assert gone_over.seconds < begun.seconds
    share = gone_over.pieces.milliseconds / begun.pieces.milliseconds
    assert share == pytest.approx(np.full(len(share), gone_over.seconds / begun.seconds), abs=0.02)


def test_no_legs_are_no_ways(helsinki: RoadNetwork) -> None:
    snaps = some_points(helsinki)
    assert timetable.find_paths(helsinki, snaps, [], usual_traffic.SWEDISH, moment=Moment(second=0)) == ()


def test_a_day_whose_parts_do_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        DayMatrix(starts=(0,), seconds=row(1, 2), metres=row(1, 2))


def row(*values: int) -> np.ndarray:
    """Give one drive by slice."""
    return np.array(values, dtype=np.int64).reshape(-1, 1, 1)


def some_points(network: RoadNetwork) -> Snaps:
    """Snap twelve junctions of a network."""
    picked = np.random.default_rng(5).integers(0, network.nodes, 12)
    return snapping.snap(network, network.node_lat[picked], network.node_lon[picked])


def assert_ways_agree(
    network: RoadNetwork, snaps: Snaps, traffic: Traffic, *, walk: bool, sides: tuple[int, ...] = (-1,)
) -> None:
    """Compare the ways between all points so many seconds beside where slices begin, and beside where changes do."""
    day = timetable.measure_day(network, snaps, traffic, walk=walk)
    legs = [(origin, goal) for origin in range(len(snaps)) for goal in range(len(snaps))]
    for second in sorted({(knot + side) % DAY_S for knot in (*day.knots(), *traffic.starts) for side in sides}):
        matrix, moment = day.at(second), Moment(second=second)
        found = timetable.find_paths(network, snaps, legs, traffic, moment=moment, walk=walk)
        for leg, path in zip(legs, found, strict=True):
            if path is None:
                assert matrix.seconds[leg] == UNREACHABLE
                continue
            assert (path.seconds, path.metres) == (matrix.seconds[leg], matrix.metres[leg])
            assert (path.pieces.milliseconds >= 0).all()
            assert walk or path.seconds == (int(path.pieces.milliseconds.sum()) + 500) // 1000
