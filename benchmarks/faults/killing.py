"""A server killed while clients write to it: what it acknowledged is there when it runs again, and nothing twice."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api.store import open_store, read_key
from api.store.schema import DAYS, REPLIES
from api.store.verifying import verify
from benchmarks.faults.business import DAY, LEAD

_CLIENTS: Final = 4
_READY_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """What came of it: acknowledged commands, those of them that are missing or there twice, faults of audit or file.

    ``ready_s`` is how long the server took to answer after each kill.
    """

    acknowledged: int
    kept: int
    lost: int
    doubled: int
    broken: int
    ready_s: tuple[float, ...]


@dataclass(slots=True, kw_only=True)
class _Crowd:
    """Clients that post days, each under a key of its own; ``acknowledged`` are keys with the ids they were told."""

    port: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    stopped: bool = False

    def post(self) -> None:
        """Post until the server is gone."""
        body = json.dumps(DAY)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            while not self.stopped:
                key = secrets.token_hex(8)
                headers = {"Content-Type": "application/json", "Idempotency-Key": key}
                connection.request("POST", "/api/days", body, headers)
                answer = connection.getresponse()
                told = json.loads(answer.read())
                if answer.status == 201:
                    self.acknowledged[key] = told["id"]


def kill_often(folder: Path, *, times: int, seed: int) -> Killed:
    """Start a server, let clients write, kill it without a word; again and again, on the same database."""
    lot = random.Random(seed)  # noqa: S311 (chances, no secret)
    port = _free_port()
    crowd = _Crowd(port=port)
    ready = []
    for _ in range(times):
        server, seconds = _start(folder, port)
        ready.append(seconds)
        crowd.stopped = False
        clients = [threading.Thread(target=crowd.post) for _ in range(_CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(lot.uniform(0.3, 1.5))
        server.send_signal(signal.SIGKILL)
        server.wait()
        crowd.stopped = True
        for client in clients:
            client.join()
    return _count(folder, crowd.acknowledged, tuple(ready))


def _start(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], float]:
    begun = time.monotonic()
    words = [sys.executable, "-m", "benchmarks.faults.serving", str(port)]
    server = subprocess.Popen(words, env={**os.environ, "HEMRUTT_HOME": str(folder)})
    while time.monotonic() < begun + _READY_S:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return server, time.monotonic() - begun
        time.sleep(0.05)
    server.kill()
    raise TimeoutError(f"no answer on port {port} within {_READY_S} s")


def _count(folder: Path, acknowledged: dict[str, str], ready_s: tuple[float, ...]) -> Killed:
    store = open_store(f"sqlite:///{folder / 'hemrutt.db'}", key=read_key(folder), anchor=folder / "hemrutt.db-anchor")
    with store.read(LEAD) as tx:
        kept = Counter(tx.connection.execute(sa.select(DAYS.c.id)).scalars())
        replies = {row.key: row.document for row in tx.connection.execute(sa.select(REPLIES.c.key, REPLIES.c.document))}
        pages = tx.connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        broken = sum(1 for _ in verify(tx.connection, key=store.key)) + (pages != ["ok"])
    store.close()
    told = {key: json.loads(document or "{}").get("id") for key, document in replies.items()}
    return Killed(
        acknowledged=len(acknowledged),
        kept=len(kept),
        lost=sum(1 for key, day in acknowledged.items() if kept[day] != 1 or told.get(key) != day),
        doubled=len(kept) - len(replies),
        broken=broken,
        ready_s=ready_s,
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
