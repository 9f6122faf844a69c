"""Main roads of a region: which towns are joined, along which course, by what class of road."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay
from shapely.geometry.base import BaseGeometry

from maps.made import curves, tags
from maps.made.country import neighbours
from maps.made.grounds import Ground
from maps.made.noding import Line
from maps.made.places import Place
from maps.made.plane import Points
from maps.made.towns import area_km2

_DETOUR = 1.3
"""A road is laid between two neighbours if the way over the roads so far is so many times longer …"""
_TOWN_DETOUR = 1.15
"""… and between two towns already at so many times: main roads do not go out of their way for a village."""
_TOWN_PEOPLE = 4_000
_ROUGHNESS = 0.05
_BEND_M = 4_500.0
_LEAST_BENDS = 4
_SWING = 0.27
"""How far a road strays sideways, as a share of the distance between its bends."""
_WINDING = 1.09
"""How many times longer than the straight line a road usually is; less is added to a course around water."""
_LEAST_WINDING = 1.03
_STREETS = 0.25
"""What streets add to the way from the rim of a town to its middle, as a share of it."""
_DRAWS = 6
_STEP_M = 60.0
_SHORT_WATER_M = 1_500.0
"""Water that a bridge goes over where the way around is long; wider only to an island with a town."""
_LONG_WATER_M = 8_000.0
_FERRY_M = 30_000.0
_BRIDGE_PEOPLE = 4_000
_WORTH = 1.5
_LEVELS = ((15_000, "trunk", "100"), (4_000, "primary", "90"), (1_200, "secondary", "80"))
_LEAST = "tertiary", "70"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """A possible road between two places: its course, and how much water it crosses."""

    one: int
    other: int
    course: Points
    metres: float
    water_m: float


def main_roads(
    known: Sequence[Place], *, middles: Points, wet: BaseGeometry, ground: Ground, rng: np.random.Generator
) -> list[Line]:
    """Join places by main roads around the water, over bridges and by ferries.

    Roads are a greedy spanner of neighbours (Althöfer et al., On sparse spanners of weighted graphs, 1993): shortest
    first, left out where one gets there nearly as shortly already. Towns that are neighbours but for villages are
    joined past them. The class of a road is that of the largest towns, neighbours among their like, whose shortest way
    runs over it.
    """
    if len(known) < 2:
        return []
    links = [_link(middles, pair, wet=wet, ground=ground) for pair in _candidates(known, middles)]
    laid = _spanner([link for link in links if not link.water_m or _is_bridge(link, middles)], known)
    laid += _crossings(laid, links, known)
    classes = _classes(laid, known, middles)
    lines: list[Line] = []
    for number, link in enumerate(laid):
        highway, speed = classes.get(number, _LEAST)
        course = _drawn(link, known, wet=wet, rng=rng)
        if link.water_m > _SHORT_WATER_M and not _has_bridge(link, known):
            lines += _with_ferry(course, wet, {"highway": highway, "maxspeed": speed})
        else:
            lines.append(Line(points=course, tags={"highway": highway, "maxspeed": speed}))
    return lines


def _drawn(link: _Link, known: Sequence[Place], *, wet: BaseGeometry, rng: np.random.Generator) -> Points:
    """Draw a road that winds as old roads do, less where it would come into the water.

    Of several draws the one is taken whose length is nearest to what is usual: by chance alone, roads of a few bends
    would be anything from straight to a third longer.
    """
    for swing in (_SWING, _SWING / 3, 0.0):
        courses = [_tried(link, swing=swing, rng=rng) for _ in range(_DRAWS if swing else 1)]
        dry = [course for course in courses if link.water_m or not wet.intersects(shapely.LineString(course))]
        if dry:
            break
    usual_m = _usual_m(link, known)
    return min(dry or courses, key=lambda course: abs(curves.length_m(course) - usual_m))


def _usual_m(link: _Link, known: Sequence[Place]) -> float:
    """Give the usual length of a road: longer for its straight line where much of it lies in towns.

    So Giacomin and Levinson found it, Road network circuity in metropolitan areas, 2015.
    """
    straight_m = float(np.hypot(*(link.course[-1] - link.course[0])))
    streets_m = sum(1_000 * float(np.sqrt(area_km2(known[end].population) / np.pi)) for end in (link.one, link.other))
    return max(_WINDING * straight_m + _STREETS * streets_m, _LEAST_WINDING * link.metres)


def _tried(link: _Link, *, swing: float, rng: np.random.Generator) -> Points:
    controls = _swung(link.course, swing=swing, rng=rng)
    return curves.through(controls, rng=rng, roughness=_ROUGHNESS if swing else _ROUGHNESS / 4, step_m=_STEP_M)


def _swung(course: Points, *, swing: float, rng: np.random.Generator) -> Points:
    """Put points at even distances along a course and push them sideways, all but the ends."""
    points = curves.resample(course, step_m=min(_BEND_M, curves.length_m(course) / _LEAST_BENDS))
    along = np.gradient(points, axis=0)
    aside = np.column_stack((-along[:, 1], along[:, 0])) * rng.normal(0, swing, (len(points), 1))
    aside[[0, -1]] = 0.0
    return np.asarray(points + aside)


def _candidates(known: Sequence[Place], middles: Points) -> list[tuple[int, int]]:
    """Pairs of neighbours among all places, and among the towns, which roads join past the villages between."""
    towns = [at for at, place in enumerate(known) if place.population >= _TOWN_PEOPLE]
    among = [(towns[one], towns[other]) for one, other in _pairs(middles[towns])] if len(towns) > 1 else []
    return list(dict.fromkeys([*_pairs(middles), *((min(pair), max(pair)) for pair in among)]))


def _pairs(middles: Points) -> list[tuple[int, int]]:
    """Pairs of neighbours by Delaunay's triangulation, shortest first."""
    if len(middles) < 4:
        return neighbours(middles)
    corners = np.sort(Delaunay(middles).simplices, axis=1)
    sides = np.unique(np.vstack((corners[:, :2], corners[:, 1:], corners[:, ::2])), axis=0)
    lengths = np.hypot(*(middles[sides[:, 0]] - middles[sides[:, 1]]).T)
    return [(int(one), int(other)) for one, other in sides[np.argsort(lengths, kind="stable")]]


