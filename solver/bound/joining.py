"""Labels joined with labels of the mirrored task: whole routes, and all routes below a limit.

A route goes over the middle of the shift once, so that half the labels of either direction make all routes (Righini and
Salani 2006, section 3). A route whose reduced cost is above the gap is in no better plan (Baldacci, Christofides and
Mingozzi 2008, section 5). Arguments ``drives``, ``rows`` and ``car`` are those of ``tasks.Packed``, which ``task`` is;
``ending`` are labels of the mirrored task, and what ``ends_of`` gives of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.bound.dominance import price_of
from solver.bound.labelling import begin, extend, finished, was_at
from solver.bound.tasks import (
    AFTER,
    AT,
    BREAKS,
    CLOSE,
    COST,
    CUTS,
    DEAD,
    DRIVING,
    END,
    FREE,
    GAIN,
    JOINING,
    LOADS,
    MASK,
    NODE,
    OPENS,
    PLACE,
    REST,
    SHIFT_START,
    TAKEN,
    WAITING,
    WINDOWS,
    WORDS,
    WORTH,
)  # fmt: skip
from solver.kernel.compiling import compiled


@compiled
def ends_of(labels: Any, count: Any, visits: Any) -> Any:
    """List the labels alive by visit, the cheapest first: where each visit's begin, and the labels."""
    alive = np.flatnonzero(labels[:count, DEAD] == 0)
    alive = alive[np.argsort(labels[alive, COST], kind="mergesort")]
    alive = alive[np.argsort(labels[alive, NODE], kind="mergesort")]
    begins = np.searchsorted(labels[alive, NODE], np.arange(visits + 1))
    return begins, alive


@compiled
def _whole(car: Any, labels: Any, label: Any, ends: Any, end: Any, drive: Any) -> Any:
    """Give what joining a label and an end costs besides both and the drive between, 2⁶¹ if they do not fit."""
    cuts = MASK + car[WORDS]
    for column in range(MASK, cuts):
        if labels[label, column] & ends[end, column]:
            return np.int64(1) << 61
    loads = cuts + car[CUTS]
    for number in range(car[LOADS]):
        if labels[label, loads + number] + ends[end, loads + number] > car[REST + 3 * car[BREAKS] + number]:
            return np.int64(1) << 61
    waited = car[SHIFT_START] + car[CLOSE] - ends[end, FREE] - drive - labels[label, FREE]
    more = car[JOINING] * max(np.int64(0), waited)
    for column in range(cuts, loads):
        both = labels[label, column] & ends[end, column]
        if both:
            more += price_of(car, both, column - cuts)
    return more


@compiled
def joined(drives: Any, rows: Any, car: Any, labels: Any, label: Any, visit: Any, ending: Any, limit: Any) -> Any:
    """Give the least cost up to ``limit`` of a label that goes on to a visit and an end from there, and that end.

    ``label`` −1 is the start. The end is −1 where all cost more. Exact as a bound: an end that fits in no way costs
    more than the limit.
    """
    ends, begins, alive = ending
    came = drives.shape[0] - 1 if label < 0 else labels[label, PLACE]
    drive = np.int64(0) if rows[visit, AT] < 0 else drives[came, rows[visit, AT]]
    leave = car[SHIFT_START] if label < 0 else labels[label, END]
    latest = car[SHIFT_START] + car[CLOSE] - leave - drive
    cost = car[DRIVING] * drive
    if label >= 0:
        cost += labels[label, COST]
    best, chosen = limit + 1, np.int64(-1)
    for at in range(begins[visit], begins[visit + 1]):
        end = alive[at]
        whole = cost + ends[end, COST]
        if whole >= best:
            break
        if ends[end, END] > latest:
            continue
        if label >= 0:
            whole += _whole(car, labels, label, ends, end, drive)
        if whole < best:
            best, chosen = whole, end
    return best, chosen


@compiled
def join_all(task: Any, labels: Any, count: Any, ending: Any, limit: Any, halt: Any) -> Any:
    """Give per label (the last: the start) the least cost up to ``limit`` of a whole route, and the end it goes on to.

    The end is −1 where the label's visit is the route's last one.
    """
    drives, rows, car, first, near = task
    costs = np.full(count + 1, np.int64(1) << 62, np.int64)
    chosen = np.full(count + 1, -1, np.int64)
    for number in range(count + 1):
        label = number if number < count else np.int64(-1)
        if halt[0] != 0 or (label >= 0 and labels[label, DEAD]):
            continue
        node = rows.shape[0] if label < 0 else labels[label, NODE]
        if label >= 0:
            costs[label] = finished(drives, car, labels, label)
        for at in range(first[node], first[node + 1]):
            if label >= 0 and was_at(labels, label, near[at]):
                continue
            most = min(limit, costs[number] - 1)
            cost, end = joined(drives, rows, car, labels, label, near[at], ending, most)
            if cost <= most:
                costs[number], chosen[number] = cost, end
    return costs, chosen


