"""Public benchmark instances: each format is read into a Problem, and solutions are written in its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from solver.reading import hhcrsp, uhhc, vrptw
from solver.reading.instance import Flaw, Instance, UnreadableError

READERS: Final[Mapping[str, Callable[[str], Instance]]] = {
    "uhhc": uhhc.read,
    "hhcrsp": hhcrsp.read,
    "vrptw": vrptw.read,
}
"""What reads the text of a file, by format."""

__all__ = ["READERS", "Flaw", "Instance", "UnreadableError"]
