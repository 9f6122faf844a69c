"""Learning from drives: factors that are there are found, and none is claimed that is not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from maps import snapping
from maps.conditions import FREE_FLOW, Conditions
from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.snapping import Snaps
from maps.times import calibration_files, exposure, learning, usual_traffic
from maps.times.calibration import LEAST_DRIVES, Calibration, Factor, Quality, find_areas
from maps.times.exposure import ObservedDrives
from maps.times.traffic import GROUPS, Moment

DATES = (dt.date(2026, 1, 7), dt.date(2026, 3, 1))
NOISE = 0.08
TRUE = {"main": 1.3, "street": 1.1, "local": 0.9}
TRAFFIC = usual_traffic.SWEDISH


def test_known_factors_are_found_again_within_five_hundredths(helsinki: RoadNetwork) -> None:
    """Also where one drive in twelve is wrong: stops on the way, slips of the satellites."""
    snaps, drives = make_drives(helsinki, TRUE, wrong=0.08)
    learned, report = learning.learn(helsinki, snaps, drives, traffic=None, dates=DATES)
    assert learned is not None
    network_wide = {
        GROUPS[factor.group]: factor.value for factor in learned.any_time if factor.group and not factor.area
    }
    assert network_wide == pytest.approx({name: TRUE[name] for name in network_wide}, abs=0.05)
    assert {"main", "local"} <= set(network_wide)
    assert report.any_time is not None
    assert report.any_time.error_after < report.any_time.error_before - 1
    assert abs(report.any_time.bias_after) < 2
    assert report.slow >= 0.8 * 0.04 * len(drives)
    assert report.fast >= 0.8 * 0.04 * len(drives)


def test_nothing_is_claimed_where_there_is_nothing_to_learn(helsinki: RoadNetwork) -> None:
    for seed in range(4):
        snaps, drives = make_drives(helsinki, {}, seed=seed)
        learned, report = learning.learn(helsinki, snaps, drives, traffic=None, dates=DATES, seed=seed)
        assert learned is None
        assert report.any_time is not None
        assert abs(report.any_time.error_after - report.any_time.error_before) < 0.5


def test_few_drives_teach_nothing(helsinki: RoadNetwork) -> None:
    snaps, drives = make_drives(helsinki, TRUE)
    learned, report = learning.learn(
        helsinki, snaps, drives.take(np.arange(LEAST_DRIVES)), traffic=TRAFFIC, dates=DATES
    )
    assert (learned, report.any_time, report.timed) == (None, None, None)


def test_rush_hours_other_than_the_usual_are_learned_by_time_of_day(helsinki: RoadNetwork) -> None:
    """On roads twice as slow in the afternoon, factors by time of day are better than those at any time."""
    snaps, drives = make_drives(helsinki, {})
    afternoon = (drives.second >= 15 * 3600) & (drives.second < 63_000)
    drives = dataclasses.replace(drives, seconds=np.where(afternoon, 1.8, 1.0) * drives.seconds)
    learned, report = learning.learn(helsinki, snaps, drives, traffic=TRAFFIC, dates=DATES)
    assert learned is not None
    assert report.timed is not None
    assert report.any_time is not None
    assert report.timed.error_after < report.any_time.error_after
    edges = {hour: np.median(learned.edge_factors(helsinki, Moment(second=int(hour * 3600)))) for hour in (10.5, 16.25)}
    assert edges[16.25] > 1.25 * edges[10.5]


def test_each_drive_is_counted_once(helsinki: RoadNetwork) -> None:
    snaps, drives = make_drives(helsinki, TRUE, wrong=0.1)
    _, report = learning.learn(helsinki, snaps, drives, traffic=None, dates=DATES)
    parts = (report.far, report.no_way, report.short, report.slow, report.fast, report.used)
    assert sum(parts) == report.given == len(drives)
    assert report.short > 0


def test_equal_drives_teach_the_same(helsinki: RoadNetwork) -> None:
    snaps, drives = make_drives(helsinki, TRUE)
    once, again = (learning.learn(helsinki, snaps, drives, traffic=None, dates=DATES) for _ in range(2))
    assert once == again


def test_pieces_of_drives_add_up_to_what_they_take(helsinki: RoadNetwork) -> None:
    snaps, drives = make_drives(helsinki, {})
    told = [Conditions(winter=True, traffic=TRAFFIC, moment=Moment(second=28_800))] * len(drives)
    found = exposure.expose(helsinki, snaps, drives, told)
    taken = exposure.predict(helsinki, snaps, drives, told)
    assert found.totals() == pytest.approx(taken, abs=0.6)
    assert (found.moving >= 0).all()


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path, helsinki: RoadNetwork) -> None:
    path = calibration_files.save_calibration(full(helsinki), tmp_path)
    assert path.name == "helsinki.car.calibration.json"
    assert calibration_files.find_calibration(helsinki, tmp_path) == full(helsinki)
    assert calibration_files.find_calibration(dataclasses.replace(helsinki, name="other"), tmp_path) is None


def test_a_calibration_holds_no_drive(tmp_path: Path, helsinki: RoadNetwork) -> None:
    """No coordinates, ids or times of drives: only counts, two dates and factors of at least thirty drives."""
    snaps, drives = make_drives(helsinki, TRUE)
    learned, _ = learning.learn(helsinki, snaps, drives, traffic=TRAFFIC, dates=DATES)
    assert learned is not None
    told = json.loads(calibration_files.save_calibration(learned, tmp_path).read_text(encoding="utf-8"))
    assert set(told) == {"format", "roads", "mode", "first", "last", "drives", "traffic", "any_time", "timed"}
    factors = [factor for model in ("any_time", "timed") if told[model] for factor in told[model]["factors"]]
    assert all(set(factor) == {"group", "period", "area", "value", "drives"} for factor in factors)
    assert min(factor["drives"] for factor in factors) >= LEAST_DRIVES


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other/1"},
        {"roads": "other"},
        {"mode": "walk"},
        {"first": "2026-13-01"},
        {"any_time": {}},
        {"any_time": {"factors": [{"value": 99}], "quality": None}},
        {"any_time": {"factors": [], "quality": {"drives": 1}}},
        {"traffic": {"format": "other/1"}},
        {"traffic": None},
    ],
)
def test_a_broken_calibration_is_told_and_not_used(
    tmp_path: Path, helsinki: RoadNetwork, change: dict[str, object]
) -> None:
    path = calibration_files.save_calibration(full(helsinki), tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(RoadsError) as caught:
        calibration_files.find_calibration(helsinki, tmp_path)
    assert caught.value.code == "calibration_broken"


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff", b"[" * 100_000, b" " * (5 << 20)])
def test_a_file_that_is_no_calibration_is_told(tmp_path: Path, helsinki: RoadNetwork, content: bytes) -> None:
    calibration_files.calibration_path(tmp_path, "helsinki", "car").write_bytes(content)
    with pytest.raises(RoadsError) as caught:
        calibration_files.find_calibration(helsinki, tmp_path)
    assert caught.value.code == "calibration_broken"


def test_finer_factors_hold_in_place_of_coarser_ones(helsinki: RoadNetwork) -> None:
    area = int(find_areas(helsinki.node_lat[:1], helsinki.node_lon[:1])[0])
    factors = tuple(
        Factor(value=value, drives=LEAST_DRIVES, **told)
        for value, told in ((1.1, {}), (1.2, {"group": 3}), (1.4, {"group": 3, "area": area}))
    )
    made = dataclasses.replace(full(helsinki), any_time=factors)
    found = made.edge_factors(helsinki, None)
    at = find_areas(helsinki.node_lat, helsinki.node_lon)[helsinki.tail]
    local = exposure.edge_groups(helsinki) == 3
    assert set(found[local & (at == area)]) == {1.4}
    assert set(found[local & (at != area)]) <= {1.2}
    assert set(found[~local & (exposure.edge_groups(helsinki) >= 0)]) == {1.1}


def make_drives(
    network: RoadNetwork, true: dict[str, float], *, wrong: float = 0.0, seed: int = 1, count: int = 700
) -> tuple[Snaps, ObservedDrives]:
    """Make drives that took as long as they would with true factors, with noise; a share is wrong in two ways."""
    random = np.random.default_rng(seed)
    picked = random.integers(0, network.nodes, 120)
    snaps = snapping.snap(network, network.node_lat[picked], network.node_lon[picked])
    drives = ObservedDrives(
        origin=random.integers(0, len(snaps), count),
        target=random.integers(0, len(snaps), count),
        seconds=np.ones(count),
        weekend=np.zeros(count, dtype=bool),
        second=random.integers(7 * 3600, 19 * 3600, count),
    )
    factors = tuple(Factor(group=GROUPS.index(name), value=value, drives=99) for name, value in true.items())
    truth = Conditions(calibration=dataclasses.replace(full(network), any_time=factors)) if true else FREE_FLOW
    seconds = exposure.predict(network, snaps, drives, [truth] * count) * np.exp(random.normal(0, NOISE, count))
    odd = np.arange(count) < wrong * count
    slow = odd & (np.arange(count) % 2 == 0)
    seconds = np.where(slow, seconds * 3 + 300, np.where(odd, seconds * 0.2, seconds))
    return snaps, dataclasses.replace(drives, seconds=np.maximum(seconds, 1.0))


def full(network: RoadNetwork) -> Calibration:
    """Make a calibration with all that it can hold."""
    quality = Quality(drives=90, error_before=12.5, error_after=7.25, bias_before=-5.0, bias_after=0.5)
    factor = Factor(group=1, value=1.25, drives=40)
    return Calibration(
        roads=network.name,
        mode=network.mode,
        first=DATES[0],
        last=DATES[1],
        drives=90,
        traffic=TRAFFIC,
        any_time=(factor, dataclasses.replace(factor, area=15_000_000)),
        any_time_quality=quality,
        timed=(dataclasses.replace(factor, period=3),),
        timed_quality=quality,
    )
