"""`make run`: open, load the demo on first start, serve, stop gracefully."""

import signal
import threading
from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from waitress.server import create_server

from infra.demo import first_start
from infra.demo.note import clear_away
from infra.demo.personas import Known, Persona
from infra.embedded import Embedded, open_embedded, web, work
from infra.progress import rebuild
from services.chassis.running.config import Config


def serve(config: Config, screen: Console) -> None:
    """Serve until told to stop. The port is taken first, so that nothing is loaded in vain."""
    gate = Gate()
    server = listening(config, gate)
    if clear_away(config):
        screen.print("The demo campus was broken off while it was told; it begins anew.")
    platform = open_embedded(config)
    bring_up_to_date(platform, screen)
    if config.demo and first_start.empty(platform):
        first_start.load_demo(platform, screen)
    people = Known(config)
    gate.app = web(platform, people)
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(platform, stop), name="workers")
    worker.start()
    greet(config, people, screen)
    try:
        server.run()
    finally:
        stop.set()
        worker.join()
        screen.print("Stopped; everything acknowledged is kept.")


class Gate:
    """Answers "starting" until the application is there."""

    app: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self.app:
            return self.app(environ, start_response)
        start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "5")])
        return [b"Hearth is starting.\n"]


def listening(config: Config, app: Any) -> Any:
    """The web server on its port; a port in use gets a sentence."""
    try:
        server = create_server(
            app, host=config.host, port=config.port, threads=config.threads, ident="Hearth"
        )
    except OSError as problem:
        raise click.ClickException(
            f"port {config.port} of {config.host} cannot be used ({problem.strerror}): "
            f"stop what uses it, or choose another: make run PORT={config.port + 1}"
        ) from problem

    def stop(number: int, frame: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    return server


def bring_up_to_date(platform: Embedded, screen: Console) -> None:
    """Read models written by an older version of the code are built anew before anybody reads them."""
    for name, parts in platform.parts.items():
        if parts.views and parts.views.outdated():
            screen.print(f"{name}: {rebuild(parts.views, screen)}")


def greet(config: Config, people: Sequence[Persona], screen: Console) -> None:
    screen.print(f"\n[bold]Hearth[/bold] is at {config.url}/  (Ctrl+C stops it)")
    for label, who in people:
        screen.print(f"  {label:20} {who.name}")
    if people:
        screen.print(f"  choose one of them at {config.url}{config.sign_in}")
