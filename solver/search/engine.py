"""What a search of routes offers to those that drive it: rounds in chunks, its best plan, routes for the master."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from solver.solution import Solution

Sequences = tuple[tuple[int, ...], ...]
"""By car: its visits in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A route and what it costs by itself: driving, continuity, its own waiting, lateness and overtime."""

    car: int
    visits: tuple[int, ...]
    cost: int


class Engine(Protocol):
    """A search that goes on where it stopped, the same for equal problem, seed and rounds."""

    @property
    def cost(self) -> int:
        """What the best plan found costs, in the problem's prices; mandatory visits as ``model`` prices them."""

    def run(self, rounds: int, *, begin: float, end: float) -> int:
        """Do so many rounds; give the rounds since the last better plan.

        Parameters
        ----------
        begin, end
            How far the cooling is at the first and the last of the rounds, 0 (hot) to 1 (cold).
        """

    def best(self) -> Sequences:
        """Give the best plan found."""

    def solution(self) -> Solution | None:
        """Give the best plan with the times that it is priced with; None where its order tells them."""

    def adopt(self, sequences: Sequences, like: Solution | None = None) -> None:
        """Go on from a plan, whatever rules it breaks (visits that break one are left out).

        ``like`` may tell how it is timed. The best plan stays the best unless the new one is better.
        """

    def take_routes(self) -> list[Candidate]:
        """Give routes of good plans met since last asked."""
