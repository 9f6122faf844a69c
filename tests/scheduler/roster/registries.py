"""A small registry to try things on, and arbitrary ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from scheduler.roster import CarRecord, PatientRecord, Roster, StaffRecord, TeamSettings, parse_record

Json = dict[str, Any]
SETTINGS: Json = {
    "name": "Teamet",
    "bases": [{"id": "base", "lat": 63.82, "lon": 20.26}],
    "shift": {"start": "08:00", "end": "16:00", "max_overtime_min": 30},
    "breaks": [{"earliest": "11:00", "latest": "13:00", "duration_min": 30}],
}
STAFF: Json = {"id": "asa", "name": "Åsa Ö", "profession": "nurse"}
CAR: Json = {"id": "bil", "shifts": [{"weekdays": ["mon", "tue", "wed", "thu", "fri"], "crew": ["asa"]}]}
NEED: Json = {"id": "dropp", "duration_min": 30, "times": [{"windows": [{"start": "09:00", "end": "11:00"}]}]}
PATIENT: Json = {"id": "p1", "place": {"lat": 63.9, "lon": 20.3, "address": "Storgatan 1"}, "needs": [NEED]}


def make(
    *,
    settings: Json | None = None,
    staff: tuple[Json, ...] = (STAFF,),
    cars: tuple[Json, ...] = (CAR,),
    patients: tuple[Json, ...] = (PATIENT,),
) -> Roster:
    """Make a registry of documents."""
    return Roster(
        team="primar",
        settings=parse_record(TeamSettings, settings or SETTINGS, file="settings"),
        staff=tuple(parse_record(StaffRecord, one, file="staff") for one in staff),
        cars=tuple(parse_record(CarRecord, one, file="cars") for one in cars),
        patients=tuple(parse_record(PatientRecord, one, file="patients") for one in patients),
    )


def with_need(**changes: Any) -> Roster:
    """Make a registry of one patient with one need."""
    return make(patients=({**PATIENT, "needs": [{**NEED, **changes}]},))


PHONES = st.from_regex(r"(0|\+[1-9])([ -]?[0-9]){4,9}", fullmatch=True)
DATES = st.dates(dt.date(2019, 1, 1), dt.date(2031, 12, 31))


@st.composite
def rhythms(draw: st.DrawFn) -> Json:
    """Draw a pattern of dates."""
    first = draw(DATES)
    until = draw(st.none() | st.integers(0, 800).map(lambda days: first + dt.timedelta(days=days)))
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return {
        "from": first.isoformat(),
        "until": None if until is None else until.isoformat(),
        "weekdays": draw(st.lists(st.sampled_from(names), unique=True, max_size=7)),
        "every_days": draw(st.sampled_from([1, 1, 2, 3, 14, 28, 366])),
        "every_weeks": draw(st.sampled_from([1, 1, 2, 3, 52])),
    }


def clock_text(minutes: int) -> str:
    """Write minutes after midnight."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def windows(draw: st.DrawFn) -> Json:
    """Draw a window, at night as often as by day: that is when clocks change."""
    latest = draw(st.sampled_from([240, 1_440, 2_879]))
    bounds = sorted(draw(st.lists(st.integers(0, latest), min_size=4, max_size=4)))
    start, soft_start, soft_end, end = map(clock_text, bounds)
    soft = draw(st.sampled_from([{}, {"soft_start": soft_start}, {"soft_start": soft_start, "soft_end": soft_end}]))
    return {"start": start, "end": end, **soft}


@st.composite
def needs(draw: st.DrawFn) -> Json:
    """Draw a need."""
    return {
        **draw(rhythms()),
        "id": "n",
        "times": [{"windows": draw(st.lists(windows(), max_size=2))} for _ in range(draw(st.integers(1, 3)))],
        "together": draw(st.lists(st.just(["nurse"]), max_size=2)),
        "gap_min_min": draw(st.sampled_from([0, 60])),
        "duration_min": draw(st.integers(5, 90)),
        "cars_allowed": draw(st.sampled_from([None, [], ["bil"]])),
    }
