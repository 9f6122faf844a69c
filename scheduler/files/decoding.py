"""Bytes to a decoded JSON document, refusing what the JSON grammar leaves open: duplicate keys, encodings, depth."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from scheduler.faults import Fault, InputError
from scheduler.files import limits
from scheduler.files.findings import Finding, JsonPlaces, path_text, refuse, shown
from scheduler.files.findings import Path as DocumentPath

_LONGEST_INTEGER = 18


def read_bytes(path: Path, *, limit: int) -> bytes:
    """Read a file of at most ``limit`` bytes; raises InputError."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        code = "file_missing" if isinstance(error, FileNotFoundError) else "file_unreadable"
        raise InputError([Fault(code=code, file=path.name)]) from None
    refuse_large(data, file=path.name, limit=limit)
    return data


def refuse_large(data: bytes, *, file: str, limit: int) -> None:
    """Raise InputError for more than ``limit`` bytes."""
    if len(data) > limit:
        raise InputError([Fault(code="file_too_large", file=file, values={"limit": limit // 1024 // 1024})])


def decode_json(data: bytes, *, file: str) -> object:
    """Decode JSON in UTF-8 (a byte order mark may lead).

    NaN, Infinity and numbers beyond the range of floats stay as they are, for the models to refuse in their place.

    Raises
    ------
    InputError
        For another encoding, text that is not JSON, a depth beyond the interpreter's, or keys that come twice.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Fault(code="bad_encoding", file=file, values={"offset": error.start})]) from None
    if not text.strip():
        raise InputError([Fault(code="file_empty", file=file)])
    doubled: dict[int, list[str]] = {}
    try:
        document = _decoder(doubled, file).decode(text)
    except json.JSONDecodeError as error:
        values = {"line": error.lineno, "column": error.colno}
        raise InputError([Fault(code="bad_json", file=file, values=values)]) from None
    except RecursionError:
        raise InputError([Fault(code="too_deep", file=file)]) from None
    if doubled:
        refuse(_find_doubled(document, doubled), JsonPlaces(file=file))
    return document


def _decoder(doubled: dict[int, list[str]], file: str) -> json.JSONDecoder:
    kept: list[dict[str, Any]] = []  # keeps doubled objects alive, so that their identities stay theirs

    def make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(pairs) > limits.FIELDS:
            values = {"count": len(pairs), "limit": limits.FIELDS}
            raise InputError([Fault(code="problem_too_large", file=file, values=values)])
        made = {key.encode("utf-8", "replace").decode(): value for key, value in pairs}
        if len(made) < len(pairs):
            kept.append(made)
            doubled[id(made)] = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
        return made

    return json.JSONDecoder(object_pairs_hook=make_object, parse_int=_read_integer)


def _read_integer(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_INTEGER else float(text)


def _find_doubled(document: object, doubled: dict[int, list[str]]) -> list[Finding]:
    found: list[Finding] = []
    waiting: list[tuple[DocumentPath, object]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            names = doubled.get(id(value), [])
            found += [Finding(path=(*path, name), code="duplicate_key", values={"name": shown(name)}) for name in names]
            waiting += [((*path, key), inner) for key, inner in value.items() if isinstance(inner, dict | list)]
        elif isinstance(value, list):
            waiting += [
                ((*path, number), inner) for number, inner in enumerate(value) if isinstance(inner, dict | list)
            ]
    return found or [Finding(path=(), code="duplicate_key", values={"name": path_text(())})]
