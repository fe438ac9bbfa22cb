"""What day is it at the school, and on which day does a command say that it happened?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError

from services.chassis.running.parts import here
from services.chassis.web.http import now


def today() -> date:
    """The school's date at the service's clock."""
    return now().astimezone(here().zone).date()


def dated(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with `on` filled in: today unless said, never later."""
    on = body.get("on") or today()
    if on > today():
        raise ValidationError({"on": ["A day in the future is not possible."]})
    return {**body, "on": on}
