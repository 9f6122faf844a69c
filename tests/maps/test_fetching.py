"""Roads from the internet: the libraries replaced, since tests have no internet."""

from __future__ import annotations

import datetime as dt
import shutil
import urllib.error
from pathlib import Path
from typing import Any

import osmnx as ox
import pyrosm
import pytest

from maps.errors import RoadsError
from maps.network import RoadNetwork
from maps.reading import fetching, graphing
from maps.storage import library


@pytest.fixture
def no_extract(monkeypatch: pytest.MonkeyPatch) -> None:
    def get_data(name: str, **_: Any) -> str:
        raise ValueError(f"The dataset '{name}' is not available.")

    monkeypatch.setattr(pyrosm, "get_data", get_data)


def test_a_region_comes_from_geofabrik(monkeypatch: pytest.MonkeyPatch, helsinki: RoadNetwork) -> None:
    asked = []

    def get_data(name: str, *, directory: str, **_: Any) -> str:
        asked.append(name)
        return str(shutil.copy(str(library.find_helsinki()), f"{directory}/uusimaa-latest.osm.pbf"))

    monkeypatch.setattr(pyrosm, "get_data", get_data)
    car, walk = fetching.fetch_networks("europe/uusimaa", name="uusimaa", modes=["car", "walk"])
    assert asked == ["europe/uusimaa"]
    assert (car.name, car.mode, walk.mode, car.edges) == ("uusimaa", "car", "walk", helsinki.edges)
    assert (car.source, car.date) == ("Geofabrik: uusimaa-latest.osm.pbf", dt.date(2019, 4, 6))
    assert car.licence == "ODbL-1.0"


@pytest.mark.usefixtures("no_extract")
def test_another_place_comes_from_overpass(monkeypatch: pytest.MonkeyPatch, helsinki: RoadNetwork) -> None:
    kept = []

    def graph_from_place(place: str, **options: Any) -> Any:
        kept.append((place, options, ox.settings.useful_tags_way, ox.settings.cache_folder))
        graph = graphing.to_graph(helsinki)
        graph.graph["created_date"] = "2026-11-22 06:00:00"
        return graph

    monkeypatch.setattr(ox, "graph_from_place", graph_from_place)
    before = ox.settings.useful_tags_way, ox.settings.cache_folder
    (network,) = fetching.fetch_networks("Umeå kommun, Sverige", name="umea")
    ((place, options, tags, cache),) = kept
    assert (place, options["retain_all"]) == ("Umeå kommun, Sverige", True)
    assert {"surface", "motor_vehicle", "name", "maxspeed"} <= set(tags)
    assert not Path(cache).exists()
    assert (ox.settings.useful_tags_way, ox.settings.cache_folder) == before
    assert (network.source, network.date) == ("Overpass: Umeå kommun, Sverige", dt.date(2026, 11, 22))
    assert network.edges == helsinki.edges


@pytest.mark.parametrize("error", [urllib.error.URLError("no route"), TimeoutError("slow"), ConnectionError("refused")])
def test_without_internet_it_is_said_so(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def get_data(*_: Any, **__: Any) -> str:
        raise error

    monkeypatch.setattr(pyrosm, "get_data", get_data)
    with pytest.raises(RoadsError) as caught:
        fetching.fetch_networks("sweden", name="sweden")
    assert caught.value.code == "no_internet"
    assert caught.value.values["place"] == "sweden"


@pytest.mark.usefixtures("no_extract")
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ValueError("Nominatim could not geocode"), "place_not_found"),
        (TypeError("did not geocode to a (Multi)Polygon"), "place_not_found"),
        (ConnectionError("no route"), "no_internet"),
    ],
)
def test_what_overpass_and_nominatim_answer(monkeypatch: pytest.MonkeyPatch, error: Exception, code: str) -> None:
    def graph_from_place(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(ox, "graph_from_place", graph_from_place)
    with pytest.raises(RoadsError) as caught:
        fetching.fetch_networks("Atlantis", name="atlantis")
    assert caught.value.code == code
    assert ox.settings.cache_folder == "./cache"


@pytest.mark.parametrize("place", ["", "  ", "a\nb", "\x1b[31m"])
def test_what_is_no_place_is_not_asked_for(place: str) -> None:
    with pytest.raises(RoadsError, match="place_not_found"):
        fetching.fetch_networks(place, name="none")


def test_a_download_that_is_a_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def get_data(*_: Any, directory: str, **__: Any) -> str:
        path = Path(directory) / "page.osm.pbf"
        path.write_text("<html>Please pay</html>")
        return str(path)

    monkeypatch.setattr(pyrosm, "get_data", get_data)
    with pytest.raises(RoadsError, match="unreadable"):
        fetching.fetch_networks("sweden", name="sweden")
