"""What of a running day has happened: facts, which no rule is asked about any more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStop:
    """A visit as it was (one under way: as it is expected to end), or a break, or a place where the car was.

    Of ``visit`` and ``location`` one is given, for a break none. A place is told where a car stood without a visit:
    nobody was at home, it was called off or held up on the way. A visit is ``assumed`` where nobody told of it: what is
    told of others later may mean that it cannot have begun yet.
    """

    visit: str | None = None
    location: str | None = None
    arrive: dt.datetime | None = None
    start: dt.datetime
    end: dt.datetime
    assumed: bool = False

    def __post_init__(self) -> None:
        if self.start > self.end or (self.visit is not None and self.location is not None):
            raise ValueError("past stop: ends before it starts, or is two things")

    @property
    def is_break(self) -> bool:
        """Whether it is a break."""
        return self.visit is None and self.location is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A car's day so far.

    ``depart`` is when it left its start (None: it has not), ``heading`` the visit that it is on its way to and keeps;
    where its crew told so (``heading_told``) it keeps it though it comes too late. A car that is ``gone`` does nothing
    more, not even drive home.
    """

    car: str
    depart: dt.datetime | None = None
    stops: tuple[PastStop, ...] = ()
    heading: str | None = None
    heading_told: bool = False
    gone: bool = False

    def turned(self) -> Past:
        """Give the same of a car that is not on its way to a visit any more."""
        return replace(self, heading=None, heading_told=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How far a day has come at an instant; a car that is not told of has not begun."""

    at: dt.datetime
    cars: tuple[Past, ...] = ()

    @property
    def begun(self) -> frozenset[str]:
        """The visits that have begun."""
        return frozenset(stop.visit for past in self.cars for stop in past.stops if stop.visit is not None)
