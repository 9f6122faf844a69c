"""Books kept as files beside the networks: one for each name, written whole or not at all, read through a memory map.

A file is a line with the format and the SHA-256 of the rest, a line of JSON that tells of the arrays, and the arrays.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import mmap
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from maps.addresses.book import ARRAYS, WORDS, Book
from maps.addresses.words import Words
from maps.errors import RoadsError

FORMAT: Final = "hemrutt-addresses/1"
"""Goes up whenever the file or the way in which books are made changes; older files are made anew."""

SUFFIX: Final = ".addresses"
_NAME: Final = re.compile(r"[a-z0-9åäö][a-z0-9åäö_-]{0,63}")
_FIRST_BYTES: Final = len(FORMAT) + 1 + 64 + 1
_LONGEST_LINE: Final = 1 << 16
_ALIGN: Final = 64


def save(book: Book, folder: Path, name: str) -> Path:
    """Keep a book in a folder, in place of one with the same name; gives the file.

    Raises
    ------
    RoadsError
        ``bad_name``.
    """
    target = _path(folder, name)
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".", suffix=SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            rest = _pack(book)
            file.write(f"{FORMAT} {hashlib.sha256(rest).hexdigest()}\n".encode() + rest)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return target


def load(folder: Path, name: str) -> Book:
    """Read a kept book; one that has been read and not changed since is given again.

    Raises
    ------
    RoadsError
        ``bad_name``, ``addresses_missing`` or ``addresses_broken`` (or of another version).
    """
    path = _path(folder, name)
    try:
        state = path.stat()
        return _read(path, (state.st_ino, state.st_size, state.st_mtime_ns))
    except FileNotFoundError as error:
        raise RoadsError("addresses_missing", name=name) from error
    except (OSError, ValueError) as error:
        raise RoadsError("addresses_broken", file=path.name) from error


@functools.lru_cache(maxsize=4)
def _read(path: Path, _state: tuple[int, ...]) -> Book:
    """Read a file; its state is what the answer is kept by. Raises OSError, and ValueError for what is not whole."""
    with path.open("rb") as file:
        content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    rest = content[_FIRST_BYTES:]
    if bytes(content[:_FIRST_BYTES]) != f"{FORMAT} {hashlib.sha256(rest).hexdigest()}\n".encode():
        raise ValueError("the sum is another")
    return _unpack(rest)


def _path(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise RoadsError("bad_name", name=name[:80])
    return folder / f"{name}{SUFFIX}"


def _pack(book: Book) -> bytes:
    arrays = _arrays(book)
    told: dict[str, Any] = {
        "source": book.source,
        "date": book.date.isoformat() if book.date else None,
        "attribution": book.attribution,
    }
    told["arrays"] = [[name, array.dtype.str, len(array)] for name, array in arrays.items()]
    line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
    pieces, at = [line], _FIRST_BYTES + len(line)
    for array in arrays.values():
        pieces += [bytes(-at % _ALIGN), array.tobytes()]
        at += -at % _ALIGN + array.nbytes
    return b"".join(pieces)


def _arrays(book: Book) -> dict[str, npt.NDArray[Any]]:
    arrays: dict[str, npt.NDArray[Any]] = {name: getattr(book, name) for name in ARRAYS}
    for name in WORDS:
        arrays[f"{name}.letters"], arrays[f"{name}.start"] = getattr(book, name).letters, getattr(book, name).start
    return arrays


def _unpack(rest: memoryview) -> Book:
    """Read what ``_pack`` wrote; it is whole, as its sum was right."""
    end = 1 + bytes(rest[:_LONGEST_LINE]).index(b"\n")
    told: Mapping[str, Any] = json.loads(bytes(rest[:end]))
    arrays: dict[str, Any] = {}
    at = _FIRST_BYTES + end
    for name, dtype, count in told["arrays"]:
        at += -at % _ALIGN
        arrays[name] = np.frombuffer(rest, dtype=dtype, count=count, offset=at - _FIRST_BYTES)
        at += arrays[name].nbytes
    for name in WORDS:
        arrays[name] = Words(letters=arrays.pop(f"{name}.letters"), start=arrays.pop(f"{name}.start"))
    date = dt.date.fromisoformat(told["date"]) if told["date"] else None
    return Book(source=told["source"], date=date, attribution=told["attribution"], **arrays)
