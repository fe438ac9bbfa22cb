"""The demo told over HTTP leaves the log that telling it from inside leaves, and the same scores."""

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
from infra.demo.personas import everybody
from infra.demo.requests import request
from infra.embedded import SERVICES
from services.chassis.running.config import Config
from tests.support.campuses import SMALL
from tests.support.embedded import Process, free_port, hearth, running, settings
from tests.support.source import ROOT
from tests.support.telling import SEED, UNTIL, opened, shut

pytestmark = pytest.mark.slow
ITS_OWN = {"id", "salt", "sealeddigest", "correlationid", "traceparent"}  # of an entry, in every log another
ASKED = [("--year", "2025"), ("--year", "2026"), (), ("--year", "2025", "--known-on", "2025-09-30")]
TELL = "from tests.platform.test_demo_over_http import tell; tell({!r}, {!r})"


def tell(folder: str, url: str) -> None:
    """What a loader's own process does: it says how many acts it has told."""

    def done(acts: int, total: int) -> None:
        sys.stdout.write(f"{acts}\n")
        sys.stdout.flush()

    load(Config(data=folder, seed=SEED), url, UNTIL, done, SMALL)


def entries(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry of every log in order, without what is different in every log."""
    platform = opened(folder)
    for name in SERVICES:
        for row in platform.parts[name].store.read(0, 1_000_000):
            entry = json.loads(row.entry)
            yield name, {key: value for key, value in entry.items() if key not in ITS_OWN}
    shut(platform)


def scores(folder: Path) -> list[str]:
    """Every window and an earlier clock, byte for byte."""
    asked = [hearth(folder, "scores", "--as-of", UNTIL.isoformat(), "--json", *each) for each in ASKED]
    assert [each.returncode for each in asked] == [0] * len(ASKED), asked[0].stderr
    return [each.stdout for each in asked]


@contextmanager
def loader(process: Process) -> Iterator[subprocess.Popen[str]]:
    """A loader in a process of its own, killed at the end."""
    code = TELL.format(str(process.folder), process.url)
    words, environ = [sys.executable, "-c", code], settings(process.folder)
    with subprocess.Popen(words, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def broken_off(process: Process, after: int) -> None:
    """A loader that is killed when it has told so many acts."""
    with loader(process) as child:
        assert child.stdout
        assert any(int(line) >= after for line in child.stdout), "the loader ended too early"


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Iterator[Process]:
    """A running Hearth that was told the campus over HTTP, by a loader that was killed twice."""
    with running(tmp_path_factory.mktemp("over-http")) as process:
        broken_off(process, after=700)
        broken_off(process, after=4_000)
        with loader(process) as child:
            child.communicate()
        assert child.returncode == 0
        yield process


def test_every_entry_is_the_one_told_from_inside(told, small_campus):
    inside, over_http = list(entries(small_campus)), list(entries(told.folder))
    assert [where for where, _ in over_http] == [where for where, _ in inside]
    assert next((pair for pair in zip(over_http, inside, strict=True) if pair[0] != pair[1]), None) is None


def test_the_scores_are_equal_to_the_last_byte(told, small_campus):
    assert scores(told.folder) == scores(small_campus)


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
    campus = note.known(Config(data=str(told.folder)))
    assert campus
    assert campus.unit("计算机学院").chair.name in page


def refused(folder: Path, url: str, **environ: str) -> str:
    """What the command line says when nothing was told."""
    done = hearth(folder, "demo", "--http", url, **{"UNTIL": UNTIL.isoformat(), **environ})
    assert done.returncode == 1
    return done.stderr


def test_another_campus_is_not_told_on_top(told):
    assert "it holds other facts already" in refused(told.folder, told.url, SEED="8")


def test_one_needs_the_keys_of_the_hearth_that_runs_there(told, tmp_path):
    assert "its keys are not those in" in refused(tmp_path, told.url)


def test_where_nobody_answers_it_says_so_at_once(tmp_path):
    assert "nobody answers there" in refused(tmp_path, f"http://127.0.0.1:{free_port()}")


def test_outside_demo_mode_nothing_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTH_DEMO_MODE", "no")
    with running(tmp_path) as process:
        assert "no Hearth in demo mode" in refused(tmp_path, process.url)
    assert list(entries(tmp_path)) == []


def test_a_chapter_that_breaks_off_stops_the_others_and_says_why(told):
    config = Config(data=str(told.folder), seed=SEED)
    campus = build(SEED, UNTIL, config.timezone, SMALL)
    _, welfare, congress, _ = chapters(campus)
    nobody = replace(congress.acts[0].command, name="")  # no congress is convened without a name
    broken = replace(congress, acts=[replace(congress.acts[0], command=nobody)])
    progress = Progress(1, lambda acts, total: None)
    loading = Loading(told.url, tokens_of(config, campus), progress)
    with pytest.raises(StoryBroken, match="422"):
        loading.tell_at_once([welfare, broken], 0)
    assert progress.told < len(welfare.acts)
