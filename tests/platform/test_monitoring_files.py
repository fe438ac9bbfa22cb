"""Dashboards, alarms and runbooks speak of what there is, in words that Prometheus and Grafana accept."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from infra.figures import application
from infra.loop import Alarm
from infra.processes import RelayJob, WorkerJob
from services.chassis.running.service import Service
from services.chassis.testing import world
from services.welfare import app as welfare
from tests.platform.test_deployment_files import COMPOSE, RUNNING, linted, of_kind, understood
from tests.support.linters import INFRA, ROOT
from tests.support.membership_says import Membership

PROMETHEUS, DASHBOARDS = INFRA / "prometheus", sorted((INFRA / "grafana").glob("*.json"))
GROUPS = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))["groups"]
ALERTS = {rule["alert"]: rule for group in GROUPS for rule in group["rules"]}
# Served by others: Prometheus itself, and Debian's prometheus-node-exporter.
FOREIGN = {"up", "node_filesystem_avail_bytes", "node_filesystem_size_bytes"}
# In an expression a word is a metric unless it is a function (a bracket follows) or stands in one of these.
ASIDE = re.compile(r"\{[^}]*\}|\[[^]]*\]|\"[^\"]*\"|\b(?:by|on|without|ignoring) \([^)]*\)")
WORD = re.compile(r"[a-zA-Z_:][\w:]*(?!\w|\s*\()")
OPERATORS = {"and", "or", "unless", "bool", "offset"}

plugins.register_default_plugins()


def metrics_in(expression: str) -> set[str]:
    """The metrics that an expression reads."""
    return set(WORD.findall(ASIDE.sub(" ", expression))) - OPERATORS


def panels(dashboard: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(title, expression) of every query."""
    for panel in dashboard["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel.get("targets", ()))


def loaded(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def names_of(text: str) -> set[str]:
    """Every series name in what a process serves; histograms are read by their three."""
    families = [(each.name, each.type) for each in text_string_to_metric_families(text)]
    histograms = {name for name, kind in families if kind == "histogram"}
    parts = {f"{name}_{part}" for name in histograms for part in ("bucket", "count", "sum")}
    return {name for name, _ in families} - histograms | parts


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What a web, a relay and a worker serve at /metrics."""
    folder = str(tmp_path_factory.mktemp("served"))
    web = world(welfare, feeds={"membership": Membership().feed}, config={"data": folder})
    web.when("get", "/healthz")
    texts = [web.when("get", "/metrics").text]
    web.parts.live().dispose()
    idle: Any = SimpleNamespace(held=lambda: False)
    jobs = {
        "relay": RelayJob(Service(welfare, web.parts), idle, {}),
        "worker": WorkerJob(Service(welfare, web.parts), idle, Alarm("sources")),
    }
    for kind, job in jobs.items():
        texts.append(Client(application(kind, [Alarm(kind)], job.gauges)).get("/metrics").text)
    return set().union(*map(names_of, texts))


def test_prometheus_accepts_the_rules():
    assert linted("promtool", "check", "rules", PROMETHEUS / "alerts.yml") == ""


def test_prometheus_accepts_the_configuration():
    assert linted("promtool", "check", "config", PROMETHEUS / "prometheus.yml") == ""


def test_every_alarm_fires_when_it_should_and_not_otherwise():
    assert linted("promtool", "test", "rules", PROMETHEUS / "alerts_test.yml") == ""


def test_every_alarm_has_been_seen_to_fire():
    cases = yaml.safe_load((PROMETHEUS / "alerts_test.yml").read_text("utf-8"))["tests"]
    fired = {each["alertname"] for case in cases for each in case["alert_rule_test"] if each["exp_alerts"]}
    assert set(ALERTS) - fired == set()


@pytest.mark.parametrize("name", ALERTS)
def test_an_alarm_speaks_of_what_is_served(name, served):
    read = metrics_in(ALERTS[name]["expr"])
    assert read
    assert read - served - FOREIGN == set()


@pytest.mark.parametrize("name", ALERTS)
def test_an_alarm_leads_to_a_runbook_that_speaks_of_it(name):
    runbook = ROOT / ALERTS[name]["annotations"]["runbook"]
    assert f"`{name}`" in runbook.read_text("utf-8")


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_asks_for_what_is_served(path, served):
    unknown = {title: metrics_in(asked) - served - FOREIGN for title, asked in panels(loaded(path))}
    assert {title: names for title, names in unknown.items() if names} == {}
    assert all(metrics_in(asked) for _, asked in panels(loaded(path)))


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_prometheus_accepts_what_a_dashboard_asks(path, tmp_path):
    asked = [{"record": "asked", "labels": {"at": str(n)}, "expr": each} for n, (_, each) in numbered(path)]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": asked}]}))
    assert asked
    assert linted("promtool", "check", "rules", tmp_path / "rules.yml") == ""


def numbered(path: Path) -> list[tuple[int, tuple[str, str]]]:
    return list(enumerate(panels(loaded(path))))


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_grafana_knows_every_field_of_a_dashboard(path):
    """Read by Grafana's own model and written again, nothing is gone; what it adds are its defaults."""
    written = loaded(path)
    known = json.loads(json.dumps(Dashboard.from_json(written), cls=JSONEncoder))
    assert list(lost(written, known)) == []


def lost(written: Any, known: Any, place: str = "") -> Iterator[str]:
    """The places of a document that another does not have alike."""
    if isinstance(written, dict) and isinstance(known, dict):
        for name in written:
            yield from lost(written[name], known.get(name), f"{place}.{name}")
    elif isinstance(written, list) and isinstance(known, list) and len(written) == len(known):
        for number, pair in enumerate(zip(written, known, strict=True)):
            yield from lost(*pair, f"{place}[{number}]")
    elif written != known:
        yield place


def test_prometheus_asks_every_process():
    jobs = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    asked = {
        name: found["port"]
        for job in jobs
        for found in job.get("dns_sd_configs", ())
        for name in found["names"]
    }
    assert asked == {name: 8000 if name.endswith("-web") else 9100 for name in RUNNING}
    assert set(asked) <= set(COMPOSE)
    assert set(asked) == set(of_kind("Service"))


def test_the_autoscalers_ask_for_what_the_adapter_makes(served):
    (rule,) = yaml.safe_load((PROMETHEUS / "adapter.yml").read_text("utf-8"))["externalRules"]
    wanted = {
        metric["external"]["metric"]["name"]
        for each in of_kind("HorizontalPodAutoscaler").values()
        for metric in each["spec"]["metrics"]
        if metric["type"] == "External"
    }
    assert wanted == {rule["name"]["as"]}
    assert rule["seriesQuery"] in served


def test_planted_faults_are_found(tmp_path):
    assert metrics_in('sum by (service) (rate(hearth_a_count{route!~"b"}[5m])) > 1 and on (x) up == 2') == {
        "hearth_a_count",
        "up",
    }
    known = json.loads(json.dumps(Dashboard.from_json({"title": "a", "titel": "b"}), cls=JSONEncoder))
    assert list(lost({"title": "a", "titel": "b"}, known)) == [".titel"]
    (tmp_path / "rules.yml").write_text("groups: [{name: a, rules: [{alert: A, expr: 'sum(('}]}]")
    assert "parse error" in linted("promtool", "check", "rules", tmp_path / "rules.yml")


# --- runbooks

RUNBOOKS = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
PAGES = [*RUNBOOKS, INFRA / "README.md"]
COMMAND = re.compile(r"bin/hearth (?:--platform \S+ )?([^;|>`)\n]+)")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def typed(page: Path) -> list[list[str]]:
    """The words of every `bin/hearth` command of a page; what its other lines have made stands for itself."""
    lines = [line for line in page.read_text("utf-8").splitlines() if line.startswith("$ ")]
    return [
        shlex.split(found.replace("$each", "welfare").replace("backup/checkpoints", "-"))
        for line in lines
        for found in COMMAND.findall(line)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_types_commands_that_exist(page):
    assert {" ".join(words): said for words in typed(page) if (said := understood(words))} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_makes_targets_that_exist(page):
    assert set(re.findall(r"\bmake ([a-z][a-z-]+)(?=[ `\n])", page.read_text("utf-8"))) - TARGETS == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_speaks_of_figures_and_alarms_that_exist(page, served):
    text = page.read_text("utf-8")
    assert set(re.findall(r"`((?:hearth_(?!<)|node_)\w+)`", text)) - served - FOREIGN == set()
    assert set(re.findall(r"`(Hearth[A-Z]\w+)`", text)) - set(ALERTS) == set()


def test_every_runbook_is_listed():
    listed = set(
        re.findall(r"\]\((\S+\.md)\)", (ROOT / "docs" / "runbooks" / "README.md").read_text("utf-8"))
    )
    assert listed == {page.name for page in RUNBOOKS} - {"README.md"}
