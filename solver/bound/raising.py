"""Raising the bound step by step: columns, what routes remember, cuts, arcs, and at last all routes there can be."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from solver.bound import enumeration
from solver.bound.choosing import choose
from solver.bound.columns import Column, Pool
from solver.bound.cuts import Cut, broken
from solver.bound.layout import Layout, bits_of, with_arcs
from solver.bound.master import Duals, Master
from solver.bound.pricing import Priced, Prices, lagrangian, loosened, price, tasks_of
from solver.bound.tasks import SCALE

SMOOTH: Final = 0.8
"""Share of the way from the master's duals to the best known ones at which routes are priced (Wentges 1997)."""

CHEAP: Final = 1
"""Times what a visit costs alone, the price of leaving it out at first."""

FLAT: Final = 0.02
"""Share of the gap that is not worth more columns."""

MOST_CUTS: Final = 256
MOST_ROUTES: Final = 60_000
"""Routes among which OR-Tools chooses soon enough."""

WIDE: Final = 0.05
"""Share of the bound: with a gap above it routes are too many to be listed."""

MOST_BEGINNINGS: Final = 400_000
"""Beginnings of routes of one kind of car that are listed before giving up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Duals and what they prove: the bound in ``SCALE``-ths, with the least reduced cost of each kind of car."""

    prices: Prices
    cuts: tuple[Cut, ...]
    value: int
    least: tuple[int, ...]


