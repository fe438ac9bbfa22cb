"""What tests of membership over HTTP start from."""

from tests.membership.campus import union

__all__ = ["union"]
