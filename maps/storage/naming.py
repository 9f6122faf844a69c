"""Where the files of a network lie: beside each other in one folder, under its name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from maps.errors import RoadsError

NAME: Final = r"[a-z0-9åäö][a-z0-9åäö_-]{0,63}"
"""What a network may be called."""


def file_of(folder: Path, name: str, suffix: str) -> Path:
    """Give the file of a network that ends so.

    Raises
    ------
    RoadsError
        ``bad_name``; so no name leads to another folder.
    """
    if not re.fullmatch(NAME, name):
        raise RoadsError("bad_name", name=name[:80])
    return folder / f"{name}{suffix}"