class Rising:
    """The state of a proof; ``bounds`` drives it.

    ``value`` is the bound in the problem's prices, ``best`` the routes by kind of a plan that costs just that.
    """

    def __init__(self, layout: Layout, upper: int | None, executor: Executor, left: Callable[[], float]) -> None:
        self.layout = layout
        self.value = 0
        self.best: dict[int, list[tuple[int, ...]]] | None = None
        self._upper = upper
        self._executor, self._left = executor, left
        # a plan that leaves out more than the known one costs is no better than it, whatever it leaves out
        self._units = tuple(unit.price if upper is None else min(unit.price, upper + 1) for unit in layout.units)
        self._tasks = [kind.task for kind in layout.kinds]
        self._near = [set(near) for near in layout.near]
        self._pool = Pool()
        self._master = Master(layout, self._units)
        self._is_whole = False
        self._centre: Prices | None = None
        self._proof: Proof | None = None

    def learn(self, routes: Sequence[tuple[int, tuple[int, ...]]]) -> None:
        """Take routes of known plans, as (car, visits), into the master."""
        kind_of = {car: number for number, kind in enumerate(self.layout.kinds) for car in kind.cars}
        self._add([(kind_of[car], visits) for car, visits in routes if car in kind_of])
        self._is_whole = sum(len(visits) for _, visits in routes) == self.layout.visits

    def _begin(self) -> None:
        """Give the master each visit alone, and prices of leaving out that are not wildly above those.

        Only where a known plan leaves nothing out: elsewhere the true prices are needed soon.
        """
        firsts = [task.near[task.first[-2] :] for task in self._tasks]
        self._add([(kind, (int(visit),)) for kind, first in enumerate(firsts) for visit in first])
        alone: dict[int, int] = {}
        for column in self._pool.columns:
            if len(column.visits) == 1:
                alone[column.visits[0]] = min(column.cost, alone.get(column.visits[0], column.cost))
        if not self._is_whole:
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
            if self._left() <= 0 or self.is_closed() or self._proof is None:
                return
            if self._list_all():
                yield self.value
                return
            if not self._tighten():
                return

    def is_closed(self) -> bool:
        """Tell whether the bound is the cost of a known plan."""
        return self._upper is not None and self.value >= self._upper

    def _generate(self) -> Iterator[int]:
        """Add columns until none lowers the master's cost by much; yield better bounds.

        Dominance overlooks visits and cuts (fewer labels, routes missed, nothing proved) as long as that finds columns.
        """
        loose, centre = True, self._centre
        while self._left() > 0:
            duals = self._master.solve()
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
            loose = loose and useful

    def _is_flat(self) -> bool:
        """Tell whether more columns would raise the bound by little only, beside the gap."""
        if self._proof is None or self._proof.cuts != self._master.cuts:
            return False
        gap = self._master.value if self._upper is None else self._upper - self._proof.value / SCALE
        return self._master.value - self._proof.value / SCALE < FLAT * gap

    def _price(self, prices: Prices, duals: Duals, *, loose: bool) -> Generator[int, None, bool]:
        """Price routes; yield a better bound; return whether a route lowers the master's cost."""
        tasks = tasks_of(self.layout, self._tasks, prices, self._master.cuts, bits_of(self._near))
        priced = price([loosened(task) for task in tasks] if loose else tasks, self._executor)
        if not loose and self._note(prices, priced):
            yield self.value
        new = self._add(priced.routes)
        return any(self._reduced(column, duals) < -1e-3 for column in new)

    def _note(self, prices: Prices, priced: Priced) -> bool:
        """Note what the duals prove; tell whether the bound is better."""
        if not priced.proved:
            return False
        value = lagrangian(self.layout, self._units, prices, priced.least)
        if self._proof is None or value > self._proof.value or self._proof.cuts != self._master.cuts:
            self._proof = Proof(prices=prices, cuts=self._master.cuts, value=value, least=priced.least)
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
            self._pool.add(self._tasks[kind], kind, visits)
        new = self._pool.columns[known:]
        self._master.add(new)
        return new

    def _reduced(self, column: Column, duals: Duals) -> float:
        paid = sum(duals.visits[visit] for visit in column.visits) + duals.kinds[column.kind]
        return column.cost - paid - self._master.cut_price(column, duals)

    def _tighten(self) -> bool:
        """Let routes remember what they repeat, or cut off the fractional choice; tell whether there was anything."""
        chosen = self._master.chosen
        repeated = [column.visits for column, _ in chosen if len(set(column.visits)) < len(column.visits)]
        for visits in repeated:
            self._remember(visits)
        if repeated:
            self._master.retire(self._near)
            return True
        cuts = broken(chosen, self.layout.visits, self._master.cuts)
        room = MOST_CUTS - len(self._master.cuts)
        known = {cut.visits for cut in self._master.cuts}
        cuts = [cut for number, cut in enumerate(cuts) if cut.visits in known or number < room]
        self._master.cut(cuts)
        return bool(cuts)

    def _remember(self, visits: tuple[int, ...]) -> None:
        last: dict[int, int] = {}
        for at, visit in enumerate(visits):
            for between in visits[last.get(visit, at) : at]:
                self._near[between].add(visit)
            last[visit] = at

    def _list_all(self) -> bool:
        """List all routes that a better plan can have and choose among them; tell whether that closed the gap."""
        proof = self._proof
        if proof is None or self._upper is None:
            return False
        room = self._upper * SCALE - proof.value - SCALE
        if room > WIDE * proof.value:
            return False
        limits = [room + min(0, least) for least in proof.least]
        tasks = tasks_of(self.layout, self._tasks, proof.prices, proof.cuts, bits_of(self._near))
        arcs = enumeration.useful(tasks, limits, self._executor)
        self._tasks = [t if arc is None else with_arcs(t, arc) for t, arc in zip(self._tasks, arcs, strict=True)]
        tasks = [t if arc is None else with_arcs(t, arc) for t, arc in zip(tasks, arcs, strict=True)]
        columns = enumeration.routes(tasks, limits, self._executor, most=MOST_BEGINNINGS)
        if columns is None or len(columns) > MOST_ROUTES or self._left() <= 0:
            return False
        choice = choose(self.layout, self._units, columns, seconds=self._left())
        if choice is None:
            return False
        if choice.cost < self._upper:
            self._upper = choice.cost
            self._take(choice.columns)
        self._raise(int(-(-choice.bound // 1)))
        return self.is_closed()

    def _take(self, columns: Sequence[Column]) -> None:
        self.best = {number: [] for number in range(len(self.layout.kinds))}
        for column in columns:
            self.best[column.kind].append(column.visits)
