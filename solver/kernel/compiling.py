"""Compiling with numba, kept beside the source under a name that changes whenever any source it is made of does.

numba itself keeps what it compiled until the function's own file changes. But a function holds the code of those it
calls, in other files too, so that a half-changed package (after ``git pull``) would run what nobody wrote.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
import platformdirs
from numba import njit
from numba.core import event

from solver import pausing

_Function = TypeVar("_Function", bound=Callable[..., Any])

_SHARED: Final = Path(__file__).parent
"""Functions call those of their own folder and of this one."""

_CONFIG: Final[Any] = numba.config


class _Clock(event.Listener):
    """Adds up the seconds in which something is compiled; numba compiles one function at a time."""

    def __init__(self) -> None:
        self._depth, self._since, self._total = 0, 0.0, 0.0

    def on_start(self, event: Any) -> None:  # noqa: ARG002 (numba's signature)
        """Begin to count, unless a function compiles another."""
        if self._depth == 0:
            self._since = time.monotonic()
            pausing.tell(is_compiling=True)
        self._depth += 1

    def on_end(self, event: Any) -> None:  # noqa: ARG002 (numba's signature)
        """End to count."""
        self._depth -= 1
        if self._depth == 0:
            self._total += time.monotonic() - self._since
            pausing.tell(is_compiling=False)

    def seconds(self) -> float:
        """Give the seconds so far."""
        return self._total + (time.monotonic() - self._since if self._depth else 0.0)


_clock: Final = _Clock()
event.register("numba:compile", _clock)  # type: ignore[no-untyped-call]


def seconds_compiling() -> float:
    """Give the seconds that this process has compiled for so far, which are no part of what a search is given."""
    return _clock.seconds()


def compiled(function: _Function) -> _Function:
    """Compile a function at its first call, without Python's lock, and keep the result if anything can be kept."""
    return compile_with(function, nogil=True)


def compile_with(function: _Function, **options: Any) -> _Function:
    """Compile with options of numba's ``njit``: for ``signature_or_function`` at once, else at the first call."""
    with _keeping(Path(function.__code__.co_filename).parent):
        try:
            made = njit(cache=True, **options)(function)
        except RuntimeError:
            made = njit(**options)(function)
    return cast("_Function", made)


@contextlib.contextmanager
def _keeping(sources: Path) -> Iterator[None]:
    """Let numba keep what it compiles in our folder meanwhile, if there is one."""
    before = _CONFIG.CACHE_DIR
    _CONFIG.CACHE_DIR = str(_folder(sources) or before)
    try:
        yield
    finally:
        _CONFIG.CACHE_DIR = before


@functools.cache
def _folder(sources: Path) -> Path | None:
    """Make the folder for the source as it is, and drop those of other source; None where nothing can be written."""
    name = f"{'checked' if _CONFIG.BOUNDSCHECK else 'hemrutt'}-{sources.name}"
    given = _CONFIG.CACHE_DIR
    homes = [Path(given)] if given else [sources / "__pycache__", Path(platformdirs.user_cache_dir("hemrutt"))]
    for home in homes:
        folder = home / f"{name}-{_stamp(sources)}"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for old in set(home.glob(f"{name}-*")) - {folder}:
                shutil.rmtree(old, ignore_errors=True)
            return folder
    return None


def _stamp(sources: Path) -> str:
    """Give a checksum of all source that functions of a folder may be made of."""
    total = hashlib.sha256(numba.__version__.encode())
    for path in sorted({*sources.glob("*.py"), *_SHARED.glob("*.py")}):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
