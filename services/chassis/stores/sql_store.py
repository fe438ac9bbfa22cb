"""The two SQL stores and their engines, under one name."""

from services.chassis.stores.postgres_store import PostgresStore, postgres_engine
from services.chassis.stores.sqlite_store import SqliteStore, sqlite_engine
from services.chassis.transactions import at_once

__all__ = ["PostgresStore", "SqliteStore", "at_once", "postgres_engine", "sqlite_engine"]
