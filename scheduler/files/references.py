"""What must hold between the items of a day: ids, names of other items, groups, gaps, coordinates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Final

import numpy as np

from scheduler.files import limits
from scheduler.files.findings import Finding, Path, fold, nearest
from scheduler.files.running_json import named_in
from scheduler.files.validation import Parts
from scheduler.files.wire import GapItem

_REFERENCES: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("cars", ("start",), "locations"),
    ("cars", ("end",), "locations"),
    ("cars", ("crew",), "staff"),
    ("patients", ("location",), "locations"),
    ("patients", ("contact_staff",), "staff"),
    ("patients", ("refused_staff",), "staff"),
    ("visits", ("patient",), "patients"),
    ("visits", ("cars_allowed",), "cars"),
    ("visits", ("cars_refused",), "cars"),
    ("together", ("visits",), "visits"),
    ("gaps", ("before",), "visits"),
    ("gaps", ("after",), "visits"),
    ("fixed", ("visit",), "visits"),
    ("fixed", ("car",), "cars"),
)
"""List, field, and the list whose ids that field names."""


def check_references(parts: Parts) -> Iterator[Finding]:
    """Yield what is wrong between the well-formed items."""
    for check in _CHECKS:
        yield from check(parts)


def _check_ids(parts: Parts) -> Iterator[Finding]:
    for section in ("locations", "staff", "cars", "patients", "visits", "together"):
        seen: dict[str, str] = {}
        for number, item in parts.items[section].items():
            other = seen.get(fold(item.id))
            if other is not None:
                code = "duplicate_id" if other == item.id else "similar_id"
                yield Finding(path=(section, number, "id"), code=code, values={"id": item.id, "other": other})
            seen.setdefault(fold(item.id), item.id)


def _check_named(parts: Parts) -> Iterator[Finding]:
    hints = limits.HINTS
    for section, (name,), target in _REFERENCES:
        for number, item in parts.items[section].items():
            value = getattr(item, name)
            several = isinstance(value, list)
            for place, key in enumerate(value if several else [value]):
                if key is not None and key not in parts.ids[target]:
                    path = (section, number, name, place) if several else (section, number, name)
                    hint = nearest(key, parts.ids[target]) if hints > 0 else {}
                    hints -= 1
                    yield Finding(path=path, code="unknown_id", values={"id": key, "target": target, **hint})


def _check_lists(parts: Parts) -> Iterator[Finding]:
    for section, name in (("cars", "crew"), ("together", "visits")):
        for number, item in parts.items[section].items():
            keys = getattr(item, name)
            for place, key in enumerate(keys):
                if key in keys[:place]:
                    yield Finding(path=(section, number, name, place), code="named_twice", values={"id": key})


def _check_crews(parts: Parts) -> Iterator[Finding]:
    for number, patient in parts.items["patients"].items():
        for key in sorted(set(patient.contact_staff) & set(patient.refused_staff)):
            place = patient.refused_staff.index(key)
            path = ("patients", number, "refused_staff", place)
            yield Finding(path=path, code="wanted_and_refused", values={"id": key})
    for number, visit in parts.items["visits"].items():
        for key in sorted(set(visit.cars_allowed or ()) & set(visit.cars_refused)):
            path = ("visits", number, "cars_refused", visit.cars_refused.index(key))
            yield Finding(path=path, code="wanted_and_refused", values={"id": key})


def _check_together(parts: Parts) -> Iterator[Finding]:
    group_of: dict[str, str] = {}
    for number, group in parts.items["together"].items():
        for place, key in enumerate(group.visits):
            other = group_of.setdefault(key, group.id)
            if other != group.id:
                path = ("together", number, "visits", place)
                yield Finding(path=path, code="in_two_groups", values={"id": key, "other": other})


def _check_gaps(parts: Parts) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for number, gap in parts.items["gaps"].items():
        path: Path = ("gaps", number)
        if gap.before == gap.after:
            yield Finding(path=(*path, "after"), code="gap_to_itself", values={"id": gap.after})
        if (gap.before, gap.after) in seen:
            yield Finding(path=(*path, "after"), code="gap_twice", values={"before": gap.before, "after": gap.after})
        if gap.max_min is not None and gap.max_min < gap.min_min:
            yield Finding(path=(*path, "max_min"), code="gap_max_below_min")
        seen.add((gap.before, gap.after))
    yield from _check_gap_circles(parts)
    yield from _check_gaps_in_groups(parts)


def _check_gap_circles(parts: Parts) -> Iterator[Finding]:
    """Find gaps that together ask a visit to come after itself.

    Every gap asks ``after`` to start later than ``before`` (from start to start with no minimum: not earlier), so
    a circle that holds a single strict gap can never be kept; a gap is in a circle if both ends are in the same
    strongly connected component.
    """
    gaps = {number: gap for number, gap in parts.items["gaps"].items() if gap.before != gap.after}
    visits = {key: index for index, key in enumerate({key for gap in gaps.values() for key in (gap.before, gap.after)})}
    ends = [(visits[gap.before], visits[gap.after]) for gap in gaps.values()]
    if not _has_circle(ends):
        return
    from scipy.sparse import coo_array  # noqa: PLC0415 (SciPy takes half a second to import)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 (as above)

    graph = coo_array((np.ones(len(ends)), tuple(zip(*ends, strict=True))), shape=(len(visits), len(visits)))
    circle = connected_components(graph, connection="strong")[1]
    for number, gap in gaps.items():
        if _is_strict(gap) and circle[visits[gap.before]] == circle[visits[gap.after]]:
            values = {"before": gap.before, "after": gap.after}
            yield Finding(path=("gaps", number, "after"), code="gap_circle", values=values)


def _has_circle(ends: Collection[tuple[int, int]]) -> bool:
    order: TopologicalSorter[int] = TopologicalSorter()
    for before, after in ends:
        order.add(after, before)
    try:
        order.prepare()
    except CycleError:
        return True
    return False


def _check_gaps_in_groups(parts: Parts) -> Iterator[Finding]:
    group_of = {key: group.id for group in parts.items["together"].values() for key in group.visits}
    for number, gap in parts.items["gaps"].items():
        group = group_of.get(gap.before)
        if _is_strict(gap) and gap.before != gap.after and group is not None and group == group_of.get(gap.after):
            values = {"before": gap.before, "after": gap.after, "group": group}
            yield Finding(path=("gaps", number, "after"), code="gap_in_group", values=values)


def _is_strict(gap: GapItem) -> bool:
    return gap.since == "end" or gap.min_min > 0


def _check_fixed(parts: Parts) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, fix in parts.items["fixed"].items():
        if fix.visit in seen:
            yield Finding(path=("fixed", number, "visit"), code="named_twice", values={"id": fix.visit})
        if fix.car is None and fix.start is None:
            yield Finding(path=("fixed", number), code="fixed_to_nothing", values={"id": fix.visit})
        seen.add(fix.visit)


def _check_travel(parts: Parts) -> Iterator[Finding]:
    travel = None if parts.head is None else parts.head.travel
    if parts.head is None or travel is None:
        return
    if parts.head.roads is not None:
        yield Finding(path=("travel",), code="roads_and_travel")
    seen: set[str] = set()
    for place, key in enumerate(travel.locations):
        if key in seen:
            yield Finding(path=("travel", "locations", place), code="named_twice", values={"id": key})
        elif key not in parts.ids["locations"]:
            values = {"id": key, "target": "locations"}
            yield Finding(path=("travel", "locations", place), code="unknown_id", values=values)
        seen.add(key)
    yield from _check_travel_covers(parts, set(travel.locations), set(travel.modes))


def _check_travel_covers(parts: Parts, covered: set[str], modes: set[str]) -> Iterator[Finding]:
    for number, car in parts.items["cars"].items():
        if car.mode not in modes:
            yield Finding(path=("cars", number, "mode"), code="mode_without_matrix", values={"mode": car.mode})
    used: list[tuple[Path, str | None]] = [
        (("cars", number, name), getattr(car, name))
        for number, car in parts.items["cars"].items()
        for name in ("start", "end")
    ]
    used += [
        (("patients", number, "location"), patient.location) for number, patient in parts.items["patients"].items()
    ]
    running = None if parts.head is None else parts.head.running
    used += [] if running is None else [(path, key) for path, target, key in named_in(running) if target == "locations"]
    for path, key in used:
        if key is not None and key in parts.ids["locations"] and key not in covered:
            yield Finding(path=path, code="location_without_matrix", values={"id": key})


def _check_running(parts: Parts) -> Iterator[Finding]:
    running = None if parts.head is None else parts.head.running
    if running is None:
        return
    seen: dict[str, set[str]] = {"cars": set(), "visits": set()}
    for path, target, key in named_in(running):
        if key not in parts.ids[target]:
            yield Finding(path=path, code="unknown_id", values={"id": key, "target": target})
        elif key in seen.get(target, ()):
            yield Finding(path=path, code="named_twice", values={"id": key})
        seen.get(target, set()).add(key)


_CHECKS: Final[tuple[Callable[[Parts], Iterator[Finding]], ...]] = (
    _check_ids,
    _check_named,
    _check_lists,
    _check_crews,
    _check_together,
    _check_gaps,
    _check_fixed,
    _check_travel,
    _check_running,
)
