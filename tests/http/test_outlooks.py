"""Outlooks over HTTP, and alerts on the feed."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from api import store
from api.access.actor import SERVICE
from api.dispatching.outlook_wire import OutlookEntry
from api.dispatching.outlooks import Outlooks
from api.store import feed
from scheduler.outlook import Outlook
from tests.http.board import Board, service_of
from tests.http.conftest import Json


def alerts(board: Board) -> list[Json]:
    """List the alerts that open pages were told."""
    service = service_of(board.client)
    service.offering.settle()
    with service.store.read(SERVICE) as tx:
        return [news.document for news in feed.after(tx, 0) if news.kind == "alert"]


def test_what_is_told_changes_the_outlook_and_open_pages_hear_of_it_once(board: Board) -> None:
    first, car = min((start, car) for car, start in board.places().values())
    visit = next(key for key, place in board.places().items() if place == (car, first))
    board.set_clock("09:45")
    quiet = board.client.get(f"/api/plans/{board.plan}/outlook").json()
    assert (quiet["alerts"], alerts(board)) == ([], [])
    late = {"event": "visit_longer", "time": "09:40", "visit": visit, "duration_min": 150}
    assert board.tell(late).status_code == 201
    answer = board.client.get(f"/api/plans/{board.plan}/outlook")
    OutlookEntry.model_validate(answer.json())
    seen = answer.json()
    assert (seen["version"], seen["at"]) == (1, "2026-11-23T09:45:00+01:00")
    assert {alert["car"] for alert in seen["alerts"]} == {car}
    (told,) = alerts(board)
    assert told == {"plan": board.plan, "alerts": seen["alerts"]}
    outlooks = Outlooks(service_of(board.client).answering)  # as after a start, where nothing is remembered
    outlooks.tell_alerts(board.plan)
    assert len(alerts(board)) == 1
    board.change({"change": "lock", "visit": "v7"})
    board.tell({"event": "visit_longer", "time": "09:41", "visit": visit, "duration_min": 150})
    assert len(alerts(board)) == 1
    board.tell({"event": "visit_longer", "time": "09:42", "visit": visit, "duration_min": 30})
    assert alerts(board)[1:] == [{"plan": board.plan, "alerts": []}]


def test_of_two_processes_one_tells_and_an_older_outlook_is_not_told(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, visit = min((start, visit) for visit, (_, start) in board.places().items())
    board.set_clock("09:45")
    board.tell({"event": "visit_longer", "time": "09:40", "visit": visit, "duration_min": 150})
    (first,) = alerts(board)
    outlooks = Outlooks(service_of(board.client).answering)
    look, read = outlooks.look, store.alerts.read_told
    seen: list[list[Json]] = [[]]  # what was told before the other process told
    monkeypatch.setattr(store.alerts, "read_told", lambda tx, plan: seen.pop() if seen else read(tx, plan))
    outlooks.tell_alerts(board.plan)
    assert (seen, alerts(board)) == ([], [first])

    def look_slowly(*standing: Any) -> Outlook:
        found = look(*standing)
        board.tell({"event": "visit_longer", "time": "09:42", "visit": visit, "duration_min": 30})
        alerts(board)
        return found

    monkeypatch.setattr(outlooks, "look", look_slowly)
    outlooks.tell_alerts(board.plan)
    assert alerts(board) == [first, {"plan": board.plan, "alerts": []}]


def test_an_outlook_of_an_earlier_minute_does_not_take_the_place_of_a_later_one(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, visit = min((start, visit) for visit, (_, start) in board.places().items())
    board.set_clock("09:40")
    board.tell({"event": "visit_longer", "time": "09:40", "visit": visit, "duration_min": 150})
    (first,) = alerts(board)
    slow, quick = (Outlooks(service_of(board.client).answering) for _ in range(2))  # those of two processes
    looked, go_on = threading.Event(), threading.Event()

    def look_slowly(*standing: Any) -> Outlook:
        found = Outlooks.look(slow, *standing)
        looked.set()
        assert go_on.wait(20)
        return replace(found, alerts=found.alerts[:1] if found.at.minute == 41 else ())

    monkeypatch.setattr(slow, "look", look_slowly)
    monkeypatch.setattr(quick, "look", lambda *standing: replace(Outlooks.look(quick, *standing), alerts=()))
    board.set_clock("09:41")
    late = threading.Thread(target=slow.tell_alerts, args=(board.plan,))
    late.start()
    assert looked.wait(20)
    board.set_clock("09:42")
    quick.tell_alerts(board.plan)
    go_on.set()
    late.join(20)
    assert alerts(board) == [first, {"plan": board.plan, "alerts": []}]


def test_a_day_is_seen_from_any_later_time_that_is_asked_for(board: Board) -> None:
    evening = board.client.get(f"/api/plans/{board.plan}/outlook?at=17:00").json()
    assert [car["where"] for car in evening["cars"] if car["car"] in dict(board.places().values())] == ["done"] * len(
        {car for car, _ in board.places().values()}
    )
    assert not any(car["visits"] for car in evening["cars"])
    assert board.client.get(f"/api/plans/{board.plan}/outlook?at=99:99").status_code == 422
