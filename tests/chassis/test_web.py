"""One command per request: keys, versions, problems that name the field."""

from datetime import date

import pytest

from services.chassis.testing import world
from tests.chassis import toy
from tests.chassis.toy import JarOpened, MarblesAdded

BLUE = {"shelf": "branch-1", "label": "blue", "on": "2025-06-30"}
THREE = {"count": 3, "on": "2025-07-01"}
DAY = date(2025, 6, 30)
OPENED = JarOpened(jar="jar-1", shelf="branch-1", label="blue", on=DAY)
EN = {"Accept-Language": "en"}


@pytest.fixture
def toys():
    return world(toy)


@pytest.fixture
def jar(toys):
    """A world in which jar-1 stands on the chair's shelf, at version 1."""
    return toys.given("jar-1", OPENED)


def code(answer):
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == answer.status_code
    return answer.status_code, answer.json["type"].removeprefix("urn:hearth:problem:")


def named(answer):
    return [each["field"] for each in answer.json["errors"]]


def add(world, as_="chair", **request):
    return world.when("post", "/api/jars/jar-1/add", as_, **{"json": THREE, **request})


def test_a_command_tells_its_event_and_answers_id_and_version(toys):
    answer = toys.when("post", "/api/jars/", "chair", json=BLUE)
    new = answer.json["id"]
    assert (answer.status_code, answer.json) == (201, {"id": new, "version": 1})
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"].endswith(f"/api/jars/{new}")
    assert toys.then == [JarOpened(jar=new, shelf="branch-1", label="blue", on=DAY)]


