"""Two who change one plan: one wins, the other is told what changed and may go on from there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.actor import SERVICE
from api.dispatching import applying
from api.store.schema import AUDIT
from tests.http.board import Board, kind, race, service_of

Open = Callable[..., TestClient]


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


def test_what_was_discarded_meanwhile_is_not_applied(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = board.change({"change": "lock", "visit": "v6"}).json()["id"]
    monkeypatch.setattr(applying.proposals, "settle", lambda *_: False)
    answer = board.apply(proposal)
    assert (answer.status_code, kind(answer)) == (409, "wrong-state")
    assert board.document["version"] == 1
