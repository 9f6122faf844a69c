"""A made day is the same for the same seed, holds together, and can be planned visit by visit."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps import snapping
from maps.network import RoadNetwork
from scheduler.day import Car, Day, Kind, Visit
from scheduler.faults import InputError
from scheduler.files import day_document, parse_day
from scheduler.making import make_day
from scheduler.teams import TEAMS, find_team
from scheduler.teams.preset import Team

MONDAY, TUESDAY, SATURDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24), dt.date(2026, 11, 28)
CLOCKS_GO_FORWARD, CLOCKS_GO_BACK = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
NIGHTS_OF_CHANGE = [change - dt.timedelta(days=1) for change in (CLOCKS_GO_FORWARD, CLOCKS_GO_BACK)]
DATES = [MONDAY, TUESDAY, SATURDAY, CLOCKS_GO_FORWARD, CLOCKS_GO_BACK, *NIGHTS_OF_CHANGE]
STOCKHOLM = ZoneInfo("Europe/Stockholm")
CAP_OF_SITES = 6


@pytest.fixture(scope="module")
def primar(helsinki: RoadNetwork) -> Day:
    return make_day(find_team("primar"), helsinki, date=MONDAY, seed=1)


@pytest.mark.parametrize("date", DATES, ids=str)
def test_days_of_every_team_hold_together_and_each_visit_has_a_car(three_by_three: RoadNetwork, date: dt.date) -> None:
    for team in TEAMS.values():
        if team.cars_on(date):
            _assert_whole_and_possible(team, make_day(team, three_by_three, date=date, seed=1))


@given(
    key=st.sampled_from(sorted(TEAMS)),
    date=st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)),
    seed=st.integers(-(2**40), 2**40),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_working_date_and_any_seed_make_a_day(
    three_by_three: RoadNetwork, key: str, date: dt.date, seed: int
) -> None:
    team = TEAMS[key]
    day = make_day(team, three_by_three, date=team.next_day(date), seed=seed)

    _assert_whole_and_possible(team, day)


@pytest.mark.parametrize("date", [MONDAY, CLOCKS_GO_BACK], ids=str)
def test_made_days_survive_their_file(helsinki: RoadNetwork, date: dt.date) -> None:
    for team in TEAMS.values():
        if team.cars_on(date):
            day = make_day(team, helsinki, date=date, seed=3)
            assert parse_day(day_document(day), file="day.json") == day


def test_same_seed_gives_the_same_day_and_another_seed_or_date_another(helsinki: RoadNetwork) -> None:
    team = find_team("primar")
    first, again, other, tomorrow = (
        make_day(team, helsinki, date=date, seed=seed)
        for date, seed in ((MONDAY, 1), (MONDAY, 1), (MONDAY, 2), (TUESDAY, 1))
    )

    assert first == again
    assert first.locations[1:] != other.locations[1:]
    assert first.locations[1:] != tomorrow.locations[1:]


def test_a_team_keeps_its_people_from_day_to_day(three_by_three: RoadNetwork) -> None:
    team = find_team("demens")
    monday, tuesday = (make_day(team, three_by_three, date=date, seed=date.day) for date in (MONDAY, TUESDAY))

    both = {member.id: member for member in monday.staff}.keys() & {
        member.id: member for member in tuesday.staff
    }.keys()
    assert both
    assert all(_member(monday, key) == _member(tuesday, key) for key in both)


def test_demo_day_exercises_the_rules(primar: Day) -> None:
    per_patient = Counter(visit.patient for visit in primar.visits)
    grouped = {key for group in primar.together for key in group.visits}
    by_id = {visit.id: visit for visit in primar.visits}

    assert len(primar.cars) == 6
    assert len(primar.visits) >= 30
    assert len(primar.together) == 2
    for group in primar.together:
        assert {"doctor", "nurse"} <= frozenset().union(*(by_id[key].skills for key in group.visits))
    assert len(primar.gaps) >= 4
    assert all(car.breaks for car in primar.cars)
    assert max(per_patient.values()) == 3
    assert {visit.kind for visit in primar.visits} == set(Kind)
    assert any(len(visit.windows) > 1 for visit in primar.visits)
    assert any(window.soft_end for visit in primar.visits for window in visit.windows)
    assert any(visit.demand for visit in primar.visits)
    assert any(patient.contact_staff for patient in primar.patients)
    assert any(patient.refused_staff for patient in primar.patients)
    assert any(visit.crew_size == 2 for visit in primar.visits if visit.id not in grouped)
    assert [visit.skills for visit in primar.visits if "ultrasound" in visit.skills] == [{"doctor", "ultrasound"}]
    assert not any("ultrasound" in member.competences for member in primar.staff)


def test_two_turns_cover_the_hours_of_the_demo_team(primar: Day) -> None:
    turns = {
        tuple(at.astimezone(STOCKHOLM).strftime("%H:%M") for at in (car.shift.start, car.shift.end))
        for car in primar.cars
    }

    assert turns == {("07:30", "16:30"), ("13:00", "22:00")}


@pytest.mark.parametrize("key", ["palliativ-umea", "palliativ-skelleftea", "mst-malmo"])
@pytest.mark.parametrize(("date", "hours"), [(NIGHTS_OF_CHANGE[0], -1), (NIGHTS_OF_CHANGE[1], 1), (MONDAY, 0)], ids=str)
def test_night_shift_ends_by_the_clock_and_is_as_long_as_the_night(
    three_by_three: RoadNetwork, key: str, date: dt.date, hours: int
) -> None:
    (preset,) = (car for car in TEAMS[key].cars if car.name == "natt")
    (night,) = (car for car in make_day(TEAMS[key], three_by_three, date=date, seed=1).cars if car.id == "natt")

    end = night.shift.end.astimezone(STOCKHOLM)
    assert end.date() == date + dt.timedelta(days=1)
    assert end.hour * 60 + end.minute == preset.shift.end - 24 * 60
    worked = night.shift.end - night.shift.start
    assert worked == dt.timedelta(minutes=preset.shift.end - preset.shift.start, hours=hours)


def test_closed_day_is_refused_with_the_next_one(three_by_three: RoadNetwork) -> None:
    with pytest.raises(InputError) as caught:
        make_day(find_team("got"), three_by_three, date=SATURDAY, seed=1)

    (fault,) = caught.value.faults
    assert fault.code == "closed_day"
    assert "2026-11-30" in fault.action("sv")
    assert "2026-11-28" in fault.cause("en")


def test_weekly_session_names_its_own_day(three_by_three: RoadNetwork) -> None:
    with pytest.raises(InputError) as caught:
        make_day(find_team("forebyggande"), three_by_three, date=MONDAY, seed=1)

    assert caught.value.faults[0].values["next"] == TUESDAY.isoformat()


def test_homes_lie_on_streets(helsinki: RoadNetwork, primar: Day) -> None:
    lats, lons = (np.array([getattr(place, axis) for place in primar.locations]) for axis in ("lat", "lon"))

    snaps = snapping.snap(helsinki, lats, lons)

    assert snaps.distance_m.max() < 1
    assert all(place.address for place in primar.locations[1:] if place.address is not None)
    assert sum(place.address is not None for place in primar.locations) > len(primar.locations) // 2


def test_homes_and_bases_lie_where_the_preset_says_as_far_as_the_network_reaches(three_by_three: RoadNetwork) -> None:
    """Shift the grid to Sävar: everybody lives there, though the preset's other places are out of reach."""
    team = find_team("primar")
    savar = next(place for place in team.places if place.name == "Sävar")
    moved = _moved(three_by_three, lat=savar.lat - 0.001, lon=savar.lon - 0.001)

    day = make_day(team, moved, date=MONDAY, seed=1)

    assert {place.address.split(", ")[1] for place in day.locations[1:] if place.address} == {"Sävar"}
    there = np.array([[place.lat, place.lon] for place in day.locations[1:]])
    assert (abs(there - (savar.lat, savar.lon)) <= 0.0011).all()
    base = day.locations[0]
    assert (base.lat, base.lon) in set(zip(moved.node_lat.round(6), moved.node_lon.round(6), strict=True))


