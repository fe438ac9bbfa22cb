"""Settings, keys, contracts, health, figures, the OpenAPI document, languages."""

import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import jsonschema
import msgspec
import pytest
from openapi_spec_validator import validate
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from services.chassis.events import Vocabulary, event, split
from services.chassis.feed import StoreFeed
from services.chassis.running import contracts, keys
from services.chassis.running.assembly import Around, assemble, open_store
from services.chassis.running.config import SETTINGS, Config, Misconfigured, from_environ, table
from services.chassis.running.health import lags
from services.chassis.testing import TestClock, fuzz, world
from services.chassis.worker import Worker
from tests.chassis import toy
from tests.chassis.test_worker import Sums
from tests.chassis.toy import JarOpened

DAY = date(2025, 6, 30)
OPENED = JarOpened(jar="jar-1", shelf="branch-1", label="blue", on=DAY)


class TestSettings:
    def test_come_from_the_environment(self):
        config = from_environ({"PORT": "9000", "DEMO": "no", "HEARTH_SKEW_SECONDS": "2.5", "HOME": "/"})
        assert (config.port, config.demo, config.skew_seconds) == (9000, False, 2.5)

    @pytest.mark.parametrize(("name", "text"), [("PORT", "many"), ("DEMO", "maybe")])
    def test_that_cannot_be_read_say_so(self, name, text):
        with pytest.raises(Misconfigured, match=name):
            from_environ({name: text})

    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "hearth.example"])
    def test_demo_mode_refuses_to_be_reached_from_elsewhere(self, host):
        with pytest.raises(Misconfigured, match="loopback"):
            Config(host=host)
        assert Config(host=host, demo_mode=False).host == host

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
    def test_demo_mode_runs_on_loopback(self, host):
        assert Config(host=host).demo_mode

    def test_waiting_requests_leave_a_thread(self):
        with pytest.raises(Misconfigured, match="FEED_WAITERS"):
            Config(threads=3, feed_waiters=3)

    def test_are_each_one_line_of_a_table(self):
        assert all(f"| `{env}` |" in table() for env, _, _ in SETTINGS)
        assert len({env for env, _, _ in SETTINGS}) == len(SETTINGS)


class TestKeys:
    def test_are_made_once_and_kept_for_their_owner_only(self, tmp_path):
        config = Config(data=str(tmp_path))
        assert keys.key_encryption_key(config) == keys.key_encryption_key(config)
        assert keys.signing_key(config).thumbprint() == keys.signing_key(config).thumbprint()
        assert keys.signing_key(config, "audit").thumbprint() != keys.signing_key(config).thumbprint()
        for each in (tmp_path / "keys").iterdir():
            assert os.stat(each).st_mode & 0o077 == 0

    @pytest.mark.parametrize("text", ["short", "A" * 44])
    def test_of_the_wrong_size_are_refused(self, text):
        with pytest.raises(Misconfigured):
            keys.key_encryption_key(Config(key_encryption_key=text))

    @pytest.mark.parametrize("text", ["x", "{}", '{"kty":"OKP","crv":"Ed25519","x":"AA"}'])
    def test_that_cannot_sign_are_refused(self, text):
        with pytest.raises(Misconfigured):
            keys.signing_key(Config(signing_key=text))


@event("toy.shape-told.v1", person="who", personal=("name",))
class ShapeTold:
    """Everything a contract may have."""

    who: str
    on: date
    amount: Decimal
    old: JarOpened
    name: str = ""
    rows: tuple[JarOpened, ...] = ()


class TestContracts:
    wanted = contracts.contracts(Vocabulary(ShapeTold))
    told = ShapeTold(who="p", on=DAY, amount=Decimal("1.50"), old=OPENED, name="secret", rows=(OPENED,))

    def schema(self):
        return json.loads(self.wanted["shape-told.v1.json"])

    def test_fit_the_data_of_their_event(self):
        data = msgspec.json.decode(msgspec.json.encode(split(self.told)[0]))
        jsonschema.Draft202012Validator.check_schema(self.schema())
        jsonschema.validate(data, self.schema())
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**data, "on": 5}, self.schema())

    def test_name_no_personal_field_and_forbid_no_new_one(self):
        assert "name" not in self.schema()["properties"]
        assert "additionalProperties" not in self.wanted["shape-told.v1.json"]

    def test_are_written_once_and_never_over(self, tmp_path):
        assert contracts.write(tmp_path, self.wanted) == ["shape-told.v1.json"]
        (tmp_path / "shape-told.v1.json").write_text("{}")
        assert contracts.write(tmp_path, self.wanted) == []
        assert contracts.different(tmp_path, self.wanted) == ["shape-told.v1.json"]


