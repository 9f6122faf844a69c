"""The OpenAPI document, with every model at its one place.

Routes that read bodies themselves tell their schema whole, with what it refers to inside (``$defs``). Such references
lead nowhere from the document's root, where readers of OpenAPI look: definitions are moved to the components.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI

_INSIDE: Final = "#/$defs/"
_SHARED: Final = "#/components/schemas/"


class DescribedApi(FastAPI):
    """An application whose document refers only to what is in its components."""

    def openapi(self) -> dict[str, Any]:
        """Give the document, made at the first call."""
        if self.openapi_schema is None:
            self.openapi_schema = lift_definitions(super().openapi())
        return self.openapi_schema


def lift_definitions(document: dict[str, Any]) -> dict[str, Any]:
    """Move the models of request bodies to the components, in place; raises ValueError if two share a name."""
    shared = document["components"]["schemas"]
    for holder in _bodies(document):
        schema = holder["schema"]
        if "$ref" in schema or "title" not in schema:
            continue
        for name, model in [*schema.pop("$defs", {}).items(), (schema["title"], schema)]:
            lifted = _point_to_shared(model)
            if shared.setdefault(name, lifted) != lifted:
                raise ValueError(f"two models are called {name}")
        holder["schema"] = {"$ref": _SHARED + schema["title"]}
    document["components"]["schemas"] = dict(sorted(shared.items()))
    return document


def _bodies(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        for operation in path.values():
            yield from operation.get("requestBody", {}).get("content", {}).values()


def _point_to_shared(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _point_to_shared(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_point_to_shared(value) for value in part]
    if isinstance(part, str) and part.startswith(_INSIDE):
        return _SHARED + part.removeprefix(_INSIDE)
    return part
