"""One module per resource; what is written is a command, what is read is a read model."""

from typing import cast

from flask import current_app

from services.congress.acts import Acts


def acts() -> Acts:
    """The command sides of the application that answers this request."""
    return cast(Acts, current_app.extensions["acts"])
