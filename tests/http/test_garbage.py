"""Looking through all that a service keeps, for garbage, takes 0.1 s: days that are taken in must not set that off."""

from __future__ import annotations

import gc
import json
from typing import Any

from fastapi.testclient import TestClient

from api.cli.serving import collecting_seldom
from tests.http.conftest import post


def test_days_that_are_posted_do_not_have_all_that_is_kept_looked_through(
    client: TestClient, day: dict[str, Any]
) -> None:
    home = day["locations"][0]
    day["locations"] += [{**home, "id": f"home-{number}"} for number in range(300)]
    whole: list[object] = []

    def note(phase: str, found: dict[str, int]) -> None:
        if phase == "start" and found["generation"] == 2:
            whole.append(found)

    text, kept = json.dumps(day), []
    gc.callbacks.append(note)
    try:
        with collecting_seldom():
            for _ in range(20):
                assert post(client, "/api/days", day).status_code == 201
                kept.append([json.loads(text) for _ in range(50)])
    finally:
        gc.callbacks.remove(note)
    assert not whole
