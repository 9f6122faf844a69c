"""The front page for who is not signed in."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import Response

from api import console
from tests.access.conftest import House


def test_who_is_not_signed_in_sees_how_to_and_no_more(house: House) -> None:
    answer = house.client(**{"Accept-Language": "en"}).get("/")
    assert answer.status_code == 200
    assert "Sign in" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "form-action 'none'" in policy
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/=]+'", policy)
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert answer.headers["cache-control"] == "no-store"


def test_passwords_are_hidden_and_may_be_pasted(house: House) -> None:
    page = house.client().get("/").text
    own = (Path(console.__file__).parent / "web" / "src" / "views" / "settings" / "account.tsx").read_text("utf-8")
    for text, ways in ((page, {"current-password", "new-password"}), (own, {"current-password", "new-password"})):
        fields = [field for field in re.findall(r"<input[^>]*>", text) if "-password" in field]
        assert {way for way in ways for field in fields if f'autocomplete="{way}"' in field} == ways
        assert all('type="password"' in field for field in fields)
        assert not re.search(r"paste|autocomplete=.off", text, re.IGNORECASE)


def test_parts_of_the_console_say_how_their_signs_are_encoded(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>", encoding="utf-8")
    for name in ("mark.svg", "page.js"):
        (tmp_path / "assets" / name).write_text("", encoding="utf-8")
    assets = console.open_console(tmp_path).assets
    assert assets["mark.svg"].media_type == "image/svg+xml; charset=utf-8"
    assert assets["mark.svg"].packed is not None
    assert Response(b"", media_type=assets["page.js"].media_type).headers["content-type"].endswith("; charset=utf-8")


def test_the_page_is_in_swedish_too(house: House) -> None:
    assert "Logga in" in house.client(**{"Accept-Language": "sv"}).get("/").text
