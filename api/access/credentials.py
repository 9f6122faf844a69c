"""Secrets that the service makes: of sessions, one-time links and API tokens. It stores only what they hash to.

256 random bits need no slow hash: nobody guesses them, and SHA-256 keeps a stolen database from being a key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final, Self

_TOKEN: Final = re.compile(r"hcr_([0-9a-f]{16})_([0-9a-f]{64})")
_SECRET: Final = re.compile(r"[0-9A-Za-z_-]{43}")
_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An API token as its holder has it: ``hcr_<id>_<secret>``, a form that scanners for lost secrets can know."""

    id: str
    secret: str

    @classmethod
    def mint(cls) -> Self:
        """Make a new one."""
        return cls(id=secrets.token_hex(8), secret=secrets.token_hex(_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read one; None where the text is none."""
        found = _TOKEN.fullmatch(text)
        return None if found is None else cls(id=found[1], secret=found[2])

    def __str__(self) -> str:
        return f"hcr_{self.id}_{self.secret}"

    def __repr__(self) -> str:
        return f"Token(id={self.id!r})"


def new_secret() -> str:
    """Make the secret of a session or of a one-time link."""
    return secrets.token_urlsafe(_BYTES)


def is_secret(text: str) -> bool:
    """Tell whether a text has the form of a secret of ours, so that nothing else is looked for in the store."""
    return _SECRET.fullmatch(text) is not None


def digest(secret: str) -> str:
    """Give what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(secret: str) -> str:
    """Give what the pages of a session send along with commands: it follows from the secret, and not back."""
    return digest(f"csrf:{secret}")


def is_same(digested: str, stored: str) -> bool:
    """Compare two digests in the same time wherever they differ."""
    return hmac.compare_digest(digested, stored)
