"""A service with nothing in it, and a small day to post."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from api.access.actor import Actor
from api.access.roles import Role
from api.app import create_app
from api.service import make_service
from api.settings import Settings, read_settings
from tests.http import workers
from tests.http.board import Board
from tests.store import postgresql

Json = dict[str, Any]

PATIENCE_S = 60.0

BESIDE_THE_DATABASE: Final = frozenset(
    {
        "addresses", "connections", "drives", "exports", "garbage", "hostile", "languages", "online_tiles", "openapi",
        "reach", "tiles",
    }
)  # fmt: skip
"""Tests of what is the same whatever keeps the data: on SQLite alone, as each takes its time."""

DAY: Json = {
    "format": "hemrutt-day/1",
    "date": "2026-11-23",
    "team": "primar",
    "travel": {
        "locations": ["base", "home"],
        "modes": {"car": {"seconds": [[0, 600], [600, 0]], "metres": [[0, 9000], [9000, 0]]}},
    },
    "locations": [{"id": "base", "lat": 63.82, "lon": 20.26}, {"id": "home", "lat": 63.9, "lon": 20.3}],
    "staff": [{"id": "asa", "name": "Åsa Ö", "profession": "nurse"}],
    "cars": [
        {"id": "car-1", "start": "base", "end": "base", "crew": ["asa"], "shift": {"start": "08:00", "end": "16:00"}}
    ],
    "patients": [{"id": "p1", "location": "home"}],
    "visits": [{"id": "v1", "patient": "p1", "duration_min": 30, "windows": [{"start": "09:00", "end": "11:00"}]}],
}


def as_owner(request: Request) -> Actor:
    """Take whoever asks for a lead of all teams, where a test is not about who asks."""
    correlation_id = request.scope.get("state", {}).get("correlation_id", "")
    return Actor(user="owner", name="owner", roles={None: frozenset({Role.LEAD})}, correlation_id=correlation_id)


@pytest.fixture
def day() -> Json:
    """Give a day of one car and one visit, free to be changed."""
    return copy.deepcopy(DAY)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what the database has a part in on both kinds."""
    if "database" in metafunc.fixturenames:
        alone = metafunc.module.__name__.rpartition("test_")[2] in BESIDE_THE_DATABASE
        metafunc.parametrize("database", ["sqlite"] if alone else ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Give the URL of a database with nothing in it; None stands for the file in the service's own folder."""
    if request.param == "sqlite":
        yield None
        return
    with postgresql.lent(request.getfixturevalue("server"), like=request.getfixturevalue("migrated")) as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database: str | None) -> Settings:
    """Give settings that leave searches time on a busy machine."""
    known = read_settings({"HEMRUTT_HOME": str(tmp_path)})
    return replace(known, database=database, jobs_running=1, jobs_waiting=2, spare_s=60.0, paper=None)


@pytest.fixture
def open_client(settings: Settings) -> Iterator[Callable[..., TestClient]]:
    """Open clients of services whose jobs run what the test asks for."""
    with ExitStack() as stack:

        def open_one(target: Any = workers.finish, *, identify: Any = as_owner, **changes: Any) -> TestClient:
            service = make_service(replace(settings, **changes), target=target, identify=identify)
            client = TestClient(create_app(service), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
            return stack.enter_context(client)

        yield open_one


@pytest.fixture
def client(open_client: Callable[..., TestClient]) -> TestClient:
    return open_client()


@pytest.fixture
def board(client: TestClient) -> Board:
    """Give a published plan of three cars and eight visits."""
    return Board.open(client)


def post(client: TestClient, path: str, document: object, **headers: str) -> Any:
    """Post JSON as it stands."""
    return client.post(path, content=json.dumps(document), headers={"content-type": "application/json", **headers})


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that is bound to come about."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "that never came about"
        time.sleep(0.02)


def wait_for(client: TestClient, job: str, *states: str) -> Json:
    """Follow a job until it is in one of the states; a process that plans for the first time compiles the search."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        document: Json = client.get(f"/api/jobs/{job}").json()
        if document["state"] in states:
            return document
        time.sleep(0.05)
    raise AssertionError(f"still {document['state']}")
