"""Fields of requests that can be kept: text without control characters, money, days, ids."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

MOST = Decimal("99999999.99")
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Text(fields.String):
    """A trimmed text without control characters, of 1 to `most` characters (0 when not required)."""

    def __init__(self, most: int = 200, **options: Any) -> None:
        least = 1 if options.get("required") else 0
        super().__init__(validate=validate.Length(least, most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if CONTROL.search(text):
            raise ValidationError("Invalid value.")
        return text


class Id(fields.String):
    """An id: letters, digits and a few signs, at most 200."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Regexp(r"^[A-Za-z0-9._:-]{1,200}$"), **options)


class Day(fields.Date):
    """A day of the school's calendar, from 1900 to 2199."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Range(FIRST, LAST), **options)


class Money(fields.Decimal):
    """Yuan with at most two decimals, never negative; text in JSON."""

    def __init__(self, most: Decimal = MOST, **options: Any) -> None:
        super().__init__(as_string=True, validate=validate.Range(Decimal(0), most), **options)

    def _validated(self, value: Any) -> Decimal:
        amount = super()._validated(value)
        if abs(amount) > MOST:
            raise ValidationError("Number too large.")
        if amount != round(amount, 2):
            raise ValidationError("At most two decimals are possible.")
        return round(amount, 2)
