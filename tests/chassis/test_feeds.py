"""What the HTTP feed keeps from those who may not see it, and how it waits for news."""

import threading
from datetime import date

import httpx
import msgspec
import pytest

from services.chassis.feed import FeedAway
from services.chassis.testing import world
from services.chassis.web.feed_http import wait_for_news
from services.chassis.web.http_feed import HttpFeed, HttpPeople
from tests.chassis import toy
from tests.chassis.toy import JarOpened, MarblesAdded

DAY = date(2025, 6, 30)
BATCH = "application/cloudevents-batch+json"


def opened(at):
    return JarOpened(jar=f"jar-{at}", shelf="branch-1", label="蓝", on=DAY)


@pytest.fixture
def toys():
    made = world(toy)
    for at in range(1, 8):
        made.given(f"jar-{at}", opened(at), MarblesAdded(jar=f"jar-{at}", count=at, on=DAY))
    return made


def over_http(world, as_="service"):
    client = httpx.Client(transport=httpx.WSGITransport(world.app), base_url="http://toy")
    return HttpFeed("toy", client, lambda: world.token(as_))


class TestHttpFeed:
    def test_that_does_not_answer_is_away(self, toys):
        feed = over_http(toys, "chair")
        with pytest.raises(FeedAway):
            feed.read(0, 1)

    def test_that_answers_something_else_is_away(self):
        client = httpx.Client(
            transport=httpx.MockTransport(lambda _: httpx.Response(200, text="<html>")), base_url="http://x"
        )
        with pytest.raises(FeedAway):
            HttpFeed("toy", client, lambda: "t").read(0, 1)


class TestPage:
    def read(self, world, as_="service", **query):
        return world.when("get", "/events", as_, query_string=query)

    def test_is_a_batch_of_cloudevents(self, toys):
        answer = self.read(toys, after=2, limit=2)
        assert answer.content_type == BATCH
        assert [each["sequence"] for each in answer.json] == [f"{at:016d}" for at in (3, 4)]
        assert answer.headers["Link"] == '<?after=4&limit=2>; rel="next"'

    def test_of_some_types_has_scanned_to_the_head_when_there_are_no_more(self, toys):
        answer = self.read(toys, types="toy.marbles-added.v1", after=4, limit=100)
        assert {each["type"] for each in answer.json} == {"toy.marbles-added.v1"}
        assert answer.headers["Hearth-Scanned"] == "14"
        assert self.read(toys, types="toy.jar-opened.v1", limit=2).headers["Hearth-Scanned"] == "3"

    def test_withholds_what_is_not_internal_behind_stubs(self, toys):
        answer = self.read(toys, "operator")
        stubs = [each for each in answer.json if each["type"] == "hearth.withheld.v1"]
        rows = {row.position: row for row in toys.store.read(0, 100)}
        assert len(stubs) == 7
        for each in stubs:
            row = rows[int(each["sequence"])]
            assert each["data"] == {"leaf": row.leaf.hex()}
            assert each["recordedtime"] == row.recorded
            assert each["id"] == each["subject"] == f"withheld-{each['sequence']}"
            assert not {"time", "authid", "streamversion", "dataclassification"} & set(each)

    def test_asked_for_types_withholds_without_a_trace(self, toys):
        assert self.read(toys, "operator", types="toy.marbles-added.v1").json == []

    def test_shows_internal_entries_byte_for_byte(self, toys):
        first = msgspec.json.decode(self.read(toys, "operator").data, type=list[msgspec.Raw])[0]
        assert bytes(first) == toys.store.read(0, 1)[0].entry

    @pytest.mark.parametrize("query", [{"after": "-1"}, {"after": "9" * 30}, {"limit": "0"}, {"wait": "nan"}])
    def test_of_a_strange_place_is_a_problem(self, toys, query):
        assert self.read(toys, **query).status_code == 422


class TestWaiting:
    @pytest.fixture
    def toys(self):
        made = world(toy, config={"feed_wait_seconds": 20})
        return made.given("jar-1", *[MarblesAdded(jar="jar-1", count=1, on=DAY)] * 14)

    def test_ends_as_soon_as_there_is_news(self, toys):
        looks = []

        def pause(seconds):
            looks.append(seconds)
            if len(looks) == 3:
                toys.given("jar-9", opened(9))

        assert wait_for_news(toys.parts, threading.BoundedSemaphore(1), 14, 20, pause)
        assert len(looks) == 3

    def test_ends_when_time_is_up(self, toys):
        looks = []
        wait_for_news(toys.parts, threading.BoundedSemaphore(1), 14, 1, looks.append)
        assert sum(looks) == pytest.approx(1)

    def test_is_never_longer_than_the_cap(self, toys):
        looks = []
        wait_for_news(toys.parts, threading.BoundedSemaphore(1), 14, 3600, looks.append)
        assert sum(looks) == pytest.approx(toys.parts.config.feed_wait_seconds)

    def test_does_not_happen_without_a_chair(self, toys):
        chairs = threading.BoundedSemaphore(1)
        chairs.acquire()
        assert not wait_for_news(toys.parts, chairs, 14, 20, pytest.fail)

    def test_gives_its_chair_back(self, toys):
        chairs = threading.BoundedSemaphore(1)
        for _ in range(2):
            assert wait_for_news(toys.parts, chairs, 14, 0.1, lambda _: None)


class TestNames:
    def people(self, answer):
        return HttpPeople(httpx.Client(transport=httpx.MockTransport(answer), base_url="http://names"))

    def asked(self, world, people, ids):
        with world.app.test_request_context("/", headers={"Authorization": f"Bearer {world.token('chair')}"}):
            world.app.preprocess_request()
            return people(ids)

    def test_are_asked_with_the_readers_own_token(self, toys):
        seen = []

        def answer(request):
            seen.append((request.headers["Authorization"], request.url.params["ids"]))
            return httpx.Response(200, json={"names": {"p-1": "王伟"}})

        assert self.asked(toys, self.people(answer), ["p-1", "", "p-0", "p-1"]) == {"p-1": "王伟"}
        assert seen == [(f"Bearer {toys.token('chair')}", "p-0,p-1")]

    def test_that_are_away_leave_the_ids(self, toys):
        def answer(request):
            raise httpx.ConnectError("away")

        assert self.asked(toys, self.people(answer), ["p-1"]) == {}

    def test_outside_a_request_are_not_asked(self):
        assert self.people(pytest.fail)(["p-1"]) == {}
