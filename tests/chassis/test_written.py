"""Days, sums and ids are written as the reader's language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from services.chassis.web import written
from tests.chassis.gallery.application import gallery

CASES = [
    (written.day, date(2025, 6, 30), "2025年6月30日", "30 June 2025"),
    (written.day, "2025-06-30", "2025年6月30日", "30 June 2025"),
    (written.day, None, "–", "–"),
    (written.moment, datetime(2025, 6, 30, 17, 5, tzinfo=UTC), "2025年7月1日 01:05", "1 July 2025, 01:05"),
    (written.money, D("1234.5"), "1,234.50 元", "¥1,234.50"),
    (written.money, D("-1234.5"), "-1,234.50 元", "-¥1,234.50"),
    (written.money, None, "–", "–"),
    (written.number, 31200, "31,200", "31,200"),
    (written.points, D("18.6"), "18.60", "18.60"),
    (written.points, D("-2"), "−2.00", "−2.00"),
    (written.points, None, "–", "–"),
]


@pytest.mark.parametrize(("write", "value", "chinese", "english"), CASES)
def test_a_value_is_written_in_the_readers_language(write, value, chinese, english):
    app = gallery()
    for language, text in (("zh_CN", chinese), ("en", english)):
        with app.test_request_context(f"/?lang={language}"):
            assert write(value) == text


def test_a_change_says_its_direction():
    assert written.points(D("0.5"), signed=True) == "+0.50"
    assert written.points(D("-0.5"), signed=True) == "−0.50"


def test_an_id_keeps_all_its_characters_and_escapes_them():
    shown = written.short_id("entry-0190f3c2-7b1e-7c3a-9f21-5f0c8e61d204")
    assert shown.striptags() == "entry-0190f3c2-7b1e-7c3a-9f21-5f0c8e61d204"
    assert "<script>" not in written.short_id("<script>-1")
