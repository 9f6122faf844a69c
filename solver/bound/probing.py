"""Probes: plans little above the bound have routes of little reduced cost, few enough to be listed all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from solver.bound import enumeration
from solver.bound.columns import Column
from solver.bound.cuts import Cut
from solver.bound.hands import Hands
from solver.bound.pricing import Proof
from solver.bound.ways import Ways

FIRST: Final = 0.004
"""Share of the bound up to which a probe looks above it at first."""

FIRST_MOST: Final = 12_000
LARGEST: Final = 150_000
"""Routes among which probes look for plans: at first, and at most."""

LARGER: Final = 3
SMALLER: Final = 0.4
"""How many more routes the next probe lists after one that found all there is to find, and after any other."""

GROWTH: Final = 2.0
"""Logarithm of how many times the routes are at twice the distance, as long as that is not known."""

ENOUGH: Final = 0.5
"""Share of the routes wished for, with which a probe is content."""

MOST_BEGINNINGS: Final = 400_000
"""Beginnings of routes of one kind of car that are listed before giving up."""

SHARE: Final = 0.2
"""Share of the seconds gone by that probes may have taken."""

WORTH: Final = 0.003
"""Share of the bound by which a probe may raise it, or it is not worth its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """All routes of plans that are no farther than ``room`` above a proof's bound, in ``SCALE``-ths."""

    columns: tuple[Column, ...]
    room: int


class Probing:
    """Chooses how far probes look, by what the last ones took; ``cuts`` are those that the last one ended with."""

    def __init__(self, hands: Hands) -> None:
        self.cuts: tuple[Cut, ...] = ()
        self._hands = hands
        self._most = FIRST_MOST
        self._begun, self._spent = hands.left(), 0.0
        self._counts: list[tuple[int, int]] = []
        """How far above the bound the last two looks went, and how many routes there were."""

    def is_due(self) -> bool:
        """Tell whether probes had less than their share of the seconds."""
        return self._spent < SHARE * (self._begun - self._hands.left())

    def list_routes(self, ways: Sequence[Ways], proof: Proof, *, room: int, least: int) -> Probed | None:
        """List the routes of plans up to ``room`` above the bound, or as far as there are not too many.

        None where they are too many up to ``least`` already.
        """
        begun, found = self._hands.left(), None
        if not self._counts:
            self._counts.append((max(1, int(FIRST * proof.value)), self._most))
        reach = min(room, max(least, self._reach(self._most)))
        while self._reach(LARGEST) >= least:
            columns = enumeration.routes(ways, proof.limits(reach), self._hands, most=MOST_BEGINNINGS)
            if columns is None:
                self._counts = [(distance // 2, count) for distance, count in self._counts]
                break
            found = Probed(columns=columns, room=reach)
            self._counts = [*self._counts[-1:], (reach, len(columns))]
            if reach == room or len(columns) > ENOUGH * self._most:
                break
            reach = min(room, max(reach + 1, self._reach(self._most)))
        self._spent += begun - self._hands.left()
        return found if found is None or found.room >= least else None

    def _reach(self, most: int) -> int:
        """Give how far above the bound there are so many routes: their number grows about as a power of that."""
        distance, count = self._counts[-1]
        before, fewer = self._counts[0]
        growth = GROWTH / (1 + distance)
        if before < distance and fewer < count:
            growth = math.log((1 + count) / (1 + fewer)) / (distance - before)
        return int(max(0.5 * distance, min(2 * distance, distance + math.log(most / (1 + count)) / growth)))

    def learn(self, cuts: tuple[Cut, ...], *, closed: bool, seconds: float) -> None:
        """Note the end of a probe."""
        self.cuts = cuts
        self._spent += seconds
        self._most = min(LARGEST, int(self._most * (LARGER if closed else SMALLER)))
