"""The two SQL stores and their engines, under one name."""

from services.chassis.postgres_store import PostgresStore, postgres_engine
from services.chassis.sqlite_store import SqliteStore, at_once, sqlite_engine, writing

__all__ = ["PostgresStore", "SqliteStore", "at_once", "postgres_engine", "sqlite_engine", "writing"]
