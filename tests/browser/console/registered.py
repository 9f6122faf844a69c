"""A registry for the mornings of the console: a made day whose visits come again every day."""

from __future__ import annotations

from typing import Any

from api.store import rosters, teams
from maps.storage import library
from scheduler import files, making
from scheduler.day import Day
from scheduler.roster import CarRecord, PatientRecord, StaffRecord, TeamSettings, parse_record, record_document
from tests.browser.console.served import DATE, LEADER, ROADS, Served, small_team

_OF_CAR = ("id", "mode", "start", "max_visits", "capacity")
_OF_NEED = ("duration_min", "setup_min", "skills", "crew_size", "priority", "mandatory", "kind")


def register(served: Served, *, name: str = "Morgonteamet", day: Day | None = None, has_shift: bool = True) -> str:
    """Put a team in with the staff, cars and patients of a day, or of one that is made; give its key."""
    if day is None:
        network = library.open_network(ROADS, folder=served.service.settings.roads)
        day = making.make_day(small_team(), network, date=DATE, seed=1)
    served.laid_out += 1
    key = f"morgon-{served.laid_out}"
    with served.service.store.write(LEADER) as tx:
        team = teams.create_team(tx, key=key, name=name)
        teams.put_settings(tx, teams.get_settings(tx, team, hold=True), _settings(day, name, has_shift=has_shift))
        for section, documents in _records(day).items():
            for document in documents:
                rosters.put_record(tx, team, section, document, held=None)
    return key


def _settings(day: Day, name: str, *, has_shift: bool) -> dict[str, Any]:
    document = files.day_document(day)
    starts = {car["start"] for car in document["cars"]}
    bases = [place for place in document["locations"] if place["id"] in starts]
    shift = document["cars"][0]["shift"] if has_shift else None
    settings = {"name": name, "roads": document["roads"], "bases": bases, "shift": shift}
    return record_document(parse_record(TeamSettings, settings, file="settings"))


def _records(day: Day) -> dict[rosters.Section, list[dict[str, Any]]]:
    document = files.day_document(day)
    places = {one.pop("id"): one for one in document["locations"]}
    needs: dict[str, list[dict[str, Any]]] = {}
    for visit in document["visits"]:
        need = {"id": visit["id"], **{name: visit[name] for name in _OF_NEED}, "times": [{"windows": visit["windows"]}]}
        needs.setdefault(visit["patient"], []).append(need)
    cars = [
        {
            **{name: car[name] for name in _OF_CAR},
            "shifts": [{"shift": car["shift"], "breaks": car["breaks"], "crew": car["crew"]}],
        }
        for car in document["cars"]
    ]
    patients = [
        {
            **{name: value for name, value in patient.items() if name != "location"},
            "place": places[patient["location"]],
            "needs": needs.get(patient["id"], []),
        }
        for patient in document["patients"]
    ]
    return {
        "staff": [record_document(parse_record(StaffRecord, one, file="staff")) for one in document["staff"]],
        "cars": [record_document(parse_record(CarRecord, one, file="cars")) for one in cars],
        "patients": [record_document(parse_record(PatientRecord, one, file="patients")) for one in patients],
    }
