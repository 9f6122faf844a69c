"""The oracle passes a plan made by hand and names each rule that a change to the plan or the day breaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scheduler.day import (
    Break,
    Car,
    Day,
    Fixed,
    Gap,
    Kind,
    Location,
    Matrix,
    Patient,
    Rules,
    Shift,
    Staff,
    Together,
    TravelTable,
    Visit,
    Window,
)
from scheduler.plan import Kpis, Plan, Reason, Route, Stop, Unassigned
from tests.flow.oracle import broken_rules

PLACES = ("base", "north", "south")


def at(clock: str) -> dt.datetime:
    hour, minute = clock.split(":")
    return dt.datetime(2026, 11, 23, int(hour), int(minute), tzinfo=dt.UTC)


def make_day() -> Day:
    """Two cars and four visits: every drive takes ten minutes."""
    seconds = np.where(np.eye(3, dtype=bool), 0, 600).astype(np.int64)
    lunch = Break(earliest=at("10:00"), latest=at("11:00"), duration_s=1_800)
    shift = Shift(start=at("07:00"), end=at("12:00"))
    return Day(
        date=dt.date(2026, 11, 23),
        team="a",
        locations=tuple(Location(id=place, lat=63.8, lon=20.3) for place in PLACES),
        travel=TravelTable(locations=PLACES, modes={"car": Matrix(seconds=seconds, metres=seconds * 10)}),
        staff=(
            Staff(id="anna", name="Anna", profession="nurse", skills=frozenset({"IV"})),
            Staff(id="bo", name="Bo", profession="doctor"),
        ),
        cars=(
            Car(id="car-1", start="base", end="base", crew=("anna",), shift=shift, breaks=(lunch,)),
            Car(id="car-2", start="base", end=None, crew=("bo",), shift=shift, capacity={"bags": 2}),
        ),
        patients=(Patient(id="p1", location="north"), Patient(id="p2", location="south")),
        visits=(
            Visit(id="v1", patient="p1", duration_s=1_200, skills=frozenset({"iv"})),
            Visit(id="v2", patient="p1", duration_s=1_200, demand={"bags": 2}),
            Visit(
                id="v3",
                patient="p2",
                duration_s=1_800,
                setup_s=600,
                windows=(Window(start=at("09:00"), end=at("10:00"), soft_end=at("09:20")),),
            ),
            Visit(id="v4", patient="p2", duration_s=600, kind=Kind.PHONE),
            Visit(id="v5", patient="p2", duration_s=600, skills=frozenset({"dialysis"})),
        ),
        together=(Together(id="g1", visits=("v1", "v2")),),
        gaps=(Gap(before="v1", after="v3", min_s=600, max_s=7_200),),
        rules=Rules(min_gap_same_patient_s=600),
    )


def visit(key: str, place: str, start: str, end: str, **values: Any) -> Stop:
    given = {"arrive": at(start), "drive_s": 600, "drive_m": 6_000, "late_s": 0, **values}
    return Stop(kind="visit", visit=key, location=place, start=at(start), end=at(end), **given)


def make_plan() -> Plan:
    one = (
        Stop(kind="start", location="base", end=at("07:50")),
        visit("v1", "north", "08:00", "08:20"),
        visit("v3", "south", "09:30", "10:10", arrive=at("08:30"), late_s=600),
        Stop(kind="break", start=at("10:15"), end=at("10:45")),
        Stop(kind="end", location="base", drive_s=600, drive_m=6_000, arrive=at("10:50")),
    )
    two = (
        Stop(kind="start", location="base", end=at("07:50")),
        visit("v2", "north", "08:00", "08:20"),
        visit("v4", "north", "08:20", "08:30", drive_s=0, drive_m=0),
        Stop(kind="end", location="north", drive_s=0, drive_m=0, arrive=at("08:30")),
    )
    return Plan(
        date=dt.date(2026, 11, 23),
        timezone="Europe/Stockholm",
        team="a",
        routes=(
            Route(
                car="car-1", drive_s=1_800, drive_m=18_000, visit_s=3_600, wait_s=3_600, overtime_s=0, stops=one
            ),
            Route(car="car-2", drive_s=600, drive_m=6_000, visit_s=1_800, wait_s=0, overtime_s=0, stops=two),
        ),
        unassigned=(Unassigned(visit="v5", reasons=(Reason(code="skill", cars=("car-1",), text="…"),)),),
        cost_total=10,
        cost_parts={"driving": 7, "waiting": 3},
        kpis=Kpis(
            visits_planned=4, visits_unassigned=1, drive_s=2_400, drive_m=24_000, late_s=600, overtime_s=0,
            care_share=0.5, continuity=None, co2_g=0,
        ),
        seconds=1.0,
        seed=1,
    )  # fmt: skip


def rules_of(day: Day, plan: Plan) -> set[str]:
    return {found.split(":")[0] for found in broken_rules(day, plan)}


def with_stop(route: int, number: int, **values: Any) -> Plan:
    plan = make_plan()
    stops = list(plan.routes[route].stops)
    stops[number] = replace(stops[number], **values)
    return with_route(route, stops=tuple(stops))


def with_route(route: int, **values: Any) -> Plan:
    plan = make_plan()
    routes = list(plan.routes)
    routes[route] = replace(routes[route], **values)
    return replace(plan, routes=tuple(routes))


def with_visit(number: int, **values: Any) -> Day:
    day = make_day()
    visits = list(day.visits)
    visits[number] = replace(visits[number], **values)
    return replace(day, visits=tuple(visits))


def with_car(number: int, **values: Any) -> Day:
    day = make_day()
    cars = list(day.cars)
    cars[number] = replace(cars[number], **values)
    return replace(day, cars=tuple(cars))


def with_patient(**values: Any) -> Day:
    day = make_day()
    first, second = day.patients
    return replace(day, patients=(replace(first, **values), second))


def test_a_plan_made_by_hand_is_right() -> None:
    assert broken_rules(make_day(), make_plan()) == []


@pytest.mark.parametrize(
    ("rule", "make"),
    [
        ("structure", lambda: with_route(1, car="car-1")),
        ("structure", lambda: with_route(1, car="car-9")),
        ("structure", lambda: with_stop(0, 1, visit="v2")),
        ("structure", lambda: with_stop(0, 1, visit="v9")),
        ("structure", lambda: replace(make_plan(), unassigned=())),
        ("structure", lambda: with_stop(0, 1, end=None)),
        ("structure", lambda: with_stop(0, 1, end=at("08:20").replace(tzinfo=None))),
        ("structure", lambda: with_route(0, stops=make_plan().routes[0].stops[1:])),
        ("clock", lambda: with_stop(0, 0, end=at("07:51"))),
        ("clock", lambda: with_stop(0, 2, arrive=at("08:29"))),
        ("clock", lambda: with_stop(0, 2, arrive=at("09:31"))),
        ("clock", lambda: with_stop(0, 2, end=at("10:00"))),
        ("clock", lambda: with_stop(0, 4, arrive=at("10:49"))),
        ("clock", lambda: with_stop(0, 4, drive_s=540)),
        ("clock", lambda: with_stop(0, 4, location="south")),
        ("clock", lambda: with_stop(1, 3, arrive=at("08:31"))),
        ("clock", lambda: with_stop(1, 2, start=at("08:19"))),
        ("clock", lambda: with_stop(0, 3, start=at("10:05"), end=at("10:35"))),
        ("clock", lambda: with_route(1, stops=tuple(make_plan().routes[1].stops[i] for i in (0, 2, 1, 3)))),
        ("unreachable", lambda: with_stop(0, 4, drive_s=1_000_000_000)),
        ("shift", lambda: with_stop(0, 0, end=at("06:59"))),
        ("shift", lambda: with_stop(0, 4, arrive=at("12:01"))),
        ("time_window", lambda: with_stop(0, 2, start=at("08:59"), end=at("09:39"))),
        ("time_window", lambda: with_stop(0, 2, start=at("10:01"), end=at("10:41"))),
        ("break", lambda: with_stop(0, 3, end=at("10:44"))),
        ("break", lambda: with_stop(0, 3, start=at("11:01"), end=at("11:31"))),
        ("break", lambda: with_route(0, stops=tuple(s for s in make_plan().routes[0].stops if s.kind != "break"))),
        ("together", lambda: with_stop(1, 1, start=at("08:01"))),
        ("gap", lambda: with_stop(0, 2, start=at("08:29"))),
        ("gap", lambda: with_stop(0, 2, start=at("10:21"))),
        ("sums", lambda: replace(make_plan(), cost_total=11)),
        ("sums", lambda: with_route(1, drive_s=601)),
        ("sums", lambda: with_route(0, wait_s=0)),
        ("sums", lambda: with_stop(0, 2, late_s=0)),
    ],
)
def test_a_changed_plan_breaks_its_rule(rule: str, make: Callable[[], Plan]) -> None:
    assert rule in rules_of(make_day(), make())


@pytest.mark.parametrize(
    ("rule", "make"),
    [
        ("skill", lambda: with_visit(0, skills=frozenset({"doctor"}))),
        ("crew_size", lambda: with_visit(0, crew_size=2)),
        ("refused", lambda: with_visit(0, cars_refused=frozenset({"car-1"}))),
        ("refused", lambda: with_visit(0, cars_allowed=frozenset({"car-2"}))),
        ("refused", lambda: with_patient(refused_staff=frozenset({"bo"}))),
        ("max_visits", lambda: with_car(0, max_visits=1)),
        ("patient_cap", lambda: with_patient(max_visits_per_day=1)),
        ("capacity", lambda: with_car(1, capacity={"bags": 1})),
        ("gap", lambda: replace(make_day(), together=())),
        ("gap", lambda: replace(make_day(), rules=Rules(min_gap_same_patient_s=3_601))),
        ("gap", lambda: replace(make_day(), gaps=(Gap(before="v1", after="v3", min_s=4_201),))),
        ("gap", lambda: replace(make_day(), gaps=(Gap(before="v1", after="v3", max_s=5_399, since="start"),))),
        ("together", lambda: replace(make_day(), together=(Together(id="g2", visits=("v4", "v5")),))),
        ("together", lambda: replace(make_day(), together=(Together(id="g2", visits=("v2", "v4")),))),
        ("fixed", lambda: replace(make_day(), fixed=(Fixed(visit="v1", car="car-2"),))),
        ("fixed", lambda: replace(make_day(), fixed=(Fixed(visit="v1", start=at("08:01")),))),
        ("clock", lambda: with_visit(1, setup_s=60)),
    ],
)
def test_a_changed_day_is_broken_by_the_plan(rule: str, make: Callable[[], Day]) -> None:
    assert rule in rules_of(make(), make_plan())


def test_limits_just_met_are_kept() -> None:
    assert rules_of(with_car(0, max_visits=2), make_plan()) == set()
    assert rules_of(with_patient(max_visits_per_day=2), make_plan()) == set()
    assert (
        rules_of(replace(make_day(), gaps=(Gap(before="v1", after="v3", min_s=4_200, max_s=4_200),)), make_plan())
        == set()
    )


def test_given_drives_replace_the_table() -> None:
    found = broken_rules(make_day(), make_plan(), drive=lambda _mode, one, other: 0 if one == other else 601)
    assert found != []
    assert all(line.startswith("clock: 600 s from") for line in found)
