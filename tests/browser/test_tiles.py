"""Tiles as a browser gets them from the running service: drawn by the service's own style, by day and by night."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser

from api.app import create_app
from api.service import make_service
from api.settings import read_settings
from maps.tiles import style
from tests.http.conftest import as_owner

CENTRE = {"network": "helsinki", "zoom": 14, "x": 9326, "y": 4742}
REGION = {"network": "helsinki", "zoom": 9, "x": 291, "y": 148}
_DRAW = (Path(__file__).parent / "tiles.js").read_text(encoding="utf-8")

Drawn = Mapping[str, Any]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = read_settings({"HEMRUTT_HOME": str(tmp_path_factory.mktemp("tiles"))})
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(make_service(settings, identify=as_owner)), access_log=False, log_level="warning"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="module")
def draw(browser: Browser, address: str) -> Iterator[Callable[..., Drawn]]:
    """Draw a tile in the browser; nothing but the service may be asked for anything."""
    asked: list[str] = []
    page = browser.new_page(bypass_csp=True)  # the service's own pages may fetch nothing
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/healthz")
    yield lambda theme, **tile: page.evaluate(_DRAW, {"theme": theme, **tile})
    page.close()
    assert [url for url in asked if not url.startswith(address)] == []


@pytest.mark.parametrize("theme", style.THEMES)
def test_a_tile_shows_the_town_in_the_colours_of_the_theme(draw: Callable[..., Drawn], theme: style.Theme) -> None:
    seen = draw(theme, **CENTRE)
    assert {"water", "buildings", "roads", "rail", "land"} <= set(seen["features"])
    for name in ("ground", "water", "building", "street", "primary"):
        assert seen["colours"].get(style.COLOURS[theme][name], 0) > 20, name


def test_day_and_night_draw_the_same_things_in_other_colours(draw: Callable[..., Drawn]) -> None:
    day, night = (draw(theme, **CENTRE) for theme in style.THEMES)
    assert day["features"] == night["features"]
    frequent = [{colour for colour, count in seen["colours"].items() if count > 200} for seen in (day, night)]
    assert min(map(len, frequent)) >= 5
    assert not frequent[0] & frequent[1]


def test_from_afar_the_main_roads_are_still_seen(draw: Callable[..., Drawn]) -> None:
    seen = draw("day", **REGION)
    assert seen["features"]["roads"] > 0
    assert len(seen["colours"]) > 1


def test_where_nothing_is_nothing_is_sent(draw: Callable[..., Drawn]) -> None:
    assert draw("day", network="helsinki", zoom=14, x=0, y=0)["status"] == 204
