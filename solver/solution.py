"""What the solver answers: routes with their times, what they cost, and faults found in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.problem import Problem


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
    worst_lateness: int = 0
    idle: int = 0
    missed_breaks: int = 0

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return (
            self.driving + self.waiting + self.lateness + self.overtime
            + self.continuity + self.unassigned + self.balance + self.changes
            + self.worst_lateness + self.idle + self.missed_breaks
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """One route per car that does something; visits in no route are left out."""

    routes: tuple[Route, ...]

    @property
    def stops(self) -> Iterator[tuple[Route, Stop]]:
        """Every stop with the route it is in."""
        return ((route, item) for route in self.routes for item in route.items if isinstance(item, Stop))

    @property
    def planned(self) -> frozenset[int]:
        """The visits that are in some route."""
        return frozenset(stop.visit for _, stop in self.stops)

    def left_out(self, problem: Problem) -> tuple[int, ...]:
        """List the visits of the problem that are in no route."""
        planned = self.planned
        return tuple(visit for visit in range(len(problem.visits)) if visit not in planned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule that a solution breaks, the indices it concerns, and by how much (in the rule's unit)."""

    rule: str
    message: str
    car: int | None = None
    visits: tuple[int, ...] = ()
    amount: int = 0
