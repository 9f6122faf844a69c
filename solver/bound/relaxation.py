"""The linear relaxation: columns, what routes remember, and cuts, which raise what it proves."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from solver.bound.columns import Column, Pool, comes_back
from solver.bound.cuts import Cut, broken
from solver.bound.fixing import arcs_within
from solver.bound.hands import Hands
from solver.bound.layout import Layout
from solver.bound.listing import Listed
from solver.bound.master import Duals, Master
from solver.bound.pricing import Priced, Pricer, Prices, Proof, lagrangian, loosened, priced_ways, thinned
from solver.bound.tasks import SCALE
from solver.bound.ways import Ways, arcs_of, bits_of, fixed, ways_of

SMOOTH: Final = 0.8
"""Share of the way from the master's duals to the best known ones at which routes are priced (Wentges 1997)."""

CHEAP: Final = 1
"""Times what a visit costs alone, the price of leaving it out at first."""

FIXING: Final = 0.8
"""Share of the room for better plans at which arcs were left away last, from which that is done again."""

FLAT: Final = 0.02
"""Share of the gap that is not worth more columns."""

MOST_REPEATED: Final = 0.15
"""Share of the routes chosen that repeat a visit, up to which cuts are sought as well."""

LOOSEST: Final = 3
OVERLOOKING: Final = 2
THIN: Final = frozenset({1, 3})
"""Pricing from 3, the fastest, to 0, which proves: where dominance overlooks visits and cuts, where few follow."""

LEAST_GAIN: Final = 1e-3

MOST_CUTS: Final = 256
MOST_LISTED_CUTS: Final = 1000
"""Cuts in force at a time, while routes are priced and while they are listed, where cuts cost little."""

BEGINNING: Final = 500
"""Routes listed, those of least reduced cost, with which a proof among them begins."""

Route = tuple[int, tuple[int, ...]]
"""A kind of car, and the visits in their order."""


