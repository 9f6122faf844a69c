"""Which arcs and whole routes can be in a plan better than a known one: labels joined with mirrored labels, compiled.

A route whose reduced cost is above the gap is in no better plan (Baldacci, Christofides and Mingozzi 2008, section 5).
Ends of routes are labels of the mirrored task (``layout.mirrored``), sorted by cost for each visit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from solver.bound.labelling import begin, extend, finished, price_of, was_at
from solver.bound.tasks import AFTER, COST, DEAD, END, FREE, MASK, NODE, PLACE, TAKEN


@njit(cache=True, nogil=True)
def ends_of(labels: Any, count: Any, visits: Any) -> Any:
    """List the labels alive by visit, the cheapest first: where each visit's begin, and the labels."""
    alive = np.flatnonzero(labels[:count, DEAD] == 0)
    alive = alive[np.argsort(labels[alive, COST], kind="mergesort")]
    alive = alive[np.argsort(labels[alive, NODE], kind="mergesort")]
    first = np.searchsorted(labels[alive, NODE], np.arange(visits + 1))
    return first, alive


@njit(cache=True, nogil=True)
def joined(task: Any, labels: Any, label: Any, visit: Any, ends: Any, first: Any, alive: Any, limit: Any) -> Any:
    """Give the least cost of a label that goes on to a visit and an end from there, or one above ``limit``.

    ``label`` −1 is the start. Exact as a bound: an end that fits in no way costs more than the limit.
    """
    outside = task.drives.shape[0] - 1
    total = task.clock[0] + task.clock[2]
    came = outside if label < 0 else labels[label, PLACE]
    drive = np.int64(0) if task.place[visit] < 0 else task.drives[came, task.place[visit]]
    leave = task.clock[0] if label < 0 else labels[label, END]
    cost = task.prices[0] * drive
    if label >= 0:
        cost += labels[label, COST]
    cuts = MASK + task.keep.shape[1]
    for at in range(first[visit], first[visit + 1]):
        end = alive[at]
        whole = cost + ends[end, COST]
        if whole > limit:
            break
        if leave + drive > total - ends[end, END]:
            continue
        if label < 0:
            return whole
        meets = np.int64(0)
        for column in range(MASK, cuts):
            meets |= labels[label, column] & ends[end, column]
        if meets:
            continue
        waited = total - ends[end, FREE] - drive - labels[label, FREE]
        whole += task.prices[4] * max(np.int64(0), waited)
        for column in range(cuts, cuts + task.cut_in.shape[1]):
            both = labels[label, column] & ends[end, column]
            if both:
                whole += price_of(both, column - cuts, task.cut_prices)
        if whole <= limit:
            return whole
    return limit + 1


@njit(cache=True, nogil=True)
def useful_arcs(task: Any, labels: Any, count: Any, ends: Any, first: Any, alive: Any, limit: Any) -> Any:
    """Tell which visits may follow which (last row: the start) in a route of reduced cost up to ``limit``."""
    visits = task.place.size
    useful = np.zeros((visits + 1, visits), np.bool_)
    for at in range(task.first[visits], task.first[visits + 1]):
        visit = task.near[at]
        useful[visits, visit] = joined(task, labels, np.int64(-1), visit, ends, first, alive, limit) <= limit
    for label in range(count):
        if labels[label, DEAD]:
            continue
        node = labels[label, NODE]
        for at in range(task.first[node], task.first[node + 1]):
            visit = task.near[at]
            if not useful[node, visit] and not was_at(labels, label, visit):
                useful[node, visit] = joined(task, labels, label, visit, ends, first, alive, limit) <= limit
    return useful


@njit(cache=True, nogil=True)
def _slot(labels: Any, label: Any, words: Any, table: Any) -> Any:
    """Give the slot of a label's visits and last visit in the hash table of newest labels."""
    code = np.uint64(labels[label, NODE] + 1) * np.uint64(0x9E3779B97F4A7C15)
    for word in range(words):
        code = (code ^ np.uint64(labels[label, MASK + word])) * np.uint64(0xBF58476D1CE4E5B9)
        code ^= code >> np.uint64(29)
    return np.int64(code % np.uint64(table.size))


