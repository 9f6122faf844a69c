"""Municipalities and counties are found by name and point, and share their borders."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from maps import borders
from maps.errors import RoadsError


def test_all_municipalities_and_counties_are_there_with_their_codes() -> None:
    codes = [area.code for area in borders.municipalities()]
    assert (len(codes), len(set(codes)), codes) == (290, 290, sorted(codes))
    assert len(borders.counties()) == 21
    assert {area.county for area in borders.municipalities()} == {county.name for county in borders.counties()}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Umeå", "2480"),
        ("umea-kommun", "2480"),
        ("2480", "2480"),
        ("Gotlands kommun", "0980"),
        ("Gotlands län", "09"),
        ("gotland", "0980"),
        ("Jämtland", "23"),
        ("jamtlands-lan", "23"),
        ("VÄSTRA GÖTALANDS LÄN", "14"),
        ("Kalmar län", "08"),
        ("Malå kommun", "2418"),
    ],
)
def test_areas_are_found_however_they_are_written(text: str, code: str) -> None:
    assert borders.find(text).code == code


@pytest.mark.parametrize(("text", "meant"), [("Skelefteå", "Skellefteå"), ("Jemtlands län", "Jämtlands län")])
def test_a_misspelt_name_is_refused_with_what_was_probably_meant(text: str, meant: str) -> None:
    with pytest.raises(RoadsError) as refused:
        borders.find(text)
    assert refused.value.code == "unknown_area"
    assert str(refused.value.values["suggestions"]).split(", ")[0] == meant


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [(63.825, 20.263, "Umeå"), (59.33, 18.06, "Stockholm"), (57.64, 18.29, "Gotland"), (65.58, 22.15, "Luleå")],
)
def test_points_lie_in_their_municipality(lat: float, lon: float, name: str) -> None:
    found = borders.at(lat, lon)
    assert found is not None
    assert found.name == name


def test_points_abroad_and_far_out_at_sea_lie_in_none() -> None:
    assert borders.at(59.91, 10.75) is None
    assert borders.at(58.5, 18.9) is None


def test_neighbours_are_mutual_and_share_a_border_without_overlap() -> None:
    umea = borders.find("Umeå")
    near = {area.name for area in borders.neighbours(umea)}
    assert near >= {"Nordmaling", "Vännäs", "Vindeln", "Robertsfors"}
    for area in borders.neighbours(umea):
        assert umea in borders.neighbours(area)
        assert borders.outline(umea).intersection(borders.outline(area)).area == 0
    assert "Norrbottens län" in {area.name for area in borders.neighbours(borders.find("Västerbottens län"))}


def test_outlines_are_sound_and_as_large_as_sweden() -> None:
    shapes = np.array([borders.outline(area) for area in borders.municipalities()])
    assert shapely.is_valid(shapes).all()
    middle = np.radians(shapely.get_y(shapely.centroid(shapes)))
    km2 = float((shapely.area(shapes) * 111.195**2 * np.cos(middle)).sum())
    assert km2 == pytest.approx(447_000 - 12_000, rel=0.02)  # all land and lakes but the largest lakes


def test_a_county_is_made_of_its_municipalities() -> None:
    county = borders.outline(borders.find("Gotlands län"))
    assert county.equals(borders.outline(borders.find("Gotlands kommun")))


def test_the_largest_lakes_are_not_land() -> None:
    vanern, smaland = shapely.points([(13.3, 58.9), (14.8, 57.2)])
    assert not borders.land().contains(vanern)
    assert borders.land().contains(smaland)
