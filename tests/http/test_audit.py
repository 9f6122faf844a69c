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
