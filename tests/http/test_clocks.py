"""What time it is on a day over HTTP: by the service's clock once it has begun, as anybody likes before."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.http.board import Board, service_of
from tests.http.conftest import Json

LATE = "2026-11-23T23:59"
CALLED_OFF: Json = {"event": "visit_cancelled", "visit": "v5", "time": "23:50"}


@pytest.fixture
def board(client: TestClient) -> Board:
    board = Board.open(client)
    board.set_clock("09:21")
    return board


def fields(answer: Any) -> tuple[int, list[tuple[str, str]]]:
    """Give the status of a refusal, and which fields have which fault."""
    return answer.status_code, [(fault["field"], fault["code"]) for fault in answer.json().get("faults", ())]


def test_an_event_told_with_a_wrong_time_does_not_take_the_day_there(board: Board) -> None:
    assert fields(board.tell(CALLED_OFF, at=LATE)) == (422, [("at", "at_ahead")])
    assert fields(board.tell(CALLED_OFF)) == (422, [("events[0].time", "event_ahead")])
    assert board.document["status"] == "published"
    assert board.call(latest="15:00").json()["state"] == "offered"


def test_no_command_takes_a_day_that_has_begun_ahead_of_the_clock(board: Board) -> None:
    ahead = (422, [("at", "at_ahead")])
    call = board.call(latest="15:00").json()["id"]
    assert fields(board.call(latest="15:00", at="12:00")) == ahead
    assert fields(board.post(f"/api/calls/{call}/offers", {"at": "12:00"})) == ahead
    assert fields(board.change({"change": "lock", "visit": "v5"}, at="12:00")) == ahead
    assert fields(board.post("proposals", {"at": "12:00"})) == ahead
    experiment = {"experiment": {"kind": "place", "visit": "v5"}, "at": "12:00"}
    assert fields(board.command("experiments", experiment)) == ahead
    replan = {"events": [{**CALLED_OFF, "time": "09:00"}], "replan": {"at": "12:00"}}
    assert fields(board.post("events", replan)) == ahead
    assert board.client.get(f"/api/plans/{board.plan}/events").json() == []


def test_the_clock_of_who_tells_may_be_some_minutes_ahead(board: Board) -> None:
    assert board.tell({**CALLED_OFF, "time": "09:25"}).status_code == 201
    assert board.tell({**CALLED_OFF, "visit": "v6", "time": "09:26"}, at="09:26").status_code == 201
    assert fields(board.tell({**CALLED_OFF, "visit": "v7", "time": "09:27"}))[0] == 422


def test_a_day_that_has_not_begun_is_tried_out_as_of_any_time(board: Board) -> None:
    store = service_of(board.client).store
    now_us = store.clock() - 10 * 3600 * 1_000_000  # in the evening before
    store.clock = lambda: now_us
    assert board.tell(CALLED_OFF, at=LATE).status_code == 201
    assert board.tell(
        {"event": "taken_back", "what": "visit_cancelled", "visit": "v5", "time": LATE}, at=LATE
    ).is_success
    assert board.call(latest="15:00", at="10:00").json()["state"] == "offered"


def test_a_day_that_has_begun_is_tried_out_as_of_any_time_that_has_been(board: Board) -> None:
    assert board.tell({**CALLED_OFF, "time": "08:30"}, at="08:45").status_code == 201
    assert board.change({"change": "lock", "visit": "v6"}, at="09:00").status_code == 201


def test_what_was_tried_ahead_the_evening_before_does_not_take_a_day_that_has_begun_there(board: Board) -> None:
    store = service_of(board.client).store
    now_us = store.clock()
    store.clock = lambda: now_us - 10 * 3600 * 1_000_000
    tried = [board.change({"change": "lock", "visit": "v3"}, at=at).json()["id"] for at in ("12:00", "13:00")]
    assert board.apply(tried[0]).status_code == 200
    assert board.command("undo").status_code == 200
    again = board.change({"change": "lock", "visit": "v3"}, at="12:00").json()["id"]
    store.clock = lambda: now_us
    refused = board.apply(again)
    assert (refused.status_code, refused.json()["type"]) == (412, "urn:hemrutt:problem:stale")
    assert "senare tid" in refused.json()["detail"]
    assert refused.json()["again"] == f"/api/plans/{board.plan}/changes"
    undone = board.command("undo")
    assert (undone.status_code, undone.json()["type"]) == (409, "urn:hemrutt:problem:wrong-state")
    assert "running" not in board.day
    assert board.apply(board.change({"change": "lock", "visit": "v3"}).json()["id"]).status_code == 200


def test_a_day_that_began_ahead_goes_on_from_there_until_that_is_taken_back(board: Board) -> None:
    store = service_of(board.client).store
    now_us = store.clock()
    store.clock = lambda: now_us - 10 * 3600 * 1_000_000
    assert board.apply(board.change({"change": "lock", "visit": "v3"}, at="12:00").json()["id"]).status_code == 200
    store.clock = lambda: now_us
    assert board.day["running"]["at"] == "12:00"
    assert board.apply(board.change({"change": "unlock", "visit": "v3"}).json()["id"]).status_code == 200
    assert board.command("undo").status_code == 200


def test_a_proposal_by_which_a_visit_should_have_started_meanwhile_is_made_anew(board: Board) -> None:
    board.set_clock("09:00")
    moved = board.change({"change": "move", "visit": "v1", "car": "car-2"}).json()
    (placed,) = (one["after"]["start"] for one in moved["difference"]["moved"])
    board.set_clock(placed[11:16])
    assert board.change({"change": "lock", "visit": "v3"}).status_code == 201
    later = f"{placed[11:14]}{int(placed[14:16]) + 6}"
    board.set_clock(later)
    refused = board.apply(moved["id"])
    assert (refused.status_code, refused.json()["type"]) == (412, "urn:hemrutt:problem:stale")
    assert "Tiden har gått" in refused.json()["detail"]
    assert board.document["version"] == 1


def test_a_proposal_is_applied_minutes_after_a_visit_should_have_started_by_it(board: Board) -> None:
    board.set_clock("09:00")
    moved = board.change({"change": "move", "visit": "v1", "car": "car-2"}).json()
    (placed,) = (one["after"]["start"] for one in moved["difference"]["moved"])
    board.set_clock(f"{placed[11:14]}{int(placed[14:16]) + 4}")
    assert board.apply(moved["id"]).status_code == 200


def test_an_offer_whose_time_has_passed_is_made_anew(board: Board) -> None:
    call = board.call(latest="15:00", confirm=True).json()
    number, soon = min(enumerate(call["offers"], start=1), key=lambda one: one[1]["start"])
    board.set_clock("13:30")
    assert soon["start"][11:16] < "13:25"
    refused = board.post(f"/api/calls/{call['id']}/proposals", {"offer": number})
    assert (refused.status_code, refused.json()["again"]) == (412, f"/api/calls/{call['id']}/offers")
    anew = board.post(f"/api/calls/{call['id']}/offers").json()["offers"]
    assert all(one["start"][11:16] > "13:30" for one in anew)
    assert anew
    assert board.post(f"/api/calls/{call['id']}/proposals", {"offer": 1}).status_code == 201
