"""Many rows at once: past SQLAlchemy's work per row, which costs more than the database's."""

from collections.abc import Sequence

import psycopg
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

Row = tuple[str | int, ...]
TYPES = {"INTEGER": "int4", "BIGINT": "int8"}  # PostgreSQL's names of what is not text


def insert_rows(db: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Add rows of texts and whole numbers, in the columns' order, in the caller's transaction.

    Raises what SQLAlchemy would.
    """
    if rows and db.dialect.name == "postgresql":
        _copy(db, table, rows)
    elif rows:
        marks = ", ".join("?" * len(table.columns))
        db.exec_driver_sql(f"insert into {table.name} values ({marks})", list(rows))


def _copy(db: Connection, table: Table, rows: Sequence[Row]) -> None:
    """In COPY's binary format: nothing is escaped, and nothing looked for that was."""
    driver: psycopg.Connection = db.connection.driver_connection  # type: ignore[assignment]
    statement = f"copy {table.name} from stdin (format binary)"
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.set_types([TYPES.get(str(each.type), "text") for each in table.columns])
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as problem:
        raise DBAPIError.instance(statement, None, problem, psycopg.Error) from problem
