"""Writes the reference pages of the scheme language from schemes, schema and rules: `make docs`."""

import json
import re
from collections.abc import Callable, Collection, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from services.evaluation import rulebooks
from services.evaluation.domain.rules import RULES, Rule
from tests.evaluation.sheets.excerpts import excerpt
from tests.evaluation.sheets.mechanics import Row, names, rows
from tests.support.source import ROOT

REFERENCE = ROOT / "docs" / "reference"
SHEETS = "../../tests/evaluation/sheets"
SCHEMES = "../../services/evaluation/schemes"
RENEWED = re.compile(r"<!-- (?P<what>\w+)(?P<of>[^>]*?) -->\n.*?<!-- end -->", re.S)
MECHANICS = """\
# Mechanics of assessment sheets, and who uses them

Written by `make docs` from the shipped schemes and the tests; do not edit. An example of each mechanic, and
what its words mean, is in the [scheme language](scheme-language.md).

Every row is a line of a shipped scheme that uses the mechanic, the clause that the line comes from (in the
words of the scheme, which says where it adds something: 由本办法定), and the scenario that holds the line. A
test alters each of these lines and wants its scenario to fail, so that no row is there by name only.
"""
SECTIONS = {  # under which heading a part of the language stands
    "quantity": "quantities",
    "test": "conditions",
    "where": "where",
    "citation": "citations",
    "node": "nodes",
    "gate": "gates",
    "ladder": "grades",
    "grade": "grades",
    "award": "awards",
    "allowance": "allowances",
    "interim": "interim-scores",
    "applies": "for-whom-a-node-is-meant",
    "rater": "raters",
    "band": "bands",
    "factor_band": "coefficient",
    "variant": "variants",
}
FACT_SHAPES = {"string": "text", "array": "list of [tellings](#telling)", "object": "names with values"}
BELOW = ("period", "calendar", "settings", "units")  # parts of the scheme itself with a table of their own
WORDS = {  # how a type is written in a table
    "name": "name",
    "number": "number",
    "target": "number or [quantity](#quantities)",
    "title": "`{zh, en}`",
    "month_day": "day of the year",
    "day": "day",
    "word": "word",
    "counting_day": "`day-asked`, `period-start`, `period-end` or a day of the year",
}


@cache
def schema(name: str = "scheme-1") -> dict[str, Any]:
    return dict(json.loads((rulebooks.SHIPPED / f"{name}.schema.json").read_text("utf-8")))


def mechanics() -> str:
    """The page of all rows, by mechanic."""
    parts = [MECHANICS]
    for code, name in names().items():
        table = ["| scheme | line | clause | scenario |", "|---|---|---|---|"]
        table += [_row(row) for row in rows() if row.mechanic == code]
        parts.append("\n".join([f"## {code} {name}", "", *table, ""]))
    return "\n".join(parts)


def _row(row: Row) -> str:
    test = f"{row.module.split('.')[-1]}.py"
    clause = excerpt(row).clause.replace("|", "\\|")
    scheme = f"[{row.scheme}]({SCHEMES}/{row.scheme}.yaml)"
    return f"| {scheme} | `{row.line}` | {clause} | [{row.test.removeprefix('test_')}]({SHEETS}/{test}) |"


def renewed(name: str) -> str:
    """A page with its tables and examples renewed."""
    return RENEWED.sub(_renewed, (REFERENCE / name).read_text("utf-8"))


def _renewed(found: re.Match[str]) -> str:
    what, of = found["what"], found["of"].split()
    return f"<!-- {' '.join([what, *of])} -->\n\n{WRITE[what](*of)}\n\n<!-- end -->"


def example(mechanic: str, scheme: str = "", line: str = "") -> str:
    """The line of a shipped scheme that uses a mechanic: the one named, else the shortest."""
    found = [row for row in rows() if row.mechanic == mechanic]
    if scheme:
        found = [row for row in found if (row.scheme, row.line) == (scheme, line)]
    row = min(found, key=lambda row: len(excerpt(row).text))
    at = f"`{row.line}` of [{row.scheme}]({SCHEMES}/{row.scheme}.yaml)"
    title = f"**{mechanic}, {names()[mechanic]}** ({at})"
    return f"{title}\n\n```yaml\n{excerpt(row).text}\n```"


def settings(of: str = "") -> str:
    """The names of one part of the language with their form and meaning, from the published schema."""
    part = _part(of)
    shapes = {name: f"[below](#{name})" for name in (() if of else BELOW)}
    rows = [(name, shapes.get(name) or form(spec), _says(spec)) for name, spec in part["properties"].items()]
    return _table(rows, part.get("required", ()))


def _table(rows: Iterable[tuple[str, str, str]], needed: Collection[str]) -> str:
    table = ["| name | form | what it says |", "|---|---|---|"]
    for name, shape, says in rows:
        table.append(f"| `{name}`{' (needed)' if name in needed else ''} | {shape} | {says} |")
    return "\n".join(table)


