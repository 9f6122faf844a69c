"""Raising the bound step by step: the relaxation, probes of plans little above it, and at last all routes there are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from solver.bound.choosing import Choice, choose
from solver.bound.columns import Column
from solver.bound.cuts import Cut
from solver.bound.hands import Hands
from solver.bound.layout import Layout
from solver.bound.polishing import Polishing
from solver.bound.pricing import Proof
from solver.bound.probing import Probing
from solver.bound.relaxation import Relaxation
from solver.bound.tasks import SCALE

MOST_ROUTES: Final = 1_500
"""Routes among which OR-Tools chooses soon enough."""

SHORT: Final = 1.0
"""Seconds that are not worth going on for."""

POLISHING: Final = 10.0
"""Seconds for which OR-Tools looks for a better plan at a time."""

SLOW: Final = 0.01
"""Share of the gap: where cuts raise the bound by less, OR-Tools chooses among the routes listed however many."""

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
        self._hands, self._reserve = hands, RESERVE * hands.left()
        self._patience, self._probing = math.inf, Probing(hands)
        self._kind_of = {car: number for number, kind in enumerate(layout.kinds) for car in kind.cars}
        self._relaxation = Relaxation(layout, hands)
        self._polishing = Polishing(hands)
        self._before: int | None = None
        self._rate = math.inf
        """By how much a second the last cuts raised what the relaxation proves."""

    def hear(self, plan: Plan, cost: int) -> None:
        """Take note of a plan if it is better than all known, and of its routes."""
        if self._take(plan, cost):
            self.has_found = False
            self.learn(plan)

    def learn(self, routes: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """Take routes of known plans, as (car, visits), into the master."""
        kind_of = self._kind_of
        self._relaxation.add([(kind_of[car], visits) for car, visits in routes if car in kind_of and visits])

    def allows(self, plan: Plan, cost: int) -> bool:
        """Tell whether a plan is possible to the proof at no more than its cost, as whatever is valid must be."""
        planned = {visit for _, visits in plan for visit in visits}
        total = sum(unit.price for unit in self.layout.units if not planned.issuperset(unit.visits))
        for car, visits in ((car, visits) for car, visits in plan if visits):
            kind = self._kind_of.get(car)
            added = None if kind is None else self._relaxation.cost_of(kind, visits)
            if added is None:
                return False
            total += added
        return total <= cost

    def bounds(self) -> Iterator[int]:
        """Yield better and better bounds until none is to be had in time."""
        relaxation = self._relaxation
        relaxation.begin(is_whole=sum(len(visits) for _, visits in self.plan or ()) >= self.layout.visits)
        while True:
            begun, before = self._hands.left(), self._proved()
            for bound in relaxation.bounds(self._left):
                if self._raise(bound):
                    yield self.value
                if self.is_closed():
                    break
            self._rate = (self._proved() - before) / max(begun - self._hands.left(), 0.1)
            if relaxation.proof is None or self._hands.left() <= 0:
                return
            if self._left() <= 0:
                if self._is_done_at_last():
                    yield self.value
                    return
                continue
            if self._patience == math.inf:
                self._polish()
            relaxation.fix()
            if self.is_closed() or self._narrow() or self._probe_on():
                yield self.value
                return
            if not relaxation.tighten() and not self._take_polished(wait=True) and self._is_done_untightened():
                yield self.value
                return

    def is_closed(self) -> bool:
        """Tell whether the bound is the cost of a known plan."""
        return self._upper is not None and self.value >= self._upper

    @property
    def _upper(self) -> int | None:
        return self._relaxation.upper

    def _proved(self) -> float:
        """Give what the relaxation proves."""
        proofs = self._relaxation.proofs
        return proofs[-1].value / SCALE if proofs else 0.0

    def _raise(self, value: int) -> bool:
        if self._upper is not None:
            value = min(value, self._upper)
        better = value > self.value
        self.value = max(value, self.value)
        return better

    def _polish(self) -> None:
        """Let OR-Tools look for a better plan among the routes known, beside all else; take what it has found."""
        self._take_polished()
        if self._polishing.is_due():
            seconds = min(self._left(), POLISHING)
            self._polishing.begin(partial(self._choose, self._relaxation.columns, self.cuts, seconds=seconds))

    def _take_polished(self, *, wait: bool = False) -> bool:
        """Take what polishing has found, if it is done or waited for; tell whether it is a better plan."""
        before = self._upper
        self._choice(self._polishing.take(wait=wait))
        if self._upper == before:
            return False
        self._polishing.go_on()
        return True

    def _choose(
        self, columns: Sequence[Column], cuts: Sequence[Cut], *, seconds: float, below: int | None = None
    ) -> Choice | None:
        return choose(self.layout, self._relaxation.units, columns, cuts, self._hands, seconds=seconds, below=below)

    def _choice(self, choice: Choice | None) -> None:
        """Note a choice if it is a better plan; its visits are in one route each."""
        if choice is not None and choice.columns is not None:
            cars = [list(kind.cars) for kind in self.layout.kinds]
            self._take(tuple((cars[column.kind].pop(), column.visits) for column in choice.columns), choice.cost)

    def _take(self, plan: Plan, cost: int) -> bool:
        """Note a plan if it is better than all known; tell whether it is."""
        if self._upper is not None and cost >= self._upper:
            return False
        self.plan, self._relaxation.upper, self.has_found = plan, cost, True
        return True

    @property
    def cost(self) -> int:
        """What the best plan known costs."""
        assert self._upper is not None
        return self._upper

    def _is_done_at_last(self) -> bool:
        """Probe in the seconds kept for it; tell whether nothing is left to do, else keep half of what is left."""
        if self._probe_on() or self._hands.left() < SHORT:
            return True
        if self._relaxation.listed is not None:
            return False
        self._reserve = 0.5 * self._hands.left()
        return not self._relaxation.tighten()

    def _is_done_untightened(self) -> bool:
        """Do what is left to do where nothing can be tightened: choose, or probe; tell whether that is the end."""
        if self._relaxation.listed is not None:
            self._narrow(at_last=True)
            return True
        self._reserve = math.inf
        return self._probe_on() or self._relaxation.listed is None

    def _is_worth_a_probe(self) -> bool:
        """Tell whether there is something to probe from, and time for it."""
        relaxation = self._relaxation
        known = relaxation.listed is None and bool(relaxation.proofs) and self._upper is not None
        if not known or self._hands.left() <= 0:
            return False
        return self._left() <= 0 or (not relaxation.repeats_much() and self._probing.is_due(self._rate))

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
        begun, before = self._hands.left(), self.value
        probed = self._probing.look(self._relaxation.proofs, self._relaxation.ways_at, cost=self.cost, value=self.value)
        if probed is None:
            return False
        if probed.is_all:
            self._reserve = 0.0
            self._relaxation.keep_all(probed.columns, self._probing.cuts)
            return False
        upper = (probed.proof.value + probed.room) // SCALE + 1
        inner = Rising(self.layout, self._hands)
        cuts = {cut.visits: cut for cut in (*self.cuts, *probed.proof.cuts, *self._probing.cuts)}
        inner.keep_to(probed.columns, upper, probed.proof, tuple(cuts.values()))
        for _ in inner.bounds():
            pass
        if inner.plan is not None:
            self._take(inner.plan, inner.cost)
        self._raise(inner.value)
        seconds = begun - self._hands.left()
        self._probing.learn(inner.cuts, closed=inner.is_closed(), gain=self.value - before, seconds=seconds)
        return self.is_closed()

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts in force."""
        return self._relaxation.cuts

    def keep_to(self, columns: Sequence[Column], upper: int, proof: Proof, cuts: Sequence[Cut]) -> None:
        """Prove among these routes only, for plans below a cost that no plan known may have."""
        self._relaxation.upper, self._reserve, self._patience = upper, 0.0, PROBING
        self._relaxation.keep_to(columns, proof, cuts)

    def _left(self) -> float:
        """Give the seconds left for raising the bound; the rest is for the last probes."""
        return self._hands.left() - self._reserve

    def _narrow(self, *, at_last: bool = False) -> bool:
        """Keep to the routes listed that a better plan can have; tell whether there is nothing left to do.

        ``at_last``, or where cuts hardly raise the bound any more, OR-Tools chooses among them however many they are.
        """
        listed = self._relaxation.narrow()
        if listed is None or self._left() <= 0:
            return False
        before, self._before = self._before, self.value
        is_slow = before is not None and self.value - before < SLOW * (self.cost - self.value)
        if len(listed.columns) > MOST_ROUTES and not at_last and not is_slow:
            return False
        choice = self._choose(listed.columns, self.cuts, seconds=min(self._patience, self._left()), below=self._upper)
        self._choice(choice)
        if choice is not None:
            self._raise(choice.bound)
        return self.is_closed() or is_slow
