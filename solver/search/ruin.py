"""Ruin and recreate: take out strings of visits near each other, put them back where they cost least, often.

After Christiaens and Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems"
(Transportation Science 54, 2020), sections 5.1–5.3: adjacent string removal, greedy insertion with blinks, simulated
annealing. Whole together-groups leave and return as one.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.search.insertion import Effort, Over, fill
from solver.search.model import Model
from solver.search.state import State

MEAN_REMOVED: Final = 10
LONGEST_STRING: Final = 10
MOST_NEAR: Final = 300
BLINK: Final = 0.01
HOTTEST: Final = 0.2
COLDEST: Final = 0.002
"""First and last temperature, as shares of the mean price of a drive between two visits."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Tells after each round how far the search is, and within one when it must be given up.

    ``done`` gives 0 … 1 (1 ends the search), given the rounds done in all and those done since the best.
    """

    done: Callable[[int, int], float]
    over: Over
    on_better: Callable[[State], None]


def improve(state: State, *, rng: random.Random, pace: Pace) -> tuple[State, int]:
    """Search around a plan; give the best one found and the rounds made."""
    model = state.model
    near = _Near(model)
    if not near.able.size:
        return state, 0
    blinks = np.random.default_rng(rng.randrange(1 << 30))
    effort = Effort(tries=1, skip=lambda shape: blinks.random(shape) < BLINK, over=pace.over)
    current, best = state, state
    cost = best_cost = state.cost
    scale = _scale(model)
    rounds = since = 0
    while (share := pace.done(rounds, since)) < 1.0:
        rounds += 1
        since += 1
        trial = current.copy()
        if not _ruin(trial, near, rng):
            continue
        _recreate(trial, rng, effort)
        trial_cost = trial.cost
        heat = scale * HOTTEST * (COLDEST / HOTTEST) ** share
        if trial_cost < cost - heat * math.log(1.0 - rng.random()):
            current, cost = trial, trial_cost
            if cost < best_cost:
                best, best_cost, since = current, cost, 0
                pace.on_better(best)
    return best, rounds


def _scale(model: Model) -> float:
    places = sorted({place for place in model.place if place >= 0})
    drives = model.travel[0][np.ix_(places, places)]
    drives = drives[drives < 1_000_000]
    return float(max(1.0, drives.mean() if drives.size else 1.0)) * max(1, model.problem.costs.driving)


class _Near:
    """Orders, for each visit some car may do, all such visits by how near they are in place and time."""

    def __init__(self, model: Model) -> None:
        self.able = np.array([visit for unit in model.units for visit in unit], dtype=np.int64)
        self._places = np.array([model.place[visit] for visit in self.able], dtype=np.int64)
        self._middle = np.array(
            [(model.windows[visit][0][0] + model.windows[visit][-1][1]) // 2 for visit in self.able], dtype=np.int64
        )
        self._travel = model.travel[0]
        self._known: dict[int, list[int]] = {}

    def around(self, number: int) -> list[int]:
        """List the visits nearest to the ``number``-th, itself first."""
        if number not in self._known:
            apart = np.abs(self._middle - self._middle[number]) // 20
            place = self._places[number]
            if place >= 0:
                drive = np.minimum(self._travel[place, self._places], self._travel[self._places, place])
                drive[self._places < 0] = np.median(drive)
                apart = apart + drive
            apart[number] = -1
            self._known[number] = self.able[np.argsort(apart, kind="stable")[:MOST_NEAR]].tolist()
        return self._known[number]


def _ruin(state: State, near: _Near, rng: random.Random) -> bool:
    """Take strings of visits out of routes near a random visit."""
    used = [len(route.visits) for route in state.routes if route.visits]
    if not used:
        return True
    longest = min(float(LONGEST_STRING), sum(used) / len(used))
    strings = int(rng.random() * (4 * MEAN_REMOVED / (1 + longest) - 1) + 1)
    gone: list[int] = []
    ruined: set[int] = set()
    for visit in near.around(rng.randrange(near.able.size)):
        car = state.car_of[visit]
        if car < 0 or car in ruined:
            continue
        ruined.add(car)
        gone.extend(_string(state.routes[car].visits, visit, longest, rng))
        if len(ruined) >= strings:
            break
    whole = dict.fromkeys(member for visit in gone for member in state.model.unit(visit))
    return state.remove(whole)


def _string(visits: tuple[int, ...], visit: int, longest: float, rng: random.Random) -> list[int]:
    """Choose a string of a route that holds a visit, or such a string with its middle kept."""
    length = int(rng.random() * min(float(len(visits)), longest) + 1)
    length = min(length, len(visits))
    kept = 0
    if 1 < length < len(visits) and rng.random() < 0.5:
        kept = 1
        while length + kept < len(visits) and rng.random() > 0.01:
            kept += 1
            if rng.random() < 0.5:
                break
    at = visits.index(visit)
    first = rng.randint(max(0, at - length - kept + 1), min(at, len(visits) - length - kept))
    string = list(visits[first : first + length + kept])
    if kept:
        begin = rng.randint(1, length)
        del string[begin : begin + kept]
    return string


def _recreate(state: State, rng: random.Random, effort: Effort) -> None:
    """Put back what is left out, in an order drawn at random among a few."""
    model = state.model
    out = [unit for unit in model.units if state.car_of[unit[0]] < 0]
    rng.shuffle(out)
    kind = rng.random()
    if kind < 0.35:
        out.sort(key=lambda unit: -model.unit_price[unit] // (1 + sum(model.duration[visit] for visit in unit)))
    elif kind < 0.5:
        out.sort(key=model.hardness.__getitem__)
    elif kind < 0.65:
        out.sort(key=lambda unit: model.windows[unit[0]][-1][1] - model.windows[unit[0]][0][0])
    elif kind < 0.8:
        out.sort(key=lambda unit: model.windows[unit[0]][0][0])
    fill(state, out, effort)
