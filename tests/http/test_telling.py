"""What happens in a day, told over HTTP and taken back, and the replans that follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.access.actor import Actor
from api.access.roles import Role
from api.work import work
from tests.http.board import Board, make_day
from tests.http.conftest import Json, wait_for

Open = Callable[..., TestClient]


def test_what_happened_is_known_at_once_and_enters_the_next_version(board: Board) -> None:
    car = board.places()["v0"][0]
    board.set_clock("09:40")
    told = board.tell(
        {"event": "visit_started", "time": "09:05", "visit": "v0"},
        {"event": "visit_done", "time": "09:40", "visit": "v0"},
        {"event": "visit_cancelled", "time": "09:40", "visit": "v7"},
    )
    assert (told.status_code, told.json()["statuses"]) == (
        201,
        [{"visit": "v0", "status": "done"}, {"visit": "v7", "status": "cancelled"}],
    )
    assert board.document["version"] == 1
    assert board.document["status"] == "running"
    proposed = board.change({"change": "lock", "visit": "v5"})
    assert proposed.status_code == 201, proposed.text
    assert board.apply(proposed.json()["id"]).status_code == 200
    day = board.day
    assert "v7" not in {visit["id"] for visit in day["visits"]}
    (past,) = [past for past in day["running"]["cars"] if past["car"] == car]
    assert [(stop["start"], stop["end"]) for stop in past["stops"] if stop.get("visit") == "v0"] == [("09:05", "09:40")]
    assert board.faults() == []
    statuses = {one["visit"]: one["status"] for one in board.client.get(f"/api/plans/{board.plan}/statuses").json()}
    assert (statuses["v0"], statuses["v7"], statuses["v1"]) == ("done", "cancelled", "planned")
    assert [one["event"]["event"] for one in board.client.get(f"/api/plans/{board.plan}/events").json()] == [
        "visit_started",
        "visit_done",
        "visit_cancelled",
    ]


@pytest.mark.parametrize("kind", ["en_route", "arrived", "visit_started", "visit_done", "nobody_home"])
def test_what_is_taken_back_leaves_the_day_as_if_it_had_never_been_told(board: Board, kind: str) -> None:
    board.set_clock("09:40")
    board.tell({"event": "en_route", "time": "09:05", "visit": "v0"})

    def seen() -> Json:
        shown: Json = board.client.get(f"/api/plans/{board.plan}/board").json()
        return {key: value for key, value in shown.items() if key != "last_event"}

    before, day = seen(), board.day
    board.tell({"event": kind, "time": "09:30", "visit": "v0"})
    assert seen() != before
    back = board.tell({"event": "taken_back", "time": "09:40", "what": kind, "visit": "v0"})
    assert (back.status_code, back.json()["statuses"]) == (201, [{"visit": "v0", "status": "en_route"}])
    assert (seen(), board.day) == (before, day)
    history = board.client.get(f"/api/plans/{board.plan}/events").json()
    assert [one["event"]["event"] for one in history] == ["en_route", kind, "taken_back"]
    again = board.tell({"event": "taken_back", "time": "09:40", "what": kind, "visit": "v0"})
    assert again.status_code == (201 if kind == "en_route" else 409)


def test_what_is_taken_back_of_patients_cars_and_staff_counts_no_more(board: Board) -> None:
    board.set_clock("09:40")
    before = board.places()
    for what, subject in [("to_hospital", "patient"), ("car_gone", "car"), ("staff_ill", "staff")]:
        about = {subject: {"patient": "p7", "car": board.places()["v0"][0], "staff": "s1"}[subject]}
        board.tell({"event": what, "time": "09:30", **about})
        assert board.tell({"event": "taken_back", "time": "09:40", "what": what, **about}).status_code == 201
        assert board.places() == before
    statuses = board.client.get(f"/api/plans/{board.plan}/statuses").json()
    assert {one["status"] for one in statuses} == {"planned"}


def test_who_fell_ill_is_told_by_name_though_no_crew_has_them_any_more(board: Board) -> None:
    board.set_clock("09:40")
    board.tell({"event": "en_route", "time": "08:50", "visit": "v0"})
    board.tell({"event": "staff_ill", "time": "09:30", "staff": "s1"})
    told = board.client.get(f"/api/plans/{board.plan}/events").json()
    assert [(one["event"]["event"], one["who"]) for one in told] == [("en_route", None), ("staff_ill", "S1")]


def test_what_was_told_says_whether_it_can_be_taken_back(board: Board) -> None:
    board.set_clock("09:45")

    def told() -> list[tuple[str, bool, bool, bool]]:
        answer = board.client.get(f"/api/plans/{board.plan}/events").json()
        return [(one["event"]["event"], one["holds"], one["can_take_back"], one["is_planned_with"]) for one in answer]

    board.tell({"event": "en_route", "time": "08:50", "visit": "v0"})
    board.tell({"event": "visit_cancelled", "time": "09:30", "visit": "v5"})
    board.tell({"event": "visit_started", "time": "09:05", "visit": "v0"})
    first, fallen, last = told()
    assert first == ("en_route", True, False, False)
    assert fallen == ("visit_cancelled", True, True, False)
    assert last == ("visit_started", True, True, False)
    board.tell({"event": "taken_back", "time": "09:40", "what": "visit_started", "visit": "v0"})
    assert [one[1:3] for one in told()] == [(True, True), (True, True), (False, False), (False, False)]
    proposal = board.change({"change": "lock", "visit": "v2"}).json()["id"]
    assert board.apply(proposal).status_code == 200
    assert [one[1:] for one in told()[:2]] == [(True, False, True)] * 2


def test_only_the_last_that_no_plan_was_made_with_is_taken_back(board: Board) -> None:
    board.set_clock("09:40")
    board.tell(
        {"event": "arrived", "time": "09:05", "visit": "v0"}, {"event": "visit_started", "time": "09:06", "visit": "v0"}
    )
    back = {"event": "taken_back", "time": "09:40", "visit": "v0"}
    assert "senaste" in board.tell({**back, "what": "arrived"}).json()["detail"]
    assert board.apply(board.change({"change": "lock", "visit": "v5"}).json()["id"]).status_code == 200
    assert "Ångra" in board.tell({**back, "what": "visit_started"}).json()["detail"]
    assert board.command("undo").status_code == 200
    assert board.tell({**back, "what": "visit_started"}).status_code == 201
    # The version in between knows what was taken back since.
    assert board.command("undo").status_code == 409
    assert board.tell({**back, "what": "car_gone"}).status_code == 422


def test_patients_phones_are_for_those_who_may_report_events(open_client: Open) -> None:
    who = [Actor(user="d", name="Disp", roles={None: frozenset({Role.DISPATCHER})})]
    client = open_client(identify=lambda _: who[0])
    day = make_day()
    day["patients"][0]["phone"] = "070-174 06 05"
    board = Board.open(client, day)
    proposed = board.change({"change": "move", "visit": "v2", "car": "car-1"}).json()["id"]

    def phones() -> list[str | None]:
        shown = [client.get(f"/api/{path}/board").json() for path in (f"plans/{board.plan}", f"proposals/{proposed}")]
        return [one["visits"][0]["phone"] for one in shown]

    assert phones() == ["070-174 06 05"] * 2
    who[0] = Actor(user="v", name="Wall", roles={None: frozenset({Role.VIEWER})})
    assert phones() == [None, None]


@pytest.mark.parametrize("kind", ["en_route", "arrived", "visit_started", "visit_done"])
def test_a_car_that_is_told_to_be_out_hours_before_its_shift_works_within_it_all_the_same(
    client: TestClient, kind: str
) -> None:
    day = make_day()
    day["visits"][5]["windows"] = [{"start": "05:00", "end": "07:30"}]
    board = Board.open(client, day)
    board.set_clock("05:00")
    car = board.places()["v0"][0]
    assert "v5" not in board.places()
    assert board.tell({"event": kind, "time": "05:00", "visit": "v0"}).status_code == 201
    position = 1 if kind in {"en_route", "arrived"} else 2
    proposed = board.change({"change": "move", "visit": "v5", "car": car, "position": position}).json()
    assert {one["rule"] for one in proposed["faults"]["hard"]} == {"time_window"}
    assert board.faults() == []


def test_what_is_left_is_planned_anew_in_the_background(open_client: Open) -> None:
    board = Board.open(open_client(work))
    board.set_clock("09:10")
    board.tell({"event": "car_gone", "time": "09:05", "car": board.places()["v7"][0]})
    queued = board.post("proposals", {"freedom": "cars", "iterations": 50})
    assert queued.status_code == 202
    job = wait_for(board.client, queued.json()["id"], "done", "failed")
    assert (job["state"], job["plan"]) == ("done", board.plan)
    proposal = board.client.get(f"/api/proposals/{job['proposal']}").json()
    assert (proposal["origin"], proposal["faults"]) == ("job", {"hard": [], "soft": []})
    assert proposal["freedom"] == "cars"
    assert board.apply(job["proposal"]).status_code == 200
    assert board.faults() == []
    gone = {past["car"] for past in board.day["running"]["cars"] if past.get("gone")}
    assert len(gone) == 1


def test_an_event_starts_a_replan_and_a_newer_one_takes_its_place(open_client: Open) -> None:
    board = Board.open(open_client(work))
    board.set_clock("09:30")
    gone = {"event": "car_gone", "time": "09:05", "car": board.places()["v7"][0]}
    first = board.post("events", {"events": [gone], "replan": {"seconds": 500}})
    assert first.status_code == 201
    old = first.json()["job"]["id"]
    wait_for(board.client, old, "running")
    off = {"event": "visit_cancelled", "time": "09:10", "visit": "v6"}
    second = board.post("events", {"events": [off], "replan": {"iterations": 50}}).json()["job"]["id"]
    ended = wait_for(board.client, old, "cancelled")
    assert (ended["failure"], ended["proposal"]) == ("superseded", None)
    job = wait_for(board.client, second, "done", "failed")
    proposal = board.client.get(f"/api/proposals/{job['proposal']}").json()
    assert [one["visit"] for one in proposal["difference"]["gone"]] == ["v6"]
    assert board.apply(job["proposal"]).status_code == 200
    assert board.faults() == []


def test_facts_are_kept_though_no_job_is_free(open_client: Open) -> None:
    board = Board.open(open_client(jobs_running=0, jobs_waiting=1))
    off = [{"event": "visit_cancelled", "time": "06:00", "visit": f"v{number}"} for number in range(3)]
    first = board.post("events", {"events": off[:1], "replan": {}}).json()["job"]
    assert first["state"] == "queued"
    full = board.post("events", {"events": off[1:2], "replan": {}})
    assert (full.status_code, full.json()["job"], len(full.json()["events"])) == (201, None, 1)
    assert board.client.get(f"/api/jobs/{first['id']}").json()["state"] == "queued"
