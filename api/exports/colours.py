"""A colour, a dash pattern and a short label per car, so that cars are told apart with and without colour."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scheduler.day import Car

LIGHT: Final = (
    *("#00798c", "#bf5300", "#8a45d0", "#6e2c00", "#5e1450"),
    *("#1d2f7a", "#b8317f", "#0a4a2a", "#7a6a00", "#2b3640"),
)
"""On white paper; white text on each has a contrast of at least 4.5:1.

Those of one dash pattern, each line here, also differ for people who see red and green alike.
"""

DARK: Final = (
    *("#2fb4c4", "#ffb066", "#b08cff", "#d49a78", "#ffdcfb"),
    *("#6f9bff", "#ee6aae", "#3fae6c", "#efe48a", "#f2f5f7"),
)
"""The same cars on a dark map; near-black text on each has a contrast of at least 4.5:1."""

INK_ON_DARK: Final = "#10161c"

DASHES: Final[tuple[tuple[float, ...], ...]] = ((), (9, 5), (2.5, 4), (12, 4, 2.5, 4), (5, 5))
"""Lengths in line-drawing pixels, on and off; every so many cars take the next one."""

_ALIKE: Final = 5
"""So many cars in a row are drawn with one dash pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a car is drawn; ``label`` is its letter (A, B, … AA)."""

    light: str
    dark: str
    dash: tuple[float, ...]
    label: str


def style_of(number: int) -> Style:
    """Give the style of a car at a position counted from 0."""
    colour, dash = number % len(LIGHT), number // _ALIKE % len(DASHES)
    return Style(light=LIGHT[colour], dark=DARK[colour], dash=DASHES[dash], label=_letters(number))


def styles_of(cars: Sequence[Car]) -> dict[str, Style]:
    """Give each car its style by its number among the team's cars; those without one take what is left, in order."""
    numbers: dict[int, str] = {}
    for car in cars:
        if car.number is not None:
            numbers.setdefault(car.number, car.id)
    numbered = set(numbers.values())
    free = (number for number in itertools.count() if number not in numbers)
    others = {
        number: car.id for number, car in zip(free, (car for car in cars if car.id not in numbered), strict=False)
    }
    return {key: style_of(number) for number, key in (numbers | others).items()}


def _letters(number: int) -> str:
    above, last = divmod(number, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + last)
