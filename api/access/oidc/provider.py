"""The identity provider that the service trusts, as its operator has written it down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.access.oidc import addresses

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key of the issuer's own: neither ``none`` nor a secret that two share."""

_LARGEST: Final = 100_000

Address = Annotated[str, Field(max_length=400), AfterValidator(addresses.check)]
ClaimName = Annotated[str, Field(min_length=1, max_length=200)]


class ProviderError(ValueError):
    """A description of a provider that cannot be used."""


class ClientKey(BaseModel):
    """A private key (PEM) that the service shows with who it is, in place of a secret that two share."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    file: Path = Field(strict=False)
    id: Annotated[str, Field(min_length=1, max_length=400)]
    algorithm: Literal["PS256", "ES256"] = "ES256"


class Provider(BaseModel):
    """Where people sign in and what of it counts.

    ``login_claim`` holds the name that users are known by here (at Inera the HSA-id, ``employeeHsaId``), and
    ``name_claim`` what they are called. ``required_claims`` are claims of which one of the values listed must hold,
    such as ``acr`` (level of assurance), ``amr`` (means of signing in) and ``commissionPurpose``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    issuer: Address
    client_id: Annotated[str, Field(min_length=1, max_length=400)]
    client_secret: Annotated[str, Field(min_length=1, max_length=1000)] | None = Field(default=None, repr=False)
    client_key: ClientKey | None = None
    scopes: tuple[str, ...] = Field(default=("openid",), strict=False)
    algorithms: tuple[Algorithm, ...] = Field(default=("RS256", "PS256", "ES256"), min_length=1, strict=False)
    login_claim: ClaimName = "sub"
    name_claim: ClaimName = "name"
    required_claims: Mapping[ClaimName, Annotated[tuple[str, ...], Field(min_length=1, strict=False)]] = {}
    requested_claims: tuple[ClaimName, ...] = Field(default=(), strict=False)
    two_factors: bool = Field(default=False, description="whether nobody signs in there with one factor alone")

    @model_validator(mode="after")
    def _has_one_proof(self) -> Self:
        if (self.client_secret is None) == (self.client_key is None):
            raise ValueError("client_secret or client_key")
        return self

    @property
    def is_strong(self) -> bool:
        """Whether who comes from there has shown two factors: the operator says so, or its tokens have to."""
        return self.two_factors or bool({"acr", "amr"} & set(self.required_claims))


def read_provider(path: Path) -> Provider:
    """Read the description of a provider (JSON); raises ProviderError without telling what stands in it."""
    try:
        text = path.read_text(encoding="utf-8")[:_LARGEST]
        return Provider.model_validate(json.loads(text))
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, fault["loc"])) for fault in error.errors()}))
        raise ProviderError(f"{path}: {fields}") from None
    except (OSError, ValueError) as error:
        raise ProviderError(f"{path}: {type(error).__name__}") from None
