"""A facts file says what the platform's lines say, and names every mistake by line, fact and what to do."""

import json
from datetime import date, timedelta
from string import ascii_lowercase

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from services.evaluation import facts_text, rulebooks
from services.evaluation.domain import facts_written
from services.evaluation.domain.facts import exact

CATALOGUE = rulebooks.catalogue(rulebooks.shipped("catalogue-2026"))
SCHEMA = Draft202012Validator(json.loads((rulebooks.SHIPPED / "facts-1.schema.json").read_text("utf-8")))

FILE = """\
facts: hearth-facts-1
tellings:
  - known: 2025-01-01
    sets:
      - {fact: k1, register: kind, unit: B1, day: 2020-01-01, value: teaching}
      - {fact: s1, register: staff, unit: B1, day: 2025-01-01, value: "40"}
  - known: 2025-03-02
    tells:
      - fact: a1
        measure: activities
        unit: B1
        day: 2025-03-01
        filed: 2025-03-02
        tags: {kind: sports, planned: true}
  - known: 2025-03-03
    tells: [{fact: v1, measure: visits, unit: B1, day: 2025-03-01, person: p1, amount: "12.50"}]
  - known: 2025-04-01
    takes: [{fact: v1, measure: visits, unit: B1, day: 2025-03-01, person: p1, amount: "12.50"}]
    tells: [{fact: v1, measure: visits, unit: B2, day: 2025-03-01, person: p1, amount: "12.05"}]
"""


def read(text):
    return facts_text.read(text, CATALOGUE)


def written(lines, entries):
    def place(each):
        return each.source, each.position

    return "".join(facts_text.written(sorted(lines, key=place), sorted(entries, key=place), CATALOGUE))


def faults(old, new, text=FILE):
    assert old in text
    with pytest.raises(rulebooks.BadRulebook) as caught:
        read(text.replace(old, new, 1))
    return caught.value.faults


class TestWhatAFileTells:
    def test_a_fact_is_a_line_with_all_tags_of_its_measure(self):
        lines, _ = read(FILE)
        activity = lines[0]
        assert (activity.measure, activity.unit, activity.day) == ("activities", "B1", date(2025, 3, 1))
        assert activity.tags == (("kind", "sports"), ("home", ""), ("planned", "true"))
        assert (activity.known, activity.filed) == (date(2025, 3, 2), date(2025, 3, 2))

    def test_an_amount_is_kept_in_whole_steps_of_its_measure(self):
        told = [line.amount for line in read(FILE)[0] if line.fact == "v1"]
        assert told == [1250, -1250, 1205]  # fen; a correction takes the old and tells the new

    def test_a_dated_value_is_an_entry_whose_instant_is_the_start_of_the_day(self):
        _, (kind, staff) = read(FILE)
        assert (kind.register, kind.value, staff.value) == ("kind", "teaching", "40")
        assert staff.recorded == "2025-01-01T00:00:00.000000Z"

    def test_a_telling_has_its_place_in_the_file_where_it_names_none(self):
        lines, entries = read(FILE)
        assert [line.position for line in lines] == [2, 3, 4, 4]
        assert {line.source for line in (*lines, *entries)} == {"file"}

    def test_an_instant_of_any_zone_is_kept_in_utc(self):
        _, (kind, _staff) = read(
            FILE.replace("    sets:", "    recorded: 2025-01-01T08:30:00+08:00\n    sets:", 1)
        )
        assert kind.recorded == "2025-01-01T00:30:00.000000Z"

    def test_json_says_the_same_as_yaml(self):
        plain = yaml.load(FILE, yaml.BaseLoader)
        assert read(json.dumps(plain, indent=1)) == read(FILE)


