"""Probes: plans little above the bound have routes of little reduced cost, few enough to be listed all."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from solver.bound import enumeration
from solver.bound.columns import Column
from solver.bound.cuts import Cut
from solver.bound.hands import Hands
from solver.bound.pricing import Proof
from solver.bound.tasks import SCALE
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

MOST_BEGINNINGS: Final = 150_000
"""Beginnings of routes of one kind of car that are listed before giving up."""

SHARE: Final = 0.2
"""Share of the seconds gone by that probes may have taken."""

WORTH: Final = 0.003
"""Share of the bound by which a probe may raise it, or it is not worth its time."""


OLDER: Final = (1.0, 0.6, 0.3)
"""Where in the row of proofs those stand from which routes are listed: the first from which they can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """All routes of plans no farther than ``room`` above a proof's bound, in ``SCALE``-ths.

    ``is_all``: those of all better plans.
    """

    columns: tuple[Column, ...]
    proof: Proof
    room: int
    is_all: bool


class Probing:
    """Chooses how far probes look, by what the last ones took; ``cuts`` are those that the last one ended with."""

    def __init__(self, hands: Hands) -> None:
        self.cuts: tuple[Cut, ...] = ()
        self._hands = hands
        self._most = FIRST_MOST
        self._begun, self._spent = hands.left(), 0.0
        self._rate = 0.0
        """By how much a second the last probe raised the bound."""
        self._last: Proof | None = None
        self._counts: list[tuple[int, int]] = []
        """Up to which cost the last two looks went, in ``SCALE``-ths, and how many routes there were."""

    def is_due(self, rate: float) -> bool:
        """Tell whether probes had less than their share of time, or the last raised the bound faster than ``rate``."""
        return self._rate > rate or self._spent < SHARE * (self._begun - self._hands.left())

    def look(
        self, proofs: Sequence[Proof], ways_at: Callable[[Proof], Sequence[Ways]], *, cost: int, value: int
    ) -> Probed | None:
        """List the routes of plans that cost some more than ``value``, a bound; None where they are too many.

        The stronger of ``proofs`` leave fewer routes, but their cuts make labels of so many kinds that listing from a
        weaker one may be sooner.
        """
        begun, found = self._hands.left(), None
        tried = [proofs[math.ceil(share * len(proofs)) - 1] for share in OLDER]
        for proof in dict.fromkeys(one for one in (*tried, self._last) if one is not None):
            room = proof.room(cost)
            least = min(room, int(value * (1 + WORTH)) * SCALE - proof.value)
            found = self._list(ways_at(proof), proof, room=room, least=least)
            if found is not None:
                self._last = proof
                break
        if found is None:
            self._rate = 0.0
            self._spent += begun - self._hands.left()
        return found

    def _list(self, ways: Sequence[Ways], proof: Proof, *, room: int, least: int) -> Probed | None:
        """List the routes of plans up to ``room`` above the bound, or as far as there are not too many.

        None where they are too many up to ``least`` already.
        """
        found = None
        if not self._counts:
            self._counts.append((proof.value + max(1, int(FIRST * proof.value)), self._most))
        reach = min(room, max(least, self._reach(proof, self._most, least)))
        while self._reach(proof, LARGEST, least) >= least:
            columns = enumeration.routes(ways, proof.limits(reach), self._hands, most=MOST_BEGINNINGS)
            if columns is None:
                self._counts = []
                break
            found = Probed(columns=columns, proof=proof, room=reach, is_all=reach == room)
            self._counts = [*self._counts[-1:], (proof.value + reach, len(columns))]
            if found.is_all or len(columns) > ENOUGH * self._most:
                break
            reach = min(room, max(reach + 1, self._reach(proof, self._most, least)))
        return found if found is None or found.room >= least else None

    def _reach(self, proof: Proof, most: int, least: int) -> int:
        """Give how far above a proof there are so many routes: their number grows about as a power of that."""
        (fore, fewer), (last, count) = self._counts[0], self._counts[-1]
        distance, before = last - proof.value, max(1, fore - proof.value)
        if distance < least:
            return least  # the proof is stronger than the one before, and there are fewer routes up to there
        growth = GROWTH / (1 + distance)
        if before < distance and fewer < count:
            growth = math.log((1 + count) / (1 + fewer)) / (distance - before)
        return int(max(0.5 * distance, min(2 * distance, distance + math.log(most / (1 + count)) / growth)))

    def learn(self, cuts: tuple[Cut, ...], *, closed: bool, gain: int, seconds: float) -> None:
        """Note the end of a probe, by how much it raised the bound, and what it took with looking for its routes."""
        self.cuts = cuts
        self._spent += seconds
        self._rate = gain / max(seconds, 0.1)
        self._most = min(LARGEST, int(self._most * (LARGER if closed else SMALLER)))
