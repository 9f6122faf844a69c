"""Small faults that can be put into a module, one at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OTHER: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip
"""What each operator is confused with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A module with one fault: ``text`` stands in place of the bytes from ``begin`` to ``end``."""

    path: Path
    line: int
    begin: int
    end: int
    before: str
    text: str

    def write(self, root: Path) -> None:
        """Put the fault into a copy of the project."""
        source = (root / self.path).read_bytes()
        (root / self.path).write_bytes(source[: self.begin] + self.text.encode() + source[self.end :])

    def __str__(self) -> str:
        """Tell where it is, what stood there and what stands there."""
        return f"{self.path}:{self.line}: {' '.join(self.before.split())} -> {self.text}"


def mutants_of(root: Path, path: Path) -> Iterator[Mutant]:
    """Yield every small fault that can be put into a module."""
    source = (root / path).read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in _walk(ast.parse(source)):
        begin, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        before = source[begin:end].decode()
        for text in _faults(node):
            yield Mutant(path=path, line=node.lineno, begin=begin, end=end, before=before, text=text)  # type: ignore[attr-defined]


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs: neither annotations nor texts."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                if isinstance(child, ast.expr | ast.stmt):
                    yield child
                yield from _walk(child)


def _faults(node: ast.AST) -> Iterator[str]:
    """Yield what may stand in place of a node."""
    match node:
        case ast.Compare(left, [op], [right]) if type(op) in OTHER:
            yield f"({ast.unparse(ast.Compare(left, [OTHER[type(op)]()], [right]))})"  # type: ignore[list-item]
        case ast.BoolOp(op, values):
            yield f"({ast.unparse(ast.BoolOp(OTHER[type(op)](), values))})"  # type: ignore[arg-type]
        case ast.UnaryOp(ast.Not(), operand):
            yield f"({ast.unparse(operand)})"
        case ast.BinOp(left, op, right) if type(op) in OTHER:
            yield f"({ast.unparse(ast.BinOp(left, OTHER[type(op)](), right))})"  # type: ignore[arg-type]
        case ast.Constant(bool(value)):
            yield str(not value)
        case ast.Constant(int(value)):
            yield str(value + 1)
        case ast.Return(ast.AST() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None"
        case ast.Raise() | ast.Expr(ast.Call()):
            yield "pass"
