"""How fast the service answers: ``python -m benchmarks.service [--database URL]… [--figures reads,offers,…]``.

Each figure is measured on a service of its own, started as users start it, over kept connections from this process,
which shares the cores with it. ``--database`` may be given several times (SQLite in a new folder if left out;
``postgresql`` starts one from a wheel). Tables are printed as they come; ``--json`` prints them whole.

=========  =======================================================================================================
restart    seconds from starting the process to its first answer, with a day and plan of 600 visits in the store
reads      a plan of 200 visits read over 32 connections
offers     urgent calls into 600 visits and 40 cars, one after the other, while a plan of that day is searched
applies    proposals of calls applied one after the other; how many at once have one winner is a test's matter
proposal   seconds from a call to the first improved plan of a search for it
soak       20 requests a second and 50 streams, of which 10 do not read, for ``--minutes``: memory, files, processes
=========  =======================================================================================================
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final

from benchmarks.service import soak
from benchmarks.service.clients import Answer, Connection, Count, crowd, percentile
from benchmarks.service.days import make_call, make_day
from benchmarks.service.server import Server, let_in, serving

AT: Final = "2026-11-23T08:15:00+01:00"
Figures = dict[str, object]
_ENDS: Final = frozenset({"done", "failed", "cancelled", "interrupted"})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", action="append", help="sqlite, postgresql, or a URL")
    parser.add_argument("--figures", type=lambda text: text.split(","), default=list(FIGURES))
    parser.add_argument("--seconds", type=float, default=10.0, help="of reading")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10.0, help="of soak")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    told: dict[str, dict[str, Figures]] = {}
    for name in asked.database or ["sqlite"]:
        told[name] = {}
        for figure in asked.figures:
            with tempfile.TemporaryDirectory() as folder, _database(name, Path(folder)) as url:
                told[name][figure] = FIGURES[figure](Path(folder), url, asked)
            if not asked.json:
                print(name, figure, json.dumps(told[name][figure]), flush=True)
    if asked.json:
        print(json.dumps(told, indent=1))


def _database(name: str, folder: Path) -> AbstractContextManager[str]:
    if name == "sqlite":
        return nullcontext(f"sqlite:///{folder / 'hemrutt.db'}")
    if name == "postgresql":
        from tests.store import postgresql  # noqa: PLC0415 (needs the wheel)

        return postgresql.running()
    return nullcontext(name)


async def _plan(connection: Connection, day: Mapping[str, Any], *, seconds: float = 8.0) -> tuple[str, str]:
    """Post a day, have it planned and publish the plan; give the ids of both."""
    posted = (await connection.ask("POST", "/api/days", day)).document["id"]
    job = (await connection.ask("POST", "/api/jobs", {"day": posted, "seconds": seconds})).document
    while job["state"] not in _ENDS:
        await asyncio.sleep(0.2)
        job = (await connection.ask("GET", f"/api/jobs/{job['id']}")).document
    if job["plan"] is None:
        raise RuntimeError(str(job))
    tag = (await connection.ask("GET", f"/api/plans/{job['plan']}")).headers["etag"]
    published = await connection.ask("POST", f"/api/plans/{job['plan']}/publish", if_match=tag)
    if published.status != 200:
        raise RuntimeError(published.body.decode())
    return posted, job["plan"]


def _measure(
    home: Path, url: str, visits: int, cars: int, do: Callable[[Server, Connection, str, str], Awaitable[Figures]]
) -> Figures:
    """Have a service with a published plan, and measure with it."""
    with serving(home, url, let_in(home, url)) as server:

        async def run() -> Figures:
            connection = Connection(server.address, server.headers)
            day, plan = await _plan(connection, make_day(visits, cars))
            figures = await do(server, connection, day, plan)
            await connection.close()
            return figures

        return asyncio.run(run())


def measure_restart(home: Path, url: str, _: argparse.Namespace) -> Figures:
    """Tell how long the service takes to be ready again."""

    async def nothing(*_: object) -> Figures:
        return {}

    _measure(home, url, 600, 40, nothing)
    seconds = []
    for _ in range(5):
        with serving(home, url, "") as server:

            async def look(server: Server = server) -> int:
                connection = Connection(server.address, {})
                status = (await connection.ask("GET", "/readyz")).status
                await connection.close()
                return status

            if asyncio.run(look()) != 200:
                raise RuntimeError("not ready")
            seconds.append(server.ready_s)
    return {"median_s": round(percentile(seconds, 50), 2), "worst_s": round(max(seconds), 2)}


def measure_reads(home: Path, url: str, asked: argparse.Namespace) -> Figures:
    """Read one plan over 32 connections."""

    async def read(server: Server, _: Connection, day: str, plan: str) -> Figures:
        assert day
        path = f"/api/plans/{plan}"
        count = await crowd(
            server.address,
            server.headers,
            lambda connection, _: connection.ask("GET", path),
            connections=32,
            seconds=asked.seconds,
        )
        return count.figures()

    return _measure(home, url, 200, 30, read)


def measure_offers(home: Path, url: str, asked: argparse.Namespace) -> Figures:
    """Take calls one after the other while the same day is planned anew."""

    async def call(_: Server, connection: Connection, day: str, plan: str) -> Figures:
        job = (await connection.ask("POST", "/api/jobs", {"day": day, "seconds": 600})).document["id"]
        await asyncio.sleep(3)
        lots, count, offers = random.Random(1), Count(), []  # noqa: S311 (made calls, no secret)
        begun = time.perf_counter()
        for number in range(asked.calls):
            answer = await connection.ask(
                "POST", f"/api/plans/{plan}/calls", {"call": make_call(number, lots), "at": AT}
            )
            count.add(answer)
            offers.append(len(answer.document.get("offers", ())))
        count.wall_s = time.perf_counter() - begun
        state = (await connection.ask("GET", f"/api/jobs/{job}")).document["state"]
        await connection.ask("DELETE", f"/api/jobs/{job}")
        first = round(1000 * count.seconds[0], 1)
        return {**count.figures(), "first_ms": first, "with_offers": sum(map(bool, offers)), "solve_beside": state}

    return _measure(home, url, 600, 40, call)


async def _apply_call(connection: Connection, plan: str, call: Mapping[str, Any]) -> Answer | None:
    """Take a call, propose its first offer and apply it; None where nobody can go."""
    order = {"call": call, "at": AT, "confirm": True}
    taken = (await connection.ask("POST", f"/api/plans/{plan}/calls", order)).document
    if not taken["offers"]:
        return None
    made = (await connection.ask("POST", f"/api/calls/{taken['id']}/proposals", {"offer": 1})).document
    tag = (await connection.ask("GET", f"/api/plans/{plan}")).headers["etag"]
    return await connection.ask("POST", f"/api/proposals/{made['id']}/apply", if_match=tag)


def measure_applies(home: Path, url: str, asked: argparse.Namespace) -> Figures:
    """Apply the first offers of calls."""

    async def apply(_: Server, connection: Connection, day: str, plan: str) -> Figures:
        assert day
        lots, count = random.Random(2), Count()  # noqa: S311 (as above)
        begun = time.perf_counter()
        for number in range(asked.calls):
            applied = await _apply_call(connection, plan, make_call(number, lots))
            if applied is not None:
                count.add(applied)
        count.wall_s = time.perf_counter() - begun
        return count.figures()

    return _measure(home, url, 200, 40, apply)


def measure_proposal(home: Path, url: str, _: argparse.Namespace) -> Figures:
    """Take a call, have what is left planned anew with it, and wait for the first plan that the search tells of."""

    async def wait(_: Server, connection: Connection, day: str, plan: str) -> Figures:
        assert day
        lots, seconds, ends = random.Random(3), [], []  # noqa: S311 (as above)
        for number in range(5):
            begun = time.perf_counter()
            await _apply_call(connection, plan, make_call(number, lots))
            job = (await connection.ask("POST", f"/api/plans/{plan}/proposals", {"seconds": 5, "at": AT})).document
            while job["cost"] is None and job["state"] not in _ENDS:
                await asyncio.sleep(0.05)
                job = (await connection.ask("GET", f"/api/jobs/{job['id']}")).document
            seconds.append(time.perf_counter() - begun)
            await connection.ask("DELETE", f"/api/jobs/{job['id']}")
            while job["state"] not in _ENDS:
                await asyncio.sleep(0.1)
                job = (await connection.ask("GET", f"/api/jobs/{job['id']}")).document
            ends.append(job["failure"] or job["state"])
        return {"median_s": round(percentile(seconds, 50), 2), "worst_s": round(max(seconds), 2), "ended": ends}

    return _measure(home, url, 200, 40, wait)


def measure_soak(home: Path, url: str, asked: argparse.Namespace) -> Figures:
    """Ask calmly for a long time, and tell what grows."""

    async def endure(server: Server, connection: Connection, day: str, plan: str) -> Figures:
        assert connection
        return await soak.endure(server, day=day, plan=plan, minutes=asked.minutes, home=home)

    return _measure(home, url, 200, 30, endure)


FIGURES: Final[Mapping[str, Callable[[Path, str, argparse.Namespace], Figures]]] = {
    "restart": measure_restart,
    "reads": measure_reads,
    "offers": measure_offers,
    "applies": measure_applies,
    "proposal": measure_proposal,
    "soak": measure_soak,
}


if __name__ == "__main__":
    main()
