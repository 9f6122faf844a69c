"""One visit that is left out of a plan, and what it takes to put it in: tried on problems changed a little."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Final

from solver.problem import LATEST, Break, Fixed, Patient, Problem, Visit, Window
from solver.search import insertion
from solver.search.model import Model
from solver.search.state import State
from solver.solution import Solution

Change = Callable[[Problem], Problem]

ALL_DAY: Final = (Window(start=0, end=LATEST),)
NO_BREAKS: Final[tuple[Break, ...]] = ()


class Case:
    """A visit left out of a solution; ``state`` is the plan as it is, where somebody has laid it out already."""

    def __init__(self, problem: Problem, solution: Solution, visit: int, *, state: State | None = None) -> None:
        self.problem, self.visit, self.solution = problem, visit, solution
        self._state = state
        self._relaxed: dict[str, State] = {}
        self._empty: dict[str, State] = {}

    @cached_property
    def fixed(self) -> tuple[Fixed, ...]:
        """What is fixed about the visit."""
        return tuple(fix for fix in self.problem.fixed if fix.visit == self.visit)

    @cached_property
    def is_shut(self) -> bool:
        """Whether the visit is fixed to a start that is in none of its windows."""
        windows = self.problem.visits[self.visit].windows
        starts = [fix.start for fix in self.fixed if fix.start is not None]
        return any(not any(window.start <= start <= window.end for window in windows) for start in starts)

    @cached_property
    def holder(self) -> int | None:
        """The car whose route the visit is frozen in, if it is."""
        return next((number for number, car in enumerate(self.problem.cars) if self.visit in car.frozen), None)

    @cached_property
    def lacking_cap(self) -> int:
        """How many visits too many the patient would get with this one and those of its group."""
        patient = self.problem.visits[self.visit].patient
        together = self.solution.planned.union(self.unit)
        count = sum(self.problem.visits[visit].patient == patient for visit in together)
        return count - self.problem.patients[patient].max_visits

    @cached_property
    def unit(self) -> tuple[int, ...]:
        """The visits that are planned or left out with the visit, itself included."""
        return self.state.model.unit(self.visit)

    @cached_property
    def alone(self) -> Problem:
        """The problem with the groups and bundles that hold the visit dissolved."""
        together, bundles = (
            tuple(group for group in groups if self.visit not in group)
            for groups in (self.problem.together, self.problem.bundles)
        )
        return replace(self.problem, together=together, bundles=bundles)

    @cached_property
    def state(self) -> State:
        """The plan, as it is."""
        return self._state or state_of(self.problem, self.solution)

    def relaxed(self, rule: str) -> State:
        """Give the plan without a rule of ``RELAXED`` and without the visit's group."""
        if rule not in self._relaxed:
            self._relaxed[rule] = self._relax(rule)
        return self._relaxed[rule]

    def _relax(self, rule: str) -> State:
        if len(self.unit) == 1 and rule in {"", "time_window"}:
            return self.loosened(RELAXED[rule](self.problem, self.visit))
        return state_of(RELAXED[rule](self.alone, self.visit), self.solution)

    def empty(self, rule: str) -> State:
        """Give the empty plan without a rule of ``RELAXED`` and without the visit's group."""
        if rule not in self._empty:
            self._empty[rule] = State(Model(RELAXED[rule](self.alone, self.visit)))
        return self._empty[rule]

    def loosened(self, problem: Problem) -> State:
        """Give the plan under a problem that differs in what may be done of the unit, so that no route does."""
        state = self.state.copy()
        state.model = self.state.model.loosened(problem, self.unit)
        return state

    def put_in(self, state: State, cars: Iterable[int], *, alone: bool = False) -> tuple[int, int] | None:
        """Put the visit, with its group unless ``alone``, into a plan: give the cost added and the car, or None."""
        unit = (self.visit,) if alone else self.unit
        found = [
            (grown.routes_cost - state.routes_cost, car)
            for car in cars
            if (grown := insertion.with_car(state, unit, self.visit, car)) is not None
        ]
        return min(found, default=None)

    def try_change(self, change: Change, cars: Iterable[int]) -> tuple[int, int] | None:
        """Put the visit and its group into the plan under a changed problem: the cost added and the car, or None."""
        return self.put_in(state_of(change(self.problem), self.solution), cars)

    def try_loosened(self, change: Change, cars: Iterable[int]) -> tuple[int, int] | None:
        """Do as ``try_change`` for a change of the visit, of its patient's cap, or of what cars may do at any time."""
        return self.put_in(self.loosened(change(self.problem)), cars)

    def change_visit(self, change: Callable[[Visit], Visit]) -> Change:
        """Make a change that concerns the visit alone."""
        return lambda problem: with_visit(problem, self.visit, change)


def state_of(problem: Problem, solution: Solution) -> State:
    """Give a plan under a problem."""
    return insertion.follow(Model(problem), insertion.sequences_of(solution), like=solution)


def with_visit(problem: Problem, visit: int, change: Callable[[Visit], Visit]) -> Problem:
    """Change one visit of a problem."""
    visits = problem.visits
    return replace(problem, visits=(*visits[:visit], change(visits[visit]), *visits[visit + 1 :]))


def without_window(problem: Problem, visit: int) -> Problem:
    """Let a visit start at any time."""
    freed = tuple(replace(fix, start=None) if fix.visit == visit else fix for fix in problem.fixed)
    return replace(with_visit(problem, visit, lambda one: replace(one, windows=ALL_DAY)), fixed=freed)


def without_shift(problem: Problem, _visit: int) -> Problem:
    """Let all cars work at any time."""
    return replace(problem, cars=tuple(replace(car, shift_start=0, max_overtime=LATEST) for car in problem.cars))


def without_break(problem: Problem, _visit: int) -> Problem:
    """Let all cars work without breaks."""
    return replace(problem, cars=tuple(replace(car, breaks=NO_BREAKS) for car in problem.cars))


def without_gap(problem: Problem, visit: int) -> Problem:
    """Drop the gaps of a visit, also those to other visits of its patient."""
    gaps = tuple(gap for gap in problem.gaps if visit not in {gap.before, gap.after})
    patients = (*problem.patients, replace(problem.patients[problem.visits[visit].patient], min_gap=0))
    freed = replace(problem, gaps=gaps, patients=patients)
    return with_visit(freed, visit, lambda one: replace(one, patient=len(patients) - 1))


def without_order(problem: Problem, _visit: int) -> Problem:
    """Let visits come in any order."""
    return replace(problem, cars=tuple(replace(car, frozen=()) for car in problem.cars))


def without_all(problem: Problem, visit: int) -> Problem:
    """Drop all rules about time."""
    freed = without_order(without_window(problem, visit), visit)
    return without_gap(without_break(without_shift(freed, visit), visit), visit)


RELAXED: Final[dict[str, Callable[[Problem, int], Problem]]] = {
    "": lambda problem, _: problem,
    "time_window": without_window,
    "shift": without_shift,
    "break": without_break,
    "gap": without_gap,
    "order": without_order,
    "all": without_all,
}
"""Problems without one rule about time, by its code."""


def without_patient_cap(problem: Problem, patient: int, *, cap: int) -> Problem:
    """Give a patient another cap."""
    changed = replace(problem.patients[patient], max_visits=cap)
    patients: tuple[Patient, ...] = (*problem.patients[:patient], changed, *problem.patients[patient + 1 :])
    return replace(problem, patients=patients)
