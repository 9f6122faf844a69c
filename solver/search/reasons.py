"""Which rule keeps a car from doing a visit that is left out."""

from __future__ import annotations

from typing import Final

from solver.search.trying import Case
from solver.travel import UNREACHABLE

CODES: Final = (
    "skill", "crew_size", "refused", "fixed", "order", "unreachable", "capacity", "max_visits", "patient_cap",
    "shift", "time_window", "break", "gap", "together", "bundle", "cost", "overlooked", "untried", "no_car",
)  # fmt: skip
"""All codes, in the order in which reasons are given."""


def code_for(case: Case, car: int) -> str:
    """Find the rule that rules out a car.

    First rules about visit and car alone, then those that count, then those about time, by trying: on an empty
    day, whether the visit would fit without a rule; if it fits there, the same within the plan.
    """
    return _of_the_pair(case, car) or _that_counts(case, car) or _about_time(case, car)


def brief_code_for(case: Case, car: int) -> str:
    """Find the rule about visit and car alone that rules out a car, if there is one; nothing is tried."""
    return _of_the_pair(case, car) or "untried"


def _of_the_pair(case: Case, car: int) -> str | None:
    visit, vehicle = case.problem.visits[case.visit], case.problem.cars[car]
    if not visit.skills <= vehicle.skills:
        return "skill"
    if visit.crew_size > vehicle.crew_size:
        return "crew_size"
    if car in visit.refused or (visit.allowed is not None and car not in visit.allowed):
        return "refused"
    if any(fix.car not in {None, car} for fix in case.fixed) or case.is_shut:
        return "fixed"
    return "order" if case.holder not in {None, car} else None


def _that_counts(case: Case, car: int) -> str | None:
    state = case.state
    if not _has_way(case, car):
        return "unreachable"
    if (state.loads[car] + state.model.demand[case.visit] > state.model.capacity[car]).any():
        return "capacity"
    if state.counts[car] >= state.model.most_visits[car]:
        return "max_visits"
    return "patient_cap" if case.lacking_cap > 0 else None


def _has_way(case: Case, car: int) -> bool:
    """Tell whether ways lead from the car's start to the visit and on to its end, if need be over other visits."""
    visit, vehicle = case.problem.visits[case.visit], case.problem.cars[car]
    place = vehicle.start if visit.location is None else visit.location
    seconds = case.problem.travels[vehicle.travel].seconds
    there = int(seconds[vehicle.start, place])
    back = 0 if vehicle.end is None else int(seconds[place, vehicle.end])
    return max(there, back) < UNREACHABLE or case.put_in(case.relaxed("all"), [car], alone=True) is not None


def _about_time(case: Case, car: int) -> str:
    if case.put_in(case.relaxed(""), [car], alone=True) is not None:
        found = case.put_in(case.state, [car])
        if found is None:
            return "together" if any(case.visit in group for group in case.problem.together) else "bundle"
        return "cost" if found[0] > sum(case.state.model.price[visit] for visit in case.unit) else "overlooked"
    if case.put_in(case.empty(""), [car], alone=True) is None:
        over = (
            max(window.end for window in case.problem.visits[case.visit].windows) < case.problem.cars[car].shift_start
        )
        # no shift that goes on for longer would help a visit whose time is over
        tried, states = ["break", *(["time_window", "shift"] if over else ["shift", "time_window"])], case.empty
    else:
        order = ["order"] if case.problem.cars[car].frozen else []
        tried, states = ["gap", *order, "time_window", "shift", "break"], case.relaxed
    for code in tried:
        if case.put_in(states(code), [car], alone=True) is not None:
            return code
    return "shift" if case.put_in(case.relaxed("shift"), [car], alone=True) is not None else "time_window"
