"""A process frozen in the middle of a statement lets go of its locks when somebody needs them."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from services.chassis.stores import postgres_store
from services.chassis.stores.frozen import end_frozen
from services.chassis.stores.postgres_store import postgres_engine
from tests.support.embedded import until

WRITES = """
import psycopg, sys
db = psycopg.connect(sys.argv[1], options="-c idle_in_transaction_session_timeout=200")
db.execute("update place set last = last + 1")
with db.cursor().copy("copy told from stdin") as copy:
    while True:
        copy.write_row(("a fact",))
        if db.info.transaction_status and not sys.stdout.closed:
            print("writing", flush=True), sys.stdout.close()
"""


@pytest.fixture
def engine(postgres_url, monkeypatch):
    monkeypatch.setattr(postgres_store, "LOCK_SECONDS", 1)
    engine = postgres_engine(postgres_url)
    with engine.begin() as db:
        db.execute(text("create table place (last int)"))
        db.execute(text("insert into place values (1)"))
        db.execute(text("create table told (what text)"))
    yield engine
    engine.dispose()


@pytest.fixture
def frozen(engine, postgres_url):
    """A process that has locked the row and stands still in the midst of its rows."""
    dsn = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    child = subprocess.Popen([sys.executable, "-c", WRITES, dsn], stdout=subprocess.PIPE)
    with child:
        assert child.stdout
        assert child.stdout.readline()
        child.send_signal(signal.SIGSTOP)
        yield child
        child.kill()


def taken(engine) -> bool:
    try:
        with engine.begin() as db:
            db.execute(text("update place set last = 7"))
    except OperationalError:
        return False
    return True


def test_the_lock_of_a_frozen_writer_is_not_waited_for_for_ever_and_can_be_ended(engine, frozen):
    assert not taken(engine)
    assert end_frozen(engine, seconds=3600) == 0  # it may only be slow
    until(lambda: end_frozen(engine, seconds=0.5), "nobody is ended")
    until(lambda: taken(engine), "the lock stands")
