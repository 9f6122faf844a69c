"""A morning over HTTP: what is due, what is new and left over, and the day that is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from api.access.actor import SERVICE, Actor
from api.access.roles import Role
from api.store import days, events, feed, plans, teams
from api.store.plans import NewVersion
from scheduler import files
from tests.http.board import service_of
from tests.http.conftest import Json, as_owner, post
from tests.http.test_rosters import TEAM, found, put
from tests.scheduler.roster.registries import CAR, NEED, PATIENT, STAFF

MORNING = f"{TEAM}/mornings/2026-11-24"
BO: Json = {"id": "bo", "profession": "doctor", "works": [{"weekdays": ["sun"]}]}
PATIENTS: list[Json] = [
    PATIENT,
    {**PATIENT, "id": "p2", "enrolled_from": "2026-11-24", "needs": [{**NEED, "weekdays": ["tue"], "gap_min_min": 60,
                                                                     "times": [{}, {}]}]},
    {**PATIENT, "id": "p3", "hospital": [{"from": "2026-11-24"}]},
]  # fmt: skip


def furnish(client: TestClient) -> TestClient:
    """Write a registry of two members of staff, a car and three patients."""
    found(client)
    records = [("staff", STAFF), ("staff", BO), ("cars", CAR), *(("patients", one) for one in PATIENTS)]
    for section, record in records:
        assert put(client, f"{TEAM}/{section}/{record['id']}", record).status_code == 201
    return client


@pytest.fixture
def team(client: TestClient) -> TestClient:
    return furnish(client)


def keep_last(client: TestClient, *, unassigned: list[str], failed: tuple[str, ...] = ()) -> None:
    """Have a plan been in force the day before that left visits out, and could not do others."""
    document = client.get(f"{TEAM}/mornings/2026-11-23").json()["day"]
    stranger = {"id": "ny", "location": "plats"}
    document["patients"].append(stranger)
    document["locations"].append({"id": "plats", "lat": 63.7, "lon": 20.1, "address": "Torget 1"})
    window = {"start": "2026-11-23T10:00:00+01:00", "end": "12:00"}
    document["visits"].append({"id": "akut", "patient": "ny", "duration_min": 20, "windows": [window]})
    left_out = [{"visit": key, "reasons": []} for key in unassigned]
    plan = {"format": "hemrutt-plan/1", "date": "2026-11-23", "team": "primar", "routes": [], "unassigned": left_out}
    figures = {"kpis": {"visits_planned": 0, "visits_unassigned": len(left_out)}}
    with service_of(client).store.write(SERVICE) as tx:
        day = days.add_day(tx, files.parse_day(document, file="day"), document)
        owner = teams.find_team(tx, "primar", None).id
        first = NewVersion(day=document, plan=plan | figures, origin="job")
        key = plans.add_plan(tx, team=owner, day=day, first=first)
        plans.set_state(tx, plans.get_plan(tx, key), "published")
        events.set_statuses(tx, plans.get_plan(tx, key), dict.fromkeys(failed, "failed"))


def test_a_morning_tells_what_is_due_and_who_is_there(team: TestClient) -> None:
    told = team.get(MORNING).json()
    assert [visit["id"] for visit in told["day"]["visits"]] == ["p1.dropp", "p2.dropp:1", "p2.dropp:2"]
    assert {"visit": "p2.dropp:2", "patient": "p2", "need": "dropp"} in told["needs"]
    assert [(one["id"], one["at_work"]) for one in told["staff"]] == [("asa", True), ("bo", False)]
    assert [(one["id"], one["idle"], one["crew"]) for one in told["cars"]] == [("bil", None, ["asa"])]
    assert [(one["kind"], one["subject"]) for one in told["news"]] == [("enrolled", "p2"), ("to_hospital", "p3")]
    assert (told["last"], told["left_over"], told["days"], told["plans"]) == (None, [], [], [])
    assert files.parse_day(told["day"], file="day").team == "primar"


def test_what_was_not_done_yesterday_is_ready_for_today(team: TestClient) -> None:
    keep_last(team, unassigned=["p1.dropp", "akut"], failed=("p3.dropp",))
    told = team.get(MORNING).json()
    left = {one["visit"]["id"]: (one["why"], one["due"], one["visit"]["place"]) for one in told["left_over"]}
    place = {"lat": 63.7, "lon": 20.1, "address": "Torget 1"}
    assert left == {
        "p1.dropp:2026-11-23": ("unassigned", True, None),
        "p3.dropp": ("failed", False, None),
        "akut": ("unassigned", False, place),
    }
    assert next(one["visit"]["windows"] for one in told["left_over"] if one["visit"]["id"] == "akut") == []
    assert told["last"]["date"] == "2026-11-23"
    kept = post(team, f"{MORNING}/day", {"visits": [one["visit"] for one in told["left_over"]]})
    assert kept.status_code == 201, kept.text
    day = team.get(f"/api/days/{kept.json()['id']}").json()
    assert {visit["id"] for visit in day["visits"]} == {*left, "p1.dropp", "p2.dropp:1", "p2.dropp:2"}
    assert [one["id"] for one in team.get(MORNING).json()["days"]] == [kept.json()["id"]]


def test_the_day_is_kept_as_the_morning_wants_it(team: TestClient) -> None:
    wanted = {
        "staff_ill": [{"id": "asa"}],
        "crews": {"bil": ["bo", "asa"]},
        "visits_off": ["p2.dropp:2"],
        "visits": [{"id": "extra", "patient": "p3", "duration_min": 15}],
    }
    answer = post(team, f"{MORNING}/day", wanted, **{"idempotency-key": "k1"})
    assert post(team, f"{MORNING}/day", wanted, **{"idempotency-key": "k1"}).json() == answer.json()
    day = team.get(answer.headers["location"]).json()
    assert [(car["id"], car["crew"]) for car in day["cars"]] == [("bil", ["bo"])]
    assert [visit["id"] for visit in day["visits"]] == ["p1.dropp", "p2.dropp:1", "extra"]
    assert day["gaps"] == []
    assert team.get(f"{TEAM}/staff/asa").json()["revision"] == 1


def test_an_illness_that_lasts_is_kept_in_the_registry(team: TestClient) -> None:
    ill = {"id": "asa", "until": "2026-11-27", "kind": "child_ill"}
    gone = {"id": "bil", "until": "2026-11-24", "note": "Verkstad"}
    assert post(team, f"{MORNING}/day", {"staff_ill": [ill], "cars_gone": [gone]}).status_code == 201
    absences = team.get(f"{TEAM}/staff/asa").json()["record"]["absences"]
    assert absences == [{"from": "2026-11-24", "until": "2026-11-27", "kind": "child_ill"}]
    told = team.get(f"{TEAM}/mornings/2026-11-27").json()
    assert [(car["idle"], car["missing"]) for car in told["cars"]] == [("no_crew", ["asa"])]
    assert team.get(f"{TEAM}/cars/bil").json()["record"]["out_of_service"][0]["note"] == "Verkstad"


def test_all_that_is_wrong_is_told_and_nothing_is_kept(team: TestClient) -> None:
    wanted = {
        "staff_ill": [{"id": "åsa", "until": "2026-11-30"}, {"id": "asa", "until": "2026-11-20"}],
        "cars_gone": [{"id": "x"}],
        "crews": {"bil": ["cia"]},
    }
    answer = post(team, f"{MORNING}/day", wanted)
    fields = {fault["field"] for fault in answer.json()["faults"]}
    assert (answer.status_code, len(fields)) == (422, 4)
    wanted = {
        "visits_off": ["p9.dropp"],
        "visits": [
            {"id": "P1.dropp", "patient": "p1", "duration_min": 5},
            {"id": "a", "patient": "q", "duration_min": 5},
        ],
    }
    answer = post(team, f"{MORNING}/day", wanted)
    fields = {fault["field"] for fault in answer.json()["faults"]}
    assert (answer.status_code, fields) == (422, {"visits_off[0]", "visits[0].id", "visits[1].patient"})
    assert (team.get(MORNING).json()["days"], team.get(f"{TEAM}/staff/asa").json()["revision"]) == ([], 1)


@pytest.mark.parametrize("date", ["2026-02-30", "24-11-2026", "1700000000", "9999-12-31", "today"])
def test_a_date_that_is_none_is_refused(team: TestClient, date: str) -> None:
    assert team.get(f"{TEAM}/mornings/{date}").status_code == 422
    assert post(team, f"{TEAM}/mornings/{date}/day", {}).status_code == 422


def test_a_dispatcher_keeps_the_day_but_writes_no_registry(open_client: Callable[..., TestClient]) -> None:
    furnish(open_client())

    def as_dispatcher(_: Request) -> Actor:
        return Actor(user="d", name="d", roles={None: frozenset({Role.DISPATCHER})})

    client = open_client(identify=as_dispatcher)
    ill = {"staff_ill": [{"id": "asa", "until": "2026-11-30"}]}
    assert post(client, f"{MORNING}/day", ill).status_code == 403
    assert post(client, f"{MORNING}/day", {"staff_ill": [{"id": "asa"}]}).status_code == 201
    assert client.get(f"{TEAM}/staff/asa").json()["revision"] == 1


def test_protected_homes_are_told_in_no_morning_and_driven_to_all_the_same(
    open_client: Callable[..., TestClient],
) -> None:
    client = found(open_client())
    protected = {**PATIENT, "phone": "070-174 06 05", "protected": True}
    for section, record in (("staff", STAFF), ("cars", CAR), ("patients", protected)):
        put(client, f"{TEAM}/{section}/{record['id']}", record)
    morning = client.get(MORNING)
    assert "Storgatan" not in morning.text
    assert "070-174" not in morning.text
    assert [place["lat"] for place in morning.json()["day"]["locations"]] == [63.82, 63.82]
    key = post(client, f"{MORNING}/day", {}).json()["id"]
    day = client.get(f"/api/days/{key}").text
    assert "Storgatan" not in day
    assert "070-174" not in day
    named = open_client(protected_readers=frozenset({"owner"}))
    assert "Storgatan" in named.get(MORNING).text
    day = named.get(f"/api/days/{key}").text
    assert "Storgatan" in day
    assert "070-174 06 05" in day


def test_a_day_without_cars_is_handed_out_without_protected_homes(client: TestClient) -> None:
    found(client)
    put(client, f"{TEAM}/patients/p1", {**PATIENT, "protected": True})
    kept: Any = post(client, f"{MORNING}/day", {})
    day = client.get(f"/api/days/{kept.json()['id']}")
    assert (day.status_code, "Storgatan" in day.text) == (200, False)


def test_the_audit_tells_who_looked_at_the_morning(open_client: Callable[..., TestClient]) -> None:
    def as_auditing_owner(request: Request) -> Actor:
        return replace(as_owner(request), roles={None: frozenset({Role.LEAD, Role.AUDITOR})})

    client = furnish(open_client(identify=as_auditing_owner))
    client.get(MORNING)
    for patient in ("p1", "p3"):
        told = post(client, "/api/audit/extracts", {"team": "primar", "patient": patient}).json()
        assert "morning:read" in [entry["action"] for entry in told]


ILL: Json = {"staff_ill": [{"id": "asa"}], "visits_off": ["p2.dropp:2"]}
EXTRA: Json = {"id": "extra", "patient": "p3", "duration_min": 15}


def tell(client: TestClient, wanted: Json, etag: str) -> Any:
    return put(client, MORNING, wanted, if_match=etag)


def test_what_a_morning_was_told_is_there_for_everybody_until_its_day_is_made(team: TestClient) -> None:
    first = team.get(MORNING).json()["told"]
    assert (first["revision"], first["wanted"]["staff_ill"]) == (0, [])
    answer = tell(team, {**ILL, "crews": {"bil": ["asa", "bo"]}, "visits": [EXTRA]}, first["etag"])
    assert answer.status_code == 200, answer.text
    told = team.get(MORNING).json()["told"]
    assert (told, told["etag"]) == (answer.json(), answer.headers["etag"])
    wanted = told["wanted"]
    assert [one["id"] for one in (*wanted["staff_ill"], *wanted["visits"])] == ["asa", "extra"]
    assert (wanted["visits_off"], wanted["crews"]) == (["p2.dropp:2"], {"bil": ["asa", "bo"]})
    assert team.get(f"{TEAM}/mornings/2026-11-25").json()["told"]["revision"] == 0
    kept = team.post(f"{MORNING}/day")
    day = team.get(kept.headers["location"]).json()
    assert [car["crew"] for car in day["cars"]] == [["bo"]]
    assert [visit["id"] for visit in day["visits"]] == ["p1.dropp", "p2.dropp:1", "extra"]
    as_due = team.get(post(team, f"{MORNING}/day", {}).headers["location"]).json()
    assert [car["crew"] for car in as_due["cars"]] == [["asa"]]


def test_of_two_who_tell_a_morning_at_once_the_second_sees_what_the_first_told(team: TestClient) -> None:
    seen = team.get(MORNING).json()["told"]["etag"]
    assert tell(team, ILL, seen).status_code == 200
    late = tell(team, {"cars_gone": [{"id": "bil"}]}, seen)
    now = team.get(MORNING).json()["told"]
    assert (late.status_code, late.json()["current"], late.headers["etag"]) == (412, now, now["etag"])
    assert now["wanted"]["cars_gone"] == []
    assert put(team, MORNING, ILL).status_code == 428
    assert tell(team, ILL, '"nonsense"').status_code == 400
    with service_of(team).store.read(SERVICE) as tx:
        told = [one.document for one in feed.after(tx, 0) if one.kind == "morning"]
    assert told == [{"team": "primar", "date": "2026-11-24", "revision": 1}]


def test_a_morning_is_told_nothing_that_its_day_could_not_be(team: TestClient) -> None:
    etag = team.get(MORNING).json()["told"]["etag"]
    answer = tell(team, {"staff_ill": [{"id": "x"}], "crews": {"bil": ["y"]}}, etag)
    assert (answer.status_code, len(answer.json()["faults"])) == (422, 2)
    assert team.get(MORNING).json()["told"]["etag"] == etag


def test_what_the_registry_knows_no_more_is_left_out_of_a_morning(team: TestClient) -> None:
    wanted = {**ILL, "cars_gone": [{"id": "bil"}], "crews": {"bil": ["asa", "bo"]}, "visits": [EXTRA]}
    assert tell(team, wanted, team.get(MORNING).json()["told"]["etag"]).status_code == 200
    for path in ("staff/asa", "patients/p2", "patients/p3"):
        held = team.get(f"{TEAM}/{path}").headers["etag"]
        assert team.delete(f"{TEAM}/{path}", headers={"if-match": held}).status_code == 204
    told = team.get(MORNING).json()["told"]["wanted"]
    assert (told["staff_ill"], told["visits_off"], told["visits"]) == ([], [], [])
    assert ([one["id"] for one in told["cars_gone"]], told["crews"]) == (["bil"], {"bil": ["bo"]})
    assert team.post(f"{MORNING}/day").status_code == 201


def test_an_illness_that_lasts_goes_into_the_registry_once(team: TestClient) -> None:
    ill = {"staff_ill": [{"id": "asa", "until": "2026-11-27"}]}
    assert tell(team, ill, team.get(MORNING).json()["told"]["etag"]).status_code == 200
    assert team.get(f"{TEAM}/staff/asa").json()["revision"] == 1
    for _ in range(2):
        assert team.post(f"{MORNING}/day").status_code == 201
    assert len(team.get(f"{TEAM}/staff/asa").json()["record"]["absences"]) == 1


def test_where_a_protected_stranger_lives_is_told_to_those_named_alone(
    open_client: Callable[..., TestClient],
) -> None:
    named = furnish(open_client(protected_readers=frozenset({"owner"})))
    stranger = {"id": "ny", "patient": "ny", "duration_min": 15, "protected": True}
    place = {"lat": 63.7, "lon": 20.1, "address": "Torget 1"}
    wanted = {"visits": [{**stranger, "place": place}]}
    assert tell(named, wanted, named.get(MORNING).json()["told"]["etag"]).status_code == 200
    client = open_client()
    morning = client.get(MORNING)
    told = morning.json()["told"]
    assert ("Torget" in morning.text, told["wanted"]["visits"][0]["place"]) == (False, None)
    again = tell(client, {**told["wanted"], **ILL}, told["etag"])
    assert (again.status_code, "Torget" in again.text) == (200, False)
    assert named.get(MORNING).json()["told"]["wanted"]["visits"][0]["place"] == place
    key = post(client, f"{MORNING}/day", again.json()["wanted"]).json()["id"]
    assert "Torget" not in client.get(f"/api/days/{key}").text
    assert "Torget" in named.get(f"/api/days/{key}").text


def test_only_who_makes_plans_tells_a_morning(open_client: Callable[..., TestClient]) -> None:
    furnish(open_client())

    def as_viewer(_: Request) -> Actor:
        return Actor(user="v", name="v", roles={None: frozenset({Role.VIEWER})})

    viewer = open_client(identify=as_viewer)
    told = viewer.get(MORNING).json()["told"]
    assert tell(viewer, ILL, told["etag"]).status_code == 403


@pytest.mark.parametrize(
    ("now", "shift", "rests"),
    [
        ("07:00", ("08:00", "16:00"), [("11:00", "13:00")]),
        ("09:38", ("09:40", "16:00"), [("11:00", "13:00")]),
        ("11:31", ("11:35", "16:00"), [("11:35", "13:00")]),
        ("13:02", ("13:05", "16:00"), []),
        ("17:00", ("08:00", "16:00"), [("11:00", "13:00")]),
    ],
)
def test_a_day_planned_once_its_shifts_have_begun_begins_now(
    team: TestClient, monkeypatch: pytest.MonkeyPatch, now: str, shift: tuple[str, str], rests: list[tuple[str, str]]
) -> None:
    instant = dt.datetime.fromisoformat(f"2026-11-24T{now}+01:00")
    monkeypatch.setattr(service_of(team).store, "clock", lambda: round(instant.timestamp() * 1e6))
    kept = team.post(f"{MORNING}/day?from_now=true")
    (car,) = team.get(kept.headers["location"]).json()["cars"]
    assert (car["shift"]["start"], car["shift"]["end"]) == shift
    assert [(rest["earliest"], rest["latest"]) for rest in car["breaks"]] == rests
    (whole,) = team.get(team.post(f"{MORNING}/day").headers["location"]).json()["cars"]
    assert whole["shift"]["start"] == "08:00"
