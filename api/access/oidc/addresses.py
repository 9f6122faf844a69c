"""Which addresses a provider may have, and how something is got from them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message
from typing import IO, Any, Final, Protocol
from urllib.parse import urlencode, urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

_PATIENCE_S: Final = 10.0
_LARGEST: Final = 1_000_000


class FetchError(Exception):
    """A provider that does not answer, or not with a JSON object."""


class Fetch(Protocol):
    """Gets a JSON object from an address, by POST where there is a form."""

    def __call__(
        self, address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        """Get it; raises FetchError."""


def check(address: str) -> str:
    """Give an address back if it is encrypted, or on this machine; raises ValueError."""
    parts = urlsplit(address)
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not (encrypted and parts.hostname) or parts.username is not None or parts.fragment:
        raise ValueError("an https address")
    return address


def fetch(
    address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """Get a JSON object over the network; is never sent on to another address, and reads at most a megabyte."""
    data = None if form is None else urlencode(form).encode()
    request = urllib.request.Request(  # noqa: S310 (check lets nothing but HTTP through)
        check(address), data=data, headers={"Accept": "application/json", **(headers or {})}
    )
    try:
        with _OPENER.open(request, timeout=_PATIENCE_S) as answer:
            document = json.loads(answer.read(_LARGEST))
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise FetchError(type(reason).__name__) from None
    if not isinstance(document, dict):
        raise FetchError("no object")
    return document


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow no redirection: keys and tokens come from the issuer's own addresses."""


_OPENER: Final = urllib.request.build_opener(_Staying())
