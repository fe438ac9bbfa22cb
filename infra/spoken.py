"""The language of what the command line says: Chinese unless --lang en asks for English."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask

from services import chassis, evaluation
from services.chassis.web.language import ALIASES, LOCALES, speak

FOLDERS = [Path(str(each.__file__)).parent / within for each, within in
           ((chassis, "web/translations"), (evaluation, "translations"))]  # fmt: skip
in_language: Callable[[Any], Any] = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", help="zh (by default) or en."
)


@contextmanager
def spoken(language: str, zone: str = "Asia/Shanghai") -> Iterator[None]:
    """Inside, evaluation's words are said in this language."""
    app = Flask("hearth")
    speak(app, zone, FOLDERS)
    asked = ALIASES.get(language, language)
    with app.test_request_context(query_string={"lang": asked if asked in LOCALES else LOCALES[0]}):
        yield
