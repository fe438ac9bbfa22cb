"""One module per resource: its schemas, then its routes. No rule is decided here."""
