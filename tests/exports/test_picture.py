"""The picture is really drawn: size, each car's colour, names of any script."""

from __future__ import annotations

import dataclasses
import io
import itertools

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib import colors, image

from api.exports import colours
from api.exports.picture import WIDTH_IN, lettering, picture_bytes
from api.exports.scene import Scene

DPI = 60


def pixels(scene: Scene, **options: str) -> np.ndarray:
    content = picture_bytes(scene, dpi=DPI, **options)  # type: ignore[arg-type]
    return np.asarray(image.imread(io.BytesIO(content)))[:, :, :3]


def count(picture: np.ndarray, colour: str) -> int:
    return int((np.abs(picture - np.array(colors.to_rgb(colour))).max(axis=2) < 0.02).sum())


def test_each_car_is_drawn_in_its_colour(scene: Scene) -> None:
    picture = pixels(scene)
    assert picture.shape[1] == WIDTH_IN * DPI
    for number in range(len(scene.day.cars)):
        assert count(picture, colours.style_of(number).light) > 150
    assert count(picture, colours.style_of(3).light) < 20, "no fourth car"


def test_a_car_without_a_route_is_not_on_map_or_timeline(scene: Scene) -> None:
    idle = dataclasses.replace(scene.plan, routes=scene.plan.routes[:2])
    legs = {car: legs for car, legs in scene.legs.items() if car != "Bil 3"}
    without = pixels(dataclasses.replace(scene, plan=idle, legs=legs))
    third = colours.style_of(2).light
    assert count(without, third) < count(pixels(scene), third) * 0.6


@pytest.mark.parametrize(
    "team", ["Ł ş ı ğ ő", "$x^2$ _a_ \\frac", "👩‍⚕️ 救急 مرحبا", "\u202eevil\x1b[31m", "x" * 200, ""]
)
def test_any_name_can_be_drawn(scene: Scene, team: str) -> None:
    assert pixels(dataclasses.replace(scene, titles={"sv": team, "en": team}), language="en").size


def test_letters_outside_latin_1_stay_themselves() -> None:
    assert lettering.readable("Źółty Şahin ısık å") == "Źółty Şahin ısık å"
    assert lettering.readable("救") == "□"


@pytest.mark.parametrize("number", range(13))
def test_white_text_is_readable_on_every_car_colour(number: int) -> None:
    style = colours.style_of(number)
    assert contrast(style.light, "#ffffff") >= 4.5
    assert contrast(style.dark, colours.INK_ON_DARK) >= 4.5


def test_cars_are_drawn_by_their_numbers_and_those_without_take_what_is_left(scene: Scene) -> None:
    first, second, third = scene.day.cars
    numbered = (dataclasses.replace(first, number=5), second, dataclasses.replace(third, number=5))
    labels = {key: style.label for key, style in colours.styles_of(numbered).items()}
    assert labels == {first.id: "F", second.id: "A", third.id: "B"}
    day = dataclasses.replace(scene.day, cars=numbered)
    picture = pixels(dataclasses.replace(scene, day=day))
    assert [count(picture, colours.style_of(number).light) > 150 for number in (0, 1, 2, 5)] == [
        True,
        True,
        False,
        True,
    ]


def test_more_cars_than_colours_differ_in_dash_and_letter() -> None:
    styles = [colours.style_of(number) for number in range(30)]
    assert len({style.light for style in styles[:10]}) == 10
    assert len({(style.light, style.dash) for style in styles}) == 30
    assert len({style.label for style in styles}) == 30
    assert colours.style_of(26).label == "AA"


@pytest.mark.parametrize("theme", [colours.LIGHT, colours.DARK])
def test_cars_of_one_dash_differ_for_people_who_see_red_and_green_alike(theme: tuple[str, ...]) -> None:
    for first in (0, 5):
        seen = [alike(colour) for colour in theme[first : first + 5]]
        gaps = [np.abs(one - other).max() for one, other in itertools.combinations(seen, 2)]
        assert min(gaps) >= 20, theme[first : first + 5]


def alike(colour: str) -> npt.NDArray[np.float64]:
    """Give a colour, in 0 to 255, as it is seen without green cones (Machado, Oliveira and Fernandes 2009)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    seen = [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]
    return np.array(seen) @ np.array([red, green, blue], dtype=np.float64)


def contrast(one: str, two: str) -> float:
    """WCAG 2.2, relative luminance."""
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colors.to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
