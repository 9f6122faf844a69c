"""Which ID tokens are taken: signed by the configured issuer's key, for us, of now, and for this sign-in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from api.access.oidc import id_tokens
from api.access.oidc.id_tokens import IdTokenError
from api.access.oidc.issuer import Issuer
from api.access.oidc.provider import Provider
from tests.access.identity import EC, ISSUER, NOW_S, OTHER_RSA, RSA, Idp, Json, make_claims, make_provider, public


def sign(claims: Json | None = None, *, key: Any = RSA, algorithm: str = "RS256", **headers: Any) -> str:
    told = {name: value for name, value in {"kid": "r1", **headers}.items() if value is not None}
    return jwt.encode(claims or make_claims(), key, algorithm=algorithm, headers=told)


def verify(token: str, *, provider: Provider | None = None, idp: Idp | None = None, nonce: str = "nonce-1") -> Any:
    provider = provider or make_provider()
    issuer = Issuer(provider, fetch=idp or Idp(), clock=lambda: 0.0)
    return id_tokens.verify(token, provider=provider, issuer=issuer, nonce=nonce, now_s=NOW_S)


def part(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def unsigned(algorithm: str) -> str:
    return f"{part({'alg': algorithm, 'kid': 'r1'})}.{part(make_claims())}."


def signed_with_the_public_key() -> str:
    """Sign with the public key as if it were a shared secret (HS/RS confusion), past the library's own refusal."""
    pem = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': 'HS256', 'kid': 'r1'})}.{part(make_claims())}"
    mac = hmac.new(pem, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


@pytest.mark.parametrize(("key", "algorithm", "kid"), [(RSA, "RS256", "r1"), (RSA, "PS256", "r1"), (EC, "ES256", "e1")])
def test_a_token_that_everything_is_right_with_is_taken(key: Any, algorithm: str, kid: str) -> None:
    assert verify(sign(key=key, algorithm=algorithm, kid=kid))["sub"] == "abc-123"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: unsigned("none"), id="alg none"),
        pytest.param(lambda: unsigned("None"), id="alg None"),
        pytest.param(signed_with_the_public_key, id="the public key as a secret"),
        pytest.param(lambda: sign(key="secret" * 8, algorithm="HS256"), id="a secret"),
        pytest.param(lambda: sign(key=OTHER_RSA), id="another key of the same name"),
        pytest.param(lambda: sign(key=OTHER_RSA, kid="x9"), id="unknown kid"),
        pytest.param(lambda: sign(kid=None), id="no kid"),
        pytest.param(lambda: sign(kid="e1"), id="a key of another kind"),
        pytest.param(lambda: sign(algorithm="RS512"), id="an algorithm that is not allowed"),
        pytest.param(lambda: sign(jku="https://evil.test/keys"), id="jku"),
        pytest.param(lambda: sign(key=OTHER_RSA, jwk=public(OTHER_RSA, "r1")), id="jwk"),
        pytest.param(lambda: sign(x5u="https://evil.test/cert"), id="x5u"),
        pytest.param(lambda: sign(crit=["exp"]), id="crit"),
        pytest.param(lambda: sign()[:-4] + "AAAA", id="a signature that was changed"),
        pytest.param(lambda: "a.b.c", id="no token"),
        pytest.param(lambda: "", id="nothing"),
    ],
)
def test_a_signature_that_proves_nothing_is_refused(make: Callable[[], str]) -> None:
    with pytest.raises(IdTokenError):
        verify(make())


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW_S - 61},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": True},
        {"iat": None},
        {"iat": NOW_S - 601},
        {"iat": NOW_S + 61},
        {"nbf": NOW_S + 61},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["hemrutt", "another"], "azp": "another"},
        {"iss": "https://evil.test"},
        {"iss": ISSUER + "/"},
        {"iss": None},
        {"nonce": "nonce-2"},
        {"nonce": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_for_another_time_place_or_sign_in_is_refused(changes: Json) -> None:
    with pytest.raises(IdTokenError):
        verify(sign(make_claims(**changes)))


@pytest.mark.parametrize(
    "changes",
    [{"exp": NOW_S - 59}, {"iat": NOW_S - 599}, {"iat": NOW_S + 59}, {"aud": ["hemrutt", "x"], "azp": "hemrutt"}],
    ids=str,
)
def test_clocks_may_differ_by_a_minute_and_a_token_may_be_for_others_too(changes: Json) -> None:
    assert verify(sign(make_claims(**changes)))


def test_assurance_and_means_are_asked_for_by_value() -> None:
    provider = make_provider(required_claims={"acr": ["loa3", "loa4"], "amr": ["mfa"]})
    assert verify(sign(make_claims(acr="loa3", amr=["pwd", "mfa"])), provider=provider)
    for told in ({"acr": "loa2", "amr": ["mfa"]}, {"acr": "loa3", "amr": ["pwd"]}, {"acr": "loa3"}, {"amr": ["mfa"]}):
        with pytest.raises(IdTokenError):
            verify(sign(make_claims(**told)), provider=provider)


def test_a_key_that_the_issuer_has_taken_up_is_asked_for_but_not_again_and_again() -> None:
    seconds = [0.0]
    idp, provider = Idp(keys=[]), make_provider()
    issuer = Issuer(provider, fetch=idp, clock=lambda: seconds[0])

    def take(token: str) -> Any:
        return id_tokens.verify(token, provider=provider, issuer=issuer, nonce="nonce-1", now_s=NOW_S)

    for _ in range(10):
        with pytest.raises(IdTokenError, match="unknown kid"):
            take(sign())
    assert idp.asked.count(ISSUER + "/keys") == 1
    idp.keys.append(public(RSA, "r1"))
    seconds[0] = 61
    assert take(sign())
    idp.keys.clear()
    seconds[0] = 3700
    with pytest.raises(IdTokenError, match="unknown kid"):
        take(sign())


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "RSA", "kid": "r1", "n": "x", "e": "!"},
        {"kty": "RSA", "kid": "r1"},
        public(RSA, "r1", alg="RS512"),
        public(RSA, "r1", use="enc"),
        {"kty": "oct", "kid": "r1", "k": part("secret")},
        "r1",
    ],
    ids=["garbled", "empty", "for another algorithm", "for encryption", "a shared secret", "no object"],
)
def test_a_key_that_is_of_no_use_lets_nobody_in(key: Any) -> None:
    with pytest.raises(IdTokenError):
        verify(sign(), idp=Idp(keys=[key]))
