"""Tokens for programs: who gets one, for what, and that a department's is on record."""

from datetime import date, timedelta

import pytest

from services.chassis.web.tokens import BadToken, Grant
from services.membership.domain.reader import ReaderAdmitted

FINANCE = {
    "id": "finance",
    "role": "department",
    "purpose": "Posting of visit expenses",
    "sees": ["welfare:restricted"],
}


def asked(union, **body):
    return union.when("post", "/api/tokens/", as_="operator", json=body)


def test_a_department_gets_a_token_with_its_purpose_and_the_giving_is_told(union):
    answer = asked(union, **FINANCE)
    assert answer.status_code == 201
    finance = union.parts.tokens.verify(answer.json["token"])
    assert finance.grants == (Grant("department"), Grant("department", "welfare:restricted"))
    assert (finance.id, finance.kind, finance.purpose) == ("finance", "service_account", FINANCE["purpose"])
    assert union.then == [
        ReaderAdmitted(
            reader="finance",
            sees=("welfare:restricted",),
            purpose=FINANCE["purpose"],
            on=date(2025, 6, 30),
            until=date(2025, 9, 28),
        )
    ]
    assert union.store.read(0, 100)[-1].stream == "reader-finance"


def test_a_second_token_is_told_too(union):
    assert [asked(union, **FINANCE).status_code for _ in range(2)] == [201, 201]
    assert [type(each) for each in union.events("reader-finance")] == [ReaderAdmitted, ReaderAdmitted]


def test_a_departments_token_is_good_for_the_days_asked_for(union):
    token = asked(union, **FINANCE, days=2).json["token"]
    union.clock.at += timedelta(days=1, hours=23)
    assert union.parts.tokens.verify(token)
    union.clock.at += timedelta(hours=1)
    with pytest.raises(BadToken):
        union.parts.tokens.verify(token)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"sees": ["welfare"]}, "sees"),
        ({"sees": ["welfare:internal"]}, "sees"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"role": "service", "purpose": ""}, "sees"),
        ({"role": "loader", "sees": []}, "purpose"),
        ({"role": "operator"}, "role"),
    ],
)
def test_what_cannot_be_given_is_refused_by_field(union, change, field):
    answer = asked(union, **(FINANCE | change))
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"].split(".")[0] == field
    assert union.then == []


def test_only_the_operator_gives_tokens(union):
    answer = union.when("post", "/api/tokens/", as_="office", json=FINANCE)
    assert (answer.status_code, union.then) == (403, [])
