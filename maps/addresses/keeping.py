"""Books kept as files beside the networks: one bundle for each name."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy.typing as npt

from maps.addresses.book import ARRAYS, WORDS, Book
from maps.addresses.words import Words
from maps.errors import RoadsError
from maps.storage import bundle
from maps.storage.naming import file_of

FORMAT: Final = "hemrutt-addresses/2"
"""Goes up whenever the file or the way in which books are made changes."""

SUFFIX: Final = ".addresses"


def save(book: Book, folder: Path, name: str) -> Path:
    """Keep a book in a folder, in place of one with the same name; gives the file.

    Raises
    ------
    RoadsError
        ``bad_name``.
    """
    target = file_of(folder, name, SUFFIX)
    told = {
        "source": book.source,
        "date": book.date.isoformat() if book.date else None,
        "attribution": book.attribution,
    }
    bundle.keep(target, told, _arrays(book), name=FORMAT)
    return target


def load(folder: Path, name: str) -> Book:
    """Read a kept book; one that has been read and not changed since is given again.

    Raises
    ------
    RoadsError
        ``bad_name``, ``addresses_missing`` or ``addresses_broken`` (or of another version).
    """
    path = file_of(folder, name, SUFFIX)
    try:
        state = path.stat()
        return _read(path, (state.st_ino, state.st_size, state.st_mtime_ns))
    except FileNotFoundError as error:
        raise RoadsError("addresses_missing", name=name) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RoadsError("addresses_broken", file=path.name) from error


@functools.lru_cache(maxsize=4)
def _read(path: Path, _state: tuple[int, ...]) -> Book:
    """Read a file; its state is what the answer is kept by. Raises what ``bundle.map_arrays`` does."""
    told, arrays = bundle.map_arrays(path, name=FORMAT)
    return _unpack(told, arrays)


def _arrays(book: Book) -> dict[str, npt.NDArray[Any]]:
    arrays: dict[str, npt.NDArray[Any]] = {name: getattr(book, name) for name in ARRAYS}
    for name in WORDS:
        arrays[f"{name}.letters"], arrays[f"{name}.start"] = getattr(book, name).letters, getattr(book, name).start
    return arrays


def _unpack(told: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Book:
    whole: dict[str, Any] = {name: arrays[name] for name in ARRAYS}
    for name in WORDS:
        whole[name] = Words(letters=arrays[f"{name}.letters"], start=arrays[f"{name}.start"])
    date = dt.date.fromisoformat(told["date"]) if told["date"] else None
    return Book(source=told["source"], date=date, attribution=told["attribution"], **whole)
