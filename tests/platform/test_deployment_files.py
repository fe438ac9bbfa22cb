"""What campus IT deploys with is held by the tools that will read it, and to the program it starts."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import click
import kubernetes_validate
import psycopg
import pytest
import yaml
from click.testing import CliRunner
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from infra.cli import main
from infra.new_secrets import environments, files
from infra.new_secrets import main as new_secrets
from infra.services import HEARING, ISSUER, SERVICES
from services.chassis.running.config import SETTINGS, from_environ
from services.chassis.running.keys import key_encryption_key, signing_key
from services.chassis.web.tokens import Verifier
from tests.conftest import missing
from tests.support.linters import INFRA, ROOT, complaints, documents, env_file, program
from tests.support.postgres import OWNER, Cluster, binaries, cluster

COMPOSE = yaml.safe_load((INFRA / "compose.yaml").read_text("utf-8"))["services"]
KUBERNETES = INFRA / "kubernetes"
OBJECTS = [each for path in sorted(KUBERNETES.glob("*.yaml")) for each in documents(path)]
MANIFESTS = [each for each in OBJECTS if each["kind"] != "Kustomization"]
OLDEST, NEWEST = "1.30", "1.37"  # versions of Kubernetes whose schemas accept the manifests
KINDS = [(name, kind) for name in SERVICES for kind in ("web", "relay", "worker")]
RUNNING = [f"{name}-{kind}" for name, kind in KINDS if kind != "worker" or name in HEARING]
KNOWN = {name for name, _, _ in SETTINGS}


def linted(tool: str, *command: str | Path) -> str:
    found = program(tool)
    if found is None:
        missing(f"{tool} is not there (make test brings it)")
    return complaints(found, *command)


def understood(words: list[str]) -> str:
    """What the command line says of a container's arguments; "" when it would run them."""
    command: click.Command = main
    context, rest = click.Context(main), list(words)
    try:
        while isinstance(command, click.Group):
            _, command, rest = command.resolve_command(context, rest)  # type: ignore[assignment]
        command.make_context(words[0], rest)
    except click.ClickException as problem:
        return problem.format_message()
    return ""


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in MANIFESTS if each["kind"] == kind}


