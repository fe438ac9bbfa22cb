"""Assignments over HTTP: the group of a branch."""

from services.chassis.web.fields import Id
from services.evaluation.api.telling import Dated, Slug, Telling
from services.evaluation.domain.told.assignment import kind


class AssignmentBody(Dated):
    """Into which group a branch is put, by what it is grouped, from which day on."""

    branch = Id(required=True)
    grouping = Slug(required=True)
    group = Slug(required=True)


telling = Telling(kind, "assignments", AssignmentBody, "Groups of branches")