class Relaxation:
    """The master with its columns and cuts, and what its duals prove.

    ``upper`` is what the best plan known costs, ``proof`` the best proof with the cuts in force, ``proofs`` the best
    with each set of cuts, stronger and stronger, and ``listed`` all routes that a better plan can have, where known.
    """

    def __init__(self, layout: Layout, hands: Hands) -> None:
        self.layout = layout
        self.units = tuple(unit.price for unit in layout.units)
        self.upper: int | None = None
        self.proof: Proof | None = None
        self.proofs: list[Proof] = []
        self.listed: Listed | None = None
        self._ways = [ways_of(kind.task) for kind in layout.kinds]
        self._arcs = [arcs_of(ways.task) for ways in self._ways]
        self._fixed: int | None = None
        """Room for better plans when arcs were left away last."""
        self._hands = hands
        self._pricer = Pricer(len(layout.kinds), hands)
        self._near = [set(near) for near in layout.near]
        self._pool = Pool([kind.task for kind in layout.kinds])
        self._master = Master(layout, self.units)
        self._centre: Prices | None = None
        self._duals: Duals | None = None

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts in force."""
        return self._master.cuts

    @property
    def columns(self) -> list[Column]:
        """The routes that can be chosen and have no visit twice."""
        return [column for column in self._master.columns if len(set(column.visits)) == len(column.visits)]

    def cost_of(self, kind: int, visits: tuple[int, ...]) -> int | None:
        """Give what a route costs; None where it cannot be driven."""
        return self._pool.cost_of(kind, visits)

    def ways_at(self, proof: Proof) -> list[Ways]:
        """Give the tasks of pricing at the duals of a proof."""
        return priced_ways(self._ways, proof.prices, proof.cuts, bits_of(self._near))

    def begin(self, *, is_whole: bool) -> None:
        """Give the master each visit alone, and prices of leaving out that are not wildly above those.

        Those only where the plan known ``is_whole``: elsewhere the true prices are needed soon.
        """
        if self.upper is not None:
            # a plan that leaves out more than the known one costs is no better than it, whatever it leaves out
            self.units = tuple(min(price, self.upper + 1) for price in self.units)
            self._master.cap(self.units)
        firsts = [ways.task.near[ways.task.first[-2] :] for ways in self._ways]
        self.add([(kind, (int(visit),)) for kind, first in enumerate(firsts) for visit in first])
        if not is_whole:
            return
        alone: dict[int, int] = {}
        for column in self._master.columns:
            if len(column.visits) == 1:
                alone[column.visits[0]] = min(column.cost, alone.get(column.visits[0], column.cost))
        cheap = [sum(CHEAP * alone.get(visit, 0) for visit in unit.visits) + 1 for unit in self.layout.units]
        self._master.cheapen(cheap)

    def add(self, routes: Iterable[Route]) -> None:
        """Take routes into the master."""
        columns = [self._pool.column(kind, visits) for kind, visits in routes]
        self._master.add([column for column in columns if column is not None])

    def bounds(self, left: Callable[[], float]) -> Iterator[int]:
        """Generate columns as long as seconds are left; yield what is proved, not always better than before."""
        yield from self._generate(left)
        while left() > 0 and self._master.dearer():
            yield from self._generate(left)

    def _generate(self, left: Callable[[], float]) -> Iterator[int]:
        """Add columns until none lowers the master's cost by much.

        Pricing looks at few successors, or dominance overlooks visits and cuts (fewer labels, routes missed, nothing
        proved), as long as that finds columns.
        """
        loose, centre = 0 if self.listed is not None else LOOSEST, self._centre
        while left() > 0:
            duals = self._master.solve()
            self._duals = duals
            if duals is None or (not loose and self._is_flat()):
                return
            exact = Prices.of(duals)
            prices = exact if centre is None else exact.towards(centre, SMOOTH)
            useful = yield from self._price(prices, duals, loose=loose)
            if not useful and centre is not None:
                prices = exact
                useful = yield from self._price(prices, duals, loose=loose)
            centre = self._centre = prices
            if not (useful or loose):
                return
            if self.listed is None:
                loose = max(1, loose) if useful else max(0, loose - 1)

    def _is_flat(self) -> bool:
        """Tell whether more columns would raise the bound by little only, beside the gap."""
        if self.proof is None or self.proof.cuts != self._master.cuts:
            return False
        gap = self._master.value if self.upper is None else self.upper - self.proof.value / SCALE
        return self._master.value - self.proof.value / SCALE < FLAT * gap

    def _price(self, prices: Prices, duals: Duals, *, loose: int) -> Generator[int, None, bool]:
        """Price routes; yield what is proved; return whether a route lowers the master's cost."""
        limits = self._limits(prices)
        if self.listed is not None:
            priced = self.listed.price(prices, self._master.cuts, limits)
        else:
            ways = priced_ways(self._ways, prices, self._master.cuts, bits_of(self._near))
            if loose in THIN:
                ways = [thinned(way) for way in ways]
            priced = self._pricer.price([loosened(way) for way in ways] if loose >= OVERLOOKING else ways, limits)
        if not loose and priced.proved:
            yield self._note(prices, priced)
        known = self._master.size
        self.add(priced.routes)
        return bool((self._master.reduced(duals)[known:] < -LEAST_GAIN).any())

    def _limits(self, prices: Prices) -> list[int]:
        """Give per kind what routes may cost to be of use: little more than the cheapest that is known."""
        known = self._master.least(prices.visits / SCALE, -prices.cuts / SCALE)
        slack = self._master.value / 100
        if self.proof is not None and self.proof.cuts == self._master.cuts:
            slack = max(0.0, self._master.value - self.proof.value / SCALE)
        slack /= 1 + sum(len(kind.cars) for kind in self.layout.kinds)
        return [min(-1, int(SCALE * (cost + slack))) for cost in known]

    def _note(self, prices: Prices, priced: Priced) -> int:
        """Note what the duals prove; give the bound."""
        value = lagrangian(self.layout, self.units, prices, priced.least)
        if self.proof is None or value > self.proof.value or self.proof.cuts != self._master.cuts:
            self.proof = Proof(prices=prices, cuts=self._master.cuts, value=value, least=priced.least)
            if not self.proofs or value > self.proofs[-1].value:
                same = bool(self.proofs) and self.proofs[-1].cuts == self.proof.cuts
                self.proofs[len(self.proofs) - same :] = [self.proof]
        return -(-value // SCALE)

    def fix(self) -> None:
        """Leave away arcs that no better plan has, once the gap is a good deal smaller than when that was done last."""
        if self.listed is not None or self.proof is None or self.upper is None or self.repeats_much():
            return
        room = self.proof.room(self.upper)
        if self._fixed is not None and room > FIXING * self._fixed:
            return
        self._fixed = room
        found = self._hands.map(arcs_within, self.ways_at(self.proof), self.proof.limits(room))
        if any(arcs is None for arcs in found):
            self._fixed = 0  # with more cuts there are more labels still
        for kind, arcs in enumerate(found):
            if arcs is not None:
                self._ways[kind] = fixed(self._ways[kind], arcs)
                self._arcs[kind] = arcs

    def _stays(self, column: Column) -> bool:
        """Tell whether a better plan can have a route, as far as arcs and what is remembered say."""
        arcs = self._arcs[column.kind]
        firsts = (len(arcs) - 1, *column.visits[:-1])
        if not all(arcs[one, other] for one, other in zip(firsts, column.visits, strict=True)):
            return False
        return len(set(column.visits)) == len(column.visits) or not comes_back(column.visits, self._near)

    def tighten(self) -> bool:
        """Let routes remember what they repeat, or cut off the fractional choice; tell whether there was anything."""
        repeated = self._repeated()
        for visits in repeated:
            self._remember(visits)
        if self.repeats_much():
            self._tidy()
            return True
        cuts = broken(self._master.chosen, self.layout.visits, self._master.cuts)
        most = MOST_CUTS if self.listed is None else MOST_LISTED_CUTS
        room = most - len(self._master.cuts)
        known = {cut.visits for cut in self._master.cuts}
        cuts = [cut for number, cut in enumerate(cuts) if cut.visits in known or number < room]
        self._tidy()
        self._cut(cuts, everywhere=self.listed is not None)
        return bool(cuts or repeated)

    def repeats_much(self) -> bool:
        """Tell whether too many of the routes chosen have a visit twice for cuts to be of use."""
        return len(self._repeated()) > MOST_REPEATED * len(self._master.chosen)

    def _repeated(self) -> list[tuple[int, ...]]:
        """Give the routes chosen that have a visit twice."""
        return [column.visits for column, _ in self._master.chosen if len(set(column.visits)) < len(column.visits)]

    def _remember(self, visits: tuple[int, ...]) -> None:
        last: dict[int, int] = {}
        for at, visit in enumerate(visits):
            for between in visits[last.get(visit, at) : at]:
                self._near[between].add(visit)
            last[visit] = at

    def _tidy(self) -> None:
        if self._duals is not None and self.upper is not None:
            kept = self._master.tidy(self._stays, self._duals, self.upper - self._master.value)
            self._duals = self._duals.keep(kept)
            if self._centre is not None:
                self._centre = self._centre.keep(kept)

    def _cut(self, cuts: Iterable[Cut], *, everywhere: bool) -> None:
        """Put cuts in force; ``everywhere``: remembered at all visits."""
        memory = frozenset(range(self.layout.visits))
        self._master.cut([replace(cut, memory=memory) if everywhere else cut for cut in cuts])

    def keep_to(self, columns: Sequence[Column], proof: Proof, cuts: Sequence[Cut]) -> None:
        """Choose among these routes only, beginning with the cheapest by a proof, and with these cuts."""
        listed = self._list(columns)
        cheap = np.argsort(listed.reduced(proof.prices, proof.cuts), kind="stable")[:BEGINNING]
        self.add([(columns[number].kind, columns[number].visits) for number in cheap])
        self._cut(cuts, everywhere=True)

    def keep_all(self, columns: Sequence[Column], cuts: Sequence[Cut]) -> None:
        """Keep to these routes, which are all that a better plan can have, and to more cuts."""
        self._list(columns)
        self._tidy()
        self._cut({cut.visits: cut for cut in (*self._master.cuts, *cuts)}.values(), everywhere=True)
        self._duals = None  # those of other cuts

    def _list(self, columns: Sequence[Column]) -> Listed:
        self.listed = Listed(columns, self.layout.visits, len(self.layout.kinds))
        self._near = [set(range(self.layout.visits)) for _ in self._near]
        return self.listed

    def narrow(self) -> Listed | None:
        """Keep to the routes listed that a better plan can have; give them, None where that is not known."""
        if self.listed is None or self.proof is None or self.upper is None:
            return None
        limits = self.proof.limits(self.proof.room(self.upper))
        self.listed = self.listed.below(self.listed.reduced(self.proof.prices, self.proof.cuts), limits)
        return self.listed
