"""Addresses over HTTP: in bodies only, bounded, and never logged."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from api.throttle import Throttle
from maps import addresses
from maps.reading.files import read_network
from maps.storage import library
from tests.http.conftest import post

ASKED = "/api/roads/helsinki/addresses/search"


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep Helsinki's addresses once; a service needs no roads to search them."""
    folder = tmp_path_factory.mktemp("kept")
    addresses.keep(library.find_helsinki(), read_network(library.find_helsinki(), name="helsinki"), folder)
    return folder


@pytest.fixture
def town(settings: Settings, kept: Path) -> None:
    shutil.copytree(kept, settings.roads)


@pytest.mark.usefixtures("town")
def test_an_address_is_found(client: TestClient) -> None:
    answer = post(client, ASKED, {"text": "mannerheimintie 5", "near": {"lat": 60.17, "lon": 24.94}, "most": 3})
    assert answer.status_code == 200
    document = answer.json()
    assert (document["hits"][0]["label"], document["hits"][0]["precision"]) == (
        "Mannerheimintie 5, Helsinki",
        "address",
    )
    assert document["house_numbers"] is True
    assert "OpenStreetMap" in document["attribution"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("town")
def test_an_address_stands_in_no_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="hemrutt"):
        assert post(client, ASKED, {"text": "Mannerheimintie 5"}).status_code == 200
        assert post(client, ASKED, {"text": "Mannerheimintie 5" * 20}).status_code == 422
    assert "mannerheim" not in caplog.text.casefold()
    assert client.get(f"{ASKED}?text=Mannerheimintie").status_code == 405


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"text": ""},
        {"text": " .,"},
        {"text": "a" * 201},
        {"text": 5},
        {"text": "a", "most": 0},
        {"text": "a", "most": 51},
        {"text": "a", "near": [60, 24]},
        {"text": "a", "near": {"lat": 95, "lon": 24}},
        {"text": "a", "near": {"lat": 60}},
        {"text": "a", "q": 1},
        [],
        None,
    ],
    ids=repr,
)
@pytest.mark.usefixtures("town")
def test_a_question_that_is_none_is_refused(client: TestClient, document: Any) -> None:
    answer = post(client, ASKED, document)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["faults"]


@pytest.mark.parametrize("name", ["umea", "made-kiruna", "atlantis", "..%2f..%2fetc", "%00"])
def test_a_search_never_makes_a_network(client: TestClient, settings: Settings, name: str) -> None:
    answer = post(client, f"/api/roads/{name}/addresses/search", {"text": "Storgatan"})
    assert answer.status_code == 404
    assert not Path(settings.roads).exists()


@pytest.mark.usefixtures("town")
def test_too_many_searches_are_asked_to_wait(open_client: Callable[..., TestClient]) -> None:
    client = open_client()
    app: Any = client.app
    app.state.service = replace(app.state.service, searches=Throttle(burst=2, per_second=0))
    answers = [post(client, ASKED, {"text": "Bulevardi"}) for _ in range(3)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert refused[0].headers["retry-after"] == "1"
    assert refused[0].json()["type"] == "urn:hemrutt:problem:too-many-searches"


def test_a_throttle_lets_through_its_burst_and_then_its_rate() -> None:
    now = [0.0]
    throttle = Throttle(burst=3, per_second=2, clock=lambda: now[0])
    assert [throttle.take() for _ in range(5)] == [True, True, True, False, False]
    now[0] = 1.0
    assert [throttle.take() for _ in range(3)] == [True, True, False]
    now[0] = 1000.0
    assert [throttle.take() for _ in range(4)] == [True, True, True, False]
