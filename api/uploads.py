"""Days and registries that are uploaded as tables: a workbook, a zip archive of CSV and XLSX files, or one CSV file.

They come from anywhere, so they are looked through before anything is unpacked, and read in a process behind walls of
time and memory: what reads them costs a lot of both for files made to cost it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, Literal

from scheduler import files
from scheduler.day import Day
from scheduler.faults import Fault, InputError
from scheduler.files import limits
from scheduler.files.findings import shown
from scheduler.files.tables import workbooks
from scheduler.roster.tables import Tables, read_tables
from solver import confinement
from solver.confinement import Confined, Confinement
from solver.errors import ApartError

Kind = Literal["xlsx", "zip", "csv"]
Found = Day | Tables | list[Fault]

BOUNDS: Final = Confinement(wall_s=20.0, memory_bytes=1_000_000_000)

_MEMBERS: Final = 40
_NAME: Final = re.compile(r"[^\W.][\w .()-]{0,79}\.(csv|tsv|xlsx)", re.IGNORECASE)
_OUT_OF_PLACE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_NAME_LENGTH: Final = 80
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_POLL_S: Final = 0.1


class CrowdedError(Exception):
    """As many are reading as may at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What was sent; ``date`` is that of a day where its tables do not say it, ``registry`` if it is none.

    ``name`` is what its sender calls it: a CSV file says by it which table it is, and faults are told of it.
    """

    data: bytes
    kind: Kind
    name: str = ""
    date: dt.date | None = None
    registry: bool = False

    @property
    def file(self) -> str:
        """Its name as that of a file, which leads nowhere and ends as its kind does."""
        stem, dot, ending = _OUT_OF_PLACE.sub("_", self.name).strip(" .").rpartition(".")
        stem = (stem if dot else ending)[:_NAME_LENGTH].lstrip(".~") or "upload"
        endings = ("csv", "tsv") if self.kind == "csv" else (self.kind,)
        return f"{stem}.{ending if dot and ending.casefold() in endings else self.kind}"


def read_upload(upload: Upload, *, bounds: Confinement = BOUNDS) -> Day:
    """Read a day apart from everything else.

    Raises
    ------
    InputError
        With every fault that was found; ``upload_too_heavy`` where reading took more than it may.
    CrowdedError
        Others are reading.
    """
    found = _read_beside(upload, bounds)
    assert isinstance(found, Day)
    return found


def read_registry(upload: Upload, *, bounds: Confinement = BOUNDS) -> Tables:
    """Read the tables of a registry apart from everything else; raises as ``read_upload``."""
    found = _read_beside(replace(upload, registry=True), bounds)
    assert isinstance(found, Tables)
    return found


def read_apart(connection: Connection, upload: Upload, bounds: Confinement) -> None:
    """Read an upload and tell what it holds, or its faults; the entry point of its process."""
    confinement.confine(connection, bounds)
    try:
        with tempfile.TemporaryDirectory(prefix="hemrutt-") as folder:
            path = _lay_out(upload, Path(folder))
            told: Found = read_tables(path) if upload.registry else files.read_day(path, date=upload.date)
    except InputError as error:
        told = list(error.faults)
    except MemoryError:
        told = [Fault(code="upload_too_heavy", file=upload.file)]
    connection.send(told)


def _read_beside(upload: Upload, bounds: Confinement) -> Day | Tables:
    _refuse_unsafe(upload)
    if not _AT_ONCE.acquire(blocking=False):
        raise CrowdedError
    try:
        found = _hear(Confined(read_apart, upload, bounds), upload.file)
    finally:
        _AT_ONCE.release()
    if isinstance(found, list):
        raise InputError(found)
    return found


def _refuse_unsafe(upload: Upload) -> None:
    """Refuse what can be told from the file itself, before a process is started for it."""
    ending = Path(upload.name).suffix
    if ending and ending.casefold() != Path(upload.file).suffix.casefold():
        raise InputError([Fault(code="unsupported_file", file=shown(upload.name), values={"name": shown(ending)})])
    if upload.kind == "xlsx":
        workbooks.refuse_unsafe(upload.data, file=upload.file)
    elif upload.kind == "zip":
        with _opened(upload) as archive:
            _look_through(archive, upload.file)


def _hear(confined: Confined, file: str) -> Found:
    try:
        while True:
            told: Found | None = confined.hear(patience_s=_POLL_S)
            if told is not None:
                return told
    except ApartError:
        return [Fault(code="upload_too_heavy", file=file)]
    finally:
        confined.end()


def _lay_out(upload: Upload, folder: Path) -> Path:
    """Lay the tables out in a folder, under names that lead nowhere else."""
    path = folder / upload.file
    if upload.kind != "zip":
        path.write_bytes(upload.data)
        return path
    path.mkdir()
    with _opened(upload) as archive:
        for member in _look_through(archive, upload.file):
            (path / member.filename).write_bytes(archive.read(member))
    return path


@contextmanager
def _opened(upload: Upload) -> Iterator[zipfile.ZipFile]:
    """Open an archive; raises InputError for what zipfile raises on archives that are not as they should be."""
    try:
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError([Fault(code="bad_archive", file=upload.file)]) from error


def _look_through(archive: zipfile.ZipFile, file: str) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > _MEMBERS or unpacked > limits.DAY_FILE_BYTES or unpacked > limits.WORKBOOK_RATIO * max(packed, 1):
        raise InputError([Fault(code="archive_too_large", file=file)])
    if not all(_NAME.fullmatch(member.filename) for member in members):
        raise InputError([Fault(code="archive_names", file=file)])
    if len({member.filename.casefold() for member in members}) < len(members):
        raise InputError([Fault(code="archive_names", file=file)])
    return members
