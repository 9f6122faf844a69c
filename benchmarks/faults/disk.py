"""Two disks for SQLite: one that remembers what was written when, one that breaks where it is told to.

After a power cut a disk has what was synced, and of what was written since, any sectors (512 bytes) and none of the
others; a file deleted without a sync of its folder may be back. The method is that of SQLite's own crash tests
(sqlite.org/testing.html, 4.3).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import apsw

SECTOR: Final = 512
SUFFIXES: Final = ("", "-wal", "-journal", "-shm")
"""A database and what SQLite keeps beside it."""

Fault = Literal["io", "full"]


@dataclass(frozen=True, slots=True)
class Act:
    """Something done to a file, by its name; or a ``mark`` that tells how far what is on disk must have come."""

    kind: Literal["write", "truncate", "sync", "delete", "mark"]
    name: str = ""
    at: int = 0
    data: bytes = b""
    durable: bool = False


@dataclass(slots=True)
class _File:
    synced: bytearray = field(default_factory=bytearray)
    pending: list[Act] = field(default_factory=list)


class Remembering(apsw.VFS):
    """A disk that remembers; ``acts`` is what was done."""

    def __init__(self, name: str = "remembering") -> None:
        self.acts: list[Act] = []
        self.name = name
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802 (SQLite's name)
        """Open a file."""
        return _RememberingFile(self.acts, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802, FBT001 (as above)
        """Delete a file."""
        super().xDelete(name, syncdir)
        self.acts.append(Act("delete", name, durable=bool(syncdir)))

    def mark(self, number: int) -> None:
        """Note that a transaction was acknowledged."""
        self.acts.append(Act("mark", at=number))


class _RememberingFile(apsw.VFSFile):
    def __init__(self, acts: list[Act], name: Any, flags: Any) -> None:
        self._acts = acts
        self._name = str(name.filename() if isinstance(name, apsw.URIFilename) else name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._acts.append(Act("write", self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._acts.append(Act("truncate", self._name, size))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._acts.append(Act("sync", self._name))


class Platter:
    """What a disk holds as acts are done to it, and what is left of that when the power goes."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}
        self._deleted: dict[str, _File] = {}
        self.mark = -1

    @classmethod
    def of(cls, path: Path) -> Platter:
        """Begin with a database that is on disk, and what lies beside it."""
        platter = cls()
        for suffix in SUFFIXES:
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                platter._files[str(beside)] = _File(synced=bytearray(beside.read_bytes()))
        return platter

    def do(self, act: Act) -> None:
        """Do one act."""
        if act.kind == "mark":
            self.mark = act.at
        elif act.kind == "delete":
            file = self._files.pop(act.name, None)
            if file is not None and not act.durable:
                self._deleted[act.name] = file
        elif act.kind == "sync":
            file = self._files.setdefault(act.name, _File())
            for pending in file.pending:
                _apply(file.synced, pending)
            file.pending.clear()
        else:
            self._files.setdefault(act.name, _File()).pending.append(act)

    def cut(self, source: Path, target: Path, lot: random.Random) -> None:
        """Write what is left of a database, and what lies beside it, to another place."""
        files = dict(self._files)
        for name, file in self._deleted.items():
            if name not in files and lot.random() < 0.5:
                files[name] = file
        for suffix in SUFFIXES:
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        for name, file in files.items():
            suffix = name.removeprefix(str(source))
            if suffix != "-shm":
                target.with_name(target.name + suffix).write_bytes(_leave(file, lot))


def _leave(file: _File, lot: random.Random) -> bytes:
    image = bytearray(file.synced)
    for act in file.pending:
        if act.kind == "truncate":
            if lot.random() < 0.5:
                _apply(image, act)
            continue
        for start in range(0, len(act.data), SECTOR):
            if lot.random() < 0.5:
                _apply(image, Act("write", act.name, act.at + start, act.data[start : start + SECTOR]))
    return bytes(image)


def _apply(image: bytearray, act: Act) -> None:
    if act.kind == "truncate":
        del image[act.at :]
        return
    end = act.at + len(act.data)
    if len(image) < end:
        image.extend(bytes(end - len(image)))
    image[act.at : end] = act.data


class Breaking(apsw.VFS):
    """A disk whose act number ``at`` fails, once or from then on; reading never does."""

    def __init__(self, name: str = "breaking") -> None:
        self.name = name
        self.at: int | None = None
        self.lasting = False
        self.fault: Fault = "io"
        self.count = 0
        self.fired = 0
        super().__init__(name, "")

    def arm(self, at: int | None, *, fault: Fault = "io", lasting: bool = False) -> None:
        """Have the act number ``at`` from now on fail; None: no act fails."""
        self.at, self.fault, self.lasting, self.count, self.fired = at, fault, lasting, 0, 0

    def step(self) -> None:
        """Count an act, and fail if it is its turn."""
        self.count += 1
        if self.at is not None and (self.count == self.at or (self.lasting and self.count > self.at)):
            self.fired += 1
            raise apsw.FullError("injected") if self.fault == "full" else apsw.IOError("injected")

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802
        """Open a file."""
        return _BreakingFile(self, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802, FBT001
        """Delete a file."""
        self.step()
        super().xDelete(name, syncdir)


class _BreakingFile(apsw.VFSFile):
    def __init__(self, disk: Breaking, name: Any, flags: Any) -> None:
        self._disk = disk
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.step()
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.step()
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.step()
        super().xSync(flags)
