"""The commands `hearth platform up|status|scale|down`, `hearth topics check|create`, `hearth token`."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from infra import topics
from infra.opening import configured
from infra.platform import lifecycle, secrets, settings, supervision
from infra.platform.first_story import tell_the_story
from infra.platform.kafka import NoBroker
from infra.platform.lifecycle import Installation, Lacking
from infra.platform.postgresql import NoCluster
from infra.platform.readiness import NotReady
from infra.platform.scale import BadScale, parsed
from infra.platform.settings import Settings
from infra.platform.shown import greeting, table
from infra.platform.supervision import NotStarted
from infra.platform.supervisor_conf import Unwritable
from services.chassis.bus.kafka_python import Administration, client_settings
from services.chassis.bus.topic import BusAway
from services.chassis.running.config import SETTINGS, Config, Misconfigured, from_environ
from services.chassis.web.tokens import Grant, Principal

screen = Console(stderr=True)
KNOWN = {name for name, _, _ in SETTINGS}
IN_WORDS = (Lacking, NotReady, NotStarted, NoCluster, NoBroker, Unwritable, BadScale, Misconfigured)
Folder = click.Path(file_okay=False, path_type=Path)
in_folder = click.option(
    "--folder",
    type=Folder,
    default=lambda: os.environ.get("PLATFORM") or "data/platform",
    help="Where everything of the platform lives; PLATFORM, else data/platform.",
)


@contextmanager
def in_words() -> Iterator[None]:
    """What can go wrong is a sentence on the terminal, not a traceback."""
    try:
        yield
    except IN_WORDS as problem:
        raise click.ClickException(str(problem)) from problem


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line that says what is waited for, where a terminal looks on."""
    with screen.status("") as line:
        yield lambda text: line.update(f"{text} ...")


@click.group("platform")
def platform_group() -> None:
    """All services as processes on this machine, on PostgreSQL and Kafka."""


@platform_group.command()
@in_folder
@click.option("--scale", "wish", default="", metavar='"welfare.web=2 ..."', help="How many of each kind.")
@click.option("--port", type=int, help="The front door's port: 8000, or as before.")
def up(folder: Path, wish: str, port: int | None) -> None:
    """Start what is not up yet; tell the demo campus the first time."""
    with in_words():
        port = port or int(os.environ.get("PORT") or 0)
        before = settings.kept(folder) or Settings(folder)
        wished = settings.chosen(
            folder, port, parsed(wish, before.scale) if wish else None, os.environ, KNOWN
        )
        from_environ({**wished.passed, "HEARTH_HOST": wished.host})  # demo mode on loopback only
        with progress() as say:
            done = lifecycle.up(wished, say)
        show(done)
        tell_the_story(lifecycle.config(wished, os.environ), wished, screen)
        greeting(wished, screen)


def show(done: Installation) -> None:
    screen.print(table(done.settings))
    for each in done.differs:
        screen.print(told(each), style="yellow", soft_wrap=True)


@platform_group.command()
@in_folder
def status(folder: Path) -> None:
    """What is up, and whether it does its work. Exit code 1 unless all of it does."""
    with in_words():
        found = there(folder)
        shown = table(found)
        screen.print(shown)
        if not shown.well:
            raise SystemExit(1)


@platform_group.command()
@click.argument("wish", nargs=-1, required=True, metavar="welfare.web=2 ...")
@in_folder
def scale(wish: tuple[str, ...], folder: Path) -> None:
    """Add or take away processes while everything else runs on."""
    with in_words():
        found = there(folder)
        wished = settings.chosen(folder, None, parsed(" ".join(wish), found.scale), {}, set())
        with progress() as say:
            done = lifecycle.up(wished, say)
        show(done)


@platform_group.command()
@in_folder
def down(folder: Path) -> None:
    """Stop everything; what was acknowledged stays."""
    with in_words(), progress() as say:
        was_up = lifecycle.down(folder.resolve(), say)
    screen.print("Stopped; everything acknowledged is kept." if was_up else f"Nothing is up in {folder}.")


def there(folder: Path) -> Settings:
    """The installation that is up in a folder, or a sentence."""
    found = settings.kept(folder)
    if found is None or not supervision.runs(found.folder):
        raise click.ClickException(f"nothing is up in {folder}: start it with `make platform`")
    return found


@click.group("topics")
def topics_group() -> None:
    """Kafka's topics against infra/kafka/topics.yaml."""


@topics_group.command()
def check() -> None:
    """Say in what the cluster at HEARTH_KAFKA differs; nothing is changed. Exit code 1 if it does."""
    with administration() as (cluster, config):
        found = topics.check(cluster, config.school)
        lacking = topics.ungranted(cluster, config.school) if knows_clients(config) else []
    for difference in found:
        click.echo(told(difference))
    for right in lacking:
        click.echo(
            f"{right.principal} may not {right.operation} {right.kind} {right.name}: "
            "run `hearth topics create`"
        )
    if found or lacking:
        raise SystemExit(1)
    click.echo("the topics are as infra/kafka/topics.yaml wants them")


@topics_group.command()
def create() -> None:
    """Make the topics, and where clients sign in the rights, that the cluster at HEARTH_KAFKA lacks."""
    with administration() as (cluster, config):
        for name in topics.create(cluster, config.school):
            click.echo(f"{name}: made")
        if knows_clients(config) and (lacking := topics.ungranted(cluster, config.school)):
            cluster.grant(lacking)
            click.echo(f"{len(lacking)} rights written")
        found = topics.check(cluster, config.school)
    for difference in found:
        click.echo(told(difference))
    if found:
        raise SystemExit(1)


def told(difference: topics.Difference) -> str:
    wanted = f"{difference.topic}: {difference.setting} is {difference.found}, wanted is {difference.wanted}"
    return f"{wanted}; {difference.remedy}"


def knows_clients(config: Config) -> bool:
    """Whether the cluster can tell its clients apart, so that rights mean something."""
    return config.kafka_security.startswith("SASL") or bool(config.kafka_certificate)


@contextmanager
def administration() -> Iterator[tuple[Administration, Config]]:
    config = configured()
    if not config.kafka:
        raise click.ClickException(
            "HEARTH_KAFKA is not set: which cluster? For a platform here: hearth --platform FOLDER"
        )
    try:
        with Administration(client_settings(config)) as cluster:
            yield cluster, config
    except BusAway as problem:
        raise click.ClickException(f"Kafka at {config.kafka}: {problem}") from problem


@click.command("token")
@click.argument("who")
@click.option(
    "--role", "roles", multiple=True, required=True, help="A role; for one unit: chair:branch-7f3a."
)
@click.option("--name", default="", help="What people read.")
@click.option(
    "--kind", default="service_account", help="app_user, service_account...: what `authtype` says in events."
)
@click.option("--hours", type=float, default=365 * 24, help="Good for so long; a year unless said.")
def token(who: str, roles: tuple[str, ...], name: str, kind: str, hours: float) -> None:
    """Print a bearer token for WHO (such as department-finance), signed with this installation's key."""
    grants = tuple(Grant(*role.split(":", 1)) for role in roles)
    click.echo(secrets.token(configured(), Principal(who, grants, name, kind), hours))
