"""Traffic profiles: what they say at a time of day, for which towns, and which files are none."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maps.errors import RoadsError
from maps.network import Place, RoadNetwork
from maps.times import traffic_files, usual_traffic
from maps.times.traffic import DAY_S, GROUPS, Moment, Traffic

SWEDISH = usual_traffic.SWEDISH


def test_the_usual_profile_has_eight_slices_and_both_rush_hours_on_weekdays_only() -> None:
    assert SWEDISH.slices == 8
    main = GROUPS.index("main")
    at = {hour: SWEDISH.factors(Moment(second=int(hour * 3600)))[main] for hour in (3, 8, 10, 16.5, 22)}
    assert at[3] == 1
    assert min(at[8], at[16.5]) > at[10] > at[22]
    assert SWEDISH.factors(Moment(second=8 * 3600, weekend=True))[main] < at[10]


def test_large_roads_are_slowed_more_than_small_ones_in_rush_hours() -> None:
    factors = SWEDISH.factors(Moment(second=8 * 3600)).tolist()
    assert factors == sorted(factors, reverse=True)
    assert factors[GROUPS.index("path")] == 1


def test_the_first_and_the_last_second_of_a_slice() -> None:
    assert [SWEDISH.slice_at(second) for second in (0, 21_599, 21_600, DAY_S - 1)] == [0, 0, 1, 7]
    assert SWEDISH.centres[0] == 3 * 3600


@pytest.mark.parametrize(
    ("people", "share"), [(1_500_000, 1.0), (100_000, 0.6), (10_000, 0.2), (500, 0.1), (None, 0.5)]
)
def test_delays_grow_with_the_town(helsinki: RoadNetwork, people: int | None, share: float) -> None:
    place = Place(name="Staden", kind="town", lat=60.0, lon=20.0, population=people)
    softened = usual_traffic.for_network(dataclasses.replace(helsinki, places=(place,)))
    assert softened is not None
    assert softened.weekday[0][2] - 1 == pytest.approx(share * (SWEDISH.weekday[0][2] - 1), abs=1e-4)


def test_bikes_and_walkers_meet_no_traffic(helsinki: RoadNetwork) -> None:
    assert usual_traffic.for_network(dataclasses.replace(helsinki, mode="bike")) is None


def test_a_profile_is_read_as_it_was_written(write: Callable[..., Path]) -> None:
    assert traffic_files.read_traffic(write(traffic_files.to_document(SWEDISH))) == SWEDISH


def test_a_toml_file_names_only_what_differs_from_free_flow(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(
        'format = "hemrutt-traffic/1"\nname = "vår stad"\nslices = ["00:00", "07:00", "09:00"]\n'
        "[weekday]\nmain = [1.0, 1.5, 1]\n",
        encoding="utf-8",
    )
    read = traffic_files.read_traffic(path)
    assert read.starts == (0, 7 * 3600, 9 * 3600)
    assert read.weekday[GROUPS.index("main")] == (1.0, 1.5, 1.0)
    assert set(read.weekend) == {(1.0, 1.0, 1.0)}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"format": "other/1"}, "format"),
        ({"name": "\x1b[31m"}, "name"),
        ({"slices": ["00:00", "25:00"]}, "slices"),
        ({"slices": ["01:00"]}, "slices"),
        ({"slices": ["00:00", "09:00", "07:00"]}, "slices"),
        ({"slices": []}, "slices"),
        ({"slices": 8}, "slices"),
        ({"weekday": {"main": [1.0]}}, "weekday.main"),
        ({"weekday": {"main": [1e400] * 8}}, "weekday.main"),
        ({"weekday": {"main": [float("nan")] * 8}}, "weekday.main"),
        ({"weekday": {"main": [10**400] * 8}}, "weekday.main"),
        ({"weekday": {"main": [-1] * 8}}, "weekday.main"),
        ({"weekday": {"main": [True] * 8}}, "weekday.main"),
        ({"weekday": {"main": ["1"] * 8}}, "weekday.main"),
        ({"weekday": {"vägar": [1.0] * 8}}, "weekday.vägar"),
        ({"weekend": [1.0]}, "weekend"),
        ({"more": 1}, "more"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(write: Callable[..., Path], changes: dict[str, Any], fields: str) -> None:
    with pytest.raises(RoadsError) as caught:
        traffic_files.read_traffic(write({**traffic_files.to_document(SWEDISH), **changes}))
    assert caught.value.code == "traffic_faults"
    assert fields in str(caught.value.values["fields"]).split(", ")


def test_all_that_is_wrong_is_named_at_once(write: Callable[..., Path]) -> None:
    told = {**traffic_files.to_document(SWEDISH), "name": "", "weekday": {"main": [0.1] * 8, "local": [99] * 8}}
    with pytest.raises(RoadsError) as caught:
        traffic_files.read_traffic(write(told))
    assert caught.value.values["fields"] == "name, weekday.local, weekday.main"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000, b"{}" + b" " * 70_000, b"not json"])
def test_what_is_no_profile_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "profile.json"
    path.write_bytes(content)
    with pytest.raises(RoadsError) as caught:
        traffic_files.read_traffic(path)
    assert caught.value.code == "traffic_unreadable"


def test_a_profile_that_makes_no_sense_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="slices"):
        Traffic(name="none", starts=(5,), weekday=((1.0,),) * 5, weekend=((1.0,),) * 5)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Give a writer of profiles as JSON."""

    def write_document(told: object) -> Path:
        path = tmp_path / "profile.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        return path

    return write_document
