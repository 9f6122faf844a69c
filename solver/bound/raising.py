"""Raising the bound step by step: columns, what routes remember, cuts, arcs, and at last all routes there can be."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from solver.bound import enumeration
from solver.bound.choosing import Choice, choose
from solver.bound.columns import Column, Pool
from solver.bound.cuts import Cut, broken
from solver.bound.hands import Hands
from solver.bound.layout import Layout, bits_of, fixed, ways_of
from solver.bound.listing import Listed
from solver.bound.master import Duals, Master
from solver.bound.pricing import Priced, Pricer, Prices, lagrangian, loosened, priced_ways, thinned
from solver.bound.tasks import SCALE

SMOOTH: Final = 0.8
"""Share of the way from the master's duals to the best known ones at which routes are priced (Wentges 1997)."""

CHEAP: Final = 1
"""Times what a visit costs alone, the price of leaving it out at first."""

FLAT: Final = 0.02
"""Share of the gap that is not worth more columns."""

MOST_REPEATED: Final = 0.15
"""Share of the routes chosen that repeat a visit, up to which cuts are sought as well."""

LEAST_GAIN: Final = 1e-3

MOST_CUTS: Final = 256
MOST_ROUTES: Final = 4_000
"""Routes among which OR-Tools chooses soon enough."""

POLISHING: Final = 10.0
"""Seconds for which OR-Tools looks for a better plan at a time."""

AGAIN: Final = 0.8
"""Share of the gap at the last try to list all routes, below which it is tried again."""

WIDE: Final = 0.025
"""Share of the bound: with a gap above it routes are too many to be listed."""

RESERVE: Final = 0.15
"""Share of the seconds that is kept for a last probe."""

REACH: Final = 0.008
"""Share of the bound up to which the first probe looks above it."""

LONGER: Final = 1.4
SHORTER: Final = 0.7
"""How much farther the next probe looks after a quick one that ended, and after any other."""

QUICK: Final = 0.2
"""Share of the seconds left that a quick probe takes."""

WORTH: Final = 0.003
"""Share of the bound by which a probe may raise it, or it is not worth its time."""

MOST_PROBED: Final = 100_000
"""Beginnings of routes of one kind of car that a probe lists before giving up."""

MOST_LISTED: Final = 60_000
"""Routes among which a probe looks for plans."""

PROBING: Final = 8.0
"""Seconds for which OR-Tools chooses in a probe."""

MOST_BEGINNINGS: Final = 250_000
"""Beginnings of routes of one kind of car that are listed before giving up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Duals and what they prove: the bound in ``SCALE``-ths, with the least reduced cost of each kind of car."""

    prices: Prices
    cuts: tuple[Cut, ...]
    value: int
    least: tuple[int, ...]


Plan = tuple[tuple[int, tuple[int, ...]], ...]
"""Routes as (car, visits)."""


