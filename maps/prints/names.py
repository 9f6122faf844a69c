"""Names on a sheet: places, then numbers of roads, where care teams go, waters, and streets along their course."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import shapely
from matplotlib.patches import Circle, FancyBboxPatch

from maps.mercator import Floats
from maps.prints import lettering
from maps.prints.lettering import Type
from maps.prints.room import Room
from maps.prints.sheet import Sheet
from maps.tiles import style
from maps.tiles.layers import Layer

_HALO: Final = 0.95
_STREET_APART: Final = 260.0
_SHIELD_APART: Final = 150.0
_NAME_APART: Final = 120.0
_ROUND: Final = 1.8
"""Points that stay free around a name, so that two are not read as one."""
_TRIES: Final = (0.5, 0.35, 0.65, 0.22, 0.78)
_SMOOTH: Final = 1.2
"""Points by which the course of a name may leave its street, so that its letters do not jump."""
_STREET_CLASSES: Final = ("motorway", "trunk", "primary", "secondary", "tertiary", "minor", "residential", "pedestrian")
_LONGEST_STREET: Final = 45
_EUROPEAN: Final = re.compile(r"E ?\d{1,3}")


def write_names(sheet: Sheet, shown: Mapping[str, Layer], room: Room) -> None:
    """Write the names, the most important first; what finds no room is left out."""
    _write_places(sheet, shown["places"], room)
    _write_shields(sheet, shown["road_labels"], room)
    _write_care(sheet, shown["care"], room)
    _write_areas(sheet, shown["area_labels"], room)
    _write_courses(sheet, shown["waterways"], room, sort="water", apart=400.0)
    _write_courses(sheet, shown["road_labels"], room, sort="street", apart=_STREET_APART)


def _write_places(sheet: Sheet, layer: Layer, room: Room) -> None:
    for told, point in _points(sheet, layer):
        written = style.LETTERING[style.LETTERING_OF[str(told["kind"])]]
        how = _type(sheet, written, grow=1.15)
        words = str(told["name"])
        lines = _wrap(words, most=16)
        _write_lines(sheet, lines, how, point, room, colour=written.colour, order=40)


def _write_areas(sheet: Sheet, layer: Layer, room: Room) -> None:
    for told, point in _points(sheet, layer):
        sort = style.LETTERING_OF.get(str(told["kind"]))
        if sort is None:
            continue
        written = style.LETTERING[sort]
        how = _type(sheet, written)
        room_for = float(told["size_m"]) * sheet.metre * 1.6  # type: ignore[arg-type]
        lines = _wrap(str(told["name"]), most=14)
        if max(lettering.measure(line, how) for line in lines) <= room_for:
            _write_lines(sheet, lines, how, point, room, colour=written.colour, order=36)


def _write_care(sheet: Sheet, layer: Layer, room: Room) -> None:
    """Mark where care teams go with a cross, and name it below."""
    radius = 2.4 + 0.25 * min(max(sheet.zoom - 12, 0), 4)
    for told, point in _points(sheet, layer):
        if told["kind"] == "station":
            continue
        disc = np.array([[*point, radius + 1]])
        if not room.is_free(disc):
            continue
        room.take(disc)
        colour = sheet.colour("care_text")
        sheet.axes.add_patch(Circle(tuple(point), radius, facecolor=colour, edgecolor=sheet.colour("halo"), zorder=38))
        for across, down in ((0.62, 0.2), (0.2, 0.62)):
            corner = point - np.array([across, down]) * radius
            sheet.axes.add_patch(
                FancyBboxPatch(
                    tuple(corner),
                    2 * across * radius,
                    2 * down * radius,
                    boxstyle="square,pad=0",
                    facecolor=sheet.colour("halo"),
                    linewidth=0,
                    zorder=38.1,
                )
            )
        if told["kind"] == "hospital" or sheet.zoom >= 15.2:
            written = style.LETTERING["care"]
            how = _type(sheet, written)
            lines = _wrap(str(told["name"]), most=18)
            below = np.array([point[0], point[1] + radius + how.size * (0.75 + 0.55 * (len(lines) - 1))])
            _write_lines(sheet, lines, how, below, room, colour=written.colour, order=38)


def _write_shields(sheet: Sheet, layer: Layer, room: Room) -> None:
    """Write the numbers of main roads in small shields on them; European roads have green ones, as in Sweden."""
    for told, course in _courses(sheet, layer):
        number = str(told.get("ref", "")).split(";")[0].strip()
        if not number or len(number) > 6 or told["class"] not in ("motorway", "trunk", "primary"):
            continue
        sort = "shield_e" if _EUROPEAN.fullmatch(number) else "shield"
        how = _type(sheet, style.LETTERING[sort])
        width, height = lettering.measure(number, how) + 0.9 * how.size, 1.45 * how.size
        for share in _TRIES:
            point = shapely.get_coordinates(shapely.line_interpolate_point(course, share, normalized=True))[0]
            discs = _discs(point, width, height)
            at = (float(point[0]), float(point[1]))
            free = room.is_free(discs) and room.is_news(f"#{number}", at, apart=_SHIELD_APART)
            if not free or not sheet.holds(point, margin=width):
                continue
            room.take(discs)
            room.say(f"#{number}", at)
            sheet.axes.add_patch(
                FancyBboxPatch(
                    (point[0] - width / 2, point[1] - height / 2),
                    width,
                    height,
                    boxstyle=f"round,pad=0,rounding_size={0.35 * how.size}",
                    facecolor=sheet.colour(sort),
                    edgecolor=sheet.colour("halo" if sort == "shield_e" else "shield_edge"),
                    linewidth=0.5,
                    zorder=39,
                )
            )
            path = lettering.lay_straight(number, how, point)
            lettering.write(sheet, path, colour=style.LETTERING[sort].colour, halo=0, order=39.1)
            break


def _write_courses(sheet: Sheet, layer: Layer, room: Room, *, sort: str, apart: float) -> None:
    written = style.LETTERING[sort]
    how = _type(sheet, written)
    found = [(told, course) for told, course in _courses(sheet, layer) if told.get("name")]
    if sort == "street":
        found = [one for one in found if one[0]["class"] in _STREET_CLASSES]
    for told, course in found:
        words = str(told["name"])
        width = lettering.measure(words, how)
        if len(words) > _LONGEST_STREET or course.length < width * 1.05:
            continue
        smooth = _soften(shapely.get_coordinates(shapely.simplify(course, _SMOOTH)))
        length = float(np.hypot(*np.diff(smooth, axis=0).T).sum())
        times = max(1, int(length // (apart * 1.5)))
        for part in range(times):
            for share in _TRIES:
                middle = (part + share) / times * length
                if _write_along(sheet, words, how, smooth, middle, room, colour=written.colour, apart=apart):
                    break


def _write_along(
    sheet: Sheet, words: str, how: Type, course: Floats, middle: float, room: Room, *, colour: str, apart: float
) -> bool:
    """Write words along a course if there is room; turned round where they would stand on their heads."""
    for way, along in ((course, middle), (course[::-1], None)):
        far = middle if along is not None else float(np.hypot(*np.diff(course, axis=0).T).sum()) - middle
        laid = lettering.lay_along(words, how, way, far)
        if laid is None:
            return False
        path, places = laid
        if places[-1, 0] >= places[0, 0]:
            break
    discs = np.column_stack([places, np.full(len(places), how.size * 0.55)])
    at = (float(places[:, 0].mean()), float(places[:, 1].mean()))
    if not sheet.holds(places, margin=how.size).all() or not room.is_news(words, at, apart=apart):
        return False
    if not room.is_free(discs):
        return False
    room.take(discs)
    room.say(words, at)
    lettering.write(sheet, path, colour=colour, halo=_HALO * 0.85, order=35)
    return True


def _write_lines(
    sheet: Sheet, lines: list[str], how: Type, point: Floats, room: Room, *, colour: str, order: float
) -> bool:
    """Write lines around a point if there is room."""
    step = how.size * 1.12
    tops = point[1] - step * (len(lines) - 1) / 2 + step * np.arange(len(lines))
    widths = [lettering.measure(line, how) for line in lines]
    discs = np.vstack(
        [_discs(np.array([point[0], top]), width, how.size * 1.1) for top, width in zip(tops, widths, strict=True)]
    )
    words, at = " ".join(lines), (float(point[0]), float(point[1]))
    if (
        not room.is_free(discs + np.array([0.0, 0.0, _ROUND]))
        or not sheet.holds(discs[:, :2], margin=how.size * 0.4).all()
    ):
        return False
    if not room.is_news(words, at, apart=_NAME_APART):
        return False
    room.say(words, at)
    room.take(discs)
    for line, top in zip(lines, tops, strict=True):
        path = lettering.lay_straight(line, how, np.array([point[0], top]))
        lettering.write(sheet, path, colour=colour, halo=_HALO, order=order)
    return True


def _points(sheet: Sheet, layer: Layer) -> Iterator[tuple[dict[str, object], Floats]]:
    shapes, rows = sheet.see(layer)
    for shape, row in zip(shapes, rows, strict=True):
        if not shape.is_empty:
            yield dict(layer.properties[row]), shapely.get_coordinates(shape)[0]


def _courses(sheet: Sheet, layer: Layer) -> Iterator[tuple[dict[str, object], shapely.LineString]]:
    """Give the lines of a layer, by feature as they stand in it and the longest first."""
    shapes, rows = sheet.see(layer)
    parts, which = shapely.get_parts(shapes, return_index=True)
    lengths = shapely.length(parts)
    order = np.lexsort((-lengths, np.array(rows, dtype=np.int64)[which]))
    for at in order[lengths[order] > 0]:
        yield dict(layer.properties[rows[which[at]]]), parts[at]


def _type(sheet: Sheet, written: style.Lettering, *, grow: float = 1.0) -> Type:
    face: lettering.Face = "bold" if written.bold else "slanted" if written.slanted else "plain"
    return Type(face=face, size=max(sheet.size(written.size) * grow, 4.6), spacing=written.spacing)


def _wrap(words: str, *, most: int) -> list[str]:
    """Break a name into lines of about so many letters."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [words]


def _discs(point: Floats, width: float, height: float) -> Floats:
    """Give discs that cover a flat box around a point."""
    radius = height / 2
    count = max(int(np.ceil(width / height)), 1)
    x = point[0] + np.linspace(-1, 1, count) * max(width / 2 - radius, 0)
    return np.column_stack([x, np.full(count, point[1]), np.full(count, radius)])


def _soften(course: Floats) -> Floats:
    """Round the corners of a course by cutting them twice (Chaikin 1974)."""
    for _ in range(2):
        near, far = course[:-1] * 0.75 + course[1:] * 0.25, course[:-1] * 0.25 + course[1:] * 0.75
        cut = np.stack([near, far], axis=1).reshape(-1, 2)
        course = np.vstack([course[:1], cut[1:-1], course[-1:]]) if len(course) > 2 else course
    return course