@njit(cache=True, nogil=True)
def _settle(task: Any, labels: Any, values: Any, count: Any, table: Any) -> Any:
    """Keep the label at ``count`` unless one of the same visits, in another order, is as good; give the new count."""
    words = task.keep.shape[1]
    slot = _slot(labels, count, words, table)
    other = table[slot]
    while other >= 0:
        same = labels[other, NODE] == labels[count, NODE] and labels[other, PLACE] == labels[count, PLACE]
        for word in range(words):
            same = same and labels[other, MASK + word] == labels[count, MASK + word]
        if same and labels[other, TAKEN] == labels[count, TAKEN]:
            one = values[other] + task.prices[1] * max(np.int64(0), labels[count, FREE] - labels[other, FREE])
            if labels[other, END] <= labels[count, END] and one <= values[count]:
                return count
            two = values[count] + task.prices[1] * max(np.int64(0), labels[other, FREE] - labels[count, FREE])
            if labels[count, END] <= labels[other, END] and two <= values[other]:
                labels[other, DEAD] = 1
        other = labels[other, AFTER]
    labels[count, DEAD] = 0
    labels[count, AFTER] = table[slot]
    table[slot] = count
    return count + 1


@njit(cache=True, nogil=True)
def _value(task: Any, labels: Any, count: Any, origin: Any, values: Any, paid: Any) -> Any:
    """Note what the label at ``count`` costs without duals, and the duals on the way: those of cuts are in ``paid``."""
    visit = labels[count, NODE]
    before = np.int64(0) if origin < 0 else paid[origin]
    cuts = np.int64(0)
    if origin >= 0:
        column = MASK + task.keep.shape[1]
        for word in range(task.cut_in.shape[1]):
            both = labels[origin, column + word] & task.cut_keep[visit, word] & task.cut_in[visit, word]
            if both:
                cuts += price_of(both, word, task.cut_prices)
    paid[count] = before + cuts + task.gain[visit] - task.worth[visit]
    values[count] = labels[count, COST] - paid[count]


@njit(cache=True, nogil=True)
def _write(task: Any, labels: Any, to: Any, origin: Any, visit: Any, done: Any) -> Any:
    """Write the way from a label (−1: the start) to a visit into label ``to``; tell whether it fits."""
    if origin < 0:
        return begin(task, labels, to, visit, done)
    return extend(task, labels, to, origin, visit, done)


@njit(cache=True, nogil=True)
def routes_below(task: Any, labels: Any, ends: Any, first: Any, alive: Any, limit: Any) -> Any:
    """Enumerate all routes of reduced cost up to ``limit``, of each set of visits the best order.

    ``task.keep`` must remember all visits. Gives the number of labels (−1: no room for all), and per label the cost
    of the route that ends with it, without duals (2⁶² where it is none).
    """
    visits, most = task.place.size, labels.shape[0] - 1
    values, paid = np.empty(most + 1, np.int64), np.empty(most + 1, np.int64)
    table = np.full(1 << 20, -1, np.int64)
    count: Any = np.int64(0)
    label: Any = np.int64(-1)
    while label < count:
        node = visits if label < 0 else labels[label, NODE]
        taken = np.int64(0) if label < 0 else labels[label, TAKEN]
        if label < 0 or not labels[label, DEAD]:
            for at in range(task.first[node], task.first[node + 1]):
                visit = task.near[at]
                if label >= 0 and was_at(labels, label, visit):
                    continue
                if joined(task, labels, label, visit, ends, first, alive, limit) > limit:
                    continue
                for done in range(taken, task.breaks.shape[0] + 1):
                    if count >= most:
                        return np.int64(-1), values
                    if _write(task, labels, count, label, visit, done):
                        _value(task, labels, count, label, values, paid)
                        count = _settle(task, labels, values, count, table)
        label += 1
    for label in range(count):
        whole = finished(task, labels, label) if not labels[label, DEAD] else limit + 1
        values[label] = whole - paid[label] if whole <= limit else np.int64(1) << 62
    return count, values
