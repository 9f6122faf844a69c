"""``hemrutt database``, ``backup`` and ``restore``: keeping the service's database."""

from __future__ import annotations

from typing import Final

from api.cli.commands import Command, Group

GROUP: Final = Group(
    help="store.help.database",
    commands={
        "check": Command(module="api.cli.databases.looking", help="store.help.check"),
        "migrate": Command(module="api.cli.databases.looking", help="store.help.migrate"),
    },
)
