"""What was found for a call so far, and which places can no longer be among the best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from solver.search.pricing import Priced
from solver.search.timing import Timed


@dataclass(frozen=True, slots=True)
class Found:
    """Routes with the visits in them, timed, by car, and what they add to the cost, nearly; ``cars`` by visit.

    Routes are empty for a way that is only to be outdone.
    """

    cars: tuple[int, ...]
    routes: Mapping[int, Timed]
    priced: Mapping[int, Priced]
    added: int


class Best:
    """The ``wanted`` cheapest ways found so far, with no more than ``per_car`` for a choice of cars."""

    def __init__(self, wanted: int, per_car: int) -> None:
        self._wanted, self._per_car = wanted, per_car
        self._by_cars: dict[tuple[int, ...], list[Found]] = {}
        self._bound: int | None = None

    def keep(self, found: Found) -> None:
        """Take note of what was found."""
        own = self._by_cars.setdefault(found.cars, [])
        own.append(found)
        own.sort(key=lambda one: one.added)
        del own[self._per_car :]
        kept = self.found
        self._bound = kept[self._wanted - 1].added if len(kept) >= self._wanted else None

    def is_hopeless(self, estimate: int, car: int | None) -> bool:
        """Tell whether a place that adds at least so much is worth nothing; for a single visit by a car."""
        if self._bound is not None and estimate >= self._bound:
            return True
        own = [] if car is None else self._by_cars.get((car,), [])
        return len(own) >= self._per_car and estimate >= own[-1].added

    @property
    def found(self) -> list[Found]:
        """What was found, cheapest first."""
        kept = (found for own in self._by_cars.values() for found in own)
        return sorted(kept, key=lambda found: (found.added, found.cars))
