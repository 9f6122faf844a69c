"""Cheapest routes of one kind of car under given duals: labels with dominance over ng-routes, compiled.

Ng-routes: Baldacci, Mingozzi and Roberti (2011), section 4.1. Waiting with a price: a label's cost is flat until
``free`` and rises by the price after, as the duration in Tilk and Irnich (2017), section 3. Limited-memory subset-row
cuts: Pecin, Pessoa, Poggi and Uchoa (2017), section 4. Arguments ``drives``, ``rows``, ``car``, ``first`` and ``near``
are those of ``tasks.Packed``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.bound.dominance import keep, price_of
from solver.bound.rests import is_hopeless, opening
from solver.bound.tasks import (
    AT,
    BREAKS,
    CLOSE,
    COST,
    CUTS,
    DEAD,
    DRIVING,
    DURATION,
    END,
    FREE,
    GAIN,
    LAST,
    LATE_AFTER,
    LATENESS,
    LOADS,
    MASK,
    NEVER,
    NODE,
    OPENS,
    OVERTIME,
    PARENT,
    PLACE,
    QUEUED,
    REST,
    SETUP,
    SHIFT_END,
    SHIFT_START,
    SPANS,
    TAKEN,
    WAITING,
    WINDOWS,
    WORDS,
)  # fmt: skip
from solver.kernel.compiling import compiled


@compiled
def arrive(car: Any, leave: Any, free: Any, taken: Any, done: Any, drive: Any) -> Any:
    """Give when a drive with breaks ``taken`` … ``done`` is over at the earliest, and until when that is free."""
    ready, rested, spent = leave + drive, leave, np.int64(0)
    for number in range(taken, done):
        at = REST + 3 * number
        begin = max(car[at], rested)
        if begin > car[at + 1]:
            return NEVER, free
        rested = begin + car[at + 2]
        free = min(free, car[at + 1] - spent)
        ready = max(car[at], ready) + car[at + 2]
        spent += car[at + 2]
    return ready, free + drive + spent


@compiled
def rests_after(car: Any, finish: Any, done: Any) -> Any:
    """Tell whether the breaks from ``done`` on can be taken after the finish and within the shift."""
    second = finish
    for number in range(done, car[BREAKS]):
        at = REST + 3 * number
        begin = max(car[at], second)
        if begin > car[at + 1]:
            return False
        second = begin + car[at + 2]
    return second <= car[CLOSE]


@compiled
def serve(drives: Any, rows: Any, car: Any, labels: Any, to: Any, visit: Any, ready: Any, free: Any) -> Any:
    """Write the visit's times and cost into label ``to``, whose cost is that before it; tell whether it fits."""
    start = opening(rows, car, ready, visit)
    if start >= NEVER:
        return False
    here, came = rows[visit, AT], labels[to, PLACE]
    work = rows[visit, DURATION]
    if here < 0 or here != came:
        work += rows[visit, SETUP]
    if here >= 0:
        labels[to, PLACE] = here
        came = here
    end = start + work
    if end + drives[came, drives.shape[1] - 1] > car[CLOSE]:
        return False
    late = max(np.int64(0), start - rows[visit, LATE_AFTER])
    waited = max(np.int64(0), start - free)
    labels[to, COST] += rows[visit, GAIN] + car[WAITING] * waited + car[LATENESS] * late
    labels[to, NODE] = visit
    labels[to, END] = end
    labels[to, FREE] = min(max(free, start), rows[visit, LAST]) + work
    return True


@compiled
def remember(rows: Any, car: Any, labels: Any, to: Any, origin: Any, visit: Any) -> Any:
    """Write masks, cuts and loads into label ``to``, made from ``origin`` (−1: the start); tell whether it fits."""
    column = MASK
    words, cuts, loads = car[WORDS], car[CUTS], car[LOADS]
    at = OPENS + 2 * car[WINDOWS]
    for word in range(words):
        old = np.int64(0) if origin < 0 else labels[origin, column] & rows[visit, at + word]
        labels[to, column] = old | rows[visit, at + words + word]
        column += 1
    at += 2 * words
    for word in range(cuts):
        odd = np.int64(0) if origin < 0 else labels[origin, column] & rows[visit, at + cuts + word]
        inside = rows[visit, at + word]
        if odd & inside:
            labels[to, COST] += price_of(car, odd & inside, word)
        labels[to, column] = odd ^ inside
        column += 1
    at += 2 * cuts
    for number in range(loads):
        load = rows[visit, at + number]
        if origin >= 0:
            load += labels[origin, column]
        labels[to, column] = load
        column += 1
        if load > car[REST + 3 * car[BREAKS] + number]:
            return False
    return True


@compiled
def was_at(labels: Any, origin: Any, visit: Any) -> Any:
    """Tell whether a label remembers a visit."""
    return (labels[origin, MASK + (visit >> 6)] >> (visit & 63)) & 1 != 0


