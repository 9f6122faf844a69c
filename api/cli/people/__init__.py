"""``hemrutt users`` and ``hemrutt tokens``: who may use the service, administered from the machine it runs on."""

from __future__ import annotations

from typing import Final

from api.cli.commands import Command, Group

USERS: Final = Group(
    help="people.help.users",
    commands={
        "add": Command(module="api.cli.people.users", help="people.help.users_add"),
        "invite": Command(module="api.cli.people.users", help="people.help.users_invite"),
        "list": Command(module="api.cli.people.users", help="people.help.users_list"),
        "disable": Command(module="api.cli.people.users", help="people.help.users_disable"),
        "enable": Command(module="api.cli.people.users", help="people.help.users_enable"),
    },
)
TOKENS: Final = Group(
    help="people.help.tokens",
    commands={
        "add": Command(module="api.cli.people.tokens", help="people.help.tokens_add"),
        "list": Command(module="api.cli.people.tokens", help="people.help.tokens_list"),
        "revoke": Command(module="api.cli.people.tokens", help="people.help.tokens_revoke"),
    },
)
