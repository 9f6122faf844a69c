"""A service to measure: started as users start it, with a user and a token of its own."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_READY_S: Final = 60.0
_BYTECODE: Final = Path(tempfile.gettempdir()) / "hemrutt-bytecode"
"""What Python makes of sources, which an installation has: without it every process takes two seconds more to load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running service: where it is, what opens it, and how long it took to answer."""

    process: subprocess.Popen[str]
    address: str
    token: str
    ready_s: float

    @property
    def headers(self) -> dict[str, str]:
        """What every request brings along."""
        return {"authorization": f"Bearer {self.token}"}


def let_in(home: Path, database: str) -> str:
    """Add a user who may do all that a team lead may, with a token; give the token."""
    _run(home, database, "users", "add", "bench", "--role", "lead", "--name", "Bench")
    return str(_run(home, database, "tokens", "add", "bench", "--name", "bench", "--role", "lead")["token"])


@contextmanager
def serving(home: Path, database: str, token: str) -> Iterator[Server]:
    """Serve until the block ends; the seconds until it is ready are told."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--database", database],
        env=_environment(home, database),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = _find_address(process)
        yield Server(process=process, address=address, token=token, ready_s=time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _find_address(process: subprocess.Popen[str]) -> str:
    """Wait for the line that tells the address; what else is printed is read and dropped, so that nothing stops."""
    found: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            place = re.search(r"http://[^/\s]+/", line)
            if place is not None:
                found.put(place.group(0))

    threading.Thread(target=read, daemon=True).start()
    return found.get(timeout=_READY_S)


def _run(home: Path, database: str, *command: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "--json", *command],
        env=_environment(home, database),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout or done.stderr}")
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def _environment(home: Path, database: str) -> dict[str, str]:
    own = {"HEMRUTT_HOME": str(home), "HEMRUTT_DATABASE": database, "HEMRUTT_LANGUAGE": "en"}
    return {**os.environ, **own, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(_BYTECODE)}
