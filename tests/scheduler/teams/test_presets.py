"""The presets hold what the published reports say of each team."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.faults import InputError
from scheduler.teams import DEFAULT_TEAM, TEAMS, find_team
from scheduler.teams.preset import Crewed, Team
from scheduler.teams.reading import read_team
from scheduler.texts import LANGUAGES

KEYS = [
    "primar",
    "palliativ-umea",
    "palliativ-skelleftea",
    "got",
    "ogh",
    "demens",
    "bedomningsbil",
    "storsjoglantan",
    "mst-malmo",
    "stroke-kalix",
    "spot-solleftea",
    "spot-sundsvall",
    "spot-ornskoldsvik",
    "trak-kronoberg",
    "dialys-ostersund",
    "sar-blekinge",
    "nst-su",
    "nst-vgr",
    "hsl-borlange",
    "hsl-torsvik",
    "hsl-vgr",
    "mint",
    "lit",
    "ihr-eskilstuna",
    "trygg-hemgang",
    "hemtagning-osthammar",
    "hemsjukhuset",
    "forebyggande",
]

# As the reports give them: hours on a weekday and at the weekend (None: closed).
HOURS = {
    "primar": ("07:30-22:00", "07:30-22:00"),
    "palliativ-umea": ("00:00-24:00", "00:00-24:00"),
    "palliativ-skelleftea": ("00:00-24:00", "00:00-24:00"),
    "got": ("08:00-16:00", None),
    "ogh": ("08:00-16:00", None),
    "demens": ("08:00-16:00", None),
    "bedomningsbil": ("08:00-22:30", "08:00-17:00"),
    "mst-malmo": ("00:00-24:00", "00:00-24:00"),
    "spot-solleftea": ("07:00-21:30", "08:00-21:00"),
    "spot-sundsvall": ("07:00-21:30", "08:00-21:00"),
    "spot-ornskoldsvik": ("07:00-21:30", "08:00-21:00"),
}
EVERY_DAY = {"dialys-ostersund", "lit", "trygg-hemgang", "hemsjukhuset"}

# Cars that the reports count, and posts by profession.
CARS = {
    "primar": 5,
    "palliativ-umea": 8,
    "palliativ-skelleftea": 7,
    "got": 3,
    "ogh": 4,
    "demens": 4,
    "bedomningsbil": 1,
    "nst-su": 10,
}
POSTS = {
    "primar": {"nurse": 6, "assistant_nurse": 1, "doctor": 1.6},
    "palliativ-umea": {"doctor": 3.2, "nurse": 14, "paramedic": 4},
    "palliativ-skelleftea": {"doctor": 2.8, "nurse": 13},
    "got": {
        "doctor": 0.6,
        "nurse": 1.05,
        "physiotherapist": 1.25,
        "occupational_therapist": 1,
        "counsellor": 0.3,
    },
    "ogh": {"occupational_therapist": 1, "physiotherapist": 1, "nurse": 1, "doctor": 0.1},
    "demens": {
        "nurse": 3.5,
        "assistant_nurse": 2,
        "occupational_therapist": 0.4,
        "physiotherapist": 0.5,
        "doctor": 0.1,
    },
    "storsjoglantan": {"doctor": 1.5, "nurse": 7, "counsellor": 0.5},
    "stroke-kalix": {"occupational_therapist": 1, "physiotherapist": 1},
    "trak-kronoberg": {"nurse": 1.2},
    "dialys-ostersund": {"nurse": 4},
    "nst-vgr": {"doctor": 1, "nurse": 2},
    "hsl-torsvik": {"doctor": 0.5, "nurse": 2, "assistant_nurse": 4},
    "mint": {"nurse": 2, "doctor": 1},
    "lit": {"physiotherapist": 1, "occupational_therapist": 1, "district_nurse": 3},
    "trygg-hemgang": {"assistant_nurse": 6},
}

MONDAY, SATURDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 28)
A_WEEK = [MONDAY + dt.timedelta(days=days) for days in range(7)]


def test_every_team_of_the_reports_has_a_preset() -> None:
    assert sorted(TEAMS) == sorted(KEYS)
    assert DEFAULT_TEAM in TEAMS


@pytest.mark.parametrize("key", KEYS)
def test_preset_loads_and_is_named_in_every_language(key: str) -> None:
    team = TEAMS[key]

    assert team.key == key
    assert all(getattr(text, language) for text in (team.name, team.about) for language in LANGUAGES)
    assert team.assumed, "no report says everything"


@pytest.mark.parametrize("key", HOURS)
def test_hours_are_those_of_the_reports(key: str) -> None:
    weekday, weekend = HOURS[key]

    assert (_hours(TEAMS[key], MONDAY), _hours(TEAMS[key], SATURDAY)) == (weekday, weekend)


@pytest.mark.parametrize("key", sorted(set(KEYS) - set(HOURS)))
def test_days_of_the_week_are_those_of_the_reports(key: str) -> None:
    works = [bool(TEAMS[key].cars_on(date)) for date in A_WEEK]

    weekend = key in EVERY_DAY
    wanted = [False, True, *[False] * 5] if key == "forebyggande" else [*[True] * 5, weekend, weekend]
    assert works == wanted


@pytest.mark.parametrize("key", KEYS)
def test_cars_and_posts_are_those_of_the_reports(key: str) -> None:
    team = TEAMS[key]

    assert dict(team.cars_told) == ({"car": CARS[key]} if key in CARS else {})
    assert "posts" in team.assumed or dict(team.posts) == POSTS.get(key, {"doctor": 1} if key == "hsl-borlange" else {})


@pytest.mark.parametrize("key", CARS)
def test_never_more_own_cars_out_than_the_team_has(key: str) -> None:
    for date in A_WEEK:
        own = [car for car in TEAMS[key].cars_on(date) if car.own and car.mode == "car"]
        busiest = max((_out_at(own, car.shift.start) for car in own), default=0)
        assert busiest <= CARS[key]


def test_shared_pool_has_eleven_cars_and_two_cargo_bikes() -> None:
    pool = [TEAMS[key] for key in ("got", "ogh", "demens")]
    bikes = [car for team in pool for car in team.cars if car.mode == "bike"]

    assert sum(team.cars_told["car"] for team in pool) == 11
    assert sum(bike.count for bike in bikes) == 2


def test_primar_goes_out_in_six_cars_of_which_one_is_the_assessment_car() -> None:
    for date in (MONDAY, SATURDAY):
        cars = TEAMS["primar"].cars_on(date)
        assert sum(car.count for car in cars) == 6
        assert sum(car.count for car in cars if not car.own) == 1


def test_hospital_teams_of_gothenburg_are_ten_cars_from_three_sites() -> None:
    cars = TEAMS["nst-su"].cars_on(MONDAY)

    assert sum(car.count for car in cars) == 10
    assert {car.base for car in cars} == {"sahlgrenska", "ostra", "molndal"}
    assert {car.max_visits for car in cars} == {6}


def test_caps_are_those_of_the_reports() -> None:
    caps = {key: team.rules.max_visits_per_day for key, team in TEAMS.items()}

    assert {key for key, cap in caps.items() if cap == 4} == {key for key in KEYS if key.startswith("spot-")}
    assert caps["mst-malmo"] == 3


@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith("spot-")])
def test_psychiatric_patients_have_two_contact_persons(key: str) -> None:
    assert TEAMS[key].rules.contact_persons == 2


@pytest.mark.parametrize("key", ["palliativ-umea", "palliativ-skelleftea"])
def test_palliative_on_call_shift_crosses_midnight(key: str) -> None:
    assert any(car.shift.end > 24 * 60 > car.shift.start for car in TEAMS[key].cars)


def test_first_palliative_visit_takes_its_time_beside_the_municipal_nurse() -> None:
    first = [errand for errand in TEAMS["storsjoglantan"].errands if errand.name.startswith("first_visit")]

    assert first
    assert all(errand.together == (frozenset({"municipal_nurse"}),) for errand in first)
    assert all(set(errand.duration_min) <= set(range(90, 121)) for errand in first)


def test_three_professions_assess_a_wound_at_the_same_time() -> None:
    assessment = next(errand for errand in TEAMS["sar-blekinge"].errands if errand.together)

    wanted = [assessment.skills, *assessment.together]
    assert {"doctor", "nurse", "assistant_nurse"} <= frozenset().union(*wanted)
    assert len(wanted) == 3


def test_unknown_team_names_the_nearest_key() -> None:
    with pytest.raises(InputError) as caught:
        find_team("primär")

    (fault,) = caught.value.faults
    assert fault.code == "unknown_team"
    assert "primar" in fault.action("sv")
    assert "primar" in fault.action("en")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('roads = "made-lit"', 'roads = "made-lit"\nwheels = 4', "wheels"),
        ('roads = "made-lit"', "", "roads"),
        ('base = "lit"', 'base = "nowhere"', None),
        ('shift = "07:00-16:00"', 'shift = "06:00-16:00"', None),
        ('open = "07:00-22:00"', 'open = "7-22"', "hours.0.open"),
        ('days = "weekdays"', 'days = "holidays"', "cars.3.days"),
        ('profession = "district_nurse"', 'profession = "wizard"', "cars.2.crew.0.profession"),
        ('"rules.contact_persons"', '"rules.no_such_rule"', "assumed"),
        ('key = "lit"', 'key = "litt"', "key"),
        ("count = 4", "count = four", None),
        ("07:15-09:45 (07:45-09:15)", "07:15-09:45 (06:45-09:15)", "errands.0.times.0"),
    ],
)
def test_faulty_preset_is_refused_with_its_place(preset_text: str, old: str, new: str, field: str | None) -> None:
    assert old in preset_text

    with pytest.raises(InputError) as caught:
        read_team(preset_text.replace(old, new, 1), file="lit.toml")

    assert {fault.code for fault in caught.value.faults} == {"bad_preset"}
    assert field in {fault.field or None for fault in caught.value.faults}
    assert all(fault.cause(language) for fault in caught.value.faults for language in LANGUAGES)


def _hours(team: Team, date: dt.date) -> str | None:
    span = team.hours_on(date)
    return None if span is None else f"{_clock(span.start)}-{_clock(span.end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _out_at(cars: list[Crewed], minute: int) -> int:
    return sum(car.count for car in cars if car.shift.start <= minute < car.shift.end)
