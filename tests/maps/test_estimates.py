"""What is said where no network helps: marked, and never a guess in place of a measure."""

from __future__ import annotations

import numpy as np
import pytest

from maps import estimates, mercator, snapping, travel
from maps.estimates import Standing
from maps.network import RoadNetwork
from maps.travel import UNREACHABLE, Matrix

SERVED = {"covered": True, "far": False, "cut_off": False}


def test_an_estimate_is_the_straight_line_with_detours_at_a_mean_speed() -> None:
    found = estimates.estimate(([60.0], [20.0]), ([60.0, 60.1], [20.0, 20.0]), mode="car")
    line = float(mercator.distances(*(np.array([part]) for part in (60.0, 20.0, 60.1, 20.0)))[0])
    assert found.metres.tolist() == [[0, round(1.4 * line)]]
    assert found.seconds[0, 1] == pytest.approx(1.4 * line / (50 / 3.6), abs=1)


def test_what_is_measured_stays_and_the_rest_is_estimated_or_unreachable() -> None:
    rows = standing(SERVED, SERVED | {"covered": False}, SERVED | {"far": True}, SERVED | {"cut_off": True})
    measured, guessed = (Matrix(seconds=np.full((4, 4), one), metres=np.full((4, 4), 10 * one)) for one in (1, 2))
    found = estimates.complete(measured, guessed, rows, rows)
    never = UNREACHABLE
    assert found.seconds.tolist() == [
        [1, 2, never, never],
        [2, 2, never, never],
        [never, never, never, never],
        [never, never, never, never],
    ]
    assert (found.metres[:2, :2] == 10 * found.seconds[:2, :2]).all()


def test_a_point_outside_is_estimated_and_one_far_from_roads_inside_is_unreachable(helsinki: RoadNetwork) -> None:
    _, west, north, _ = helsinki.bounds
    lats, lons = [float(helsinki.node_lat[0]), north + 1], [float(helsinki.node_lon[0]), west]
    found = estimates.stand(snapping.snap(helsinki, lats, lons))
    assert found.covered.tolist() == [True, False]
    assert found.unreachable.tolist() == [False, False]


def test_an_island_is_unreachable_only_beyond_a_short_walk() -> None:
    found = estimates.stand(
        snapping.Snaps(
            edge=np.zeros(3, dtype=np.int64),
            fraction=np.zeros(3),
            distance_m=np.array([estimates.ISLAND_M - 1.0, estimates.ISLAND_M + 1.0, 5_000.0]),
            lat=np.zeros(3),
            lon=np.zeros(3),
            right=np.zeros(3, dtype=bool),
            cut_off=np.ones(3, dtype=bool),
            covered=np.ones(3, dtype=bool),
        )
    )
    assert found.cut_off.tolist() == [False, True, False]
    assert found.far.tolist() == [False, False, True]


def standing(*points: dict[str, bool]) -> Standing:
    return Standing(**{name: np.array([point[name] for point in points]) for name in SERVED})


def test_estimates_stay_below_what_counts_as_no_way() -> None:
    """Around the world on foot."""
    found = estimates.estimate(([90.0], [0.0]), ([-90.0], [0.0]), mode="walk")
    assert found.seconds.max() < travel.UNREACHABLE
