"""The service while its database is gone, full or held, and after: it lives, says so, and needs no restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.store.engine import WRITES, connect
from tests.http.board import service_of
from tests.http.conftest import Json, post
from tests.store import postgresql


def test_a_database_server_that_dies_and_comes_back(open_client: Callable[..., TestClient], day: Json) -> None:
    with postgresql.made() as server:
        client = open_client(database=server.url)
        first = post(client, "/api/days", day, **{"Idempotency-Key": "one"})
        assert first.status_code == 201
        server.kill()
        refused = [client.get(f"/api/days/{first.json()['id']}"), post(client, "/api/days", day)]
        assert [answer.status_code for answer in refused] == [503, 503]
        assert {answer.json()["type"] for answer in refused} == {"urn:hemrutt:problem:storage-down"}
        assert all(int(answer.headers["Retry-After"]) <= 5 for answer in refused)
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        server.start()
        assert post(client, "/api/days", day, **{"Idempotency-Key": "one"}).json() == first.json()
        assert post(client, "/api/days", day).status_code == 201
        assert client.get("/readyz").status_code == 200


def test_a_disk_without_room_is_told_and_what_was_refused_is_done_once_there_is_room(
    open_client: Callable[..., TestClient], day: Json, tmp_path: Path
) -> None:
    client = open_client(database=f"sqlite:///{tmp_path / 'small.db'}", jobs_running=0)
    pages = [1]

    @sa.event.listens_for(service_of(client).store.engine, "checkout")
    def _set(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages[0]}")  # no fewer than there are

    answers = (post(client, "/api/days", day, **{"Idempotency-Key": f"k{number}"}) for number in range(500))
    refused = next(answer for answer in answers if answer.status_code != 201)
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:hemrutt:problem:storage-full")
    assert int(refused.headers["Retry-After"]) <= 5
    assert client.get("/api/plans").status_code == 200
    pages[0] = 1_000_000
    again = refused.request.headers["Idempotency-Key"]
    assert post(client, "/api/days", day, **{"Idempotency-Key": again}).status_code == 201


def test_who_finds_the_database_held_is_told_to_come_again(
    open_client: Callable[..., TestClient], day: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.store.engine.BUSY_MS", 10)
    url = f"sqlite:///{tmp_path / 'held.db'}"
    client = open_client(database=url, jobs_running=0)
    other = connect(url)
    with other.connect() as plain, plain.execution_options(**{WRITES: True}).begin():
        refused = post(client, "/api/days", day)
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:hemrutt:problem:busy")
        assert int(refused.headers["Retry-After"]) <= 5
        assert client.get("/api/plans").status_code == 200
    other.dispose()
    assert post(client, "/api/days", day).status_code == 201
