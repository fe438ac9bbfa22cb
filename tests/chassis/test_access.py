"""Who may do what: tokens, cookies, reach, and no view without its permission."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Blueprint
from joserfc import jwt
from joserfc.jwk import OKPKey

from services.chassis.running.parts import Link
from services.chassis.testing import PERSONAS, TestClock, misfits, world
from services.chassis.web.app import create_app
from services.chassis.web.auth import (
    COOKIE,
    Reach,
    own_path,
    public,
    reach_of,
    requires,
    sign_in_response,
    sign_out_response,
)
from services.chassis.web.tokens import BadToken, Grant, Issuer, Principal, Verifier
from tests.chassis import toy

BLUE = {"shelf": "branch-1", "label": "blue", "on": "2025-06-30"}


@pytest.fixture
def toys():
    return world(toy)


def kind(answer):
    return answer.json["type"].removeprefix("urn:hearth:problem:")


class TestToken:
    clock = TestClock()
    issuer = Issuer(OKPKey.generate_key("Ed25519"), "toy", clock, hours=1)
    verifier = Verifier(issuer.jwks, clock)

    def test_says_who_and_what_was_granted(self):
        chair = Principal("p-1", (Grant("chair", "u-1"), Grant("office")), "Wang", "app_user")
        assert self.verifier.verify(self.issuer.issue(chair)) == chair

    def test_is_good_for_its_hours_only(self):
        token = self.issuer.issue(PERSONAS["chair"])
        self.verifier.verify(token)
        late = TestClock(self.clock.at + timedelta(hours=1))
        with pytest.raises(BadToken):
            Verifier(self.issuer.jwks, late).verify(token)

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "e30.e30."])
    def test_that_is_none_is_bad(self, token):
        with pytest.raises(BadToken):
            self.verifier.verify(token)

    def test_of_another_signer_is_bad(self):
        other = Issuer(OKPKey.generate_key("Ed25519"), "toy", self.clock)
        with pytest.raises(BadToken):
            self.verifier.verify(other.issue(PERSONAS["chair"]))

    def test_for_another_audience_is_bad(self):
        claims = {"aud": "elsewhere", "sub": "p", "exp": 2_000_000_000, "grants": []}
        header = {"alg": "Ed25519", "kid": self.issuer.key.thumbprint()}
        with pytest.raises(BadToken):
            self.verifier.verify(jwt.encode(header, claims, self.issuer.key, algorithms=["Ed25519"]))

    def test_by_a_new_key_is_checked_with_newly_fetched_keys(self):
        clock, signers = TestClock(), [self.issuer]
        verifier = Verifier(lambda: signers[-1].jwks(), clock)
        verifier.verify(self.issuer.issue(PERSONAS["chair"]))
        signers.append(Issuer(OKPKey.generate_key("Ed25519"), "toy", clock))
        clock.forward(minutes=2)
        assert verifier.verify(signers[-1].issue(PERSONAS["chair"])) == PERSONAS["chair"]

    def test_never_carries_a_private_key_in_the_key_set(self):
        assert "d" not in self.issuer.jwks()["keys"][0]


class TestReach:
    access = {"jars.read": {"member": "own", "chair": "unit", "office": "all"}}

    @pytest.mark.parametrize(
        ("persona", "reaches"),
        [
            ("member", Reach(own="member-1")),
            ("chair", Reach(units=frozenset({"branch-1"}), own="member-2")),
            ("office", Reach(all=True, own="member-3")),
            ("operator", Reach()),
        ],
    )
    def test_is_what_the_table_gives_to_the_grants(self, persona, reaches):
        assert reach_of(PERSONAS[persona], "jars.read", self.access) == reaches

    def test_covers_a_unit_an_owner_or_everything(self):
        assert Reach(units=frozenset({"u"})).covers(unit="u")
        assert not Reach(units=frozenset({"u"})).covers(unit="v", owner="u")
        assert Reach(own="p").covers(owner="p")
        assert not Reach(own="p").covers(unit="", owner="")
        assert Reach(all=True).covers()

    def test_a_unit_role_without_a_unit_reaches_nothing(self):
        assert not reach_of(Principal("p", (Grant("chair"),)), "jars.read", self.access)


class TestDoor:
    def test_every_persona_gets_what_the_table_says(self, toys):
        assert [each for each in misfits(toys) if "/broken" not in each] == []

    def test_a_misfit_is_found(self, toys):
        def open_to_all():
            return {"items": []}

        open_to_all.permission = "jars.read"
        toys.app.view_functions["jars.index"] = open_to_all
        assert "GET /api/jars/ as nobody: 200" in misfits(toys)

    def test_nobody_is_told_to_sign_in(self, toys):
        answer = toys.when("get", "/api/jars/")
        assert (answer.status_code, kind(answer)) == (401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_a_page_leads_to_the_sign_in_and_back(self, toys):
        answer = toys.page("/jars/new?shelf=a")
        assert answer.headers["Location"] == "/sign-in?next=%2Fjars%2Fnew%3Fshelf%3Da"

    def test_a_bad_bearer_token_is_refused_even_at_a_public_door(self, toys):
        answer = toys.when("get", "/healthz", headers={"Authorization": "Bearer nonsense"})
        assert (answer.status_code, kind(answer)) == (401, "unauthenticated")

    def test_a_right_that_does_not_reach_the_unit_is_told_apart(self, toys):
        answer = toys.when("post", "/api/jars/", "chair", json={**BLUE, "shelf": "branch-2"})
        assert (answer.status_code, kind(answer)) == (403, "out-of-reach")
        answer = toys.when("post", "/api/jars/", "member", json=BLUE)
        assert (answer.status_code, kind(answer)) == (403, "forbidden")


class TestCookie:
    def sent(self, world, **headers):
        client = world.app.test_client()
        client.set_cookie(COOKIE, world.token("chair"))
        return client.post("/api/jars/", json=BLUE, headers={"Idempotency-Key": "k", **headers})

    def test_reads_without_more(self, toys):
        assert toys.browser("chair").get("/api/jars/").status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}],
    )
    def test_writes_from_our_own_pages(self, toys, headers):
        assert self.sent(toys, **headers).status_code == 201

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
            {"Origin": "http://elsewhere.example"},
            {"Origin": "null"},
        ],
    )
    def test_does_not_write_from_elsewhere(self, toys, headers):
        answer = self.sent(toys, **headers)
        assert (answer.status_code, kind(answer)) == (403, "cross-site")
        assert toys.store.head() == 0

    def test_that_is_no_longer_good_is_nobody(self, toys):
        client = toys.app.test_client()
        client.set_cookie(COOKIE, "nonsense")
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/jars/").status_code == 401

    def test_is_set_at_sign_in_out_of_reach_of_scripts(self, toys):
        with toys.app.test_request_context("/"):
            response = sign_in_response(PERSONAS["chair"], "//evil.example")
        cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert response.headers["Location"] == "/"

    def test_is_taken_away_at_sign_out(self, toys):
        with toys.app.test_request_context("/"):
            assert "Expires=Thu, 01 Jan 1970" in sign_out_response().headers["Set-Cookie"]


@pytest.mark.parametrize("to", ["http://x.example", "//x.example", "/\\x.example", "x", "", "/a\r\nb"])
def test_a_way_back_never_leads_elsewhere(to):
    assert own_path(to) == "/"


class TestFactory:
    def pages(self, decorate):
        shown = Blueprint("shown", __name__)
        shown.get("/shown")(decorate(lambda: "shown"))
        return shown

    def build(self, decorate):
        def create(parts):
            pages = [self.pages(decorate)]
            return create_app(parts, access=toy.ACCESS, pages=pages, folder=Path(__file__).parent)

        return SimpleNamespace(
            SERVICE="toy", create=create, VOCABULARY=toy.VOCABULARY, PROJECTIONS=toy.PROJECTIONS
        )

    def test_refuses_a_view_without_a_permission(self):
        with pytest.raises(LookupError, match="names no permission"):
            world(self.build(lambda view: view))

    def test_refuses_a_permission_that_nobody_knows(self):
        with pytest.raises(LookupError, match=r"jars\.eat"):
            world(self.build(requires("jars.eat")))

    def test_takes_a_view_that_says_why_it_is_public(self):
        assert world(self.build(public("a test"))).when("get", "/shown").text == "shown"


class TestMenu:
    links = (
        Link("Jars", "/toy/jars", links=(Link("New jar", "/jars/new", frozenset({"chair"})),)),
        Link("Machines", "/machines", frozenset({"operator"})),
    )

    def test_shows_the_links_for_ones_roles(self):
        toys = world(toy, navigation=self.links)
        shown = toys.page("/jars/new", "chair").text
        assert "New jar" in shown
        assert "Machines" not in shown
        assert 'aria-current="page"' in shown


class TestDemoLoader:
    told = {"Hearth-Clock": "2024-02-03T04:05:06+08:00", "Hearth-New-Id": "jar-of_the-story"}

    @pytest.fixture(autouse=True)
    def rights(self, monkeypatch):
        monkeypatch.setitem(toy.ACCESS, "jars.fill", {**toy.ACCESS["jars.fill"], "loader": "all"})

    def opened(self, who, **config):
        """The first entry's recorded time and stream, after the two headers were sent."""
        world_ = world(toy, config=config)
        assert world_.when("post", "/api/jars/", who, json=BLUE, headers=self.told).status_code == 201
        [row] = world_.store.read(0, 1)
        return row.recorded, row.stream

    def test_says_what_time_it_is_and_what_the_new_thing_is_called(self):
        assert self.opened("loader") == ("2024-02-02T20:05:06.000000Z", "jar-of_the-story")

    @pytest.mark.parametrize(("who", "demo_mode"), [("chair", True), ("office", True), ("loader", False)])
    def test_is_heard_in_demo_mode_only_and_nobody_else_is(self, who, demo_mode):
        recorded, stream = self.opened(who, demo_mode=demo_mode)
        assert recorded == "2025-06-30T01:00:00.000000Z"
        assert stream != "jar-of_the-story"

    def test_finds_a_name_taken_that_was_given_before(self):
        jars = world(toy)
        for key in ("first", "again"):
            sent = {**self.told, "Idempotency-Key": key}
            answer = jars.when("post", "/api/jars/", "loader", json=BLUE, headers=sent)
        assert answer.status_code == 200
        assert len(jars.store.read(0, 9)) == 1

    @pytest.mark.parametrize(
        ("header", "told"),
        [
            ("Hearth-Clock", "yesterday"),
            ("Hearth-Clock", "2024-02-03T04:05:06"),  # where?
            ("Hearth-New-Id", "shelf-1"),
            ("Hearth-New-Id", "jar-1/../2"),
            ("Hearth-New-Id", "jar-"),
        ],
    )
    def test_must_speak_clearly(self, header, told):
        answer = world(toy).when("post", "/api/jars/", "loader", json=BLUE, headers={header: told})
        assert (answer.status_code, kind(answer)) == (400, "malformed")
