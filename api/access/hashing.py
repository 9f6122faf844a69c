"""Passwords at rest: argon2id (RFC 9106), a few at a time, and as slow for users who do not exist.

19 MiB, two passes, one lane: the least that the OWASP Password Storage Cheat Sheet recommends. One hash keeps a core
busy for some 60 ms and 19 MiB in use, so that more than two at a time would be a way to stop the service.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from api.access import passwords

CURRENT: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE: Final = 2
PATIENCE_S: Final = 10.0

_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$JOq1gXKp1j2Tgq3pXsAHTA$gXz7NhdLWArUSQ8PlFI0k7GHVnUJjHm/CctQOmqEkbM"
"""What is compared with where there is no password: a hash that nothing is known to give."""


class CrowdedError(Exception):
    """So many passwords wait to be hashed that one more would wait too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a password is the right one; ``renewed`` is its hash by today's parameters if it has older ones."""

    right: bool
    renewed: str | None = None


class Hashing:
    """Hashes and compares passwords; every method may be called from any thread."""

    def __init__(
        self, hasher: PasswordHasher = CURRENT, *, at_once: int = AT_ONCE, patience_s: float = PATIENCE_S
    ) -> None:
        self._hasher = hasher
        self._turns = threading.BoundedSemaphore(at_once)
        self._patience_s = patience_s

    def hash(self, password: str) -> str:
        """Hash a new password; raises CrowdedError."""
        with self._turn():
            return self._hasher.hash(passwords.normalise(password))

    def compare(self, password: str, stored: str | None) -> Verdict:
        """Compare a password with what is stored for a user, or with nobody's (None) in the same time.

        Raises CrowdedError. What is too long to be a password is not hashed at all.
        """
        if len(password) > passwords.MOST:
            return Verdict(right=False)
        with self._turn():
            return self._compare(passwords.normalise(password), stored)

    def _compare(self, password: str, stored: str | None) -> Verdict:
        try:
            right = self._hasher.verify(stored or _NOBODY, password) and stored is not None
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return Verdict(right=False)
        if stored is None or not self._hasher.check_needs_rehash(stored):
            return Verdict(right=right)
        return Verdict(right=right, renewed=self._hasher.hash(password))

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._patience_s):
            raise CrowdedError
        try:
            yield
        finally:
            self._turns.release()
