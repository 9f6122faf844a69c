"""The courses of parts of edges, joined: points in degrees along the streets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maps import mercator
from maps.mercator import Floats
from maps.network import Bools, Ints, RoadNetwork
from maps.ragged import pick, starts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """Rows of points, one after the other."""

    start: Ints
    """Where each row begins, and the number of points at the end."""
    lat: Floats
    lon: Floats


def lay(network: RoadNetwork, edge: Ints, start: Floats, end: Floats) -> Courses:
    """Give the course of parts of edges, one row each, from one fraction of an edge to another.

    Fractions are shares of the length on the map, as snapping measures them.
    """
    line = network.line[edge]
    first, counts = network.line_start[line], np.diff(network.line_start)[line]
    step = np.where(network.backward[edge], -1, 1)
    first = np.where(network.backward[edge], first + counts - 1, first)
    whole = (start == 0) & (end == 1)
    cut = _cut(network, first[~whole], counts[~whole], step[~whole], start[~whole], end[~whole])
    result_counts = counts.copy()
    result_counts[~whole] = np.diff(cut.start)
    result_start = starts_of(result_counts)
    into_whole = pick(result_start[:-1][whole], counts[whole])
    into_cut = pick(result_start[:-1][~whole], result_counts[~whole])
    point = _points(first[whole], counts[whole], step[whole])
    lat, lon = np.empty(result_start[-1]), np.empty(result_start[-1])
    lat[into_whole], lon[into_whole] = network.line_lat[point], network.line_lon[point]
    lat[into_cut], lon[into_cut] = cut.lat, cut.lon
    return Courses(start=result_start, lat=lat, lon=lon)


def join(courses: Courses, rows: Ints) -> Courses:
    """Join rows to longer ones, of ``rows`` each, without the points at which they meet twice.

    A joined row of several points has at least two left, though they may be the same.
    """
    starts = courses.start[starts_of(rows)]
    lat, lon = courses.lat, courses.lon
    moves = np.ones(len(lat), dtype=np.bool_)
    moves[1:] = (np.diff(lat) != 0) | (np.diff(lon) != 0)
    filled = np.flatnonzero(np.diff(starts))
    moves[starts[filled]] = True
    kept = np.add.reduceat(moves, starts[filled], dtype=np.int64) if len(filled) else np.zeros(0, dtype=np.int64)
    moves[starts[filled + 1][kept < 2] - 1] = True
    counts = np.zeros(len(rows), dtype=np.int64)
    counts[filled] = np.maximum(kept, 2)
    return Courses(start=starts_of(counts), lat=lat[moves], lon=lon[moves])


def _points(first: Ints, counts: Ints, step: Ints) -> Ints:
    """Give the points of lines in the order in which they are driven."""
    return np.repeat(first, counts) + pick(np.zeros_like(counts), counts) * np.repeat(step, counts)


def _cut(network: RoadNetwork, first: Ints, counts: Ints, step: Ints, start: Floats, end: Floats) -> Courses:
    """Cut lines: a point at the start, those between, and one at the end."""
    point = _points(first, counts, step)
    lat, lon = network.line_lat[point], network.line_lon[point]
    flat = mercator.project(lat, lon)
    begins = starts_of(counts)
    passed = _measure(flat, begins)
    whole = passed[begins[1:] - 1]
    row = np.repeat(np.arange(len(counts)), counts)
    inside = (passed > (start * whole)[row]) & (passed < (end * whole)[row])
    inner = np.bincount(row[inside], minlength=len(counts))
    result = starts_of(inner + 2)
    into = pick(result[:-1] + 1, inner)
    course = Courses(start=result, lat=np.empty(result[-1]), lon=np.empty(result[-1]))
    course.lat[into], course.lon[into] = lat[inside], lon[inside]
    for at, places in ((start, result[:-1]), (end, result[1:] - 1)):
        after = begins[:-1] + _count_before(passed, at * whole, row)
        after = np.clip(after, begins[:-1] + 1, begins[1:] - 1)
        course.lat[places], course.lon[places] = _between(lat, lon, flat, passed, after, at * whole)
    return course


def _measure(flat: Floats, begins: Ints) -> Floats:
    """Give, by point, how far along its row it lies."""
    steps = np.zeros(len(flat))
    steps[1:] = np.hypot(*np.diff(flat, axis=0).T)
    steps[begins[:-1]] = 0.0
    # Summed row by row, so that what lies before a row does not blur it.
    longest = int(np.diff(begins).max(initial=0))
    row = np.zeros((len(begins) - 1, longest))
    place = np.repeat(np.arange(len(begins) - 1), np.diff(begins)), pick(np.zeros_like(begins[1:]), np.diff(begins))
    row[place] = steps
    return np.asarray(np.cumsum(row, axis=1)[place], dtype=np.float64)


def _count_before(passed: Floats, wanted: Floats, row: Ints) -> Ints:
    """Count, by row, the points that lie before a length along it."""
    before: Bools = passed < wanted[row]
    return np.bincount(row[before], minlength=len(wanted))


def _between(
    lat: Floats, lon: Floats, flat: Floats, passed: Floats, after: Ints, wanted: Floats
) -> tuple[Floats, Floats]:
    """Give the points at lengths along rows, between the points ``after`` and those before them."""
    steps = passed[after] - passed[after - 1]
    share = np.clip((wanted - passed[after - 1]) / np.where(steps > 0, steps, 1.0), 0.0, 1.0)
    found = mercator.unproject(flat[after - 1] + (flat[after] - flat[after - 1]) * share[:, None])
    # A corner is told exactly, so that what begins there joins what ends there.
    corner = np.where(share >= 1, after, after - 1)
    exact = (share <= 0) | (share >= 1)
    return np.where(exact, lat[corner], found[0]), np.where(exact, lon[corner], found[1])
