"""Files written beside the ones whose place they take, so that there is a whole one at every moment."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

if sys.platform != "win32":
    import fcntl

_PREFIX: Final = ".draft-"
_LINK: Final = ".link-"


@dataclass(slots=True)
class Draft:
    """A file that is being written; ``file`` is open and locked until it is moved."""

    path: Path
    file: BinaryIO

    def finish(self) -> None:
        """See that all of it is on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def move_to(self, target: Path) -> None:
        """Put it in another file's place; to be called with the folder locked."""
        # Windows moves no open file.
        self.file.close()
        self.path.replace(target)
        _sync(target.parent)


@contextlib.contextmanager
def drafting(folder: Path, *, suffix: str) -> Iterator[Draft]:
    """Open a draft in a folder, and remove it at the end if it was not moved.

    Drafts of writers that were killed are removed first: nobody holds their lock any more.
    """
    with locked(folder):
        _clean(folder, suffix)
        handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=suffix)
        draft = Draft(Path(name), os.fdopen(handle, "wb"))
        _lock(handle)
    try:
        yield draft
    finally:
        draft.file.close()
        draft.path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other writers from changing which files a folder holds; on Windows, which locks no folder, they may."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def link(path: Path, other: Path) -> None:
    """Give a file a second name, in place of what had that name; where there are no links, its only one."""
    spare = path.with_name(_LINK + path.name)
    spare.unlink(missing_ok=True)
    try:
        os.link(path, spare)
    except OSError:
        path.replace(other)
    else:
        spare.replace(other)


def swap(path: Path, other: Path, *, keep: bool) -> None:
    """Move a file to another's place, and if ``keep`` the other to its place."""
    spare = other.with_name(_LINK + other.name)
    if keep:
        link(other, spare)
    path.replace(other)
    if keep:
        spare.replace(path)
    _sync(other.parent)


def _clean(folder: Path, suffix: str) -> None:
    for path in folder.glob(f"{_PREFIX}*{suffix}"):
        # Windows removes no file that is open: there the attempt itself tells.
        with contextlib.suppress(OSError):
            if _is_abandoned(path):
                path.unlink()


def _is_abandoned(path: Path) -> bool:
    with path.open("rb") as file:
        return _lock(file.fileno())


def _lock(handle: int) -> bool:
    """Lock an open file for as long as it is open; tells whether nobody else has."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync(folder: Path) -> None:
    """Make new names last through a loss of power; only where folders can be opened for that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
