"""The anchor: the chain's end noted outside the database, so that a cut-off tail or an exchanged database shows.

One line of JSON, sealed with the audit's key: who can write to both has to know that too. Who keeps copies of it
elsewhere (docs/operations.md) can show more: that neither was exchanged for an older pair.
"""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Final

from api.store.audit import Head, seal
from api.store.durable import write_safely
from api.store.errors import StoreError

EVERY_US: Final = 60_000_000
ANCHOR_FILE: Final = "audit.anchor"
_LABEL: Final = "anchor"
_LOGGER: Final = logging.getLogger("hemrutt.store")


class Anchor:
    """Notes the ends of the chain in a file, at most one in ``every_us`` microseconds, and the last when closed."""

    def __init__(self, path: Path, *, key: bytes, every_us: int = EVERY_US) -> None:
        self._path = path
        self._key = key
        self._every_us = every_us
        self._noted_us: int | None = None
        self._head: Head | None = None
        self._lock = threading.Lock()

    def note(self, head: Head, *, at_us: int) -> None:
        """Note an end, which is committed, unless one was noted a moment ago."""
        with self._lock:
            if self._head is None or head.seq > self._head.seq:
                self._head = head
            if self._noted_us is None or at_us >= self._noted_us + self._every_us:
                self._noted_us = at_us
                self._write()

    def close(self) -> None:
        """Note the last end."""
        with self._lock:
            self._write()

    def read(self) -> Head | None:
        """Give the end that was noted last; None where none was. Raises StoreError if another hand wrote it."""
        return read_anchor(self._path, key=self._key)

    def _write(self) -> None:
        """Write the file. If that fails the commit stands, and the next note tries again: it is a second look only."""
        if self._head is None:
            return
        try:
            write_anchor(self._path, self._head, key=self._key)
        except OSError as error:
            _LOGGER.warning("anchor_not_written: %s", error.strerror)


def read_anchor(path: Path, *, key: bytes) -> Head | None:
    """Read an anchor; None where there is no file.

    Raises
    ------
    StoreError
        ``bad_note``: it is not one, or not made with this key.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        head = Head(seq=document["seq"], hash=document["hash"])
        if document["seal"] != _seal(head, key=key):
            raise StoreError("bad_note", place=str(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreError("bad_note", place=str(path)) from None
    return head


def write_anchor(path: Path, head: Head, *, key: bytes) -> None:
    """Write an anchor, whole or not at all; raises OSError."""
    document = {"seq": head.seq, "hash": head.hash, "seal": _seal(head, key=key)}
    write_safely(path, json.dumps(document) + "\n")


def _seal(head: Head, *, key: bytes) -> str:
    return seal({"seq": head.seq, "hash": head.hash}, previous=_LABEL, key=key)
