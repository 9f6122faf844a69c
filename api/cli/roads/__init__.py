"""``hemrutt roads``: road networks in, told of, measured and looked at; one file for each group of commands."""

from __future__ import annotations

from typing import Final

from api.cli.commands import Command, Group

GROUP: Final = Group(
    help="cli.help.roads",
    commands={
        "import": Command(module="api.cli.roads.keeping", help="cli.help.roads_import"),
        "fetch": Command(module="api.cli.roads.exchanging", help="cli.help.roads_fetch"),
        "export": Command(module="api.cli.roads.exchanging", help="cli.help.roads_export"),
        "list": Command(module="api.cli.roads.listing", help="cli.help.roads_list"),
        "info": Command(module="api.cli.roads.keeping", help="cli.help.roads_info"),
        "restore": Command(module="api.cli.roads.listing", help="cli.help.roads_restore"),
        "find": Command(module="api.cli.roads.finding", help="addresses.find"),
        "route": Command(module="api.cli.roads.routing", help="directions.route"),
        "matrix": Command(module="api.cli.roads.measuring", help="traffic.help.matrix"),
        "calibrate": Command(module="api.cli.roads.calibrating", help="traffic.help.calibrate"),
        "reach": Command(module="api.cli.roads.reaching", help="reach.help.reach"),
        "cover": Command(module="api.cli.roads.covering", help="reach.help.cover"),
        "draw": Command(module="api.cli.roads.drawing", help="tiles.draw"),
        "bake": Command(module="api.cli.roads.drawing", help="tiles.bake"),
    },
)
