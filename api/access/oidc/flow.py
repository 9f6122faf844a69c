"""The way to the provider and back: what a browser carries along, and what the service asks for at the end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import jwt

from api.access.oidc import id_tokens
from api.access.oidc.addresses import Fetch, FetchError
from api.access.oidc.id_tokens import IdTokenError
from api.access.oidc.issuer import Issuer
from api.access.oidc.provider import ClientKey, Provider

LASTS_S: Final = 600.0
"""Seconds that one may take at the provider."""

_ALGORITHM: Final = "HS256"
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_LASTS_S: Final = 60.0
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where a browser is sent, and the cookie that binds what comes back to it."""

    address: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who has signed in: ``issuer`` and ``subject`` name them for good, ``login`` as they are known here."""

    issuer: str
    subject: str
    login: str
    name: str


def begin(provider: Provider, issuer: Issuer, *, returning: str, key: bytes, now_s: float) -> Departure:
    """Start a sign-in: state and nonce bind it to the browser, the verifier (PKCE, RFC 7636) its code to us.

    Parameters
    ----------
    returning
        Our address that the provider sends the browser back to.
    key
        Secret of this service that signs the cookie, so that nobody else can begin a sign-in for a browser.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": returning,
        "scope": " ".join(dict.fromkeys(("openid", *provider.scopes))),
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        **_wanted(provider),
    }
    carried = {"state": state, "nonce": nonce, "verifier": verifier, "ends": now_s + LASTS_S}
    address = issuer.endpoints().authorization
    return Departure(
        address=f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}",
        cookie=jwt.encode(carried, key, algorithm=_ALGORITHM),
    )


def finish(
    provider: Provider,
    issuer: Issuer,
    *,
    answer: Mapping[str, str],
    cookie: str,
    returning: str,
    key: bytes,
    fetch: Fetch,
    now_s: float,
) -> Person:
    """Take what the browser comes back with (``answer``: the query) and tell who it is.

    Raises
    ------
    IdTokenError
        Something is not right: another browser, too late, refused by the provider, a token that does not hold.
    FetchError
        The provider does not answer.
    """
    carried = _read_cookie(cookie, key=key, now_s=now_s)
    if not hmac.compare_digest(answer.get("state", "").encode(), carried["state"].encode()):
        raise IdTokenError("state")
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: the answer of another provider
        raise IdTokenError("iss of the answer")
    if "error" in answer or "code" not in answer:
        raise IdTokenError("refused by the provider")
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": returning,
        "code_verifier": carried["verifier"],
    }
    address = issuer.endpoints().token
    if provider.client_key is None:
        told = fetch(address, form=form, headers={"Authorization": _authorization(provider)})
    else:
        told = fetch(address, form=form | _assertion(provider, provider.client_key, address=address, now_s=now_s))
    token = told.get("id_token")
    if not isinstance(token, str):
        raise IdTokenError("no token")
    claims = id_tokens.verify(token, provider=provider, issuer=issuer, nonce=carried["nonce"], now_s=now_s)
    return _person(claims, provider)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _wanted(provider: Provider) -> dict[str, str]:
    """Ask for levels of assurance and for claims that must be there (OpenID Connect Core 1.0 §5.5)."""
    wanted: dict[str, str] = {}
    if "acr" in provider.required_claims:
        wanted["acr_values"] = " ".join(provider.required_claims["acr"])
    if provider.requested_claims:
        claims = {name: {"essential": True} for name in provider.requested_claims}
        wanted["claims"] = json.dumps({"id_token": claims})
    return wanted


def _read_cookie(cookie: str, *, key: bytes, now_s: float) -> Mapping[str, Any]:
    try:
        carried: Mapping[str, Any] = jwt.decode(cookie, key, algorithms=[_ALGORITHM])
    except jwt.PyJWTError:
        raise IdTokenError("cookie") from None
    if carried["ends"] < now_s:
        raise IdTokenError("too late")
    return carried


def _authorization(provider: Provider) -> str:
    """Show who we are (RFC 6749 §2.3.1: both parts are encoded as in a form before they are joined)."""
    pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret or '', safe='')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _assertion(provider: Provider, key: ClientKey, *, address: str, now_s: float) -> dict[str, str]:
    """Show who we are by a key that only we have (RFC 7523, ``private_key_jwt``); raises FetchError without it."""
    claims: dict[str, object] = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": address,
        "jti": secrets.token_urlsafe(32),
    }
    times = {"iat": int(now_s), "exp": int(now_s + _ASSERTION_LASTS_S)}
    try:
        private = key.file.read_bytes()
        signed = jwt.encode(claims | times, private, algorithm=key.algorithm, headers={"kid": key.id})
    except (OSError, ValueError, TypeError, jwt.PyJWTError) as error:
        raise FetchError(f"client_key: {type(error).__name__}") from None
    return {"client_assertion_type": _ASSERTION_TYPE, "client_assertion": signed}


def _person(claims: Mapping[str, Any], provider: Provider) -> Person:
    subject, login = claims["sub"], claims.get(provider.login_claim)
    if not all(isinstance(text, str) and 0 < len(text) <= _LONGEST for text in (subject, login)):
        raise IdTokenError("claim of the login")
    name = claims.get(provider.name_claim)
    return Person(
        issuer=provider.issuer,
        subject=str(subject),
        login=str(login),
        name=name[:_LONGEST] if isinstance(name, str) and name else str(login),
    )
