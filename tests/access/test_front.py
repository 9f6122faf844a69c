"""The front page for who is not signed in."""

from __future__ import annotations

import re

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


def test_the_page_is_in_swedish_too(house: House) -> None:
    assert "Logga in" in house.client(**{"Accept-Language": "sv"}).get("/").text
