"""A plan made ready for urgent calls: what takes long is done once, an offer takes milliseconds."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

from solver import check, cost
from solver.offers.moment import Moment
from solver.offers.offer import Offer, difference, list_moved, place_of
from solver.offers.search import Found, Timetable, Timetables, with_visit
from solver.problem import Patient, Problem, Visit
from solver.solution import Route, Solution


class Desk:
    """Answers calls for one plan. ``now`` is the second before which nothing can be changed any more.

    Raises
    ------
    ValueError
        If the plan breaks a rule.
    """

    def __init__(self, problem: Problem, solution: Solution, *, now: int | None = None) -> None:
        faults = check.check(problem, solution)
        if faults:
            raise ValueError(f"the plan breaks a rule: {faults[0].message}")
        self.problem, self.plan, self.moment = problem, solution, Moment(now=now, plan=solution)
        self._routes = {route.car: route for route in solution.routes}
        self._figures = {route.car: cost.route_figures(problem, route) for route in solution.routes}
        self._cost = cost.add_up(problem, solution, list(self._figures.values()))
        self.timetables = Timetables.of(problem, solution, self.moment)

    def add(self, visit: Visit, *, patient: Patient | None = None) -> Desk:
        """Give the desk for the same plan with a visit more, the last of the problem, at one of the problem's places.

        With ``patient`` the visit is for somebody new, whose index comes after those of the others.
        """
        twin = copy.copy(self)
        twin.problem = with_visit(self.problem, visit, patient)
        twin.timetables = self.timetables.with_visit(visit, patient)
        return twin

    def offer(self, visit: int, *, top: int = 5) -> tuple[Offer, ...]:
        """Give the cheapest ways found to put in a visit that is left out, with the visits that are done with it.

        Returns
        -------
        tuple of Offer
            At most ``top``, each by other cars, cheapest first; each has passed the checker's rules.

        Raises
        ------
        ValueError
            If the visit is in the plan.
        """
        unit = self.timetables.kept.model.unit(visit)
        if not self.plan.planned.isdisjoint(unit):
            raise ValueError(f"visit {visit} is planned, or one that is done with it")
        offers = self._from(self.timetables.kept, unit, top)
        if len(offers) < top:
            taken = frozenset(offer.cars for offer in offers)
            offers += self._from(self.timetables.free, unit, top - len(offers), skip=taken)
        return tuple(sorted(offers, key=lambda offer: (offer.added.total, offer.shifted_s, offer.cars)))

    def _from(
        self, timetable: Timetable, unit: Sequence[int], top: int, *, skip: frozenset[tuple[int, ...]] = frozenset()
    ) -> list[Offer]:
        offers: list[Offer] = []
        for found in timetable.find(unit, wanted=top, skip=skip):
            offer = next(self._verified(timetable, unit, found), None)
            if offer is not None:
                offers.append(offer)
            if len(offers) == top:
                break
        return offers

    def _verified(self, timetable: Timetable, unit: Sequence[int], found: Found) -> Iterator[Offer]:
        """Yield what was found as an offer, if rules and the past are kept: near to the plan first, then as priced."""
        for nearest in (True, False) if not timetable.keep else (False,):
            changed = timetable.write(found, nearest=nearest)
            offer = self._told(unit, changed)
            if offer is not None:
                yield offer

    def _told(self, unit: Sequence[int], changed: Sequence[Route]) -> Offer | None:
        by_car = {**self._routes, **{route.car: route for route in changed}}
        plan = Solution(routes=tuple(by_car[car] for car in sorted(by_car)))
        cars = frozenset(route.car for route in changed)
        if not all(self.moment.allows(route) for route in changed) or check.check_change(self.problem, plan, cars):
            return None
        figures = {route.car: cost.route_figures(self.problem, route) for route in changed}
        known = {**self._figures, **figures}
        total = cost.add_up(self.problem, plan, [known[route.car] for route in plan.routes])
        return Offer(
            placements=tuple(place_of(plan, visit) for visit in unit),
            added=difference(total, self._cost),
            figures=figures,
            drive_s=sum(
                one.drive_s - (self._figures[car].drive_s if car in self._figures else 0)
                for car, one in figures.items()
            ),
            moved=list_moved(self._routes, changed, self._figures, [figures[route.car] for route in changed]),
            solution=plan,
        )


def offers(
    problem: Problem, solution: Solution, visit: int, *, top: int = 5, now: int | None = None
) -> tuple[Offer, ...]:
    """Give the cheapest ways found to put a visit into a plan; see ``Desk``, which is quicker for several."""
    return Desk(problem, solution, now=now).offer(visit, top=top)