def facts(of: str = "") -> str:
    """The names of one part of a facts file, from its published schema."""
    whole = schema("facts-1")
    part = whole["$defs"][of] if of else whole
    rows = [(name, _shape(spec), _told(spec)) for name, spec in part["properties"].items()]
    return _table(rows, part["required"])


def _shape(spec: dict[str, Any]) -> str:
    """How a value of a facts file is written."""
    name = spec.get("$ref", "").rsplit("/", 1)[-1]
    if name in ("facts", "values"):
        return f"one or a list of [{name[:-1]}](#{name[:-1]})"
    if "const" in spec or spec.get("type") == ["integer", "string"]:
        return form(spec) if "const" in spec else "whole number"
    shapes = {"day": "day", "name": "name", "decimal": "exact number"}
    return shapes.get(name) or FACT_SHAPES.get(str(spec.get("type", "")), "text, number or truth value")


def _told(spec: dict[str, Any]) -> str:
    """What the schema says of a name, with what holds without it."""
    default = f" By default `{spec['default']}`." if spec.get("default") else ""
    return str(spec.get("description", "")) + default


def file(path: str) -> str:
    """A file of the repository as it is."""
    return f"```yaml\n{(ROOT / path).read_text('utf-8')}```"


def _part(of: str) -> dict[str, Any]:
    """A part of the schema: `node`, `settings`, or one of several forms, as `quantity.stock`."""
    name, _, variant = of.partition(".")
    whole = schema()
    part = whole["$defs"].get(name) or whole["properties"].get(name) if name else whole
    forms = (each for each in [*part.get("oneOf", ()), *part.get("anyOf", ())] if "properties" in each)
    if variant:
        return dict(next(each for each in forms if variant in each["required"]))
    return dict(part if "properties" in part else next(forms))


def _says(spec: dict[str, Any]) -> str:
    """What the schema says of a name, there or where it refers to."""
    refers = [each["$ref"] for each in [spec, *spec.get("anyOf", ())] if "$ref" in each]
    inherited = [schema()["$defs"][each.rsplit("/", 1)[-1]].get("description", "") for each in refers]
    return str(spec.get("description") or next(iter(inherited), "")).replace("|", "\\|")


def form(spec: dict[str, Any]) -> str:
    """How a value is written."""
    if "$ref" in spec:
        name = spec["$ref"].rsplit("/", 1)[-1]
        return WORDS.get(name, f"[{name.replace('_', ' ')}](#{SECTIONS.get(name, name)})")
    if "enum" in spec:
        return ", ".join(f"`{each}`" for each in spec["enum"])
    if "const" in spec:
        return f"`{spec['const']}`"
    if "anyOf" in spec:
        return _either(spec["anyOf"])
    if spec.get("type") == "array":
        return f"list of {form(spec['items'])}"
    return {"boolean": "`true`, `false`", "string": "text"}.get(str(spec.get("type")), "names with values")


def _either(forms: list[dict[str, Any]]) -> str:
    """One of several forms; of one and a list of the same both."""
    written = [form(each) for each in forms]
    if len(written) == 2 and written[1] == f"list of {written[0]}":
        return f"{written[0]}, or a list"
    return " or ".join(dict.fromkeys(written))


def rules() -> str:
    """The rules by their own docstrings, with their numbers."""
    table = ["| rule | gives | numbers |", "|---|---|---|"]
    for name, rule in RULES.items():
        gives = " ".join(str(rule.work.__doc__).split())
        notes = " The points stand in advance." if rule.advance else ""
        table.append(f"| `{name}` | {gives}{notes} | {_numbers(name, rule)} |")
    return "\n".join(table)


def _numbers(name: str, rule: Rule) -> str:
    """A rule's own names: needed, or with what holds without them."""
    item = schema()["$defs"]["item"]
    then = next(each["then"] for each in item["allOf"] if _asks(each) == name)
    own = then["properties"] | {
        each: item["properties"][each] for each in then["required"] if each == "bands"
    }
    said = {each: _says(spec).rstrip(".") for each, spec in own.items()}
    return "; ".join(
        f"`{each}`{_default(each, rule, says)}{says and ': ' + says}" for each, says in said.items()
    )


def _asks(condition: dict[str, Any]) -> str:
    """For which rule a part of the schema holds."""
    return str(condition["if"]["properties"]["rule"]["const"])


def _default(name: str, rule: Rule, says: str) -> str:
    if name in rule.needs:
        return " (needed)"
    return f" ({rule.takes[name]})" if name in rule.takes and "by default" not in says.lower() else ""


WRITE: dict[str, Callable[..., str]] = {
    "example": example,
    "settings": settings,
    "rules": rules,
    "facts": facts,
    "file": file,
}
PAGES: dict[Path, Callable[[], str]] = {
    REFERENCE / "mechanics.md": mechanics,
    **{REFERENCE / name: partial(renewed, name) for name in ("scheme-language.md", "facts-file.md")},
}

if __name__ == "__main__":
    for path, text in PAGES.items():
        path.write_text(text(), "utf-8")
