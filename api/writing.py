"""Files written whole or not at all, and where that can be done, asked before work is spent on them."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def prepare(path: Path) -> None:
    """See to it that a file can be written at a path: folders above it are made; raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    prepare_folder(path.parent)


def prepare_folder(path: Path) -> None:
    """See to it that files can be written in a folder, which is made if need be; raises OSError."""
    path.mkdir(parents=True, exist_ok=True)
    if not os.access(path, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def prepare_all(paths: Iterable[Path | None]) -> None:
    """Prepare every path that is given; raises OSError."""
    for path in paths:
        if path is not None:
            prepare(path)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a place of the same name to write to, and move what was written there when all went well."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as folder:
        draft = Path(folder) / path.name
        yield draft
        draft.replace(path)
