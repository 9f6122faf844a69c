"""Putting visits into routes: the best place for one, a group as a whole, all that fit, given sequences."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from solver.search.cars import NEVER
from solver.search.model import Model
from solver.search.state import NO_OFFER, State, Trial
from solver.solution import Solution

MANY: Final = 20
"""Places timed in full where no place may be missed."""

FEW_UNITS: Final = 300
"""With up to so many visits a plan is built in several orders."""

_NOBODY: Final[frozenset[int]] = frozenset()

Skip = Callable[[tuple[int, ...]], np.ndarray]
"""Makes, for the shape of the offers, a mask of places to overlook."""

Over = Callable[[], bool]
"""Tells that the time is up: what is in hand is finished, nothing more begun."""


def never() -> bool:
    """Put no end to the time."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How thoroughly to look for a place.

    ``tries`` of the roughly cheapest places are timed in full, per visit; ``skip`` hides places at random; once
    ``over`` says yes, no further place is timed.
    """

    tries: int = 3
    skip: Skip | None = None
    over: Over = never


def insert_unit(state: State, unit: tuple[int, ...], effort: Effort) -> bool:
    """Put a visit, or a group of visits done together, where it costs least, if less than leaving it out."""
    price = state.model.unit_price[unit]
    if len(unit) == 1:
        trial = best_place(state, unit[0], effort)
        if trial is None or trial.added > price:
            return False
        state.accept(trial)
        return True
    found = best_group(state, unit, effort)
    if found is None or found.routes_cost - state.routes_cost > price:
        return False
    state.become(found)
    return True


def best_place(state: State, visit: int, effort: Effort) -> Trial | None:
    """Give the cheapest way found to put in a visit, timed in full."""
    best: Trial | None = None
    for trial in places(state, visit, effort):
        if best is None or trial.added < best.added:
            best = trial
    return best


def places(state: State, visit: int, effort: Effort, *, car: int | None = None) -> Iterator[Trial]:
    """Give up to ``effort.tries`` ways to put in a visit (by ``car``), of those that seem cheapest and keep all rules.

    Places that turn out to break a rule do not count as tries up to ten times as many.
    """
    tries, skip = effort.tries, effort.skip
    offers = state.offers(visit)
    if offers is None:
        return
    if car is not None:
        offers[np.arange(offers.shape[0]) != car] = NO_OFFER
    flat = offers.ravel()
    if skip is not None:
        flat = np.where(skip(flat.shape), NO_OFFER, flat)
    count = int((flat < NO_OFFER).sum())
    if not count:
        return
    order = [int(flat.argmin())] if tries == 1 else np.argsort(flat, kind="stable")[: min(count, 10 * tries)].tolist()
    given = 0
    for index in order:
        by, position = divmod(index, offers.shape[1])
        if flat[index] >= NO_OFFER or position > len(state.routes[by].visits):
            continue
        if given >= tries or effort.over():
            return
        trial = state.try_insert(visit, by, position)
        if trial is not None:
            yield trial
            given += 1


def best_group(state: State, unit: Sequence[int], effort: Effort) -> State | None:
    """Give the state with a whole group put in at the least cost found, or None."""
    order = sorted(unit, key=lambda visit: len(state.model.cars_for[visit]))
    grown = (
        _with_rest(state, trial, order[1:], effort)
        for trial in places(state, order[0], replace(effort, tries=3 * effort.tries))
    )
    return min((one for one in grown if one is not None), key=lambda one: one.routes_cost, default=None)


def with_car(state: State, unit: Sequence[int], visit: int, car: int) -> State | None:
    """Give the state with a unit put in at the least cost found, one of its visits done by a car, or None."""
    rest = [member for member in unit if member != visit]
    effort = Effort(tries=MANY)
    grown = (_with_rest(state, trial, rest, effort) for trial in places(state, visit, effort, car=car))
    return min((one for one in grown if one is not None), key=lambda one: one.routes_cost, default=None)


def _with_rest(state: State, trial: Trial, rest: Sequence[int], effort: Effort) -> State | None:
    """Make a change and put in the rest of the group, each where it costs least; None where one fits nowhere."""
    grown = state.copy()
    grown.accept(trial)
    for visit in rest:
        following = best_place(grown, visit, effort)
        if following is None:
            return None
        grown.accept(following)
    return grown


def fill(state: State, units: Iterable[tuple[int, ...]], effort: Effort) -> int:
    """Put in each unit that fits, in the order given, until the time is over; tell how many were."""
    inserted = 0
    for unit in units:
        if effort.over():
            break
        inserted += insert_unit(state, unit, effort)
    return inserted


def repair(state: State, *, over: Over = never) -> None:
    """Put in whatever is left out and fits anywhere at less than its price, until nothing does or time is over."""
    model, effort = state.model, Effort(tries=MANY, over=over)
    while True:
        out = [unit for unit in model.units if state.car_of[unit[0]] < 0]
        if not fill(state, sorted(out, key=model.hardness.__getitem__), effort):
            return


def construct(model: Model, rng: random.Random, *, over: Over = never) -> State:
    """Build a plan from nothing: the dearest and hardest to place first, until the time is over."""
    state, effort = State(model), Effort(over=over)
    fill(state, sorted(model.units, key=model.hardness.__getitem__), effort)
    for _ in range(3 if len(model.units) <= FEW_UNITS else 0):
        if over():
            break
        other = State(model)
        units = model.units.copy()
        rng.shuffle(units)
        fill(other, sorted(units, key=lambda unit: -model.unit_price[unit]), effort)
        state = min(state, other, key=lambda one: one.cost)
    repair(state, over=over)
    return state


def follow(model: Model, sequences: Iterable[tuple[int, Sequence[int]]], *, like: Solution | None = None) -> State:
    """Build a plan from (car, visits) as given, leaving out each visit that would break a rule where it stands.

    The visits of one patient keep the order they have in ``like``; what does not exist is passed over.
    """
    given: dict[int, tuple[int, ...]] = {}
    for car, visits in sequences:
        if 0 <= car < model.car_count:
            known = (visit for visit in visits if 0 <= visit < model.visit_count)
            given[car] = (*given.get(car, ()), *known)
    state = State(model.like(like) if like and model.mates_apart else model)
    if not _load(state, given, like):
        _append(state, given)
    state.model = model
    return state


def sequences_of(solution: Solution) -> list[tuple[int, tuple[int, ...]]]:
    """Give a solution as (car, visits), in order of cars."""
    return sorted((route.car, tuple(stop.visit for stop in route.stops)) for route in solution.routes)


def _load(state: State, given: dict[int, tuple[int, ...]], like: Solution | None) -> bool:
    """Take over whole routes at once, if need be with tied visits no earlier than in ``like``, or just then."""
    if not is_whole(state.model, given):
        return False
    placed = {visit: car for car, visits in given.items() for visit in visits}
    trial = state.try_change(given, placed=placed)
    known = [] if like is None else [stop for _, stop in like.stops if stop.visit in placed]
    starts = {stop.visit: stop.start for stop in known if stop.visit in state.model.ties}
    for bounds in ((state.lower,), (state.lower, state.upper)):
        if trial is None and starts:
            for bound in bounds:
                for visit, start in starts.items():
                    bound[visit] = start
            trial = state.try_change(given, placed=placed)
    state.lower, state.upper = [0] * state.model.visit_count, [NEVER] * state.model.visit_count
    if trial is not None:
        state.accept(trial)
    return trial is not None


def _append(state: State, given: dict[int, tuple[int, ...]]) -> None:
    """Add visit by visit to the ends of the routes."""
    for car, visits in given.items():
        for visit in visits:
            if state.car_of[visit] >= 0 or not state.may_take(visit, car):
                continue
            trial = state.try_insert(visit, car, len(state.routes[car].visits))
            if trial is not None:
                state.accept(trial)
    torn = [
        visit
        for visit, unit in state.model.bound.items()
        if state.car_of[visit] >= 0 and any(state.car_of[member] < 0 for member in unit)
    ]
    if torn and not state.remove(torn):
        state.become(State(state.model))


def is_whole(model: Model, given: dict[int, tuple[int, ...]]) -> bool:
    """Tell whether sequences name visits once, keep the rules that do not concern time, and tear no group."""
    planned = [visit for visits in given.values() for visit in visits]
    once = set(planned)
    problem = model.problem
    patients = Counter(problem.visits[visit].patient for visit in planned)
    return (
        len(once) == len(planned)
        and all(model.may[visit, car] for car, visits in given.items() for visit in visits)
        and all(count <= problem.patients[patient].max_visits for patient, count in patients.items())
        and all(len(visits) <= model.most_visits[car] for car, visits in given.items())
        and all((model.load(visits) <= model.capacity[car]).all() for car, visits in given.items())
        and all(once.issuperset(model.unit(visit)) for visit in planned)
        and all(model.elsewhere.get(visit, _NOBODY).isdisjoint(visits) for visits in given.values() for visit in visits)
    )
