"""Cheapest routes of one kind of car under given duals: labels with dominance over ng-routes, compiled.

Ng-routes: Baldacci, Mingozzi and Roberti (2011), section 4.1. Waiting with a price: a label's cost is flat until
``free`` and rises by the price after, as the duration in Tilk and Irnich (2017), section 3. Limited-memory subset-row
cuts: Pecin, Pessoa, Poggi and Uchoa (2017), section 4.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from solver.bound.tasks import AFTER, COST, DEAD, END, FREE, MASK, NEVER, NODE, PARENT, PLACE, QUEUED, SPANS, TAKEN

_ONE: Final = np.uint64(1)
_DEBRUIJN: Final = np.uint64(0x03F79D71B4CB0A89)
_SHIFT: Final = np.uint64(58)
_POSITION: Final = np.array(
    [next(bit for bit in range(64) if (0x03F79D71B4CB0A89 << bit) % 2**64 >> 58 == high) for high in range(64)]
)


@njit(cache=True, nogil=True)
def price_of(bits: Any, word: Any, prices: Any) -> Any:
    """Add the prices of the cuts whose bits are set in one word (a De Bruijn sequence finds the lowest)."""
    total, left = np.int64(0), np.uint64(bits)
    while left != np.uint64(0):
        low = left & (~left + _ONE)
        total += prices[64 * word + _POSITION[(low * _DEBRUIJN) >> _SHIFT]]
        left ^= low
    return total


@njit(cache=True, nogil=True)
def arrive(task: Any, leave: Any, free: Any, taken: Any, done: Any, drive: Any) -> Any:
    """Give when a drive with breaks ``taken`` … ``done`` is over at the earliest, and until when that is free."""
    ready, rested, spent = leave + drive, leave, np.int64(0)
    for number in range(taken, done):
        earliest, latest, duration = task.breaks[number, 0], task.breaks[number, 1], task.breaks[number, 2]
        begin = max(earliest, rested)
        if begin > latest:
            return NEVER, free
        rested = begin + duration
        free = min(free, latest - spent)
        ready = max(earliest, ready) + duration
        spent += duration
    return ready, free + drive + spent


@njit(cache=True, nogil=True)
def rests_after(task: Any, finish: Any, done: Any) -> Any:
    """Tell whether the breaks from ``done`` on can be taken after the finish and within the shift."""
    second = finish
    for number in range(done, task.breaks.shape[0]):
        begin = max(task.breaks[number, 0], second)
        if begin > task.breaks[number, 1]:
            return False
        second = begin + task.breaks[number, 2]
    return second <= task.clock[2]


@njit(cache=True, nogil=True)
def opening(task: Any, start: Any, visit: Any) -> Any:
    """Give the first second from ``start`` in a window of the visit, or NEVER."""
    for number in range(task.starts.shape[1]):
        if start <= task.ends[visit, number]:
            return max(start, task.starts[visit, number])
    return NEVER


@njit(cache=True, nogil=True)
def serve(task: Any, labels: Any, to: Any, visit: Any, ready: Any, free: Any) -> Any:
    """Write the visit's times and cost into label ``to``, whose cost is that before it; tell whether it fits."""
    start = opening(task, ready, visit)
    if start >= NEVER:
        return False
    here, came = task.place[visit], labels[to, PLACE]
    work = task.duration[visit]
    if here < 0 or here != came:
        work += task.setup[visit]
    if here >= 0:
        labels[to, PLACE] = here
    end = start + work
    if end + task.home[labels[to, PLACE]] > task.clock[2]:
        return False
    late = max(np.int64(0), start - task.late_after[visit])
    waited = max(np.int64(0), start - free)
    labels[to, COST] += task.gain[visit] + task.prices[1] * waited + task.prices[2] * late
    last = task.ends[visit, task.ends.shape[1] - 1]
    labels[to, NODE] = visit
    labels[to, END] = end
    labels[to, FREE] = min(max(free, start), last) + work
    return True


@njit(cache=True, nogil=True)
def remember(task: Any, labels: Any, to: Any, origin: Any, visit: Any) -> Any:
    """Write masks, cuts and loads into label ``to``, made from ``origin`` (−1: the start); tell whether it fits."""
    column = MASK
    for word in range(task.keep.shape[1]):
        old = np.int64(0) if origin < 0 else labels[origin, column] & task.keep[visit, word]
        labels[to, column] = old | task.bars[visit, word]
        column += 1
    for word in range(task.cut_in.shape[1]):
        odd = np.int64(0) if origin < 0 else labels[origin, column] & task.cut_keep[visit, word]
        inside = task.cut_in[visit, word]
        if odd & inside:
            labels[to, COST] += price_of(odd & inside, word, task.cut_prices)
        labels[to, column] = odd ^ inside
        column += 1
    for number in range(task.amounts.shape[1]):
        load = task.amounts[visit, number]
        if origin >= 0:
            load += labels[origin, column]
        labels[to, column] = load
        column += 1
        if load > task.holds[number]:
            return False
    return True


