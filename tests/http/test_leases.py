"""Jobs whose processes are slow to begin: held from the claim on, by one attempt at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

import api.jobs
from api import attending
from api.access.actor import SERVICE
from api.store import Store, jobs
from api.store.schema import JOBS
from solver.confinement import Confined
from tests.http import workers
from tests.http.conftest import PATIENCE_S, wait_for, wait_until
from tests.http.test_jobs import ENDS, start

Open = Callable[..., TestClient]


@dataclass(kw_only=True)
class Slow:
    """Begins processes as ever, but the first one not before it is ``released``."""

    called: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    begun: list[Confined] = field(default_factory=list)

    def __call__(self, *what: Any, **how: Any) -> Confined:
        is_first = not self.called.is_set()
        self.called.set()
        if is_first:
            assert self.released.wait(5 * PATIENCE_S)
        self.begun.append(Confined(*what, **how))
        return self.begun[-1]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow()
    monkeypatch.setattr(attending, "Confined", made)
    monkeypatch.setattr(attending, "_RENEW_S", 0.0)
    yield made
    made.released.set()


def store_of(client: TestClient) -> Store:
    store: Store = client.app.state.service.store  # type: ignore[attr-defined]
    return store


def row_of(client: TestClient, key: str) -> Any:
    with store_of(client).read(SERVICE) as tx:
        return tx.connection.execute(sa.select(JOBS).where(JOBS.c.id == key)).one()


def test_a_lease_is_renewed_while_the_process_of_a_job_has_not_begun(
    open_client: Open, day: dict[str, Any], slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.jobs, "_HOLD_S", 0.1)
    client = open_client()
    key = start(client, day)["id"]
    assert slow.called.wait(PATIENCE_S)
    first = row_of(client, key).lease_us
    wait_until(lambda: row_of(client, key).lease_us > first)
    slow.released.set()
    assert wait_for(client, key, *ENDS)["state"] == "done"


def test_a_service_takes_no_job_of_its_own_for_lost_while_it_attends_to_it(
    open_client: Open, day: dict[str, Any], slow: Slow
) -> None:
    client = open_client(jobs_running=2)
    key = start(client, day)["id"]
    assert slow.called.wait(PATIENCE_S)
    with store_of(client).write(SERVICE) as tx:
        tx.connection.execute(JOBS.update().values(lease_us=0))
    wait_for(client, start(client, day)["id"], "done")  # whoever claims it has looked for jobs that were lost
    assert (row_of(client, key).state, row_of(client, key).attempts) == ("running", 1)
    slow.released.set()
    assert wait_for(client, key, *ENDS)["state"] == "done"
    assert row_of(client, key).attempts == 1
    assert len(client.get("/api/plans").json()) == 2


def test_an_attempt_that_was_lost_ends_its_process_and_leaves_the_next_one_alone(
    open_client: Open, day: dict[str, Any], slow: Slow
) -> None:
    client = open_client(workers.hang)
    service = client.app.state.service  # type: ignore[attr-defined]
    key = start(client, day)["id"]
    assert slow.called.wait(PATIENCE_S)
    with store_of(client).write(SERVICE) as tx:
        tx.connection.execute(JOBS.update().values(lease_us=0))
        jobs.sweep(tx)
        assert jobs.claim(tx, service.jobs._attendant.worker) is not None
    again = row_of(client, key)
    slow.released.set()
    wait_until(lambda: bool(slow.begun) and slow.begun[0]._ours.closed)
    now = row_of(client, key)
    assert (now.state, now.attempts, now.change) == ("running", 2, again.change)
