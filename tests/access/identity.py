"""An identity provider made for tests: real keys, real tokens, and whatever is wrong with them on request."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from api.access.oidc.addresses import FetchError
from api.access.oidc.provider import Provider

ISSUER = "https://idp.example.test/oidc"
NOW_S = 1_800_000_000.0
RETURNING = "https://hemrutt.example.test/api/sessions/provider/return"

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())

Json = dict[str, Any]


def make_provider(**changes: Any) -> Provider:
    return Provider.model_validate(
        {
            "issuer": ISSUER,
            "client_id": "hemrutt",
            "client_secret": "s/e c:r",
            "login_claim": "employeeHsaId",
            **changes,
        }
    )


def public(key: Any, kid: str, **more: str) -> Json:
    algorithm: Any = (
        jwt.algorithms.ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else jwt.algorithms.RSAAlgorithm
    )
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig", **more}


def make_claims(**changes: Any) -> Json:
    claims = {
        "iss": ISSUER,
        "sub": "abc-123",
        "aud": "hemrutt",
        "exp": NOW_S + 300,
        "iat": NOW_S,
        "nonce": "nonce-1",
        "name": "Åsa Ö",
        "employeeHsaId": "SE2321000016-0001",
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


@dataclass
class Idp:
    """Answers what it is asked, in place of the network."""

    keys: list[Json] = field(default_factory=lambda: [public(RSA, "r1"), public(EC, "e1")])
    metadata: Json = field(default_factory=dict)
    claims: Json = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    authorization: str = ""
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    down: bool = False

    def __call__(
        self, address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        self.asked.append(address)
        if self.down:
            raise FetchError("down")
        if address.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": ISSUER,
                "authorization_endpoint": ISSUER + "/authorize",
                "token_endpoint": ISSUER + "/token",
                "jwks_uri": ISSUER + "/keys",
                **self.metadata,
            }
        if address == ISSUER + "/keys":
            return {"keys": self.keys}
        assert address == ISSUER + "/token"
        assert form is not None
        return self._redeem(form, headers or {})

    def sign_in(self, address: str) -> dict[str, str]:
        """Do what the browser and the person do: give the query that the browser returns with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        self.codes["code-1"] = (asked["code_challenge"], asked["nonce"])
        return {"code": "code-1", "state": asked["state"], "iss": ISSUER}

    def _redeem(self, form: Mapping[str, str], headers: Mapping[str, str]) -> Json:
        challenge, nonce = self.codes.pop(form["code"], ("", ""))
        verifier = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        if verifier.rstrip("=") != challenge or form["redirect_uri"] != RETURNING:
            raise FetchError("HTTPError")
        self.authorization = base64.b64decode(headers.get("Authorization", "").removeprefix("Basic ")).decode()
        claims = make_claims(**{"nonce": nonce, **self.claims})
        return {"id_token": jwt.encode(claims, RSA, algorithm="RS256", headers={"kid": "r1"})}
