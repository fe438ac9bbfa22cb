"""The checkout as parsed Python: what architecture tests ask about it."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("membership", "welfare", "congress", "evaluation")

Sources = Mapping[str, str]  # path relative to the checkout -> text


@cache
def sources(*folders: str) -> Sources:
    """Every Python file below the folders."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in found}


def imports(text: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import: `from a.b import c` gives `a.b.c`, a relative one has a dot."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{each.name}") for each in node.names)


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions(text: str) -> Iterator[tuple[str, int]]:
    """(name, lines) of every function; functions inside it (the views of a resource) count for themselves."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, FUNCTIONS):
            yield node.name, lines_of(node, node.lineno) - sum(map(whole, inside(node)))


def lines_of(node: ast.AST, first: int) -> int:
    return (getattr(node, "end_lineno", None) or first) - first + 1


def whole(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """A nested function's lines, its decorators' too."""
    return lines_of(node, min([node.lineno, *(each.lineno for each in node.decorator_list)]))


def inside(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions directly inside a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            yield child
        else:
            yield from inside(child)


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an attribute chain, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""
