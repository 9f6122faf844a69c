"""The OpenAPI document in docs/ is the application's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from api import openapi

BODILESS = {"invite_user_api_users__key__link_post", "offer_second_factor_api_account_second_factor_offer_post"}
"""Commands that need no more than their address."""

KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_kept_document_is_the_application() -> None:
    assert KEPT.read_text(encoding="utf-8") == openapi.write_document(), "meant? then: make openapi"


def test_every_operation_tells_of_problems_and_of_its_body() -> None:
    document = json.loads(openapi.write_document())
    operations: list[tuple[str, dict[str, Any]]] = [
        (method, operation) for path in document["paths"].values() for method, operation in path.items()
    ]
    assert len(operations) >= 14
    for method, operation in operations:
        assert "default" in operation["responses"], operation["operationId"]
        takes_body = method in {"post", "put", "patch"} and operation["operationId"] not in BODILESS
        assert ("requestBody" in operation) == takes_body, operation["operationId"]


def test_every_reference_leads_somewhere() -> None:
    text = openapi.write_document()
    document = json.loads(text)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names <= set(document["components"]["schemas"])
