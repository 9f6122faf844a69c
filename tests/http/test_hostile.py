"""Hostile requests: each is refused in its own words, none is answered 5xx, none leaves anything behind."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from api.app import create_app
from api.service import make_service
from api.settings import Settings
from tests.http.conftest import DAY, as_owner, post

DAY_TEXT = json.dumps(DAY)


def changed(name: str, text: str) -> bytes:
    """Put text in place of the visit's minutes or the staff's name."""
    return DAY_TEXT.replace({"minutes": "30,", "name": '"\\u00c5sa \\u00d6"'}[name], text).encode()


BODIES = {
    "nothing": b"",
    "no JSON": b"hej",
    "half an object": b'{"format": "hemrutt-day/1"',
    "null": b"null",
    "a list": b"[]",
    "a number": b"1e400",
    "NaN": changed("minutes", "NaN,"),
    "Infinity": changed("minutes", "-Infinity,"),
    "beyond floats": changed("minutes", "1e400,"),
    "number as text": changed("minutes", '"30",'),
    "yes as a number": changed("minutes", "true,"),
    "2^63": changed("minutes", "9223372036854775808,"),
    "5,000 digits": changed("minutes", "9" * 5000 + ","),
    "negative": changed("minutes", "-1,"),
    "half a character": changed("name", '"\\ud800"'),
    "NUL": changed("name", '"a\\u0000b"'),
    "right to left": changed("name", '"\\u202egnp.exe"'),
    "line feed": changed("name", '"a\\r\\nSet-Cookie: b"'),
    "long name": changed("name", json.dumps("a" * 100_000)),
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "deep inside": changed("name", "[" * 900 + "]" * 900),
    "key twice": DAY_TEXT.replace('"team"', '"team": "a", "team"').encode(),
    "unknown field": DAY_TEXT.replace('"team"', '"is_admin": true, "team"').encode(),
    "half a character as a key": DAY_TEXT.replace('"team"', '"\\udfff": true, "team"').encode(),
    "UTF-16": DAY_TEXT.encode("utf-16"),
    "Latin-1": '{"team": "Åsa"}'.encode("latin-1"),
    "invalid UTF-8": b'{"team": "\xff"}',
    "swapped coordinates": DAY_TEXT.replace('"lat": 63.82, "lon": 20.26', '"lat": 20.26, "lon": 63.82').encode(),
    "unknown patient": DAY_TEXT.replace('"patient": "p1"', '"patient": "p2"').encode(),
    "no such time": DAY_TEXT.replace("08:00", "25:61").encode(),
    "no such day": DAY_TEXT.replace("2026-11-23", "2026-02-30").encode(),
    "no such zone": DAY_TEXT.replace('"team"', '"timezone": "../../etc/passwd", "team"').encode(),
}


def check_problem(answer: Any, status: int, kind: str | None = None) -> dict[str, Any]:
    """See that an answer is a problem in due form."""
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["type"].startswith("urn:hemrutt:problem:")
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["correlation_id"] == answer.headers["x-request-id"]
    assert "Traceback" not in answer.text
    if kind is not None:
        assert problem["type"] == f"urn:hemrutt:problem:{kind}"
    return problem


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("path", ["/api/days", "/api/jobs"])
def test_a_hostile_body_is_refused_and_nothing_is_kept(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(path, content=body, headers={"content-type": "application/json"})
    problem = check_problem(answer, 422)
    assert problem["faults"]
    assert client.get("/api/jobs").json() == []


FIELDS: Final = {
    "NaN seconds": '"seconds": NaN',
    "endless": '"seconds": Infinity',
    "no time": '"seconds": 0',
    "a year": '"seconds": 31536000',
    "text": '"seconds": "10"',
    "negative seed": '"seed": -1',
    "2^31": '"seed": 2147483648',
    "half a seed": '"seed": 1.5',
    "unknown preset": '"preset": "cheap"',
    "unknown field": '"folder": "/etc"',
    "null seed": '"seed": null',
    "huge id": '"start": "' + "a" * 1000 + '"',
}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_a_hostile_order_is_refused_with_its_field(client: TestClient, day: dict[str, Any], field: str) -> None:
    key = post(client, "/api/days", day).json()["id"]
    body = f'{{"day": "{key}", {field}}}'
    answer = client.post("/api/jobs", content=body, headers={"content-type": "application/json"})
    problem = check_problem(answer, 422, "invalid-input")
    assert "Input should" not in answer.text
    assert [fault["field"] for fault in problem["faults"]] == [field.split('"')[1]]
    assert client.get("/api/jobs").json() == []


UNKEPT: Final = ("a\\u0000b", "\\ud800", "b\\udfff")
ORDERS: Final = {
    "/api/sessions": '{"login": "?", "password": "xxxxxxxxxxxx"}',
    "/api/sessions/link/look": '{"secret": "?"}',
    "/api/sessions/link": '{"secret": "?"}',
    "/api/jobs": '{"day": "?"}',
}
"""Orders with a text that is looked for in the database."""


@pytest.mark.parametrize("sign", UNKEPT)
@pytest.mark.parametrize("path", ORDERS)
def test_signs_that_no_database_keeps_are_refused_with_their_field(client: TestClient, path: str, sign: str) -> None:
    body = ORDERS[path].replace("?", sign)
    problem = check_problem(client.post(path, content=body, headers={"content-type": "application/json"}), 422)
    field = next(name for name, value in json.loads(ORDERS[path]).items() if value == "?")
    assert [(fault["code"], fault["field"]) for fault in problem["faults"]] == [("bad_character", field)]


def test_signs_beyond_the_first_plane_are_kept(client: TestClient, day: dict[str, Any]) -> None:
    day["staff"][0]["name"] = "Åsa 🚑"
    assert post(client, "/api/days", day).status_code == 201


PATHS = {
    "/nosuch": 404,
    "/api": 404,
    "/api/": 404,
    "/api/days/": 404,
    "/api/days/nosuch": 404,
    "/api/days/..%2f..%2fetc%2fpasswd": 404,
    "/api/days/%00": 404,
    "/api/teams/%00/patients": 404,
    "/api/plans/a%1bb": 404,
    "/api/teams?n=%00&n=2": 404,
    "/api/days/%ED%A0%80": 404,
    "/api/days/' or 1=1 --": 404,
    "/api/jobs/nosuch": 404,
    "/api/jobs/nosuch/events": 404,
    "/api/plans/nosuch": 404,
    "/api/plans/nosuch/geojson": 404,
    "/api/plans/nosuch/page": 404,
    "/api/openapi.json/": 404,
    "/docs": 404,
    "/api/teams?" + "a" * 5000: 414,
}


@pytest.mark.parametrize(("path", "status"), PATHS.items(), ids=[path[:40] for path in PATHS])
def test_an_address_of_nothing_is_a_problem(client: TestClient, path: str, status: int) -> None:
    check_problem(client.get(path), status)


@pytest.mark.parametrize("path", ["/api/teams?n=9223372036854775808", "/api/teams?n=%09&n=2", "/?day=%ED%A0%80"])
def test_a_query_that_nobody_reads_does_no_harm(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/api/days"), ("DELETE", "/api/days/x"), ("PATCH", "/"), ("BREW", "/healthz"), ("TRACE", "/healthz")],
)
def test_a_method_that_is_not_there_is_a_problem(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    check_problem(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["allow"] or "POST" in answer.headers["allow"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(client: TestClient, media_type: str) -> None:
    answer = client.post("/api/days", content=DAY_TEXT, headers={"content-type": media_type})
    check_problem(answer, 415, "unsupported-media-type")


def test_a_body_over_the_limit_is_refused_told_or_not(open_client: Callable[..., TestClient]) -> None:
    client = open_client(largest_body_bytes=1000)

    def pieces() -> Iterator[bytes]:
        yield from (b"[" * 100 for _ in range(11))

    for content in (b"[" * 1001, pieces()):
        answer = client.post("/api/days", content=content, headers={"content-type": "application/json"})
        check_problem(answer, 413, "body-too-large")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "[::1", "evil.example:8000", "localhost@evil"]
)
def test_another_name_of_this_machine_is_refused(client: TestClient, host: str) -> None:
    check_problem(client.get("/api/teams", headers={"host": host}), 421, "foreign-host")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_names_of_the_loopback_are_let_in(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {
            "origin": "http://[",
        },
        {"sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
def test_a_page_of_another_site_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/days", content=DAY_TEXT, headers={"content-type": "application/json", **headers})
    check_problem(answer, 403, "foreign-origin")


@pytest.mark.parametrize("key", ["a" * 129, "å", "a b", ""], ids=str)
def test_an_idempotency_key_is_short_and_plain(client: TestClient, key: str) -> None:
    headers = {"content-type": "application/json", "idempotency-key": key.encode()}
    answer = client.post("/api/days", content=DAY_TEXT, headers=headers)  # type: ignore[arg-type]
    check_problem(answer, 422, "invalid-request")


def test_headers_are_limited(client: TestClient) -> None:
    check_problem(client.get("/healthz", headers={"x-padding": "a" * 20_000}), 431, "headers-too-large")
    assert client.get("/healthz", headers={"x-padding": "a" * 8_000}).status_code == 200


def test_a_body_that_does_not_come_is_not_waited_for(settings: Settings) -> None:
    """Only the first piece of the body ever comes, which the test client cannot do."""
    service = make_service(replace(settings, slowest_body_s=0.05, jobs_running=0), identify=as_owner)
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/api/days", "query_string": b"", "headers": headers}
    sent: list[Message] = []
    pieces = iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive() -> Message:
        return next(pieces, None) or await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    async def answer() -> None:
        await asyncio.wait_for(create_app(service)(scope, receive, send), timeout=10)

    # In a thread of its own: a browser that other tests keep open has a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, answer()).result()
    service.close()
    assert sent[0]["status"] == 408


@pytest.mark.parametrize("path", ["/", "/healthz", "/nosuch", "/api/teams", "/api/openapi.json"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "base-uri 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


def test_problems_speak_the_language_asked_for(client: TestClient) -> None:
    def title(language: str) -> str:
        return str(client.get("/nosuch", headers={"accept-language": language}).json()["title"])

    assert (title("en-GB,sv;q=0.5"), title("de, sv"), title("xx")) == ("Not found", "Finns inte", "Finns inte")


@pytest.mark.parametrize("given", ["a" * 65, "a\tb", "<script>", "kort"])
def test_a_correlation_id_is_taken_only_if_harmless(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] != given
    assert client.get("/healthz", headers={"x-request-id": "trace-12345"}).headers["x-request-id"] == "trace-12345"


def test_an_error_nobody_foresaw_is_told_without_its_words(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(_: object) -> None:
        raise ValueError("19121212-1212 Åsa")

    monkeypatch.setattr(client.app.state.service.store, "read", burst)  # type: ignore[attr-defined]
    with caplog.at_level(logging.INFO, logger="hemrutt.http"):
        answer = client.get("/api/jobs?patient=19121212-1212")
    problem = check_problem(answer, 500, "internal")
    assert problem["correlation_id"] in caplog.text
    assert "ValueError" in caplog.text
    assert "1912" not in caplog.text + answer.text


def test_the_access_log_tells_patterns_and_never_ids(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="hemrutt.http"):
        client.get("/api/days/secret-id?name=secret-name")
    assert "GET /api/days/{key} 404" in caplog.text
    assert "secret" not in caplog.text
