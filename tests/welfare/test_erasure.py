"""When membership erases a person, welfare destroys its key and says so, once."""

from services.chassis.testing import World
from services.welfare.domain.visit import PersonErased
from services.welfare.projections import erasures
from tests.support.membership_says import PersonErased as ErasedInMembership
from tests.welfare.conftest import hear
from tests.welfare.facts import MAY, body


def noted_visit(welfare: World) -> str:
    sent = body(note="asks for a quiet room")
    return str(welfare.when("POST", "/api/visits/", "chair", json=sent).json["id"])


def test_the_note_can_never_be_read_again_and_the_facts_stay(welfare, membership):
    visit = noted_visit(welfare)
    membership.tell(ErasedInMembership(member="member-ana", on=MAY, basis="request"))
    hear(welfare)
    assert welfare.events("visits-member-ana")[-1] == PersonErased(
        member="member-ana", on=MAY, basis="request"
    )
    answer = welfare.when("GET", f"/api/visits/{visit}/note?purpose=audit", "auditor")
    assert (answer.status_code, answer.json["type"]) == (410, "urn:hearth:problem:erased")
    assert welfare.when("GET", f"/api/visits/{visit}", "auditor").json["amount"] == "600.00"
    with welfare.store.reading() as db:
        assert erasures.erased(db, "member-ana")
    assert "个人信息已删除" in welfare.page(f"/visits/{visit}", "chair").get_data(as_text=True)


def test_hearing_it_again_tells_nothing_and_no_visit_is_recorded_any_more(welfare, membership):
    membership.tell(ErasedInMembership(member="member-ana", on=MAY, basis="request"))
    hear(welfare)
    head = welfare.store.head()
    membership.tell(ErasedInMembership(member="member-ana", on=MAY, basis="request"))
    hear(welfare)
    assert welfare.store.head() == head
    answer = welfare.when("POST", "/api/visits/", "chair", json=body())
    assert answer.json["type"] == "urn:hearth:problem:person-erased"


def test_a_rebuild_is_silent(welfare, membership):
    membership.tell(ErasedInMembership(member="member-ana", on=MAY, basis="request"))
    hear(welfare)
    head = welfare.store.head()
    rebuild = welfare.parts.views.rebuild()
    while not rebuild.step():
        pass
    rebuild.finish()
    assert welfare.store.head() == head