class TestHealth:
    def test_an_idle_service_is_alive_and_ready(self):
        toys = world(toy)
        assert toys.when("get", "/healthz").json["status"] == "ok"
        assert toys.when("get", "/readyz").status_code == 200

    def test_a_service_without_its_store_is_not_ready(self, tmp_path):
        from services.chassis.stores.sql_store import SqliteStore, sqlite_engine

        gone = world(toy, store=SqliteStore(sqlite_engine(tmp_path / "empty.sqlite")))
        answer = gone.client.get("/readyz")
        assert (answer.status_code, answer.json["causes"]) == (503, ["store: OperationalError"])
        gone.store.engine.dispose()

    def test_figures_are_openmetrics(self):
        toys = world(toy).given("jar-1", OPENED)
        answer = toys.when("get", "/metrics", headers={"Accept": "application/openmetrics-text"})
        families = {each.name: each for each in text_string_to_metric_families(answer.text)}
        assert answer.text.endswith("# EOF\n")
        assert families["hearth_log_head"].samples[0].value == 1
        assert {"hearth_append_seconds", "hearth_request_seconds"} <= set(families)


class Hearing:
    """A toy service with a worker that hears another one."""

    SERVICE = "toy"
    VOCABULARY, PROJECTIONS, FOLD = toy.VOCABULARY, toy.PROJECTIONS, Sums()
    create = staticmethod(toy.create)


class TestLag:
    @pytest.fixture
    def pair(self, tmp_path):
        teller = world(toy).given("jar-1", OPENED)
        clock, feeds = TestClock(), {"other": StoreFeed("other", teller.store)}
        hearer = world(Hearing, clock=clock, feeds=feeds, config={"data": str(tmp_path)})
        yield hearer
        hearer.parts.views.live().dispose()

    def test_is_counted_in_events_and_seconds(self, pair):
        pair.clock.forward(seconds=90)
        (lag,) = lags(pair.parts)
        assert (lag.behind, lag.seconds, lag.head) == (1, 90, 1)
        assert 'hearth_worker_behind{source="other"} 1.0' in pair.when("get", "/metrics").text

    def test_that_does_not_shrink_makes_the_service_not_ready(self, pair):
        pair.clock.forward(seconds=121)
        assert pair.when("get", "/readyz").json["causes"] == ["worker: other is 1 events and 121 s behind"]
        worker = Worker(pair.parts.live(), Hearing.FOLD, pair.parts.feeds, pair.clock)
        worker.step()
        assert pair.when("get", "/readyz").status_code == 200


class TestDocument:
    def spec(self):
        return world(toy).when("get", "/openapi.json").json

    def test_is_openapi_3_1(self):
        document = self.spec()
        validate(document)
        assert document["openapi"] == "3.1.0"

    def test_names_permissions_headers_and_problems(self):
        add = self.spec()["paths"]["/api/jars/{jar}/add"]["post"]
        assert add["x-permission"] == "jars.fill"
        assert [each["name"] for each in add["parameters"]] == ["Idempotency-Key", "If-Match"]
        assert "application/problem+json" in add["responses"]["default"]["content"]

    def test_can_be_read_in_a_browser_without_a_network(self):
        page = world(toy).page("/docs").text
        assert "/api/jars/{jar}/add" in page
        assert "http://" not in page.replace("http://localhost", "").replace("http://www.w3.org", "")
        assert "https://" not in page.replace("https://json-schema.org", "")

    def test_no_generated_request_breaks_the_service(self):
        assert fuzz(world(toy), "office", examples=15) == 6

    def test_a_service_that_breaks_is_found(self, monkeypatch):
        broken = world(toy)
        monkeypatch.setattr(broken.parts.store, "head", lambda: 1 / 0)
        with pytest.raises(AssertionError, match="500"):
            fuzz(broken, "service", examples=15)


class TestLanguage:
    @pytest.mark.parametrize(
        ("headers", "title"),
        [
            ({}, "请先登录。"),
            ({"Accept-Language": "en-GB,en;q=0.9"}, "Please sign in."),
            ({"Accept-Language": "fr, zh-TW;q=0.5"}, "请先登录。"),
            ({"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}, "请先登录。"),
            ({"Accept-Language": "en", "Cookie": "lang=zh_CN"}, "请先登录。"),
            ({"Cookie": "lang=en"}, "Please sign in."),
            ({"Cookie": "lang=../../x"}, "请先登录。"),
        ],
    )
    def test_is_chinese_unless_english_is_asked_for(self, headers, title):
        assert world(toy).when("get", "/api/jars/", headers=headers).json["title"] == title


class TestSafety:
    def test_pages_run_no_foreign_script(self):
        policy = world(toy).page("/docs").headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy

    def test_what_was_answered_to_somebody_is_not_kept_for_others(self):
        assert world(toy).when("get", "/api/jars/", "chair").headers["Cache-Control"] == "private, no-cache"


def test_a_service_opens_on_a_file_and_finds_it_again(tmp_path, monkeypatch):
    monkeypatch.setattr("services.chassis.stores.migrate._folder", lambda owner: tmp_path / "none")
    first = world(toy)
    near = Around(tokens=first.parts.tokens, issuer=first.issuer)
    config = replace(first.parts.config, data=str(tmp_path))
    root = SimpleNamespace(SERVICE="toy", VOCABULARY=toy.VOCABULARY, PROJECTIONS=())
    for _ in range(2):
        parts = assemble(config, root, open_store(config, root), near)
        again = replace(first, parts=parts)
        again.given(f"jar-{parts.store.head()}", OPENED)
        parts.store.engine.dispose()
    assert (tmp_path / "toy.sqlite").exists()
    assert parts.store.head() == 2
    parts.store.engine.dispose()
