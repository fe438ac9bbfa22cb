"""Many rows at once: past SQLAlchemy's work per row, which costs more than the database's."""

from collections.abc import Sequence

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

AT_ONCE = 256  # rows: one odd character must not widen the text of many
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(db: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Add rows, every value as its text, in the caller's transaction. Raises what SQLAlchemy would."""
    names = ", ".join(f'"{column}"' for column in columns)
    if rows and db.dialect.name == "postgresql":
        _copy(db, f"copy {table} ({names}) from stdin", rows)
    elif rows:
        marks = ", ".join("?" * len(columns))
        db.exec_driver_sql(f"insert into {table} ({names}) values ({marks})", list(rows))


def _copy(db: Connection, statement: str, rows: Sequence[tuple[str, ...]]) -> None:
    driver: psycopg.Connection = db.connection.driver_connection  # type: ignore[assignment]
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for first in range(0, len(rows), AT_ONCE):
                copy.write(copied(rows[first : first + AT_ONCE]))
    except psycopg.Error as problem:
        raise DBAPIError.instance(statement, None, problem, psycopg.Error) from problem


def copied(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows in COPY's text format; whether a value must be escaped is asked of all of them at once."""
    text = "\n".join(map("\t".join, rows)) + "\n"
    plain = text.count("\n") == len(rows) and text.count("\t") == len(rows) * (len(rows[0]) - 1)
    if plain and "\\" not in text and "\r" not in text:
        return text
    return "".join("\t".join(value.translate(ESCAPED) for value in row) + "\n" for row in rows)
