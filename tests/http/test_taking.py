"""Calls taken at the same moment, by several and while the plan changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.dispatching import calling
from api.dispatching.calling import Answering
from tests.http.board import Board
from tests.store import postgresql

Open = Callable[..., TestClient]


def test_of_two_who_take_the_same_call_at_once_one_is_asked(open_client: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL, where both transactions are open at once."""
    with postgresql.made() as server:
        board = Board.open(open_client(database=server.url))
        both, look = threading.Barrier(2), calling.duplicates

        def look_together(*what: Any) -> Any:
            found = look(*what)
            with suppress(threading.BrokenBarrierError):  # the other one waits elsewhere
                both.wait(1.0)
            return found

        monkeypatch.setattr(calling, "duplicates", look_together)
        with ThreadPoolExecutor(2) as crowd:
            answers = list(crowd.map(lambda key: board.call(id=key, latest="15:00"), ("one", "two")))
        kinds = sorted(answer.status_code for answer in answers)
        assert kinds == [201, 409]


def test_a_call_is_not_kept_in_a_plan_that_was_closed_meanwhile(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    board, answer = Board.open(client), Answering.answer

    def close_first(*what: Any, **how: Any) -> Any:
        assert board.command("close").status_code == 200
        return answer(*what, **how)

    monkeypatch.setattr(Answering, "answer", close_first)
    refused = board.call(latest="15:00")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:hemrutt:problem:wrong-state")
    assert client.get(f"/api/plans/{board.plan}/calls").json() == []


def test_a_replan_asked_for_again_under_its_key_is_answered_as_before_whatever_became_of_the_plan(
    client: TestClient,
) -> None:
    board = Board.open(client)
    first = board.post("proposals", {"seconds": 1}, idempotency_key="r-1")
    assert first.status_code == 202
    assert board.command("close").status_code == 200
    again = board.post("proposals", {"seconds": 1}, idempotency_key="r-1")
    assert (again.status_code, again.json()) == (202, first.json())