def test_the_entry_says_who_and_by_which_request(toys):
    sent = {"X-Request-Id": "request-0001", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
    toys.when("post", "/api/jars/", "chair", json=BLUE, headers=sent)
    entry = toys.store.read(0, 1)[0].entry
    for part in (b'"authid":"member-2"', b'"correlationid":"request-0001"', b'"traceparent":"00-aaaa'):
        assert part in entry


class TestIdempotencyKey:
    def test_is_needed(self, jar):
        assert code(add(jar, key="", seen=1)) == (400, "idempotency-key-missing")

    @pytest.mark.parametrize("key", ["a b", "x" * 201, "中"])
    def test_is_short_and_visible(self, jar, key):
        sent = {"Idempotency-Key": key.encode("utf-8").decode("latin-1")}
        assert code(add(jar, headers=sent, seen=1)) == (400, "idempotency-key-invalid")

    def test_replays_the_same_answer_before_the_version_is_looked_at(self, jar):
        first, again = add(jar, key="k", seen=1), add(jar, key="k", seen=1)
        assert (again.status_code, again.json) == (first.status_code, first.json)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert len(jar.events("jar-1")) == 2

    def test_replays_a_creation_with_its_place(self, toys):
        first = toys.when("post", "/api/jars/", "chair", json=BLUE, key="k")
        again = toys.when("post", "/api/jars/", "chair", json=BLUE, key="k")
        assert (again.status_code, again.json, again.headers["Location"]) == (
            201,
            first.json,
            first.headers["Location"],
        )

    def test_with_another_payload_is_refused(self, jar):
        add(jar, key="k", seen=1)
        answer = add(jar, key="k", seen=2, json={**THREE, "count": 4})
        assert code(answer) == (422, "idempotency-key-reused")

    def test_belongs_to_its_caller(self, jar):
        add(jar, key="k", seen=1)
        assert add(jar, "office", key="k", seen=2).json["version"] == 3

    def test_of_a_running_request_is_busy(self, jar):
        with jar.store.claim("member-2", "k"):
            answer = add(jar, key="k", seen=1)
        assert code(answer) == (409, "still-running")
        assert answer.headers["Retry-After"] == "1"

    def test_a_refusal_is_not_stored(self, jar):
        assert add(jar, key="k", seen=1, json={**THREE, "count": 50}).status_code == 422
        assert add(jar, key="k", seen=1).status_code == 200


class TestVersion:
    def test_is_needed(self, jar):
        assert code(add(jar)) == (428, "version-missing")

    def test_that_has_moved_is_stale(self, jar):
        assert code(add(jar, seen=7)) == (412, "stale")

    @pytest.mark.parametrize("tag", ['W/"1"', '"one"', "1", '"1", "2"', '"' + "9" * 30 + '"'])
    def test_that_is_weak_or_foreign_matches_nothing(self, jar, tag):
        assert code(add(jar, headers={"If-Match": tag})) == (412, "stale")

    def test_any_is_a_star(self, jar):
        assert add(jar, headers={"If-Match": "*"}).json["version"] == 2

    def test_is_the_etag_of_what_was_read(self, jar):
        tag = jar.when("get", "/api/jars/jar-1", "chair").headers["ETag"]
        assert add(jar, headers={"If-Match": tag}).status_code == 200


class TestProblems:
    def test_a_refusal_names_its_field_with_its_facts(self, jar):
        answer = add(jar, seen=1, json={**THREE, "count": 50}, headers=EN)
        assert code(answer) == (422, "jar-full")
        assert answer.json["detail"] == "Only 10 more marbles fit in."
        assert named(answer) == ["count"]

    def test_invalid_fields_are_named_with_pointers(self, jar):
        body = {"on": "yesterday", "rows": [{"count": "x"}], "more": 1}
        answer = add(jar, seen=1, json=body, headers=EN)
        assert code(answer) == (422, "invalid")
        assert {each["field"]: each["message"] for each in answer.json["errors"]} == {
            "count": "Please fill this in.",
            "on": "A date like 2025-06-30 is needed.",
            "rows.0.count": "A whole number is needed.",
            "more": "This field is not known.",
        }
        assert "#/rows/0/count" in [each["pointer"] for each in answer.json["errors"]]

    def test_chinese_is_spoken_unless_another_language_is_asked_for(self, jar):
        assert add(jar, seen=1, json={"count": 1}).json["errors"][0]["message"] == "请填写此项。"

    @pytest.mark.parametrize(
        ("method", "path", "says"),
        [
            ("get", "/nowhere", (404, "not-found")),
            ("get", "/api/jars/none", (404, "not-found")),
            ("delete", "/api/jars/", (405, "method-not-allowed")),
            ("get", "/broken", (500, "broken")),
        ],
    )
    def test_every_error_is_a_problem_document(self, jar, method, path, says):
        assert code(jar.when(method, path, "office")) == says

    def test_a_wrong_method_is_told_the_right_ones(self, jar):
        assert jar.when("delete", "/api/jars/", "office").headers["Allow"] == "GET, HEAD, OPTIONS, POST"

    def test_a_person_gets_a_page(self, jar):
        answer = jar.page("/nowhere", "chair")
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


class TestStrangeInput:
    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b"{", (400, "malformed")),
            (b'{"count": NaN}', (400, "malformed")),
            (b'{"count": ' + b"9" * 5000 + b"}", (400, "malformed")),
            (b'{"label": "\\ud800"}', (400, "malformed")),
            (b"\xff", (400, "malformed")),
            (b"[" * 5000 + b"]" * 5000, (400, "malformed")),
            (b'{"count": ' + b"9" * 30 + b"}", (422, "invalid")),
            (b'{"count": 1, "on": "a\\u0000b"}', (422, "invalid")),
            (b"[]", (422, "invalid")),
            (b"null", (422, "invalid")),
            (b'"text"', (422, "invalid")),
        ],
    )
    def test_in_json_is_a_problem(self, jar, body, says):
        assert code(add(jar, seen=1, json=None, data=body, content_type="application/json")) == says

    def test_a_nul_character_is_named(self, jar):
        assert named(add(jar, seen=1, json={**THREE, "rows": [{"count": 1, "colour": "\0"}]})) == [
            "rows.0.colour"
        ]

    def test_another_media_type_is_refused(self, jar):
        answer = add(jar, seen=1, json=None, data="count=3", content_type="text/plain")
        assert code(answer) == (415, "unsupported-media")

    def test_a_body_beyond_the_limit_is_refused(self):
        small = world(toy, config={"max_body_bytes": 100})
        answer = small.when("post", "/api/jars/", "chair", json={**BLUE, "label": "x" * 200})
        assert code(answer) == (413, "oversize")

    @pytest.mark.parametrize("query", ["after=x", "after=W10", "after=eyJhIjoxfQ", "limit=0", "shelf=%00"])
    def test_in_a_query_is_named(self, jar, query):
        answer = jar.when("get", f"/api/jars/?{query}", "chair")
        assert code(answer) == (422, "invalid")
        assert named(answer) == [query.partition("=")[0]]

    def test_in_a_path_is_nothing_there(self, jar):
        assert code(jar.when("get", "/api/jars/a%00b", "chair")) == (404, "not-found")

    @pytest.mark.parametrize("price", ["1.005", "-1", "1e99", "NaN", "abc", True, {}, "1" * 400])
    def test_money_has_two_decimals_and_a_limit(self, toys, price):
        answer = toys.when("post", "/api/jars/", "chair", json={**BLUE, "price": price})
        assert (code(answer), named(answer)) == ((422, "invalid"), ["price"])


