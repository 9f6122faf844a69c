"""Curves that roads, rivers and coasts follow."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.made.plane import Points


def through(controls: Points, *, rng: np.random.Generator, roughness: float, step_m: float) -> Points:
    """Draw a wandering curve through all the control points.

    A centripetal Catmull-Rom spline, displaced sideways by smooth noise of several wavelengths that vanishes at the
    control points.

    Parameters
    ----------
    controls
        Points of shape (n, 2), n >= 2, in metres.
    roughness
        Amplitude of the noise as a share of its wavelength: 0.03 for a motorway, 0.08 for an old country road.
    step_m
        Distance between the points of the curve.

    Returns
    -------
    Points of shape (m, 2), the control points among them.
    """
    curve, is_control = _spline(controls, step_m=step_m)
    return _wander(curve, is_control, rng=rng, roughness=roughness, step_m=step_m)


def length_m(points: Points) -> float:
    """Length of a line of points."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def parts(shape: BaseGeometry) -> list[shapely.LineString]:
    """Return the lines that a geometry is made of."""
    return [part for part in shapely.get_parts(shape) if part.geom_type == "LineString" and not part.is_empty]


def simplify(points: Points, *, tolerance_m: float) -> Points:
    """Leave out points that bend the line by less than the tolerance."""
    return np.asarray(shapely.LineString(points).simplify(tolerance_m).coords)


def resample(points: Points, *, step_m: float) -> Points:
    """Put points at even distances of about `step_m` along a line; both ends stay."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    count = max(2, round(along[-1] / step_m) + 1)
    at = np.linspace(0.0, along[-1], count)
    return np.column_stack((np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])))


def blob(middle: Points, *, long_m: float, wide_m: float, turn: float, rng: np.random.Generator) -> Points:
    """Draw a closed outline like that of a lake: an ellipse with bays, `turn` degrees from east."""
    angles = np.linspace(0, 2 * np.pi, max(20, min(120, int(long_m / 25))))
    radius = np.ones_like(angles)
    for wave in (2, 3, 5, 8, 13):
        radius += rng.normal(0, 0.34 / wave**0.9) * np.sin(wave * angles + rng.uniform(0, 2 * np.pi))
    radius[-1] = radius[0]
    ellipse = np.column_stack((long_m / 2 * np.cos(angles), wide_m / 2 * np.sin(angles))) * radius[:, None]
    tilt = np.radians(turn)
    turned = ellipse @ np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    turned[-1] = turned[0]
    return np.asarray(middle + turned)


class Warp:
    """A smooth random displacement of the plane, the same for the same generator."""

    __slots__ = ("_amplitudes", "_phases", "_waves")

    def __init__(self, rng: np.random.Generator, *, amplitude_m: float, wavelength_m: float, waves: int = 6) -> None:
        angles = rng.uniform(0, 2 * np.pi, (2, waves))
        numbers = 2 * np.pi / (wavelength_m * rng.uniform(0.6, 1.8, (2, waves)))
        self._waves = np.stack((np.cos(angles) * numbers, np.sin(angles) * numbers), axis=-1)
        self._phases = rng.uniform(0, 2 * np.pi, (2, waves))
        self._amplitudes = amplitude_m / np.sqrt(waves) / (numbers * wavelength_m / (2 * np.pi))

    def __call__(self, points: Points) -> Points:
        """Displace points of shape (n, 2)."""
        moved = points.copy()
        for axis in (0, 1):
            phases = points @ self._waves[axis].T + self._phases[axis]
            moved[:, axis] += np.sin(phases) @ self._amplitudes[axis]
        return moved


def _spline(controls: Points, *, step_m: float) -> tuple[Points, np.ndarray]:
    padded = np.vstack((2 * controls[0] - controls[1], controls, 2 * controls[-1] - controls[-2]))
    pieces: list[Points] = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        count = max(2, int(np.hypot(*(end - start)) / step_m))
        pieces.append(_piece(before, start, end, after, np.arange(count) / count))
    curve = np.vstack((*pieces, controls[-1:]))
    is_control = np.zeros(len(curve), dtype=bool)
    is_control[np.cumsum([0, *(len(piece) for piece in pieces)])] = True
    return curve, is_control


def _piece(before: Points, start: Points, end: Points, after: Points, shares: Points) -> Points:
    """One piece of the spline by the pyramid of Barry and Goldman."""
    knots = np.cumsum([0.0, *(max(1.0, np.hypot(*gap)) ** 0.5 for gap in (start - before, end - start, after - end))])
    t = (knots[1] + shares * (knots[2] - knots[1]))[:, None]

    def mix(a: Points, b: Points, i: int, j: int) -> Points:
        return np.asarray(((knots[j] - t) * a + (t - knots[i]) * b) / (knots[j] - knots[i]))

    first, second, third = mix(before, start, 0, 1), mix(start, end, 1, 2), mix(end, after, 2, 3)
    return mix(mix(first, second, 0, 2), mix(second, third, 1, 3), 1, 2)


def _wander(
    curve: Points, is_control: np.ndarray, *, rng: np.random.Generator, roughness: float, step_m: float
) -> Points:
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))))
    fixed = along[is_control]
    after = np.clip(np.searchsorted(fixed, along), 1, len(fixed) - 1)
    to_fixed = np.minimum(np.abs(along - fixed[after - 1]), np.abs(fixed[after] - along))
    aside = np.zeros(len(curve))
    for wavelength in (9_000.0, 4_000.0, 1_800.0, 800.0, 350.0):
        if wavelength < 3 * step_m:
            break
        if wavelength > 4 * along[-1]:
            continue
        height = _smooth(rng.normal(0, 1, int(along[-1] / (wavelength / 2)) + 5), along / (wavelength / 2))
        aside += (
            roughness
            * (wavelength / 2_000) ** 0.3
            * wavelength
            * height
            * np.minimum(1.0, to_fixed / (wavelength / 2)) ** 1.5
        )
    tangent = np.gradient(curve, axis=0)
    normal = np.column_stack((-tangent[:, 1], tangent[:, 0])) / np.maximum(1e-9, np.hypot(*tangent.T))[:, None]
    return np.asarray(curve + aside[:, None] * normal)


def _smooth(heights: Points, at: Points) -> Points:
    """Interpolate heights at whole numbers by uniform cubic splines of Catmull and Rom."""
    whole = at.astype(int)
    before, start, end, after = (heights[whole + shift] for shift in range(4))
    t = at - whole
    square = 2 * before - 5 * start + 4 * end - after
    cube = 3 * (start - end) + after - before
    return np.asarray(start + 0.5 * t * (end - before + t * (square + t * cube)))
