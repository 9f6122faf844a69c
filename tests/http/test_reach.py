"""Reach over HTTP: GeoJSON of areas, and refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from maps.reading.files import read_network
from maps.storage import library, store

ORDER = {"places": [{"lat": 60.17, "lon": 24.94}], "minutes": [1, 2]}


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> None:
    store.save(read_network(library.find_helsinki(), name="helsinki"), settings.roads)


def test_areas_come_as_geojson(open_client: Callable[..., TestClient]) -> None:
    answer = open_client().post("/api/roads/helsinki/reach", json=ORDER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/geo+json")
    assert [one["properties"].get("minutes") for one in answer.json()["features"]] == [2, 1, None]


def test_unknown_roads_and_too_many_minutes_are_refused(open_client: Callable[..., TestClient]) -> None:
    client = open_client()
    assert client.post("/api/roads/atlantis/reach", json=ORDER).status_code in {404, 422}
    assert client.post("/api/roads/helsinki/reach", json={**ORDER, "minutes": [5_000]}).status_code == 422


def test_a_request_makes_no_roads(open_client: Callable[..., TestClient], settings: Settings) -> None:
    before = sorted(settings.roads.iterdir())
    answer = open_client().post("/api/roads/made-norsjö-kommun/reach", json=ORDER)
    assert (answer.status_code, sorted(settings.roads.iterdir())) == (404, before)


@pytest.mark.parametrize(("lat", "lon", "code"), [(24.94, 60.17, "swapped"), (63.82, 20.26, "unserved")])
def test_places_that_no_road_reaches_or_nobody_meant_are_refused(
    open_client: Callable[..., TestClient], lat: float, lon: float, code: str
) -> None:
    order = {**ORDER, "places": [{"lat": lat, "lon": lon}]}
    answer = open_client().post("/api/roads/helsinki/reach", json=order)
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, code)
