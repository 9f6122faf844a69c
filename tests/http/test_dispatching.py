"""A dispatcher's day over HTTP: what is told, offered, proposed and applied, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.actor import SERVICE, Actor
from api.access.roles import Role
from api.dispatching import applying, standing
from api.dispatching.calling import Answering
from api.store.schema import AUDIT
from api.work import work
from tests.http.board import Board, make_day, places_of, race, service_of
from tests.http.conftest import Json, wait_for
from tests.http.test_hostile import BODIES, check_problem

Open = Callable[..., TestClient]


@pytest.fixture
def board(client: TestClient) -> Board:
    return Board.open(client)


def kind(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("urn:hemrutt:problem:")


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


@pytest.mark.parametrize(
    ("header", "status"),
    [(None, 428), ("*", 400), ("garbage", 400), ('W/"{plan}-1"', 400), ('"{plan}-9223372036854775808"', 400),
     ('"{plan}-1", "{plan}-2"', 400), ('"{plan}-7"', 412), ('"other-1"', 412)],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("path", ["close", "undo", "changes", "apply"])
def test_a_plan_changes_only_for_who_has_seen_it(board: Board, path: str, header: str | None, status: int) -> None:
    proposal = board.change({"change": "lock", "visit": "v1"}).json()["id"]
    where = f"/api/proposals/{proposal}/apply" if path == "apply" else path
    body = {"changes": [{"change": "lock", "visit": "v1"}]} if path == "changes" else None
    headers = {} if header is None else {"if_match": header.format(plan=board.plan)}
    answer = board.post(where, body, **headers)
    assert answer.status_code == status, answer.text
    assert board.document["version"] == 1
    if status == 412:
        assert answer.json()["current"]["etag"] == answer.headers["etag"] == board.etag


def test_who_comes_second_is_told_what_changed(board: Board) -> None:
    seen = board.etag
    first = board.change({"change": "move", "visit": "v6", "car": "car-1", "position": 1}).json()["id"]
    second = board.change({"change": "lock", "visit": "v1"}).json()["id"]
    assert board.apply(first, reason="asked for").status_code == 200
    late = board.post(f"/api/proposals/{second}/apply", {}, if_match=seen)
    assert (late.status_code, kind(late)) == (412, "stale")
    assert late.json()["current"]["version"] == 2
    changed = late.json()["difference"]
    assert (changed["before"]["version"], changed["after"]["version"]) == (1, 2)
    same = board.client.get(f"/api/plans/{board.plan}/difference?before=1&after=2").json()
    assert same == changed


def test_who_comes_second_is_told_what_the_other_did_and_not_what_both_knew(board: Board) -> None:
    board.set_clock("08:20")
    assert board.tell({"event": "car_late", "time": "08:15", "car": "car-1", "minutes": 200}).status_code == 201
    seen = board.etag
    second = board.change({"change": "lock", "visit": "v1"}).json()["id"]
    assert board.apply(board.change({"change": "lock", "visit": "v6"}).json()["id"]).status_code == 200
    late = board.post(f"/api/proposals/{second}/apply", {}, if_match=seen)
    changed = late.json()["difference"]
    assert (late.status_code, [one["visit"] for one in changed["locks"]]) == (412, ["v6"])
    kinds = ("moved", "shifted", "nudged", "late", "unassigned")
    assert [name for name in kinds if changed[name]] == []
    versions = board.client.get(f"/api/plans/{board.plan}/difference?before=1&after=2").json()
    assert any(versions[name] for name in kinds), "the new version has the delay, the one before has not"


def test_who_comes_second_is_told_what_was_locked_and_let_go(board: Board) -> None:
    car, start = board.places()["v1"]
    assert board.apply(board.change({"change": "lock", "visit": "v6"}).json()["id"]).status_code == 200
    seen = board.etag
    second = board.change({"change": "lock", "visit": "v2"}).json()["id"]
    changes = ({"change": "lock", "visit": "v1", "start": True}, {"change": "unlock", "visit": "v6"})
    first = board.change(*changes).json()
    locks = [{"visit": "v1", "lock": {"car": car, "start": start}}, {"visit": "v6", "lock": None}]
    assert board.client.get(f"/api/proposals/{first['id']}").json()["difference"]["locks"] == locks
    assert board.apply(first["id"]).status_code == 200
    late = board.post(f"/api/proposals/{second}/apply", {}, if_match=seen)
    assert (late.status_code, late.json()["difference"]["locks"]) == (412, locks)


def test_of_many_who_apply_at_once_one_wins(board: Board) -> None:
    for version in range(1, 21):
        assert race(board, clients=8) == {200: 1, 412: 7}
        assert board.document["version"] == version + 1


def test_a_proposal_from_before_something_happened_is_made_anew(board: Board) -> None:
    made = board.change({"change": "lock", "visit": "v1"}).json()
    board.set_clock("09:10")
    assert board.tell({"event": "visit_started", "time": "09:05", "visit": "v0"}).status_code == 201
    (listed,) = board.client.get(f"/api/plans/{board.plan}/proposals").json()
    told = board.client.get(f"/api/plans/{board.plan}/board").json()["last_event"]
    assert told > listed["base_event"] == made["base_event"]
    late = board.apply(made["id"])
    assert (late.status_code, kind(late), late.json()["again"]) == (412, "stale", f"/api/plans/{board.plan}/changes")


def test_a_call_without_a_place_waits_and_is_offered_by_itself_when_there_is_one(client: TestClient) -> None:
    day = make_day()
    for car in day["cars"]:
        car["max_visits"] = 3
    day["visits"].append({"id": "v8", "patient": "p0", "duration_min": 10})
    day["rules"] = {"min_gap_same_patient_min": 0}
    board = Board.open(client, day)
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


def test_who_comes_second_is_answered_412_though_things_happened_that_the_version_seen_does_not_know(
    board: Board,
) -> None:
    board.set_clock("08:40")
    seen = board.etag
    second = board.change({"change": "lock", "visit": "v1"}).json()["id"]
    call = board.call().json()
    placed = board.post(f"/api/calls/{call['id']}/proposals", {"offer": 1}).json()["id"]
    assert board.apply(placed).status_code == 200
    assert board.tell({"event": "en_route", "time": "08:40", "visit": call["visit"]}).status_code == 201
    assert board.apply(board.change({"change": "lock", "visit": "v6"}).json()["id"]).status_code == 200
    late = board.post(f"/api/proposals/{second}/apply", {}, if_match=seen)
    assert (late.status_code, kind(late)) == (412, "stale")
    assert [one["visit"] for one in late.json()["difference"]["new"]] == [call["visit"]]


def test_after_an_undo_too_who_comes_second_is_not_told_what_both_knew(board: Board) -> None:
    board.set_clock("08:20")
    board.tell({"event": "car_late", "time": "08:15", "car": "car-1", "minutes": 200})
    assert board.apply(board.change({"change": "lock", "visit": "v6"}).json()["id"]).status_code == 200
    seen = board.etag
    second = board.change({"change": "lock", "visit": "v1"}).json()["id"]
    assert board.command("undo").status_code == 200
    late = board.post(f"/api/proposals/{second}/apply", {}, if_match=seen)
    changed = late.json()["difference"]
    assert (late.status_code, [one["visit"] for one in changed["locks"]]) == (412, ["v6"])
    assert [name for name in ("moved", "shifted", "nudged", "late", "unassigned") if changed[name]] == []


def test_what_a_refusal_tells_of_patients_is_in_the_audit(board: Board) -> None:
    def readings() -> int:
        with service_of(board.client).store.read(SERVICE) as tx:
            return [row.action for row in tx.connection.execute(sa.select(AUDIT.c.action))].count("plan:read")

    first = board.call().json()
    before = readings()
    assert board.call().status_code == 409
    assert readings() == before + 1
    seen = board.etag
    assert board.apply(board.change({"change": "lock", "visit": "v6"}).json()["id"]).status_code == 200
    assert board.post(f"/api/calls/{first['id']}/proposals", {"offer": 1}).status_code in {201, 412}
    before = readings()
    late = board.post("changes", {"changes": [{"change": "lock", "visit": "v1"}]}, if_match=seen)
    assert (late.status_code, readings()) == (412, before + 1)


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


def test_what_was_discarded_meanwhile_is_not_applied(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = board.change({"change": "lock", "visit": "v6"}).json()["id"]
    monkeypatch.setattr(applying.proposals, "settle", lambda *_: False)
    answer = board.apply(proposal)
    assert (answer.status_code, kind(answer)) == (409, "wrong-state")
    assert board.document["version"] == 1


def test_a_key_belongs_to_what_the_query_asks_for_too(board: Board) -> None:
    order = {"call": {"location": "h6", "duration_min": 20}}
    assert board.post("calls", order, idempotency_key="once").status_code == 201
    again = board.client.post(
        f"/api/plans/{board.plan}/calls?other=1",
        content=json.dumps(order),
        headers={"content-type": "application/json", "idempotency-key": "once"},
    )
    assert (again.status_code, kind(again)) == (422, "key-reused")
