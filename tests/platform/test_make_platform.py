"""What `make platform` is about to do, and what it says when it cannot: nothing is started here."""

import configparser
import shlex
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from supervisor.datatypes import dict_of_key_value_pairs

from infra.platform import nginx_conf, preflight, settings, supervisor_conf
from infra.platform.plan import Process, Programs, by_operator, processes
from infra.platform.scale import BadScale, parsed, told
from infra.platform.settings import Settings
from infra.services import HEARING, SERVICES
from services.chassis.running.config import SETTINGS, from_environ
from services.chassis.stores.postgres_store import postgres_engine

PROGRAMS = Programs(Path("/pg/bin"), "/usr/bin/java", "/usr/sbin/nginx", as_root=True)
TOKENS = {name: f"token-of-{name}" for name in SERVICES}
KNOWN = {name for name, _, _ in SETTINGS}


def installation(folder: Path = Path("/hearth"), scale: str = "", **more: object) -> Settings:
    return Settings(folder, scale=parsed(scale), **more)  # type: ignore[arg-type]


def planned(wished: Settings) -> dict[str, Process]:
    return {each.name: each for each in processes(wished, PROGRAMS, TOKENS)}


def programs_of(wished: Settings) -> dict[str, dict[str, str]]:
    """supervisord's configuration as it reads it: section by section."""
    read = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"))
    read.read_string(supervisor_conf.conf(wished.folder, planned(wished).values()))
    return {name.removeprefix("program:"): dict(read[name]) for name in read.sections() if ":" in name}


# --- scale


def test_without_a_wish_there_is_one_of_each():
    names = set(planned(installation()))
    assert names == {
        *("postgresql", "kafka", "door"),
        *(f"{service}.{kind}.1" for service in SERVICES for kind in ("web", "relay")),
        *(f"{service}.worker.1" for service in HEARING),
    }


def test_a_wish_scales_welfare_and_congress_apart():
    names = set(planned(installation(scale="welfare.web=2, congress.web=3 evaluation.worker=0")))
    assert {"welfare.web.2", "congress.web.3"} <= names
    assert not {"welfare.web.3", "membership.web.2", "evaluation.worker.1"} & names


def test_a_later_wish_keeps_what_it_does_not_name():
    scale = parsed("congress.web=3", parsed("welfare.web=2"))
    assert told(scale) == "welfare.web=2 congress.web=3"


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("welfare.webb=2", "there is no 'welfare.webb'"),
        ("membership.worker=1", "there is no 'membership.worker'"),
        ("welfare.web", "for example welfare.web=2"),
        ("welfare.web=two", "for example welfare.web=2"),
        ("welfare.web=-1", "for example welfare.web=2"),
        ("welfare.web=0", "can have 1 to 10"),
        ("welfare.relay=11", "can have 0 to 10"),
    ],
)
def test_nonsense_gets_a_sentence(wish, says):
    with pytest.raises(BadScale, match=says):
        parsed(wish)


# --- the plan


def test_every_process_has_a_port_of_its_own():
    everything = planned(installation(scale=" ".join(f"{role}=10" for role in parsed(""))))
    ports = [each.port for each in everything.values()]
    assert len(ports) == len(set(ports)) == 3 + 10 * (4 + 4 + 3)


def test_more_of_one_kind_changes_no_other_process():
    one, more = (
        programs_of(installation()),
        programs_of(installation(scale="welfare.web=3 congress.worker=2")),
    )
    assert {name: more[name] for name in one} == one
    assert set(more) - set(one) == {"welfare.web.2", "welfare.web.3", "congress.worker.2"}


@pytest.mark.parametrize("name", ["welfare.web.1", "welfare.relay.1", "welfare.worker.1"])
def test_a_process_is_told_all_it_needs_and_no_other_services_password(name):
    given = planned(installation())[name].environment
    config = from_environ(given)
    assert config.host == "127.0.0.1"
    assert config.url == "http://127.0.0.1:8000"
    assert config.service_token == "token-of-welfare"
    assert config.database_url.endswith("/hearth_welfare?passfile=/hearth/secrets/welfare.pgpass")
    assert config.sign_in == "/membership/sign-in"


def test_the_command_line_reaches_every_service_by_one_address():
    config = from_environ(by_operator(installation()))
    engines = [postgres_engine(config.database_url.format(service=each)) for each in SERVICES]
    assert [(each.url.username, each.url.database) for each in engines] == [
        (f"hearth_{each}", f"hearth_{each}") for each in SERVICES
    ]


def test_settings_of_the_shell_reach_every_process_and_are_remembered(tmp_path):
    shell = {"HEARTH_LOG_LEVEL": "DEBUG", "HEARTH_KAFKA": "elsewhere:9092", "HOME": "/root"}
    first = settings.chosen(tmp_path, 9000, parsed("welfare.web=2"), shell, KNOWN)
    settings.keep(first)
    again = settings.chosen(tmp_path, None, None, {}, KNOWN)
    assert again == first
    assert again.passed == {"HEARTH_LOG_LEVEL": "DEBUG"}
    assert planned(again)["welfare.web.2"].environment["HEARTH_LOG_LEVEL"] == "DEBUG"


