"""A path as steps, whose metres and seconds are the path's in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from maps import mercator
from maps.directions import roundabouts
from maps.directions.deciding import Kind, Turning, decide
from maps.directions.junctions import Junctions, angle, bearing, open_junctions
from maps.drives import courses
from maps.mercator import Floats
from maps.network import CLASSES, Ints, RoadNetwork
from maps.paths import Path

_NOTHING_M: Final = 1.0
"""Pieces below this are no drive, and two steps so near are at one point."""
_DOUBLE_M: Final = 30.0
"""Two turns to one side so near are one: across the halves of a divided road."""
_NAMED_SOON_M: Final = 60.0
"""An unnamed bit so short is called by the street that it leads to."""
_NAME_WORTH_M: Final = 200.0
"""A street that one gets onto straight ahead is worth naming if it is driven so far."""
_BESIDE_M: Final = 3.0
"""A goal nearer than this lies on the road, not to a side of it."""
_ROUND: Final = 150.0
_COMPASS: Final = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_MOST_EXITS: Final = 8
_SERVICE: Final = CLASSES.index("service")
_TRACK: Final = CLASSES.index("track")
_PATHS: Final = frozenset(CLASSES.index(name) for name in ("pedestrian", "cycleway", "path", "footway", "steps"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, and the drive until the next."""

    kind: Kind
    phrase: str
    """Names the sentence that says it, which may hold ``street``, ``road`` and ``number``."""
    street: str
    """Where one is afterwards; empty if it has no name."""
    road: str
    """Where one was before."""
    number: int
    """Which exit of a roundabout is taken, 0 elsewhere."""
    metres: int
    seconds: int
    lat: float
    lon: float
    bearing: float
    """In which direction one goes on, in degrees clockwise from north."""


