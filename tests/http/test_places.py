"""Where else a visit could be, as a menu to move it by hand has it: what is told is what moving it there does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.throttle import Turns
from tests.http.board import Board, make_day, service_of
from tests.http.conftest import Json


def ask(board: Board, visit: str) -> Any:
    return board.client.get(f"/api/plans/{board.plan}/visits/{visit}/places")


def places(board: Board, visit: str) -> list[Json]:
    answer = ask(board, visit)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == board.etag
    found: list[Json] = answer.json()["places"]
    return found


def test_cars_come_the_cheapest_first_and_moving_does_what_was_told(board: Board) -> None:
    board.set_clock("07:00")
    before = board.places()
    found = places(board, "v5")
    assert [one["cost"] for one in found] == sorted(one["cost"] for one in found)
    assert len({one["car"] for one in found}) == len(found) > 1
    (mine,) = (one for one in found if one["car"] == before["v5"][0])
    assert (mine["cost"], mine["moved"]) == (0, 0)
    assert board.places() == before
    other = next(one for one in found if one["car"] != before["v5"][0])
    change = {
        "change": "move",
        "visit": "v5",
        "car": other["car"],
        "position": other["position"],
        "time": other["start"],
    }
    proposed = board.change(change).json()
    (moved,) = (one for one in proposed["difference"]["moved"] if one["visit"] == "v5")
    assert (moved["after"]["car"], moved["after"]["start"]) == (other["car"], other["start"])
    totals = [proposed["difference"][side]["kpis"]["drive_s"] for side in ("before", "after")]
    assert totals[1] - totals[0] == other["drive_s"]


@pytest.mark.parametrize(("language", "text"), [("sv", "saknar sjuksköterska"), ("en", "lacks nurse")])
def test_of_each_car_without_a_place_it_is_told_why(client: TestClient, language: str, text: str) -> None:
    document = make_day()
    document["visits"][5]["skills"] = ["nurse"]
    board = Board.open(client, document)
    headers = {"accept-language": language}
    told = client.get(f"/api/plans/{board.plan}/visits/v5/places", headers=headers).json()
    assert [one["car"] for one in told["places"]] == ["car-0"]
    assert [(one["car"], one["code"], one["text"]) for one in told["obstacles"]] == [
        (f"car-{number}", "skill", text) for number in (1, 2)
    ]


def test_a_car_that_is_full_tells_where_the_visit_would_keep_its_window_all_the_same(client: TestClient) -> None:
    document = make_day()
    document["cars"][2]["max_visits"] = 0
    board = Board.open(client, document)
    (full,) = ask(board, "v5").json()["obstacles"]
    assert (full["car"], full["code"]) == ("car-2", "max_visits")
    there = {"position": full["place"]["position"], "time": full["place"]["start"]}
    proposed = board.change({"change": "move", "visit": "v5", "car": "car-2", **there}).json()
    (moved,) = (one for one in proposed["difference"]["moved"] if one["visit"] == "v5")
    assert moved["after"]["car"] == "car-2"
    assert {fault["rule"] for fault in proposed["faults"]["hard"]} == {"max_visits"}


def test_a_car_that_is_there_at_no_time_that_would_do_has_no_place(client: TestClient) -> None:
    document = make_day()
    document["cars"][2]["shift"] = {"start": "15:00", "end": "16:00"}
    board = Board.open(client, document)
    (gone,) = ask(board, "v5").json()["obstacles"]
    assert (gone["car"], gone["place"]) == ("car-2", None)


def test_what_has_begun_stays_before_the_places(board: Board) -> None:
    board.set_clock("09:40")
    car = board.places()["v0"][0]
    board.tell(
        {"event": "visit_started", "time": "09:05", "visit": "v0"},
        {"event": "visit_done", "time": "09:40", "visit": "v0"},
    )
    own = [one for one in places(board, "v5") if one["car"] == car]
    assert all(one["position"] > 1 for one in own)
    assert ask(board, "v0").status_code == 409


def test_each_user_looks_for_places_one_at_a_time_and_not_for_too_many(board: Board) -> None:
    turns = Turns(burst=2, per_second=0)
    app: Any = board.client.app
    app.state.service = replace(service_of(board.client), places=turns)
    with turns.take("somebody else"):
        assert [ask(board, "nosuch").status_code, ask(board, "v5").status_code] == [422, 200]
    refused = ask(board, "v5")
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:hemrutt:problem:too-many-places")
    assert refused.headers["retry-after"] == "1"


def test_a_visit_that_nobody_knows_has_no_places(board: Board) -> None:
    assert ask(board, "nosuch").status_code == 422
