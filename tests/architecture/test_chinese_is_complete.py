"""Chinese is the default language, so its catalogues know every text, and nothing that nobody says."""

import io

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from infra.navigation import CATALOGUES, NAVIGATION
from services.chassis.web import language
from tests.support.messages import entries, first, literals, places, said
from tests.support.source import SERVICES

PACKAGES = ("chassis", *SERVICES)
UNMARKED = {"chassis": frozenset(language.SAYINGS.values())}  # said by way of a table
PLACEHOLDER_MARKS = ("TODO", "FIXME", "XXX")


def untranslated(wanted: set[str], known: list[Message]) -> set[str]:
    return wanted - {first(each.id) for each in known if first(each.string) and not each.fuzzy}


def unsaid(known: list[Message], marked: set[str], written: set[str]) -> set[str]:
    return {first(each.id) for each in known} - marked - written


def other_places(known: list[Message]) -> set[str]:
    """Texts whose translation fills other places (a plural's singular may leave out the number)."""
    return {
        first(each.id)
        for each in known
        if places(first(each.string)) != places(each.id[-1] if isinstance(each.id, tuple) else first(each.id))
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_is_translated(package):
    wanted = set(said(package) | UNMARKED.get(package, frozenset()))
    assert untranslated(wanted, [*entries(package), *entries("chassis")]) == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_translation_is_used(package):
    users = PACKAGES if package == "chassis" else (package,)
    marked = set[str]().union(*map(said, users))
    written = {text for each in users for text in literals(each)}
    assert unsaid(entries(package), marked, written) == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_translations_fill_the_same_places(package):
    assert other_places(entries(package)) == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_translation_is_a_reminder(package):
    texts = {first(each.string) for each in entries(package)}
    assert {text for text in texts if any(mark in text for mark in PLACEHOLDER_MARKS)} == set()


def test_planted_gaps_are_found():
    assert untranslated({"Leave"}, [Message("Leave", "")]) == {"Leave"}
    assert untranslated({"Leave"}, [Message("Leave", "离开", flags={"fuzzy"})]) == {"Leave"}
    assert unsaid([Message("Nobody says this", "无")], {"Leave"}, set()) == {"Nobody says this"}
    assert other_places([Message("Up to %(cap)s", "最多 %(most)s")]) == {"Up to %(cap)s"}
    assert not other_places([Message(("one branch", "%(num)d branches"), ("%(num)d 个分会",))])


def test_refusals_and_templates_are_read(tmp_path):
    from tests.support.messages import said_in

    code, page = tmp_path / "x.py", tmp_path / "x.html"
    code.write_text('raise Refused("over-cap", "Above " "the cap of %(cap)s", field="amount")\n_("Log")')
    page.write_text("{% trans %}Visits{% endtrans %}{{ _('Sign in') }}")
    assert said_in(code) | said_in(page) == {"Above the cap of %(cap)s", "Log", "Visits", "Sign in"}


def test_the_menu_is_translated():
    links = [each for area in NAVIGATION for each in (area, *area.links)]
    text = (CATALOGUES / "zh_CN" / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    known = read_po(io.StringIO(text))
    assert {link.text for link in links} == {str(each.id) for each in known if each.id and each.string}
