"""A public benchmark instance as it was read: the problem, and the way back into the file format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from solver.problem import Problem
from solver.solution import Solution

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A problem and how its solutions are written in the format that it came from.

    ``to_document`` makes the solution file's JSON, ``to_objective`` gives what the format says a solution costs.
    ``scale`` is by what a cost of the problem is divided to compare with it.
    """

    problem: Problem
    to_document: Callable[[Solution], Document]
    to_objective: Callable[[Solution], float]
    scale: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing in a file that cannot be read: a stable code, where it stands, and what is wrong with it.

    ``code`` is "form" (the text is not of the format), "reference" (a name or an index that is not there), "value" (a
    figure out of bounds) or "beyond" (meant by the format, but not expressed by a Problem).
    """

    code: str
    place: str
    cause: str


class UnreadableError(ValueError):
    """A file that is no instance of its format; carries all its flaws."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("; ".join(f"{flaw.place}: {flaw.cause}" for flaw in flaws[:5]))
        self.flaws = tuple(flaws)


MANDATORY_PRICE = 10_000_000
"""Price of leaving out a visit that must be made: more than any way of making it costs in these formats."""
