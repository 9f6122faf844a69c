"""Bodies of requests: JSON taken at its word, and nothing that is not JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, Request

from api.errors import RefusalError
from scheduler.files.decoding import decode_json

_MEDIA_TYPES: Final = frozenset({"application/json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as it came and as it reads, and what it was sent to do."""

    target: str
    raw: bytes
    document: object

    @property
    def fingerprint(self) -> str:
        """What tells this request from another under the same idempotency key."""
        return hashlib.sha256(self.target.encode() + b"\n" + self.raw).hexdigest()


async def read_body(request: Request) -> Body:
    """Read a request's JSON body; raises RefusalError for another media type, InputError for what is not JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise RefusalError("unsupported_media_type")
    raw = await request.body()
    return Body(raw=raw, document=decode_json(raw, file="body"), target=target_of(request))


async def read_body_if_any(request: Request) -> Body:
    """Read a request's JSON body; without one it is an object with nothing in it."""
    if await request.body():
        return await read_body(request)
    return Body(raw=b"", document={}, target=target_of(request))


def target_of(request: Request) -> str:
    """Give what a request is sent to do."""
    return f"{request.method} {request.url.path}"


JsonBody = Annotated[Body, Depends(read_body)]
OptionalBody = Annotated[Body, Depends(read_body_if_any)]
IdempotencyKey = Annotated[str | None, Header(max_length=128, pattern=r"^[\x21-\x7e]+$")]
