"""Passwords and tokens of an installation: made once, kept in its folder, readable by its owner only."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from infra.platform.settings import Settings
from infra.services import SERVICES
from services.chassis.running.config import Config
from services.chassis.running.keys import kept, signing_key
from services.chassis.web.tokens import Grant, Issuer, Principal

SUPERUSER = "postgres"
YEARS = 20
HOURS = YEARS * 365 * 24  # a service's token ends with its installation, or when the signing key changes


def password(settings: Settings, role: str) -> str:
    return kept(settings.secrets / f"{role}.password", lambda: secrets.token_hex(24))


def write_password_files(settings: Settings) -> None:
    """For libpq: a file per service with its own password, `operator` with all four, the superuser's."""
    lines = {name: _line(settings, f"hearth_{name}", f"hearth_{name}") for name in SERVICES}
    files = {**lines, "operator": "".join(lines.values()), SUPERUSER: _line(settings, "*", SUPERUSER)}
    for name, text in files.items():
        kept(settings.secrets / f"{name}.pgpass", lambda text=text: text)


def _line(settings: Settings, database: str, role: str) -> str:
    return f"*:*:{database}:{role}:{password(settings, role)}\n"


def tokens(settings: Settings) -> Mapping[str, str]:
    """The token with which each service asks the others."""
    return {
        name: kept(settings.secrets / f"{name}.token", lambda name=name: _issued(settings, name))
        for name in SERVICES
    }


def _issued(settings: Settings, service: str) -> str:
    return token(
        config_of(settings),
        Principal(f"service-{service}", (Grant("service"),), kind="service_account"),
        HOURS,
    )


def token(config: Config, principal: Principal, hours: float) -> str:
    """A bearer token signed with the installation's key."""
    return Issuer(signing_key(config), config.school, lambda: datetime.now(UTC), hours).issue(principal)


def config_of(settings: Settings) -> Config:
    """Enough of the configuration to sign with the installation's key."""
    return Config(
        data=str(settings.data),
        school=settings.school,
        signing_key=settings.passed.get("HEARTH_SIGNING_KEY", ""),
    )