@njit(cache=True, nogil=True)
def was_at(labels: Any, origin: Any, visit: Any) -> Any:
    """Tell whether a label remembers a visit."""
    return (labels[origin, MASK + (visit >> 6)] >> (visit & 63)) & 1 != 0


@njit(cache=True, nogil=True)
def begin(task: Any, labels: Any, to: Any, visit: Any, done: Any) -> Any:
    """Write into label ``to`` the way from the start to a visit, with ``done`` breaks before it departs."""
    leave = task.clock[0]
    for number in range(done):
        at = max(leave, task.breaks[number, 0])
        if at > task.breaks[number, 1]:
            return False
        leave = at + task.breaks[number, 2]
    outside = task.drives.shape[0] - 1
    drive = np.int64(0) if task.place[visit] < 0 else task.drives[outside, task.place[visit]]
    labels[to, PLACE] = outside
    labels[to, COST] = task.prices[0] * drive
    labels[to, TAKEN] = done
    labels[to, PARENT] = -1
    return serve(task, labels, to, visit, leave + drive, NEVER) and remember(task, labels, to, -1, visit)


@njit(cache=True, nogil=True)
def extend(task: Any, labels: Any, to: Any, origin: Any, visit: Any, done: Any) -> Any:
    """Write into label ``to`` the way from label ``origin`` to a visit, with ``done`` breaks taken by then."""
    came = labels[origin, PLACE]
    drive = np.int64(0) if task.place[visit] < 0 else task.drives[came, task.place[visit]]
    ready, free = arrive(task, labels[origin, END], labels[origin, FREE], labels[origin, TAKEN], done, drive)
    if ready >= NEVER:
        return False
    labels[to, PLACE] = came
    labels[to, COST] = labels[origin, COST] + task.prices[0] * drive
    labels[to, TAKEN] = done
    labels[to, PARENT] = origin
    return serve(task, labels, to, visit, ready, free) and remember(task, labels, to, origin, visit)


@njit(cache=True, nogil=True)
def finished(task: Any, labels: Any, label: Any) -> Any:
    """Give what a label costs when the car then goes to its end, or NEVER-like 2⁶² where it cannot."""
    best = np.int64(1) << 62
    drive = task.drives[labels[label, PLACE], task.drives.shape[0] - 1]
    for done in range(labels[label, TAKEN], task.breaks.shape[0] + 1):
        ready, free = arrive(task, labels[label, END], labels[label, FREE], labels[label, TAKEN], done, drive)
        if ready > task.clock[2] or not rests_after(task, ready, done):
            continue
        cost = labels[label, COST] + task.prices[0] * drive + task.prices[1] * max(np.int64(0), ready - free)
        cost += task.prices[3] * max(np.int64(0), ready - task.clock[1])
        best = min(best, cost)
    return best


@njit(cache=True, nogil=True)
def dominates(labels: Any, one: Any, other: Any, widths: Any, waiting: Any, cut_prices: Any) -> Any:
    """Tell whether whatever follows ``other`` can follow ``one`` and costs no more.

    ``widths`` are the numbers of columns with remembered visits, cuts and loads, and whether visits and cuts count.
    """
    if labels[one, END] > labels[other, END] or labels[one, COST] > labels[other, COST]:
        return False
    if labels[one, PLACE] != labels[other, PLACE] or labels[one, TAKEN] < labels[other, TAKEN]:
        return False
    cuts = MASK + widths[0]
    for column in range(MASK, cuts if widths[3] else MASK):
        if labels[one, column] & ~labels[other, column]:
            return False
    loads = cuts + widths[1]
    for column in range(loads, loads + widths[2]):
        if labels[one, column] > labels[other, column]:
            return False
    cost = labels[one, COST] + waiting * max(np.int64(0), labels[other, FREE] - labels[one, FREE])
    for column in range(cuts, loads if widths[3] else cuts):
        bits = labels[one, column] & ~labels[other, column]
        if bits and cost <= labels[other, COST]:
            cost += price_of(bits, column - cuts, cut_prices)
    return cost <= labels[other, COST]


