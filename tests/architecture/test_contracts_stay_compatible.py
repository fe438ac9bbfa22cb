"""A change that would break a hearer, or leave a stored event unread, is refused by field and by name."""

import subprocess
import sys
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Literal

import msgspec
import pytest

from infra.compatibility import changes, forbidden
from infra.contract_check import broken, findings, published, since, unheard_of
from infra.hearers import Hearer, hearers, of_catalogue
from services.chassis.events import Vocabulary, event
from services.chassis.running.config import Config
from services.chassis.running.contracts import contract
from services.evaluation.app import FOLD
from tests.support.source import ROOT, SERVICES

LISTENING = hearers()
JOINED = "membership.member-joined.v1"
MEMBERSHIP = published("membership")


def planted(service: str, name: str, change) -> list[str]:
    """What is found when a published contract would say something else tomorrow."""
    old = published(service).contracts[name]
    new = deepcopy(old)
    change(new)
    return broken(name, old, new, LISTENING)


def retyped(schema):
    schema["properties"]["branch"]["type"] = "integer"


def removed(schema):
    del schema["properties"]["employment_type"]
    schema["required"].remove("employment_type")


def renamed(schema):
    schema["properties"] = {
        "unit" if name == "group" else name: each for name, each in schema["properties"].items()
    }
    schema["required"] = ["unit" if name == "group" else name for name in schema["required"]]


def added_and_required(schema):
    schema["properties"]["sponsor"] = {"type": "string"}
    schema["required"].append("sponsor")


def no_longer_required(schema):
    schema["required"].remove("on")


def reclassified(schema):
    schema["x-classification"] = "restricted"


def added_as_an_option(schema):
    schema["properties"]["sponsor"] = {"type": "string", "default": ""}
    schema["description"] = "Said better."


def inside_a_list(schema):
    schema["$defs"]["Called"]["properties"]["state"]["type"] = "integer"


def now_a_number_too(schema):
    schema["properties"]["branch"] = {"anyOf": [{"type": "string"}, {"type": "integer"}]}


NOBODY = "no hearer in Hearth reads it; departments may"
ROLLS = "welfare (rolls), congress (rolls), evaluation ("
BRANCH = f"{ROLLS}measure joined) read it"


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (JOINED, retyped, f"/properties/branch/type: string became integer; {BRANCH}"),
        (JOINED, removed, "/properties/employment_type: was removed; evaluation (measure joined) reads it"),
        (
            JOINED,
            renamed,
            f"/properties/group: was removed (renamed to unit?); {NOBODY}",
        ),
        (
            JOINED,
            added_and_required,
            f"/properties/sponsor: is new and required; stored events do not have it; {NOBODY}",
        ),
        (
            JOINED,
            no_longer_required,
            f"/properties/on: became optional; {ROLLS}fact joining, measure joined) read it",
        ),
        (
            "membership.activity-held.v1",
            inside_a_list,
            "/$defs/Called/properties/state/type: string became integer; "
            "evaluation (measure attendance) reads it",
        ),
    ],
)
def test_an_incompatible_change_is_refused_with_its_field_and_its_hearers(name, change, said):
    assert f"{name}: {said}" in planted(name.split(".")[0], name, change)


def test_a_new_class_of_who_may_see_it_concerns_everybody_who_hears():
    (found,) = planted("membership", JOINED, reclassified)
    assert found.startswith(f"{JOINED}: /x-classification: internal became restricted; {ROLLS}")


def test_an_optional_field_more_and_better_words_break_nobody():
    assert planted("membership", JOINED, added_as_an_option) == []


def test_an_alternative_more_is_refused():
    assert [each.split("; ")[0] for each in planted("membership", JOINED, now_a_number_too)] == [
        f"{JOINED}: /properties/branch/type: string became nothing",
        f"{JOINED}: /properties/branch/anyOf: no alternatives became 2",
    ]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (["a", "b"], ["a"], "b became a"),
        (["a"], ["a", "b"], "b is new; nobody who reads expects it"),
        (None, ["a"], "any value became a"),
        (["a"], None, "a became any"),
        (["a", "b"], ["b", "a"], None),
    ],
)
def test_allowed_values_stay_as_they_are(was, now, said):
    old, new = ({"type": "string"} | ({"enum": each} if each else {}) for each in (was, now))
    assert [each.said for each in changes(old, new)] == ([said] if said else [])


def test_the_code_is_compared_with_the_published_files():
    @event(JOINED)
    class MemberJoined:
        """As somebody would like it to be."""

        member: str
        branch: int
        group: str
        employment_type: Literal["staff"]
        on: date

    changed = replace(MEMBERSHIP, vocabulary=Vocabulary(MemberJoined))
    found = findings(changed, LISTENING)
    assert f"{JOINED}: /properties/branch/type: string became integer; {BRANCH}" in found
    assert f"{JOINED}: /properties/employment_type/enum: any value became staff; " in str(found)
    assert f"{JOINED}: membership cannot read a stored event: ValidationError: " in str(found)


