"""A running platform with the whole demo, and what a person does in its browser."""

from tests.support.campuses import demo_campus, served, shared

__all__ = ["demo_campus", "served", "shared"]