@compiled
def begin(drives: Any, rows: Any, car: Any, labels: Any, to: Any, visit: Any, done: Any) -> Any:
    """Write into label ``to`` the way from the start to a visit, with ``done`` breaks before it departs or on the way.

    No waiting is counted before the first visit: the car departs later instead.
    """
    outside = drives.shape[0] - 1
    drive = np.int64(0) if rows[visit, AT] < 0 else drives[outside, rows[visit, AT]]
    ready, _ = arrive(car, car[SHIFT_START], np.int64(NEVER), np.int64(0), done, drive)
    if ready >= NEVER:
        return False
    labels[to, PLACE] = outside
    labels[to, COST] = car[DRIVING] * drive
    labels[to, TAKEN] = done
    labels[to, PARENT] = -1
    fits = serve(drives, rows, car, labels, to, visit, ready, NEVER)
    return fits and remember(rows, car, labels, to, np.int64(-1), visit)


@compiled
def extend(drives: Any, rows: Any, car: Any, labels: Any, to: Any, origin: Any, visit: Any, done: Any) -> Any:
    """Write into label ``to`` the way from label ``origin`` to a visit, with ``done`` breaks taken by then."""
    came = labels[origin, PLACE]
    drive = np.int64(0) if rows[visit, AT] < 0 else drives[came, rows[visit, AT]]
    ready, free = arrive(car, labels[origin, END], labels[origin, FREE], labels[origin, TAKEN], done, drive)
    if ready > rows[visit, LAST]:
        return False
    labels[to, PLACE] = came
    labels[to, COST] = labels[origin, COST] + car[DRIVING] * drive
    labels[to, TAKEN] = done
    labels[to, PARENT] = origin
    fits = serve(drives, rows, car, labels, to, visit, ready, free)
    return fits and remember(rows, car, labels, to, origin, visit)


@compiled
def finished(drives: Any, car: Any, labels: Any, label: Any) -> Any:
    """Give what a label costs when the car then goes to its end, or NEVER-like 2⁶² where it cannot."""
    best = np.int64(1) << 62
    drive = drives[labels[label, PLACE], drives.shape[1] - 2]
    for done in range(labels[label, TAKEN], car[BREAKS] + 1):
        ready, free = arrive(car, labels[label, END], labels[label, FREE], labels[label, TAKEN], done, drive)
        if ready > car[CLOSE] or not rests_after(car, ready, done):
            continue
        cost = labels[label, COST] + car[DRIVING] * drive + car[WAITING] * max(np.int64(0), ready - free)
        cost += car[OVERTIME] * max(np.int64(0), ready - car[SHIFT_END])
        best = min(best, cost)
    return best


@compiled
def start_all(task: Any, labels: Any, chains: Any, rests: Any, limit: Any, last: Any) -> Any:
    """Make the labels of all first visits; give their count."""
    drives, rows, car, first, near = task
    heads, costs, queue = chains
    count = np.int64(0)
    row = first.size - 2
    for at in range(first[row], first[row + 1]):
        if is_hopeless(drives, rows, car, labels, np.int64(-1), near[at], rests, limit):
            continue
        for done in range(car[BREAKS] + 1):
            fits = count < labels.shape[0] - 1 and begin(drives, rows, car, labels, count, near[at], done)
            if fits and labels[count, END] <= last:
                count = keep(labels, car, heads, costs, queue, count)
    return count


@compiled
def spread_from(task: Any, labels: Any, chains: Any, rests: Any, limit: Any, last: Any, label: Any, count: Any) -> Any:
    """Extend one label to every visit that may follow; give the new count, −1 where there is no room."""
    drives, rows, car, first, near = task
    heads, costs, queue = chains
    visit = labels[label, NODE]
    for at in range(first[visit], first[visit + 1]):
        to = near[at]
        if was_at(labels, label, to) or is_hopeless(drives, rows, car, labels, label, to, rests, limit):
            continue
        for done in range(labels[label, TAKEN], car[BREAKS] + 1):
            if count >= labels.shape[0] - 1:
                return np.int64(-1)
            if extend(drives, rows, car, labels, count, label, to, done) and labels[count, END] <= last:
                count = keep(labels, car, heads, costs, queue, count)
    return count


@compiled
def spread(task: Any, labels: Any, rests: Any, limit: Any, until: Any, last: Any, halt: Any) -> Any:
    """Make all labels that no other dominates; give their count, the room there is where it is not enough.

    Ended by ``halt`` it gives those made by then: labels beyond the count hold nothing.

    Labels that end after ``until`` are not extended, those after ``last`` not kept, nor those that with their
    ``rests`` cost more than ``limit``.
    """
    visits = task[1].shape[0]
    heads = np.full((visits, SPANS), -1, np.int64)
    costs = np.full((visits, SPANS), np.int64(1) << 62, np.int64)
    queue = np.full(SPANS, -1, np.int64)
    chains = (heads, costs, queue)
    count = start_all(task, labels, chains, rests, limit, last)
    for span in range(SPANS):
        while queue[span] >= 0:
            if halt[0] != 0:
                return count
            label = queue[span]
            queue[span] = labels[label, QUEUED]
            if labels[label, DEAD] or labels[label, END] > until:
                continue
            count = spread_from(task, labels, chains, rests, limit, last, label, count)
            if count < 0:
                return np.int64(labels.shape[0] - 1)
    return count


@compiled
def finish_all(drives: Any, car: Any, labels: Any, count: Any) -> Any:
    """Give what each label costs as a whole route, 2⁶² where it is dead or cannot end."""
    costs = np.full(count, np.int64(1) << 62, np.int64)
    for label in range(count):
        if not labels[label, DEAD]:
            costs[label] = finished(drives, car, labels, label)
    return costs
