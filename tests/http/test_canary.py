"""A whole day over HTTP with marked people and places: nothing of them is in logs, figures, addresses or problems."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import work
from api.observing.logs import log_as_json
from tests.http.conftest import DAY, post, wait_for

PERSONAL_NUMBER = "19121212-1212"
MARKS = (
    "Kanarie", "kanarie", "KANARIE", "Fågelsson", "F\\u00e5gelsson", "Burgatan", "63.8765", "20.2345", "63,8765",
    "191212", "121212-1212", "1212121212", "174 06 97", "1740697",
)  # fmt: skip

MARKED: dict[str, Any] = {
    **DAY,
    "travel": {**DAY["travel"], "locations": ["base", "kanarie-hem"]},
    "locations": [
        DAY["locations"][0],
        {"id": "kanarie-hem", "lat": 63.87651, "lon": 20.23451, "address": "Burgatan 7"},
    ],
    "staff": [{"id": "kanarie-1", "name": "Kanarie Fågelsson", "profession": "nurse"}],
    "cars": [{**DAY["cars"][0], "crew": ["kanarie-1"]}],
    "patients": [{"id": "kanarie-p", "location": "kanarie-hem", "phone": "070-174 06 97"}],
    "visits": [{**DAY["visits"][0], "patient": "kanarie-p"}],
}


@dataclass
class Seen:
    """What left the service beside the bodies that were asked for."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, answer: Any) -> Any:
        """Keep an answer's headers, and its body where that tells of a problem."""
        self.texts.append((f"headers of {name}", json.dumps(dict(answer.headers))))
        if answer.status_code >= 400:
            self.texts.append((f"problem of {name}", answer.text))
        return answer

    @property
    def leaks(self) -> list[str]:
        return [f"{mark} in {name}" for name, text in self.texts for mark in MARKS if mark in text]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    loggers = [logging.getLogger(name) for name in (None, "hemrutt")]
    before = [(logger, logger.handlers, logger.level) for logger in loggers]
    stream = io.StringIO()
    log_as_json(stream)
    yield stream
    for logger, handlers, level in before:
        logger.handlers, logger.level = handlers, level


def test_nobody_can_be_told_from_what_the_service_tells_of_itself(
    open_client: Callable[..., TestClient],
    lines: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, seen = open_client(work.work, metrics_token="t"), Seen()  # noqa: S106 (a test's own)
    day = seen.add("day", post(client, "/api/days", MARKED)).json()["id"]
    job = seen.add("job", post(client, "/api/jobs", {"day": day, "seconds": 1, "iterations": 5})).json()["id"]
    plan = wait_for(client, job, "done")["plan"]
    for path in ("", "/geojson", "/page", "/exports/pdf", "/exports/ics/1", "/exports/fhir"):
        assert seen.add(path, client.get(f"/api/plans/{plan}{path}")).status_code == 200
    seen.add("read", client.get(f"/api/days/{day}"))
    seen.add("events", client.get(f"/api/jobs/{job}/events"))
    for name, wrong in wrongs():
        seen.add(name, post(client, "/api/days", wrong))
    seen.add("path", client.get("/api/plans/kanarie-p?patient=kanarie-p&lat=63.87651"))
    seen.add("nowhere", client.get("/kanarie/63.87651"))
    seen.add("key", post(client, "/api/days", MARKED, **{"idempotency-key": "kanarie"}))
    seen.add("key again", post(client, "/api/days", DAY, **{"idempotency-key": "kanarie"}))
    seen.add("upload", client.post("/api/imports", content=b"Kanarie", headers={"content-type": "application/zip"}))
    burst(client, seen, monkeypatch)
    seen.texts.append(("figures", client.get("/metrics", headers={"authorization": "Bearer t"}).text))
    seen.texts.append(("log", lines.getvalue()))
    seen.texts.append(("terminal", "".join(capfd.readouterr())))
    assert "/api/plans/{key}" in lines.getvalue()
    assert seen.leaks == []


def wrongs() -> Iterator[tuple[str, Any]]:
    """Make days that are refused, each with something of people where it is wrong."""
    yield (
        "personal number as id",
        {
            **DAY,
            "patients": [{"id": PERSONAL_NUMBER, "location": "home"}],
            "visits": [{**DAY["visits"][0], "patient": PERSONAL_NUMBER}],
        },
    )
    yield (
        "personal number as address",
        {
            **DAY,
            "locations": [DAY["locations"][0], {**DAY["locations"][1], "address": f"Gatan {PERSONAL_NUMBER}"}],
        },
    )
    for wrong in ("070-174 06 97 x", 701740697):
        yield "phone", {**DAY, "patients": [{**DAY["patients"][0], "phone": wrong}]}
    yield "personal number as name", {**DAY, "staff": [{**DAY["staff"][0], "name": PERSONAL_NUMBER}]}


def burst(client: TestClient, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the service fail with words that tell of people."""

    def fail(*_: object) -> None:
        raise ValueError(f"Kanarie Fågelsson {PERSONAL_NUMBER} 63.87651")

    with monkeypatch.context() as patch:
        patch.setattr(client.app.state.service.store, "read", fail)  # type: ignore[attr-defined]
        answer = seen.add("burst", client.get("/api/plans"))
    assert answer.status_code == 500