def describe_drive(
    network: RoadNetwork, path: Path, *, goal: tuple[float, float] | None, walked: tuple[int, int]
) -> tuple[Step, ...]:
    """Tell what to do on the road; ``walked`` are the metres and seconds of the path that are told as walks."""
    way = _Way.of(network, path)
    told = _join([_depart(way), *_turnings(way)], way)
    steps = [_name_street(step, way) for step in _worth_saying(told, way)]
    marks = [way.passed_m[step.piece] for step in steps], [way.passed_ms[step.piece] for step in steps]
    metres = _share([*marks[0], way.passed_m[-1]], 1.0, path.metres - walked[0])
    seconds = _share([*marks[1], way.passed_ms[-1]], 1000.0, path.seconds - walked[1])
    said = [*(_step(step, way) for step in steps), _arrive(way, path, goal)]
    return tuple(
        replace(step, metres=length, seconds=time) for step, length, time in zip(said, metres, seconds, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """The pieces that are driven, with what was passed before each and at the end."""

    junctions: Junctions
    edge: Ints
    start: Floats
    end: Floats
    passed_m: Floats
    passed_ms: Floats

    @classmethod
    def of(cls, network: RoadNetwork, path: Path) -> _Way:
        pieces = path.pieces
        length = network.metres[pieces.edge] * (pieces.end - pieces.start)
        # Bits of nothing at the ends are where a path begins or ends at a junction: what they cost stays counted.
        driven = np.flatnonzero(length >= _NOTHING_M)
        kept = slice(int(driven[0]), int(driven[-1]) + 1) if len(driven) else slice(0, 1)
        passed_m = np.concatenate([[0.0], np.cumsum(length)])
        passed_ms = np.concatenate([[0.0], np.cumsum(pieces.milliseconds)])
        marks = [np.append(passed[:-1][kept], passed[-1]) for passed in (passed_m, passed_ms)]
        for mark in marks:
            mark[0] = 0.0
        return cls(open_junctions(network), pieces.edge[kept], pieces.start[kept], pieces.end[kept], marks[0], marks[1])

    def name(self, piece: int) -> str:
        return self.junctions.name(int(self.edge[piece]))

    def course(self, piece: int) -> tuple[Floats, Floats]:
        part = slice(piece, piece + 1)
        laid = courses.lay(self.junctions.network, self.edge[part], self.start[part], self.end[part])
        return laid.lat, laid.lon


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A step before it is worded: what is done at the beginning of a piece."""

    piece: int
    turning: Turning
    street: str
    road: str
    number: int = 0


def _depart(way: _Way) -> _Told:
    turning = Turning(kind="depart", degrees=0.0, side="right")
    return _Told(piece=0, turning=turning, street=way.name(0), road="")


def _turnings(way: _Way) -> list[_Told]:
    """Tell what is done at each junction, the stretches on roundabouts each as one."""
    edges = way.edge.tolist()
    around = [roundabouts.on_roundabout(way.junctions, edge) for edge in edges]
    told: list[_Told] = []
    piece, chose_m = 1, -_DOUBLE_M
    while piece < len(edges):
        if around[piece] and not around[piece - 1]:
            last = next((at for at in range(piece, len(edges)) if not around[at]), len(edges))
            told.append(_roundabout(way, piece, last))
            piece = last
        elif around[piece - 1] and not around[piece]:
            told.append(_roundabout(way, piece, piece))
        else:
            chosen = way.passed_m[piece] - chose_m < _DOUBLE_M
            turning = decide(way.junctions, edges[piece - 1], edges[piece], chosen=chosen)
            if way.junctions.others(edges[piece - 1], edges[piece]):
                chose_m = way.passed_m[piece]
            if turning is not None:
                told.append(_Told(piece=piece, turning=turning, street=way.name(piece), road=way.name(piece - 1)))
        piece += 1
    return told


def _roundabout(way: _Way, first: int, last: int) -> _Told:
    """Tell of a roundabout driven from one piece until before another; from its middle if both are the same."""
    ends = last == len(way.edge)
    exits = 0
    for piece in range(first, last):
        edge = int(way.edge[piece])
        out = way.junctions.others(edge, -1)
        exits += any(not roundabouts.on_roundabout(way.junctions, one) for one in out)
    turning = Turning(kind="roundabout", degrees=0.0, side="right")
    street = "" if ends else way.name(last)
    return _Told(piece=first, turning=turning, street=street, road=way.name(first - 1), number=0 if ends else exits)


def _join(told: Sequence[_Told], way: _Way) -> list[_Told]:
    """Make one of two steps at one point, and of two turns to one side across a divided road."""
    joined = [told[0]]
    for step in told[1:]:
        before = joined[-1]
        apart = way.passed_m[step.piece] - way.passed_m[before.piece]
        both = before.turning.kind == step.turning.kind == "turn"
        if both and apart <= _DOUBLE_M and before.turning.side == step.turning.side and _is_between(before, step):
            degrees = before.turning.degrees + step.turning.degrees
            back = abs(degrees) >= _ROUND and before.road == step.street
            turning = replace(before.turning, kind="uturn" if back else "turn", degrees=degrees)
            joined[-1] = replace(before, turning=turning, street=step.street)
        elif apart >= _NOTHING_M:
            joined.append(step)
        elif abs(step.turning.degrees) > abs(before.turning.degrees) and len(joined) > 1:
            joined[-1] = replace(step, piece=before.piece, road=before.road)
        else:
            joined[-1] = replace(before, street=step.street)
    return joined


def _is_between(before: _Told, step: _Told) -> bool:
    """Tell whether what lies between two turns is no street of its own, or only there to turn round on."""
    back = abs(before.turning.degrees + step.turning.degrees) >= _ROUND and bool(step.street)
    return before.street in {"", before.road, step.street} or (back and before.road == step.street)


def _worth_saying(told: Sequence[_Told], way: _Way) -> list[_Told]:
    """Leave out that a street gets another name straight ahead where it soon gets yet another, or has none."""
    kept: list[_Told] = []
    for step in told:
        if step.turning.kind != "continue":
            kept.append(step)
            continue
        far = next((at for at in range(step.piece, len(way.edge)) if way.name(at) != step.street), len(way.edge))
        known = kept[-1].street
        long = way.passed_m[far] - way.passed_m[step.piece] >= _NAME_WORTH_M
        if step.street and step.street != known and long:
            kept.append(step)
    return kept


def _name_street(step: _Told, way: _Way) -> _Told:
    if step.street or step.number or step.turning.kind == "roundabout":
        return step
    soon = way.passed_m[step.piece] + _NAMED_SOON_M
    names = (way.name(at) for at in range(step.piece, len(way.edge)) if way.passed_m[at] <= soon)
    return replace(step, street=next((name for name in names if name), ""))


def _step(step: _Told, way: _Way) -> Step:
    lat, lon = way.course(step.piece)
    heading = bearing(lat, lon) if _length(lat, lon) > 0 else way.junctions.leaving(int(way.edge[step.piece]))
    return Step(
        kind=step.turning.kind,
        phrase=_phrase(step, way, heading),
        street=step.street,
        road=step.road,
        number=step.number,
        metres=0,
        seconds=0,
        lat=float(lat[0]),
        lon=float(lon[0]),
        bearing=round(heading, 1) % 360,
    )


def _phrase(step: _Told, way: _Way, heading: float) -> str:
    turning, named = step.turning, "named" if step.street else "plain"
    match turning.kind:
        case "depart":
            middle = f".{_COMPASS[round(heading / 45) % 8]}"
        case "turn":
            middle, named = f".{turning.side}.{turning.size}", _road_kind(step, way)
        case "fork":
            middle = f".{turning.side}"
        case "exit":
            middle, named = f".{turning.side}", "named" if step.road else "plain"
        case "roundabout":
            middle = f".{_which_exit(step, way)}"
        case _:
            middle = ""
    return f"{turning.kind}{middle}.{named}"


def _which_exit(step: _Told, way: _Way) -> str:
    if not roundabouts.on_roundabout(way.junctions, int(way.edge[step.piece])):
        return "leave"
    if not step.number:
        return "enter"
    return str(step.number) if step.number <= _MOST_EXITS else "many"


def _road_kind(step: _Told, way: _Way) -> str:
    """Say what a road is where it has no name."""
    if step.street:
        return "same" if step.street == step.road else "named"
    network, edge = way.junctions.network, int(way.edge[step.piece])
    road = int(network.road_class[edge])
    if road in _PATHS:
        return "path"
    if road == _TRACK or network.unpaved[edge]:
        return "gravel"
    to_the_end = bool(np.isin(network.road_class[way.edge[step.piece :]], (_SERVICE, _TRACK)).all())
    return "drive" if to_the_end or network.private[edge] else "plain"


def _arrive(way: _Way, path: Path, goal: tuple[float, float] | None) -> Step:
    lat, lon = way.course(len(way.edge) - 1)
    last = len(way.edge) - 1
    moved = _length(lat, lon) > 0
    heading = (bearing(lat[::-1], lon[::-1]) + 180) % 360 if moved else way.junctions.arriving(int(way.edge[last]))
    here = float(path.lats[-1]), float(path.lons[-1])
    side = "here"
    if goal is not None and _length(np.array([here[0], goal[0]]), np.array([here[1], goal[1]])) >= _BESIDE_M:
        off = angle(heading, bearing(np.array([here[0], goal[0]]), np.array([here[1], goal[1]])))
        side = "ahead" if abs(off) < 30 else "right" if off > 0 else "left"
    return Step(
        kind="arrive",
        phrase=f"arrive.{side}",
        street=way.name(last),
        road=way.name(last),
        number=0,
        metres=0,
        seconds=0,
        lat=here[0],
        lon=here[1],
        bearing=round(heading, 1) % 360,
    )


def _length(lat: Floats, lon: Floats) -> float:
    return float(mercator.distances(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum())


def _share(marks: Sequence[float], unit: float, total: int) -> list[int]:
    """Give whole numbers between marks that come to a total: what is left goes to the last drive."""
    whole = [min(total, int(mark / unit + 0.5)) for mark in marks[:-1]] + [total]
    return [after - before for before, after in zip(whole, [*whole[1:], total], strict=True)]