class TestAMistake:
    @pytest.mark.parametrize(
        ("old", "new", "line", "item", "says"),
        [
            ("measure: activities", "measure: activites", 10, "a1", "did you mean activities"),
            ("kind: sports", "knd: sports", 14, "a1", "did you mean kind"),
            ("day: 2025-03-01\n", "day: 2025-3-1\n", 12, "a1", "2025-01-01"),
            ("register: staff", "register: staf", 6, "s1", "did you mean staff"),
            ("unit: B1, day: 2020", "day: 2020", 5, "k1", "missing"),
            ("known: 2025-03-02", "known: last week", 7, "tellings.1", "2025-01-01"),
            ("filed: 2025-03-02", "fild: 2025-03-02", 13, "a1", "did you mean filed"),
            ('person: p1, amount: "12.50"}]\n  -', 'person: p1, amount: "12.505"}]\n  -', 16, "v1", "0.01"),
            ("tags: {kind: sports, planned: true}", "amount: 1", 14, "a1", "has no amount"),
            ("known: 2025-03-03", "known: 2025-03-03\n    position: 2", 15, "tellings.2", "2"),
            ("hearth-facts-1", "hearth-facts-9", 1, "facts", "hearth-facts-1"),
            ("    tells: [{fact: v1, measure: visits", "    told: [{x: y", 16, "tellings.2", "tells"),
        ],
    )  # fmt: skip
    def test_is_named_by_line_and_fact(self, old, new, line, item, says):
        found = faults(old, new)
        assert (line, item) in {(each.line, each.item) for each in found}
        assert says in "\n".join(map(str, found))

    def test_what_is_taken_must_have_been_told(self):
        (fault,) = faults(
            "takes: [{fact: v1, measure: visits, unit: B1", "takes: [{fact: v1, measure: visits, unit: B3"
        )
        assert (fault.line, fault.item) == (18, "v1")
        assert "never told" in str(fault)

    def test_in_json_has_its_line_too(self):
        text = written(*read(FILE))
        (fault,) = faults('"day": "2025-03-01", "filed"', '"day": "soon", "filed"', text)
        assert (fault.line, fault.item) == (3, "a1")

    def test_is_told_with_all_the_others(self):
        found = faults("unit: B1", "unit: ''", FILE.replace("known: 2025-03-02", "known: then"))
        assert len(found) == 2

    @pytest.mark.parametrize(
        "text", ["", "- 1", "{", '{"a": 1, "a": 2}', "{" * 9000, '{"a": ' * 9000, "[]", "x"]
    )
    def test_in_the_form_is_a_fault_and_not_a_crash(self, text):
        with pytest.raises(rulebooks.BadRulebook):
            read(text)


# --- any file

days = st.integers(0, 800).map(lambda count: (date(2024, 1, 1) + timedelta(days=count)).isoformat())
names = st.text(ascii_lowercase + "教工-", min_size=1, max_size=4)


@st.composite
def facts(draw):
    measure = draw(st.sampled_from(sorted(CATALOGUE.measures.values(), key=lambda each: each.name)))
    found = {"fact": draw(names), "measure": measure.name, "unit": draw(names), "day": draw(days)}
    for name, values in (("filed", days), ("person", names), ("occasion", names), ("subject", names)):
        if draw(st.booleans()):
            found[name] = draw(values)
    if measure.tags and draw(st.booleans()):
        found["tags"] = {draw(st.sampled_from(measure.tags))[0]: draw(names)}
    if measure.amount and draw(st.booleans()):
        found["amount"] = exact(draw(st.integers(-999, 999)) * measure.step)
    return found


@st.composite
def values(draw):
    register = draw(st.sampled_from(sorted(CATALOGUE.register_names)))
    found = {"fact": draw(names), "register": register, "unit": draw(names), "day": draw(days)}
    return found | {
        "value": draw(st.text(ascii_lowercase, max_size=3)),
        "key": draw(st.sampled_from(["", "x"])),
    }


@st.composite
def files(draw):
    """Any order; what is taken was told somewhere in the file."""
    told = draw(st.lists(facts(), max_size=5))
    dated = draw(st.lists(values(), min_size=0 if told else 1, max_size=3))
    tellings = [{"known": draw(days), "tells": [each]} for each in told]
    tellings += [{"known": draw(days), "takes": [each]} for each in told if draw(st.booleans())]
    tellings += [{"known": draw(days), "sets": [each]} for each in dated]
    tellings += [{"known": draw(days), "unsets": [each]} for each in dated if draw(st.booleans())]
    return {"facts": "hearth-facts-1", "tellings": draw(st.permutations(tellings))}


@given(files())
def test_a_file_written_from_what_was_read_says_the_same(file):
    lines, entries = read(json.dumps(file))
    again = written(lines, entries)
    assert sorted(read(again)[0]) == sorted(lines)
    assert sorted(read(again)[1]) == sorted(entries)
    assert written(*read(again)) == again


@given(files())
def test_the_schema_accepts_what_is_read_and_what_is_written(file):
    SCHEMA.validate(file)
    SCHEMA.validate(json.loads(written(*read(json.dumps(file)))))


@given(files())
def test_plain_data_is_written_as_it_is_streamed(file):
    lines, entries = read(json.dumps(file))
    lines, entries = sorted(lines, key=lambda each: each[5:8]), sorted(entries, key=lambda each: each[6:9])
    assert facts_written.write(lines, entries, CATALOGUE) == json.loads(written(lines, entries))


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA.schema)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hearth-facts-1", "hearth-facts-9"),
        ("known: 2025-03-02", "known: last week"),
        ("filed: 2025-03-02", "fild: 2025-03-02"),
        ("unit: B1, day: 2020", "day: 2020"),
        ("known: 2025-03-03", "known: 2025-03-03\n    position: 0"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(old, new):
    assert faults(old, new)
    assert not SCHEMA.is_valid(yaml.load(FILE.replace(old, new, 1), yaml.BaseLoader))
