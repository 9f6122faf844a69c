"""Protected identities: where they live leaves by the assigned car's papers and for named users alone, as phones do."""

from __future__ import annotations

import copy
import datetime as dt
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api import outputs
from api.access.roles import Role
from api.boards.making import Sight, make_board
from api.boards.wire import BoardVisit
from api.clearance import Clearance
from api.exports import staging
from api.exports.forms import FORMS, PARTED_FORMS, Asked
from api.exports.scene import Scene
from api.fhir.naming import Systems
from api.outputs import Wanted
from api.settings import read_settings
from scheduler import files, protecting
from scheduler.day import Day, Location
from tests.access.conftest import Answer, House, OpenHouse
from tests.exports import sample
from tests.http.conftest import DAY
from tests.http.test_rosters import put
from tests.scheduler.roster.registries import CAR, PATIENT, SETTINGS, STAFF

HOME = Location(id="l8", lat=63.91234, lon=20.51234, address="Hemliga gatan 7")
MOVED = Location(id="l8", lat=63.70001, lon=19.90001, address="En annan väg 1")
PHONE = "070-174 06 05"
ASKED = Asked(language="sv", stamp=dt.datetime(2026, 11, 22, tzinfo=dt.UTC), systems=Systems())


def make_day(home: Location, *, protected: bool = True) -> Day:
    """Give the sample's day with a patient who lives where we say."""
    day = sample.make_day()
    places = tuple(home if place.id == home.id else place for place in day.locations)
    patients = tuple(
        replace(patient, protected=protected, phone=PHONE) if patient.location == home.id else patient
        for patient in day.patients
    )
    return replace(day, locations=places, patients=patients)


def make_scene(home: Location, *, protected: bool = True, revealed: bool = False) -> Scene:
    return staging.set_scene(
        make_day(home, protected=protected), sample.make_plan(), staging.Roads(), revealed=revealed
    )


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_whole_plan_is_the_same_wherever_they_live(form: str) -> None:
    first, second = (_contents(FORMS[form].make(make_scene(home), ASKED)) for home in (HOME, MOVED))
    assert first == second
    assert b"Hemliga" not in b"".join(first)
    assert b"070-174" not in b"".join(first)


def test_a_board_has_no_place_for_them_unless_it_is_revealed(tmp_path: Path) -> None:
    sight = Sight(
        plan="p", version=1, state="published", etag="", last_event=0, day="d", team_id="t", team_name="T", statuses={}
    )

    def visits(*, revealed: bool) -> list[BoardVisit]:
        board = make_board(
            sight,
            make_day(HOME),
            sample.make_plan(),
            folder=tmp_path,
            language="sv",
            clearance=Clearance(homes=revealed, phones=True),
        )
        assert ("Hemliga" in board.model_dump_json()) == revealed
        assert (PHONE in board.model_dump_json()) == revealed
        return [visit for visit in board.visits if visit.protected]

    assert visits(revealed=True)
    assert {visit.place is None for visit in visits(revealed=True)} == {False}
    assert {visit.place is None for visit in visits(revealed=False)} == {True}


def _contents(made: bytes) -> list[bytes]:
    """Give what a workbook packs, but for the instant it was made; any other form as it is."""
    if not made.startswith(b"PK"):
        return [made]
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return [packed.read(name) for name in sorted(packed.namelist()) if name != "docProps/core.xml"]


def test_without_protection_the_form_tells_where() -> None:
    made = FORMS["csv"].make(make_scene(HOME, protected=False), ASKED)
    assert b"Hemliga gatan 7" in made


def test_the_ways_of_the_assigned_car_alone_lead_there() -> None:
    def make(home: Location) -> Any:
        return PARTED_FORMS["gpx"].make(make_scene(home, revealed=True), ASKED)

    here, elsewhere = make(HOME), make(MOVED)
    changed = [car for car in here if here[car] != elsewhere[car]]
    assigned = [route.car for route in sample.make_plan().routes if any(stop.location == "l8" for stop in route.stops)]
    assert changed == assigned
    assert b"Hemliga gatan 7" in here[assigned[0]]


def test_files_for_a_car_tell_where_and_those_for_all_do_not(tmp_path: Path) -> None:
    day, plan = replace(make_day(HOME), roads=None), sample.make_plan()
    forms = {"csv": tmp_path / "stops.csv", "gpx": tmp_path / "gpx", "geojson": tmp_path / "plan.geojson"}
    settings = read_settings({"HEMRUTT_HOME": str(tmp_path)})
    outputs.write(day, plan, Wanted(forms=forms), settings=settings, language="sv", stamp=ASKED.stamp)
    for name in ("stops.csv", "plan.geojson"):
        text = (tmp_path / name).read_text(encoding="utf-8-sig")
        assert "Hemliga" not in text
        assert "63.91234" not in text
    assert any("Hemliga" in path.read_text(encoding="utf-8") for path in (tmp_path / "gpx").iterdir())


