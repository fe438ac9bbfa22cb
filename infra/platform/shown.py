"""What a person sees on the terminal: a table of the processes, the address, how to go on."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from infra.demo.personas import Known
from infra.platform import preflight, secrets, supervision
from infra.platform.plan import Process, processes
from infra.platform.readiness import alarm, ready
from infra.platform.settings import Settings
from infra.platform.supervision import Standing
from infra.services import SIGN_IN
from services.chassis.running.config import Config

GONE = Standing("GONE", 0, 0)


@dataclass(frozen=True)
class Row:
    """One process, as wanted and as found."""

    process: Process
    standing: Standing
    ready: bool
    alarm: str = ""


@dataclass(frozen=True)
class Shown:
    """All processes as a table."""

    rows: tuple[Row, ...]

    @property
    def well(self) -> bool:
        """Whether all of them do their work and none says that something is wrong."""
        return all(each.ready and not each.alarm for each in self.rows)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        drawn = Table("process", "state", "ready", "port", "pid", "up for", box=None, header_style="bold")
        for row in self.rows:
            drawn.add_row(*cells(row))
        yield drawn
        for row in self.rows:
            if row.alarm:
                yield Text(f" {row.process.name}: {row.alarm}", style="yellow")


def cells(row: Row) -> Iterable[str]:
    at, colour = row.standing, "green" if row.ready else "red"
    since = str(timedelta(seconds=int(time.time()) - at.since)) if at.pid else ""
    ready_now = f"[{colour}]{'yes' if row.ready else 'no'}[/{colour}]"
    return row.process.name, at.state.lower(), ready_now, str(row.process.port), str(at.pid or ""), since


def table(settings: Settings) -> Shown:
    """Every process that there should be, asked now."""
    planned = processes(settings, preflight.programs(), dict.fromkeys(secrets.SERVICES, ""))
    found = supervision.standing(settings.folder)
    with ThreadPoolExecutor(8) as asking:
        rows = asking.map(lambda each: row(settings, each, found.get(each.name, GONE)), planned)
        return Shown(tuple(rows))


def row(settings: Settings, process: Process, standing: Standing) -> Row:
    """One process, asked now."""
    return Row(process, standing, ready(settings, process), alarm(process) if process.health else "")


def greeting(settings: Settings, screen: Console) -> None:
    """The address, whom one can sign in as, how to ask, how to stop."""
    here = settings.folder
    screen.print(f"\n[bold]Hearth[/bold] is at {settings.url}/")
    people = Known(Config(data=str(settings.data)))
    for label, who in people:
        screen.print(f"  {label:20} {who.name}")
    if people:
        screen.print(f"  choose one of them at {settings.url}{SIGN_IN['HEARTH_SIGN_IN']}")
    screen.print(
        f"  logs and data are in {here}; commands: bin/hearth --platform {here} scores", soft_wrap=True
    )
    screen.print("  make platform-status shows what is up, make platform-down stops it", soft_wrap=True)
