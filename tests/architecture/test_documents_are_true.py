"""Documents say what is: generated pages are current, settings explained, examples run, links lead on."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.generated_pages import PAGES
from services.chassis.running.config import SETTINGS
from tests.support.source import ROOT, SERVICES

DOCUMENTS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "services").rglob("*.md"),
    *(ROOT / "infra").rglob("*.md"),
]
FENCE = re.compile(r"^```(?P<language>\w+)(?P<says>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|TBD)\b")
LOCKS = (*(f"requirements/{each}.txt" for each in ("run", "dev", "librdkafka", "bench")), "package-lock.json")
ADDRESS = re.compile(r"https?://|git\+|file:\S|--(extra-)?index-url|--find-links|--trusted-host|\"resolved\"")
FUNDING = re.compile(r"\"funding\": (?:\{[^}]*\}|\[[^\]]*\]|\"[^\"]*\"),?")  # who is thanked


@dataclass(frozen=True)
class Example:
    """A fenced block that a reader may copy. Its opening fence may say `not-run: why`."""

    document: str
    line: int
    language: str
    body: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


def fences(document: Path) -> Iterator[tuple[Example, str]]:
    text = document.read_text("utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        name = document.relative_to(ROOT).as_posix() if document.is_relative_to(ROOT) else document.name
        yield Example(name, line, found["language"], found["body"]), found["says"].strip()


def runnable(*languages: str) -> list[Example]:
    found = (each for document in DOCUMENTS for each in fences(document))
    return [each for each, says in found if each.language in languages and not says.startswith("not-run:")]


def commands(body: str) -> str:
    """The commands of a console block: what stands behind `$ `."""
    return "\n".join(line[2:] for line in body.splitlines() if line.startswith("$ "))


def run(code: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    paths = f"{ROOT / 'bin'}:{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"
    environ = {**os.environ, "PATH": paths, "PYTHONPATH": str(ROOT), "DATA": str(folder), "HEARTH": str(ROOT)}
    return subprocess.run(
        code, cwd=ROOT, env=environ, text=True, capture_output=True, check=False, timeout=60
    )


def failures(code: list[tuple[Example, list[str]]], folder: Path) -> dict[str, str]:
    done = {str(example): run(command, folder) for example, command in code}
    return {name: each.stderr for name, each in done.items() if each.returncode}


def test_python_in_the_documents_runs(tmp_path):
    code = [(each, ["python", "-W", "error", "-c", each.body]) for each in runnable("python")]
    assert failures(code, tmp_path) == {}


def test_commands_in_the_documents_run(tmp_path):
    code = [(each, ["bash", "-euo", "pipefail", "-c", commands(each.body)]) for each in runnable("console")]
    assert failures(code, tmp_path) == {}


def test_every_block_that_is_not_run_says_why():
    silent = [
        str(each)
        for document in DOCUMENTS
        for each, says in fences(document)
        if each.language in ("python", "console") and says and not re.fullmatch(r"not-run: .+", says)
    ]
    assert silent == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_current(path):
    assert path.read_text("utf-8") == PAGES[path](), "run: make docs"


@pytest.mark.parametrize("setting", [name for name, _, _ in SETTINGS])
def test_every_setting_is_documented(setting):
    assert f"| `{setting}` |" in (ROOT / "docs" / "configuration.md").read_text("utf-8")


def test_every_setting_says_what_it_does():
    assert [name for name, _, says in SETTINGS if not says.endswith(".")] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document):
    targets = LINK.findall(document.read_text("utf-8"))
    assert [each for each in targets if not (document.parent / each).exists()] == []


@pytest.mark.parametrize("service", ["chassis", *SERVICES])
def test_every_service_has_a_readme(service):
    assert (ROOT / "services" / service / "README.md").exists()


@pytest.mark.parametrize("service", SERVICES)
def test_a_readme_has_its_table_of_states(service):
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    assert re.search(r"^\|.*\|$\n^\|[-:| ]+\|$", text, re.M)


def test_decisions_are_numbered_without_holes():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_readme_has_a_chinese_twin():
    english, chinese = (
        [each.body for each, _ in fences(ROOT / name) if each.language == "console"]
        for name in ("README.md", "README.zh-CN.md")
    )
    assert english == chinese


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_says_what_and_not_where(lock):
    assert ADDRESS.findall(FUNDING.sub("", (ROOT / lock).read_text("utf-8"))) == []


def test_every_locked_package_has_its_digest():
    for lock in LOCKS[:-1]:
        blocks = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.M)[1:]
        assert [each.split()[0] for each in blocks if "--hash=sha256:" not in each] == []


def test_nothing_is_left_to_be_done_later():
    files = [*DOCUMENTS, *(ROOT / "services").rglob("*.py"), *(ROOT / "infra").rglob("*.py")]
    assert [str(path) for path in files if UNDONE.search(path.read_text("utf-8"))] == []


def test_planted_faults_are_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nraise SystemExit(3)\n```\n```console not-run: needs a server\n$ x\n```\n[a](b.md)"
    )
    (broken, says), (_, reason) = fences(page)
    assert failures([(broken, ["python", "-c", broken.body])], tmp_path)
    assert (says, reason) == ("", "not-run: needs a server")
    assert commands("$ make\nHearth\n$ ls") == "make\nls"
    assert LINK.findall(page.read_text()) == ["b.md"]
    assert ADDRESS.search("--index-url https://example.org")
    assert UNDONE.search("# TODO later")
