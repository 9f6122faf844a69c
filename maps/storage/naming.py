"""Where the files of a network lie: beside each other in one folder, under its name."""

from __future__ import annotations

import functools
import re
from importlib import resources
from pathlib import Path
from typing import Final

from maps import folding
from maps.errors import RoadsError

NAME: Final = r"[a-z0-9åäö][a-z0-9åäö_-]{0,63}"
"""What a network may be called."""

_MADE: Final = "made-"
_AREA: Final = re.compile(r'"name":"([^"]+)","county":"([^"]+)"')


def file_of(folder: Path, name: str, suffix: str) -> Path:
    """Give the file of a network that ends so; that of a made one is the same however its area is written.

    Raises
    ------
    RoadsError
        ``bad_name``; so no name leads to another folder.
    """
    if not re.fullmatch(NAME, name):
        raise RoadsError("bad_name", name=name[:80])
    return folder / f"{_plain(name)}{suffix}"


def _plain(name: str) -> str:
    if not name.startswith(_MADE):
        return name
    area = folding.fold(name).removeprefix(_MADE)
    return _MADE + (_areas().get(area, area) if area.endswith(("-kommun", "-lan")) else area)


@functools.cache
def _areas() -> dict[str, str]:
    """Give the form to keep municipalities and counties by, by each form; shapes are left unread, which is quick."""
    text = (resources.files("maps.sweden") / "municipalities.geojson").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for name, county in _AREA.findall(text):
        plain, genitive = folding.area_forms(name, ending="kommun")
        found |= {plain: plain, genitive: plain}
        found |= dict.fromkeys(folding.area_forms(county, ending="lan"), folding.fold(county))
    return found
