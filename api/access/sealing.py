"""Secrets that the service has to read again: sealed (AES-256-GCM) under a key that is kept outside the database.

What was stored before secrets were sealed reads as it is.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MARK: Final = "sealed1:"
_NONCE_BYTES: Final = 12


def seal(secret: str, *, key: bytes, owner: str) -> str:
    """Seal a secret for its owner alone: in another's row it reads as nothing."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret.encode(), owner.encode())
    return _MARK + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(stored: str, *, key: bytes, owner: str) -> str | None:
    """Give what was sealed; None where it was changed, is another's, or was sealed under another key."""
    if not is_sealed(stored):
        return stored
    try:
        packed = base64.urlsafe_b64decode(stored.removeprefix(_MARK))
        return AESGCM(key).decrypt(packed[:_NONCE_BYTES], packed[_NONCE_BYTES:], owner.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        return None


def is_sealed(stored: str) -> bool:
    """Tell whether a secret is stored sealed."""
    return stored.startswith(_MARK)
