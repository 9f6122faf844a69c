"""A day becomes the problem it means, and a solution the plan it means."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from scheduler import clock, day, plan, routes, translation, travelling
from solver import problem
from solver.solution import Route, Solution, Stop

DATE = dt.date(2026, 11, 23)
MINUTE = 60


def at(text: str, date: dt.date = DATE) -> dt.datetime:
    return clock.read_instant(text, date=date, timezone="Europe/Stockholm")


def small_day(date: dt.date = DATE) -> day.Day:
    """Two cars at a base, two patients ten minutes away each, one visited at home and by phone."""
    shift = day.Shift(start=at("08:00", date), end=at("16:00", date), max_overtime_s=1800)
    seconds = np.array([[0, 600, 600], [600, 0, 300], [600, 300, 0]], dtype=np.int64)
    matrix = day.Matrix(seconds=seconds, metres=seconds * 10)
    return day.Day(
        date=date,
        team="test",
        travel=day.TravelTable(locations=("base", "l1", "l2"), modes={"car": matrix}),
        locations=tuple(day.Location(id=key, lat=63.8, lon=20.2) for key in ("base", "l1", "l2")),
        staff=(
            day.Staff(id="anna", name="Anna", profession="nurse", skills=frozenset({"IV_therapy"})),
            day.Staff(id="bo", name="Bo", profession="doctor"),
        ),
        cars=(
            day.Car(id="c1", start="base", end="base", crew=("anna",), shift=shift, capacity={"bags": 4}),
            day.Car(id="c2", start="base", end=None, crew=("anna", "bo"), shift=shift),
        ),
        patients=(
            day.Patient(id="p1", location="l1", contact_staff=frozenset({"bo"})),
            day.Patient(id="p2", location="l2", refused_staff=frozenset({"bo"}), max_visits_per_day=4),
        ),
        visits=(
            day.Visit(
                id="v1",
                patient="p1",
                duration_s=30 * MINUTE,
                skills=frozenset({"Nurse", "iv_therapy"}),
                windows=(day.Window(start=at("09:00", date), end=at("10:00", date)),),
                demand={"bags": 2},
            ),
            day.Visit(id="v2", patient="p2", duration_s=15 * MINUTE, kind=day.Kind.PHONE, priority=0),
        ),
    )


@pytest.fixture
def translated() -> translation.Translation:
    made = small_day()
    return translation.translate(made, travelling.measure_travel(made, _no_roads))


def _no_roads(name: str, mode: day.Mode) -> object:
    raise AssertionError(f"a day with matrices asked for {name} by {mode}")


def test_seconds_count_from_local_midnight(translated: translation.Translation) -> None:
    window = translated.problem.visits[0].windows[0]
    assert (window.start, window.end) == (9 * 3600, 10 * 3600)


def test_a_crews_skills_count_together_whatever_their_case(translated: translation.Translation) -> None:
    needed = translated.problem.visits[0].skills
    assert len(needed) == 2
    assert all(needed <= car.skills for car in translated.problem.cars)


def test_a_contact_needs_no_place_and_no_window_means_all_day(translated: translation.Translation) -> None:
    contact = translated.problem.visits[1]
    assert contact.location is None
    assert contact.windows == (problem.Window(start=0, end=16 * 3600 + 1800),)


def test_known_and_refused_staff_become_cars(translated: translation.Translation) -> None:
    assert translated.problem.visits[0].known == {1}
    assert translated.problem.visits[1].refused == {1}


def test_priority_orders_prices_and_zero_means_if_it_fits(translated: translation.Translation) -> None:
    first = translated.day.visits[0]
    prices = [translation.price_of(replace(first, priority=priority)) for priority in (0, 1, 2)]
    assert prices == sorted(prices)
    assert translation.price_of(replace(first, mandatory=True)) > prices[-1]


def test_a_missing_capacity_is_no_bound(translated: translation.Translation) -> None:
    assert [car.capacity for car in translated.problem.cars] == [(4,), (None,)]


def test_routes_survive_the_way_to_a_plan_and_back(translated: translation.Translation) -> None:
    solution = Solution(
        routes=(
            Route(
                car=1,
                depart=9 * 3600,
                items=(
                    Stop(visit=0, arrive=9 * 3600 + 600, start=9 * 3600 + 600, end=9 * 3600 + 2400),
                    Stop(visit=1, arrive=9 * 3600 + 2400, start=9 * 3600 + 2400, end=9 * 3600 + 3300),
                ),
                finish=9 * 3600 + 3300,
            ),
        )
    )
    told = routes.to_routes(translated, solution, slacks={0: 60})
    assert routes.from_routes(translated, told) == solution
    kinds = [stop.kind for stop in told[0].stops]
    assert kinds == ["start", "visit", "visit", "end"]
    assert [stop.location for stop in told[0].stops] == ["base", "l1", "l1", "l1"]
    assert told[0].drive_s == 600
    assert told[0].stops[1].slack_s == 60


def test_breaks_with_overlapping_windows_are_told_apart() -> None:
    """The break with the wider window is taken first here: numbering by order of time would call both wrong."""
    made = small_day()
    rests = (
        day.Break(earliest=at("09:00"), latest=at("10:00"), duration_s=900),
        day.Break(earliest=at("08:00"), latest=at("15:00"), duration_s=1800),
    )
    made = replace(made, cars=(replace(made.cars[0], breaks=rests), made.cars[1]))
    translated = translation.translate(made, travelling.measure_travel(made, _no_roads))
    stops = (
        plan.Stop(kind="start", location="base", end=at("08:00")),
        plan.Stop(kind="break", start=at("08:15"), end=at("08:45")),
        plan.Stop(kind="break", start=at("09:30"), end=at("09:45")),
        plan.Stop(kind="end", location="base", arrive=at("10:00")),
    )
    route = plan.Route(car="c1", drive_s=0, drive_m=0, visit_s=0, wait_s=0, overtime_s=0, stops=stops)
    (read,) = routes.from_routes(translated, [route]).routes
    assert [rest.number for rest in read.rests] == [1, 0]


@pytest.mark.parametrize(
    ("date", "hours"), [(dt.date(2026, 3, 29), 7), (dt.date(2026, 10, 25), 9), (dt.date(2026, 11, 23), 8)]
)
def test_a_shift_over_the_clock_change_has_its_real_length(date: dt.date, hours: int) -> None:
    made = small_day(date)
    shift = day.Shift(start=at("00:00", date), end=at("08:00", date))
    cars = tuple(replace(car, shift=shift) for car in made.cars)
    travel = travelling.measure_travel(made, _no_roads)
    numbers = translation.translate(replace(made, cars=cars), travel).problem
    assert numbers.cars[0].shift_end - numbers.cars[0].shift_start == hours * 3600


@pytest.mark.parametrize("kind", ["locations", "staff", "cars", "patients", "visits"])
def test_a_day_refuses_two_things_with_one_id(kind: str) -> None:
    things = getattr(small_day(), kind)
    with pytest.raises(ValueError, match="an id stands twice"):
        replace(small_day(), **{kind: (*things, things[0])})


def test_without_roads_drives_are_estimated_and_told() -> None:
    made = replace(
        small_day(),
        travel=None,
        locations=(
            day.Location(id="base", lat=63.82, lon=20.26),
            day.Location(id="l1", lat=63.91, lon=20.26),
            day.Location(id="l2", lat=63.82, lon=20.26),
        ),
    )
    travel = travelling.measure_travel(made, _no_roads)
    assert travel.estimated == ("base", "l1", "l2")
    metres, seconds = travel.travels[0].metres[0, 1], travel.travels[0].seconds[0, 1]
    assert metres == pytest.approx(10_007 * travelling.DETOUR, rel=0.01)
    assert seconds == pytest.approx(metres / (50 / 3.6), rel=0.01)
    assert travel.travels[0].seconds[0, 2] == 0