def pod_of(workload: dict[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = workload["spec"]["template"]["spec"]
    return spec


def container_of(workload: dict[str, Any]) -> dict[str, Any]:
    (container,) = pod_of(workload)["containers"]
    return dict(container)


WORKLOADS = {**of_kind("Deployment"), **of_kind("Job")}


# --- the image


def test_the_linter_of_container_files_has_nothing_to_say():
    assert linted("hadolint", INFRA / "Containerfile") == ""


def test_the_image_holds_what_its_instructions_copy():
    sources = re.findall(r"^COPY (?!--from)(\S+)", (INFRA / "Containerfile").read_text("utf-8"), re.M)
    let_in = set(re.findall(r"^!(\S+)$", (ROOT / ".containerignore").read_text("utf-8"), re.M))
    assert [each for each in sources if not (ROOT / each).exists()] == []
    assert {each.split("/")[0] for each in sources} == let_in


def test_the_image_is_no_demo_and_runs_as_nobody_special():
    text = (INFRA / "Containerfile").read_text("utf-8")
    given = dict(re.findall(r"(HEARTH_\w+)=(\S+)", text))
    assert not from_environ(given).demo_mode
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", text, re.M)
    assert "--require-hashes" in text


@pytest.fixture
def alive() -> Any:
    """A server that is healthy as congress's web, on a free port."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        status = 200 if environ["PATH_INFO"] == "/congress/healthz" else 404
        return Response("", status)(environ, start)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


def asked(**environ: str) -> int:
    command = [sys.executable, "-m", "infra.healthy"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, check=False).returncode


def test_the_health_check_finds_the_one_service_of_its_container(alive):
    assert asked(PORT=str(alive)) == 0


def test_the_health_check_fails_where_nobody_answers_or_it_is_not_health(alive):
    assert asked(PORT=str(alive), HEARTH_METRICS_PORT=str(alive)) == 1


def test_a_command_that_does_not_exist_is_found():
    assert "No such command" in understood(["wep", "welfare"])
    assert "is not one of" in understood(["worker", "membership"])
    assert understood(["worker", "welfare"]) == ""


# --- secrets


def test_new_secrets_are_settings_that_every_service_can_start_with():
    found = environments("demo", "postgres")
    for name, given in found.items():
        config = from_environ(given)
        assert set(given) <= KNOWN
        assert len(key_encryption_key(config)) == 32
        assert signing_key(config, "audit")
        assert f"hearth_{name}:" in config.database_url.format(service=name)


def test_membership_alone_has_the_signing_key_and_it_signed_every_token():
    found = environments("demo", "postgres")
    assert [name for name, given in found.items() if "HEARTH_SIGNING_KEY" in given] == [ISSUER]
    public = signing_key(from_environ(found[ISSUER])).as_dict(private=False)
    verifier = Verifier(lambda: {"keys": [public]}, lambda: datetime.now(UTC))
    speak = {name: verifier.verify(given["HEARTH_SERVICE_TOKEN"]) for name, given in found.items()}
    assert {name: who.roles for name, who in speak.items()} == {name: {"service"} for name in SERVICES}


def test_new_secrets_write_over_nothing(tmp_path):
    first = CliRunner().invoke(new_secrets, [str(tmp_path / "kept")])
    before = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    second = CliRunner().invoke(new_secrets, [str(tmp_path / "kept")])
    after = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "holds secrets already" in second.output
    assert before == after


# --- compose


def test_the_linter_of_compose_files_has_nothing_to_say():
    rules = INFRA / "compose" / ".dclintrc.json"
    assert linted("dclint", "--config", rules, "--max-warnings", "0", INFRA / "compose.yaml") == ""


def test_a_fault_in_a_compose_file_is_found(tmp_path):
    faulty = tmp_path / "compose.yaml"
    faulty.write_text("services:\n  web:\n    image: hearth:1\n    depend_on: [postgres]\n")
    assert "additional properties" in linted("dclint", faulty)


def test_compose_runs_every_process_and_what_they_stand_on():
    assert set(COMPOSE) == {*RUNNING, "postgres", "kafka", "topics", "front-door"}


@pytest.mark.parametrize("name", [each for each in COMPOSE if "command" in COMPOSE[each]])
def test_compose_starts_what_the_command_line_knows(name):
    words = COMPOSE[name]["command"]
    assert understood(words) == ""
    assert name in (f"{words[1]}-{words[0]}", "topics")


@pytest.mark.parametrize("name", RUNNING)
def test_in_compose_each_service_has_its_own_secrets_only(name):
    service = name.rsplit("-", 1)[0]
    assert COMPOSE[name]["env_file"] == ["compose/platform.env", f"compose/secrets/{service}.env"]


@pytest.mark.parametrize("name", COMPOSE)
def test_in_compose_whoever_waits_for_another_waits_for_something_that_comes(name):
    for other, how in COMPOSE[name].get("depends_on", {}).items():
        waits = how["condition"]
        assert COMPOSE[other]["restart"] == ("no" if waits.endswith("successfully") else "unless-stopped")
        assert waits != "service_healthy" or "test" in COMPOSE[other]["healthcheck"]


def test_compose_sets_what_can_be_set():
    shared = env_file(INFRA / "compose" / "platform.env")
    own = [each.get("environment", {}) for name, each in COMPOSE.items() if name in RUNNING]
    assert {*shared, *(key for each in own for key in each)} <= KNOWN
    for service, secret in environments("demo", "postgres").items():
        config = from_environ({**shared, **secret})
        assert (config.demo_mode, config.school, service in SERVICES) == (False, "demo", True)


def test_compose_is_given_every_secret_it_names():
    written = set(files(environments("demo", "postgres")))
    text = (INFRA / "compose.yaml").read_text("utf-8")
    assert set(re.findall(r"compose/secrets/(\S+)", text)) == written


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A cluster of this test alone: it makes roles, which are every database's."""
    programs = binaries()
    if programs is None:
        missing("PostgreSQL is not installed (apt-get install postgresql, or make test)")
    with cluster(programs) as running:
        yield running


@pytest.mark.db
def test_each_service_gets_a_database_that_no_other_can_enter(own_cluster, tmp_path):
    """Given the secrets of compose, when PostgreSQL runs the script on its first start."""
    for name in SERVICES:
        (tmp_path / f"{name}_database").write_text(f"secret of {name}'s")
    environ = {
        **os.environ,
        "PGHOST": str(own_cluster.folder),
        "POSTGRES_USER": OWNER,
        "PGDATABASE": "postgres",
    }
    script = INFRA / "compose" / "databases.sh"
    subprocess.run([script], env={**environ, "SECRETS": str(tmp_path)}, check=True)
    with psycopg.connect(own_cluster.dsn("postgres")) as db:
        asked = (
            "select rolname, datname from pg_roles, pg_database where rolname like 'hearth%' "
            "and datname like 'hearth%' and has_database_privilege(rolname, datname, 'connect')"
        )
        entered = set(db.execute(asked).fetchall())
    assert entered == {(f"hearth_{name}", f"hearth_{name}") for name in SERVICES}


def test_compose_runs_the_kafka_that_the_tests_run():
    pom = (INFRA / "kafka" / "pom.xml").read_text("utf-8")
    (tested,) = re.findall(r"<artifactId>kafka_2.13</artifactId>\s*<version>([\d.]+)", pom)
    assert COMPOSE["kafka"]["image"].endswith(f":{tested}")


def test_the_front_door_is_accepted_by_nginx(tmp_path):
    text = (INFRA / "compose" / "front-door.conf").read_text("utf-8")
    (tmp_path / "nginx.conf").write_text(text.replace("/tmp/", f"{tmp_path}/"))
    assert linted("nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf") == ""


def test_the_front_door_leads_to_every_service():
    text = (INFRA / "compose" / "front-door.conf").read_text("utf-8")
    assert set(re.findall(r"<service>([a-z|]+)\)", text)) == {"|".join(SERVICES)}


# --- Kubernetes


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_kubernetes_accepts_every_manifest(version):
    for each in MANIFESTS:
        kubernetes_validate.validate(each, version, strict=True)


def test_a_fault_in_a_manifest_is_found():
    faulty = json.loads(json.dumps(of_kind("Deployment")["welfare-web"]))
    pod_of(faulty)["containers"][0]["livenessProb"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(faulty, NEWEST, strict=True)


def test_the_kustomization_names_every_manifest():
    (listed,) = [each["resources"] for each in OBJECTS if each["kind"] == "Kustomization"]
    assert sorted([*listed, "kustomization.yaml"]) == sorted(path.name for path in KUBERNETES.iterdir())


def test_kubernetes_runs_every_process():
    assert set(of_kind("Deployment")) == set(RUNNING)


@pytest.mark.parametrize("name", WORKLOADS)
def test_kubernetes_starts_what_the_command_line_knows(name):
    words = container_of(WORKLOADS[name])["args"]
    assert understood(words) == ""
    assert name in (f"{words[1]}-{words[0]}", "topics")


def test_the_manifests_of_the_services_differ_in_names_only():
    def alike(service: str, kind: str) -> str:
        found = next(each for each in MANIFESTS if each["metadata"]["name"] == f"{service}-{kind}")
        spec = {**found["spec"], "replicas": 0}  # how many is an autoscaler's business where there is one
        return json.dumps({**found, "spec": spec}, sort_keys=True).replace(service, "SERVICE")

    for kind in ("web", "relay"):
        assert len({alike(service, kind) for service in SERVICES}) == 1
    assert len({alike(service, "worker") for service in HEARING}) == 1


@pytest.mark.parametrize("name", RUNNING)
def test_in_kubernetes_each_service_has_its_own_secrets_only(name):
    service = name.rsplit("-", 1)[0]
    container = container_of(WORKLOADS[name])
    whole = [each["secretRef"]["name"] for each in container["envFrom"] if "secretRef" in each]
    single = [
        each["valueFrom"]["secretKeyRef"]["name"] for each in container.get("env", []) if "valueFrom" in each
    ]
    assert {*whole, *single} <= {service, f"{service}-kafka"}


def test_kubernetes_sets_what_can_be_set():
    shared = of_kind("ConfigMap")["hearth"]["data"]
    own = [each["name"] for one in WORKLOADS.values() for each in container_of(one).get("env", [])]
    assert {*shared, *own} <= KNOWN
    assert not from_environ(shared).demo_mode


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_is_small_unprivileged_and_its_root_read_only(name):
    pod, container = pod_of(WORKLOADS[name]), container_of(WORKLOADS[name])
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("kind", ["Service", "PodDisruptionBudget"])
def test_what_selects_pods_selects_those_of_its_name(kind):
    labels = {name: each["spec"]["template"]["metadata"]["labels"] for name, each in WORKLOADS.items()}
    found = of_kind(kind)
    assert set(found) == set(RUNNING)
    for name, each in found.items():
        wanted = each["spec"]["selector"].get("matchLabels", each["spec"]["selector"])
        assert wanted.items() <= labels[name].items()


def test_welfare_and_congress_scale_by_themselves():
    scaled = of_kind("HorizontalPodAutoscaler")
    assert set(scaled) == {"welfare-web", "congress-web"}
    assert {each["spec"]["scaleTargetRef"]["name"] for each in scaled.values()} == set(scaled)


def test_every_relay_has_a_standby():
    replicas = {name: each["spec"].get("replicas") for name, each in of_kind("Deployment").items()}
    assert {replicas[f"{name}-relay"] for name in SERVICES} == {2}


def test_the_ingress_leads_to_every_service():
    (rule,) = of_kind("Ingress")["hearth"]["spec"]["rules"]
    paths = {each["path"]: each["backend"]["service"]["name"] for each in rule["http"]["paths"]}
    assert paths == {f"/{name}": f"{name}-web" for name in SERVICES}
