"""Clients that ask over kept connections and count: little enough work of their own that the service is measured."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, after how many seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Connection:
    """One connection, kept open; requests one after the other."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        self._place = urlsplit(address)
        self._headers = {"host": self._place.netloc, **headers}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, document: object = None, **headers: str) -> Answer:
        """Send a request and read its answer to the end."""
        begun = time.perf_counter()
        if self._writer is None or (self._reader is not None and self._reader.at_eof()):
            self._reader, self._writer = await asyncio.open_connection(self._place.hostname, self._place.port)
        assert self._reader is not None
        body = b"" if document is None else json.dumps(document).encode()
        sent = {**self._headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body:
            sent |= {"content-type": "application/json"}
        if method != "GET":
            sent |= {"content-length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        self._writer.write("\r\n".join(lines).encode() + body)
        await self._writer.drain()
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        told = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        content = await self._reader.readexactly(int(told.get("content-length", "0")))
        status = int(head[0].split(" ")[1])
        return Answer(status=status, headers=told, body=content, seconds=time.perf_counter() - begun)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._writer is not None:
            self._writer.close()
            await self._writer.wait_closed()
            self._writer = None


@dataclass(slots=True, kw_only=True)
class Count:
    """Answers by status, and their seconds."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wall_s: float = 0.0

    def add(self, answer: Answer) -> None:
        """Count one answer."""
        self.seconds.append(answer.seconds)
        self.statuses[answer.status] += 1

    def figures(self) -> dict[str, object]:
        """Tell requests a second, the median and the 99th percentile in milliseconds."""
        return {
            "requests": len(self.seconds),
            "per_s": round(len(self.seconds) / self.wall_s, 1) if self.wall_s else None,
            "p50_ms": round(1000 * percentile(self.seconds, 50), 1),
            "p99_ms": round(1000 * percentile(self.seconds, 99), 1),
            "worst_ms": round(1000 * max(self.seconds), 1),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
        }


def percentile(values: Iterable[float], share: float) -> float:
    """Give the value that so many percent do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


async def crowd(
    address: str,
    headers: Mapping[str, str],
    ask: Callable[[Connection, int], Awaitable[Answer]],
    *,
    connections: int,
    seconds: float,
) -> Count:
    """Have so many connections ask again and again for a while."""
    count = Count()
    begun = time.perf_counter()

    async def work(number: int) -> None:
        connection = Connection(address, headers)
        while time.perf_counter() - begun < seconds:
            count.add(await ask(connection, number))
        await connection.close()

    await asyncio.gather(*(work(number) for number in range(connections)))
    count.wall_s = time.perf_counter() - begun
    return count
