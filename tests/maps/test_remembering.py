"""What a memory keeps and what it lets go."""

from __future__ import annotations

from maps.drives.remembering import Memory


def _ask(memory: Memory[str], *keys: str) -> list[str]:
    """Ask for each key, whose value is itself; give those that had to be made."""
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key

    for key in keys:
        assert memory.give(key, lambda key=key: make(key)) == key  # type: ignore[misc]
    return made


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    memory: Memory[str] = Memory(most=2, most_bytes=100, size=len)
    assert _ask(memory, "a", "b", "a", "c", "a", "b") == ["a", "b", "c", "b"]


def test_large_values_push_out_others() -> None:
    memory: Memory[str] = Memory(most=9, most_bytes=5, size=len)
    assert _ask(memory, "aa", "bbb", "aa", "cc", "bbb") == ["aa", "bbb", "cc", "bbb"]


def test_a_value_larger_than_all_room_is_remembered_alone() -> None:
    memory: Memory[str] = Memory(most=9, most_bytes=5, size=len)
    assert _ask(memory, "a", "bbbbbbbb", "bbbbbbbb", "a") == ["a", "bbbbbbbb", "a"]
