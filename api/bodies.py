"""Bodies of requests: JSON taken at its word, and nothing that is not JSON."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, Request

from api.errors import RefusalError
from scheduler.files.decoding import decode_json
from scheduler.files.findings import Finding, JsonPlaces, Path, refuse

_MEDIA_TYPES: Final = frozenset({"application/json"})
_PERHAPS_UNKEPT: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNKEPT: Final = re.compile(r"[\x00\ud800-\udfff]")
"""What no database keeps: NUL, which PostgreSQL refuses, and half characters, which have no bytes."""


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
    """Read a request's JSON body.

    Raises
    ------
    RefusalError
        For another media type.
    InputError
        For what is not JSON, or holds signs that cannot be kept.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise RefusalError("unsupported_media_type")
    raw = await request.body()
    document = decode_json(raw, file="body")
    if _PERHAPS_UNKEPT.search(raw):
        refuse(_find_unkept(document), JsonPlaces(file="body"))
    return Body(raw=raw, document=document, target=target_of(request))


async def read_body_if_any(request: Request) -> Body:
    """Read a request's JSON body; without one it is an object with nothing in it."""
    if await request.body():
        return await read_body(request)
    return Body(raw=b"", document={}, target=target_of(request))


def _find_unkept(document: object) -> Iterator[Finding]:
    waiting: list[tuple[Path, object]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str) and (sign := _UNKEPT.search(value)):
            yield Finding(path=path, code="bad_character", values={"character": f"U+{ord(sign[0]):04X}"})
        elif isinstance(value, dict):
            waiting += [(path, key) for key in value] + [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, number), inner) for number, inner in enumerate(value)]


def target_of(request: Request) -> str:
    """Give what a request is sent to do."""
    return f"{request.method} {request.url.path}?{'&'.join(sorted(request.url.query.split('&')))}"


JsonBody = Annotated[Body, Depends(read_body)]
OptionalBody = Annotated[Body, Depends(read_body_if_any)]
IdempotencyKey = Annotated[str | None, Header(max_length=128, pattern=r"^[\x21-\x7e]+$")]
