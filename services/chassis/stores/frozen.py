"""Sessions of frozen processes that PostgreSQL does not end by itself: those in the middle of a statement.

`idle_in_transaction_session_timeout` does not count while a client is expected to send the rest of a batch
or of a COPY; so its locks would stand until it wakes up. Nobody who lives pauses there for long.
"""

from sqlalchemy import Engine

from services.chassis.transactions import at_once

SECONDS = 15  # longer than any batch takes
END = """
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
      and state = 'active' and wait_event = 'ClientRead'
      and state_change < clock_timestamp() - make_interval(secs => %(seconds)s)
"""


def end_frozen(engine: Engine, seconds: float = SECONDS) -> int:
    """End this service's sessions that wait for the rest of a statement for so long; how many."""
    if engine.dialect.name != "postgresql":
        return 0
    with at_once(engine) as db:
        return int(db.exec_driver_sql(END, {"seconds": seconds}).scalar_one())
