"""Calls over HTTP: offered, looked at, applied, waiting and offered again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.dispatching import standing
from api.dispatching.calling import Answering
from api.errors import RefusalError
from tests.http.board import Board, kind, make_day, service_of

Open = Callable[..., TestClient]


def make_full_day() -> dict[str, Any]:
    """Make a day of cars that have no room for another visit."""
    day = make_day()
    for car in day["cars"]:
        car["max_visits"] = 3
    day["visits"].append({"id": "v8", "patient": "p0", "duration_min": 10})
    day["rules"] = {"min_gap_same_patient_min": 0}
    return day


def test_a_call_is_offered_looked_at_and_applied_just_as_it_was_told(board: Board) -> None:
    board.set_clock("09:30")
    taken = board.call(latest="15:00", priority=3)
    assert (taken.status_code, taken.json()["state"]) == (201, "offered")
    offer = taken.json()["offers"][0]
    proposed = board.post(f"/api/calls/{taken.json()['id']}/proposals", {"offer": 1})
    assert proposed.status_code == 201
    assert [one["visit"] for one in proposed.json()["difference"]["new"]] == [taken.json()["visit"]]
    assert taken.json()["visit"] not in board.places()
    applied = board.apply(proposed.json()["id"])
    assert (applied.status_code, applied.json()["version"], applied.headers["etag"]) == (200, 2, board.etag)
    assert board.places()[taken.json()["visit"]] == (offer["car"], offer["start"])
    assert board.faults() == []
    assert board.client.get(f"/api/calls/{taken.json()['id']}").json()["state"] == "placed"
    assert board.client.get(f"/api/plans/{board.plan}/calls").json() == []
    again = board.apply(proposed.json()["id"])
    assert (again.status_code, kind(again)) == (409, "wrong-state")


def test_an_offer_is_looked_at_as_a_board_that_leaves_nothing_behind(board: Board) -> None:
    board.set_clock("09:30")
    taken = board.call(latest="15:00").json()
    seen = board.client.get(f"/api/calls/{taken['id']}/offers/1/board")
    planned = {visit["id"]: visit["stop"] for visit in seen.json()["visits"]}
    assert planned[taken["visit"]]["car"] == taken["offers"][0]["car"]
    assert seen.headers["etag"] == board.etag
    assert board.client.get(f"/api/plans/{board.plan}/proposals").json() == []
    assert board.client.get(f"/api/calls/{taken['id']}/offers/20/board").status_code == 422


def test_an_offer_that_is_no_longer_what_was_seen_is_refused(board: Board) -> None:
    board.set_clock("09:30")
    taken = board.call(latest="15:00").json()
    path, seen = f"/api/calls/{taken['id']}/proposals", taken["offers"][0]
    assert board.tell({"event": "car_gone", "time": "09:30", "car": seen["car"]}).status_code == 201
    service_of(board.client).offering.settle()
    anew = board.client.get(f"/api/calls/{taken['id']}").json()["offers"]
    first, last = anew[0], len(taken["offers"])
    assert (first["car"] != seen["car"], len(anew)) == (True, last - 1)
    for wanted in (
        {"offer": 1, "car": seen["car"], "start": seen["start"]},
        {"offer": 1, "car": first["car"], "start": "2026-11-23T05:00:00+01:00"},
        {"offer": last, "car": first["car"]},
    ):
        refused = board.post(path, wanted)
        again = f"/api/calls/{taken['id']}/offers"
        assert (refused.status_code, kind(refused), refused.json()["again"]) == (412, "stale", again)
    assert board.post(path, {"offer": last}).status_code == 422
    assert board.post(path, {"offer": 1, "car": first["car"], "start": first["start"]}).status_code == 201


def test_a_call_without_a_place_waits_and_is_offered_by_itself_when_there_is_one(client: TestClient) -> None:
    board = Board.open(client, make_full_day())
    taken = board.call(priority=2)
    assert (taken.json()["state"], taken.json()["offers"]) == ("waiting", [])
    assert {reason["code"] for reason in taken.json()["reasons"]} == {"max_visits"}
    urgent = board.call(location="h6", priority=5)
    listed = [call["id"] for call in client.get(f"/api/plans/{board.plan}/calls").json()]
    assert listed == [urgent.json()["id"], taken.json()["id"]]
    assert board.tell({"event": "visit_cancelled", "time": "06:55", "visit": "v5"}).status_code == 201
    service_of(client).offering.settle()
    assert {call["state"] for call in client.get(f"/api/plans/{board.plan}/calls").json()} == {"offered"}
    proposal = board.post(f"/api/calls/{urgent.json()['id']}/proposals", {"offer": 1})
    assert board.apply(proposal.json()["id"]).status_code == 200
    service_of(client).offering.settle()
    (left,) = client.get(f"/api/plans/{board.plan}/calls").json()
    assert (left["id"], left["state"]) == (taken.json()["id"], "waiting")
    assert board.faults() == []


@pytest.mark.parametrize("fault", [ValueError(), RefusalError("unknown_reference")])
def test_a_call_that_cannot_be_answered_does_not_keep_those_behind_it_waiting(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    board = Board.open(client, make_full_day())
    behind = board.call(priority=2).json()
    first = board.call(location="h6", priority=5).json()
    assert {behind["state"], first["state"]} == {"waiting"}
    answer = Answering.answer

    def fail_first(self: Answering, standing: Any, call: Any, *given: Any) -> Any:
        if call.visit.priority == 5:
            raise fault
        return answer(self, standing, call, *given)

    monkeypatch.setattr(Answering, "answer", fail_first)
    assert board.tell({"event": "visit_cancelled", "time": "06:55", "visit": "v5"}).status_code == 201
    service_of(client).offering.settle()
    states = {call["id"]: call["state"] for call in client.get(f"/api/plans/{board.plan}/calls").json()}
    assert states == {first["id"]: "waiting", behind["id"]: "offered"}


def test_a_call_taken_twice_is_asked_about(board: Board) -> None:
    first = board.call(location=None, patient="p3", earliest="12:00")
    assert first.status_code == 409, first.text  # p3 has a visit planned then
    assert kind(first) == "possible-duplicate"
    assert {one["visit"] for one in first.json()["duplicates"]} == {"v3"}
    taken = board.call()
    again = board.call()
    assert (taken.status_code, again.status_code) == (201, 409)
    assert [one["call"] for one in again.json()["duplicates"]] == [taken.json()["id"]]
    assert board.call(confirm=True).status_code == 201
    board.client.delete(f"/api/calls/{taken.json()['id']}")
    assert board.client.get(f"/api/calls/{taken.json()['id']}").json()["state"] == "withdrawn"


def test_a_call_for_somebody_who_is_visited_right_now_is_asked_about(client: TestClient) -> None:
    """However long ago the visit began, and however late the offers are."""
    day = make_day()
    day["visits"][0]["duration_min"] = 60
    board = Board.open(client, day)
    begins = dt.datetime.fromisoformat(board.places()["v0"][1])
    for minutes, status in ((-31, 201), (-15, 409), (50, 409), (61, 201)):
        board.set_clock(f"{begins + dt.timedelta(minutes=minutes):%H:%M}")
        asked = board.call(location=None, patient="p0", earliest="14:00")
        assert asked.status_code == status, (minutes, asked.text)
        if status == 201:
            board.client.delete(f"/api/calls/{asked.json()['id']}")
        else:
            assert [one["visit"] for one in asked.json()["duplicates"]] == ["v0"]


def test_a_call_has_the_same_name_while_it_waits_and_in_the_plan(board: Board) -> None:
    taken = board.call(location=None, kind="phone")
    assert taken.json()["who"] == "Samtal 1"
    listed = board.client.get(f"/api/plans/{board.plan}/calls", headers={"accept-language": "en"}).json()
    assert [one["who"] for one in listed] == ["Call 1"]
    proposal = board.post(f"/api/calls/{taken.json()['id']}/proposals", {"offer": 1})
    assert board.apply(proposal.json()["id"]).status_code == 200
    shown = board.client.get(f"/api/plans/{board.plan}/board").json()["visits"]
    assert [(one["id"], one["who"]) for one in shown[-2:]] == [("v7", "p7"), ("call-1", "Samtal 1")]


def test_a_call_to_a_place_of_the_day_is_named_by_its_address_before_and_after(client: TestClient) -> None:
    day = make_day()
    day["locations"][-1]["address"] = "Storgatan 1"
    board = Board.open(client, day)
    taken = board.call().json()
    assert taken["who"] == "Storgatan 1"
    proposal = board.post(f"/api/calls/{taken['id']}/proposals", {"offer": 1})
    assert board.apply(proposal.json()["id"]).status_code == 200
    assert client.get(f"/api/plans/{board.plan}/board").json()["visits"][-1]["who"] == "Storgatan 1"


def test_a_call_does_not_tell_where_a_protected_patient_lives(client: TestClient) -> None:
    day = make_day()
    day["locations"][-1]["address"] = "Hemliga gatan 7"
    day["patients"][-1]["protected"] = True
    assert "Hemliga" not in Board.open(client, day).call().text


def test_a_plan_in_force_is_ready_for_calls_before_the_first_comes(
    open_client: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a restart: what takes long is done beside, not while somebody holds the line."""
    made: list[object] = []
    desk = standing.CallDesk

    def make(*given: Any, **named: Any) -> Any:
        made.append(given)
        return desk(*given, **named)

    monkeypatch.setattr(standing, "CallDesk", make)
    first = Board.open(open_client())
    service_of(first.client).offering.settle()
    assert len(made) == 1
    assert first.call().status_code == 201
    assert len(made) == 1
    again = open_client()
    service_of(again).store.clock = service_of(first.client).store.clock
    service_of(again).make_ready()
    service_of(again).offering.settle()
    assert len(made) > 1


