"""A database behind TLS is reached with the settings of HEARTH_DATABASE_URL, and not without them."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from services.chassis.running.assembly import engine_of
from services.chassis.running.config import Config
from tests.conftest import missing
from tests.support import certificates
from tests.support.embedded import free_port
from tests.support.postgres import behind_tls, binaries, cluster

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def guarded():
    """A configuration for a PostgreSQL that takes TLS only, and the authority's file."""
    programs = binaries()
    if programs is None:
        missing("PostgreSQL is not installed (apt-get install postgresql, or make test)")
    with cluster(programs) as running:
        certificates.write(running.folder)
        port = free_port()
        behind_tls(running, programs, port)
        yield (
            Config(database_url=f"postgresql://postgres@127.0.0.1:{port}/postgres"),
            running.folder / "ca.pem",
        )


def answered(config, settings):
    """Whether the session is encrypted, as the server says."""
    engine = engine_of(replace(config, database_url=f"{config.database_url}?{settings}"), "toy")
    try:
        with engine.connect() as db:
            return db.exec_driver_sql("select ssl from pg_stat_ssl where pid = pg_backend_pid()").scalar_one()
    finally:
        engine.dispose()


def test_the_server_is_known_by_its_authority(guarded):
    config, authority = guarded
    assert answered(config, f"sslmode=verify-full&sslrootcert={authority}")


def test_a_server_of_another_authority_is_refused(guarded, tmp_path):
    config, _ = guarded
    certificates.write(tmp_path)
    with pytest.raises(OperationalError, match="SSL error"):
        answered(config, f"sslmode=verify-full&sslrootcert={tmp_path / 'ca.pem'}")


def test_without_tls_the_server_lets_nobody_in(guarded):
    config, _ = guarded
    with pytest.raises(OperationalError, match=r"pg_hba\.conf"):
        answered(config, "sslmode=disable")
