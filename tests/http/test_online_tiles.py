"""Pictures of somebody else's map: off unless set, named in the page, and all that it may fetch from elsewhere."""

from __future__ import annotations

import pytest

from api import console
from api.console import Console
from api.settings import SettingsError, read_settings

PAGE = Console(page='<!doctype html><html lang="sv"><head><title>hemrutt</title></head><body></body></html>')
ADDRESS = "https://tile.example.se/{z}/{x}/{y}.png"


def test_without_the_setting_the_page_may_fetch_nothing_from_elsewhere() -> None:
    answer = console.answer(PAGE, language="sv", tiles=read_settings({}).online_tiles)
    assert "https:" not in answer.headers["content-security-policy"]
    assert b"<meta" not in bytes(answer.body)


def test_with_it_pictures_may_come_from_that_host_alone_and_the_page_is_told() -> None:
    tiles = read_settings({"HEMRUTT_TILES": ADDRESS, "HEMRUTT_TILES_CREDIT": '"><script>'}).online_tiles
    answer = console.answer(PAGE, language="sv", tiles=tiles)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["img-src"] == "'self' data: blob: https://tile.example.se"
    assert [name for name, said in policy.items() if "https:" in said] == ["img-src"]
    page = bytes(answer.body).decode()
    assert f'<meta name="tiles" content="{ADDRESS}"' in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    "address",
    [
        "http://tile.example.se/{z}/{x}/{y}.png",
        "https://tile.example.se/{z}/{x}.png",
        "https://tile.example.se/{z}/{x}/{y}.png; script-src *",
        'https://tile.example.se/{z}/{x}/{y}.png"><script>',
        "https://a b/{z}/{x}/{y}.png",
    ],
)
def test_what_is_no_address_of_tiles_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="HEMRUTT_TILES"):
        read_settings({"HEMRUTT_TILES": address})
