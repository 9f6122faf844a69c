"""What conditions make of the time that roads take, and that they never make them faster than allowed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.conditions import CLOSED, FREE_FLOW, Conditions, edge_milliseconds
from maps.network import CLASSES, RoadNetwork
from maps.times.calibration import LEAST_DRIVES, Calibration, Factor
from maps.times.traffic import GROUPS, Moment, Traffic, edge_groups
from maps.times.usual_traffic import SWEDISH

SQUARE = {1: (60.0, 20.0), 2: (60.0, 20.02), 3: (60.01, 20.02), 4: (60.01, 20.0)}
WAYS = [
    ([1, 2], {"highway": "residential", "maxspeed": "50"}),
    ([2, 3], {"highway": "primary", "maxspeed": "70"}),
    ([3, 4, 1], {"highway": "tertiary", "maxspeed": "50"}),
]
PEAK = Moment(second=8 * 3600)


@pytest.fixture
def square(read_osm: Callable[..., RoadNetwork]) -> RoadNetwork:
    """Give four streets of three groups, each of which loses two seconds standing."""
    network = read_osm(SQUARE, WAYS)
    stood = np.full(network.edges, 2_000)
    return dataclasses.replace(network, delay_ms=stood, milliseconds=network.milliseconds + stood)


def calibration(**values: float) -> Calibration:
    """Make a calibration with a factor by group."""
    factors = [Factor(group=GROUPS.index(name), value=value, drives=LEAST_DRIVES) for name, value in values.items()]
    return Calibration(
        roads="small",
        mode="car",
        first=dt.date(2026, 1, 1),
        last=dt.date(2026, 2, 1),
        drives=LEAST_DRIVES,
        any_time=tuple(factors),
    )


def test_free_flow_is_what_the_network_says(square: RoadNetwork) -> None:
    assert edge_milliseconds(square, FREE_FLOW).tolist() == square.milliseconds.tolist()


def test_only_motion_is_slowed_down_and_rounded_up(square: RoadNetwork) -> None:
    slowed = edge_milliseconds(square, Conditions(traffic=SWEDISH, moment=PEAK))
    factors = SWEDISH.factors(PEAK)[edge_groups(square)]
    moving = square.milliseconds - square.delay_ms
    assert (slowed - square.delay_ms >= moving * factors - 1e-3).all()
    assert (slowed - square.delay_ms < moving * factors + 1).all()
    assert (slowed > square.milliseconds).all()


def test_traffic_without_a_time_of_day_is_free_flow(square: RoadNetwork) -> None:
    assert edge_milliseconds(square, Conditions(traffic=SWEDISH)).tolist() == square.milliseconds.tolist()


def test_winter_traffic_and_calibration_multiply(square: RoadNetwork) -> None:
    parts = (
        Conditions(winter=True),
        Conditions(traffic=SWEDISH, moment=PEAK),
        Conditions(calibration=calibration(local=1.2, main=1.2, street=1.2)),
    )
    moving = square.milliseconds - square.delay_ms
    product = np.prod([(edge_milliseconds(square, part) - square.delay_ms) / moving for part in parts[:2]], axis=0)
    both = edge_milliseconds(square, Conditions(winter=True, traffic=SWEDISH, moment=PEAK)) - square.delay_ms
    assert both / moving == pytest.approx(product, rel=1e-4)
    learned = (edge_milliseconds(square, parts[2]) - square.delay_ms) / moving
    assert learned == pytest.approx(1.2, rel=1e-4)


def test_closed_ways_stay_closed_whatever_the_traffic(square: RoadNetwork) -> None:
    closed = int(square.way_id[0])
    told = Conditions(closed_ways=frozenset({closed}), traffic=SWEDISH, moment=PEAK, winter=True)
    assert (edge_milliseconds(square, told) == CLOSED).tolist() == (square.way_id == closed).tolist()


@given(factor=st.floats(0.7, 1.0))
def test_no_factor_makes_a_road_faster_than_its_limit(helsinki: RoadNetwork, factor: float) -> None:
    """A plan never counts on speeding, though observed drives may have sped."""
    told = Conditions(calibration=calibration(**dict.fromkeys(GROUPS, factor)))
    hurried = edge_milliseconds(helsinki, told) - helsinki.delay_ms
    at_limit = helsinki.metres * 3600 / helsinki.limit_kmh
    free = helsinki.milliseconds - helsinki.delay_ms
    assert (hurried >= np.minimum(at_limit, free) - 1e-3).all()
    assert (hurried >= free * 0.7 - 1).all()
    assert (hurried <= free).all()


@given(low=st.floats(1, 3), more=st.floats(0, 2))
def test_heavier_traffic_is_never_faster(helsinki: RoadNetwork, low: float, more: float) -> None:
    light, heavy = (
        edge_milliseconds(helsinki, Conditions(traffic=flat(factor), moment=PEAK)) for factor in (low, low + more)
    )
    assert (heavy >= light).all()


def test_ferries_are_slowed_by_nothing(square: RoadNetwork) -> None:
    sea = dataclasses.replace(square, road_class=np.full(square.edges, CLASSES.index("ferry"), dtype=np.int32))
    told = Conditions(traffic=SWEDISH, moment=PEAK, calibration=calibration(local=2.0, main=2.0), winter=True)
    assert edge_milliseconds(sea, told).tolist() == sea.milliseconds.tolist()


def test_conditions_are_equal_and_hashed_by_value() -> None:
    one, other = (Conditions(winter=True, traffic=flat(1.5), calibration=calibration(main=1.1)) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != dataclasses.replace(one, winter=False)


def test_a_calibration_learned_with_another_profile_is_refused() -> None:
    learned = dataclasses.replace(calibration(main=1.1), traffic=SWEDISH)
    with pytest.raises(ValueError, match="another profile"):
        Conditions(calibration=learned, traffic=flat(1.5), moment=PEAK)


def flat(factor: float) -> Traffic:
    """Make a profile with the same factor everywhere and always."""
    rows = ((factor,),) * len(GROUPS)
    return Traffic(name="flat", starts=(0,), weekday=rows, weekend=rows)
