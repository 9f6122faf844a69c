"""The traffic profile that holds where nobody has set another; ``docs/roads.md`` tells where it comes from."""

from __future__ import annotations

import math
from typing import Final

from maps.network import RoadNetwork
from maps.times.traffic import Traffic

_NONE: Final = (1.0,) * 8

SWEDISH: Final = Traffic(
    name="swedish",
    starts=tuple(int(hour * 3600) for hour in (0, 6, 7, 9, 12, 15, 17.5, 19)),
    weekday=(
        (1.00, 1.08, 1.50, 1.12, 1.12, 1.55, 1.15, 1.02),
        (1.00, 1.08, 1.42, 1.15, 1.17, 1.47, 1.18, 1.03),
        (1.00, 1.05, 1.22, 1.10, 1.12, 1.25, 1.12, 1.02),
        (1.00, 1.02, 1.08, 1.05, 1.05, 1.08, 1.05, 1.00),
        _NONE,
    ),
    weekend=(
        (1.00, 1.00, 1.02, 1.06, 1.10, 1.10, 1.06, 1.02),
        (1.00, 1.00, 1.02, 1.10, 1.14, 1.12, 1.08, 1.03),
        (1.00, 1.00, 1.02, 1.07, 1.10, 1.08, 1.05, 1.02),
        (1.00, 1.00, 1.00, 1.03, 1.03, 1.03, 1.02, 1.00),
        _NONE,
    ),
)
"""A Swedish city of a million; ``for_network`` softens it for smaller towns."""


def for_network(network: RoadNetwork) -> Traffic | None:
    """Give the default profile for the largest town on a network; None for who goes by bike or on foot.

    Its delays grow with the logarithm of the population: all of them at a million, 60 % at 100,000, 20 % at 10,000
    and at least 10 %; half where the data tells no population.
    """
    if network.mode != "car":
        return None
    people = max((place.population or 0 for place in network.places), default=0)
    strength = min(1.0, max(0.1, 0.4 * (math.log10(people) - 3.5))) if people > 0 else 0.5
    return SWEDISH.soften(strength)
