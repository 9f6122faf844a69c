"""Raising the bound step by step: columns, what routes remember, cuts, arcs, and at last all routes there can be."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from solver.bound.choosing import Choice, choose
from solver.bound.columns import Column, Pool
from solver.bound.cuts import Cut, broken
from solver.bound.hands import Hands
from solver.bound.layout import Layout, bits_of, ways_of
from solver.bound.listing import Listed
from solver.bound.master import Duals, Master
from solver.bound.pricing import Priced, Pricer, Prices, Proof, lagrangian, loosened, priced_ways, thinned
from solver.bound.probing import WORTH, Probing
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
MOST_ROUTES: Final = 1_500
"""Routes among which OR-Tools chooses soon enough."""

SHORT: Final = 1.0
"""Seconds that are not worth going on for."""

BEGINNING: Final = 500
"""Routes listed, those of least reduced cost, with which a proof among them begins."""

POLISHING: Final = 10.0
"""Seconds for which OR-Tools looks for a better plan at a time."""

RESERVE: Final = 0.3
"""Share of the seconds that is kept for the last probes."""

PROBING: Final = 8.0
"""Seconds for which OR-Tools chooses in a probe."""

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
        self._patience, self._probing = math.inf, Probing(hands)
        self._strongest: Proof | None = None
        self._kind_of = {car: number for number, kind in enumerate(layout.kinds) for car in kind.cars}
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
        self._proof: Proof | None = None

    def hear(self, plan: Plan, cost: int) -> None:
        """Take note of a plan if it is better than all known, and of its routes."""
        if self._upper is None or cost < self._upper:
            self.plan, self._upper, self.has_found = plan, cost, False
            self.learn(plan)

    def learn(self, routes: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """Take routes of known plans, as (car, visits), into the master."""
        self._add([(self._kind_of[car], visits) for car, visits in routes if car in self._kind_of and visits])

    def allows(self, plan: Plan, cost: int) -> bool:
        """Tell whether a plan is possible to the proof at no more than its cost, as whatever is valid must be."""
        planned = {visit for _, visits in plan for visit in visits}
        total = sum(unit.price for unit in self.layout.units if not planned.issuperset(unit.visits))
        for car, visits in ((car, visits) for car, visits in plan if visits):
            kind = self._kind_of.get(car)
            added = None if kind is None else self._pool.cost_of(kind, visits)
            if added is None:
                return False
            total += added
        return total <= cost

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
                if self._is_done_at_last():
                    yield self.value
                    return
                continue
            if self._patience == math.inf:
                self._polish()
            if self.is_closed() or self._narrow() or self._probe_on():
                yield self.value
                return
            if not self._tighten() and not self._wait() and self._is_done_untightened():
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

    def _is_done_at_last(self) -> bool:
        """Probe in the seconds kept for it; tell whether nothing is left to do, else keep half of what is left."""
        if self._probe_on() or self._hands.left() < SHORT:
            return True
        if self._listed is not None:
            return False
        self._reserve = 0.5 * self._hands.left()
        return not self._tighten()

    def _is_done_untightened(self) -> bool:
        """Do what is left to do where nothing can be tightened: choose, or probe; tell whether that is the end."""
        if self._listed is not None:
            self._narrow(at_last=True)
            return True
        self._reserve = math.inf
        return self._probe_on() or self._listed is None

    def _is_worth_a_probe(self) -> bool:
        """Tell whether there is something to probe from, and time for it."""
        if self._listed is not None or self._strongest is None or self._upper is None or self._hands.left() <= 0:
            return False
        many = len(self._repeated()) > MOST_REPEATED * len(self._master.chosen)
        return self._left() <= 0 or (not many and self._probing.is_due())

    def _probe_on(self) -> bool:
        """Probe farther and farther as long as that tells more; tell whether the gap is closed."""
        before = -1
        while self._is_worth_a_probe() and self.value > before:
            before = self.value
            if self._probe():
                return True
        return False

    def _probe(self) -> bool:
        """Look at plans that cost little more than the bound; tell whether that closed the gap.

        A plan up to a cost has routes of small reduced cost only. Where these can be listed, a proof among them alone
        holds for all plans up to there, and any other costs more.
        """
        proof = self._strongest
        assert proof is not None, "asked only where there is one"
        ways = priced_ways(self._ways, proof.prices, proof.cuts, bits_of(self._near))
        room = proof.room(self.cost)
        least = min(room, int(self.value * (1 + WORTH)) * SCALE - proof.value)
        probed = self._probing.list_routes(ways, proof, room=room, least=least)
        if probed is None:
            return False
        if probed.room == room:
            self._keep_all(probed.columns)
            return False
        upper = (proof.value + probed.room) // SCALE + 1
        begun, inner = self._hands.left(), Rising(self.layout, self._hands)
        inner.keep_to(probed.columns, upper, proof, self._probing.cuts or self._master.cuts)
        for _ in inner.bounds():
            pass
        if inner.plan is not None:
            self._take(inner.plan, inner.cost)
        self._raise(inner.value)
        self._probing.learn(inner.cuts, closed=inner.is_closed(), seconds=begun - self._hands.left())
        return self.is_closed()

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts in force."""
        return self._master.cuts

    def keep_to(self, columns: Sequence[Column], upper: int, proof: Proof, cuts: Sequence[Cut]) -> None:
        """Prove among these routes only, for plans below a cost that no plan known may have."""
        self._upper, self._reserve, self._patience = upper, 0.0, PROBING
        self._listed = Listed(columns, self.layout.visits, len(self.layout.kinds))
        self._near = [set(range(self.layout.visits)) for _ in self._near]
        cheap = np.argsort(self._listed.reduced(proof.prices, proof.cuts), kind="stable")[:BEGINNING]
        self._add([(columns[number].kind, columns[number].visits) for number in cheap])
        self._master.cut([replace(cut, memory=frozenset(range(self.layout.visits))) for cut in cuts])

    def _left(self) -> float:
        """Give the seconds left for raising the bound; the rest is for the last probes."""
        return self._hands.left() - self._reserve

    def _narrow(self, *, at_last: bool = False) -> bool:
        """Keep to the routes listed that a better plan can have; tell whether that closed the gap.

        ``at_last`` OR-Tools chooses among them however many they are.
        """
        proof = self._proof
        if self._listed is None or proof is None or self._upper is None:
            return False
        limits = proof.limits(proof.room(self._upper))
        self._listed = self._listed.below(self._listed.reduced(proof.prices, proof.cuts), limits)
        if self._left() <= 0 or (len(self._listed.columns) > MOST_ROUTES and not at_last):
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

    def _keep_all(self, columns: Sequence[Column]) -> None:
        """Keep to these routes, which are all that a better plan can have."""
        self._reserve = 0.0
        self._listed = Listed(columns, self.layout.visits, len(self.layout.kinds))
        everything = frozenset(range(self.layout.visits))
        self._near = [set(everything) for _ in self._near]
        self._tidy()
        cuts = (*self._master.cuts, *self._probing.cuts)
        self._master.cut([replace(cut, memory=everything) for cut in {cut.visits: cut for cut in cuts}.values()])
        self._duals = None  # those of other cuts