class JoinedOtherwise(msgspec.Struct):
    """What a hearer would like to be told."""

    member: int
    sponsor: str


def test_hearers_are_tried_on_stored_events_and_held_to_what_is_promised():
    fields = frozenset({("member",), ("sponsor",)})
    wishful = Hearer("welfare", "rolls", JOINED, fields, fields, JoinedOtherwise)
    found = findings(MEMBERSHIP, [wishful])
    assert f"{JOINED}: welfare (rolls) needs sponsor, which is not promised" in found
    assert (
        f"{JOINED}: welfare (rolls) cannot read a stored event: "
        "ValidationError: Expected `int`, got `str` - at `$.member`"
    ) in found


@event("membership.member-joined.v2")
class JoinedTwo:
    """A next version that says less."""

    member: str
    branch: str
    on: date


def two_versions(**upcasts) -> list[str]:
    others = [each for name, each in MEMBERSHIP.vocabulary.classes.items() if name != JOINED]
    words = Vocabulary(JoinedTwo, *others, upcasts=upcasts.get("upcasts"))
    published = {**MEMBERSHIP.contracts, "membership.member-joined.v2": contract(JoinedTwo)}
    return findings(replace(MEMBERSHIP, vocabulary=words, contracts=published), LISTENING)


def test_a_new_version_comes_with_an_upcast_and_is_heard_by_who_heard_the_old_one():
    found = two_versions()
    assert f"{JOINED}: published, and neither told nor lifted by an upcast" in found
    assert (
        "membership.member-joined.v2: welfare (rolls) hears membership.member-joined.v1 and not this version"
        in found
    )


def test_an_upcast_lifts_what_is_stored():
    def lift(data):
        return {name: data[name] for name in ("member", "branch", "on")}

    found = two_versions(upcasts={JOINED: ("membership.member-joined.v2", lift)})
    assert [each for each in found if each.startswith(JOINED)] == []


def test_an_upcast_that_fails_on_a_stored_event_is_found():
    found = two_versions(upcasts={JOINED: ("membership.member-joined.v2", lambda data: {"member": 1})})
    assert f"{JOINED}: membership cannot read a stored event: ValidationError: " in str(found)


@pytest.mark.parametrize("word", ["additionalProperties", "patternProperties", "not"])
def test_a_contract_leaves_out_what_cannot_be_compared(word):
    schema = {"properties": {"not": {"type": "object", word: {}}}}
    assert forbidden(schema) == [f"/properties/not/{word}"]


def test_a_type_that_nobody_publishes_is_heard_in_vain():
    lost = Hearer("welfare", "rolls", "membership.member-joind.v1", frozenset())
    said = "membership.member-joind.v1: welfare (rolls) hears it, and nobody publishes it"
    assert unheard_of(MEMBERSHIP.contracts, [lost]) == [said]


def test_everything_that_a_catalogue_reads_is_known():
    heard = list(of_catalogue("evaluation", FOLD(Config()).catalogue))
    attendance = {path for each in heard if each.part == "measure attendance" for path in each.reads}
    assert {("attendance", "unit"), ("old", "attendance", "members"), ("new", "branch")} <= attendance


def check(*words: str) -> subprocess.CompletedProcess[str]:
    code = [sys.executable, "-m", "infra.cli", "contracts", "check", *words]
    return subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_nothing_in_this_checkout_breaks_anybody():
    done = check()
    assert (done.returncode, done.stderr) == (0, "")
    assert [each.split(":")[0] for each in done.stdout.splitlines()] == list(SERVICES)


def test_every_published_version_has_a_stored_example():
    without = [
        name for each in map(published, SERVICES) for name in each.contracts if name not in each.examples
    ]
    assert without == []


def test_an_edited_or_removed_contract_is_seen_against_an_older_state_of_the_checkout():
    edited = deepcopy(dict(MEMBERSHIP.contracts))
    retyped(edited[JOINED])
    del edited["membership.member-left.v1"]
    assert since("HEAD", replace(MEMBERSHIP, contracts=edited), LISTENING) == [
        "membership.member-left.v1: its contract was removed",
        f"{JOINED}: /properties/branch/type: string became integer; {BRANCH}",
    ]


def test_against_its_own_last_commit_nothing_is_broken():
    assert check("--since", "HEAD").returncode == 0
    assert "Error: git ls-tree: " in check("--since", "no-such-tag").stderr
