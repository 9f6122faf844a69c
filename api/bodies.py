"""Bodies of requests: JSON taken at its word, and nothing that is not JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, Request

from api.errors import RefusalError
from scheduler.files.decoding import decode_json

_MEDIA_TYPES: Final = frozenset({"application/json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as it came and as it reads; ``target`` is what it was sent to."""

    target: str
    raw: bytes
    document: object


async def read_body(request: Request) -> Body:
    """Read a request's JSON body; raises RefusalError for another media type, InputError for what is not JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise RefusalError("unsupported_media_type")
    raw = await request.body()
    return Body(target=target_of(request), raw=raw, document=decode_json(raw, file="body"))


def target_of(request: Request) -> str:
    """Name what a request was sent to."""
    return f"{request.method} {request.url.path}"


JsonBody = Annotated[Body, Depends(read_body)]
IdempotencyKey = Annotated[str | None, Header(max_length=128, pattern=r"^[\x21-\x7e]+$")]
