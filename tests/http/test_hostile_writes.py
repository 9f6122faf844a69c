"""Hostile bodies at every operation that takes one: none is answered 5xx, and what is refused leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import cycle
from typing import Any, Final

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api import errors
from api.access.actor import SERVICE
from api.store.schema import METADATA
from tests.http.board import service_of
from tests.http.test_hostile import BODIES
from tests.http.test_operations import DOCUMENT, OPERATIONS, service

__all__ = ["service"]

LEAST: Final = 80
VALUES: Final = (None, True, -1, 0, 2**63, 1e308, "", [], {}, [[]], [{}], {"a": {"b": [None]}})
TEXTS: Final = (
    "' OR 1=1 --", "'; DROP TABLE plans; --", "../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "%00", "a\x00b",
    "\x1b[2J", "\u202egnp.exe", "\u2028", "a\r\nSet-Cookie: b", "<img src=x onerror=alert(1)>", "{{7*7}}", "${jndi:x}",
    "=HYPERLINK(1)", "@SUM(1)", "İı", "🚑" * 1000, "a" * 100_000, "9" * 400, "-0", "NaN", "2026-02-30", "25:61",
    "19121212-1212", "http://[::1", "True", "null",
)  # fmt: skip
KEPT: Final = [table for table in METADATA.sorted_tables if not table.name.startswith("audit")]


def fields_of(label: str) -> list[str]:
    """Name the fields that an operation's body may have."""
    method, _, path = label.partition(" ")
    content = DOCUMENT["paths"][path][method.lower()]["requestBody"]["content"]
    schema = next(iter(content.values())).get("schema", {})
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return list(schema.get("properties", ())) or ["a"]


def bodies_of(label: str) -> dict[str, bytes]:
    """Make hostile bodies for an operation: those of no shape, and its own fields with what they must not hold."""
    fields = fields_of(label)
    made = {f"value {number}": json.dumps(value) for number, value in enumerate(VALUES)}
    made |= {f"fields {number}": json.dumps(dict.fromkeys(fields, value)) for number, value in enumerate(VALUES)}
    made |= {f"text {number}": json.dumps(dict.fromkeys(fields, text)) for number, text in enumerate(TEXTS)}
    made |= {f"one {field}": json.dumps({field: text}) for field, text in zip(fields, cycle(TEXTS), strict=False)}
    return BODIES | {name: text.encode() for name, text in made.items()}


def rows(client: TestClient) -> tuple[int, ...]:
    """Count what is kept, but for the audit, which tells of readings."""
    counts = [sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in KEPT]
    with service_of(client).store.read(SERVICE) as tx:
        return tuple(tx.connection.execute(sa.select(*counts)).one())


@pytest.mark.parametrize("label", sorted(label for label, one in OPERATIONS.items() if one.body))
def test_no_hostile_body_breaks_a_write_or_leaves_half_of_it(
    label: str, service: tuple[TestClient, Mapping[str, list[str]]]
) -> None:
    client, known = service
    method, _, path = label.partition(" ")
    for name, ids in known.items():
        path = path.replace(f"{{{name}}}", ids[-2] if name == "key" else ids[0])
    bodies = bodies_of(label)
    assert len(bodies) >= LEAST
    headers = {"content-type": "application/json", "if-match": f'"{known["key"][2]}-1"'}
    before = rows(client)
    for name, body in bodies.items():
        answer: Any = client.request(method, path, content=body, headers=headers)
        assert answer.status_code < 500, (name, answer.text)
        if answer.status_code >= 400:
            assert answer.json()["type"].removeprefix(errors.TYPE).replace("-", "_") in errors.STATUS, name
            assert rows(client) == before, name
        before = rows(client)
