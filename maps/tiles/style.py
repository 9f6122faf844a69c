"""How the map looks, as data: colours by day and by night, widths and letters by zoom.

The style document for browsers (``maps.tiles.document``) and the maps for print (``maps.prints``) both read it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, get_args

Theme = Literal["day", "night"]
THEMES: Final[tuple[Theme, ...]] = get_args(Theme)
Stops = tuple[tuple[float, float], ...]
"""Zooms and what holds there; between them it grows by the power ``GROWTH``, beyond them it stays."""
GROWTH: Final = 1.5

COLOURS: Final[Mapping[Theme, Mapping[str, str]]] = {
    "day": {
        "ground": "#f6f4ef",
        "beyond": "#ebe9e4",
        "residential": "#e9e3da",
        "industrial": "#e7e5e6",
        "farmland": "#f3efdf",
        "grass": "#e6edd8",
        "scrub": "#dfe8cf",
        "wood": "#d3e1c5",
        "park": "#d9e8cb",
        "rock": "#e5e2dd",
        "sand": "#f2e9d0",
        "ice": "#eef5f8",
        "wetland": "#dce8df",
        "hospital": "#f4dfdd",
        "school": "#f0e9d8",
        "cemetery": "#d9e2d1",
        "pitch": "#cde0c0",
        "square": "#f1ede6",
        "water": "#b8d3e2",
        "shore": "#9fc0d3",
        "building": "#ddd6cc",
        "building_edge": "#cbc3b7",
        "rail": "#aaa6a1",
        "rail_tie": "#f6f4ef",
        "tram": "#c3bcb6",
        "motorway": "#eeb083",
        "motorway_casing": "#c98a5d",
        "trunk": "#f3c48f",
        "trunk_casing": "#cf9c63",
        "primary": "#f9dca4",
        "primary_casing": "#cba75f",
        "secondary": "#fdefc9",
        "secondary_casing": "#c3b07a",
        "tertiary": "#fffefb",
        "tertiary_casing": "#c9c3b9",
        "street": "#fffefb",
        "street_casing": "#d3cdc3",
        "service": "#fcfaf6",
        "service_casing": "#dcd7ce",
        "primary_far": "#efbd68",
        "secondary_far": "#e3c37a",
        "lane": "#a1998d",
        "track": "#b9a582",
        "path": "#c0ab93",
        "cycleway": "#93a9bd",
        "ferry": "#6f98b5",
        "halo": "#fbfaf7",
        "place": "#2c3035",
        "suburb": "#5c5a57",
        "street_text": "#4d4a45",
        "water_text": "#295778",
        "green_text": "#3f5f38",
        "care_text": "#8a2f3a",
        "shield": "#fbfaf7",
        "shield_edge": "#8d8982",
        "shield_text": "#3f3c38",
        "shield_e": "#2f6b4f",
        "shield_e_text": "#ffffff",
        "frame": "#4d4a45",
        "furniture": "#4d4a45",
    },
    "night": {
        "ground": "#20262e",
        "beyond": "#191e25",
        "residential": "#282f38",
        "industrial": "#2a2f3a",
        "farmland": "#242c30",
        "grass": "#233030",
        "scrub": "#22302f",
        "wood": "#1f322e",
        "park": "#213730",
        "rock": "#282d34",
        "sand": "#2b2c2e",
        "ice": "#2a343c",
        "wetland": "#203237",
        "hospital": "#35282f",
        "school": "#2a2a2f",
        "cemetery": "#25332f",
        "pitch": "#21342e",
        "square": "#282f38",
        "water": "#142c44",
        "shore": "#1f3d58",
        "building": "#323b46",
        "building_edge": "#3d4854",
        "rail": "#4a525c",
        "rail_tie": "#20262e",
        "tram": "#3b434d",
        "motorway": "#a9784f",
        "motorway_casing": "#12171d",
        "trunk": "#94704e",
        "trunk_casing": "#12171d",
        "primary": "#7c6a50",
        "primary_casing": "#12171d",
        "secondary": "#5d5a52",
        "secondary_casing": "#12171d",
        "tertiary": "#4a515a",
        "tertiary_casing": "#151a21",
        "street": "#454e59",
        "street_casing": "#161b22",
        "service": "#38414b",
        "service_casing": "#181e25",
        "primary_far": "#94794f",
        "secondary_far": "#7b725c",
        "lane": "#626d79",
        "track": "#4f4a41",
        "path": "#4a4a48",
        "cycleway": "#42566a",
        "ferry": "#3b6482",
        "halo": "#161b22",
        "place": "#e6e9ed",
        "suburb": "#a9b1bb",
        "street_text": "#c2c8cf",
        "water_text": "#86b4d6",
        "green_text": "#93bb9a",
        "care_text": "#eda1a8",
        "shield": "#2b333d",
        "shield_edge": "#6b7480",
        "shield_text": "#dfe3e8",
        "shield_e": "#2a5d46",
        "shield_e_text": "#f2f5f3",
        "frame": "#6b7480",
        "furniture": "#c2c8cf",
    },
}
"""Every colour by its name; both themes have the same names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """How one class of roads is drawn: colour, width and casing in pixels, dashes in widths."""

    colour: str
    width: Stops
    casing: str | None = None
    far: str | None = None
    """The colour below the zooms of ``FAR``, where it is too fine to stand out by its casing."""
    dashes: tuple[float, ...] | None = None
    cap: Literal["round", "butt"] = "round"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """How one sort of names is written: the colour's name, size in pixels, and the ground it lies on."""

    colour: str
    size: Stops
    on: tuple[str, ...]
    slanted: bool = False
    bold: bool = False
    spacing: float = 0.0
    """Between letters, in ems."""


