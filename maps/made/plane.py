"""A flat sheet of metres around a point, and the way back to degrees."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_METRES_PER_DEGREE = 111_195.08  # on the sphere of 6,371,008.8 m that OSMnx measures on


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """An equirectangular projection, true to a few percent within 100 km of its middle."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-85 < self.lat < 85 and -180 <= self.lon <= 180):
            raise ValueError(f"no plane around {self.lat}, {self.lon}")

    def to_metres(self, latlon: object) -> Points:
        """Turn rows of (lat, lon) degrees into rows of (east, north) metres."""
        degrees = np.asarray(latlon, dtype=np.float64).reshape(-1, 2)
        return np.column_stack(
            ((degrees[:, 1] - self.lon) * self._east, (degrees[:, 0] - self.lat) * _METRES_PER_DEGREE)
        )

    def to_degrees(self, metres: Points) -> Points:
        """Turn rows of (east, north) metres into rows of (lat, lon) degrees."""
        return np.column_stack((metres[:, 1] / _METRES_PER_DEGREE + self.lat, metres[:, 0] / self._east + self.lon))

    @property
    def _east(self) -> float:
        return _METRES_PER_DEGREE * float(np.cos(np.radians(self.lat)))
