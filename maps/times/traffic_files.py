"""Traffic profiles as small JSON or TOML files that anyone may write."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from maps.errors import RoadsError
from maps.times.traffic import GROUPS, Profile, Traffic, find_faults

FORMAT: Final = "hemrutt-traffic/1"
_DAYS: Final = ("weekday", "weekend")
_FIELDS: Final = frozenset({"format", "name", "slices", *_DAYS})
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_MOST_BYTES: Final = 1 << 16
_LONGEST_NAME: Final = 80


def read_traffic(path: Path) -> Traffic:
    """Read a profile from a JSON or TOML file; groups that it does not name are as in free flow.

    Raises
    ------
    RoadsError
        ``traffic_unreadable``, or ``traffic_faults`` with the names of all fields that are wrong.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        told = _parse(content, path.suffix.casefold())
    except (OSError, ValueError, RecursionError) as error:
        raise RoadsError("traffic_unreadable", file=path.name) from error
    try:
        return from_document(told)
    except ValueError as error:
        raise RoadsError("traffic_faults", file=path.name, fields=str(error)) from error


def from_document(told: object) -> Traffic:
    """Make a profile of what a file holds; raises ValueError with the names of all fields that are wrong."""
    if not isinstance(told, dict):
        return from_document({})
    faults = list(_find_shape_faults(told))
    starts = [60 * _minutes(text) for text in told.get("slices", ())] if "slices" not in faults else []
    profiles = {day: _read_profile(told.get(day, {}), len(starts)) for day in _DAYS if day not in faults}
    faults += [fault for fault in find_faults(starts, profiles) if fault not in faults]
    if faults:
        raise ValueError(", ".join(sorted(set(faults))))
    return Traffic(name=told["name"], starts=tuple(starts), weekday=profiles["weekday"], weekend=profiles["weekend"])


def to_document(traffic: Traffic) -> dict[str, Any]:
    """Give a profile as ``read_traffic`` reads it."""
    return {
        "format": FORMAT,
        "name": traffic.name,
        "slices": [f"{start // 3600:02}:{start // 60 % 60:02}" for start in traffic.starts],
        "weekday": {group: list(row) for group, row in zip(GROUPS, traffic.weekday, strict=True)},
        "weekend": {group: list(row) for group, row in zip(GROUPS, traffic.weekend, strict=True)},
    }


def _parse(content: bytes, suffix: str) -> Any:
    if len(content) > _MOST_BYTES:
        raise ValueError("too large")
    text = content.decode("utf-8-sig")
    return tomllib.loads(text) if suffix == ".toml" else json.loads(text)


def _find_shape_faults(told: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(name)[:_LONGEST_NAME] for name in told if name not in _FIELDS)
    if told.get("format") != FORMAT:
        yield "format"
    name = told.get("name")
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        yield "name"
    slices = told.get("slices")
    if not isinstance(slices, list) or not all(isinstance(text, str) and _TIME.fullmatch(text) for text in slices):
        yield "slices"
    for day in _DAYS:
        profile = told.get(day, {})
        if not isinstance(profile, dict):
            yield day
            continue
        yield from (f"{day}.{str(group)[:_LONGEST_NAME]}" for group in profile if group not in GROUPS)


def _read_profile(told: Mapping[str, Any], slices: int) -> Profile:
    """Give the factors by group and slice; a row that is no list of numbers becomes one that is refused."""
    return tuple(_read_row(told.get(group, [1.0] * slices)) for group in GROUPS)


def _read_row(row: object) -> tuple[float, ...]:
    numbers = row if isinstance(row, list) else []
    good = all(isinstance(factor, int | float) and not isinstance(factor, bool) for factor in numbers)
    # An integer of any length is valid JSON, but no float.
    return tuple(float(min(max(factor, -1e9), 1e9)) for factor in numbers) if good else ()


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return 60 * int(hour) + int(minute)
