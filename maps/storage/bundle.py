"""A file of plain arrays under a description in JSON, made to be mapped into memory and checked to the last bit.

The first line, of 128 bytes, holds the format, the length of the header and its SHA-256; then come the header, one
JSON object padded with blanks, and the arrays one after the other, little-endian, each padded with zeros to a multiple
of 64 bytes. The header tells the dtype, shape, place and CRC-32 of each array, padding included, so that every bit of
the file is under a checksum. Nothing in it is ever unpickled, and nothing is mapped whose place does not add up.

CRC-32 finds every change of up to 32 bits in a row, and any other but for one in four thousand million; at 3 GB/s it
is the fastest sum in Python's library (SHA-256 without instructions for it: 0.4 GB/s). It is no protection against
somebody who forges a file; that is why what is read is checked for sense by those who use it, too.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from maps.storage import replacing

Arrays = Mapping[str, npt.NDArray[Any]]

_ALIGNMENT: Final = 64
"""Bytes; a line of the processor's cache, and enough for any vector instruction."""

_DTYPES: Final = frozenset({"|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<f4", "<i8", "<u8", "<f8"})
_LONGEST_HEADER: Final = 1 << 20
_FIRST_LENGTH: Final = 128
_LENGTH_DIGITS: Final = 10
_MOST_AXES: Final = 4
_TOO_MUCH: Final = 1 << 48
_CHUNK: Final = 1 << 20


class ForeignError(ValueError):
    """The file is of another kind."""


class StaleError(ValueError):
    """The file is of another version of this kind."""


class BrokenError(ValueError):
    """The file was cut or changed since it was written, or never made sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a file says of itself, found true as far as that goes without reading its arrays."""

    told: Mapping[str, Any]
    arrays: Mapping[str, Span]
    begin: int
    """Where the arrays begin in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where an array lies in its file, counted from the header's end."""

    dtype: str
    shape: tuple[int, ...]
    offset: int
    crc32: int

    @property
    def size(self) -> int:
        """Bytes without padding."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize

    @property
    def end(self) -> int:
        """Where the next array begins."""
        return self.offset + _pad(self.size)


def write(file: BinaryIO, told: Mapping[str, Any], arrays: Arrays, *, name: str) -> None:
    """Write a description and arrays to a file.

    Parameters
    ----------
    file
        Open for writing, empty.
    told
        Anything that JSON can hold.
    arrays
        Of numbers or booleans.
    name
        Of the format, as ``family/version``.

    Raises
    ------
    ValueError
        If an array is of another kind.
    """
    plain = {key: _plain(array) for key, array in arrays.items()}
    header = _header_of(told, plain)
    file.write(_first_line(name, header))
    file.write(header)
    for array in plain.values():
        file.write(_bytes_of(array))
        file.write(bytes(_pad(array.nbytes) - array.nbytes))


def keep(target: Path, told: Mapping[str, Any], arrays: Arrays, *, name: str) -> None:
    """Write a file as ``write`` does, in place of what was there: whole or not at all, in a folder made if need be.

    Raises
    ------
    ValueError
        If an array is of another kind.
    OSError
        It cannot be written; what was there is untouched.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing.drafting(target.parent, suffix=target.suffix) as draft:
        write(draft.file, told, arrays, name=name)
        draft.finish()
        with replacing.locked(target.parent):
            draft.move_to(target)


def read_header(file: BinaryIO, *, name: str) -> Header:
    """Read what a file says of itself, and see that the file is as long as it says.

    Raises
    ------
    ForeignError, StaleError, BrokenError
        The file is not one of these.
    """
    first = file.read(_FIRST_LENGTH)
    family, _, _ = name.partition("/")
    if not first.startswith(f"{family}/".encode()):
        raise ForeignError(name)
    format_told, _, rest = first.partition(b" ")
    if format_told != name.encode():
        raise StaleError(name)
    length = rest[:_LENGTH_DIGITS]
    if not length.isdigit() or int(length) > _LONGEST_HEADER:
        raise BrokenError("first line")
    header = file.read(int(length))
    if first != _first_line(name, header):
        raise BrokenError("header")
    try:
        told, arrays = _parse(header)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenError("header") from error
    begin = _FIRST_LENGTH + len(header)
    if file.seek(0, os.SEEK_END) != begin + max((span.end for span in arrays.values()), default=0):
        raise BrokenError("length")
    return Header(told=told, arrays=arrays, begin=begin)


