"""The registry over HTTP: who reads and writes it, what is told of a change in between, and what is hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import Request
from fastapi.testclient import TestClient

from api.access.actor import Actor
from api.access.roles import Role
from api.store import feed, teams
from api.store.schema import AUDIT
from tests.http.board import service_of
from tests.http.conftest import Json, as_owner, post
from tests.http.test_hostile import BODIES, check_problem
from tests.scheduler.roster.registries import CAR, NEED, PATIENT, SETTINGS, STAFF

TEAM = "/api/teams/primar"


def put(client: TestClient, path: str, document: object, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.put(path, content=json.dumps(document), headers={"content-type": "application/json", **named})


def found(client: TestClient, *keys: str) -> TestClient:
    """Make teams, and write the settings of the first."""
    service = service_of(client)
    with service.store.write(as_owner_of_all()) as tx:
        made = [teams.add_team(tx, key=key, name=key.title()) for key in keys or ("primar",)]
    answer = put(client, f"/api/teams/{made[0].key}", SETTINGS, if_match=f'"{made[0].id}-0"')
    assert answer.status_code == 200, answer.text
    return client


def as_owner_of_all() -> Actor:
    return Actor(user="owner", name="owner", roles={None: frozenset({Role.LEAD})})


@pytest.fixture
def registry(client: TestClient) -> TestClient:
    """Give a client of a service with one team, one member of staff, one car and one patient."""
    found(client)
    for section, record in (("staff", STAFF), ("cars", CAR), ("patients", PATIENT)):
        assert put(client, f"{TEAM}/{section}/{record['id']}", record).status_code == 201
    return client


def test_a_record_that_was_written_is_read_back_and_listed(registry: TestClient) -> None:
    for section, record in (("staff", STAFF), ("cars", CAR), ("patients", PATIENT)):
        answer = registry.get(f"{TEAM}/{section}/{record['id']}")
        told = answer.json()
        assert (told["key"], told["revision"], told["etag"]) == (record["id"], 1, answer.headers["etag"])
        assert (told["record"]["id"], told["record"].keys() >= record.keys()) == (record["id"], True)
        listed = registry.get(f"{TEAM}/{section}").json()
        assert [one["record"] for one in listed["records"]] == [told["record"]]
        assert listed["next"] is None


def test_the_key_may_stand_in_the_address_alone_but_not_be_another(registry: TestClient) -> None:
    assert put(registry, f"{TEAM}/staff/bo", {"profession": "nurse"}).json()["record"]["id"] == "bo"
    answer = put(registry, f"{TEAM}/staff/cia", STAFF)
    assert (answer.status_code, answer.json()["faults"][0]["field"]) == (422, "id")


def test_only_who_saw_the_record_as_it_is_changes_or_removes_it(registry: TestClient) -> None:
    path = f"{TEAM}/staff/asa"
    seen = registry.get(path).headers["etag"]
    assert put(registry, path, STAFF).status_code == 428
    changed = put(registry, path, {**STAFF, "skills": ["iv_therapy"]}, if_match=seen)
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    late = put(registry, path, STAFF, if_match=seen)
    assert (late.status_code, late.headers["etag"]) == (412, changed.headers["etag"])
    assert late.json()["current"]["record"]["skills"] == ["iv_therapy"]
    assert registry.delete(path, headers={"if-match": seen}).status_code == 412
    assert registry.delete(path, headers={"if-match": changed.headers["etag"]}).status_code == 204
    assert registry.get(path).status_code == 404
    gone = put(registry, path, STAFF, if_match=changed.headers["etag"])
    assert (gone.status_code, gone.json()["current"]) == (412, None)


def test_a_record_made_anew_is_not_the_one_before(registry: TestClient) -> None:
    path = f"{TEAM}/cars/bil"
    first = registry.get(path).headers["etag"]
    registry.delete(path, headers={"if-match": first})
    assert put(registry, path, CAR).status_code == 201
    assert put(registry, path, CAR, if_match=first).status_code == 412


def test_all_that_is_wrong_with_a_record_is_told_and_nothing_is_written(registry: TestClient) -> None:
    patient = {**PATIENT, "contact_staff": ["bo"], "needs": [{**NEED, "cars_allowed": ["x"]}]}
    answer = put(registry, f"{TEAM}/patients/p2", patient | {"id": "p2"})
    fields = [fault["field"] for fault in answer.json()["faults"]]
    assert (answer.status_code, fields) == (422, ["contact_staff[0]", "needs[0].cars_allowed[0]"])
    assert registry.get(f"{TEAM}/patients/p2").status_code == 404


def test_settings_that_cars_need_cannot_be_taken_away(registry: TestClient) -> None:
    answer = registry.get(TEAM)
    assert answer.json()["settings"]["bases"][0]["id"] == "base"
    refused = put(registry, TEAM, {"name": "x"}, if_match=answer.headers["etag"])
    assert {fault["field"] for fault in refused.json()["faults"]} == {"bases", "shift"}
    assert put(registry, TEAM, SETTINGS, if_match=f'"{answer.json()["id"]}-0"').status_code == 412
    changed = put(registry, TEAM, {**SETTINGS, "name": "Nytt"}, if_match=answer.headers["etag"])
    assert changed.json()["revision"] == 2
    assert registry.get("/api/teams").json()[0]["name"] == "Nytt"


def test_long_lists_come_in_pages(registry: TestClient) -> None:
    for number in range(5):
        put(registry, f"{TEAM}/patients/q{number}", {**PATIENT, "id": f"q{number}"})
    first = registry.get(f"{TEAM}/patients?limit=4").json()
    rest = registry.get(f"{TEAM}/patients?limit=4&after={first['next']}").json()
    keys = [one["key"] for one in (*first["records"], *rest["records"])]
    assert (keys, rest["next"]) == (["p1", "q0", "q1", "q2", "q3", "q4"], None)


def test_the_audit_tells_who_read_and_wrote_of_a_patient(open_client: Callable[..., TestClient]) -> None:
    def as_auditing_owner(request: Request) -> Actor:
        return replace(as_owner(request), roles={None: frozenset({Role.LEAD, Role.AUDITOR})})

    client = found(open_client(identify=as_auditing_owner))
    for key in ("p1", "p2"):
        put(client, f"{TEAM}/patients/{key}", {**PATIENT, "id": key, "needs": []})
    client.get(f"{TEAM}/patients/p2")
    client.get(f"{TEAM}/patients")
    client.get(f"{TEAM}/patients")
    client.get(f"{TEAM}/patients?limit=1&after=p1")
    entries = post(client, "/api/audit/extracts", {"team": "primar", "patient": "p1"}).json()
    assert [entry["action"] for entry in entries[:-1]] == ["patient:make", "patients:read", "patients:read"]
    entries = post(client, "/api/audit/extracts", {"team": "primar", "patient": "p2"}).json()
    assert [entry["action"] for entry in entries[:-1]] == ["patient:make", "patient:read", *["patients:read"] * 3]


def test_where_a_protected_patient_lives_is_told_to_those_named_alone(open_client: Callable[..., TestClient]) -> None:
    named = found(open_client(protected_readers=frozenset({"owner"})))
    path = f"{TEAM}/patients/p1"
    protected = {**PATIENT, "phone": "070-174 06 05", "protected": True}
    put(named, path, protected)
    shown = named.get(path).json()["record"]
    assert (shown["place"], shown["phone"]) == (PATIENT["place"], "070-174 06 05")

    other = open_client()
    answer = other.get(path)
    assert answer.json()["record"]["place"] is None
    assert not told_of(other.get(f"{TEAM}/patients").text)
    seen = answer.headers["etag"]
    hidden = {"place": None, "phone": None}
    for trick in ({"protected": False}, {"place": PATIENT["place"]}, {"phone": "070-174 06 05"}):
        assert put(other, path, {**protected, **hidden, **trick}, if_match=seen).status_code == 403
    changed = put(other, path, {**answer.json()["record"], "max_visits_per_day": 1}, if_match=seen)
    assert (changed.status_code, told_of(changed.text)) == (200, False)
    assert not told_of(put(other, path, protected | hidden, if_match=seen).text)
    kept = named.get(path).json()["record"]
    assert (kept["place"]["address"], kept["phone"]) == ("Storgatan 1", "070-174 06 05")
    assert kept["max_visits_per_day"] == 1


def told_of(text: str) -> bool:
    """Tell whether an answer says where the patient lives or how to call them."""
    return "Storgatan" in text or "070-174" in text


def test_teams_are_listed_with_what_one_is_in_them(open_client: Callable[..., TestClient]) -> None:
    found(open_client(), "primar", "annat")
    with service_of(open_client()).store.read(as_owner_of_all()) as tx:
        ids = {team.key: team.id for team in teams.list_teams(tx)}

    def as_viewer(_: Request) -> Actor:
        return Actor(user="v", name="v", roles={ids["annat"]: frozenset({Role.VIEWER})})

    client = open_client(identify=as_viewer)
    listed = client.get("/api/teams").json()
    own = [team for team in listed if team["id"] is not None]
    assert [(team["key"], team["name"], team["roles"]) for team in own] == [("annat", "Annat", ["viewer"])]
    assert own[0]["permissions"] == ["plans:read", "roads:read", "roster:read"]
    assert {team["timezone"] for team in listed} == {"Europe/Stockholm"}
    assert [team["id"] for team in listed if team["key"] == "primar"] == [None]
    assert client.get(TEAM).status_code == 404
    assert client.get(f"{TEAM}/staff").status_code == 404
    assert client.get("/api/teams/annat").json()["revision"] == 0
    assert client.get("/api/teams/annat/staff").json() == {"records": [], "next": None}
    assert put(client, "/api/teams/annat/staff/x", STAFF).status_code == 403


def test_a_team_is_made_once_by_who_administers_all(open_client: Callable[..., TestClient]) -> None:
    def as_admin(_: Request) -> Actor:
        return Actor(user="a", name="a", roles={None: frozenset({Role.ADMIN})})

    client = open_client(identify=as_admin)
    order = {"key": "nya", "name": "Nya teamet"}
    made = post(client, "/api/teams", order)
    assert (made.status_code, made.headers["location"]) == (201, "/api/teams/nya")
    assert post(client, "/api/teams", order).status_code == 409
    assert client.get("/api/teams/nya").json()["settings"]["name"] == "Nya teamet"
    assert client.get("/api/teams/nya/patients").status_code == 403


def test_open_pages_are_told_of_a_change_but_not_whose_it_is(registry: TestClient) -> None:
    with service_of(registry).store.read(as_owner_of_all()) as tx:
        told: list[Json] = [one.document for one in feed.after(tx, 0) if one.kind == "roster"]
    assert [(one["section"], one["revision"]) for one in told] == [
        ("settings", 1),
        ("staff", 1),
        ("cars", 1),
        ("patients", 1),
    ]
    assert "p1" not in [value for one in told for value in one.values()]


@pytest.mark.parametrize("section", ["staff", "cars", "patients"])
def test_hostile_records_are_refused_and_nothing_is_written(registry: TestClient, section: str) -> None:
    for name, body in BODIES.items():
        answer = registry.put(f"{TEAM}/{section}/x", content=body, headers={"content-type": "application/json"})
        assert check_problem(answer, 422)["faults"], name
    assert len(registry.get(f"{TEAM}/{section}").json()["records"]) == 1


def test_a_patients_record_that_a_refusal_tells_is_in_the_audit(registry: TestClient) -> None:
    def readings() -> list[str]:
        with service_of(registry).store.read(as_owner_of_all()) as tx:
            return [
                row.subject for row in tx.connection.execute(sa.select(AUDIT).where(AUDIT.c.action == "patient:read"))
            ]

    path = f"{TEAM}/patients/{PATIENT['id']}"
    assert readings() == []
    for answer in (
        put(registry, path, PATIENT, if_match='"x-1"'),
        registry.delete(path, headers={"if-match": '"x-1"'}),
    ):
        assert (answer.status_code, answer.json()["current"]["record"]["id"]) == (412, PATIENT["id"])
    assert len(readings()) == 2
