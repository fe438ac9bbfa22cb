"""One module per resource: its schemas, then its routes."""
