"""The demo told over HTTP to a platform leaves the logs and the scores of one told inside one process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.demo import note
from infra.demo.campus import build
from infra.demo.chapters import StoryBroken, chapters
from infra.demo.over_http import Loading, Progress, load, tokens_of
from infra.demo.personas import HOME, everybody
from infra.demo.requests import request
from infra.embedded import Embedded, open_embedded
from infra.platform.running import Platform
from infra.services import SERVICES
from services.chassis.running.config import Config
from tests.support.campuses import SMALL
from tests.support.embedded import free_port, hearth, running, settings, until
from tests.support.in_a_browser import chair_records_a_visit
from tests.support.platforms import throw_away
from tests.support.source import ROOT
from tests.support.telling import SEED, UNTIL, opened, shut

pytestmark = pytest.mark.slow
ITS_OWN = {"id", "salt", "sealeddigest", "correlationid", "traceparent"}  # of an entry, in every log another
ASKED = [("--period", "2025"), ("--period", "2026"), (), ("--period", "2025", "--known-on", "2025-09-30")]
AT = ("--platform",)  # before a folder
TELL = "from tests.platform.test_demo_over_http import tell; tell({!r}, {!r})"


def tell(folder: str, url: str) -> None:
    """What a loader's own process does: it says how many acts it has told."""

    def done(acts: int, total: int) -> None:
        sys.stdout.write(f"{acts}\n")
        sys.stdout.flush()

    load(Config(data=folder, seed=SEED), url, UNTIL, done, SMALL)


def entries(platform: Embedded) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry of every log in order, without what is different in every log."""
    for name in SERVICES:
        for row in platform.parts[name].store.read(0, 1_000_000):
            entry = json.loads(row.entry)
            yield name, {key: value for key, value in entry.items() if key not in ITS_OWN}
    shut(platform)


def scores(folder: Path, *where: str) -> list[str]:
    """Every window and an earlier clock, byte for byte."""
    day = ("scores", "--as-of", UNTIL.isoformat(), "--json")
    asked = [hearth(folder, *where, *day, *each) for each in ASKED]
    assert [each.returncode for each in asked] == [0] * len(ASKED), asked[0].stderr
    return [each.stdout for each in asked]


@contextmanager
def loader(platform: Platform) -> Iterator[subprocess.Popen[str]]:
    """A loader in a process of its own, killed at the end."""
    data = platform.settings.data
    words = [sys.executable, "-c", TELL.format(str(data), platform.url)]
    with subprocess.Popen(words, cwd=ROOT, env=settings(data), stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def broken_off(platform: Platform, after: int) -> None:
    """A loader that is killed when it has told so many acts."""
    with loader(platform) as child:
        assert child.stdout
        assert any(int(line) >= after for line in child.stdout), "the loader ended too early"


@pytest.fixture(scope="module")
def told(platform_programs) -> Iterator[Platform]:
    """A platform that was told the campus through its front door, by a loader that was killed twice."""
    with throw_away() as platform:
        broken_off(platform, after=200)
        broken_off(platform, after=3_700)
        with loader(platform) as child:
            child.communicate()
        assert child.returncode == 0
        yield platform


def test_every_entry_is_the_one_told_from_inside(told, small_campus):
    inside, over_http = list(entries(opened(small_campus))), list(entries(open_embedded(told.config)))
    assert [where for where, _ in over_http] == [where for where, _ in inside]
    assert next((pair for pair in zip(over_http, inside, strict=True) if pair[0] != pair[1]), None) is None


def test_the_scores_are_equal_to_the_last_byte(told, small_campus):
    folder = told.settings.folder
    until(lambda: complete(folder), "everything told is counted")
    ours, inside = scores(folder, *AT, str(folder)), scores(small_campus)
    assert list(map(json.loads, ours)) == list(map(json.loads, inside))
    assert ours == inside


def complete(folder: Path) -> bool:
    """Whether every stored result counts everything that was told."""
    found = [json.loads(hearth(folder, *AT, str(folder), "scores", "--json", *each).stdout) for each in ASKED]
    return all(each["complete"] == each["head"] for each in found)


def test_a_chair_records_a_visit_through_the_front_door_and_sees_the_score_change(told, page):
    campus = note.known(told.config)
    assert campus
    chair_records_a_visit(told.url, page, campus.unit(HOME).id)


def test_everybody_acts_with_their_own_rights_and_the_loaders(told):
    campus = build(SEED, UNTIL, Config().timezone, SMALL)
    known = {each.id: each.roles for each in everybody(campus)}
    needed = {act.by for chapter in chapters(campus) for act in chapter.acts}
    assert needed <= set(known)
    assert "loader" not in frozenset().union(*known.values())


def test_no_two_requests_share_a_key():
    acts = [act for chapter in chapters(build(SEED, UNTIL, Config().timezone)) for act in chapter.acts]
    assert len({request(act).key for act in acts}) == len(acts)


def test_the_personas_can_be_signed_in_as_without_a_restart(told):
    page = httpx.get(f"{told.url}/membership/sign-in").text
    campus = note.known(told.config)
    assert campus
    assert campus.unit(HOME).chair.name in page


def refused(folder: Path, url: str, **environ: str) -> str:
    """What the command line says when nothing was told."""
    done = hearth(folder, "demo", "--http", url, **{"UNTIL": UNTIL.isoformat(), **environ})
    assert done.returncode == 1
    return done.stderr


def test_another_campus_is_not_told_on_top(told):
    assert "it holds other facts already" in refused(told.settings.data, told.url, SEED="8")


def test_one_needs_the_keys_of_the_hearth_that_runs_there(told, tmp_path):
    assert "its keys are not those in" in refused(tmp_path, told.url)


def test_where_nobody_answers_it_says_so_at_once(tmp_path):
    assert "nobody answers there" in refused(tmp_path, f"http://127.0.0.1:{free_port()}")


def test_outside_demo_mode_nothing_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTH_DEMO_MODE", "no")
    with running(tmp_path) as process:
        assert "no Hearth in demo mode" in refused(tmp_path, process.url)
    assert list(entries(opened(tmp_path))) == []


def test_a_chapter_that_breaks_off_stops_the_others_and_says_why(told):
    config = Config(data=str(told.settings.data), seed=SEED)
    campus = build(SEED, UNTIL, config.timezone, SMALL)
    _, welfare, congress, _ = chapters(campus)
    nobody = replace(congress.acts[0].command, name="")  # no congress is convened without a name
    broken = replace(congress, acts=[replace(congress.acts[0], command=nobody)])
    progress = Progress(1, lambda acts, total: None)
    loading = Loading(told.url, tokens_of(config, campus), progress)
    with pytest.raises(StoryBroken, match="422"):
        loading.tell_at_once([welfare, broken], 0)
    assert progress.told < len(welfare.acts)
