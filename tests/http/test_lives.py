"""The life of a plan over HTTP: changed by hand, undone, in force, closed, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.actor import Actor
from api.access.roles import Role
from tests.http.board import Board, kind, make_day, places_of
from tests.http.conftest import Json
from tests.http.test_hostile import BODIES, check_problem

Open = Callable[..., TestClient]


def nurse_only() -> Json:
    """Make a day in which v2 asks for a nurse; only car-0 has one."""
    day = make_day()
    day["visits"][2]["skills"] = ["nurse"]
    return day


def test_a_hard_fault_needs_a_reason_and_a_role_and_stands_in_the_plan_ever_after(open_client: Open) -> None:
    who = [Actor(user="d", name="Disp", roles={None: frozenset({Role.DISPATCHER})})]
    client = open_client(identify=lambda _: who[0])
    who[0] = Actor(user="l", name="Lead", roles={None: frozenset({Role.LEAD})})
    board = Board.open(client, nurse_only())
    proposed = board.change({"change": "move", "visit": "v2", "car": "car-1"}).json()
    assert "skill" in {fault["rule"] for fault in proposed["faults"]["hard"]}
    bare = board.apply(proposed["id"])
    assert (bare.status_code, kind(bare)) == (409, "breaks-rules")
    assert {fault["rule"] for fault in bare.json()["findings"]} >= {"skill"}
    who[0] = Actor(user="d", name="Disp", roles={None: frozenset({Role.DISPATCHER})})
    assert board.apply(proposed["id"], reason="Doctor on the phone").status_code == 403
    who[0] = Actor(user="l", name="Lead", roles={None: frozenset({Role.LEAD})})
    assert board.apply(proposed["id"], reason="Doctor on the phone").status_code == 200
    told = {(one["rule"], one["by"], one["reason"]) for one in board.document["overrides"]}
    assert ("skill", "Lead", "Doctor on the phone") in told
    assert board.faults() == []
    taken = board.call()
    placed = board.post(f"/api/calls/{taken.json()['id']}/proposals", {"offer": 1})
    assert board.apply(placed.json()["id"]).status_code == 200
    assert board.document["overrides"]
    assert board.faults() == []


def test_what_has_begun_is_moved_by_nobody(board: Board) -> None:
    board.set_clock("09:10")
    board.tell({"event": "visit_started", "time": "09:05", "visit": "v0"})
    refused = board.change({"change": "move", "visit": "v0", "car": "car-2"})
    assert (refused.status_code, kind(refused)) == (409, "visit-locked")
    board.set_clock("09:50")
    board.tell({"event": "visit_done", "time": "09:45", "visit": "v0"})
    ended = board.tell({"event": "en_route", "time": "09:50", "visit": "v0"})
    assert (ended.status_code, kind(ended)) == (409, "visit-locked")
    assert len(board.client.get(f"/api/plans/{board.plan}/events").json()) == 2


def test_undo_gives_the_version_before_and_its_calls_wait_again(board: Board) -> None:
    before = board.places()
    taken = board.call(latest="15:30")
    placed = board.post(f"/api/calls/{taken.json()['id']}/proposals", {"offer": 1})
    board.apply(placed.json()["id"])
    assert board.command("undo").json()["version"] == 3
    assert board.places() == before
    assert board.client.get(f"/api/calls/{taken.json()['id']}").json()["state"] in {"waiting", "offered"}
    assert board.command("undo").json()["version"] == 4
    assert taken.json()["visit"] in board.places()
    assert board.client.get(f"/api/calls/{taken.json()['id']}").json()["state"] == "placed"
    origins = [one["origin"] for one in board.client.get(f"/api/plans/{board.plan}/versions").json()]
    assert origins == ["undo", "undo", "call", "job"]
    assert places_of(board.client.get(f"/api/plans/{board.plan}/versions/1").json()) == before
    board.set_clock("15:40")
    assert board.tell({"event": "visit_cancelled", "time": "15:30", "visit": taken.json()["visit"]}).status_code == 201
    refused = board.command("undo")
    assert (refused.status_code, kind(refused)) == (409, "wrong-state")


def test_a_day_has_one_published_plan_and_a_closed_one_changes_no_more(board: Board) -> None:
    twin = Board.open(board.client, beside=board)
    refused = twin.command("publish")
    assert (refused.status_code, kind(refused)) == (409, "wrong-state")
    assert twin.tell({"event": "car_late", "time": "06:50", "car": "car-1", "minutes": 5}).status_code == 409
    proposal = board.change({"change": "lock", "visit": "v1"}).json()["id"]
    assert board.command("close").json()["state"] == "closed"
    for answer in (board.apply(proposal), board.command("undo"), board.call(), board.command("close")):
        assert (answer.status_code, kind(answer)) == (409, "wrong-state")
    assert twin.command("publish").json()["state"] == "published"


def test_one_plan_is_in_force_for_a_date_and_gives_way_until_it_has_begun(board: Board) -> None:
    document = make_day()
    document["visits"] = document["visits"][:-1]
    twin, third = (Board.open(board.client, document, published=False) for _ in range(2))
    refused = twin.command("publish")
    assert (refused.status_code, kind(refused), refused.json()["live"]) == (409, "wrong-state", board.plan)
    assert twin.command("publish", {"replaces": "nosuch"}).status_code == 409
    assert twin.command("publish", {"replaces": board.plan}).json()["state"] == "published"
    assert board.client.get(f"/api/plans/{board.plan}").json()["status"] == "closed"
    assert twin.tell({"event": "car_late", "time": "06:50", "car": "car-1", "minutes": 5}).status_code == 201
    refused = third.command("publish", {"replaces": twin.plan})
    assert (refused.status_code, kind(refused)) == (409, "wrong-state")
    assert twin.command("close").json()["state"] == "closed"
    assert third.command("publish").json()["state"] == "published"


def test_the_list_of_plans_tells_which_may_be_replaced(board: Board) -> None:
    def giving_way() -> list[str]:
        return [one["id"] for one in board.client.get("/api/plans").json() if one["gives_way"]]

    other = Board.open(board.client, published=False)
    assert giving_way() == [board.plan]
    assert board.call().status_code == 201
    assert giving_way() == [], "a call waits by it"
    assert board.command("close").status_code == other.command("publish").status_code == 200
    assert giving_way() == [other.plan]
    assert other.tell({"event": "car_late", "time": "06:50", "car": "car-1", "minutes": 5}).status_code == 201
    assert giving_way() == [], "it has begun"


def test_a_command_sent_again_under_its_key_is_answered_as_before(board: Board) -> None:
    seen = board.etag

    def twice(path: str, body: Json, **headers: str) -> Any:
        first, again = (board.post(path, body, idempotency_key=path, **headers) for _ in range(2))
        assert (first.status_code, first.json()) == (again.status_code, again.json())
        return first

    changed = twice("changes", {"changes": [{"change": "lock", "visit": "v1"}]}, if_match=seen)
    applied = twice(f"/api/proposals/{changed.json()['id']}/apply", {}, if_match=seen)
    assert (applied.status_code, applied.json()["version"]) == (200, 2)
    taken = twice("calls", {"call": {"location": "h7", "duration_min": 20}})
    anew = f"/api/calls/{taken.json()['id']}/offers"
    offered = twice(anew, {})
    placed = twice(f"/api/calls/{taken.json()['id']}/proposals", {"offer": 1})
    twice(f"/api/proposals/{placed.json()['id']}/apply", {}, if_match=board.etag)
    assert board.post(anew, {}, idempotency_key=anew).json() == offered.json()
    assert kind(board.post(anew, {})) == "wrong-state"
    twice("events", {"events": [{"event": "car_late", "time": "06:55", "car": "car-1", "minutes": 5}]})
    assert board.document["version"] == 3
    assert len(board.client.get(f"/api/plans/{board.plan}/events").json()) == 1
    other = board.post("calls", {"call": {"location": "h6", "duration_min": 20}}, idempotency_key="calls")
    assert (other.status_code, kind(other)) == (422, "key-reused")


def test_a_key_belongs_to_what_the_query_asks_for_too(board: Board) -> None:
    order = {"call": {"location": "h6", "duration_min": 20}}
    assert board.post("calls", order, idempotency_key="once").status_code == 201
    again = board.client.post(
        f"/api/plans/{board.plan}/calls?other=1",
        content=json.dumps(order),
        headers={"content-type": "application/json", "idempotency-key": "once"},
    )
    assert (again.status_code, kind(again)) == (422, "key-reused")


WRONG: dict[str, list[Any]] = {
    "changes": [
        {"changes": []},
        {"changes": [{"change": "paint", "visit": "v1"}]},
        {"changes": [{"change": "move", "visit": "v1"}]},
        {"changes": [{"change": "move", "visit": "v1", "car": "x"}]},
        {"changes": [{"change": "move", "visit": "v1", "car": "car-1", "position": 0}]},
        {"changes": [{"change": "move", "visit": "v1", "car": "car-1", "time": "25:61"}]},
        {"changes": [{"change": "swap", "cars": ["car-1"]}]},
        {"changes": [{"change": "swap", "cars": ["car-1", "car-1"]}]},
        {"changes": [{"change": "lock", "visit": "v1"}], "version": 9},
    ],
    "events": [
        {"events": []},
        {"events": [{}]},
        {"events": [{"event": "dance", "time": "06:00", "visit": "v1"}]},
        {"events": [{"event": "visit_started", "time": "06:00", "visit": "nosuch"}]},
        {"events": [{"event": "visit_started", "time": "23:59", "visit": "v1"}]},
        {"events": [{"event": "visit_added", "time": "06:00", "call": {}}]},
        {"events": [{"event": "car_late", "time": "06:00", "car": "car-1", "minutes": float("inf")}]},
        {"events": [{"event": "visit_cancelled", "time": "06:00", "visit": "v1"}, {"event": "en_route"}]},
    ],
    "calls": [
        {"call": {}},
        {"call": {"duration_min": 5}},
        {"call": {"patient": "nobody", "duration_min": 5}},
        {"call": {"location": "h1", "duration_min": -5}},
        {"call": {"location": "h1", "duration_min": 5}, "top": 0},
        {"call": {"location": "h1", "duration_min": 5, "role": "admin"}},
        {"call": {"id": "v1", "location": "h1", "duration_min": 5}},
        {"call": {"location": "h1", "duration_min": 5}, "at": "yesterday"},
    ],
    "proposals": [
        {"freedom": "all"},
        {"seconds": 0},
        {"seconds": 1000000000.0},
        {"workers": 0},
        {"plan": "other"},
    ],
    "offer": [
        {},
        {"offer": 0},
        {"offer": 9},
        {"offer": "1"},
        {"offer": 1, "seat": "car-1"},
    ],
    "anew": [
        {"at": 5},
        {"call": {}},
        [],
    ],
    "apply": [
        {"reason": ""},
        {"reason": "x"},
        {"reason": 7},
        {"overrides": []},
        {"reason": "\0\0\0"},
    ],
    "undo": [
        {"version": 1},
        {"reason": []},
    ],
    "publish": [
        {"state": "running"},
        None,
    ],
    "close": [
        {"force": True},
        7,
    ],
}


@pytest.mark.parametrize("command", WRONG)
def test_hostile_bodies_are_refused_and_change_nothing(board: Board, command: str) -> None:
    proposal = board.change({"change": "lock", "visit": "v1"}).json()["id"]
    call = board.call().json()["id"]
    where = {
        "offer": f"/api/calls/{call}/proposals",
        "anew": f"/api/calls/{call}/offers",
        "apply": f"/api/proposals/{proposal}/apply",
    }.get(command, f"/api/plans/{board.plan}/{command}")

    def all_there_is() -> list[object]:
        lists = ("versions", "events", "statuses", "calls", "proposals")
        listed = [board.client.get(f"/api/plans/{board.plan}/{name}").json() for name in lists]
        return [*listed, board.client.get("/api/jobs").json(), board.etag]

    before = all_there_is()
    hostile = [body for name, body in BODIES.items() if name != "nothing"]
    for body in [*hostile, *(json.dumps(wrong).encode() for wrong in WRONG[command])]:
        headers = {"content-type": "application/json", "if-match": board.etag}
        answer = board.client.post(where, content=body, headers=headers)
        assert answer.status_code in {413, 422}, (body[:80], answer.text[:300])
        check_problem(answer, answer.status_code)
    assert all_there_is() == before
