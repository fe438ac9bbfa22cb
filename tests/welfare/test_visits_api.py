"""Visits over HTTP: the cap in the answer, keys and versions, filters, the export, the sealed note."""

from decimal import Decimal

import pytest

from services.chassis.testing import misfits
from services.welfare.domain.visit import VisitCorrected, VisitLogged, VisitVoided
from tests.support.membership_says import MemberTransferred, date
from tests.welfare.conftest import hear
from tests.welfare.facts import body


def log(welfare, as_="chair", **changed):
    return welfare.when("POST", "/api/visits/", as_, json=body(**changed))


def test_a_chair_records_a_visit_and_finds_it(welfare):
    answer = log(welfare)
    assert answer.status_code == 201, answer.json
    [told] = welfare.then
    assert isinstance(told, VisitLogged)
    assert (told.amount, told.standard, told.filed_on) == (
        Decimal("600.00"),
        "standard-hospital-self",
        date(2025, 6, 30),
    )
    assert answer.headers["Location"].endswith(f"/api/visits/{told.visit}")
    one = welfare.when("GET", f"/api/visits/{told.visit}", "chair")
    assert one.status_code == 200
    assert (one.json["amount"], one.json["flags"], one.headers["ETag"]) == ("600.00", [], '"1"')


def test_a_hard_cap_answers_with_the_field_and_the_figures(welfare):
    log(welfare)
    answer = log(welfare, amount="400.01")
    assert answer.status_code == 422
    assert answer.json["type"] == "urn:hearth:problem:over-cap"
    assert answer.json["errors"][0]["field"] == "amount"
    assert all(figure in answer.json["detail"] for figure in ("1000", "600", "400", "Union rule 2025, 4.2"))
    assert welfare.then == []


def test_a_soft_cap_records_and_marks(welfare):
    log(welfare, relation="spouse")
    answer = log(welfare, relation="spouse", amount="400.01")
    assert answer.status_code == 201
    assert welfare.then[0].flags == ("over_cap", "repeated")


def test_a_repeated_request_is_carried_out_once_and_answers_the_same(welfare):
    first = welfare.when("POST", "/api/visits/", "chair", key="k1", json=body())
    again = welfare.when("POST", "/api/visits/", "chair", key="k1", json=body())
    other = welfare.when("POST", "/api/visits/", "chair", key="k1", json=body(amount="1.00"))
    assert (again.json, again.status_code, welfare.then) == (first.json, 201, [])
    assert other.status_code == 422
    assert welfare.when("POST", "/api/visits/", "chair", key="", json=body()).status_code == 400


def test_a_correction_needs_the_version_seen_and_frees_what_it_gives_back(welfare):
    visit = log(welfare).json["id"]
    new = body(member=None, amount="1000.00", reason="the receipt says more")
    assert welfare.when("POST", f"/api/visits/{visit}/correct", "chair", json=new).status_code == 428
    assert welfare.when("POST", f"/api/visits/{visit}/correct", "chair", seen=7, json=new).status_code == 412
    answer = welfare.when("POST", f"/api/visits/{visit}/correct", "chair", seen=1, json=new)
    assert (answer.status_code, answer.json) == (200, {"id": visit, "version": 2})
    [told] = welfare.then
    assert isinstance(told, VisitCorrected)
    assert (told.old.amount, told.new.amount) == (Decimal("600.00"), Decimal("1000.00"))
    assert welfare.when("GET", f"/api/visits/{visit}", "chair").json["state"] == "corrected"


def test_a_void_frees_the_cap(welfare):
    visit = log(welfare, amount="1000").json["id"]
    assert log(welfare, amount="1").status_code == 422
    answer = welfare.when("POST", f"/api/visits/{visit}/void", "chair", seen=1, json={"reason": "told twice"})
    assert answer.status_code == 200
    assert isinstance(welfare.then[0], VisitVoided)
    assert log(welfare, amount="1000").status_code == 201


def test_a_stranger_to_the_branch_on_that_day_is_refused(welfare, membership):
    answer = log(welfare, member="member-bo")
    assert (answer.status_code, answer.json["type"]) == (422, "urn:hearth:problem:not-of-this-branch")
    moved = MemberTransferred(
        member="member-bo", branch="branch-1", old_branch="branch-2", on=date(2025, 5, 20)
    )
    membership.tell(moved)
    assert log(welfare, member="member-bo").status_code == 422  # membership's news are on their way
    hear(welfare)
    assert log(welfare, member="member-bo", on="2025-05-19").status_code == 422
    assert log(welfare, member="member-bo").status_code == 201


