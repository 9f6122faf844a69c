"""The old centre of a town: an uneven grid of streets."""

import numpy as np
import shapely

from maps.made import curves, frames, names, tags
from maps.made.noding import Line
from maps.made.towns import Town


def radius_m(town: Town) -> float:
    """Tell how far the old grid of a town's centre reaches; 0 for a village."""
    return float(min(950.0, 0.24 * town.radius_m)) if town.place.population > 1_800 else 0.0


def grid(town: Town, *, rng: np.random.Generator) -> list[Line]:
    """Draw the streets of a town's centre: an uneven grid, turned like the town."""
    reach_m = radius_m(town) * 1.5
    if not reach_m:
        return []
    frame = frames.Frame(
        middle=town.middle,
        angle=town.angle,
        bend=float(rng.normal(0, 1 / 9_000)),
        warp=curves.Warp(rng, amplitude_m=9, wavelength_m=700),
    )
    supply = iter(rng.permutation(names.CENTRE).tolist() * 3)
    one_way_town = town.place.population > 40_000
    lines: list[Line] = []
    for across, spacing in ((False, (75, 130)), (True, (85, 175))):
        for count, level in enumerate(frames.levels(reach_m, spacing, rng=rng)):
            along = np.arange(-reach_m, reach_m + 25, 25.0)
            level_all = np.full_like(along, level)
            points = frame.place(level_all, along) if across else frame.place(along, level_all)
            marks = tags.street("residential", next(supply), rng=rng)
            if one_way_town and count % 4 in (1, 2):
                marks["oneway"] = "yes"
                points = points[::-1] if count % 4 == 1 else points
            lines.append(Line(points=points, tags=marks))
    return lines


def clip(streets: list[Line], face: shapely.Polygon, *, rng: np.random.Generator) -> list[Line]:
    """Cut the centre's streets to a district, here and there interrupted."""
    lines: list[Line] = []
    for line in streets:
        for part in curves.parts(shapely.LineString(line.points).intersection(face)):
            if part.length < 30:
                continue
            if rng.random() < 0.18 and part.length > 250:
                hole_m = float(rng.uniform(0.1, 0.6)) * part.length
                lines.append(frames.stretch(part, 0.0, hole_m, tags=line.tags))
                lines.append(frames.stretch(part, hole_m + float(rng.uniform(90, 150)), part.length, tags=line.tags))
            else:
                lines.append(Line(points=np.asarray(part.coords), tags=line.tags))
    return [line for line in lines if curves.length_m(line.points) > 20]
