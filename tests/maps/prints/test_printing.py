"""Sheets show what they should, where it should be, and their letters do not lie on each other."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib import image
from matplotlib.path import Path as Outline

from maps import prints, scenery, tiles
from maps.network import RoadNetwork
from maps.prints import lettering, sheet
from maps.prints.lettering import Type
from maps.prints.room import Room
from maps.storage import library
from maps.tiles import Chart, Theme, layers, style

CENTRE = (60.168, 24.938, 60.175, 24.950)
PLAIN = Type(face="plain", size=10)


@pytest.fixture(scope="module")
def chart(helsinki: RoadNetwork) -> Chart:
    return tiles.chart(helsinki, scenery.read_scenery(library.find_helsinki()))


def draw(chart: Chart, theme: Theme = "day", **options: object) -> bytes:
    wording = prints.Wording(title="Helsingfors")
    return prints.print_map(chart, bounds=CENTRE, wording=wording, theme=theme, size="A6", dpi=72, **options)  # type: ignore[arg-type]


def pixels(picture: bytes) -> np.ndarray:
    return (image.imread(io.BytesIO(picture))[:, :, :3] * 255).round().astype(int)


def colour(name: str, theme: Theme) -> list[int]:
    return [int(style.COLOURS[theme][name][at : at + 2], 16) for at in (1, 3, 5)]


@pytest.mark.parametrize("theme", style.THEMES)
def test_a_sheet_shows_land_houses_and_roads(chart: Chart, theme: Theme) -> None:
    seen = pixels(draw(chart, theme))
    for name in ("ground", "building", "street"):
        assert (seen == colour(name, theme)).all(axis=2).any(), name


def test_the_same_chart_gives_the_same_picture(chart: Chart) -> None:
    assert draw(chart) == draw(chart)


def test_the_attribution_is_written(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    straight = lettering.lay_straight

    def listen(words: str, how: Type, at: np.ndarray) -> Outline:
        written.append(words)
        return straight(words, how, at)

    monkeypatch.setattr(lettering, "lay_straight", listen)
    draw(chart)
    assert {"© OpenStreetMap contributors, ODbL 1.0", "Helsingfors", "N"} <= set(written)
    assert any(words.endswith(" m") for words in written), "the scale"


def test_made_roads_are_said_to_be_made(read_osm: Callable[..., RoadNetwork], monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = {0: (60.17, 24.94), 1: (60.172, 24.945), 2: (60.169, 24.948)}
    made = read_osm(nodes, [([0, 1, 2], {"highway": "residential"})], made=True)
    written: list[str] = []
    straight = lettering.lay_straight
    monkeypatch.setattr(
        lettering, "lay_straight", lambda words, how, at: (written.append(words), straight(words, how, at))[1]
    )
    draw(tiles.chart(made))
    assert any("Påhittat" in words for words in written)


def test_north_is_up_and_the_window_holds_the_bounds() -> None:
    page = sheet.open_sheet(bounds=CENTRE, size_mm=prints.SIZES["A4"], theme="day")
    south, west, north, east = CENTRE
    corners = page.place(layers.to_world(np.array([north, south]), np.array([west, east])))
    assert page.holds(corners).all()
    assert corners[0, 1] < corners[1, 1]
    metres = float(np.hypot(*(corners[1] - corners[0]))) / page.metre
    assert metres == pytest.approx(1025, rel=0.01)


def test_letters_follow_a_course_and_refuse_a_sharp_one() -> None:
    straight = np.array([(0.0, 0.0), (200.0, 0.0)])
    laid = lettering.lay_along("Storgatan", PLAIN, straight, 100)
    assert laid is not None
    assert np.allclose(laid[1][:, 1], 0)
    assert laid[1][:, 0].mean() == pytest.approx(100, abs=3)
    corner = np.array([(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)])
    assert lettering.lay_along("Storgatan", PLAIN, corner, 100) is None
    assert lettering.lay_along("Storgatan", PLAIN, straight, 5) is None


def test_swedish_letters_have_a_width_and_spaces_too() -> None:
    assert lettering.measure("å ä ö", PLAIN) > lettering.measure("åäö", PLAIN) > 0


def test_room_that_is_taken_is_not_given_again() -> None:
    room = Room()
    room.take(np.array([[50.0, 50.0, 10.0]]))
    assert not room.is_free(np.array([[65.0, 50.0, 6.0]]))
    assert room.is_free(np.array([[67.0, 50.0, 6.0]]))
    room.say("Storgatan", (50, 50))
    assert not room.is_news("Storgatan", (100, 50), apart=60)
    assert room.is_news("Nygatan", (50, 50), apart=60)


def test_an_empty_part_of_the_world_is_still_a_sheet(chart: Chart, tmp_path: Path) -> None:
    wording = prints.Wording(title="Ingenstans")
    picture = prints.print_map(chart, bounds=(10, 10, 10.1, 10.1), wording=wording, size="A6", dpi=50)
    (tmp_path / "x.png").write_bytes(picture)
    assert (pixels(picture) == colour("beyond", "day")).all(axis=2).mean() > 0.5
