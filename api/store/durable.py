"""Files that are on disk when their writing ends, for their owner's eyes only."""

from __future__ import annotations

import os
from pathlib import Path


def write_safely(path: Path, text: str) -> None:
    """Write a file for its owner's eyes only, that is there whole after a power cut or as it was; raises OSError."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Have a folder's entries on disk; Windows opens no folders and has no need."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
