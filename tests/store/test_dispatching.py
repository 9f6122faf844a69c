"""A dispatcher's commands on either database: told, offered, applied, undone, and raced for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.service import make_service
from api.settings import read_settings
from tests.http.board import Board, race
from tests.http.conftest import as_owner


def test_a_plan_lives_the_same_on_either_database(url: str, tmp_path: Path) -> None:
    chosen = replace(read_settings({"HEMRUTT_HOME": str(tmp_path)}), database=url, jobs_running=0)
    service = make_service(chosen, identify=as_owner)
    with TestClient(create_app(service), base_url="http://127.0.0.1:8000") as client:
        board = Board.open(client)
        before = board.places()
        assert Board.open(client, beside=board).command("publish").status_code == 409
        board.set_clock("09:10")
        assert board.tell({"event": "visit_started", "time": "09:05", "visit": "v0"}).status_code == 201
        taken = board.call(latest="15:30").json()
        proposal = board.post(f"/api/calls/{taken['id']}/proposals", {"offer": 1}).json()
        assert board.apply(proposal["id"]).json()["version"] == 2
        assert board.places()[taken["visit"]] == (taken["offers"][0]["car"], taken["offers"][0]["start"])
        assert board.faults() == []
        assert board.command("undo").json()["version"] == 3
        assert board.places() == before
        assert [race(board, clients=8) for _ in range(3)] == [{200: 1, 412: 7}] * 3
        assert board.document["version"] == 6
