"""Builders for tests of files: a small sound day as JSON values, and a strategy of whole days."""

from __future__ import annotations

import copy
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from scheduler import clock
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
    Preset,
    Rules,
    Shift,
    Staff,
    Together,
    TravelTable,
    Visit,
    Weights,
    Window,
)
from scheduler.files.findings import fold
from scheduler.files.scalars import LIST_SIGNS, looks_like_personal_number

SOUND_DAY: dict[str, Any] = {
    "format": "hemrutt-day/1",
    "date": "2026-11-23",
    "team": "primar",
    "locations": [{"id": "bas", "lat": 63.82, "lon": 20.26}, {"id": "l1", "lat": 63.83, "lon": 20.3, "address": "Ö 1"}],
    "staff": [{"id": "anna", "name": "Anna A", "profession": "nurse"}, {"id": "bo", "profession": "doctor"}],
    "cars": [
        {
            "id": "bil-1",
            "start": "bas",
            "crew": ["anna", "bo"],
            "shift": {"start": "07:30", "end": "16:00"},
            "breaks": [{"earliest": "11:00", "latest": "13:00", "duration_min": 30}],
        }
    ],
    "patients": [{"id": "p1", "location": "l1"}],
    "visits": [
        {"id": "v1", "patient": "p1", "duration_min": 45, "windows": [{"start": "08:00", "end": "12:00"}]},
        {"id": "v2", "patient": "p1", "duration_min": 30},
        {"id": "v3", "patient": "p1", "duration_min": 30},
    ],
    "together": [{"id": "g1", "visits": ["v1", "v2"]}],
    "gaps": [{"before": "v1", "after": "v3", "min_min": 60}],
    "fixed": [{"visit": "v3", "car": "bil-1"}],
}

DATES = [
    dt.date(2026, 11, 23),
    dt.date(2026, 3, 28),
    dt.date(2026, 3, 29),
    dt.date(2026, 10, 24),
    dt.date(2026, 10, 25),
]
SIGNS = st.sampled_from("aåäöÖŊé09._-/='\"@#&<>{}:()😀 ")


@pytest.fixture
def sound() -> dict[str, Any]:
    """Copy a day without faults."""
    return copy.deepcopy(SOUND_DAY)


@pytest.fixture(scope="session")
def days() -> st.SearchStrategy[Day]:
    """Draw whole days, with odd names, all fields and times around both clock changes."""
    return _days()


def _named(signs: st.SearchStrategy[str], refused: str) -> st.SearchStrategy[str]:
    texts = st.text(signs, min_size=1, max_size=8).map(lambda text: unicodedata.normalize("NFC", text).strip())
    return texts.filter(
        lambda text: bool(fold(text)) and not set(text) & set(refused) and not looks_like_personal_number(text)
    )


IDS = _named(SIGNS, LIST_SIGNS)
WORDS = _named(SIGNS, LIST_SIGNS + " :=()")
TEXTS = _named(st.one_of(SIGNS, st.sampled_from(",;|+\t")), "\t")
PHONES = st.from_regex(r"(0|\+[1-9])([ -]?[0-9]){4,8}", fullmatch=True)
LOADS = st.dictionaries(WORDS, st.integers(0, 9), max_size=2)


def _unique(size: int) -> st.SearchStrategy[list[str]]:
    return st.lists(IDS, min_size=size, max_size=size, unique_by=fold)


