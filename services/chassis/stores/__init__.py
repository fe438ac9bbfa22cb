"""The event store on SQLite, PostgreSQL and in memory: tables, migrations, sealed fields, attachments."""
