"""A plan made ready for urgent calls: what takes long is done once, an offer takes milliseconds."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from solver import check
from solver.offers.best import Best, Found
from solver.offers.ledger import Ledger
from solver.offers.moment import Moment
from solver.offers.offer import Offer, list_moved, place_of
from solver.offers.room import Room, Ways
from solver.offers.search import Timetable, Timetables
from solver.problem import Patient, Problem, Visit
from solver.solution import Route, Solution


class Desk:
    """Answers calls for one plan. ``now`` is the second before which nothing can be changed any more.

    There is room for so many ``places`` more; for one beyond them all drives have to be copied.

    Raises
    ------
    ValueError
        If the plan breaks a rule.
    """

    def __init__(self, problem: Problem, solution: Solution, *, now: int | None = None, places: int = 32) -> None:
        faults = check.check(problem, solution)
        if faults:
            raise ValueError(f"the plan breaks a rule: {faults[0].message}")
        self.problem, self.plan, self.moment = problem, solution, Moment(now=now, plan=solution)
        self._ledger = Ledger(problem, solution)
        self._room = Room(problem.travels, places=places)
        self.timetables = Timetables.of(problem, solution, self.moment)

    def add(self, visit: Visit, *, patient: Patient | None = None, ways: Sequence[Ways] = ()) -> Desk:
        """Give the desk for the same plan with a visit more, the last of the problem.

        Parameters
        ----------
        patient
            Somebody new, for whom the visit is: with the index after those of the others.
        ways
            By way of travelling: the drives to and from a new place, where the visit is, whatever its ``location``.

        Raises
        ------
        ProblemError
            If the visit or the ways cannot be.
        """
        twin, travels = copy.copy(self), self.problem.travels
        if ways:
            twin._room, travels = self._room.with_place(travels, ways)  # noqa: SLF001 (a desk itself)
            visit = replace(visit, location=len(travels[0].seconds) - 1)

        def more(problem: Problem) -> Problem:
            return problem.with_visit(visit, patient=patient, travels=travels)

        twin.problem = more(self.problem)
        twin._ledger = self._ledger.with_visit(twin.problem)  # noqa: SLF001
        twin.timetables = self.timetables.with_visit(more)
        return twin

    def offer(self, visit: int, *, top: int = 5, per_car: int = 1) -> tuple[Offer, ...]:
        """Give the cheapest ways found to put in a visit that is left out, with the visits that are done with it.

        Returns
        -------
        tuple of Offer
            At most ``top``, cheapest first, and of these at most ``per_car`` by the same cars; each has passed the
            checker's rules.

        Raises
        ------
        ValueError
            If the visit is in the plan.
        """
        unit = self.timetables.kept.model.unit(visit)
        if not self.plan.planned.isdisjoint(unit):
            raise ValueError(f"visit {visit} is planned, or one that is done with it")
        offers = self._from(self.timetables.kept, unit, Best(top, per_car), top)
        if len(offers) < top and self.timetables.free is not self.timetables.kept:
            best = Best(top, per_car)
            for offer in offers:
                best.keep(Found(offer.cars, {}, {}, offer.added.total))
            offers += self._from(self.timetables.free, unit, best, top)
        return _best_of(offers, top, per_car)

    def _from(self, timetable: Timetable, unit: Sequence[int], best: Best, top: int) -> list[Offer]:
        tried = (self._verified(timetable, unit, found) for found in timetable.find(unit, best))
        return list(islice((offer for offer in tried if offer is not None), top))

    def _verified(self, timetable: Timetable, unit: Sequence[int], found: Found) -> Offer | None:
        """Give what was found as an offer, if rules and the past are kept: as priced, or as near to the plan."""
        told = (
            self._told(unit, timetable.write(found, nearest=nearest))
            for nearest in ((False,) if timetable.keep else (True, False))
        )
        return min((offer for offer in told if offer is not None), key=_rank, default=None)

    def _told(self, unit: Sequence[int], changed: Sequence[Route]) -> Offer | None:
        ledger = self._ledger
        if not all(self.moment.allows(route) for route in changed) or ledger.faults(changed):
            return None
        figures = ledger.measure(changed)
        routes = {**ledger.routes, **{route.car: route for route in changed}}
        return Offer(
            placements=tuple(place_of(changed, visit) for visit in unit),
            added=ledger.added(changed, figures),
            figures=figures,
            drive_s=sum(
                one.drive_s - (ledger.figures[car].drive_s if car in ledger.figures else 0)
                for car, one in figures.items()
            ),
            moved=list_moved(ledger.routes, changed, ledger.figures, [figures[route.car] for route in changed]),
            solution=Solution(routes=tuple(routes[car] for car in sorted(routes))),
        )


def _rank(offer: Offer) -> tuple[int, int, tuple[int, ...]]:
    return offer.added.total, offer.shifted_s, offer.cars


def _best_of(offers: Sequence[Offer], top: int, per_car: int) -> tuple[Offer, ...]:
    """Choose the cheapest, each with its cars but for ``per_car``; no two at the same places."""
    chosen: dict[tuple[tuple[int, int], ...], Offer] = {}
    given: Counter[tuple[int, ...]] = Counter()
    for offer in sorted(offers, key=_rank):
        places = tuple((placement.car, placement.position) for placement in offer.placements)
        if places not in chosen and given[offer.cars] < per_car:
            chosen[places] = offer
            given[offer.cars] += 1
    return tuple(chosen.values())[:top]


def offers(
    problem: Problem, solution: Solution, visit: int, *, top: int = 5, per_car: int = 1, now: int | None = None
) -> tuple[Offer, ...]:
    """Give the cheapest ways found to put a visit into a plan; see ``Desk``, which is quicker for several."""
    return Desk(problem, solution, now=now, places=0).offer(visit, top=top, per_car=per_car)
