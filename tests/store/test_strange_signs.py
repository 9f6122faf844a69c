"""Signs that no database keeps come to none: what SQLite would keep, PostgreSQL would break on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.service import make_service
from api.settings import read_settings
from tests.http import workers
from tests.http.conftest import as_owner
from tests.http.test_hostile import ORDERS, UNKEPT

GET = ("days/{}", "jobs/{}", "plans/{}", "calls/{}", "proposals/{}", "teams/{}", "teams/{}/patients", "plans?team={}")
POST = ("plans/{}/publish", "plans/{}/undo", "calls/{}/offers", "proposals/{}/apply")


@pytest.fixture
def client(url: str, tmp_path: Path) -> Iterator[TestClient]:
    settings = replace(read_settings({"HEMRUTT_HOME": str(tmp_path)}), database=url, paper=None)
    service = make_service(settings, target=workers.finish, identify=as_owner)
    with TestClient(create_app(service), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


def test_nothing_breaks_on_a_sign_that_cannot_be_kept(client: TestClient) -> None:
    asked = [("GET", f"/api/{path.format(sign)}", "") for path in GET for sign in ("%00", "a%00b", "%ED%A0%80")]
    asked += [("POST", f"/api/{path.format('a%00b')}", "{}") for path in POST]
    asked += [("POST", path, body.replace("?", sign)) for path, body in ORDERS.items() for sign in UNKEPT]
    headers = {"content-type": "application/json"}
    answers = [(where, client.request(method, where, content=body, headers=headers)) for method, where, body in asked]
    assert [(where, answer.status_code) for where, answer in answers if answer.status_code >= 500] == []
