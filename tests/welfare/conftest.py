"""Welfare's own figures, small enough to check by hand."""
