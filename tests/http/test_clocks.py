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
