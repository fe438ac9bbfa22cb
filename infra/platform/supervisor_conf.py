"""supervisord's configuration, written from the plan. A process that does not change keeps its words."""

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from infra.platform.plan import PATIENCE, POLITE, ROOT, Process

SOCKET = "supervisor.sock"
HEAD = """\
; Written by `hearth platform`; what is changed here is lost.
[unix_http_server]
file={folder}/{socket}
chmod=0700

[supervisord]
logfile={folder}/log/supervisord.log
logfile_maxbytes=10MB
logfile_backups=3
pidfile={folder}/supervisord.pid
childlogdir={folder}/log
nocleanup=true
minfds=4096
umask=022

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
# Nothing starts by itself: `up` knows the order and what must stand first. What has ended is started
# again without end; `stopasgroup` is left alone, since gunicorn tells its own children.
PROGRAM = """
[program:{name}]
command={command}
directory={root}
environment={environment}
{user}autostart=false
autorestart=true
startsecs=1
startretries=1000000
stopsignal={signal}
stopwaitsecs={patience}
killasgroup=true
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=3
"""


class Unwritable(Exception):
    """A value that supervisord's configuration cannot hold."""


def log_of(folder: Path, name: str) -> Path:
    return folder / "log" / f"{name}.log"


def conf(folder: Path, processes: Iterable[Process]) -> str:
    """The whole file."""
    programs = "".join(program(folder, each) for each in processes)
    return HEAD.format(folder=literal(str(folder)), socket=SOCKET) + programs


def program(folder: Path, process: Process) -> str:
    return PROGRAM.format(
        name=process.name,
        command=literal(shlex.join(process.command)),
        root=literal(str(ROOT)),
        environment=environment(process.environment),
        user=f"user={process.user}\n" if process.user else "",
        signal=POLITE.get(process.tier, "TERM"),
        patience=PATIENCE[process.tier],
        log=literal(str(log_of(folder, process.name))),
    )


def environment(given: Mapping[str, str]) -> str:
    """KEY='value' pairs as supervisord reads them: no quote can stand inside its own kind."""
    return ",".join(f"{name}={quoted(name, value)}" for name, value in sorted(given.items()))


def quoted(name: str, value: str) -> str:
    """Raises Unwritable."""
    mark = '"' if "'" in value else "'"
    if mark in value or "\n" in value:
        raise Unwritable(f"{name} holds both kinds of quotes or a line break: give it another value")
    return literal(f"{mark}{value}{mark}")


def literal(text: str) -> str:
    """Text in which supervisord replaces nothing."""
    return text.replace("%", "%%")
