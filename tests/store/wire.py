"""A wire between a client and a PostgreSQL that can be cut in the ways wires are: deaf, delayed, reset."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

State = Literal["sound", "deaf", "slow"]
_SLOW_S = 0.05
_PIECE = 65_536


class Wire:
    """Carries bytes both ways as long as it is sound; deaf, it takes them and passes nothing on."""

    def __init__(self, source: Path, target: Path) -> None:
        self.state: State = "sound"
        self.source = source
        self._target = target
        self._ends: list[socket.socket] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(source))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self) -> None:
        """Break every connection there is."""
        ends, self._ends = self._ends, []
        for end in ends:
            _shut(end)

    def close(self) -> None:
        _shut(self._listening)
        self.reset()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self._target))
            self._ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while piece := one.recv(_PIECE):
                if self.state == "slow":
                    time.sleep(_SLOW_S)
                if self.state != "deaf":
                    other.sendall(piece)
        except OSError:
            pass
        _shut(one)
        _shut(other)


@contextmanager
def laid(folder: Path, target: Path) -> Iterator[Wire]:
    """Lay a wire from the socket that clients find in ``folder`` to that of a server's folder."""
    folder.mkdir()
    name = ".s.PGSQL.5432"
    wire = Wire(folder / name, target / name)
    yield wire
    wire.close()


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
