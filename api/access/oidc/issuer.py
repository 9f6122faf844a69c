"""What the issuer tells of itself: its addresses (OpenID Connect Discovery 1.0) and its keys, kept for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.access.oidc import addresses
from api.access.oidc.addresses import Fetch, FetchError
from api.access.oidc.provider import Provider

_KEPT_S: Final = 3600.0
_KEYS_AGAIN_S: Final = 60.0
"""Seconds between questions for keys that are missing, so that made-up names of keys do not become a flood."""


Key = Mapping[str, Any]
"""A public key as the issuer tells it (RFC 7517)."""


class UnknownKeyError(Exception):
    """The issuer has no such key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Addresses of an issuer."""

    authorization: str
    token: str
    keys: str


class Issuer:
    """Asks the issuer of a provider; every method may be called from any thread.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    def __init__(self, provider: Provider, *, fetch: Fetch, clock: Callable[[], float]) -> None:
        self._provider = provider
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, Mapping[str, Key]] | None = None

    def endpoints(self) -> Endpoints:
        """Give the issuer's addresses; raises FetchError."""
        with self._lock:
            now = self._clock()
            if self._endpoints is None or now - self._endpoints[0] > _KEPT_S:
                self._endpoints = (now, self._ask_endpoints())
            return self._endpoints[1]

    def key(self, name: str) -> Key:
        """Give the key of a name, asking anew for one that is not known; raises UnknownKeyError, FetchError."""
        endpoints = self.endpoints()
        with self._lock:
            now = self._clock()
            age_s = _KEPT_S + 1 if self._keys is None else now - self._keys[0]
            missing = self._keys is None or name not in self._keys[1]
            if age_s > _KEPT_S or (missing and age_s > _KEYS_AGAIN_S):
                self._keys = (now, _read_keys(self._fetch(endpoints.keys)))
            known = {} if self._keys is None else self._keys[1]
            if name not in known:
                raise UnknownKeyError
            return known[name]

    def _ask_endpoints(self) -> Endpoints:
        told = self._fetch(self._provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if told.get("issuer") != self._provider.issuer:
            raise FetchError("another issuer")
        try:
            return Endpoints(
                authorization=addresses.check(str(told["authorization_endpoint"])),
                token=addresses.check(str(told["token_endpoint"])),
                keys=addresses.check(str(told["jwks_uri"])),
            )
        except (KeyError, ValueError) as error:
            raise FetchError(type(error).__name__) from None


def _read_keys(document: Mapping[str, Any]) -> Mapping[str, Key]:
    """Read the keys that have a name and are for signatures; others are of no use here."""
    listed = document.get("keys")
    entries = [entry for entry in (listed if isinstance(listed, list) else ()) if isinstance(entry, dict)]
    return {
        entry["kid"]: entry
        for entry in entries
        if entry.get("use", "sig") == "sig" and isinstance(entry.get("kid"), str)
    }
