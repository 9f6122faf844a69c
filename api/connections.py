"""Connections of the service: the head of a request comes in time and is no longer than heads are, or they end.

uvicorn waits for a head for ever, and keeps all of it that comes; what follows the head is bounded in ``api.guard``.
"""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SILENT_S: Final = 60.0
"""Browsers open connections before they need them."""
HEAD_S: Final = 10.0
LONGEST_HEAD: Final = 65_536
"""Bytes; what ``api.guard`` lets in is shorter, and what it refuses it refuses in words."""

_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class TimelyProtocol(HttpToolsProtocol):
    """Ends a connection on which the head of a request does not come whole."""

    _size = 0
    _is_past_head = False
    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first request."""
        super().connection_made(transport)
        self._wait(SILENT_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came, and see that it is not a head without end."""
        if not self._is_past_head:
            if not self._size:
                self._wait(HEAD_S)
            self._size += len(data)
        super().data_received(data)
        if self._size > LONGEST_HEAD and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Go on to what follows the head."""
        self._stop_waiting()
        self._size, self._is_past_head = 0, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect the head of the next request."""
        self._is_past_head = False
        super().on_message_complete()

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._due = self.loop.call_later(seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
