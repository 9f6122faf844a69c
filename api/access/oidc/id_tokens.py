"""ID tokens: whose signature they bear, whom they are for, how old they are (OpenID Connect Core 1.0 §3.1.3.7)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final

import jwt

from api.access.oidc.issuer import Issuer, Key, UnknownKeyError
from api.access.oidc.provider import Provider

LEEWAY_S: Final = 60.0
OLDEST_S: Final = 600.0
"""Seconds since a token was issued, above which it is not of this sign-in."""

_REQUIRED: Final = ("iss", "sub", "aud", "exp", "iat", "nonce")
_FOREIGN_KEYS: Final = frozenset({"jku", "jwk", "x5u", "x5c", "crit"})
"""Headers with which a token would say itself which key to trust, or how else to read it."""

_KINDS: Final = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
"""The kind of key for each kind of signature."""


class IdTokenError(Exception):
    """A token that is not taken; ``reason`` is for the log, and says nothing of its contents."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def verify(token: str, *, provider: Provider, issuer: Issuer, nonce: str, now_s: float) -> Mapping[str, Any]:
    """Give the claims of a token that everything is right with; raises IdTokenError, FetchError."""
    claims = _decode(token, provider=provider, key=_find_key(token, provider=provider, issuer=issuer))
    _check_times(claims, now_s=now_s)
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise IdTokenError("nonce")
    if not isinstance(claims["aud"], str) and claims.get("azp", provider.client_id) != provider.client_id:
        raise IdTokenError("azp")
    for name, values in provider.required_claims.items():
        told = claims.get(name)
        if not set(values) & set(told if isinstance(told, list) else [told]):
            raise IdTokenError(f"claim {name}")
    return claims


def _find_key(token: str, *, provider: Provider, issuer: Issuer) -> jwt.PyJWK:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise IdTokenError("form") from None
    if header.get("alg") not in provider.algorithms or _FOREIGN_KEYS & set(header):
        raise IdTokenError("header")
    name = header.get("kid")
    if not isinstance(name, str):
        raise IdTokenError("no kid")
    try:
        key = issuer.key(name)
    except UnknownKeyError:
        raise IdTokenError("unknown kid") from None
    return _read_key(key, algorithm=header["alg"])


def _read_key(key: Key, *, algorithm: str) -> jwt.PyJWK:
    """Read a key for the algorithm of a token, if it is of that kind."""
    if key.get("kty") != _KINDS[algorithm[:2]] or key.get("alg", algorithm) != algorithm:
        raise IdTokenError("key of another kind")
    try:
        return jwt.PyJWK(dict(key), algorithm=algorithm)
    except jwt.PyJWTError:
        raise IdTokenError("unusable key") from None


def _decode(token: str, *, provider: Provider, key: jwt.PyJWK) -> Mapping[str, Any]:
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=list(provider.algorithms),
            audience=provider.client_id,
            issuer=provider.issuer,
            # Times are compared with a clock that is given, below.
            options={"require": list(_REQUIRED), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except jwt.PyJWTError as error:
        raise IdTokenError(type(error).__name__) from None
    return claims


def _check_times(claims: Mapping[str, Any], *, now_s: float) -> None:
    times = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in times.values()):
        raise IdTokenError("times")
    if times["exp"] <= now_s - LEEWAY_S:
        raise IdTokenError("expired")
    if not now_s - OLDEST_S <= times["iat"] <= now_s + LEEWAY_S or times.get("nbf", now_s) > now_s + LEEWAY_S:
        raise IdTokenError("not of now")
