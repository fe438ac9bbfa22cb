"""What tests of the whole platform start from."""

from tests.support.campuses import copied, demo_campus, served_small, shared, small_campus

__all__ = ["copied", "demo_campus", "served_small", "shared", "small_campus"]
