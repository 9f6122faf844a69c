"""A day's drives take the time of their departure where its rules ask for that."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from maps import snapping
from maps.network import RoadNetwork
from maps.storage import library
from maps.times import timetable, usual_traffic
from scheduler import clock, day, making, translation, travelling
from scheduler.teams import TEAMS, find_team


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roads")


def made_day(date: dt.date, rules: day.Rules, folder: Path) -> day.Day:
    network = library.open_network("helsinki", folder=folder)
    team = next(find_team(key) for key in sorted(TEAMS) if find_team(key).cars_on(date))
    return replace(making.make_day(team, network, date=date, seed=1), rules=rules)


def translate(asked: day.Day, folder: Path) -> translation.Translation:
    def open_network(name: str, mode: day.Mode) -> RoadNetwork:
        return library.open_network(name, mode=mode, folder=folder)

    return translation.translate(asked, travelling.measure_travel(asked, open_network))


@pytest.mark.parametrize("date", [dt.date(2026, 11, 23), dt.date(2026, 10, 25), dt.date(2026, 3, 29)])
def test_a_drive_takes_as_long_as_the_roads_tell_for_the_hour_on_the_clock(date: dt.date, folder: Path) -> None:
    """On days of 24, 25 and 23 hours."""
    asked = made_day(date, day.Rules(traffic="usual"), folder)
    translated = translate(asked, folder)
    travel = translated.problem.travels[0]
    network = library.open_network("helsinki", folder=folder)
    places = [place.lat for place in asked.locations], [place.lon for place in asked.locations]
    snaps = snapping.snap(network, *places)
    traffic = usual_traffic.for_network(network)
    assert traffic is not None
    slices = timetable.measure_day(network, snaps, traffic, weekend=date.isoweekday() > 5, walk=True)
    for hour in ("06:30", "08:00", "12:00", "16:15", "23:00"):
        leave = translated.seconds(clock.read_instant(hour, date=date, timezone=asked.timezone))
        wall = int(hour[:2]) * 3600 + int(hour[3:]) * 60
        expected = slices.at(wall).seconds[0, -1]
        assert travel.drive(0, len(asked.locations) - 1, leave) == pytest.approx(expected, abs=1)


def test_without_that_rule_all_hours_are_alike(folder: Path) -> None:
    assert translate(made_day(dt.date(2026, 11, 23), day.Rules(), folder), folder).problem.travels[0].knots is None


def test_winter_makes_no_drive_shorter(folder: Path) -> None:
    date = dt.date(2026, 11, 23)
    summer = translate(made_day(date, day.Rules(), folder), folder).problem.travels[0].seconds
    winter = translate(made_day(date, day.Rules(winter=True), folder), folder).problem.travels[0].seconds
    assert (winter >= summer).all()
    assert winter.sum() > summer.sum()
