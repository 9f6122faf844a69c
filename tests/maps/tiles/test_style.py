"""The style can be read by day and by night, and fits the tiles."""

from __future__ import annotations

import json
import re

import pytest

from maps import tiles
from maps.scenery import kinds
from maps.tiles import document, layers, roads, style
from maps.tiles.style import THEMES, Theme


@pytest.mark.parametrize("theme", THEMES)
def test_letters_stand_out_from_what_they_lie_on(theme: Theme) -> None:
    colours = style.COLOURS[theme]
    for written in style.LETTERING.values():
        for ground in written.on:
            assert style.contrast(colours[written.colour], colours[ground]) >= 4.5, (written, ground)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_day_and_night_colour_the_same_things() -> None:
    assert set(style.COLOURS["day"]) == set(style.COLOURS["night"])
    for theme in THEMES:
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in style.COLOURS[theme].values())


def test_every_class_of_road_is_drawn() -> None:
    assert tuple(style.ROADS) == roads.ROAD_CLASSES


@pytest.mark.parametrize("theme", THEMES)
def test_the_document_uses_only_layers_that_the_tiles_have_and_fetches_nothing(theme: Theme) -> None:
    made = tiles.make_style(theme, tilejson="http://127.0.0.1:8000/api/tiles/umea.json")
    drawn = {layer["source-layer"] for layer in made["layers"] if "source-layer" in layer}
    assert drawn == set(layers.LAYERS)
    assert len({layer["id"] for layer in made["layers"]}) == len(made["layers"])
    assert re.findall(r"https?://\S+?\"", json.dumps(made)) == ['http://127.0.0.1:8000/api/tiles/umea.json"']
    assert not {"glyphs", "sprite"} & set(made)


def test_letters_need_no_service_for_fonts() -> None:
    """``ol-mapbox-style`` (``text.js``, ``webSafeFonts``) fetches every family but these from the internet."""
    everywhere = r"(Arial|Verdana|Courier New|Times New Roman) (Regular|Bold|Italic)"
    made = tiles.make_style("day", tilejson="/tiles.json")
    fonts = {font for layer in made["layers"] for font in layer.get("layout", {}).get("text-font", ())}
    assert len(fonts) == 3
    assert all(re.fullmatch(everywhere, font) for font in fonts)


def test_every_kind_of_point_is_written_once() -> None:
    made = tiles.make_style("day", tilejson="/tiles.json")
    for source, wanted in (("places", set(kinds.PLACES)), ("care", set(kinds.POINT_KINDS) - set(kinds.PLACES))):
        written = [
            kind for layer in made["layers"] if layer.get("source-layer") == source for kind in layer["filter"][2]
        ]
        assert sorted(written) == sorted(wanted)


def test_the_description_names_every_layer() -> None:
    assert [layer["id"] for layer in document.vector_layers()] == list(layers.LAYERS)


def test_widths_grow_between_zooms_and_stay_beyond_them() -> None:
    stops = ((10.0, 1.0), (12.0, 4.0))
    assert [style.at_zoom(stops, zoom) for zoom in (3, 10, 12, 20)] == [1, 1, 4, 4]
    assert style.at_zoom(stops, 11) == pytest.approx(1 + 3 * 0.5 / 1.25)
