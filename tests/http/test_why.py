"""Explanations and experiments over HTTP: what is told is what applying does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.dispatching.why_wire import ExplanationEntry, TriedEntry
from api.throttle import Turns
from scheduler.texts import say_number
from tests.http.board import Board, make_day, service_of
from tests.http.conftest import Json


def crowded() -> Json:
    """Make a day in which all three cars are at one house at noon, so that a fourth visit has no place there."""
    day = make_day()
    noon = {"patient": "p3", "duration_min": 30, "windows": [{"start": "12:00", "end": "12:00"}]}
    day["patients"][3]["max_visits_per_day"] = 9
    day["patients"] += [{"id": f"n{number}", "location": "h3"} for number in range(3)]
    day["visits"] += [{**noon, "id": f"n{number}", "patient": f"n{number}", "priority": 9} for number in range(3)]
    day["visits"].append({**noon, "id": "late", "priority": 2})
    return day


@pytest.fixture
def board(client: TestClient) -> Board:
    return Board.open(client, crowded())


def explain(board: Board, query: str = "", language: str = "sv") -> Json:
    answer = board.client.get(f"/api/plans/{board.plan}/explanation{query}", headers={"accept-language": language})
    assert answer.status_code == 200, answer.text
    ExplanationEntry.model_validate(answer.json())
    document: Json = answer.json()
    return document


def try_out(board: Board, **experiment: Any) -> Any:
    return board.command("experiments", {"experiment": experiment})


def test_costs_are_told_to_the_last_part(board: Board) -> None:
    told = explain(board)
    assert (told["version"], told["cost"]["total"]) == (1, board.document["cost"]["total"])
    by_car: dict[str, int] = {route["car"]: sum(route["end"].values()) for route in told["routes"]}
    for placed in told["placed"]:
        by_car[placed["car"]] += sum(placed["parts"].values())
    assert by_car == {route["car"]: route["cost"]["total"] for route in told["routes"]}
    assert {placed["visit"]: placed["car"] for placed in told["placed"]} == {
        visit: car for visit, (car, _) in board.places().items()
    }


def test_reasons_are_told_in_the_callers_language_with_an_experiment_each(board: Board) -> None:
    (left,) = explain(board)["unassigned"]
    (reason,) = left["reasons"]
    assert (left["visit"], reason["code"]) == ("late", "time_window")
    assert reason["experiment"] == {"kind": "widen", "visit": "late", "earlier_min": 30}
    (english,) = explain(board, language="en")["unassigned"][0]["reasons"]
    assert "time window" in english["text"]
    assert english["text"] != reason["text"]


def test_of_one_visit_the_price_of_each_other_car_is_told(board: Board) -> None:
    (placed,) = explain(board, "?visit=v0")["placed"]
    assert placed["cost"] is not None
    assert all(one["cost"] is None for one in explain(board)["placed"])
    others = {car for reason in placed["others"] for car in reason["cars"]}
    assert others == {"car-0", "car-1", "car-2"} - {placed["car"]}


def test_a_window_widened_as_told_places_the_visit_at_the_price_told(board: Board) -> None:
    before = board.document
    (reason,) = explain(board)["unassigned"][0]["reasons"]
    answer = try_out(board, **reason["experiment"])
    assert answer.status_code == 201, answer.text
    TriedEntry.model_validate(answer.json())
    tried = answer.json()
    assert say_number(tried["cost"]["total"]) in reason["would_help"]
    (placed,) = tried["placed"]
    assert tried["proposal"]["faults"] == {"hard": [], "soft": []}
    assert [one["visit"] for one in tried["proposal"]["difference"]["planned"]] == ["late"]
    assert board.document == before
    assert board.apply(tried["proposal"]["id"], reason="De ringde.").status_code == 200
    assert board.places()["late"] == (placed["car"], placed["start"])
    assert board.faults() == []
    after = board.document
    told = {name: after["cost"]["parts"][name] - before["cost"]["parts"][name] for name in tried["cost"]["parts"]}
    assert told == tried["cost"]["parts"]
    assert after["kpis"]["drive_s"] - before["kpis"]["drive_s"] == tried["drive_s"]
    (window,) = next(visit for visit in board.day["visits"] if visit["id"] == "late")["windows"]
    assert (window["start"], window["end"]) == ("11:30", "12:00")
    (newest, _) = board.client.get(f"/api/plans/{board.plan}/versions").json()
    assert newest["origin"] == "experiment"
    assert newest["reason"] == "Tidsfönstret för besök late öppnar 30 min tidigare. De ringde."


def full() -> Json:
    """Make a day in which a car may make one visit, which is promised to one patient and would do for another."""
    day = make_day()
    first, second = day["visits"][:2]
    first["cars_allowed"], second["cars_allowed"] = ["car-0", "car-1"], ["car-0"]
    day["cars"][0]["max_visits"] = 1
    return {**day, "visits": [first, second], "fixed": [{"visit": "v0", "car": "car-0"}]}


def test_a_visit_moved_away_makes_room_and_the_reasons_say_so_at_once(client: TestClient) -> None:
    board = Board.open(client, full())
    (left,) = board.document["unassigned"]
    assert [reason["code"] for reason in left["reasons"]] == ["refused", "max_visits"]
    moved = board.change({"change": "unlock", "visit": "v0"}, {"change": "move", "visit": "v0", "car": "car-1"}).json()
    assert board.apply(moved["id"]).status_code == 200
    (left,) = board.document["unassigned"]
    assert [(reason["code"], reason["cars"]) for reason in left["reasons"]][-1] == ("overlooked", ["car-0"])
    (asked,) = explain(board)["unassigned"]
    assert [reason["text"] for reason in left["reasons"]] == [reason["text"] for reason in asked["reasons"]]
    tried = try_out(board, **left["reasons"][-1]["experiment"]).json()
    assert board.apply(tried["proposal"]["id"]).status_code == 200
    assert board.places()["v1"][0] == "car-0"


def test_what_breaks_a_rule_leaves_the_reasons_as_they_were(client: TestClient) -> None:
    board = Board.open(client, full())
    too_late = {"change": "move", "visit": "v0", "car": "car-0", "time": "14:00"}
    made = board.change({"change": "unlock", "visit": "v0"}, too_late).json()
    assert made["faults"]["hard"]
    proposed = board.client.get(f"/api/proposals/{made['id']}/plan").json()
    assert proposed["unassigned"] == board.document["unassigned"]


@pytest.mark.parametrize("clock", ["09:30", "10:17"])
def test_in_a_day_that_goes_on_trying_costs_what_was_told_in_that_minute(board: Board, clock: str) -> None:
    board.set_clock("09:30")
    assert board.tell({"event": "visit_started", "time": "09:05", "visit": "v0"}).status_code == 201
    board.set_clock(clock)
    (reason,) = explain(board, "?visit=late")["unassigned"][0]["reasons"]
    tried = try_out(board, **reason["experiment"]).json()
    assert f"Planen blir då {say_number(tried['cost']['total'])} dyrare" in reason["would_help"]


def test_of_a_whole_plan_reasons_are_those_of_the_instant_asked_about(board: Board) -> None:
    def codes(query: str) -> list[str]:
        (late,) = (one for one in explain(board, query)["unassigned"] if one["visit"] == "late")
        return [why["code"] for why in late["reasons"]]

    assert codes("?at=13:00") == codes("?visit=late&at=13:00") != codes("")
    board.set_clock("13:00")
    assert codes("") == codes("?at=07:00")


def test_a_time_says_how_wide(board: Board) -> None:
    narrow = try_out(board, kind="widen", visit="late", end="12:20")
    assert (narrow.status_code, narrow.json()["proposal"], narrow.json()["placed"]) == (200, None, [])
    assert [reason["code"] for reason in narrow.json()["reasons"]] == ["time_window"]
    assert board.client.get(f"/api/plans/{board.plan}/proposals").json() == []
    assert try_out(board, kind="widen", visit="late", end="12:30").json()["placed"]


def test_in_a_running_day_what_has_begun_stays(board: Board) -> None:
    board.set_clock("09:30")
    assert board.tell({"event": "visit_started", "time": "09:05", "visit": "v0"}).status_code == 201
    begun = try_out(board, kind="place", visit="v0")
    assert (begun.status_code, begun.json()["type"]) == (409, "urn:hemrutt:problem:visit-locked")
    about = board.client.get(f"/api/plans/{board.plan}/explanation?visit=v0")
    assert about.status_code == 409
    assert "v0" not in {placed["visit"] for placed in explain(board)["placed"]}
    tried = try_out(board, kind="widen", visit="late", end="15:00").json()
    assert board.apply(tried["proposal"]["id"]).status_code == 200
    assert board.faults() == []
    assert board.places()["late"][1] > "2026-11-23T09:30"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"experiment": {"kind": "widen", "visit": "late"}}, "end"),
        ({"experiment": {"kind": "skill", "skills": ["x"]}}, "staff"),
        ({"experiment": {"kind": "allow", "visit": "late", "car": "car-9"}}, "car"),
        ({"experiment": {"kind": "wish"}}, "experiment"),
        ({"experiment": {"kind": "widen", "visit": "late", "end": "99:99"}}, "end"),
    ],
    ids=["nothing widened", "nobody", "no such car", "no such kind", "no such time"],
)
def test_what_cannot_be_tried_is_told_by_its_field(board: Board, body: Json, field: str) -> None:
    answer = board.command("experiments", body)
    assert answer.status_code == 422
    assert any(field in fault["field"] for fault in answer.json()["faults"])


def test_what_would_help_a_call_that_waits_is_tried_and_gives_it_its_place(board: Board) -> None:
    noon = [{"start": "12:00", "end": "12:00"}]
    call = board.call(location="h3", windows=noon).json()
    assert call["offers"] == []
    (reason,) = [one for one in call["reasons"] if one["experiment"]]
    assert board.command("experiments", {"experiment": reason["experiment"]}).status_code == 422, "no visit of the day"
    tried = board.command("experiments", {"experiment": reason["experiment"], "call": call["id"]})
    assert tried.status_code == 201, tried.text
    (placed,) = tried.json()["placed"]
    assert placed["visit"] == call["visit"]
    proposal = tried.json()["proposal"]
    assert [one["visit"] for one in proposal["difference"]["new"]] == [call["visit"]]
    assert board.apply(proposal["id"]).status_code == 200
    assert board.places()[call["visit"]][0] == placed["car"]
    assert board.client.get(f"/api/plans/{board.plan}/calls").json() == []
    again = board.command("experiments", {"experiment": reason["experiment"], "call": call["id"]})
    assert again.status_code == 409, "it has its place"


def test_a_call_of_another_plan_is_not_tried_in_this_one(board: Board) -> None:
    other = Board.open(board.client, crowded(), published=False)
    call = other.call(location="h3", windows=[{"start": "12:00", "end": "12:00"}]).json()
    body = {"experiment": {"kind": "place", "visit": call["visit"]}, "call": call["id"]}
    assert board.command("experiments", body).status_code == 422


def test_nobody_experiments_on_what_they_have_not_seen(board: Board) -> None:
    body = {"experiment": {"kind": "place", "visit": "late"}}
    assert board.post("experiments", body).status_code == 428
    assert board.post("experiments", body, if_match=f'"{board.plan}-9"').status_code == 412
    assert board.client.get(f"/api/plans/{board.plan}/explanation?visit=nobody").status_code == 422


def test_each_user_tries_one_thing_at_a_time_and_not_too_many(board: Board) -> None:
    service = service_of(board.client)
    turns = Turns(burst=1, per_second=0)
    app: Any = board.client.app
    app.state.service = replace(service, experiments=turns)
    with turns.take("somebody else"):
        assert try_out(board, kind="place", visit="late").status_code in {200, 201}
    refused = try_out(board, kind="place", visit="late")
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:hemrutt:problem:too-many-experiments")
    assert refused.headers["retry-after"] == "2"


def test_turns_are_of_each_user_and_end() -> None:
    turns = Turns(burst=2, per_second=0)
    with turns.take("a") as first, turns.take("a") as second, turns.take("b") as other:
        assert (first, second, other) == (True, False, True)
    with turns.take("a") as again:
        assert again
    with turns.take("a") as spent:
        assert not spent
