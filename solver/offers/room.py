"""Room for places that a day does not know yet, so that a call from one needs no copy of all drives."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from solver.errors import require
from solver.travel import UNREACHABLE, Ints, Knots, Travel


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How one way of travelling leads to a new place, and from it, for each place that is known; all int64.

    Metres have shape (locations,), and so have seconds; where drives depend on the time of day, seconds have shape
    (knots, locations).
    """

    seconds_to: Ints
    seconds_from: Ints
    metres_to: Ints
    metres_from: Ints


MORE: Final = 8
"""Places that new tables have room for where the old ones are full."""


class Room:
    """Tables of drives with free rows and columns, each given once: desks with different places share them.

    A place that another desk has is out of reach in the tables of this one.
    """

    def __init__(self, travels: Sequence[Travel], *, places: int) -> None:
        self._tables = [_Tables(travel, places) for travel in travels]
        self._used, self._size = len(travels[0].seconds), len(travels[0].seconds) + places
        self._lock = threading.Lock()

    def with_place(self, travels: Sequence[Travel], ways: Sequence[Ways]) -> tuple[Room, tuple[Travel, ...]]:
        """Give the ways of travelling with a place more, the last, and the room: another where this one is full.

        Raises
        ------
        ProblemError
            If the ways do not fit the places known, or cannot be.
        """
        require(len(ways) == len(travels), f"place: {len(ways)} ways of travelling, {len(travels)} wanted")
        for number, (travel, way) in enumerate(zip(travels, ways, strict=True)):
            _check(travel, way, f"place, travel {number}")
        place, room = self._take(), self
        if place is None:
            room, place = Room(travels, places=MORE), len(travels[0].seconds)
            room._used = place + 1
        tables = zip(room._tables, travels, ways, strict=True)
        return room, tuple(table.write(travel, way, place) for table, travel, way in tables)

    def _take(self) -> int | None:
        with self._lock:
            if self._used == self._size:
                return None
            self._used += 1
            return self._used - 1


class _Tables:
    """Drives of one way of travelling: seconds (least), metres, and seconds by knot where there are any."""

    def __init__(self, travel: Travel, places: int) -> None:
        known = len(travel.seconds)
        sheets = 0 if travel.knots is None else len(travel.knots.at)
        self._table = np.full((2 + sheets, known + places, known + places), UNREACHABLE, dtype=np.int64)
        diagonal = np.arange(known + places)
        self._table[:, diagonal, diagonal] = 0
        self._table[0, :known, :known], self._table[1, :known, :known] = travel.seconds, travel.metres
        if travel.knots is not None:
            self._table[2:, :known, :known] = travel.knots.seconds

    def write(self, travel: Travel, way: Ways, place: int) -> Travel:
        known = len(travel.seconds)
        to, away = np.atleast_2d(way.seconds_to), np.atleast_2d(way.seconds_from)
        sheets = [slice(0, 1), slice(1, 2), slice(2, None)]
        rows = [
            (to.min(axis=0), away.min(axis=0)), (way.metres_to, way.metres_from), (to, away)
        ][: 2 if travel.knots is None else 3]  # fmt: skip
        for sheet, (there, back) in zip(sheets, rows, strict=False):
            self._table[sheet, :known, place], self._table[sheet, place, :known] = there, back
        view = self._table[:, : place + 1, : place + 1]
        view.setflags(write=False)
        knots = None if travel.knots is None else _trusted_knots(travel.knots.at, view[2:])
        return _trusted_travel(view[0], view[1], knots)


def _check(travel: Travel, way: Ways, name: str) -> None:
    """Refuse what ``Travel`` and ``Knots`` would refuse in the new row and column."""
    known = len(travel.seconds)
    shape = (known,) if travel.knots is None else (len(travel.knots.at), known)
    for what, seconds, metres in (("to", way.seconds_to, way.metres_to), ("from", way.seconds_from, way.metres_from)):
        require(seconds.shape == shape, f"{name}: seconds {what} it of shape {seconds.shape}, {shape} wanted")
        require(metres.shape == (known,), f"{name}: metres {what} it of shape {metres.shape}, {(known,)} wanted")
        for values in (seconds, metres):
            require(values.dtype == np.int64, f"{name}: dtype {values.dtype}, int64 wanted")
            require(bool((values >= 0).all()), f"{name}: negative")
            require(bool((values <= UNREACHABLE).all()), f"{name}: above UNREACHABLE")
        if travel.knots is not None:
            Knots(at=travel.knots.at, seconds=seconds[:, None, :].copy())


def _trusted_travel(seconds: Ints, metres: Ints, knots: Knots | None) -> Travel:
    """Make travel of what has been checked: a check of all would take longer than an urgent call may."""
    travel = object.__new__(Travel)
    for name, value in (("seconds", seconds), ("metres", metres), ("knots", knots)):
        object.__setattr__(travel, name, value)
    return travel


def _trusted_knots(at: Ints, seconds: npt.NDArray[np.int64]) -> Knots:
    knots = object.__new__(Knots)
    for name, value in (("at", at), ("seconds", seconds)):
        object.__setattr__(knots, name, value)
    return knots
