"""The narrow waist: a problem as plain integers and arrays.

Checked once when made, then trusted and never changed. Seconds count from an origin that only the caller
knows; locations, cars, visits, patients, skills and load dimensions are indices into the tuples given here.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Final

from solver.errors import require, require_whole
from solver.travel import Travel

LATEST: Final = 10_000_000
"""Seconds: a bound on every clock in a problem (115 days), so that sums stay far from overflow."""

LARGEST_PRICE: Final = 1_000_000_000
"""The highest price of leaving out one visit."""

MOST: Final = 1_000_000_000
"""The highest number of visits, people or units of a load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A visit may start between ``start`` and ``end``; outside the soft bounds each second has a price.

    The soft bounds may lie outside ``start`` … ``end``: then each start in the window has a price.
    """

    start: int
    end: int
    soft_start: int | None = None
    soft_end: int | None = None

    def __post_init__(self) -> None:
        require_whole("window: start and end", self.start, self.end, most=LATEST)
        require(self.start <= self.end, f"window: {self.start}–{self.end} is not a span of time")
        bounds = [bound for bound in (self.soft_start, self.soft_end) if bound is not None]
        require_whole("window: soft bound", *bounds, least=-LATEST, most=LATEST)
        if self.soft_start is not None and self.soft_end is not None:
            require(self.soft_start <= self.soft_end, f"window: soft {self.soft_start}–{self.soft_end} is not a span")


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A rest of ``duration`` that starts between ``earliest`` and ``latest``, anywhere between two stops.

    ``price`` is the cost of not taking it; None where it must be taken.
    """

    earliest: int
    latest: int
    duration: int
    price: int | None = None

    def __post_init__(self) -> None:
        require_whole("break: earliest and latest", self.earliest, self.latest, most=LATEST)
        require(self.earliest <= self.latest, "break: earliest and latest are not a span of time")
        require_whole("break: duration", self.duration, least=1, most=LATEST)
        require_whole("break: price", self.price or 0, most=LARGEST_PRICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A car with its crew for one shift.

    ``travel`` is the index of its matrices, ``end`` is None where the route may end at its last visit,
    ``capacity`` holds one amount per load dimension (None: no bound), ``crew_size`` counts people.
    The route lies within ``shift_start`` … ``shift_end + max_overtime``. ``frozen`` are visits that come first in the
    route, in this order (those of them that are planned, and by no other car): what has begun, or was promised.
    """

    travel: int = 0
    start: int
    end: int | None
    shift_start: int
    shift_end: int
    max_overtime: int = 0
    breaks: tuple[Break, ...] = ()
    max_visits: int | None = None
    capacity: tuple[int | None, ...] = ()
    skills: frozenset[int] = frozenset()
    crew_size: int = 1
    frozen: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        require_whole("car: shift", self.shift_start, self.shift_end, most=LATEST)
        require(self.shift_start <= self.shift_end, "car: its shift is not a span of time")
        require_whole("car: max_overtime", self.max_overtime, most=LATEST)
        require_whole("car: max_visits", self.max_visits or 0, most=MOST)
        require_whole("car: crew_size", self.crew_size, most=MOST)
        require_whole("car: capacity", *(bound for bound in self.capacity if bound is not None), most=MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit to one patient.

    ``location`` is None for a contact by phone or video: it is made where the car stands, and the car drives on
    from there after it. ``setup`` is added to ``duration`` unless the same car's previous visit that has a
    location was at the same location (so a contact's setup always counts). ``allowed`` (None: any car) and
    ``refused`` are car indices; ``known`` are the cars whose crew the patient knows, empty where nobody is
    preferred. ``price`` is the cost of leaving the visit out.
    """

    patient: int
    location: int | None
    duration: int
    setup: int = 0
    windows: tuple[Window, ...]
    skills: frozenset[int] = frozenset()
    crew_size: int = 1
    allowed: frozenset[int] | None = None
    refused: frozenset[int] = frozenset()
    known: frozenset[int] = frozenset()
    demand: tuple[int, ...] = ()
    price: int
    mandatory: bool = False

    def __post_init__(self) -> None:
        require_whole("visit: duration and setup", self.duration, self.setup, most=LATEST)
        require(bool(self.windows), "visit: no window")
        require_whole("visit: price", self.price, most=LARGEST_PRICE)
        require_whole("visit: crew_size", self.crew_size, most=MOST)
        require_whole("visit: demand", *self.demand, most=MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """How many visits a patient may get, and the least seconds between the end of one and the next."""

    max_visits: int = 3
    min_gap: int = 0

    def __post_init__(self) -> None:
        require_whole("patient: max_visits", self.max_visits, most=MOST)
        require_whole("patient: min_gap", self.min_gap, most=LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Seconds from the end (or the start) of ``before`` to the start of ``after``, whichever cars do them.

    Binds nothing if either visit is left out. With ``other_car`` different cars do them.
    """

    before: int
    after: int
    minimum: int = 0
    maximum: int | None = None
    from_end: bool = True
    other_car: bool = False

    def __post_init__(self) -> None:
        require(self.before != self.after, "gap: a visit cannot wait for itself")
        require_whole("gap: minimum", self.minimum, most=LATEST)
        require_whole("gap: maximum", self.maximum or 0, most=MOST)
        require(self.maximum is None or self.minimum <= self.maximum, "gap: maximum below minimum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """If ``visit`` is in the plan, it is done by ``car`` (None: any) and starts at ``start`` (None: any)."""

    visit: int
    car: int | None = None
    start: int | None = None

    def __post_init__(self) -> None:
        require_whole("fixed: start", self.start or 0, least=-LATEST, most=LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Where a visit was in a plan that people already know: by which car, and when it started."""

    visit: int
    car: int
    start: int

    def __post_init__(self) -> None:
        require_whole("earlier: start", self.start, least=-LATEST, most=LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What is preferred: prices per second, or per visit for ``continuity``.

    ``driving`` and ``waiting`` per second of all cars, ``lateness`` per second outside a soft window,
    ``overtime`` per second after a shift's end, ``continuity`` per visit done by a car outside
    ``Visit.known`` (where that is not empty), ``balance`` per second of driving and visits of the car that
    has most of them, ``worst_lateness`` per second of the visit that is latest, ``idle`` per second that the car
    that has most of them neither drives, rests nor works in its shift. Against ``Problem.earlier``: ``moved`` per
    visit now done by another car, ``shifted`` per second that a visit starts more than ``tolerance`` seconds earlier
    or later.
    """

    driving: int = 3
    waiting: int = 1
    lateness: int = 4
    overtime: int = 6
    continuity: int = 1800
    balance: int = 0
    worst_lateness: int = 0
    idle: int = 0
    moved: int = 0
    shifted: int = 0
    tolerance: int = 900

    def __post_init__(self) -> None:
        prices = (
            self.driving, self.waiting, self.lateness, self.overtime, self.continuity, self.balance,
            self.worst_lateness, self.idle, self.moved, self.shifted,
        )  # fmt: skip
        require_whole("costs: price", *prices, most=1_000_000)
        require_whole("costs: tolerance", self.tolerance, most=LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All that a day asks for, as numbers. Raises ProblemError where indices or shapes do not fit.

    ``together`` are groups of visits that start at the same second by different cars, all or none; ``bundles`` are
    groups of visits of which all are planned or none, and nothing more. ``earlier`` tells the plan known so far.
    """

    travels: tuple[Travel, ...]
    cars: tuple[Car, ...]
    visits: tuple[Visit, ...]
    patients: tuple[Patient, ...]
    together: tuple[tuple[int, ...], ...] = ()
    bundles: tuple[tuple[int, ...], ...] = ()
    gaps: tuple[Gap, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    dimensions: int = 0
    costs: Costs = field(default_factory=Costs)

    def __post_init__(self) -> None:
        require(bool(self.travels), "problem: no travel matrices")
        locations = self.locations
        require(
            all(travel.seconds.shape[0] == locations for travel in self.travels),
            "problem: matrices of different size",
        )
        for number, car in enumerate(self.cars):
            ends = [car.start] if car.end is None else [car.start, car.end]
            require(all(0 <= place < locations for place in ends), f"car {number}: unknown location")
            require(0 <= car.travel < len(self.travels), f"car {number}: unknown travel {car.travel}")
            require(len(car.capacity) == self.dimensions, f"car {number}: {len(car.capacity)} capacities")
        for number, visit in enumerate(self.visits):
            self._check_visit(number, visit)
        self._check_ties()

    @property
    def locations(self) -> int:
        """Number of locations."""
        return int(self.travels[0].seconds.shape[0])

    def with_visit(
        self, visit: Visit, *, patient: Patient | None = None, travels: tuple[Travel, ...] | None = None
    ) -> Problem:
        """Give the problem with a visit more, its last, and perhaps a patient more; that alone is checked.

        ``travels`` are those of the problem with places more, which must be sound already.
        """
        twin = copy.copy(self)
        patients = self.patients if patient is None else (*self.patients, patient)
        grown = {"visits": (*self.visits, visit), "patients": patients, "travels": travels or self.travels}
        for name, value in grown.items():
            object.__setattr__(twin, name, value)
        twin._check_visit(len(self.visits), visit)  # noqa: SLF001 (a problem itself)
        return twin

    def _check_visit(self, number: int, visit: Visit) -> None:
        place = visit.location
        require(place is None or 0 <= place < self.locations, f"visit {number}: unknown location")
        require(0 <= visit.patient < len(self.patients), f"visit {number}: unknown patient")
        require(len(visit.demand) == self.dimensions, f"visit {number}: {len(visit.demand)} demands")
        named = visit.refused | visit.known | (visit.allowed or frozenset())
        require(all(0 <= car < len(self.cars) for car in named), f"visit {number}: unknown car in {sorted(named)}")

    def _check_ties(self) -> None:
        known = range(len(self.visits))
        for name, groups in (("together", self.together), ("bundles", self.bundles)):
            tied = [visit for group in groups for visit in group]
            require(all(visit in known for visit in tied), f"{name}: unknown visit")
            require(len(tied) == len(set(tied)), f"{name}: a visit is in more than one group")
            require(all(len(group) > 1 for group in groups), f"{name}: a group of one")
        require(all(end in known for gap in self.gaps for end in (gap.before, gap.after)), "gaps: unknown visit")
        fixed = [fix.visit for fix in self.fixed]
        require(len(fixed) == len(set(fixed)), "fixed: a visit is fixed twice")
        require(all(visit in known for visit in fixed), "fixed: unknown visit")
        require(all(fix.car is None or 0 <= fix.car < len(self.cars) for fix in self.fixed), "fixed: unknown car")
        frozen = [visit for car in self.cars for visit in car.frozen]
        require(all(visit in known for visit in frozen), "frozen: unknown visit")
        require(len(frozen) == len(set(frozen)), "frozen: a visit is frozen twice")
        require(all(old.visit in known for old in self.earlier), "earlier: unknown visit")
        require(len(self.earlier) == len({old.visit for old in self.earlier}), "earlier: a visit is given twice")
        require(all(0 <= old.car < len(self.cars) for old in self.earlier), "earlier: unknown car")
