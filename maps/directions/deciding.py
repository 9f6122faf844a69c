"""When a driver must be told something at a junction, and what.

Nothing is said where the road just goes on: where there is no other way, where every other way is a drive or a much
smaller road, or where the street keeps its name and goes straighter than any other. The thresholds are ours, near those
of OSRM's guidance (turns from 35°, sharp ones from 130°), and tried on real extracts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from maps.directions.junctions import Junctions

Kind = Literal[
    "walk",
    "depart",
    "continue",
    "turn",
    "fork",
    "exit",
    "merge",
    "roundabout",
    "ferry",
    "land",
    "uturn",
    "arrive",
]
Side = Literal["left", "right"]

STRAIGHT: Final = 35.0
_SLIGHT: Final = 60.0
_SHARP: Final = 130.0
_RIVAL: Final = 55.0
"""A way that turns less than this may be taken for going straight on."""
_EXIT: Final = 60.0
_LITTLE: Final = 10.0
_MUCH: Final = 25.0
"""By how many degrees a road must go straighter than others to be the one that goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """What is done at a junction; ``degrees`` is how far it turns, above 0 to the right."""

    kind: Kind
    degrees: float
    side: Side

    @property
    def size(self) -> Literal["slight", "normal", "sharp"]:
        """Say how sharp a turn is."""
        turned = abs(self.degrees)
        return "slight" if turned <= _SLIGHT else "sharp" if turned > _SHARP else "normal"


def decide(junctions: Junctions, before: int, after: int, *, chosen: bool = False) -> Turning | None:
    """Tell what is done between two edges that are driven one after the other; None where nothing need be said.

    ``chosen`` says that another junction lies just behind, as in the middle of a divided road: then turning into
    another street is said though no other way is left.
    """
    degrees = junctions.turn(before, after)
    kind = _special(junctions, before, after, degrees)
    others = {edge: junctions.turn(before, edge) for edge in junctions.others(before, after)}
    if kind == "exit":
        ahead = [turn for edge, turn in others.items() if junctions.is_fast(edge)]
        return _turning("exit", degrees, degrees - min(ahead, key=abs) if ahead else degrees)
    if kind is not None:
        return _turning(kind, degrees, degrees)
    rivals = {edge: turn for edge, turn in others.items() if not junctions.is_lesser(edge, after)}
    if not rivals and (not (others or chosen) or _goes_on(junctions, before, after)):
        return None
    if abs(degrees) > STRAIGHT:
        return _turning("turn", degrees, degrees)
    return _straight(junctions, before, after, degrees, rivals)


def _special(junctions: Junctions, before: int, after: int, degrees: float) -> Kind | None:
    """Tell what is said whatever else leads on."""
    if junctions.twin[before] == after:
        return "uturn"
    if junctions.is_ferry(before) != junctions.is_ferry(after):
        return "ferry" if junctions.is_ferry(after) else "land"
    if abs(degrees) < _EXIT:
        if junctions.is_fast(before) and junctions.is_link(after):
            return "exit"
        if junctions.is_link(before) and junctions.is_fast(after):
            return "merge"
    return None


def _goes_on(junctions: Junctions, before: int, after: int) -> bool:
    """Tell whether an edge is the same road as the one before."""
    if junctions.name(before) or junctions.name(after):
        return junctions.name(before) == junctions.name(after)
    return junctions.rank(before) == junctions.rank(after)


def _straight(
    junctions: Junctions, before: int, after: int, degrees: float, rivals: dict[int, float]
) -> Turning | None:
    near = {edge: turn for edge, turn in rivals.items() if abs(turn) <= _RIVAL}
    same = _goes_on(junctions, before, after)
    # Where a rival is called the same, the road that goes on must be the straighter by far.
    clear = all(
        abs(turn) >= abs(degrees) + (_MUCH if _goes_on(junctions, before, edge) else _LITTLE)
        for edge, turn in near.items()
    )
    if near and not (clear and same):
        if all(degrees < turn for turn in near.values()):
            return _turning("fork", degrees, -1)
        if all(degrees > turn for turn in near.values()):
            return _turning("fork", degrees, 1)
        return _turning("continue", degrees, degrees)
    return None if same else _turning("continue", degrees, degrees)


def _turning(kind: Kind, degrees: float, side: float) -> Turning:
    return Turning(kind=kind, degrees=degrees, side="right" if side > 0 else "left")
