"""Many rows at once: past SQLAlchemy's work per row, which costs more than the database's."""

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def insert_rows(db: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows in the caller's transaction: COPY on PostgreSQL. Raises what SQLAlchemy would."""
    names = ", ".join(f'"{column}"' for column in columns)
    if db.dialect.name == "postgresql":
        _copy(db, f"copy {table} ({names}) from stdin", rows)
    elif rows:
        marks = ", ".join("?" * len(columns))
        db.exec_driver_sql(f"insert into {table} ({names}) values ({marks})", list(rows))


def _copy(db: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: psycopg.Connection = db.connection.driver_connection  # type: ignore[assignment]
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as problem:
        raise DBAPIError.instance(statement, None, problem, psycopg.Error) from problem
