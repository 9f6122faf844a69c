"""Subset-row cuts of three visits with limited memory, which say that two of three visits are in one route at most.

Jepsen, Petersen, Spoorendonk and Pisinger (2008); memory: Pecin, Pessoa, Poggi and Uchoa (2017), section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.bound.columns import Column
from solver.bound.tasks import Ints

LEAST_BROKEN: Final = 0.02
MOST_A_ROUND: Final = 40
MOST_A_VISIT: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Three visits, and the visits at which a route remembers how many of them it had (these three among them)."""

    visits: tuple[int, ...]
    memory: frozenset[int]


def coefficient(cut: Cut, visits: Iterable[int]) -> int:
    """Count how often a route has two of the cut's visits without forgetting the first."""
    odd = times = 0
    for visit in visits:
        if visit not in cut.memory:
            odd = 0
        elif visit in cut.visits:
            times += odd
            odd = 1 - odd
    return times


def broken(chosen: list[tuple[Column, float]], visits: int, known: Iterable[Cut]) -> list[Cut]:
    """Find the cuts most broken by a fractional choice, with the memory that makes them so."""
    sums = np.zeros((visits, visits, visits))
    for column, share in chosen:
        _add(sums, column.visits, share)
    found = np.argwhere(sums > 1 + LEAST_BROKEN)
    ranked = sorted(found.tolist(), key=lambda three: -sums[tuple(three)])
    memory = {cut.visits: cut.memory for cut in known}
    times: Counter[int] = Counter()
    cuts: list[Cut] = []
    for three in ranked:
        if len(cuts) < MOST_A_ROUND and all(times[visit] < MOST_A_VISIT for visit in three):
            times.update(three)
            cuts.append(_with_memory(tuple(three), chosen, memory.get(tuple(three), frozenset())))
    return cuts


def _add(sums: np.ndarray, visits: tuple[int, ...], share: float) -> None:
    """Add a share to every three visits, in rising order, of which a route has two or more."""
    inside = sorted(set(visits))
    size = sums.shape[0]
    for at, low in enumerate(inside):
        for high in inside[at + 1 :]:
            outside = np.ones(size, dtype=np.bool_)
            outside[inside] = False
            sums[:low, low, high] += share * outside[:low]
            sums[low, low + 1 : high, high] += share * outside[low + 1 : high]
            sums[low, high, high + 1 :] += share * outside[high + 1 :]
    for at, low in enumerate(inside):
        for place, middle in enumerate(inside[at + 1 :], start=at + 1):
            sums[low, middle, inside[place + 1 :]] += share


def _with_memory(three: tuple[int, ...], chosen: list[tuple[Column, float]], known: frozenset[int]) -> Cut:
    memory = set(known) | set(three)
    for column, _ in chosen:
        places = [at for at, visit in enumerate(column.visits) if visit in three]
        for first, second in zip(places[::2], places[1::2], strict=False):
            memory.update(column.visits[first:second])
    return Cut(visits=three, memory=frozenset(memory))


def bits_of_cuts(cuts: list[Cut], visits: int) -> tuple[Ints, Ints]:
    """Write, per visit, the cuts that count it and those that remember there, as words of bits."""
    words = (len(cuts) + 63) // 64
    inside, kept = np.zeros((visits, words), np.uint64), np.zeros((visits, words), np.uint64)
    for number, cut in enumerate(cuts):
        bit = np.uint64(1 << (number % 64))
        for visit in cut.visits:
            inside[visit, number // 64] |= bit
        for visit in cut.memory:
            kept[visit, number // 64] |= bit
    return inside.view(np.int64), kept.view(np.int64)