@compiled
def _slot(labels: Any, label: Any, words: Any, table: Any) -> Any:
    """Give the slot of a label's visits and last visit in the hash table of newest labels."""
    code = np.uint64(labels[label, NODE] + 1) * np.uint64(0x9E3779B97F4A7C15)
    for word in range(words):
        code = (code ^ np.uint64(labels[label, MASK + word])) * np.uint64(0xBF58476D1CE4E5B9)
        code ^= code >> np.uint64(29)
    return np.int64(code % np.uint64(table.size))


@compiled
def _settle(car: Any, labels: Any, values: Any, count: Any, table: Any) -> Any:
    """Keep the label at ``count`` unless one of the same visits, in another order, is as good; give the new count."""
    words, waiting = car[WORDS], car[WAITING]
    slot = _slot(labels, count, words, table)
    other = table[slot]
    while other >= 0:
        same = labels[other, NODE] == labels[count, NODE] and labels[other, PLACE] == labels[count, PLACE]
        for word in range(words):
            same = same and labels[other, MASK + word] == labels[count, MASK + word]
        if same and labels[other, TAKEN] == labels[count, TAKEN]:
            one = values[other] + waiting * max(np.int64(0), labels[count, FREE] - labels[other, FREE])
            if labels[other, END] <= labels[count, END] and one <= values[count]:
                return count
            two = values[count] + waiting * max(np.int64(0), labels[other, FREE] - labels[count, FREE])
            if labels[count, END] <= labels[other, END] and two <= values[other]:
                labels[other, DEAD] = 1
        other = labels[other, AFTER]
    labels[count, DEAD] = 0
    labels[count, AFTER] = table[slot]
    table[slot] = count
    return count + 1


@compiled
def _value(rows: Any, car: Any, labels: Any, count: Any, origin: Any, values: Any, paid: Any) -> Any:
    """Note what the label at ``count`` costs without duals, and the duals on the way: those of cuts are in ``paid``."""
    visit = labels[count, NODE]
    before = np.int64(0) if origin < 0 else paid[origin]
    cuts = np.int64(0)
    if origin >= 0:
        column, words = MASK + car[WORDS], car[CUTS]
        inside = OPENS + 2 * car[WINDOWS] + 2 * car[WORDS]
        for word in range(words):
            both = labels[origin, column + word] & rows[visit, inside + words + word] & rows[visit, inside + word]
            if both:
                cuts += price_of(car, both, word)
    paid[count] = before + cuts + rows[visit, GAIN] - rows[visit, WORTH]
    values[count] = labels[count, COST] - paid[count]


@compiled
def _write(drives: Any, rows: Any, car: Any, labels: Any, to: Any, origin: Any, visit: Any, done: Any) -> Any:
    """Write the way from a label (−1: the start) to a visit into label ``to``; tell whether it fits."""
    if origin < 0:
        return begin(drives, rows, car, labels, to, visit, done)
    return extend(drives, rows, car, labels, to, origin, visit, done)


@compiled
def routes_below(task: Any, labels: Any, ending: Any, limit: Any, halt: Any) -> Any:
    """Enumerate all routes of reduced cost up to ``limit``, of each set of visits the best order.

    Labels must remember all visits. Gives the number of labels (−1: no room or time for all), and per label the cost
    of the route that ends with it, without duals (2⁶² where it is none).
    """
    drives, rows, car, first, near = task
    visits, most = rows.shape[0], labels.shape[0] - 1
    values, paid = np.empty(most + 1, np.int64), np.empty(most + 1, np.int64)
    table = np.full(1 << 20, -1, np.int64)
    count: Any = np.int64(0)
    label: Any = np.int64(-1)
    while label < count:
        node = visits if label < 0 else labels[label, NODE]
        taken = np.int64(0) if label < 0 else labels[label, TAKEN]
        if label < 0 or not labels[label, DEAD]:
            for at in range(first[node], first[node + 1]):
                visit = near[at]
                if label >= 0 and was_at(labels, label, visit):
                    continue
                _, end = joined(drives, rows, car, labels, label, visit, ending, limit)
                if end < 0:
                    continue
                for done in range(taken, car[BREAKS] + 1):
                    if count >= most or halt[0] != 0:
                        return np.int64(-1), values
                    if _write(drives, rows, car, labels, count, label, visit, done):
                        _value(rows, car, labels, count, label, values, paid)
                        count = _settle(car, labels, values, count, table)
        label += 1
    for label in range(count):
        whole = finished(drives, car, labels, label) if not labels[label, DEAD] else limit + 1
        values[label] = whole - paid[label] if whole <= limit else np.int64(1) << 62
    return count, values
