"""Patients looked for while a call is taken: everybody of the team, who was meant first, and no secret home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from api.access.actor import Actor
from api.access.roles import Role
from tests.http.board import HOMES, Board, make_day
from tests.http.conftest import Json, as_owner, post
from tests.http.test_rosters import TEAM, put
from tests.scheduler.roster.registries import PATIENT


def day_with(*patients: Json) -> Json:
    """Make a day that has more patients than those with a visit, all of them at the last home."""
    day = make_day()
    day["locations"][-1]["address"] = "Storgatan 12, Umeå"
    day["patients"] += [{"location": f"h{HOMES - 1}", **patient} for patient in patients]
    return day


def search(board: Board, text: str, **more: object) -> list[Json]:
    answer = post(board.client, f"/api/plans/{board.plan}/patients/search", {"text": text, **more})
    assert answer.status_code == 200, answer.text
    hits: list[Json] = answer.json()["hits"]
    return hits


def named(board: Board, text: str) -> list[str]:
    return [one["patient"] for one in search(board, text)]


def test_somebody_without_a_visit_today_is_found_and_the_one_meant_comes_first(client: TestClient) -> None:
    board = Board.open(client, day_with({"id": "e90"}, {"id": "e9"}, {"id": "e118"}))
    assert named(board, "E9") == ["e9", "e90"]
    assert named(board, "e11") == ["e118"]
    assert named(board, "storgatan 12") == ["e9", "p7", "e90", "e118"]
    assert named(board, "storgatan 1") == ["e9", "p7", "e90", "e118"]
    assert search(board, "e9", most=1) == [{"patient": "e9", "address": "Storgatan 12, Umeå", "place": None}]
    assert named(board, "ingen") == []
    call = {"call": {"patient": "e9", "duration_min": 15}}
    assert post(client, f"/api/plans/{board.plan}/calls", call).json()["state"] == "offered"


def test_who_is_enrolled_and_not_of_the_day_is_found_with_their_place(client: TestClient) -> None:
    board = Board.open(client, day_with())
    away = {"hospital": [{"from": "2026-11-20"}]}
    records = [{"id": "ny"}, {"id": "nyss", **away}, {"id": "nyare", "enrolled_from": "2026-11-24"}, {"id": "p1"}]
    for record in records:
        assert put(client, f"{TEAM}/patients/{record['id']}", {**PATIENT, "needs": [], **record}).status_code == 201
    assert search(board, "ny") == [{"patient": "ny", "address": "Storgatan 1", "place": PATIENT["place"]}]
    assert search(board, "p1")[0]["place"] is None


def test_where_protected_patients_live_is_neither_told_nor_searched(open_client: Callable[..., TestClient]) -> None:
    client = open_client()
    board = Board.open(client, day_with({"id": "e9", "protected": True}))
    record = {**PATIENT, "id": "ny", "needs": [], "protected": True}
    assert put(client, f"{TEAM}/patients/ny", record).status_code == 201
    assert search(board, "e9") == [{"patient": "e9", "address": None, "place": None}]
    assert (named(board, "storgatan"), named(board, "ny")) == (["p7"], [])
    cleared = replace(board, client=open_client(protected_readers=frozenset({"owner"})))
    assert named(cleared, "storgatan") == ["e9", "ny", "p7"]


def test_who_takes_no_calls_searches_nobody(open_client: Callable[..., TestClient]) -> None:
    board = Board.open(open_client(), day_with())

    def as_viewer(_: Request) -> Actor:
        return Actor(user="v", name="v", roles={None: frozenset({Role.VIEWER})})

    viewer = open_client(identify=as_viewer)
    assert post(viewer, f"/api/plans/{board.plan}/patients/search", {"text": "p1"}).status_code == 403


@pytest.mark.parametrize("question", [{}, {"text": ""}, {"text": "x" * 201}, {"text": "x", "most": 0}, {"text": 1}])
def test_a_question_that_is_none_is_refused(client: TestClient, question: Json) -> None:
    board = Board.open(client, day_with())
    assert post(client, f"/api/plans/{board.plan}/patients/search", question).status_code == 422


def test_the_audit_tells_who_was_found(open_client: Callable[..., TestClient]) -> None:
    def as_auditing_owner(request: Request) -> Actor:
        return replace(as_owner(request), roles={None: frozenset({Role.LEAD, Role.AUDITOR})})

    client = open_client(identify=as_auditing_owner)
    board = Board.open(client, day_with({"id": "e9"}))
    named(board, "e9")
    for patient, found in (("e9", True), ("p1", False)):
        told = post(client, "/api/audit/extracts", {"team": "primar", "patient": patient}).json()
        assert ("patients:search" in [entry["action"] for entry in told]) is found
