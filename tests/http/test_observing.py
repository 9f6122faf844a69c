"""What the service tells those who run it: figures by pattern, whether it is ready, log of listed fields."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.observing.logs import FIELDS, log_as_json
from tests.http.conftest import post, wait_for

Open = Callable[..., TestClient]
TOKEN = {"authorization": "Bearer secret-token"}


@pytest.fixture
def measured(open_client: Open) -> TestClient:
    return open_client(metrics_token="secret-token")  # noqa: S106 (a test's own)


def figures(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text = client.get("/metrics", headers=TOKEN).text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figure(client: TestClient, name: str, **labels: str) -> float | None:
    return figures(client).get((name, frozenset(labels.items())))


def test_requests_are_counted_by_pattern_and_never_by_id(measured: TestClient) -> None:
    for _ in range(3):
        measured.get("/api/days/secret-id?patient=secret-name")
    measured.get("/secret/address")
    route = {"method": "GET", "route": "/api/days/{key}", "status": "404"}
    assert figure(measured, "hemrutt_requests_total", **route) == 3
    assert figure(measured, "hemrutt_request_seconds_count", route="/api/days/{key}") == 3
    assert "secret" not in measured.get("/metrics", headers=TOKEN).text


def test_methods_nobody_knows_are_one(measured: TestClient) -> None:
    for method in ("BREW", "SECRETS"):
        measured.request(method, "/healthz")
    told = measured.get("/metrics", headers=TOKEN).text
    assert 'method="other"' in told
    assert "BREW" not in told


def test_jobs_are_counted_by_state(measured: TestClient, day: dict[str, Any]) -> None:
    key = post(measured, "/api/days", day).json()["id"]
    job = post(measured, "/api/jobs", {"day": key}).json()["id"]
    wait_for(measured, job, "done")
    assert figure(measured, "hemrutt_jobs", state="done") == 1
    assert figure(measured, "hemrutt_job_seconds_count", kind="plan") == 1
    assert figure(measured, "hemrutt_queue_oldest_seconds") == 0
    assert job not in measured.get("/metrics", headers=TOKEN).text


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Bearer å", "Basic secret-token"])
def test_figures_are_for_who_has_the_token(measured: TestClient, given: str) -> None:
    assert measured.get("/metrics", headers={"authorization": given.encode("latin-1")}).status_code == 401


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 401)])
def test_without_a_token_figures_are_for_this_machine(client: TestClient, host: str, status: int) -> None:
    near = TestClient(client.app, base_url="http://127.0.0.1:8000", client=(host, 4711))
    assert near.get("/metrics").status_code == status


def test_ready_is_who_can_read_serve_and_write(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").status_code == 200

    class Usage(NamedTuple):
        total: int
        used: int
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - 10**6, 10**6))
    refused = client.get("/readyz")
    assert (refused.status_code, "utrymme" in refused.json()["detail"]) == (503, True)


def test_a_store_that_is_gone_is_not_ready_but_the_service_lives(client: TestClient) -> None:
    store = client.app.state.service.store  # type: ignore[attr-defined]
    store.engine.dispose()
    store.engine.pool._creator = lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("gone"))
    assert client.get("/readyz").status_code >= 500
    assert client.get("/healthz").status_code == 200


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Have all log go to a text, and put everything back."""
    loggers = [logging.getLogger(name) for name in (None, "hemrutt")]
    before = [(logger, logger.handlers, logger.level) for logger in loggers]
    stream = io.StringIO()
    log_as_json(stream)
    yield stream
    for logger, handlers, level in before:
        logger.handlers, logger.level = handlers, level


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_a_line_of_known_fields(client: TestClient, lines: io.StringIO) -> None:
    client.get("/api/days/secret-id?name=secret-name", headers={"x-request-id": "correlated-1"})
    (line,) = [line for line in read(lines) if line.get("correlation_id") == "correlated-1"]
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "GET", "/api/days/{key}", 404)
    assert line.keys() <= {"time", "level", "logger", *FIELDS}
    assert dt.datetime.fromisoformat(line["time"]).utcoffset() == dt.timedelta(0)
    assert "secret" not in lines.getvalue()


def test_of_others_lines_only_the_pattern_is_told(lines: io.StringIO) -> None:
    logger = logging.getLogger("some.library")
    logger.warning("could not reach %s", "Åsa Öst 19121212-1212", extra={"patient": "secret"})
    try:
        raise ValueError("19121212-1212")  # noqa: TRY301 (what is logged of it is the test)
    except ValueError:
        logger.exception("failed with %s", "secret")
    first, second = read(lines)
    assert (first["event"], second["event"], second["error"]) == ("could not reach %s", "failed with %s", "ValueError")
    assert not [word for word in ("1912", "secret", "Öst", "Traceback") if word in lines.getvalue()]


def test_no_text_begins_a_line_of_its_own(lines: io.StringIO) -> None:
    logging.getLogger("x").warning('a\r\n{"event": "forged"}\u2028b')
    assert len(lines.getvalue().splitlines()) == 1