def test_base_stays_where_it_is_when_the_network_reaches_it(three_by_three: RoadNetwork) -> None:
    team = find_team("primar")
    moved = _moved(three_by_three, lat=team.bases[0].lat, lon=team.bases[0].lon)

    day = make_day(team, moved, date=MONDAY, seed=1)

    assert (day.locations[0].lat, day.locations[0].lon) == (team.bases[0].lat, team.bases[0].lon)


def test_three_sites_start_apart_even_on_a_foreign_network(helsinki: RoadNetwork) -> None:
    day = make_day(find_team("nst-su"), helsinki, date=MONDAY, seed=1)

    bases = {car.start for car in day.cars}
    points = {(place.lat, place.lon) for place in day.locations if place.id in bases}
    assert len(bases) == len(points) == 3
    assert 4 * len(day.cars) <= len(day.visits) <= CAP_OF_SITES * len(day.cars)


def test_nurses_of_torsvik_share_the_patients_evenly(three_by_three: RoadNetwork) -> None:
    day = make_day(find_team("hsl-torsvik"), three_by_three, date=MONDAY, seed=1)

    nurses = {member.id for member in day.staff if member.profession == "nurse"}
    own = Counter(member for patient in day.patients for member in patient.contact_staff if member in nurses)
    assert own.keys() == nurses
    assert max(own.values()) - min(own.values()) <= 1


