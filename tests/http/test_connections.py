"""Connections on which a request comes slowly, without end or not at all, to a server as ``hemrutt serve`` runs it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api import connections
from api.connections import TimelyProtocol

WHOLE = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
OF_TESTS_S = 20.0
LONGEST_TRY = 100_000


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(body)(scope, receive, send)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve what says what it was told, on a port; it is given."""
    config = uvicorn.Config(echo, http=TimelyProtocol, lifespan="off", log_level="warning", timeout_keep_alive=60)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture
def connection(port: int) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=OF_TESTS_S)) as opened:
        yield opened


def hear(connection: socket.socket) -> bytes:
    """Read until the other end closes; where it does not, the test ends with TimeoutError."""
    heard = b""
    while piece := connection.recv(65_536):
        heard += piece
    return heard


def send(connection: socket.socket, piece: bytes, *, pause_s: float = 0.0) -> int:
    """Send a piece again and again until the other end has closed, and give how many bytes that took."""
    for number in range(LONGEST_TRY):
        try:
            connection.sendall(piece)
        except OSError:
            return number * len(piece)
        time.sleep(pause_s)
    return LONGEST_TRY * len(piece)


@pytest.mark.parametrize("begun", [b"", b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b", b"\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(connections, "SILENT_S", 0.3)
    monkeypatch.setattr(connections, "HEAD_S", 0.3)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=OF_TESTS_S)) as waiting:
        waiting.sendall(begun)
        assert hear(waiting) == b""


def test_a_head_that_comes_a_sign_at_a_time_is_not_waited_for_either(
    connection: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.5)
    assert send(connection, b"a", pause_s=0.05) < OF_TESTS_S / 0.05


def test_the_next_head_on_a_connection_is_waited_for_as_long_as_the_first(
    connection: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.5)
    for _ in range(2):
        connection.sendall(WHOLE)
        assert connection.recv(65_536).endswith(b"abc")
        time.sleep(0.7)  # between two requests nobody is late
    connection.sendall(WHOLE[:20])
    assert hear(connection) == b""


def test_a_body_is_no_head(connection: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.3)
    size = 3 * connections.LONGEST_HEAD
    connection.sendall(WHOLE[:-7].replace(b"3", str(size).encode()) + b"\r\n\r\n")
    time.sleep(0.6)
    connection.sendall(b"a" * size)
    heard = b""
    while not heard.endswith(b"a" * size):
        heard += connection.recv(65_536)
    assert heard.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("piece", [b"X-A: " + b"a" * 1_000 + b"\r\n", b"a" * 1_000], ids=["lines", "one line"])
def test_a_head_without_end_is_refused_before_it_has_all_come(connection: socket.socket, piece: bytes) -> None:
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    assert send(connection, piece) < LONGEST_TRY * len(piece)


def test_who_sends_too_large_a_head_is_told_so(connection: socket.socket) -> None:
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * (connections.LONGEST_HEAD + 1))
    assert hear(connection).startswith(b"HTTP/1.1 431 ")
