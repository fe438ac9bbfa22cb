"""What an installation in one folder is: its ports, its school, its scale. Kept in the folder itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from infra.platform.scale import ONE_EACH, Scale
from infra.services import SIGN_IN

KEPT = "platform.json"
ENVIRONMENT = "hearth.env"  # for the command line: KEY=value, a line each
BASE = 100  # the inner ports begin this far above the front door, unless HEARTH_BASE_PORT says otherwise
# The platform itself decides these for each process; an operator's shell must not leak in.
DECIDED = {
    *("DATA", "HEARTH_DATABASE_URL", "HEARTH_KAFKA", "HEARTH_BASE_URL", "HEARTH_HOST", "HEARTH_SCHOOL"),
    *("HEARTH_SERVICE_TOKEN", "HEARTH_METRICS_PORT", "PORT", "DEMO", "SEED", *SIGN_IN),
}


@dataclass(frozen=True)
class Settings:
    """One installation. Everything else follows from these."""

    folder: Path
    port: int = 8000
    base: int = 0
    school: str = "demo"
    host: str = "127.0.0.1"  # where the front door listens; everything behind it stays on loopback
    public: str = ""  # the address that people and services use, where it is another one
    scale: Scale = field(default_factory=lambda: dict(ONE_EACH))
    passed: Mapping[str, str] = field(default_factory=dict)  # variables that every process gets

    @property
    def inner(self) -> int:
        """The first of the ports behind the front door."""
        return self.base or self.port + BASE

    @property
    def url(self) -> str:
        """Where people and services find the front door."""
        return self.public or self.here

    @property
    def here(self) -> str:
        """The front door as seen on this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "localhost") else self.host
        return f"http://{host}:{self.port}"

    @property
    def data(self) -> Path:
        """The folder of keys, as `DATA` is in one process."""
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def database_port(self) -> int:
        return self.inner

    @property
    def kafka_port(self) -> int:
        return self.inner + 1

    @property
    def controller_port(self) -> int:
        return self.inner + 2

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.kafka_port}"

    def database_url(self, service: str = "{service}", passwords: str = "operator") -> str:
        """A service's database; libpq takes the password from the file, so that no address holds one."""
        where = f"hearth_{service}@127.0.0.1:{self.database_port}/hearth_{service}"
        return f"postgresql+psycopg://{where}?passfile={self.secrets}/{passwords}.pgpass"


def keep(settings: Settings) -> None:
    """Write it down for the next `up`, `status`, `scale` and `down`."""
    kept = {name: value for name, value in asdict(settings).items() if name != "folder"}
    (settings.folder / KEPT).write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


def kept(folder: Path) -> Settings | None:
    """The installation that was started in a folder, None where there is none."""
    path = folder.resolve() / KEPT
    if not path.exists():
        return None
    found = json.loads(path.read_text("utf-8"))
    return Settings(folder.resolve(), **found)


def chosen(
    folder: Path, port: int | None, scale: Scale | None, environ: Mapping[str, str], known: set[str]
) -> Settings:
    """What is wished for now; what is not said stays as it was, or is the default."""
    before = kept(folder) or Settings(folder.resolve())
    passed = {name: environ[name] for name in sorted((known - DECIDED) & set(environ))}
    return replace(
        before,
        port=port or before.port,
        base=int(environ.get("HEARTH_BASE_PORT", 0)) or before.base,
        school=environ.get("HEARTH_SCHOOL", before.school),
        host=environ.get("HEARTH_HOST", before.host),
        public=environ.get("HEARTH_BASE_URL", before.public).rstrip("/"),
        scale={**before.scale, **(scale or {})},
        passed={**before.passed, **passed},
    )


def read_environment(folder: Path) -> dict[str, str]:
    """What `up` wrote down for the command line. Raises FileNotFoundError."""
    lines = (folder / ENVIRONMENT).read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)
