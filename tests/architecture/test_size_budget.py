"""Files and functions stay small enough to be read at once, the chassis small enough to be known by heart."""

from statistics import median

import pytest

from tests.support.source import ROOT, Sources, functions, sources

FILE, DOMAIN_FILE, FUNCTION, MEDIAN = 400, 250, 30, 8
SCENARIO = 45  # with the working by hand shown beside every figure
KERNEL = 1_500  # lines of services/chassis itself: what a team knows by heart
CHASSIS = 7_510  # with its rooms; this figure only falls (docs/decisions/0011); the test kit is not counted
LONGER = {  # "path:function" -> why it may be longer than FUNCTION
    "services/chassis/commands.py:prepare": "the CloudEvents attributes in the order of the bytes",
}
NAMELESS = {"utils", "common", "misc", "manager", "base", "helpers"}
CODE = ("services", "infra", "tests")


def long_files(files: Sources) -> list[str]:
    return [
        f"{path} has {lines} lines"
        for path, text in files.items()
        if (lines := text.count("\n")) > (DOMAIN_FILE if "/domain/" in path else FILE)
    ]


def long_functions(files: Sources) -> list[str]:
    """A migration is a list of tables and may be as long as it is; a sheet's scenario is one story."""
    return [
        f"{path}:{name} has {lines} lines"
        for path, text in files.items()
        for name, lines in functions(text)
        if lines > (SCENARIO if "/sheets/test_sheet_" in path else FUNCTION)
        and f"{path}:{name}" not in LONGER
        and "/migrations/" not in path
    ]


def nameless_files(files: Sources) -> list[str]:
    """A file is named for what it answers, not for what it is."""
    return [path for path in files if path.rsplit("/", 1)[-1].removesuffix(".py") in NAMELESS]


def undescribed_folders(files: Sources) -> list[str]:
    """A folder says in its first line what it holds."""
    inits = [path for path in files if path.endswith("/__init__.py") and not path.startswith("tests/")]
    return [path for path in inits if not files[path].lstrip().startswith('"""')]


def counted(path: str) -> bool:
    """The test kit is no part of what carries a service."""
    return not path.endswith("/testing.py")


@pytest.mark.parametrize("rule", [long_files, long_functions, nameless_files, undescribed_folders])
def test_the_checkout_keeps_the_rule(rule):
    assert rule(sources(*CODE)) == []


def test_the_median_function_is_short(record_property):
    lengths = [lines for text in sources("services", "infra").values() for _, lines in functions(text)]
    record_property("median function", median(lengths))
    assert median(lengths) <= MEDIAN


def chassis_lines(room: str) -> int:
    """Lines of the modules whose path in the chassis begins with `room`; "" is the kernel alone."""
    found = sources("services/chassis").items()
    inside = {path.removeprefix("services/chassis/"): text for path, text in found if counted(path)}
    return sum(text.count("\n") for path, text in inside.items() if ("/" in path) == bool(room))


def test_the_kernel_can_be_known_by_heart(record_property):
    record_property("kernel lines", chassis_lines(""))
    assert chassis_lines("") <= KERNEL


def test_the_chassis_with_its_rooms_only_shrinks(record_property):
    lines = chassis_lines("") + chassis_lines("rooms")
    record_property("chassis lines", lines)
    assert lines <= CHASSIS


def test_an_exception_that_is_no_longer_needed_is_taken_off_the_list():
    longer = {
        f"{path}:{name}"
        for path, text in sources(*CODE).items()
        for name, lines in functions(text)
        if lines > FUNCTION
    }
    assert set(LONGER) <= longer


def test_planted_violations_are_found():
    body = "def f():\n" + "    pass\n" * FUNCTION
    assert long_functions({"services/x/api/y.py": body})
    assert long_functions(
        {"services/x/api/y.py": f"def outer():\n    {body.replace(chr(10), chr(10) + '    ')}"}
    )
    assert not long_functions(
        {"services/x/api/y.py": "def f():\n" + "    def g():\n        pass\n" * FUNCTION}
    )
    assert long_files({"services/x/api/y.py": "\n" * (FILE + 1)})
    assert long_files({"services/x/domain/y.py": "\n" * (DOMAIN_FILE + 1)})
    assert nameless_files({"services/x/utils.py": ""})
    assert undescribed_folders({"services/x/__init__.py": "import os\n"})
    assert (ROOT / "Makefile").exists()