CASING: Final[Stops] = ((8, 0.35), (11, 0.5), (14, 0.8), (17, 1.2))
"""How far a casing reaches beyond its road on either side."""

FAR: Final = (11.5, 13.0)
"""Between these zooms the colour of a fine line gives way to that of a street between its casings."""

ROADS: Final[Mapping[str, Road]] = {
    "path": Road(colour="path", width=((14, 0.8), (17, 1.8)), dashes=(2.2, 1.8), cap="butt"),
    "cycleway": Road(colour="cycleway", width=((14, 0.8), (17, 1.9)), dashes=(3.2, 1.6), cap="butt"),
    "track": Road(colour="track", width=((13, 0.6), (17, 2.2)), dashes=(5.0, 2.0), cap="butt"),
    "pedestrian": Road(colour="service", width=((13, 0.8), (15, 2.8), (18, 12)), casing="service_casing"),
    "ferry": Road(colour="ferry", width=((8, 0.7), (15, 1.5)), dashes=(5.0, 3.0), cap="butt"),
    "service": Road(
        colour="service", width=((12, 0.4), (14, 1.0), (15, 2.0), (18, 10)), casing="service_casing", far="lane"
    ),
    "residential": Road(
        colour="street",
        width=((10, 0.4), (12, 0.8), (13, 1.5), (14, 2.8), (16, 7.5), (18, 19)),
        casing="street_casing",
        far="lane",
    ),
    "minor": Road(
        colour="street",
        width=((8, 0.6), (11, 0.8), (13, 1.8), (14, 3.2), (16, 8), (18, 20)),
        casing="street_casing",
        far="lane",
    ),
    "tertiary": Road(
        colour="tertiary",
        width=((7, 0.9), (10, 1.1), (12, 1.7), (14, 4.0), (16, 9), (18, 22)),
        casing="tertiary_casing",
        far="lane",
    ),
    "secondary": Road(
        colour="secondary",
        width=((8, 0.9), (10, 1.2), (12, 2.0), (14, 4.8), (16, 10), (18, 24)),
        casing="secondary_casing",
        far="secondary_far",
    ),
    "primary": Road(
        colour="primary",
        width=((7, 0.9), (10, 1.5), (12, 2.4), (14, 5.4), (16, 11), (18, 26)),
        casing="primary_casing",
        far="primary_far",
    ),
    "trunk": Road(
        colour="trunk", width=((5, 0.9), (10, 1.9), (12, 2.6), (14, 5.7), (16, 12), (18, 28)), casing="trunk_casing"
    ),
    "motorway": Road(
        colour="motorway",
        width=((5, 1.0), (10, 2.1), (12, 2.8), (14, 6.0), (16, 13), (18, 30)),
        casing="motorway_casing",
    ),
}
"""By class, in the order in which they are drawn."""
RAMP: Final = 0.6
"""Share of its class's width that a ramp has."""

