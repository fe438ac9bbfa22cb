"""Server-rendered pages, one module each; they use the API's schemas and the same acts."""

from collections.abc import Sequence

from flask import Blueprint

from services.chassis.running.parts import Parts
from services.welfare.acts import Acts
from services.welfare.pages.standards import standard_pages
from services.welfare.pages.visit import visit_pages
from services.welfare.pages.visits import list_pages


def pages(parts: Parts, acts: Acts) -> Sequence[Blueprint]:
    """All pages of welfare."""
    return list_pages(parts), visit_pages(parts, acts.visits), standard_pages(parts, acts.standards)
