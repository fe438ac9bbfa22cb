"""The scoring engine and evaluation's own aggregates: pure functions, no input or output."""