def _some(values: list[str], most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


@st.composite
def _days(draw: Callable[..., Any]) -> Day:
    date = draw(st.sampled_from(DATES))
    timezone = draw(st.sampled_from(["Europe/Stockholm", "Europe/Lisbon", "UTC"]))
    first = clock.day_start(date, timezone)
    places, staff, cars = draw(_unique(3)), draw(_unique(2)), draw(_unique(2))
    patients, visits = draw(_unique(2)), draw(_unique(4))

    def time(earliest: dt.datetime = first) -> dt.datetime:
        left = int((clock.day_start(date + dt.timedelta(days=2), timezone) - earliest).total_seconds())
        step = draw(st.sampled_from([60, 1])) if left > 60 else 1
        return earliest + dt.timedelta(seconds=step * draw(st.integers(0, left // step)))

    def later(at: dt.datetime) -> dt.datetime:
        return at + dt.timedelta(seconds=draw(st.sampled_from([0, 60, 61, 3600])))

    def car(key: str) -> Car:
        # One hour is left before the end of the second day, so that later times stay inside it.
        start = min(time(), first + dt.timedelta(hours=40))
        rest = min(time(), first + dt.timedelta(hours=40))
        return Car(
            id=key,
            mode=draw(st.sampled_from(["car", "bike"])),
            start=draw(st.sampled_from(places)),
            end=draw(st.sampled_from([None, *places])),
            crew=tuple(draw(_some(staff))),
            shift=Shift(start=start, end=start + dt.timedelta(hours=4), max_overtime_s=draw(st.sampled_from([0, 61]))),
            breaks=(Break(earliest=rest, latest=later(rest), duration_s=draw(st.sampled_from([1, 100, 1800]))),)
            if draw(st.booleans())
            else (),
            max_visits=draw(st.sampled_from([None, 0, 6])),
            capacity=draw(LOADS),
        )

    def window() -> Window:
        start = min(time(), first + dt.timedelta(hours=40))
        soft_start = draw(st.sampled_from([None, start]))
        soft_end = later(start)
        return Window(
            start=start,
            end=soft_end + dt.timedelta(minutes=1),
            soft_start=soft_start,
            soft_end=draw(st.sampled_from([None, soft_end])),
        )

    def visit(key: str) -> Visit:
        return Visit(
            id=key,
            patient=draw(st.sampled_from(patients)),
            duration_s=draw(st.sampled_from([1, 100, 2700])),
            setup_s=draw(st.sampled_from([0, 301])),
            windows=tuple(window() for _ in range(draw(st.integers(0, 2)))),
            skills=frozenset(draw(st.lists(WORDS, max_size=2))),
            crew_size=draw(st.integers(1, 2)),
            priority=draw(st.integers(0, 5)),
            mandatory=draw(st.booleans()),
            kind=draw(st.sampled_from(Kind)),
            cars_allowed=draw(st.sampled_from([None, frozenset[str](), frozenset(cars[:1])])),
            cars_refused=frozenset(draw(_some(cars[1:]))),
            demand=draw(LOADS),
        )

    travel = None
    if draw(st.booleans()):
        matrix = np.array([[0, 5, 1_000_000_000], [7, 0, 9], [3, 2, 0]], dtype=np.int64)
        table = Matrix(seconds=matrix, metres=matrix)
        travel = TravelTable(locations=tuple(places), modes={"car": table, "bike": table})
    coordinates = st.floats(33, 53).map(lambda degrees: round(degrees, draw(st.integers(1, 15))))
    return Day(
        date=date,
        timezone=timezone,
        team=draw(IDS),
        roads=None if travel else draw(st.sampled_from([None, "umea"])),
        travel=travel,
        locations=tuple(
            Location(id=key, lat=draw(coordinates), lon=-draw(coordinates), address=draw(st.none() | TEXTS))
            for key in places
        ),
        staff=tuple(
            Staff(
                id=key,
                name=draw(TEXTS),
                profession=draw(WORDS),
                skills=frozenset(draw(st.lists(WORDS, max_size=2))),
                languages=tuple(draw(st.lists(WORDS, max_size=2))),
            )
            for key in staff
        ),
        cars=tuple(car(key) for key in cars),
        patients=tuple(
            Patient(
                id=key,
                location=draw(st.sampled_from(places)),
                max_visits_per_day=draw(st.integers(0, 4)),
                contact_staff=frozenset(staff[:1]) if draw(st.booleans()) else frozenset(),
                refused_staff=frozenset(staff[1:]) if draw(st.booleans()) else frozenset(),
                phone=draw(st.none() | PHONES),
                protected=draw(st.booleans()),
            )
            for key in patients
        ),
        visits=tuple(visit(key) for key in visits),
        together=(Together(id=draw(IDS), visits=tuple(visits[:2])),) if draw(st.booleans()) else (),
        gaps=(
            Gap(
                before=visits[1],
                after=visits[2],
                min_s=draw(st.sampled_from([0, 61])),
                max_s=draw(st.sampled_from([None, 7200])),
                since=draw(st.sampled_from(["end", "start"])),
            ),
        )
        if draw(st.booleans())
        else (),
        fixed=(Fixed(visit=visits[3], car=cars[0], start=draw(st.sampled_from([None, time()]))),)
        if draw(st.booleans())
        else (),
        rules=Rules(min_gap_same_patient_s=draw(st.sampled_from([0, 90]))),
        weights=Weights(
            preset=draw(st.sampled_from(Preset)),
            prices=draw(st.dictionaries(st.sampled_from(["driving", "overtime"]), st.integers(0, 9))),
        ),
    )


@pytest.fixture(scope="session")
def same() -> Callable[[Day, Day], bool]:
    """Tell whether two days are equal, matrices included (numpy arrays have no plain equality)."""

    def compare(one: Day, other: Day) -> bool:
        fields = [name for name in Day.__slots__ if name != "travel"]
        if any(getattr(one, name) != getattr(other, name) for name in fields):
            return False
        if one.travel is None or other.travel is None:
            return one.travel is other.travel
        return one.travel.locations == other.travel.locations and all(
            np.array_equal(matrix.seconds, other.travel.modes[mode].seconds)
            and np.array_equal(matrix.metres, other.travel.modes[mode].metres)
            for mode, matrix in one.travel.modes.items()
        )

    return compare


@pytest.fixture(scope="session")
def placeholders() -> Callable[[str], set[str]]:
    """Find the names that a text of the catalogue has filled in."""
    return lambda text: set(re.findall(r"(?<!\{)\{([a-z_]+)", text))
