"""The secrets of a new installation: one file of settings per service, so that each knows its own only.

`python -m infra.new_secrets FOLDER` writes `<service>.env` (for a container's environment), and the passwords
that PostgreSQL wants on its first start. Nothing that is there already is written over.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from joserfc.jwk import OKPKey

from infra.services import ISSUER, SERVICES
from services.chassis.web.tokens import Grant, Issuer, Principal

YEARS = 10  # that a service's token is good for; a new signing key ends it earlier


def environments(school: str, server: str) -> dict[str, dict[str, str]]:
    """The secret settings of each service; `server` is PostgreSQL's host or host:port."""
    signing = OKPKey.generate_key("Ed25519")
    issuer = Issuer(signing, school, lambda: datetime.now(UTC), hours=YEARS * 365 * 24)
    found = {name: environment(name, server, issuer) for name in SERVICES}
    found[ISSUER]["HEARTH_SIGNING_KEY"] = jwk(signing)
    return found


def environment(service: str, server: str, issuer: Issuer) -> dict[str, str]:
    """What one service alone may know."""
    principal = Principal(service, (Grant("service"),), kind="service_account")
    password = secrets.token_urlsafe(24)
    return {
        "HEARTH_DATABASE_URL": f"postgresql+psycopg://hearth_{service}:{password}@{server}/hearth_{{service}}",
        "HEARTH_KEY_ENCRYPTION_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "HEARTH_AUDIT_KEY": jwk(OKPKey.generate_key("Ed25519")),
        "HEARTH_SERVICE_TOKEN": issuer.issue(principal),
    }


def jwk(key: OKPKey) -> str:
    return json.dumps(key.as_dict(private=True), separators=(",", ":"))


def password_of(settings: Mapping[str, str]) -> str:
    """The password in a database's URL."""
    return settings["HEARTH_DATABASE_URL"].split(":", 2)[2].split("@", 1)[0]


def files(found: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """File name -> text."""
    lines = {name: [f"{key}={value}" for key, value in each.items()] for name, each in found.items()}
    passwords = {name: password_of(each) for name, each in found.items()}
    passwords["postgres"] = secrets.token_urlsafe(24)
    return {
        **{f"{name}.env": "\n".join(each) + "\n" for name, each in lines.items()},
        **{f"{name}.password": password for name, password in passwords.items()},
    }


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--postgres", "server", default="postgres", help="PostgreSQL's host, or host:port.")
@click.option("--school", default="demo", help="As in HEARTH_SCHOOL.")
def main(folder: Path, server: str, school: str) -> None:
    """Write the secrets of a new installation into FOLDER, which only you can enter."""
    if folder.exists() and any(folder.glob("*.env")):
        raise click.ClickException(f"{folder} holds secrets already; without them no stored name can be read")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # the files are readable, for PostgreSQL's user inside its container
    for name, text in files(environments(school, server)).items():
        (folder / name).write_text(text, "utf-8")
    click.echo(f"{len(SERVICES)} services in {folder}: keep a copy apart from the databases' backups")


if __name__ == "__main__":
    main()