def map_arrays(path: Path, *, name: str) -> tuple[Mapping[str, Any], dict[str, npt.NDArray[Any]]]:
    """Verify a file from its first bit to its last and map its arrays into memory, read-only.

    The file is verified by reading it once from start to end, through a small buffer, so that memory holds only what
    is used later. It must not be written to while it is mapped; it may be replaced or, but on Windows, deleted.

    Raises
    ------
    ForeignError, StaleError, BrokenError
        As ``read_header``.
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        header = read_header(file, name=name)
        buffer = memoryview(bytearray(_CHUNK))
        for key, span in header.arrays.items():
            if _sum_in(file, span, buffer, begin=header.begin) != span.crc32:
                raise BrokenError(key)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return header.told, {key: _view(mapped, span, begin=header.begin) for key, span in header.arrays.items()}


def _plain(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    plain = np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")
    if plain.dtype.str not in _DTYPES:
        raise ValueError(f"an array of {plain.dtype} cannot be kept")
    return plain


def _header_of(told: Mapping[str, Any], arrays: Arrays) -> bytes:
    """Give the header, padded so that the arrays behind it are aligned."""
    spans, offset = {}, 0
    for key, array in arrays.items():
        spans[key] = {"dtype": array.dtype.str, "shape": array.shape, "offset": offset, "crc32": _sum_of(array)}
        offset += _pad(array.nbytes)
    header = json.dumps({"told": told, "arrays": spans}, ensure_ascii=False, allow_nan=False).encode()
    return header.ljust(_pad(len(header)))


def _first_line(name: str, header: bytes) -> bytes:
    told = f"{name} {len(header):010} {hashlib.sha256(header).hexdigest()}"
    return told.encode().ljust(_FIRST_LENGTH - 1) + b"\n"


def _pad(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _sum_of(array: npt.NDArray[Any]) -> int:
    return zlib.crc32(bytes(_pad(array.nbytes) - array.nbytes), zlib.crc32(_bytes_of(array)))


def _bytes_of(array: npt.NDArray[Any]) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _parse(header: bytes) -> tuple[Mapping[str, Any], Mapping[str, Span]]:
    """Read a header; raises one of a few errors where it is not as ``_header_of`` makes them."""
    document = json.loads(header)
    told, arrays = document["told"], {}
    offset = 0
    for key, row in document["arrays"].items():
        span = Span(dtype=row["dtype"], shape=tuple(row["shape"]), offset=row["offset"], crc32=row["crc32"])
        numbers = (*span.shape, span.offset, span.crc32)
        # True is an int for Python, and no length.
        if not all(type(number) is int and 0 <= number < _TOO_MUCH for number in numbers):
            raise ValueError(key)
        if span.dtype not in _DTYPES or len(span.shape) > _MOST_AXES or span.offset != offset:
            raise ValueError(key)
        arrays[key] = span
        offset = span.end
    if not isinstance(told, dict):
        raise TypeError("told")
    return told, arrays


def _sum_in(file: BufferedReader, span: Span, buffer: memoryview, *, begin: int) -> int:
    """Sum up an array and its padding as they stand in the file, without keeping them in memory."""
    file.seek(begin + span.offset)
    crc, left = 0, span.end - span.offset
    while left:
        count = file.readinto(buffer[: min(left, len(buffer))])
        if not count:
            raise BrokenError("length")
        crc = zlib.crc32(buffer[:count], crc)
        left -= count
    return crc


def _view(mapped: mmap.mmap, span: Span, *, begin: int) -> npt.NDArray[Any]:
    count = math.prod(span.shape)
    if not count:
        empty = np.zeros(span.shape, dtype=span.dtype)
        empty.setflags(write=False)
        return empty
    return np.frombuffer(mapped, dtype=span.dtype, count=count, offset=begin + span.offset).reshape(span.shape)
