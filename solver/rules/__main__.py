"""``python -m solver.rules`` prints ``docs/rules.md``: the rules in the words of their own files."""

from __future__ import annotations

import inspect
import sys

from solver import cost
from solver.rules import RULES

_HEAD = """# The rules

Made from the docstrings by `python -m solver.rules > docs/rules.md`; a test keeps it true.

## Hard rules

No plan breaks these; a visit that would is left out, and the rule's name is the reason given.
"""


def document() -> str:
    """Write all rules and prices as Markdown."""
    rules = [f"### {rule.name}\n\n{inspect.cleandoc(rule.text)}\n" for rule in RULES]
    prices = f"## Preferences and their prices\n\n{inspect.cleandoc(cost.__doc__ or '')}\n"
    return "\n".join([_HEAD, *rules, prices])


if __name__ == "__main__":
    sys.stdout.write(document())
