"""How a day, a moment, a sum of money, a number and an id are written in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import SupportsFloat

import flask_babel  # type: ignore[import-untyped]
from markupsafe import Markup

Number = int | Decimal | SupportsFloat


def day(value: date | str | None) -> str:
    """2025年6月30日 in Chinese, 30 June 2025 in English; a dash for none. Takes a date or its ISO text."""
    if not value:
        return "–"
    told = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return str(flask_babel.format_date(told, "y年M月d日" if _chinese() else "d MMMM y"))


def moment(value: datetime | str | None) -> str:
    """A day and a time of day in the school's zone, to the minute; a dash for none."""
    if not value:
        return "–"
    told = datetime.fromisoformat(value) if isinstance(value, str) else value
    return str(flask_babel.format_datetime(told, "y年M月d日 HH:mm" if _chinese() else "d MMMM y, HH:mm"))


def money(yuan: Decimal | int | str | None) -> str:
    """1,234.50 元 in Chinese, ¥1,234.50 in English; a dash for none."""
    if yuan is None or yuan == "":
        return "–"
    figure = flask_babel.format_decimal(Decimal(yuan), "#,##0.00")
    return f"{figure} 元" if _chinese() else f"¥{figure}".replace("¥-", "-¥")


def number(value: Number | None) -> str:
    """A count with thousands separators; a dash for none."""
    return "–" if value is None else str(flask_babel.format_decimal(value, "#,##0.###"))


def points(value: Number | None, signed: bool = False) -> str:
    """Points of a score with two decimals, with + or − in front if `signed`; a dash for none."""
    if value is None:
        return "–"
    figure = f"{abs(value) if isinstance(value, int | Decimal) else abs(float(value)):,.2f}"
    below = float(value) < 0
    return ("−" if below else "+" if signed else "") + figure


def short_id(value: str) -> Markup:
    """An id shown by its noun and last eight characters, that copies whole."""
    noun, dash, rest = value.partition("-")
    head, middle, tail = noun + dash, rest[:-8], rest[-8:]
    hidden = Markup('<span class="id-middle">{}</span>').format(middle) if middle else ""
    return Markup('<code class="id" data-copy="{}">{}{}{}</code>').format(value, head, hidden, tail)


def _chinese() -> bool:
    return str(flask_babel.get_locale() or "zh_CN").startswith("zh")


FILTERS: Mapping[str, Callable[..., str]] = {
    "day": day,
    "moment": moment,
    "money": money,
    "number": number,
    "points": points,
    "short_id": short_id,
}
