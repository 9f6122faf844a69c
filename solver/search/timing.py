"""When each visit of given routes starts, so that every rule about time holds: our own arithmetic, route by route.

A route is timed by labels (position, breaks taken): forwards the earliest second at which the car can be there,
backwards the latest at which the rest of the route still works. A leg of ``drive`` seconds left at ``leave`` with
breaks b (earliest e, latest l, duration d) in it is over at ``max(leave + drive, e) + d``, as a break may interrupt the
drive, if it can begin by ``l``. Ties between routes enter as bounds on the starts of visits; see ``ties``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.search.cars import NEVER, CarTimes, Drive, Leg
from solver.search.model import Model

Breaks = Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Timed:
    """A route with its times, and the breaks it takes (in ``times``).

    ``legs[p]`` is the drive to stop p (and, last, to the end), ``work[p]`` the seconds at stop p. ``leave[p][j]``
    is the earliest second at which stop p−1 (the start) may be left with j breaks taken, ``latest[p][j]`` the
    latest start of stop p (finish of the route) with j breaks taken before it. ``starts`` are the earliest
    starts that lead to the earliest ``finish``, ``rests[p]`` says how many breaks are taken in leg p then.
    """

    car: int
    times: CarTimes
    visits: tuple[int, ...]
    legs: list[Leg]
    work: list[int]
    leave: list[list[int]]
    latest: list[list[int]]
    starts: list[int]
    rests: list[int]
    finish: int


def round_up(windows: Sequence[tuple[int, int]], second: int) -> int:
    """Give the first second from ``second`` on that lies in a window, or NEVER."""
    for start, end in windows:
        if second <= end:
            return max(start, second)
    return NEVER


def round_down(windows: Sequence[tuple[int, int]], second: int) -> int:
    """Give the last second up to ``second`` that lies in a window, or −1."""
    for start, end in reversed(windows):
        if second >= start:
            return min(end, second)
    return -1


def drive_from(leg: Leg, leave: int) -> int:
    """Give the seconds of a drive that begins at ``leave``."""
    return leg(leave) if isinstance(leg, Drive) else leg


def arrive_after(leave: int, leg: Leg, breaks: Breaks) -> int:
    """Give when a drive and the breaks taken in it are over, or NEVER where a break would begin too late."""
    ready, rested = leave + drive_from(leg, leave), leave
    for earliest, latest, duration in breaks:
        begin = max(earliest, rested)
        if begin > latest:
            return NEVER
        rested = begin + duration
        ready = max(earliest, ready) + duration
    return ready


def leave_before(arrive: int, leg: Leg, breaks: Breaks) -> int:
    """Give the latest second to leave so that drive and breaks are over at ``arrive``, or −1 (or less)."""
    left = arrive
    for earliest, _, duration in reversed(breaks):
        if earliest + duration > left:
            return -1
        left -= duration
    left = leg.latest(left) if isinstance(leg, Drive) else left - leg
    rested = 0
    for position, (_, latest, duration) in enumerate(breaks):
        chain = max(
            (arrive_after(first[0], 0, breaks[k:position]) for k, first in enumerate(breaks[:position])), default=0
        )
        if chain > latest:
            return -1
        left = min(left, latest - rested)
        rested += duration
    return left


def rest_after(finish: int, close: int, breaks: Breaks) -> bool:
    """Tell whether the breaks can be taken after the finish and within the shift."""
    second = finish
    for earliest, latest, duration in breaks:
        begin = max(earliest, second)
        if begin > latest:
            return False
        second = begin + duration
    return second <= close


def latest_finish(close: int, breaks: Breaks) -> int:
    """Give the latest finish that leaves room for the breaks after it, or −1."""
    return leave_before(close, 0, breaks) if breaks else close


def time_route(
    model: Model, car: int, visits: tuple[int, ...], lower: Sequence[int], upper: Sequence[int]
) -> Timed | None:
    """Time a route, or tell that it cannot be kept (None); breaks with a price are left out only where it must be.

    Parameters
    ----------
    lower, upper
        Bounds on the start of each visit of the problem, besides its windows.
    """
    for times in model.variants[car]:
        timed = time_with(model, times, car, visits, lower, upper)
        if timed is not None:
            return timed
    return None


def time_with(
    model: Model, times: CarTimes, car: int, visits: tuple[int, ...], lower: Sequence[int], upper: Sequence[int]
) -> Timed | None:
    """Time a route that takes the breaks told, or tell that it cannot be kept (None)."""
    if not visits:
        return _idle(times, car)
    legs, work = lay_legs(model, times, visits)
    leave, came = _forwards(model, times, visits, legs, work, lower, upper)
    finish, last = _finish(times, leave[-1], legs[-1])
    if finish >= NEVER:
        return None
    latest = _backwards(model, times, visits, legs, work, lower, upper)
    rests, starts = _trace(times, visits, came, leave, work, last)
    return Timed(car, times, visits, legs, work, leave, latest, starts, rests, finish)


def _idle(times: CarTimes, car: int) -> Timed:
    """Give the route of a car that stays where it is; it takes no breaks."""
    count = len(times.breaks)
    at_end = [latest_finish(times.close, times.breaks[taken:]) for taken in range(count + 1)]
    leave = [[times.begin] + [NEVER] * count]
    return Timed(car, times, (), [0], [], leave, [at_end], [], [0], times.begin)


def lay_legs(model: Model, times: CarTimes, visits: tuple[int, ...]) -> tuple[list[Leg], list[int]]:
    """Give the drives of a route and the seconds that its visits take, which its order tells."""
    legs: list[Leg] = []
    work = []
    at, visited = times.start, -2
    for visit in visits:
        place = model.place[visit]
        if place < 0:
            legs.append(0)
            work.append(model.duration[visit] + model.setup[visit])
        else:
            legs.append(times.leg(at, place))
            work.append(model.duration[visit] + (0 if place == visited else model.setup[visit]))
            at = visited = place
    legs.append(times.leg(at, times.end))
    return legs, work


def _forwards(
    model: Model, times: CarTimes, visits: tuple[int, ...],
    legs: list[Leg], work: list[int], lower: Sequence[int], upper: Sequence[int],
) -> tuple[list[list[int]], list[list[int]]]:  # fmt: skip
    """Give the earliest departures from each place by breaks taken, and by how many breaks each one came."""
    breaks = times.breaks
    count = len(breaks)
    leave = [[times.begin] + [NEVER] * count]
    came: list[list[int]] = []
    for position, visit in enumerate(visits):
        now, leg, low, high = leave[-1], legs[position], lower[visit], upper[visit]
        windows, worked = model.windows[visit], work[position]
        ends, source = [], []
        for taken in range(count + 1):
            best, origin = NEVER, taken
            if now[taken] < NEVER:
                best = round_up(windows, max(now[taken] + drive_from(leg, now[taken]), low))
            for earlier in range(taken):
                if now[earlier] < NEVER:
                    ready = arrive_after(now[earlier], leg, breaks[earlier:taken])
                    start = round_up(windows, max(ready, low))
                    if start < best or (start == best and earlier < origin):
                        best, origin = start, earlier
            ends.append(best + worked if best <= high else NEVER)
            source.append(origin)
        leave.append(ends)
        came.append(source)
    return leave, came


def _finish(times: CarTimes, leave: list[int], leg: Leg) -> tuple[int, int]:
    """Give the earliest finish, and the label it comes from as taken × (breaks + 1) + taken at the finish."""
    breaks, count = times.breaks, len(times.breaks)
    best, label = NEVER, 0
    for taken in range(count + 1):
        if leave[taken] >= NEVER:
            continue
        for done in range(taken, count + 1 if times.end != len(times.rows) - 1 else taken + 1):
            finish = arrive_after(leave[taken], leg, breaks[taken:done])
            if finish < best and finish <= times.close and rest_after(finish, times.close, breaks[done:]):
                best, label = finish, taken * (count + 1) + done
    return best, label


def _backwards(
    model: Model, times: CarTimes, visits: tuple[int, ...],
    legs: list[Leg], work: list[int], lower: Sequence[int], upper: Sequence[int],
) -> list[list[int]]:  # fmt: skip
    """Give the latest starts of each stop (last: the latest finish) by breaks taken before it."""
    breaks, count = times.breaks, len(times.breaks)
    at_end = [latest_finish(times.close, breaks[taken:]) for taken in range(count + 1)]
    latest = [at_end]
    open_end = times.end == len(times.rows) - 1
    for position in range(len(visits) - 1, -1, -1):
        visit, after, leg = visits[position], latest[-1], legs[position + 1]
        row = []
        for taken in range(count + 1):
            left = leave_before(after[taken], leg, ())
            if not (open_end and position == len(visits) - 1):
                for done in range(taken + 1, count + 1):
                    if after[done] >= 0:
                        left = max(left, leave_before(after[done], leg, breaks[taken:done]))
            start = min(left - work[position], upper[visit])
            start = round_down(model.windows[visit], start) if start >= 0 else -1
            row.append(start if start >= lower[visit] else -1)
        latest.append(row)
    latest.reverse()
    return latest


def _trace(
    times: CarTimes, visits: tuple[int, ...],
    came: list[list[int]], leave: list[list[int]], work: list[int], label: int,
) -> tuple[list[int], list[int]]:  # fmt: skip
    """Give how many breaks are taken in each leg (after the finish: none), and the earliest starts."""
    count = len(times.breaks)
    taken, done = divmod(label, count + 1)
    rests = [done - taken]
    starts = []
    for position in range(len(visits) - 1, -1, -1):
        starts.append(leave[position + 1][taken] - work[position])
        earlier = came[position][taken]
        rests.append(taken - earlier)
        taken = earlier
    rests.reverse()
    starts.reverse()
    return rests, starts
