"""A made registry is the same for the same seed, sound, and makes the preset's days."""

from __future__ import annotations

import datetime as dt

import pytest

from maps.network import RoadNetwork
from scheduler.making import make_day
from scheduler.making.enrolling import make_roster
from scheduler.roster import Known, check_settings_within, check_within, due, news
from scheduler.teams import TEAMS, find_team

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize("key", sorted(TEAMS))
def test_every_preset_makes_a_registry_that_refers_to_nothing_unknown(three_by_three: RoadNetwork, key: str) -> None:
    team = TEAMS[key]
    date = team.next_day(MONDAY)
    roster = make_roster(team, three_by_three, date=date, seed=1)
    known = Known(
        staff={one.id for one in roster.staff},
        cars={one.id for one in roster.cars},
        patients={one.id for one in roster.patients},
        bases={base.id for base in roster.settings.bases},
        has_shift=False,
    )
    records = (*roster.staff, *roster.cars, *roster.patients)
    assert [found for record in records for found in check_within(record, known)] == []
    assert list(check_settings_within(roster.settings, roster.cars)) == []
    assert due(roster, date).cars


def test_its_days_have_about_as_many_visits_and_the_very_cars_of_the_preset(three_by_three: RoadNetwork) -> None:
    for key in ("primar", "mst-malmo", "nst-su", "stroke-kalix"):
        team = find_team(key)
        roster = make_roster(team, three_by_three, date=MONDAY, seed=1)
        for date in (MONDAY + dt.timedelta(days=days) for days in range(7, 12)):
            wanted, made = make_day(team, three_by_three, date=date, seed=1), due(roster, date)
            cars, preset = ({car.id: (car.shift, car.breaks) for car in day.cars} for day in (made, wanted))
            assert cars == preset
            assert 0.7 * len(wanted.visits) - 2 <= len(made.visits) <= 1.1 * len(wanted.visits), (key, date)


def test_the_same_seed_gives_the_same_registry_and_another_seed_another(three_by_three: RoadNetwork) -> None:
    team = find_team("primar")
    first, again, other = (make_roster(team, three_by_three, date=MONDAY, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.patients != other.patients


@pytest.mark.parametrize("count", [0, 1, 5, 200])
def test_there_are_as_many_patients_as_are_asked_for(three_by_three: RoadNetwork, count: int) -> None:
    roster = make_roster(find_team("primar"), three_by_three, date=MONDAY, seed=1, patients=count)
    assert len({patient.id for patient in roster.patients}) == count


def test_its_morning_has_news(three_by_three: RoadNetwork) -> None:
    roster = make_roster(find_team("primar"), three_by_three, date=MONDAY, seed=1)
    told = {one.kind for one in news(roster, MONDAY - dt.timedelta(days=1), MONDAY)}
    assert told == {"enrolled", "left", "to_hospital", "home_again", "staff_away"}
