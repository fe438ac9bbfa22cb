"""An incident is recorded on a document's basis and lifted with a reason."""

from datetime import date

from services.chassis.testing import refused, spec
from services.evaluation.domain.incident import (
    Incident,
    IncidentLifted,
    IncidentRecorded,
    LiftIncident,
    RecordIncident,
    decider,
)

given = spec(decider)
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def values(**changes):
    return {
        "incident": "incident-1",
        "branch": "branch-a",
        "kind": "accident",
        "on": MAY,
        "basis": "安监通报 3 号",
    } | changes


def record(**changes):
    return RecordIncident(today=JUNE, by="member-1", **values(**changes))


recorded = IncidentRecorded(**values())
lifted = IncidentLifted(incident="incident-1", old=Incident(**values()), reason="not this branch", on=JUNE)
lift = LiftIncident(reason="not this branch", on=JUNE, by="member-1")


def test_an_incident_is_recorded_once():
    assert given().when(record()) == [recorded]
    assert given(recorded).when(record()) == []


def test_another_fact_under_the_same_id_is_refused():
    with refused("incident-recorded"):
        given(recorded).when(record(kind="fraud"))


def test_an_incident_needs_a_kind_a_past_day_and_a_basis():
    for code, change in (
        ("unknown-kind", {"kind": "gossip"}),
        ("in-the-future", {"on": date(2025, 6, 2)}),
        ("basis-missing", {"basis": " "}),
    ):
        with refused(code):
            given().when(record(**change))


def test_lifting_repeats_the_whole_fact():
    assert given(recorded).when(lift) == [lifted]
    assert given(recorded, lifted).when(lift) == []


def test_only_a_recorded_incident_is_lifted_and_only_with_a_reason():
    with refused("no-incident"):
        given().when(lift)
    with refused("reason-missing"):
        given(recorded).when(LiftIncident(reason="", on=JUNE, by="member-1"))