class Rising:
    """The state of a proof; ``bounds`` drives it.

    ``value`` is the bound in the problem's prices, ``plan`` the best plan known; ``has_found``: by the proof itself.
    """

    def __init__(self, layout: Layout, hands: Hands) -> None:
        self.layout = layout
        self.value = 0
        self.plan: Plan | None = None
        self.has_found = False
        self._upper: int | None = None
        self._hands, self._reserve = hands, RESERVE * hands.left()
        self._reach, self._patience = REACH, math.inf
        self._strongest: Proof | None = None
        self._units = tuple(unit.price for unit in layout.units)
        self._ways = [ways_of(kind.task) for kind in layout.kinds]
        self._pricer = Pricer(len(layout.kinds), hands)
        self._near = [set(near) for near in layout.near]
        self._pool = Pool([kind.task for kind in layout.kinds])
        self._master = Master(layout, self._units)
        self._centre: Prices | None = None
        self._duals: Duals | None = None
        self._listed: Listed | None = None
        self._polishing: Future[Choice | None] | None = None
        self._tried: float = math.inf
        self._proof: Proof | None = None

    def hear(self, plan: Plan, cost: int) -> None:
        """Take note of a plan if it is better than all known, and of its routes."""
        if self._upper is None or cost < self._upper:
            self.plan, self._upper, self.has_found = plan, cost, False
            self.learn(plan)

    def learn(self, routes: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """Take routes of known plans, as (car, visits), into the master."""
        kind_of = {car: number for number, kind in enumerate(self.layout.kinds) for car in kind.cars}
        self._add([(kind_of[car], visits) for car, visits in routes if car in kind_of and visits])

    def _begin(self) -> None:
        """Give the master each visit alone, and prices of leaving out that are not wildly above those.

        Only where a known plan leaves nothing out: elsewhere the true prices are needed soon.
        """
        if self._upper is not None:
            # a plan that leaves out more than the known one costs is no better than it, whatever it leaves out
            self._units = tuple(min(price, self._upper + 1) for price in self._units)
            self._master.cap(self._units)
        firsts = [ways.task.near[ways.task.first[-2] :] for ways in self._ways]
        self._add([(kind, (int(visit),)) for kind, first in enumerate(firsts) for visit in first])
        alone: dict[int, int] = {}
        for column in self._pool.columns:
            if len(column.visits) == 1:
                alone[column.visits[0]] = min(column.cost, alone.get(column.visits[0], column.cost))
        if sum(len(visits) for _, visits in self.plan or ()) < self.layout.visits:
            return
        cheap = [sum(CHEAP * alone.get(visit, 0) for visit in unit.visits) + 1 for unit in self.layout.units]
        self._master.cheapen(cheap)

    def bounds(self) -> Iterator[int]:
        """Yield better and better bounds until none is to be had in time."""
        self._begin()
        while True:
            yield from self._generate()
            while self._left() > 0 and self._master.dearer():
                yield from self._generate()
            if self._proof is None or self._hands.left() <= 0:
                return
            if self._left() <= 0:
                self._probe_on()
                yield self.value
                return
            if self._patience == math.inf:
                self._polish()
            if self.is_closed() or self._narrow() or self._probe_on():
                yield self.value
                return
            if not self._tighten() and not self._wait():
                self._narrow(at_last=True)
                yield self.value
                return

    def is_closed(self) -> bool:
        """Tell whether the bound is the cost of a known plan."""
        return self._upper is not None and self.value >= self._upper

    def _generate(self) -> Iterator[int]:
        """Add columns until none lowers the master's cost by much; yield better bounds.

        Dominance overlooks visits and cuts (fewer labels, routes missed, nothing proved) as long as that finds columns.
        """
        loose, centre = 0 if self._listed is not None else 2, self._centre
        while self._left() > 0:
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
            if self.is_closed() or not (useful or loose):
                return
            loose = loose if useful else max(0, loose - 1)

    def _is_flat(self) -> bool:
        """Tell whether more columns would raise the bound by little only, beside the gap."""
        if self._proof is None or self._proof.cuts != self._master.cuts:
            return False
        gap = self._master.value if self._upper is None else self._upper - self._proof.value / SCALE
        return self._master.value - self._proof.value / SCALE < FLAT * gap

    def _price(self, prices: Prices, duals: Duals, *, loose: int) -> Generator[int, None, bool]:
        """Price routes; yield a better bound; return whether a route lowers the master's cost."""
        limits = self._limits(prices)
        if self._listed is not None:
            priced = self._listed.price(prices, self._master.cuts, limits)
        else:
            ways = priced_ways(self._ways, prices, self._master.cuts, bits_of(self._near))
            if loose == 2:
                ways = [thinned(way) for way in ways]
            priced = self._pricer.price([loosened(way) for way in ways] if loose else ways, limits)
        if not loose and self._note(prices, priced):
            yield self.value
        known = self._master.size
        self._add(priced.routes)
        return bool((self._master.reduced(duals)[known:] < -LEAST_GAIN).any())

    def _limits(self, prices: Prices) -> list[int]:
        """Give per kind what routes may cost to be of use: little more than the cheapest that is known."""
        known = self._master.least(prices.visits / SCALE, -prices.cuts / SCALE)
        slack = self._master.value / 100
        if self._proof is not None and self._proof.cuts == self._master.cuts:
            slack = max(0.0, self._master.value - self._proof.value / SCALE)
        slack /= 1 + sum(len(kind.cars) for kind in self.layout.kinds)
        return [min(-1, int(SCALE * (cost + slack))) for cost in known]

    def _note(self, prices: Prices, priced: Priced) -> bool:
        """Note what the duals prove; tell whether the bound is better."""
        if not priced.proved:
            return False
        value = lagrangian(self.layout, self._units, prices, priced.least)
        if self._proof is None or value > self._proof.value or self._proof.cuts != self._master.cuts:
            self._proof = Proof(prices=prices, cuts=self._master.cuts, value=value, least=priced.least)
            if self._strongest is None or value > self._strongest.value:
                self._strongest = self._proof
        return self._raise(-(-value // SCALE))

    def _raise(self, value: int) -> bool:
        if self._upper is not None:
            value = min(value, self._upper)
        better = value > self.value
        self.value = max(value, self.value)
        return better

    def _add(self, routes: Sequence[tuple[int, tuple[int, ...]]]) -> list[Column]:
        known = len(self._pool.columns)
        for kind, visits in routes:
            self._pool.add(kind, visits)
        new = self._pool.columns[known:]
        self._master.add(new)
        return new

    def _tighten(self) -> bool:
        """Let routes remember what they repeat, or cut off the fractional choice; tell whether there was anything."""
        chosen = self._master.chosen
        repeated = self._repeated()
        for visits in repeated:
            self._remember(visits)
        if len(repeated) > MOST_REPEATED * len(chosen):
            self._tidy()
            return True
        cuts = broken(chosen, self.layout.visits, self._master.cuts)
        room = MOST_CUTS - len(self._master.cuts)
        known = {cut.visits for cut in self._master.cuts}
        cuts = [cut for number, cut in enumerate(cuts) if cut.visits in known or number < room]
        self._tidy()
        if self._listed is not None:
            cuts = [replace(cut, memory=frozenset(range(self.layout.visits))) for cut in cuts]
        self._master.cut(cuts)
        return bool(cuts or repeated)

    def _repeated(self) -> list[tuple[int, ...]]:
        """Give the routes chosen that have a visit twice."""
        return [column.visits for column, _ in self._master.chosen if len(set(column.visits)) < len(column.visits)]

    def _tidy(self) -> None:
        if self._duals is not None and self._upper is not None:
            self._master.tidy(self._near, self._duals, self._upper - self._master.value)

    def _remember(self, visits: tuple[int, ...]) -> None:
        last: dict[int, int] = {}
        for at, visit in enumerate(visits):
            for between in visits[last.get(visit, at) : at]:
                self._near[between].add(visit)
            last[visit] = at

    def _polish(self) -> None:
        """Let OR-Tools look for a better plan among the routes known, beside all else; take what it has found."""
        if self._polishing is not None:
            if not self._polishing.done():
                return
            self._choice(self._polishing.result())
        columns = [column for column in self._master.columns if len(set(column.visits)) == len(column.visits)]
        seconds = min(self._left(), POLISHING)
        self._polishing = self._hands.submit(
            partial(choose, self.layout, self._units, columns, self._master.cuts, self._hands, seconds=seconds)
        )

    def _wait(self) -> bool:
        """Wait for a better plan where nothing else is left to do; tell whether there is one."""
        if self._polishing is None:
            return False
        before = self._upper
        self._choice(self._hands.result(self._polishing))
        self._polishing = None
        return self._upper != before

    def _choice(self, choice: Choice | None) -> None:
        """Note a choice if it is a better plan; its visits are in one route each."""
        if choice is not None:
            cars = [list(kind.cars) for kind in self.layout.kinds]
            self._take(tuple((cars[column.kind].pop(), column.visits) for column in choice.columns), choice.cost)

    def _take(self, plan: Plan, cost: int) -> None:
        """Note a plan if it is better than all known."""
        if self._upper is None or cost < self._upper:
            self.plan, self._upper, self.has_found = plan, cost, True

    @property
    def cost(self) -> int:
        """What the best plan known costs."""
        assert self._upper is not None
        return self._upper

    def _is_worth_a_probe(self) -> bool:
        """Tell whether a probe may prove much more than is known."""
        proof = self._strongest
        if self._listed is not None or proof is None or self._upper is None or self._hands.left() <= 0:
            return False
        if len(self._repeated()) > MOST_REPEATED * len(self._master.chosen) and self._left() > 0:
            return False
        return proof.value * (1 + self._reach) > min(self.value * (1 + WORTH), self._upper - 1) * SCALE

    def _probe_on(self) -> bool:
        """Probe farther and farther as long as that tells more; tell whether the gap is closed."""
        while self._is_worth_a_probe():
            if self._probe():
                return True
        return False

    def _probe(self) -> bool:
        """Look at plans that cost little more than the bound; tell whether that closed the gap.

        A plan up to a cost has routes of small reduced cost only. Where these can be listed, a proof among them alone
        holds for all plans up to there, and any other costs more.
        """
        proof = self._strongest
        if proof is None or self._upper is None or self._hands.left() <= 0:
            return False
        begun = self._hands.left()
        room = min(self._upper * SCALE - proof.value - SCALE, int(self._reach * proof.value))
        limits = [room + min(0, least) for least in proof.least]
        ways = priced_ways(self._ways, proof.prices, proof.cuts, bits_of(self._near))
        columns = enumeration.routes(ways, limits, self._hands, most=MOST_PROBED)
        if columns is None or len(columns) > MOST_LISTED:
            self._reach *= SHORTER
            return False
        inner = Rising(self.layout, self._hands)
        inner.keep_to(columns, (proof.value + room) // SCALE + 1, self._master.cuts)
        for _ in inner.bounds():
            pass
        if inner.plan is not None:
            self._take(inner.plan, inner.cost)
        self._raise(inner.value)
        quick = begun - self._hands.left() < QUICK * self._hands.left()
        self._reach *= LONGER if inner.is_closed() and quick else SHORTER
        return self.is_closed()

    def keep_to(self, columns: Sequence[Column], upper: int, cuts: Sequence[Cut]) -> None:
        """Prove among these routes only, for plans below a cost that no plan known may have."""
        everything = frozenset(range(self.layout.visits))
        self._upper, self._reserve, self._patience = upper, 0.0, PROBING
        self._listed = Listed(columns, self.layout.visits, len(self.layout.kinds))
        self._near = [set(everything) for _ in self._near]
        self._master.cut([replace(cut, memory=everything) for cut in cuts])

    def _left(self) -> float:
        """Give the seconds left for raising the bound; the rest is for the last probe."""
        return self._hands.left() - self._reserve

    def _narrow(self, *, at_last: bool = False) -> bool:
        """Keep to the arcs and routes that a better plan can have; tell whether that closed the gap.

        ``at_last`` however many they are.
        """
        proof = self._proof
        if proof is None or self._upper is None:
            return False
        room = self._upper * SCALE - proof.value - SCALE
        is_wide = room > WIDE * proof.value or room > AGAIN * self._tried
        if self._listed is None and is_wide and not at_last:
            return False
        limits = [room + min(0, least) for least in proof.least]
        if self._listed is None:
            self._tried = room
            self._list_all(proof, limits)
        else:
            self._listed = self._listed.below(self._listed.reduced(proof.prices, proof.cuts), limits)
        if self._listed is None or self._left() <= 0:
            return False
        if len(self._listed.columns) > MOST_ROUTES and not at_last:
            return False
        choice = choose(
            self.layout,
            self._units,
            self._listed.columns,
            self._master.cuts,
            self._hands,
            seconds=min(self._patience, self._left()),
        )
        if choice is None:
            return False
        self._choice(choice)
        self._raise(choice.bound)
        return self.is_closed()

    def _list_all(self, proof: Proof, limits: Sequence[int]) -> None:
        """Find the arcs that a better plan can have, and where they are few enough, all routes."""
        ways = priced_ways(self._ways, proof.prices, proof.cuts, bits_of(self._near))
        arcs = enumeration.useful(ways, limits, self._hands)
        self._ways = [way if arc is None else fixed(way, arc) for way, arc in zip(self._ways, arcs, strict=True)]
        ways = [way if arc is None else fixed(way, arc) for way, arc in zip(ways, arcs, strict=True)]
        columns = enumeration.routes(ways, limits, self._hands, most=MOST_BEGINNINGS)
        if columns is None:
            return
        self._listed = Listed(columns, self.layout.visits, len(self.layout.kinds))
        everything = frozenset(range(self.layout.visits))
        self._near = [set(everything) for _ in self._near]
        self._tidy()
        self._master.cut([replace(cut, memory=everything) for cut in self._master.cuts])