@njit(cache=True, nogil=True)
def is_beaten(labels: Any, chains: Any, label: Any, span: Any, widths: Any, waiting: Any, cut_prices: Any) -> Any:
    """Tell whether a label kept dominates this one."""
    cost = labels[label, COST]
    for earlier in range(span + 1):
        if chains[earlier, 1] <= cost:
            other = chains[earlier, 0]
            while other >= 0:
                if dominates(labels, other, label, widths, waiting, cut_prices):
                    return True
                other = labels[other, AFTER]
    return False


@njit(cache=True, nogil=True)
def drop_beaten(labels: Any, chains: Any, label: Any, span: Any, widths: Any, waiting: Any, cut_prices: Any) -> Any:
    """Take the labels out of their chains that this one dominates."""
    for later in range(span, SPANS):
        before, other = np.int64(-1), chains[later, 0]
        while other >= 0:
            following = labels[other, AFTER]
            if dominates(labels, label, other, widths, waiting, cut_prices):
                labels[other, DEAD] = 1
                if before < 0:
                    chains[later, 0] = following
                else:
                    labels[before, AFTER] = following
            else:
                before = other
            other = following


@njit(cache=True, nogil=True)
def keep(task: Any, labels: Any, chains: Any, queue: Any, count: Any) -> Any:
    """Keep the label tried at ``count`` unless it is dominated; give the new count.

    ``chains`` has, per visit and span of ``END``, its newest label and the least cost in it; ``queue``, per span, the
    newest label that is still to be extended.
    """
    width = (task.clock[2] - task.clock[0]) // SPANS + 1
    span = min((labels[count, END] - task.clock[0]) // width, SPANS - 1)
    widths = (task.keep.shape[1], task.cut_in.shape[1], task.amounts.shape[1], task.clock[3])
    mine = chains[labels[count, NODE]]
    if is_beaten(labels, mine, count, span, widths, task.prices[1], task.cut_prices):
        return count
    drop_beaten(labels, mine, count, span, widths, task.prices[1], task.cut_prices)
    labels[count, DEAD] = 0
    labels[count, AFTER] = mine[span, 0]
    mine[span, 0] = count
    mine[span, 1] = min(mine[span, 1], labels[count, COST])
    labels[count, QUEUED] = queue[span]
    queue[span] = count
    return count + 1


@njit(cache=True, nogil=True)
def start_all(task: Any, labels: Any, chains: Any, queue: Any) -> Any:
    """Make the labels of all first visits; give their count."""
    count = np.int64(0)
    row = task.first.size - 2
    for at in range(task.first[row], task.first[row + 1]):
        for done in range(task.breaks.shape[0] + 1):
            if count < labels.shape[0] - 1 and begin(task, labels, count, task.near[at], done):
                count = keep(task, labels, chains, queue, count)
    return count


@njit(cache=True, nogil=True)
def spread_from(task: Any, labels: Any, chains: Any, queue: Any, label: Any, count: Any) -> Any:
    """Extend one label to every visit that may follow; give the new count, −1 where there is no room."""
    visit = labels[label, NODE]
    for at in range(task.first[visit], task.first[visit + 1]):
        if was_at(labels, label, task.near[at]):
            continue
        for done in range(labels[label, TAKEN], task.breaks.shape[0] + 1):
            if count >= labels.shape[0] - 1:
                return np.int64(-1)
            if extend(task, labels, count, label, task.near[at], done):
                count = keep(task, labels, chains, queue, count)
    return count


@njit(cache=True, nogil=True)
def spread(task: Any, labels: Any) -> Any:
    """Make all labels that no other dominates; give their count, the room there is where it is not enough."""
    chains = np.full((task.place.size, SPANS, 2), -1, np.int64)
    chains[:, :, 1] = np.int64(1) << 62
    queue = np.full(SPANS, -1, np.int64)
    count = start_all(task, labels, chains, queue)
    for span in range(SPANS):
        while queue[span] >= 0:
            label = queue[span]
            queue[span] = labels[label, QUEUED]
            if labels[label, DEAD]:
                continue
            count = spread_from(task, labels, chains, queue, label, count)
            if count < 0:
                return np.int64(labels.shape[0] - 1)
    return count


@njit(cache=True, nogil=True)
def finish_all(task: Any, labels: Any, count: Any) -> Any:
    """Give what each label costs as a whole route, 2⁶² where it is dead or cannot end."""
    costs = np.full(count, np.int64(1) << 62, np.int64)
    for label in range(count):
        if not labels[label, DEAD]:
            costs[label] = finished(task, labels, label)
    return costs
