"""The task of a kind of car in both directions of time, and which visits may follow which in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.bound.tasks import NEVER, Ints, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """A task, and the same with time turned around.

    Labels of ``back`` are ends of routes that cost no more than those of the task, as much where ``is_exact``; None
    where there can be none. ``work`` are the least seconds at each visit.
    """

    task: Task
    back: Task | None
    work: Ints
    is_exact: bool


def ways_of(task: Task) -> Ways:
    """Give a task in both directions."""
    no_price = (task.prices[2] == 0 or (task.late_after >= task.ends[:, -1]).all()) and (
        task.prices[3] == 0 or task.clock[1] == task.clock[2]
    )
    if (task.place < 0).any():  # a contact is made where the car stands, which a mirrored route does not know
        return Ways(task=task, back=None, work=_work(task), is_exact=False)
    exact = not task.breaks.size and bool((stands_alone(task) | (task.setup == 0)).all())
    return Ways(task=task, back=_mirrored(task, exact=exact), work=_work(task), is_exact=exact and bool(no_price))


def _mirrored(task: Task, *, exact: bool) -> Task:
    """Turn time around: labels of the mirrored task are ends of routes that cost no more than those of the task.

    Breaks, lateness, overtime and what can be saved in setting up are left out, and then waiting too.
    """
    work = _work(task)
    prices = task.prices.copy()
    prices[2:4] = 0
    prices[1] = prices[1] if exact else 0
    total = task.clock[0] + task.clock[2]
    starts = (total - task.ends - work[:, None])[:, ::-1]
    ends = (total - task.starts - work[:, None])[:, ::-1]
    drives = np.ascontiguousarray(task.drives.T)
    turned = task._replace(
        drives=drives,
        home=home_of(drives),
        duration=work,
        setup=np.zeros_like(task.setup),
        starts=np.ascontiguousarray(starts),
        ends=np.ascontiguousarray(ends),
        late_after=np.full_like(task.late_after, NEVER),
        prices=prices,
        breaks=np.zeros((0, 3), np.int64),
        bars=alone_of(task),
    )
    arcs = arcs_of(task)
    return with_arcs(turned, _turned(arcs))


def _turned(arcs: np.ndarray) -> np.ndarray:
    return np.vstack([arcs[:-1].T, arcs.any(axis=0, keepdims=True)])


def stands_alone(task: Task) -> np.ndarray:
    """Tell which visits have a location of their own, where setting up is never saved, or none."""
    places, times = np.unique(task.place, return_counts=True)
    return np.asarray((task.place < 0) | (times[np.searchsorted(places, task.place)] == 1))


def _work(task: Task) -> Ints:
    """Give the least seconds at each visit."""
    return task.duration + np.where(stands_alone(task), task.setup, 0)


def fixed(ways: Ways, arcs: np.ndarray) -> Ways:
    """Let visits follow each other only as ``arcs`` says, in both directions."""
    turned = None if ways.back is None else with_arcs(ways.back, _turned(arcs))
    return replace(ways, task=with_arcs(ways.task, arcs), back=turned)


def alone_of(task: Task) -> Ints:
    """Let each visit bar none but itself."""
    return bits_of([{visit} for visit in range(task.place.size)])


def home_of(drives: Ints) -> Ints:
    """Give the least seconds from each place to the end over any places (Bellman and Ford)."""
    home = drives[:, -1].copy()
    while True:
        shorter = np.minimum(home, (drives[:, :-1] + home[None, :-1]).min(axis=1, initial=NEVER))
        if (shorter == home).all():
            return home
        home = shorter


def with_arcs(task: Task, arcs: np.ndarray) -> Task:
    """Let visits follow each other only as ``arcs`` says, of shape (visits + 1, visits), last row: the start."""
    first = np.concatenate(([0], np.cumsum(arcs.sum(axis=1)))).astype(np.int64)
    return task._replace(first=first, near=np.nonzero(arcs)[1].astype(np.int64))


def arcs_of(task: Task) -> np.ndarray:
    """Give which visits may follow which, of shape (visits + 1, visits), last row: the start."""
    visits = task.place.size
    arcs = np.zeros((visits + 1, visits), dtype=np.bool_)
    arcs[np.repeat(np.arange(visits + 1), np.diff(task.first)), task.near] = True
    return arcs


def bits_of(sets: Sequence[Iterable[int]]) -> Ints:
    """Write sets of visits as words of bits, of shape (sets, words)."""
    bits = np.zeros((len(sets), max(1, (len(sets) + 63) // 64)), dtype=np.uint64)
    for row, members in enumerate(sets):
        for member in members:
            bits[row, member // 64] |= np.uint64(1 << (member % 64))
    return bits.view(np.int64)
