"""Tiles over HTTP: cached, bounded, and only of networks that are there."""

from __future__ import annotations

from collections.abc import Callable

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from maps import tiles
from maps.storage import library

PLACE = "/api/tiles/helsinki/14/9326/4742.mvt"


@pytest.fixture
def client(open_client: Callable[..., TestClient]) -> TestClient:
    return open_client()


def test_a_tile_is_what_is_cut(client: TestClient, settings: Settings) -> None:
    answer = client.get(PLACE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vnd.mapbox-vector-tile")
    assert answer.headers["content-encoding"] == "gzip"
    chart = tiles.open_chart("helsinki", folder=settings.roads)
    assert answer.content == tiles.cut_tile(chart, zoom=14, x=9326, y=4742)
    assert {"roads", "buildings", "water"} <= set(mapbox_vector_tile.decode(answer.content))


def test_a_tile_that_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get(PLACE)
    assert "max-age" in first.headers["cache-control"]
    again = client.get(PLACE, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(PLACE, headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


def test_a_tile_asked_for_by_its_version_is_kept_without_asking_until_the_roads_are_others(
    client: TestClient, settings: Settings
) -> None:
    def told() -> str:
        (address,) = client.get("/api/tiles/centrum.json").json()["tiles"]
        return str(address.format(z=14, x=9326, y=4742))

    library.import_network(library.find_helsinki(), name="centrum", folder=settings.roads)
    first = told()
    assert "immutable" in client.get(first).headers["cache-control"]
    assert told() == first
    assert "immutable" not in client.get(first.split("?", maxsplit=1)[0]).headers["cache-control"]
    library.import_network(library.find_helsinki(), name="centrum", folder=settings.roads, modes=["car"], made=True)
    assert told() != first
    assert "immutable" not in client.get(first).headers["cache-control"]


def test_who_cannot_unpack_gets_the_tile_as_it_is(client: TestClient) -> None:
    plain = client.get(PLACE, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == client.get(PLACE).content


def test_nothing_is_no_content(client: TestClient) -> None:
    empty = client.get("/api/tiles/helsinki/14/0/0.mvt")
    assert (empty.status_code, empty.content) == (204, b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nowhere/14/9326/4742.mvt", 404),
        ("made-skövde/14/9326/4742.mvt", 404),
        ("helsinki/16/0/0.mvt", 404),
        ("helsinki/3/8/0.mvt", 404),
        ("helsinki/3/0/8.mvt", 404),
        ("helsinki/-1/0/0.mvt", 422),
        ("helsinki/99999999999999999999/0/0.mvt", 422),
        ("helsinki/3/1e1/0.mvt", 422),
        ("..%2f..%2fetc/3/1/0.mvt", 404),
        ("../style/3/1/0.mvt", 404),
        ("HELSINKI/3/1/0.mvt", 422),
        ("%00/3/1/0.mvt", 404),
        ("nowhere.json", 404),
        ("style/dusk.json", 422),
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, path: str, status: int) -> None:
    answer = client.get(f"/api/tiles/{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_description_leads_to_the_tiles(client: TestClient) -> None:
    told = client.get("/api/tiles/helsinki.json").json()
    assert told["tilejson"] == "3.0.0"
    assert told["attribution"] == "© OpenStreetMap contributors, ODbL 1.0"
    west, south, east, north = told["bounds"]
    assert (west < 24.94 < east, south < 60.17 < north) == (True, True)
    (address,) = told["tiles"]
    assert client.get(address.format(z=14, x=9326, y=4742)).status_code == 200


@pytest.mark.parametrize("theme", ["day", "night"])
def test_the_style_leads_to_the_description(client: TestClient, theme: str) -> None:
    style = client.get(f"/api/tiles/style/{theme}.json", params={"network": "helsinki"}).json()
    (source,) = style["sources"].values()
    assert client.get(source["url"]).json()["name"] == "helsinki"


def test_a_new_import_is_seen_at_once(client: TestClient, settings: Settings) -> None:
    library.import_network(library.find_helsinki(), name="centrum", folder=settings.roads)
    before = client.get("/api/tiles/centrum/14/9326/4742.mvt")
    library.import_network(library.find_helsinki(), name="centrum", folder=settings.roads, modes=["car"], made=True)
    assert "Påhittat" in client.get("/api/tiles/centrum.json").json()["attribution"]
    assert before.status_code == 200
