"""Passwords at rest."""

from __future__ import annotations

import threading

import pytest
from argon2 import PasswordHasher

from api.access import hashing, passwords
from api.access.hashing import CrowdedError, Hashing

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
OLDER = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1)


def test_only_the_right_password_is_right() -> None:
    hashed = Hashing(QUICK)
    stored = hashed.hash("en häst och ett batteri")
    assert stored.startswith("$argon2id$")
    assert hashed.compare("en häst och ett batteri", stored).right
    assert hashed.compare("en ha\u0308st och ett batteri", stored).right
    assert not hashed.compare("en häst och ett batteri ", stored).right


@pytest.mark.parametrize("stored", [None, "", "plain", "$argon2id$v=19$m=64,t=1,p=1$", "$2b$12$aaaaaaaaaaaaaaaaaaaaaa"])
def test_what_is_no_hash_of_ours_lets_nobody_in(stored: str | None) -> None:
    assert not Hashing(QUICK).compare("", stored).right


def test_half_a_character_is_just_wrong() -> None:
    assert not Hashing(QUICK).compare("\ud800", QUICK.hash("a")).right


def test_a_hash_by_older_parameters_is_renewed_at_the_right_password_only() -> None:
    hashed = Hashing(QUICK)
    stored = OLDER.hash("en häst och ett batteri")
    renewed = hashed.compare("en häst och ett batteri", stored).renewed
    assert renewed is not None
    assert hashed.compare("en häst och ett batteri", renewed) == hashing.Verdict(right=True)
    assert hashed.compare("fel", stored) == hashing.Verdict(right=False)


def test_parameters_are_at_least_what_owasp_recommends() -> None:
    assert hashing.CURRENT.memory_cost >= 19 * 1024
    assert hashing.CURRENT.time_cost >= 2


def test_nobody_costs_as_much_as_somebody() -> None:
    assert not hashing.CURRENT.check_needs_rehash(hashing._NOBODY)


def test_what_is_too_long_is_not_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hashing, "_compare", lambda *_: pytest.fail("hashed"))
    assert not Hashing(QUICK).compare("a" * (passwords.MOST + 1), None).right


def test_no_more_are_hashed_at_once_than_may_be() -> None:
    hashed = Hashing(QUICK, at_once=1, patience_s=0.01)
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with hashed._turn():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=stay)
    thread.start()
    inside.wait(10)
    try:
        with pytest.raises(CrowdedError):
            hashed.hash("a")
    finally:
        leave.set()
        thread.join()
    assert hashed.hash("a")
