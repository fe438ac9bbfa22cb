"""Which line of a scheme uses a mechanic, which scenario covers it, and how altering it is noticed."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from services.evaluation import rulebooks

HERE = Path(__file__).parent
NAMES = HERE / "mechanics.yaml"  # what each mechanic is called


@dataclass(frozen=True)
class Row:
    """A mechanic in a scheme: the line that uses it, an alteration of that line, the test that then fails."""

    mechanic: str
    scheme: str
    line: str
    old: str
    new: str
    test: str

    @property
    def module(self) -> str:
        return f"tests.evaluation.sheets.test_{self.scheme.replace('-', '_')}"

    def at(self) -> int:
        """Where in the scheme's text the alteration begins: the nearest such text after the line's id."""
        text = rulebooks.shipped(self.scheme)
        named = re.search(rf"\b(id|grade): {re.escape(self.line)}\b", text)
        start = text.find(self.old, named.start()) if named else -1
        at = start if start >= 0 else text.find(self.old)
        assert at >= 0, f"{self.scheme} does not say {self.old}"
        return at

    def altered(self) -> str:
        """The scheme's text with the line altered."""
        text, at = rulebooks.shipped(self.scheme), self.at()
        return text[:at] + self.new + text[at + len(self.old) :]


@cache
def rows() -> tuple[Row, ...]:
    """All rows, by mechanic and scheme."""
    found = [row for path in HERE.glob("mechanics-*.yaml") for row in yaml.safe_load(path.read_text("utf-8"))]
    made = [
        Row(each["mechanic"], each["scheme"], each["line"], *each["change"], each["test"]) for each in found
    ]
    return tuple(sorted(made, key=lambda row: (row.mechanic, row.scheme, row.line)))


@cache
def names() -> dict[str, str]:
    """What each mechanic is called."""
    return {str(code): str(name) for code, name in yaml.safe_load(NAMES.read_text("utf-8")).items()}