WATERWAYS: Final[Mapping[str, Stops]] = {
    "stream": ((13, 0.5), (17, 2.0)),
    "canal": ((11, 0.6), (14, 1.6), (18, 8)),
    "river": ((8, 0.6), (11, 1.3), (14, 3.2), (18, 14)),
}
RAIL: Final[Stops] = ((9, 0.5), (12, 0.9), (14, 1.4), (17, 2.6))
TRAM: Final[Stops] = ((13, 0.4), (17, 1.4))

_LANDS: Final = ("ground", "residential", "wood", "farmland", "grass", "park", "industrial", "building")
LETTERING: Final[Mapping[str, Lettering]] = {
    "city": Lettering(colour="place", size=((5, 12), (9, 17), (13, 24)), on=_LANDS, bold=True),
    "town": Lettering(colour="place", size=((7, 10), (10, 14), (14, 20)), on=_LANDS, bold=True),
    "village": Lettering(colour="place", size=((10, 9.5), (13, 13), (15, 16)), on=_LANDS),
    "suburb": Lettering(colour="suburb", size=((11, 9), (13, 11.5), (15, 14)), on=("halo",), spacing=0.08),
    "hamlet": Lettering(colour="suburb", size=((12, 8.5), (15, 12)), on=("halo",)),
    "street": Lettering(colour="street_text", size=((12, 8), (14, 9), (16, 12), (18, 15)), on=("halo", "street")),
    "water": Lettering(colour="water_text", size=((9, 9), (14, 13)), on=("water", "halo"), slanted=True, spacing=0.04),
    "green": Lettering(colour="green_text", size=((11, 8.5), (15, 11)), on=("wood", "park", "halo"), slanted=True),
    "care": Lettering(colour="care_text", size=((12, 9), (15, 11)), on=("hospital", "halo", "ground")),
    "shield": Lettering(colour="shield_text", size=((8, 7), (14, 9)), on=("shield",), bold=True),
    "shield_e": Lettering(colour="shield_e_text", size=((8, 7), (14, 9)), on=("shield_e",), bold=True),
    "furniture": Lettering(colour="furniture", size=((0, 9),), on=("ground",)),
}
"""By sort of name; every colour reaches a contrast of 4.5 : 1 with each ground it is said to lie on."""

LETTERING_OF: Final[Mapping[str, str]] = {
    "city": "city",
    "town": "town",
    "village": "village",
    **dict.fromkeys(("suburb", "quarter", "neighbourhood"), "suburb"),
    **dict.fromkeys(("hamlet", "island", "isolated_dwelling", "locality"), "hamlet"),
    **dict.fromkeys(("sea", "water", "river", "canal", "stream"), "water"),
    **dict.fromkeys(("wood", "park", "cemetery", "wetland"), "green"),
    **dict.fromkeys(("hospital", "clinic", "care_home", "pharmacy", "school"), "care"),
    "station": "suburb",
}
"""The sort of name that places, waters and so on are written as."""


def at_zoom(stops: Stops, zoom: float) -> float:
    """Give what stops say at a zoom."""
    if zoom <= stops[0][0]:
        return stops[0][1]
    for (low, before), (high, after) in pairwise(stops):
        if zoom <= high:
            share = (GROWTH ** (zoom - low) - 1) / (GROWTH ** (high - low) - 1)
            return float(before + (after - before) * share)
    return stops[-1][1]


def road_colour(road: Road, theme: Theme, zoom: float) -> str:
    """Give the colour of a road at a zoom."""
    colours, (low, high) = COLOURS[theme], FAR
    near = min(max((zoom - low) / (high - low), 0.0), 1.0)
    return colours[road.colour] if road.far is None else mix(colours[road.far], colours[road.colour], share=near)


def mix(one: str, other: str, *, share: float = 0.5) -> str:
    """Give a colour between two: half-way, or by a share of the way to the other."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    parts = [int(from_one + (to - from_one) * share) for from_one, to in pairs]
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21, as WCAG 2.2 defines it (success criterion 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
