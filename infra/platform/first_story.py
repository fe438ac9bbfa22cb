"""The demo campus of a platform, told over HTTP the first time it is up."""

from rich.console import Console

from infra.demo import note
from infra.demo.first_start import load_over_http
from infra.platform.settings import Settings
from infra.services import SERVICES, root_of
from services.chassis.running.assembly import open_store
from services.chassis.running.config import Config


def tell_the_story(config: Config, settings: Settings, screen: Console) -> None:
    """Tell it where a demo is wanted and nothing else has been told; one that was broken off goes on."""
    if not (config.demo and config.demo_mode):
        return
    told = note.noted(config)
    if told.whole if told else not empty(config):
        return
    load_over_http(config, settings.here, screen)


def empty(config: Config) -> bool:
    """Whether nobody has told anything yet."""
    return all(_head(config, name) == 0 for name in SERVICES)


def _head(config: Config, name: str) -> int:
    store = open_store(config, root_of(name))
    try:
        return store.head()
    finally:
        store.engine.dispose()
