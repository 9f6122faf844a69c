"""What nodes on a way cost in time beside the driving: signals, signs, bumps, gates. ``docs/roads.md`` has sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from maps.network import Mode
from maps.reading.profiles import GATES

Side = Literal["both", "forward", "backward", "nearest"]
SIDES: Final[tuple[Side, ...]] = ("both", "forward", "backward", "nearest")
"""Whom a node delays: all, those along or against the way's nodes, those who drive to the nearer end of the line."""

ROUNDABOUT_MS: Final[Mapping[Mode, int]] = {"car": 3_000, "bike": 2_000, "walk": 0}
"""Milliseconds lost by slowing down, and now and then waiting, where a roundabout is entered."""

_MS: Final[Mapping[str, Mapping[Mode, int]]] = {
    "signals": {"car": 5_000, "bike": 5_000, "walk": 0},
    "crossing_signals": {"car": 2_000, "bike": 2_000, "walk": 5_000},
    "stop": {"car": 4_000, "bike": 2_000, "walk": 0},
    "give_way": {"car": 2_000, "bike": 1_000, "walk": 0},
    "mini_roundabout": {"car": 2_000, "bike": 1_000, "walk": 0},
    "calming": {"car": 3_000, "bike": 0, "walk": 0},
    "narrowing": {"car": 2_000, "bike": 0, "walk": 0},
    "level_crossing": {"car": 5_000, "bike": 5_000, "walk": 5_000},
    "gate": {"car": 30_000, "bike": 10_000, "walk": 5_000},
    "cattle_grid": {"car": 3_000, "bike": 3_000, "walk": 0},
    "toll": {"car": 15_000, "bike": 0, "walk": 0},
    "cycle_barrier": {"car": 0, "bike": 10_000, "walk": 0},
}
_SIGNS: Final = {"traffic_signals": "signals", "stop": "stop", "give_way": "give_way"}
_BARRIERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(GATES, "gate"),
    "kissing_gate": "gate",
    "cattle_grid": "cattle_grid",
    "toll_booth": "toll",
    "cycle_barrier": "cycle_barrier",
}
_NARROWINGS: Final = frozenset({"choker", "chicane", "island", "chicaned"})
_NO_CALMING: Final = frozenset({"no", "none", "painted_table", "rumble_strip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """Milliseconds that a node costs those who come to it on one side of it."""

    milliseconds: int
    side: Side = "both"


def find_penalties(tags: Mapping[str, str], mode: Mode) -> tuple[Penalty, ...]:
    """Tell what passing a node costs; empty where nothing."""
    kinds = [(_sign(tags), _side(tags)), (_calming(tags), "both"), (_BARRIERS.get(tags.get("barrier", "")), "both")]
    if tags.get("railway") in {"level_crossing", "crossing"}:
        kinds.append(("level_crossing", "both"))
    found = [Penalty(milliseconds=_MS[kind][mode], side=side) for kind, side in kinds if kind is not None]
    return tuple(penalty for penalty in found if penalty.milliseconds)


def _sign(tags: Mapping[str, str]) -> str | None:
    highway = tags.get("highway", "")
    if highway == "crossing":
        signals = tags.get("crossing") == "traffic_signals" or tags.get("crossing:signals") == "yes"
        return "crossing_signals" if signals else None
    return "mini_roundabout" if highway == "mini_roundabout" else _SIGNS.get(highway)


def _side(tags: Mapping[str, str]) -> Side:
    """Tell which drivers a sign faces; signs without a direction stand before the junction that they are nearer to."""
    sign = tags.get("highway")
    told = tags.get("traffic_signals:direction" if sign == "traffic_signals" else "direction")
    if told == "forward":
        return "forward"
    if told == "backward":
        return "backward"
    if sign not in {"stop", "give_way"} or told == "both" or tags.get("stop") == "all":
        return "both"
    return "nearest"


def _calming(tags: Mapping[str, str]) -> str | None:
    calming = tags.get("traffic_calming")
    if calming is None or calming in _NO_CALMING:
        return None
    return "narrowing" if calming in _NARROWINGS else "calming"
