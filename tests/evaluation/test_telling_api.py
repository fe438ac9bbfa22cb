"""Editions, incidents and figures over HTTP: told once, corrected and lifted, felt by the scores."""

from datetime import date
from decimal import Decimal

import pytest

from services.chassis.testing import UNIT
from services.evaluation import publishing
from services.evaluation.domain.edition import EditionPublished
from services.evaluation.domain.incident import IncidentLifted, IncidentRecorded
from services.evaluation.domain.told.figure import FigureCorrected, FigureEntered, FigureWithdrawn
from tests.evaluation.conftest import OTHER, hear

SCHEME = publishing.shipped_texts().scheme
SHIPPED = "edition-five-homes-2025"
INCIDENT = {"branch": UNIT, "kind": "accident", "on": "2025-05-02", "basis": "Notice 12"}
FIGURE = {
    "branch": UNIT,
    "measure": "satisfaction",
    "on": "2025-06-01",
    "value": "0.93",
    "source_body": "Party office",
}


def post(evaluation, path, body, as_="office", **request):
    return evaluation.when("POST", path, as_, json=body, **request)


def of(evaluation, unit=UNIT):
    items = evaluation.when("GET", "/api/scores/", "member", query_string={"period": "2025"}).json["items"]
    return next(each for each in items if each["unit"] == unit)


class TestEditions:
    def publish(self, evaluation, scheme=SCHEME, **more):
        return post(evaluation, "/api/editions/", {"scheme": scheme, **more})

    def test_the_texts_are_given_back_as_they_were_published(self, evaluation):
        answer = evaluation.when("GET", f"/api/editions/{SHIPPED}/scheme", "member")
        assert answer.text == SCHEME
        catalogue = evaluation.when("GET", f"/api/editions/{SHIPPED}/catalogue", "member")
        assert catalogue.text == publishing.catalogue_text()

    def test_a_scheme_with_mistakes_cannot_be_published_and_each_is_named_by_its_line(self, evaluation):
        wrong = SCHEME.replace("rule: deadline", "rule: deadlin", 1).replace(
            "      points: 4", "      points: x", 1
        )
        answer = self.publish(evaluation, wrong)
        assert (answer.status_code, evaluation.then) == (422, [])
        lines = [
            at
            for at, text in enumerate(wrong.splitlines(), 1)
            if "deadlin\n" in text + "\n" or "points: x" in text
        ]
        assert len(answer.json["errors"]) == len(lines) == 2
        assert all(
            str(line) in each["message"] for line, each in zip(lines, answer.json["errors"], strict=True)
        )
        tried = post(evaluation, "/api/editions/check", {"scheme": wrong}).json
        assert (tried["sound"], [each["line"] for each in tried["faults"]]) == (False, lines)
        tried = post(evaluation, "/api/editions/check", {"scheme": SCHEME}).json
        assert (tried["sound"], tried["publishable"], tried["faults"]) == (True, True, [])

    def test_a_scheme_with_an_open_setting_is_sound_but_cannot_be_published(self, evaluation):
        undecided = SCHEME.replace("ties: shared", "ties: open", 1)
        tried = post(evaluation, "/api/editions/check", {"scheme": undecided}).json
        assert (tried["sound"], tried["publishable"], tried["open"]) == (True, False, ["ties"])
        assert [each["item"] for each in tried["warnings"]] == ["settings.ties"]
        answer = self.publish(evaluation, undecided)
        assert (answer.status_code, evaluation.then) == (422, [])
        assert "settings.ties" in answer.json["errors"][0]["message"]

    def test_a_running_period_changes_its_edition_only_by_name_and_with_a_reason(self, evaluation):
        other = SCHEME.replace("points: 3", "points: 2", 1)
        assert self.publish(evaluation, other).json["errors"][0]["field"] == "replaces"
        assert self.publish(evaluation, other, replaces=SHIPPED).json["errors"][0]["field"] == "reason"
        answer = self.publish(evaluation, other, replaces=SHIPPED, reason="a slip in 1.1")
        assert answer.status_code == 201
        [told] = evaluation.then
        assert isinstance(told, EditionPublished)
        assert (told.replaces, told.period, told.on) == (SHIPPED, "2025", date(2025, 6, 30))

    def test_a_replacement_scores_the_whole_period_and_earlier_known_on_days_keep_the_old_one(
        self, evaluation
    ):
        before = of(evaluation)["total"]
        other = SCHEME.replace("points: 3", "points: 2", 1)
        new = self.publish(evaluation, other, replaces=SHIPPED, reason="a slip in 1.1").json["id"]

        def edition(**query):
            return evaluation.when("GET", "/api/editions/in-force", "member", query_string=query).json[
                "edition"
            ]

        assert (edition(), edition(on="2025-02-01")) == (new, new)
        assert edition(known_on="2025-06-29") == SHIPPED
        assert of(evaluation)["total"] != before
        hear(evaluation)
        assert of(evaluation)["total"] != before

    def test_an_unknown_edition_and_a_day_without_one_are_not_found(self, evaluation):
        assert evaluation.when("GET", "/api/editions/nothing", "member").status_code == 404
        day = {"on": "2024-12-31"}
        assert evaluation.when("GET", "/api/editions/in-force", "member", query_string=day).status_code == 404

    @pytest.mark.parametrize(
        "text", ["", "#", "- a", "a: *b", "? [x]\n: 1", "{", "\u0001", "scheme: [", "root: {of: 1}"]
    )
    def test_no_text_breaks_the_check(self, evaluation, text):
        assert post(evaluation, "/api/editions/check", {"scheme": text}).status_code in (200, 422)


