"""Schemes and facts on the command line: checked, compared, scored without a platform, tried on one."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.evaluation import rulebooks
from tests.support.embedded import answer, hearth
from tests.support.source import ROOT
from tests.support.telling import UNTIL

pytestmark = pytest.mark.slow
SHEETS = ROOT / "tests" / "evaluation"
SHEET, FACTS = SHEETS / "small-scheme.yaml", SHEETS / "small-facts.yaml"
TODAY = UNTIL.isoformat()
CLOCKS = [(), ("--known-on", "2025-09-30"), ("--known-on", "2025-12-31")]


@pytest.fixture
def variant(tmp_path):
    """A scheme file with one thing changed."""

    def write(old: str, new: str, text: str = SHEET.read_text("utf-8")) -> str:
        assert old in text
        (tmp_path / "changed.yaml").write_text(text.replace(old, new, 1), "utf-8")
        return str(tmp_path / "changed.yaml")

    return write


class TestCheck:
    def test_a_sound_scheme_passes(self, tmp_path):
        done = hearth(tmp_path, "scheme", "check", str(SHEET))
        assert (done.returncode, done.stdout.strip()) == (0, "办法通过检查，可以发布。")

    def test_a_mistake_fails_with_line_item_and_what_to_do(self, tmp_path, variant):
        wrong = variant("rule: bands", "rule: band")
        done = hearth(tmp_path, "scheme", "check", wrong)
        line = next(
            at
            for at, text in enumerate(Path(wrong).read_text("utf-8").splitlines(), 1)
            if "rule: band" in text
        )
        assert done.returncode == 1
        assert f"错误：第 {line} 行（work.members）：band 无法识别，是否为 bands？" in done.stdout
        done = hearth(tmp_path, "scheme", "check", wrong, "--lang", "en")
        assert f"mistake: line {line}, work.members: band is not known; did you mean bands?" in done.stdout

    def test_a_doubt_is_told_and_does_not_fail(self, tmp_path, variant):
        done = hearth(tmp_path, "scheme", "check", variant("cap: 20", "cap: 25"), "--lang", "en")
        assert done.returncode == 0
        assert "look at: line 20, work: the parts come to 20 points" in done.stdout

    def test_an_open_setting_is_told(self, tmp_path, variant):
        found = answer(tmp_path, "scheme", "check", variant("ties: shared", "ties: open"))
        assert (found["sound"], found["publishable"], found["open"]) == (True, False, ["ties"])

    def test_what_is_no_text_is_told_in_a_sentence(self, tmp_path):
        (tmp_path / "x").write_bytes(b"\xff\xfe\x00")
        done = hearth(tmp_path, "scheme", "check", str(tmp_path / "x"))
        assert (done.returncode, "Traceback" in done.stderr, "is not UTF-8" in done.stderr) == (
            1,
            False,
            True,
        )


class TestDiff:
    def test_what_changed_is_said_in_words(self, tmp_path, variant):
        done = hearth(tmp_path, "scheme", "diff", str(SHEET), variant("due: 03-31", "due: 04-15"))
        assert done.stdout.strip() == "指标“计划 (work.plan)”：截止日由 03-31 改为 04-15"
        done = hearth(tmp_path, "scheme", "diff", str(SHEET), str(SHEET), "--lang", "en")
        assert done.stdout.strip() == "The two schemes say the same."

    def test_for_programs_each_difference_has_its_place_and_values(self, tmp_path, variant):
        found = answer(tmp_path, "scheme", "diff", str(SHEET), variant("due: 03-31", "due: 04-15"))
        (one,) = found["differences"]
        assert (one["id"], one["field"], one["old"], one["new"]) == ("work.plan", "due", "03-31", "04-15")


class TestScore:
    def test_no_platform_is_needed_and_none_is_made(self, tmp_path):
        found = answer(tmp_path, "scheme", "score", str(SHEET), "--facts", str(FACTS), "--period", "2025")
        assert {each["unit"]: each["total"] for each in found["units"]} == {"B1": "15", "B2": "0", "B3": "0"}
        assert list(tmp_path.iterdir()) == []

    def test_people_see_a_table_in_their_language(self, tmp_path):
        asked = ("scheme", "score", str(SHEET), "--facts", str(FACTS), "--period", "2025")
        assert "物理学院" in hearth(tmp_path, *asked).stdout
        assert "Offices" in hearth(tmp_path, *asked, "--lang", "en").stdout

    def test_a_mistake_in_the_facts_is_told_by_line_and_fact(self, tmp_path, variant):
        wrong = variant("measure: marks", "measure: mark", FACTS.read_text("utf-8"))
        done = hearth(tmp_path, "scheme", "score", str(SHEET), "--facts", wrong, "--period", "2025")
        assert (done.returncode, "第 23 行（m1）" in done.stderr) == (1, True)

    def test_an_unknown_period_is_told_with_one_that_is_known(self, tmp_path):
        done = hearth(tmp_path, "scheme", "score", str(SHEET), "--facts", str(FACTS), "--period", "2025-Q1")
        assert (done.returncode, "2025-Q1 不是本办法的考核期，应如 2025。" in done.stderr) == (1, True)


# --- on a platform with the demo


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The edition in force as a file."""
    path = tmp_path_factory.mktemp("schemes") / "five-homes-2025.yaml"
    path.write_text(rulebooks.shipped("five-homes-2025"), "utf-8")
    return path


