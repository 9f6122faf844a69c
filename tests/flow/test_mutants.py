"""The small faults that are put into the core to see that its tests catch them."""

from __future__ import annotations

import ast
from pathlib import Path

from benchmarks.mutants.faults import mutants_of

MODULE = '''"""A module."""
MOST: int = 3


def is_full(places: list[int], *, strict: bool = True) -> bool:
    """Tell whether there are ä lot."""
    if not places or len(places) < MOST:
        raise ValueError(f"{len(places) + 1} places")
    places.sort()
    return strict and places[0] == 7
'''
FAULTS = {
    "3 -> 4", "True -> False", "not places -> (places)", "len(places) < MOST -> (len(places) <= MOST)",
    "not places or len(places) < MOST -> (not places and len(places) < MOST)", "places.sort() -> pass",
    'raise ValueError(f"{len(places) + 1} places") -> pass', "0 -> 1", "7 -> 8", "places[0] == 7 -> (places[0] != 7)",
    "strict and places[0] == 7 -> (strict or places[0] == 7)", "return strict and places[0] == 7 -> return None",
}  # fmt: skip


def test_every_fault_is_another_module_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "full.py").write_text(MODULE, encoding="utf-8")
    mutants = list(mutants_of(tmp_path, Path("full.py")))
    assert {str(mutant).split(": ", 1)[1] for mutant in mutants} == FAULTS
    trees = set()
    for mutant in mutants:
        (tmp_path / "full.py").write_text(MODULE, encoding="utf-8")
        mutant.write(tmp_path)
        trees.add(ast.dump(ast.parse((tmp_path / "full.py").read_bytes())))
    assert len(trees) == len(FAULTS)
    assert ast.dump(ast.parse(MODULE)) not in trees