def test_the_flag_reads_back_and_a_concealed_document_is_a_day(tmp_path: Path) -> None:
    day = make_day(HOME)
    document = files.day_document(day)
    assert files.parse_day(document, file="day") == day
    concealed = files.parse_day(protecting.conceal_document(document), file="day")
    assert concealed == protecting.conceal(day)
    base = day.location(day.cars[0].start)
    assert concealed.location("l8") == Location(id="l8", lat=base.lat, lon=base.lon, address=protecting.MARK)
    files.write_day_folder(day, tmp_path)
    assert "skyddad" in (tmp_path / "patienter.csv").read_text(encoding="utf-8-sig")
    assert {patient.id for patient in files.read_day(tmp_path).patients if patient.protected} == {
        patient.id for patient in day.patients if patient.protected
    }


def test_where_nobody_is_protected_nothing_changes() -> None:
    day = make_day(HOME, protected=False)
    assert protecting.conceal(day) is day
    document = files.day_document(day)
    assert protecting.conceal_document(document) is document


@pytest.fixture
def house(open_house: OpenHouse) -> House:
    house = open_house(protected_readers=("named",))
    house.add("named", ("primar", Role.DISPATCHER))
    house.add("anna", ("primar", Role.LEAD))
    return house


def test_over_http_named_users_alone_are_told(house: House) -> None:
    document = copy.deepcopy(DAY)
    document["locations"][1] |= {"lat": HOME.lat, "lon": HOME.lon, "address": HOME.address}
    document["patients"][0] |= {"protected": True, "phone": PHONE}
    anna, named = house.enter("anna"), house.enter("named")
    posted = anna.post("/api/days", json=document)
    assert posted.status_code == 201, posted.text
    told = anna.get(posted.headers["location"])
    assert "Hemliga" not in told.text
    assert "63.91234" not in told.text
    assert told.json()["patients"] == [{**document["patients"][0], "phone": None}, *document["patients"][1:]]
    shown = named.get(posted.headers["location"]).text
    assert "Hemliga gatan 7" in shown
    assert PHONE in shown
    token = named.post("/api/tokens", json={"name": "x", "team": house.teams["primar"], "role": "viewer"}).json()
    program = house.client(Authorization=f"Bearer {token['token']}")
    handed_out = program.get(posted.headers["location"]).text
    assert "Hemliga" not in handed_out
    assert PHONE not in handed_out


def test_over_http_phones_are_for_those_who_may_report_events(house: House) -> None:
    house.add("wall", ("primar", Role.VIEWER))
    house.add("disp", ("primar", Role.DISPATCHER))
    house.add("elsewhere", ("primar", Role.VIEWER), ("annan", Role.DISPATCHER))
    anna = house.enter("anna")
    team = "/api/teams/primar"
    assert put(anna, team, SETTINGS, if_match=f'"{house.teams["primar"]}-0"').status_code == 200
    for section, record in (("staff", STAFF), ("cars", CAR), ("patients", {**PATIENT, "phone": PHONE})):
        assert put(anna, f"{team}/{section}/{record['id']}", record).status_code == 201
    document = {**DAY, "patients": [{**DAY["patients"][0], "phone": PHONE}]}
    day = anna.post("/api/days", json=document).headers["location"]
    paths = (day, f"{team}/patients", f"{team}/patients/p1", f"{team}/mornings/2026-11-24", f"{team}/registry.xlsx")
    for login, tells in (("anna", True), ("disp", True), ("wall", False), ("elsewhere", False)):
        client = house.enter(login)
        assert {path: _tells(client.get(path), PHONE) for path in paths} == dict.fromkeys(paths, tells), login
    assert house.enter("wall").get(day).json() == {**document, "patients": [{**document["patients"][0], "phone": None}]}


def _tells(answer: Answer, text: str) -> bool:
    """Tell whether an answer has a text in it, in a workbook too."""
    assert answer.status_code == 200, answer.text
    return any(text.encode() in part for part in _contents(answer.content))


def test_the_settings_name_them() -> None:
    settings = read_settings({"HEMRUTT_HOME": "/x", "HEMRUTT_PROTECTED": "Anna, SE2321000016-0001,"})
    assert settings.protected_readers == ("anna", "se2321000016-0001")
    assert settings.reads_protected("ANNA")
    assert not settings.reads_protected("")
    assert not settings.reads_protected("anna/token")
