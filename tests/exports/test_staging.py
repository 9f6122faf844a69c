"""Plans are set on roads where there are roads, and on straight dotted lines where there are none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from api.exports.staging import Roads, make_scene, set_scene
from maps.network import RoadNetwork
from maps.reading.files import read_network
from maps.storage import library
from maps.times import calibration_files
from maps.times.calibration import Calibration, Factor, Quality
from maps.times.traffic import GROUPS
from scheduler import files, planning
from scheduler.day import Day
from solver.limits import Limits
from tests.exports.sample import PLACES, make_day, make_plan


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    """Lay a chain of streets past all places but the last, with a corner between each two."""
    spots = [(lat, lon) for lat, lon, _ in list(PLACES.values())[:-2]]
    corners = [(before[0], after[1]) for before, after in itertools.pairwise(spots)]
    chain = [spot for pair in zip(spots, [*corners, spots[-1]], strict=True) for spot in pair]
    nodes = "".join(f'<node id="{key}" lat="{lat}" lon="{lon}"/>' for key, (lat, lon) in enumerate(chain, 1))
    road = refer(range(1, len(chain)))
    text = (
        f'<osm version="0.6">{nodes}<way id="5">{road}<tag k="highway" v="residential"/>'
        f'<tag k="name" v="Storgatan"/></way></osm>'
    )
    path = tmp_path_factory.mktemp("roads") / "chain.osm"
    path.write_text(text)
    return read_network(path, name="chain", made=True)


def refer(keys: Iterable[int]) -> str:
    return "".join(f'<nd ref="{key}"/>' for key in keys)


@pytest.fixture
def day() -> Day:
    return make_day()


def test_drives_follow_the_streets_and_keep_the_plans_figures(day: Day, network: RoadNetwork) -> None:
    plan = make_plan()
    scene = set_scene(day, plan, Roads(networks={"car": network}))
    for route in plan.routes[:2]:
        legs = scene.legs[route.car]
        assert sum(leg.seconds for leg in legs) == route.drive_s
        assert not any(leg.estimated for leg in legs)
        assert all(len(leg.lats) > 2 for leg in legs), "there is a corner between any two places"
    first = scene.legs["Bil 1"][0]
    assert (first.lats[0], first.lons[0]) == pytest.approx(PLACES["base"][:2], abs=1e-5)
    assert (first.lats[-1], first.lons[-1]) == pytest.approx(PLACES["l2"][:2], abs=1e-5)


def test_a_place_far_from_any_road_is_reached_by_a_straight_estimated_line(day: Day, network: RoadNetwork) -> None:
    scene = set_scene(day, make_plan(), Roads(networks={"car": network}))
    assert all(leg.estimated for leg in scene.legs["Bil 3"]), "l11 lies 7 km from the roads of the extract"
    assert scene.legs["Bil 3"][0].lats.tolist() == [PLACES["base"][0], PLACES["l11"][0]]


def test_without_roads_all_is_straight_and_nothing_is_claimed(day: Day) -> None:
    plan = dataclasses.replace(make_plan(), roads_made=False, attribution=None)
    scene = set_scene(day, plan, Roads())
    assert all(leg.estimated and len(leg.lats) == 2 for legs in scene.legs.values() for leg in legs)
    assert not any(scene.drawing.lines.values())
    assert (scene.attribution, scene.made) == ("", False) or (scene.attribution, scene.made) == (None, False)


def test_made_roads_are_marked_as_made(day: Day, network: RoadNetwork) -> None:
    plan = dataclasses.replace(make_plan(), roads_made=False, attribution=None)
    scene = set_scene(day, plan, Roads(networks={"car": network}))
    assert scene.made
    assert scene.attribution == network.attribution


def test_the_drawing_reaches_beyond_the_day(day: Day) -> None:
    south, west, north, east = set_scene(day, make_plan(), Roads()).drawing.bounds
    assert south < min(place.lat for place in day.locations) - 0.02
    assert north > max(place.lat for place in day.locations) + 0.02
    assert west < min(place.lon for place in day.locations) - 0.04
    assert east > max(place.lon for place in day.locations) + 0.04


def test_a_phone_visit_is_no_drive(day: Day) -> None:
    legs = set_scene(day, make_plan(), Roads()).legs["Bil 2"]
    assert [leg.stop for leg in legs] == [1, 4, 5, 6]


def test_nothing_is_read_from_the_folder_without_roads(day: Day, tmp_path: Path) -> None:
    scene = make_scene(dataclasses.replace(day, roads=None), make_plan(), folder=tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert scene.day.roads is None


FORK_DAY: dict[str, Any] = {
    "format": "hemrutt-day/1",
    "date": "2026-11-23",
    "team": "primar",
    "roads": "fork",
    "locations": [{"id": "base", "lat": 63.82, "lon": 20.26}, {"id": "home", "lat": 63.82, "lon": 20.30}],
    "staff": [{"id": "asa", "name": "Åsa Ö", "profession": "nurse"}],
    "cars": [
        {"id": "car-1", "start": "base", "end": "base", "crew": ["asa"], "shift": {"start": "08:00", "end": "16:00"}}
    ],
    "patients": [{"id": "p1", "location": "home"}],
    "visits": [{"id": "v1", "patient": "p1", "duration_min": 30}],
}


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    """Keep a network with a short main road and a longer street between the same two ends; give its folder."""
    spots = [(63.82, 20.26), (63.82, 20.30), (63.825, 20.26), (63.825, 20.30)]
    nodes = "".join(f'<node id="{key}" lat="{lat}" lon="{lon}"/>' for key, (lat, lon) in enumerate(spots, 1))
    ways = "".join(
        f'<way id="{key}">{refer(ends)}<tag k="highway" v="{kind}"/><tag k="maxspeed" v="50"/></way>'
        for key, (kind, ends) in enumerate((("primary", (1, 2)), ("unclassified", (1, 3, 4, 2))), 1)
    )
    path = tmp_path / "fork.osm"
    path.write_text(f'<osm version="0.6">{nodes}{ways}</osm>')
    library.import_network(path, name="fork", folder=tmp_path / "kept")
    return tmp_path / "kept"


@pytest.mark.parametrize("learned", [False, True])
def test_drives_take_the_very_ways_that_the_plan_measured(fork: Path, *, learned: bool) -> None:
    if learned:
        slow = Factor(group=GROUPS.index("main"), value=2.5, drives=60)
        calibration = Calibration(
            roads="fork",
            mode="car",
            first=dt.date(2026, 1, 1),
            last=dt.date(2026, 1, 31),
            drives=60,
            any_time=(slow,),
            any_time_quality=Quality(drives=60, error_before=9.0, error_after=2.0, bias_before=-8.0, bias_after=0.0),
        )
        calibration_files.save_calibration(calibration, fork)
    day = files.parse_day(FORK_DAY, file="day")
    plan = planning.plan_day(day, folder=fork, limits=Limits(seconds=1.0, iterations=5, seed=1))
    out, back = make_scene(day, plan, folder=fork).legs["car-1"]
    assert bool(max(out.lats) > 63.824) == learned, "with the main road slow the longer street is the faster way"
    for leg in (out, back):
        steps = zip(leg.lats[:-1], leg.lons[:-1], leg.lats[1:], leg.lons[1:], strict=True)
        drawn = sum(
            math.hypot((c - a) * 111_195, (d - b) * 111_195 * math.cos(math.radians(a))) for a, b, c, d in steps
        )
        assert leg.metres == pytest.approx(drawn, rel=0.01)
