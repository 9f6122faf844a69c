"""Names of streets and places, fit to be printed on one line."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 200
"""Letters; a longer name is cut."""


def clean(name: str) -> str:
    """Give a name without control characters, cut if endless."""
    short = name[:LONGEST]
    return short if short.isprintable() else "".join(letter for letter in short if letter.isprintable())
