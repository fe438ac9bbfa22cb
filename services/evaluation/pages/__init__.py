"""Server-rendered pages, one module each; they use the API's schemas, questions and acts."""

from collections.abc import Sequence

from flask import Blueprint

from services.chassis.running.parts import Parts
from services.evaluation.acts import Acts
from services.evaluation.pages.branch import branch_pages
from services.evaluation.pages.dashboard import dashboard_pages
from services.evaluation.pages.figures import figure_pages
from services.evaluation.pages.operator import operator_pages
from services.evaluation.pages.scheme import scheme_pages


def pages(parts: Parts, acts: Acts) -> Sequence[Blueprint]:
    """All pages of evaluation."""
    return (
        dashboard_pages(parts),
        branch_pages(parts),
        scheme_pages(parts, acts.editions),
        figure_pages(parts, acts),
        operator_pages(parts),
    )