@pytest.fixture(scope="module")
def exported(small_campus, tmp_path_factory):
    """Everything that the platform knows, as a facts file."""
    path = tmp_path_factory.mktemp("facts") / "all.json"
    done = hearth(small_campus, "facts", "export", "--out", str(path))
    assert done.returncode == 0, done.stderr
    return path


def of_platform(folder: Path, *words: str) -> dict[str, Any]:
    found = answer(folder, "scores", "--as-of", TODAY, *words)
    return {each["unit"]: figures(each, "barred") for each in found["items"]}


def of_file(folder: Path, scheme: Path, facts: Path, *words: str) -> dict[str, Any]:
    found = answer(folder, "scheme", "score", str(scheme), "--facts", str(facts), "--as-of", TODAY, *words)
    return {each["unit"]: figures(each, "bars") for each in found["units"]}


def figures(of: dict[str, Any], bars: str) -> tuple[Any, ...]:
    """What both say of a unit, to the last digit."""
    gates = sorted(each["gate"] for each in of[bars])
    return (
        of["name"],
        of["kind"],
        of["total"],
        of["lost"],
        of["open"],
        of["grade"],
        of["why_no_grade"],
        gates,
    )


class TestTheExport:
    @pytest.mark.parametrize("clock", CLOCKS, ids=" ".join)
    def test_scores_the_same_as_the_platform(self, small_campus, shipped, exported, tmp_path, clock):
        platform = of_platform(small_campus, "--period", "2025", *clock)
        assert len(platform) >= 23
        assert of_file(tmp_path, shipped, exported, "--period", "2025", *clock) == platform

    def test_scores_the_same_in_the_trailing_window(self, small_campus, shipped, exported, tmp_path):
        assert of_file(tmp_path, shipped, exported, "--period", "trailing") == of_platform(small_campus)

    def test_of_one_period_is_smaller_and_scores_it_the_same(self, small_campus, shipped, exported, tmp_path):
        part = tmp_path / "part.json"
        assert hearth(small_campus, "facts", "export", "--period", "2025", "--out", str(part)).returncode == 0
        assert part.stat().st_size < exported.stat().st_size
        found = of_file(tmp_path, shipped, part, "--period", "2025")
        assert found == of_file(tmp_path, shipped, exported, "--period", "2025")

    def test_as_known_on_a_day_holds_nothing_that_was_learnt_later(
        self, small_campus, shipped, exported, tmp_path
    ):
        known = ("--known-on", "2025-09-30")
        part = tmp_path / "part.json"
        assert hearth(small_campus, "facts", "export", *known, "--out", str(part)).returncode == 0
        assert max(each["known"] for each in json.loads(part.read_text("utf-8"))["tellings"]) <= "2025-09-30"
        found = of_file(tmp_path, shipped, part, "--period", "2025")
        assert found == of_file(tmp_path, shipped, exported, "--period", "2025", *known)

    def test_goes_to_the_terminal_where_no_file_is_named(self, small_campus, exported):
        assert hearth(small_campus, "facts", "export").stdout == exported.read_text("utf-8")


class TestTry:
    def test_the_edition_in_force_tried_again_makes_no_difference(self, small_campus, shipped):
        found = answer(small_campus, "scheme", "try", str(shipped), "--period", "2025")
        assert found["edition"]["scheme"] == "five-homes-2025"
        assert {each["difference"] for each in found["units"]} == {"0"}
        items = [item["difference"] for each in found["units"] for item in each["items"]]
        assert set(items) == {"0"}

    def test_a_changed_item_is_shown_per_branch_beside_the_edition_in_force(
        self, small_campus, shipped, variant
    ):
        text = shipped.read_text("utf-8")
        assert text.index("points: 3\n") > text.index("id: development.plan")
        changed = variant("points: 3\n", "points: 2\n", text)
        found = answer(small_campus, "scheme", "try", changed, "--period", "2025")
        by_item = {}
        for each in found["units"]:
            differ = {item["id"]: item["difference"] for item in each["items"] if item["difference"] != "0"}
            by_item[each["difference"]] = set(differ)
        assert "development.plan" in by_item["-1"]
        assert by_item.get("0", set()) == set()
        said = hearth(small_campus, "scheme", "try", changed, "--period", "2025", COLUMNS="200").stdout
        assert "▼ -1" in said
        assert "(development.plan)" in said
        assert "(harmony.health)" not in said

    def test_a_period_without_an_edition_shows_the_scheme_alone(self, small_campus, variant, shipped):
        early = variant("in_force_from: 2025-01-01", "in_force_from: 2023-01-01", shipped.read_text("utf-8"))
        found = answer(small_campus, "scheme", "try", early, "--period", "2024")
        assert found["edition"] is None
        assert {each["before"] for each in found["units"]} == {None}

    def test_a_scheme_with_a_mistake_is_not_tried(self, small_campus, variant):
        wrong = variant("rule: bands", "rule: band")
        done = hearth(small_campus, "scheme", "try", wrong, "--period", "2025", "--lang", "en")
        assert (done.returncode, "work.members" in done.stderr) == (1, True)
