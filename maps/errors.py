"""The one error that maps/ raises on purpose."""

from __future__ import annotations


class RoadsError(Exception):
    """Roads that cannot be read, kept, opened or used.

    ``code`` names two texts of the catalogue, ``roads.<code>`` (what is wrong) and ``roads.<code>.mend`` (what to
    do); ``values`` fill them in. This package knows no language, so whoever talks to a person looks the texts up.
    """

    def __init__(self, code: str, **values: object) -> None:
        told = ", ".join(f"{name}={value}" for name, value in values.items())
        super().__init__(f"{code}: {told}" if told else code)
        self.code = code
        self.values = values
