"""The narrow waist: a problem and its solution as plain integers and arrays.

Checked once when made, then trusted and never changed. Seconds count from an origin that only the caller
knows; locations, cars, visits, patients, skills and load dimensions are indices into the tuples given here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

UNREACHABLE: Final = 1_000_000_000
"""Seconds (and metres) in a travel matrix that mean: there is no way from here to there."""

LATEST: Final = 10_000_000
"""Seconds: a bound on every clock in a problem (115 days), so that sums stay far from overflow."""

LARGEST_PRICE: Final = 1_000_000_000
"""The highest price of leaving out one visit."""


class ProblemError(ValueError):
    """A problem or solution that makes no sense; the message names the field and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Seconds and metres from each location to each other for one way of travelling.

    Both arrays are int64 of shape (locations, locations) with a zero diagonal, need not be symmetric or
    metric, and hold ``UNREACHABLE`` where there is no way.
    """

    seconds: npt.NDArray[np.int64]
    metres: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        for name, matrix in (("seconds", self.seconds), ("metres", self.metres)):
            _require(matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1], f"travel.{name}: not square")
            _require(matrix.dtype == np.int64, f"travel.{name}: dtype {matrix.dtype}, int64 wanted")
            _require(bool((matrix >= 0).all()), f"travel.{name}: negative")
            _require(bool((matrix <= UNREACHABLE).all()), f"travel.{name}: above UNREACHABLE")
            _require(not np.diagonal(matrix).any(), f"travel.{name}: the diagonal is not zero")
            matrix.setflags(write=False)
        _require(self.seconds.shape == self.metres.shape, "travel: seconds and metres differ in shape")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A visit may start between ``start`` and ``end``; outside the soft bounds each second has a price."""

    start: int
    end: int
    soft_start: int | None = None
    soft_end: int | None = None

    def __post_init__(self) -> None:
        _require(0 <= self.start <= self.end <= LATEST, f"window: {self.start}–{self.end} is not a span of time")
        soft = (self.start, self.soft_start, self.soft_end, self.end)
        inside = [bound for bound in soft if bound is not None]
        _require(
            inside == sorted(inside),
            f"window: the soft bounds {soft[1:3]} are not inside {self.start}–{self.end}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A rest of ``duration`` that starts between ``earliest`` and ``latest``, anywhere between two stops."""

    earliest: int
    latest: int
    duration: int

    def __post_init__(self) -> None:
        _require(0 <= self.earliest <= self.latest <= LATEST, "break: earliest and latest are not a span of time")
        _require(0 < self.duration <= LATEST, f"break: duration {self.duration}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A car with its crew for one shift.

    ``travel`` is the index of its matrices, ``end`` is None where the route may end at its last visit,
    ``capacity`` holds one amount per load dimension (None: no bound), ``crew_size`` counts people.
    The route lies within ``shift_start`` … ``shift_end + max_overtime``.
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

    def __post_init__(self) -> None:
        _require(0 <= self.shift_start <= self.shift_end <= LATEST, "car: its shift is not a span of time")
        _require(0 <= self.max_overtime <= LATEST, f"car: max_overtime {self.max_overtime}")
        _require(self.max_visits is None or self.max_visits >= 0, f"car: max_visits {self.max_visits}")
        _require(self.crew_size >= 0, f"car: crew_size {self.crew_size}")
        _require(all(bound is None or bound >= 0 for bound in self.capacity), "car: negative capacity")


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
        _require(0 <= self.duration <= LATEST, f"visit: duration {self.duration}")
        _require(0 <= self.setup <= LATEST, f"visit: setup {self.setup}")
        _require(bool(self.windows), "visit: no window")
        _require(0 <= self.price <= LARGEST_PRICE, f"visit: price {self.price}")
        _require(all(amount >= 0 for amount in self.demand), "visit: negative demand")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """How many visits a patient may get, and the least seconds between the end of one and the next."""

    max_visits: int = 3
    min_gap: int = 0

    def __post_init__(self) -> None:
        _require(self.max_visits >= 0 and self.min_gap >= 0, "patient: negative cap or gap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Seconds from the end (or the start) of ``before`` to the start of ``after``, whichever cars do them.

    Binds nothing if either visit is left out.
    """

    before: int
    after: int
    minimum: int = 0
    maximum: int | None = None
    from_end: bool = True

    def __post_init__(self) -> None:
        _require(self.before != self.after, "gap: a visit cannot wait for itself")
        _require(0 <= self.minimum <= LATEST, f"gap: minimum {self.minimum}")
        _require(self.maximum is None or self.minimum <= self.maximum, "gap: maximum below minimum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """If ``visit`` is in the plan, it is done by ``car`` (None: any) and starts at ``start`` (None: any)."""

    visit: int
    car: int | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What is preferred: prices per second, or per visit for ``continuity``.

    ``driving`` and ``waiting`` per second of all cars, ``lateness`` per second outside a soft window,
    ``overtime`` per second after a shift's end, ``continuity`` per visit done by a car outside
    ``Visit.known`` (where that is not empty), ``balance`` per second of driving and visits of the car that
    has most of them.
    """

    driving: int = 3
    waiting: int = 1
    lateness: int = 4
    overtime: int = 6
    continuity: int = 1800
    balance: int = 0

    def __post_init__(self) -> None:
        prices = (self.driving, self.waiting, self.lateness, self.overtime, self.continuity, self.balance)
        _require(all(0 <= price <= 1_000_000 for price in prices), "costs: a price is negative or above a million")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All that a day asks for, as numbers. Raises ProblemError where indices or shapes do not fit."""

    travels: tuple[Travel, ...]
    cars: tuple[Car, ...]
    visits: tuple[Visit, ...]
    patients: tuple[Patient, ...]
    together: tuple[tuple[int, ...], ...] = ()
    gaps: tuple[Gap, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    dimensions: int = 0
    costs: Costs = field(default_factory=Costs)

    def __post_init__(self) -> None:
        _require(bool(self.travels), "problem: no travel matrices")
        locations = self.locations
        _require(
            all(travel.seconds.shape[0] == locations for travel in self.travels),
            "problem: matrices of different size",
        )
        for number, car in enumerate(self.cars):
            ends = [car.start] if car.end is None else [car.start, car.end]
            _require(all(0 <= place < locations for place in ends), f"car {number}: unknown location")
            _require(0 <= car.travel < len(self.travels), f"car {number}: unknown travel {car.travel}")
            _require(len(car.capacity) == self.dimensions, f"car {number}: {len(car.capacity)} capacities")
        for number, visit in enumerate(self.visits):
            _require(visit.location is None or 0 <= visit.location < locations, f"visit {number}: unknown location")
            _require(0 <= visit.patient < len(self.patients), f"visit {number}: unknown patient")
            _require(len(visit.demand) == self.dimensions, f"visit {number}: {len(visit.demand)} demands")
            named = visit.refused | visit.known | (visit.allowed or frozenset())
            _require(named <= set(range(len(self.cars))), f"visit {number}: unknown car in {sorted(named)}")
        self._check_ties()

    @property
    def locations(self) -> int:
        """Number of locations."""
        return int(self.travels[0].seconds.shape[0])

    def _check_ties(self) -> None:
        known = range(len(self.visits))
        tied = [visit for group in self.together for visit in group]
        _require(len(tied) == len(set(tied)), "together: a visit is in more than one group")
        _require(all(len(group) > 1 for group in self.together), "together: a group of one")
        ends = [end for gap in self.gaps for end in (gap.before, gap.after)]
        _require(all(visit in known for visit in [*tied, *ends]), "together, gaps: unknown visit")
        fixed = [fix.visit for fix in self.fixed]
        _require(len(fixed) == len(set(fixed)), "fixed: a visit is fixed twice")
        _require(all(visit in known for visit in fixed), "fixed: unknown visit")
        _require(all(fix.car is None or 0 <= fix.car < len(self.cars) for fix in self.fixed), "fixed: unknown car")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A visit in a route: the car arrives, the visit starts (after waiting, if any) and ends."""

    visit: int
    arrive: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The car's break number ``number`` as it is taken; it may interrupt a drive."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What one car does, in order of time.

    ``depart`` is when it leaves its start (or is ready there for contacts made before leaving), ``finish`` when
    it reaches its end (exactly the end of its last visit where the end is open). All stops lie in between. A break
    wholly before ``depart`` or after ``finish`` is taken at the start or end place and is no waiting; any other
    lies between two stops. A route has at least one stop. ``docs/rules.md`` (clock) has the formulas.
    """

    car: int
    depart: int
    items: tuple[Stop | Rest, ...] = ()
    finish: int

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The visits of the route in order."""
        return tuple(item for item in self.items if isinstance(item, Stop))

    @property
    def rests(self) -> tuple[Rest, ...]:
        """The breaks of the route in order."""
        return tuple(item for item in self.items if isinstance(item, Rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of a solution by part, all in the same unit (see ``Costs``)."""

    driving: int = 0
    waiting: int = 0
    lateness: int = 0
    overtime: int = 0
    continuity: int = 0
    unassigned: int = 0
    balance: int = 0
    changes: int = 0

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return (
            self.driving + self.waiting + self.lateness + self.overtime
            + self.continuity + self.unassigned + self.balance + self.changes
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """One route per car that does something; visits in no route are left out."""

    routes: tuple[Route, ...]

    @property
    def stops(self) -> Iterator[tuple[Route, Stop]]:
        """Every stop with the route it is in."""
        return ((route, stop) for route in self.routes for stop in route.stops)

    @property
    def planned(self) -> frozenset[int]:
        """The visits that are in some route."""
        return frozenset(stop.visit for _, stop in self.stops)

    def left_out(self, problem: Problem) -> tuple[int, ...]:
        """List the visits of the problem that are in no route."""
        return tuple(visit for visit in range(len(problem.visits)) if visit not in self.planned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule that a solution breaks, the indices it concerns, and by how much (in the rule's unit)."""

    rule: str
    message: str
    car: int | None = None
    visits: tuple[int, ...] = ()
    amount: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long to search: ``seconds`` or ``iterations``, whichever comes first.

    ``seconds`` is wall time; ``iterations`` counts solutions found by the search, and with it an equal seed
    gives an equal answer.
    """

    seconds: float = 10.0
    iterations: int | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        _require(self.seconds > 0, f"limits: seconds {self.seconds}")
        _require(self.iterations is None or self.iterations >= 0, f"limits: iterations {self.iterations}")


def _require(holds: object, message: str) -> None:
    if not holds:
        raise ProblemError(message)
