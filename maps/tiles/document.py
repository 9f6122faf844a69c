"""The style as a document for browsers, by the Mapbox and MapLibre style specification, version 8.

It names no fonts, glyphs or sprites that would have to be fetched: OpenLayers' ``ol-mapbox-style`` fetches every font
from a service on the internet but those it knows to be everywhere, Arial among them, and MapLibre GL writes with the
fonts of the machine where a style has no ``glyphs``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from maps.scenery.kinds import LAND_KINDS, PLACES, POINT_KINDS
from maps.tiles import style
from maps.tiles.layers import LAST_ZOOM
from maps.tiles.style import Stops, Theme

SOURCE: Final = "roads"
_FONT: Final = ["Arial Regular"]
_BOLD: Final = ["Arial Bold"]
_SLANTED: Final = ["Arial Italic"]
_LEVELS: Final = ("tunnel", "ground", "bridge")


def make_style(theme: Theme, *, tilejson: str) -> dict[str, Any]:
    """Give the style document of a theme for the tiles that a TileJSON document at an address describes."""
    colours = style.COLOURS[theme]
    return {
        "version": 8,
        "name": f"hemrutt {theme}",
        "sources": {SOURCE: {"type": "vector", "url": tilejson}},
        "layers": [
            {"id": "ground", "type": "background", "paint": {"background-color": colours["ground"]}},
            *_areas(theme),
            *_waterways(theme),
            *_roads(theme, "tunnel"),
            *_rails(theme),
            *_roads(theme, "ground"),
            *_roads(theme, "bridge"),
            *_names(theme),
        ],
    }


def _areas(theme: Theme) -> Iterator[dict[str, Any]]:
    colours = style.COLOURS[theme]
    for kind in LAND_KINDS:
        yield _layer(f"land-{kind}", "fill", "land", {"fill-color": colours[kind]}, only=("kind", kind))
    yield _layer("water", "fill", "water", {"fill-color": colours["water"], "fill-outline-color": colours["shore"]})
    paint = {"fill-color": colours["building"], "fill-outline-color": colours["building_edge"]}
    yield _layer("buildings", "fill", "buildings", paint)


def _waterways(theme: Theme) -> Iterator[dict[str, Any]]:
    for kind, width in style.WATERWAYS.items():
        paint = {"line-color": style.COLOURS[theme]["water"], "line-width": _by_zoom(width)}
        yield _layer(f"waterway-{kind}", "line", "waterways", paint, only=("kind", kind), cap="round")


def _rails(theme: Theme) -> Iterator[dict[str, Any]]:
    colours = style.COLOURS[theme]
    for kind, width in (("tram", style.TRAM), ("rail", style.RAIL)):
        paint = {"line-color": colours[kind], "line-width": _by_zoom(width)}
        yield _layer(f"rail-{kind}", "line", "rail", paint, only=("kind", kind))
    ties = {"line-color": colours["rail_tie"], "line-width": _by_zoom(style.RAIL, 0.55), "line-dasharray": [6, 6]}
    yield _layer("rail-ties", "line", "rail", ties, only=("kind", "rail")) | {"minzoom": 12}


def _roads(theme: Theme, level: str) -> Iterator[dict[str, Any]]:
    """Give the casings of all classes before the roads of any, so that crossings are open."""
    colours = style.COLOURS[theme]
    for kind, road in style.ROADS.items():
        if road.casing is not None:
            paint: dict[str, Any] = {"line-color": colours[road.casing], "line-width": _by_zoom(road.width, cased=True)}
            if level == "tunnel":
                paint["line-dasharray"] = [1.2, 0.8]
            yield _road(f"{level}-casing-{kind}", kind, level, paint, cap="butt" if level != "ground" else "round")
    for kind, road in style.ROADS.items():
        paint = {"line-color": _road_colour(theme, road, level), "line-width": _by_zoom(road.width)}
        if road.dashes is not None:
            paint["line-dasharray"] = list(road.dashes)
        yield _road(f"{level}-{kind}", kind, level, paint, cap=road.cap)


def _road_colour(theme: Theme, road: style.Road, level: str) -> Any:
    colours = [style.road_colour(road, theme, zoom) for zoom in style.FAR]
    if level == "tunnel":
        # Paler and not translucent: the dashes of a tunnel's casing are to be seen at its edges only.
        colours = [style.mix(colour, style.COLOURS[theme]["ground"]) for colour in colours]
    (low, high), (far, near) = style.FAR, colours
    return near if far == near else ["interpolate", ["linear"], ["zoom"], low, far, high, near]


def _road(key: str, kind: str, level: str, paint: dict[str, Any], *, cap: str) -> dict[str, Any]:
    layer = _layer(key, "line", "roads", paint, only=("class", kind), cap=cap)
    at_level = ["all", ["!", ["has", "bridge"]], ["!", ["has", "tunnel"]]] if level == "ground" else ["has", level]
    return layer | {"filter": ["all", layer["filter"], at_level]}


def _names(theme: Theme) -> Iterator[dict[str, Any]]:
    yield _name(theme, "waterway-names", "waterways", "water", along=True)
    yield _name(theme, "street-names", "road_labels", "street", along=True)
    for sort in ("water", "green", "care"):
        kinds = [kind for kind, written in style.LETTERING_OF.items() if written == sort]
        yield _name(theme, f"area-{sort}-names", "area_labels", sort, kinds=kinds)
    for sort in ("care", "suburb"):
        kinds = [kind for kind in POINT_KINDS if kind not in PLACES and style.LETTERING_OF[kind] == sort]
        yield _name(theme, f"care-{sort}-names", "care", sort, kinds=kinds)
    for sort in ("hamlet", "suburb", "village", "town", "city"):
        kinds = [kind for kind in PLACES if style.LETTERING_OF[kind] == sort]
        yield _name(theme, f"{sort}-names", "places", sort, kinds=kinds)


def _name(
    theme: Theme, key: str, source: str, sort: str, *, along: bool = False, kinds: list[str] | None = None
) -> dict[str, Any]:
    written, colours = style.LETTERING[sort], style.COLOURS[theme]
    layout: dict[str, Any] = {
        "text-field": ["coalesce", ["get", "name"], ["get", "ref"]] if source == "road_labels" else ["get", "name"],
        "text-font": _BOLD if written.bold else _SLANTED if written.slanted else _FONT,
        "text-size": _by_zoom(written.size),
        "text-letter-spacing": written.spacing,
        "text-max-width": 8,
    }
    if along:
        layout |= {"symbol-placement": "line", "symbol-spacing": 320, "text-max-angle": 30}
    layer: dict[str, Any] = {
        "id": key,
        "type": "symbol",
        "source": SOURCE,
        "source-layer": source,
        "layout": layout,
        "paint": {"text-color": colours[written.colour], "text-halo-color": colours["halo"], "text-halo-width": 1.4},
    }
    return layer if kinds is None else layer | {"filter": ["match", ["get", "kind"], kinds, True, False]}


def _layer(
    key: str,
    sort: str,
    source: str,
    paint: dict[str, Any],
    *,
    only: tuple[str, str] | None = None,
    cap: str | None = None,
) -> dict[str, Any]:
    layer: dict[str, Any] = {"id": key, "type": sort, "source": SOURCE, "source-layer": source, "paint": paint}
    if only is not None:
        layer["filter"] = ["==", ["get", only[0]], only[1]]
    if cap is not None:
        layer["layout"] = {"line-cap": cap, "line-join": "round"}
    return layer


def _by_zoom(stops: Stops, share: float = 1.0, *, cased: bool = False) -> Any:
    zooms = sorted({zoom for zoom, _ in stops} | ({zoom for zoom, _ in style.CASING} if cased else set()))
    values: list[float] = []
    for zoom in zooms:
        extra = 2 * style.at_zoom(style.CASING, zoom) if cased else 0.0
        values += [zoom, round(style.at_zoom(stops, zoom) * share + extra, 2)]
    return values[1] if len(values) == 2 else ["interpolate", ["exponential", style.GROWTH], ["zoom"], *values]


def describe_tiles(*, name: str, address: str, attribution: str, bounds: tuple[float, float, float, float]) -> Any:
    """Give the TileJSON 3.0 document of tiles at an address with ``{z}``, ``{x}`` and ``{y}``.

    ``bounds`` are south, west, north and east in degrees.
    """
    south, west, north, east = bounds
    return {
        "tilejson": "3.0.0",
        "name": name,
        "tiles": [address],
        "attribution": attribution,
        "minzoom": 0,
        "maxzoom": LAST_ZOOM,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, 11],
        "scheme": "xyz",
        "vector_layers": vector_layers(),
    }


def vector_layers() -> list[dict[str, Any]]:
    """Tell the layers of the tiles and the fields of each, as TileJSON and PMTiles want it."""
    return [{"id": name, "fields": fields, "minzoom": 0, "maxzoom": LAST_ZOOM} for name, fields in _FIELDS.items()]


_NAMED: Final = {"kind": "String", "name": "String"}
_FIELDS: Final[dict[str, dict[str, str]]] = {
    "land": {"kind": "String"},
    "water": {"kind": "String"},
    "waterways": {**_NAMED, "width": "Number", "bridge": "Boolean", "tunnel": "Boolean"},
    "buildings": {"kind": "String"},
    "rail": {"kind": "String", "bridge": "Boolean", "tunnel": "Boolean"},
    "roads": {
        "class": "String",
        "name": "String",
        "ref": "String",
        **dict.fromkeys(("ramp", "oneway", "private", "bridge", "tunnel"), "Boolean"),
    },
    "road_labels": {"class": "String", "name": "String", "ref": "String"},
    "area_labels": {**_NAMED, "size_m": "Number"},
    "care": {**_NAMED, "rank": "Number"},
    "places": {**_NAMED, "population": "Number", "rank": "Number"},
}