# --- what the servers read


def test_supervisord_reads_back_what_was_planned():
    wished = installation(Path("/srv/100%"), passed={"HEARTH_SIGNING_KEY": '{"kty":"OKP","d":"a,b"}'})
    written = programs_of(wished)
    for each in planned(wished).values():
        section = {name: value.replace("%%", "%") for name, value in written[each.name].items()}
        assert tuple(shlex.split(section["command"])) == each.command
        assert dict_of_key_value_pairs(section["environment"]) == dict(each.environment)


def test_a_value_that_supervisord_cannot_hold_is_refused():
    with pytest.raises(supervisor_conf.Unwritable, match="HEARTH_SIGNING_KEY"):
        programs_of(installation(passed={"HEARTH_SIGNING_KEY": "both ' and \""}))


def test_the_front_door_leads_to_all_webs_of_a_service_under_its_path():
    wished = installation(scale="welfare.web=2")
    conf = nginx_conf.conf(wished, planned(wished).values(), as_root=True)
    webs = [each for each in planned(wished).values() if each.tier == "web"]
    assert [each.name for each in webs if f"server 127.0.0.1:{each.port} " not in conf] == []
    assert conf.count("\n    upstream ") == len(SERVICES)
    assert "return 302 /evaluation/;" in conf
    assert "listen 127.0.0.1:8000 " in conf


# --- before anything starts


def test_a_port_in_use_is_named_with_who_needs_it_and_what_moves_it():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        wished = installation(port=other.getsockname()[1])
        (says,) = preflight.ports(planned(wished).values(), (), wished)
        assert says.startswith(f"port {wished.port}, which door needs, is in use")
        assert f"PORT={wished.port + 1000}" in says
        assert list(preflight.ports(planned(wished).values(), {"door"}, wished)) == []
        behind = replace(wished, port=1, base=wished.port)
        (says,) = preflight.ports(planned(behind).values(), {"door"}, behind)
        assert "postgresql needs" in says
        assert "HEARTH_BASE_PORT=" in says


def said_by(tmp_path: Path, text: str) -> str:
    """A program that says this whatever it is asked."""
    program = tmp_path / "postgres"
    program.write_text(f"#!/bin/sh\necho '{text}' >&2\n")
    program.chmod(0o755)
    return str(program)


def test_java_that_is_missing_or_too_old_is_told(tmp_path):
    (says,) = preflight.java(replace(PROGRAMS, java=""))
    assert "infra/setup.sh platform" in says
    (says,) = preflight.java(replace(PROGRAMS, java=said_by(tmp_path, 'openjdk version "11.0.2" 2019')))
    assert "is Java 11, Kafka needs 17" in says
    assert list(preflight.java(replace(PROGRAMS, java=said_by(tmp_path, 'openjdk version "21" 2023')))) == []


def test_postgresql_that_is_missing_or_too_old_is_told(tmp_path):
    (says,) = preflight.postgresql(PROGRAMS)
    assert "PostgreSQL is not installed" in says
    said_by(tmp_path, "postgres (PostgreSQL) 13.4")
    (says,) = preflight.postgresql(replace(PROGRAMS, postgresql=tmp_path))
    assert "is PostgreSQL 13, 15 or newer is needed" in says


def test_missing_jars_and_a_missing_nginx_are_told(tmp_path):
    (says,) = preflight.kafka(tmp_path)
    assert says.endswith("run infra/setup.sh platform")
    (says,) = preflight.nginx(replace(PROGRAMS, nginx=""))
    assert "nginx-light" in says


def test_a_disk_nearly_full_is_told(tmp_path, monkeypatch):
    assert list(preflight.folder(tmp_path)) == []
    monkeypatch.setattr(preflight, "ROOM", 10**18)
    (says,) = preflight.folder(tmp_path)
    assert "MB left" in says
    assert "make room" in says


def test_a_folder_in_which_nothing_can_live_is_told(tmp_path):
    (tmp_path / "file").touch()
    (says,) = preflight.folder(tmp_path / "file" / "platform")
    assert "cannot be written to" in says
    (says,) = preflight.folder(tmp_path / "my files")
    assert "plain letters" in says
    (says,) = preflight.folder(tmp_path / ("long" * 25))
    assert "longer than" in says


def test_a_folder_closed_to_postgresqls_user_is_told_to_root_alone(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o700)
    (says,) = preflight.reachable(tmp_path / "closed" / "platform", PROGRAMS)
    assert "chmod o+x" in says
    assert list(preflight.reachable(tmp_path / "closed" / "platform", replace(PROGRAMS, as_root=False))) == []