def _link(middles: Points, pair: tuple[int, int], *, wet: BaseGeometry, ground: Ground) -> _Link:
    """Find a dry course between two places, straight or around the water; else the straight one over it."""
    ends = middles[list(pair)]
    straight = shapely.LineString(ends)
    water_m = float(wet.intersection(straight).length) if wet.intersects(straight) else 0.0
    around = ground.way(*ends) if water_m > 0 else None
    if around is not None and not (water_m < _SHORT_WATER_M and curves.length_m(around) > _WORTH * straight.length):
        return _Link(one=pair[0], other=pair[1], course=around, metres=curves.length_m(around), water_m=0.0)
    return _Link(one=pair[0], other=pair[1], course=ends, metres=float(straight.length), water_m=water_m)


def _is_bridge(link: _Link, middles: Points) -> bool:
    return link.water_m < _SHORT_WATER_M and np.hypot(*(middles[link.one] - middles[link.other])) < 15_000


def _spanner(links: Sequence[_Link], known: Sequence[Place]) -> list[_Link]:
    laid: list[_Link] = []
    for link in sorted(links, key=lambda link: (link.metres, link.one, link.other)):
        if laid:
            start = np.array([link.one])
            fewer = min(known[link.one].population, known[link.other].population)
            detour = _TOWN_DETOUR if fewer >= _TOWN_PEOPLE else _DETOUR
            way_m = dijkstra(_graph(laid, len(known)), indices=start, limit=detour * link.metres)[0, link.other]
            if np.isfinite(way_m):
                continue
        laid.append(link)
    return laid


def _crossings(laid: Sequence[_Link], links: Sequence[_Link], known: Sequence[Place]) -> list[_Link]:
    """Choose links over water that join what no land joins, the narrowest first."""
    _, label = connected_components(_graph(laid, len(known)), directed=False)
    chosen = []
    for link in sorted(links, key=lambda link: (link.water_m, link.metres)):
        if label[link.one] != label[link.other] and link.water_m < _FERRY_M:
            label[label == label[link.other]] = label[link.one]
            chosen.append(link)
    return chosen


def _has_bridge(link: _Link, known: Sequence[Place]) -> bool:
    fewer = min(known[link.one].population, known[link.other].population)
    return link.water_m < _LONG_WATER_M and fewer >= _BRIDGE_PEOPLE


def _classes(laid: Sequence[_Link], known: Sequence[Place], middles: Points) -> dict[int, tuple[str, str]]:
    """Give the class of each road that lies on the shortest way between two neighbours of a level of towns."""
    number = {(link.one, link.other): at for at, link in enumerate(laid)}
    number |= {(other, one): at for (one, other), at in number.items()}
    graph = _graph(laid, len(known))
    classes: dict[int, tuple[str, str]] = {}
    for people, highway, speed in _LEVELS:
        towns = [at for at, place in enumerate(known) if place.population >= people]
        if len(towns) < 2:
            continue
        _, before = dijkstra(graph, indices=towns, return_predecessors=True)
        for one, other in neighbours(middles[towns]):
            row = [towns[other]]
            while row[-1] >= 0 and row[-1] != towns[one]:
                row.append(int(before[one, row[-1]]))
            for tail, head in pairwise(row):
                if head >= 0:
                    classes.setdefault(number[tail, head], (highway, speed))
    return classes


def _graph(laid: Sequence[_Link], size: int) -> csr_array:
    ends = np.array([(link.one, link.other) for link in laid], dtype=np.int64).reshape(-1, 2)
    metres = np.array([link.metres for link in laid])
    rows, columns = np.concatenate((ends[:, 0], ends[:, 1])), np.concatenate((ends[:, 1], ends[:, 0]))
    return csr_array((np.concatenate((metres, metres)), (rows, columns)), shape=(size, size))


def _with_ferry(course: Points, wet: BaseGeometry, marks: dict[str, str]) -> list[Line]:
    """Cut a road at the quays and lay a ferry between them."""
    line = shapely.LineString(course)
    over = [part for part in curves.parts(line.intersection(wet)) if part.length > 150]
    ferries = [Line(points=np.asarray(part.coords)[[0, -1]], tags=tags.ferry(part.length)) for part in over]
    rest = line.difference(shapely.union_all([part.buffer(1) for part in over])) if over else line
    return [*ferries, *(Line(points=np.asarray(part.coords), tags=marks) for part in curves.parts(rest))]
