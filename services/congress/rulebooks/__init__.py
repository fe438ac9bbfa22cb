"""Dated editions of the proposal settings with their citations; nothing here decides anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from services.congress.domain.settings import Settings

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Figure:
    """One setting: where a new congress starts, the range that schools have, and whose rule it is."""

    default: Any
    citation: str
    low: int | None = None
    high: int | None = None
    unverified: bool = False


@dataclass(frozen=True)
class Edition:
    """The settings, categories and departments that a congress convened on a day starts from."""

    name: str
    in_force_from: date
    citation: str
    figures: Mapping[str, Figure]
    categories: tuple[str, ...]
    departments: Mapping[str, Mapping[str, str]]  # code -> name by locale

    def settings(self) -> Settings:
        """The defaults, under the edition's own citation."""
        figures = {name: figure.default for name, figure in self.figures.items()}
        return Settings(**figures, citation=self.citation)

    def department(self, code: str, locale: str) -> str:
        """What a department is called; its code when the edition does not know it."""
        return self.departments.get(code, {}).get(locale) or code


@lru_cache
def editions() -> tuple[Edition, ...]:
    """All shipped editions, oldest first."""
    return tuple(_edition(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.yaml")))


def in_force(on: date) -> Edition:
    """The edition in force on a day; the oldest one for days before it."""
    early, *later = editions()
    return next((each for each in reversed(later) if each.in_force_from <= on), early)


def _edition(read: Mapping[str, Any]) -> Edition:
    return Edition(
        str(read["edition"]),
        read["in_force_from"],
        read["citation"],
        {name: Figure(**figure) for name, figure in read["settings"].items()},
        tuple(read["categories"]),
        {each["code"]: each for each in read["departments"]},
    )
