"""Each team's day on real roads, from a made day to a written plan, re-checked in clock time."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maps.storage import library
from scheduler import checking, files, making, planning, travelling
from scheduler.day import Day
from scheduler.plan import Plan
from scheduler.teams import TEAMS, find_team
from solver.limits import Limits
from tests.flow.oracle import broken_rules

MONDAY = dt.date(2026, 11, 23)
LIMITS = Limits(seconds=20, iterations=60, seed=1)
EXTRACTS = Path(__file__).parents[2].parent / "shared" / "roads"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for networks, so that each is read once."""
    return tmp_path_factory.mktemp("roads")


def plan_made_day(team: str, roads: str, folder: Path, date: dt.date = MONDAY) -> tuple[Day, Plan]:
    network = library.open_network(roads, folder=folder)
    day = making.make_day(find_team(team), network, date=date, seed=1)
    return day, planning.plan_day(day, folder=folder, limits=LIMITS)


def drives_of(day: Day, folder: Path) -> Callable[[str, str, str], int]:
    """Measure the day's drives anew."""
    travel = travelling.measure_travel(day, lambda name, mode: library.open_network(name, mode=mode, folder=folder))
    rows = {place.id: row for row, place in enumerate(day.locations)}
    return lambda mode, here, there: int(travel.travels[travel.modes.index(mode)].seconds[rows[here], rows[there]])


@pytest.mark.parametrize("team", sorted(TEAMS))
def test_every_teams_day_is_planned_and_keeps_its_rules(team: str, folder: Path) -> None:
    working = find_team(team).next_day(MONDAY - dt.timedelta(days=1))
    day, plan = plan_made_day(team, "helsinki", folder, working)
    assert broken_rules(day, plan, drive=drives_of(day, folder)) == []
    assert plan.kpis.visits_planned >= 0.9 * len(day.visits)
    assert all(left.reasons for left in plan.unassigned)


@pytest.mark.extracts
@pytest.mark.parametrize(
    "extract", ["oslo-east-filtered", "linkoping-centrum", "stockholm-ostermalm", "liechtenstein", "porto"]
)
def test_a_day_on_real_roads_is_planned_checked_and_read_back(extract: str, folder: Path, tmp_path: Path) -> None:
    path = EXTRACTS / f"{extract}.osm.pbf"
    if not path.is_file():
        reason = f"the extract {path.name} is not in ../shared/roads"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    library.import_network(path, name=extract, folder=folder)
    day, plan = plan_made_day("primar", extract, folder)
    assert not plan.estimated_times
    assert broken_rules(day, plan, drive=drives_of(day, folder)) == []
    files.write_day(day, tmp_path / "day.json")
    files.write_plan(plan, tmp_path / "plan.json")
    findings = checking.check_plan(
        files.read_day(tmp_path / "day.json"), files.read_plan(tmp_path / "plan.json"), folder=folder
    )
    assert [finding for finding in findings if finding.hard] == []


def test_the_demo_day_leaves_out_just_the_visit_that_nobody_can_do(folder: Path) -> None:
    day, plan = plan_made_day("primar", "helsinki", folder)
    assert len(day.cars) >= 6
    assert len(day.visits) >= 30
    assert len(day.together) >= 2
    assert day.gaps
    assert all(car.breaks for car in day.cars)
    assert len(plan.unassigned) == 1
    assert {reason.code for reason in plan.unassigned[0].reasons} <= {"skill", "crew_size"}


def test_the_same_seed_gives_the_same_plan(folder: Path) -> None:
    first, second = (plan_made_day("primar", "helsinki", folder)[1] for _ in range(2))
    assert first.routes == second.routes


@pytest.mark.parametrize("corruption", ["drive_s", "cost", "kpis", "lost", "stranger", "twice"])
def test_a_plan_with_wrong_figures_or_visits_is_found_out(corruption: str, folder: Path) -> None:
    day, plan = plan_made_day("primar", "helsinki", folder)
    document = files.plan_document(plan)
    _corrupt(document, corruption)
    tampered = files.parse_plan(json.loads(json.dumps(document)), file="plan.json")
    findings = checking.check_plan(day, tampered, folder=folder)
    assert any(finding.hard for finding in findings), corruption


def _corrupt(document: dict[str, Any], how: str) -> None:
    visit = next(stop for route in document["routes"] for stop in route["stops"] if stop["kind"] == "visit")
    if how == "drive_s":
        visit["drive_s"] += 1
    elif how == "cost":
        document["cost"]["total"] -= 1
    elif how == "kpis":
        document["kpis"]["drive_s"] += 60
    elif how == "lost":
        document["unassigned"].clear()
    elif how == "stranger":
        visit["visit"] = "nobody-asked-for-this"
    else:
        document["unassigned"].append({"visit": visit["visit"], "reasons": []})
