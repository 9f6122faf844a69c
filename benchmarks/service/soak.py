"""A service that is asked calmly for a long time: what of it grows (Linux: read from /proc)."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.service.clients import Connection, Count
from benchmarks.service.server import Server

_PER_S: Final = 20
_STREAMS: Final = 50
_STALLED: Final = 10
_LOOK_S: Final = 5.0
_WARM: Final = 0.3
"""The share of the time after which what is held has settled."""
_PAGE_KB: Final = os.sysconf("SC_PAGE_SIZE") // 1024


async def endure(server: Server, *, day: str, plan: str, minutes: float, home: Path) -> dict[str, object]:
    """Ask 20 times a second, follow 50 streams of which 10 never read, and plan now and then."""
    ends = time.perf_counter() + 60 * minutes
    count, seen = Count(), []
    streams = [asyncio.create_task(_follow(server, ends, stalled=number < _STALLED)) for number in range(_STREAMS)]
    solving = asyncio.create_task(_solve(server, day, ends))
    asking = asyncio.create_task(_ask(server, plan, ends, count))
    while time.perf_counter() < ends:
        await asyncio.sleep(_LOOK_S)
        seen.append(_look(server.process.pid, home))
    await asyncio.gather(asking, solving, *streams)
    settled = seen[int(len(seen) * _WARM) :]
    count.wall_s = 60 * minutes
    return {**count.figures(), **{name: _range(settled, name) for name in settled[0]}}


def _range(seen: list[dict[str, int]], name: str) -> str:
    values = [look[name] for look in seen]
    third = max(1, len(values) // 3)
    begun, ended = sum(values[:third]) / third, sum(values[-third:]) / third
    return f"{min(values)}–{max(values)}, first third {begun:.0f}, last {ended:.0f}"


def _look(process: int, home: Path) -> dict[str, int]:
    place = Path(f"/proc/{process}")
    children = (place / "task" / str(process) / "children").read_text().split()
    wal = home / "hemrutt.db-wal"
    return {
        "memory_kb": int((place / "statm").read_text().split()[1]) * _PAGE_KB,
        "files": len(list((place / "fd").iterdir())),
        "threads": len(list((place / "task").iterdir())),
        "processes": len(children),
        "wal_kb": wal.stat().st_size // 1024 if wal.exists() else 0,
    }


async def _ask(server: Server, plan: str, ends: float, count: Count) -> None:
    connection = Connection(server.address, server.headers)
    paths = (f"/api/plans/{plan}", "/api/plans", "/api/jobs", f"/api/plans/{plan}/geojson", "/readyz")
    number = 0
    begun = time.perf_counter()
    while time.perf_counter() < ends:
        count.add(await connection.ask("GET", paths[number % len(paths)]))
        number += 1
        await asyncio.sleep(max(0.0, begun + number / _PER_S - time.perf_counter()))
    await connection.close()


async def _solve(server: Server, day: str, ends: float) -> None:
    connection = Connection(server.address, server.headers)
    while time.perf_counter() < ends - 15:
        order: Mapping[str, Any] = {"day": day, "seconds": 3}
        await connection.ask("POST", "/api/jobs", order)
        await asyncio.sleep(30)
    await connection.close()


async def _follow(server: Server, ends: float, *, stalled: bool) -> None:
    host, _, port = server.address.removeprefix("http://").rstrip("/").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [
        "GET /api/feed HTTP/1.1",
        f"host: {host}:{port}",
        *(f"{k}: {v}" for k, v in server.headers.items()),
        "",
        "",
    ]
    writer.write("\r\n".join(lines).encode())
    await writer.drain()
    while time.perf_counter() < ends:
        if stalled:
            await asyncio.sleep(min(1.0, max(0.0, ends - time.perf_counter())))
            continue
        try:
            await asyncio.wait_for(reader.read(4096), timeout=max(0.01, min(5.0, ends - time.perf_counter())))
        except TimeoutError:
            continue
    writer.close()
