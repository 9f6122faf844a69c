"""The audit over HTTP: what concerns a patient, and spot checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from api.access.actor import Actor
from api.access.roles import Role
from api.app import create_app
from api.service import make_service
from api.settings import Settings
from tests.http.board import Board
from tests.http.conftest import Json, as_owner, post


@pytest.fixture
def auditor(settings: Settings, day: Json) -> Iterator[TestClient]:
    """Give a client of somebody who plans and audits, on a service with a day that was read once."""

    def identify(request: Request) -> Actor:
        return replace(as_owner(request), name="Auditor", roles={None: frozenset({Role.LEAD, Role.AUDITOR})})

    service = make_service(replace(settings, jobs_running=0), identify=identify)
    with TestClient(create_app(service), base_url="http://127.0.0.1:8000") as client:
        client.get(f"/api/days/{post(client, '/api/days', day).json()['id']}")
        yield client


def test_an_extract_tells_what_was_done_with_one_patients_data_and_is_told_of(auditor: TestClient) -> None:
    order = {"team": "primar", "patient": "p1"}
    first = post(auditor, "/api/audit/extracts", order).json()
    assert [entry["action"] for entry in first] == ["day:make", "day:read", "audit:extract"]
    assert {entry["name"] for entry in first} == {"Auditor"}
    assert len(post(auditor, "/api/audit/extracts", order).json()) == 4
    assert len(post(auditor, "/api/audit/extracts", {**order, "patient": "p2"}).json()) == 1
    assert post(auditor, "/api/audit/extracts", {**order, "team": "nosuch"}).status_code == 422


def test_a_check_is_drawn_read_and_signed_once(auditor: TestClient) -> None:
    drawn = post(auditor, "/api/audit/checks", {"team": "primar", "count": 2})
    assert (drawn.status_code, len(drawn.json()["entries"]), drawn.json()["outcome"]) == (201, 2, None)
    path = drawn.headers["location"]
    assert auditor.get(path).json() == drawn.json()
    signed = auditor.put(f"{path}/finding", json={"outcome": "followed_up", "remark": "Asked the crew."}).json()
    assert (signed["outcome"], signed["signed_by"]) == ("followed_up", "Auditor")
    again = auditor.put(f"{path}/finding", json={"outcome": "in_order"})
    assert (again.status_code, again.json()["type"]) == (409, "urn:hemrutt:problem:signed-before")
    assert auditor.get(path).json() == signed


def test_a_check_sent_twice_under_one_key_draws_once(auditor: TestClient) -> None:
    drawn = [post(auditor, "/api/audit/checks", {"team": "primar"}, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert drawn[0].json() == drawn[1].json()


def test_who_looks_at_an_offer_at_calls_or_at_reasons_is_in_the_extract_of_each_they_saw(settings: Settings) -> None:
    """An offer is shown in the whole plan; who waits and is not of the day is seen in the list alone."""
    actor = Actor(user="a", name="a", roles={None: frozenset({Role.LEAD, Role.AUDITOR})})
    service = make_service(replace(settings, jobs_running=0), identify=lambda _: actor)
    with TestClient(create_app(service), base_url="http://127.0.0.1:8000") as client:
        board = Board.open(client)
        taken = board.call().json()
        assert taken["state"] == "offered"
        people = ("p0", taken["visit"])

        def looks() -> list[int]:
            """Count how often each was looked at."""
            seen = []
            for patient in people:
                told = post(client, "/api/audit/extracts", {"team": "primar", "patient": patient}).json()
                seen.append(sum(entry["action"] in {"plan:read", "call:read", "call:list"} for entry in told))
            return seen

        before = looks()
        assert client.get(f"/api/calls/{taken['id']}/offers/1/board").status_code == 200
        assert looks() == [before[0] + 1, before[1] + 1]
        assert client.get(f"/api/plans/{board.plan}/calls").status_code == 200
        assert looks() == [before[0] + 1, before[1] + 2]
        assert client.get(f"/api/plans/{board.plan}/explanation").status_code == 200
        assert looks() == [before[0] + 2, before[1] + 2]
