"""Points of a table, in columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from api.cli.session import Session, plain
from scheduler import texts
from scheduler.files.tables import points

_NAMED: Final = 10
"""Points named one by one; the rest are counted."""


def read_points(path: Path) -> tuple[list[str], list[float], list[float]]:
    """Read ids, latitudes and longitudes; raises InputError that tells what is wrong by row and column."""
    found = points.read_points(path)
    return [point.id for point in found], [point.lat for point in found], [point.lon for point in found]


def name_some(session: Session, ids: Iterable[str], *, mark: str = ", ") -> str:
    """Name the first of some points, each once, and count the rest; nothing for none."""
    names = list(dict.fromkeys(ids))
    told = mark.join(plain(name) for name in names[:_NAMED])
    if len(names) <= _NAMED:
        return told
    return texts.say("traffic.more", language=session.language, names=told, count=len(names) - _NAMED)
