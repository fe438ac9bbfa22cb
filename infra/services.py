"""The four services by name."""

import importlib
from types import ModuleType

SERVICES = ("membership", "welfare", "congress", "evaluation")
ISSUER = "membership"  # signs people in and their tokens, and knows their names
SIGN_IN = {"HEARTH_SIGN_IN": f"/{ISSUER}/sign-in", "HEARTH_SIGN_OUT": f"/{ISSUER}/sign-out"}


def root_of(name: str) -> ModuleType:
    """The composition root of a service."""
    return importlib.import_module(f"services.{name}.app")


def heard_by(name: str) -> tuple[str, ...]:
    """Whose logs a service hears."""
    found: tuple[str, ...] = getattr(root_of(name), "HEARS", ())
    return found


HEARING = tuple(name for name in SERVICES if name != ISSUER)  # they have a worker