class TestIncidents:
    def test_an_incident_bars_the_grade_and_leaves_the_points(self, evaluation):
        points = of(evaluation)["total"]
        answer = post(evaluation, "/api/incidents/", INCIDENT)
        assert answer.status_code == 201, answer.json
        assert isinstance(evaluation.then[0], IncidentRecorded)
        hear(evaluation)
        assert (of(evaluation)["total"], [each["gate"] for each in of(evaluation)["barred"]]) == (
            points,
            ["gate.incident"],
        )

    def test_lifting_it_gives_the_grade_back(self, evaluation):
        incident = post(evaluation, "/api/incidents/", INCIDENT).json["id"]
        path = f"/api/incidents/{incident}/lift"
        assert post(evaluation, path, {"reason": "not confirmed"}).status_code == 428
        assert post(evaluation, path, {"reason": "not confirmed"}, seen=1).status_code == 200
        [told] = evaluation.then
        assert isinstance(told, IncidentLifted)
        assert (told.old.on, told.on) == (date(2025, 5, 2), date(2025, 6, 30))
        hear(evaluation)
        assert of(evaluation)["barred"] == []
        one = evaluation.when("GET", f"/api/incidents/{incident}", "chair")
        assert (one.json["state"], one.headers["ETag"]) == ("lifted", '"2"')

    def test_a_chair_sees_those_of_the_own_branch_only(self, evaluation):
        post(evaluation, "/api/incidents/", INCIDENT)
        other = post(evaluation, "/api/incidents/", INCIDENT | {"branch": OTHER}).json["id"]
        seen = evaluation.when("GET", "/api/incidents/", "chair").json
        assert [each["branch"] for each in seen["items"]] == [UNIT]
        assert evaluation.when("GET", f"/api/incidents/{other}", "chair").status_code == 403
        assert evaluation.when("GET", "/api/incidents/", "office").json["total"] == 2

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"branch": "nobody"}, "branch"),
            ({"on": "2025-07-01"}, "on"),
            ({"kind": "rain"}, "kind"),
            ({"basis": " "}, "basis"),
        ],
    )
    def test_what_cannot_be_names_its_field(self, evaluation, change, field):
        answer = post(evaluation, "/api/incidents/", INCIDENT | change)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


class TestFigures:
    def test_a_figure_is_entered_corrected_and_withdrawn(self, evaluation):
        figure = post(evaluation, "/api/figures/", FIGURE).json["id"]
        assert isinstance(evaluation.then[0], FigureEntered)
        assert evaluation.then[0].filed_on == date(2025, 6, 30)
        right = FIGURE | {"value": "0.5", "reason": "another basis"}
        assert post(evaluation, f"/api/figures/{figure}/correct", right, seen=1).status_code == 200
        [told] = evaluation.then
        assert isinstance(told, FigureCorrected)
        assert (told.old.value, told.new.value) == (Decimal("0.93"), Decimal("0.5"))
        one = evaluation.when("GET", f"/api/figures/{figure}", "member").json
        assert (one["value"], one["state"], one["version"]) == ("0.5", "corrected", 2)
        answer = post(evaluation, f"/api/figures/{figure}/withdraw", {"reason": "retracted"}, seen=2)
        assert answer.status_code == 200
        assert isinstance(evaluation.then[0], FigureWithdrawn)

    def test_a_figure_is_felt_by_the_score_and_explained(self, evaluation):
        post(evaluation, "/api/figures/", FIGURE | {"measure": "commendations", "value": "2"})
        before = of(evaluation)["total"]
        hear(evaluation)
        assert Decimal(of(evaluation)["total"]) == Decimal(before) + 2
        answer = evaluation.when("GET", f"/api/scores/{UNIT}?period=2025", "member").json
        assert answer["events"]["evaluation/2"]["type"] == "evaluation.figure-entered.v1"

    def test_the_same_request_twice_is_one_figure(self, evaluation):
        first = post(evaluation, "/api/figures/", FIGURE, key="k1")
        again = post(evaluation, "/api/figures/", FIGURE, key="k1")
        assert (again.json, evaluation.then) == (first.json, [])

    def test_figures_are_listed_by_branch_and_measure(self, evaluation):
        post(evaluation, "/api/figures/", FIGURE)
        post(evaluation, "/api/figures/", FIGURE | {"branch": OTHER, "on": "2025-06-02"})
        query = {"branch": OTHER, "measure": "satisfaction"}
        found = evaluation.when("GET", "/api/figures/", "member", query_string=query).json
        assert [(each["branch"], each["value"]) for each in found["items"]] == [(OTHER, "0.93")]

    @pytest.mark.parametrize(
        ("change", "field"),
        [({"branch": "nobody"}, "branch"), ({"value": "0.12345"}, "value"), ({"value": "much"}, "value"),
         ({"on": "2025-07-01"}, "on"), ({"measure": "no measure"}, "measure"),
         ({"source_body": ""}, "source_body")],
    )  # fmt: skip
    def test_what_cannot_be_names_its_field(self, evaluation, change, field):
        answer = post(evaluation, "/api/figures/", FIGURE | change)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_nobody_but_the_office_tells_anything(evaluation):
    for path, body in (("incidents", INCIDENT), ("figures", FIGURE), ("editions", {"scheme": SCHEME})):
        for persona in ("member", "chair", "auditor", "operator", "handler"):
            assert post(evaluation, f"/api/{path}/", body, persona).status_code == 403
