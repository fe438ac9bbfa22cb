"""An edition is published once, and replaced only by name and with a reason."""

from datetime import date

from services.chassis.testing import refused, spec
from services.evaluation.domain.edition import EditionFacts, EditionPublished, PublishEdition, decider

given = spec(decider)
JUNE = date(2025, 6, 1)
NOTHING = EditionFacts()


def values(**changes):
    return {
        "edition": "edition-1",
        "scheme_digest": "a" * 64,
        "catalogue_digest": "b" * 64,
        "in_force_from": date(2025, 1, 1),
        "period": "2025",
        "reason": "",
        "replaces": "",
        "on": JUNE,
    } | changes


def publish(**changes):
    return PublishEdition(by="member-1", **values(**changes))


def published(**changes):
    return EditionPublished(**values(**changes))


def test_an_edition_is_published_with_its_date_of_force():
    assert given().when(publish(), NOTHING) == [published()]


def test_publishing_the_same_again_changes_nothing():
    assert given(published()).when(publish(), NOTHING) == []


def test_a_published_edition_never_changes():
    with refused("edition-published"):
        given(published()).when(publish(scheme_digest="c" * 64), NOTHING)


def test_a_scheme_that_fails_the_check_is_not_published():
    with refused("edition-unsound"):
        given().when(publish(), EditionFacts(sound=False))


def test_a_scheme_with_an_open_setting_is_not_published():
    with refused("settings-open"):
        given().when(publish(), EditionFacts(sound=False, undecided="ties"))


def test_a_running_period_changes_its_edition_by_name_and_with_a_reason():
    standing = EditionFacts(standing="edition-0")
    with refused("edition-standing"):
        given().when(publish(), standing)
    with refused("reason-missing"):
        given().when(publish(replaces="edition-0"), standing)
    new = {"replaces": "edition-0", "reason": "congress decided"}
    assert given().when(publish(**new), standing) == [published(**new)]


def test_a_period_with_published_results_keeps_its_edition():
    with refused("period-published"):
        given().when(publish(), EditionFacts(over=True))
