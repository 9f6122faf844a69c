"""Which passwords are taken."""

from __future__ import annotations

import pytest

from api.access import passwords


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("x7!Kp2#vQ9z", "too_short"),
        ("x7!Kp2#vQ9zR", None),
        ("häst batteri klammer", None),
        ("x7!Kp2#v" * 16, None),
        ("x7!Kp2#vQ" * 15, "too_long"),
        ("x7!Kp2#vQ9\ud800z", "unreadable"),
        ("password1234", "common"),
        ("P@ssw0rd!2345", "common"),
        ("Sommar2026!!", "common"),
        ("Stockholm2026", "common"),
        ("hemligtlösenord", "common"),
        ("qwertyuiop12", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abcabcabcabc", "common"),
        ("hk7hk7hk7hk7", "common"),
        ("987654321098", "common"),
    ],
)
def test_what_everyone_tries_is_refused(password: str, weakness: str | None) -> None:
    assert passwords.find_weakness(password) == weakness


def test_the_own_name_counts_as_one_part() -> None:
    assert passwords.find_weakness("wrzesniewski-88") is None
    assert passwords.find_weakness("wrzesniewski-88", known=["Jan Wrzesniewski"]) == "common"


def test_parts_are_counted_sign_by_sign_where_nobody_tries_them() -> None:
    assert passwords.count_parts("kx7vq", words=frozenset()) == 5
    assert passwords.count_parts("sommar", words=frozenset({"sommar"})) == 1
    assert passwords.count_parts("sommarx", words=frozenset({"sommar"})) == 2
    assert passwords.count_parts("5ommar", words=frozenset({"sommar"})) == 1
    assert passwords.count_parts("2026", words=frozenset()) == 1
    assert passwords.count_parts("2126", words=frozenset()) == 4


def test_a_letter_is_the_same_however_a_keyboard_writes_it() -> None:
    assert passwords.normalise("a\u030a") == passwords.normalise("å")


def test_the_list_holds_what_asvs_asks_for() -> None:
    """ASVS 5.0, 6.2.4: at least the 3,000 most common."""
    words = passwords.common_words()
    assert len(words) > 3000
    assert {"password", "qwerty", "sommar", "lösenord"} <= words
    assert {"hemrutt", "hemsjukvård", "sjuksköterska", "region", "patient", "rutt", "umeå"} <= words, "6.1.2, 6.2.11"
    assert all(word == word.casefold() and len(word) >= 3 for word in words)
