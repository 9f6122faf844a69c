"""``hemrutt audit``: going through what was done with patients' data."""

from __future__ import annotations

from typing import Final

from api.cli.commands import Command, Group

GROUP: Final = Group(
    help="store.help.audit",
    commands={
        "verify": Command(module="api.cli.auditing.verifying", help="store.help.verify"),
        "extract": Command(module="api.cli.auditing.listing", help="store.help.extract"),
        "sample": Command(module="api.cli.auditing.listing", help="store.help.sample"),
        "trim": Command(module="api.cli.auditing.trimming", help="store.help.trim"),
        "sign": Command(module="api.cli.auditing.listing", help="store.help.sign"),
    },
)
