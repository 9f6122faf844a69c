"""Figures over time over HTTP: two days, counted by hand, and as files."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.season_wire import SeasonEntry
from api.seasons import Seasons
from tests.http.board import Board, make_day, service_of
from tests.http.conftest import Json

SEASON = "/api/teams/primar/figures"
TWO_DAYS = f"{SEASON}?from=2026-11-23&to=2026-11-24"


@pytest.fixture
def board(client: TestClient) -> Board:
    """Publish Monday and Tuesday."""
    day = make_day()
    Board.open(client, {**day, "date": "2026-11-24"})
    return Board.open(client, day)


def read(client: TestClient, address: str = TWO_DAYS) -> Json:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    document: Json = answer.json()
    SeasonEntry.model_validate_json(answer.text)
    return document


def test_what_is_told_of_a_day_enters_its_figures_at_once(board: Board) -> None:
    before = read(board.client)
    assert [day["date"] for day in before["days"]] == ["2026-11-23", "2026-11-24"]
    assert (before["total"]["planned"], before["total"]["told"]["visits"]) == (16, 0)
    assert read(board.client) == before  # as it was kept
    assert before["total"]["as_planned"] == {"visits": 16, "in_window": 1.0, "in_wish": 1.0, "near": 1.0}
    kpis = board.document["kpis"]
    assert before["days"][0]["figures"]["drive_s"] == kpis["drive_s"]
    assert before["days"][0]["figures"]["care_share"] == kpis["care_share"]
    (start, visit) = min((start, visit) for visit, (_, start) in board.places().items())
    clock = start[11:16]
    board.set_clock("15:00")
    others = [key for key in board.places() if key != visit]
    told = board.tell(
        {"event": "visit_started", "time": clock, "visit": visit},
        {"event": "visit_cancelled", "time": "07:10", "visit": others[-1]},
        {"event": "nobody_home", "time": "14:50", "visit": others[-2]},
    )
    assert told.status_code == 201, told.text
    monday = read(board.client)["days"][0]["figures"]
    assert (monday["planned"], monday["cancelled"], monday["failed"]) == (6, 1, 1)
    assert monday["told"] == {"visits": 1, "in_window": 1.0, "in_wish": 1.0, "near": 1.0}


def test_an_urgent_call_is_followed_from_the_hour_it_was_taken(board: Board) -> None:
    board.set_clock("09:30")
    call = board.call(location="h0", latest="15:00", priority=5).json()
    board.set_clock("09:42")
    proposal = board.post(f"/api/calls/{call['id']}/offers", {}) and board.post(
        f"/api/calls/{call['id']}/proposals", {"offer": 1}
    )
    assert board.apply(proposal.json()["id"]).status_code == 200
    urgent = read(board.client)["total"]["urgent"]
    assert (urgent["calls"], urgent["placed"], urgent["minutes_to_place"], urgent["told"]) == (1, 1, 12.0, 0)
    assert urgent["minutes_to_arrival"] > 0
    board.set_clock("14:00")
    arrived = board.tell({"event": "arrived", "time": "13:30", "visit": call["visit"]})
    assert arrived.status_code == 201, arrived.text
    urgent = read(board.client)["total"]["urgent"]
    assert (urgent["minutes_to_arrival"], urgent["told"]) == (240.0, 1)


def test_municipalities_are_named_and_files_say_the_same(board: Board) -> None:
    season = read(board.client)
    (place,) = season["places"]
    assert (place["name"], place["few"], place["visits"]) == ("Umeå", False, 16)
    table = board.client.get(f"{SEASON}/csv?from=2026-11-23&to=2026-11-24").content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[:2] for line in table[1:]] == [
        ["2026-11-23", "8"],
        ["2026-11-24", "8"],
        ["Alla dagar", "16"],
    ]
    book = load_workbook(io.BytesIO(board.client.get(f"{SEASON}/xlsx?from=2026-11-23&to=2026-11-24").content))
    assert book["Dagar"].cell(row=4, column=2).value == 16
    assert [cell.value for cell in book["Kommuner"][2]][:2] == ["Umeå", 16]


def test_a_season_is_asked_for_as_dates_in_order(board: Board) -> None:
    for query in (
        "?from=2026-11-24&to=2026-11-23",
        "?from=2020-01-01&to=2026-11-23",
        "?from=0001-01-01&to=0001-01-01",
        "?to=0001-01-02",
    ):
        answer = board.client.get(SEASON + query)
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:hemrutt:problem:bad-request")
    assert board.client.get(f"{SEASON}?from=hej").status_code == 422
    assert board.client.get("/api/teams/nobody/figures").status_code == 404
    assert [day["date"] for day in read(board.client, f"{SEASON}?to=2026-11-23")["days"]] == ["2026-11-23"]


def test_a_season_ends_today_where_the_team_is(board: Board) -> None:
    board.set_clock("24:30")
    assert read(board.client, SEASON)["last"] == "2026-11-24"


def test_a_long_season_is_tallied_by_several_requests(board: Board) -> None:
    for date in range(1, 12):
        Board.open(board.client, {**make_day(), "date": f"2026-12-{date:02}"})
    service = service_of(board.client)
    app: Any = board.client.app
    app.state.service = replace(service, seasons=Seasons(store=service.store, patience_s=0.0))
    long = f"{SEASON}?from=2026-11-23&to=2026-12-11"
    first = board.client.get(long)
    assert (first.status_code, first.json()["type"]) == (503, "urn:hemrutt:problem:busy")
    assert first.headers["retry-after"] == "1"
    assert len(read(board.client, long)["days"]) == 13


def test_one_request_at_a_time_tallies(board: Board) -> None:
    service = service_of(board.client)
    seasons = Seasons(store=service.store, patience_s=3600.0, turn_s=0.0)
    app: Any = board.client.app
    app.state.service = replace(service, seasons=seasons)
    with seasons.turn:
        waiting = board.client.get(TWO_DAYS)
    assert (waiting.status_code, waiting.headers["retry-after"]) == (503, "1")
    assert len(read(board.client)["days"]) == 2
