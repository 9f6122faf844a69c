"""Reach over HTTP: GeoJSON of areas, and refusals."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

ORDER = {"places": [{"lat": 60.17, "lon": 24.94}], "minutes": [1, 2]}


def test_areas_come_as_geojson(open_client: Callable[..., TestClient]) -> None:
    answer = open_client().post("/api/roads/helsinki/reach", json=ORDER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/geo+json")
    assert [one["properties"].get("minutes") for one in answer.json()["features"]] == [2, 1, None]


def test_unknown_roads_and_too_many_minutes_are_refused(open_client: Callable[..., TestClient]) -> None:
    client = open_client()
    assert client.post("/api/roads/atlantis/reach", json=ORDER).status_code in {404, 422}
    assert client.post("/api/roads/helsinki/reach", json={**ORDER, "minutes": [5_000]}).status_code == 422
