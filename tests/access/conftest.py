"""A service with users in it: two teams, and somebody of every role in the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from api.access import credentials, identifying
from api.access.actor import Actor
from api.access.hashing import Hashing
from api.access.roles import Role
from api.app import create_app
from api.service import Service, make_service
from api.settings import read_settings
from api.store import sessions, teams, users
from tests.http import workers

PASSPHRASE = "lingon pannkaka torsdag"  # noqa: S105 (of users who live for a test)
QUICK = Hashing(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
HASHED = QUICK.hash(PASSPHRASE)
ADMIN = Actor(user="operator", name="operator", roles={None: frozenset({Role.ADMIN})})

Answer = httpx2.Response


@dataclass
class Clock:
    """An instant in microseconds that a test moves."""

    now_us: int = 1_800_000_000_000_000

    def __call__(self) -> int:
        return self.now_us

    def pass_minutes(self, minutes: float) -> None:
        self.now_us += int(minutes * 60_000_000)


@dataclass
class House:
    """A service, the ids of its teams by key and of its users by login, and a clock."""

    service: Service
    teams: dict[str, str]
    users: dict[str, str]
    clock: Clock

    def client(self, **headers: str) -> TestClient:
        """Open a browser that nobody has signed in on."""
        client = TestClient(
            create_app(self.service),
            base_url=self.service.settings.origin,
            raise_server_exceptions=False,
            follow_redirects=False,
        )
        client.headers.update(headers)
        return client

    def add(self, login: str, *memberships: tuple[str | None, Role]) -> str:
        """Add a user with the passphrase of all."""
        with self.service.store.write(ADMIN) as tx:
            given = [(None if team is None else self.teams[team], role) for team, role in memberships]
            key = users.add_user(tx, login=login, name=login.title(), memberships=given)
            users.set_password(tx, key, HASHED)
        self.users[login] = key
        return key

    def enter(self, login: str) -> TestClient:
        """Open a browser that somebody is signed in on."""
        client = self.client()
        with self.service.store.write(ADMIN) as tx:
            lifetime = self.service.doors.lifetime
            secret = sessions.open_session(tx, self.users[login], method="password", lifetime=lifetime)
        name = identifying.cookie_name(encrypted=self.service.doors.encrypted)
        client.cookies.set(name, secret, domain=client.base_url.host, path="/")
        client.headers[identifying.CSRF_HEADER] = credentials.csrf_token(secret)
        return client


OpenHouse = Callable[..., House]


def build_house(folder: Path, doors: dict[str, Any] | None = None, **changes: Any) -> House:
    """Build a house with settings and doors as a test wants them."""
    settings = replace(read_settings({"HEMRUTT_HOME": str(folder)}), jobs_running=0, **{"paper": None, **changes})
    service = make_service(settings, target=workers.finish)
    clock = Clock()
    service.store.clock = clock
    mine = replace(service.doors, hashing=QUICK, clock=lambda: clock.now_us / 1_000_000, **(doors or {}))
    find = partial(identifying.find_actor, mine)
    service = replace(service, doors=mine, identify=find, recognise=partial(find, noting=False))
    house = House(service=service, teams={}, users={}, clock=clock)
    with service.store.write(ADMIN) as tx:
        for key in ("primar", "annan"):
            house.teams[key] = teams.add_team(tx, key=key, name=key).id
    return house


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[OpenHouse]:
    """Open houses that close when the test ends."""
    with ExitStack() as stack:

        def open_one(doors: dict[str, Any] | None = None, **changes: Any) -> House:
            house = build_house(tmp_path, doors, **changes)
            stack.callback(house.service.close)
            return house

        yield open_one


@pytest.fixture
def house(open_house: OpenHouse) -> House:
    return open_house()
