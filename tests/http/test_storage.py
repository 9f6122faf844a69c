"""The service while its database is gone, and after: it lives, says so, and goes on without a restart."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.http.conftest import Json, post
from tests.store import postgresql


def test_a_database_server_that_dies_and_comes_back(open_client: Callable[..., TestClient], day: Json) -> None:
    with postgresql.made() as server:
        client = open_client(database=server.url)
        first = post(client, "/api/days", day, **{"Idempotency-Key": "one"})
        assert first.status_code == 201
        server.kill()
        refused = [client.get(f"/api/days/{first.json()['id']}"), post(client, "/api/days", day)]
        assert [answer.status_code for answer in refused] == [503, 503]
        assert {answer.json()["type"] for answer in refused} == {"urn:hemrutt:problem:storage-down"}
        assert all(int(answer.headers["Retry-After"]) <= 5 for answer in refused)
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        server.start()
        assert post(client, "/api/days", day, **{"Idempotency-Key": "one"}).json() == first.json()
        assert post(client, "/api/days", day).status_code == 201
        assert client.get("/readyz").status_code == 200