def test_calls_taken_at_once_get_ids_of_their_own(board: Board) -> None:
    with ThreadPoolExecutor(6) as crowd:
        taken = list(crowd.map(lambda home: board.call(location=f"h{home}", duration_min=5, confirm=True), range(6)))
    kept = [answer.json()["visit"] for answer in taken if answer.status_code == 201]
    assert len(set(kept)) == len(kept) >= 3
    assert {answer.status_code for answer in taken} <= {201, 503}
    again = board.call(id=kept[0], location="h1", confirm=True)
    assert (again.status_code, again.json()["faults"][0]["code"]) == (422, "duplicate_id")


def test_a_call_that_was_answered_while_something_happened_is_offered_anew(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A car is gone after places were looked for, and before the call is kept."""
    board.set_clock("08:40")
    take = Answering.take

    def slow(*given: Any, **named: Any) -> Any:
        taken = take(*given, **named)
        assert board.tell({"event": "car_gone", "time": "08:40", "car": "car-1"}).status_code == 201
        return taken

    monkeypatch.setattr(Answering, "take", slow)
    call = board.call().json()
    service_of(board.client).offering.settle()
    kept = board.client.get(f"/api/calls/{call['id']}").json()
    assert "car-1" not in {offer["car"] for offer in kept["offers"]}
    assert board.post(f"/api/calls/{call['id']}/proposals", {"offer": 1}).status_code == 201