def test_a_chair_reaches_the_own_branch_only(welfare):
    assert log(welfare, branch="branch-2", member="member-bo").status_code == 403
    visit = log(welfare, "office", branch="branch-2", member="member-bo").json["id"]
    assert welfare.when("GET", f"/api/visits/{visit}", "chair").status_code == 403
    assert welfare.when("GET", "/api/visits/", "chair").json["total"] == 0
    assert welfare.when("GET", "/api/visits/", "auditor").json["total"] == 1
    moved = body(member=None, branch="branch-1", reason="elsewhere")
    answer = welfare.when("POST", f"/api/visits/{visit}/correct", "chair", seen=1, json=moved)
    assert answer.status_code == 403


def test_a_member_sees_the_visits_made_to_oneself(welfare):
    log(welfare, member="member-1")
    log(welfare)
    found = welfare.when("GET", "/api/visits/", "member").json
    assert [each["member"] for each in found["items"]] == ["member-1"]


def test_the_list_filters_and_pages(welfare):
    for day in ("2025-05-01", "2025-05-02", "2025-05-03"):
        log(welfare, on=day, amount="300")
    page = welfare.when("GET", "/api/visits/?limit=2", "chair").json
    assert [each["on"] for each in page["items"]] == ["2025-05-03", "2025-05-02"]
    rest = welfare.when("GET", f"/api/visits/?limit=2&after={page['next']}", "chair").json
    assert ([each["on"] for each in rest["items"]], rest["next"], rest["total"]) == (["2025-05-01"], None, 3)
    assert welfare.when("GET", "/api/visits/?since=2025-05-02&until=2025-05-02", "chair").json["total"] == 1
    assert welfare.when("GET", "/api/visits/?flagged=true", "chair").json["total"] == 2
    assert welfare.when("GET", "/api/visits/?flagged=false", "chair").json["total"] == 1
    assert welfare.when("GET", "/api/visits/?occasion=wedding", "chair").json["total"] == 0
    assert welfare.when("GET", "/api/visits/?occasion=party", "chair").status_code == 422


def test_the_export_is_the_filtered_list_with_labels_and_text_safe_cells(welfare):
    log(welfare)
    log(welfare, relation="spouse")
    answer = welfare.when("GET", "/api/visits/export?relation=spouse&lang=en", "chair")
    header, line = answer.get_data(as_text=True).splitlines()
    assert header.startswith("\ufeffVisit,Day of the visit,Person")
    assert "2025-05-20,Ms ana,member-ana,Physics,Illness in hospital,Spouse,600.00,no,2025-06-30" in line


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_cell_that_looks_like_a_formula_is_text(cell):
    from services.welfare.export import lines

    assert next(lines([[cell]])).strip('"\r\n').startswith("'")


def test_a_note_is_sealed_and_its_opening_is_kept(welfare):
    visit = log(welfare, note="asks for a quiet room").json["id"]
    assert b"quiet" not in welfare.store.read(welfare.store.head() - 1, 1)[0].entry
    assert welfare.when("GET", f"/api/visits/{visit}/note", "chair").status_code == 422
    assert welfare.when("GET", f"/api/visits/{visit}/note?purpose=audit", "member").status_code == 403
    answer = welfare.when("GET", f"/api/visits/{visit}/note?purpose=yearly+audit", "auditor")
    assert answer.json == {"visit": visit, "note": "asks for a quiet room"}
    page = welfare.page(f"/visits/{visit}/note", "office").get_data(as_text=True)
    assert "yearly audit" in page
    assert "Ms 5" in page


def test_a_meter_says_what_is_left(welfare):
    log(welfare)
    query = "member=member-ana&occasion=hospital&on=2025-12-31"
    meter = welfare.when("GET", f"/api/meters/?{query}", "chair").json
    assert (meter["cap"], meter["used"], meter["left"], meter["near"]) == (
        "1000.00",
        "600.00",
        "400.00",
        False,
    )
    assert (meter["year"], meter["citation"], meter["limit"]) == (2025, "Union rule 2025, 4.2", "block")
    assert (
        welfare.when(
            "GET", "/api/meters/?member=member-ana&occasion=wedding&on=2025-12-31", "chair"
        ).status_code
        == 404
    )
    assert welfare.when("GET", f"/api/meters/?{query}", "member").status_code == 403


def test_every_persona_at_every_door_gets_what_access_says(welfare):
    assert misfits(welfare) == []
