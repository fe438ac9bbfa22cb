"""The chassis carries services and knows no word of the union's (docstrings may give examples)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.source import ROOT

WORDS = (
    "union",
    "branch",
    "member",
    "membership",
    "welfare",
    "congress",
    "evaluation",
    "proposal",
    "seconder",
    "seconding",
    "delegate",
    "delegation",
    "visit",
    "condolence",
    "dues",
    "hardship",
    "five homes",
    "工会",
    "分会",
    "会员",
    "提案",
    "代表",
    "慰问",
)
INNOCENT = (
    r"\bUnion\[",
    r"\bUnionType\b",
    r"\.union(_all)?\(",
    r"\bimport [^\n]*\bunion(_all)?\b",
    r"\.branch_labels\b",
    r"\bbranch_labels\b",
)
FILES = ("*.py", "*.html", "*.mako", "*.js", "*.css", "*.sql")


def found(text: str) -> set[str]:
    """The union's words in a text, also as parts of snake_case and camelCase names."""
    for innocent in INNOCENT:
        text = re.sub(innocent, " ", text)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", text).lower()
    return {word for word in WORDS if re.search(rf"(?<![a-z]){word}(e?s)?(?![a-z])", apart)}


def spoken(path: Path) -> str:
    """What a file says to a machine or a user: of Python everything but docstrings and comments."""
    text = path.read_text("utf-8")
    return "\n".join(without_docstrings(text)) if path.suffix == ".py" else text


def without_docstrings(text: str) -> list[str]:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() if ast.get_docstring(node) is not None:
                node.body[0] = ast.Pass()
    return ast.unparse(tree).splitlines()


def chassis() -> Iterator[Path]:
    for pattern in FILES:
        found = (ROOT / "services" / "chassis").rglob(pattern)
        yield from (path for path in found if path.name != "testing.py")  # its personas are examples


def test_no_word_of_the_union_is_in_the_chassis():
    told = {str(path.relative_to(ROOT)): found(spoken(path)) for path in chassis()}
    assert {path: words for path, words in told.items() if words} == {}


@pytest.mark.parametrize("text", ["member_id", "class BranchList:", "'log a visit'", "visitsOf", "会员登录"])
def test_a_planted_word_is_found(text):
    assert found(text)


def test_an_example_in_a_docstring_is_no_violation():
    assert not found("\n".join(without_docstrings('def f():\n    """Such as a visit."""  # a member\n')))
    assert found("\n".join(without_docstrings('def f():\n    """x"""\n    return "visit"\n')))


@pytest.mark.parametrize("text", ["Union[int, str]", "select(a).union_all(b)", "remember", "a visitor"])
def test_what_only_looks_like_one_is_not(text):
    assert not found(text)