class TestLists:
    def test_pages_join_without_gap_or_repetition(self, toys):
        for at in range(7):
            toys.given(f"jar-{at}", JarOpened(jar=f"jar-{at}", shelf="branch-1", label="x", on=DAY))
        seen, after = [], ""
        while after is not None:
            page = toys.when("get", f"/api/jars/?limit=3&after={after}", "chair").json
            seen += [each["jar"] for each in page["items"]]
            after = page["next"]
            assert page["total"] == 7
        assert seen == [f"jar-{at}" for at in reversed(range(7))]

    def test_show_what_the_reader_may_see(self, jar):
        for who, total in {"chair": 1, "office": 1, "member": 0}.items():
            assert jar.when("get", "/api/jars/", who).json["total"] == total

    def test_show_what_was_just_told(self, jar):
        add(jar, seen=1)
        assert jar.when("get", "/api/jars/jar-1", "office").json["count"] == 3


class TestForms:
    def test_a_form_is_checked_like_the_api_and_keeps_what_was_typed(self, toys):
        answer = toys.submit("/jars/new", "chair", {"label": " ", "on": "soon", "price": "1.005"})
        assert answer.status_code == 422
        for name in ("label", "on", "price"):
            assert f'<b id="error-{name}"></b>' not in answer.text
        assert 'value="soon"' in answer.text
        assert toys.then == []

    def test_a_form_is_carried_out_and_leads_on(self, toys):
        answer = toys.submit("/jars/new", "chair", {"shelf": "s", "label": "red", "on": "2025-01-02"})
        assert answer.status_code == 303
        assert [each.label for each in toys.then] == ["red"]
        assert answer.headers["Location"] == f"/jars/{toys.then[0].jar}"

    def test_a_form_sent_twice_is_carried_out_once(self, toys):
        data = {"_key": "one-form", "shelf": "s", "label": "red", "on": "2025-01-02"}
        first, again = (toys.browser("chair").post("/jars/new", data=data) for _ in range(2))
        assert first.headers["Location"] == again.headers["Location"]
        assert toys.store.head() == 1

    def test_a_sent_form_that_was_changed_gets_a_new_key(self, toys):
        data = {"_key": "one-form", "shelf": "s", "label": "red", "on": "2025-01-02"}
        toys.browser("chair").post("/jars/new", data=data)
        answer = toys.browser("chair").post("/jars/new", data={**data, "label": "green"})
        assert answer.status_code == 422
        assert "one-form" not in answer.text

    def test_a_refusal_is_shown_beside_its_field(self, jar):
        answer = jar.submit("/jars/jar-1/add", "chair", {"count": "60", "on": "2025-01-02"}, seen=1)
        assert answer.status_code == 422
        assert "10" in answer.text.split('id="error-count">')[1].split("</b>")[0]

    def test_a_form_on_an_old_version_says_so(self, jar):
        jar.given("jar-1", MarblesAdded(jar="jar-1", count=1, on=DAY))
        answer = jar.submit("/jars/jar-1/add", "chair", {"count": "2", "on": "2025-01-02"}, seen=1)
        assert answer.status_code == 422
        assert jar.then == []

    def test_rows_of_a_list_are_gathered(self, jar):
        data = {"count": "2", "on": "2025-01-02", "rows-0-count": "1", "rows-3-count": "x"}
        answer = jar.submit("/jars/jar-1/add", "chair", data, seen=1)
        assert answer.status_code == 422
        assert jar.submit("/jars/jar-1/add", "chair", data | {"rows-3-count": "9"}, seen=1).status_code == 303

    def test_a_nul_character_in_a_form_is_shown_at_its_field(self, toys):
        answer = toys.submit("/jars/new", "chair", {"shelf": "s", "label": "a\0b", "on": "2025-01-02"})
        assert '<b id="error-label"></b>' not in answer.text
        assert answer.status_code == 422
