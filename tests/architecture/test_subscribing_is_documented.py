"""What a department copies from the README is the very file that the tests run."""

import pytest

from tests.architecture.test_documents_are_true import fences
from tests.support.source import ROOT

EXAMPLES = ROOT / "docs" / "examples"
SCRIPTS = ("follow_members.py", "follow_visits.py")


def shown(document: str) -> list[str]:
    return [each.body for each, _ in fences(ROOT / document) if each.language == "python"]


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_the_script_in_the_readme_is_the_file(document, script):
    assert (EXAMPLES / script).read_text("utf-8") in shown(document)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_script_is_short(script):
    code = (EXAMPLES / script).read_text("utf-8").split('"""', 2)[2].splitlines()
    assert len([line for line in code if line and not line.startswith(("import ", "from "))]) <= 16


def test_every_example_is_named_by_the_guide():
    guide = (ROOT / "docs" / "how-to" / "subscribe.md").read_text("utf-8")
    assert [path.name for path in EXAMPLES.glob("*.py") if f"(../examples/{path.name})" not in guide] == []