def test_dialysis_cars_carry_all_the_bags_of_a_day(three_by_three: RoadNetwork) -> None:
    day = make_day(find_team("dialys-ostersund"), three_by_three, date=MONDAY, seed=1)

    needed = sum(visit.demand.get("dialysis_bags", 0) for visit in day.visits)
    assert 0 < needed <= sum(car.capacity["dialysis_bags"] for car in day.cars)


def _assert_whole_and_possible(team: Team, day: Day) -> None:
    _assert_holds_together(day)
    nobody = [visit for visit in day.visits if not any(_could_do(car, visit, day) for car in day.cars)]
    meant = sum(errand.count_on(day.date) for errand in team.errands if not errand.plannable)
    assert (team.key, len(nobody)) == (team.key, meant)


def _assert_holds_together(day: Day) -> None:
    places, staff = [{entry.id for entry in entries} for entries in (day.locations, day.staff)]
    patients = {patient.id: patient for patient in day.patients}
    visits = {visit.id: visit for visit in day.visits}
    for entries in (day.locations, day.staff, day.cars, day.patients, day.visits, day.together):
        assert len({entry.id for entry in entries}) == len(entries)
    assert {car.start for car in day.cars} | {patient.location for patient in day.patients} == places
    assert sorted(member for car in day.cars for member in car.crew) == sorted(staff)
    assert len({member.name for member in day.staff}) == len(day.staff)
    assert {visit.patient for visit in day.visits} == patients.keys()
    for patient in day.patients:
        assert patient.contact_staff | patient.refused_staff <= staff
        assert not patient.contact_staff & patient.refused_staff
    for key, count in Counter(visit.patient for visit in day.visits).items():
        assert count <= patients[key].max_visits_per_day
    for tied in [*(group.visits for group in day.together), *((gap.before, gap.after) for gap in day.gaps)]:
        assert len({visits[key].patient for key in tied}) == 1


def _could_do(car: Car, visit: Visit, day: Day) -> bool:
    """Whether a car could do this one visit of its day, worked out apart from what makes the day."""
    crew = [member for member in day.staff if member.id in car.crew]
    patient = next(patient for patient in day.patients if patient.id == visit.patient)
    if patient.refused_staff & set(car.crew) or len(crew) < visit.crew_size:
        return False
    if visit.skills - {skill for member in crew for skill in (member.profession, *member.skills)}:
        return False
    if any(car.capacity.get(load, 0) < amount for load, amount in visit.demand.items()):
        return False
    length = dt.timedelta(seconds=visit.duration_s + visit.setup_s)
    minute = dt.timedelta(minutes=1)
    starts = []
    for window in visit.windows:
        at = window.start
        while at <= window.end:
            starts.append(at)
            at += 5 * minute
    return any(car.shift.start <= at and at + length <= car.shift.end for at in starts)


def _member(day: Day, key: str) -> object:
    return next(member for member in day.staff if member.id == key)


def _moved(network: RoadNetwork, *, lat: float, lon: float) -> RoadNetwork:
    north, east = lat - network.node_lat[0], lon - network.node_lon[0]
    return dataclasses.replace(
        network,
        node_lat=network.node_lat + north,
        node_lon=network.node_lon + east,
        line_lat=network.line_lat + north,
        line_lon=network.line_lon + east,
    )
