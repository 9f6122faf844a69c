"""Every operation of the OpenAPI document, asked with whatever its own description allows or forbids.

``HEMRUTT_EXAMPLES=1000`` asks so often for each (10 if left out).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from api import errors
from api.app import create_app
from api.service import make_service
from api.settings import read_settings
from tests.http import workers
from tests.http.conftest import DAY, as_owner, post, wait_for
from tests.store import postgresql

EXAMPLES: Final = int(os.environ.get("HEMRUTT_EXAMPLES", "10"))
DOCUMENT: Final = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
LEFT_OUT: Final = frozenset({"GET /api/feed", "POST /api/imports", "POST /api/teams/{team}/imports"})
"""A stream without end, and bytes that no schema describes: both have tests of their own."""
OPERATIONS: Final = {
    operation.label: operation
    for operation in (
        found.ok() for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations() if hasattr(found, "ok")
    )
    if operation.label not in LEFT_OUT
}


RECORDS: Final[Mapping[str, Any]] = {
    "staff": {"profession": "nurse"},
    "patients": {"place": {"lat": 63.8, "lon": 20.2}, "needs": [{"id": "n", "duration_min": 20}]},
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Mapping[str, list[str]]]]:
    """Serve a day with its plan and job; give a client and the ids that addresses may name."""
    wanted = replace(read_settings({"HEMRUTT_HOME": str(tmp_path_factory.mktemp("home"))}), jobs_running=1, paper=None)
    with ExitStack() as stack:
        if request.param == "postgresql":
            server, migrated = request.getfixturevalue("server"), request.getfixturevalue("migrated")
            wanted = replace(wanted, database=stack.enter_context(postgresql.lent(server, like=migrated)))
        app = create_app(make_service(wanted, target=workers.finish, identify=as_owner))
        client = stack.enter_context(TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False))
        day = post(client, "/api/days", DAY).json()["id"]
        job = wait_for(client, post(client, "/api/jobs", {"day": day}).json()["id"], "done")
        for section, record in RECORDS.items():
            written = client.put(f"/api/teams/primar/{section}/x1", json=record)
            assert written.status_code == 201, written.text
        named = {"name": ["umea"], "network": ["umea"], "team": ["primar"], "date": [DAY["date"]]}
        yield client, {"key": [day, job["id"], job["plan"], "x1"], **named}


@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_no_request_breaks_the_service_or_is_answered_as_no_document_says(
    label: str, service: tuple[TestClient, Mapping[str, list[str]]]
) -> None:
    client, known = service
    method, _, path = label.partition(" ")
    declared = DOCUMENT["paths"][path][method.lower()]["responses"]
    cases = [OPERATIONS[label].as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES == 10,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(cases), real=st.booleans())
    def ask(case: Any, real: bool) -> None:  # noqa: FBT001 (drawn, not passed)
        answer = _send(client, case, known if real else {})
        assert answer.status_code < 500, (answer.request.url, answer.text)
        told = str(answer.status_code) if answer.status_code < 400 else "default"
        assert str(answer.status_code) in declared or told in declared, (answer.request.url, answer.status_code)
        if answer.status_code >= 400:
            problem = answer.json()
            kind = problem["type"].removeprefix(errors.TYPE).replace("-", "_")
            assert kind in errors.STATUS, problem
            assert answer.headers["content-type"] == errors.MEDIA_TYPE

    ask()


def _send(client: TestClient, case: Any, known: Mapping[str, list[str]]) -> Any:
    """Send a case; where ``known`` has ids for a part of its address, one of those takes its place."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        ids = known.get(name)
        shown = ids[len(str(value)) % len(ids)] if ids else str(value)
        path = path.replace(f"{{{name}}}", quote(shown, safe="", errors="replace"))
    headers = {
        name: str(value)
        for name, value in (case.headers or {}).items()
        if str(value).isascii() and str(value).isprintable()
    }
    content = None
    if not isinstance(case.body, schemathesis.core.NotSet):
        content = case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
        headers.setdefault("content-type", case.media_type or "application/json")
    query = {name: str(value) for name, value in (case.query or {}).items()}
    return client.request(case.method, path, params=query, headers=headers, content=content)
