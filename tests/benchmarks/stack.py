"""What the HTTP benchmarks put under gunicorn, and the clients that load it."""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, jsonify, request
from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, insert

from services.chassis.running.assembly import Around, assemble, open_store
from services.chassis.running.config import Config, from_environ
from services.chassis.running.keys import signing_key
from services.chassis.running.log import configure
from services.chassis.running.parts import Parts
from services.chassis.stores.sql_store import postgres_engine
from services.chassis.web.tokens import Issuer, Verifier
from services.membership import app as membership

ROOT = Path(__file__).parents[2]
tables = MetaData()
row = Table("bare", tables, Column("id", Integer, primary_key=True), Column("body", Text, nullable=False))
BARE = insert(row)


def parts_of(config: Config) -> Parts:
    """Membership's parts as a web process opens them."""
    clock = Around(None).clock  # type: ignore[arg-type]
    issuer = Issuer(signing_key(config), config.school, clock)
    around = Around(tokens=Verifier(issuer.jwks, clock), issuer=issuer)
    return assemble(config, membership, open_store(config, membership), around)


def service() -> Flask:
    """The real service, for gunicorn."""
    config = from_environ(os.environ)
    configure(config.log_level)
    return membership.create(parts_of(config))


def bare() -> Flask:
    """One view that inserts one row and does nothing else, for gunicorn."""
    config = from_environ(os.environ)
    return bare_app(postgres_engine(config.database_url.format(service="bare"), 2 * config.threads + 2))


def bare_app(engine: Engine) -> Flask:
    """The least that can be called a durable command over HTTP in Flask and SQLAlchemy."""
    tables.create_all(engine)
    app = Flask(__name__)

    @app.post("/")
    def add() -> tuple[Response, int]:
        with engine.begin() as db:
            made = db.execute(BARE, {"body": request.get_json()["title"]})
        return jsonify(id=made.inserted_primary_key[0]), 201

    return app


@contextmanager
def under_gunicorn(factory: str, port: int, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`factory` of this module, served by the platform's own gunicorn settings."""
    command = [sys.executable, "-m", "gunicorn", "-c", "infra/gunicorn.conf.py"]
    given = {**os.environ, **env, "PORT": str(port), "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen([*command, f"tests.benchmarks.stack:{factory}()"], cwd=ROOT, env=given)
    try:
        _answers(running, port)
        yield running
    finally:
        running.terminate()
        running.wait(60)


def _answers(running: subprocess.Popen[bytes], port: int) -> None:
    """Wait until something listens on the port."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends and running.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@dataclass(frozen=True)
class Round:
    """Answers a second, and each answer's seconds, of one side in one round."""

    rate: float
    seconds: Sequence[float]

    def at(self, share: float) -> float:
        """The time under which that share of the answers stayed, in milliseconds."""
        return 1000 * statistics.quantiles(self.seconds, n=1000)[round(share * 1000) - 1]


def loaded(port: int, requests: Callable[[], bytes], clients: int, seconds: float) -> Round:
    """As many requests as `clients` connections get answered in `seconds`; each must answer 201."""
    found: list[list[float]] = [[] for _ in range(clients)]
    ends = time.perf_counter() + seconds
    threads = [threading.Thread(target=_client, args=(port, requests, ends, each)) for each in found]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    every = [spent for each in found for spent in each]
    return Round(len(every) / seconds, every)


def _client(port: int, requests: Callable[[], bytes], ends: float, found: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < ends:
            line.sendall(requests())
            answer = answered(line)
            found.append(time.perf_counter() - began)
            if not answer.startswith(b"HTTP/1.1 201"):
                raise RuntimeError(answer.decode())


def answered(line: socket.socket) -> bytes:
    """One whole answer with its Content-Length."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += line.recv(65_536)
    head, _, body = read.partition(b"\r\n\r\n")
    fields = dict(each.lower().split(b": ", 1) for each in head.split(b"\r\n")[1:])
    while len(body) < int(fields[b"content-length"]):
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body
